"""YAML to nodes: types as GitHub reads them, places, and what broken files say."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from wflint.problem import Problem
from wflint.syntax import document, node
from wflint.syntax.document import Document, parse
from wflint.syntax.node import Mapping, Node, Scalar, Sequence


def read(text: str) -> Document:
    found = parse("w.yml", text)
    assert isinstance(found, Document), found
    return found


def plain(node: Node) -> object:
    """A node as Python data."""
    match node:
        case Scalar():
            return node.value
        case Sequence(items):
            return [plain(item) for item in items]
        case Mapping(pairs):
            return {pair.key.text: plain(pair.value) for pair in pairs}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("on", "on"),
        ("yes", "yes"),
        ("off", "off"),
        ("y", "y"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("null", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("0o17", 15),
        ("017", 17),
        ("0x1F", 31),
        ("1e3", 1000.0),
        ("1.50", 1.5),
        (".5", 0.5),
        ("-.inf", float("-inf")),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("2024-01-02", "2024-01-02"),
        ("'12'", "12"),
        ('"true"', "true"),
        ('"a\\tb\\u00e9"', "a\tb\u00e9"),
        ("'it''s'", "it's"),
        ("=", "="),
        ("<<", "<<"),
    ],
)
def test_scalars_follow_the_core_schema(written: str, value: object) -> None:
    root = read(f"k: {written}\n").root
    assert plain(root) == {"k": value}
    assert isinstance(root, Mapping)
    [pair] = root.pairs
    assert isinstance(pair.value, Scalar)
    assert type(pair.value.value) is type(value)


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("a: &x {b: 1}\nc: *x\n", {"a": {"b": 1}, "c": {"b": 1}}),
        ("a: &x [1]\nb: [*x, *x]\n", {"a": [1], "b": [[1], [1]]}),
        ("types: [task:start, a: b]\n", {"types": ["task:start", {"a": "b"}]}),
        ("\ufeffa: 1\n", {"a": 1}),
        ("a: |\r\n  x\r\n  y\r\nb: 2\r\n", {"a": "x\ny\n", "b": 2}),
        ("a: >-\n  x\n  y\n\n  z\n", {"a": "x y\nz"}),
        ("# only\n---\na: 1\n...\n", {"a": 1}),
        ("on:\n  push:\n", {"on": {"push": None}}),
        ("{}", {}),
        ("a: {}\nb: []\n", {"a": {}, "b": []}),
    ],
)
def test_structures(text: str, content: object) -> None:
    assert plain(read(text).root) == content


def test_places() -> None:
    root = read("on: [push]\njobs:\n  a:\n    steps:\n      - run: |\n          echo one\n          gh x\n").root
    assert isinstance(root, Mapping)
    on, jobs = root.pairs
    assert str(on.key.span) == "w.yml:1:1"
    assert (on.value.span.column, on.value.span.end_column) == (5, 11)
    run = jobs.value
    for _ in range(2):
        assert isinstance(run, Mapping)
        run = run.pairs[0].value
    assert isinstance(run, Sequence)
    [step] = run.items
    assert isinstance(step, Mapping)
    script = step.pairs[0].value
    assert isinstance(script, Scalar)
    at = script.text.index("gh")
    place = script.locate(at, at + 4)
    assert (place.line, place.column, place.end_line, place.end_column) == (7, 11, 7, 15)


@pytest.mark.parametrize("above", ["", "types: [task:start]\n"], ids=["by-the-library", "with-a-colon-that-it-refuses"])
@pytest.mark.parametrize(
    "style",
    ["plain", "single", "double", "literal", "folded", "stripped", "indented", "quotes-in-single", "quotes-in-folded", "long"],
)
def test_every_character_has_its_place(style: str, above: str) -> None:
    lines = {
        "plain": ["k: aXb cYd"],
        "single": ["k: 'a''Xb cYd'"],
        "double": ['k: "a\\tXb \\u00e9Yd"'],
        "literal": ["k: |", "  aX", "", "    bY"],
        "folded": ["k: >", "  aX b", "  cY"],
        "stripped": ["k: >-", "", "  aX", "  bY"],
        "indented": ["k: |2", "    aX", "  bY"],
        "quotes-in-single": ["k: 'say \"Xb\" it''s cYd'"],
        "quotes-in-folded": ["k: >", '  "aX" b', '  c"Y'],
        "long": [f'k: "{"a b " * 500}X \\n{"c" * 500}Y"'],
    }[style]
    root = read(above + "\n".join(lines) + "\n").root
    assert isinstance(root, Mapping)
    scalar = root.pairs[-1].value
    assert isinstance(scalar, Scalar)
    for letter in "XY":
        at = scalar.text.index(letter)
        place = scalar.locate(at, at + 1)
        assert (above.splitlines() + lines)[place.line - 1][place.column - 1] == letter
        assert place.end_column == place.column + 1


LONG = {
    "double": '"\\n' + "if true; then " * 3_000 + '"',
    "single": "'it''s " + 'a"b ' * 3_000 + "a" * 3_000 + "'",
    "plain": "it's " + "a " * 3_000 + "\\ " + "b" * 3_000,
}


@pytest.mark.parametrize("quoted", LONG.values(), ids=LONG)
def test_no_part_of_a_long_line_is_gone_over_for_each_character(quoted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    gone_over = 0

    class Run:
        def match(self, raw: str, at: int) -> re.Match[str] | None:
            nonlocal gone_over
            found = run.match(raw, at)
            gone_over += len(found[0]) if found else 1
            return found

    run = node._RUN
    monkeypatch.setattr(node, "_RUN", Run())
    root = read(f"k: {quoted}\n").root
    assert isinstance(root, Mapping)
    scalar = root.pairs[0].value
    assert isinstance(scalar, Scalar)
    scalar.locate(0, len(scalar.text))
    assert 0 < gone_over < 3 * len(quoted)


def test_colon_in_a_flow_list_changes_nothing_else() -> None:
    below = "a: >\n  folded\n  text\n\n  more\nb: |\n  kept\n  text\nc: >-\n  x &&\n  y\nd: on # why\ne: [1, 0o17, .5, ~, 'x']\n"
    expected = {"a": "folded text\nmore\n", "b": "kept\ntext\n", "c": "x && y", "d": "on", "e": [1, 15, 0.5, None, "x"]}
    assert plain(read(below).root) == expected
    assert plain(read("types: [task:start]\n" + below).root) == {"types": ["task:start"], **expected}


PIECES = [
    *("a", "task:start", "x:y:z", "a::b", "http://x/y:8", '"q"', "'s:t'", '"u:v"', ":", ": ", ", ", ",", "[", "]", "{", "}", "?"),
    *(
        "? ",
        "&n ",
        "*n",
        "!t ",
        "!a:b ",
        "- ",
        "\n",
        "\n  ",
        " #c:d ",
        "|\n  k:l\n",
        ">\n  m:n\n",
        ".:.",
        "-:-",
        "on: ",
        " ",
        "\t",
    ),
    *("%T a:b\n", "---\n", "<<", "0:1", 'a:"', "\\", "::x", "\ue03a"),
]


def content(node: Any) -> object:
    """A node of ruamel's without its place."""
    if isinstance(node.value, str):
        return node.value, node.style or ""
    return [tuple(map(content, each)) if isinstance(each, tuple) else content(each) for each in node.value]


def _is_refused(text: str) -> bool:
    """Whether the C library takes offence at a colon."""
    try:
        document._Parser(text).get_single_node()
    except MarkedYAMLError as error:
        return bool(error.problem == "found unexpected ':'")
    return False


@given(
    st.lists(st.sampled_from(PIECES), max_size=7).map("".join), st.sampled_from(["{types: [%s]}", "[x:y, %s]", "- [t:u]\n- %s\n"])
)
@example("task:start, a::b, http://x/y:8", "{types: [%s]}")
@example('"q":', "[x:y, %s]")
@settings(suppress_health_check=[HealthCheck.filter_too_much])
def test_where_a_colon_has_a_stand_in_the_slow_parser_reads_the_same(inside: str, around: str) -> None:
    text = around % inside
    assume(_is_refused(text))
    try:
        quick = document._composed_in_c(text)
    except MarkedYAMLError:
        return
    try:
        slow = YAML(typ="safe", pure=True).compose(text)
    except YAMLError:  # the C parser takes some tabs, and `["key":]`, that the other refuses, with other colons and without
        assert "\t" in text or '":]' in text
        return
    assert content(quick) == content(slow)


def test_repeated_keys_are_told() -> None:
    found = read("a: 1\nB: 2\nA: 3\n")
    assert plain(found.root) == {"a": 1, "B": 2, "A": 3}
    [problem] = found.problems
    assert str(problem.span) == "w.yml:3:1"
    assert problem.message == "key `A` is given twice"


def test_two_files_in_one_are_told_at_once() -> None:
    found = read("name: a\nname: a\nname: b\non: push\nname: c\non: push\n")
    assert [(str(each.span), each.message) for each in found.problems] == [
        ("w.yml:5:1", "a second file seems to begin here: `name`, `on` are given twice")
    ]
    inside = read("x:\n  a: 1\n  b: 1\n  a: 2\n  b: 2\n")
    assert [each.message for each in inside.problems] == ["key `a` is given twice", "key `b` is given twice"]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("", "w.yml:1:1", "file is empty"),
        ("# nothing\n", "w.yml:1:1", "file holds nothing but comments"),
        ("a: |\n  x\n\ntext of\nmany words\n", "w.yml:4:1", "this line isn't indented like the text above"),
        ("a:\n  b: |\n    x\n  **Text**: x\n", "w.yml:4:1", "this line isn't indented like the text above"),
        ("a: |\n  x: |\n    y\ntext of\nmany words\n", "w.yml:4:1", "this line isn't indented like the text above"),
        ("a: |\r  x\rtext of\rmany words\r", "w.yml:3:1", "this line isn't indented like the text above"),
        ("a: |\n  x\nb: c: d\n", "w.yml:3:5", "mapping values are not allowed"),
        ("a: x |\n  x\ntext of\nmany words\n", "w.yml:4:1", "could not find expected ':'"),
        ("a: 1\n---\nb: 2\n", "w.yml:2:1", "a second YAML document begins here; GitHub reads one per file"),
        ("a:\n\tb: 1\n", "w.yml:2:1", "cannot start any token"),
        ("a: @x\n", "w.yml:1:4", "cannot start any token"),
        ("a: [1, 2\n", "w.yml:2:1", "flow sequence"),
        ("a: 1\n b: 2\n", "w.yml:2:3", "mapping values are not allowed"),
        ('a: "x\nb: y\n', "w.yml:1:4", "the quote that opens here isn't closed on this line"),
        ("a: *nobody\n", "w.yml:1:4", "undefined alias"),
        ("a: &x [*x]\n", "w.yml:1:1", "YAML is nested deeper than 50 levels, or an alias contains itself"),
        ("[" * 2_000 + "]" * 2_000, "w.yml:1:1", "YAML is nested deeper than 50 levels"),
        ("a: \x00\n", "w.yml:1:1", "not YAML"),
    ],
    ids=lambda each: repr(each)[:20],
)
def test_broken_files(text: str, place: str, words: str) -> None:
    found = parse("w.yml", text)
    assert isinstance(found, Problem), found
    assert (str(found.span), words in found.message) == (place, True), found


def test_an_alias_bomb_is_counted_out() -> None:
    text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    text += "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9))
    found = parse("w.yml", text)
    assert isinstance(found, Problem)
    assert found.message == "YAML has more than 50,000 nodes with aliases counted out"


def test_tags_are_told() -> None:
    [problem] = read("if: !cancelled()\n").problems
    assert problem.message == "YAML tag `!cancelled()` isn't allowed by GitHub"


def test_an_anchor_that_is_set_again_is_no_fault(recwarn: pytest.WarningsRecorder) -> None:
    found = read("a: &x 1\nb: *x\nc: &x 2\nd: *x\n")
    assert plain(found.root) == {"a": 1, "b": 1, "c": 2, "d": 2}
    assert not found.problems
    assert not recwarn.list
