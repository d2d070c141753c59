r"""The body of a dispatch can't be what GitHub asks for, whatever its values are.

## Why

GitHub wants a JSON object with `event_type` and, if at all, a `client_payload` that is an object.  Anything else is refused (422), and
nothing starts.  `gh api -f client_payload='{…}'` is the usual case: `-f` sends a string.

## Bad

### A payload that is a text

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
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=noted -f client_payload='{"note": "x"}'  # invalid-payload
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

### A text without quotes

```yaml title=".github/workflows/send.yml"
on: push
jobs:
  send:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env: {HEADER: "Authorization: Bearer ${{ secrets.DISPATCH_TOKEN }}"}
    steps:
      - run: |
          body='{"event_type": "noted", "client_payload": {"run": '"$GITHUB_RUN_ID"', "note": '"$GITHUB_SHA"'}}'
          curl --fail "https://api.github.com/repos/$GITHUB_REPOSITORY/dispatches" -H "$HEADER" -d "$body"  # invalid-payload
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

## References

- [Create a repository dispatch event](https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event)
- [gh api](https://cli.github.com/manual/gh_api)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Level, NoOptions, System, defects, rule


@rule("request body that GitHub refuses", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each body can be read as what the endpoint takes."""
    for site, defect in defects(system, "invalid-payload"):
        yield Hit(
            defect.span,
            defect.message,
            help="send an object: `-f client_payload[name]=value`, or a JSON body by `--input -`",
            subject=str(site.dispatch.kind),
        )
