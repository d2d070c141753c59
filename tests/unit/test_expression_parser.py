from __future__ import annotations

import pytest

from wflint.syntax.expression import (
    And,
    Call,
    Compare,
    Index,
    Literal,
    Name,
    Not,
    Or,
    Star,
    SyntaxProblem,
    parse,
)


@pytest.mark.parametrize(
    ("text", "message", "start", "end"),
    [
        ("", "An expression was expected", 0, 0),
        (" \n", "An expression was expected", 0, 2),
        ("1 <", "Unexpected end of expression: '<'", 2, 3),
        ("(github", "Unexpected end of expression: 'github'", 1, 7),
        ("github.", "Unexpected end of expression: '.'", 6, 7),
        ("github[*", "Unexpected end of expression: '*'", 7, 8),
        ("join('a', ", "Unexpected end of expression: ','", 8, 9),
        ('github.ref == "main"', "Unexpected symbol: '\"main\"'", 14, 20),
        ("'open", "Unexpected symbol: ''open'", 0, 5),
        ("a = b", "Unexpected symbol: '='", 2, 3),
        ("a & b", "Unexpected symbol: '&'", 2, 3),
        ("a b", "Unexpected symbol: 'b'", 2, 3),
        ("a + 1", "Unexpected symbol: '+'", 2, 3),
        ("a ? b", "Unexpected symbol: '?'", 2, 3),
        ("a.1", "Unexpected symbol: '1'", 2, 3),
        ("a.b()", "Unexpected symbol: '('", 3, 4),
        ("a[* == 1]", "Unexpected symbol: '=='", 4, 6),
        ("(a]", "Unexpected symbol: ']'", 2, 3),
        ("(a, b)", "Unexpected symbol: ','", 2, 3),
        ("join(a, )", "Unexpected symbol: ')'", 8, 9),
        ("'a'.b", "Unexpected symbol: '.'", 3, 4),
        ("0xyz", "Unexpected symbol: '0xyz'", 0, 4),
        ("1 == nope(2)", "Unrecognized function: 'nope'", 5, 9),
        ("toJSON()", "Too few parameters supplied: 'toJSON'", 0, 6),
        ("1 && join(a, b, c)", "Too many parameters supplied: 'join'", 5, 9),
        (
            "case(a, b, c, d)",
            "Even number of parameters supplied, requires an odd number of parameters: 'case'",
            0,
            4,
        ),
        ("always(1)", "Too many parameters supplied: 'always'", 0, 6),
        ("!" * 50 + "a", "Exceeded max expression depth 50", 0, 51),
        (" " * 21_001, "Exceeded max expression length 21000", 0, 21_001),
    ],
)
def test_problem_in_githubs_words_at_its_place(text: str, message: str, start: int, end: int) -> None:
    assert parse(text) == SyntaxProblem(message, start, end)


def test_only_allowed_contexts_may_be_named() -> None:
    assert parse("GitHub.x", {"github"}) == parse("GitHub.x")
    assert parse("true && secrets.x", {"github"}) == SyntaxProblem("Unrecognized named-value: 'secrets'", 8, 15)


def test_only_allowed_functions_of_limited_place_may_be_called() -> None:
    assert isinstance(parse("success() && contains('a', 'b')", functions={"success"}), And)
    assert parse("1 == hashFiles('a')", functions=()) == SyntaxProblem("Unrecognized function: 'hashFiles'", 5, 14)


def test_tree_has_the_places_of_its_text() -> None:
    assert parse(" a.b['c'][*] == !(d) ") == Compare(
        "==",
        Star(
            Index(Index(Name("a", 1, 2), Literal("b", 3, 4), 1, 4), Literal("c", 5, 8), 1, 9),
            1,
            12,
        ),
        Not(Name("d", 18, 19), 16, 20),
        1,
        20,
    )


def test_part_of_a_text_keeps_the_texts_offsets() -> None:
    assert parse("if: a.b #", start=4, end=7) == Index(Name("a", 4, 5), Literal("b", 6, 7), 4, 7)
    assert parse("if: a b #", start=4, end=7) == SyntaxProblem("Unexpected symbol: 'b'", 6, 7)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("a || b && c", "a || (b && c)"),
        ("a && b == c", "a && (b == c)"),
        ("a == b < c", "a == (b < c)"),
        ("a < b < c", "(a < b) < c"),
        ("a == b != c", "(a == b) != c"),
        ("!a == b", "(!a) == b"),
        ("!a.b", "!(a.b)"),
        ("a && b && c", "(a && b) && c"),
        ("a || b || c", "a || (b || c)"),
        ("!a && !b || c", "((!a) && (!b)) || c"),
    ],
)
def test_precedence(text: str, same: str) -> None:
    assert _shape(text) == _shape(same)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("null", None),
        ("true", True),
        ("-.5e1", -5.0),
        ("0xfF", 255.0),
        ("0o17", 15.0),
        ("1e400", float("inf")),
        ("-Infinity", float("-inf")),
        ("'it''s ''ok'''", "it's 'ok'"),
        ("''", ""),
    ],
)
def test_literals(text: str, value: object) -> None:
    assert parse(text) == Literal(value, 0, len(text))  # type: ignore[arg-type]  # the table mixes types


def test_words_are_keywords_only_as_written_and_only_alone() -> None:
    assert parse("True") == Name("True", 0, 4)
    assert parse("a.true") == Index(Name("a", 0, 1), Literal("true", 2, 6), 0, 6)


def test_parentheses_count_neither_as_depth_nor_against_pythons_stack() -> None:
    text = "(" * 10_000 + "a" + ")" * 10_000
    assert parse(text) == Name("a", 10_000, 10_001)


def test_long_chains_are_one_level() -> None:
    tree = parse(" || ".join(["a"] * 1000))
    assert isinstance(tree, Or)
    assert len(tree.operands) == 1000


def test_function_may_have_space_before_its_arguments() -> None:
    assert parse("always ()") == Call("always", (), 0, 9)


def _shape(text: str) -> str:
    def show(node: object) -> str:
        match node:
            case Name():
                return node.name
            case Literal():
                return repr(node.value)
            case Index():
                return f"{show(node.object)}[{show(node.key)}]"
            case Not():
                return f"!({show(node.operand)})"
            case Compare():
                return f"({show(node.left)} {node.operator} {show(node.right)})"
            case And() | Or():
                return f"{type(node).__name__}({', '.join(map(show, node.operands))})"
            case _:
                raise AssertionError(node)

    return show(parse(text))
