r"""A dispatch or call omits an input that its target requires and has no default for, or a secret that its target reads.

## Why

GitHub refuses the start: 422 "Required input 'x' not provided" for a dispatch, an invalid workflow for a call.  A secret that a call
doesn't hand on is empty in the called workflow, also where it works when that is started by other means.

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
      - run: gh workflow run build.yml -f target=linux  # missing-input
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

### Handed on

```yaml title=".github/workflows/start.yml"
on:
  workflow_dispatch:
    inputs:
      version: {required: true}
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  start:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: gh workflow run build.yml -f target=linux  # missing-input
```

```yaml title=".github/workflows/build.yml"
name: Build
on:
  workflow_dispatch:
    inputs:
      version: {required: true}
      target: {type: choice, options: [linux, windows], default: linux}
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
    uses: ./.github/workflows/test.yml  # missing-input
    with:
      fast: true
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

### A secret that isn't handed on

A warning; not for secrets that the called workflow declares, nor for jobs with an environment, which may have secrets of its own.

```yaml title=".github/workflows/released.yml"
on: push
jobs:
  deploy:
    uses: ./.github/workflows/deploy.yml  # missing-input: `DEPLOY_KEY`
    secrets:
      NPM_TOKEN: ${{ secrets.NPM_TOKEN }}
```

```yaml title=".github/workflows/deploy.yml"
on:
  workflow_dispatch:
  workflow_call:
    secrets:
      NPM_TOKEN: {required: true}
      CHAT_HOOK: {required: false}
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - env:
          DEPLOY_KEY: ${{ secrets.DEPLOY_KEY }}
          NPM_TOKEN: ${{ secrets.NPM_TOKEN }}
          CHAT_HOOK: ${{ secrets.CHAT_HOOK }}
          TRACE_KEY: ${{ secrets.TRACE_KEY || 'none' }}
          GITHUB_TOKEN: ${{ secrets.GITHUB_TOKEN }}
        run: ./deploy.sh
  publish:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    environment: packages
    steps:
      - env: {PACKAGES_KEY: "${{ secrets.PACKAGES_KEY }}"}
        run: ./publish.sh
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
      - run: gh workflow run build.yml -f version=1
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

## Fixed

An input that the run itself was started with is handed on, by `--unsafe-fixes`: that the same name means the same is likely, not sure.

### Handed on

```yaml title=".github/workflows/start.yml"
on:
  workflow_dispatch:
    inputs:
      version: {required: true}
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  start:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env:
          VERSION: ${{ inputs.version }}
        run: gh workflow run build.yml -f target=linux -f version="$VERSION"
```

## Limits

Silent where not all inputs that are passed can be known.

## References

- [Create a workflow dispatch event](https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event)
- [Workflow syntax: on.workflow_dispatch.inputs](https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import (
    Fix,
    Hit,
    Label,
    Level,
    NoOptions,
    Span,
    System,
    Unhanded,
    handing_on,
    handing_to_called,
    offer,
    passed_inputs,
    rule,
    unhanded,
)


@rule("required input that isn't passed", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each required input of every possible target is passed, and each secret that a called one reads."""
    seen = set()
    for passed in passed_inputs(system):
        for each in passed.missing():
            name = each.name.text
            if (passed.place, name) in seen:
                continue
            seen.add((passed.place, name))
            yield Hit(
                passed.place,
                f"`{passed.target}` requires the input `{name}`, which isn't passed: GitHub refuses to start it{passed.answer}",
                help=f"pass `{name}`, or give it a default",
                related=(Label(each.name.span, "required here, without a default"),),
                subject=name,
                fixes=_fixes(system, passed.place, name),
            )
    yield from map(_unhanded, unhanded(system))


def _unhanded(call: Unhanded) -> Hit:
    *names, last = (f"`{each}`" for each in call.reads)
    told = f"secrets {', '.join(names)} and {last}" if names else f"secret {last}"
    return Hit(
        call.uses.span,
        f"`{call.name}` reads the {told}, which this job doesn't hand on: {'they are' if names else 'it is'} empty there",
        help="hand on what is read under `secrets`, or write `secrets: inherit`",
        level=Level.WARNING,
        related=tuple(Label(place, "read here") for place in call.reads.values()),
        subject=" ".join(call.reads),
    )


def _fixes(system: System, place: Span, name: str) -> tuple[Fix, ...]:
    title = f"hand `{name}` on"
    for site in system.messages:
        if site.span == place:
            return offer(title, *handing_on(system, site, name))
    for facts in system.workflows:
        for job in facts.jobs:
            if job.job.calls is not None and job.job.calls.span == place:
                return offer(title, handing_to_called(system, job, facts, name))
    return ()
