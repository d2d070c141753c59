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

### One of several types

```yaml title=".github/workflows/next.yml"
on: {repository_dispatch: {types: [phase-done]}}
permissions: {contents: write}
jobs:
  next:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - id: next
        run: |
          case "${{ github.event.client_payload.phase }}" in
            plan) next=build ;;
            build) next=test ;;
            test) next=ship ;;
            *) next=none ;;
          esac
          echo "phase=$next" >> "$GITHUB_OUTPUT"
      - if: steps.next.outputs.phase != 'none'
        uses: peter-evans/repository-dispatch@v4
        with:
          event-type: phase-${{ steps.next.outputs.phase }}  # missing-listener: `phase-test`, `phase-ship`
          client-payload: '{"phase": "${{ steps.next.outputs.phase }}"}'
```

```yaml title=".github/workflows/build.yml"
on: {repository_dispatch: {types: [phase-build]}}
permissions: {contents: write}
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: ./build.sh
      - uses: peter-evans/repository-dispatch@v4
        with:
          event-type: phase-done
          client-payload: '{"phase": "build"}'
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

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from wflint.api import Hit, Label, Level, Listener, NoOptions, Repository, Site, System, meant_by, offer, renaming, rule

_MOST_TYPES = 6


@rule("dispatched event type has no listener", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each possible type of each dispatch to an analysed repository is heard there."""
    for site in system.messages:
        repository = system.receiver(site)
        if repository is None:
            continue
        unheard = [each for each in system.types(site) or () if _is_unheard(system, repository, each)]
        known = {listener.type.text: listener for listener in system.listeners_in(repository) if listener.type is not None}
        spelt = {each: meant for each in unheard if (meant := meant_by(each, known)) is not None}
        yield from (_misspelt(system, site, repository, each, known[meant]) for each, meant in spelt.items())
        lost = [each for each in unheard if each not in spelt]
        if lost:
            yield _lost(site, repository, lost, known)


def _is_unheard(system: System, repository: Repository, event_type: str) -> bool:
    if not event_type or event_type in system.config.external_heard or system.may_be_heard_by(repository, event_type):
        return False
    return not (system.is_unread(repository) and system.may_hold(repository, "repository_dispatch"))


def _misspelt(system: System, site: Site, repository: Repository, event_type: str, listener: Listener) -> Hit:
    assert listener.type is not None
    meant = listener.type.text
    return Hit(
        site.dispatch.target_span,
        _message(site, repository, [event_type]),
        help=f"send `{meant}`, or add `{event_type}` to its `types`",
        related=(Label(listener.place, "the nearest type that is listened for"),),
        subject=event_type,
        fixes=offer(f"send `{meant}`", renaming(system, site.dispatch.target_span, event_type, meant)),
    )


def _lost(site: Site, repository: Repository, types: list[str], known: Mapping[str, Listener]) -> Hit:
    first = types[0]
    near = get_close_matches(first, known, n=1, cutoff=0.6) if len(types) == 1 else []
    cure = f"add a workflow that listens for {'them' if len(types) > 1 else f'`{first}`'}"
    return Hit(
        site.dispatch.target_span,
        _message(site, repository, types),
        help=f"send `{near[0]}`, or add `{first}` to its `types`" if near else cure,
        related=tuple(Label(known[each].place, "the nearest type that is listened for") for each in near),
        subject=" ".join(types),
    )


def _message(site: Site, repository: Repository, types: list[str]) -> str:
    where = "" if repository is site.workflow.repository else f" in {repository.name}"
    told = ", ".join(f"`{each}`" for each in types[:_MOST_TYPES]) + (" and others" if len(types) > _MOST_TYPES else "")
    if len(types) == 1:
        return f"no workflow{where} listens for the event type {told}, so nothing starts and nothing turns red"
    return f"no workflow{where} listens for the event types {told}, so nothing starts when one of them is sent"
