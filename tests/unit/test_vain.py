"""Choices that always come out the same."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.soundness.vain import vain_choices


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("github.actor == 'x' && '' || 'y'", ["'y'"]),
        ("(github.actor == 'x' && false) || vars.Y", ["vars.Y"]),
        ("github.actor == 'x' && 0 || 1", ["1"]),
        ("vars.X || github.actor == 'x' && null || 'y'", ["'y'"]),
        ("format('{0}', vars.X && '' || 'y')", ["'y'"]),
        ("github.actor == 'x' && '0' || 'y'", []),
        ("github.actor == 'x' && 'y' || ''", []),
        ("github.actor == 'x' && vars.Y || ''", []),
        ("vars.X && '' || ''", []),
        ("'' || 'y'", []),
    ],
)
def test_what_is_always_taken(value: str, found: list[str]) -> None:
    text = f'on: push\njobs: {{a: {{runs-on: x, steps: [{{run: make, env: {{A: "${{{{ {value} }}}}"}}}}]}}}}\n'
    (facts,) = linked({"a.yml": text}).workflows
    assert [each.instead for each in vain_choices(facts)] == found


def test_conditions_choose_nothing() -> None:
    text = "on: push\njobs: {a: {if: \"${{ github.actor == 'x' && false || vars.Y }}\", runs-on: x, steps: [{run: make}]}}\n"
    (facts,) = linked({"a.yml": text}).workflows
    assert list(vain_choices(facts)) == []
