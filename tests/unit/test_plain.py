"""YAML as most workflows are written: what is read without the parser is read as the parser reads it, or left to it."""

from __future__ import annotations

import random
import textwrap
import time
from pathlib import Path

import pytest

from wflint.syntax.document import glanced
from wflint.syntax.plain import Quoted, _line, plainly

ROOT = Path(__file__).parents[2]
TEXTS = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").rglob("*.yml"))]
TEXTS.append("""\
---
# a comment
name: "Every shape"   # behind a text
"on": {push: {branches: [main, 'release/**']}, pull_request: {}}
empty:
jobs:
  one:
    if: >-
      github.ref == 'refs/heads/main' &&
      !cancelled()

        indented more
      # no comment
    steps:
    - uses: actions/checkout@v5

    -   name: It's a name
        run: |+
            echo "${{ github.sha }}" # no comment

        env:
            A: ''
            B: 'it''s'
    - |
      a text in a list
    list: [{a: b, c: [1, -1]}, [], {}]
  two: {runs-on: ubuntu-latest}
last: >
  folded
  to the end
""")


def same(one: object, other: object) -> bool:
    """Equal, with marks and the order of keys."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def test_most_workflows_need_no_parser() -> None:
    assert sum(plainly(text) is not None for text in TEXTS) > 0.9 * len(TEXTS)
    assert plainly(TEXTS[-1]) is not None


@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_what_is_read_is_what_the_parser_reads(number: int) -> None:
    read = plainly(TEXTS[number])
    assert read is None or same(read, glanced(TEXTS[number]))


PIECES = [
    *" :-#'\"[]{},|>\n\t&*!?%@`~$\\=<.0a",
    *("\n  ", "\n    ", "  ", ": ", "- ", "---\n", "\n- ", "...", '"on":', "|-\n", ">\n", " #", "${{ a }}", "\u2028", "\x85"),
    *("\ufeff", "null", "\r\n", "|+\n", ">-\n", "- - ", "? ", "<<: ", "[a, b]", "{a: b}", "\n\n", "\x07", "|2\n", "\u00e9"),
]


@pytest.mark.parametrize("seed", range(20))
def test_a_text_with_faults_is_read_alike_or_left_to_the_parser(seed: int) -> None:
    chance = random.Random(seed)
    read = 0
    for _ in range(400):
        lines = chance.choice(TEXTS).split("\n")
        first = chance.randrange(len(lines))
        text = textwrap.dedent("\n".join(lines[first : first + chance.randint(2, 14)]))
        for _ in range(chance.randint(1, 2)):
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chance.choice(PIECES) + text[at + chance.randint(0, 1) :]
        found = plainly(text)
        if found is not None:
            read += 1
            assert same(found, glanced(text)), text
    assert read > 20


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a: b\n  c: d\n", id="a-text-that-goes-on"),
        pytest.param("a: b\na: c\n", id="a-key-twice"),
        pytest.param("a: {b: c, b: d}\n", id="a-key-twice-on-one-line"),
        pytest.param("a: &x b\n", id="an-anchor"),
        pytest.param("a: *x\n", id="an-alias"),
        pytest.param("a: !b c\n", id="a-tag"),
        pytest.param('a: "\\x62"\n', id="an-escape"),
        pytest.param("a:\tb\n", id="a-tab"),
        pytest.param("a: b\r\n", id="another-line-end"),
        pytest.param("a: b\u2028c: d\n", id="a-line-end-of-yaml-1.1"),
        pytest.param("a: |2\n   b\n", id="an-indentation-that-is-given"),
        pytest.param("a: |\n\tb\n", id="a-tab-before-a-block"),
        pytest.param("a: |\n    \n  b\n", id="blanks-before-a-block"),
        pytest.param("a: b: c\n", id="two-colons"),
        pytest.param("a: [b: c]\n", id="a-pair-in-a-list"),
        pytest.param("a: [task:start]\n", id="a-colon-in-a-list"),
        pytest.param("a: b\n---\nc: d\n", id="two-documents"),
        pytest.param("- a\n", id="no-mapping"),
        pytest.param("a: b\n c: d\n", id="between-two-columns"),
        pytest.param(f"a: {'[' * 50}{']' * 50}\n", id="deep"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_not_plain_is_left(text: str) -> None:
    assert plainly(text) is None


def test_a_text_that_is_marked_as_one_can_be_told() -> None:
    assert plainly("a: 5\nb: '5'\n") == {"a": "5", "b": "5"}
    assert [type(each) for each in (plainly("a: 5\nb: '5'\nc: |\n  5\n") or {}).values()] == [str, Quoted, Quoted]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "line",
    [
        "a" + " " * 1_000_000 + ": b",
        " " * 1_000_000 + "\tb",
        "a: b" + " " * 1_000_000 + "\t",
        "a: " + "b " * 500_000 + ": c",
        "a: " + "#" * 1_000_000 + "\t",
        "a: b" + ":c" * 500_000 + ": d",
        "-" + " " * 1_000_000 + "\t",
        "a: '" + "'" * 1_000_000 + "b",
        'a: "' + " " * 1_000_000,
        "a: [" + "]" * 1_000_000 + "b",
        "a: [" + "b, " * 300_000 + "b]",
        "a: [" + "b  " * 300_000 + ": c]",
        "a: {" + "b: {" * 200_000,
        " \n" * 500_000 + "--- \ta",
        "a: >\n" + "  b" + "\n" * 1_000_000 + "   c",
        "a: |\n" + "  b\n" * 300_000,
    ],
    ids=lambda line: repr(line[:12]),
)
def test_time_grows_with_the_length_and_no_faster(line: str) -> None:
    start = time.process_time()
    plainly(f"{line}\n")
    assert time.process_time() - start < 5


def test_long_lines_arent_kept() -> None:
    before = _line.cache_info().currsize
    for number in range(20):
        assert plainly(f"a: {number} {'b' * 100_000}\n") is not None
    assert _line.cache_info().currsize == before
