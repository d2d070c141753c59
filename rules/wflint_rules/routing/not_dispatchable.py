r"""A dispatch starts a workflow that has no `workflow_dispatch` trigger.

## Why

GitHub answers 422, "Workflow does not have 'workflow_dispatch' trigger", and nothing starts.

## Bad

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

## References

- [Create a workflow dispatch event](https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event)
- [Workflow syntax: on.workflow_dispatch.inputs](https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Label, Level, NoOptions, System, rule


@rule("dispatch to a workflow that can't be dispatched", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each workflow that a dispatch names listens for `workflow_dispatch`."""
    for site in system.messages:
        for target in system.targets(site) or ():
            facts = target.workflow
            if facts is None or facts.workflow.trigger("workflow_dispatch") is not None:
                continue
            yield Hit(
                site.dispatch.target_span,
                f"`{facts.workflow.source.name}` has no `workflow_dispatch` trigger, so GitHub refuses this dispatch (422)",
                help="add `workflow_dispatch:` under `on` of that workflow",
                related=tuple(Label(trigger.place, "this is what starts it") for trigger in facts.workflow.triggers[:1]),
                subject=target.name,
            )
