"""The command line: what each option does, and the exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from wflint.cli import main

GOOD = """on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps: [{run: make}]
"""
LOST = """on: push
jobs:
  a:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env: {GH_TOKEN: "${{ github.token }}"}
    steps:
      - run: gh workflow run nowhere.yml -R ${{ github.repository }}
"""
RULE = '''"""Every workflow is odd.

## Why

It is.
"""

from collections.abc import Iterator

from wflint.api import Hit, Level, NoOptions, System, rule


@rule("odd workflow", level=Level.NOTE)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each."""
    for facts in system.workflows:
        yield Hit(facts.workflow.triggers[0].place, "this is odd")
'''


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "lost.yml").write_text(LOST)
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "WFLINT_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


FINDING = (
    ".github/workflows/lost.yml:8:30: error[unknown-workflow] there is no workflow `nowhere.yml`, "
    "so GitHub refuses this dispatch (404) and nothing starts\n"
)


def test_finds_and_says_so(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--format", "concise"]) == 1
    said = capsys.readouterr()
    assert said.out == FINDING + "1 error in 1 workflow\n"
    assert said.err == ""


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["--exit-zero"], 0),
        (["--fail-on", "error"], 1),
        (["--fail-on", "never"], 0),
        (["--ignore", "unknown-workflow"], 0),
        (["--ignore", "routing"], 0),
        (["--select", "timeouts"], 0),
        (["--select", "timeouts,unknown-workflow"], 1),
        (["check", "."], 1),
        ([".github/workflows"], 1),
        ([".github/workflows/lost.yml"], 1),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else "",
)
def test_status(repository: Path, arguments: list[str], status: int) -> None:
    assert main(arguments) == status


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--selct", "x"], "wflint: unrecognized arguments: --selct; did you mean `--select`?\n"),
        (
            ["--select", "unknown-workflw"],
            "wflint: --select: there is no rule or family `unknown-workflw`; did you mean `unknown-workflow`?\n",
        ),
        (["rule", "never-snt"], "wflint: there is no rule `never-snt`; did you mean `never-sent`?\n"),
        (["grpah"], "wflint: there is no command or path `grpah`; did you mean `graph`?\n"),
        (
            ["--output", "sarif"],
            "wflint: --output takes FORMAT=FILE with one of text, concise, json, json-v1, sarif, github, not `sarif`\n",
        ),
        (["--config", "none.yml"], None),
        (["--plugin", "none.py"], None),
        (["--ignore", "all"], "wflint: no rule is left to run; `select`, `ignore` or `profile` rule all of them out\n"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else "",
)
def test_wrong_usage(repository: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], complaint: str | None) -> None:
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("wflint: ")
    assert complaint is None or said.err == complaint


def test_nothing_to_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([]) == 3
    assert main(["missing"]) == 3
    assert capsys.readouterr().err.splitlines() == [
        "wflint: no workflow files found; looked for .yml and .yaml files in .github/workflows",
        "wflint: no workflow files found; looked for .yml and .yaml files in missing, which doesn't exist",
    ]


def test_broken_files_are_told_and_the_rest_is_checked(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = repository / ".github" / "workflows"
    (folder / "binary.yml").write_bytes(b"\x00\x01\xff\xfe")
    (folder / "broken.yml").write_text("on: [push\njobs: {}\n")
    assert main(["--format", "concise"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("]")[0] for line in lines[:-1]] == [
        ".github/workflows/binary.yml:1:1: error[parse-error",
        ".github/workflows/broken.yml:2:5: error[parse-error",
        ".github/workflows/lost.yml:8:30: error[unknown-workflow",
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / ".github" / "workflows" / "lost.yml").chmod(0)
    assert main(["--format", "concise"]) == 1
    assert "lost.yml:1:1: error[parse-error]" in capsys.readouterr().out


def test_reports_go_to_files(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--format", "json", "--output", "sarif=a.sarif", "--output", "github=b.txt", "--statistics"]) == 1
    said = capsys.readouterr()
    assert [each["rule"] for each in json.loads(said.out)["findings"]] == ["unknown-workflow"]
    assert "workflows                          1\n" in said.err
    assert json.loads((repository / "a.sarif").read_text())["version"] == "2.1.0"
    assert (repository / "b.txt").read_text().startswith("::error ")


def test_a_report_that_cannot_be_written(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--output", "json=no/folder/x.json"]) == 2
    assert capsys.readouterr().err == "wflint: no/folder/x.json can't be written: No such file or directory\n"


@pytest.mark.parametrize(
    ("arguments", "variables", "coloured"),
    [
        ([], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colours(
    repository: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    variables: dict[str, str],
    coloured: bool,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    main(arguments)
    assert ("\x1b[" in capsys.readouterr().out) is coloured


def test_plugin(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "odd.py").write_text(RULE)
    assert main(["--plugin", "odd.py", "--select", "odd", "--format", "concise"]) == 0
    assert capsys.readouterr().out == ".github/workflows/lost.yml:1:5: note[odd] this is odd\n1 note in 1 workflow\n"


def test_a_rule_that_crashes_is_told(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "odd.py").write_text(RULE.replace("yield Hit", "raise ZeroDivisionError; yield Hit"))
    assert main(["--plugin", "odd.py", "--format", "concise"]) == 3
    said = capsys.readouterr().out
    assert "odd" in said
    assert "ZeroDivisionError" in said
    assert FINDING in said


def test_settings_of_the_repository(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / ".github" / "wflint.yml").write_text("levels: {unknown-workflow: note}\n")
    assert main([]) == 0
    assert main(["--isolated"]) == 1
    assert main(["--fail-on", "note"]) == 1
    capsys.readouterr()
    assert main(["config"]) == 0
    assert json.loads(capsys.readouterr().out)["levels"] == {"unknown-workflow": "note"}


def test_rule_pages(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "never-sent"]) == 0
    assert capsys.readouterr().out.startswith("# never-sent\n\nLevel: note · Family: routing\n")
    assert main(["rule", "--all", "--format", "json"]) == 0
    assert {"never-sent", "callback-skipped", "parse-error"} <= {each["name"] for each in json.loads(capsys.readouterr().out)}


def test_version_and_schema(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    capsys.readouterr()
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "wflint configuration"


def test_a_closed_pipe_is_no_error(repository: Path) -> None:
    command = f"{sys.executable} -m wflint.cli rule --all | head -n 1"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, cwd=repository)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 1


def test_interrupt(repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("wflint.cli.load_rules", interrupted)
    assert main([]) == 130
    assert capsys.readouterr().err == ""
