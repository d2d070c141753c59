"""Executors that write, and of which two runs can work for one task at once: a retry, or an event that comes twice, overlaps."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.facts.model import WorkflowFacts
from wflint.facts.scope import Scope
from wflint.graph import Edge, System, Way
from wflint.lean import dataclass
from wflint.scenario import Scenario, holds
from wflint.senders.commands import unwrapped
from wflint.senders.flags import program_name
from wflint.senders.message import Invocation
from wflint.soundness.correlation import names, received
from wflint.soundness.roles import distances, orchestrators, starters
from wflint.span import Span
from wflint.syntax.workflow import Concurrency
from wflint.values.of_expression import of_text
from wflint.values.value import Fresh, Reference, Value, constant, parts_of

_WRITING_EVENTS = frozenset(("push", "create", "release", "deployment"))
_WRITES = {
    "docker": frozenset(("push",)),
    "helm": frozenset(("install", "upgrade")),
    "kubectl": frozenset(("apply", "create", "delete", "rollout", "set")),
    "terraform": frozenset(("apply", "destroy")),
    "twine": frozenset(("upload",)),
    "npm": frozenset(("publish",)),
    "pnpm": frozenset(("publish",)),
    "yarn": frozenset(("publish",)),
    "cargo": frozenset(("publish",)),
}
_ACTIONS = (
    "actions/deploy-pages@",
    "jamesives/github-pages-deploy-action@",
    "peaceiris/actions-gh-pages@",
    "pypa/gh-action-pypi-publish@",
    "softprops/action-gh-release@",
    "stefanzweifel/git-auto-commit-action@",
    "endbug/add-and-commit@",
)
_EACH_RUN = frozenset(("run_id", "run_number", "run_attempt"))


@dataclass(frozen=True, slots=True, eq=False)
class Overlap:
    """A place that writes, in an executor whose runs for one task don't wait for each other.

    `name` is the id's; `group` the one that there is, which each run has for itself, `None` where there is none.
    """

    workflow: WorkflowFacts
    way: Way
    place: Span
    words: str
    started_by: Edge
    name: str
    group: Concurrency | None


def overlaps(system: System) -> Iterator[Overlap]:
    """The first place that writes in each executor without a group that makes the runs for one id wait."""
    known, far = names(system), distances(system)
    deciding = {facts.path for facts in orchestrators(system)}
    for facts in system.workflows:
        if facts.path in deciding or facts.workflow.is_compiled:
            continue
        begun = [(edge, next(iter(received(system, edge, known)), None)) for edge in starters(system, facts, far)]
        first = next(((edge, name) for edge, name in begun if name is not None), None)
        if first is None or _waits(facts.workflow.concurrency, Scope()):
            continue
        edge, name = first
        for way in system.ways:
            if way.workflow is not facts or way.happens(system.plain(edge.event)) is False or _job_waits(way):
                continue
            written = next(_writes(way, system.plain(edge.event)), None)
            if written is not None and name is not None:
                yield Overlap(facts, way, *written, edge, name, facts.workflow.concurrency or way.job.job.concurrency)
                break


def _job_waits(way: Way) -> bool:
    called = (job.called.workflow.concurrency for job in way.jobs if job.called is not None)
    own = any(_waits(job.job.concurrency, job.scope) for job in way.jobs)
    return own or any(_waits(each, way.scope) for each in called)


def _waits(concurrency: Concurrency | None, scope: Scope) -> bool:
    """Whether runs for one task share the group: every group but one that is another in each run."""
    if concurrency is None or concurrency.group is None:
        return False
    return not _is_of_one_run(scope.resolve(of_text(concurrency.group.text)))


def _is_of_one_run(group: Value) -> bool:
    parts = tuple(parts_of(group))
    own = any(isinstance(part, Reference) and part.key[:1] == ("github",) and part.key[-1] in _EACH_RUN for part in parts)
    return own or any(isinstance(part, Fresh) for part in parts)


def _writes(way: Way, scenario: Scenario) -> Iterator[tuple[Span, str]]:
    """What a step writes that others see, each with the words for it."""
    step = way.step
    for act in step.acts:
        if act.event in _WRITING_EVENTS and act.certain and holds(act.guard, step.scope, scenario) is not False:
            yield act.span, act.mechanism
    if step.step.uses is not None and step.step.uses.text.lower().startswith(_ACTIONS):
        yield step.step.place, step.step.uses.text.partition("@")[0]
    for invocation in step.script.invocations:
        words = _writing_command(unwrapped(invocation))
        if words and holds(invocation.guard, step.scope, scenario) is not False:
            yield invocation.span, words


def _writing_command(invocation: Invocation) -> str:
    program = program_name(invocation.words[0].value) if invocation.words else None
    given = [constant(word.value) or "" for word in invocation.words[1:]]
    first = next((word for word in given if word and not word.startswith("-")), "")
    return f"{program} {first}" if program is not None and first in _WRITES.get(program, ()) and "--dry-run" not in given else ""
