"""Steps that can't be done twice: what is made, under which name, and what makes it safe."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.soundness.again import Once, once

ROUTER = """on: {workflow_dispatch: {}, repository_dispatch: {types: [done]}}
permissions: {actions: write}
env:
  GH_TOKEN: ${{ github.token }}
  ID: ${{ github.event.client_payload.task_id }}
  RETRIES: ${{ github.event.client_payload.retry_count }}
jobs:
  begin:
    if: github.event_name == 'workflow_dispatch'
    runs-on: ubuntu-latest
    steps:
      - run: gh workflow run worker.yml -f task_id="$GITHUB_RUN_ID" -f retry_count=0
  again:
    if: github.event.action == 'done' && github.event.client_payload.status == 'failure'
    runs-on: ubuntu-latest
    steps:
      - run: |
          if [ "$RETRIES" -lt 3 ]; then
            gh workflow run worker.yml -f task_id="$ID" -f retry_count="$((RETRIES + 1))"
          fi
"""
WORKER = """on: {workflow_dispatch: {inputs: {task_id: {}, retry_count: {}}}}
permissions: {contents: write}
env:
  GH_TOKEN: ${{ github.token }}
  ID: ${{ inputs.task_id }}
  TRY: ${{ inputs.retry_count }}
jobs:
  work:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
%s
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=done -f "client_payload[task_id]=$ID" \\
            -f "client_payload[retry_count]=$TRY" -f "client_payload[status]=${{ job.status }}"
        if: always()
"""


def found(step: str, router: str = ROUTER) -> list[Once]:
    return list(once(linked({"router.yml": router, "worker.yml": WORKER % f"      - {step}"})))


def run(*lines: str) -> str:
    return "run: |\n" + "\n".join(f"          {line}" for line in lines)


@pytest.mark.parametrize(
    ("step", "what"),
    [
        (run('git push origin "HEAD:refs/heads/task-$ID"'), "branch"),
        (run('git checkout -b "task-$ID"', 'git push -u origin "task-$ID"'), "branch"),
        (run('git tag "v-$ID"', 'git push origin "v-$ID"'), "tag"),
        (run('gh pr create --fill --head "task-$ID"'), "pull request"),
        (run('gh release create "v-$ID" --generate-notes'), "release"),
        (run('gh api "repos/$GITHUB_REPOSITORY/git/refs" -f ref="refs/heads/task-$ID" -f sha="$GITHUB_SHA"'), "branch"),
        ("uses: ncipollo/release-action@v1\n        with: {tag: 'v-${{ inputs.task_id }}'}", "release"),
    ],
)
def test_what_is_made_once(step: str, what: str) -> None:
    [only] = found(step)
    assert only.what == what
    assert only.retry.site.workflow.path.endswith("router.yml")


@pytest.mark.parametrize(
    "step",
    [
        run('git push --force origin "HEAD:refs/heads/task-$ID"'),
        run('git fetch origin "task-$ID"', 'git push origin "HEAD:refs/heads/task-$ID"'),
        run("git push origin HEAD:refs/heads/main"),
        run('git push origin "HEAD:refs/heads/task-$ID-$TRY"'),
        run('git push origin "HEAD:refs/heads/task-$GITHUB_RUN_ID"'),
        run('git push origin "HEAD:refs/heads/task-$(cat name)-$ID"'),
        run('gh pr create --fill --head "task-$ID" || true'),
        run('gh pr create --fill --head "task-$ID" || gh pr edit "task-$ID" --body again'),
        run('gh pr view "task-$ID" || gh pr create --fill --head "task-$ID"'),
        run('if [ -z "$(gh pr list --head "task-$ID")" ]; then', '  gh pr create --fill --head "task-$ID"', "fi"),
        run('gh release delete "v-$ID" --yes', 'gh release create "v-$ID"'),
        run('gh release upload "v-$ID" a.zip --clobber'),
        run("gh pr create --fill"),
        "uses: ncipollo/release-action@v1\n        with: {tag: 'v-${{ inputs.task_id }}', allowUpdates: true}",
        run('gh pr create --fill --head "task-$ID"') + "\n        continue-on-error: true",
        run('gh pr create --fill --head "task-$ID"') + "\n        if: steps.look.outputs.found != 'true'",
    ],
)
def test_what_can_be_done_again(step: str) -> None:
    assert found(step) == []


def test_without_a_retry_nothing_is_done_twice() -> None:
    assert found(run('gh pr create --fill --head "task-$ID"'), ROUTER.replace("RETRIES + 1", "RETRIES")) == []
