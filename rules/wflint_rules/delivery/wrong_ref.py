r"""A message asks for a branch that isn't the one that is meant, or its listener works on another one.

## Why

A run of `repository_dispatch` is always one of the default branch, whatever branch the sender is on.  The `ref` of a workflow to start
is a ref of that workflow's repository, not of the code that it builds.  A branch that is deleted behind the dispatch may be gone when the
run begins.  In each case the wrong code is built, or nothing is.

## Bad

### The listener works on the default branch

```yaml title=".github/workflows/request.yml"
on: push
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}"}
jobs:
  ask:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=check -f "client_payload[branch]=$GITHUB_REF_NAME"  # wrong-ref
```

```yaml title=".github/workflows/check.yml"
on: {repository_dispatch: {types: [check]}}
jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v5
      - run: make check
```

### The ref belongs to another repository, or is deleted

```yaml title=".github/workflows/release.yml"
on:
  workflow_dispatch:
    inputs:
      repository: {description: "where the sources are"}
      ref: {description: "branch of the sources"}
permissions: {actions: write, contents: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}", REF: "${{ inputs.ref }}"}
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v5
        with:
          repository: ${{ inputs.repository || github.repository }}
          ref: ${{ inputs.ref }}
      - run: make
      - run: gh workflow run test.yml --ref "$REF"  # wrong-ref: a ref of the sources
  try:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    env: {BRANCH: "try-${{ github.run_id }}"}
    steps:
      - uses: actions/checkout@v5
      - run: git push origin "HEAD:$BRANCH"
      - run: gh workflow run test.yml --ref "$BRANCH"  # wrong-ref: the branch is deleted
      - run: git push origin --delete "$BRANCH"
```

```yaml title=".github/workflows/test.yml"
on: workflow_dispatch
jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v5
      - run: make test
```

### The ref is a commit

```yaml title=".github/workflows/undo.yml"
on:
  workflow_run:
    workflows: [deploy]
    types: [completed]
permissions: {actions: write, contents: read}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  undo:
    if: github.event.workflow_run.conclusion == 'failure'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - uses: actions/checkout@v5
        with: {fetch-depth: 2}
      - run: gh workflow run restore.yml --ref "$(git rev-parse HEAD~1)"  # wrong-ref
      - run: gh workflow run restore.yml --ref ${{ github.event.workflow_run.head_sha }}  # wrong-ref
```

```yaml title=".github/workflows/restore.yml"
on: workflow_dispatch
jobs:
  restore:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v5
      - run: ./restore.sh
```

```yaml title=".github/workflows/deploy.yml"
name: deploy
on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: ./deploy.sh
```

### The default branch has two names

```yaml title=".github/workflows/morning.yml"
on: {schedule: [{cron: "0 6 * * *"}]}
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  ask:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: gh workflow run test.yml --ref master  # wrong-ref
```

```yaml title=".github/workflows/evening.yml"
on: {schedule: [{cron: "0 18 * * *"}]}
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  ask:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: gh workflow run test.yml --ref main  # wrong-ref: one of them isn't there
```

```yaml title=".github/workflows/test.yml"
on: workflow_dispatch
jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v5
      - run: make test
```

## Good

```yaml title=".github/workflows/request.yml"
on: push
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}"}
jobs:
  ask:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=check -f "client_payload[branch]=$GITHUB_REF_NAME"
```

```yaml title=".github/workflows/check.yml"
on: {repository_dispatch: {types: [check]}}
jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v5
        with:
          ref: ${{ github.event.client_payload.branch }}
      - run: make check
```

## Limits

Which branch is the default one isn't known, nor which branches there are; only that `main` and `master` are hardly ever both there.
A message that tells a branch is looked at by the usual names of such a field, and only where its listener reads none of them.

## References

- [Events that trigger workflows: repository_dispatch](https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#repository_dispatch)
- [REST API: create a workflow dispatch event](https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Label, Level, NoOptions, System, rule, wrong_refs


@rule("message for another branch than is meant", level=Level.WARNING)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Every run that a message starts works on the branch that the sender means."""
    for each in wrong_refs(system):
        related = (Label(each.other, each.shows),) if each.other != each.place else ()
        yield Hit(each.place, each.what, level=Level.ERROR if each.is_refused else None, help=each.cure, related=related)
