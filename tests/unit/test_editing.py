"""Edits by place: they take after their neighbours, and everything else stays as it is."""

from __future__ import annotations

import pytest

from wflint.edits import applied
from wflint.finding import Edit
from wflint.sources import Source
from wflint.span import Span
from wflint.syntax.document import Document, parse
from wflint.syntax.editing import mapping_at, mapping_under, with_entries, with_value, with_words
from wflint.syntax.node import Mapping, Node, Pair, Scalar, Sequence


def source(text: str, local: str = ".github/workflows/w.yml") -> Source:
    return Source(local, local, local, text)


def pairs(node: Node) -> list[Pair]:
    match node:
        case Mapping(found):
            return [each for pair in found for each in (pair, *pairs(pair.value))]
        case Sequence(items):
            return [each for item in items for each in pairs(item)]
        case _:
            return []


def pair(text: str, key: str) -> Pair:
    document = parse(".github/workflows/w.yml", text)
    assert isinstance(document, Document)
    return next(each for each in pairs(document.root) if each.key.text == key)


def under(text: str, key: str) -> Mapping:
    found = mapping_under(source(text), pair(text, key).key.span)
    assert found is not None
    return found


def after(text: str, edit: Edit | None) -> str | None:
    return applied(text, (edit,)) if edit is not None else None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("job:\n  a: 1\n  b: 2\n", "job:\n  a: 1\n  n: 5\n  b: 2\n", id="below-a-sibling"),
        pytest.param("job:\n    a: 1   # one\n    b: 2\n", "job:\n    a: 1   # one\n    n: 5\n    b: 2\n", id="behind-a-comment"),
        pytest.param("job:\r\n  a: 1\r\n  b: 2\r\n", "job:\r\n  a: 1\r\n  n: 5\r\n  b: 2\r\n", id="crlf"),
        pytest.param("job:\n  b: 2\n  a: 1", "job:\n  b: 2\n  a: 1\n  n: 5", id="no-newline-at-the-end"),
        pytest.param("job:\n  a:\n    - x\n\n  # b\n  b: 2\n", "job:\n  a:\n    - x\n  n: 5\n\n  # b\n  b: 2\n", id="list"),
        pytest.param("job:\n  a: [x,\n    y]\n  b: 2\n", "job:\n  a: [x,\n    y]\n  n: 5\n  b: 2\n", id="flow-list-in-two-lines"),
        pytest.param("job:\n  a: |\n    x\n\n  b: 2\n", "job:\n  a: |\n    x\n  n: 5\n\n  b: 2\n", id="literal"),
        pytest.param("job:\n  a: |+\n    x\n\n  b: 2\n", "job:\n  n: 5\n  a: |+\n    x\n\n  b: 2\n", id="literal-that-keeps"),
        pytest.param("job:\n  b: 2\n", "job:\n  n: 5\n  b: 2\n", id="in-front-of-the-first-key"),
        pytest.param("job: {a: 1, b: 2}\n", "job: {a: 1, b: 2, n: 5}\n", id="flow"),
        pytest.param("job: {\n  a: 1,\n  b: 2,\n}\n", "job: {\n  a: 1,\n  b: 2, n: 5,\n}\n", id="flow-in-lines"),
        pytest.param("job: {}\n", "job: {n: 5}\n", id="empty-flow"),
        pytest.param("job:\n  a:\n  b: 2\n", "job:\n  a:\n  n: 5\n  b: 2\n", id="nothing"),
    ],
)  # fmt: skip
def test_entry_takes_after_its_neighbours(text: str, wanted: str) -> None:
    assert after(text, with_entries(source(text), under(text, "job"), {"n": 5}, after=("a",))) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("- name: x\n  run: y\n", "- name: x\n  if: always()\n  run: y\n", id="below-the-name"),
        pytest.param("- run: |\n    y\n", "- if: always()\n  run: |\n    y\n", id="in-front-behind-the-dash"),
        pytest.param("-   run: y\n    env: {A: b}\n", "-   if: always()\n    run: y\n    env: {A: b}\n", id="wide-dash"),
        pytest.param("- {run: y}\n", "- {run: y, if: always()}\n", id="flow"),
        pytest.param("- 'name': 'x'\n  'run': 'y'\n", "- 'name': 'x'\n  if: 'always()'\n  'run': 'y'\n", id="quotes"),
    ],
)
def test_step_by_the_place_of_its_first_entry(text: str, wanted: str) -> None:
    document = parse(".github/workflows/w.yml", text)
    assert isinstance(document, Document)
    step = mapping_at(source(text), pairs(document.root)[0].span)
    assert step is not None
    assert after(text, with_entries(source(text), step, {"if": "always()"}, after=("name",))) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("step:\n  run: x\n", "step:\n  env:\n    T: ${{ t }}\n  run: x\n", id="new"),
        pytest.param(
            "step:\n  env:\n      A: b\n  run: x\n", "step:\n  env:\n      A: b\n      T: ${{ t }}\n  run: x\n", id="old"
        ),
        pytest.param("step:\n  env: {A: b}\n", 'step:\n  env: {A: b, T: "${{ t }}"}\n', id="flow"),
        pytest.param("step: {run: x}\n", 'step: {run: x, env: {T: "${{ t }}"}}\n', id="all-flow"),
        pytest.param(
            'step:\n    with:\n        a: "b"\n    run: x\n',
            'step:\n    env:\n        T: ${{ t }}\n    with:\n        a: "b"\n    run: x\n',
            id="step-of-the-file",
        ),
        pytest.param('step:\n  env:\n    A: "b"\n', 'step:\n  env:\n    A: "b"\n    T: "${{ t }}"\n', id="quotes"),
    ],
)
def test_mapping_in_a_mapping(text: str, wanted: str) -> None:
    assert after(text, with_entries(source(text), under(text, "step"), {"env": {"T": "${{ t }}"}}, after=("name",))) == wanted


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("other: &x\n  a: 1\njob: *x\n", id="alias"),
        pytest.param("job: &x\n  a: 1\nother: *x\n", id="anchor-that-is-used"),
        pytest.param("job:\n  n: 1\n", id="key-is-there"),
        pytest.param("job:\n  N: 1\n", id="key-is-there-in-capitals"),
        pytest.param("job:\n  a: 1\n  a: 2\n", id="file-with-a-fault"),
    ],
)
def test_no_edit_where_it_would_do_more_or_less(text: str) -> None:
    owner = mapping_under(source(text), pair(text, "job").key.span)
    assert owner is None or with_entries(source(text), owner, {"n": 5}) is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("a: read # x\n", "a: write # x\n", id="plain"),
        pytest.param("a: 'read'\n", "a: 'write'\n", id="single"),
        pytest.param('a: "read"\n', 'a: "write"\n', id="double"),
        pytest.param("a: [read, b]\n", None, id="not-a-scalar"),
        pytest.param("a: |\n  read\n", None, id="block"),
    ],
)
def test_other_value(text: str, wanted: str | None) -> None:
    assert after(text, with_value(source(text), pair(text, "a").value.span, "write")) == wanted


def test_value_that_would_be_read_as_another_is_quoted_or_refused() -> None:
    text = "a: read\n"
    assert after(text, with_value(source(text), pair(text, "a").value.span, "x: y")) == 'a: "x: y"\n'
    assert after(text, with_value(source(text), pair(text, "a").value.span, "- b")) == 'a: "- b"\n'


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("run: |\n  one\n  gh run x\n", 'run: |\n  one\n  gh run x -f a="$B"\n', id="literal"),
        pytest.param("run: gh run x\n", 'run: gh run x -f a="$B"\n', id="plain"),
        pytest.param("run: 'gh run x'\n", "run: 'gh run x -f a=\"$B\"'\n", id="single"),
        pytest.param('run: "gh run x"\n', 'run: "gh run x -f a=\\"$B\\""\n', id="double"),
        pytest.param("run: >-\n  gh run x\n  -f b=c\n", 'run: >-\n  gh run x -f a="$B"\n  -f b=c\n', id="folded"),
    ],
)
def test_words_of_a_script(text: str, wanted: str) -> None:
    scalar = pair(text, "run").value
    assert isinstance(scalar, Scalar)
    at = scalar.text.index("gh run x") + len("gh run x")
    last = scalar.locate(at - 1, at)
    behind = Span(last.path, last.end_line, last.end_column, last.end_line, last.end_column)
    assert after(text, with_words(source(text), behind, ' -f a="$B"')) == wanted


def test_words_that_yaml_would_read_otherwise_are_refused() -> None:
    text = "run: gh run x\n"
    assert with_words(source(text), Span("w", 1, 14, 1, 14), " # more") is None
    assert with_words(source(text), Span("w", 1, 14, 1, 14), ": more") is None
    assert with_words(source(text), Span("w", 7, 1, 7, 1), "x") is None


def test_words_in_a_file_of_their_own() -> None:
    text = "gh run x\n"
    assert after(text, with_words(source(text, "run.sh"), Span("run.sh", 1, 8, 1, 9), "y")) == "gh run y\n"
