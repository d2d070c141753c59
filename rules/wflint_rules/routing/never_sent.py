r"""A listener waits for an event type that nothing here sends.

## Why

Most such listeners are fed from outside: by another repository, a bot, a service.  Some have lost their sender, and never run.

## Bad

```yaml title=".github/workflows/deploy.yml"
on:
  repository_dispatch:
    types: [deploy]  # never-sent
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

```yaml title=".github/wflint.yml"
external-events:
  sent: [deploy]
```

## Limits

Never more than a note.  Silent where some dispatch has a type that can't be known, or isn't understood: it may be this one.
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import OWN_REPOSITORY, Hit, Level, Listener, NoOptions, System, rule


@rule("event type that nothing here sends", level=Level.NOTE)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each listener's type is sent by some dispatch, or declared as coming from outside."""
    for listener in system.listeners:
        if listener.type is not None and not _may_be_sent(system, listener, listener.type.text):
            yield Hit(
                listener.place,
                f"nothing here sends `{listener.type.text}`",
                help="if it comes from outside, list it under `external-events.sent` in .github/wflint.yml",
                subject=listener.type.text,
            )


def _may_be_sent(system: System, listener: Listener, event_type: str) -> bool:
    if event_type in system.config.external_sent or system.unresolved or system.is_unread(listener.workflow.repository):
        return True
    for site in system.messages:
        if site.dispatch.kind != "repository_dispatch":
            continue
        receiver = system.receiver(site)
        elsewhere = receiver is None and site.dispatch.repository != OWN_REPOSITORY
        if elsewhere or (receiver is not None and receiver is not listener.workflow.repository):
            continue
        types = system.types(site)
        if types is None or event_type in types:
            return True
    return False
