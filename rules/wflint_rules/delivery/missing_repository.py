r"""`gh workflow run`, or another call of `gh`, where nothing says in which repository: the command fails.

## Why

`gh` takes the repository from `--repo`, from `GH_REPO`, or from the folder that it is called in; `GITHUB_REPOSITORY` it doesn't
read.  A job begins in an empty folder: without a checkout `gh` stops with `fatal: not a git repository`.

## Bad

```yaml title=".github/workflows/build.yml"
name: build
on: push
permissions: {actions: write}
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v5
      - run: make
  deploy:
    needs: build
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: gh workflow run deploy.yml -f environment=production  # missing-repository
        env:
          GH_TOKEN: ${{ github.token }}
      - env:
          GH_TOKEN: ${{ github.token }}
        run: gh workflow run deploy.yml -f environment=mirror
```

```yaml title=".github/workflows/deploy.yml"
on:
  workflow_dispatch:
    inputs:
      environment: {required: true}
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: ./deploy.sh
```

```yaml title=".github/workflows/again.yml"
on:
  workflow_run:
    workflows: [build]
    types: [completed]
permissions: {actions: write}
jobs:
  again:
    if: github.event.workflow_run.conclusion == 'failure' && github.event.workflow_run.run_attempt < 3
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: gh run rerun ${{ github.event.workflow_run.id }} --failed  # missing-repository
        env:
          GH_TOKEN: ${{ github.token }}
```

## Good

```yaml title=".github/workflows/build.yml"
on: push
permissions: {actions: write}
jobs:
  named:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: gh workflow run deploy.yml --repo "$GITHUB_REPOSITORY"
        env: {GH_TOKEN: "${{ github.token }}"}
  checked-out:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - uses: actions/checkout@v5
      - run: gh workflow run deploy.yml
        env: {GH_TOKEN: "${{ github.token }}"}
  cloned:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env: {GH_TOKEN: "${{ github.token }}"}
    steps:
      - run: |
          gh repo clone "$GITHUB_REPOSITORY" there
          cd there
          gh workflow run deploy.yml
```

```yaml title=".github/workflows/deploy.yml"
on: workflow_dispatch
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: ./deploy.sh
```

## Fixed

```yaml title=".github/workflows/build.yml"
name: build
on: push
permissions: {actions: write}
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v5
      - run: make
  deploy:
    needs: build
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: gh workflow run deploy.yml -f environment=production
        env:
          GH_TOKEN: ${{ github.token }}
          GH_REPO: ${{ github.repository }}
      - env:
          GH_TOKEN: ${{ github.token }}
          GH_REPO: ${{ github.repository }}
        run: gh workflow run deploy.yml -f environment=mirror
```

```yaml title=".github/workflows/again.yml"
on:
  workflow_run:
    workflows: [build]
    types: [completed]
permissions: {actions: write}
jobs:
  again:
    if: github.event.workflow_run.conclusion == 'failure' && github.event.workflow_run.run_attempt < 3
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: gh run rerun ${{ github.event.workflow_run.id }} --failed
        env:
          GH_TOKEN: ${{ github.token }}
          GH_REPO: ${{ github.repository }}
```

## Limits

Only on GitHub's own runners, which begin with nothing, and only in a workflow's own steps; silent behind every action that may have
fetched a repository (all but a few that surely don't) and behind every file that is run.  `gh api` isn't looked at, nor are pull
requests and issues that may be named by their address.  Calls that send no message count in workflows that send or hear one.

## References

- [gh workflow run](https://cli.github.com/manual/gh_workflow_run)
- [gh environment variables](https://cli.github.com/manual/gh_help_environment)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import (
    Hit,
    Label,
    Level,
    NoOptions,
    Span,
    System,
    Way,
    can_happen,
    commands,
    in_step,
    may_be_in_repository,
    offer,
    rule,
)


@rule("`gh workflow run`, or another call of `gh`, without a repository", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Wherever `gh` sends or does something, it knows where; each job is named once."""
    lost: dict[int, dict[Span, tuple[str, Way]]] = {}
    for site in system.sites:
        if site.dispatch.in_folder and not may_be_in_repository(site.way) and can_happen(site):
            lost.setdefault(id(site.way.job), {}).setdefault(site.span, (site.dispatch.mechanism, site.way))
    started = {job: len(places) for job, places in lost.items()}
    for command in commands(system):
        if command.is_in_folder and not may_be_in_repository(command.way):
            lost.setdefault(id(command.way.job), {}).setdefault(command.span, (command.name, command.way))
    for job, places in lost.items():
        yield _hit(system, places, starts=job in started)


def _hit(system: System, places: dict[Span, tuple[str, Way]], starts: bool) -> Hit:
    (first, (name, way)), *others = places.items()
    steps = {id(each.step): each.step.step for _, each in places.values()}
    edits = (in_step(system, step, {"env": {"GH_REPO": "${{ github.repository }}"}}) for step in steps.values())
    return Hit(
        first,
        f"`{name}` knows no repository: nothing is checked out in job `{way.job.id}`, so it fails{' and nothing starts' if starts else ''}",
        help="name it by `--repo`, or by `GH_REPO: ${{ github.repository }}` under `env`",
        related=tuple(Label(span, "the same here") for span, _ in others),
        fixes=offer(f"give the step{'s' if len(steps) > 1 else ''} `GH_REPO: ${{{{ github.repository }}}}`", *edits, safe=True),
    )
