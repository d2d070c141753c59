r"""`gh workflow run` where nothing says in which repository: the command fails, and nothing starts.

## Why

`gh` takes the repository from `--repo`, from `GH_REPO`, or from the folder that it is called in; `GITHUB_REPOSITORY` it doesn't
read.  A job begins in an empty folder: without a checkout `gh` stops with `fatal: not a git repository`.

## Bad

```yaml title=".github/workflows/build.yml"
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

## Limits

Only on GitHub's own runners, which begin with nothing, and only in a workflow's own steps; silent behind every action that may have
fetched a repository (all but a few that surely don't) and behind every file that is run.  `gh api` isn't looked at.

## References

- [gh workflow run](https://cli.github.com/manual/gh_workflow_run)
- [gh environment variables](https://cli.github.com/manual/gh_help_environment)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Label, Level, NoOptions, Site, Span, System, can_happen, in_step, may_be_in_repository, offer, rule


@rule("`gh workflow run` without a repository", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Wherever `gh` sends something, it knows where to; each job is named once."""
    lost: dict[int, dict[Span, Site]] = {}
    for site in system.sites:
        if site.dispatch.in_folder and not may_be_in_repository(site.way) and can_happen(site):
            lost.setdefault(id(site.way.job), {}).setdefault(site.span, site)
    for places in lost.values():
        yield _hit(system, list(places.values()))


def _hit(system: System, sites: list[Site]) -> Hit:
    first, *others = sites
    steps = {id(site.way.step): site.way.step.step for site in sites}
    edits = (in_step(system, step, {"env": {"GH_REPO": "${{ github.repository }}"}}) for step in steps.values())
    return Hit(
        first.span,
        f"`{first.dispatch.mechanism}` knows no repository: nothing is checked out in job `{first.way.job.id}`, so it fails and "
        "nothing starts",
        help="name it by `--repo`, or by `GH_REPO: ${{ github.repository }}` under `env`",
        related=tuple(Label(site.span, "the same here") for site in others),
        fixes=offer(f"give the step{'s' if len(steps) > 1 else ''} `GH_REPO: ${{{{ github.repository }}}}`", *edits, safe=True),
    )
