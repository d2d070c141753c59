r"""A workflow reads what the event that started it doesn't carry, and something hangs on that.

## Why

A look-up that leads nowhere is empty, and GitHub says nothing.  `client_payload` is there only after `repository_dispatch`, `inputs` only
after `workflow_dispatch`, an issue only after events of issues.  So a second trigger, or a name that was taken from another workflow,
sends empty messages, or starts programs with an empty argument.

## Bad

### One of two triggers has no issue

```yaml title=".github/workflows/orchestrator.yml"
on:
  issues: {types: [labeled]}
  workflow_dispatch:
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  start:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env:
          ISSUE: ${{ github.event.issue.number }}  # missing-context
        run: gh workflow run worker.yml -f issue="$ISSUE"
```

```yaml title=".github/workflows/worker.yml"
on:
  workflow_dispatch:
    inputs:
      issue: {required: true}
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    env: {ISSUE: "${{ inputs.issue }}"}
    steps:
      - run: ./work.sh "$ISSUE"
```

### Nothing in a run of one trigger has what it needs

```yaml title=".github/workflows/check.yml"
on:
  workflow_dispatch:  # missing-context
  repository_dispatch:
    types: [check-requested]
env:
  BRANCH: checks/${{ github.event.client_payload.pull_request }}
jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v5
      - run: git push origin "HEAD:$BRANCH"
      - run: ./check.sh "$BRANCH"
```

### No trigger of the workflow carries it

```yaml title=".github/workflows/release.yml"
on:
  release: {types: [published]}
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}"}
jobs:
  tell:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env:
          TAG: ${{ github.release.tag_name }}  # missing-context: github.event.release
          STAGE: ${{ inputs.stage }}  # missing-context: of workflow_dispatch
        run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=released \
            -f "client_payload[tag]=$TAG" -f "client_payload[stage]=$STAGE"
```

## Good

```yaml title=".github/workflows/orchestrator.yml"
on:
  issues: {types: [labeled]}
  workflow_dispatch:
    inputs:
      issue: {required: true}
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  start:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env:
          ISSUE: ${{ github.event.issue.number || inputs.issue }}
        run: gh workflow run worker.yml -f issue="$ISSUE"
      - if: github.event_name == 'issues'
        run: gh issue comment "${{ github.event.issue.number }}" --body "It is worked on."
```

```yaml title=".github/workflows/route.yml"
on:
  issues: {types: [labeled]}
  issue_comment: {types: [created]}
permissions: {actions: write, issues: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  route:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env:
          LABEL: ${{ github.event.label.name }}
          COMMENT: ${{ github.event.comment.id }}
        run: |
          python3 route.py --label "$LABEL" --comment "$COMMENT"
          gh workflow run worker.yml -f issue=${{ github.event.issue.number }}
  pull-request:
    if: github.event.issue.pull_request && github.event.comment
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: gh issue comment ${{ github.event.issue.number }} --body "$(python3 answer.py ${{ github.event.comment.id }})"
```

```yaml title=".github/workflows/begin.yml"
on:
  pull_request: {types: [opened]}
permissions: {actions: write, issues: write}
jobs:
  begin:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - uses: actions/github-script@v8
        with:
          script: |
            // the number of the pull request, where there is no issue
            const issue_number = context.issue.number;
            await github.rest.issues.addLabels({...context.repo, issue_number, labels: ['begun']});
            await github.rest.actions.createWorkflowDispatch({
              ...context.repo, workflow_id: 'worker.yml', ref: 'main', inputs: {issue: `${issue_number}`}});
```

```yaml title=".github/workflows/worker.yml"
on:
  workflow_dispatch:
    inputs:
      issue: {required: true}
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    env: {ISSUE: "${{ inputs.issue }}"}
    steps:
      - run: ./work.sh "$ISSUE"
```

### One action for several events

```yaml title=".github/actions/route/action.yml"
runs:
  using: composite
  steps:
    - if: startsWith(github.event.comment.body, '/approve')
      shell: bash
      run: gh workflow run deploy.yml
```

```yaml title=".github/workflows/opened.yml"
on: {issues: {types: [opened]}}
permissions: {actions: write, contents: read}
jobs:
  route:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
    steps:
      - uses: actions/checkout@v5
      - uses: ./.github/actions/route
```

```yaml title=".github/workflows/commented.yml"
on: {issue_comment: {types: [created]}}
permissions: {actions: write, contents: read}
jobs:
  route:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
    steps:
      - uses: actions/checkout@v5
      - uses: ./.github/actions/route
```

```yaml title=".github/workflows/deploy.yml"
on: workflow_dispatch
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: ./deploy.sh
```

### A variable that each event fills in its own way

```yaml title=".github/workflows/preview.yml"
on:
  pull_request:
  workflow_dispatch:
    inputs:
      branch: {required: true}
jobs:
  look:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    outputs:
      branch: ${{ steps.branch.outputs.name }}
    steps:
      - if: github.event_name == 'workflow_dispatch'
        run: echo "BRANCH=${{ inputs.branch }}" >> "$GITHUB_ENV"
      - if: github.event_name == 'pull_request'
        run: echo "BRANCH=${{ github.head_ref }}" >> "$GITHUB_ENV"
      - id: branch
        run: echo "name=$BRANCH" >> "$GITHUB_OUTPUT"
  preview:
    needs: look
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - uses: actions/github-script@v8
        with:
          github-token: ${{ secrets.PREVIEW_TOKEN }}
          script: |
            await github.rest.actions.createWorkflowDispatch({
              owner: 'acme', repo: 'previews', workflow_id: 'deploy.yml', ref: 'main',
              inputs: { branch: '${{ needs.look.outputs.branch }}' },
            });
```

## Limits

Only workflows that send or hear a message are looked at, and of those only messages, arguments of programs, and names that are given to
steps; not inputs of actions, where an empty value often means the default, nor texts for people.  A field that its receiver can do without may be
empty, an input that isn't required as well.  Where it isn't sure that a run comes there it is a warning.  What an event carries is the
union over its activity types.  Silent where a trigger isn't in GitHub's table of payloads, as `workflow_call` isn't, for names that
are given to a step which asks for the event's name itself, and where a program is given what each of two triggers brings.  A lost id is the matter of `correlation-dropped`.

## References

- [Webhook events and payloads](https://docs.github.com/en/webhooks/webhook-events-and-payloads)
- [Contexts: github, inputs](https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#github-context)
- [Events that trigger workflows](https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import (
    Absence,
    Event,
    Hit,
    Label,
    Level,
    NoOptions,
    Span,
    System,
    WorkflowFacts,
    absences,
    carriers,
    is_of_events,
    passings,
    rule,
    tells_events_apart,
)


@rule("read of what the trigger doesn't carry", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Every run has what it reads, whichever trigger has started it."""
    lost = {(id(each.edge.site.dispatch), each.name) for each in passings(system) if each.fate == "dropped"}
    for facts in system.workflows:
        if facts.path in system.linked and not facts.workflow.is_compiled:
            found = [each for each in absences(system, facts) if each.sent is None or _key(each) not in lost]
            yield from _hits(facts, [each for each in found if not _is_either(each, found)])


def _key(each: Absence) -> tuple[int, str]:
    assert each.sent is not None
    return id(each.sent[0]), each.sent[1]


def _is_either(each: Absence, found: list[Absence]) -> bool:
    """Whether a program is given what one trigger brings beside what the other brings: it takes the one that there is."""
    if each.sent is not None or each.in_all:
        return False
    beside = [other for other in found if (other.step, other.effect) == (each.step, each.effect)]
    lacking = {(other.event, other.root) for other in beside}
    return any(
        (other.event, each.root) not in lacking and (each.event, other.root) not in lacking
        for other in beside
        if other.event != each.event and other.root != each.root
    )


def _hits(facts: WorkflowFacts, found: list[Absence]) -> Iterator[Hit]:
    """One for each step and context; one at the trigger where a run of it lacks what several steps need."""
    whole: set[tuple[Event, str]] = set()
    if not tells_events_apart(facts.workflow.source.text):
        for each in found:
            reads = [other for other in found if (other.event, other.root) == (each.event, each.root) and not other.in_all]
            if len({other.step for other in reads if other.certain}) > 1 and (each.event, each.root) not in whole:
                whole.add((each.event, each.root))
                yield _at_trigger(facts, each, reads)
    seen: set[tuple[Span, str]] = set()
    for each in found:
        told = {(each.step, each.name if each.in_all else each.root), (each.place, each.name)}
        if not told & seen and (each.in_all or (each.event, each.root) not in whole):
            yield _at_reading(each)
        seen |= told


def _at_trigger(facts: WorkflowFacts, first: Absence, reads: list[Absence]) -> Hit:
    trigger = facts.workflow.trigger(first.event.name)
    place = (
        next((each.span for each in trigger.types if each.text == first.event.type), trigger.place) if trigger else first.place
    )
    return Hit(
        place,
        f"a run started by `{first.event}` has no `{first.root}`, which its steps need: {first.effect}",
        help=f"give `{first.event}` what is needed, or don't offer it",
        related=tuple(Label(each.place, each.effect) for each in reads[:3]),
        subject=first.root,
    )


def _at_reading(each: Absence) -> Hit:
    if each.nowhere:
        why, cure = f"no event has `{each.name}`", _meant(each)
    elif each.in_all:
        starts = " or ".join(dict.fromkeys(f"`{trigger.event}`" for trigger in each.workflow.workflow.triggers))
        why, cure = f"`{each.name}` is never there in a workflow that is started by {starts}", _source(each)
    else:
        may = "" if each.certain else " may come here, and it"
        why = f"a run started by `{each.event}`{may} has no `{each.root}`"
        cure = "give it a fallback for this trigger, or a condition that keeps such runs out"
    return Hit(
        each.place,
        f"{why}, so {each.effect}",
        help=cure,
        level=None if each.certain or each.in_all else Level.WARNING,
        subject=each.name,
    )


def _meant(each: Absence) -> str:
    if each.path[1] != "event" and is_of_events(each.path[1].lower()):
        return f"write `{'.'.join(('github', 'event', *each.path[1:]))}`"
    return "look the name up among the payloads of webhooks"


def _source(each: Absence) -> str:
    if each.path[0] == "inputs":
        return (
            "`inputs` are those of `workflow_dispatch`; what a `repository_dispatch` brings is in `github.event.client_payload`"
        )
    if each.root == "github.event.client_payload":
        return "it comes with `repository_dispatch`; what a `workflow_dispatch` brings is in `inputs`"
    with_it = ", ".join(f"`{event}`" for event in carriers(each.path[2].lower())[:4]) if len(each.path) > 2 else ""
    return f"it comes with {with_it}" if with_it else "it comes with pull requests"
