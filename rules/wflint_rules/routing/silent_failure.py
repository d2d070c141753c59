r"""A task fails, and the workflow that hears of it does nothing that anyone can see.

## Why

The callback has arrived, the handler's run ends green, and the task is over without a message, a comment or a red run.
Whoever started it waits for something that never comes; the only trace is a line in a log that nobody has a reason to open.

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
    types:
      - task:start
      - work:complete  # silent-failure
permissions: {actions: write, issues: write}
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
        run: |
          if [ "$STATUS" = success ]; then
            gh issue create --title "Task $TASK_ID is done" --body ""
          else
            echo "task $TASK_ID failed"
          fi
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
permissions: {actions: write, issues: write}
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
        run: |
          if [ "$STATUS" = success ]; then
            gh issue create --title "Task $TASK_ID is done" --body ""
          else
            echo "::error::task $TASK_ID failed"
            exit 1
          fi
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

## Limits

Reported where a whole story leads there, with faults up to a lost runner and nothing assumed that may be impossible; `wflint prove`
tells of the others.  Any command that isn't known to only print or read counts as something that can be seen.
Of systems in which nobody calls back only those who hear by `workflow_run` how what they have started ends; that a cancelled run is left
alone there is a warning, since a job that runs into its timeout is cancelled as well.

## References

- [Workflow commands: setting an error message](https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Label, Level, Loss, NoOptions, System, losses, rule, started_by


@rule("failure that is heard and never shown to anyone", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Whatever an executor reports, its handler goes on with the task, or tells somebody that it has ended."""
    for loss in losses(system):
        if loss.failed:
            yield _hit(system, loss)


def _hit(system: System, loss: Loss) -> Hit:
    name = loss.state.workflow.workflow.source.name
    brought = started_by(system, loss)
    sender = brought.site.workflow.workflow.source.name if brought is not None else "the executor"
    related = (Label(brought.site.span, "it is reported here"),) if brought is not None else ()
    return Hit(
        loss.place,
        f"when `{sender}` reports {loss.given}, `{name}` does nothing that anyone can see, so the task is lost",
        help="let the route for it retry, comment, open an issue, or fail with `exit 1`",
        related=related,
        trace=loss.trace,
        level=Level.WARNING if loss.cancelled else None,
        subject=loss.given,
    )
