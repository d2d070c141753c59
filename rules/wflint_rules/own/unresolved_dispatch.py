r"""A dispatch was seen, and what it starts can't be known: other rules are silent about it.

## Why

The graph of events lacks this message.  Whether it is heard, by whom, and whether it closes a loop, wflint can't say.  The note tells
where wflint is blind, and why.

## Bad

```yaml title=".github/workflows/build.yml"
on:
  workflow_dispatch:
    inputs:
      next: {type: string, required: true}
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions: {actions: write}
    env:
      GH_TOKEN: ${{ github.token }}
      NEXT: ${{ inputs.next }}
    steps:
      - run: gh workflow run "$NEXT" --repo "$GITHUB_REPOSITORY"  # unresolved-dispatch: any workflow
```

## Good

```yaml title=".github/workflows/build.yml"
on: workflow_dispatch
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions: {actions: write}
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

```yaml title=".github/workflows/tell.yml"
on:
  push: {branches: [main]}
  repository_dispatch: {types: [seen, heard]}
permissions: {contents: write}
jobs:
  tell:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    env: {GH_TOKEN: "${{ github.token }}"}
    steps:
      - if: github.event_name == 'push'
        run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=on-$GITHUB_EVENT_NAME
      - if: github.event_name == 'repository_dispatch'
        run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=was-${{ github.event.action }}
```

```yaml title=".github/workflows/log.yml"
on:
  repository_dispatch:
    types: [on-push, was-seen, was-heard]
jobs:
  log:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: ./log.sh
```

## Limits

A message to a repository that isn't known, or isn't analysed, is no fault and isn't reported.

## References

- [Create a workflow dispatch event](https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Level, NoOptions, Site, System, rule, shown, why_unknown


@rule("dispatch that couldn't be understood", level=Level.NOTE)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Every send is understood, and every type and target known."""
    for unresolved, _ in {each.span: (each, way) for each, way in system.unresolved}.values():
        yield Hit(
            unresolved.span,
            f"`{unresolved.mechanism}` seems to send an event, and what it sends can't be known: {unresolved.reason}",
            subject=unresolved.reason,
        )
    sites = {site.span: site for site in system.sites if system.named_by(site) is None}
    for site in sites.values():
        yield _hit(site)


def _hit(site: Site) -> Hit:
    is_event = site.dispatch.kind == "repository_dispatch"
    reason = why_unknown(site.dispatch.target) or f"it is `{shown(site.dispatch.target)}`"
    what = "which event type" if is_event else "which workflow"
    verb = "sends" if is_event else "starts"
    return Hit(
        site.dispatch.target_span,
        f"{what} `{site.dispatch.mechanism}` {verb} is known only when it runs: {reason}",
        help=f"name the {'type' if is_event else 'workflow'} in the file, or choose among names that stand there",
        subject=reason,
    )
