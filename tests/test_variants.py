"""Each way in which real workflows send, and each text that only looks like one, is read as what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from spellings.meaning import meaning
from variants import (
    actions,
    cmd,
    commands,
    curl,
    gh_events,
    gh_starts,
    github_script,
    jq,
    negatives,
    powershell,
    programs,
    python,
    targets,
)
from variants.entry import Variant, hidden, on_disk, placeless

FAMILIES = {
    "gh-event": gh_events.VARIANTS,
    "gh-start": gh_starts.VARIANTS,
    "jq": jq.VARIANTS,
    "curl": curl.VARIANTS,
    "powershell": powershell.VARIANTS,
    "cmd": cmd.VARIANTS,
    "python": python.VARIANTS,
    "program": programs.VARIANTS,
    "github-script": github_script.VARIANTS,
    "action": actions.VARIANTS,
    "command": commands.VARIANTS,
    "target": targets.VARIANTS,
    "negative": negatives.VARIANTS,
}


def _all() -> list[object]:
    return [
        pytest.param(
            variant,
            id=f"{family}/{name}",
            marks=[pytest.mark.xfail(strict=True, reason=variant.unfinished)] if variant.unfinished else [],
        )
        for family, variants in FAMILIES.items()
        for name, variant in variants.items()
    ]


@pytest.mark.parametrize("variant", _all())
def test_what_is_sent(variant: Variant, tmp_path: Path) -> None:
    found = on_disk(variant.files, tmp_path)
    assert [placeless(each) for each in meaning(found)] == [placeless(each) for each in variant.sent]
    assert hidden(found) == variant.hidden
