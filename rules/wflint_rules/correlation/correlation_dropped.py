r"""A hop receives the correlation id and sends its message without it.

## Why

The id is the only thing that ties the runs of one task together.  A message without it can't be matched: the orchestrator doesn't
know which task has ended, retries count for nobody, and state is looked up under an empty name.

## Bad

### The id isn't sent

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
      - env: {STATUS: "${{ github.event.client_payload.status }}"}
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
      - run: make all
      - if: always()
        run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete -f "client_payload[status]=${{ job.status }}"  # correlation-dropped
```

```yaml title=".github/workflows/audit.yml"
on:
  repository_dispatch:
    types: [work:complete]
jobs:
  note:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env: {TASK_ID: "${{ github.event.client_payload.task_id }}"}
        run: ./audit.sh "$TASK_ID"
```

### It is read from a job output that isn't declared

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
      - run: make all
  report:
    needs: work
    if: always()
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete \
            -f "client_payload[task_id]=${{ needs.work.outputs.task_id }}" -f "client_payload[status]=${{ needs.work.result }}"  # correlation-dropped
```

### The launcher gives the task no id

```yaml title=".github/workflows/launcher.yml"
on: workflow_dispatch
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  launch:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=task:start -f "client_payload[branch]=$GITHUB_REF_NAME"  # correlation-dropped
```

```yaml title=".github/workflows/orchestrator.yml"
on:
  repository_dispatch:
    types: [task:start]
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  start:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env: {TASK_ID: "${{ github.event.client_payload.task_id }}", BRANCH: "${{ github.event.client_payload.branch }}"}
    steps:
      - run: gh workflow run worker.yml -f task_id="$TASK_ID" -f branch="$BRANCH"
```

```yaml title=".github/workflows/worker.yml"
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
      branch: {default: main}
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v5
        with: {ref: "${{ inputs.branch }}"}
      - run: make all
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
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[status]=${{ job.status }}"
```

## Fixed

The id is handed on as it came, by `--unsafe-fixes`, where all events that start the workflow bring it in one way and the message is
made of options or of a body to which it can be added.

### The id isn't sent

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
      - if: always()
        run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete -f "client_payload[status]=${{ job.status }}" -f "client_payload[task_id]=$TASK_ID"
```

## Limits

Reported only where the receiver reads or declares the id.  A message that carries the received id under another name (a parent id)
starts a new task by design.  A first message without an id is reported for the names of the configuration only.  Ids are the names under `correlation` in the configuration, and every `…_id` that a hop hands on.
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import (
    Hit,
    Label,
    Level,
    Nameless,
    NoOptions,
    Object,
    Passing,
    Span,
    System,
    empties,
    handing_on,
    hop,
    nameless,
    offer,
    origin,
    passings,
    rule,
)


@rule("hop that loses the correlation id", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Every hop that receives an id hands it on to whoever wants one."""
    seen: set[tuple[Span, str]] = set()
    for passing in passings(system):
        if passing.fate == "dropped" and (passing.edge.site.span, passing.name) not in seen:
            seen.add((passing.edge.site.span, passing.name))
            yield _hit(system, passing)
    for each in nameless(system):
        if (each.edge.site.span, each.name) not in seen:
            seen.add((each.edge.site.span, each.name))
            yield _never_given(each)


def _hit(system: System, passing: Passing) -> Hit:
    site, name = passing.edge.site, passing.name
    came = origin(system, passing)
    payload = site.dispatch.payload
    field = payload.get(name) if isinstance(payload, Object) else None
    cause = next((reason for _, read, reason in empties(site.way) if read == name), None)
    told = f"sends `{name}` empty" if field is not None else f"sends no `{name}`"
    because = f": {cause}" if field is not None and cause else ""
    receiver = passing.edge.workflow.workflow.source.name
    return Hit(
        (field.span if field is not None else None) or site.span,
        f"the message `{passing.edge.event}` to `{receiver}` {told}{because}, so the task is lost from here on",
        help=f"pass on the `{name}` that this run was started with",
        related=(Label(came.site.span, f"`{name}` arrives with this message"),) if came is not None else (),
        trace=(*((hop(came),) if came is not None else ()), hop(passing.edge, f" without `{name}`")),
        subject=name,
        fixes=offer(f"hand `{name}` on", *handing_on(system, site, name)) if field is None else (),
    )


def _never_given(each: Nameless) -> Hit:
    listener = each.edge.workflow.workflow.source.name
    return Hit(
        each.edge.site.span,
        f"the message `{each.edge.event}` gives the task no `{each.name}`, which `{listener}` hands on: it has none from its first hop",
        help=f"make a `{each.name}` here and send it",
        related=(Label(each.then.site.span, f"`{listener}` hands `{each.name}` on here"),),
        trace=(hop(each.edge, f" without `{each.name}`"), hop(each.then, f" with an empty `{each.name}`")),
        subject=each.name,
    )
