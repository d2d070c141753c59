r"""Nothing reads an input that people choose when they start a workflow: whatever they choose, the run is the same.

## Why

The form has a box for a trial run, and the run isn't one; it offers an environment, and always deploys to the same.  GitHub takes the
choice and says nothing.

## Bad

```yaml title=".github/workflows/deploy.yml"
on:
  workflow_dispatch:
    inputs:
      version: {required: true}
      target: {type: choice, options: [staging, production], default: staging}
      dry_run: {type: boolean, default: true}  # unread-input: it deploys all the same
      reason: {type: string}
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    env: {VERSION: "${{ inputs.version }}", TARGET: "${{ github.event.inputs.target }}"}
    steps:
      - run: ./deploy.sh "$VERSION" "$TARGET"
```

## Good

```yaml title=".github/workflows/deploy.yml"
on:
  workflow_dispatch:
    inputs:
      version: {required: true}
      target: {type: choice, options: [staging, production], default: staging}
      dry_run: {type: boolean, default: true}
      reason: {type: string}
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    env: {VERSION: "${{ inputs.version }}", TARGET: "${{ github.event.inputs.target }}"}
    steps:
      - if: ${{ !inputs.dry_run }}
        run: ./deploy.sh "$VERSION" "$TARGET"
```

```yaml title=".github/workflows/build.yml"
on:
  workflow_dispatch:
    inputs:
      debug: {type: boolean}
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - env: {GIVEN: "${{ toJSON(inputs) }}"}
        run: ./build.sh
```

```yaml title=".github/workflows/release.yml"
on:
  workflow_dispatch:
    inputs:
      publish: {type: boolean}
jobs:
  release:
    uses: ./.github/workflows/publish.yml
```

```yaml title=".github/workflows/publish.yml"
on: workflow_call
jobs:
  publish:
    if: github.event.inputs.publish == 'true'
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: ./publish.sh
```

## Limits

Only choices and boolean inputs: a text may be there for those who read the list of runs.  Silent where the name stands anywhere else
in the file, where the event or its inputs are looked at as a whole, where an action or a script of the repository looks at the event,
and where a workflow of another repository is called, which sees it too.

## References

- [Workflow syntax: on.workflow_dispatch.inputs](https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Level, NoOptions, System, rule, unread_inputs


@rule("choice for a manual run that nothing reads", level=Level.WARNING)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """What people choose when they start a workflow is read in it."""
    for each in unread_inputs(system):
        yield Hit(
            each.span,
            f"nothing reads `{each.text}`: whatever is chosen for it, the run is the same",
            help=f"read `inputs.{each.text}` where it counts, or take the input away",
            subject=each.text,
        )
