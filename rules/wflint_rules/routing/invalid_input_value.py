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

### One of several workflows takes it

```yaml title=".github/workflows/start.yml"
on: {workflow_dispatch: {inputs: {quick: {type: boolean}}}}
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  start:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env: {WORKFLOW: "${{ inputs.quick && 'check.yml' || 'build.yml' }}"}
    steps:
      - run: gh workflow run "$WORKFLOW" -f target=macos  # invalid-input-value
```

```yaml title=".github/workflows/build.yml"
on: {workflow_dispatch: {inputs: {target: {type: choice, options: [linux, windows]}}}}
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make all
```

```yaml title=".github/workflows/check.yml"
on: {workflow_dispatch: {inputs: {target: {type: string}}}}
jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make check
```

### A text for a boolean

```yaml title=".github/workflows/start.yml"
on: push
jobs:
  look:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    outputs:
      full: ${{ steps.look.outputs.full }}
    steps:
      - id: look
        run: echo "full=true" >> "$GITHUB_OUTPUT"
  build:
    needs: look
    uses: ./.github/workflows/build.yml
    with:
      full: ${{ needs.look.outputs.full }}  # invalid-input-value: `fromJSON(…)` makes a boolean of it
```

```yaml title=".github/workflows/build.yml"
on: {workflow_call: {inputs: {full: {type: boolean}}}}
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make all
```

### What a manual start asks for is empty after other events

```yaml title=".github/workflows/nightly.yml"
on:
  schedule: [{cron: "0 3 * * *"}]
  workflow_dispatch:
    inputs:
      full: {type: boolean, default: false}
      name: {type: string}
jobs:
  test:
    uses: ./.github/workflows/test.yml
    with:
      full: ${{ inputs.full }}  # invalid-input-value
      name: ${{ inputs.name }}
  again:
    uses: ./.github/workflows/test.yml
    with:
      full: ${{ inputs.full == true }}
  by-hand:
    if: github.event_name == 'workflow_dispatch'
    uses: ./.github/workflows/test.yml
    with:
      full: ${{ inputs.full }}
```

```yaml title=".github/workflows/test.yml"
on:
  workflow_call:
    inputs:
      full: {type: boolean, default: false}
      name: {type: string}
jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make test FULL=${{ inputs.full }} NAME=nightly
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

### Every one of several workflows takes it

```yaml title=".github/workflows/start.yml"
on: {workflow_dispatch: {inputs: {quick: {type: boolean}}}}
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  start:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env: {WORKFLOW: "${{ inputs.quick && 'check.yml' || 'build.yml' }}"}
    steps:
      - run: gh workflow run "$WORKFLOW" -f target=linux
```

```yaml title=".github/workflows/build.yml"
on: {workflow_dispatch: {inputs: {target: {type: choice, options: [linux, windows]}}}}
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make all
```

```yaml title=".github/workflows/check.yml"
on: {workflow_dispatch: {inputs: {target: {type: string}}}}
jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make check
```

### A word with which the step doesn't run

```yaml title=".github/workflows/start.yml"
on: push
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  start:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - uses: actions/checkout@v6
      - id: look
        run: |
          target=linux
          wanted=true
          if [ "$(./state.sh)" = frozen ]; then
            target=nothing
            wanted=false
          fi
          echo "target=$target" >> "$GITHUB_OUTPUT"
          echo "wanted=$wanted" >> "$GITHUB_OUTPUT"
      - if: steps.look.outputs.wanted == 'true'
        run: gh workflow run build.yml -f target=${{ steps.look.outputs.target }}
```

```yaml title=".github/workflows/build.yml"
on: {workflow_dispatch: {inputs: {target: {type: choice, options: [linux, windows]}}}}
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make all
```

### A word that is left out before anything is sent

```yaml title=".github/workflows/start.yml"
on: push
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  start:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          case "$GITHUB_REF_NAME" in main) system=linux ;; win) system=windows ;; *) system=none ;; esac
          if [ "$system" = none ]; then exit 0; fi
          gh workflow run build.yml -f version=1 -f target="$system"
      - uses: actions/github-script@v8
        with:
          script: |
            const system = context.ref.includes('main') ? 'linux' : context.ref.includes('win') ? 'windows' : 'none';
            if (system !== 'none') {
              await github.rest.actions.createWorkflowDispatch({
                ...context.repo, workflow_id: 'build.yml', ref: 'main', inputs: {version: '1', target: system},
              });
            }
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

Only values of which every possibility is known are compared, and for a boolean of a reusable workflow what is surely a text; where a message may go to one of several workflows, only a value that is
the same for all of them.

## References

- [Create a workflow dispatch event](https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event)
- [Workflow syntax: on.workflow_dispatch.inputs](https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Input, Label, Level, NoOptions, System, empty_for_typed, passed_inputs, rule, texts_for_booleans


@rule("input value that the target doesn't allow", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each known value that is passed fits the declared type."""
    seen = set()
    for passed in passed_inputs(system):
        for field in passed.fields:
            span = field.span or passed.place
            texts = passed.texts(field)
            if len(passed.declared) > 1 and len(texts) > 1:
                continue  # which value goes to which target isn't followed
            wrong = [(declared, text) for declared in passed.inputs(field.name) for text in texts if not _fits(declared, text)]
            if not wrong or (span, field.name) in seen:
                continue
            seen.add((span, field.name))
            declared, text = wrong[0]
            target = passed.target if len(passed.declared) == 1 else declared.name.span.path.rpartition("/")[2]
            allowed = " or ".join(f"`{each.text}`" for each in declared.options) or f"a {declared.type}"
            yield Hit(
                span,
                f"`{text}` isn't allowed for the input `{field.name}` of `{target}`, so GitHub refuses to start it{passed.answer}",
                help=f"pass {allowed}",
                related=(Label(declared.name.span, f"a {declared.type}"),),
                subject=field.name,
            )
    for target, field, declared in texts_for_booleans(system):
        yield Hit(
            field.span or declared.name.span,
            f"this is a text, and the input `{field.name}` of `{target}` a boolean, so GitHub refuses to start it",
            help="make a boolean of it: `fromJSON(…)`, or a comparison with `'true'`",
            related=(Label(declared.name.span, "a boolean"),),
            subject=field.name,
        )
    for target, field, declared, event in empty_for_typed(system):
        yield Hit(
            field.span or declared.name.span,
            f"after `{event.name}` this is empty, which is no {declared.type}, as which `{target}` declares `{field.name}`: "
            "GitHub refuses the call, and the run fails",
            help="compare it: `inputs.… == true`" if declared.type == "boolean" else "give it a fallback: `inputs.… || 1`",
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
