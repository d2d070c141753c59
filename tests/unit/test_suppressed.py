"""How many findings come of one act that GITHUB_TOKEN keeps from starting workflows."""

from __future__ import annotations

from linked import linked

from wflint.api import NoOptions
from wflint_rules.delivery.suppressed_event import check

ACTS = """on: push
permissions: {contents: write, issues: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  act:
    runs-on: ubuntu-latest
    steps:
      - run: |
          gh release create v1
          gh issue edit 1 --add-label ready
"""
RELEASE = "on: release\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: make}]}}\n"
LABEL = (
    "on: {issues: {types: [labeled]}}\n"
    "jobs: {a: {if: github.event.label.name == 'ready', runs-on: ubuntu-latest, steps: [{run: make}]}}\n"
)


def test_one_for_all_that_wait_for_the_same() -> None:
    system = linked({"act.yml": ACTS, "a.yml": RELEASE, "b.yml": RELEASE, "label.yml": LABEL})
    found = {hit.message.partition("so ")[2]: hit for hit in check.hits(system, NoOptions())}
    assert set(found) == {
        "`a.yml`, `b.yml`, which wait for releases, never run for this",
        "`label.yml`, which waits for label `ready`, never runs for this",
    }
    hit = found["`a.yml`, `b.yml`, which wait for releases, never run for this"]
    assert [label.text for label in hit.related] == ["`a.yml` waits for it here", "`b.yml` waits for it here"]
    assert hit.subject == "release .github/workflows/a.yml .github/workflows/b.yml"


def test_many_names_are_cut_short() -> None:
    system = linked({"act.yml": ACTS, **{f"r{at}.yml": RELEASE for at in range(8)}})
    [hit] = check.hits(system, NoOptions())
    assert "`r5.yml` and others, which wait" in hit.message
    assert len(hit.related) == 8
