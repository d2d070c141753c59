"""Reports made by hand: what the tests of the back end need of the stages before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wflint.api import Hit, Level, NoOptions, System
from wflint.finding import Finding, Fix, Label
from wflint.pipeline import Report
from wflint.problem import Problem
from wflint.rule import Rule
from wflint.sources import Source
from wflint.span import Span
from wflint.statistics import Statistics

PAGE = """A promise that isn't kept.

## Why

Somebody waits for
it.

## Bad

No example.
"""


def no_hits(system: System, options: NoOptions) -> Iterator[Hit]:
    """A check that finds nothing."""
    return iter(())


def rule(name: str = "broken-promise", level: Level = Level.ERROR, family: str = "promises", strict: bool = False) -> Rule:
    """A rule that only has a name, a level and a page."""
    return Rule(name, family, level, f"fault called {name}", no_hits, PAGE, strict)


def source(path: str, text: str, prefix: str = "") -> Source:
    """A file; `prefix` is the folder of the repository in the git checkout."""
    return Source(path, path, f"{prefix}{path}", text)


def span(path: str, line: int, column: int, end: int, end_line: int | None = None) -> Span:
    """From a column to a column, on one line unless another is given."""
    return Span(path, line, column, end_line or line, end)


def finding(
    place: Span,
    message: str = "nobody keeps it",
    rule: str = "broken-promise",
    level: Level = Level.ERROR,
    advice: str | None = None,
    related: tuple[Label, ...] = (),
    trace: tuple[Label, ...] = (),
    suppressed: str | None = None,
    fixes: tuple[Fix, ...] = (),
) -> Finding:
    """A finding as the judge makes it."""
    return Finding(rule, level, place, message, advice, related, trace, fixes, "0123456789abcdef", suppressed)


def report(
    findings: tuple[Finding, ...] = (),
    files: Mapping[str, str] | tuple[Source, ...] = (),
    problems: tuple[Problem, ...] = (),
    rules: tuple[Rule, ...] = (),
    statistics: Statistics | None = None,
) -> Report:
    """A report on files given by path."""
    given = tuple(source(path, text) for path, text in files.items()) if isinstance(files, Mapping) else files
    seen = statistics or Statistics(workflows=len(given))
    return Report(findings, problems, {each.path: each for each in given}, rules or (rule(),), seen)
