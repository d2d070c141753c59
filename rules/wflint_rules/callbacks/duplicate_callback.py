r"""One ending of a run sends the same callback more than once, so whoever waits for it acts on it again.

## Why

An orchestrator can't tell a second callback from the callback of a second try: it starts the next step twice, or counts two
failures for one and starts two retries, each of which reports twice again.  The tasks double at each round until the cap is
reached.

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
  publish:
    if: github.event.action == 'work:complete' && github.event.client_payload.status == 'success'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env: {TASK_ID: "${{ github.event.client_payload.task_id }}"}
    steps:
      - run: gh workflow run publish.yml -f task_id="$TASK_ID"
  failed:
    if: github.event.action == 'work:complete' && github.event.client_payload.status != 'success'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: exit 1
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
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete \
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[status]=${{ job.status }}"
  report:
    needs: work
    if: always()
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - uses: peter-evans/repository-dispatch@v4  # duplicate-callback
        with:
          event-type: work:complete
          client-payload: '{"task_id": "${{ inputs.task_id }}", "status": "${{ needs.work.result }}"}'
```

```yaml title=".github/workflows/publish.yml"
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
run-name: publish ${{ inputs.task_id }}
jobs:
  publish:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make publish
```

## Good

Of two callbacks each tells what the other one doesn't: the step reports unless the job was skipped or lost, the job only then.

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
  publish:
    if: github.event.action == 'work:complete' && github.event.client_payload.status == 'success'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env: {TASK_ID: "${{ github.event.client_payload.task_id }}"}
    steps:
      - run: gh workflow run publish.yml -f task_id="$TASK_ID"
  failed:
    if: github.event.action == 'work:complete' && github.event.client_payload.status != 'success'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: exit 1
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
  good:
    needs: work
    if: needs.work.result == 'success'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete \
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[status]=${{ needs.work.result }}"
  bad:
    needs: work
    if: always() && needs.work.result != 'success'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete \
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[status]=${{ needs.work.result }}"
```

```yaml title=".github/workflows/publish.yml"
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
run-name: publish ${{ inputs.task_id }}
jobs:
  publish:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make publish
```

## Limits

Silent where a field of the two messages is surely different (reports of progress), where a matrix sends them, where one of them may
not be sent, and where the receiver starts nothing for it, or looks up first what has been done (`gh`, `curl`, `git` in a
condition).  One fault at a time is tried.

## References

- [Events that trigger workflows: repository_dispatch](https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#repository_dispatch)
- [Status check functions](https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#status-check-functions)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Label, Level, NoOptions, Repeat, Span, System, hop, repeats, rule


@rule("callback that is sent twice", level=Level.WARNING)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Every ending of a run reports once."""
    seen: set[Span] = set()
    for repeat in repeats(system):
        if repeat.second.site.span not in seen:
            seen.add(repeat.second.site.span)
            yield _hit(system, repeat)


def _hit(system: System, repeat: Repeat) -> Hit:
    first, second, fault = repeat.first, repeat.second, repeat.ending.fault
    target = second.workflow.workflow.source.name
    when = "when every step succeeds"
    begun = [edge for edge in system.edges_into(repeat.workflow) if edge.event == repeat.event]
    trace = [hop(begun[0])] if begun else []
    if fault is not None:
        past = {"failure": "fails", "cancelled": "is cancelled"}.get(fault.kind, "is cancelled, since the job times out")
        when = f"when step `{fault.step.step.label}` {past}"
        trace.append(Label(fault.step.step.place, f"step `{fault.step.step.label}` {past}"))
    trace += [Label(first.site.span, f"`{second.event}` is sent"), Label(second.site.span, f"`{second.event}` is sent again")]
    return Hit(
        second.site.span,
        f"{when}, the callback `{second.event}` is sent twice, so `{target}` acts on it twice, and retries double",
        help="send it in one place, in a job of its own with `needs` and `if: always()`, or let the conditions exclude each other",
        related=(Label(first.site.span, "it is sent here already"), Label(second.heard_at, f"hears `{second.event}`")),
        trace=tuple(trace),
        subject=str(second.event),
    )
