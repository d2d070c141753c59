r"""A retry cap is declared and never read.

## Why

`MAX_RETRIES: 3` looks like a promise.  If nothing compares it with anything, there is no cap, or no retry.

## Bad

```yaml title=".github/workflows/orchestrator.yml"
on:
  repository_dispatch:
    types: [task:failed]
env:
  MAX_RETRIES: 3  # unused-cap
jobs:
  retry:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: echo "task failed, retrying"
```

### A script in JavaScript that compares with something else

```yaml title=".github/workflows/orchestrator.yml"
on:
  repository_dispatch:
    types: [task:failed]
env:
  MAX_RETRIES: 3  # unused-cap
jobs:
  retry:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env: {RETRIES: "${{ github.event.client_payload.retry_count }}"}
    steps:
      - uses: actions/github-script@v8
        with:
          script: |
            if (Number(process.env.RETRIES) >= 5) core.setFailed('no retry is left');
```

## Good

```yaml title=".github/workflows/orchestrator.yml"
on:
  repository_dispatch:
    types: [task:failed]
env:
  MAX_RETRIES: 3
jobs:
  retry:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env: {RETRIES: "${{ github.event.client_payload.retry_count }}"}
    steps:
      - run: |
          if [ "$RETRIES" -ge "$MAX_RETRIES" ]; then exit 1; fi
```

### A script in a file of its own

```yaml title=".github/workflows/orchestrator.yml"
on:
  repository_dispatch:
    types: [task:failed]
env:
  MAX_RETRIES: 3
jobs:
  retry:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env: {RETRIES: "${{ github.event.client_payload.retry_count }}"}
    steps:
      - uses: actions/checkout@v5
      - run: python scripts/may_retry.py
```

```python title="scripts/may_retry.py"
import os
import sys

if int(os.environ["RETRIES"]) >= int(os.environ["MAX_RETRIES"]):
    sys.exit(1)
```

### A program of a script in JavaScript may look it up

```yaml title=".github/workflows/orchestrator.yml"
on:
  repository_dispatch:
    types: [task:failed]
env:
  MAX_RETRIES: 3
jobs:
  retry:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - uses: actions/github-script@v8
        with:
          script: await exec.exec('may-retry', [context.payload.client_payload.retry_count]);
```

### An action may look it up

```yaml title=".github/workflows/nightly.yml"
on:
  workflow_dispatch:
permissions: {actions: write}
jobs:
  nightly:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - uses: octo/suite@v2
        env: {SUITE_MAX_RETRIES: "1"}
      - env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
        run: gh workflow run report.yml
```

```yaml title=".github/workflows/report.yml"
on: workflow_dispatch
jobs:
  report:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: echo "reported"
```

## Limits

Only names that say what they are: `MAX_RETRIES`, `RETRY_LIMIT`, `MAX_ATTEMPTS` and the like.  Silent where a script or a program that
isn't read could look the variable up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wflint.api import Hit, Level, NamedValue, NoOptions, StepFacts, System, WorkflowFacts, rule

_CAP = re.compile(r"MAX_?(?:RETR(?:Y|IES)|ATTEMPTS?|TRIES)(?:_|$)|(?:RETR(?:Y|IES)|ATTEMPTS?)_(?:LIMIT|MAX|CAP)$", re.IGNORECASE)
_LOOKS_BEYOND = re.compile(
    r"\b(?:require|import|eval|spawn\w*|fork)\b|exec|\bprocess\b(?!\s*\.\s*(?:env\s*\.\s*\w|exit|stdout))", re.IGNORECASE
)
"""What a script in JavaScript does by which it, or a program that it starts, may look up any variable."""


@rule("retry cap that nothing reads", level=Level.WARNING)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Every variable that is named as a cap is looked up somewhere."""
    for facts in system.workflows:
        for variable in _variables(facts):
            if _CAP.search(variable.name.text) and not _may_be_read(system, facts, variable):
                yield Hit(
                    variable.span,
                    f"`{variable.name.text}` is declared and nothing reads it, so nothing is capped",
                    help="compare the retry count with it before the task is sent out again, or remove it",
                    subject=variable.name.text,
                )


def _variables(facts: WorkflowFacts) -> Iterator[NamedValue]:
    yield from facts.workflow.environment
    for job in facts.workflow.jobs:
        yield from job.environment
        for step in job.steps:
            if step.run is not None or step.input("script") is not None:  # an action may look up what it is given
                yield from step.environment


def _may_be_read(system: System, facts: WorkflowFacts, variable: NamedValue) -> bool:
    """Whether the name occurs anywhere else in the file, a script in another one looks it up, or a program that isn't read could."""
    name = variable.name.text
    if facts.workflow.source.text.count(name) > 1:
        return True
    ways = [way for way in system.ways if way.workflow is facts and not way.is_called]  # a called workflow doesn't see it
    if not any(way.workflow is facts for way in system.ways):  # it is only called, and stands among the ways of who calls it
        return True
    return any(name in way.step.script.read_variables or _may_look_up(way.step) for way in ways)


def _may_look_up(step: StepFacts) -> bool:
    """Whether a script may look up any variable: it runs a program, or asks in a way that isn't known."""
    if step.language is None or step.outputs.closed:
        return False
    script = step.step.input("script")
    return step.language != "javascript" or script is None or _LOOKS_BEYOND.search(script.value.text) is not None
