r"""A step on the way of a retry makes something under the task's id, and the next try fails on it.

## Why

A retry comes with the id of the first try.  `git push` refuses a branch that isn't the old one's continuation, `gh pr create`,
`gh release create` and the API refuse a second one of the same name: the retry fails before it comes to what had failed, and so do
all that follow, until the cap is reached.

## Bad

```yaml title=".github/workflows/orchestrator.yml"
on:
  workflow_dispatch:
  repository_dispatch:
    types: [write:complete]
permissions: {actions: write}
env:
  GH_TOKEN: ${{ github.token }}
  GH_REPO: ${{ github.repository }}
  TASK_ID: ${{ github.event.client_payload.task_id }}
  RETRIES: ${{ github.event.client_payload.retry_count }}
jobs:
  begin:
    if: github.event_name == 'workflow_dispatch'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: gh workflow run writer.yml -f task_id="task-$GITHUB_RUN_ID" -f retry_count=0
  again:
    if: github.event.action == 'write:complete' && github.event.client_payload.status != 'success'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          echo "$TASK_ID failed after $RETRIES retries"
          if [ "${RETRIES:-3}" -ge 3 ]; then exit 1; fi
          gh workflow run writer.yml -f task_id="$TASK_ID" -f retry_count="$((RETRIES + 1))"
  end:
    if: github.event.action == 'write:complete' && github.event.client_payload.status == 'success'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: echo "task $TASK_ID is done" >> "$GITHUB_STEP_SUMMARY"
```

```yaml title=".github/workflows/writer.yml"
run-name: write ${{ inputs.task_id }}
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
      retry_count: {required: true}
permissions: {contents: write, pull-requests: write}
concurrency: write-${{ inputs.task_id }}
env:
  GH_TOKEN: ${{ github.token }}
  TASK_ID: ${{ inputs.task_id }}
  RETRY_COUNT: ${{ inputs.retry_count }}
jobs:
  write:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v5
      - run: |
          git switch -c "task/$TASK_ID"
          make write && git commit -am "Task $TASK_ID"
          git push origin "task/$TASK_ID"  # unsafe-retry
          gh pr create --fill --head "task/$TASK_ID"  # unsafe-retry
      - run: make check
  report:
    needs: write
    if: always()
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=write:complete \
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[retry_count]=$RETRY_COUNT" \
            -f "client_payload[status]=${{ needs.write.result }}"
```

## Good

```yaml title=".github/workflows/orchestrator.yml"
on:
  workflow_dispatch:
  repository_dispatch:
    types: [write:complete]
permissions: {actions: write}
env:
  GH_TOKEN: ${{ github.token }}
  GH_REPO: ${{ github.repository }}
  TASK_ID: ${{ github.event.client_payload.task_id }}
  RETRIES: ${{ github.event.client_payload.retry_count }}
jobs:
  begin:
    if: github.event_name == 'workflow_dispatch'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: gh workflow run writer.yml -f task_id="task-$GITHUB_RUN_ID" -f retry_count=0
  again:
    if: github.event.action == 'write:complete' && github.event.client_payload.status != 'success'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          echo "$TASK_ID failed after $RETRIES retries"
          if [ "${RETRIES:-3}" -ge 3 ]; then exit 1; fi
          gh workflow run writer.yml -f task_id="$TASK_ID" -f retry_count="$((RETRIES + 1))"
  end:
    if: github.event.action == 'write:complete' && github.event.client_payload.status == 'success'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: echo "task $TASK_ID is done" >> "$GITHUB_STEP_SUMMARY"
```

```yaml title=".github/workflows/writer.yml"
run-name: write ${{ inputs.task_id }}
on:
  workflow_dispatch:
    inputs:
      task_id: {required: true}
      retry_count: {required: true}
permissions: {contents: write, pull-requests: write}
concurrency: write-${{ inputs.task_id }}
env:
  GH_TOKEN: ${{ github.token }}
  TASK_ID: ${{ inputs.task_id }}
  RETRY_COUNT: ${{ inputs.retry_count }}
jobs:
  write:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v5
      - run: |
          git switch -C "task/$TASK_ID"
          make write && git commit -am "Task $TASK_ID"
          git push --force origin "task/$TASK_ID"
          if ! gh pr view "task/$TASK_ID"; then
            gh pr create --fill --head "task/$TASK_ID"
          fi
      - run: make check
  report:
    needs: write
    if: always()
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=write:complete \
            -f "client_payload[task_id]=$TASK_ID" -f "client_payload[retry_count]=$RETRY_COUNT" \
            -f "client_payload[status]=${{ needs.write.result }}"
```

## Limits

Only what carries the id in its name, and nothing that changes with the try, in a workflow that lies on a loop whose counter rises.
Silent where a condition asks first what is there, where a failure is expected (`||`, `continue-on-error`), where the job deletes
or closes first, and for a push where the job checks out a branch that is given, or pulls.

## References

- [git push](https://git-scm.com/docs/git-push)
- [gh pr create](https://cli.github.com/manual/gh_pr_create)
- [REST API endpoints for Git references](https://docs.github.com/en/rest/git/refs#create-a-reference)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Label, Level, NoOptions, Once, System, hop, once, rule, shown

_REMEDIES = {
    "branch": "push with `--force`, or begin with the branch that is there",
    "pull request": "ask first: `gh pr view … || gh pr create …`",
    "release asset": "give `--clobber`",
    "label": "give `--force`",
}


@rule("step that a retry can't do again", level=Level.WARNING, strict=True)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Whatever a retry comes by can be done again."""
    return (_hit(each) for each in once(system))


def _hit(found: Once) -> Hit:
    name = shown(found.name)
    return Hit(
        found.place,
        f"a retry fails here: the {found.what} {name} is there since the first try",
        help=_REMEDIES.get(found.what, "ask first whether it is there"),
        related=(Label(found.retry.site.span, "the next try is started here"),),
        trace=(hop(found.retry), Label(found.place, f"the {found.what} {name} is made again")),
        subject=found.what,
    )
