"""Executors of which two runs work for one task at once: what writes, and which groups make runs wait."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.soundness.overlaps import Overlap, overlaps

LAUNCHER = """on: workflow_dispatch
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}"}
jobs:
  start:
    runs-on: ubuntu-latest
    steps:
      - run: gh workflow run worker.yml -f task_id="$GITHUB_RUN_ID"
"""
WORKER = """on: {workflow_dispatch: {inputs: {task_id: {}}}}
%senv: {GH_TOKEN: "${{ github.token }}"}
jobs:
  work:
    runs-on: ubuntu-latest
%s    steps:
      - uses: actions/checkout@v5
      - %s
"""


def found(step: str, workflow: str = "", job: str = "", launcher: str = LAUNCHER) -> list[Overlap]:
    return list(overlaps(linked({"launch.yml": launcher, "worker.yml": WORKER % (workflow, job, step)})))


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("run: git push origin HEAD:main", "git push"),
        ("run: gh release create v1", "gh release create"),
        ("run: sudo helm upgrade app ./chart", "helm upgrade"),
        ("run: terraform apply -auto-approve", "terraform apply"),
        ("uses: softprops/action-gh-release@v2", "softprops/action-gh-release"),
    ],
)
def test_what_writes(step: str, words: str) -> None:
    [only] = found(step)
    assert (only.words, only.name, only.group) == (words, "task_id", None)


@pytest.mark.parametrize(
    "step", ["run: make test", "run: helm template app", "run: kubectl get pods", "run: npm publish --dry-run"]
)
def test_what_writes_nothing(step: str) -> None:
    assert found(step) == []


@pytest.mark.parametrize(
    ("workflow", "job"),
    [
        ("concurrency: deploy-${{ inputs.task_id }}\n", ""),
        ("concurrency: deploy\n", ""),
        ("", "    concurrency: {group: 'deploy-${{ inputs.task_id }}'}\n"),
    ],
)
def test_runs_that_wait(workflow: str, job: str) -> None:
    assert found("run: git push", workflow, job) == []


def test_a_group_of_each_run_makes_nobody_wait() -> None:
    [only] = found("run: git push", "concurrency: deploy-${{ github.run_id }}\n")
    assert only.group is not None


def test_without_an_id_there_is_no_task() -> None:
    assert found("run: git push", launcher=LAUNCHER.replace(" -f task_id", " -f colour")) == []
