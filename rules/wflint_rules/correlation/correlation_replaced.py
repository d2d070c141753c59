r"""A hop receives the correlation id and sends another value under its name.

## Why

A task keeps its id from the first to the last hop.  A fresh value (`date +%s`, `github.run_id`, a constant) under the same name makes
the rest of the chain a different task: the first one never ends.

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
      - run: gh workflow run worker.yml -f task_id="$TASK_ID"
  finish:
    if: github.event.action == 'work:complete'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env: {STATUS: "${{ github.event.client_payload.status }}", TASK_ID: "${{ github.event.client_payload.task_id }}"}
        run: test "$STATUS" = success
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
      - uses: actions/checkout@v5
      - run: make all
      - if: always()
        run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete \
            -f "client_payload[status]=${{ job.status }}" -f "client_payload[task_id]=work-$(date +%s)"  # correlation-replaced
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
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  start:
    if: github.event.action == 'task:start'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env: {TASK_ID: "${{ github.event.client_payload.task_id }}"}
    steps:
      - run: gh workflow run worker.yml -f task_id="$TASK_ID"
  finish:
    if: github.event.action == 'work:complete'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env: {STATUS: "${{ github.event.client_payload.status }}", TASK_ID: "${{ github.event.client_payload.task_id }}"}
        run: test "$STATUS" = success
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
      - uses: actions/checkout@v5
      - run: make all
      - if: always()
        run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete \
            -f "client_payload[task_id]=${{ inputs.task_id || github.run_id }}" -f "client_payload[status]=${{ job.status }}"
```

## Limits

A fallback for runs that were started by hand (`inputs.task_id || github.run_id`) is fine, and so is a message that carries the
received id under another name (a parent id).
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Label, Level, NoOptions, Object, Passing, Span, System, hop, origin, passings, rule, shown


@rule("hop that replaces the correlation id", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Every hop that sends an id sends the one that it has received."""
    seen: set[tuple[Span, str]] = set()
    for passing in passings(system):
        if passing.fate == "replaced" and (passing.edge.site.span, passing.name) not in seen:
            seen.add((passing.edge.site.span, passing.name))
            yield _hit(system, passing)


def _hit(system: System, passing: Passing) -> Hit:
    site, name = passing.edge.site, passing.name
    came = origin(system, passing)
    payload = site.dispatch.payload
    field = payload.get(name) if isinstance(payload, Object) else None
    value = shown(passing.value) if passing.value is not None else "another value"
    return Hit(
        (field.span if field is not None else None) or site.span,
        f"the message `{passing.edge.event}` carries {value} as `{name}` instead of the id that this run received",
        help=f"pass on the `{name}` that this run was started with",
        related=(Label(came.site.span, f"`{name}` arrives with this message"),) if came is not None else (),
        trace=(*((hop(came),) if came is not None else ()), hop(passing.edge, f" with another `{name}`")),
        subject=name,
    )
