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

A workflow that the configuration calls an `event-log` is meant to hear everything.
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Label, Level, NoOptions, System, rule


@rule("listener that every event starts", level=Level.WARNING)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each listener for `repository_dispatch` names its types."""
    for listener in system.listeners:
        if listener.type is not None or system.role(listener.workflow) == "event-log":
            continue
        settings = listener.trigger.settings
        misspelt = settings.pair("type") if settings is not None else None
        yield Hit(
            misspelt.key.span if misspelt is not None else listener.place,
            "`type` isn't a key of `repository_dispatch`, so every event starts this workflow"
            if misspelt is not None
            else "every `repository_dispatch` event starts this workflow, whatever its type",
            help="write `types:` with a list" if misspelt is not None else "list the event types under `types`",
            related=(Label(listener.place, "the listener"),) if misspelt is not None else (),
        )
