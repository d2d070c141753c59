"""Which file a command runs."""

from __future__ import annotations

import pytest

from wflint.senders.message import Invocation, Word
from wflint.senders.programs import Program, language_of, program_of, stops_by_first_line
from wflint.span import whole_file
from wflint.values.value import Const, Reference, Value, text

PLACE = whole_file("w.yml")
HERE = Reference(("github", "workspace"))


def words(*values: str | Value) -> tuple[Word, ...]:
    return tuple(Word(Const(each) if isinstance(each, str) else each, PLACE) for each in values)


@pytest.mark.parametrize(
    ("command", "program"),
    [
        (("./send.sh", "a"), Program(Const("./send.sh"), words("a"), "bash")),
        (("scripts/send",), Program(Const("scripts/send"), (), None)),
        ((".\\send.ps1", "-X"), Program(Const(".\\send.ps1"), words("-X"), "powershell")),
        (("send.bat",), Program(Const("send.bat"), (), "cmd")),
        (("call", "send.bat", "1"), Program(Const("send.bat"), words("1"), "cmd")),
        (("bash", "-euo", "pipefail", "x.sh", "1"), Program(Const("x.sh"), words("1"), "bash", True, True)),
        (("bash", "-x", "--norc", "x.sh"), Program(Const("x.sh"), (), "bash")),
        (("sh", "-e", "x"), Program(Const("x"), (), "bash", True)),
        (("python3.12", "-u", "-W", "ignore", "t/x.py", "-m"), Program(Const("t/x.py"), words("-m"), "python")),
        (("python", "-m", "tools.send", "--now"), Program(Const("tools/send.py"), words("--now"), "python")),
        (("uv", "run", "--with", "requests", "x.py"), Program(Const("x.py"), (), "python")),
        (("poetry", "run", "python", "x.py"), Program(Const("x.py"), (), "python")),
        (("node", "--env-file", ".env", "x.mjs", "a"), Program(Const("x.mjs"), words("a"), "javascript")),
        (("npx", "tsx", "x.ts"), Program(Const("x.ts"), (), "javascript")),
        (("bun", "run", "x.ts"), Program(Const("x.ts"), (), "javascript")),
        (("pwsh", "-NoProfile", "-File", "x.ps1", "-A", "b"), Program(Const("x.ps1"), words("-A", "b"), "powershell")),
        (("powershell", "x.ps1"), Program(Const("x.ps1"), (), "powershell")),
        ((text([HERE, Const("/x.sh")]),), Program(text([HERE, Const("/x.sh")]), (), "bash")),
    ],
    ids=lambda each: " ".join(map(str, each))[:40] if isinstance(each, tuple) else "",
)
def test_runs(command: tuple[str | Value, ...], program: Program) -> None:
    assert program_of(Invocation(words(*command), PLACE)) == program


@pytest.mark.parametrize(
    "command",
    [
        ("gh", "workflow", "run", "x.yml"),
        ("bash", "-c", "x.sh"),
        ("bash", "-s", "x.sh"),
        ("bash", "-n", "x.sh"),
        ("python", "-c", "x.py"),
        ("python", "-"),
        ("node", "-e", "x.js"),
        ("pwsh", "-Command", "x.ps1"),
        ("cat", "x.sh"),
        ("make",),
        (),
    ],
    ids=" ".join,
)
def test_runs_no_file(command: tuple[str, ...]) -> None:
    assert program_of(Invocation(words(*command), PLACE)) is None


@pytest.mark.parametrize(
    ("path", "content", "language"),
    [
        ("a/x.sh", "", "bash"),
        ("a.b/x", "#!/usr/bin/env bash\n", "bash"),
        ("x", "#!/bin/sh -e\n", "bash"),
        ("x", "#!/usr/bin/env -S node --experimental\n", "javascript"),
        ("x", "#!/usr/bin/python3\n", "python"),
        ("x", "#!/usr/bin/env pwsh\r\n", "powershell"),
        ("x", "#!/usr/bin/ruby\n", None),
        ("x", "echo hi\n", None),
        ("x.PY", "", "python"),
    ],
)
def test_language(path: str, content: str, language: str | None) -> None:
    assert language_of(path, content) == language


def test_first_line_options() -> None:
    assert stops_by_first_line("#!/bin/bash -eu\n")
    assert not stops_by_first_line("#!/bin/bash -x\n")
    assert not stops_by_first_line("#!/usr/bin/env bash\nset -e\n")
