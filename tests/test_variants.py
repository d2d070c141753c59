"""Each way in which real workflows send, and each text that only looks like one, is read as what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from spellings.frame import NAME, Files
from spellings.meaning import meaning
from variants import (
    actions,
    cmd,
    commands,
    curl,
    gh_events,
    gh_starts,
    github_script,
    implicit,
    jq,
    listeners,
    negatives,
    powershell,
    programs,
    python,
    targets,
)
from variants.entry import Variant, hidden, on_disk, placeless, written
from wflint.config import Config
from wflint.graph import System
from wflint.link import link
from wflint.sources import discover

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


def _system(files: Files, folder: Path) -> System:
    written(files, folder)
    system = link(discover([str(folder)], {str(folder): NAME})[0], Config())
    assert system.problems == ()
    return system


@pytest.mark.parametrize("name", implicit.VARIANTS)
def test_what_is_raised_and_heard(name: str, tmp_path: Path) -> None:
    variant = implicit.VARIANTS[name]
    system = _system(variant.files, tmp_path)
    assert implicit.raised(system) == variant.raised
    assert implicit.heard(system) == variant.heard


@pytest.mark.parametrize("name", listeners.LISTENERS)
def test_what_is_listened_for(name: str, tmp_path: Path) -> None:
    listening = listeners.LISTENERS[name]
    system = _system(listening.files, tmp_path)
    assert listeners.types(system) == listening.types
    assert {each: listeners.jobs(system, each) for each in listening.jobs} == listening.jobs


@pytest.mark.parametrize("name", listeners.ENDS)
def test_whose_end_is_waited_for(name: str, tmp_path: Path) -> None:
    awaited = listeners.ENDS[name]
    system = _system(awaited.files, tmp_path)
    assert sorted(listeners.ends(system)) == sorted(
        (each, tuple(f"{tmp_path}/{path}" for path in paths), notes) for each, paths, notes in awaited.ends
    )
