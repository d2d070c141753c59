r"""A message holds more than GitHub takes: too many fields, too long a type, or too much text.

## Why

A `client_payload` may have 10 top-level properties, a started workflow 25 inputs, an event type 100 characters, and all of a payload
65,535 characters.  GitHub refuses a message beyond that (422), and nothing starts.

## Bad

```yaml title=".github/workflows/send.yml"
on: push
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}"}
jobs:
  send:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          jq -n --arg sha "$GITHUB_SHA" '{event_type: "built", client_payload: {
            sha: $sha, os: "linux", arch: "arm64", libc: "musl", python: "3.14", wheel: true,
            debug: false, strip: true, sign: true, notes: "none",
            channel: "nightly"}}' |
            gh api "repos/$GITHUB_REPOSITORY/dispatches" --input -  # payload-limits
```

```yaml title=".github/workflows/hear.yml"
on:
  repository_dispatch:
    types: [built]
jobs:
  hear:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env: {SHA: "${{ github.event.client_payload.sha }}"}
        run: ./hear.sh "$SHA"
```

## Good

One field that is an object counts as one.

```yaml title=".github/workflows/send.yml"
on: push
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}"}
jobs:
  send:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          jq -n --arg sha "$GITHUB_SHA" '{event_type: "built", client_payload: {
            sha: $sha, platform: {os: "linux", arch: "arm64", libc: "musl"}, python: "3.14", wheel: true,
            debug: false, strip: true, sign: true, notes: "none",
            channel: "nightly"}}' |
            gh api "repos/$GITHUB_REPOSITORY/dispatches" --input -
```

```yaml title=".github/workflows/hear.yml"
on:
  repository_dispatch:
    types: [built]
jobs:
  hear:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env: {SHA: "${{ github.event.client_payload.sha }}"}
        run: ./hear.sh "$SHA"
```

## Limits

Only what is surely sent counts: fields that all alternatives have, and text that is written out.

## References

- [Events that trigger workflows: repository_dispatch](https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#repository_dispatch)
- [Events that trigger workflows: workflow_dispatch](https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_dispatch)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Label, Level, NoOptions, Site, Span, System, least_length, rule, surely_sent

MOST_FIELDS = {"repository_dispatch": (10, "top-level fields in `client_payload`"), "workflow_dispatch": (25, "inputs")}
LONGEST_TYPE = 100
LONGEST_PAYLOAD = 65_535
"""Characters.  Source of all: docs.github.com, "Events that trigger workflows"; 25 inputs since December 2025, 10 before."""


@rule("message beyond GitHub's limits", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each message is one that GitHub takes."""
    seen: set[tuple[Span, str]] = set()
    for site in system.messages:
        for hit in (*_fields(site), *_type(site), *_size(site)):
            if (hit.span, hit.subject) not in seen:
                seen.add((hit.span, hit.subject))
                yield hit


def _fields(site: Site) -> Iterator[Hit]:
    most, what = MOST_FIELDS[site.dispatch.kind]
    fields = surely_sent(site.dispatch.payload)
    if len(fields) <= most:
        return
    beyond = fields[most]
    yield Hit(
        site.span,
        f"{len(fields)} {what} are sent, GitHub takes {most} and refuses the message (422)",
        help="put fields that belong together into one object"
        if most == 10
        else "put inputs that belong together into one JSON text",
        related=(Label(beyond.span, f"`{beyond.name}` is one too many"),) if beyond.span is not None else (),
        subject="fields",
    )


def _type(site: Site) -> Iterator[Hit]:
    length = least_length(site.dispatch.target)
    if site.dispatch.kind == "repository_dispatch" and length > LONGEST_TYPE:
        yield Hit(
            site.dispatch.target_span,
            f"the event type has {length} characters, GitHub takes {LONGEST_TYPE} and refuses the message (422)",
            help="send what differs from event to event in the payload",
            subject="type",
        )


def _size(site: Site) -> Iterator[Hit]:
    length = least_length(site.dispatch.payload)
    if length > LONGEST_PAYLOAD:
        yield Hit(
            site.span,
            f"the payload has {length:,} characters or more, GitHub takes {LONGEST_PAYLOAD:,} and refuses the message (422)",
            help="keep large data in an artifact, and send where it is",
            subject="size",
        )
