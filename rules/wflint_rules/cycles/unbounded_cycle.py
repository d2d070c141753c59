r"""Events go round in a circle and nothing on the way bounds it.

## Why

`repository_dispatch` and `workflow_dispatch` are exempt from GitHub's rule that `GITHUB_TOKEN` starts no runs, and no depth limit
holds for them.  A task that keeps failing goes round for ever, and costs runner minutes until somebody looks.

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
      - run: gh workflow run worker.yml -f task_id="$TASK_ID" -f retry_count=0
  finish:
    if: github.event.action == 'work:complete'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env:
      TASK_ID: ${{ github.event.client_payload.task_id }}
      STATUS: ${{ github.event.client_payload.status }}
      RETRIES: ${{ github.event.client_payload.retry_count }}
    steps:
      - run: |
          if [ "$STATUS" = success ]; then
            exit 0
          fi
          gh workflow run worker.yml -f task_id="$TASK_ID" -f retry_count="$((RETRIES + 1))"  # unbounded-cycle
```

```yaml title=".github/workflows/worker.yml"
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
      retry_count: {default: "0"}
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}", TASK_ID: "${{ inputs.task_id }}", RETRIES: "${{ inputs.retry_count }}"}
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make all
      - if: always()
        run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete \
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[status]=${{ job.status }}" \
            -F "client_payload[retry_count]=$RETRIES"
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
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}", MAX_RETRIES: "3"}
jobs:
  start:
    if: github.event.action == 'task:start'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env: {TASK_ID: "${{ github.event.client_payload.task_id }}"}
    steps:
      - run: gh workflow run worker.yml -f task_id="$TASK_ID" -f retry_count=0
  finish:
    if: github.event.action == 'work:complete'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env:
      TASK_ID: ${{ github.event.client_payload.task_id }}
      STATUS: ${{ github.event.client_payload.status }}
      RETRIES: ${{ github.event.client_payload.retry_count }}
    steps:
      - run: |
          if [ "$STATUS" = success ]; then
            exit 0
          fi
          if [ "$RETRIES" -lt "$MAX_RETRIES" ]; then
            gh workflow run worker.yml -f task_id="$TASK_ID" -f retry_count="$((RETRIES + 1))"
          else
            echo "::error::task $TASK_ID failed $MAX_RETRIES times"
            exit 1
          fi
```

```yaml title=".github/workflows/worker.yml"
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
      retry_count: {default: "0"}
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}", TASK_ID: "${{ inputs.task_id }}", RETRIES: "${{ inputs.retry_count }}"}
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make all
      - if: always()
        run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete \
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[status]=${{ job.status }}" \
            -F "client_payload[retry_count]=$RETRIES"
```

## Limits

Silent where the loop's condition depends on data that may change from round to round (what a command answers, the state of an
issue), and where a job with an `environment` may ask a person.  A loop with a counter that doesn't work is `ineffective-cap`.

## References

- [Triggering a workflow from a workflow](https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/trigger-a-workflow#triggering-a-workflow-from-a-workflow)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Edge, Hit, Label, Level, Loop, NoOptions, Round, System, distances, hop, hops, loops, rounds, rule, story

_MESSAGE = "`{}` can come round to this dispatch for ever: no counter bounds the loop"
_HELP = "hand a retry count on with every message, raise it here, and send only while it is below a cap"


@rule("loop of events without a retry cap", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Every loop compares some counter with a bound."""
    found = loops(system)
    for loop in found:
        if not loop.counters:
            yield _hit(system, loop)
    known = {edge.site for loop in found for edge in loop.edges}
    for each in rounds(system):
        if each.edges and not each.counters and not known & {edge.site for edge in each.edges}:
            yield _of_round(system, each)


def _of_round(system: System, found: Round) -> Hit:
    back = _sent_out(system, found.edges)
    return Hit(back.site.span, _MESSAGE.format(_name(back)), help=_HELP, related=(), trace=found.trace)


def _hit(system: System, loop: Loop) -> Hit:
    back = _sent_out(system, loop.edges)
    trip = loop.round_trip(back)
    others = tuple(Label(edge.site.span, hop(edge).text) for edge in trip[1:])
    return Hit(
        back.site.span,
        _MESSAGE.format(_name(back)),
        help=_HELP,
        related=others,
        trace=story(system, back.site) or hops(trip),
    )


def _name(edge: Edge) -> str:
    return edge.event.type or edge.workflow.workflow.source.name


def _sent_out(system: System, edges: tuple[Edge, ...]) -> Edge:
    """The hop that sends a task out again: from nearest to where tasks begin to farther away."""
    far = distances(system)

    def rank(edge: Edge) -> tuple[int, int, object]:
        near = far.get(edge.site.workflow.path, 99)
        return (0 if far.get(edge.workflow.path, 99) > near else 1, near, edge.site.span)

    return min(edges, key=rank)
