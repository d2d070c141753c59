r"""A dispatch passes a value that the target's input doesn't allow.

## Why

A `choice` outside its options, a `boolean` that is neither true nor false, or a `number` that isn't one makes GitHub refuse the start:
422 "Provided value … not in the list of allowed values".

## Bad

```yaml title=".github/workflows/start.yml"
on: workflow_dispatch
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  start:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: gh workflow run build.yml -f version=1 -f target=macos  # invalid-input-value
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
      - run: gh workflow run build.yml -f version=1 -f target=windows -f debug=true
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

Only values of which every possibility is known are compared.

## References

- [Create a workflow dispatch event](https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event)
- [Workflow syntax: on.workflow_dispatch.inputs](https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Input, Label, Level, NoOptions, System, passed_inputs, possible_texts, rule


@rule("input value that the target doesn't allow", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each known value that is passed fits the declared type."""
    seen = set()
    for passed in passed_inputs(system):
        if len(passed.declared) != 1:
            continue
        for field in passed.fields:
            declared = passed.input(field.name)
            span = field.span or passed.place
            wrong = [text for text in possible_texts(field.value) or () if declared is not None and not _fits(declared, text)]
            if declared is None or not wrong or (span, field.name) in seen:
                continue
            seen.add((span, field.name))
            allowed = " or ".join(f"`{each.text}`" for each in declared.options) or f"a {declared.type}"
            yield Hit(
                span,
                f"`{wrong[0]}` isn't allowed for the input `{field.name}` of `{passed.target}`, so GitHub refuses to start it{passed.answer}",
                help=f"pass {allowed}",
                related=(Label(declared.name.span, f"a {declared.type}"),),
                subject=field.name,
            )


def _fits(declared: Input, text: str) -> bool:
    match declared.type:
        case "choice":
            return not declared.options or text in {option.text for option in declared.options} or text == ""
        case "boolean":
            return text.lower() in ("true", "false", "")
        case "number":
            return text == "" or _is_number(text)
        case _:
            return True


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
