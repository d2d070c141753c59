r"""A payload isn't what the contract of its event type asks for, or a listener reads a field that the contract doesn't know.

## Why

GitHub takes any `client_payload`, and nothing tells the sender what its listeners rely on.  A contract does: a JSON Schema in
`.github/events/<event type>.schema.json`, in the configuration, or an AsyncAPI document.  A message that breaks it is one for
which its listeners weren't written.

## Bad

### A field is missing, one has the wrong type, one is unknown

```yaml title=".github/workflows/build.yml"
on: push
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}"}
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: |
          jq -n --arg state "$STATE" '{event_type: "built", client_payload: {
            attempt: "1",  # contract-violation: a text, no number
            state: "done",  # contract-violation
            log: {lines: 12, url: $state},  # contract-violation
            Image: "app"  # contract-violation: names are compared by case
          }}' | gh api "repos/$GITHUB_REPOSITORY/dispatches" --input -  # contract-violation: no image
```

```json title=".github/events/built.schema.json"
{
  "type": "object",
  "required": ["image"],
  "properties": {
    "image": {"type": "string"},
    "attempt": {"type": "integer"},
    "state": {"enum": ["success", "failure"]},
    "log": {"type": "object", "properties": {"lines": {"type": "string"}}}
  },
  "additionalProperties": false
}
```

```yaml title=".github/workflows/deploy.yml"
on:
  repository_dispatch:
    types: [built]
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    env: {IMAGE: "${{ github.event.client_payload.image }}"}
    steps:
      - run: ./deploy.sh "$IMAGE"
```

### A listener reads what the contract doesn't allow

```yaml title=".github/workflows/deploy.yml"
on:
  repository_dispatch:
    types: [built]
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    env:
      IMAGE: ${{ github.event.client_payload.img }}  # contract-violation
    steps:
      - run: ./deploy.sh "$IMAGE"
```

```json title=".github/events/built.schema.json"
{"type": "object", "properties": {"image": {"type": "string"}}, "additionalProperties": false}
```

## Good

```yaml title=".github/workflows/build.yml"
on: push
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}"}
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" \
            -f event_type=built \
            -F "client_payload[attempt]=1" \
            -f "client_payload[state]=success" \
            -f "client_payload[image]=app:$GITHUB_SHA"
```

```json title=".github/events/built.schema.json"
{
  "type": "object",
  "required": ["image"],
  "properties": {
    "image": {"type": "string", "pattern": "^app:"},
    "attempt": {"type": "integer"},
    "state": {"enum": ["success", "failure"]}
  },
  "additionalProperties": false
}
```

```yaml title=".github/workflows/deploy.yml"
on:
  repository_dispatch:
    types: [built]
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    env: {IMAGE: "${{ github.event.client_payload.image }}"}
    steps:
      - run: ./deploy.sh "$IMAGE"
```

## Limits

A text with holes is a string, whatever its `pattern` or `enum` says; one of several values is each of them; of what isn't known
nothing is said.  A default that stands in for an empty value, and a variable that isn't set on some way through a script, give a
warning.  A field that is read and neither declared nor forbidden gives a note.  The inputs of `workflow_dispatch` are declared by
the workflow itself, which is their contract: `undeclared-input`, `missing-input`, `invalid-input-value`.

## References

- [JSON Schema 2020-12](https://json-schema.org/draft/2020-12)
- [AsyncAPI 3.1](https://www.asyncapi.com/docs/reference/specification/v3.1.0)
- [Create a repository dispatch event](https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Label, Level, NoOptions, Stray, System, Violation, rule, strays, violations


@rule("payload that breaks its contract", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each message and each listener keeps to the contract of its event type."""
    for each in violations(system):
        yield _sent(each)
    for stray in strays(system):
        yield _read(stray)


def _sent(each: Violation) -> Hit:
    breach = each.breach
    return Hit(
        each.place,
        f"the payload of `{each.type}` breaks its contract: {breach.words}",
        help=_help(each),
        related=(
            Label(breach.schema, "the contract says so"),
            *(Label(place, f"`{each.type}` is heard here") for place in each.heard[:1]),
        ),
        level=None if breach.likely else Level.WARNING,
        subject=f"{each.type} {'.'.join(breach.path)} {breach.keyword}",
    )


def _help(each: Violation) -> str:
    name = each.breach.path[-1] if each.breach.path else ""
    match each.breach.keyword:
        case "required" | "dependentRequired":
            return f"send `{name}`, or make it optional in the contract"
        case "additionalProperties":
            return f"take `{name}` out, or declare it in the contract"
        case "type" if "string, " in each.breach.words or "sent as a string" in each.breach.words:
            return "send it as a JSON value: without quotes, by `-F` in place of `-f`, by `--argjson` in place of `--arg`"
        case _:
            return "send what the contract asks for, or change the contract"


def _read(each: Stray) -> Hit:
    types = " and ".join(f"`{name}`" for name in each.types)
    what = "doesn't allow, so it is always empty" if each.forbidden else "doesn't declare"
    return Hit(
        each.span,
        f"`{each.name}` is read here, which the contract of {types} {what}",
        help=f"declare `{each.name}` in the contract, or read another field",
        related=(Label(each.contract.place, "the contract"),),
        level=None if each.forbidden else Level.NOTE,
        subject=each.name,
    )
