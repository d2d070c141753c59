r"""A run fetches an artifact that only another run keeps, and looks for it in itself.

## Why

`actions/download-artifact` finds what the *current* run has kept.  Another run's artifact needs that run's id and a token, both:
without a token `run-id` is ignored.  So the step fails each time, or the task goes on without its state where the failure is
tolerated.

## Bad

```yaml title=".github/workflows/build.yml"
name: Build
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v7
      - run: make dist
      - uses: actions/upload-artifact@v7
        with: {name: dist, path: dist}
```

```yaml title=".github/workflows/deploy.yml"
on:
  workflow_run:
    workflows: [Build]
    types: [completed]
jobs:
  deploy:
    if: github.event.workflow_run.conclusion == 'success'
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/download-artifact@v8  # artifact-of-other-run: `dist` is in the run of build.yml
        with: {name: dist}
      - run: ./deploy.sh
```

### A run, and no token

```yaml title=".github/workflows/deploy.yml"
on:
  workflow_dispatch:
    inputs:
      run_id: {required: true}
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/download-artifact@v8  # artifact-of-other-run: `run-id` is ignored
        with:
          name: dist
          run-id: ${{ inputs.run_id }}
      - run: ./deploy.sh
```

## Good

```yaml title=".github/workflows/build.yml"
name: Build
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v7
      - run: make dist
      - uses: actions/upload-artifact@v7
        with: {name: dist, path: dist}
```

```yaml title=".github/workflows/deploy.yml"
on:
  workflow_run:
    workflows: [Build]
    types: [completed]
permissions: {actions: read}
jobs:
  deploy:
    if: github.event.workflow_run.conclusion == 'success'
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/download-artifact@v8
        with:
          name: dist
          run-id: ${{ github.event.workflow_run.id }}
          github-token: ${{ github.token }}
      - run: ./deploy.sh
```

## Fixed

The run that has just ended is named, by `--unsafe-fixes`, in a workflow that nothing else starts.  Whether what it kept may be trusted,
people have to say: a pull request from a fork can keep what it likes.

```yaml title=".github/workflows/deploy.yml"
on:
  workflow_run:
    workflows: [Build]
    types: [completed]
jobs:
  deploy:
    if: github.event.workflow_run.conclusion == 'success'
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/download-artifact@v8
        with: {name: dist, run-id: "${{ github.event.workflow_run.id }}", github-token: "${{ github.token }}"}
      - run: ./deploy.sh
```

### A run, and no token

```yaml title=".github/workflows/deploy.yml"
on:
  workflow_dispatch:
    inputs:
      run_id: {required: true}
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/download-artifact@v8
        with:
          name: dist
          run-id: ${{ inputs.run_id }}
          github-token: ${{ github.token }}
      - run: ./deploy.sh
```

## Limits

Reported where it shows that another run's artifact is meant: a run or a token is given, or some step of the system keeps one of
that name after this step or in another workflow.  Silent where something in the run that isn't read may have kept it before: a
reusable workflow elsewhere, an action by others.  Whether the token may read artifacts isn't looked at.

## References

- [actions/download-artifact: artifacts from other workflow runs or repositories](https://github.com/actions/download-artifact#download-artifacts-from-other-workflow-runs-or-repositories)
- [Store and share data with workflow artifacts](https://docs.github.com/en/actions/tutorials/store-and-share-data)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import (
    Elsewhere,
    Fix,
    Hit,
    Label,
    Level,
    NoOptions,
    System,
    effective,
    elsewhere,
    granting,
    in_step,
    offer,
    rule,
    shown,
)


@rule("artifact that is looked for in the wrong run", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """What a run fetches has been kept by the run itself, or its run and a token are given."""
    return (_hit(system, found) for found in elsewhere(system))


def _hit(system: System, found: Elsewhere) -> Hit:
    wanted = found.download.name or found.download.pattern
    what = f"the artifact {shown(wanted)}" if wanted is not None else "artifacts"
    kept = found.kept
    if found.ignored:
        message = f"without `github-token` the `run-id` is ignored, so {what} will be looked for in this run and not be found"
        cure = "give `github-token` as well, with `actions: read`"
    else:
        message = f"{what} will be looked for in this run, where nothing has kept it before this step"
        cure = "give `run-id` and `github-token`; the run's id has to come with the event"
    related = () if kept is None else (Label(kept.place, f"`{kept.way.workflow.workflow.source.name}` keeps it here"),)
    subject = shown(wanted) if wanted is not None else ""
    return Hit(found.download.place, message, help=cure, related=related, subject=subject, fixes=_fixes(system, found))


def _fixes(system: System, found: Elsewhere) -> tuple[Fix, ...]:
    """The run that started this one, where it is the one that keeps the artifact; and a token that may read it."""
    way = found.download.way
    entries = {}
    if not found.ignored:
        triggers = {each.event for each in way.workflow.workflow.triggers}
        if found.kept is None or triggers != {"workflow_run"} or way.workflow not in system.followers(found.kept.way.workflow):
            return ()
        entries["run-id"] = "${{ github.event.workflow_run.id }}"
    if found.download.token is None:
        entries["github-token"] = "${{ github.token }}"
    if len(way.jobs) != 1 or len(way.steps) != 1 or found.download.repository is not None:
        return ()
    edits = [in_step(system, way.step.step, {"with": entries}, ("uses",))]
    granted = effective(way)
    if granted is not None and granted.level("actions") == "none":
        edits.append(granting(system, way, "actions", "read"))
    return offer(f"give {' and '.join(f'`{name}`' for name in entries)}", *edits)
