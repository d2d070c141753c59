"""Waits that nothing ends, of whole systems: what stands around them, and who waits besides loops."""

from __future__ import annotations

import json
from importlib.resources import files

import jsonschema
import pytest
from linked import linked

from wflint.soundness.waiting import Endless, endless

JOB = """on:
  repository_dispatch:
    types: [go]
jobs:
  work:
    runs-on: ubuntu-latest
{job}    steps:
{steps}"""

POLL = "      - run: until ready; do sleep 5; done\n"


def found(steps: str, job: str = "") -> list[Endless]:
    return list(endless(linked({"w.yml": JOB.format(job=job, steps=steps)})))


def test_a_loop_waits_for_ever() -> None:
    [only] = found(POLL)
    assert (only.what, only.is_loop, only.place.line) == ("`until ready`", True, 8)


@pytest.mark.parametrize(
    ("steps", "job"),
    [
        (POLL, "    timeout-minutes: 20\n"),
        (POLL + "        timeout-minutes: 5\n", ""),
        (POLL, "    if: false\n"),
        (POLL + "        if: github.event_name == 'push'\n", ""),
    ],
)
def test_something_ends_it_or_it_never_begins(steps: str, job: str) -> None:
    assert found(steps, job) == []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("gh run watch 5", "`gh run watch`"),
        ("sudo -E gh run watch 5 --exit-status", "`gh run watch`"),
        ("gh pr checks 7 --watch", "`gh pr checks --watch`"),
        ("timeout 10m gh run watch 5", None),
        ("gh run watch 5 &", None),
        ("gh pr checks 7", None),
        ("gh run view 5", None),
    ],
)
def test_commands_that_watch(line: str, what: str | None) -> None:
    assert [each.what for each in found(f"      - run: {line}\n")] == ([what] if what is not None else [])


@pytest.mark.parametrize(
    ("uses", "waits"),
    [
        ("softprops/turnstyle@v2", True),
        ("softprops/turnstyle@v2\n        with: {abort-after-seconds: 600}", False),
        ("jitterbit/await-check-suites@v1", True),
        ("jitterbit/await-check-suites@v1\n        with: {timeoutSeconds: 60}", False),
        ("convictional/trigger-workflow-and-wait@v1", True),
        ("step-security/trigger-workflow-and-wait@v1\n        with: {wait_workflow: false}", False),
        ("step-security/trigger-workflow-and-wait@v1\n        with: {wait_workflow: '${{ inputs.wait }}'}", False),
        ("lewagon/wait-on-check-action@v1", True),
        ("benc-uk/workflow-dispatch@v1\n        with: {wait-for-completion: true}", False),
    ],
)
def test_actions_that_wait(uses: str, waits: bool) -> None:
    assert bool(found(f"      - uses: {uses}\n")) is waits


def test_a_poll_in_a_called_workflow_is_said_once() -> None:
    called = "on: workflow_call\njobs:\n  poll:\n    runs-on: ubuntu-latest\n    steps:\n" + POLL
    caller = "on: push\njobs:\n  one:\n    uses: ./.github/workflows/c.yml\n  two:\n    uses: ./.github/workflows/c.yml\n"
    [only] = endless(linked({"a.yml": caller, "c.yml": called}))
    assert only.place.path.endswith("c.yml")


def test_the_table_is_as_its_schema_says() -> None:
    data = files("wflint.data")
    schema = json.loads((data / "waits.schema.json").read_text("utf-8"))
    table = json.loads((data / "waits.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(table, schema)
    names = [name for action in table["actions"] for name in action["uses"]]
    assert sorted(set(names)) == sorted(names)
