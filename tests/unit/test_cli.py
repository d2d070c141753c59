"""The command line: what each option does, and the exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from wflint.cli import main
from wflint.senders import bash
from wflint.senders.message import ScriptFacts
from wflint.senders.script import Script

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


def test_a_reader_that_crashes_is_told_and_the_others_go_on(
    repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who starts the workflow on which it fails isn't told that there is none."""
    read = bash.read

    def half(script: Script) -> ScriptFacts:
        if "odd" in script.text:
            raise ZeroDivisionError
        return read(script)

    monkeypatch.setattr(bash, "read", half)
    workflow = "on: workflow_dispatch\njobs: {{a: {{runs-on: x, timeout-minutes: 5, steps: [{{run: {}}}]}}}}\n"
    (repository / ".github" / "workflows" / "one.yml").write_text(workflow.format("gh workflow run two.yml; odd"))
    (repository / ".github" / "workflows" / "start.yml").write_text(workflow.format("gh workflow run one.yml"))
    (repository / "send.sh").write_text("gh workflow run gone.yml\n: odd\n")
    assert main(["--format", "concise"]) == 3
    said = capsys.readouterr().out
    assert FINDING in said
    assert "one.yml:1:1: problem: reading this file failed: ZeroDivisionError (half, line" in said
    assert "send.sh:1:1: problem: reading this file failed: ZeroDivisionError (half, line" in said
    assert "there is no workflow `one.yml`" not in said
    assert "2 files on which wflint failed" in said


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

    monkeypatch.setattr("wflint.plugins.load_rules", interrupted)
    assert main([]) == 130
    assert capsys.readouterr().err == ""


LISTENER = "on: {repository_dispatch: {types: [done]}}\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: make}]}}\n"


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        pytest.param(
            "text",
            ".github/workflows/lost.yml\n  -> starts nowhere.yml  (there is no such workflow, line 8)\n",
            id="text",
        ),
        pytest.param(
            "mermaid",
            'flowchart LR\n  n0["lost.yml"]\n  n1["nowhere.yml"]:::odd\n  n0 ==> n1\n'
            "  classDef odd stroke:#c00,stroke-width:2px\n",
            id="mermaid",
        ),
        pytest.param(
            "dot",
            'digraph events {\n  rankdir=LR;\n  n0 [label="lost.yml", shape=box];\n'
            '  n1 [label="nowhere.yml", shape=box, color=red, tooltip="there is no such workflow"];\n'
            "  n0 -> n1 [style=bold];\n}\n",
            id="dot",
        ),
    ],
)
def test_graph(repository: Path, capsys: pytest.CaptureFixture[str], form: str, expected: str) -> None:
    assert main(["graph", "--format", form]) == 0
    assert capsys.readouterr() == (expected, "")


def test_graph_as_json(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", "--format", "json", ".github/workflows"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert [each["label"] for each in content["nodes"]] == ["lost.yml", "nowhere.yml"]


def test_graph_tells_what_it_cannot_read(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / ".github" / "workflows" / "broken.yml").write_text("on: [push\njobs: {}\n")
    assert main(["graph"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith(".github/workflows/lost.yml\n")
    assert said.err.startswith("wflint: .github/workflows/broken.yml:2:5: ")
    assert main(["graph", "missing"]) == 3


def test_names_of_repositories_by_their_order(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    start = "gh workflow run nowhere.yml -R ${{ github.repository }}"
    send = LOST.replace(start, "gh api repos/octo/b/dispatches -f event_type=done")
    for name, text in (("a", send), ("b", LISTENER)):
        (repository / name / ".github" / "workflows").mkdir(parents=True)
        (repository / name / ".github" / "workflows" / "w.yml").write_text(text)
    assert main(["graph", "a", "b", "--repo-name", "octo/a", "--repo-name", "octo/b"]) == 0
    assert capsys.readouterr().out == (
        "a/.github/workflows/w.yml\n  -> sends octo/b: done  (line 8)\n\nb/.github/workflows/w.yml\n  <- octo/b: done\n"
    )


def test_profile_and_families(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "--isolated"]) == 0
    assert json.loads(capsys.readouterr().out)["profile"] == "default"
    (repository / "own.yml").write_text("profile: strict\nselect: [routing]\nfail-on: error\n")
    assert main(["config", "--config", "own.yml"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["profile"], shown["select"], shown["fail_on"], shown["file"]) == ("strict", ["routing"], "error", "own.yml")
    assert main(["--config", "own.yml", "--select", "timeouts", "--profile", "default"]) == 0
    capsys.readouterr()
    assert main(["--config", "own.yml", "--isolated"]) == 2
    assert capsys.readouterr().err == "wflint: argument --isolated: not allowed with argument --config\n"


def test_mistakes_in_the_settings_are_told_with_their_place(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / ".github" / "wflint.yml").write_text("selct: []\nfail-on: eror\n")
    assert main([]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == (
        "wflint: .github/wflint.yml:1:1: unknown key `selct`; did you mean `select`?\n"
        "wflint: .github/wflint.yml:2:10: `fail-on`: `eror` isn't known; did you mean `error`?\n"
    )


def test_statistics_stand_below_a_text(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--format", "concise", "--statistics"]) == 1
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out == FINDING + (
        "1 error in 1 workflow\n"
        "repositories                       1\n"
        "workflows                          1\n"
        "jobs                               1\n"
        "listeners for repository_dispatch  0\n"
        "dispatches seen                    1\n"
        "dispatches understood              1 (100.0 %)\n"
        "their type or target known         1 (100.0 %)\n"
        "conditions that can be read        2 (100.0 %)\n"
        "findings of unknown-workflow       1\n"
    )


def test_one_format_to_several_files(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file is written also where nothing makes the status 1."""
    arguments = ["--output", "concise=a.txt", "--output", "concise=b.txt", "--output", "text=c.txt", "--exit-zero"]
    assert main([*arguments, "--format", "concise"]) == 0
    texts = [(repository / name).read_text() for name in ("a.txt", "b.txt")]
    assert texts == [FINDING + "1 error in 1 workflow\n"] * 2
    assert "\x1b[" not in (repository / "c.txt").read_text()
    assert capsys.readouterr().out == texts[0]


def test_rules_as_a_list(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "odd.py").write_text(RULE)
    assert main(["rule", "--plugin", "odd.py"]) == 0
    listed = capsys.readouterr().out
    assert main(["rule", "--all", "--plugin", "odd.py"]) == 0
    assert capsys.readouterr().out == listed
    assert [line.split() for line in listed.splitlines() if line.startswith("odd ")] == [["odd", "note", "odd", "workflow"]]
    assert main(["rule", "odd", "--plugin", "odd.py"]) == 0
    assert (
        capsys.readouterr().out == "# odd\n\nLevel: note · Family: wflint_plugin\n\nEvery workflow is odd.\n\n## Why\n\nIt is.\n"
    )


@pytest.mark.parametrize("stream", ["check", "graph"])
def test_nobody_reads_on(repository: Path, stream: str) -> None:
    """The reader closes the pipe before anything is written."""
    command = f"{sys.executable} -m wflint.cli {stream} | true"
    done = subprocess.run(["bash", "-c", f"{command}; exit ${{PIPESTATUS[0]}}"], capture_output=True, text=True, cwd=repository)
    assert (done.returncode, done.stderr) == (1 if stream == "check" else 0, "")


def test_a_bug_is_told_as_one(repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("wflint.plugins.load_rules", broken)
    assert main([]) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("Traceback")
    assert said.err.endswith("ZeroDivisionError: oh\nwflint: this is a bug in wflint; please report it\n")
