r"""A listener needs a payload field that the message doesn't carry: it goes on with an empty text, or does nothing at all.

## Why

Nothing checks a `client_payload` against what its listener reads.  A field that isn't sent is empty there: the command gets an empty
argument, or no route takes the event, and the run is green.

## Bad

### A command gets an empty text

```yaml title=".github/workflows/build.yml"
on: push
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}"}
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=built -f "client_payload[sha]=$GITHUB_SHA"  # missing-field: image
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
      - env: {IMAGE: "${{ github.event.client_payload.image }}"}
        run: ./deploy.sh "$IMAGE"
```

### No route takes the event

```yaml title=".github/workflows/build.yml"
on: push
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}"}
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=built -f "client_payload[sha]=$GITHUB_SHA"  # missing-field: next_step
```

```yaml title=".github/workflows/router.yml"
on:
  repository_dispatch:
    types: [built]
jobs:
  deploy:
    if: github.event.client_payload.next_step == 'deploy'
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: ./deploy.sh
```

### An input is made ready, and not passed

```yaml title=".github/workflows/router.yml"
on:
  repository_dispatch:
    types: [failed]
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  again:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    env:
      TASK_ID: ${{ github.event.client_payload.task_id }}
      ERRORS: ${{ github.event.client_payload.errors }}
    steps:
      - run: |
          INPUTS=$(jq -n --arg task_id "$TASK_ID" --arg errors "$ERRORS" '{task_id: $task_id, errors: $errors}')
          gh workflow run worker.yml -f task_id="$TASK_ID"  # missing-field: a warning
```

```yaml title=".github/workflows/worker.yml"
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
      errors: {default: ""}
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    env: {TASK_ID: "${{ inputs.task_id }}", ERRORS: "${{ inputs.errors }}"}
    steps:
      - run: ./work.sh "$TASK_ID" "$ERRORS"
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
      - env: {SHA: "${{ github.event.client_payload.sha }}", IMAGE: "${{ github.event.client_payload.image || 'latest' }}"}
        run: ./deploy.sh "$SHA" "$IMAGE"
```

What is read for one event needn't be sent with another:

```yaml title=".github/workflows/watch.yml"
on: {schedule: [{cron: "7 * * * *"}]}
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}"}
jobs:
  watch:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: |
          ./is-up.sh web || gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=service-down -f "client_payload[service]=web"
          ./is-up.sh all || gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=host-down -f "client_payload[host]=a1"
```

```yaml title=".github/workflows/mend.yml"
on:
  repository_dispatch:
    types: [service-down, host-down]
jobs:
  mend:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - id: what
        run: |
          case "${{ github.event.action }}" in
            service-down) echo "target=${{ github.event.client_payload.service }}" >> "$GITHUB_OUTPUT" ;;
            host-down) echo "target=${{ github.event.client_payload.host }}" >> "$GITHUB_OUTPUT" ;;
          esac
      - env: {TARGET: "${{ steps.what.outputs.target }}"}
        run: python3 mend.py "$TARGET"
```

## Limits

A field that its listener gives a default anywhere, or asks about (`[ -n "$FIELD" ]`, `if: github.event.client_payload.field`), is taken to
be optional.  Silent where the payload can't be read as a whole, and for fields that are only printed, compared, or handed on.
A warning where only some runs get so far, and where an action is given the empty text.  Inputs of `workflow_dispatch` are the matter of
`missing-input`.

## References

- [Events that trigger workflows: repository_dispatch](https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#repository_dispatch)
- [Contexts: a property that doesn't exist is empty](https://docs.github.com/en/actions/reference/workflows-and-actions/contexts)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Label, Level, NoOptions, Prepared, Span, System, Want, hop, prepared, readers_of, rule, wants


@rule("payload field that is read and never sent", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each message carries what its listener can't do without."""
    seen: set[tuple[Span, str]] = set()
    for want in wants(system):
        if (want.edge.site.span, want.name) not in seen:
            seen.add((want.edge.site.span, want.name))
            yield _hit(want)
    for each in prepared(system):
        if (each.site.span, each.name) not in seen:
            seen.add((each.site.span, each.name))
            yield _not_passed(each)


def _hit(want: Want) -> Hit:
    edge, name = want.edge, want.name
    listener = edge.workflow.workflow.source.name
    read = readers_of(edge.workflow, edge.event, name)
    return Hit(
        edge.site.span,
        f"the message `{edge.event}` carries no `{name}`, which `{listener}` reads without a default, so {want.effect}",
        help=f"send `{name}`, or give it a default in `{listener}`",
        related=(
            *(Label(place, f"`{name}` is read here") for place in read[:1]),
            *(Label(site.span, f"this message carries `{name}`") for site in want.others[:1]),
        ),
        trace=(hop(edge, f" without `{name}`"), Label(want.place, want.effect)),
        level=None if want.certain else Level.WARNING,
        subject=name,
    )


def _not_passed(each: Prepared) -> Hit:
    return Hit(
        each.site.span,
        f"`{each.name}` is made ready here and not passed to `{each.target}`, which declares it",
        help=f"pass `{each.name}`, or don't make it ready",
        related=(Label(each.place, f"`{each.name}` is made ready here"), Label(each.declared_at, f"`{each.target}` declares it")),
        level=Level.WARNING,
        subject=each.name,
    )
