"""Fixes that hand a pasted text over in a variable: what becomes of each kind of quotes, and what is left alone."""

from __future__ import annotations

import pytest

from wflint.plugins import load_rules
from wflint.testing import fix_files

RULES = load_rules()
HEAD = """\
on:
  workflow_dispatch:
    inputs:
      title: {required: true}
      step: {type: choice, options: [a, b]}
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  plan:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
"""
START = """\
on: {issues: {types: [opened]}}
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  start:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env: {TITLE: "${{ github.event.issue.title }}"}
        run: gh workflow run plan.yml -f title="$TITLE" -f step=a
"""
T = "${{ inputs.title }}"


def mended(step: str) -> str | None:
    """The step after the fix; `None` where nothing has changed."""
    files = {".github/workflows/start.yml": START, ".github/workflows/plan.yml": HEAD + step}
    changes = fix_files(files, RULES, True, {"payload-injection"}).changes
    return changes[0].after.text.partition("    steps:\n")[2] if changes else None


def block(*lines: str, env: str = "") -> str:
    return f"      - {env}run: |\n" + "".join(f"          {line}\n" for line in lines)


MADE = f"env:\n          TITLE: {T}\n        "
GIVEN = f"env:\n          GIVEN_TITLE: {T}\n        "


@pytest.mark.parametrize(
    ("lines", "expected", "env"),
    [
        pytest.param((f'./plan.sh "{T}"',), ('./plan.sh "$TITLE"',), MADE, id="double quotes"),
        pytest.param((f'./plan.sh "a{T}b"',), ('./plan.sh "a${TITLE}b"',), MADE, id="a letter behind"),
        pytest.param((f"./plan.sh 'a {T}'",), ("./plan.sh 'a '\"$TITLE\"''",), MADE, id="single quotes"),
        pytest.param((f"./plan.sh --title={T} x",), ('./plan.sh --title="$TITLE" x',), MADE, id="no quotes"),
        pytest.param(("cat << EOF", f"x {T}", "EOF"), ("cat << EOF", "x $TITLE", "EOF"), MADE, id="heredoc"),
        pytest.param((f'X=$(./plan.sh "{T}")',), ('X=$(./plan.sh "$TITLE")',), MADE, id="substitution"),
        pytest.param((f'TITLE="{T}"', './x "$TITLE"'), ('TITLE="$GIVEN_TITLE"', './x "$TITLE"'), GIVEN, id="name is taken"),
        pytest.param((f'./a "{T}"', f"./b '{T}'"), ('./a "$TITLE"', './b "$TITLE"'), MADE, id="twice"),
        pytest.param(
            (f'gh api x -f "t={T}" # ü', f'./b "{T}"'), ('gh api x -f "t=$TITLE" # ü', './b "$TITLE"'), MADE, id="not ASCII"
        ),
    ],
)
def test_a_variable_takes_the_place(lines: tuple[str, ...], expected: tuple[str, ...], env: str) -> None:
    assert mended(block(*lines)) == block(*expected, env=env)


def test_a_variable_that_is_there_is_used() -> None:
    env = f"env:\n          NAMED: {T}\n        "
    assert mended(block('./plan.sh "a ${{ env.NAMED }}"', env=env)) == block('./plan.sh "a $NAMED"', env=env)
    changed = mended(block("NAMED=1", "./plan.sh '${{ env.NAMED }}'", env=env))
    assert changed == block(
        "NAMED=1", './plan.sh "$GIVEN_NAMED"', env=env.rstrip() + "\n          GIVEN_NAMED: ${{ env.NAMED }}\n        "
    )


@pytest.mark.parametrize(
    "step",
    [
        pytest.param(block("cat << 'EOF'", T, "EOF"), id="nothing is expanded there"),
        pytest.param(block(f"./plan.sh $'{T}'"), id="quotes of another kind"),
        pytest.param(block(f'TITLE="{T}"; GIVEN_TITLE=1'), id="both names are taken"),
        pytest.param(f'      - shell: pwsh\n        run: ./plan.ps1 "{T}"\n', id="another shell"),
        pytest.param(f"      - uses: actions/github-script@v8\n        with: {{script: 'f(`{T}`)'}}\n", id="another language"),
    ],
)
def test_what_is_not_plain_is_left(step: str) -> None:
    assert mended(step) is None
