"""Concurrency groups that parts of one run share."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.soundness.clashes import clashes

JOB = "runs-on: x, steps: [{run: make}]"
CALLED = "on: {push: {}, workflow_call: {inputs: {part: {type: string}}}}\nGROUP\njobs: {in: {" + JOB + "}}\n"
CALL = "uses: ./.github/workflows/called.yml"
GROUP = "concurrency: '${{ github.workflow }}-${{ github.ref }}'"
CANCELS = "concurrency: {group: one, cancel-in-progress: true}"


@pytest.mark.parametrize(
    ("caller", "called", "found"),
    [
        pytest.param(
            f"{GROUP}\njobs: {{a: {{{CALL}}}}}", GROUP, [("called.yml", True)], id="called with the group of its caller"
        ),
        pytest.param(f"jobs: {{a: {{{CALL}}}}}", GROUP, [], id="only the called one has it"),
        pytest.param(f"{GROUP}\njobs: {{a: {{{CALL}}}}}", GROUP.replace("'$", "'b-$"), [], id="a name of its own"),
        pytest.param(
            f"concurrency: '${{{{ github.sha }}}}'\njobs: {{a: {{{CALL}, with: {{part: '${{{{ github.sha }}}}'}}}}}}",
            "concurrency: '${{ inputs.part || github.sha }}'",
            [("called.yml", True)],
            id="by an input",
        ),
        pytest.param(
            f"concurrency: '${{{{ inputs.part }}}}'\njobs: {{a: {{{CALL}, with: {{part: b}}}}}}",
            "concurrency: '${{ inputs.part }}'",
            [],
            id="inputs are other ones there",
        ),
        pytest.param(
            f"jobs: {{a: {{{CALL}, concurrency: b}}}}", "concurrency: b", [("called.yml", True)], id="of the calling job"
        ),
        pytest.param(f"concurrency: b\njobs: {{a: {{{JOB}, concurrency: b}}}}", "", [("caller.yml", True)], id="of a job"),
        pytest.param(
            f"concurrency: b\njobs: {{a: {{{JOB}, concurrency: b, if: github.event_name == 'push'}}}}",
            "",
            [],
            id="not in this run",
        ),
        pytest.param(f"jobs: {{a: {{{CALL}}}, b: {{{CALL}}}}}", CANCELS, [("called.yml", False)], id="called twice"),
        pytest.param(f"jobs: {{a: {{{CALL}}}, b: {{needs: a, {CALL}}}}}", CANCELS, [], id="called one after the other"),
        pytest.param(f"jobs: {{a: {{{CALL}}}, b: {{{CALL}}}}}", "concurrency: one", [], id="one waits for the other"),
        pytest.param(
            f"jobs: {{a: {{{CALL}, if: github.actor == 'x'}}, b: {{{CALL}, if: github.actor != 'x'}}}}",
            CANCELS,
            [],
            id="either of them",
        ),
        pytest.param(
            f"jobs: {{a: {{{JOB}, if: github.actor == 'x'}}, b: {{needs: a, {CALL}}}, c: {{{CALL}}}}}",
            CANCELS,
            [],
            id="behind a condition",
        ),
    ],
)
def test_parts_of_one_run(caller: str, called: str, found: list[tuple[str, bool]]) -> None:
    system = linked({"caller.yml": f"on: workflow_dispatch\n{caller}\n", "called.yml": CALLED.replace("GROUP", called)})
    assert [(each.claim.facts.workflow.source.name, each.is_around) for each in clashes(system)] == found


@pytest.mark.parametrize(
    ("strategy", "group", "found"),
    [
        ("matrix: {v: [1, 2]}", "{group: one, cancel-in-progress: true}", [True]),
        ("matrix: {v: [1, 2]}", "one", []),
        ("matrix: {v: [1, 2, 3]}", "one", [True]),
        ("matrix: {v: [1, 2, 3]}", "{group: one, queue: max}", []),
        ("matrix: {v: [1, 2, 3]}", "'one-${{ matrix.v }}'", []),
        ("matrix: {v: [1, 2, 3]}", "'one-${{ strategy.job-index }}'", []),
        ("max-parallel: 1, matrix: {v: [1, 2, 3]}", "{group: one, cancel-in-progress: true}", []),
        ("max-parallel: 2, matrix: {v: [1, 2, 3]}", "one", []),
        ("matrix: {v: [1]}", "{group: one, cancel-in-progress: true}", []),
        ("matrix: {include: [{v: 1}, {v: 2}]}", "{group: one, cancel-in-progress: true}", [True]),
        ("matrix: {v: [1], include: [{v: 1, w: 2}]}", "{group: one, cancel-in-progress: true}", []),
        ("matrix: {v: '${{ fromJSON(vars.V) }}'}", "{group: one, cancel-in-progress: true}", [False]),
        ("matrix: {v: '${{ fromJSON(vars.V) }}'}", "one", []),
    ],
)
def test_jobs_of_a_matrix(strategy: str, group: str, found: list[bool]) -> None:
    text = f"on: push\njobs: {{a: {{strategy: {{{strategy}}}, concurrency: {group}, {JOB}}}}}\n"
    assert [each.certain for each in clashes(linked({"a.yml": text}))] == found
