"""The examples are what their pages say: one system is clean, the other has every fault that its table lists, and no more."""

import re
from pathlib import Path

import pytest

from wflint.config import Config
from wflint.pipeline import Report, run
from wflint.plugins import load_rules
from wflint.sources import discover

EXAMPLES = Path(__file__).parents[1] / "examples"
RULES = load_rules()
_ROW = re.compile(r"^\| \[`(?P<file>[^`]+)`\]\([^)]*\) \| (?P<line>\d+) \| .* \| (?P<rules>`[^|]*) \|$", re.MULTILINE)
NEAR = 5
"""Lines between the fault as a person names it and the place of the finding: the start of the command that holds it."""


def _report(name: str, profile: str) -> Report:
    repositories, _ = discover([str(EXAMPLES / name)], {str(EXAMPLES / name): "octo/tasks"})
    return run(repositories, Config(profile="strict" if profile == "strict" else "default"), RULES)


def test_working_system_is_clean_under_every_rule() -> None:
    report = _report("task-system", "strict")
    assert report.findings == ()
    assert report.problems == ()
    assert report.statistics.dispatches_unresolved == 0


def _planted() -> list[tuple[str, int, str]]:
    table = (EXAMPLES / "broken-task-system" / "README.md").read_text(encoding="utf-8").partition("## Faults that no rule")[0]
    return [(m["file"], int(m["line"]), rule) for m in _ROW.finditer(table) for rule in re.findall(r"`([a-z-]+)`", m["rules"])]


@pytest.mark.parametrize(("file", "line", "rule"), _planted())
def test_every_planted_fault_is_named(file: str, line: int, rule: str) -> None:
    report = _report("broken-task-system", "default")
    spans = [
        span for each in report.findings if each.rule == rule for span in (each.span, *(label.span for label in each.related))
    ]
    places = [span.line for span in spans if span.path.endswith(f"/{file}")]
    assert any(0 <= line - place <= NEAR or place == line for place in places), places


def test_nothing_else_is_reported() -> None:
    report = _report("broken-task-system", "default")
    planted = {(file, rule) for file, _, rule in _planted()}
    assert {(each.span.path.rpartition("/")[2], each.rule) for each in report.findings} == planted


def test_every_family_is_shown() -> None:
    shown = {each.rule for each in _report("broken-task-system", "default").findings}
    assert {rule.family for rule in RULES if rule.name in shown} == {rule.family for rule in RULES}


def test_catch_all_listener_is_named_in_its_own_repository() -> None:
    report = _report("broken-event-log", "default")
    assert [(each.rule, each.span.line) for each in report.findings] == [("catch-all-listener", 3)]
