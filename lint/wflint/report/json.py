"""Findings as JSON, version 1.  `data/report.schema.json` describes it; a change that isn't an addition gets a new version."""

from __future__ import annotations

from typing import Any

from wflint.finding import Finding, Fix, Label
from wflint.pipeline import Report
from wflint.span import Span
from wflint.visible import json_text


def render(report: Report) -> str:
    """One object with `findings`, `problems` and `statistics`.  Lines and columns count from 1, `end_column` behind it."""
    from dataclasses import asdict  # late: all formats are loaded, and few runs write this one

    content = {
        "version": 1,
        "findings": [_finding(each) for each in report.findings],
        "problems": [
            {"kind": each.kind, "message": each.message, "hint": each.hint, "location": _location(each.span)}
            for each in report.problems
        ],
        "statistics": {**asdict(report.statistics), "dispatches_seen": report.statistics.dispatches_seen},
    }
    return json_text(content)


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "level": finding.level.word,
        "message": finding.message,
        "help": finding.help,
        "location": _location(finding.span),
        "related": [_label(each) for each in finding.related],
        "trace": [_label(each) for each in finding.trace],
        "fixes": [_fix(each) for each in finding.fixes],
        "fingerprint": finding.fingerprint,
        "suppressed": finding.suppressed,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    return {
        "message": fix.title,
        "safe": fix.safe,
        "edits": [{"location": _location(edit.span), "text": edit.text} for edit in fix.edits],
    }


def _label(label: Label) -> dict[str, Any]:
    return {"message": label.text, "location": _location(label.span)}


def _location(span: Span) -> dict[str, Any]:
    return {
        "path": span.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }
