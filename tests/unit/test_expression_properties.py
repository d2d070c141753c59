from __future__ import annotations

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from wflint.syntax.expression import (
    Condition,
    EvaluationError,
    Expression,
    SyntaxProblem,
    Unknown,
    Value,
    condition,
    evaluate,
    from_python,
    is_truthy,
    parse,
    references,
    split_template,
    truth,
    walk,
)

PIECES = "1 'a' '' true null a b a.x .y .* [0] [*] ( ) [ ] , ! == != < >= && || & @ -1 .5 NaN toJSON( join( case( ${{ }}"
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(PIECES.split()), max_size=12).map(" ".join))
PRIMITIVES = st.none() | st.booleans() | st.floats() | st.text(max_size=5)
DATA = st.recursive(PRIMITIVES, lambda below: st.lists(below) | st.dictionaries(st.text(max_size=3), below), max_leaves=6)
VALUES: st.SearchStrategy[Value] = DATA.map(from_python)
LEAVES = st.sampled_from(["a", "b", "c.x", "d[0]", "true", "false", "null", "0", "1", "''", "'x'", "'1'", "NaN"])


def _combine(below: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(["&&", "||", "==", "!=", "<", ">="])
    return st.one_of(
        st.tuples(below, operators, below).map("({0[0]} {0[1]} {0[2]})".format),
        below.map("!{}".format),
        below.map("toJSON({})".format),
        st.tuples(below, below).map("contains({0[0]}, {0[1]})".format),
        st.tuples(below, below).map("format('{{0}}{{1}}', {0[0]}, {0[1]})".format),
        st.tuples(below, below, below).map("case({0[0]} == 1, {0[1]}, {0[2]})".format),
    )


EXPRESSIONS = st.recursive(LEAVES, _combine, max_leaves=6)


@given(TEXTS)
def test_places_are_inside_the_text(text: str) -> None:
    tree = parse(text)
    if isinstance(tree, SyntaxProblem):
        assert 0 <= tree.start <= tree.end <= len(text)
        return
    for node in walk(tree):
        assert 0 <= node.start < node.end <= len(text)
    for node in references(tree):
        assert parse(text[node.start : node.end]) is not None


@given(TEXTS)
def test_part_is_parsed_like_a_text_of_its_own(text: str) -> None:
    alone, inside = parse(text), parse(f"'{text}'", start=1, end=1 + len(text))
    assert type(alone) is type(inside)
    assert (alone.start + 1, alone.end + 1) == (inside.start, inside.end)


@given(TEXTS)
def test_parts_of_a_template_are_the_whole_text(text: str) -> None:
    parts = split_template(text).parts
    assert "".join(text[part.start : part.end] for part in parts) == text


@given(TEXTS)
def test_condition_has_its_places_inside_the_text(text: str) -> None:
    found = condition(text)
    nodes = list(walk(found.effective)) if isinstance(found, Condition) else []
    problems = [found] if isinstance(found, SyntaxProblem) else []
    assert all(0 <= place.start <= place.end <= len(text) for place in [*nodes, *problems])


@given(EXPRESSIONS, st.fixed_dictionaries(dict.fromkeys("abcd", VALUES)))
def test_truth_agrees_with_the_value(text: str, contexts: dict[str, Value]) -> None:
    tree = _parsed(text)
    value = evaluate(tree, contexts)
    assert not isinstance(value, Unknown)
    assert truth(tree, contexts) is is_truthy(value)


@given(EXPRESSIONS, st.fixed_dictionaries(dict.fromkeys("abcd", VALUES)), st.sets(st.sampled_from("abcd")))
def test_what_is_certain_without_a_context_holds_with_it(text: str, contexts: dict[str, Value], hidden: set[str]) -> None:
    tree = _parsed(text)
    known = {name: value for name, value in contexts.items() if name not in hidden}
    certain = truth(tree, known)
    with suppress(EvaluationError):  # What is certain holds for a run that gets so far.
        assert certain is None or certain is truth(tree, contexts)


def _parsed(text: str) -> Expression:
    tree = parse(text)
    assert not isinstance(tree, SyntaxProblem)
    return tree
