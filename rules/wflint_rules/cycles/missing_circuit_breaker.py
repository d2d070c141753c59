r"""A clock starts one task after the other, and nothing stops it when all of them fail.

## Why

A retry cap bounds one task; a broken build breaks every task.  A launcher on a schedule starts the next one all the same, with all
its retries: minutes are spent, issues and mails pile up, until somebody notices.  A circuit breaker is a state that failures leave,
such as open issues with a label or a variable, and that the launcher looks at before it starts a task.

## Bad

```yaml title=".github/workflows/nightly.yml"
on:
  schedule:
    - cron: "0 * * * *"
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  start:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh workflow run sync.yml -f task_id="sync-$GITHUB_RUN_ID"  # missing-circuit-breaker
```

```yaml title=".github/workflows/sync.yml"
run-name: sync ${{ inputs.task_id }}
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}", TASK_ID: "${{ inputs.task_id }}"}
jobs:
  sync:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make sync
  report:
    needs: sync
    if: always()
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=sync:complete \
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[status]=${{ needs.sync.result }}"
```

```yaml title=".github/workflows/end.yml"
run-name: end of ${{ github.event.client_payload.task_id }}
on:
  repository_dispatch:
    types: [sync:complete]
permissions: {issues: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}", TASK_ID: "${{ github.event.client_payload.task_id }}"}
jobs:
  failed:
    if: github.event.client_payload.status != 'success'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh issue create --label failed-in-a-row --title "Task $TASK_ID failed" --body ""
          exit 1
```

## Good

```yaml title=".github/workflows/nightly.yml"
on:
  schedule:
    - cron: "0 * * * *"
permissions: {actions: write, issues: read}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  start:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          failed="$(gh issue list --label failed-in-a-row --state open --json number --jq length)"
          if [ "$failed" -ge 3 ]; then
            echo "::error::$failed tasks failed, so no new one is started"
            exit 1
          fi
          gh workflow run sync.yml -f task_id="sync-$GITHUB_RUN_ID"
```

```yaml title=".github/workflows/sync.yml"
run-name: sync ${{ inputs.task_id }}
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}", TASK_ID: "${{ inputs.task_id }}"}
jobs:
  sync:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make sync
  report:
    needs: sync
    if: always()
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=sync:complete \
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[status]=${{ needs.sync.result }}"
```

```yaml title=".github/workflows/end.yml"
run-name: end of ${{ github.event.client_payload.task_id }}
on:
  repository_dispatch:
    types: [sync:complete]
permissions: {issues: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}", TASK_ID: "${{ github.event.client_payload.task_id }}"}
jobs:
  failed:
    if: github.event.client_payload.status != 'success'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh issue create --label failed-in-a-row --title "Task $TASK_ID failed" --body ""
          exit 1
```

## Limits

Only for a launcher on a schedule: people look before they start the next task, and what comes from outside is stopped outside.
Silent as soon as a state may be asked on the way: a condition on `vars`, outputs or other jobs, a command or an action that isn't
known to be blind, a file that is read; and where something in the system enables or disables workflows, or sets variables.

## References

- [Events that trigger workflows: schedule](https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Label, Level, NoOptions, System, Unbroken, rule, unbroken


@rule("tasks that a clock starts whatever fails", level=Level.NOTE, strict=True)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Tasks that fail in a row are stopped by something."""
    return (_hit(each) for each in unbroken(system))


def _hit(found: Unbroken) -> Hit:
    start = found.start
    trigger = start.site.workflow.workflow.trigger("schedule")
    name, target = start.site.workflow.workflow.source.name, start.workflow.workflow.source.name
    return Hit(
        start.site.span,
        f"`{name}` starts `{target}` at each time of its schedule, however many tasks have failed before",
        help="look first at a state that failures leave: open issues with a label, a variable, the last runs",
        related=(Label(trigger.place, "a clock starts it"),) if trigger is not None else (),
        subject=target,
    )
