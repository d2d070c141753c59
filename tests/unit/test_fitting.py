"""Symbolic values against schemas: what is surely wrong, what for some values, and what nobody can say."""

import json
from typing import Any

import pytest

from wflint.facts.contracts import Contract, checked
from wflint.soundness.fitting import Breach, breaches
from wflint.span import whole_file
from wflint.syntax.document import Document, parse
from wflint.values.condition import Opaque
from wflint.values.value import (
    Array,
    Choice,
    Const,
    Decoded,
    Fallback,
    Field,
    Object,
    OneOf,
    Reference,
    Sum,
    Text,
    Unknown,
    Value,
)

HOLE = Reference(("inputs", "x"))
TEXT = Text((Const("a-"), HOLE))


def contract(schema: Any) -> Contract:
    document = parse("t.schema.json", json.dumps(schema))
    assert isinstance(document, Document)
    made = checked("t", document.root, whole_file("t.schema.json"), None)
    assert isinstance(made, Contract)
    return made


def found(schema: Any, value: Value) -> list[tuple[str, bool]]:
    """What is wrong, as keyword, and whether it always is."""
    return [(each.keyword, each.always) for each in breaches(contract(schema), value)]


def payload(**members: Value) -> Object:
    return Object(tuple(Field(name, value) for name, value in members.items()))


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        ({"required": ["a"]}, payload(b=HOLE), ["required"]),
        ({"required": ["a"]}, payload(a=HOLE), []),
        ({"required": ["a"]}, Object((Field("b", HOLE),), "more at run time"), []),
        ({"additionalProperties": False}, payload(a=HOLE), ["additionalProperties"]),
        ({"additionalProperties": False}, Object((Field("a", HOLE),), "more at run time"), ["additionalProperties"]),
        ({"properties": {"a": True}, "additionalProperties": False}, payload(a=HOLE), []),
        ({"patternProperties": {"^x-": {"type": "integer"}}, "additionalProperties": False}, payload(**{"x-n": TEXT}), ["type"]),
        ({"additionalProperties": {"type": "integer"}}, payload(a=TEXT), ["type"]),
        ({"properties": {"a": {"type": "integer"}}}, payload(a=TEXT), ["type"]),
        ({"properties": {"a": {"type": "integer"}}}, payload(a=HOLE), []),
        ({"properties": {"a": {"type": ["integer", "string"]}}}, payload(a=TEXT), []),
        ({"properties": {"a": {"type": "integer"}}}, payload(a=Sum(HOLE, 1)), []),
        ({"properties": {"a": {"type": "boolean"}}}, payload(a=Sum(HOLE, 1)), ["type"]),
        ({"properties": {"a": {"type": "integer"}}}, payload(a=Decoded(HOLE)), []),
        ({"properties": {"a": {"type": "integer"}}}, payload(a=Const(3)), []),
        ({"properties": {"a": {"type": "integer"}}}, payload(a=Const("3")), ["type"]),
        ({"properties": {"a": {"type": "string"}}}, payload(a=Array((HOLE,))), ["type"]),
        ({"properties": {"a": {"enum": ["x", "y"]}}}, payload(a=TEXT), []),
        ({"properties": {"a": {"enum": [1, 2]}}}, payload(a=TEXT), ["enum"]),
        ({"properties": {"a": {"enum": ["x", "y"]}}}, payload(a=Const("z")), ["enum"]),
        ({"properties": {"a": {"const": 2}}}, payload(a=Const(2)), []),
        ({"properties": {"a": {"pattern": "^b"}}}, payload(a=TEXT), []),
        ({"properties": {"a": {"pattern": "^b"}}}, payload(a=Const("a")), ["pattern"]),
        ({"properties": {"a": {"pattern": "\\p{L}"}}}, payload(a=Const("a")), []),
        ({"properties": {"a": {"required": ["b"]}}}, payload(a=payload(c=HOLE)), ["required"]),
        ({"properties": {"a": {"items": {"type": "integer"}}}}, payload(a=Array((TEXT, HOLE))), ["type"]),
        ({"properties": {"a": {"minItems": 3}}}, payload(a=Array((TEXT, HOLE))), ["minItems"]),
        ({"properties": {"a": {"maxItems": 2}}}, payload(a=Array((TEXT, HOLE))), []),
        ({"minProperties": 2}, payload(a=HOLE), ["minProperties"]),
        ({"minProperties": 2}, Object((Field("a", HOLE),), "more"), []),
        ({"maxProperties": 0}, Object((Field("a", HOLE),), "more"), ["maxProperties"]),
        ({"dependentRequired": {"a": ["b"]}}, payload(a=HOLE), ["dependentRequired"]),
        ({"propertyNames": {"pattern": "^b"}}, payload(a=HOLE), ["pattern"]),
        ({"properties": {"a": False}}, payload(a=HOLE), ["false"]),
        ({"$ref": "#/$defs/p", "$defs": {"p": {"required": ["a"]}}}, payload(b=HOLE), ["required"]),
        ({"$ref": "other.json#/p"}, payload(b=HOLE), []),
        ({"$ref": "https://example.com/p"}, payload(b=Const("x")), []),
        ({"$ref": "#"}, payload(b=HOLE), []),
        ({"allOf": [{"required": ["a"]}, {"required": ["c"]}]}, payload(b=HOLE), ["required", "required"]),
        ({"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, payload(b=HOLE), []),
        ({"anyOf": [{"required": ["a"]}, {"required": ["c"]}]}, payload(b=HOLE), ["anyOf"]),
        ({"oneOf": [{"required": ["b"]}, {"type": "object"}]}, payload(b=HOLE), ["oneOf"]),
        ({"oneOf": [{"required": ["b"]}, {"properties": {"b": {"const": "x"}}}]}, payload(b=HOLE), []),
        ({"not": {"required": ["b"]}}, payload(b=HOLE), ["not"]),
        ({"not": {"properties": {"b": {"const": "x"}}}}, payload(b=HOLE), []),
        (
            {"if": {"required": ["b"]}, "then": {"required": ["c"]}, "else": {"required": ["d"]}},
            payload(b=HOLE),
            ["required"],
        ),
        ({"if": {"properties": {"b": {"const": "x"}}}, "then": {"required": ["c"]}}, payload(b=HOLE), []),
        ({"required": ["a"]}, Unknown("made elsewhere"), []),
        (False, payload(b=HOLE), ["false"]),
        (True, payload(b=HOLE), []),
    ],
)
def test_keyword(schema: Any, value: Value, expected: list[str]) -> None:
    assert found(schema, value) == [(keyword, True) for keyword in expected]


def test_what_is_quoted_is_a_string_whatever_it_looks_like() -> None:
    schema = {"properties": {"a": {"type": "integer"}}}
    for value in (HOLE, Sum(HOLE, 1), Const(3), Unknown("output of `curl`")):
        assert found(schema, Object((Field("a", value, quoted=True),))) == [("type", True)]
        assert found(schema, Object((Field("a", value),))) == []


def test_each_of_several_values_is_judged() -> None:
    schema = {"properties": {"a": {"enum": ["x", "y"]}}}
    assert found(schema, payload(a=OneOf((Const("x"), Const("z"))))) == [("enum", False)]
    assert found(schema, payload(a=OneOf((Const("w"), Const("z"))))) == [("enum", True), ("enum", True)]
    assert found(schema, payload(a=OneOf((Const("x"), Const("y"))))) == []


def likely(schema: Any, value: Value) -> list[bool]:
    return [each.likely for each in breaches(contract(schema), value)]


def test_default_and_unset_variable_may_never_be_sent() -> None:
    schema = {"properties": {"a": {"enum": ["x", "y"]}}}
    assert likely(schema, payload(a=Fallback(HOLE, Const("z")))) == [False]
    assert likely(schema, payload(a=Choice(Opaque("?"), Const("x"), Const("")))) == [False]
    assert likely(schema, payload(a=Choice(Opaque("?"), Const("x"), Const("z")))) == [True]


def test_payloads_of_two_branches_are_judged_each() -> None:
    schema = {"required": ["a"], "properties": {"a": {"type": "string"}}}
    value = Choice(Opaque("?"), payload(a=HOLE), payload(b=HOLE))
    assert found(schema, value) == [("required", False)]


def breach(schema: Any, value: Value) -> Breach:
    [only] = breaches(contract(schema), value)
    return only


def test_place_in_the_schema_is_behind_every_reference() -> None:
    text = """{
  "$ref": "#/$defs/p",
  "$defs": {
    "p": {"properties": {"a": {"$ref": "#/$defs/s"}}},
    "s": {
      "enum": [1]
    }
  }
}"""
    document = parse("t.schema.json", text)
    assert isinstance(document, Document)
    made = checked("t", document.root, whole_file("t.schema.json"), None)
    assert isinstance(made, Contract)
    for value in (Const(2), TEXT):
        [only] = breaches(made, payload(a=value))
        assert (only.schema.line, only.path) == (6, ("a",))


def test_words_say_what_is_sent_and_what_is_wanted() -> None:
    schema = {"properties": {"a": {"type": "integer"}, "b": {"enum": ["x", "y"]}}, "additionalProperties": False}
    assert breach(schema, payload(a=TEXT)).words == "`a` is sent as a string, and the contract wants an integer"
    assert breach(schema, payload(a=Const("3"))).words == '`a` is a string, `"3"`, and the contract wants an integer'
    assert breach(schema, payload(b=Const("z"))).words == '`b` is `"z"`, and the contract wants `"x"` or `"y"`'
    assert breach(schema, payload(c=Const("z"))).words == "`c` isn't in the contract, which allows no other fields"
    assert breach({"required": ["a"]}, payload()).words == "`a` isn't sent, and the contract requires it"


def test_draft_07_ignores_what_stands_beside_a_reference() -> None:
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "properties": {"a": {"$ref": "#/definitions/s", "type": "integer"}},
        "definitions": {"s": {"type": "string"}},
    }
    assert found(schema, payload(a=TEXT)) == []
    assert found({**schema, "$schema": ""}, payload(a=Const("x"))) == [("type", True)]
