"""Faults of the correlation id: dropped, empty, or replaced on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mutation.fields import with_code, with_value, without
from mutation.mutant import Change, changed, fault
from mutation.roles import identity, sites, started
from mutation.subject import Subject
from mutation.yamltext import step_node, without_pair
from wflint.facts.model import WorkflowFacts
from wflint.syntax.workflow import Job, NamedValue, Step


def _dropped(subject: Subject) -> Iterator[Change]:
    for site in sites(subject):
        field = identity(subject, site)
        if field is not None:
            yield from changed(subject, without(subject, field), f"sends no `{field.name}`")


def _variables(facts: WorkflowFacts) -> Iterator[tuple[Job | None, Step | None, NamedValue]]:
    for each in facts.workflow.environment:
        yield None, None, each
    for job in facts.workflow.jobs:
        for each in (*job.environment, *job.inputs):
            yield job, None, each
        for step in job.steps:
            for each in (*step.environment, *step.inputs):
                yield job, step, each


def _received(subject: Subject) -> Iterator[tuple[Job | None, Step | None, NamedValue]]:
    """Variables and inputs of a started workflow that hold the id as it came in, and that its messages need."""
    names = "|".join(map(re.escape, subject.system.config.correlation))
    arrived = re.compile(rf"\$\{{\{{\s*(?:github\.event\.)?(?:client_payload|inputs)\.(?:{names})\s*\}}\}}")
    for facts in started(subject).values():
        for job, step, each in _variables(facts):
            if job is not None and job.id not in _sending_jobs(subject, facts):
                continue
            sends = step is None or any(site.way.steps[0].step is step for site in subject.system.sites)
            if sends and arrived.fullmatch(each.value.text.strip()):
                yield job, step, each


def _sending_jobs(subject: Subject, facts: WorkflowFacts) -> set[str]:
    return {site.way.jobs[0].id for site in subject.system.sites if site.workflow is facts}


def _undeclared(subject: Subject) -> Iterator[Change]:
    for job, step, each in _received(subject):
        if job is None:
            continue  # a workflow's own variables can't ask for outputs
        needed = job.needs[-1].text if job.needs else "prepare"
        source = "steps.prepare.outputs.task_id" if step is not None and not job.needs else f"needs.{needed}.outputs.task_id"
        text = f"${{{{ {source} || 'unknown' }}}}"
        yield from changed(subject, [subject.replaced(each.value.span, text)], f"`{each.name.text}` is read from `{source}`")


def _fresh(subject: Subject) -> Iterator[Change]:
    for _, _, each in _received(subject):
        edit = [subject.replaced(each.value.span, "${{ github.run_id }}")]
        yield from changed(subject, edit, f"`{each.name.text}` is the run's own number")
    begun = started(subject)
    for site in sites(subject):
        field = identity(subject, site)
        if field is None or field.span is None or site.workflow.path not in begun:
            continue
        if subject.root(field.span.path) is None:
            made = _MADE.get(field.span.path.rpartition(".")[2])
            edit = with_code(subject, field, made) if made is not None else []
            yield from changed(subject, edit, f"`{field.name}` is `{made}`")
            continue
        yield from changed(subject, with_value(subject, field, "${{ github.run_id }}"), f"`{field.name}` is the run's own number")


_MADE = {"mjs": "String(Date.now())", "js": "String(Date.now())", "py": "os.urandom(8).hex()"}
"""What programs make a new id by, by the end of their file's name."""


def _unnamed(subject: Subject) -> Iterator[Change]:
    for facts in subject.workflows:
        for job in facts.workflow.jobs:
            for step in job.steps:
                node = step_node(subject, step)
                pair = node.pair("id") if node is not None else None
                text = subject.files[facts.path]
                if step.id is None or node is None or pair is None:
                    continue
                if re.search(rf"\bsteps\.{re.escape(step.id.text)}\.outputs\.", text):
                    yield from changed(subject, without_pair(subject, node, pair), f"the step `{step.id.text}` has no id")


OPERATORS = (
    fault(
        "TI1",
        "the id is dropped from a message",
        "correlation",
        _dropped,
        "correlation-dropped missing-field missing-input",
        "P3",
    ),
    fault(
        "TI2",
        "the id is read from an output that isn't declared, `|| 'unknown'`",
        "correlation",
        _undeclared,
        "correlation-dropped correlation-replaced broken-output",
        "P3",
    ),
    fault("TI3", "the id is replaced by a fresh one", "correlation", _fresh, "correlation-replaced", "P3"),
    fault("TI6", "`id:` of the producing step is removed", "correlation", _unnamed, "correlation-dropped broken-output", "P3"),
)
