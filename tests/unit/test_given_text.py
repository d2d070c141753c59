"""Texts that a command is given to run: they are read in their own language, and what they send stands where it is written."""

from __future__ import annotations

import pytest
from scripted import run

from wflint.values.value import Const, Object, Reference, Unknown, constant

PYTHON = """\
import os, subprocess
subprocess.run(["gh", "workflow", "run", "build.yml", "-f", "task=" + os.environ["TASK"]], check=True)"""
NODE = """\
const { execFileSync } = require("child_process");
execFileSync("gh", ["workflow", "run", "build.yml", "-f", "task=" + process.env.TASK]);"""
SHELL = 'set -e\ngh workflow run build.yml -f task="$TASK"'
FORMS = [
    pytest.param(f"python3 - << 'EOF'\n{PYTHON}\nEOF", 3, id="python reads its input"),
    pytest.param(f"python << 'EOF'\n{PYTHON}\nEOF", 3, id="python without a dash"),
    pytest.param(f"python -u -c '{PYTHON}'", 2, id="python is given a text"),
    pytest.param(f"cat > send.py << 'EOF'\n{PYTHON}\nEOF\npython send.py", 3, id="a file in Python"),
    pytest.param(f"node - << 'EOF'\n{NODE}\nEOF", 3, id="node reads its input"),
    pytest.param(f"node -e '{NODE}'", 2, id="node is given a text"),
    pytest.param(
        "pwsh -NoProfile -Command 'gh workflow run build.yml -f \"task=$env:TASK\"'", 1, id="PowerShell is given a text"
    ),
    pytest.param('pwsh -c gh workflow run build.yml -f "task=$TASK"', 1, id="PowerShell is given words"),
    pytest.param(f"cat << 'EOF' > /tmp/send.js\n{NODE}\nEOF\nnode /tmp/send.js", 3, id="a file in JavaScript"),
    pytest.param(f"cat > send.sh << 'EOF'\n{SHELL}\nEOF\nchmod +x send.sh\n./send.sh", 3, id="a file that is run itself"),
    pytest.param(f"tee send.sh << 'EOF'\n{SHELL}\nEOF\nbash send.sh", 3, id="a file by tee"),
    pytest.param(f"cat > send << 'EOF'\n#!/bin/sh\n{SHELL}\nEOF\n./send", 4, id="a file with a first line"),
]


@pytest.mark.parametrize(("script", "line"), FORMS)
def test_what_a_text_sends(script: str, line: int) -> None:
    [sent] = run(script, {}).dispatches
    assert (constant(sent.target), sent.span.line) == ("build.yml", line)
    assert isinstance(sent.payload, Object)
    assert [(each.name, each.value) for each in sent.payload.fields] == [("task", Reference(("inputs", "task")))]


def test_a_file_that_is_written_stands_for_that_of_the_repository() -> None:
    [sent] = run("echo 'gh workflow run new.yml' > send.sh; bash send.sh", {"send.sh": "gh workflow run old.yml\n"}).dispatches
    assert constant(sent.target) == "new.yml"


def test_what_the_shell_puts_in_is_known() -> None:
    found = run(f"FILE=build.yml\npython - << EOF\n{PYTHON.replace('build.yml', '$FILE')}\nEOF", {})
    assert [constant(each.target) for each in found.dispatches] == ["build.yml"]


def test_a_failure_that_is_caught_stays_unseen() -> None:
    [sent] = run(f"node -e '{NODE}' || true", {}).dispatches
    assert sent.failure_hidden == "`|| true`"


def test_outputs() -> None:
    text = 'import os\nwith open(os.environ["GITHUB_OUTPUT"], "a") as file:\n    file.write("kind=build\\n")'
    [put] = run(f"python3 - << 'EOF'\n{text}\nEOF", {}).outputs
    assert (put.name, put.value) == ("kind", Const("build"))


@pytest.mark.parametrize(
    "script",
    [
        f"cat << 'EOF'\n{PYTHON}\nEOF",
        f"cat > prompt.md << 'EOF'\n{SHELL}\nEOF\nagent --prompt prompt.md",
        "make-script > send.sh\nbash send.sh",
        "python -m build << 'EOF'\ngh workflow run build.yml\nEOF",
    ],
)
def test_what_is_no_script(script: str) -> None:
    found = run(script, {})
    assert (found.dispatches, found.unresolved) == ((), ())


def test_a_script_that_runs_itself_ends() -> None:
    found = run("cat > send.sh << 'EOF'\ngh workflow run build.yml\nbash send.sh\nEOF\nbash send.sh", {})
    assert len(found.dispatches) == 1
    assert not isinstance(found.dispatches[0].target, Unknown)
