"""Conditions that can't do what they say."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.soundness.broken import broken

WORKFLOW = """\
on:
  repository_dispatch: {{types: [go]}}
  workflow_dispatch:
    inputs:
      flag: {{type: boolean}}
      word: {{}}
      channel: {{type: choice, options: [stable, beta]}}
jobs:
  first:
    if: {first}
    runs-on: ubuntu-latest
    outputs: {{plain: "${{{{ steps.known.outputs.flag }}}}", other: "${{{{ steps.known.outputs.other }}}}"}}
    steps:
      - {{id: known, run: "{known}"}}
      - {{id: soft, run: make, continue-on-error: true}}
      - if: {step}
        run: echo
  other:
    runs-on: ubuntu-latest
    steps: [{{run: echo}}]
  last:
    needs: first
    if: {last}
    runs-on: ubuntu-latest
    steps:
      - if: {inside}
        run: echo
"""
KNOWN = "if [ -f a ]; then echo flag=true >> $GITHUB_OUTPUT; else echo flag=false >> $GITHUB_OUTPUT; fi"


def effects(first: str = "true", known: str = "make", step: str = "true", last: str = "true", inside: str = "true") -> list[str]:
    text = WORKFLOW.format(first=first, known=known, step=step, last=last, inside=inside)
    [facts] = linked({"a.yml": text}).workflows
    return [each.effect for each in broken(facts)]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("${{ inputs.word }} == 'a'", ["the step always runs"]),
        ("${{ inputs.word == 'a' }} && ${{ inputs.flag }}", ["the step always runs"]),
        ("${{ inputs.word == 'a' }}", []),
        ("|\n          ${{ inputs.flag }}", ["the step always runs"]),
        ("|-\n          ${{ inputs.flag }}", []),
        ("|\n          inputs.flag", []),
        ("inputs.flag == 'true'", ["this never holds"]),
        ("inputs.flag != 'true'", ["this always holds"]),
        ("\"!(inputs.flag == 'true')\"", ["this always holds"]),
        ("inputs.flag == true", []),
        ("inputs.flag == 'true' || inputs.flag == true", []),
        ("inputs.flag == 'true' || inputs.word == 'x'", ["this way of the condition never holds"]),
        ("inputs.flag == 'true' || github.event.client_payload.flag", []),
        ("inputs.word == 'true'", []),
        ("github.event.inputs.flag == 'true'", []),
        ("github.event.inputs.flag == true", ["this never holds"]),
        ("github.event.inputs.flag", ["this always holds"]),
        ("inputs.flag", []),
        ("inputs.channel == 'Beta'", []),
        ("inputs.channel == 'nightly'", ["this never holds"]),
        ("inputs.channel == ''", []),
        ("inputs.channel == 'nightly' || inputs.channel == 'weekly'", ["this never holds"]),
        ("inputs.word && (inputs.channel == 'nightly' || inputs.channel == 'weekly')", ["this never holds"]),
        ("inputs.channel == 'nightly' || inputs.channel == 'beta'", ["this way of the condition never holds"]),
        ("github.ref == 'main'", ["this never holds"]),
        ("github.ref != 'main'", ["this always holds"]),
        ("github.ref == 'refs/heads/main'", []),
        ("github.ref == ''", []),
        ("github.ref_name == 'main'", []),
        ("github.ref_name == 'refs/heads/main'", ["this never holds"]),
        ("github.event_name == 'workflow_call'", ["this never holds"]),
        ("inputs.word || github.event_name == 'workflow_call'", ["this way of the condition never holds"]),
        ("steps.known.outcome == 'failed'", ["this never holds"]),
        ("steps.known.outcome != 'failed'", ["this always holds"]),
        ("steps.known.result == 'success'", ["this never holds"]),
        ("steps.nobody.outcome == 'success'", ["this never holds"]),
        ("job.status == 'failure'", ["the step never runs"]),
        ("failure() && job.status == 'failure'", []),
        ("steps.known.outcome == 'failure'", ["the step never runs"]),
        ("steps.soft.outcome == 'failure'", []),
        ("always() && steps.known.outcome == 'failure'", []),
        ("steps.known.outputs.flag", ["this always holds"]),
        ("steps.known.outputs.flag == 'true'", []),
        ("steps.known.outputs.flag == true", ["this never holds"]),
        ("steps.known.outputs.other", []),
        ("needs.other.result == 'success'", ["this never holds"]),
    ],
)
def test_conditions_of_steps(condition: str, expected: list[str]) -> None:
    assert effects(step=condition, known=KNOWN) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("needs.first.result == 'success'", []),
        ("needs.first.result == 'failure'", ["the job never runs"]),
        ("needs.first.result != 'success'", ["the job never runs"]),
        ("contains(needs.*.result, 'failure')", ["the job never runs"]),
        ("always() && contains(needs.*.result, 'failure')", []),
        ("always() && contains(needs.*.result, 'failed')", ["this never holds"]),
        ("always() && needs.first.result == 'timed_out'", ["this never holds"]),
        ("failure() && (needs.first.result == 'failure' || needs.first.result == 'timed_out')",
         ["this way of the condition never holds"]),
        ("always() && (needs.first.result == 'cancelled' || needs.first.result == 'timed_out')", []),
        ("always() && needs.other.result == 'success'", ["this never holds"]),
        ("always() && needs.first.status == 'success'", ["this never holds"]),
        ("needs.first.result == 'success' || needs.first.result == 'skipped'", ["this way of the condition never holds"]),
        ("success() && (needs.first.result == 'success' || needs.first.result == 'skipped')",
         ["this way of the condition never holds"]),
        ("inputs.flag || contains(needs.*.result, 'skipped')", ["this way of the condition never holds"]),
        ("always() && (needs.first.result == 'success' || needs.first.result == 'skipped')", []),
        ("(success() || failure()) && (needs.first.result == 'success' || needs.first.result == 'failure')", []),
        ("inputs.flag || needs.first.result != 'skipped'", []),
        ("needs.first.outputs.plain", ["this always holds"]),
        ("needs.first.outputs.other", []),
        ("github.event.workflow_run.conclusion == 'timed_out'", []),
        ("github.event.workflow_run.conclusion == 'failed'", ["this never holds"]),
    ],
)  # fmt: skip
def test_conditions_of_jobs(condition: str, expected: list[str]) -> None:
    assert effects(last=condition, known=KNOWN) == expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("github.event_name == 'push'", "true", []),
        ("github.event_name == 'workflow_dispatch'", "github.event_name == 'repository_dispatch'", ["the job never runs"]),
        ("github.event_name == 'workflow_dispatch'", "true", []),
        ("github.event_name == 'workflow_dispatch'", "'!cancelled()'", []),
        ("inputs.word == 'a'", "inputs.word == 'b'", ["the job never runs"]),
        ("inputs.word == 'a'", "inputs.word == 'A'", []),
        ("inputs.word == 'a'", "inputs.word == 'a' || inputs.word == 'b'", ["the job never runs where `inputs.word == 'b'`"]),
        ("inputs.word == 'a'", "always() && (inputs.word == 'a' || inputs.word == 'b')", []),
        (
            "github.event_name == 'workflow_dispatch'",
            "github.event_name == 'repository_dispatch' || needs.first.result == 'success'",
            ["the job never runs where `github.event_name == 'repository_dispatch'`"],
        ),
        ("github.event_name == 'workflow_dispatch'", "github.event_name == 'push' || needs.first.result == 'success'", []),
        ("inputs.word == 'a'", "always() && inputs.word == 'b'", []),
    ],
)
def test_jobs_behind_jobs_that_are_skipped(first: str, last: str, expected: list[str]) -> None:
    assert effects(first=first, last=last) == expected


def test_a_step_of_a_job_that_always_runs_may_ask_for_failures() -> None:
    assert effects(last="always()", inside="needs.first.result == 'failure'") == []
    assert effects(last="true", inside="needs.first.result == 'failure'") == ["the step never runs"]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("push", ["this never holds"]),
        ("[push, merge_group]", ["this never holds"]),
        ("[push, pull_request]", []),
        ("deployment_status", []),
        ("{push: {}, workflow_call: {}}", []),
    ],
)
def test_where_a_ref_is_whole(on: str, expected: list[str]) -> None:
    """Only where each event that starts the workflow gives a whole ref, no bare name is one."""
    steps = "[{run: gh workflow run a.yml}]"
    text = f"on: {on}\njobs: {{a: {{runs-on: ubuntu-latest, if: github.ref == 'main', steps: {steps}}}}}\n"
    [facts] = linked({"a.yml": text}).workflows
    assert [each.effect for each in broken(facts)] == expected


@pytest.mark.parametrize(
    ("condition", "matrix", "expected"),
    [
        ("fromJSON(needs.a.outputs.list).length > 0", "${{ fromJson(needs.a.outputs.list) }}", ["this never holds"]),
        ("fromJSON(needs.a.outputs.list).length == 0", "${{ fromJson(needs.a.outputs.list) }}", ["this always holds"]),
        ("fromJSON(needs.a.outputs.list).length > 0", "${{ fromJson(needs.a.outputs.other) }}", []),
        ("fromJSON(needs.a.outputs.list)[0] != null", "${{ fromJson(needs.a.outputs.list) }}", []),
        ("github.event.commits.length > 0", "[1]", ["this never holds"]),
        ("github.event.client_payload.length > 0", "[1]", []),
    ],
)
def test_the_length_of_a_list(condition: str, matrix: str, expected: list[str]) -> None:
    """Expressions have no lengths; what a text holds is a list where the matrix takes it for one."""
    first = "a: {runs-on: ubuntu-latest, steps: [{run: make}]}"
    strategy = f"strategy: {{matrix: {{item: {matrix if matrix == '[1]' else repr(matrix)}}}}}"
    job = f"runs-on: ubuntu-latest, {strategy}, steps: [{{run: gh workflow run a.yml}}]"
    text = f"on: push\njobs:\n  {first}\n  b: {{needs: a, if: {condition!r}, {job}}}\n"
    [facts] = linked({"a.yml": text}).workflows
    assert [each.effect for each in broken(facts)] == expected
