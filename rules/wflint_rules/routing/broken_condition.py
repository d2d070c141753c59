r"""A condition can't do what it says: it always holds, never holds, or asks for what doesn't exist.

## Why

GitHub takes nearly every `if`, and says nothing when it can't mean what it reads like.  Text around `${{ }}` is a text, and counts
as true.  A boolean input equals no text.  A result is called `failure`, not `failed`.  A job behind a job that was skipped is
skipped, too.  So a task is started that shouldn't be, or a callback is never sent, and the run is green.

## Bad

### Text around the braces

```yaml title=".github/workflows/orchestrator.yml"
on:
  repository_dispatch:
    types: [task:start, work:complete]
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  start:
    if: ${{ github.event.action }} == 'task:start'  # broken-condition: always true
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env: {TASK_ID: "${{ github.event.client_payload.task_id }}"}
    steps:
      - run: gh workflow run worker.yml -f task_id="$TASK_ID"
```

```yaml title=".github/workflows/worker.yml"
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
      publish: {type: boolean, default: false}
      channel: {type: choice, options: [stable, beta]}
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}", TASK_ID: "${{ inputs.task_id }}"}
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make all
      - if: inputs.publish == 'true'  # broken-condition: a boolean equals no text
        run: make publish
      - if: inputs.channel == 'betta'  # broken-condition: none of the options
        run: make beta
  lost:
    needs: work
    if: always() && needs.work.result == 'timed_out'  # broken-condition: that is `cancelled`
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete \
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[status]=lost"
  failed:
    needs: work
    if: needs.work.result == 'failure'  # broken-condition: GitHub adds `success() &&`
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete \
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[status]=failure"
  report:
    needs: failed
    if: always() && needs.lost.result == 'success'  # broken-condition: `lost` isn't in `needs`
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete \
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[status]=success"
```

### Behind a job that is skipped

```yaml title=".github/workflows/release.yml"
on:
  workflow_dispatch:
    inputs:
      platform: {type: choice, options: [linux, windows], required: true}
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}"}
jobs:
  linux:
    if: inputs.platform == 'linux'
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make linux
  windows:
    if: inputs.platform == 'windows'
    runs-on: windows-latest
    timeout-minutes: 30
    steps:
      - run: make windows
  tell:
    needs: [linux, windows]  # broken-condition: one of them is always skipped
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=released -f "client_payload[tag]=$GITHUB_REF_NAME"
```

### A trigger that is named, and a job that is skipped then

```yaml title=".github/workflows/agent.yml"
on:
  workflow_dispatch:
    inputs:
      task: {required: true}
  issue_comment:
    types: [created]
jobs:
  parse:
    if: github.event_name == 'issue_comment' && startsWith(github.event.comment.body, '/agent')
    runs-on: ubuntu-latest
    timeout-minutes: 5
    outputs:
      task: ${{ steps.parse.outputs.task }}
    steps:
      - id: parse
        run: ./parse.sh
  work:
    needs: parse
    if: github.event_name == 'workflow_dispatch' || needs.parse.outputs.task != ''  # broken-condition: `parse` is skipped then
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - env: {TASK: "${{ inputs.task || needs.parse.outputs.task }}"}
        run: ./work.sh
```

```yaml title=".github/workflows/nightly.yml"
on: {schedule: [{cron: "0 3 * * *"}]}
permissions: {actions: write}
jobs:
  start:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
    steps:
      - run: gh workflow run agent.yml -f task=upkeep
```

### A result that comes too late

```yaml title=".github/workflows/build.yml"
on:
  push:
  workflow_dispatch:
permissions: {contents: write}
jobs:
  docs:
    if: github.event_name == 'workflow_dispatch'
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: make docs
  tell:
    needs: docs
    if: needs.docs.result == 'success' || needs.docs.result == 'skipped'  # broken-condition: a skipped need skips the job
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env: {GH_TOKEN: "${{ github.token }}"}
        run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=built
```

```yaml title=".github/workflows/deploy.yml"
on:
  repository_dispatch:
    types: [built]
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: ./deploy.sh
```

### A choice that is none

```yaml title=".github/workflows/route.yml"
on: {repository_dispatch: {types: [route]}}
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}"}
jobs:
  route:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: gh workflow run stage.yml --repo "$GITHUB_REPOSITORY" -f stage="$STAGE"
        env:
          STAGE: ${{ github.event.client_payload.skipped && '' || github.event.client_payload.stage }}  # broken-condition: never empty
```

```yaml title=".github/workflows/stage.yml"
on:
  workflow_dispatch:
    inputs:
      stage: {required: true}
jobs:
  stage:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: ./stage.sh
```

### A failure of nothing

```yaml title=".github/workflows/nightly.yml"
on:
  schedule: [{cron: "7 3 * * *"}]
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make
  tell:
    needs: build
    if: always()
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - if: failure()  # broken-condition: no step is before it
        run: ./tell.sh "the nightly build has failed"
  page:
    if: failure()  # broken-condition: no job is before it
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: ./page.sh
```

### The same where no message is sent

```yaml title=".github/workflows/stages.yml"
on: push
jobs:
  first:
    if: github.actor != 'dependabot[bot]'
    uses: ./.github/workflows/stage.yml
  second:
    needs: first
    if: needs.first.result == 'success' || needs.first.result == 'skipped'  # broken-condition: a skipped need skips the job
    uses: ./.github/workflows/stage.yml
```

```yaml title=".github/workflows/steps.yml"
on: push
jobs:
  find:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    outputs: {found: "${{ steps.find.outputs.found }}"}
    steps:
      - id: find
        run: echo "found=$(./find.sh)" >> "$GITHUB_OUTPUT"
  build:
    needs: find
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: make
  publish:
    needs: build
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - if: needs.find.outputs.found == 'yes'  # broken-condition: `find` isn't in `needs`
        run: make publish
  clean:
    needs: [build]
    if: always() && needs.look.result == 'success'  # broken-condition: there is no such job
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: make clean
```

```yaml title=".github/workflows/stage.yml"
on:
  workflow_call:
jobs:
  stage:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: make stage
```

### A bare branch, and the event of a caller

```yaml title=".github/workflows/test.yml"
on:
  push:
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}"}
jobs:
  tell:
    if: github.ref == 'main'  # broken-condition: it is `refs/heads/main`
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=tested
```

```yaml title=".github/workflows/deploy.yml"
on:
  repository_dispatch:
    types: [tested]
  workflow_call:
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - if: github.event_name == 'workflow_call'  # broken-condition: a called workflow has the event of its caller
        run: ./ask.sh
      - run: ./deploy.sh
```

### A status that only a step which has failed puts out

```yaml title=".github/workflows/extract.yml"
on: {repository_dispatch: {types: [extract]}}
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}"}
jobs:
  extract:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - id: extract
        run: |
          code=0
          ./extract.sh || code=$?
          echo "code=$code" >> "$GITHUB_OUTPUT"
          exit $code
      - if: steps.extract.outputs.code == '42'  # broken-condition: such a step has failed
        run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=extract
      - if: ${{ !cancelled() && steps.extract.outputs.code == '43' }}
        run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=extract
      - id: again
        run: |
          code=0
          ./extract.sh || code=$?
          echo "code=$code" >> "$GITHUB_OUTPUT"
          if [ "$code" = 42 ]; then exit 0; fi
          exit $code
      - if: steps.again.outputs.code == '42'
        run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=extract
```

## Good

```yaml title=".github/workflows/orchestrator.yml"
on:
  repository_dispatch:
    types: [task:start, work:complete]
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  start:
    if: ${{ github.event.action == 'task:start' }}
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env: {TASK_ID: "${{ github.event.client_payload.task_id }}"}
    steps:
      - run: gh workflow run worker.yml -f task_id="$TASK_ID"
```

```yaml title=".github/workflows/worker.yml"
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
      publish: {type: boolean, default: false}
      channel: {type: choice, options: [stable, beta]}
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}", TASK_ID: "${{ inputs.task_id }}"}
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make all
      - if: inputs.publish
        run: make publish
      - if: inputs.channel == 'beta'
        run: make beta
  report:
    needs: work
    if: always() && needs.work.result != 'skipped'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=work:complete \
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[status]=${{ needs.work.result }}"
```

The condition of a job, and nothing else in it, sees also the jobs that its needs need:

```yaml title=".github/workflows/chain.yml"
on: push
jobs:
  find:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    outputs: {found: "${{ steps.find.outputs.found }}"}
    steps:
      - id: find
        run: echo "found=$(./find.sh)" >> "$GITHUB_OUTPUT"
  build:
    needs: find
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: make
  tell:
    needs: build
    if: needs.find.outputs.found == 'yes'
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: make tell
  publish:
    needs: build
    if: always() && needs.find.result == 'success' && needs.find.outputs.found == 'yes'
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: make publish
```

## Limits

Only conditions of workflows that send or hear a message are looked at, and of those that they call; elsewhere only those of jobs
that ask for the result of another job, or for `workflow_call` as an event, of what is first and asks for a failure, and those that ask
for a job which isn't in `needs`.  Not those of composite actions, nor comparisons in scripts.  A part that can never hold beside others that can is a warning, and nothing where another part asks for the
same.  Files that gh-aw made (`.lock.yml`; their head says so) are left out.  Contexts that an `if` can't see are the matter of
`unsupported-expression`, types that the workflow doesn't hear of `unreachable-route`.

## References

- [Expressions: operators and loose comparison](https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#operators)
- [Expressions: status check functions](https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#status-check-functions)
- [Contexts: needs](https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#needs-context)
- [Using jobs: needs](https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/use-jobs#defining-prerequisite-jobs)
- [actions/runner#2356: `needs` in the condition of a job](https://github.com/actions/runner/issues/2356)
- [actions/runner#2205: a skipped job skips those behind it](https://github.com/actions/runner/issues/2205)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import (
    Broken,
    Hit,
    JobFacts,
    Label,
    Level,
    NoOptions,
    Scalar,
    System,
    WorkflowFacts,
    asks_a_stranger,
    asks_in_vain,
    broken,
    rule,
    vain_choices,
)


@rule("condition that can't do what it says", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Every condition in the event system can hold, and can fail to; so can those on other jobs wherever they are."""
    for facts in system.workflows:
        if facts.workflow.is_compiled:
            continue
        for each in broken(facts):
            if facts.path not in system.linked and not _asks_in_vain(facts, each):
                continue
            yield Hit(
                each.place,
                f"{each.effect}: {each.why}",
                help=each.cure,
                related=(Label(*each.other),) if each.other is not None else (),
                level=None if each.certain else Level.WARNING,
            )
        for choice in vain_choices(facts):
            yield Hit(
                choice.place,
                f"this is always `{choice.instead}`: `{choice.never}` counts as false, and then `||` takes what is behind it",
                help="turn it round, so that what stands between `&&` and `||` counts as true: `a && b || ''`",
            )


def _asks_in_vain(facts: WorkflowFacts, found: Broken) -> bool:
    """Whether it is a condition by which a job, or its first step, waits for what it never sees, or asks for a job in vain."""
    return any(_waits_in_vain(job, found) or _asks_a_stranger(job, found) for job in facts.jobs)


def _waits_in_vain(job: JobFacts, found: Broken) -> bool:
    return any(_is_in(found, each) and asks_in_vain(each.text, is_first) for each, is_first in _first_asked(job))


def _asks_a_stranger(job: JobFacts, found: Broken) -> bool:
    needs = [each.text for each in job.job.needs]  # what a job's own condition sees beyond them is never among what is found
    asked = (job.job.condition, *(step.condition for step in job.job.steps))
    return any(each is not None and _is_in(found, each) and asks_a_stranger(each.text, needs) for each in asked)


def _is_in(found: Broken, condition: Scalar) -> bool:
    begins, span = (found.place.line, found.place.column), condition.span
    return (span.line, span.column) <= begins < (span.end_line, span.end_column)


def _first_asked(job: JobFacts) -> Iterator[tuple[Scalar, bool]]:
    """The conditions of a job and of its first step, and whether nothing is before them."""
    first = job.job.steps[0].condition if job.job.steps else None
    yield from (
        (each, is_first) for each, is_first in ((job.job.condition, not job.job.needs), (first, True)) if each is not None
    )
