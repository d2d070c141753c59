from __future__ import annotations

import pytest

from wflint.syntax.expression import (
    And,
    Call,
    Compare,
    Condition,
    Hole,
    Index,
    Literal,
    LiteralTextCondition,
    Name,
    SyntaxProblem,
    Text,
    condition,
    split_template,
    truth,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("plain }} text", ["plain }} text"]),
        ("${{ a }}", ["${{ a }}"]),
        ("x ${{ a }}y", ["x ", "${{ a }}", "y"]),
        ("${{ a }}${{ b }}", ["${{ a }}", "${{ b }}"]),
        ("${{ '}}' }}-", ["${{ '}}' }}", "-"]),
        ("${{ 'it''s }}' }}", ["${{ 'it''s }}' }}"]),
        ("${{ a }}}", ["${{ a }}", "}"]),
        ("${{}}", ["${{}}"]),
        ("$ {{ a }}", ["$ {{ a }}"]),
        ("a ${{ b", ["a ", "${{ b"]),
        ("${{ 'open }} ${{ b }}", ["${{ 'open }} ${{ b }}"]),
    ],
)
def test_parts_cover_the_text(text: str, expected: list[str]) -> None:
    parts = split_template(text).parts
    assert [text[part.start : part.end] for part in parts] == expected


def test_hole_has_its_tree_and_places() -> None:
    template = split_template("v${{ a.b }}")
    tree = Index(Name("a", 5, 6), Literal("b", 7, 8), 5, 8)
    assert template.parts == (Text("v", 0, 1), Hole(tree, 1, 11, 4, 9))
    assert not template.is_single_hole
    assert split_template("${{ a.b }}").is_single_hole


@pytest.mark.parametrize(
    ("text", "message", "start", "end"),
    [
        ("x${{ a b }}", "Unexpected symbol: 'b'", 7, 8),
        ("x${{ }}", "An expression was expected", 4, 5),
        ("x${{ a", "The expression is not closed: no }} behind ${{", 1, 6),
        ("${{ secrets.a }}", "Unrecognized named-value: 'secrets'", 4, 11),
    ],
)
def test_problems_count_from_the_scalars_beginning(text: str, message: str, start: int, end: int) -> None:
    assert split_template(text, {"a"}).problems == (SyntaxProblem(message, start, end),)


@pytest.mark.parametrize("text", [None, "", "  ", "\n"])
def test_missing_condition_is_success(text: str | None) -> None:
    assert condition(text) == Condition(None, Call("success", (), 0, 0))


@pytest.mark.parametrize("text", ["a == 1", "${{ a == 1 }}", "  a == 1\n", "a == 1\n"])
def test_condition_without_status_function_gets_success(text: str) -> None:
    found = condition(text)
    start = text.index("a")
    written = Compare("==", Name("a", start, start + 1), Literal(1.0, start + 5, start + 6), start, start + 6)
    effective = And((Call("success", (), start, start), written), start, start + 6)
    assert found == Condition(written, effective)
    assert found.adds_success


def test_success_joins_the_chain_that_is_there() -> None:
    found = condition("a && b")
    assert isinstance(found, Condition)
    assert found.effective == And((Call("success", (), 0, 0), Name("a", 0, 1), Name("b", 5, 6)), 0, 6)


@pytest.mark.parametrize("text", ["always()", "${{ !cancelled() }}", "false && failure()"])
def test_condition_with_status_function_stays(text: str) -> None:
    found = condition(text)
    assert isinstance(found, Condition)
    assert found.written == found.effective
    assert not found.adds_success


@pytest.mark.parametrize(
    "text", ["${{ a }}\n", "${{ a }} ", "${{ a }} == 'b'", "${{ a }} && ${{ b }}", "!${{ a }}", "{x} ${{ '{0}' }}"]
)
def test_text_around_a_hole_makes_the_condition_true(text: str) -> None:
    found = condition(text)
    assert isinstance(found, LiteralTextCondition)
    assert found.template.text == text
    assert truth(found.effective, {"a": False}, {"success": True}) is True
    assert truth(found.effective, {"a": False}, {"success": False}) is False


def test_text_around_a_status_function_runs_even_after_failure() -> None:
    found = condition("${{ failure() }} ")
    assert isinstance(found, LiteralTextCondition)
    assert truth(found.effective, {}, {"success": True, "failure": False}) is True


def test_text_without_hole_is_an_expression_that_may_hold_braces() -> None:
    assert isinstance(condition("contains(a, '}}')"), Condition)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b", SyntaxProblem("Unexpected symbol: 'b'", 2, 3)),
        ("${{ a b }}", SyntaxProblem("Unexpected symbol: 'b'", 6, 7)),
        ("x ${{ a b }}", SyntaxProblem("Unexpected symbol: 'b'", 8, 9)),
        ("${{ a", SyntaxProblem("The expression is not closed: no }} behind ${{", 0, 5)),
        ("${{ 'a ''' }}", SyntaxProblem("Unexpected symbol: '''", 7, 9)),
    ],
)
def test_problem_of_a_condition_has_its_place(text: str, expected: SyntaxProblem) -> None:
    assert condition(text) == expected


def test_lone_string_is_read_as_the_condition_itself() -> None:
    text = "${{ 'a == ''b''' }}"
    found = condition(text)
    assert isinstance(found, Condition)
    assert found.written == Compare("==", Name("a", 5, 6), Literal("b", 10, 15), 5, 15)
    assert text[10:15] == "''b''"
    assert condition("${{ ' ' }}") == Condition(None, Call("success", (), 4, 4))


@pytest.mark.parametrize(("before", "is_taken"), [(20_977, True), (20_978, False)])
def test_a_text_and_its_expressions_are_one_expression_to_github(before: int, is_taken: bool) -> None:
    """`format('…{0}', github.x)`, with quotes and braces doubled, has at most 21,000 characters."""
    text = "x" * (before - 12) + "{}'" * 2 + "${{ github.x }}"  # six of them count twice
    template = split_template(text)
    assert (template.problems == ()) is is_taken
    assert "".join(text[part.start : part.end] for part in template.parts) == text
