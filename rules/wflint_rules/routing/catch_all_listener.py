r"""A workflow listens for `repository_dispatch` without `types`: every event of the repository starts it.

## Why

In a system that talks by events such a workflow runs at every step of every task, and whatever it does is done for events that
it wasn't written for.  `type:` in place of `types:` has the same effect.

## Bad

```yaml title=".github/workflows/deploy.yml"
on:
  repository_dispatch:  # catch-all-listener
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: ./deploy.sh
```

```yaml title=".github/workflows/test.yml"
on:
  repository_dispatch:
    types: [test]
jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: ./test.sh
```

## Good

```yaml title=".github/workflows/deploy.yml"
on:
  repository_dispatch:
    types: [deploy]
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: ./deploy.sh
```

## Limits

A workflow that the configuration calls an `event-log` is meant to hear everything.  A note where nothing else listens for
`repository_dispatch`, and nothing here sends one: there the event is but a button that somebody outside presses.
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Label, Level, Listener, NoOptions, System, rule


@rule("listener that every event starts", level=Level.WARNING)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each listener for `repository_dispatch` names its types."""
    for listener in system.listeners:
        if listener.type is not None or system.role(listener.workflow) == "event-log":
            continue
        settings = listener.trigger.settings
        misspelt = settings.pair("type") if settings is not None else None
        is_button = misspelt is None and _is_alone(system, listener)
        yield Hit(
            misspelt.key.span if misspelt is not None else listener.place,
            "`type` isn't a key of `repository_dispatch`, so every event starts this workflow"
            if misspelt is not None
            else "every `repository_dispatch` event starts this workflow, whatever its type",
            help="write `types:` with a list" if misspelt is not None else "list the event types under `types`",
            level=Level.NOTE if is_button else None,
            related=(Label(listener.place, "the listener"),) if misspelt is not None else (),
        )


def _is_alone(system: System, listener: Listener) -> bool:
    """Whether there is nothing that the listener's events could be told apart from: no other listener, and no message."""
    repository = listener.workflow.repository
    others = any(each.workflow is not listener.workflow and each.workflow.repository is repository for each in system.listeners)
    return not others and not any(edge.workflow is listener.workflow for edge in system.edges)
