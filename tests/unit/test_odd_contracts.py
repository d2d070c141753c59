"""Whatever stands in a contract or an AsyncAPI document, it is read or said to be wrong: nothing crashes."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wflint.config import Config
from wflint.contracting.agreed import event_types
from wflint.contracting.asyncapi import document
from wflint.link import link
from wflint.problem import Problem
from wflint.soundness.contracts import strays, violations
from wflint.sources import Repository, Source

WORKFLOW = """
on:
  repository_dispatch:
    types: [a]
permissions: {contents: write}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - env: {X: "${{ github.event.client_payload.x }}"}
        run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=a -f "client_payload[x]=$X" -F "client_payload[y][z]=1"
"""
_WORDS = st.sampled_from(
    [
        "type",
        "properties",
        "required",
        "enum",
        "const",
        "items",
        "pattern",
        "$ref",
        "$id",
        "$schema",
        "$defs",
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "if",
        "then",
        "else",
        "additionalProperties",
        "patternProperties",
        "propertyNames",
        "minProperties",
        "dependentRequired",
        "prefixItems",
        "minItems",
        "x-wflint",
        "sent-by",
        "unevaluatedProperties",
        "x",
        "y",
        "z",
        "object",
        "string",
        "integer",
        "#",
        "#/properties/x",
        "#/$defs/y",
        "#/allOf/0",
        "other.json",
        "http://[bad",
        "^x",
        "[",
        "\\p{L}",
        "true",
    ]
)
_LEAVES = st.none() | st.booleans() | st.integers(-2, 3) | st.floats(allow_nan=False) | _WORDS | st.text(max_size=3)
JSON = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS | st.text(max_size=2), inner, max_size=4)
)
SCHEMA = st.dictionaries(_WORDS, JSON, max_size=5) | JSON
NAMES = st.sampled_from(
    [
        "asyncapi",
        "channels",
        "operations",
        "components",
        "address",
        "messages",
        "payload",
        "schemaFormat",
        "schema",
        "action",
        "channel",
        "a",
    ]
)
POINTERS = st.sampled_from(
    ["#/channels/a", "#/components/a", "#/channels/a/messages/a", "#", "other", "#/operations/a", "3.1.0", "a", "send"]
)
PIECE = st.recursive(
    POINTERS | SCHEMA,
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(NAMES | st.just("$ref"), inner, max_size=4)
        | st.fixed_dictionaries({"$ref": POINTERS})
    ),
    max_leaves=12,
)


def looked_at(files: dict[str, str], config: Config) -> tuple[Problem, ...]:
    """Everything that is done with contracts, done with these files; what was wrong with them."""
    files = {".github/workflows/w.yml": WORKFLOW, **files}
    sources = {path: Source(path, path, path, text) for path, text in files.items()}
    repository = Repository(Path("/nowhere"), "", "", "octo/odd", (sources[".github/workflows/w.yml"],), files=sources)
    system = link((repository,), config)
    for each in violations(system):
        assert each.breach.words
    for stray in strays(system):
        assert stray.name
    assert event_types(system)
    json.dumps(document(system))
    return system.problems


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(SCHEMA)
def test_any_json_as_a_schema(content: Any) -> None:
    for problem in looked_at({".github/events/a.schema.json": json.dumps(content)}, Config()):
        assert problem.kind == "contract"


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.fixed_dictionaries(
        {"asyncapi": st.just("3.0.0"), "channels": st.dictionaries(NAMES, PIECE, max_size=3)},
        optional={"operations": PIECE, "components": PIECE},
    )
)
def test_any_json_as_an_asyncapi_document(content: Any) -> None:
    for problem in looked_at({"events.json": json.dumps(content)}, Config(asyncapi="events.json")):
        assert problem.kind == "contract"


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_any_text(content: str) -> None:
    looked_at({".github/events/a.schema.json": content, "events.yml": content}, Config(asyncapi="events.yml"))


@pytest.mark.parametrize(
    "inner",
    [
        {"$id": "http://[bad", "properties": {"z": {"$ref": "other.json"}}},
        {"$ref": "http://[bad"},
        {"$ref": "#nowhere"},
        {"$ref": "https://example.com/schema.json"},
        {"$dynamicRef": "#z"},
        {"pattern": "[", "patternProperties": {"[": {}}, "additionalProperties": False},
        {"$ref": "#/properties/y"},
    ],
)
def test_what_can_not_be_asked_says_nothing(inner: Any) -> None:
    assert looked_at({".github/events/a.schema.json": json.dumps({"properties": {"y": inner}})}, Config()) == ()


def test_schema_that_refers_to_itself() -> None:
    tree = {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}
    assert looked_at({".github/events/a.schema.json": json.dumps(tree)}, Config()) == ()
    ring = {"asyncapi": "3.0.0", "channels": {"a": {"$ref": "#/channels/b"}, "b": {"$ref": "#/channels/a"}}}
    assert looked_at({"events.json": json.dumps(ring)}, Config(asyncapi="events.json")) == ()
