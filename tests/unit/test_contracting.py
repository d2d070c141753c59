"""Drafts of contracts and AsyncAPI documents: what they say of a system that works, that system keeps."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from linked import linked

from wflint.cli import main
from wflint.config import Config
from wflint.contracting.agreed import event_types
from wflint.contracting.asyncapi import document
from wflint.contracting.draft import draft
from wflint.facts.contracts import file_name
from wflint.graph import System
from wflint.link import link
from wflint.schemas import SchemaDocument
from wflint.soundness.contracts import strays, undocumented, violations
from wflint.sources import discover
from wflint.syntax.document import Document, parse

ROOT = Path(__file__).parents[2]
SYSTEMS = [ROOT / "examples" / "task-system", *(each for each in sorted((ROOT / "tests" / "systems").iterdir()) if each.is_dir())]


def of(folder: Path, config: Config | None = None) -> System:
    repositories, _ = discover([str(folder)], {str(folder): "octo/tasks"})
    return link(repositories, config or Config())


def complaints(system: System) -> list[object]:
    found = [*violations(system), *(each for each in strays(system) if each.forbidden), *undocumented(system)]
    return [*found, *system.problems]


@pytest.mark.parametrize("folder", SYSTEMS, ids=lambda each: each.name)
def test_a_system_keeps_the_contracts_that_are_drafted_from_it(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "copy")
    shutil.rmtree(tmp_path / "copy" / ".github" / "events", ignore_errors=True)
    before = of(tmp_path / "copy")
    for event in event_types(before):
        path = tmp_path / "copy" / ".github" / "events" / file_name(event.name)
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(draft(before, event)), encoding="utf-8")
    after = of(tmp_path / "copy")
    assert len(after.contracts) == len(event_types(before)) > 0 or folder.name == "workflow-run-callbacks"
    assert complaints(after) == []
    assert all(each.sent == "here" for each in after.contracts)


@pytest.mark.parametrize("folder", SYSTEMS, ids=lambda each: each.name)
def test_an_exported_document_is_a_contract_that_the_system_keeps(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "copy")
    before = of(tmp_path / "copy")
    shutil.rmtree(tmp_path / "copy" / ".github" / "events", ignore_errors=True)
    (tmp_path / "copy" / "events.json").write_text(json.dumps(document(before)), encoding="utf-8")
    after = of(tmp_path / "copy", Config(asyncapi="events.json"))
    assert [each.type for each in after.contracts] == [each.name for each in event_types(before)]
    assert complaints(after) == []


def sender(fields: str, name: str = "sent") -> str:
    return f"""
on: push
permissions: {{contents: write}}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type={name} {fields}
"""


LISTENER = """
on:
  repository_dispatch:
    types: [sent, other]
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: echo "$A$B$C"
        env:
          A: ${{ github.event.client_payload.a }}
          B: ${{ github.event.client_payload.b }}
          C: ${{ github.event.client_payload.c }}
"""


def drafted(files: dict[str, str]) -> dict[str, Any]:
    system = linked(files)
    schema = draft(system, next(each for each in event_types(system) if each.name == "sent"))
    read = parse("draft", json.dumps(schema))
    assert isinstance(read, Document)
    assert list(SchemaDocument(read.root).faults(())) == []
    return schema


def test_what_every_message_carries_is_required() -> None:
    one, other = '-f "client_payload[a]=$GITHUB_SHA" -F "client_payload[n]=1"', '-f "client_payload[a]=x"'
    schema = drafted({"one.yml": sender(one), "two.yml": sender(other)})
    assert schema["required"] == ["a"]
    assert schema["properties"] == {"a": {"type": "string"}, "n": {"type": "integer"}}
    assert schema["additionalProperties"] is False
    assert schema["x-wflint"] == {"sent-by": ["one.yml", "two.yml"]}


def test_a_few_known_texts_are_listed() -> None:
    schema = drafted({f"{each}.yml": sender(f'-f "client_payload[a]={each}"') for each in ("yes", "no")})
    assert schema["properties"] == {"a": {"enum": ["no", "yes"]}}


def test_nested_objects_are_described() -> None:
    schema = drafted({"one.yml": sender('-f "client_payload[a][b]=$GITHUB_SHA" -f "client_payload[a][c][]=x"')})
    assert schema["properties"]["a"] == {
        "type": "object",
        "required": ["b", "c"],
        "properties": {"b": {"type": "string"}, "c": {"type": "array", "items": {"type": "string"}}},
        "additionalProperties": False,
    }


def test_a_payload_that_is_not_in_sight_leaves_the_contract_open() -> None:
    schema = drafted({"one.yml": sender('-f "client_payload[$NAME]=1" -f "client_payload[a]=x"')})
    assert (schema["properties"], "additionalProperties" in schema) == ({"a": {"type": "string"}}, False)


def test_fields_that_are_read_and_not_sent_are_told_unless_another_type_brings_them() -> None:
    files = {"one.yml": sender('-f "client_payload[a]=x"'), "two.yml": sender('-f "client_payload[c]=x"', "other")}
    assert drafted({**files, "l.yml": LISTENER})["properties"] == {
        "a": {"type": "string"},
        "b": {"description": "read by l.yml; nothing here sends it"},
    }


def test_references_are_moved_into_the_document(tmp_path: Path) -> None:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://example.com/tree",
        "properties": {"a": {"$ref": "#/$defs/tree"}, "b": {"$ref": "elsewhere.json"}},
        "$defs": {"tree": {"properties": {"left": {"$ref": "#/$defs/tree"}, "all": {"$ref": "#"}}}},
    }
    events = tmp_path / ".github" / "events"
    events.mkdir(parents=True)
    (events / "sent.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    workflows = tmp_path / ".github" / "workflows"
    workflows.mkdir()
    (workflows / "one.yml").write_text(sender("-f x=y"), encoding="utf-8")
    made = document(of(tmp_path))
    payload = made["components"]["messages"]["sent"]["payload"]
    assert not {"$schema", "$id"} & set(payload)
    assert payload["properties"] == {"a": {"$ref": "#/components/schemas/sent.defs.tree"}, "b": {}}
    tree = made["components"]["schemas"]["sent.defs.tree"]
    assert tree["properties"]["left"] == {"$ref": "#/components/schemas/sent.defs.tree"}
    assert tree["properties"]["all"] == {"$ref": "#/components/schemas/sent.payload"}


def test_what_stands_in_other_files_is_moved_as_well(tmp_path: Path) -> None:
    events = tmp_path / ".github" / "events"
    events.mkdir(parents=True)
    (events / "sent.schema.json").write_text('{"properties": {"a": {"$ref": "common.json#/$defs/a"}}}', encoding="utf-8")
    (events / "common.json").write_text('{"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"type": "string"}}}', encoding="utf-8")
    workflows = tmp_path / ".github" / "workflows"
    workflows.mkdir()
    (workflows / "one.yml").write_text(sender("-f x=y"), encoding="utf-8")
    made = document(of(tmp_path))
    assert list(made["components"]["messages"]["sent"]["payload"]) == ["properties"]
    schema = made["components"]["messages"]["sent"]["payload"]["properties"]["a"]
    for _ in range(2):
        schema = made["components"]["schemas"][schema["$ref"].removeprefix("#/components/schemas/")]
    assert schema == {"type": "string"}


def test_types_with_like_names_are_channels_of_their_own() -> None:
    made = document(linked({"one.yml": sender("", "a:b"), "two.yml": sender("", "a/b")}))
    assert {key: each["address"] for key, each in made["channels"].items()} == {"a-b": "a/b", "a-b-2": "a:b"}


# -- the command ------------------------------------------------------------------------------------------------------------


def test_write_drafts_what_is_missing_and_overwrites_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(ROOT / "examples" / "task-system", folder)
    shutil.rmtree(folder / ".github" / "events", ignore_errors=True)
    own = folder / ".github" / "events" / "task%3Astart.schema.json"
    own.parent.mkdir()
    own.write_text("{}", encoding="utf-8")
    broken = folder / ".github" / "events" / "agent%3Acomplete.schema.json"
    broken.write_text("{", encoding="utf-8")
    assert main(["contracts", "--write", str(folder)]) == 0
    assert (own.read_text(encoding="utf-8"), broken.read_text(encoding="utf-8")) == ("{}", "{")
    said = capsys.readouterr().out
    assert "agent%3Acomplete.schema.json: there already" in said
    assert "compile%3Acomplete.schema.json: a draft" in said
    assert "task%3Astart" not in said
    assert main(["contracts", str(folder)]) == 0
    assert "2 of 3 event types with a contract" in capsys.readouterr().out


def test_list_as_json_and_export(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(ROOT / "examples" / "task-system")
    assert main(["contracts", "--format", "json", folder]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [each["type"] for each in listed] == ["agent:complete", "compile:complete", "task:start"]
    assert main(["contracts", "--asyncapi", folder]) == 0
    assert json.loads(capsys.readouterr().out)["asyncapi"] == "3.1.0"
