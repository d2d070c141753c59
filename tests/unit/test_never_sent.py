"""When an event that nothing here sends is said to be one: also where names of repositories aren't known."""

from __future__ import annotations

import pytest
from linked import repository

from wflint.config import Config
from wflint.link import link
from wflint.rule import NoOptions
from wflint_rules.routing.never_sent import check as never_sent

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
def test_a_message_to_a_repository_by_name(name: str | None, is_said: bool) -> None:
    system = link((repository({"deploy.yml": LISTENER, "send.yml": SENDER}, name),), Config())
    said = [each.message for each in never_sent.hits(system, NoOptions())]
    assert said == (["nothing here sends `deploy`"] if is_said else [])
