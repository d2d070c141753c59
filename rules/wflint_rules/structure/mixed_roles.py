r"""An executor also starts others, begins tasks, or does the work of two: one workflow has two roles.

## Why

What comes next is then decided in two places.  A retry of the one role repeats the other, a failure of the one is reported as
the other's, and the order of the system stands in no file any more.

## Bad

### An executor starts the next one

```yaml title=".github/workflows/orchestrator.yml"
on:
  repository_dispatch:
    types: [task:start, build:complete, test:complete]
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
        run: gh workflow run build.yml -f task_id="$TASK_ID"
      - if: github.event.action != 'task:start'
        run: gh issue create --title "Task $TASK_ID ended, $STATUS" --body ""
```

```yaml title=".github/workflows/build.yml"
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
permissions: {contents: write, actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}", TASK_ID: "${{ inputs.task_id }}"}
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make all
  report:
    needs: build
    if: always()
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=build:complete \
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[status]=${{ needs.build.result }}"
      - run: gh workflow run test.yml -f task_id="$TASK_ID"  # mixed-roles
```

```yaml title=".github/workflows/test.yml"
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}", TASK_ID: "${{ inputs.task_id }}"}
jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make test
  report:
    needs: test
    if: always()
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=test:complete \
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[status]=${{ needs.test.result }}"
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

### Two executors in one file

```yaml title=".github/workflows/orchestrator.yml"
on:
  repository_dispatch:
    types: [task:start, build:complete, test:complete]
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
        run: gh workflow run work.yml -f task_id="$TASK_ID"
      - if: github.event.action != 'task:start'
        run: gh issue create --title "Task $TASK_ID ended, $STATUS" --body ""
```

```yaml title=".github/workflows/work.yml"
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}", TASK_ID: "${{ inputs.task_id }}"}
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make all
  build-report:
    needs: build
    if: always()
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=build:complete \
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[status]=${{ needs.build.result }}"
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make test
  test-report:
    needs: test
    if: always()
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=test:complete -f "client_payload[task_id]=$TASK_ID"  # mixed-roles
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
    types: [task:start, build:complete]
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
      - run: echo "event for task $TASK_ID"
      - if: github.event.action == 'task:start'
        run: gh workflow run build.yml -f task_id="$TASK_ID"
      - if: github.event.action == 'build:complete'
        run: gh issue create --title "Task $TASK_ID ended, $STATUS" --body ""
```

```yaml title=".github/workflows/build.yml"
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}", TASK_ID: "${{ inputs.task_id }}"}
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make all
  report:
    needs: build
    if: always()
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=build:complete \
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[status]=${{ needs.build.result }}"
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

An executor is what a message starts and what calls back for it; one that starts itself again isn't reported.  Two callbacks
count as two pieces of work where they have different types and wait for jobs of which none is the other's.

## References

- [Events that trigger workflows: workflow_dispatch](https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_dispatch)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Label, Level, Mixture, NoOptions, System, mixtures, rule

_WHY = {
    "starts": "`{name}` works and calls back, and starts `{target}` itself: what comes next is decided in two places",
    "begins": "`{name}` works and calls back, and on `{source}` begins a task of its own",
    "two": "`{name}` calls back for two pieces of work that have nothing to do with each other",
}
_HELP = {
    "starts": "let whoever hears the callback start it",
    "begins": "begin the task in a workflow of its own",
    "two": "make a workflow of each",
}


@rule("executor with a second role", level=Level.NOTE, strict=True)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """A workflow that works and calls back does nothing else."""
    return (_hit(each) for each in mixtures(system))


def _hit(found: Mixture) -> Hit:
    other = found.other
    words = _WHY[found.kind].format(
        name=found.workflow.workflow.source.name, target=other.workflow.workflow.source.name, source=other.source
    )
    return Hit(
        other.site.span,
        words,
        help=_HELP[found.kind],
        related=(Label(found.callback.site.span, "it calls back here"),),
        subject=f"{found.kind} {other.event}",
    )
