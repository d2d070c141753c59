r"""A run that has nothing to do cancels the one that is at work.

## Why

Every comment starts a run of a workflow that listens for comments, whatever it says; so does every label, every review, every end
of a run.  Whether it is meant is told by the `if` of the jobs.  But the concurrency group of the workflow is taken before that, and
with `cancel-in-progress` a run whose jobs are all skipped has cancelled the one at work by then: an agent that comments on what it
does cancels itself.  A job's own group is only taken when the job runs.

## Bad

```yaml title=".github/workflows/agent.yml"
on:
  issue_comment:
    types: [created]
concurrency:
  group: agent-${{ github.event.issue.number }}  # cancelled-by-bystander: of every comment on the issue
  cancel-in-progress: true
jobs:
  work:
    if: contains(github.event.comment.body, '@agent')
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - run: ./work.sh
```

```yaml title=".github/workflows/build.yml"
on:
  pull_request:
    types: [opened, synchronize, labeled]
concurrency:
  group: ${{ github.workflow }}-${{ github.ref }}  # cancelled-by-bystander: of every label as well
  cancel-in-progress: true
jobs:
  build:
    if: github.event.action != 'labeled' || github.event.label.name == 'build-again'
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make
```

## Good

```yaml title=".github/workflows/agent.yml"
on:
  issue_comment:
    types: [created]
jobs:
  work:
    if: contains(github.event.comment.body, '@agent')
    runs-on: ubuntu-latest
    timeout-minutes: 60
    concurrency:
      group: agent-${{ github.event.issue.number }}
      cancel-in-progress: true
    steps:
      - run: ./work.sh
```

```yaml title=".github/workflows/build.yml"
on:
  pull_request:
    types: [opened, synchronize, labeled]
concurrency:
  group: ${{ github.workflow }}-${{ github.ref }}-${{ github.event.label.name }}
  cancel-in-progress: true
jobs:
  build:
    if: github.event.action != 'labeled' || github.event.label.name == 'build-again'
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make
```

## Limits

Only where the conditions of all jobs surely say no to some comment, label, review or failed run, and the group is the same for all that
come to one issue, pull request or branch.  What a step decides isn't looked at: such a run does something.  After `workflow_run` a
warning: that a failed run cancels the work for an earlier one may be meant.

## References

- [Control the concurrency of workflows and jobs](https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency)
- [checkstyle/checkstyle#15573: any comment cancels the run](https://github.com/checkstyle/checkstyle/issues/15573)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Label, Level, NoOptions, System, bystanders, rule, shown_group


@rule("run that is cancelled by one with nothing to do", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """What starts a run and gives it nothing to do cancels none that is at work."""
    for found in bystanders(system):
        yield Hit(
            found.place,
            f"{found.what} cancels the run that is at work, and then does nothing: the group `{shown_group(found.group)}` is taken "
            "before any `if` is looked at",
            help="give `concurrency` to the job, which takes no part in it when it is skipped, or put what the `if` asks for in the group",
            related=(Label(found.asked, "the `if` is here"),),
            level=None if found.certain else Level.WARNING,
        )
