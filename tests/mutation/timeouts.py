"""Faults of time: nothing ends what hangs, and events that wait for each other are lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mutation.mutant import Change, changed, fault
from mutation.roles import callbacks, started
from mutation.subject import Subject
from mutation.yamltext import job_node, mapping, without_pair
from wflint.syntax.node import Mapping, Scalar


def _unlimited(subject: Subject) -> Iterator[Change]:
    for facts in subject.workflows:
        if facts.path not in subject.system.linked:
            continue
        for job in facts.workflow.jobs:
            node = job_node(subject, facts.path, job)
            pair = node.pair("timeout-minutes")
            if pair is None or (job.steps and all(step.timeout is not None for step in job.steps)):
                continue
            yield from changed(subject, without_pair(subject, node, pair), f"job `{job.id}` has no timeout")


def _over_the_watch(subject: Subject) -> Iterator[Change]:
    """Executors' jobs that may run longer than a watchdog waits."""
    watched = [facts for facts in subject.workflows if facts.workflow.trigger("schedule") is not None]
    senders = {site.workflow.path: site.workflow for site in callbacks(subject)}
    for facts in senders.values() if watched else ():
        for job in facts.workflow.jobs:
            pair = job_node(subject, facts.path, job).pair("timeout-minutes")
            if pair is not None and job.steps and not any(site.way.job.job is job for site in callbacks(subject)):
                yield from changed(
                    subject, [subject.replaced(pair.value.span, "355")], f"job `{job.id}` outlives the watchdog's period"
                )


def _one_group(subject: Subject) -> Iterator[Change]:
    begun = started(subject)
    for facts in subject.workflows:
        if facts.path not in begun:
            continue
        root = subject.root(facts.path)
        owners: list[Mapping] = [root] if root is not None else []
        owners += [job_node(subject, facts.path, job) for job in facts.workflow.jobs]
        for owner in owners:
            value = owner.get("concurrency")
            group = value if isinstance(value, Scalar) else mapping(value).get("group")
            if isinstance(group, Scalar) and "${{" in group.text:
                constant = re.sub(r"\$\{\{.*?\}\}", "", group.text, flags=re.DOTALL).strip(" -_/:.") or "tasks"
                yield from changed(subject, [subject.replaced(group.span, constant)], f"the group is `{constant}` for all tasks")


OPERATORS = (
    fault("TM1", "a job's timeout is removed", "timeouts", _unlimited, "missing-timeout", "P1", "F2"),
    fault(
        "TM2", "a job's timeout is longer than the watchdog's period", "timeouts", _over_the_watch, "invalid-timeout", "DUP", "F2"
    ),
    fault("TM3", "all tasks share one concurrency group", "timeouts", _one_group, "events-dropped-by-concurrency", "P1 P2", "F5"),
)
