"""Every fix that is offered keeps its word: its finding is gone, no other has come, and nothing else in the file has changed.

On all rule pages, fixtures, examples, and on one mutant of each operator.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from mutation.mutant import Operator
from mutation.operators import FAULTS
from mutation.score import base
from wflint.edits import applied
from wflint.finding import Edit, Finding, Level
from wflint.pipeline import Report
from wflint.plugins import load_rules
from wflint.syntax.document import Document, parse
from wflint.testing import examples, fix_files, lint_files, sections

ROOT = Path(__file__).parents[1]
RULES = load_rules()
BASES = ("bash", "task-system", "matrix-executors", "workflow-run-callbacks")


def _tree(folder: Path) -> dict[str, str]:
    """The files of a checkout, with the line ends that they have."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".txt")
    return {path.relative_to(folder).as_posix(): path.read_bytes().decode() for path in files}


@cache
def _mutant(operator: Operator) -> Mapping[str, str] | None:
    mutants = (mutant for name in BASES for mutant in operator.mutants(base(name)[0]))
    return next((mutant.change.files for mutant in mutants), None)


def _pages() -> dict[str, dict[str, str]]:
    return {
        f"{rule.name}: {section} {example.title}": dict(example.files)
        for rule in RULES
        for section in ("Bad", "Good")
        for example in examples(rule.page, section)
    }


def _checkouts() -> dict[str, dict[str, str]]:
    folders = [*(ROOT / "tests" / "fixtures").iterdir(), *(ROOT / "tests" / "systems").iterdir(), *(ROOT / "examples").iterdir()]
    return {each.relative_to(ROOT).as_posix(): _tree(each) for each in sorted(folders) if (each / ".github").is_dir()}


REVEALED = {
    "examples/broken-task-system": {
        "callback-skipped": "silent-failure: the failure that is now reported is one that the orchestrator does nothing about"
    }
}
"""Fixes that show another fault, which the first one had hidden; `wflint --fix` doesn't make them."""

SYSTEMS = {**_pages(), **_checkouts()}


@pytest.mark.parametrize("name", SYSTEMS)
def test_fixes_keep_their_word(name: str) -> None:
    _check(SYSTEMS[name], REVEALED.get(name, {}))


@pytest.mark.parametrize("operator", FAULTS, ids=lambda operator: operator.name)
def test_fixes_of_mutants_keep_their_word(operator: Operator) -> None:
    files = _mutant(operator)
    if files is None:
        pytest.skip("no system of the sample has such a place")
    _check(files, {})


def test_page_lists_every_rule_that_mends() -> None:
    page = (ROOT / "docs" / "fixes.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE))
    assert listed == {rule.name for rule in RULES if "Fixed" in sections(rule.page)}


def _check(files: Mapping[str, str], revealed: Mapping[str, str]) -> None:
    report = lint_files(files, RULES)
    mendable = [finding for finding in report.reported if finding.fixes]
    for finding in mendable:
        come = _check_alone(files, report, finding)
        assert come == {revealed[finding.rule].partition(":")[0]} if finding.rule in revealed else not come, finding.fixes
    result = fix_files(files, RULES, unsafe=True)
    assert {finding.rule for finding, _ in result.refused} == set(revealed)
    assert bool(result.changes) == bool(mendable)
    mended = {**files, **{change.after.local: change.after.text for change in result.changes}}
    assert fix_files(mended, RULES, unsafe=True).changes == ()


def _check_alone(files: Mapping[str, str], before: Report, finding: Finding) -> set[str]:
    """Make the fixes of one finding, each by itself; the rules that say something new then."""
    come: set[str] = set()
    for fix in finding.fixes:
        paths = {edit.span.path for edit in fix.edits}
        texts = {path: applied(files[path], (edit for edit in fix.edits if edit.span.path == path)) for path in paths}
        for path, text in texts.items():
            assert text != files[path]
            _check_rest(files[path], text, [edit for edit in fix.edits if edit.span.path == path])
            if path.endswith((".yml", ".yaml")):
                document = parse(path, text)
                assert isinstance(document, Document)
                assert document.problems == ()
        after = lint_files({**files, **texts}, RULES)
        old, new = _counts(before), _counts(after)
        key = (finding.rule, finding.span.path, finding.level)
        assert new[key] < old[key], (fix, texts)
        assert len(after.problems) <= len(before.problems)
        come |= {rule for rule, path, level in new if level > Level.NOTE and new[rule, path, level] > old[rule, path, level]}
    return come


def _check_rest(old: str, new: str, edits: list[Edit]) -> None:
    """Every line that no edit touches is there as it was, with its end, in its order."""
    touched = {number for edit in edits for number in range(edit.span.line, edit.span.end_line + 1)}
    rest = iter(new.split("\n"))
    for number, line in enumerate(old.split("\n"), 1):
        assert number in touched or any(line == each for each in rest), line


def _counts(report: Report) -> Counter[tuple[str, str, Level]]:
    return Counter((finding.rule, finding.span.path, finding.level) for finding in report.reported)
