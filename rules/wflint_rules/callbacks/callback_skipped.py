r"""A run can end without sending its callback, so that whoever waits for it waits for ever.

## Why

A step or job whose `if` names no status function gets `success() && …` from GitHub, and a job is skipped when a job that it needs
fails or is skipped.  A callback written that way is sent when all goes well, and not when it is needed most.  A cancelled run, and
a job that reaches its timeout, skip `failure()` as well.

## Bad

### A step without a status function

```yaml title=".github/workflows/launcher.yml"
on: workflow_dispatch
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  launch:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=task:start \
            -f "client_payload[task_id]=task-$(date +%s)"
```

```yaml title=".github/workflows/orchestrator.yml"
on:
  repository_dispatch:
    types: [task:start, work:complete]
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  start:
    if: github.event.action == 'task:start'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env: {TASK_ID: "${{ github.event.client_payload.task_id }}"}
    steps:
      - run: gh workflow run worker.yml -f task_id="$TASK_ID"
  finish:
    if: github.event.action == 'work:complete'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env: {STATUS: "${{ github.event.client_payload.status }}"}
        run: test "$STATUS" = success
```

```yaml title=".github/workflows/worker.yml"
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}", TASK_ID: "${{ inputs.task_id }}"}
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v5
      - run: make all
      - name: report  # callback-skipped: GitHub adds success()
        run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete \
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[status]=${{ job.status }}"
```

### A job that a failed need skips

```yaml title=".github/workflows/launcher.yml"
on: workflow_dispatch
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  launch:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=task:start \
            -f "client_payload[task_id]=task-$(date +%s)"
```

```yaml title=".github/workflows/orchestrator.yml"
on:
  repository_dispatch:
    types: [task:start, work:complete]
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  start:
    if: github.event.action == 'task:start'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env: {TASK_ID: "${{ github.event.client_payload.task_id }}"}
    steps:
      - run: gh workflow run worker.yml -f task_id="$TASK_ID"
  finish:
    if: github.event.action == 'work:complete'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env: {STATUS: "${{ github.event.client_payload.status }}"}
        run: test "$STATUS" = success
```

```yaml title=".github/workflows/worker.yml"
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}", TASK_ID: "${{ inputs.task_id }}"}
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make all
  report:
    needs: work
    if: needs.work.result != 'cancelled'  # callback-skipped: no status function, so a failed need skips the job
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete \
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[status]=${{ needs.work.result }}"
```

## Good

```yaml title=".github/workflows/launcher.yml"
on: workflow_dispatch
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  launch:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=task:start \
            -f "client_payload[task_id]=task-$(date +%s)"
```

```yaml title=".github/workflows/orchestrator.yml"
on:
  repository_dispatch:
    types: [task:start, work:complete]
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  start:
    if: github.event.action == 'task:start'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env: {TASK_ID: "${{ github.event.client_payload.task_id }}"}
    steps:
      - run: gh workflow run worker.yml -f task_id="$TASK_ID"
  finish:
    if: github.event.action == 'work:complete'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env: {STATUS: "${{ github.event.client_payload.status }}"}
        run: test "$STATUS" = success
```

```yaml title=".github/workflows/worker.yml"
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}", TASK_ID: "${{ inputs.task_id }}"}
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make all
  report:
    needs: work
    if: always()
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete \
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[status]=${{ needs.work.result }}"
```

## Fixed

`always()` is put in by `--unsafe-fixes`, where the message says how the run ended; a condition on which nothing of the run hangs stays
beside it.  What the message reads of steps that failed is for people to look at.

### A step without a status function

```yaml title=".github/workflows/worker.yml"
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}", TASK_ID: "${{ inputs.task_id }}"}
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v5
      - run: make all
      - name: report
        if: always()
        run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete \
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[status]=${{ job.status }}"
```

## Limits

One fault at a time is tried: a step that fails, and a run that is cancelled in a step.  Steps that only print or compute, and the
sending step itself, are taken not to fail.  A callback whose condition depends on data that can't be known counts as sent.  Several
callbacks count together.  When only cancelled runs go unreported the finding is a warning.

## References

- [Status check functions](https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#status-check-functions)
- [Using jobs: needs](https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/use-jobs#defining-prerequisite-jobs)
- [Workflow cancellation](https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wflint.api import (
    Edit,
    Ending,
    Fix,
    Hit,
    Label,
    Level,
    Mapping,
    NoOptions,
    Scalar,
    Silence,
    Source,
    Span,
    System,
    Way,
    hop,
    mapping_at,
    mapping_under,
    offer,
    rule,
    silences,
    truth,
    with_entries,
    with_value,
)


@rule("ending of a run that sends no callback", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Every ending of every run that reports is reported."""
    seen: set[Span] = set()
    for silence in silences(system):
        hit = _hit(system, silence)
        if hit.span not in seen:
            seen.add(hit.span)
            yield hit


def _hit(system: System, silence: Silence) -> Hit:
    ending = _worst(silence.endings)
    callback = silence.callbacks[-1]
    span, cause, remedy = _cause(silence, ending)
    event = f"`{callback.event}`"
    what, past = _what_happens(silence, ending)
    trace = [hop(silence.started_by[0])]
    if ending.fault is not None:
        trace.append(Label(ending.fault.step.place, f"step `{ending.fault.step.step.label}` {past}"))
    trace.append(Label(span, f"{cause}; {event} isn't sent"))
    return Hit(
        span,
        f"{what}, the callback {event} isn't sent, so `{callback.workflow.workflow.source.name}` waits for ever",
        help=remedy,
        related=(Label(callback.heard_at, f"waits for {event}"),),
        trace=tuple(trace),
        level=Level.WARNING if ending.fault is not None and ending.fault.kind != "failure" else None,
        subject=str(callback.event),
        fixes=_fixes(system, silence),
    )


def _worst(endings: tuple[Ending, ...]) -> Ending:
    """The ending that says most: a failing step of the author's own, then any failure, then a success, then a run that is stopped."""

    def rank(ending: Ending) -> int:
        if ending.fault is None:
            return 2
        if ending.fault.kind != "failure":
            return 3
        return 0 if ending.fault.step.step.run is not None else 1

    return min(endings, key=rank)


def _what_happens(silence: Silence, ending: Ending) -> tuple[str, str]:
    """What goes wrong, as a clause, and as something that the step does."""
    if ending.fault is None:
        return "when every step succeeds", ""
    label = f"step `{ending.fault.step.step.label}`"
    kinds = {each.fault.kind for each in silence.endings if each.fault is not None and each.fault.step is ending.fault.step}
    if ending.fault.kind == "failure":
        return f"when {label} fails", "fails"
    if kinds == {"cancelled"}:
        return f"when the run is cancelled in {label}", "is cancelled"
    if kinds == {"timeout"}:
        return f"when the job times out in {label}", "is cancelled, since the job times out"
    return f"when the run is cancelled or times out in {label}", "is cancelled, or the job times out"


def _cause(silence: Silence, ending: Ending) -> tuple[Span, str, str]:
    """Where the callback is lost, why, and what to do."""
    way = silence.callbacks[-1].site.way
    job = next((each for each in way.jobs if ending.results.get(each.id.lower()) == "skipped"), None)
    if job is not None:
        condition = job.job.condition
        if condition is None:
            return job.job.key.span, f"job `{job.id}` has no `if`, so a failed or skipped need skips it", _ADD_JOB
        return condition.span, f"the condition of job `{job.id}` doesn't hold then", _ADD_JOB
    step = way.steps[0].step
    if step.condition is None:
        return step.place, "the step has no `if`, so GitHub runs it only after success", _ADD_STEP
    return step.condition.span, "the condition of the step doesn't hold then", _ADD_STEP


def _fixes(system: System, silence: Silence) -> tuple[Fix, ...]:
    """`always()` for each job and step that is skipped, where one place sends the callback and says how the run ended."""
    way = silence.callbacks[-1].site.way
    is_one = len({each.site.span for each in silence.callbacks}) == 1 and truth(silence.callbacks[-1].site.dispatch.guard) is True
    if not is_one or way.is_called or not _tells_the_end(way):
        return ()
    edits: list[Edit | None] = []
    skipped = [ending.results.get(way.job.id.lower()) == "skipped" for ending in silence.endings]
    if any(skipped):
        if any(job.job.condition is not None for job in way.workflow.needed_by(way.job)):
            return ()  # where they are skipped for good reason there is nothing to report
        source = system.sources[way.job.job.key.span.path]
        owner = mapping_under(source, way.job.job.key.span)
        edits.append(_always(source, owner, way.job.job.condition, ("needs", "name")))
    if not all(skipped):
        step = way.steps[0].step
        source = system.sources[step.place.path]
        edits.append(_always(source, mapping_at(source, step.place), step.condition, ("name", "id")))
    what = "the step" if not any(skipped) else "the job" if all(skipped) else "job and step"
    return offer(f"run {what} `always()`", *edits)


def _always(source: Source, owner: Mapping | None, condition: Scalar | None, after: tuple[str, ...]) -> Edit | None:
    if owner is None:
        return None
    if condition is None:
        return with_entries(source, owner, {"if": "always()"}, after)
    whole = re.fullmatch(r"\s*\$\{\{(?P<inner>(?:(?!\}\}).)*)\}\}\s*", condition.text)
    inner = (whole["inner"] if whole is not None else condition.text).strip()
    if re.sub(r"\s", "", inner) in ("success()", "success()||failure()", "!cancelled()"):
        better = "always()"
    elif not _HANGS.search(inner) and "${{" not in inner:
        better = f"always() && {f'({inner})' if '||' in inner else inner}"
    else:
        return None
    return with_value(source, condition.span, f"${{{{ {better} }}}}" if whole is not None else better)


_HANGS = re.compile(r"\b(?:success|failure|cancelled|always|steps|needs|env|job|jobs|runner|matrix)\b")
"""What a condition can hang on that the run itself decides."""


def _tells_the_end(way: Way) -> bool:
    """Whether the step that sends names how the run ended, itself or in a variable."""
    values = [*way.steps[0].step.environment, *way.steps[0].step.inputs, *way.job.job.environment]
    texts = [each.value.text for each in values]
    run = way.steps[0].step.run
    return any(_END.search(text) for text in (*texts, run.text if run is not None else ""))


_END = re.compile(
    r"\bjob\.status\b|\bneeds(?:\.[\w-]+|\.\*)\.result\b|\.(?:outcome|conclusion)\b|\b(?:failure|success|cancelled)\(\)",
    re.IGNORECASE,
)


_ADD_STEP = "give the step `if: always()`, or better a job of its own with `needs` and `if: always()`"
_ADD_JOB = "give the job `if: always()` and read the result from `needs.<job>.result`"
