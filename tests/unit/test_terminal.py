"""How a task comes to an end that someone can see: the table, what the configuration adds, and what the proofs make of it."""

from __future__ import annotations

import json
from importlib.resources import files

import jsonschema
import pytest
from linked import linked

from wflint.config import Config, Ends
from wflint.senders.message import Invocation, Word
from wflint.soundness.losses import losses
from wflint.soundness.terminal import terminal
from wflint.soundness.verdicts import proofs
from wflint.span import Span
from wflint.values.value import Const, Reference, Text

AT = Span("w.yml", 1, 1, 1, 2)


def command(*words: str) -> Invocation:
    return Invocation(tuple(Word(Const(each), AT) for each in words), AT)


@pytest.mark.parametrize(
    "words", [("echo", "done"), ("/usr/bin/printf", "x"), ("Write-Host", "x"), ("core", "info"), ("jq", ".")]
)
def test_commands_that_tell_nobody(words: tuple[str, ...]) -> None:
    assert terminal().is_silent(command(*words))


@pytest.mark.parametrize("words", [("gh", "issue", "create"), ("./notify.sh",), ("core", "error"), ("mail", "-s", "x")])
def test_commands_that_may_tell_somebody(words: tuple[str, ...]) -> None:
    assert not terminal().is_silent(command(*words))


def test_a_command_that_is_not_known_may_tell_somebody() -> None:
    assert not terminal().is_silent(Invocation((Word(Reference(("inputs", "tool")), AT),), AT))


@pytest.mark.parametrize(
    ("line", "nothing"),
    [
        ("command -v jq", True),
        ("sudo apt-get -y install jq", True),
        ("sudo -E apt update", True),
        ("npm ci", True),
        ("which jq", True),
        ("echo done", True),
        ("npm publish", False),
        ("npm run notify", False),
        ("command notify", False),
        ("sudo ./notify.sh", False),
        ("apt-cache", False),
    ],
)
def test_nobody_hears_of_programs_that_are_made_ready(line: str, nothing: bool) -> None:
    assert terminal().says_nothing(command(*line.split())) is nothing


def test_errors_show_outside_of_the_log() -> None:
    assert terminal().annotates(command("echo", "::error title=x::lost"))
    assert not terminal().annotates(command("echo", "::group::lost"))
    pasted = Text((Const("::error::lost "), Reference(("inputs", "task"))))
    assert terminal().annotates(Invocation((Word(Const("echo"), AT), Word(pasted, AT)), AT))


def test_actions() -> None:
    ends = terminal()
    assert not ends.action_tells("actions/checkout@v5")
    assert not ends.action_tells("actions/setup-node@v4")
    assert ends.action_tells("slackapi/slack-github-action@v2")


def test_the_configuration_adds_in_both_directions() -> None:
    ends = terminal(Ends(("task:*",), ("echo",), ("actions/cache",), ("./trace.sh", "log-*"), ("acme/trace",)))
    assert ends.is_end("task:done")
    assert not ends.is_end("work:done")
    assert not ends.is_silent(command("echo", "x"))
    assert ends.is_silent(command("./trace.sh"))
    assert ends.is_silent(command("log-event"))
    assert ends.action_tells("actions/cache@v4")
    assert not ends.action_tells("ACME/trace@main")


def test_the_table_is_as_its_schema_says() -> None:
    data = files("wflint.data")
    schema = json.loads((data / "terminal.schema.json").read_text("utf-8"))
    table = json.loads((data / "terminal.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(table, schema)
    for name in ("commands", "silent-commands", "actions", "silent-actions"):
        assert [each for each in table[name] if each != each.lower()] == []


@pytest.mark.parametrize(("line", "silent"), [("git fetch origin", True), ("git -C app diff", True), ("git push", False)])
def test_git_goes_by_its_subcommand(line: str, silent: bool) -> None:
    assert terminal().is_silent(command(*line.split())) is silent
    assert terminal(Ends(silent_commands=("git",))).is_silent(command(*line.split()))


TOKENS = 'permissions: {contents: write, actions: write}\nenv: {GH_TOKEN: "${{ github.token }}"}\n'
SEND = """gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=%s -f "client_payload[task_id]=$ID" """
LAUNCHER = f"""on: workflow_dispatch
{TOKENS}jobs:
  launch:
    runs-on: ubuntu-latest
    steps:
      - run: {SEND % "begin"}
        env: {{ID: "${{{{ github.run_id }}}}"}}
"""
WORKER = f"""on: {{workflow_dispatch: {{inputs: {{task_id: {{}}}}}}}}
{TOKENS}jobs:
  work:
    runs-on: ubuntu-latest
    env: {{ID: "${{{{ inputs.task_id }}}}"}}
    steps:
      - run: make
      - if: always()
        run: |
          {SEND % "done"} -f "client_payload[status]=${{{{ job.status }}}}"
"""
ROUTER = """on: {repository_dispatch: {types: [begin, done]}}
permissions: {contents: write, actions: write}
env:
  GH_TOKEN: ${{ github.token }}
  ID: ${{ github.event.client_payload.task_id }}
  STATUS: ${{ github.event.client_payload.status }}
jobs:
  start:
    if: github.event.action == 'begin'
    runs-on: ubuntu-latest
    steps:
      - run: gh workflow run worker.yml -f task_id="$ID"
  end:
    if: github.event.action == 'done'
    runs-on: ubuntu-latest
    steps:
      - run: |
          if [ "$STATUS" = success ]; then
            echo "done"
          else
            %s
          fi
"""


def lost(line: str, ends: Ends = Ends()) -> int:  # noqa: B008  # frozen
    given = {"launch.yml": LAUNCHER, "router.yml": ROUTER % line, "worker.yml": WORKER}
    system = linked(given, Config(terminal=ends))
    return sum(each.failed for each in losses(system))


def test_printing_is_no_end() -> None:
    assert lost('echo "task $ID failed"') > 0


@pytest.mark.parametrize(
    "line", ['echo "::error::task $ID failed"', "exit 1", 'gh issue create --title "$ID" --body ""', "./tell.sh"]
)
def test_these_are_ends(line: str) -> None:
    assert lost(line) == 0


def test_a_command_that_the_configuration_calls_silent_is_no_end() -> None:
    assert lost("./trace.sh failed", Ends(silent_commands=("trace.sh",))) > 0


def proved(ends: Ends) -> str:
    """Whether the router, which hears itself that a task has failed and does nothing with that, ends all tasks."""
    router = (ROUTER % (SEND % "task:failed")).replace("[begin, done]", "[begin, done, 'task:failed']")
    files_ = {"launch.yml": LAUNCHER, "router.yml": router, "worker.yml": WORKER}
    [proof] = proofs(linked(files_, Config(terminal=ends)), 3)
    return next(each.answer for each in proof.verdicts if each.property == "P1")


@pytest.mark.parametrize(("events", "answer"), [((), "refuted"), (("other",), "refuted"), (("task:*",), "proved")])
def test_a_declared_event_ends_the_task(events: tuple[str, ...], answer: str) -> None:
    assert proved(Ends(events)) == answer


CHOOSING = f"""on:
  workflow_dispatch:
    inputs:
      kind: {{type: choice, options: [build, docs, other]}}
{TOKENS}jobs:
  launch:
    runs-on: ubuntu-latest
    steps:
      - run: {SEND % "begin"} -f "client_payload[kind]=$KIND"
        env: {{ID: "${{{{ github.run_id }}}}", KIND: "${{{{ inputs.kind }}}}"}}
"""
OPENING = """      - uses: actions/checkout@v6
        with: {token: "${{ %s }}"}
      - run: |
          git config user.name robot
          git checkout -b "task/$ID"
          %s
          git push origin "task/$ID"
"""
BUILDING = "      - if: github.event.client_payload.kind == 'build'\n        run: gh workflow run worker.yml -f task_id=\"$ID\"\n"


def choices_lost(opening: str, worker_on: str = "", going_on: str = BUILDING) -> list[str]:
    """The choices of the launcher after which a router that begins with `opening` does nothing more."""
    router = (ROUTER % "exit 1").replace('      - run: gh workflow run worker.yml -f task_id="$ID"\n', opening + going_on)
    more = {"more.yml": f"on: {worker_on}\njobs: {{m: {{runs-on: ubuntu-latest, steps: [run: make]}}}}\n"} if worker_on else {}
    system = linked({"launch.yml": CHOOSING, "router.yml": router, "worker.yml": WORKER, **more})
    return [each.given for each in losses(system) if not each.failed]


def test_a_branch_that_is_opened_for_every_task_ends_none() -> None:
    assert choices_lost(OPENING % ("github.token", ":")) == ["inputs.kind is 'docs' or 'other'"]


@pytest.mark.parametrize(
    ("opening", "on", "going_on"),
    [
        pytest.param(OPENING % ("github.token", "git commit -am begin"), "", BUILDING, id="something is committed"),
        pytest.param(OPENING % ("github.token", "./begin.sh"), "", BUILDING, id="something else is done"),
        pytest.param(OPENING % ("secrets.PAT", ":"), "{push: {branches: ['task/**']}}", BUILDING, id="a push is heard"),
        pytest.param(OPENING % ("github.token", ":"), "create", BUILDING, id="a new branch is heard"),
        pytest.param(OPENING % ("github.token", ":"), "", "", id="to open a branch is all that the event is for"),
    ],
)
def test_opening_a_branch_may_be_an_end(opening: str, on: str, going_on: str) -> None:
    assert choices_lost(opening, on, going_on) == []


def test_a_push_that_github_mutes_is_not_heard() -> None:
    assert choices_lost(OPENING % ("github.token", ":"), "{push: {branches: ['task/**']}}") == [
        "inputs.kind is 'docs' or 'other'"
    ]
