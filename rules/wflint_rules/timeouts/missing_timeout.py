r"""A job that takes part in the events has no timeout: when it hangs, nobody hears of it for hours.

## Why

A job without `timeout-minutes` runs for 360 minutes before GitHub stops it; on a self-hosted runner for 5 days.  Whoever
waits for its callback waits as long, the runner is taken, and a `concurrency` group stays locked.

## Bad

```yaml title=".github/workflows/build.yml"
on:
  repository_dispatch:
    types: [build-requested]
jobs:
  build:  # missing-timeout
    runs-on: ubuntu-latest
    steps:
      - run: ./build.sh
```

### A self-hosted runner

```yaml title=".github/workflows/build.yml"
on:
  repository_dispatch:
    types: [build-requested]
jobs:
  build:  # missing-timeout: an error, since it can hang for days
    runs-on: [self-hosted, linux]
    steps:
      - run: ./build.sh
```

## Good

```yaml title=".github/workflows/build.yml"
on:
  repository_dispatch:
    types: [build-requested]
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 20
    steps:
      - run: ./build.sh
  report:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - run: ./report.sh
        timeout-minutes: 2
```

## Options

`scope`: `linked` looks at workflows that send or hear a message and at those that they call, `all` at every workflow.

## Limits

Silent for jobs that only call a reusable workflow (a local one is looked into), for jobs whose every step has a timeout, for
jobs that never run, and for compiled `.lock.yml` files.

## References

- [Workflow syntax: jobs.<job_id>.timeout-minutes](https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idtimeout-minutes)
- [Actions limits](https://docs.github.com/en/actions/reference/limits)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from wflint.api import Hit, JobFacts, Level, Scenario, System, WorkflowFacts, holds, rule, runner


@dataclass(frozen=True, slots=True)
class Options:
    """Which workflows are looked at."""

    scope: Literal["linked", "all"] = field(
        default="linked", metadata={"doc": "`linked`: workflows that send or hear a message; `all`: every workflow"}
    )


@rule("job without a timeout", level=Level.WARNING, options=Options)
def check(system: System, options: Options) -> Iterator[Hit]:
    """Each job of the system's workflows ends by itself."""
    concerned = _concerned(system)
    for facts in system.workflows:
        if facts.workflow.is_compiled or (options.scope == "linked" and facts.path not in concerned):
            continue
        for job in facts.jobs:
            if job.job.calls is None and not _is_bounded(job):
                yield _hit(job)


def _concerned(system: System) -> frozenset[str]:
    """The linked workflows, and those that they call at any depth."""
    found = set(system.linked)

    def add(facts: WorkflowFacts) -> None:
        found.add(facts.path)
        for job in facts.jobs:
            if job.called is not None:
                add(job.called)

    for facts in system.workflows:
        if facts.path in system.linked:
            add(facts)
    return frozenset(found)


def _is_bounded(job: JobFacts) -> bool:
    """Whether the job has a timeout, or all that works in it has, or it never runs."""
    working = [step.step for step in job.steps if step.step.kind in ("run", "uses")]
    return (
        job.job.timeout is not None
        or all(step.timeout is not None for step in working)
        or holds(job.guard, job.scope, Scenario()) is False
    )


def _hit(job: JobFacts) -> Hit:
    machine = runner(job)
    duration = {"hosted": "6 hours", "self-hosted": "5 days", "unknown": "6 hours or more"}[machine]
    return Hit(
        job.job.key.span,
        f"job `{job.id}` has no timeout: if it hangs, {duration} pass before GitHub stops it",
        help="add `timeout-minutes` to the job, some way above what it usually takes",
        level=Level.ERROR if machine == "self-hosted" else None,
        subject=job.id,
    )
