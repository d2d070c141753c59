r"""A dispatch with GITHUB_TOKEN in a job whose `permissions` don't allow it: GitHub answers 403.

## Why

`repository_dispatch` needs `contents: write`, starting a workflow needs `actions: write`.  Once `permissions` names anything,
everything that it doesn't name is `none`; a job's block takes the place of the workflow's.

## Bad

```yaml title=".github/workflows/build.yml"
on: push
permissions: {actions: write}
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions: {contents: write}
    env: {GH_TOKEN: "${{ github.token }}"}
    steps:
      - run: gh workflow run deploy.yml --repo "$GITHUB_REPOSITORY"  # missing-permission: the job's block has no `actions`
```

```yaml title=".github/workflows/deploy.yml"
on: workflow_dispatch
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: ./deploy.sh
```

## Good

```yaml title=".github/workflows/build.yml"
on: push
permissions: {contents: read, actions: write}
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    env: {GH_TOKEN: "${{ github.token }}"}
    steps:
      - run: gh workflow run deploy.yml --repo "$GITHUB_REPOSITORY"
```

```yaml title=".github/workflows/deploy.yml"
on: workflow_dispatch
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: ./deploy.sh
```

## Fixed

More rights for a token are for people to look at, so this is done by `--unsafe-fixes` only.

```yaml title=".github/workflows/build.yml"
on: push
permissions: {actions: write}
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions: {contents: write, actions: write}
    env: {GH_TOKEN: "${{ github.token }}"}
    steps:
      - run: gh workflow run deploy.yml --repo "$GITHUB_REPOSITORY"
```

## Limits

Silent where no file names any `permissions`: then a setting of the repository decides, which can't be seen.  Silent for other
tokens, and where the repository that the message goes to can't be known.

## References

- [Workflow syntax: permissions](https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions)
- [Create a repository dispatch event](https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event)
- [Create a workflow dispatch event](https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import (
    NEEDED,
    Hit,
    Label,
    Level,
    NoOptions,
    Site,
    Span,
    System,
    can_happen,
    effective,
    granting,
    is_run_token,
    offer,
    rule,
    token_at,
)


@rule("GITHUB_TOKEN without the permission to dispatch", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each dispatch by the run's own token to its own repository is allowed by `permissions`."""
    reported: set[Span] = set()
    for site in system.sites:
        if site.span in reported or system.receiver(site) is not site.workflow.repository or not can_happen(site):
            continue
        hit = _hit(system, site)
        if hit is not None:
            reported.add(site.span)
            yield hit


def _hit(system: System, site: Site) -> Hit | None:
    token, granted = site.dispatch.token, effective(site.way)
    scope = NEEDED[site.dispatch.kind]
    if token is None or granted is None or granted.level(scope) == "write" or not is_run_token(token_at(site.way, token)):
        return None
    return Hit(
        site.span,
        f"GITHUB_TOKEN isn't allowed to send this: `{scope}: write` isn't granted, so GitHub answers 403 and nothing starts",
        help=f"add `{scope}: write` to `permissions`",
        related=(Label(granted.span, f"these are the permissions in force, with `{scope}: {granted.level(scope)}`"),),
        subject=scope,
        fixes=offer(f"grant `{scope}: write`", granting(system, site.way, scope, "write")),
    )
