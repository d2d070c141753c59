r"""Free text is pasted into JSON text: a quote, a backslash or a line break in it breaks the message.

## Why

Between the quotes of a JSON text a `"` ends the string.  A title with one makes the body something that GitHub refuses (400 or 422), or
adds fields that nobody meant to send; it works until somebody writes such a title.

## Bad

```yaml title=".github/workflows/send.yml"
on:
  issues:
    types: [opened]
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}", TITLE: "${{ github.event.issue.title }}"}
jobs:
  send:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" --input - \
            <<< "{\"event_type\": \"noted\", \"client_payload\": {\"title\": \"$TITLE\"}}"  # fragile-payload
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
      - env: {TITLE: "${{ github.event.client_payload.title }}"}
        run: ./hear.sh "$TITLE"
```

## Good

```yaml title=".github/workflows/send.yml"
on:
  issues:
    types: [opened]
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}", TITLE: "${{ github.event.issue.title }}"}
jobs:
  send:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          jq -n --arg title "$TITLE" '{event_type: "noted", client_payload: {$title}}' |
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
      - env: {TITLE: "${{ github.event.client_payload.title }}"}
        run: ./hear.sh "$TITLE"
```

## Limits

Free text is told by where it comes from, followed over messages, and by the name of its field (`title`, `description`,
`commit_message`, …).  Silent for ids, numbers, choices, branches and versions, and for what a program prints.

## References

- [Create a repository dispatch event](https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event)
- [Evaluate expressions: toJSON](https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#tojson)
- [JSON: strings](https://www.rfc-editor.org/rfc/rfc8259#section-7)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Field, Hit, Label, Level, NoOptions, Origin, Site, Span, System, hops, members, origins, rule, shown


@rule("free text pasted into JSON text", level=Level.WARNING)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Free text is made JSON by what knows how."""
    seen: set[tuple[Span, str]] = set()
    for site in system.messages:
        for field in members(site.dispatch.payload):
            place = field.span or site.span
            if not field.pasted or (place, field.name) in seen:
                continue
            free = next((each for each in origins(system, site.way, field.value) if each.prose), None)
            if free is not None:
                seen.add((place, field.name))
                yield _hit(site, field, free)


def _hit(site: Site, field: Field, text: Origin) -> Hit:
    return Hit(
        field.span or site.span,
        f"`{shown(text.value)}` is free text and is pasted into JSON text: a quote or a line break in it breaks the message",
        help=_HELP.get(site.way.step.language or "", "paste `${{ toJSON(…) }}`, without quotes around it"),
        related=() if field.span is None else (Label(site.span, "it is sent here"),),
        trace=hops(text.hops),
        subject=field.name,
    )


_HELP = {
    "bash": "let `jq -n --arg` make the JSON, or send fields by `gh api -f`",
    "powershell": "let `ConvertTo-Json` make the JSON",
    "javascript": "let `JSON.stringify` make the JSON",
    "python": "let `json.dumps` make the JSON",
}
