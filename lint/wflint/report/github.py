"""Findings as workflow commands, which GitHub shows as annotations.

Source: actions/runner `ActionCommandManager.cs`: ten annotations of a type are kept for each step; `col` and `endColumn`
count only where `line` and `endLine` are the same.
"""

from __future__ import annotations

from collections import Counter

from wflint.finding import Finding, Level
from wflint.pipeline import Report
from wflint.report.summary import summary
from wflint.visible import visible
from wflint.words import counted

_MOST = 10
_LONGEST = 4096
_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def render(report: Report) -> str:
    """The worst findings first, at most ten of each level, then how many more there are, which takes the place of a note."""
    counts = Counter(finding.level for finding in report.reported)
    crowded = any(count > _MOST for count in counts.values())
    most = {level: _MOST - 1 if crowded and level is Level.NOTE else _MOST for level in Level}
    shown: Counter[Level] = Counter()
    lines = []
    for finding in sorted(report.reported, key=lambda each: (-each.level, each.span)):
        shown[finding.level] += 1
        if shown[finding.level] <= most[finding.level]:
            lines.append(_command(finding, report))
    if more := sum(counts.values()) - len(lines):
        lines.append(f"::notice::{counted(more, 'more finding')} of wflint, of which GitHub shows no annotation")
    return "\n".join((*lines, summary(report))) + "\n"


def _command(finding: Finding, report: Report) -> str:
    span = finding.span
    place = {"file": report.uri(span.path), "line": span.line, "endLine": span.end_line}
    if span.line == span.end_line:
        place |= {"col": span.column, "endColumn": max(span.end_column, span.column)}
    properties = ",".join(f"{name}={_property(visible(str(value)))}" for name, value in {**place, "title": finding.rule}.items())
    said = visible(finding.message) + (f"\n{visible(finding.help)}" if finding.help else "")
    return f"::{_COMMANDS[finding.level]} {properties}::{_data(said[:_LONGEST])}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
