r"""Two workflows act on the same event and send the same message: the task goes on twice.

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

Only for types of `repository_dispatch`, and where both surely send the same kind of message to the same workflow: under the same
conditions or none, with the same fields and the same constants.

## References

- [Events that trigger workflows: repository_dispatch](https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#repository_dispatch)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Double, Hit, Label, Level, NoOptions, System, doubles, rule


@rule("event on which two workflows act alike", level=Level.WARNING)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """What an event leads to is sent by one workflow."""
    return (_hit(system, each) for each in doubles(system) if system.role(each.second.site.workflow) != "event-log")


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
