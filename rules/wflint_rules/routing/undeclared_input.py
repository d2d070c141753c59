r"""A dispatch or call passes an input that its target doesn't declare.

## Why

GitHub refuses the whole start: 422 "Unexpected inputs provided" for a dispatch, an invalid workflow for a call.

## Bad

### A dispatch

```yaml title=".github/workflows/start.yml"
on: workflow_dispatch
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  start:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: gh workflow run build.yml -f version=1 -f platform=linux  # undeclared-input
```

```yaml title=".github/workflows/build.yml"
name: Build
on:
  workflow_dispatch:
    inputs:
      version: {required: true}
      target: {type: choice, options: [linux, windows], default: linux}
      debug: {type: boolean, default: false}
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make all
```

### A call of a reusable workflow

```yaml title=".github/workflows/ci.yml"
on: push
jobs:
  test:
    uses: ./.github/workflows/test.yml
    with:
      version: "1"
      quick: true  # undeclared-input
```

```yaml title=".github/workflows/test.yml"
on:
  workflow_call:
    inputs:
      version: {type: string, required: true}
      fast: {type: boolean}
jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make test
```

## Good

```yaml title=".github/workflows/start.yml"
on: workflow_dispatch
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  start:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: gh workflow run build.yml -f version=1 -f target=linux
```

```yaml title=".github/workflows/build.yml"
name: Build
on:
  workflow_dispatch:
    inputs:
      version: {required: true}
      target: {type: choice, options: [linux, windows], default: linux}
      debug: {type: boolean, default: false}
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make all
```

## Limits

Where the target is one of several, an input is reported only if none of them declares it.  The inputs of the files as they are here
are compared: another branch, named by `--ref`, may declare others.

## References

- [Create a workflow dispatch event](https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event)
- [Workflow syntax: on.workflow_dispatch.inputs](https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs)
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from wflint.api import Hit, Label, Level, NoOptions, Passed, Span, System, passed_inputs, rule


@rule("input that the target doesn't declare", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each input that is passed is declared by some possible target."""
    seen: set[tuple[Span, str]] = set()
    for passed in passed_inputs(system):
        for field in passed.stray():
            span = field.span or passed.place
            if (span, field.name) in seen:
                continue
            seen.add((span, field.name))
            yield _hit(passed, field.name, span)


def _hit(passed: Passed, name: str, span: Span) -> Hit:
    declared = [each.name.text for each in passed.declared[0]]
    given = {field.name.lower() for field in passed.fields}
    near = get_close_matches(name, [each for each in declared if each.lower() not in given], n=1, cutoff=0.6)
    return Hit(
        span,
        f"`{passed.target}` declares no input `{name}`, so GitHub refuses to start it{passed.answer}",
        help=f"pass `{near[0]}`" if near else f"declare `{name}` there, or don't pass it",
        related=tuple(
            Label(each.name.span, "the nearest input that is declared") for each in passed.declared[0] if each.name.text in near
        ),
        subject=name,
    )
