r"""A dispatch with GITHUB_TOKEN in a job whose `permissions` don't allow it, or a call that none could allow: GitHub answers 403.

## Why

`repository_dispatch` needs `contents: write`, starting a workflow needs `actions: write`.  Once `permissions` names anything,
everything that it doesn't name is `none`; a job's block takes the place of the workflow's.

A called workflow may have no more than its caller: where a job in it asks for more, GitHub refuses the file that calls, and none of
its jobs begins.

There is no scope for the variables and secrets of a repository, so that no run can read or write them by its own token: a retry
count or a lock that is kept in a variable is never there.

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

### State in a variable

```yaml title=".github/workflows/heal.yml"
on: {repository_dispatch: {types: [unhealthy]}}
permissions: {actions: write}
jobs:
  heal:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
    steps:
      - run: |
          count=$(gh variable get HEAL_COUNT || echo 0)
          gh variable set HEAL_COUNT --body "$((count + 1))"  # missing-permission: `count` is always 0, too
          [ "$count" -lt 3 ] && ./heal.sh
```

### A called workflow asks for more than its caller has

```yaml title=".github/workflows/nightly.yml"
on:
  schedule: [{cron: "0 3 * * *"}]
permissions: {contents: read}
jobs:
  check:
    uses: ./.github/workflows/check.yml  # missing-permission
  publish:
    needs: check
    permissions: {contents: write}
    uses: ./.github/workflows/publish.yml
```

```yaml title=".github/workflows/check.yml"
on: workflow_call
jobs:
  comment:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      contents: read
      issues: write
    steps:
      - uses: actions/checkout@v5
      - run: ./comment.sh
```

```yaml title=".github/workflows/publish.yml"
on: workflow_call
permissions:
  contents: write
jobs:
  publish:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - uses: actions/checkout@v5
      - run: ./publish.sh
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

### A token that may

```yaml title=".github/workflows/heal.yml"
on: {repository_dispatch: {types: [unhealthy]}}
jobs:
  heal:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    env: {GH_TOKEN: "${{ secrets.STATE_TOKEN }}", GH_REPO: "${{ github.repository }}", COUNT: "${{ vars.HEAL_COUNT }}"}
    steps:
      - run: |
          gh variable set HEAL_COUNT --body "$((COUNT + 1))"
          [ "$COUNT" -lt 3 ] && ./heal.sh
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
tokens, and where the repository that the message goes to can't be known.  Of variables and secrets only calls of `gh` are looked
at, in workflows that send or hear a message; a warning where something stands behind `||`.

## References

- [Workflow syntax: permissions](https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions)
- [Reuse workflows](https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows): permissions are kept or taken away on the way
- [Create a repository dispatch event](https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event)
- [Create a workflow dispatch event](https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event)
- [REST API endpoints for variables](https://docs.github.com/en/rest/actions/variables): they ask for a permission of that name
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import (
    NEEDED,
    Command,
    Excess,
    Hit,
    Label,
    Level,
    NoOptions,
    Site,
    Span,
    System,
    can_happen,
    commands,
    effective,
    excesses,
    granting,
    is_by_run,
    is_run_token,
    offer,
    rule,
    token_at,
)


@rule("GITHUB_TOKEN without the permission to dispatch, to keep state, or that a call asks for", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each dispatch by the run's own token to its own repository is allowed by `permissions`, and nothing asks what none allows."""
    reported: set[Span] = set()
    for site in system.sites:
        if site.span in reported or system.receiver(site) is not site.workflow.repository or not can_happen(site):
            continue
        hit = _hit(system, site)
        if hit is not None:
            reported.add(site.span)
            yield hit
    for calls in _of_settings(system):
        yield _closed(calls)
    yield from map(_too_much, excesses(system))


def _too_much(found: Excess) -> Hit:
    """A call of a workflow that asks for more than it is given: GitHub starts no job of the caller then."""
    name = found.called.workflow.source.name
    wanted = ", ".join(f"`{scope or 'all others'}: {level}`" for scope, level, _ in found.wanted)
    given = ", ".join(f"`{scope or 'all others'}: {level}`" for scope, _, level in found.wanted)
    uses = found.call.job.calls
    return Hit(
        uses.span if uses is not None else found.granted.span,
        f"GitHub rejects the file: job `{found.job.id}` of `{name}` asks for {wanted}, and this call grants {given}",
        help="grant it in `permissions` of the job that calls, or ask for less",
        related=(Label(found.asked.span, "it is asked for here"), Label(found.granted.span, "this is granted")),
        subject=f"{name} {found.job.id}",
    )


def _of_settings(system: System) -> Iterator[list[Command]]:
    """The calls of `gh` for settings by the run's own token, step by step."""
    found: dict[int, list[Command]] = {}
    for command in commands(system):
        token = command.token if command.settings is not None else None
        if token is not None and is_run_token(token_at(command.way, token)):
            found.setdefault(id(command.way.step), []).append(command)
    yield from found.values()


def _closed(calls: list[Command]) -> Hit:
    first = next((each for each in calls if each.invocation.discarded is None), calls[0])
    others = [each for each in calls if each is not first]
    instead = "; what stands behind `||` is always taken" if (first.invocation.discarded or "").startswith("`||") else ""
    return Hit(
        first.span,
        f"GITHUB_TOKEN may neither read nor write {first.settings}, whatever `permissions` says, so GitHub answers 403{instead}",
        help="give `GH_TOKEN` the token of an app, or a personal one, that may; `vars` holds what variables were when the run began",
        related=tuple(Label(each.span, "the same here") for each in others),
        level=None if first.invocation.discarded is None else Level.WARNING,
    )


def _hit(system: System, site: Site) -> Hit | None:
    granted, scope = effective(site.way), NEEDED[site.dispatch.kind]
    if granted is None or granted.level(scope) == "write" or not is_by_run(site):
        return None
    return Hit(
        site.span,
        f"GITHUB_TOKEN isn't allowed to send this: `{scope}: write` isn't granted, so GitHub answers 403 and nothing starts",
        help=f"add `{scope}: write` to `permissions`",
        related=(Label(granted.span, f"these are the permissions in force, with `{scope}: {granted.level(scope)}`"),),
        subject=scope,
        fixes=offer(f"grant `{scope}: write`", granting(system, site.way, scope, "write")),
    )
