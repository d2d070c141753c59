"""A workflow that is called more than once: what it does is told for each call, and the same inputs are read once."""

from __future__ import annotations

import pytest
from linked import linked, repository

from wflint.facts.repository import read
from wflint.graph import Site, System
from wflint.lean import replace
from wflint.senders.message import ScriptFacts
from wflint.senders.programs import Language
from wflint.senders.reading import read_script
from wflint.senders.script import Script
from wflint.sources import Source
from wflint.values.value import constant

CALLED = """\
on:
  workflow_call:
    inputs: {kind: {type: string}, loud: {type: boolean}}
jobs:
  send:
    runs-on: ubuntu-latest
    steps:
      - env: {KIND: "${{ inputs.kind }}", LOUD: "${{ inputs.loud }}"}
        run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f "event_type=task:$KIND" -f "client_payload[loud]=$LOUD"
"""


def system(*inputs: str) -> System:
    jobs = "".join(f"  call{at}: {{uses: ./.github/workflows/called.yml, with: {given}}}\n" for at, given in enumerate(inputs))
    return linked({"called.yml": CALLED, "caller.yml": f"on: push\njobs:\n{jobs}"})


def sent(sites: tuple[Site, ...]) -> list[tuple[str, str | None]]:
    return [(site.way.jobs[0].id, constant(site.dispatch.target)) for site in sites if site.way.is_called]


def test_each_call_has_its_message() -> None:
    found = system("{kind: start}", "{kind: start}", "{kind: stop}")
    assert sent(found.sites) == [("call0", "task:start"), ("call1", "task:start"), ("call2", "task:stop")]
    assert len({id(site.dispatch) for site in found.sites}) == len(found.sites)


@pytest.mark.parametrize(
    ("inputs", "times"),
    [
        (("{kind: start}", "{kind: start}"), 1),
        (("{kind: start}", "{kind: stop}"), 2),
        (("{kind: '1'}", "{kind: 'true'}"), 2),
        (("{kind: a, loud: true}", "{kind: a, loud: false}"), 2),
    ],
)
def test_the_same_is_read_once(inputs: tuple[str, ...], times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counted(language: Language, script: Script) -> ScriptFacts:
        read.append(script.source)
        return read_script(language, script)

    monkeypatch.setattr("wflint.facts.once.read_script", counted)
    system(*inputs)
    assert len(read) == times + 1  # and once for itself, with inputs that nobody knows


SCRIPT = """\
tell() { gh workflow run b.yml; }
echo "$1"
"""
RUNS = """\
on: push
jobs:
  go:
    runs-on: ubuntu-latest
    steps: [{{uses: actions/checkout@v5}}, {{run: scripts/help.sh {}}}]
"""


def test_each_workflow_hears_of_what_nothing_calls() -> None:
    files = {"scripts/help.sh": Source("scripts/help.sh", "scripts/help.sh", "scripts/help.sh", SCRIPT)}
    runs = repository({"one.yml": RUNS.format("one"), "two.yml": RUNS.format("two")})
    found = read(replace(runs, files=files))
    reasons = [each.reason for facts in found.workflows for step in facts.steps() for each in step.unresolved]
    assert reasons == ["it stands in function `tell`, which nothing in sight calls"] * 2
