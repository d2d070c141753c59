r"""A dispatch starts a workflow that has no `workflow_dispatch` trigger, or a job calls one that has no `workflow_call`.

## Why

GitHub answers such a dispatch with 422, "Workflow does not have 'workflow_dispatch' trigger", and nothing starts.  A file with such a
call is refused as a whole: no event starts any of its jobs.

## Bad

### A dispatch

```yaml title=".github/workflows/start.yml"
on: workflow_dispatch
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  start:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: gh workflow run nightly.yml  # not-dispatchable
```

```yaml title=".github/workflows/nightly.yml"
on:
  schedule:
    - cron: "0 3 * * *"
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make all
```

### A call

```yaml title=".github/workflows/push.yml"
on: push
jobs:
  build:
    uses: ./.github/workflows/nightly.yml  # not-dispatchable
```

```yaml title=".github/workflows/nightly.yml"
on:
  workflow_dispatch:
  schedule:
    - cron: "0 3 * * *"
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make all
```

## Good

```yaml title=".github/workflows/start.yml"
on: workflow_dispatch
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  start:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: gh workflow run nightly.yml
```

```yaml title=".github/workflows/nightly.yml"
on:
  workflow_call:
  workflow_dispatch:
  schedule:
    - cron: "0 3 * * *"
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make all
```

```yaml title=".github/workflows/push.yml"
on: push
jobs:
  build:
    uses: ./.github/workflows/nightly.yml
```

## References

- [Create a workflow dispatch event](https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event)
- [Reuse workflows](https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows)
- [Workflow syntax: on.workflow_dispatch.inputs](https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Label, Level, NoOptions, System, WorkflowFacts, rule, uncalled


@rule("dispatch to a workflow that can't be dispatched", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each workflow that a dispatch names listens for `workflow_dispatch`, and each that a job calls can be called."""
    for site in system.messages:
        for target in system.targets(site) or ():
            facts = target.workflow
            if facts is None or facts.workflow.trigger("workflow_dispatch") is not None:
                continue
            yield Hit(
                site.dispatch.target_span,
                f"`{facts.workflow.source.name}` has no `workflow_dispatch` trigger, so GitHub refuses this dispatch (422)",
                help="add `workflow_dispatch:` under `on` of that workflow",
                related=_started_by(facts),
                subject=target.name,
            )
    for call in uncalled(system):
        if call.workflow is not None:
            yield Hit(
                call.uses.span,
                f"`{call.name}` has no `workflow_call` trigger, so GitHub rejects the file that calls it, and nothing here runs",
                help="add `workflow_call:` under `on` of that workflow, with the inputs that it is given",
                related=_started_by(call.workflow),
                subject=call.name,
            )


def _started_by(facts: WorkflowFacts) -> tuple[Label, ...]:
    return tuple(Label(trigger.place, "this is what starts it") for trigger in facts.workflow.triggers[:1])
