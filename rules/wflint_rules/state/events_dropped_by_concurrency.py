r"""All tasks share one concurrency group: when three come together, the one that waits is cancelled, and its task is lost.

## Why

In a concurrency group one run works and one waits.  A third doesn't queue behind them: GitHub cancels the one that waits, before
any of its jobs starts, so that no `always()` can report it.  With `cancel-in-progress: true` two are enough.  After
`repository_dispatch` `github.ref` is the default branch, so `${{ github.workflow }}-${{ github.ref }}` is the same for all tasks.

## Bad

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
        run: gh issue create --title "Task $TASK_ID ended, $STATUS" --body ""
```

```yaml title=".github/workflows/worker.yml"
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}", TASK_ID: "${{ inputs.task_id }}"}
concurrency:
  group: ${{ github.workflow }}  # events-dropped-by-concurrency
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

```yaml title=".github/workflows/orchestrator.yml"
on:
  repository_dispatch:
    types: [task:start, work:complete]
permissions: {actions: write, issues: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
concurrency:
  group: orchestrator
  queue: max
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
concurrency:
  group: worker-${{ inputs.task_id }}
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

Only for workflows that a message of the system starts and whose loss matters: the message carries the task's id, or who sends it
waits for an answer.  A group by a branch, a component or anything else that comes with the message may be meant, and is left alone;
so are workflows that hear of the end of others by `workflow_run`.  A warning where only one job of the run is cancelled and another
job reports it, and where the id isn't one that the configuration names and nobody waits.

## References

- [Control the concurrency of workflows and jobs](https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency)
- [Workflow syntax: concurrency](https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#concurrency)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Crowd, Hit, Label, Level, NoOptions, System, crowds, rule, shown_group


@rule("tasks that cancel each other in one concurrency group", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Runs that a message starts for different tasks don't share a group, or all of them may wait."""
    for crowd in crowds(system):
        yield _hit(system, crowd)


def _hit(system: System, crowd: Crowd) -> Hit:
    group = shown_group(crowd.group)
    what = f"job `{crowd.job.id}` of " if crowd.job is not None else ""
    lost = "the run reports it as cancelled" if crowd.told else "its task is lost"
    if crowd.replaces:
        message = f"{what}all tasks share the concurrency group `{group}`: a second one cancels the first at work, and {lost}"
    else:
        message = f"{what}all tasks share the concurrency group `{group}`: a third one cancels the second, and {lost}"
    surely = crowd.answers or crowd.name in system.config.correlation
    name = crowd.name or next(iter(system.config.correlation), "task_id")
    place = crowd.concurrency.group.span if crowd.concurrency.group is not None else crowd.concurrency.span
    sender = crowd.edge.site.workflow.workflow.source.name
    return Hit(
        place,
        message,
        help=f"put `{name}` into the group, or let all runs wait with `queue: max`",
        related=(Label(crowd.edge.site.span, f"`{sender}` starts one run for each task"),),
        level=None if surely and not crowd.told else Level.WARNING,
        subject=group,
    )
