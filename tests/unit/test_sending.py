"""What may have given a sender its token out of sight, and whether it can send at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from wflint.config import Config
from wflint.graph import Site
from wflint.link import link
from wflint.soundness.sending import can_happen, may_be_authorized, may_be_signed_in
from wflint.sources import Repository, Source

SEND = "gh workflow run deploy.yml"


def site(steps: str, job: str = "") -> Site:
    text = f"on: push\njobs:\n  one:\n    runs-on: ubuntu-latest\n{job}    steps:\n{steps}"
    source = Source("w.yml", ".github/workflows/w.yml", "w.yml", text)
    [found] = link((Repository(Path("/nowhere"), "", "", None, (source,)),), Config()).sites
    return found


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        pytest.param("", False, id="nothing"),
        pytest.param("      - uses: actions/checkout@v5\n", False, id="action-of-github"),
        pytest.param("      - uses: octo/sign-in@v1\n", True, id="action-of-others"),
        pytest.param("      - uses: ./missing\n", True, id="local-action-that-cant-be-read"),
        pytest.param("      - run: npm ci\n", False, id="program"),
        pytest.param("      - run: ./prepare.sh\n", True, id="script-of-the-repository"),
        pytest.param("      - run: python tools/prepare.py\n", True, id="script-by-interpreter"),
        pytest.param('      - run: echo "${{ secrets.PAT }}" | gh auth login --with-token\n', True, id="sign-in"),
        pytest.param(
            "      - uses: actions/github-script@v8\n        with: {script: 'core.exportVariable(\"GH_TOKEN\", x)'}\n",
            True,
            id="exported-by-a-script-in-javascript",
        ),
        pytest.param("      - run: echo\n        shell: cmd\n", False, id="unread-script-without-exports"),
        pytest.param("      - run: type x >> %GITHUB_ENV%\n        shell: cmd\n", True, id="unread-script-with-exports"),
    ],
)
def test_earlier_steps_may_sign_in(before: str, expected: bool) -> None:
    assert may_be_signed_in(site(f"{before}      - run: {SEND}\n").way) is expected


def test_later_steps_dont_count() -> None:
    assert not may_be_signed_in(site(f"      - run: {SEND}\n      - run: gh auth login --with-token < token\n").way)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param("", False, id="none"),
        pytest.param('-H "Accept: application/json"', False, id="another-header"),
        pytest.param('-H "$HEADER"', True, id="unknown-header"),
        pytest.param('-H "${{ secrets.HEADER }}"', True, id="header-from-a-secret"),
        pytest.param("--netrc", True, id="file-of-passwords"),
    ],
)
def test_curl_may_be_authorized_out_of_sight(options: str, expected: bool) -> None:
    address = "https://api.github.com/repos/octo/example/dispatches"
    command = f'curl {options} -X POST {address} -d \'{{"event_type": "x"}}\''
    assert may_be_authorized(site(f"      - run: |\n          {command}\n")) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("github.event_name == 'push'", True),
        ("github.event_name == 'schedule'", False),
        ("false", False),
        ("vars.ON == 'yes'", True),
    ],
)
def test_event_decides_whether_it_can_happen(condition: str, expected: bool) -> None:
    assert can_happen(site(f"      - run: {SEND}\n", f"    if: {condition}\n")) is expected
