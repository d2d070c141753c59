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

Silent for a workflow that also runs on a schedule: its next run tries again.  Silent for `continue-on-error` where the step's
`outcome` is read, and where the failure is shown as an annotation (`|| echo "::warning::…"`).  Where it leaves a line in the log
(`|| echo …`) somebody has thought of it, so that is only a note.

## References

- [curl: --fail](https://curl.se/docs/manpage.html#-f)
- [Workflow syntax: jobs.<job_id>.steps[*].continue-on-error](https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepscontinue-on-error)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wflint.api import Fix, Hit, Level, NoOptions, Site, Span, System, can_happen, inside, offer, rule, with_words, within


@rule("dispatch whose refusal stays unseen", level=Level.WARNING)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each dispatch that GitHub refuses fails its step."""
    reported: set[Span] = set()
    for site in system.sites:
        hidden = site.dispatch.failure_hidden or _tolerated(site)
        if hidden is None or site.span in reported or site.workflow.workflow.trigger("schedule") or not can_happen(site):
            continue
        reported.add(site.span)
        if not hidden.startswith("`|| echo"):
            message = f"a refused dispatch stays unseen: {hidden}; the run is green and nothing has started"
            yield Hit(site.span, message, help=_CURE, fixes=_fixes(system, site, hidden))
        elif "::" not in hidden:
            message = "a refused dispatch only leaves a line in the log; the run is green and nothing has started"
            yield Hit(site.span, message, help=_CURE, level=Level.NOTE)


_CURE = "let the step fail, or make the failure visible where somebody looks"


def _fixes(system: System, site: Site, hidden: str) -> tuple[Fix, ...]:
    """`--fail` for `curl`; a fix is safe where the command stands on lines of its own, so that nothing reads what it prints."""
    source = system.sources.get(site.span.path)
    if not hidden.startswith("`curl`") or site.way.step.language != "bash" or source is None:
        return ()
    command = re.match(r"(?:\w+=\S* +|sudo +)*curl\b", within(source.text, site.span))
    if command is None:
        return ()
    behind = inside(source.text, site.span, command.end(), command.end())
    lines = source.text.split("\n")
    before, rest = lines[site.span.line - 1][: site.span.column - 1], lines[site.span.end_line - 1][site.span.end_column - 1 :]
    alone = re.fullmatch(r"\s*|.*\brun: *[\"']?", before) and re.fullmatch(r"[\"']?\s*(?:#.*)?", rest)
    return offer("give `curl` the option `--fail`", with_words(source, behind, " --fail"), safe=alone is not None)


def _tolerated(site: Site) -> str | None:
    """How the step or its job takes a failure for a success, `None` where it doesn't."""
    for facts in site.way.steps:
        step = facts.step
        if step.continue_on_error is not None and step.continue_on_error.value is True:
            outcome = f"steps.{step.id.text}.outcome" if step.id is not None else None
            if outcome is None or outcome not in site.workflow.workflow.source.text:
                return "the step says `continue-on-error: true`"
    if any(job.job.continue_on_error is not None and job.job.continue_on_error.value is True for job in site.way.jobs):
        return "the job says `continue-on-error: true`"
    return None
