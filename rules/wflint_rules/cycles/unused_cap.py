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

from wflint.api import Hit, Level, NamedValue, NoOptions, System, WorkflowFacts, rule

_CAP = re.compile(r"MAX_?(?:RETR(?:Y|IES)|ATTEMPTS?|TRIES)(?:_|$)|(?:RETR(?:Y|IES)|ATTEMPTS?)_(?:LIMIT|MAX|CAP)$", re.IGNORECASE)


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
    ways = [way for way in system.ways if way.workflow is facts]
    if not ways:  # it is only called, and stands among the ways of who calls it
        return True
    if any(name in way.step.script.read_variables for way in ways):
        return True
    return any(way.step.language is not None and not way.step.outputs.closed for way in ways)
