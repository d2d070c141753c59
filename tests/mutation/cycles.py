"""Faults of retry caps: a loop that nothing ends, or that ends too early."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mutation.code import edits
from mutation.fields import with_code, with_value, without
from mutation.guards import Guard, guards, increments, removed, rewritten, written_guards
from mutation.mutant import Change, changed, fault
from mutation.roles import callbacks, counter, loop_workflows, on_loops, retries, unique
from mutation.subject import Edit, Subject
from wflint.facts.model import WorkflowFacts
from wflint.syntax.workflow import NamedValue

CAP = re.compile(r"MAX|LIMIT|CAP\b", re.IGNORECASE)


def _all_removed(subject: Subject) -> list[Edit]:
    found = [edit for guard in guards(subject) for edit in removed(subject, guard)]
    for facts in loop_workflows(subject):
        for each in written_guards(subject, facts):
            found.append(rewritten(subject, each.scalar, each.start, each.end, "true" if each.allows else "false"))
    return found


def _unguarded(subject: Subject) -> Iterator[Change]:
    yield from changed(subject, _apart(_all_removed(subject)), "every guard is gone")


def _apart(edits: list[Edit]) -> list[Edit]:
    """Edits without those that lie inside others."""
    return [
        each
        for each in edits
        if not any(
            o is not each and o.path == each.path and o.start <= each.start and each.end <= o.end and o != each for o in edits
        )
    ]


def _one_unguarded(subject: Subject) -> Iterator[Change]:
    known = guards(subject)
    written = [each for facts in loop_workflows(subject) for each in written_guards(subject, facts)]
    if len(known) + len(written) < 2:
        return
    for guard in known:
        yield from changed(subject, removed(subject, guard), f"the guard `{guard.code.written(guard.test)}` is gone")
    for each in written:
        edit = rewritten(subject, each.scalar, each.start, each.end, "true" if each.allows else "false")
        yield from changed(subject, [edit], f"the guard `{each.scalar.text[each.start : each.end]}` is gone")


def _not_raised(subject: Subject) -> Iterator[Change]:
    for step in increments(subject):
        yield from changed(subject, edits(subject, step.code, [(*step.added, "")]), f"`{step.text}` adds nothing any more")


def _reset(subject: Subject) -> Iterator[Change]:
    for site in unique(edge.site for edge in on_loops(subject)):
        field = counter(subject, site)
        if field is not None:
            yield from changed(subject, with_value(subject, field, "0"), f"`{field.name}` is sent as 0")


def _lost(subject: Subject) -> Iterator[Change]:
    for site in callbacks(subject):
        field = counter(subject, site)
        if field is not None:
            yield from changed(subject, without(subject, field), f"the callback has no `{field.name}`")


_ATTEMPTS = {
    "py": 'os.environ["GITHUB_RUN_ATTEMPT"]',
    "mjs": "process.env.GITHUB_RUN_ATTEMPT",
    "js": "process.env.GITHUB_RUN_ATTEMPT",
}


def _attempt(subject: Subject) -> Iterator[Change]:
    for site in retries(subject):
        field = counter(subject, site)
        if field is None or field.span is None:
            continue
        told = _ATTEMPTS.get(field.span.path.rpartition(".")[2])
        edit = with_value(subject, field, "${{ github.run_attempt }}") if told is None else with_code(subject, field, told)
        yield from changed(subject, edit, f"`{field.name}` is github.run_attempt")


_UNEQUAL = {"bash": "!=", "powershell": "-ne", "javascript": "!==", "python": "!="}


def _leaping(subject: Subject) -> Iterator[Change]:
    raised = increments(subject)
    for guard in guards(subject):
        steps = [edit for step in raised for edit in edits(subject, step.code, [(*step.added, " + 2")])]
        steps += [
            subject.replaced(cap.value.span, f'"{int(cap.value.text) | 1}"') for _, cap in _caps(subject)
        ]  # odd, so never met
        word = _UNEQUAL[guard.code.language]
        if not guard.allows:
            word = {"bash": "=", "powershell": "-eq", "javascript": "===", "python": "=="}[guard.code.language]
        if guard.code.language == "bash" and guard.code.source[guard.test.start : guard.test.start + 2] == "((":
            word = word if len(word) == 2 else "=="
        here = edits(subject, guard.code, [(*guard.operator, word)])
        yield from changed(
            subject, [*here, *steps], f"`{guard.code.written(guard.test)}` asks for {word}, and the count rises by two"
        )
    caps = [subject.replaced(cap.value.span, f'"{int(cap.value.text) | 1}"') for _, cap in _caps(subject)]
    steps = [edit for step in raised for edit in edits(subject, step.code, [(*step.added, " + 2")])]
    for facts in loop_workflows(subject):
        for each in written_guards(subject, facts):
            sides = [str(int(side) | 1) if side.isdecimal() else side for side in (each.left, each.right)]
            text = f"{sides[0]} {'!=' if each.allows else '=='} {sides[1]}"
            here = [rewritten(subject, each.scalar, each.start, each.end, text)]
            yield from changed(subject, [*here, *caps, *steps], f"`{text}` is asked for, and the count rises by two")


def _as_text(subject: Subject, guard: Guard) -> str | None:
    """The comparison of texts that one makes of a guard by mistake; `None` where it isn't known how."""
    code = guard.code
    left, right = code.written(guard.left), code.written(guard.right)
    match code.language:
        case "bash":
            order = guard.order.rstrip("=")
            names = [each if each.startswith(("$", '"')) or each.isdecimal() else f"${each}" for each in (left, right)]
            inner = f"{names[0]} {order} {names[1]}"
            text = f"! [[ {names[1]} {order} {names[0]} ]]" if guard.order.endswith("=") else f"[[ {inner} ]]"
            return text if code.written(guard.test).startswith(("[", "((")) else None
        case "powershell":
            bare = [re.sub(r"^\[(?:int|long|int32|int64)\]", "", each) for each in (left, right)]
            if bare == [left, right]:
                bare = [f"[string]{each}" for each in bare]
            return f"{bare[0]} {code.source[guard.operator[0] : guard.operator[1]]} {bare[1]}"
        case "javascript":
            return f"String({left}) {guard.order} String({right})"
        case "python":
            return f"str({left}) {guard.order} str({right})"


def _compared_as_text(subject: Subject) -> Iterator[Change]:
    tens = [subject.replaced(each.value.span, '"10"') for _, each in _caps(subject)]
    for guard in guards(subject):
        text = _as_text(subject, guard)
        if text is not None:
            here = edits(subject, guard.code, [(guard.test.start, guard.test.end, text)])
            yield from changed(subject, [*here, *tens], f"`{text}` compares texts, and the cap is 10")
    for facts in loop_workflows(subject):
        for each in written_guards(subject, facts):
            bare = re.sub(r"fromJSON\(\s*([^()]*?)\s*\)", r"\1", each.scalar.text[each.start : each.end], flags=re.IGNORECASE)
            if each.left.isdecimal() or each.right.isdecimal():
                continue  # a text compared with a number is made one
            edit = rewritten(subject, each.scalar, each.start, each.end, bare)
            yield from changed(subject, [edit, *tens], f"`{bare}` compares texts, and the cap is 10")


def _caps(subject: Subject) -> Iterator[tuple[WorkflowFacts, NamedValue]]:
    """Variables that hold the bound of a loop."""
    for facts in loop_workflows(subject):
        given = [*facts.workflow.environment]
        for job in facts.workflow.jobs:
            given += job.environment
            for step in job.steps:
                given += step.environment
        yield from ((facts, each) for each in given if CAP.search(each.name.text) and each.value.text.isdecimal())


def _moving_bound(subject: Subject) -> Iterator[Change]:
    for guard in guards(subject):
        code = guard.code
        text = guard.counter.strip("\"'")
        new = {
            "bash": f'"$(({text} + 1))"',
            "powershell": f"({text} + 1)",
            "javascript": f"({text} + 1)",
            "python": f"({text} + 1)",
        }[code.language]
        if code.language == "bash" and not code.written(guard.test).startswith("["):
            new = f"({text} + 1)"
        here = edits(subject, code, [(guard.bound.start, guard.bound.end, new)])
        yield from changed(subject, here, f"the bound of `{code.written(guard.test)}` is made of the count")


def _reads(name: str) -> re.Pattern[str]:
    escaped = re.escape(name)
    return re.compile(
        rf"\$\{{\{{\s*env\.{escaped}\s*\}}\}}|\$\{{{escaped}\}}|\$\{{env:{escaped}\}}|\$env:{escaped}\b|\${escaped}\b"
        rf"|process\.env\.{escaped}\b|os\.environ\[.{escaped}.\]|\benv\.{escaped}\b|(?<=[\s(=<>]){escaped}(?=\s*\)\))"
    )


def _unread(subject: Subject) -> Iterator[Change]:
    for facts, cap in _caps(subject):
        start, end = subject.range(cap.name.span)
        read = [
            Edit(path, each.start(), each.end(), cap.value.text)
            for path, text in subject.files.items()
            if path == facts.path or subject.root(path) is None
            for each in _reads(cap.name.text).finditer(text)
        ]
        left = subject.edited(read)[facts.path].count(cap.name.text)
        if read and left == 1 and not any(each.path == facts.path and each.start < end and start < each.end for each in read):
            yield from changed(subject, read, f"`{cap.name.text}` is declared, {cap.value.text} is used", "unused-cap")
            unguarded = _all_removed(subject)
            kept = [
                each
                for each in read
                if not any(o.path == each.path and o.start <= each.start and each.end <= o.end for o in unguarded)
            ]
            body = [
                Edit(each.path, each.start, each.end, _reads(cap.name.text).sub(cap.value.text, each.text)) for each in unguarded
            ]
            both = [*_apart(body), *kept]
            yield from changed(subject, both, f"`{cap.name.text}` is declared, and nothing is compared with it")


_ALL = "unbounded-cycle ineffective-cap"

OPERATORS = (
    fault("CY1", "every guard around a retry is removed", "cycles", _unguarded, _ALL, "P4 P1"),
    fault("CY2", "the guard of one of several retries is removed", "cycles", _one_unguarded, _ALL, "P4 P1"),
    fault("CY3", "the count isn't raised", "cycles", _not_raised, _ALL, "P4 P1"),
    fault("CY4", "the count is reset on one hop", "cycles", _reset, _ALL, "P4 P1"),
    fault("CY5", "the callback doesn't carry the count", "cycles", _lost, f"{_ALL} missing-field missing-input", "P4 P1"),
    fault("CY6", "the count is `github.run_attempt`", "cycles", _attempt, _ALL, "P4 P1"),
    fault("CY8", "`<` becomes `!=`, and the count rises by two", "cycles", _leaping, _ALL, "P4 P1"),
    fault("CY9", "numbers are compared as texts, the cap is 10", "cycles", _compared_as_text, "ineffective-cap", "P4"),
    fault("CY11", "the bound is made of the count", "cycles", _moving_bound, _ALL, "P4 P1"),
    fault("CY12", "the cap is declared and never read", "cycles", _unread, f"unused-cap {_ALL}", "P4"),
)
