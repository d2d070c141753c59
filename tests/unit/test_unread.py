"""Programs in languages that nobody reads: a send in them is said, and nothing is made up."""

from __future__ import annotations

import pytest
from scripted import caller, run, uses

from wflint.facts.unread import read_program
from wflint.senders.message import Invocation, Unresolved, Word
from wflint.senders.programs import foreign_program
from wflint.senders.unread import sends_in
from wflint.sources import Source
from wflint.span import Span, whole_file
from wflint.values.value import Const, Reference, Text, Value

PLACE = whole_file("w.yml")
GO = 'package main\n\n// POST /repos/{owner}/{repo}/dispatches\nvar url = "https://api.github.com/repos/o/r/dispatches"\n'
AT = Span("cmd/tell/main.go", 4, 44, 4, 55)
REASON = "what `main.go` does isn't read"


@pytest.mark.parametrize(
    ("words", "path"),
    [
        (("ruby", "send.rb", "now"), Const("send.rb")),
        (("ruby", "-w", "send.rb"), Const("send.rb")),
        (("bundle", "exec", "ruby", "send.rb"), Const("send.rb")),
        (("perl", "tools/send.pl"), Const("tools/send.pl")),
        (("go", "run", "send.go"), Const("send.go")),
        (("go", "run", "./cmd/send", "-v"), Const("./cmd/send/main.go")),
        (("go", "run", Text((Reference(("env", "D")), Const("/x")))), Text((Reference(("env", "D")), Const("/x/main.go")))),
        (("go", "test", "./..."), None),
        (("go", "run"), None),
        (("ruby", "-v"), None),
        (("bundle", "install"), None),
        (("python", "send.py"), None),
        ((), None),
    ],
)
def test_which_file_is_run(words: tuple[str | Value, ...], path: Value | None) -> None:
    given = tuple(Word(Const(each) if isinstance(each, str) else each, PLACE) for each in words)
    assert foreign_program(Invocation(given, PLACE)) == path


def test_a_send_is_said_where_it_stands() -> None:
    found = run("go run ./cmd/tell", {"cmd/tell/main.go": GO})
    assert (found.dispatches, found.unresolved) == ((), (Unresolved("program", REASON, AT),))
    [invocation] = found.invocations
    assert not invocation.followed


@pytest.mark.parametrize(
    ("command", "files"),
    [
        ("go run ./cmd/tell", {}),
        ("go run ./cmd/tell", {"cmd/tell/main.go": "package main\n// see /dispatches\n"}),
        ("cat cmd/tell/main.go", {"cmd/tell/main.go": GO}),
        ("ruby gone.rb", {}),
    ],
)
def test_what_is_passed_over(command: str, files: dict[str, str]) -> None:
    found = run(command, files)
    assert (found.dispatches, found.unresolved) == ((), ())


def test_a_program_by_its_first_line() -> None:
    text = "#!/usr/bin/env ruby\nclient.create_workflow_dispatch('o/r', 'a.yml', 'main')\n"
    found = run("./tell", {"tell": text})
    assert found.unresolved == (Unresolved("program", "what `tell` does isn't read", Span("tell", 2, 8, 2, 32)),)


def test_lines_that_look_like_a_send() -> None:
    text = 'x\n  # gh workflow run a\n  exec "gh workflow run a"\n'
    locate = Source("a.rb", "a.rb", "a.rb", text).locator()
    assert list(sends_in(text, locate, "program", "why")) == [Unresolved("program", "why", Span("a.rb", 3, 9, 3, 24))]


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ('system("gh", "workflow", "run", name)', True),
        ("$GH workflow run a.yml", True),
        ("gh --repo octo/other workflow run a.yml", True),
        ("${GH} workflow run a.yml", True),
        ('subprocess.run([tool, "workflow", "run", name])', True),
        ("--start  a commit or a workflow run id", False),
        ('help="find the last successful workflow run"', False),
    ],
)
def test_a_workflow_run_in_words_is_none(line: str, seen: bool) -> None:
    locate = Source("a.rb", "a.rb", "a.rb", line).locator()
    assert bool(list(sends_in(line, locate, "program", "why"))) is seen


def test_a_program_without_a_send_is_none() -> None:
    assert read_program(Source("a.rb", "a.rb", "a.rb", "puts 1\n")) is None


WORKFLOW = "on: push\njobs: {a: {runs-on: ubuntu-latest, steps: [{uses: ./tell}]}}\n"
DOCKER = {"tell/action.yml": "runs: {using: docker, image: Dockerfile}\n"}
WHY = "what a container runs isn't read"


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (
            {"tell/Dockerfile": "FROM golang\nCOPY main.go .\n", "tell/main.go": GO},
            (Unresolved("docker action", WHY, Span("tell/main.go", 4, 44, 4, 55)),),
        ),
        (
            {"tell/Dockerfile": 'FROM alpine\nCOPY . /\nENTRYPOINT ["/run.sh"]\n', "tell/run.sh": "gh workflow run a.yml\n"},
            (Unresolved("docker action", WHY, Span("tell/run.sh", 1, 1, 1, 16)),),
        ),
        ({"tell/Dockerfile": "FROM golang\nCOPY main.go .\n", "tell/main.go": "package main\n"}, ()),
        ({"tell/Dockerfile": "FROM golang\nCOPY ../../gone .\n"}, ()),
        ({}, ()),
    ],
)
def test_a_local_action_in_a_container(files: dict[str, str], found: tuple[Unresolved, ...]) -> None:
    step = uses(WORKFLOW, {**DOCKER, **files})
    assert (step.dispatches, step.unresolved) == ((), found)


def test_nothing_is_read_without_files() -> None:
    assert caller({}).call(Invocation((Word(Const("ruby"), PLACE), Word(Const("a.rb"), PLACE)), PLACE)) is None
