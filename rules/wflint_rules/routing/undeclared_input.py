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

### A secret that is handed on

```yaml title=".github/workflows/release.yml"
on: push
jobs:
  publish:
    uses: ./.github/workflows/publish.yml
    secrets:
      registry-token: ${{ secrets.REGISTRY_TOKEN }}
      bot-token: ${{ secrets.BOT_TOKEN }}  # undeclared-input
```

```yaml title=".github/workflows/publish.yml"
on:
  workflow_call:
    secrets:
      registry-token: {required: true}
jobs:
  publish:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make publish
        env: {TOKEN: "${{ secrets.registry-token }}"}
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

Inputs of one message that aren't declared are told in one finding, at the first of them.  Where the target is one of several, an
input is reported only if none of them declares it.  The inputs of the files as they are here are compared: another branch, named
by `--ref`, may declare others.

## References

- [Create a workflow dispatch event](https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event)
- [Workflow syntax: on.workflow_dispatch.inputs](https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs)
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from wflint.api import Hit, Input, Label, Level, NoOptions, Passed, Span, System, passed_inputs, rule, undeclared_secrets

_MOST = 8
"""Names that are listed."""


@rule("input that the target doesn't declare", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each input that is passed is declared by some possible target; those of one message are told together."""
    seen: set[tuple[Span, str]] = set()
    for passed in passed_inputs(system):
        stray = [(field.name, field.span or passed.place) for field in passed.stray()]
        new = [(name, span) for name, span in dict.fromkeys(stray) if (span, name) not in seen]
        seen.update((span, name) for name, span in new)
        if len(new) == 1:
            yield _one(passed, *new[0])
        elif new:
            yield _several(passed, new)
    for target, secret in undeclared_secrets(system):
        yield Hit(
            secret.span,
            f"`{target}` declares no secret `{secret.text}`, so GitHub rejects the file that calls it, and nothing here runs",
            help=f"declare `{secret.text}` there under `on.workflow_call.secrets`, or don't hand it on",
            subject=secret.text,
        )


def _one(passed: Passed, name: str, span: Span) -> Hit:
    near = _nearest(passed, name)
    return Hit(
        span,
        f"`{passed.target}` declares no input `{name}`, so GitHub refuses to start it{passed.answer}",
        help=f"pass `{near.name.text}`" if near is not None else f"declare `{name}` there, or don't pass it",
        related=(Label(near.name.span, "the nearest input that is declared"),) if near is not None else (),
        subject=name,
    )


def _several(passed: Passed, stray: list[tuple[str, Span]]) -> Hit:
    first = stray[0][1]
    names = [f"`{name}`" for name, _ in stray]
    near = {name: found for name, _ in stray if (found := _nearest(passed, name)) is not None}
    instead = "; ".join(f"pass `{each.name.text}` for `{name}`" for name, each in near.items())
    others = [f"`{name}`" for name, _ in stray if name not in near]
    return Hit(
        first,
        f"`{passed.target}` declares none of the inputs {_listed(names)}, so GitHub refuses to start it{passed.answer}",
        help="; ".join(
            each for each in (instead, f"declare {_listed(others)} there, or don't pass them" if others else "") if each
        ),
        related=(
            *(Label(span, "isn't declared either") for _, span in stray[1:] if span != first),
            *(Label(each.name.span, f"the nearest to `{name}` that is declared") for name, each in near.items()),
        ),
        subject=",".join(name for name, _ in stray),
    )


def _listed(names: list[str]) -> str:
    shown = names if len(names) <= _MOST else [*names[:_MOST], f"{len(names) - _MOST} more"]
    return " and ".join(", ".join(shown).rsplit(", ", 1))


def _nearest(passed: Passed, name: str) -> Input | None:
    """The declared input whose name is the most alike, of those that aren't passed already."""
    given = {field.name.lower() for field in passed.fields}
    declared = {each.name.text: each for each in passed.declared[0] if each.name.text.lower() not in given}
    return next((declared[each] for each in get_close_matches(name, declared, n=1, cutoff=0.6)), None)
