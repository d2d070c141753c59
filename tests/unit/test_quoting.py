"""Fixes that let jq write a string: what becomes of a script, and that the shell then sends the text as it is."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from wflint.plugins import load_rules
from wflint.syntax.document import Document, parse
from wflint.syntax.node import Mapping, Node, Scalar, scalars
from wflint.testing import fix_files

RULES = load_rules()
HEAD = """\
on:
  issues:
    types: [opened]
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}"}
jobs:
  send:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env: {TITLE: "${{ github.event.issue.title }}", NUMBER: "${{ github.event.issue.number }}"}
        run: |
"""
HEAR = """\
on: {repository_dispatch: {types: [noted]}}
jobs:
  hear:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env: {TITLE: "${{ github.event.client_payload.title }}", N: "${{ github.event.client_payload.number }}"}
        run: ./hear.sh "$TITLE" "$N"
"""
SEND = 'gh api "repos/$GITHUB_REPOSITORY/dispatches" --input -'
CURL = 'curl --fail -H "Authorization: Bearer $GH_TOKEN" "https://api.github.com/repos/$GITHUB_REPOSITORY/dispatches" -d'
BY_JQ = """$(jq -n --arg TITLE "$TITLE" '$TITLE')"""


def mended(*lines: str, head: str = HEAD) -> tuple[str, ...] | None:
    """The lines of the script after the fix; `None` where nothing has changed."""
    text = head + "".join(f"          {line}\n" for line in lines)
    files = {".github/workflows/send.yml": text, ".github/workflows/hear.yml": HEAR}
    changes = fix_files(files, RULES, True, {"fragile-payload"}).changes
    if not changes:
        return None
    document = parse("send.yml", changes[0].after.text)
    assert isinstance(document, Document)
    return tuple(_script(document.root).text.splitlines())


def _script(root: Node | None) -> Scalar:
    assert isinstance(root, Mapping)
    return max(scalars(root), key=lambda each: "dispatches" in each.text)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            (f'{CURL} "{{\\"event_type\\": \\"noted\\", \\"client_payload\\": {{\\"title\\": \\"$TITLE\\"}}}}"',),
            (f'{CURL} "{{\\"event_type\\": \\"noted\\", \\"client_payload\\": {{\\"title\\": {BY_JQ}}}}}"',),
            id="in double quotes",
        ),
        pytest.param(
            (f"{SEND} << EOF", '{"event_type": "noted", "client_payload": {"number": $NUMBER, "title": "${TITLE}"}}', "EOF"),
            (f"{SEND} << EOF", f'{{"event_type": "noted", "client_payload": {{"number": $NUMBER, "title": {BY_JQ}}}}}', "EOF"),
            id="in a heredoc",
        ),
        pytest.param(
            (f"""{CURL} '{{"event_type": "noted", "client_payload": {{"title":"'"$TITLE"'"}}}}'""",),
            (f"""{CURL} '{{"event_type": "noted", "client_payload": {{"title":'"{BY_JQ}"'}}}}'""",),
            id="between single quotes",
        ),
        pytest.param(
            (f"""{CURL} '{{"event_type": "noted", "client_payload": {{"title":"'$TITLE'"}}}}'""",),
            (f"""{CURL} '{{"event_type": "noted", "client_payload": {{"title":'"{BY_JQ}"'}}}}'""",),
            id="between single quotes, bare",
        ),
        pytest.param(
            (
                'BODY="{\\"event_type\\": \\"noted\\", \\"client_payload\\": {\\"title\\": \\"$NUMBER: $TITLE\\"}}"',
                f'{CURL} "$BODY"',
            ),
            (
                'BODY="{\\"event_type\\": \\"noted\\", \\"client_payload\\": {\\"title\\": '
                """$(jq -n --arg NUMBER "$NUMBER" --arg TITLE "$TITLE" '"\\($NUMBER): \\($TITLE)"')}}\"""",
                f'{CURL} "$BODY"',
            ),
            id="in a variable, with words around",
        ),
    ],
)
def test_jq_writes_the_string(lines: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert mended(*lines) == expected
    if shutil.which("bash") and shutil.which("jq"):
        title = 'a "quoted" \\ title\nin `two` lines: $HOME and it\'s'
        given = 'gh() { cat; }\ncurl() { printf "%s" "${@: -1}"; }\nGITHUB_REPOSITORY=o/r GH_TOKEN=t NUMBER=7 TITLE=$1\n'
        command = ["bash", "-c", given + "\n".join(expected), "-", title]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert json.loads(told)["client_payload"]["title"].removeprefix("7: ") == title


PASTED = HEAD.partition("- env:")[0] + "- run: |\n"


def test_what_is_pasted_into_the_script_comes_in_a_variable() -> None:
    line = f"""{CURL} '{{"event_type": "noted", "client_payload": {{"title": "${{{{ github.event.issue.title }}}}"}}}}'"""
    assert mended(line, head=PASTED) == (f"""{CURL} '{{"event_type": "noted", "client_payload": {{"title": '"{BY_JQ}"'}}}}'""",)
    other = BY_JQ.replace("TITLE", "GIVEN_TITLE")  # the step has a variable of the usual name
    assert mended(line) == (f"""{CURL} '{{"event_type": "noted", "client_payload": {{"title": '"{other}"'}}}}'""",)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(
            (f"{SEND} << EOF", '{"event_type": "noted", "client_payload": {"title": "\\"$TITLE\\""}}', "EOF"), id="quotes inside"
        ),
        pytest.param(
            (
                "title=1; " + f"{SEND} << EOF",
                '{"event_type": "noted", "client_payload": {"title": "$TITLE", "inner": {"title": "$TITLE"}}}',
                "EOF",
            ),
            id="twice",
        ),
    ],
)
def test_what_is_not_plain_is_left(lines: tuple[str, ...]) -> None:
    assert mended(*lines) is None
