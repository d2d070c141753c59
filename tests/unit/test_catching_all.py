"""A listener for every event: alone it is but a button."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.api import Level, NoOptions
from wflint_rules.routing.catch_all_listener import check as catch_all_listener

JOB = "jobs: {a: {runs-on: ubuntu-latest, steps: [{run: make}]}}\n"
ALL = f"on: repository_dispatch\n{JOB}"
SEND = (
    "on: push\njobs: {a: {runs-on: ubuntu-latest, steps: [{uses: peter-evans/repository-dispatch@v4, with: {event-type: go}}]}}\n"
)


@pytest.mark.parametrize(
    ("beside", "level"),
    [
        pytest.param(f"on: push\n{JOB}", Level.NOTE, id="nothing else has to do with events"),
        pytest.param(f"on: {{repository_dispatch: {{types: [go]}}}}\n{JOB}", None, id="another one listens"),
        pytest.param(SEND, None, id="one is sent here"),
    ],
)
def test_what_hears_everything(beside: str, level: Level | None) -> None:
    hits = list(catch_all_listener.check(linked({"a.yml": ALL, "b.yml": beside}), NoOptions()))
    assert [each.level for each in hits] == [level]
