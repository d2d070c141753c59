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
USES = "uses: actions/github-script@v8\n        with:\n          script: |\n"
WHERE = "{owner: context.repo.owner, repo: context.repo.repo, workflow_id: 'build.yml', ref: 'main'"
CALL = f"      - {USES}            await github.rest.actions.createWorkflowDispatch({WHERE}"
CALL_MADE = CALL.replace("      - uses", "      - env:\n          VERSION: ${{ inputs.version }}\n        uses")
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
        pytest.param(
            f"      - run: {RUN} -f a=1 | Out-Null\n        shell: pwsh\n",
            f'{MADE}        run: {RUN} -f a=1 -f "version=$env:VERSION" | Out-Null\n        shell: pwsh\n',
            id="powershell",
        ),
        pytest.param(
            f"      - run: |\n          {RUN} `\n            --ref main\n        shell: pwsh\n{GIVEN}",
            f'      - run: |\n          {RUN} `\n            --ref main -f "version=$env:V"\n        shell: pwsh\n{GIVEN}',
            id="powershell-variable-there",
        ),
        pytest.param(
            f"      - run: |\n          $env:V = 1\n          {RUN}\n        shell: pwsh\n{GIVEN}",
            f'      - run: |\n          $env:V = 1\n          {RUN} -f "version=$env:VERSION"\n        shell: pwsh\n'
            + GIVEN
            + "          VERSION: ${{ inputs.version }}\n",
            id="powershell-variable-changed",
        ),
        pytest.param(f"      - run: {RUN}\n        shell: cmd\n", None, id="another-shell"),
        pytest.param(
            f"{CALL}, inputs: {{a: 1}}}})\n", f"{CALL_MADE}, inputs: {{version: process.env.VERSION, a: 1}}}})\n", id="call"
        ),
        pytest.param(
            f"{CALL}, inputs: {{\n            a: 1\n            }}}})\n{GIVEN}",
            f"{CALL}, inputs: {{\n            version: process.env.V, a: 1\n            }}}})\n{GIVEN}",
            id="call-on-lines",
        ),
        pytest.param(
            f"{CALL}, inputs: {{}}}})\n", f"{CALL_MADE}, inputs: {{version: process.env.VERSION}}}})\n", id="call-with-nothing"
        ),
        pytest.param(f"{CALL}}})\n", None, id="call-without"),
        pytest.param(f"{CALL}, inputs: of()}})\n", None, id="call-with-what-is-made-elsewhere"),
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
