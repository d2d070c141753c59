"""Fixes that hand a value on: where it is plain how it arrives and how the message is made, and nowhere else."""

from __future__ import annotations

import pytest

from wflint.plugins import load_rules
from wflint.testing import fix_files

RULES = load_rules()
TARGET = """on:
  workflow_dispatch:
    inputs:
      version: {required: true}
jobs:
  build: {runs-on: ubuntu-latest, timeout-minutes: 5, steps: [{run: make}]}
"""
BY_HAND = "on: {workflow_dispatch: {inputs: {version: {required: true}}}}"
ENV = "    env: {GH_TOKEN: t, GH_REPO: octo/example}\n"
JOB = "jobs:\n  a:\n    runs-on: ubuntu-latest\n    timeout-minutes: 5\n"


def mended(head: str, step: str, env: str = ENV) -> str | None:
    """The step after the fixes; `None` where nothing has changed."""
    text = f"{head}\n{JOB}{env}    steps:\n{step}"
    files = {".github/workflows/start.yml": text, ".github/workflows/build.yml": TARGET}
    changes = fix_files(files, RULES, True, {"missing-input"}).changes
    return changes[0].after.text.partition("    steps:\n")[2] if changes else None


RUN = "gh workflow run build.yml"
ACTION = "      - uses: benc-uk/workflow-dispatch@v1\n        with:\n          workflow: build.yml\n          inputs: "
GIVEN = "        env:\n          V: ${{ inputs.version }}\n"
MADE = "      - env:\n          VERSION: ${{ inputs.version }}\n"


@pytest.mark.parametrize(
    ("step", "wanted"),
    [
        pytest.param(f"      - run: {RUN}\n", f'{MADE}        run: {RUN} -f version="$VERSION"\n', id="variable-made"),
        pytest.param(
            f"      - run: |\n          {RUN} \\\n            --ref main 2>&1\n{GIVEN}",
            f'      - run: |\n          {RUN} \\\n            --ref main -f version="$V" 2>&1\n{GIVEN}',
            id="variable-there",
        ),
        pytest.param(
            f"{ACTION}'{{\"a\": 1}}'\n", f'{ACTION}\'{{"version": ${{{{ toJSON(inputs.version) }}}}, "a": 1}}\'\n', id="action"
        ),
        pytest.param(
            f'{ACTION}"{{\\"a\\": 1}}"\n',
            f'{ACTION}"{{\\"version\\": ${{{{ toJSON(inputs.version) }}}}, \\"a\\": 1}}"\n',
            id="action-with-double-quotes",
        ),
        pytest.param(f"      - run: VERSION=1 && {RUN}\n", None, id="name-is-taken"),
        pytest.param(f"      - run: echo '{{}}' | {RUN} --json\n", None, id="body-on-standard-input"),
        pytest.param(f"      - run: {RUN}\n        shell: pwsh\n", None, id="another-shell"),
    ],
)
def test_input_of_the_same_name(step: str, wanted: str | None) -> None:
    assert mended(BY_HAND, step) == wanted


@pytest.mark.parametrize(
    "head",
    [
        pytest.param("on: workflow_dispatch", id="no-such-input"),
        pytest.param(f"{BY_HAND[:-1]}, push: {{}}}}", id="also-by-a-push"),
        pytest.param("on: {repository_dispatch: {types: [go]}}", id="nobody-sends-it"),
    ],
)
def test_value_that_does_not_surely_arrive(head: str) -> None:
    assert mended(head, "      - run: gh workflow run build.yml\n") is None


def test_called_workflow_gets_it_too() -> None:
    files = {
        ".github/workflows/start.yml": f"{BY_HAND}\njobs:\n  a:\n    uses: ./.github/workflows/build.yml\n",
        ".github/workflows/build.yml": TARGET.replace("workflow_dispatch", "workflow_call"),
    }
    (change,) = fix_files(files, RULES, True, {"missing-input"}).changes
    assert change.after.text.endswith(
        "    uses: ./.github/workflows/build.yml\n    with:\n      version: ${{ inputs.version }}\n"
    )
