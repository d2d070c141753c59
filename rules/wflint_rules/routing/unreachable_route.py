r"""A condition asks for an event that the workflow isn't subscribed to: the job, step or branch never runs.

## Why

Most often the type was renamed on one side only, or the subscription was forgotten.  The route looks handled and is dead.

## Bad

```yaml title=".github/workflows/orchestrator.yml"
on:
  repository_dispatch:
    types: [task:start, work:complete]
jobs:
  begin:
    if: github.event.action == 'task:start'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: ./begin.sh
  finish:
    if: github.event.action == 'work:completed'  # unreachable-route
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: ./finish.sh
```

## Good

```yaml title=".github/workflows/orchestrator.yml"
on:
  repository_dispatch:
    types: [task:start, work:complete]
jobs:
  begin:
    if: github.event.action == 'task:start'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: ./begin.sh
  finish:
    if: github.event.action == 'work:complete'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: ./finish.sh
```

A branch that is never taken for another reason than its event:

```yaml title=".github/workflows/check.yml"
on: {pull_request: {types: [labeled]}, workflow_dispatch: {}}
jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          tell() {
            if [ -z "$URL" ]; then echo "nowhere to tell it"; return; fi
            ./tell.sh "$URL" "$1"
          }
          URL=""
          if [ "${{ github.event_name }}" = "pull_request" ]; then URL="https://tell.example/$GITHUB_SHA"; fi
          ./check.sh
          if [ "${{ github.event_name }}" = "pull_request" ]; then tell "checked"; fi
```

## Limits

Reusable workflows see the event of their caller and are left out.  `if: false` is taken for deliberate.
Files that gh-aw made (`.lock.yml`; their head says so) ask for many events in general, and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from wflint.api import Hit, Label, Level, NoOptions, System, dead_conditions, rule


@rule("route for an event that never comes", level=Level.WARNING)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Every condition on the event can be met by some trigger of its workflow."""
    for facts in system.workflows:
        heard = {each.type.text: each.place for each in system.listeners if each.workflow is facts and each.type is not None}
        for dead in dead_conditions(system, facts):
            asked = " or ".join(f"`{each}`" for each in dict.fromkeys(dead.types))
            near = get_close_matches(dead.types[0], heard, n=1, cutoff=0.6)
            yield Hit(
                dead.place,
                f"this never runs: it asks for {asked}, which doesn't start this workflow",
                help=f"ask for `{near[0]}`, or subscribe" if near else "subscribe to it under `on`, or remove the route",
                related=tuple(Label(heard[each], "the nearest type that is subscribed to") for each in near),
                subject=",".join(dead.types),
            )
