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

### In the body that an action sends

```yaml title=".github/workflows/send.yml"
on:
  issues:
    types: [opened]
jobs:
  send:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions: {contents: write}
    steps:
      - uses: peter-evans/repository-dispatch@v4  # fragile-payload
        with:
          event-type: noted
          client-payload: '{"title": "${{ github.event.issue.title }}"}'
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

## Fixed

By `--unsafe-fixes`: `jq`, which has to be there, writes the string in a shell script.  `toJSON()` does where the text is all of a field in
the body that an action is given; what has no text becomes `null` then.

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
            <<< "{\"event_type\": \"noted\", \"client_payload\": {\"title\": $(jq -n --arg TITLE "$TITLE" '$TITLE')}}"
```

### In the body that an action sends

```yaml title=".github/workflows/send.yml"
on:
  issues:
    types: [opened]
jobs:
  send:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions: {contents: write}
    steps:
      - uses: peter-evans/repository-dispatch@v4
        with:
          event-type: noted
          client-payload: '{"title": ${{ toJSON(github.event.issue.title) }}}'
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

import re
from collections.abc import Iterator

from wflint.api import (
    Field,
    Fix,
    Hit,
    Label,
    Level,
    NoOptions,
    Origin,
    Site,
    Span,
    System,
    hops,
    members,
    offer,
    origins,
    quoting,
    rule,
    with_words,
)


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
                yield _hit(system, site, field, free)


def _hit(system: System, site: Site, field: Field, text: Origin) -> Hit:
    return Hit(
        field.span or site.span,
        f"{text.name} is free text and is pasted into JSON text: a quote or a line break in it breaks the message",
        help=_HELP.get(site.way.step.language or "", "paste `${{ toJSON(…) }}`, without quotes around it"),
        related=() if field.span is None else (Label(site.span, "it is sent here"),),
        trace=hops(text.hops),
        subject=field.name,
        fixes=_fixes(system, site, field),
    )


def _fixes(system: System, site: Site, field: Field) -> tuple[Fix, ...]:
    """`jq` in a shell script; `toJSON()` where the whole text is one expression in the JSON text that is given to an action."""
    if site.way.step.step.run is not None:
        return offer("let `jq` quote it", *quoting(system, site, field.name))
    step = site.way.step.step
    body = step.input("client-payload") or step.input("inputs")
    if step.uses is None or body is None or body.value.span.path not in system.sources:
        return ()
    hole = r'(?P<value>"\$\{\{(?P<inner>(?:(?!\}\}).)*)\}\}")'
    found = list(re.finditer(rf'"{re.escape(field.name)}"\s*:\s*{hole}', body.value.text))
    if len(found) != 1:
        return ()
    place = body.value.locate(*found[0].span("value"))
    better = f"${{{{ toJSON({found[0]['inner'].strip()}) }}}}"
    return offer("let `toJSON()` quote it", with_words(system.sources[place.path], place, better))


_HELP = {
    "bash": "let `jq -n --arg` make the JSON, or send fields by `gh api -f`",
    "powershell": "let `ConvertTo-Json` make the JSON",
    "javascript": "let `JSON.stringify` make the JSON",
    "python": "let `json.dumps` make the JSON",
}
