r"""A dispatched event type has no listener: GitHub answers 204, nothing starts, and nothing is red.

## Why

`POST /repos/{owner}/{repo}/dispatches` succeeds whether or not a workflow listens for the type.  The sending job is green, the
next one never starts, and the task waits for ever.

## Bad

```yaml title=".github/workflows/build.yml"
on: workflow_dispatch
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions: {contents: write}
    env: {GH_TOKEN: "${{ github.token }}"}
    steps:
      - run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=deploy-production  # missing-listener: the type has a hyphen
```

```yaml title=".github/workflows/deploy.yml"
on:
  repository_dispatch:
    types: [deploy_production]
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: ./deploy.sh
```

## Good

```yaml title=".github/workflows/build.yml"
on: workflow_dispatch
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions: {contents: write}
    env: {GH_TOKEN: "${{ github.token }}"}
    steps:
      - run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=deploy_production
```

```yaml title=".github/workflows/deploy.yml"
on:
  repository_dispatch:
    types: [deploy_production]
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: ./deploy.sh
```

## Fixed

A type that is spelt otherwise is put right by `--unsafe-fixes`, where only one is meant: what has never started will start.

```yaml title=".github/workflows/build.yml"
on: workflow_dispatch
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions: {contents: write}
    env: {GH_TOKEN: "${{ github.token }}"}
    steps:
      - run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=deploy_production
```

## Limits

Silent where the type or the repository can't be known, where the other repository isn't analysed, where a listener has no
`types` or can't be parsed, and for types that the configuration declares under `external-events.heard`.
A type that the condition of the step or job rules out (`if: steps.next.outputs.phase != 'none'`) isn't sent.

## References

- [Events that trigger workflows: repository_dispatch](https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#repository_dispatch)
- [Create a repository dispatch event](https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event)
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from wflint.api import Hit, Label, Level, NoOptions, Site, System, meant_by, offer, renaming, rule


@rule("dispatched event type has no listener", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each possible type of each dispatch to an analysed repository is heard there."""
    for site in system.messages:
        for event_type in system.types(site) or ():
            hit = _unheard(system, site, event_type)
            if hit is not None:
                yield hit


def _unheard(system: System, site: Site, event_type: str) -> Hit | None:
    repository = system.receiver(site)
    if repository is None or not event_type or event_type in system.config.external_heard:
        return None
    if system.may_be_heard_by(repository, event_type):
        return None
    if system.is_unread(repository) and system.may_hold(repository, "repository_dispatch"):
        return None
    where = "" if repository is site.workflow.repository else f" in {repository.name}"
    known = {listener.type.text: listener for listener in system.listeners_in(repository) if listener.type is not None}
    near = get_close_matches(event_type, known, n=1, cutoff=0.6)
    meant = meant_by(event_type, known)
    edit = renaming(system, site.dispatch.target_span, event_type, meant) if meant is not None else None
    return Hit(
        site.dispatch.target_span,
        f"no workflow{where} listens for the event type `{event_type}`, so nothing starts and nothing turns red",
        help=f"send `{near[0]}`, or add `{event_type}` to its `types`"
        if near
        else f"add a workflow that listens for `{event_type}`",
        related=tuple(Label(known[each].place, "the nearest type that is listened for") for each in near),
        subject=event_type,
        fixes=offer(f"send `{meant}`", edit),
    )
