"""What a case takes over from the one that it is part of is what it would find out by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from linked import linked as small
from test_endings import job, workflow

from oracles.engines import linked
from oracles.plans import plan, yaml_of
from wflint.config import Config
from wflint.graph import System
from wflint.lean import replace
from wflint.link import link
from wflint.soundness.assume import Assuming
from wflint.soundness.explore import Explorer
from wflint.soundness.summary import Play
from wflint.sources import discover

HEARERS = {f"{name}.yml": workflow(job("done", "run: echo done")) for name in ("one", "two", "three")}
SYSTEMS = sorted(path for path in (Path(__file__).parent.parent / "systems").iterdir() if path.is_dir())


def answers(system: System, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many answers are given while all stories are told; each is compared with what its case finds out alone."""
    plays: list[Play] = []
    begin = Play.__init__

    def noted(self: Play, *given: Any) -> None:
        plays.append(self)
        begin(self, *given)

    monkeypatch.setattr(Play, "__init__", noted)
    explorer = Explorer(system)
    for root in explorer.roots():
        explorer.explore(root)
    count = 0
    for play in plays:
        start = play.start
        for _, answer in play._cases.values():
            case = replace(answer.case, above=None)
            alone = Assuming(case, play._words, start.chosen, start.root, start.faulty, play.limit, play.given)
            for asked, found in answer._answers.values():
                count += 1
                assert alone._truth(*asked) is found, asked  # type: ignore[misc]  # condition, scope and scenario
    return count


@pytest.mark.parametrize("seed", range(12))
def test_in_random_systems(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert answers(linked(yaml_of(plan(seed))), monkeypatch) > 0


@pytest.mark.parametrize("folder", SYSTEMS, ids=lambda path: path.name)
def test_in_systems(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert answers(link(discover([str(folder)])[0], Config()), monkeypatch) > 0


def test_where_a_condition_is_answered_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    step = "run: gh workflow run {}.yml, if: \"{}contains(github.event.inputs.tags, 'x')\""
    steps = (step.format("one", ""), step.format("two", "github.ref != 'a' && "), step.format("three", "!"))
    system = small({"a.yml": workflow(job("work", *steps)), **HEARERS})
    assert answers(system, monkeypatch) > 0
