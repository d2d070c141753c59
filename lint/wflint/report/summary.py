"""The last line: what was found, in how much, and what couldn't be seen."""

from __future__ import annotations

from collections import Counter

from wflint.finding import Level
from wflint.pipeline import Report
from wflint.words import counted


def summary(report: Report) -> str:
    """One sentence, such as "2 errors, 1 note in 4 workflows (1 suppressed, 2 dispatches not understood)"."""
    counts = Counter(finding.level for finding in report.reported)
    found = ", ".join(counted(counts[level], level.word) for level in sorted(Level, reverse=True) if counts[level])
    aside = [note for note in _asides(report) if note]
    return f"{found or 'no findings'} in {counted(report.statistics.workflows, 'workflow')}" + (
        f" ({', '.join(aside)})" if aside else ""
    )


def _asides(report: Report) -> list[str]:
    unread = sum(not problem.is_fault for problem in report.problems)
    lost = sum(problem.kind == "reader" for problem in report.problems)
    crashed = sum(problem.kind == "rule" for problem in report.problems)
    unresolved = report.statistics.dispatches_unresolved
    return [
        f"{report.suppressed} suppressed" if report.suppressed else "",
        f"{counted(unresolved, 'dispatch', 'dispatches')} not understood" if unresolved else "",
        f"{counted(unread, 'problem')} reading files" if unread else "",
        f"{counted(lost, 'file')} on which wflint failed" if lost else "",
        f"{counted(crashed, 'rule')} failed" if crashed else "",
    ]


def statistics(report: Report) -> str:
    """What was seen and how much of it was understood, a line each."""
    seen = report.statistics
    rows = [
        ("repositories", str(seen.repositories)),
        ("workflows", str(seen.workflows)),
        ("jobs", str(seen.jobs)),
        ("listeners for repository_dispatch", str(seen.listeners)),
        ("dispatches seen", str(seen.dispatches_seen)),
        ("dispatches understood", _share(seen.dispatches_understood, seen.dispatches_seen)),
        ("their type or target known", _share(seen.targets_resolved, seen.dispatches_understood)),
        ("conditions that can be read", _share(seen.conditions_resolved, seen.conditions)),
    ]
    counts = Counter(finding.rule for finding in report.reported)
    rows += [(f"findings of {rule}", str(counts[rule])) for rule in sorted(counts)]
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}}  {value}" for name, value in rows) + "\n"


def _share(part: int, whole: int) -> str:
    return f"{part} ({100 * part / whole:.1f} %)" if whole else str(part)
