r"""A callback says nothing of how the run has ended, so that success and failure look the same.

## Why

A callback that is sent on every ending has to say which one it was.  Without that, whoever waits for it goes on after a failure as
after a success.

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
      - env: {TASK_ID: "${{ github.event.client_payload.task_id }}"}
        run: gh workflow run publish.yml -f task_id="$TASK_ID"
```

```yaml title=".github/workflows/publish.yml"
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
run-name: publish ${{ inputs.task_id }}
jobs:
  publish:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make publish
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
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete -f "client_payload[task_id]=$TASK_ID"  # callback-without-status
```

### A status that every run has

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
      - env: {TASK_ID: "${{ github.event.client_payload.task_id }}"}
        run: gh workflow run publish.yml -f task_id="$TASK_ID"
```

```yaml title=".github/workflows/publish.yml"
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
run-name: publish ${{ inputs.task_id }}
jobs:
  publish:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make publish
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
          id="client_payload[task_id]=$TASK_ID"
          url="repos/$GITHUB_REPOSITORY/dispatches"
          gh api "$url" -f event_type=work:complete -f "$id" -f "client_payload[status]=done"  # callback-without-status
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
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete \
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[status]=${{ needs.work.result }}"
```

### A type for each end

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
    types: [task:start, work:complete, work:broken]
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
      - run: gh workflow list
  give-up:
    if: github.event.action == 'work:broken'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: exit 1
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
    if: success()
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete -f "client_payload[task_id]=$TASK_ID"
  report-failure:
    needs: work
    if: failure() || cancelled()
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:broken -f "client_payload[task_id]=$TASK_ID"
```

## Limits

A payload in which anything isn't known, or that hands on an output or a result of a step or job, may tell.  So may one with the id
of the run, where the receiver asks GitHub about runs, and a type whose name says it.

## References

- [Contexts: job and needs](https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#job-context)
- [Create a repository dispatch event](https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Label, Level, NoOptions, System, hop, rule, wordless


@rule("callback that doesn't say how the run ended", level=Level.WARNING)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Every callback that is sent on every ending says which one it was."""
    for callback in wordless(system):
        receiver = callback.workflow.workflow.source.name
        yield Hit(
            callback.site.span,
            f"the callback `{callback.event}` says the same after a failure as after a success, so `{receiver}` can't tell them apart",
            help="send a status: `${{ needs.<job>.result }}`, or `${{ job.status }}` at the end of the job that works",
            related=(Label(callback.heard_at, f"hears `{callback.event}`"),),
            trace=(hop(callback),),
            subject=str(callback.event),
        )
