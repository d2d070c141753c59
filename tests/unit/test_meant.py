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


FOR_TAGS = """on: {push: {branches: [main], tags: ['*']}}
jobs:
  test:
    runs-on: ubuntu-latest
    steps: [{run: make}]
  go:
    needs: test
    if: CONDITION
    runs-on: ubuntu-latest
    steps: [{run: ./release.sh}]
"""


@pytest.mark.parametrize(
    ("condition", "is_meant"),
    [
        ("startsWith(github.ref, 'refs/tags/v')", True),
        ("github.ref_type == 'tag'", True),
        ("github.ref_type == 'branch'", False),
        ("github.actor == 'me'", False),
        ("startsWith(github.ref, 'refs/tags/w')", False),
    ],
)
def test_a_listener_for_branches_that_has_a_job_for_tags(condition: str, is_meant: bool) -> None:
    script = "git tag v1\n          git push origin v1"
    system = linked({"a.yml": TAGS.replace("SCRIPT", script), "b.yml": FOR_TAGS.replace("CONDITION", condition)})
    assert any(meant(system, edge) is not None for edge in implicit_edges(system)) is is_meant


def test_a_workflow_that_waits_for_its_own_tag() -> None:
    own = FOR_TAGS.replace("CONDITION", "github.ref_type == 'tag'").replace("jobs:", "permissions: {contents: write}\njobs:")
    own = own.replace("[{run: make}]", "[{uses: actions/checkout@v5}, {run: git tag v1 && git push origin v1}]")
    system = linked({"a.yml": own})
    assert [found.what for edge in implicit_edges(system) if (found := meant(system, edge)) is not None] == ["tag `v1`"]


@pytest.mark.parametrize("condition", ["github.ref_type == 'tag' || github.ref == 'refs/heads/master'", "always()"])
def test_a_job_that_runs_on_a_branch_as_well_waits_for_no_tag(condition: str) -> None:
    own = FOR_TAGS.replace("CONDITION", condition).replace("jobs:", "permissions: {contents: write}\njobs:")
    own = own.replace("[{run: make}]", "[{uses: actions/checkout@v5}, {run: git tag v1 && git push origin v1}]")
    for text in (own, own.replace("branches: [main], ", "").replace("on: {", "on: {workflow_dispatch: {}, ")):
        system = linked({"a.yml": text})
        assert [meant(system, edge) for edge in implicit_edges(system) if edge.site.act.tag is not None] == [None]


def test_a_name_that_hangs_on_the_ref_of_another_run() -> None:
    script = 'T=v1; if [ "$GITHUB_REF_NAME" = x ]; then T="$GITHUB_REF_NAME"; fi; git tag "$T"; git push origin "refs/tags/$T"'
    system = linked({"a.yml": TAGS.replace("SCRIPT", script), "b.yml": FOR_TAGS.replace("CONDITION", "github.ref_name == 'v1'")})
    assert [found.what for edge in implicit_edges(system) if (found := meant(system, edge)) is not None] == [
        "tag that is made here"
    ]


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
