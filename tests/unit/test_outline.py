"""Runs that are filled in come to what they come to when they are played."""

from __future__ import annotations

import pytest

from oracles.engines import linked
from oracles.plans import plan, yaml_of
from wflint.soundness.explore import Explorer
from wflint.soundness.outline import asked
from wflint.soundness.summary import summary


@pytest.mark.parametrize("seed", range(24))
def test_a_run_is_the_same_filled_in_and_played(seed: int) -> None:
    explorer = Explorer(linked(yaml_of(plan(seed))))
    for root in explorer.roots():
        for state in explorer.explore(root).summaries:
            start = explorer.start(state, root)
            played = summary(explorer.system, start, explorer.limit)
            filled = explorer.told(start)
            assert {each.key for each in filled.outcomes} == {each.key for each in played.outcomes}
            assert filled.problem == played.problem


def test_an_executor_asks_nothing_of_a_count_that_it_hands_on() -> None:
    system = linked(yaml_of(plan(0)))
    (executor, *_) = (each for each in system.workflows if each.workflow.source.name == "draft.yml")
    (event,) = {edge.event for edge in system.edges_into(executor)}
    assert "count" not in asked(executor, system.given(event), False)
