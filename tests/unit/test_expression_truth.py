from __future__ import annotations

import pytest

from wflint.syntax.expression import (
    Array,
    EvaluationError,
    Expression,
    Object,
    SyntaxProblem,
    Unknown,
    Value,
    evaluate,
    from_python,
    parse,
    truth,
)

SECRET = Unknown("only the run knows")
CONTEXTS: dict[str, Value] = {
    "yes": True,
    "no": False,
    "text": "main",
    "u": SECRET,
    "github": Object((("event_name", "push"), ("sha", SECRET)), rest=Unknown("not modeled")),
    "closed": from_python({"a": 1, "b": {"c": "d"}}),
    "mixed": Array((1.0, SECRET, "x")),
    "list": from_python([{"n": "a"}, {"n": "b"}]),
}


def _parsed(text: str) -> Expression:
    tree = parse(text)
    assert not isinstance(tree, SyntaxProblem)
    return tree


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("u", None),
        ("!u", None),
        ("u && true", None),
        ("true && u", None),
        ("u && false", False),
        ("false && u", False),
        ("u || true", True),
        ("true || u", True),
        ("u || false", None),
        ("false || u", None),
        ("!(u && false)", True),
        ("!(u || 'x')", False),
        ("(u && '') || 0", False),
        ("u && u", None),
        ("u == 1", None),
        ("u != u", None),
        ("u < 1 && false", False),
        ("absent.thing", None),
        ("u.a.b", None),
        ("closed.a", True),
        ("closed.missing", False),
        ("closed[u]", None),
        ("text[u]", False),
        ("github.event_name == 'PUSH'", True),
        ("github.sha", None),
        ("github.other", None),
        ("contains(text, u)", None),
        ("contains(u, 'x')", None),
        ("contains(mixed, 'X')", True),
        ("contains(mixed, 'y')", None),
        ("contains(list.*.n, 'b')", True),
        ("startsWith(u, '')", None),
        ("endsWith(text, u)", None),
        ("toJSON(u)", True),
        ("fromJSON(toJSON(u))", None),
        ("format('{0}', u)", None),
        ("format('{0} ', u)", True),
        ("format('{0}{1}', u, text)", True),
        ("format(u)", None),
        ("join(mixed)", None),
        ("u.*", True),
        ("hashFiles('x')", None),
        ("case(u, 'a', 'b')", True),
        ("case(u, '', 0)", False),
        ("case(u, 'a', '')", None),
        ("case(false, 'a', u, '', yes, 0, 'never')", False),
        ("case(yes, u, 'x')", None),
        ("case(u, fromJSON(''), 'x')", None),
        ("u && fromJSON('')", None),
        ("success()", None),
        ("always()", True),
        ("failure() || always()", True),
    ],
)
def test_truth_where_something_is_unknown(text: str, expected: bool | None) -> None:
    assert truth(_parsed(text), CONTEXTS) is expected


def test_status_comes_from_the_caller() -> None:
    status: dict[str, Value] = {"success": False, "failure": True, "cancelled": SECRET}
    assert truth(_parsed("success()"), {}, status) is False
    assert truth(_parsed("FAILURE() && !success()"), {}, status) is True
    assert truth(_parsed("cancelled()"), {}, status) is None
    assert truth(_parsed("success('job')"), {}, status) is None


def test_unknown_carries_its_reason() -> None:
    assert evaluate(_parsed("u.a['b'] == 1"), CONTEXTS) == SECRET
    assert evaluate(_parsed("steps.x.outputs.y"), {}) == Unknown("the steps context is not known")
    assert evaluate(_parsed("github.ref"), CONTEXTS) == Unknown("not modeled")


def test_value_that_every_way_gives_is_known() -> None:
    assert evaluate(_parsed("(u && false) || 'x'"), CONTEXTS) == "x"
    assert evaluate(_parsed("case(u, 'a', 'a')"), CONTEXTS) == "a"


@pytest.mark.parametrize(
    "text",
    [
        "fromJSON('')",
        "fromJSON('{')",
        "fromJSON('NaN')",
        "format('{0}')",
        "format('{')",
        "case('true', 1, 2)",
        "fromJSON('') && u",
        "fromJSON(format('{0}', '" + "[" * 200 + "]" * 200 + "'))",
        "u == fromJSON('')",
    ],
)
def test_certain_error_is_raised(text: str) -> None:
    with pytest.raises(EvaluationError):
        evaluate(_parsed(text), CONTEXTS)


def test_memory_is_limited() -> None:
    tree = _parsed("format('{0}{0}{0}', x)")
    assert isinstance(evaluate(tree, {"x": "a" * 100_000}), str)
    with pytest.raises(EvaluationError, match="memory"):
        evaluate(tree, {"x": "a" * 200_000})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'a' == 'A'", True),
        ("'' == null", True),
        ("'0' == false", True),
        ("'true' == true", False),
        ("'x' != 1", True),
        ("'x' < 1", False),
        ("text && 'a' || 'b'", "a"),
        ("no && 'a' || 'b'", "b"),
        ("format('{0}', 12345678901234567)", "1.23456789012346E+16"),
        ("CLOSED.B.C", "d"),
        ("list == list", True),
        ("fromJSON('[]') == fromJSON('[]')", False),
    ],
)
def test_values_as_github_computes_them(text: str, expected: Value) -> None:
    assert evaluate(_parsed(text), CONTEXTS) == expected
