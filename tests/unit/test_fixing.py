"""The loop that makes fixes: what it takes back, what it leaves alone, and what `wflint --fix` does with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from by_hand import rule

from wflint.cli import main
from wflint.edits import offer
from wflint.finding import Edit, Hit
from wflint.fixing import Fixed
from wflint.graph import System
from wflint.rule import Rule
from wflint.span import Span
from wflint.testing import fix_files

WORKFLOW = """on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps: [{run: make}]
"""
PATH = ".github/workflows/w.yml"


def finder(name: str, word: str, better: str, safe: bool = True) -> Rule:
    """A rule that finds a word in every file, and would have another."""

    def check(system: System, options: object) -> Iterator[Hit]:
        for path, source in system.sources.items():
            for number, line in enumerate(source.text.split("\n"), 1):
                column = line.find(word) + 1
                while column:
                    place = Span(path, number, column, number, column + len(word))
                    fixes = offer(f"write {better}", Edit(place, better), safe=safe)
                    yield Hit(place, f"{word} is here", fixes=fixes, subject=str(column))
                    column = line.find(word, column) + 1

    return replace(rule(name), check=check)


def made(*rules: Rule, text: str = WORKFLOW, unsafe: bool = False) -> Fixed:
    return fix_files({PATH: text}, rules, unsafe)


def text_of(result: Fixed) -> str:
    (change,) = result.changes
    assert change.before.text != change.after.text
    return change.after.text


def test_every_place_is_mended_and_nothing_else_changes() -> None:
    text = WORKFLOW.replace("make", "make make # é\u2028 make").replace("\n", "\r\n")
    result = made(finder("old-word", "make", "build"), text=text)
    assert text_of(result) == text.replace("make", "build")
    assert [finding.rule for finding in result.mended] == ["old-word"] * 3
    assert (result.refused, result.report.findings) == ((), ())


def test_fixes_of_one_place_exclude_each_other() -> None:
    result = made(finder("b-word", "make", "two"), finder("a-word", "make", "one"))
    assert text_of(result) == WORKFLOW.replace("make", "one")
    assert [finding.rule for finding in result.mended] == ["a-word"]


def test_places_that_overlap_are_looked_at_again() -> None:
    result = made(finder("old-word", "mm", "n"), text=WORKFLOW.replace("make", "mmmmm"))
    assert text_of(result) == WORKFLOW.replace("make", "nnm")
    assert result.report.findings == ()


def test_fix_that_brings_another_finding_is_taken_back_and_the_others_are_made() -> None:
    text = WORKFLOW.replace("make", "make; one; two; three")
    rules = (finder("one-word", "one", "1"), finder("two-word", "two", "bad"), finder("three-word", "three", "3"))
    stop = replace(finder("bad-word", "bad", "bad"), check=without_fixes(finder("bad-word", "bad", "worse").check))
    result = made(*rules, stop, text=text)
    assert text_of(result) == WORKFLOW.replace("make", "make; 1; two; 3")
    assert [finding.rule for finding, _ in result.refused] == ["two-word"]
    assert [finding.rule for finding in result.report.findings] == ["two-word"]


def without_fixes(check: Callable[..., object]) -> Callable[..., Iterator[Hit]]:
    def bare(system: System, options: object) -> Iterator[Hit]:
        found = check(system, options)
        assert isinstance(found, Iterator)
        return (replace(hit, fixes=()) for hit in found)

    return bare


def test_fix_that_leaves_its_finding_is_taken_back() -> None:
    result = made(finder("old-word", "make", "make it"))
    assert result.changes == ()
    assert [finding.rule for finding, _ in result.refused] == ["old-word"]


def test_fix_that_breaks_the_file_is_taken_back() -> None:
    result = made(finder("old-word", "steps: [", "steps: "))
    assert (result.changes, len(result.refused)) == ((), 1)


def test_unsafe_fixes_are_made_only_when_asked_for() -> None:
    old = finder("old-word", "make", "build", safe=False)
    assert made(old).changes == ()
    assert text_of(made(old, unsafe=True)) == WORKFLOW.replace("make", "build")


@pytest.mark.parametrize("comment", ["  # wflint: ignore[old-word] it is meant", "  # wflint: file-ignore[old-word] it is meant"])
def test_suppressed_findings_are_left_alone(comment: str) -> None:
    text = WORKFLOW.replace("make}]", f"make}}]{comment}")
    assert made(finder("old-word", "make", "build"), text=text).changes == ()


@pytest.mark.parametrize("head", ["# Made by a program. DO NOT EDIT.\n", "# a\n\n  # please do not modify this file\n"])
def test_files_that_programs_make_are_left_alone(head: str) -> None:
    result = made(finder("old-word", "make", "build"), text=head + WORKFLOW)
    assert (result.changes, result.refused, len(result.report.findings)) == ((), (), 1)


def test_scripts_are_mended_too() -> None:
    files = {PATH: WORKFLOW.replace("make", "./send.sh"), "send.sh": "gh workflow run w.yml # make\n"}
    result = fix_files(files, (finder("old-word", "make", "build"),), False)
    assert [(change.after.local, change.after.text) for change in result.changes] == [
        ("send.sh", "gh workflow run w.yml # build\n")
    ]


# -- the command line --------------------------------------------------------------------------------------------------------

HANGS = "on: repository_dispatch\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps: [{run: make}]"
MENDED = HANGS.replace("latest\n", "latest\n    timeout-minutes: 60\n")
ONLY = ["--select", "missing-timeout", "--format", "concise"]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / PATH
    path.parent.mkdir(parents=True)
    path.write_bytes(HANGS.encode())
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    return path


def test_fix_writes_and_reports_what_is_left(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ONLY, "--fix"]) == 1
    assert file.read_text() == HANGS
    assert capsys.readouterr().err == ""
    assert main([*ONLY, "--fix", "--unsafe-fixes"]) == 0
    assert file.read_text() == MENDED
    said = capsys.readouterr()
    assert (said.out, said.err) == ("no findings in 1 workflow\n", "wflint: fixed 1 finding in 1 file\n")
    assert main([*ONLY, "--fix", "--unsafe-fixes"]) == 0
    assert file.read_text() == MENDED


def test_diff_prints_and_writes_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ONLY, "--diff"]) == 0
    assert main([*ONLY, "--diff", "--fix", "--unsafe-fixes"]) == 1
    assert file.read_text() == HANGS
    assert capsys.readouterr().out == (
        "--- a/.github/workflows/w.yml\n"
        "+++ b/.github/workflows/w.yml\n"
        "@@ -2,4 +2,5 @@\n"
        " jobs:\n"
        "   a:\n"
        "     runs-on: ubuntu-latest\n"
        "+    timeout-minutes: 60\n"
        "     steps: [{run: make}]\n"
        "\\ No newline at end of file\n"
    )


def test_diff_inside_of_a_workflow_is_no_command_to_the_runner(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert main([*ONLY, "--diff", "--unsafe-fixes"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"::stop-commands::{lines[-1].strip(':')}"


def test_file_that_cannot_be_written_is_told_and_still_reported(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.rename(tmp_path / "other.yml")
    file.symlink_to(tmp_path / "other.yml")
    assert main([*ONLY, "--fix", "--unsafe-fixes"]) == 1
    said = capsys.readouterr()
    assert said.err == f"wflint: {PATH} isn't fixed: it is reached through a link\n"
    assert "warning[missing-timeout]" in said.out
    assert (tmp_path / "other.yml").read_text() == HANGS


@pytest.mark.parametrize("arguments", [["--unsafe-fixes"], ["--diff", "--output", "json=x.json"]])
def test_wrong_usage(file: Path, arguments: list[str]) -> None:
    assert main(arguments) == 2
