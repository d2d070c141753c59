r"""A callback reports a status that can't be the run's.

## Why

Whoever waits for a task decides by the status that its callback brings: go on, try again, give up.  One that says `success` when
the work has failed goes on with what isn't there, and nobody looks.  A constant does so, and `job.status` in a job that only
reports: that is the status of this very job, which has gone well so far.  `needs` holds the jobs that are named under `needs`, and
no others: any other name in it is empty, without an error.

## Bad

### The status of the job that reports

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
  report:
    needs: work
    if: always()
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete \
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[status]=${{ job.status }}"  # callback-status-wrong
```

### A job that isn't in `needs`

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
  review:
    needs: work
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make review
  report:
    needs: review
    if: always()
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete \
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[status]=${{ needs.work.result }}"  # callback-status-wrong
```

### A job whose result is ignored

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
  review:
    needs: work
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make review
  report:
    needs: [work, review]
    if: always()
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete \
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[status]=${{ needs.work.result }}"  # callback-status-wrong: a warning
```

### An output that isn't set when the work fails

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
    outputs:
      status: ${{ steps.check.outputs.status }}
    steps:
      - uses: actions/checkout@v5
      - run: make all
      - id: check
        run: echo "status=success" >> "$GITHUB_OUTPUT"
  report:
    needs: work
    if: always()
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete \
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[status]=${{ needs.work.outputs.status }}"  # callback-status-wrong: a note
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
      - uses: actions/checkout@v5
      - run: make all
  review:
    needs: work
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make review
  report:
    needs: [work, review]
    if: always()
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env:
      STATUS: >-
        ${{ contains(needs.*.result, 'failure') && 'failure' || contains(needs.*.result, 'cancelled') && 'cancelled' || 'success' }}
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete \
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[status]=${{ env.STATUS }}"
```

### In the job that works

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
      - if: always()
        run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete \
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[status]=${{ job.status }}"
```

## Limits

Every ending with one fault is played: a step that fails, and a run that is cancelled in a step.  Looked at are fields whose name
ends in `status`, `result`, `conclusion`, `outcome`, `state` or `success`; `completed` and `done` may be said of any end.  A status
that a script works out from something that isn't known counts as right, and so does a payload with another such field that is.

An error where the status is the same whatever happens, or always empty, and the receiver reads it; a warning where it ignores some
of the jobs, or that the run was cancelled, or where nobody reads it by its name.  An output that a failing run doesn't set is empty:
an error where the receiver takes that for success, a warning where it takes it for neither, a note where for failure.

## References

- [Contexts: job and needs](https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#job-context)
- [Status check functions](https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#status-check-functions)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Ending, Hit, Label, Level, Lie, NoOptions, System, hop, lies, rule


@rule("callback whose status isn't the run's", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Every callback says how the run has ended."""
    for lie in lies(system):
        site = lie.callback.site
        said = Label(lie.field.span or site.span, f"`{lie.field.name}` is {f'`{lie.value}`' if lie.value else 'empty'}")
        yield Hit(
            said.span,
            f"{_what_happens(lie)}; `{lie.callback.workflow.workflow.source.name}` is told of another end than the run's",
            help=_remedy(lie),
            related=(Label(lie.callback.heard_at, f"hears `{lie.callback.event}`"),),
            trace=(*_fault(lie.ending), said, hop(lie.callback)),
            level=_level(lie),
            subject=lie.field.name,
        )


def _level(lie: Lie) -> Level | None:
    match lie.kind:
        case "unset":
            levels = {"like success": Level.ERROR, "like neither": Level.WARNING}
            return levels.get(lie.treated or "", Level.NOTE)
        case "ignored" | "cancelled":
            return Level.WARNING
        case _:
            return Level.ERROR if lie.is_read else Level.WARNING


def _what_happens(lie: Lie) -> str:
    name = f"`{lie.field.name}` of the callback `{lie.callback.event}`"
    because = f": {lie.reason}" if lie.reason else ""
    step = f"step `{lie.ending.fault.step.step.label}`" if lie.ending.fault is not None else ""
    match lie.kind:
        case "empty":
            return f"{name} is always empty{because}"
        case "never":
            return f"{name} is {f'`{lie.value}`' if lie.value else 'empty'} also when every step succeeds{because}"
        case "own job":
            return f"{name} is the status of the job that sends it, so it is `{lie.value}` also when {step} fails"
        case "always":
            return f"{name} is `{lie.value}` also when {step} fails"
        case "ignored":
            return f"{name} is `{lie.value}` although {step} of job `{_job(lie.ending)}` fails{because}"
        case "cancelled":
            return f"{name} is `{lie.value}` although the run is cancelled in {step}"
        case "unset":
            return f"{name} is empty when {step} fails{because}"


def _job(ending: Ending) -> str:
    return ending.fault.job.id if ending.fault is not None else ""


def _fault(ending: Ending) -> tuple[Label, ...]:
    if ending.fault is None:
        return ()
    past = "fails" if ending.fault.kind == "failure" else "is cancelled"
    return (Label(ending.fault.step.place, f"step `{ending.fault.step.step.label}` {past}"),)


def _remedy(lie: Lie) -> str:
    job = lie.callback.site.way.job
    if lie.kind in ("always", "own job") and not job.job.needs:
        return (
            "send `${{ job.status }}` from the end of the job that works, or `${{ needs.<job>.result }}` from one that needs it"
        )
    return "name every job that works under `needs`, and send what `needs.<job>.result` says of all of them"
