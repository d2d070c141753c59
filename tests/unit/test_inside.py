"""What actions and called workflows bring in is weighed before any of it is followed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from linked import FOLDER, repository

from wflint.config import Config
from wflint.facts.inside import DEEPEST, MOST, MOST_INSIDE, Inside, Weight
from wflint.graph import System
from wflint.link import link
from wflint.sources import Source
from wflint.syntax import build
from wflint.syntax.workflow import Action, Workflow

SEND = "{runs-on: x, steps: [{run: gh workflow run e.yml}]}"
TOO_MUCH = (
    f"more than {MOST.uses:,} actions and workflows, or {MOST.steps:,} steps of such, are used inside one another; "
    "the rest isn't followed"
)


def _calls(called: str, count: int) -> str:
    return ", ".join(f"j{n}: {{uses: ./{FOLDER}{called}}}" for n in range(count))


def _system(files: Mapping[str, str]) -> System:
    return link((repository(files),), Config())


def _inside(workflows: Mapping[str, str], actions: Mapping[str, str]) -> tuple[Inside, dict[str, Workflow]]:
    def action(name: str) -> Action:
        source = Source(f"{name}/action.yml", f"{name}/action.yml", "action.yml", actions[name])
        made, problems = build.action(source)
        assert made is not None
        assert not problems
        return made

    typed = {}
    for source in repository(workflows).workflows:
        made, problems = build.workflow(source)
        assert made is not None
        assert not problems
        typed[source.name] = made
    known = {f"./{name}": action(name) for name in actions}
    return Inside(lambda uses: known.get(uses.text), lambda uses: typed.get(Path(uses.text).name)), typed


def test_each_use_counts_with_its_steps_and_all_that_they_use() -> None:
    inside, typed = _inside(
        {
            "called.yml": "on: workflow_call\njobs: {a: {runs-on: x, steps: [{uses: ./a}, {uses: ./a}, {uses: o/r@v1}]}}\n",
            "caller.yml": f"on: push\njobs: {{{_calls('called.yml', 2)}}}\n",
        },
        {
            "a": "runs: {using: composite, steps: [{uses: ./b}, {run: make, shell: bash}]}\n",
            "b": "runs: {using: node20, main: b.js}\n",
        },
    )
    assert inside.of_workflow(typed["called.yml"], 0) == Weight(1 + 2 * 2, 3 + 2 * 2)
    assert inside.of_workflow(typed["caller.yml"], 0) == Weight(1 + 2 * 5, 2 * 7)


def test_what_uses_itself_weighs_as_much_as_ten_levels_of_it() -> None:
    inside, typed = _inside({"w.yml": f"on: workflow_call\njobs: {{{_calls('w.yml', 3)}}}\n"}, {})
    assert inside.of_workflow(typed["w.yml"], 0).uses == sum(3**level for level in range(DEEPEST))
    assert inside.of_workflow(typed["w.yml"], DEEPEST - 1).uses == 1


def test_what_is_too_much_isnt_followed_at_all_and_the_rest_is() -> None:
    """Each of nine files that call the next nine times would go as far as there is room."""
    files = {f"c{n}.yml": f"on: {{workflow_call: , push: }}\njobs: {{{_calls(f'c{n + 1}.yml', 9)}}}\n" for n in range(9)}
    system = _system({**files, "c9.yml": f"on: {{workflow_call: , push: }}\njobs: {{a: {SEND}}}\n"})
    cut = [Path(each.span.path).name for each in system.problems if each.message == TOO_MUCH]
    assert cut == [f"c{n}.yml" for n in range(7)]
    followed = {facts.workflow.source.name: sum(job.called is not None for job in facts.jobs) for facts in system.workflows}
    assert followed == {**{f"c{n}.yml": 0 for n in range(6)}, "c6.yml": 5, "c7.yml": 9, "c8.yml": 9, "c9.yml": 0}


def test_as_much_as_there_is_room_for_is_followed_whole() -> None:
    def followed(count: int) -> tuple[int, list[str]]:
        hundred = MOST.uses // 5
        system = _system(
            {
                "w.yml": f"on: push\njobs: {{{_calls('m.yml', count)}}}\n",
                "m.yml": f"on: workflow_call\njobs: {{{_calls('c.yml', hundred - 1)}}}\n",
                "c.yml": "on: workflow_call\njobs: {a: {runs-on: x, steps: [{run: make}]}}\n",
            }
        )
        (facts,) = (each for each in system.workflows if each.workflow.source.name == "w.yml")
        return sum(job.called is not None for job in facts.jobs), [each.message for each in system.problems]

    assert followed(5) == (5, [])
    assert followed(6) == (5, [TOO_MUCH])


def test_many_workflows_that_bring_in_many_messages_are_bounded_together() -> None:
    files = {f"w{n:02}.yml": f"on: push\njobs: {{{_calls('m.yml', 10)}}}\n" for n in range(40)}
    system = _system(
        {
            "e.yml": f"on: {{workflow_call: , workflow_dispatch: }}\njobs: {{a: {SEND}}}\n",
            "m.yml": f"on: workflow_call\njobs: {{{_calls('e.yml', 10)}}}\n",
            **files,
        }
    )
    assert MOST_INSIDE < len(system.sites) <= MOST_INSIDE + 200
    words = f"actions and workflows that others use send more than {MOST_INSIDE:,} messages; the rest isn't followed"
    assert {each.message for each in system.problems} == {words}
    assert [Path(each.span.path).name for each in system.problems] == [f"w{n}.yml" for n in range(10, 40)]
