r"""A variable or an expression stands where nothing expands it, so that its name is sent in place of its value.

## Why

The shell expands nothing inside single quotes and quoted heredocs, and `{{ }}` without a `$` is plain text to GitHub.

## Bad

```yaml title=".github/workflows/send.yml"
on:
  workflow_dispatch:
    inputs:
      note: {}
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}", NOTE: "${{ inputs.note }}"}
jobs:
  send:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=noted -f 'client_payload[note]=$NOTE'  # dead-interpolation
```

```yaml title=".github/workflows/hear.yml"
on:
  repository_dispatch:
    types: [noted]
jobs:
  hear:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env: {NOTE: "${{ github.event.client_payload.note }}"}
        run: ./hear.sh "$NOTE"
```

### An output that holds a name

```yaml title=".github/workflows/relay.yml"
on:
  workflow_dispatch:
    inputs:
      job: {required: true}
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}"}
jobs:
  relay:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env:
      KIND: "{{ inputs.kind }}"  # dead-interpolation
    steps:
      - id: told
        run: echo "job={{ inputs.job }}" >> "$GITHUB_OUTPUT"  # dead-interpolation
      - env: {JOB: "${{ steps.told.outputs.job }}"}
        run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=relayed -f "client_payload[job]=$JOB"
```

```yaml title=".github/workflows/relayed.yml"
on: {repository_dispatch: {types: [relayed]}}
jobs:
  hear:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env: {JOB: "${{ github.event.client_payload.job }}"}
        run: ./hear.sh "$JOB"
```

## Good

```yaml title=".github/workflows/send.yml"
on:
  workflow_dispatch:
    inputs:
      note: {}
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}", NOTE: "${{ inputs.note }}"}
jobs:
  send:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=noted -f "client_payload[note]=$NOTE"
```

```yaml title=".github/workflows/hear.yml"
on:
  repository_dispatch:
    types: [noted]
jobs:
  hear:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env: {NOTE: "${{ github.event.client_payload.note }}"}
        run: ./hear.sh "$NOTE"
```

## Limits

A name counts only if it is set in sight.  `{{ }}` counts in messages, outputs and variables, where one of GitHub's contexts stands in it.
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Level, NoOptions, System, defects, literals, rule


@rule("text that was meant to be expanded", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """No message holds the name of a variable in place of its value."""
    written: set[tuple[str, str]] = set()
    for facts in system.workflows:
        for each in literals(facts) if facts.path in system.linked else ():
            written.add((facts.path, each.written))
            words = f"`{each.name}` holds the text `{each.written}`: GitHub only replaces `${{{{ {each.meant} }}}}`"
            yield Hit(each.place, words, help=f"write `${{{{ {each.meant} }}}}`", subject=each.name)
    for site, defect in defects(system, "dead-interpolation"):
        if not any(path == site.workflow.path and f"`{text}`" in defect.message for path, text in written):
            yield Hit(
                defect.span,
                defect.message,
                help="use double quotes, an unquoted heredoc, or `jq --arg`",
                subject=str(site.dispatch.kind),
            )
