r"""A run keeps the state of a task under a name that doesn't hold the task's id.

## Why

Another run looks for the artifact under the task's id and doesn't find it, or finds what another task has left.

## Bad

```yaml title=".github/workflows/launcher.yml"
on: push
permissions: {actions: write, contents: read}
jobs:
  launch:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
    steps:
      - run: gh workflow run worker.yml -f task_id="$GITHUB_RUN_ID"
```

```yaml title=".github/workflows/worker.yml"
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
      state_run: {default: ""}
permissions: {actions: read, contents: read}
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/download-artifact@v8
        if: inputs.state_run != ''
        with:
          name: task-${{ inputs.task_id }}-state
          path: state
          run-id: ${{ inputs.state_run }}
          github-token: ${{ github.token }}
      - run: make all
      - uses: actions/upload-artifact@v7  # artifact-not-keyed
        if: always()
        with: {name: "state", path: state}
```

## Good

```yaml title=".github/workflows/launcher.yml"
on: push
permissions: {actions: write, contents: read}
jobs:
  launch:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
    steps:
      - run: gh workflow run worker.yml -f task_id="$GITHUB_RUN_ID"
```

```yaml title=".github/workflows/worker.yml"
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
      state_run: {default: ""}
permissions: {actions: read, contents: read}
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/download-artifact@v8
        if: inputs.state_run != ''
        with:
          name: task-${{ inputs.task_id }}-state
          path: state
          run-id: ${{ inputs.state_run }}
          github-token: ${{ github.token }}
      - run: make all
      - uses: actions/upload-artifact@v7
        if: always()
        with: {name: "task-${{ inputs.task_id }}-state", path: state}
```

## Limits

Only in a workflow that is started with an id, in a system where some step fetches an artifact of another run by that id.

## References

- [actions/upload-artifact](https://github.com/actions/upload-artifact)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Label, Level, NoOptions, System, rule, shown, unkeyed


@rule("task state under a name without the id", level=Level.WARNING)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """What a run keeps for another run of its task is named after the task."""
    for each in unkeyed(system):
        yield Hit(
            each.upload.place,
            f"the name {shown(each.upload.name)} doesn't hold `{each.name}`, so other runs of the task can't tell it from another's",
            help=f"put `{each.name}` into the name",
            related=(Label(each.download.place, f"an artifact is looked for by `{each.name}` here"),),
        )
