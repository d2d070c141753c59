"""The facts of one workflow: its jobs and steps with what each sends, writes and can see.

Facts are compared by identity: two steps that say the same are still two steps.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from functools import lru_cache

from wflint.facts.scope import Scope, StepOutputs
from wflint.lean import dataclass, field
from wflint.problem import Problem
from wflint.senders.message import Act, Dispatch, ScriptFacts, Unresolved
from wflint.sources import Repository
from wflint.span import Span
from wflint.syntax.workflow import Job, Step, Workflow
from wflint.values.condition import Condition
from wflint.values.value import Value


@dataclass(frozen=True, slots=True, eq=False)
class StepFacts:
    """One step with what it does.

    `guard` is its `if` as GitHub evaluates it.  `scope` is what it can see; `outputs` what it leaves.  `inner` are the steps of
    a local composite action that it uses.  `language` names the script's language, `None` where there is no script.
    `acts` are what makes GitHub raise events of its own.
    """

    step: Step
    guard: Condition
    scope: Scope
    script: ScriptFacts = field(default_factory=ScriptFacts)
    dispatches: tuple[Dispatch, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    outputs: StepOutputs = field(default_factory=lambda: StepOutputs({}, False))
    inner: tuple[StepFacts, ...] = ()
    language: str | None = None
    acts: tuple[Act, ...] = ()

    @property
    def place(self) -> Span:
        return self.step.place

    def with_inner(self) -> Iterator[tuple[StepFacts, ...]]:
        """The step, and every step below it with the way that leads there."""
        yield (self,)
        for below in self.inner:
            for way in below.with_inner():
                yield (self, *way)


@dataclass(frozen=True, slots=True, eq=False)
class JobFacts:
    """One job with its steps, or with the facts of the local reusable workflow that it calls."""

    job: Job
    guard: Condition
    scope: Scope
    steps: tuple[StepFacts, ...] = ()
    outputs: Mapping[str, Value] = field(default_factory=dict)
    called: WorkflowFacts | None = None

    @property
    def id(self) -> str:
        return self.job.id

    def ways(self) -> Iterator[tuple[StepFacts, ...]]:
        """Every step with the composite steps around it, outermost first."""
        for step in self.steps:
            yield from step.with_inner()


@dataclass(frozen=True, slots=True, eq=False)
class WorkflowFacts:
    """One workflow with everything that it does.  `problems` are those of the file and of what it uses."""

    workflow: Workflow
    repository: Repository
    jobs: tuple[JobFacts, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def path(self) -> str:
        return self.workflow.source.path

    def steps(self) -> Iterator[StepFacts]:
        """Every step of the workflow, of those that it calls, and of actions."""
        for job in self.jobs:
            yield from (way[-1] for way in job.ways())
            if job.called is not None:
                yield from job.called.steps()

    def needed_by(self, job: JobFacts) -> tuple[JobFacts, ...]:
        """The jobs that a job needs, directly or by others, the nearest first."""
        known = _by_id(self)
        found: dict[str, JobFacts] = {}
        waiting = deque(need.text.lower() for need in job.job.needs)
        while waiting:
            name = waiting.popleft()
            above = known.get(name)
            if above is not None and name not in found and above is not job:
                found[name] = above
                waiting.extend(need.text.lower() for need in above.job.needs)
        return tuple(found.values())

    def named_above(self, job: JobFacts) -> tuple[str, ...]:
        """The names in lower case under which they are needed, also those of jobs that aren't there."""
        return tuple(dict.fromkeys(need.text.lower() for each in (job, *self.needed_by(job)) for need in each.job.needs))

    def job(self, job_id: str) -> JobFacts | None:
        return _by_id(self).get(job_id.lower())


@lru_cache(maxsize=256)
def _by_id(facts: WorkflowFacts) -> Mapping[str, JobFacts]:
    """The jobs of a workflow by their names, which GitHub compares without case; of two with one name the first."""
    return {each.id.lower(): each for each in reversed(facts.jobs)}
