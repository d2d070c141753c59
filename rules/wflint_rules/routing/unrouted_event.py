r"""A workflow subscribes to an event, and none of its jobs, steps or branches does anything for it.

## Why

The run starts, goes through the steps that all types share, and ends green.  The event is lost as surely as if nobody listened.

## Bad

### A type of `repository_dispatch`

```yaml title=".github/workflows/orchestrator.yml"
on:
  repository_dispatch:
    types:
      - task:start
      - task:abort  # unrouted-event
permissions: {actions: write}
jobs:
  route:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - id: event
        run: echo "type=${{ github.event.action }}" >> "$GITHUB_OUTPUT"
      - if: steps.event.outputs.type == 'task:start'
        env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
        run: gh workflow run worker.yml
```

```yaml title=".github/workflows/worker.yml"
on: workflow_dispatch
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make all
```

### A trigger that no job runs for

A warning: nothing is lost but what was hoped for.

```yaml title=".github/workflows/answer.yml"
on:
  issue_comment:
    types: [created]
  issues:  # unrouted-event: an issue has a body, and no comment
    types: [opened]
jobs:
  answer:
    if: startsWith(github.event.comment.body, '/ask')
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: ./answer.sh
  tell:
    needs: answer
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: ./tell.sh
```

## Good

```yaml title=".github/workflows/orchestrator.yml"
on:
  repository_dispatch:
    types: [task:start, task:abort]
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  route:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env: {TYPE: "${{ github.event.action }}"}
        run: |
          case "$TYPE" in
            task:start) gh workflow run worker.yml ;;
            task:abort) gh run list --workflow worker.yml --status in_progress ;;
          esac
```

```yaml title=".github/workflows/worker.yml"
on: workflow_dispatch
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make all
```

```yaml title=".github/workflows/answer.yml"
on:
  issue_comment:
    types: [created]
  issues:
    types: [opened]
  merge_group:
jobs:
  answer:
    if: startsWith(github.event.comment.body || github.event.issue.body, '/ask')
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: ./answer.sh
```

```yaml title=".github/workflows/trial.yml"
on:
  push: {branches: [trial]}
  schedule: [{cron: "0 3 * * *"}]
jobs:
  trial:
    if: github.event_name == 'push' && false || github.event_name == 'schedule'
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: ./trial.sh
```

## Limits

Types are reported only in workflows that tell their types apart, and where no step that all types share does more than read the event.
In a system whose executors call back the same is reported of a type that is handled, but not with some value: a choice of the
launcher that no route knows, or a success after which nothing goes on.  A branch that is opened for every task, with nothing
committed to it, is no end of one.

Of other triggers it is told where the `if` of every job rules them out, and there are jobs for others.  Not of pull requests and
merge queues: a job that is skipped there counts as a check that has passed, which may be meant.  Nor of a push that changes the
workflow itself, which makes GitHub know the file, and where a condition holds a `false`: that is meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Label, Level, Loss, NoOptions, System, idle, losses, rule, started_by, unrouted


@rule("subscribed event type that nothing handles", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each subscribed type reaches a job, step or branch of its own, or one that all types share."""
    reported: set[tuple[str, str]] = set()
    for facts in system.workflows:
        places = {each.type.text: each.place for each in system.listeners if each.workflow is facts and each.type is not None}
        for event in unrouted(system, facts):
            yield Hit(
                places[event.type],
                f"`{event.type}` starts this workflow, and no job, step or branch does anything for it",
                help=f"add a route for `{event.type}`, or unsubscribe from it",
                subject=event.type,
            )
            reported.add((facts.path, str(event)))
        for trigger in idle(facts):
            yield Hit(
                trigger.place,
                f"`{trigger.event}` starts this workflow, and no job ever runs then: the `if` of each rules it out",
                help=f"let a condition hold for `{trigger.event}`, or unsubscribe from it",
                level=Level.WARNING,
                subject=trigger.event,
            )
    for loss in losses(system):
        if not loss.failed and (loss.given or loss.begins) and (loss.state.workflow.path, str(loss.state.event)) not in reported:
            yield _not_with(system, loss)


def _not_with(system: System, loss: Loss) -> Hit:
    brought = started_by(system, loss)
    nothing = "a branch is opened, on which nobody works" if loss.opens else "no job, step or branch does anything for it"
    if loss.chosen:
        message = f"`{loss.state.event}` starts this workflow, and where {loss.given}, {nothing}"
    else:
        message = f"`{loss.state.event}`{f' with {loss.given}' if loss.given else ''} starts this workflow, and {nothing}"
    return Hit(
        loss.place,
        message,
        help="add a route for it, or a default route that fails with `exit 1`",
        related=(Label(brought.site.span, "it is sent here"),) if brought is not None else (),
        trace=loss.trace,
        subject=f"{loss.state.event} {loss.given}".rstrip(),
    )
