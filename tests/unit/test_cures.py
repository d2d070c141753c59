"""What a finding advises."""

from __future__ import annotations

import pytest
from linked import linked, repository

from wflint.api import NoOptions
from wflint.config import Config
from wflint.link import link
from wflint_rules.own.unsupported_expression import check as unsupported_expression
from wflint_rules.routing.undeclared_input import check as undeclared_input
from wflint_rules.routing.unknown_workflow import check as unknown_workflow

JOB = "jobs:\n  go:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./go.sh\n"


@pytest.mark.parametrize(
    ("value", "cure"),
    [
        ("${{ inputs.words || '#one #two' }}", "` #` begins a comment here: put the whole value in quotes"),
        ("${{ inputs.words", None),
    ],
)
def test_an_expression_that_a_comment_cuts_off(value: str, cure: str | None) -> None:
    system = linked({"a.yml": f"on: push\nenv:\n  WORDS: {value}\n{JOB}"})
    [hit] = unsupported_expression.check(system, NoOptions())
    assert (hit.message, hit.help) == ("GitHub rejects the file: the expression is not closed: no }} behind ${{", cure)


@pytest.mark.parametrize(
    ("condition", "cure"),
    [
        ("contains(github.ref, 'fix #')", "` #` begins a comment here: put the whole value in quotes"),
        ("contains(github.ref, 'fix)", None),
    ],
)
def test_a_text_that_a_comment_cuts_off(condition: str, cure: str | None) -> None:
    system = linked({"a.yml": f"on: push\n{JOB.replace('go:', f'go:{chr(10)}    if: {condition}')}"})
    [hit] = unsupported_expression.check(system, NoOptions())
    assert hit.help == cure


@pytest.mark.parametrize(
    ("name", "cure"),
    [
        ("test.yml", "write `All tests`, the `name` of that file"),
        ("All test", "perhaps `All tests` is meant; else remove the entry"),
        ("All builds", "write the `name` of an existing workflow, or remove the entry"),
    ],
)
def test_a_name_that_no_workflow_has(name: str, cure: str) -> None:
    listener = f"on: {{workflow_run: {{workflows: [{name}], types: [completed]}}}}\n{JOB}"
    system = linked({"a.yml": listener, "test.yml": f"name: All tests\non: push\n{JOB}"})
    [hit] = unknown_workflow.check(system, NoOptions())
    assert hit.help == cure


def test_names_that_are_missing_are_told_at_once() -> None:
    send = "- run: for w in a b; do gh workflow run $w.yml --repo $GITHUB_REPOSITORY; done"
    system = linked({"start.yml": f"on: push\njobs:\n  go:\n    runs-on: ubuntu-latest\n    steps:\n      {send}\n"})
    [hit] = unknown_workflow.check(system, NoOptions())
    assert hit.message.startswith("there are no workflows `a.yml`, `b.yml`: ")


@pytest.mark.parametrize(
    ("before", "found"),
    [
        ("test -f .github/workflows/x.yml &&", 0),
        ("[[ -f .github/workflows/x.yml ]] || exit 0;", 0),
        ("gh workflow view x.yml &&", 0),
        ("test -f .github/workflows/x.yml ||", 1),
        ("test -f x.txt &&", 1),
        ("", 1),
    ],
)
def test_a_workflow_that_the_script_looks_for_first(before: str, found: int) -> None:
    step = f"      - run: |\n          {before} gh workflow run x.yml\n"
    system = linked({"start.yml": f"on: push\njobs:\n  go:\n    runs-on: ubuntu-latest\n    steps:\n{step}"})
    assert len(list(unknown_workflow.check(system, NoOptions()))) == found


@pytest.mark.parametrize(
    ("passed", "cure"),
    [("-f branch_name=x", "pass `branch`"), ("-f branch=main -f branch_name=x", "declare `branch_name` there, or don't pass it")],
)
def test_an_input_that_is_passed_already_isn_t_advised(passed: str, cure: str) -> None:
    step = f"      - run: gh workflow run x.yml --repo $GITHUB_REPOSITORY {passed}\n"
    system = linked(
        {
            "start.yml": f"on: push\njobs:\n  go:\n    runs-on: ubuntu-latest\n    steps:\n{step}",
            "x.yml": f"on: {{workflow_dispatch: {{inputs: {{branch: {{type: string}}}}}}}}\n{JOB}",
        }
    )
    [hit] = undeclared_input.check(system, NoOptions())
    assert hit.help == cure


def test_inputs_of_one_message_are_told_together() -> None:
    step = "      - run: gh workflow run x.yml --repo $GITHUB_REPOSITORY -f branch_name=x -f tag=1 -f colour=red\n"
    system = linked(
        {
            "start.yml": f"on: push\njobs:\n  go:\n    runs-on: ubuntu-latest\n    steps:\n{step}",
            "x.yml": f"on: {{workflow_dispatch: {{inputs: {{branch: {{type: string}}}}}}}}\n{JOB}",
        }
    )
    [hit] = undeclared_input.check(system, NoOptions())
    assert "`x.yml` declares none of the inputs `branch_name`, `tag` and `colour`, so GitHub refuses" in hit.message
    assert hit.help == "pass `branch` for `branch_name`; declare `tag` and `colour` there, or don't pass them"
    assert hit.related[0].text == "isn't declared either"
    assert [each.span.column for each in hit.related[:2]] == sorted(each.span.column for each in hit.related[:2])
    assert hit.related[2].text == "the nearest to `branch_name` that is declared"
    assert hit.related[0].span.column > hit.span.column


BROKEN = "name: Night\non: [workflow_dispatch\njobs: {}\n"


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        pytest.param("Night", 0, id="the name of a file that can't be read"),
        pytest.param("b.yml", 0, id="that file"),
        pytest.param("Day", 1, id="no such name"),
        pytest.param("day.yml", 1, id="no such file"),
    ],
)
def test_a_workflow_that_cant_be_read_may_be_the_one(name: str, missing: int) -> None:
    send = JOB.replace("run: ./go.sh", f'{{uses: benc-uk/workflow-dispatch@v1, with: {{workflow: "{name}"}}}}')
    system = link((repository({"a.yml": f"on: push\n{send}", "b.yml": BROKEN}),), Config())
    assert len(list(unknown_workflow.check(system, NoOptions()))) == missing
