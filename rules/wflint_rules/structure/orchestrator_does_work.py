r"""The workflow that decides what comes next also builds, tests, deploys or commits.

## Why

While it works, the next decision waits; when the work breaks, the run that was to tell of it is the one that broke.  Its failures
are neither retried nor reported, since nobody calls back for it, and it needs the rights of both roles.

## Bad

```yaml title=".github/workflows/orchestrator.yml"
on:
  repository_dispatch:
    types: [task:start, work:complete]
permissions: {actions: write, contents: read, issues: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  route:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env:
      TASK_ID: ${{ github.event.client_payload.task_id }}
      STATUS: ${{ github.event.client_payload.status }}
    steps:
      - uses: actions/checkout@v7
      - run: make test  # orchestrator-does-work
      - if: github.event.action == 'task:start'
        run: gh workflow run worker.yml -f task_id="$TASK_ID"
      - if: github.event.action == 'work:complete'
        run: gh issue create --title "Task $TASK_ID ended, $STATUS" --body ""
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

```yaml title=".github/workflows/launcher.yml"
on: workflow_dispatch
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}"}
jobs:
  launch:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=task:start \
            -f "client_payload[task_id]=task-$(date +%s)"
```

## Good

```yaml title=".github/workflows/orchestrator.yml"
on:
  repository_dispatch:
    types: [task:start, work:complete]
permissions: {actions: write, contents: read, issues: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  route:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env:
      TASK_ID: ${{ github.event.client_payload.task_id }}
      STATUS: ${{ github.event.client_payload.status }}
    steps:
      - if: github.event.action == 'task:start'
        run: gh workflow run worker.yml -f task_id="$TASK_ID"
      - if: github.event.action == 'work:complete'
        run: gh issue create --title "Task $TASK_ID ended, $STATUS" --body ""
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
      - run: make test all
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

```yaml title=".github/workflows/launcher.yml"
on: workflow_dispatch
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}"}
jobs:
  launch:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=task:start \
            -f "client_payload[task_id]=task-$(date +%s)"
```

## Limits

An orchestrator is a workflow that hears callbacks, or the ends of what it starts, and starts others; `roles` in the configuration
says otherwise.  Only commands and actions that are known to build, test, deploy or commit count; scripts of the repository's own
may do anything.  What a reusable workflow does that an orchestrator calls isn't its own work.  The first place is reported.

## References

- [Reuse workflows](https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows)
- [Events that trigger workflows: repository_dispatch](https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#repository_dispatch)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Level, NoOptions, System, routers_at_work, rule


@rule("orchestrator that builds, tests, deploys or commits", level=Level.WARNING)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Who decides what comes next does nothing else."""
    for work in routers_at_work(system):
        name = work.way.workflow.workflow.source.name
        harm = "nobody is told when that fails" if work.is_let_go else "when that fails, nobody is left to decide"
        yield Hit(
            work.place,
            f"`{name}` decides what comes next, and runs `{work.words}` itself: {harm}",
            help="let a workflow of its own do it, and call back",
            subject=work.words,
        )
