r"""A field is sent that no listener reads.

## Why

It is left over from a listener that is gone, or the reader knows it by another name and gets nothing.  Each field is also one of the ten that
a `client_payload` may have.

## Bad

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
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=built \
            -f "client_payload[sha]=$GITHUB_SHA" \
            -f "client_payload[branch]=$GITHUB_REF_NAME"  # unread-field
```

```yaml title=".github/workflows/deploy.yml"
on:
  repository_dispatch:
    types: [built]
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - env: {SHA: "${{ github.event.client_payload.sha }}"}
        run: ./deploy.sh "$SHA"
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
      - run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=built -f "client_payload[sha]=$GITHUB_SHA"
```

```yaml title=".github/workflows/deploy.yml"
on:
  repository_dispatch:
    types: [built]
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - env: {SHA: "${{ github.event.client_payload.sha }}"}
        run: ./deploy.sh "$SHA"
```

## Limits

Silent where some listener isn't in sight: another repository, a type under `external-events.heard`, a called workflow of another repository;
and where a listener hands on the payload as a whole (`toJSON(github.event.client_payload)`).  A program in a file of its own is taken not to
read the event's file.

## References

- [Events that trigger workflows: repository_dispatch](https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#repository_dispatch)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Label, Level, NoOptions, System, rule, unread


@rule("payload field that nothing reads", level=Level.NOTE, strict=True)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each field has a reader."""
    for each in unread(system):
        heard = {edge.workflow.workflow.source.name: edge.heard_at for edge in each.edges}
        names = ", ".join(f"`{name}`" for name in heard)
        yield Hit(
            each.field.span or each.site.span,
            f"`{each.field.name}` is sent, and {names} {'reads' if len(heard) == 1 else 'read'} it nowhere",
            help=f"don't send `{each.field.name}`, or look for the name under which it is read",
            related=tuple(Label(place, "it is heard here") for place in heard.values()),
            subject=each.field.name,
        )
