"""Faults of payloads: what GitHub refuses, and what the reader doesn't get."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mutation.code import code_at
from mutation.fields import added, enclosing, form, without
from mutation.mutant import Change, changed, fault
from mutation.roles import fields, is_id, sites
from mutation.subject import Edit, Subject
from wflint.graph import Site

MOST_KEYS = 10
"""Top-level properties of a `client_payload` (docs.github.com, "Create a repository dispatch event")."""


def _a_string(subject: Subject) -> Iterator[Change]:
    for site in sites(subject):
        if site.dispatch.kind == "repository_dispatch" and fields(site):
            yield from changed(subject, _encoded(subject, site), "`client_payload` is a text that holds JSON")


def _encoded(subject: Subject, site: Site) -> list[Edit]:
    known = fields(site)
    forms = {form(subject, each) for each in known}
    if forms == {"argument"}:
        return _one_argument(subject, site)
    place = enclosing(subject, site, known)
    code = code_at(subject, site)
    if place is None or not forms <= {"entry", "hash"}:
        return []
    path, start, end = place
    text = subject.files[path][start:end]
    if forms == {"hash"}:
        return [Edit(path, start, end, f"({text} | ConvertTo-Json -Compress)")]
    if code is not None and code.language == "javascript":
        return [Edit(path, start, end, f"JSON.stringify({text})")]
    if code is not None and code.language == "python":
        return [Edit(path, start, end, f"json.dumps({text})")]
    if code is not None and code.language == "bash" and re.search(r"\bjq\b", code.source):
        return [Edit(path, start, end, f"({text} | tojson)")]
    return []


def _one_argument(subject: Subject, site: Site) -> list[Edit]:
    """All fields of a command as one argument: JSON in a string."""
    known = fields(site)
    values = []
    for each in known:
        assert each.span is not None
        text = subject.text(each.span).strip("\"'").partition("=")[2].strip('"')
        values.append(f'\\"{each.name}\\":\\"{text}\\"')
    first = known[0].span
    assert first is not None
    escaped = "{" + ",".join(values) + "}"
    code = code_at(subject, site)
    if code is None or code.language not in ("bash", "powershell"):
        return []
    if code.language == "powershell":
        escaped = escaped.replace('\\"', '`"')
    return [
        subject.replaced(first, f'client_payload="{escaped}"' if code.language == "bash" else f'"client_payload={escaped}"'),
        *(edit for each in known[1:] for edit in without(subject, each)),
    ]


def _too_many(subject: Subject) -> Iterator[Change]:
    for site in sites(subject):
        known = fields(site)
        if site.dispatch.kind == "repository_dispatch" and known:
            names = [f"extra{number}" for number in range(1, MOST_KEYS + 2 - len(known))]
            last = max(known, key=lambda each: each.span)  # type: ignore[arg-type,return-value]  # all have one
            yield from changed(subject, added(subject, last, names), f"{MOST_KEYS + 1} top-level fields")


def _undeclared(subject: Subject) -> Iterator[Change]:
    for site in sites(subject):
        known = fields(site)
        if site.dispatch.kind == "workflow_dispatch" and known:
            last = max(known, key=lambda each: each.span)  # type: ignore[arg-type,return-value]  # all have one
            yield from changed(
                subject, added(subject, last, ["priority"]), "passes an input that isn't declared", "undeclared-input"
            )
        for field in known:
            if (
                site.dispatch.kind == "workflow_dispatch"
                and _is_required(subject, site, field.name)
                and not is_id(subject, field.name)
            ):
                yield from changed(subject, without(subject, field), f"doesn't pass `{field.name}`", "missing-input")


def _is_required(subject: Subject, site: Site, name: str) -> bool:
    for target in subject.system.targets(site) or ():
        trigger = target.workflow.workflow.trigger("workflow_dispatch") if target.workflow is not None else None
        declared = trigger.input(name) if trigger is not None else None
        if declared is not None and declared.must_be_given:
            return True
    return False


OPERATORS = (
    fault("PA1", "the payload is a text that holds JSON", "payloads", _a_string, "invalid-payload double-encoded-payload", "P6"),
    fault("PA2", "fields are added up to eleven", "payloads", _too_many, "payload-limits", "P6"),
    fault(
        "PA3",
        "an input is passed that isn't declared, or a required one isn't passed",
        "payloads",
        _undeclared,
        "undeclared-input missing-input",
        "P6",
    ),
)
