r"""A retry counter is compared with a cap, yet it never gets there.

## Why

A cap bounds a loop only if every hop hands the counter on, one raises it, none resets it, and every retry is behind the comparison.
Where one of these fails, the loop has no end although it looks as if it had one.  A counter that falls to a bound from below is as
good.  Where texts are compared instead of numbers the loop ends too early, which is a warning: `[[ … < … ]]` in a shell, two
variables in an expression, two texts in JavaScript or Python.

## Bad

### The counter isn't raised

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
            echo "retry $((RETRIES + 1)) of $MAX_RETRIES"
            gh workflow run worker.yml -f task_id="$TASK_ID" -f retry_count="$RETRIES"  # ineffective-cap
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

### It is reset on the way

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
            -F "client_payload[retry_count]=0"  # ineffective-cap
```

### It is lost on the way

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
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete -f "client_payload[task_id]=$TASK_ID" -f "client_payload[status]=${{ job.status }}"  # ineffective-cap
```

### A retry isn't behind the comparison

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
          if [ "$STATUS" = cancelled ]; then
            gh workflow run worker.yml -f task_id="$TASK_ID" -f retry_count="$RETRIES"  # ineffective-cap
          elif [ "$RETRIES" -lt "$MAX_RETRIES" ]; then
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

As for `unbounded-cycle`: silent where a loop may end by other data, and where it can't be known what a hop does to the counter.
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import (
    Edge,
    Flaw,
    Hit,
    Label,
    Level,
    Loop,
    NoOptions,
    Object,
    Round,
    Span,
    System,
    astray_by_the_end,
    bounds,
    flaws,
    hop,
    hops,
    latent_loops,
    loops,
    rounds,
    rule,
    story,
    text_comparisons,
)


@rule("retry counter that never reaches its cap", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Every counter that is compared in a loop bounds it."""
    seen: set[Span] = set()
    for level, found in ((None, loops(system)), (Level.WARNING, latent_loops(system))):
        for loop in found:
            for flaw in flaws(loop):
                hit = _hit(system, loop, flaw, level)
                if hit.span not in seen:
                    seen.add(hit.span)
                    yield hit
    known = {edge.site for loop in loops(system) for edge in loop.edges if any(flaws(loop))}
    for each in rounds(system):
        if each.counters and not known & {edge.site for edge in each.edges}:
            hit = _of_round(each)
            if hit.span not in seen:
                seen.add(hit.span)
                yield hit
    for flaw in astray_by_the_end(system):
        if flaw.edge.site.span not in seen:
            seen.add(flaw.edge.site.span)
            yield Hit(
                flaw.edge.site.span,
                f"`{flaw.counter}` {_WHAT[flaw.kind]}, so nothing is tried again, or for ever",
                help=_HELP[flaw.kind].format(counter=flaw.counter),
                subject=flaw.counter,
            )
    for flaw in text_comparisons(system):
        if flaw.edge.site.span not in seen:
            seen.add(flaw.edge.site.span)
            yield Hit(
                flaw.edge.site.span,
                f"`{flaw.counter}` is compared with its cap as text, where '2' comes after '10', so it counts as reached too early",
                help="compare numbers: `-lt` in `[ … ]`, or what `fromJSON()`, `Number()` or `int()` makes of both",
                level=Level.WARNING,
                subject=flaw.counter,
            )


def _of_round(found: Round) -> Hit:
    """A loop whose hops are all behind a comparison, and that goes on all the same."""
    counter = next((each for each in found.counters if found.passes_by(each)), found.counters[0])
    guarded = next((edge for edge in found.edges if bounds(edge, counter)), found.edges[0])
    what, how = (
        (f"rises by {found.step(counter)} and is only asked for being another number than the bound, which it can jump over", "<")
        if found.passes_by(counter)
        else ("comes round unchanged", "")
    )
    return Hit(
        guarded.site.span if how else _value_at(guarded, counter),
        f"`{counter}` {what}, so the loop through `{guarded.event}` never ends",
        help=_HELP["passed-by" if how else "not-raised"].format(counter=counter),
        trace=found.trace,
        subject=counter,
    )


def _hit(system: System, loop: Loop, flaw: Flaw, level: Level | None) -> Hit:
    edge, counter = flaw.edge, flaw.counter
    span = _value_at(edge, counter) if flaw.is_about_the_value else edge.site.span
    trip = loop.round_trip(edge)
    outcome = (
        "never ends" if level is None else "would never end, if it could close: some hop doesn't send what the next one asks for"
    )
    return Hit(
        span,
        f"`{counter}` {_WHAT[flaw.kind]}, so the loop through `{edge.event}` {outcome}",
        help=_HELP[flaw.kind].format(counter=counter),
        related=tuple(Label(each.site.span, hop(each).text) for each in trip[1:]),
        trace=story(system, edge.site) or hops(trip),
        level=level,
        subject=counter,
    )


def _value_at(edge: Edge, counter: str) -> Span:
    """Where a message gives the counter, or where it is sent."""
    payload = edge.site.dispatch.payload
    field = payload.get(counter) if isinstance(payload, Object) else None
    return field.span if field is not None and field.span is not None else edge.site.span


_WHAT = {
    "reset": "starts again from a constant on this hop",
    "lost": "isn't handed on by this hop",
    "not-raised": "is sent again as it came and rises on no hop of the loop",
    "wrong-way": "moves away from the bound that it is compared with before this message is sent",
    "unguarded": "isn't compared with the cap before this message is sent",
}
_HELP = {
    "reset": "hand on the `{counter}` that was received",
    "lost": "send `{counter}` as it was received",
    "not-raised": "send `{counter}` plus one",
    "wrong-way": "raise `{counter}` and send this message only while it is below the cap",
    "passed-by": "send this message only while `{counter}` is below the cap (`<`)",
    "unguarded": "send this message only while `{counter}` is below the cap, compared as a number",
}
