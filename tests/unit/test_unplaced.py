"""`gh` in a folder without a repository."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.api import NoOptions
from wflint_rules.delivery.missing_repository import check as missing_repository

WORKFLOW = """on: push
env: {{GH_TOKEN: "${{{{ github.token }}}}"}}
jobs:
  a:
    runs-on: {runner}
    steps:
      - run: echo begins
{steps}
"""
SEND = "gh workflow run b.yml"
CASES = [
    pytest.param([f"run: {SEND}"], "ubuntu-latest", 1, id="nothing"),
    pytest.param([f"run: {SEND}"], "self-hosted", 0, id="a runner that may hold anything"),
    pytest.param(["uses: actions/checkout@v5", f"run: {SEND}"], "ubuntu-latest", 0, id="checked out"),
    pytest.param([f"run: {SEND}", "uses: actions/checkout@v5"], "ubuntu-latest", 1, id="checked out too late"),
    pytest.param(["uses: octo/fetch@v1", f"run: {SEND}"], "ubuntu-latest", 0, id="an action that may fetch it"),
    pytest.param(["uses: actions/setup-node@v5", f"run: {SEND}"], "ubuntu-latest", 1, id="an action that doesn't"),
    pytest.param([f'run: "git init\\n{SEND}"'], "ubuntu-latest", 0, id="made here"),
    pytest.param([f'run: "./fetch.sh\\n{SEND}"'], "ubuntu-latest", 0, id="a file may fetch it"),
    pytest.param([f'run: "python3 -c 1\\n{SEND}"'], "ubuntu-latest", 1, id="a program that can be read"),
    pytest.param([f"run: {SEND} -R octo/example"], "ubuntu-latest", 0, id="named"),
    pytest.param([f"{{env: {{GH_REPO: octo/example}}, run: {SEND}}}"], "ubuntu-latest", 0, id="in the environment"),
    pytest.param(["run: echo GH_REPO=octo/example >> $GITHUB_ENV", f"run: {SEND}"], "ubuntu-latest", 0, id="exported"),
    pytest.param([f'run: {SEND} "${{{{ vars.WHERE }}}}"'], "ubuntu-latest", 0, id="words that may name it"),
]


@pytest.mark.parametrize(("steps", "runner", "expected"), CASES)
def test_a_command_that_knows_no_repository(steps: list[str], runner: str, expected: int) -> None:
    lines = "\n".join(f"      - {step}" for step in steps)
    files = {
        "a.yml": WORKFLOW.format(runner=runner, steps=lines),
        "b.yml": "on: workflow_dispatch\njobs: {a: {runs-on: x, steps: [{run: make}]}}\n",
    }
    assert len(list(missing_repository.check(linked(files), NoOptions()))) == expected
