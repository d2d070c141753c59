r"""A file that GitHub can't read: none of its workflows ever runs.

## Why

GitHub rejects a workflow file as a whole for one fault in its YAML.  Its triggers are gone with it, so an event that it
should hear starts nothing; the fault is shown only in the list of runs.

## Bad

### A key twice

```yaml title=".github/workflows/build.yml"
on:
  repository_dispatch:
    types: [build-requested]
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    env:
      TARGET: staging
      Target: production  # parse-error: keys are compared without case
    steps:
      - run: ./build.sh
```

### A secret under the name of the run's own token

```yaml title=".github/workflows/deploy.yml"
on:
  workflow_call:
    secrets:
      github_token: {required: true}  # parse-error: the name is reserved
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: ./deploy.sh
```

### Nothing that starts it

```yaml title=".github/workflows/verify.yml"
on: {}  # parse-error
jobs:
  verify:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: ./verify.sh
```

## Good

```yaml title=".github/workflows/build.yml"
on:
  repository_dispatch:
    types: [build-requested]
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    env:
      TARGET: production
    steps:
      - run: ./build.sh
```

## Limits

Only what makes a file unreadable, or gives it no event, and the one secret that can't be declared; no unknown keys or wrong types: that
is the work of actionlint.

## References

- [Workflow syntax](https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax)
- [YAML 1.2.2](https://yaml.org/spec/1.2.2/)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Level, NoOptions, System, rule


@rule("file that can't be read", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Every file could be read."""
    for problem in system.problems:
        if problem.kind == "syntax":
            yield Hit(problem.span, f"GitHub rejects the file: {problem.message}", help=problem.hint, subject=problem.message)
        elif problem.kind == "contract":
            yield Hit(problem.span, f"this contract isn't used: {problem.message}", help=problem.hint, subject=problem.message)
        elif problem.kind == "unreadable":
            yield Hit(problem.span, f"nothing here was checked: {problem.message}", help=problem.hint, subject=problem.message)
