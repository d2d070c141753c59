"""JSON in symbolic texts."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wflint.senders.json_text import Json, Problem, parse
from wflint.senders.places import members_of
from wflint.senders.script import Script
from wflint.span import Span
from wflint.values.condition import ALWAYS, Opaque
from wflint.values.value import (
    Array,
    Choice,
    Const,
    Decoded,
    Encoded,
    Fallback,
    Field,
    Fresh,
    Object,
    OneOf,
    Reference,
    Sum,
    Text,
    Unknown,
    Value,
)

ID = Reference(("inputs", "id"))
RAIN = Opaque("it rains")


def text(*parts: str | Value) -> Value:
    return Text(tuple(Const(each) if isinstance(each, str) else each for each in parts))


def fields(open_: str | None = None, /, **members: Value) -> Object:
    return Object(tuple(Field(name, value) for name, value in members.items()), open_)


VALUES = [
    pytest.param(
        Const(' {"a": "x", "b": [1, -2.5e1, true, null], "c": {}} '),
        fields(a=Const("x"), b=Array((Const(1), Const(-25.0), Const(True), Const(None))), c=fields()),
        id="plain",
    ),
    pytest.param(Const(r'{"a": "\"\\\/\n\u00e9"}'), fields(a=Const('"\\/\né')), id="escapes"),
    pytest.param(text('{"a": "', ID, '"}'), fields(a=ID), id="hole-in-quotes"),
    pytest.param(text('{"a": "x-', ID, '-y"}'), fields(a=text("x-", ID, "-y")), id="hole-inside-a-string"),
    pytest.param(text('{"a": ', ID, "}"), fields(a=Decoded(ID)), id="hole-as-a-value"),
    pytest.param(text('{"a": ', Encoded(ID), "}"), fields(a=ID), id="encoded-hole"),
    pytest.param(text('{"a": ', Encoded(fields(b=ID)), "}"), fields(a=fields(b=ID)), id="encoded-object"),
    pytest.param(text('{"a": ', Sum(ID, 1), ', "b": ', Fresh("date"), "}"), fields(a=Sum(ID, 1), b=Fresh("date")), id="numbers"),
    pytest.param(
        text('{"a": ', Choice(RAIN, Const("true"), Const("7")), "}"), fields(a=Choice(RAIN, Const(True), Const(7))), id="choice"
    ),
    pytest.param(text('{"a": ', OneOf((Const("1"), Const("2"))), "}"), fields(a=OneOf((Const(1), Const(2)))), id="one-of"),
    pytest.param(text('{"a": ', Fallback(ID, Const("0")), "}"), fields(a=Decoded(Fallback(ID, Const("0")))), id="fallback"),
    pytest.param(text('{"a": 1', ID, "}"), fields(a=Decoded(text("1", ID))), id="digits-and-hole"),
    pytest.param(text('{"a": ', Unknown("x"), "}"), fields(a=Unknown("x")), id="unknown-value"),
    pytest.param(text('{"a": 1, ', Unknown("x"), "}"), fields("x", a=Const(1)), id="unknown-members"),
    pytest.param(
        text('{"a": 1', Choice(RAIN, Const(', "b": 2'), Const("")), "}"),
        Choice(RAIN, fields(a=Const(1), b=Const(2)), fields(a=Const(1))),
        id="member-on-a-condition",
    ),
    pytest.param(
        text('{"p": ', Choice(RAIN, Const('{"a": 1, "b": 2'), Const('{"a": 1')), "}}"),
        fields(p=Choice(RAIN, fields(a=Const(1), b=Const(2)), fields(a=Const(1)))),
        id="a-beginning-on-conditions",
    ),
    pytest.param(
        Choice(RAIN, Const('{"a": 1}'), Const('{"a": 2}')), fields(a=Choice(RAIN, Const(1), Const(2))), id="choice-of-texts"
    ),
    pytest.param(text('{"', ID, '": 1}'), fields("a member whose name is made at run time"), id="unknown-name"),
    pytest.param(Encoded(ID), ID, id="encoded"),
    pytest.param(ID, Decoded(ID), id="reference"),
    pytest.param(Unknown("x"), Unknown("x"), id="unknown"),
]


@pytest.mark.parametrize(("value", "expected"), VALUES)
def test_values(value: Value, expected: Value) -> None:
    assert parse(value) == Json(expected)


PROBLEMS = [
    pytest.param(Const(""), "the text is empty, which isn't JSON", id="empty"),
    pytest.param(Const('{"a": 1,}'), "the body isn't JSON: a name in double quotes is due at `}`", id="trailing-comma"),
    pytest.param(Const("{'a': 1}"), "the body isn't JSON: a name in double quotes is due at `'a': 1}`", id="single-quotes"),
    pytest.param(Const('{"a" 1}'), "the body isn't JSON: `:` is due at `1}`", id="no-colon"),
    pytest.param(Const('{"a": x}'), "the body isn't JSON: a value is due at `x}`", id="bare-word"),
    pytest.param(Const('{"a": 1'), "the body isn't JSON: `,` or `}` is due at its end", id="broken-off"),
    pytest.param(Const('{"a": "x'), "the body isn't JSON: a string isn't closed at its end", id="open-string"),
    pytest.param(Const('{"a": "x\ny"}'), "the body isn't JSON: a line break inside a string", id="line-break"),
    pytest.param(Const('{"a": 01}'), "the body isn't JSON: a value is due at `01}`", id="leading-zero"),
    pytest.param(Const('{"a": 1} x'), "the body isn't JSON: nothing may follow the JSON text at `x`", id="more-behind"),
    pytest.param(
        text('{"a": v', ID, "}"), "the body isn't JSON: text without quotes where a value is due at `v`", id="word-and-hole"
    ),
    pytest.param(
        text('{"a": ', Reference(("github", "sha")), "}"),
        "the body isn't JSON: `github.sha` is text, and stands there without quotes",
        id="name-of-a-commit",
    ),
    pytest.param(
        text('{"a": [', Reference(("github", "event", "pull_request", "head", "sha")), "]}"),
        "the body isn't JSON: `github.event.pull_request.head.sha` is text, and stands there without quotes",
        id="name-of-a-commit-of-an-event",
    ),
]


@pytest.mark.parametrize(
    "path",
    [
        ("github", "run_id"),
        ("github", "ref_name"),
        ("github", "event", "client_payload", "sha"),
        ("github", "event", "issue", "number"),
        ("inputs", "sha"),
    ],
)
def test_what_may_be_json_without_quotes(path: tuple[str, ...]) -> None:
    assert parse(text('{"a": ', Reference(path), "}")).problems == ()
    assert parse(text('{"a": "', Reference(("github", "sha")), '"}')).problems == ()


@pytest.mark.parametrize(("value", "message"), PROBLEMS)
def test_what_cant_be_json(value: Value, message: str) -> None:
    assert parse(value) == Json(Unknown("the text isn't JSON"), (Problem("invalid-payload", message),))


def test_place_of_a_problem() -> None:
    [problem] = parse(Const('{"a": x}', 10)).problems
    assert problem.offset == 16


def test_json_inside_quotes_is_encoded_twice() -> None:
    found = parse(text('{"a": "', Encoded(fields(b=ID)), '"}'))
    message = "JSON text is put inside quotes; the reader gets a string or broken JSON, not the object"
    assert [(each.rule, each.message) for each in found.problems] == [("double-encoded-payload", message)]


def test_places_of_members() -> None:
    source = 'x "{\\"a\\": \\"$A\\",\n  \\"b\\": {\\"c\\": 1}}"'
    body = Const('{"a": "7",\n  "b": {"c": 1}}', 3)
    script = Script(source, lambda start, end: Span("s", 1, start + 1, 1, end + 1))
    value = parse(body, members_of(script)).value
    assert isinstance(value, Object)
    found = [script.source[each.span.column - 1 : each.span.end_column - 1] for each in value.fields if each.span]
    assert found == ['"a\\": \\"$A\\"', '"b\\": {\\"c\\": 1}']


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(min_size=1, max_size=5), inner, max_size=3),
    max_leaves=10,
)


def plain(value: Value) -> object:
    match value:
        case Object(members):
            return {each.name: plain(each.value) for each in members}
        case Array(items):
            return [plain(each) for each in items]
        case Const(content):
            return content
        case _:
            raise AssertionError(value)


@given(JSON)
def test_reads_whatever_json_writes(value: object) -> None:
    for ascii_ in (True, False):
        found = parse(Const(json.dumps(value, ensure_ascii=ascii_)))
        if "\\ud" not in json.dumps(value):
            assert found.problems == ()
            assert plain(found.value) == value


@given(
    st.lists(
        st.one_of(st.sampled_from('{}[]",: 1atrue\\\n'), st.just(ID), st.just(Encoded(ID)), st.just(Unknown("x"))), max_size=30
    )
)
def test_never_raises(parts: list[str | Value]) -> None:
    found = parse(text(*parts))
    assert isinstance(found, Json)


def test_deep_nesting_is_refused() -> None:
    found = parse(Const("[" * 5000))
    assert [each.rule for each in found.problems] == ["invalid-payload"]


def test_a_member_knows_what_was_put_between_its_quotes() -> None:
    title, count = Reference(("inputs", "title")), Reference(("inputs", "count"))
    inner = (Const('{"a": {"title": "x '), title, Const('", "plain": "x"}, "n": '), count, Const(', "id": "'), Fresh("uuidgen"))
    found = parse(Text((*inner, Const('", "list": ["'), title, Const('"]}')))).value
    assert isinstance(found, Object)
    assert [(each.name, each.pasted) for each in found.fields] == [("a", False), ("n", False), ("id", False), ("list", True)]
    nested = found.fields[0].value
    assert isinstance(nested, Object)
    assert [(each.name, each.pasted) for each in nested.fields] == [("title", True), ("plain", False)]


def test_one_branch_is_enough() -> None:
    one, other = Text((Const('{"a": "'), Reference(("inputs", "title")), Const('"}'))), Const('{"a": "x"}')
    found = parse(Choice(ALWAYS, one, other)).value
    assert isinstance(found, Object)
    assert found.fields[0].pasted
