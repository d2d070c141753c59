"""A message by GITHUB_TOKEN starts a workflow whose agent refuses runs that bots start.

## Why

Whoever owns the token that sends a message is the actor of the run that it starts: with GITHUB_TOKEN that is
`github-actions[bot]`.  `anthropics/claude-code-action` asks who the actor is before it begins, and a bot that isn't listed in
`allowed_bots` fails the step (`Workflow initiated by non-human actor`).  Started by hand the same workflow works.

## Bad

```yaml title=".github/workflows/launcher.yml"
on:
  issues:
    types: [labeled]
permissions: {actions: write}
jobs:
  start:
    if: github.event.label.name == 'agent'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: gh workflow run agent.yml -f issue=${{ github.event.issue.number }}
        env:
          GH_TOKEN: ${{ github.token }}
          GH_REPO: ${{ github.repository }}
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
      - uses: actions/checkout@v5
      - uses: anthropics/claude-code-action@v1  # bot-refused
        with:
          prompt: Solve issue ${{ inputs.issue }}
          anthropic_api_key: ${{ secrets.ANTHROPIC_API_KEY }}
  review:
    needs: work
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: anthropics/claude-code-action@v1  # bot-refused: another bot is
        with:
          prompt: Review what was done for issue ${{ inputs.issue }}
          anthropic_api_key: ${{ secrets.ANTHROPIC_API_KEY }}
          allowed_bots: renovate[bot]
```

## Good

```yaml title=".github/workflows/launcher.yml"
on:
  issues:
    types: [labeled]
permissions: {actions: write}
env:
  GH_REPO: ${{ github.repository }}
jobs:
  start:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: gh workflow run agent.yml -f issue=${{ github.event.issue.number }}
        env: {GH_TOKEN: "${{ github.token }}"}
      - run: gh workflow run person.yml -f issue=${{ github.event.issue.number }}
        env: {GH_TOKEN: "${{ secrets.TOKEN_OF_A_PERSON }}"}
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
      - uses: anthropics/claude-code-action@v1
        with:
          prompt: Solve issue ${{ inputs.issue }}
          anthropic_api_key: ${{ secrets.ANTHROPIC_API_KEY }}
          allowed_bots: github-actions
      - if: github.actor != 'github-actions[bot]'
        uses: anthropics/claude-code-action@v1
        with:
          prompt: Ask who wants issue ${{ inputs.issue }}
          anthropic_api_key: ${{ secrets.ANTHROPIC_API_KEY }}
```

```yaml title=".github/workflows/person.yml"
on:
  workflow_dispatch:
    inputs:
      issue: {required: true}
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: anthropics/claude-code-action@v1
        with:
          prompt: Solve issue ${{ inputs.issue }}
          anthropic_api_key: ${{ secrets.ANTHROPIC_API_KEY }}
```

## Limits

The one action of which this is known, where it has a `prompt`; its versions before `v1` didn't ask.  Messages by the token of a
GitHub App, whose bot is refused as well, aren't looked at: which app it is isn't known.

## References

- [claude-code-action: security](https://github.com/anthropics/claude-code-action/blob/main/docs/security.md)
- [Contexts: github.actor](https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#github-context)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Label, Level, NoOptions, System, rule, unwelcome


@rule("agent that refuses the run which a bot starts", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Every agent that a message by GITHUB_TOKEN starts lets `github-actions[bot]` start it."""
    for each in unwelcome(system):
        name, sender = each.action.text.partition("@")[0], each.edge.site.workflow.workflow.source.name
        yield Hit(
            each.action.span,
            f"`{name}` fails when `{sender}` starts this run: GITHUB_TOKEN makes it a run of `github-actions[bot]`, and no bot "
            "may start this step that `allowed_bots` doesn't list",
            help="give the step `allowed_bots: github-actions`, or send the message with a token of a person",
            related=(Label(each.edge.site.span, "it is started here"),),
            subject=sender,
        )
