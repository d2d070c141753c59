"""Contracts from files, configuration and AsyncAPI: what is found, what is wrong with it, and which one holds."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from wflint.archive import read as read_archive
from wflint.archive import write
from wflint.config import Config, ConfigError, load, parsed
from wflint.facts.contracts import file_name, read
from wflint.facts.repository import read as read_facts
from wflint.graph import System
from wflint.link import joined, link
from wflint.plugins import load_rules
from wflint.soundness.contracts import strays, undocumented, violations
from wflint.soundness.declared import declared, declares, required
from wflint.sources import discover

RULES = load_rules()
SENDER = """
on: push
permissions: {contents: write}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=task:start -f "client_payload[n]=$GITHUB_SHA"
"""
LISTENER = """
on:
  repository_dispatch:
    types: [task:start, task:end]
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: echo "$N"
        env: {N: "${{ github.event.client_payload.n }}"}
      - if: github.event.action == 'task:end'
        run: echo "$STATUS"
        env: {STATUS: "${{ github.event.client_payload.status }}"}
"""
START = ".github/events/task%3Astart.schema.json"
END = ".github/events/task%3Aend.schema.json"
NUMBER = {"type": "object", "properties": {"n": {"type": "integer"}}, "additionalProperties": False}
ASYNCAPI = """
asyncapi: 3.1.0
info: {title: tasks, version: 1.0.0}
channels:
  start:
    address: task:start
    messages:
      start: {$ref: '#/components/messages/start'}
  end:
    address: task:end
    messages:
      one: {payload: {type: object, required: [n]}}
      other: {payload: {type: object, required: [status]}}
  unnamed: {address: null}
operations:
  send: {action: send, channel: {$ref: '#/channels/start'}}
  hear: {action: receive, channel: {$ref: '#/channels/end'}}
components:
  messages:
    start:
      payload: {$ref: '#/components/schemas/start'}
  schemas:
    start:
      type: object
      properties:
        n: {type: integer}
"""


def at(folder: Path, files: Mapping[str, Any]) -> str:
    """A repository with two workflows and these files."""
    workflows = {".github/workflows/s.yml": SENDER, ".github/workflows/l.yml": LISTENER}
    for name, content in {**workflows, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content, indent=1), encoding="utf-8")
    return str(folder)


def system(folder: Path, files: Mapping[str, Any]) -> System:
    repositories, _ = discover([at(folder, files)])
    settings = folder / ".github" / "wflint.yml"
    return link(repositories, load(settings, RULES) if settings.is_file() else Config())


def said(found: System) -> list[tuple[str, str]]:
    return [(each.type, each.breach.words) for each in violations(found)]


@pytest.mark.parametrize("event_type", ["task:start", "a b/c", "100%", "%3A", "völlig", "plain-name_1.0~x"])
def test_type_and_file_name_tell_each_other(tmp_path: Path, event_type: str) -> None:
    name = file_name(event_type)
    assert not set(name) & set(' :/\\*?"<>|')
    repositories, _ = discover([at(tmp_path, {f".github/events/{name}": NUMBER})])
    assert [each.type for each in read(repositories[0]).found] == [event_type]


def test_other_files_are_no_contracts(tmp_path: Path) -> None:
    found = system(tmp_path, {".github/events/push.json": "{}", ".github/events/deep/x.schema.json": NUMBER})
    assert (found.contracts, found.problems) == ((), ())


def test_file_is_checked_against_messages(tmp_path: Path) -> None:
    found = system(tmp_path, {START: NUMBER})
    assert said(found) == [("task:start", "`n` is sent as a string, and the contract wants an integer")]
    [violation] = violations(found)
    assert violation.breach.schema.path.endswith("task%3Astart.schema.json")
    assert violation.place.column > violation.site.span.column


@pytest.mark.parametrize(
    ("content", "words", "line"),
    [
        ('{\n "type": "object",\n "properties"\n}', "this isn't JSON", 4),
        ("type: object", "this isn't JSON", 1),
        ('{\n "type": "strnig"\n}', "this is no JSON Schema", 2),
        ('{\n "properties": {\n  "a": {"$ref": "#/$defs/b"}\n }\n}', "leads nowhere", 3),
        ("[1]", "a schema is an object", 1),
    ],
)
def test_broken_file_is_one_problem_and_the_rest_goes_on(tmp_path: Path, content: str, words: str, line: int) -> None:
    found = system(tmp_path, {START: content, END: NUMBER})
    [problem] = found.problems
    assert (problem.kind, problem.span.line) == ("contract", line)
    assert words in problem.message
    assert [each.type for each in found.contracts] == ["task:end"]


def test_reference_that_is_a_value_is_none(tmp_path: Path) -> None:
    found = system(tmp_path, {START: {"const": {"$ref": "#/nowhere"}}})
    assert found.problems == ()


def test_json_that_yaml_refuses_is_read_without_places(tmp_path: Path) -> None:
    found = system(tmp_path, {START: '{"description": "\\ud83d\\ude00", "properties": {"n": {"type": "integer"}}}'})
    assert found.problems == ()
    assert len(said(found)) == 1


def test_configuration_holds_contracts(tmp_path: Path) -> None:
    inline = "contracts:\n  task:start:\n    properties:\n      n: {type: integer}\n"
    found = system(tmp_path, {".github/wflint.yml": inline})
    assert len(said(found)) == 1
    [violation] = violations(found)
    assert (violation.breach.schema.line, violation.breach.schema.path.endswith("wflint.yml")) == (4, True)


def test_wrong_contract_in_the_configuration_stops_the_run() -> None:
    with pytest.raises(ConfigError, match="no JSON Schema"):
        parsed("wflint.yml", "contracts:\n  a: {type: strnig}\n", RULES)


def test_asyncapi_document_holds_contracts(tmp_path: Path) -> None:
    found = system(tmp_path, {".github/wflint.yml": "asyncapi: docs/events.yml\n", "docs/events.yml": ASYNCAPI})
    assert found.problems == ()
    assert [(each.type, len(each.schemas), each.sent) for each in found.contracts] == [
        ("task:start", 1, "here"),
        ("task:end", 2, ""),
    ]
    assert said(found) == [("task:start", "`n` is sent as a string, and the contract wants an integer")]
    [violation] = violations(found)
    assert violation.breach.schema.line == ASYNCAPI[: ASYNCAPI.index("n: {type: integer}")].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("asyncapi: 3.1.0", "asyncapi: 2.6.0", "only version 3 is"),
        ("asyncapi: 3.1.0", "openapi: 3.1.0", "no AsyncAPI document"),
        ("channels:\n", "channels: [\n", ""),
        ("'#/components/messages/start'", "'#/components/messages/strat'", "leads nowhere"),
        ("n: {type: integer}", "n: {type: number of}", "no JSON Schema"),
    ],
)
def test_broken_asyncapi_is_one_problem(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = ASYNCAPI.replace(old, new)
    found = system(tmp_path, {".github/wflint.yml": "asyncapi: docs/events.yml\n", "docs/events.yml": text})
    [problem] = found.problems
    assert (problem.kind, problem.span.path.endswith("docs/events.yml")) == ("contract", True)
    assert words in problem.message


def test_missing_asyncapi_document_is_a_problem(tmp_path: Path) -> None:
    found = system(tmp_path, {".github/wflint.yml": "asyncapi: docs/events.yml\n"})
    assert [each.message for each in found.problems] == ["there is no file `docs/events.yml`, which `asyncapi` names"]


def test_other_payload_formats_are_not_judged(tmp_path: Path) -> None:
    avro = ASYNCAPI.replace(
        "payload: {$ref: '#/components/schemas/start'}", "payload: {schemaFormat: application/vnd.apache.avro, schema: {}}"
    )
    found = system(tmp_path, {".github/wflint.yml": "asyncapi: docs/events.yml\n", "docs/events.yml": avro})
    assert (said(found), found.problems) == ([], ())


def test_one_contract_holds_for_a_type(tmp_path: Path) -> None:
    files = {
        START: NUMBER,
        ".github/events/task:start.schema.json": NUMBER,
        ".github/wflint.yml": "contracts: {task:start: true}\n",
    }
    found = system(tmp_path, files)
    assert [each.type for each in found.contracts] == ["task:start"]
    assert ["has a contract already" in each.message for each in found.problems] == [True, True]


def test_facts_carry_contracts(tmp_path: Path) -> None:
    files = {
        END: NUMBER,
        ".github/wflint.yml": "asyncapi: docs/events.yml\n",
        "docs/events.yml": ASYNCAPI.replace("task:end", "other"),
    }
    found = system(tmp_path, files)
    written = write([read_facts(found.repositories[0], "docs/events.yml")])
    again = joined(read_archive({"f.json": written}), found.config)
    assert said(again) == said(found) != []
    assert again.problems == ()
    assert [each.type for each in again.contracts] == [each.type for each in found.contracts]


ID = {
    "$id": "https://example.com/common",
    "$defs": {"id": {"type": "integer"}, "same": {"$ref": "#/$defs/id"}, "up": {"$ref": "deep/n.json"}},
}


@pytest.mark.parametrize(
    "reference", ["common.json#/$defs/id", "./common.json#/$defs/same", "common.json#/$defs/up", "deep/n.json#"]
)
def test_reference_to_a_file_of_the_repository_is_followed(tmp_path: Path, reference: str) -> None:
    events = ".github/events"
    files = {
        START: {"properties": {"n": {"$ref": reference}}},
        f"{events}/common.json": ID,
        f"{events}/deep/n.json": {"$ref": "../common.json#/$defs/same"},
    }
    found = system(tmp_path, files)
    assert found.problems == ()
    assert said(found) == [("task:start", "`n` is sent as a string, and the contract wants an integer")]
    [violation] = violations(found)
    assert violation.breach.schema.path.endswith("common.json")
    assert violation.breach.schema.path in found.sources
    written = write([read_facts(found.repositories[0])])
    assert said(joined(read_archive({"f.json": written}), Config())) == said(found)


@pytest.mark.parametrize(
    ("reference", "words", "name"),
    [
        ("missing.json#/a", "leads to no file", "task%3Astart.schema.json"),
        ("common.json#/$defs/none", "leads nowhere", "task%3Astart.schema.json"),
        ("../../../outside.json", "leads to no file", "task%3Astart.schema.json"),
        ("broken.json", "this isn't JSON", "broken.json"),
    ],
)
def test_reference_to_a_file_that_is_not_there_is_a_problem(tmp_path: Path, reference: str, words: str, name: str) -> None:
    files = {
        START: {"properties": {"n": {"$ref": reference}}},
        ".github/events/common.json": ID,
        ".github/events/deep/n.json": True,
    }
    found = system(tmp_path, {**files, ".github/events/broken.json": "{"})
    [problem] = found.problems
    assert (problem.kind, problem.span.path.rpartition("/")[2]) == ("contract", name)
    assert words in problem.message


def test_files_that_refer_to_each_other_are_read_once(tmp_path: Path) -> None:
    events = ".github/events"
    files = {
        START: {"properties": {"n": {"$ref": "a.json"}}},
        f"{events}/a.json": {"allOf": [{"$ref": "b.json"}, {"type": "integer"}]},
        f"{events}/b.json": {
            "not": {"allOf": [{"$ref": "a.json"}, {"type": "string"}]},
            "anyOf": [{"$ref": "task%3Astart.schema.json"}, True],
        },
    }
    found = system(tmp_path, files)
    assert (found.problems, len(said(found))) == ((), 1)


# -- readers --------------------------------------------------------------------------------------------------------------


def test_field_that_no_contract_at_that_place_allows(tmp_path: Path) -> None:
    status = {"properties": {"status": {}}, "additionalProperties": False}
    found = system(tmp_path, {START: status, END: status})
    assert [(each.name, each.forbidden, each.types) for each in strays(found)] == [("n", True, ("task:start", "task:end"))]


def test_field_that_one_of_the_types_has_may_be_read_for_all(tmp_path: Path) -> None:
    found = system(tmp_path, {START: {"additionalProperties": False}, END: {"properties": {"status": {}, "n": {}}}})
    assert list(strays(found)) == []


def test_type_without_a_contract_may_have_any_field(tmp_path: Path) -> None:
    assert list(strays(system(tmp_path, {START: {"additionalProperties": False}}))) == []


def test_field_that_is_only_undeclared(tmp_path: Path) -> None:
    found = system(tmp_path, {START: {"properties": {"m": {}}}, END: {"properties": {"status": {}}}})
    assert [(each.name, each.forbidden) for each in strays(found)] == [("n", False)]


@pytest.mark.parametrize("schema", [True, {"type": "object"}, {"required": ["status"]}])
def test_contract_that_names_no_field_says_nothing_of_readers(tmp_path: Path, schema: Any) -> None:
    assert list(strays(system(tmp_path, {START: schema, END: schema}))) == []


def test_payload_in_another_format_says_nothing_of_readers(tmp_path: Path) -> None:
    avro = ASYNCAPI.replace("{$ref: '#/components/schemas/start'}", "{schemaFormat: application/vnd.apache.avro, schema: {}}")
    found = system(tmp_path, {".github/wflint.yml": "asyncapi: docs/events.yml\n", "docs/events.yml": avro})
    assert list(strays(found)) == []


def test_types_without_a_contract_are_told_once(tmp_path: Path) -> None:
    assert list(undocumented(system(tmp_path, {}))) == []
    assert [each.type for each in undocumented(system(tmp_path, {START: NUMBER}))] == ["task:end"]


def test_what_a_contract_declares_is_found_through_references_and_branches(tmp_path: Path) -> None:
    schema = {
        "$ref": "#/$defs/base",
        "$defs": {"base": {"properties": {"id": {}}, "required": ["id"], "patternProperties": {"^x-": {}}}},
        "anyOf": [{"properties": {"a": {}}}, {"properties": {"b": {}}}],
        "unevaluatedProperties": False,
    }
    [contract] = system(tmp_path, {START: schema}).contracts
    assert [pair.key.text for pair in declared(contract)] == ["id", "a", "b"]
    assert required(contract) == {"id"}
    assert [declares(contract, name) for name in ("ID", "b", "x-y", "c")] == [True, True, None, False]
