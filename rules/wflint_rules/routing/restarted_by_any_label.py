r"""Any label that is put on an issue starts the work again, since the `if` asks for a label that is there and not for the new one.

## Why

`labeled` comes for each label by itself, and `github.event.issue.labels` holds all that the issue has by then.  So
`contains(github.event.issue.labels.*.name, 'agent')` is true when `agent` is added, and true again when `in-progress`, `bug` or a
milestone's label comes later: an agent that puts on labels to show how far it is starts itself again.  An issue that is opened with
three labels brings `opened` and three times `labeled`.

## Bad

```yaml title=".github/workflows/agent.yml"
on:
  issues:
    types: [opened, labeled]
permissions: {issues: write}
jobs:
  work:
    if: contains(github.event.issue.labels.*.name, 'agent')  # restarted-by-any-label
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - run: ./work.sh
```

## Good

```yaml title=".github/workflows/agent.yml"
on:
  issues:
    types: [labeled]
permissions: {issues: write}
jobs:
  work:
    if: github.event.label.name == 'agent'
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - run: ./work.sh
```

```yaml title=".github/workflows/triage.yml"
on:
  issues:
    types: [opened, labeled]
permissions: {issues: write}
jobs:
  once:
    if: contains(github.event.issue.labels.*.name, 'agent') && !contains(github.event.issue.labels.*.name, 'started')
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - run: ./work.sh
```

## Limits

Only issues: on pull requests it is usual that checks run again.  Silent where anything in the workflow looks at the label that was
added, where the workflow hears of edits and of labels that are taken away as well, and where the condition asks for a label that isn't
there, which may keep it from happening again.

## References

- [Webhook events and payloads: issues](https://docs.github.com/en/webhooks/webhook-events-and-payloads#issues)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Label, Level, NoOptions, System, restarts, rule


@rule("work that every label starts again", level=Level.WARNING)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """What a label starts asks for the label that was added."""
    for found in restarts(system):
        again = " and each that it is opened with" if found.with_opening else ""
        yield Hit(
            found.place,
            f"each label that is added to an issue with `{found.label}` starts this again{again}: it asks for a label that is there",
            help=f"ask for the one that was added: `github.event.label.name == '{found.label}'`",
            related=(Label(found.trigger, "this comes for every label"),),
        )
