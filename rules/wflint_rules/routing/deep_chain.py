r"""A workflow stands behind the third in a chain of `workflow_run`, or in a circle: GitHub stops starting it.

## Why

GitHub chains three levels of `workflow_run` and no more.  What waits for the end of the third isn't run, and nothing is red.
A workflow that waits for its own end, or for that of one that waits for its, runs again until that limit stops it: a run whose jobs
are all skipped ends as well.

## Bad

```yaml title=".github/workflows/a.yml"
name: a
on: push
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: make a
```

```yaml title=".github/workflows/b.yml"
name: b
on:
  workflow_run:
    workflows: [a]
    types: [completed]
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: make b
```

```yaml title=".github/workflows/c.yml"
name: c
on:
  workflow_run:
    workflows: [b]
    types: [completed]
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: make c
```

```yaml title=".github/workflows/d.yml"
name: d
on:
  workflow_run:
    workflows: [c]
    types: [completed]
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: make d
```

```yaml title=".github/workflows/e.yml"
name: e
on:
  workflow_run:  # deep-chain
    workflows: [d]
    types: [completed]
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: make e
```

### In a circle

```yaml title=".github/workflows/check.yml"
name: Check
on:
  pull_request:
  workflow_run:  # deep-chain
    workflows: [Check]
    types: [completed]
jobs:
  check:
    if: github.event_name == 'pull_request'
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: make check
  comment:
    if: github.event_name == 'workflow_run'
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: ./comment.sh
```

## Good

```yaml title=".github/workflows/a.yml"
name: a
on: push
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: make a
```

```yaml title=".github/workflows/b.yml"
name: b
on:
  workflow_run:
    workflows: [a]
    types: [completed]
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: make b
```

```yaml title=".github/workflows/c.yml"
name: c
on:
  workflow_run:
    workflows: [b]
    types: [completed]
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: make c
```

```yaml title=".github/workflows/d.yml"
name: d
on:
  workflow_run:
    workflows: [c]
    types: [completed]
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: make d
```

## Limits

Only `workflow_run`; a workflow that something else starts as well begins a chain of its own.  A circle is one only where each filter of
branches lets the default branch pass (`main` or `master` where git doesn't tell it).  Reusable workflows that are nested too deep aren't
looked at: GitHub refuses them with an error of its own.

## References

- [Events that trigger workflows: workflow_run](https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_run)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Label, Level, NoOptions, System, WorkflowFacts, circles, rule, too_deep


@rule("workflow behind the end of a chain", level=Level.WARNING)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """No chain of `workflow_run` is longer than GitHub follows it."""
    for facts, before in too_deep(system):
        trigger = facts.workflow.trigger("workflow_run") or facts.workflow.triggers[0]
        last = before.workflow.trigger("workflow_run") or before.workflow.triggers[0]
        yield Hit(
            trigger.place,
            f"`{before.workflow.source.name}` is the third in a chain of `workflow_run`, so GitHub doesn't start this workflow after it",
            help="start it by a dispatch, or wait for an earlier workflow of the chain",
            related=(Label(last.place, "the chain ends here"),),
        )
    for around in circles(system):
        yield _in_a_circle(around)


def _in_a_circle(around: tuple[WorkflowFacts, ...]) -> Hit:
    first, *others = around
    places = [trigger.place for each in around if (trigger := each.workflow.trigger("workflow_run")) is not None]
    name = first.workflow.source.name
    if others:
        waits = f"`{name}` waits for the end of `{others[-1].workflow.source.name}`, which its own end starts"
    else:
        waits = f"`{name}` waits for its own end"
    return Hit(
        places[0],
        f"{waits}: each run starts one more, until GitHub stops after three",
        help="put what follows into a workflow of its own, or into a job with `needs`",
        related=tuple(Label(each, "this one waits for the one before") for each in places[1:]),
    )
