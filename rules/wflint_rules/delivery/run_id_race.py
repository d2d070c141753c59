r"""After a dispatch the newest run is taken for the one that was started.

## Why

A list of runs is sorted by time and says nothing of who started which.  The started run may not be in it yet, and any other start of the
workflow comes before it: the job then waits for, cancels or reports on a run that belongs to another task.

## Bad

```yaml title=".github/workflows/release.yml"
on:
  push:
    tags: ["v*"]
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  publish:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - run: |
          gh workflow run deploy.yml -f tag="$GITHUB_REF_NAME"
          sleep 10
          run_id=$(gh run list --workflow deploy.yml --limit 1 --json databaseId --jq '.[0].databaseId')  # run-id-race
          gh run watch "$run_id" --exit-status
```

```yaml title=".github/workflows/deploy.yml"
on:
  workflow_dispatch:
    inputs:
      tag: {required: true}
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - env: {TAG: "${{ inputs.tag }}"}
        run: ./deploy.sh "$TAG"
```

### By curl

```yaml title=".github/workflows/release.yml"
on: push
env: {RUNS: "https://api.github.com/repos/${{ github.repository }}/actions/workflows/deploy.yml"}
jobs:
  publish:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - env: {AUTH: "Authorization: Bearer ${{ secrets.STARTER }}"}
        run: |
          curl --fail -X POST -H "$AUTH" "$RUNS/dispatches" -d '{"ref": "main", "inputs": {"tag": "v1"}}'
          id=$(curl --fail -s -H "$AUTH" "$RUNS/runs?branch=main" | jq '.workflow_runs[0].id')  # run-id-race
          ./follow.sh "$id"
```

```yaml title=".github/workflows/deploy.yml"
on:
  workflow_dispatch:
    inputs:
      tag: {required: true}
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - env: {TAG: "${{ inputs.tag }}"}
        run: ./deploy.sh "$TAG"
```

## Good

The run carries the id of the task in its name, and is looked for by it.

```yaml title=".github/workflows/release.yml"
on:
  push:
    tags: ["v*"]
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  publish:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - run: |
          gh workflow run deploy.yml -f tag="$GITHUB_REF_NAME" -f task_id="$GITHUB_RUN_ID"
          sleep 10
          run_id=$(gh run list --workflow deploy.yml --json databaseId,displayTitle \
            --jq ".[] | select(.displayTitle == \"Deploy $GITHUB_RUN_ID\") | .databaseId")
          gh run watch "$run_id" --exit-status
```

```yaml title=".github/workflows/deploy.yml"
run-name: Deploy ${{ inputs.task_id }}
on:
  workflow_dispatch:
    inputs:
      tag: {required: true}
      task_id: {required: true}
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - env: {TAG: "${{ inputs.tag }}"}
        run: ./deploy.sh "$TAG"
```

## Limits

`gh run list`, `gh api` and `curl … | jq` in scripts, where one run is taken and nothing but its place in the list chooses it.  A list
that is narrowed by time, commit, user or a branch that is named after the run, or from which a program picks, is taken to be right,
and so is a run that is compared with the newest one before; lists that JavaScript or another program asks for, or that lie in a file
in between, aren't seen.

## References

- [gh run list](https://cli.github.com/manual/gh_run_list)
- [Create a workflow dispatch event](https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event): since February
  2026 the answer holds the id of the run, with `return_run_details: true`
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Label, Level, NoOptions, System, newest, rule


@rule("newest run taken for the started one", level=Level.WARNING)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """A started run is found by something that only this run has."""
    for each in newest(system):
        yield Hit(
            each.place,
            f"`{each.command}` gives the newest run, which needn't be the one that was started: another start comes between",
            help="put an id into the run's `run-name` and look for it, or ask the API for the run's id (`return_run_details`)",
            related=(Label(each.site.span, "the run is started here"),),
            subject=each.command,
        )
