"""The JSON report, against its published schema."""

from __future__ import annotations

import json
from dataclasses import fields
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

import pytest
from by_hand import finding, report, span
from jsonschema import Draft202012Validator

from wflint.config import Config
from wflint.finding import Edit, Finding, Fix, Label, Level
from wflint.pipeline import run
from wflint.plugins import load_rules
from wflint.problem import Kind, Problem
from wflint.report import json as json_report
from wflint.sources import discover
from wflint.span import whole_file

SCHEMA = json.loads(files("wflint.data").joinpath("report.schema.json").read_text(encoding="utf-8"))
EXAMPLES = Path(__file__).parents[2] / "examples"
NONE = {
    "repositories": 0,
    "workflows": 1,
    "jobs": 0,
    "listeners": 0,
    "dispatches_understood": 0,
    "dispatches_unresolved": 0,
    "targets_resolved": 0,
    "conditions": 0,
    "conditions_resolved": 0,
    "dispatches_seen": 0,
}


def complaints(content: object) -> list[str]:
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(content)]


def test_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_whole_report() -> None:
    found = finding(
        span("w.yml", 2, 3, 7, end_line=4),
        "nobody hears `开始`",
        advice="listen",
        related=(Label(span("x.yml", 1, 1, 2), "here"),),
        trace=(Label(span("w.yml", 2, 3, 7), "sent"),),
        suppressed="known",
        fixes=(Fix("send it", (Edit(span("w.yml", 2, 3, 3), "to somebody"),), safe=True),),
    )
    rendered = json_report.render(report((found,), {"w.yml": "on: push\n"}, (Problem("rule", "it failed", whole_file("")),)))
    assert "开始" in rendered
    assert rendered.endswith("}\n")
    content = json.loads(rendered)
    assert content == {
        "version": 1,
        "findings": [
            {
                "rule": "broken-promise",
                "level": "error",
                "message": "nobody hears `开始`",
                "help": "listen",
                "location": {"path": "w.yml", "line": 2, "column": 3, "end_line": 4, "end_column": 7},
                "related": [
                    {"message": "here", "location": {"path": "x.yml", "line": 1, "column": 1, "end_line": 1, "end_column": 2}}
                ],
                "trace": [
                    {"message": "sent", "location": {"path": "w.yml", "line": 2, "column": 3, "end_line": 2, "end_column": 7}}
                ],
                "fixes": [
                    {
                        "message": "send it",
                        "safe": True,
                        "edits": [
                            {
                                "location": {"path": "w.yml", "line": 2, "column": 3, "end_line": 2, "end_column": 3},
                                "text": "to somebody",
                            }
                        ],
                    }
                ],
                "fingerprint": "0123456789abcdef",
                "suppressed": "known",
            }
        ],
        "problems": [
            {
                "kind": "rule",
                "message": "it failed",
                "hint": None,
                "location": {"path": "", "line": 1, "column": 1, "end_line": 1, "end_column": 1},
            }
        ],
        "statistics": NONE,
    }
    assert complaints(content) == []


@pytest.mark.parametrize("name", ["task-system", "broken-task-system", "broken-event-log"])
def test_reports_on_the_examples_are_valid(name: str) -> None:
    repositories, _ = discover([str(EXAMPLES / name)])
    assert complaints(json.loads(json_report.render(run(repositories, Config(profile="strict"), load_rules())))) == []


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"version": 2}, id="version"),
        pytest.param({"findings": [{}]}, id="finding"),
        pytest.param({"more": 1}, id="unknown-key"),
    ],
)
def test_schema_refuses(change: dict[str, Any]) -> None:
    assert complaints({**json.loads(json_report.render(report())), **change}) != []


def test_schema_names_what_the_code_has() -> None:
    assert SCHEMA["$defs"]["finding"]["properties"]["level"]["enum"] == [level.word for level in Level]
    assert SCHEMA["$defs"]["problem"]["properties"]["kind"]["enum"] == list(get_args(Kind))
    names = {"location" if each.name == "span" else each.name for each in fields(Finding)}
    assert set(SCHEMA["$defs"]["finding"]["properties"]) == names
    assert set(SCHEMA["$defs"]["statistics"]["required"]) == set(json.loads(json_report.render(report()))["statistics"])
