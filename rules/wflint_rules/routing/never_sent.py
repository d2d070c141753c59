r"""A listener waits for an event type that nothing here sends.

## Why

Most such listeners are fed from outside: by another repository, a bot, a service.  Some have lost their sender, and never run.
Where the type's contract says that this system sends it, one of the two is wrong.

## Bad

### Nobody here sends it

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

### Its contract says that this system sends it

```yaml title=".github/workflows/deploy.yml"
on:
  repository_dispatch:
    types: [deploy]  # never-sent: an error
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: ./deploy.sh
```

```json title=".github/events/deploy.schema.json"
{"type": "object", "x-wflint": {"sent-by": ["build.yml"]}}
```

## Good

### The configuration says that it comes from outside

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

### Its contract says so

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

```json title=".github/events/deploy.schema.json"
{"type": "object", "x-wflint": {"sent-by": "outside"}}
```

### It may go here as well as elsewhere

```yaml title=".github/workflows/roll-out.yml"
on:
  workflow_dispatch:
    inputs:
      repository: {required: true}
env: {GH_TOKEN: "${{ secrets.ROLL_OUT }}"}
jobs:
  send:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: gh api "repos/${{ inputs.repository }}/dispatches" -f event_type=deploy
```

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

A note, but for types of which a contract says who sends them here: `x-wflint` with `sent-by`, or an operation of an AsyncAPI document
whose action is `send`.  Silent where some dispatch has a type that can't be known, or isn't understood: it may be this one; and where one goes to a
repository by its name, and wflint doesn't know the name of this one.
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Label, Level, Listener, NoOptions, System, constant, rule


@rule("event type that nothing here sends", level=Level.NOTE)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each listener's type is sent by some dispatch, or declared as coming from outside."""
    sent = _sent(system)
    for listener in system.listeners:
        if listener.type is None or _may_be_sent(system, sent, listener, listener.type.text):
            continue
        name = listener.type.text
        contract = system.contract(listener.workflow.repository, name)
        if contract is None or not contract.sent:
            yield Hit(
                listener.place,
                f"nothing here sends `{name}`",
                help="if it comes from outside, list it under `external-events.sent` in .github/wflint.yml",
                subject=name,
            )
        elif contract.sent == "here":
            yield Hit(
                listener.place,
                f"nothing here sends `{name}`, and its contract says that this system does, so `{listener.workflow.workflow.source.name}` waits in vain",
                help="send it, or say in the contract that it comes from outside",
                related=(Label(contract.place, "the contract"),),
                level=Level.ERROR,
                subject=name,
            )


def _sent(system: System) -> dict[int | None, set[str | None]]:
    """The types of what each repository gets, `None` for one that can't be known; under `None` those that any repository may get."""
    found: dict[int | None, set[str | None]] = {}
    names_known = all(repository.name is not None for repository in system.repositories)
    for site in system.messages:
        receiver = system.receiver(site)
        goes_elsewhere = receiver is None and names_known and constant(site.dispatch.repository) is not None
        if site.dispatch.kind == "repository_dispatch" and not goes_elsewhere:
            types = system.types(site)
            found.setdefault(id(receiver) if receiver is not None else None, set()).update((None,) if types is None else types)
    return found


def _may_be_sent(system: System, sent: dict[int | None, set[str | None]], listener: Listener, event_type: str) -> bool:
    own = listener.workflow.repository
    if event_type in system.config.external_sent or system.unresolved or system.is_unread(own):
        return True
    return any({event_type, None} & sent.get(receiver, set()) for receiver in (id(own), None))
