r"""A callback that GitHub refuses, or that can't be sent, leaves the run green, so that nobody knows why the task stands still.

## Why

The callback is the only word that whoever waits for the task will hear.  When it can't be sent, a red run is the last thing that
can be seen of the task, and `|| true`, `continue-on-error` or a `curl` without `--fail` takes that away.

## Bad

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
    env:
      id: client_payload[task_id]=${{ inputs.task_id }}
      status: client_payload[status]=${{ needs.work.result }}
    steps:
      - run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete -f "$id" -f "$status" || true  # callback-failure-hidden
```

### continue-on-error

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
    env:
      id: client_payload[task_id]=${{ inputs.task_id }}
      status: client_payload[status]=${{ needs.work.result }}
    steps:
      - continue-on-error: true
        run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete -f "$id" -f "$status"  # callback-failure-hidden
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
  report:
    needs: work
    if: always()
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env:
      id: client_payload[task_id]=${{ inputs.task_id }}
      status: client_payload[status]=${{ needs.work.result }}
    steps:
      - run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete -f "$id" -f "$status"
```

### Tried again

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
    env:
      id: client_payload[task_id]=${{ inputs.task_id }}
      status: client_payload[status]=${{ needs.work.result }}
    steps:
      - run: |
          for wait in 5 20 60; do
            if gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete -f "$id" -f "$status"; then exit 0; fi
            sleep "$wait"
          done
          exit 1
```

### Told otherwise

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
permissions: {contents: write, issues: write}
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
    env:
      id: client_payload[task_id]=${{ inputs.task_id }}
      status: client_payload[status]=${{ needs.work.result }}
    steps:
      - run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete -f "$id" -f "$status" || gh issue create --title "Lost" --body "$id"
```

## Limits

Silent where the callback is sent in a loop until it succeeds, where the step's `outcome` is read, where an annotation or an issue
tells of the failure, and for a workflow that also runs on a schedule.  Where the failure leaves a line in the log (`|| echo …`) it is
a note.  Other dispatches are left to `hidden-dispatch-failure`.

## References

- [curl: --fail](https://curl.se/docs/manpage.html#-f)
- [Workflow syntax: jobs.<job_id>.steps[*].continue-on-error](https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepscontinue-on-error)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import (
    Edge,
    Hit,
    Label,
    Level,
    NoOptions,
    Span,
    System,
    can_happen,
    hidden,
    hop,
    is_annotated,
    is_tried_again,
    leaves_line,
    louder,
    reporters,
    rule,
)


@rule("callback whose failure stays unseen", level=Level.WARNING)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each callback that can't be sent leaves a red run."""
    seen: set[Span] = set()
    for reporter in reporters(system):
        for callback in reporter.callbacks:
            how = hidden(callback.site)
            if how is None or callback.site.span in seen or not can_happen(callback.site):
                continue
            seen.add(callback.site.span)
            if not is_annotated(how) and not is_tried_again(system, callback.site, how):
                yield _hit(system, callback, how)


def _hit(system: System, callback: Edge, how: str) -> Hit:
    receiver, event = callback.workflow.workflow.source.name, f"`{callback.event}`"
    noted = leaves_line(how)
    unseen = "only leaves a line in the log" if noted else f"leaves the run green: {how}"
    return Hit(
        callback.site.span,
        f"the callback {event} that can't be sent {unseen}, while `{receiver}` waits for it",
        help="let the step fail; try it a few times before",
        related=(Label(callback.heard_at, f"waits for {event}"),),
        trace=(hop(callback),),
        level=Level.NOTE if noted else None,
        fixes=louder(system, callback.site, how),
        subject=str(callback.event),
    )
