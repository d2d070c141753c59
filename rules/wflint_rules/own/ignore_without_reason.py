r"""An ignore comment that doesn't say why.

## Why

Whoever comes next can't tell whether the finding was wrong, accepted, or just in the way.

## Bad

```yaml title=".github/workflows/build.yml"
on:
  repository_dispatch:
    types: [build-requested]
jobs:
  build:  # wflint: ignore[missing-timeout]  # ignore-without-reason
    runs-on: ubuntu-latest
    steps:
      - run: ./build.sh
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

## Limits

Whether the reason is a good one isn't judged.

## References

- [Workflow syntax](https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax)
"""

from __future__ import annotations

from collections.abc import Iterable

from wflint.api import Hit, Level, NoOptions, System, rule


@rule("ignore comment without a reason", level=Level.WARNING)
def check(system: System, options: NoOptions) -> Iterable[Hit]:
    """Nothing is to be seen before all comments are there: the engine reports these itself."""
    return ()
