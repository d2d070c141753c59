r"""A workflow that is started with a task's id never reports back, while its starter waits for completions.

## Why

An orchestrator that starts executors goes on when they report.  One that never does leaves its tasks open for ever: nothing is red,
and nothing happens.

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
      - run: gh workflow run scanner.yml -f task_id="$TASK_ID"
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
      - uses: actions/checkout@v5
      - run: make all
      - if: always()
        run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete \
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[status]=${{ job.status }}"
```

```yaml title=".github/workflows/scanner.yml"
on:
  workflow_dispatch:  # callback-missing
    inputs:
      task_id: {required: true}
run-name: scan ${{ inputs.task_id }}
jobs:
  scan:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make scan
```

### A send that was lost in an edit

What the step prints stays, and the log looks as ever.

```yaml title=".github/workflows/worker.yml"
on:
  repository_dispatch:
    types: [work:start]
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make all
      - if: always()
        env:
          GH_TOKEN: ${{ github.token }}
          TASK_ID: ${{ github.event.client_payload.task_id }}
          STATUS: ${{ job.status }}
        run: |
          BODY=$(jq -n --arg id "$TASK_ID" --arg status "$STATUS" \
            '{event_type: "work:complete", client_payload: {task_id: $id, status: $status}}')
          echo "Event sent"  # callback-missing
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
      - uses: actions/checkout@v5
      - run: make all
      - if: always()
        run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete \
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[status]=${{ job.status }}"
```

## Limits

Reported beside another workflow of the same starter that does report, so that it is known that the starter waits; and as a warning
where the starter, or the caller of a reusable workflow, listens for an event with the workflow's name in it (`scan:complete`) that
nothing sends, or where the starter hears by `workflow_run` how another one ends that it starts.  Silent
where a `workflow_run` listener hears the end, and where a send isn't understood or a workflow of another repository is called.
That a step sends nothing though it says so is seen in shell and PowerShell, where the payload, with an id in it, is used nowhere,
and the script does nothing but print and compute.

## References

- [Status check functions](https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#status-check-functions)
- [Using jobs: needs](https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/use-jobs#defining-prerequisite-jobs)
- [Workflow cancellation](https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import (
    Edge,
    Hit,
    Label,
    Level,
    NoOptions,
    System,
    WorkflowFacts,
    expected,
    expected_calls,
    hop,
    mutes,
    replace,
    rule,
    unfollowed,
    unsent,
)


@rule("started workflow that never reports back", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Every executor of a starter that waits for completions has a callback."""
    lost = tuple(unsent(system))
    waited = {mute.workflow.path: mute for mute in mutes(system)}
    for mute in waited.values():
        if (
            mute.workflow.path not in {each.way.workflow.path for each in lost}
            and system.role(mute.workflow) not in _NO_EXECUTORS
        ):
            sibling = mute.sibling.site
            label = Label(sibling.span, f"`{sibling.workflow.workflow.source.name}` reports like this")
            yield _hit(mute.workflow, mute.started_by, mute.name, str(mute.sibling.event), label)
    for each in expected(system):
        if system.role(each.workflow) not in _NO_EXECUTORS and each.listener.type is not None:
            label = Label(each.listener.place, "nothing sends this type")
            yield replace(_hit(each.workflow, each.started_by, each.name, each.listener.type.text, label), level=Level.WARNING)
    for call in expected_calls(system):
        if system.role(call.workflow) not in _NO_EXECUTORS and call.listener.type is not None:
            caller, called = call.listener.workflow.workflow.source.name, call.workflow.workflow.source.name
            trigger = call.workflow.workflow.trigger("workflow_call")
            yield Hit(
                trigger.place if trigger is not None else call.caller.job.key.span,
                f"`{called}` is called with `{call.name}` and never reports back, so the task stays open in `{caller}`",
                help=f"send `{call.listener.type.text}` with `{call.name}` and the status, in a job with `if: always()`",
                related=(
                    Label(call.caller.job.key.span, "it is called here"),
                    Label(call.listener.place, "nothing sends this type"),
                ),
                level=Level.WARNING,
                subject=called,
            )
    for lone in unfollowed(system):
        if system.role(lone.workflow) not in _NO_EXECUTORS:
            starter, own = lone.started_by.site.workflow.workflow.source.name, lone.workflow.workflow
            yield Hit(
                lone.trigger.place,
                f"`{own.source.name}` is started with `{lone.name}`, and `{starter}` doesn't hear how it ends, as it does of"
                f" `{lone.sibling.workflow.source.name}`",
                help=f"add `{own.display_name}` to `workflows`",
                related=(Label(lone.started_by.site.span, "it is started here"),),
                trace=(hop(lone.started_by),),
                level=Level.WARNING,
                subject=own.source.name,
            )
    for mistake in lost:
        starting = waited.get(mistake.way.workflow.path)
        yield Hit(
            mistake.claim,
            f"nothing is sent: the step makes `{mistake.name}` ready, says that the event was sent, and has no command that sends it",
            help=f"send `{mistake.name}`, as by `gh api repos/$GITHUB_REPOSITORY/dispatches --input -`",
            related=(Label(mistake.built, f"`{mistake.name}` is made here, and used nowhere"),),
            trace=(hop(starting.started_by),) if starting is not None else (),
        )


_NO_EXECUTORS = ("launcher", "orchestrator", "event-log", "other")


def _hit(workflow: WorkflowFacts, started_by: Edge, name: str, event: str, label: Label) -> Hit:
    trigger = workflow.workflow.trigger("workflow_dispatch")
    assert trigger is not None  # it is started by workflow_dispatch
    starter = started_by.site.workflow.workflow.source.name
    return Hit(
        trigger.place,
        f"`{workflow.workflow.source.name}` is started with `{name}` and never reports back,"
        f" so the task stays open in `{starter}`",
        help=f"send `{event}` with `{name}` and the status, in a job of its own with `if: always()`",
        related=(Label(started_by.site.span, "it is started here"), label),
        trace=(hop(started_by),),
    )
