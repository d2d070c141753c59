r"""Two workflows, or two runs of one, act on the same event and send the same message: the task goes on twice.

## Why

Both run whenever the event is sent.  What they start works twice, calls back twice, and every retry is doubled again.

## Bad

```yaml title=".github/workflows/orchestrator.yml"
on:
  repository_dispatch:
    types: [task:start]  # duplicate-listener
permissions: {actions: write, contents: read}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  route:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env: {TASK_ID: "${{ github.event.client_payload.task_id }}"}
    steps:
      - run: gh workflow run worker.yml -f task_id="$TASK_ID"
```

```yaml title=".github/workflows/router.yml"
on:
  repository_dispatch:
    types: [task:start]
permissions: {actions: write, contents: read}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  route:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env: {TASK_ID: "${{ github.event.client_payload.task_id }}"}
    steps:
      - run: gh workflow run worker.yml -f task_id="$TASK_ID"
```

```yaml title=".github/workflows/worker.yml"
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make all
```

### An issue that is opened with its label

It raises `opened`, and `labeled` for each of its labels; both carry all labels that it has.

```yaml title=".github/workflows/take.yml"
on:
  issues:
    types: [opened, labeled]  # duplicate-listener
permissions: {actions: write}
jobs:
  take:
    if: contains(github.event.issue.labels.*.name, 'agent')
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}", ISSUE: "${{ github.event.issue.number }}"}
        run: gh workflow run agent.yml -f issue="$ISSUE"
```

```yaml title=".github/workflows/agent.yml"
on:
  workflow_dispatch:
    inputs:
      issue: {required: true}
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    env: {ISSUE: "${{ inputs.issue }}"}
    steps:
      - run: ./agent.sh "$ISSUE"
```

## Good

```yaml title=".github/workflows/orchestrator.yml"
on:
  repository_dispatch:
    types: [task:start]
permissions: {actions: write, contents: read}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  route:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env: {TASK_ID: "${{ github.event.client_payload.task_id }}"}
    steps:
      - run: gh workflow run worker.yml -f task_id="$TASK_ID"
```

```yaml title=".github/workflows/log.yml"
on:
  repository_dispatch:
    types: [task:start]
permissions: {actions: write, contents: read}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  route:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env: {TASK_ID: "${{ github.event.client_payload.task_id }}"}
    steps:
      - run: echo "task $TASK_ID begins" >> "$GITHUB_STEP_SUMMARY"
```

```yaml title=".github/workflows/worker.yml"
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make all
```

## Limits

Two workflows only for types of `repository_dispatch`, and where both surely send the same kind of message to the same workflow: under
the same conditions or none, with the same fields and the same constants.  Two runs of one only for issues and their labels, where a
job asks for labels, no step asks for more or is told which event it is, and no newer run cancels an older one.

## References

- [Events that trigger workflows: repository_dispatch](https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#repository_dispatch)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Double, Hit, Label, Level, NoOptions, OpenedLabelled, System, doubles, opened_labelled, rule


@rule("event on which two workflows act alike", level=Level.WARNING)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """What an event leads to is sent by one workflow."""
    yield from (_hit(system, each) for each in doubles(system) if system.role(each.second.site.workflow) != "event-log")
    yield from map(_again, opened_labelled(system))


def _again(found: OpenedLabelled) -> Hit:
    return Hit(
        found.place,
        "an issue that is opened with its label starts this workflow twice, by `opened` and by `labeled`, and the same is sent twice",
        help="unsubscribe from one of them, or let a newer run for the issue cancel the older one",
        related=(Label(found.site.span, "it is sent here"),),
        subject="labeled",
    )


def _hit(system: System, double: Double) -> Hit:
    one, other = double.first.site.workflow, double.second.site.workflow
    heard = {each.workflow.path: each.place for each in system.heard_by(one.repository, double.event.type)}
    target = double.first.workflow.workflow.source.name
    return Hit(
        heard[one.path],
        f"`{other.workflow.source.name}` acts on `{double.event}` as well, so `{target}` is started twice",
        help="let one workflow act on the event",
        related=(
            Label(double.first.site.span, "it is sent here"),
            Label(double.second.site.span, "and here"),
            Label(heard[other.path], "the other one listens here"),
        ),
        subject=f"{double.event} {other.workflow.source.name}",
    )
