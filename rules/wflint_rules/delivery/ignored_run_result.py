r"""A started run is waited for, and nothing looks at how it ends.

## Why

`gh run watch` exits with 0 when the run has failed, unless it is told `--exit-status`.  The job that waits is green, and what comes behind it
goes on as if all were well.

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
          gh workflow run deploy.yml -f task_id="$GITHUB_RUN_ID"
          run_id=$(./scripts/find-run.sh "$GITHUB_RUN_ID")
          gh run watch "$run_id"  # ignored-run-result
          ./announce.sh
```

```yaml title=".github/workflows/deploy.yml"
run-name: Deploy ${{ inputs.task_id }}
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: ./deploy.sh
```

## Good

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
          gh workflow run deploy.yml -f task_id="$GITHUB_RUN_ID"
          run_id=$(./scripts/find-run.sh "$GITHUB_RUN_ID")
          gh run watch "$run_id" --exit-status
          ./announce.sh
```

```yaml title=".github/workflows/deploy.yml"
run-name: Deploy ${{ inputs.task_id }}
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: ./deploy.sh
```

## Limits

Only `gh run watch`, in a job that has started a run before.  Silent where any script of the job asks for a `conclusion`.

## References

- [gh run watch](https://cli.github.com/manual/gh_run_watch)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Label, Level, NoOptions, System, rule, unheeded


@rule("started run whose failure stays unseen", level=Level.WARNING)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Who waits for a run looks at how it has ended."""
    for each in unheeded(system):
        yield Hit(
            each.place,
            f"`{each.command}` exits with 0 when the run has failed, so this job goes on as if all were well",
            help="add `--exit-status`",
            related=(Label(each.site.span, "the run is started here"),),
        )
