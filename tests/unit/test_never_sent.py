"""When an event that nothing here sends is said to be one: also where names of repositories aren't known."""

from __future__ import annotations

from pathlib import Path

import pytest

from wflint.cli import main

LISTENER = """\
on:
  repository_dispatch:
    types: [deploy]
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: ./deploy.sh
"""
SENDER = """\
on: push
jobs:
  send:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - env: {GH_TOKEN: "${{ secrets.SENDER }}"}
        run: gh api repos/octo/example/dispatches -f event_type=deploy
"""


@pytest.mark.parametrize(
    ("name", "is_said"),
    [("octo/example", False), ("octo/other", True), (None, False)],
    ids=["this one", "another one", "who knows"],
)
def test_a_message_to_a_repository_by_name(
    name: str | None, is_said: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "deploy.yml").write_text(LISTENER)
    (folder / "send.yml").write_text(SENDER)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    given = ["--repo-name", name] if name is not None else []
    main([*given, "--select", "never-sent", "--format", "concise"])
    assert ("nothing here sends `deploy`" in capsys.readouterr().out) is is_said
