"""How it stays unseen that a message is refused, and when it is sent again."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.graph import System
from wflint.senders.message import leaves_line
from wflint.soundness.hiding import hidden, is_annotated, is_tried_again

SEND = "gh api repos/$GITHUB_REPOSITORY/dispatches -f event_type=x"
SCRIPT = "- uses: actions/github-script@v8\n        with:\n          script: |\n            "
CALL = "await github.rest.repos.createDispatchEvent({ ...context.repo, event_type: 'x' });"


def bash(*lines: str) -> str:
    return "- run: |\n          " + "\n          ".join(lines)


def system(step: str, on: str = "push", head: str = "") -> System:
    return linked({"a.yml": f"on: {on}\njobs:\n  a:\n    runs-on: ubuntu-latest\n{head}    steps:\n      {step}\n"})


CASES = [
    pytest.param(bash(SEND), None, False, id="fails the step"),
    pytest.param(bash(f"{SEND} || true"), "`|| true`", False, id="or true"),
    pytest.param(bash(f"{SEND} || echo no"), "`|| echo …`", False, id="or echo"),
    pytest.param(bash(f"{SEND} || gh issue create --title lost"), None, False, id="told otherwise"),
    pytest.param(
        bash("for i in 1 2 3; do", f"  if {SEND}; then exit 0; fi", "  sleep 5", "done"),
        "its failure only decides an `if`",
        True,
        id="a loop that ends when it is sent",
    ),
    pytest.param(
        bash("for i in 1 2 3; do", f"  if {SEND}; then exit 0; fi", "  sleep 5", "done", "exit 1"),
        None,
        True,
        id="a loop that fails when it isn't sent",
    ),
    pytest.param(
        bash(f"for i in 1 2 3; do {SEND} && break; sleep 5; done"),
        "`&&` keeps `set -e` from stopping the script",
        True,
        id="a loop on one line",
    ),
    pytest.param(bash("for i in a b; do", f"  {SEND} || true", "done"), "`|| true`", False, id="one message for each"),
    pytest.param(
        bash("for i in a b; do", "  ls $i", "done", f"if {SEND}; then ls; fi"),
        "its failure only decides an `if`",
        False,
        id="behind a loop",
    ),
    pytest.param(f"- continue-on-error: true\n        run: {SEND}", "the step says `continue-on-error: true`", False, id="step"),
    pytest.param(
        f"- {{id: send, continue-on-error: true, run: '{SEND}'}}\n      - {{run: exit 1, if: steps.send.outcome == 'failure'}}",
        None,
        False,
        id="a step whose outcome is read",
    ),
    pytest.param(
        f"{SCRIPT}try {{\n              {CALL}\n            }} catch (error) {{\n              core.info('no');\n            }}",
        "`catch` without `throw`",
        False,
        id="an error is caught",
    ),
]


@pytest.mark.parametrize(("step", "how", "again"), CASES)
def test_how_a_refusal_stays_unseen(step: str, how: str | None, again: bool) -> None:
    found = system(step)
    assert hidden(found.sites[0]) == how
    assert is_tried_again(found, found.sites[0], how or "") is again


SLASH = "- {{id: ask, uses: peter-evans/slash-command-dispatch@v5, with: {{token: t, commands: pack, dispatch-type: {kind}}}}}"
TELLS = "\n      - {{if: steps.ask.outputs.{output}, run: 'gh pr comment 1 --body no'}}"
WARNS = "the action turns a dispatch that GitHub finds wrong into a warning"


@pytest.mark.parametrize(
    ("step", "how"),
    [
        pytest.param(SLASH.format(kind="workflow"), WARNS, id="nobody reads what the action says"),
        pytest.param(SLASH.format(kind="workflow") + TELLS.format(output="error-message"), None, id="a step tells it"),
        pytest.param(SLASH.format(kind="workflow") + TELLS.format(output="other"), WARNS, id="another output is read"),
        pytest.param(SLASH.format(kind="repository"), None, id="an event type can't be wrong"),
    ],
)
def test_an_action_that_says_why_it_was_refused(step: str, how: str | None) -> None:
    assert hidden(system(step, "issue_comment").sites[0]) == how


def test_what_runs_on_a_schedule_tries_again() -> None:
    assert hidden(system(bash(f"{SEND} || true"), "{schedule: [{cron: '0 0 * * *'}]}").sites[0]) is None


def test_job_that_may_fail() -> None:
    found = system(bash(SEND), head="    continue-on-error: true\n")
    assert hidden(found.sites[0]) == "the job says `continue-on-error: true`"


@pytest.mark.parametrize(
    ("words", "line", "annotation"),
    [
        ("`|| true`", False, False),
        ("`|| echo …`", True, False),
        ("`|| echo ::warning::…`", True, True),
        ("`catch` only shows an annotation", True, True),
    ],
)
def test_what_is_left_of_a_refusal(words: str, line: bool, annotation: bool) -> None:
    assert (leaves_line(words), is_annotated(words)) == (line, annotation)


CURL = 'curl -sS -X POST https://api.github.com/repos/octo/other/dispatches -d \'{"event_type": "go"}\''
NEVER = "what would tell of it never runs, since `curl` without `--fail` exits 0"


@pytest.mark.parametrize(
    ("command", "how"),
    [
        pytest.param(CURL, "`curl` without `--fail` exits 0 when GitHub refuses", id="alone"),
        pytest.param(f"{CURL} && echo sent || echo lost", NEVER, id="a line that is never printed"),
        pytest.param(f"{CURL} || echo ::warning::lost", NEVER, id="an annotation that is never shown"),
        pytest.param(f"{CURL} --fail || echo lost", "`|| echo …`", id="it fails, and a line is printed"),
        pytest.param(f"{CURL} || true", "`|| true`", id="nothing would tell of it anyway"),
    ],
)
def test_what_stands_behind_a_request_that_never_fails(command: str, how: str) -> None:
    assert hidden(system(bash(command)).sites[0]) == how
