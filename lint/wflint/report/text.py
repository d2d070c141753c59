"""Findings for people: the place with its line, the other ends of the story with theirs, the path, and what to do."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from wflint.finding import Finding, Label, Level
from wflint.pipeline import Report
from wflint.problem import Problem
from wflint.report.summary import summary
from wflint.sources import Source
from wflint.span import Span
from wflint.visible import visible

if TYPE_CHECKING:
    from rich.text import Text

_COLOURS = {Level.ERROR: "bold red", Level.WARNING: "bold yellow", Level.NOTE: "bold cyan"}
_WIDEST = 160
"""Characters of a quoted line that are shown; of a longer one the part around the span."""

Piece = tuple[str, str]
"""A text and its style."""


def render(report: Report) -> str:
    """The report without colours."""
    return "".join(piece for piece, _ in _pieces(report))


def render_concise(report: Report) -> str:
    """One line for each finding, `path:line:column: level[rule] message`, and for each problem that no finding tells."""
    lines = [f"{visible(str(each.span))}: {each.level.word}[{each.rule}] {visible(each.message)}\n" for each in report.reported]
    lines += [f"{_place_of(problem)}problem: {visible(problem.message)}\n" for problem in _untold(report)]
    return (guarded("".join(lines)) if lines else "") + summary(report) + "\n"


def show(report: Report, coloured: bool) -> None:
    """Print the report to standard output, with rich where colours are wanted."""
    if not coloured:
        print(render(report), end="")
        return
    from rich.console import Console

    console = Console(
        force_terminal=True, color_system="standard", no_color=False, soft_wrap=True, highlight=False, markup=False, emoji=False
    )
    console.print(styled(report), end="")


def styled(report: Report) -> Text:
    """The report as a text of rich's."""
    from rich.text import Text

    text = Text()
    for piece, style in _pieces(report):
        text.append(piece, style=style or None)
    return text


def _untold(report: Report) -> Iterator[Problem]:
    """The problems that aren't a finding of `parse-error` as well."""
    told = {finding.span for finding in report.findings}
    return (problem for problem in report.problems if problem.span not in told)


def _place_of(problem: Problem) -> str:
    return f"{visible(str(problem.span))}: " if problem.span.path else ""


def _pieces(report: Report) -> Iterator[Piece]:
    guard = Guard()
    for finding in report.reported:
        yield from guard.around(_finding(finding, report))
        yield "\n", ""
    for problem in _untold(report):
        yield from guard.around(_problem(problem))
        yield "\n", ""
    yield f"{summary(report)}\n", "bold"


class Guard:
    """Keeps quoted text from being taken for a command by the runner, which reads every line that a step prints.

    A pull request could otherwise put `##[…]` or `::…::` into a quoted workflow (actions/runner, `ActionCommand.cs`).
    """

    def __init__(self) -> None:
        self.word = os.urandom(12).hex() if os.environ.get("GITHUB_ACTIONS") == "true" else ""

    def around(self, pieces: Iterator[Piece]) -> Iterator[Piece]:
        if self.word:
            yield f"::stop-commands::{self.word}\n", ""
        yield from pieces
        if self.word:
            yield f"::{self.word}::\n", ""


def guarded(text: str) -> str:
    """The text, kept from being taken for commands inside a GitHub Actions log."""
    return "".join(piece for piece, _ in Guard().around(iter([(text, "")])))


def _finding(finding: Finding, report: Report) -> Iterator[Piece]:
    colour = _COLOURS[finding.level]
    yield f"{finding.level.word}[{finding.rule}]", colour
    yield f": {visible(finding.message)}\n", "bold"
    places = [Label(finding.span, ""), *finding.related]
    gutter = max(len(str(place.span.line)) for place in places)
    for number, place in enumerate(places):
        yield from quoted(place, report.sources, gutter, "-->" if number == 0 else ":::", "^" if number == 0 else "-", colour)
    if finding.trace:
        yield f"{' ' * gutter} = ", "blue"
        yield "path:\n", "bold"
        for number, hop in enumerate(finding.trace, 1):
            yield f"{' ' * gutter}   {number}. {visible(hop.text)}  ", ""
            yield f"{visible(hop.span.path)}:{hop.span.line}\n", "dim"
    if finding.help:
        yield f"{' ' * gutter} = ", "blue"
        yield "help", "bold"
        yield f": {visible(finding.help)}\n", ""
    for fix in finding.fixes[:1]:
        yield f"{' ' * gutter} = ", "blue"
        yield "fix", "bold"
        yield f": {visible(fix.title)} ({'--fix' if fix.safe else '--fix --unsafe-fixes'})\n", ""


def quoted(
    place: Label, sources: Mapping[str, Source], gutter: int, arrow: str = "-->", mark: str = "^", colour: str = ""
) -> Iterator[Piece]:
    """The line of a place with the place marked and its text behind it."""
    span = place.span
    yield f"{' ' * gutter}{arrow} ", "blue"
    yield f"{visible(str(span))}\n", ""
    source = sources.get(span.path)
    lines = source.lines if source is not None else ()
    if not 0 < span.line <= len(lines):
        if place.text:
            yield f"{' ' * gutter} = {visible(place.text)}\n", ""
        return
    line = lines[span.line - 1].rstrip("\r")
    shown, before, width = _cut(line, span.first_line(len(line)))
    yield f"{' ' * gutter} |\n", "blue"
    yield f"{span.line:>{gutter}} | ", "blue"
    yield f"{shown}\n", ""
    yield f"{' ' * gutter} | ", "blue"
    yield " " * before + mark * max(width, 1), colour if mark == "^" else "blue"
    yield f" {visible(place.text)}\n" if place.text else "\n", colour if mark == "^" else "blue"


def _cut(line: str, span: Span) -> tuple[str, int, int]:
    """The line as shown, the width of what stands before the span, and the span's own width, in terminal cells."""
    start, end = span.column - 1, max(span.end_column - 1, span.column)
    first = 0
    if len(line) > _WIDEST and start > _WIDEST // 2:
        first = max(min(start - 20, len(line) - _WIDEST), 0)
    piece = line[first : first + _WIDEST]
    head = "…" if first else ""
    tail = "…" if first + _WIDEST < len(line) else ""
    before = head + visible(piece[: start - first])
    marked = visible(piece[start - first : end - first])
    return head + visible(piece) + tail, cells(before), cells(marked)


def cells(text: str) -> int:
    """The width of a text in a terminal: some characters take two cells."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _problem(problem: Problem) -> Iterator[Piece]:
    yield "problem", "bold magenta"
    where = f" ({problem.span})" if problem.span.path else ""
    yield f": {visible(problem.message + where)}\n", ""
    if problem.hint:
        yield f"  = {visible(problem.hint)}\n", ""
