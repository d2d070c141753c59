r"""The key of a concurrency group is empty after some event: runs that have nothing to do with each other cancel each other.

## Why

`github.event.pull_request.number` and `github.head_ref` are there for pull requests alone.  After a push, in a merge queue or after a
comment they are empty, and GitHub says nothing of it: `ci-${{ github.event.pull_request.number }}` is `ci-` for all of them.  With
`cancel-in-progress` each such run cancels the one before, whatever branch, pull request or issue that was about.  Where nothing else
is in the group GitHub refuses the run.

## Bad

```yaml title=".github/workflows/ci.yml"
on:
  pull_request:
  push:
    branches: [main, release/*]
  merge_group:
concurrency:
  group: ${{ github.workflow }}-${{ github.event.pull_request.number }}  # group-without-key
  cancel-in-progress: true
jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make test
```

```yaml title=".github/workflows/docs.yml"
on:
  pull_request:
  push:
    branches: [main]
concurrency:
  group: ${{ github.head_ref }}  # group-without-key: nothing is left after a push
  cancel-in-progress: true
jobs:
  docs:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make docs
```

## Good

```yaml title=".github/workflows/ci.yml"
on:
  pull_request:
  push:
    branches: [main, release/*]
  merge_group:
concurrency:
  group: ${{ github.workflow }}-${{ github.event.pull_request.number || github.run_id }}
  cancel-in-progress: true
jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make test
```

```yaml title=".github/workflows/docs.yml"
on:
  pull_request:
  push:
    branches: [main]
concurrency:
  group: docs-${{ github.head_ref }}
  cancel-in-progress: true
jobs:
  docs:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make docs
```

## Limits

Only groups of workflows, and events that come about several things at a time: pull requests, merge queues, issues, comments, and
pushes to more than one branch.  That a push to the one branch that is listened to cancels the run for the push before may be meant.
Groups that tasks share are the matter of `events-dropped-by-concurrency`.

## References

- [Control the concurrency of workflows and jobs](https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Keyless, Label, Level, NoOptions, System, keyless, rule, shown, shown_group


@rule("concurrency group whose key is empty", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """After each event that starts a workflow its group tells apart what the event can be about."""
    for found in keyless(system):
        yield Hit(
            found.place,
            _message(found),
            help="put something behind it for this event: `|| github.ref`, or `|| github.run_id`",
            related=(Label(found.trigger.place, "this event doesn't have it"),),
        )


def _message(found: Keyless) -> str:
    key, event = shown(found.key), found.trigger.event
    if found.is_empty:
        return f"after `{event}` `{key}` is empty, and nothing is left of the concurrency group: GitHub refuses the run"
    about = "branch" if event == "push" else "issue, discussion or pull request"
    return (
        f"after `{event}` `{key}` is empty, so that all runs share the group `{shown_group(found.group)}`: each cancels the one "
        f"before, whatever {about} that is about"
    )
