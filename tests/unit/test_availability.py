"""Expressions that GitHub refuses, with the key, the words and the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from wflint.sources import Source
from wflint.span import Span
from wflint.syntax.availability import Refusal, refusals

if TYPE_CHECKING:
    from wflint.syntax.places import FileKind

IF = "jobs.<job_id>.if"


def of(text: str, kind: FileKind = "workflow") -> tuple[Refusal, ...]:
    return refusals(Source("w.yml", "w.yml", "w.yml", text), kind)


def at(line: int, start: int, end: int) -> Span:
    return Span("w.yml", line, start, line, end)


def job(lines: str) -> str:
    return f"on: push\njobs:\n  one:\n{lines}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            job("    if: secrets.A != ''\n"),
            Refusal(IF, f"`secrets` isn't available in `{IF}`", at(4, 9, 16), "secrets"),
            id="context-in-job-if",
        ),
        pytest.param(
            job('    if: github.ref == "main"\n'),
            Refusal(IF, '`"main"` is in double quotes; text goes in single quotes', at(4, 23, 29)),
            id="double-quotes",
        ),
        pytest.param(
            job("    if: hashFiles('x')\n"),
            Refusal(IF, f"there is no function `hashFiles` in `{IF}`", at(4, 9, 18)),
            id="function-of-another-place",
        ),
        pytest.param(
            job("    steps:\n      - run: |\n          echo one\n          echo ${{ TAG }}\n"),
            Refusal("jobs.<job_id>.steps.run", "`TAG` isn't a context; text goes in single quotes", at(7, 20, 23), "tag"),
            id="no-context-in-a-block",
        ),
        pytest.param(
            job("    steps:\n      - parallel:\n          - run: echo ${{ }}\n"),
            Refusal("jobs.<job_id>.steps.run", "an expression was expected", at(6, 26, 27)),
            id="empty-in-parallel-steps",
        ),
        pytest.param(
            job("    container:\n      image: ${{ env.IMAGE }}\n"),
            Refusal(
                "jobs.<job_id>.container.image",
                "`env` isn't available in `jobs.<job_id>.container.image`",
                at(5, 18, 21),
                "env",
            ),
            id="longest-key-counts",
        ),
        pytest.param(
            "on: push\nenv:\n  A: ${{ needs.x.result }}\njobs: {}\n",
            Refusal("env", "`needs` isn't available in `env`", at(3, 10, 15), "needs"),
            id="top-level",
        ),
    ],
)
def test_refused(text: str, expected: Refusal) -> None:
    assert of(text) == (expected,)


@pytest.mark.parametrize(
    "text",
    [
        job("    if: always() && needs.a.result == 'success'\n"),
        job("    if: false\n"),
        job("    runs-on: ${{ matrix.os }}\n    env: {A: '${{ secrets.A }}'}\n"),
        job("    container:\n      image: x\n      env: {A: '${{ env.B }}'}\n"),
        job("    steps:\n      - if: env.A && failure()\n        uses: a/b@v1\n        with: {x: \"${{ hashFiles('x') }}\"}\n"),
        job("    timeout-minutes: ${{ fromJSON(vars.LIMIT) }}\n"),
        "on:\n  workflow_dispatch:\n    inputs:\n      a: {description: 'write ${{ x }}'}\njobs: {}\n",
    ],
)
def test_accepted(text: str) -> None:
    assert of(text) == ()


def test_composite_action_sees_no_secrets() -> None:
    text = "runs:\n  using: composite\n  steps:\n    - run: echo ${{ secrets.A }} ${{ inputs.b }}\n      shell: bash\n"
    key = "runs.steps.run"
    assert of(text, "action") == (Refusal(key, f"`secrets` isn't available in `{key}`", at(4, 21, 28), "secrets"),)


def test_alias_is_told_once() -> None:
    text = job("    steps:\n      - run: x\n        env: &e {A: '${{ B }}'}\n      - run: y\n        env: *e\n")
    assert [refusal.span.line for refusal in of(text)] == [6]


def test_file_that_is_no_yaml_has_no_refusals() -> None:
    assert of("a: [${{ x }}\nb: 1") == ()
