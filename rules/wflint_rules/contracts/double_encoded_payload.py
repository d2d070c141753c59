r"""JSON text is encoded once more, so that the receiver gets a string in place of an object.

## Why

`ConvertTo-Json` of what is JSON text already, or `jq --arg` where `--argjson` is meant, turns the payload into a string.  GitHub refuses
a `client_payload` that is a string (422); a field that becomes one reads as empty members on the other side.

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
          PAYLOAD=$(jq -n --arg note "$NOTE" '{note: $note}')
          jq -n --arg payload "$PAYLOAD" '{event_type: "noted", client_payload: $payload}' |  # double-encoded-payload
            gh api "repos/$GITHUB_REPOSITORY/dispatches" --input -
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
          PAYLOAD=$(jq -n --arg note "$NOTE" '{note: $note}')
          jq -n --argjson payload "$PAYLOAD" '{event_type: "noted", client_payload: $payload}' |
            gh api "repos/$GITHUB_REPOSITORY/dispatches" --input -
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

## References

- [Create a repository dispatch event](https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event)
- [gh api](https://cli.github.com/manual/gh_api)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Level, NoOptions, System, defects, rule


@rule("payload that is encoded twice", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """No payload is the JSON text of what it should be."""
    for site, defect in defects(system, "double-encoded-payload"):
        yield Hit(
            defect.span,
            defect.message,
            help="encode once: `--argjson` in jq, a hashtable rather than its JSON in PowerShell",
            subject=str(site.dispatch.kind),
        )
