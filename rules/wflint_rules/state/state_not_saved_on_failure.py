r"""A run loads the state of its task, works with it, and keeps it only if it succeeds.

## Why

What a failed run has learned is gone, and the retry begins where the failed one began.

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
      - uses: actions/upload-artifact@v7  # state-not-saved-on-failure
        with: {name: "task-${{ inputs.task_id }}-state", path: state}
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

Only for an artifact that the same workflow fetches under the same name before it keeps it, where a step before it can fail.
It has to be another run's: its run is given, or its name holds the task's id.

## References

- [Workflow syntax: status functions in `if`](https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#status-check-functions)
- [actions/upload-artifact](https://github.com/actions/upload-artifact)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Label, Level, NoOptions, System, forgotten, rule, shown


@rule("task state that a failed run doesn't keep", level=Level.WARNING)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """State that a run goes on from is kept on every ending."""
    for each in forgotten(system):
        yield Hit(
            each.upload.place,
            f"{shown(each.upload.name)} is kept on success only, so a retry after a failure begins without what the run has learned",
            help="give the step `if: always()`",
            related=(Label(each.download.place, "the next run loads it here"),),
        )
