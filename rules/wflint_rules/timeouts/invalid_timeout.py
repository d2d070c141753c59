r"""A timeout that can't work: GitHub refuses it, or it never comes into force.

## Why

GitHub rejects the whole file for a `timeout-minutes` that isn't a number, that stands on a job that calls a reusable workflow, or
that reads what isn't available there.  The runner cuts fractions off a step's timeout, so `0.5` is none at all.

## Bad

```yaml title=".github/workflows/build.yml"
on: workflow_dispatch
env:
  LIMIT: 20
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: "20"  # invalid-timeout: a text, not a number
    steps:
      - run: ./build.sh
        timeout-minutes: 0.5  # invalid-timeout: cut to 0, which is no timeout
  test:
    runs-on: ubuntu-latest
    timeout-minutes: ${{ fromJSON(env.LIMIT) }}  # invalid-timeout: no `env` here
    steps:
      - run: ./test.sh
  publish:
    runs-on: ubuntu-latest
    timeout-minutes: 0  # invalid-timeout
    steps:
      - run: ./publish.sh
```

### On a job that calls a workflow

```yaml title=".github/workflows/release.yml"
on: workflow_dispatch
jobs:
  build:
    uses: ./.github/workflows/build.yml
    timeout-minutes: 10  # invalid-timeout
```

```yaml title=".github/workflows/build.yml"
on: workflow_call
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: ./build.sh
```

### Longer than anything lasts

```yaml title=".github/workflows/build.yml"
on: workflow_dispatch
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 600  # invalid-timeout: a warning, GitHub's own limit is 360; told once
    steps:
      - run: ./build.sh
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: ./test.sh
        timeout-minutes: 30  # invalid-timeout: a warning, the job ends first
  bench:
    runs-on: ubuntu-latest
    timeout-minutes: 600
    steps:
      - run: ./bench.sh
```

## Good

```yaml title=".github/workflows/build.yml"
on:
  workflow_dispatch:
    inputs:
      limit: {type: number, default: 20}
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: ${{ fromJSON(inputs.limit) }}
    steps:
      - run: ./build.sh
        timeout-minutes: 15
```

## Limits

Values of expressions aren't computed.  A timeout over the platform's limit and a step's timeout beyond its job's are warnings:
they do no harm but promise what doesn't happen.  Runners with other labels than GitHub's own may have other limits.
Silent for files that gh-aw made (`.lock.yml`; their head says so).

## References

- [Workflow syntax: jobs.<job_id>.steps[*].timeout-minutes](https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepstimeout-minutes)
- [Contexts: availability](https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#context-availability)
- [Actions limits](https://docs.github.com/en/actions/reference/limits)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import (
    Hit,
    JobFacts,
    Label,
    Level,
    NoOptions,
    Scalar,
    Step,
    System,
    WorkflowFacts,
    refusals,
    rule,
    runner,
    split_template,
)

_LONGEST_STEP = 360
_LONGEST_JOB = {"hosted": 360, "self-hosted": 7200}


@rule("timeout that GitHub refuses or that has no effect", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each `timeout-minutes` is a number that GitHub takes and that comes into force."""
    for facts in system.workflows:
        jobs = facts.jobs if not facts.workflow.is_compiled else ()
        yield from _without_effect(jobs)
        for job in jobs:
            if job.job.timeout is not None:
                yield from _of_job(system, facts, job, job.job.timeout)
            for step in job.steps:
                if step.step.timeout is not None:
                    yield from _of_step(job, step.step, step.step.timeout)


def _of_job(system: System, facts: WorkflowFacts, job: JobFacts, timeout: Scalar) -> Iterator[Hit]:
    if job.job.calls is not None:
        message = "GitHub rejects the file: a job that calls a workflow can't have `timeout-minutes`"
        yield Hit(timeout.span, message, help="put it on the jobs of the called workflow")
        return
    fault = _fault(timeout)
    if fault is not None:
        yield Hit(timeout.span, fault, help=_CURE)
    yield from _unavailable(system, facts, timeout)


def _without_effect(jobs: tuple[JobFacts, ...]) -> Iterator[Hit]:
    """Timeouts beyond what the platform lets a job live, once for each value."""
    told: dict[str, list[Scalar]] = {}
    for job in jobs:
        timeout, machine = job.job.timeout, runner(job)
        minutes, longest = _minutes(timeout) if timeout is not None else None, _LONGEST_JOB.get(machine)
        if timeout is not None and minutes is not None and longest is not None and minutes > longest:
            words = f"a timeout of {timeout.text} minutes has no effect: GitHub ends a job on a {machine} runner after {longest}"
            told.setdefault(words, []).append(timeout)
    for words, timeouts in told.items():
        related = tuple(Label(each.span, "and here") for each in timeouts[1:])
        cure = f"at most {words.rpartition(' ')[2]} minutes"
        yield Hit(timeouts[0].span, words, help=cure, related=related, level=Level.WARNING)


def _unavailable(system: System, facts: WorkflowFacts, timeout: Scalar) -> Iterator[Hit]:
    if "${{" not in timeout.text:
        return
    for refusal in refusals(system.sources[facts.path], "workflow"):
        if refusal.context and refusal.key == "jobs.<job_id>.timeout-minutes" and refusal.span.line == timeout.span.line:
            yield Hit(
                refusal.span,
                f"GitHub rejects the file: {refusal.message}",
                help="`github`, `needs`, `strategy`, `matrix`, `vars` and `inputs` are available there",
            )


def _of_step(job: JobFacts, step: Step, timeout: Scalar) -> Iterator[Hit]:
    fault = _fault(timeout)
    if fault is not None:
        yield Hit(timeout.span, fault, help=_CURE)
        return
    minutes = _minutes(timeout)
    if minutes is None:
        return
    limit = _minutes(job.job.timeout) if job.job.timeout is not None else None
    if not minutes.is_integer():
        whole = int(minutes)
        means = "the step has no timeout" if whole == 0 else f"the step ends after {whole}"
        level = Level.ERROR if whole == 0 else Level.WARNING
        yield Hit(timeout.span, f"a step's timeout is cut to whole minutes, so {means}", help="give a whole number", level=level)
    elif minutes > _LONGEST_STEP:
        message = f"a step's timeout can't be more than {_LONGEST_STEP} minutes"
        yield Hit(timeout.span, message, help=f"at most {_LONGEST_STEP}", level=Level.WARNING)
    elif limit is not None and minutes > limit > 0 and job.job.timeout is not None:
        yield Hit(
            timeout.span,
            f"step `{step.label}` never reaches its timeout of {timeout.text} minutes: the job is cancelled before",
            help="give the step less time than the job has, so that it fails and later steps can say so",
            related=(Label(job.job.timeout.span, "the job's own timeout"),),
            level=Level.WARNING,
        )


_CURE = "give a positive number of minutes, without quotes"


def _fault(timeout: Scalar) -> str | None:
    """Why GitHub refuses the value, `None` where it may take it."""
    value = timeout.value
    if isinstance(value, str):
        template = split_template(value)
        if template.is_single_hole:
            return None
        if template.holes:
            return "GitHub wants a number: text around `${{ }}` makes this a text"
        return f"GitHub rejects the file: `timeout-minutes` is the text `{value}`, not a number"
    if isinstance(value, bool) or value is None:
        return f"GitHub rejects the file: `timeout-minutes` is `{timeout.text}`, not a number"
    return None if value > 0 else f"`timeout-minutes: {timeout.text}` isn't a positive number"


def _minutes(timeout: Scalar) -> float | None:
    value = timeout.value
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
