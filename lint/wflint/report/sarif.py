"""Findings as SARIF 2.1.0, as GitHub code scanning reads it.

Source: docs.github.com, "SARIF support for code scanning", with its limits.  GitHub ignores `suppressions` and would show a
suppressed result as an open alert, so suppressed findings are left out.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from wflint import __version__
from wflint.finding import Edit, Finding, Fix, Label, Level
from wflint.pipeline import Report
from wflint.problem import Problem
from wflint.report.fingerprint import line_hashes
from wflint.rule import Rule
from wflint.span import Span
from wflint.visible import json_text

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_SEVERITY = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "recommendation"}
_LONGEST_DESCRIPTION = 1024


def render(report: Report) -> str:
    """One run with every rule that ran, so that an alert closes when its finding is gone."""
    content = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report)]}
    return json_text(content)


def _run(report: Report) -> dict[str, Any]:
    indices = {rule.name: index for index, rule in enumerate(report.rules)}
    hashes = _Hashes(report)
    return {
        "tool": {
            "driver": {
                "name": "wflint",
                "semanticVersion": __version__,
                "rules": [_rule(rule) for rule in report.rules],
            }
        },
        "automationDetails": {"id": "wflint/"},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, indices, report, hashes) for finding in report.reported],
        "invocations": [_invocation(report)],
    }


def _invocation(report: Report) -> dict[str, Any]:
    """Whether the run can be trusted, and what kept it from looking."""
    told = [_notification(problem, report) for problem in report.problems]
    return {"executionSuccessful": not report.crashed, **({"toolExecutionNotifications": told} if told else {})}


def _notification(problem: Problem, report: Report) -> dict[str, Any]:
    sentence = problem.message + (f"; {problem.hint}" if problem.hint else "")
    return {
        "level": "error" if problem.is_fault else "warning",
        "message": {"text": f"{_plain(_capital(sentence))}."},
        **({"locations": [_location(problem.span, report)]} if problem.span.path else {}),
    }


class _Hashes:
    """The line hashes of each file, computed once."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.done: dict[str, dict[int, str]] = {}

    def at(self, span: Span) -> str | None:
        source = self.report.sources.get(span.path)
        if source is None:
            return None
        if span.path not in self.done:
            self.done[span.path] = line_hashes(source.text)
        return self.done[span.path].get(span.line)


def _rule(rule: Rule) -> dict[str, Any]:
    first, _, rest = rule.page.strip().partition("\n\n")
    sentence = " ".join(first.split())
    why = " ".join(rest.partition("## Why")[2].partition("##")[0].split())
    return {
        "id": rule.name,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.summary[:_LONGEST_DESCRIPTION]},
        "fullDescription": {"text": (sentence or rule.summary)[:_LONGEST_DESCRIPTION]},
        "help": {"text": why or sentence or rule.summary, "markdown": rule.page.strip() or rule.summary},
        "defaultConfiguration": {"level": rule.level.word},
        "properties": {
            "tags": ["github-actions", rule.family],
            "precision": "high" if rule.level is Level.ERROR else "medium",
            "problem.severity": _SEVERITY[rule.level],
        },
    }


def _result(finding: Finding, indices: dict[str, int], report: Report, hashes: _Hashes) -> dict[str, Any]:
    links = "".join(f"; [{_plain(label.text)}]({number})" for number, label in enumerate(finding.related, 1))
    advice = f". {_capital(finding.help)}." if finding.help else "."
    line_hash = hashes.at(finding.span)
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": indices.get(finding.rule, -1),
        "level": finding.level.word,
        "message": {"text": f"{_plain(_capital(finding.message))}{links}{_plain(advice)}"},
        "locations": [_location(finding.span, report)],
        "partialFingerprints": {
            **({"primaryLocationLineHash": line_hash} if line_hash else {}),
            "wflint/v1": finding.fingerprint,
        },
    }
    if finding.related:
        result["relatedLocations"] = [
            {"id": number, **_location(label.span, report), "message": {"text": label.text}}
            for number, label in enumerate(finding.related, 1)
        ]
    if finding.trace:
        steps = [{"location": _hop(label, report)} for label in finding.trace]
        result["codeFlows"] = [{"threadFlows": [{"locations": steps}]}]
    if finding.fixes:
        result["fixes"] = [_fix(fix, report) for fix in finding.fixes]
    return result


def _fix(fix: Fix, report: Report) -> dict[str, Any]:
    """GitHub looks away; other viewers show it.  An insertion is a region without length (SARIF 2.1.0, §3.57)."""
    paths = dict.fromkeys(edit.span.path for edit in fix.edits)
    return {
        "description": {"text": _capital(fix.title)},
        "artifactChanges": [
            {
                "artifactLocation": _artifact(path, report),
                "replacements": [_replacement(edit) for edit in fix.edits if edit.span.path == path],
            }
            for path in paths
        ],
    }


def _replacement(edit: Edit) -> dict[str, Any]:
    span = edit.span
    region = {"startLine": span.line, "startColumn": span.column, "endLine": span.end_line, "endColumn": span.end_column}
    return {"deletedRegion": region, "insertedContent": {"text": edit.text}}


def _artifact(path: str, report: Report) -> dict[str, Any]:
    return {"uri": quote(report.uri(path), errors="surrogateescape")}


def _hop(label: Label, report: Report) -> dict[str, Any]:
    return {**_location(label.span, report), "message": {"text": label.text}}


def _location(span: Span, report: Report) -> dict[str, Any]:
    source = report.sources.get(span.path)
    lines = source.lines if source is not None else ()
    line = lines[span.line - 1] if 0 < span.line <= len(lines) else ""
    one = span.first_line(len(line))
    return {
        "physicalLocation": {
            "artifactLocation": _artifact(span.path, report),
            "region": {
                "startLine": one.line,
                "startColumn": one.column,
                "endLine": one.line,
                "endColumn": max(one.end_column, one.column + 1),
            },
        }
    }


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _plain(text: str) -> str:
    """SARIF messages take `[text](id)` for a link: brackets of quoted code are escaped."""
    return re.sub(r"([\[\]\\])", r"\\\1", text)
