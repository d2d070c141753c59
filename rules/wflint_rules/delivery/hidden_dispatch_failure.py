r"""A dispatch whose refusal nobody sees: the step is green, and nothing has started.

## Why

GitHub refuses a dispatch for many reasons: a renamed workflow, an input too many, a missing permission.  `curl` without `--fail`
exits 0 all the same, `|| true` and `continue-on-error` hide the rest, and the task is lost without a trace.

## Bad

```yaml title=".github/workflows/build.yml"
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions: {contents: write}
    env: {GH_TOKEN: "${{ github.token }}"}
    steps:
      - run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=built || true  # hidden-dispatch-failure
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
      - run: ./deploy.sh
```

### curl

```yaml title=".github/workflows/build.yml"
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions: {contents: write}
    env: {TOKEN: "${{ github.token }}"}
    steps:
      - run: |
          curl -H "Authorization: Bearer $TOKEN" "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/dispatches" -d '{"event_type": "built"}'  # hidden-dispatch-failure
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
      - run: ./deploy.sh
```

### continue-on-error

```yaml title=".github/workflows/build.yml"
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions: {contents: write}
    env: {GH_TOKEN: "${{ github.token }}"}
    steps:
      - continue-on-error: true
        run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=built  # hidden-dispatch-failure
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
      - run: ./deploy.sh
```

### Only a line in the log

```yaml title=".github/workflows/build.yml"
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions: {actions: write}
    env: {GH_TOKEN: "${{ github.token }}"}
    steps:
      - run: gh workflow run deploy.yml --repo "$GITHUB_REPOSITORY" || echo "not started"  # hidden-dispatch-failure: a note
      - run: |
          if ! gh workflow run deploy.yml --repo "$GITHUB_REPOSITORY"; then  # hidden-dispatch-failure: only leaves a line
            echo "not started"
          fi
```

```yaml title=".github/workflows/deploy.yml"
on: workflow_dispatch
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: ./deploy.sh
```

### A comment that is a command

```yaml title=".github/workflows/fix.yml"
on: workflow_dispatch
permissions: {contents: write}
env: {GH_TOKEN: "${{ secrets.BOT_TOKEN }}", GH_REPO: "${{ github.repository }}"}
jobs:
  fix:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v5
      - run: ./fix.sh && git commit -am fixed && git push
      - run: gh pr comment 7 --body "@review again, please" || true  # hidden-dispatch-failure
```

```yaml title=".github/workflows/review.yml"
on: {issue_comment: {types: [created]}}
jobs:
  review:
    if: contains(github.event.comment.body, '@review')
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: ./review.sh
```

## Good

```yaml title=".github/workflows/build.yml"
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions: {contents: write}
    env: {GH_TOKEN: "${{ github.token }}"}
    steps:
      - run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=built
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
      - run: ./deploy.sh
```

### What GitHub answers is looked at

```yaml title=".github/workflows/tell.yml"
on: push
jobs:
  tell:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    env: {TOKEN: "${{ secrets.DISPATCH_TOKEN }}"}
    steps:
      - run: |
          set +e
          for name in one two; do
            status=$(curl -sS -o answer.json -w '%{http_code}' -H "Authorization: Bearer $TOKEN" \
              "https://api.github.com/repos/acme/$name/dispatches" -d '{"event_type": "built"}')
            if [ "$status" != 204 ]; then
              echo "::warning::$name hasn't been told: $status $(cat answer.json)"
            fi
          done
```

## Fixed

`curl` gets `--fail`.  Where something is done with what it prints, which `--fail` leaves out, only `--unsafe-fixes` does that.

### curl

```yaml title=".github/workflows/build.yml"
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions: {contents: write}
    env: {TOKEN: "${{ github.token }}"}
    steps:
      - run: |
          curl --fail -H "Authorization: Bearer $TOKEN" "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/dispatches" -d '{"event_type": "built"}'
```

## Limits

Silent for a workflow that also runs on a schedule: its next run tries again.  Silent where a variable keeps the failure, such as
`|| failed=1`, and the script fails by it later, or hands it on.  Silent for `continue-on-error` where the step's `outcome` is
read, for `peter-evans/slash-command-dispatch` where its output `error-message` is, and where the failure is shown as an annotation
(`|| echo "::warning::…"`, `core.warning`).  Where it leaves a line in the log (`|| echo …`, an `if` that prints) somebody has thought of
it, so that is only a note.  Of comments, labels, tags and releases only those count that another workflow surely waits for, and that
`||` lets go.  Callbacks are left to `callback-failure-hidden`.

## References

- [curl: --fail](https://curl.se/docs/manpage.html#-f)
- [Workflow syntax: jobs.<job_id>.steps[*].continue-on-error](https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepscontinue-on-error)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import (
    Hit,
    ImplicitEdge,
    Label,
    Level,
    Meant,
    NoOptions,
    Span,
    System,
    callback_sites,
    can_happen,
    hidden,
    implicit_edges,
    is_annotated,
    leaves_line,
    louder,
    meant,
    rule,
)


@rule("dispatch whose refusal stays unseen", level=Level.WARNING)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each dispatch that GitHub refuses fails its step; `callback-failure-hidden` speaks of callbacks."""
    reported: set[Span] = set()
    callbacks = callback_sites(system)
    for site in system.sites:
        how = hidden(site)
        if how is None or id(site.dispatch) in callbacks or site.span in reported or not can_happen(site):
            continue
        reported.add(site.span)
        if not leaves_line(how):
            message = f"a refused dispatch stays unseen: {how}; the run is green and nothing has started"
            yield Hit(site.span, message, help=_CURE, fixes=louder(system, site, how))
        elif not is_annotated(how):
            message = "a refused dispatch only leaves a line in the log; the run is green and nothing has started"
            yield Hit(site.span, message, help=_CURE, level=Level.NOTE)
    for edge, intent in _meant(system):
        act = edge.site.act
        if act.span not in reported:
            reported.add(act.span)
            yield Hit(
                act.span,
                f"it stays unseen when `{act.mechanism}` is refused: {act.failure_hidden}; the run is green and "
                f"`{edge.workflow.workflow.source.name}` hasn't started",
                help=_CURE,
                related=(Label(intent.place, f"it waits for {intent.what}"),),
            )


def _meant(system: System) -> Iterator[tuple[ImplicitEdge, Meant]]:
    """What a script does so that another workflow starts, and goes on whether it could be done or not."""
    for edge in implicit_edges(system):
        how = edge.site.act.failure_hidden
        if how is None or not how.startswith("`||") or leaves_line(how) or edge.outcome == "suppressed":
            continue
        intent = meant(system, edge) if edge.site.workflow.workflow.trigger("schedule") is None else None
        if intent is not None and intent.certainty == "sure":
            yield edge, intent


_CURE = "let the step fail, or make the failure visible where somebody looks"
