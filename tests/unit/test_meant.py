"""What is said of an event that is raised for nothing."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.implicit import implicit_edges
from wflint.soundness.meant import meant

TAGS = """on:
  workflow_dispatch: {inputs: {version: }}
permissions: {contents: write}
jobs:
  tag:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - env: {VERSION: "${{ inputs.version }}"}
        run: |
          SCRIPT
"""
HEARS = """on: {push: {tags: ['*']}}
jobs:
  go:
    runs-on: ubuntu-latest
    steps:
      - run: ./release.sh
"""


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        pytest.param("v1", "tag `v1`", id="known"),
        pytest.param("v$VERSION", "tag `'v${{ inputs.version }}'`", id="handed in"),
        pytest.param("v$(node -p 1 || echo 0)", "tag `v…`", id="partly worked out"),
        pytest.param("$(node -p 1 || echo 0)", "tag that is made here", id="worked out"),
    ],
)
def test_words_for_a_tag(tag: str, words: str) -> None:
    script = f'T="{tag}"\n          git tag "$T"\n          git push origin "refs/tags/$T"'
    system = linked({"a.yml": TAGS.replace("SCRIPT", script), "b.yml": HEARS})
    found = [meant(system, edge) for edge in implicit_edges(system)]
    assert [each.what for each in found if each is not None] == [words]


RELEASE = """on: push
permissions: {{contents: write}}
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - {{uses: softprops/action-gh-release@v2, with: {{tag_name: v1, token: "${{{{ {} }}}}"}}}}
"""


@pytest.mark.parametrize(
    ("other", "certainty"),
    [
        pytest.param("github.token", "sure", id="nothing else starts it"),
        pytest.param("secrets.APP_TOKEN", "possible", id="another workflow makes the release, and this one adds to it"),
        pytest.param("steps.app.outputs.token", "possible", id="the token comes from a step"),
    ],
)
def test_a_listener_that_others_start(other: str, certainty: str) -> None:
    hears = HEARS.replace("push: {tags: ['*']}", "release: {types: [published]}")
    system = linked({"a.yml": RELEASE.format("github.token"), "b.yml": hears, "c.yml": RELEASE.format(other)})
    found = [meant(system, each) for each in implicit_edges(system) if each.site.workflow.workflow.source.name == "a.yml"]
    assert [each.certainty for each in found if each is not None] == [certainty]
