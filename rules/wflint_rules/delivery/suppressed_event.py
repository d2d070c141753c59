r"""A comment, label, tag or release that another workflow waits for, made with GITHUB_TOKEN, which starts nothing.

## Why

GitHub starts no workflow for what is done with GITHUB_TOKEN, so that workflows don't start each other without end; only
`workflow_dispatch` and `repository_dispatch` are free of that.  The comment is there, the tag is there, everything is green, and
the workflow that should go on from there never runs.

## Bad

```yaml title=".github/workflows/ask.yml"
on: {issues: {types: [opened]}}
permissions: {issues: write}
jobs:
  ask:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: gh issue comment "$NUMBER" --body "/agent run ${{ github.event.issue.number }}"  # suppressed-event
        env:
          GH_TOKEN: ${{ github.token }}
          GH_REPO: ${{ github.repository }}
          NUMBER: ${{ github.event.issue.number }}
```

```yaml title=".github/workflows/agent.yml"
on: {issue_comment: {types: [created]}}
jobs:
  run:
    if: startsWith(github.event.comment.body, '/agent run')
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: ./agent.sh
```

### Several workflows wait for the same

```yaml title=".github/workflows/release.yml"
on: {push: {branches: [main]}}
permissions: {contents: write}
jobs:
  release:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: gh release create "v1.$GITHUB_RUN_NUMBER"  # suppressed-event
        env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
```

```yaml title=".github/workflows/registry.yml"
on: {release: {types: [published]}}
jobs:
  publish:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: ./publish.sh
```

```yaml title=".github/workflows/store.yml"
on: {release: {types: [published]}}
jobs:
  publish:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: ./store.sh
```

## Good

```yaml title=".github/workflows/ask.yml"
on: {issues: {types: [opened]}}
jobs:
  ask:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: gh issue comment "$NUMBER" --body "/agent run ${{ github.event.issue.number }}"
        env:
          GH_TOKEN: ${{ secrets.AGENT_TOKEN }}
          GH_REPO: ${{ github.repository }}
          NUMBER: ${{ github.event.issue.number }}
```

```yaml title=".github/workflows/agent.yml"
on: {issue_comment: {types: [created]}}
jobs:
  run:
    if: startsWith(github.event.comment.body, '/agent run')
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: ./agent.sh
```

## Limits

Reported only where the listener is surely there for it: its condition asks for the command that the comment begins with or for
the label that is put on, nothing but such a tag, branch or release starts it, or one of its jobs is there for tags alone.  A
comment that holds the command at the beginning of a later line is a note: it may be meant for people to copy; so is a tag or
release where another workflow makes such ones with a token that starts the listener.  Silent where the same workflow starts the
listener in another way, where the token can't be known, for branches on which everybody works, and for pull requests that are
opened: their runs wait for approval since June 2026.

## References

- [Triggering a workflow from a workflow](https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/trigger-a-workflow)
- [GITHUB_TOKEN](https://docs.github.com/en/actions/concepts/security/github_token)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, ImplicitEdge, Label, Level, Meant, NoOptions, Span, System, implicit_edges, meant, rule

_MOST_NAMES = 6


@rule("event raised with GITHUB_TOKEN starts nothing", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each event that a workflow raises for others is raised with a token that starts them; each step is named once for it."""
    found: dict[tuple[Span, str, str], tuple[dict[str, tuple[ImplicitEdge, Meant]], list[Span]]] = {}
    for edge in implicit_edges(system):
        intent = meant(system, edge) if edge.outcome == "suppressed" else None
        if intent is None:
            continue
        waiting, places = found.setdefault((edge.site.way.step.place, intent.what, intent.certainty), ({}, []))
        waiting.setdefault(edge.workflow.path, (edge, intent))
        if edge.site.span not in places:
            places.append(edge.site.span)
    for waiting, places in found.values():
        yield _hit(list(waiting.values()), places[1:])


def _hit(found: list[tuple[ImplicitEdge, Meant]], others: list[Span]) -> Hit:
    [(edge, first), *more] = found
    names = {each.workflow.workflow.source.name: intent for each, intent in found}
    act = edge.site.act
    told = ", ".join(f"`{each}`" for each in list(names)[:_MOST_NAMES]) + (" and others" if len(names) > _MOST_NAMES else "")
    what = f"{told}, which {'wait' if more else 'waits'} for {first.what}"
    if first.certainty == "sure":
        message = f"GITHUB_TOKEN starts no workflow, so {what}, never {'run' if more else 'runs'} for this"
    else:
        message = f"this may be meant to start {what}; GITHUB_TOKEN starts no workflow"
    return Hit(
        edge.site.span,
        message,
        level=None if first.certainty == "sure" else Level.NOTE,
        help=f"use a token of a GitHub App or a personal access token for `{act.mechanism}`, "
        f"or start {'them' if more else told} by a dispatch",
        related=(
            *(Label(intent.place, f"`{name}` waits for it here") for name, intent in names.items()),
            *(Label(place, "the same here") for place in others),
        ),
        subject=" ".join((act.event, *(each.workflow.workflow.source.local for each, _ in found))),
    )
