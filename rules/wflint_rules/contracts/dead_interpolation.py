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

A name counts only if it is set in sight.
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Level, NoOptions, System, defects, rule


@rule("text that was meant to be expanded", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """No message holds the name of a variable in place of its value."""
    for site, defect in defects(system, "dead-interpolation"):
        yield Hit(
            defect.span,
            defect.message,
            help="use double quotes, an unquoted heredoc, or `jq --arg`",
            subject=str(site.dispatch.kind),
        )
