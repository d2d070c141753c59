"""Faults of callbacks: the report of an executor isn't sent, on some ending or at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mutation.code import code_at, edits
from mutation.mutant import Change, Changes, changed, fault
from mutation.roles import STATUS_FUNCTION, callbacks
from mutation.statements import SAY, ended, statement_at
from mutation.subject import Edit, Subject
from mutation.yamltext import (
    appended,
    dedented,
    indent_of,
    is_flow,
    job_node,
    job_pair,
    line_range,
    mapping,
    step_node,
    with_pair,
    without_item,
    without_pair,
)
from wflint.facts.model import JobFacts
from wflint.graph import Site
from wflint.syntax.node import Mapping, Pair, Scalar, Sequence


def _silenced(subject: Subject) -> Iterator[Change]:
    for site in callbacks(subject):
        yield from changed(subject, silence(subject, site), "the send is gone, the line that says so stays")


def silence(subject: Subject, site: Site, words: str = "event sent") -> list[Edit]:
    """Take a dispatch out of its step and leave a printed line."""
    code = code_at(subject, site)
    if code is not None:
        statement = statement_at(code, *code.range(site.span))
        if statement is None:
            return []
        return edits(subject, code, [(statement.start, ended(code, statement.end), SAY[code.language].format(words))])
    step = step_node(subject, site.way.step.step)
    uses = step.pair("uses") if step is not None else None
    if step is None or uses is None:
        return []
    given = step.pair("with")
    gone = without_pair(subject, step, given) if given is not None else []
    return [subject.replaced(uses.span, f"run: {SAY['bash'].format(words)}"), *gone]


def conditions(subject: Subject, site: Site) -> Iterator[tuple[Mapping, Pair, Scalar]]:
    """The `if`s on the way to a dispatch that ask for the status, each with the job or step that it stands in."""
    owners = [job_node(subject, job.job.key.span.path, job.job) for job in site.way.jobs]
    owners += [node for step in site.way.steps if (node := step_node(subject, step.step)) is not None]
    for owner in owners:
        pair = owner.pair("if")
        if pair is not None and isinstance(pair.value, Scalar) and STATUS_FUNCTION.search(pair.value.text):
            yield owner, pair, pair.value


def _unconditional(subject: Subject) -> Iterator[Change]:
    for owner, pair, _ in dict.fromkeys(each for site in callbacks(subject) for each in conditions(subject, site)):
        yield from changed(subject, without_pair(subject, owner, pair), "`if` is gone, so success() is asked for")


def asked(subject: Subject, scalar: Scalar, text: str) -> list[Edit]:
    """Give an `if` another text; one that YAML wouldn't take as it is gets its braces."""
    plain = scalar.style == "plain" and "${{" not in text
    return [subject.replaced(scalar.span, f"${{{{ {text} }}}}" if plain and text.startswith(("!", "'", '"')) else text)]


def _other_status(old: str, new: str) -> Changes:
    def changes(subject: Subject) -> Iterator[Change]:
        for _, _, scalar in dict.fromkeys(each for site in callbacks(subject) for each in conditions(subject, site)):
            text = scalar.text.replace(old, new)
            if text != scalar.text:
                yield from changed(subject, asked(subject, scalar, text), f"`{old}` became `{new}`")

    return changes


def _in_work_job(subject: Subject) -> Iterator[Change]:
    for site in callbacks(subject):
        yield from changed(subject, tuple(_moved(subject, site)), "the callback became a step of the work job")


def _moved(subject: Subject, site: Site) -> Iterator[Edit]:
    job = site.way.job
    path = job.job.key.span.path
    work = next((each for each in _neighbours(site) if [need.text for need in job.job.needs] == [each.id]), None)
    if work is None or not work.job.steps or "needs.*" in subject.files[path]:
        return
    own, pair, target = job_node(subject, path, job.job), job_pair(subject, path, job.job), job_node(subject, path, work.job)
    steps, ends = target.get("steps"), own.get("steps")
    if not isinstance(steps, Sequence) or not isinstance(ends, Sequence) or pair is None or is_flow(subject, steps):
        return
    if (
        {each.language for each in job.steps if each.language}
        - {each.language for each in work.steps if each.language}
        - {"javascript"}
    ):
        return  # another machine, another shell
    variables = _variables(subject, own, work.id)
    for item in ends.items:
        start, end = line_range(subject, item.span)
        indent = item.span.column - 1
        text = dedented(subject.files[path][start:end], indent).lstrip(" -")
        text = re.sub(rf"\bneeds\.{re.escape(work.id)}\.result\b", "job.status", text)
        text = re.sub(r"\A([\w-]+):", r"if: always()\n\1:", text) if not re.search(r"^if:", text, re.MULTILINE) else text
        if variables and re.search(r"(?m)^env:$", text):
            text = re.sub(r"(?m)^env:$", f"env:\n{variables}", text, count=1)
        elif variables:
            text = f"{text.rstrip()}\nenv:\n{variables}\n"
        yield from appended(subject, steps, text)
    yield Edit(path, *line_range(subject, pair.span), "")
    yield from _handed_over(subject, own, target, "permissions")


def _neighbours(site: Site) -> tuple[JobFacts, ...]:
    owner = site.way.jobs[-2].called if len(site.way.jobs) > 1 else site.way.workflow
    return owner.jobs if owner is not None else ()


def _variables(subject: Subject, job: Mapping, work: str) -> str:
    """A job's variables as lines of a step's."""
    given = mapping(job.get("env")).pairs
    text = "\n".join(f"  {pair.key.text}: {subject.text(pair.value.span)}" for pair in given)
    return text.replace(f"needs.{work}.result", "job.status")


def _handed_over(subject: Subject, giver: Mapping, taker: Mapping, key: str) -> Iterator[Edit]:
    """Permissions of a job that goes away, for the job that takes its steps."""
    given, own = giver.get(key), taker.get(key)
    lines = [
        f"{pair.key.text}: {subject.text(pair.value.span)}"
        for pair in mapping(given).pairs
        if not (isinstance(held := mapping(own).get(pair.key.text), Scalar) and held.text == pair.value.text)  # type: ignore[union-attr]
    ]
    if not lines:
        return
    for line in list(lines):
        name = line.partition(":")[0]
        pair = mapping(own).pair(name)
        if pair is not None:
            yield subject.replaced(pair.span, line)
            lines.remove(line)
    if lines and mapping(own).pairs:
        yield from _before(subject, mapping(own), lines)
    elif lines:
        yield from with_pair(subject, taker, key, "\n" + "\n".join(f"  {line}" for line in lines))


def _before(subject: Subject, owner: Mapping, lines: list[str]) -> Iterator[Edit]:
    first = owner.pairs[0].key.span
    start, _ = subject.range(first)
    joint = ", " if is_flow(subject, owner) else f"\n{indent_of(subject, first)}"
    yield Edit(first.path, start, start, "".join(line + joint for line in lines))


def _need_dropped(subject: Subject) -> Iterator[Change]:
    for job in dict.fromkeys(site.way.job for site in callbacks(subject)):
        node = job_node(subject, job.job.key.span.path, job.job)
        pair = node.pair("needs")
        if pair is None:
            continue
        if isinstance(pair.value, Sequence) and len(pair.value.items) > 1:
            for item in pair.value.items:
                yield from changed(subject, without_item(subject, pair.value, item), f"doesn't need `{item.text}` any more")  # type: ignore[union-attr]
        else:
            yield from changed(subject, without_pair(subject, node, pair), "needs nothing any more")


def status_of(site: Site) -> str:
    """The expression that tells how the work before a callback ended."""
    needs = site.way.job.job.needs
    return f"needs.{needs[-1].text}.result" if needs else "job.status"


_ONLY = {
    "bash": 'if [ "{status}" = success ]; then\n  {statement}\nfi',
    "powershell": "if ('{status}' -eq 'success') {{\n  {statement}\n}}",
    "javascript": "if ('{status}' === 'success') {{\n  {statement}\n}}",
}


def _on_success(subject: Subject) -> Iterator[Change]:
    for site in callbacks(subject):
        code = code_at(subject, site)
        statement = statement_at(code, *code.range(site.span)) if code is not None else None
        if code is None or code.scalar is None:
            step = step_node(subject, site.way.steps[0].step)
            if step is not None and step.pair("if") is None:
                condition = f"${{{{ {status_of(site)} == 'success' }}}}"
                yield from changed(subject, with_pair(subject, step, "if", condition), "sent on success only")
            continue
        if statement is None:
            continue
        start, end = statement.start, ended(code, statement.end)
        text, status = code.source[start:end], f"${{{{ {status_of(site)} }}}}"
        if code.language == "python":
            column = start - (code.source.rfind("\n", 0, start) + 1)
            body = text.replace("\n", "\n    ")
            wrapped = f'if "{status}" == "success":\n{" " * (column + 4)}{body}'
        else:
            wrapped = _ONLY[code.language].format(status=status, statement=text)
        yield from changed(subject, edits(subject, code, [(start, end, wrapped)]), "sent on success only")


_TOKEN = re.compile(r"github\.token|secrets\.", re.IGNORECASE)


def _failure_hidden(subject: Subject) -> Iterator[Change]:
    for site in callbacks(subject):
        step = step_node(subject, site.way.steps[0].step)
        if step is None or step.pair("continue-on-error") is not None:
            continue
        gone = [
            edit
            for node in (step, job_node(subject, step.span.path, site.way.job.job))
            for key in ("env", "with")
            for pair in mapping(node.get(key)).pairs
            if isinstance(pair.value, Scalar) and _TOKEN.search(pair.value.text) and "token" in pair.key.text.lower()
            for edit in _renamed(subject, pair)
        ]
        yield from changed(
            subject, [*with_pair(subject, step, "continue-on-error", "true"), *gone], "sends without a token, unseen"
        )


def _renamed(subject: Subject, pair: Pair) -> list[Edit]:
    return [subject.replaced(pair.key.span, f"{pair.key.text}{'S' if pair.key.text.isupper() else 's'}")]


OPERATORS = (
    fault(
        "CB1",
        "the callback's dispatch is deleted, its echo stays",
        "callbacks",
        _silenced,
        "callback-missing callback-skipped",
        "P2 P1",
    ),
    fault("CB2", "`if: always()` of the callback is removed", "callbacks", _unconditional, "callback-skipped", "P2 P1 P5"),
    fault(
        "CB3", "`always()` becomes `failure()`", "callbacks", _other_status("always()", "failure()"), "callback-skipped", "P2 P1"
    ),
    fault(
        "CB4",
        "`always()` becomes `!cancelled()`",
        "callbacks",
        _other_status("always()", "!cancelled()"),
        "callback-skipped",
        "P2 P1",
        "F2",
    ),
    fault(
        "CB5", "the callback job becomes a step of the work job", "callbacks", _in_work_job, "callback-in-work-job", "P2 P1", "F4"
    ),
    fault(
        "CB6",
        "one entry of the callback's `needs` is dropped",
        "callbacks",
        _need_dropped,
        "callback-skipped callback-status-wrong",
        "P2 P1",
    ),
    fault("CB8", "the callback is sent on success only", "callbacks", _on_success, "callback-skipped", "P2 P1"),
    fault(
        "CB10",
        "the callback's step has no token and continues on error",
        "callbacks",
        _failure_hidden,
        "callback-failure-hidden hidden-dispatch-failure missing-token",
        "P2",
        "F6",
    ),
)
