r"""An ignore comment that silences nothing: the fault is gone, or the name is wrong.

## Why

An ignore that outlives its fault hides the next one at that place, and one with a misspelt name never did anything.

## Bad

```yaml title=".github/workflows/build.yml"
on: workflow_dispatch
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10  # wflint: ignore[missing-timeout] the job is short  # unused-ignore
    steps:
      - run: ./build.sh  # wflint: ignore[mising-token] we sign in elsewhere  # unused-ignore: no such rule
```

## Good

```yaml title=".github/workflows/build.yml"
on:
  repository_dispatch:
    types: [build-requested]
jobs:
  build:  # wflint: ignore[missing-timeout] the script has its own deadline
    runs-on: ubuntu-latest
    steps:
      - run: ./build.sh
```

## Fixed

The comment goes, or the rule's name in it; in a script only by `--unsafe-fixes`, since the same words may stand in a text there.

```yaml title=".github/workflows/build.yml"
on: workflow_dispatch
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: ./build.sh  # wflint: ignore[mising-token] we sign in elsewhere
```

## Limits

Silent for rules that exist and don't run now, as they weren't asked.

## References

- [Workflow syntax](https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax)
"""

from __future__ import annotations

from collections.abc import Iterable

from wflint.api import Hit, Level, NoOptions, System, rule


@rule("ignore comment that silences nothing", level=Level.WARNING)
def check(system: System, options: NoOptions) -> Iterable[Hit]:
    """Nothing is to be seen before all findings are there: the engine reports these itself."""
    return ()
