"""One small system in all its pictures, and names that try to break out of them."""

from __future__ import annotations

import json
import re

import pytest
from linked import linked, repository

from wflint.config import Config
from wflint.graph import System
from wflint.link import link
from wflint.pictures import FORMATS, draw
from wflint.pictures.drawing import Arrow, Node, drawing

HUB = """name: The hub
on:
  push:
  repository_dispatch:
    types: [done, forgotten]
env: {GH_TOKEN: x}
jobs:
  start:
    if: github.event_name == 'push'
    runs-on: ubuntu-latest
    steps:
      - run: |
          if [ "$GITHUB_REF_NAME" = main ]; then
            gh workflow run work.yml -R "$GITHUB_REPOSITORY"
          fi
          gh workflow run gone.yml -R "$GITHUB_REPOSITORY"
          gh workflow run far.yml -R octo/far
  check:
    uses: ./.github/workflows/part.yml
"""
WORK = """name: Work
on: workflow_dispatch
env: {GH_TOKEN: x}
jobs:
  work:
    runs-on: ubuntu-latest
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=done
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=done
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=unheard
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type="$TYPE"
    env: {TYPE: "${{ vars.TYPE }}"}
"""
PLAIN = "jobs:\n  part:\n    runs-on: ubuntu-latest\n    steps: [{run: make}]\n"
AFTER = "on:\n  workflow_run: {workflows: [work, Nobody]}\n" + PLAIN
FILES = {
    "after.yml": AFTER,
    "alone.yml": "on: push\n" + PLAIN,
    "hub.yml": HUB,
    "part.yml": "on: workflow_call\n" + PLAIN,
    "work.yml": WORK,
}
SYSTEM = linked(FILES)


def test_text() -> None:
    assert (
        draw(SYSTEM, "text")
        == """\
.github/workflows/after.yml
  <- work.yml  (completes)
  <- Nobody  (completes, there is no such workflow)

.github/workflows/hub.yml
  <- done
  <- forgotten  (nobody here sends it)
  -> starts work.yml  (if github.ref_name == 'main', line 14)
  -> starts gone.yml  (there is no such workflow, line 16)
  -> sends octo/far (far.yml)  (line 17)
  -> calls part.yml  (line 19)

.github/workflows/part.yml
  <- hub.yml  (calls)

.github/workflows/work.yml
  <- hub.yml  (starts)
  -> sends done  (line 9)
  -> sends done  (line 10)
  -> sends unheard  (nobody hears it, line 11)
  -> sends ? vars.TYPE  (nobody hears it, line 12)
  -> is followed by after.yml  (.github/workflows/after.yml:2)

event ? vars.TYPE: nobody hears it
event forgotten: nobody here sends it
event unheard: nobody hears it
"""
    )


def test_mermaid() -> None:
    """One arrow, however many places send."""
    assert (
        draw(SYSTEM, "mermaid")
        == """\
flowchart LR
  n0["after.yml"]
  n1["hub.yml"]
  n2["part.yml"]
  n3["work.yml"]
  n4(["? vars.TYPE"]):::odd
  n5(["done"])
  n6(["forgotten"]):::odd
  n7(["unheard"]):::odd
  n8["Nobody"]:::odd
  n9["gone.yml"]:::odd
  n10[["octo/far (far.yml)"]]
  n1 ==> n3
  n1 ==> n9
  n1 --> n10
  n3 --> n5
  n3 --> n7
  n3 --> n4
  n5 --> n1
  n6 --> n1
  n3 -.-> n0
  n8 -.-> n0
  n1 -.-> n2
  classDef odd stroke:#c00,stroke-width:2px
"""
    )


def test_dot() -> None:
    assert (
        draw(SYSTEM, "dot")
        == """\
digraph events {
  rankdir=LR;
  n0 [label="after.yml", shape=box];
  n1 [label="hub.yml", shape=box];
  n2 [label="part.yml", shape=box];
  n3 [label="work.yml", shape=box];
  n4 [label="? vars.TYPE", shape=oval, color=red, tooltip="nobody hears it"];
  n5 [label="done", shape=oval];
  n6 [label="forgotten", shape=oval, color=red, tooltip="nobody here sends it"];
  n7 [label="unheard", shape=oval, color=red, tooltip="nobody hears it"];
  n8 [label="Nobody", shape=box, color=red, tooltip="there is no such workflow"];
  n9 [label="gone.yml", shape=box, color=red, tooltip="there is no such workflow"];
  n10 [label="octo/far (far.yml)", shape=folder];
  n1 -> n3 [style=bold, tooltip="github.ref_name == 'main'"];
  n1 -> n9 [style=bold];
  n1 -> n10 [style=solid];
  n3 -> n5 [style=solid];
  n3 -> n5 [style=solid];
  n3 -> n7 [style=solid];
  n3 -> n4 [style=solid];
  n5 -> n1 [style=solid];
  n6 -> n1 [style=solid];
  n3 -> n0 [style=dotted];
  n8 -> n0 [style=dotted];
  n1 -> n2 [style=dashed];
}
"""
    )


def test_json_holds_the_whole_drawing() -> None:
    content = json.loads(draw(SYSTEM, "json"))
    assert (content["version"], content["directed"], content["multigraph"]) == (1, True, True)
    picture = drawing(SYSTEM)
    assert tuple(Node(**each) for each in content["nodes"]) == picture.nodes
    assert tuple(Arrow(**each) for each in content["links"]) == picture.arrows
    assert content["nodes"][1] == {
        "id": "workflow:.github/workflows/hub.yml",
        "kind": "workflow",
        "label": "hub.yml",
        "path": ".github/workflows/hub.yml",
        "lonely": "",
    }
    assert content["links"][0] == {
        "source": "workflow:.github/workflows/hub.yml",
        "target": "workflow:.github/workflows/work.yml",
        "kind": "starts",
        "condition": "github.ref_name == 'main'",
        "path": ".github/workflows/hub.yml",
        "line": 14,
        "event": "",
    }


def test_every_arrow_has_both_its_ends() -> None:
    picture = drawing(SYSTEM)
    ids = [node.id for node in picture.nodes]
    assert len(set(ids)) == len(ids)
    assert {end for arrow in picture.arrows for end in (arrow.source, arrow.target)} == set(ids)


def listening(event: str = "") -> str:
    return f"on: {{repository_dispatch: {{types: [{event}]}}}}\n{PLAIN}" if event else f"on: repository_dispatch\n{PLAIN}"


def sending(script: str, on: str = "push") -> str:
    return f"on: {on}\nenv: {{GH_TOKEN: x}}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n" + "".join(
        f"          {line}\n" for line in script.splitlines()
    )


OWN = "gh api repos/$GITHUB_REPOSITORY/dispatches -f event_type="


@pytest.mark.parametrize(
    ("system", "expected"),
    [
        pytest.param(linked({"a.yml": "on: push\n" + PLAIN}), "no workflow here sends or hears an event\n", id="no-events"),
        pytest.param(
            linked({"a.yml": listening()}),
            ".github/workflows/a.yml\n  <- any type  (nobody here sends it)\n\nevent any type: nobody here sends it\n",
            id="listens-for-everything",
        ),
        pytest.param(
            linked({"a.yml": sending(f"{OWN}go", "repository_dispatch")}),
            ".github/workflows/a.yml\n  <- go\n  -> sends go  (line 8)\n",
            id="hears-what-is-sent",
        ),
        pytest.param(
            linked({"a.yml": listening("go")}, Config(external_sent=("go",))),
            ".github/workflows/a.yml\n  <- go\n",
            id="sent-outside",
        ),
        pytest.param(
            linked({"a.yml": sending(f"{OWN}go")}, Config(external_heard=("go",))),
            ".github/workflows/a.yml\n  -> sends go  (line 8)\n",
            id="heard-outside",
        ),
        pytest.param(
            linked({"a.yml": sending(f"{OWN}''")}),
            ".github/workflows/a.yml\n  -> sends (empty)  (nobody hears it, line 8)\n\nevent (empty): nobody hears it\n",
            id="no-name",
        ),
        pytest.param(
            linked({"a.yml": sending(f"for t in one two; do {OWN}$t; done"), "b.yml": listening("one, two")}),
            ".github/workflows/a.yml\n  -> sends one  (line 8)\n  -> sends two  (line 8)\n\n"
            ".github/workflows/b.yml\n  <- one\n  <- two\n",
            id="one-of-two",
        ),
        pytest.param(
            linked({"a.yml": sending(f'if [ "${{{{ vars.X }}}}" = {"x" * 99} ]; then {OWN}go; fi'), "b.yml": listening("go")}),
            f".github/workflows/a.yml\n  -> sends go  (if vars.X == '{'x' * 66}…, line 8)\n\n.github/workflows/b.yml\n  <- go\n",
            id="long-conditions-are-cut",
        ),
        pytest.param(
            link(
                (
                    repository({"a.yml": listening("go")}, "octo/one", "one"),
                    repository({"b.yml": sending(f"gh api repos/octo/one/dispatches -f event_type=go\n{OWN}go")}, None, "two"),
                ),
                Config(),
            ),
            "one/.github/workflows/a.yml\n  <- octo/one: go\n\n"
            "two/.github/workflows/b.yml\n  -> sends octo/one: go  (line 8)\n  -> sends two: go  (nobody hears it, line 9)\n\n"
            "event two: go: nobody hears it\n",
            id="two-repositories",
        ),
        pytest.param(
            linked({"a.yml": sending("gh api repos/$X/dispatches -f event_type=go")}),
            ".github/workflows/a.yml\n  -> sends a repository not known here (go)  (line 8)\n",
            id="repository-that-isnt-known",
        ),
    ],
)
def test_what_else_is_said(system: System, expected: str) -> None:
    assert draw(system, "text") == expected


# -- names that try to break out ------------------------------------------------------------------------------------------

HOSTILE = (
    pytest.param('x"]; click n0 "javascript:alert(1)"', id="quote-and-click"),
    pytest.param('x"])\n  n9 --> n0', id="line-break"),
    pytest.param("<img src=x onerror=alert(1)>&lt;b&gt;", id="html"),
    pytest.param("%%{init: {'themeCSS': '* {display: none}'}}%%", id="mermaid-directive"),
    pytest.param("#quot;#35;&quot;", id="codes"),
    pytest.param("`**markdown**`", id="markdown"),
    pytest.param('x\\"; } digraph two { a -> b', id="backslash"),
    pytest.param("\x1b]0;title\x07\x1b[2J\u202etxt.exe\u2028", id="terminal"),
    pytest.param("x:::odd --> n1 %% end subgraph", id="mermaid-words"),
)


def hostile(name: str) -> System:
    return linked({"a.yml": listening(json.dumps(name))})


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_in_their_mermaid_label(name: str) -> None:
    lines = draw(hostile(name), "mermaid").split("\n")
    assert [lines[0], lines[1], *lines[3:]] == [
        "flowchart LR",
        '  n0["a.yml"]',
        "  n1 --> n0",
        "  classDef odd stroke:#c00,stroke-width:2px",
        "",
    ]
    found = re.fullmatch(r'  n1\(\["([^"<>&`%]+)"\]\):::odd', lines[2])
    assert found is not None
    assert re.sub(r"#(?:\d+|amp|quot|lt|gt);", "", found[1]).count("#") == 0


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_in_their_dot_label(name: str) -> None:
    lines = draw(hostile(name), "dot").split("\n")
    assert [*lines[:3], *lines[4:]] == [
        "digraph events {",
        "  rankdir=LR;",
        '  n0 [label="a.yml", shape=box];',
        "  n1 -> n0 [style=solid];",
        "}",
        "",
    ]
    quoted = r'"(?:[^"\\]|\\["\\])*"'
    assert re.fullmatch(rf"  n1 \[label={quoted}, shape=oval, color=red, tooltip={quoted}\];", lines[3])


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("form", ["text", "mermaid", "dot"])
def test_nothing_steers_a_terminal(name: str, form: str) -> None:
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]", draw(hostile(name), form))


@pytest.mark.parametrize("name", HOSTILE)
def test_json_keeps_names_as_they_are(name: str) -> None:
    nodes = json.loads(draw(hostile(name), "json"))["nodes"]
    assert [each["label"] for each in nodes] == ["a.yml", name]


def test_hostile_conditions_stay_in_their_tooltip() -> None:
    script = 'if [ "$GITHUB_REF_NAME" = \'x"]; } }\' ]; then ' + f"{OWN}go; fi"
    text = draw(linked({"a.yml": sending(script)}), "dot")
    assert '  n0 -> n1 [style=solid, tooltip="github.ref_name == \'x\\"]; } }\'"];\n' in text


def test_the_same_bytes_again() -> None:
    again = linked(dict(reversed(FILES.items())))
    for form in FORMATS:
        assert draw(linked(FILES), form) == draw(SYSTEM, form)
    assert drawing(again).nodes == drawing(SYSTEM).nodes
