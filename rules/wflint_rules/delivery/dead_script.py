"""A script of actions/github-script that can't run, so that the step fails and nothing in it is sent.

## Why

`github`, `context`, `core`, `io`, `exec` and `glob` are parameters of the script.  One that declares such a name once more is refused
by JavaScript before its first line runs: `SyntaxError: Identifier 'core' has already been declared`.  The methods of GitHub's API
stand in `github.rest` since version 5; `github.issues` is `undefined`.

## Bad

```yaml title=".github/workflows/orchestrator.yml"
on:
  issues:
    types: [opened]
permissions: {actions: write, issues: write}
jobs:
  route:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - uses: actions/github-script@v8
        with:
          script: |
            const core = require('@actions/core');  // # dead-script
            core.info('start the agent');
            await github.rest.actions.createWorkflowDispatch({
              ...context.repo, workflow_id: 'agent.yml', ref: 'main', inputs: { issue: String(context.issue.number) },
            });
      - uses: actions/github-script@v8
        with:
          script: |
            const { context: here, core } = load();  // # dead-script
            core.info(here);
      - uses: actions/github-script@v7
        with:
          script: |
            await github.issues.createComment({  // # dead-script
              ...context.repo, issue_number: context.issue.number, body: 'The agent is at work',
            });
```

```yaml title=".github/workflows/agent.yml"
on:
  workflow_dispatch:
    inputs:
      issue: {required: true}
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: ./agent.sh "$ISSUE"
        env: {ISSUE: "${{ inputs.issue }}"}
```

```yaml title=".github/workflows/greet.yml"
on: pull_request
jobs:
  greet:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - uses: actions/github-script@ed597411d8f924073f98dfc5c65a23a2325f34cd
        with:
          script: |
            const { context } = require('@actions/github');  // # dead-script
            console.log(context.actor);
```

## Good

```yaml title=".github/workflows/orchestrator.yml"
on:
  issues:
    types: [opened]
permissions: {actions: write, issues: write}
jobs:
  route:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - uses: actions/github-script@v8
        with:
          script: |
            const log = require('@actions/core');
            const { core: kernel } = log;
            function start(github) {
              const core = log;
              return github.rest.actions.createWorkflowDispatch({
                ...context.repo, workflow_id: 'agent.yml', ref: 'main', inputs: { issue: String(context.issue.number) },
              });
            }
            await start(github);
      - uses: actions/github-script@v4
        with:
          script: |
            await github.issues.createComment({
              ...context.repo, issue_number: context.issue.number, body: 'The agent is at work',
            });
```

```yaml title=".github/workflows/agent.yml"
on:
  workflow_dispatch:
    inputs:
      issue: {required: true}
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: ./agent.sh "$ISSUE"
        env: {ISSUE: "${{ inputs.issue }}"}
```

## Limits

A version that is pinned by its commit isn't known: there only what every version refuses is reported.  Other errors of a script
aren't looked for.

## References

- [actions/github-script: README, breaking changes](https://github.com/actions/github-script#breaking-changes)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Label, Level, NoOptions, System, rule, stillborn


@rule("script that fails before it sends anything", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Every script of actions/github-script can run, and calls what is there."""
    for each in stillborn(system):
        name = each.misuse.name
        if each.misuse.kind == "declared":
            message = f"the script never runs: `{name}` is given to it, and to declare it once more is a syntax error"
            cure = f"take the declaration away, or use another name: actions/github-script gives `{name}` to every script"
        else:
            message = f"this call fails: `{name}` is `undefined` since version 5 of actions/github-script"
            cure = f"write `github.rest.{name.partition('.')[2]}`"
        yield Hit(
            each.misuse.span,
            message,
            help=cure,
            related=(
                *(Label(place, "nothing is sent here") for place in each.sends),
                *(Label(place, "the same here") for place in each.others),
            ),
            subject=name,
        )
