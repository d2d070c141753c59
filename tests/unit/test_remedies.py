"""Fixes of single rules beyond what their pages show: what they write, and where they hold back."""

from __future__ import annotations

import pytest

from wflint.plugins import load_rules
from wflint.testing import examples, fix_files

RULES = load_rules()
TARGET = "name: Build it\non: workflow_dispatch\njobs:\n  b: {runs-on: ubuntu-latest, timeout-minutes: 5, steps: [{run: make}]}\n"
STEP = "    steps:\n      - run: gh workflow run build.yml -R ${{ github.repository }}\n"
JOB = f"jobs:\n  a:\n    runs-on: ubuntu-latest\n    timeout-minutes: 5\n    env: {{GH_TOKEN: '${{{{ github.token }}}}'}}\n{STEP}"


def mended(text: str, rule: str, unsafe: bool = True, **others: str) -> str | None:
    """The text of a workflow beside one that can be started, after the fixes of a rule; `None` where it stays as it is."""
    files = {".github/workflows/start.yml": text, ".github/workflows/build.yml": TARGET}
    files |= {f".github/workflows/{name}.yml": content for name, content in others.items()}
    changes = fix_files(files, RULES, unsafe, {rule}).changes
    return changes[0].after.text if changes else None


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        pytest.param(
            "permissions:\n  contents: read # x\n", "permissions:\n  contents: read # x\n  actions: write\n", id="block"
        ),
        pytest.param("permissions:\n    actions: 'read' # x\n", "permissions:\n    actions: 'write' # x\n", id="more-of-it"),
        pytest.param("permissions: {}\n", "permissions: {actions: write}\n", id="none"),
        pytest.param(
            "permissions: {\n  contents: read,\n}\n", "permissions: {\n  contents: read, actions: write,\n}\n", id="flow"
        ),
        pytest.param("permissions: read-all\n", None, id="one-word"),
    ],
)
def test_permission(head: str, wanted: str | None) -> None:
    text = f"on: push\n{head}{JOB}"
    assert mended(text, "missing-permission") == (f"on: push\n{wanted}{JOB}" if wanted is not None else None)
    assert mended(text, "missing-permission", unsafe=False) is None


def test_permission_of_a_called_workflow_is_its_callers_to_give() -> None:
    text = f"on: [push, workflow_call]\npermissions: {{contents: read}}\n{JOB}"
    assert mended(text, "missing-permission") is None


@pytest.mark.parametrize(
    ("written", "better", "safe"),
    [
        pytest.param("build.yaml", "build.yml", True, id="ending"),
        pytest.param("BUILD.yml", "build.yml", True, id="capitals"),
        pytest.param("biuld.yml", "build.yml", False, id="slip"),
        pytest.param("deploy.yml", None, False, id="another-name"),
    ],
)
def test_workflow_file(written: str, better: str | None, safe: bool) -> None:
    text = f"on: push\n{JOB}"
    wrong = text.replace("build.yml", written)
    assert mended(wrong, "unknown-workflow") == (text if better is not None else None)
    assert mended(wrong, "unknown-workflow", unsafe=False) == (text if safe else None)


def test_workflow_file_is_found_in_quotes_and_in_an_action() -> None:
    quoted = f"on: push\n{JOB}".replace("build.yml", '"build.yml"')
    assert mended(quoted.replace("build", "biuld"), "unknown-workflow") == quoted
    action = "      - uses: benc-uk/workflow-dispatch@v1\n        with: {workflow: build.yml}\n"
    by_action = f"on: push\n{JOB}".replace(STEP, f"    steps:\n{action}")
    assert mended(by_action.replace("build.yml", "build.yaml"), "unknown-workflow", unsafe=False) == by_action


def test_title_that_a_listener_waits_for() -> None:
    text = (
        "on:\n  workflow_run:\n    workflows: ['Biuld it']\njobs:\n  b: {runs-on: x, timeout-minutes: 5, steps: [{run: make}]}\n"
    )
    assert mended(text, "unknown-workflow") == text.replace("Biuld", "Build")
    by_file = text.replace("'Biuld it'", "build.yml")
    assert mended(by_file, "unknown-workflow") == by_file.replace("build.yml", "Build it")


NO_TOKEN = f"on: push\n{JOB}".replace("    env: {GH_TOKEN: '${{ github.token }}'}\n", "")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("      - run:", "      - env:\n          GH_TOKEN: ${{ github.token }}\n        run:", id="no-variables"),
        pytest.param(
            "      - env: {A: b}\n        run:",
            '      - env: {A: b, GH_TOKEN: "${{ github.token }}"}\n        run:',
            id="some",
        ),
    ],
)
def test_token(before: str, after: str) -> None:
    assert mended(NO_TOKEN.replace("      - run:", before), "missing-token", unsafe=False) == NO_TOKEN.replace(
        "      - run:", after
    )


def test_token_does_not_reach_another_repository() -> None:
    assert mended(NO_TOKEN.replace("${{ github.repository }}", "o/other"), "missing-token") is None


def test_token_comes_with_the_permission_that_it_needs() -> None:
    text = NO_TOKEN.replace("on: push\n", "on: push\npermissions: {contents: read}\n")
    made = mended(text, "missing-token")
    assert made is not None
    assert "permissions: {contents: read, actions: write}" in made
    assert "GH_TOKEN: ${{ github.token }}" in made
    assert mended(text, "missing-token", unsafe=False) is None


def test_job_that_a_failed_need_skips() -> None:
    page = next(rule.page for rule in RULES if rule.name == "callback-skipped")
    files = dict(examples(page, "Bad")[1].files)
    worker = ".github/workflows/worker.yml"
    lines = files[worker].split("\n")
    files[worker] = "\n".join(line for line in lines if "if: needs.work" not in line)
    (change,) = fix_files(files, RULES, True, {"callback-skipped"}).changes
    assert change.after.text == files[worker].replace("needs: work\n", "needs: work\n    if: always()\n")


def test_curl_whose_answer_is_read_is_not_mended_by_itself() -> None:
    address = "$GITHUB_API_URL/repos/${{ github.repository }}/dispatches"
    command = f'curl -H "Authorization: Bearer $GH_TOKEN" {address} -d \'{{"event_type": "x"}}\''
    text = f"on: push\n{JOB}".replace(STEP, f"    steps:\n      - run: |\n          A=$({command})\n          echo $A\n")
    assert mended(text, "hidden-dispatch-failure", unsafe=False) is None
    assert mended(text, "hidden-dispatch-failure") == text.replace("$(curl", "$(curl --fail")
