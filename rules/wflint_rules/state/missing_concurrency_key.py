r"""An executor that writes has no `concurrency` group for its task, so two runs can work for one id at once.

## Why

A callback that comes twice, a retry that is started while the first try still runs, or a re-run by hand start a second run for the
same task.  Both push, deploy or release at once, and what is left is a mixture of the two.  With a group that holds the id the
second run waits for the first.

## Bad

```yaml title=".github/workflows/launcher.yml"
on: workflow_dispatch
permissions: {actions: write}
jobs:
  launch:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
        run: gh workflow run deploy.yml -f task_id="task-$GITHUB_RUN_ID"
```

```yaml title=".github/workflows/deploy.yml"
run-name: deploy ${{ inputs.task_id }}
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
permissions: {contents: read}
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v5
      - run: helm upgrade app ./chart  # missing-concurrency-key
```

### A group of its own for every run

```yaml title=".github/workflows/launcher.yml"
on: workflow_dispatch
permissions: {actions: write}
jobs:
  launch:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
        run: gh workflow run deploy.yml -f task_id="task-$GITHUB_RUN_ID"
```

```yaml title=".github/workflows/deploy.yml"
run-name: deploy ${{ inputs.task_id }}
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
concurrency: deploy-${{ github.run_id }}
permissions: {contents: read}
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v5
      - run: helm upgrade app ./chart  # missing-concurrency-key
```

## Good

```yaml title=".github/workflows/launcher.yml"
on: workflow_dispatch
permissions: {actions: write}
jobs:
  launch:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
        run: gh workflow run deploy.yml -f task_id="task-$GITHUB_RUN_ID"
```

```yaml title=".github/workflows/deploy.yml"
run-name: deploy ${{ inputs.task_id }}
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
concurrency: deploy-${{ inputs.task_id }}
permissions: {contents: read}
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v5
      - run: helm upgrade app ./chart
```

## Limits

Looked at are executors that are started with an id by a message, and what is known to write: pushes, releases, deployments, and
`helm`, `kubectl`, `terraform`, `docker push` and their like.  Any group that isn't another one in each run will do; one that all
tasks share is a matter of `events-dropped-by-concurrency`.

## References

- [Control the concurrency of workflows and jobs](https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Label, Level, NoOptions, Overlap, System, overlaps, rule


@rule("executor whose runs for one task overlap", level=Level.NOTE, strict=True)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Runs that write for one task wait for each other."""
    return (_hit(each) for each in overlaps(system))


def _hit(found: Overlap) -> Hit:
    source = found.workflow.workflow.source.name
    why = "has no `concurrency`" if found.group is None else "has a `concurrency` group for each run alone"
    related = [Label(found.started_by.site.span, f"it is started here with `{found.name}`")]
    if found.group is not None and found.group.group is not None:
        related.append(Label(found.group.group.span, "the group is another one in every run"))
    return Hit(
        found.place,
        f"two runs of `{source}` for one `{found.name}` can do this at once (`{found.words}`), since it {why}",
        help=f"give the workflow a `concurrency` group with `{found.name}` in it",
        related=tuple(related),
        subject=found.words,
    )
