"""The SARIF report, against the standard's schema and GitHub's demands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from by_hand import finding, report, rule, source, span
from jsonschema import Draft202012Validator

from wflint import __version__
from wflint.config import Config
from wflint.finding import Edit, Fix, Label, Level
from wflint.pipeline import Report, run
from wflint.plugins import load_rules
from wflint.problem import Problem
from wflint.report import sarif
from wflint.report.fingerprint import line_hashes
from wflint.sources import discover
from wflint.span import whole_file

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "tests" / "oracles" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)


def rendered(made: Report) -> dict[str, Any]:
    """The one run of a valid report."""
    content = json.loads(sarif.render(made))
    assert [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(content)] == []
    assert set(content) == {"$schema", "version", "runs"}
    [one] = content["runs"]
    assert isinstance(one, dict)
    return one


def location(uri: str, line: int, column: int, end: int) -> dict[str, Any]:
    region = {"startLine": line, "startColumn": column, "endLine": line, "endColumn": end}
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}


LAUNCHER = source("launcher.yml", "on: push\n# start\n- send\n", "my flows/")
HUB = source("hub.yml", "on:\n  push:\n", "my flows/")


def test_whole_result() -> None:
    found = finding(
        span("launcher.yml", 3, 3, 7),
        "no workflow hears `payload[id]`",
        advice="listen for `a[b](1)`",
        related=(Label(span("hub.yml", 2, 3, 7), "the [nearest]"), Label(span("launcher.yml", 1, 1, 3), "started here")),
        trace=(Label(span("launcher.yml", 3, 3, 7), "it sends"), Label(span("hub.yml", 2, 3, 7), "it hears")),
    )
    [result] = rendered(report((found,), (LAUNCHER, HUB)))["results"]
    assert result == {
        "ruleId": "broken-promise",
        "ruleIndex": 0,
        "level": "error",
        "message": {
            "text": r"No workflow hears `payload\[id\]`; [the \[nearest\]](1); [started here](2). Listen for `a\[b\](1)`."
        },
        "locations": [location("my%20flows/launcher.yml", 3, 3, 7)],
        "partialFingerprints": {
            "primaryLocationLineHash": line_hashes(LAUNCHER.text)[3],
            "wflint/v1": "0123456789abcdef",
        },
        "relatedLocations": [
            {"id": 1, **location("my%20flows/hub.yml", 2, 3, 7), "message": {"text": "the [nearest]"}},
            {"id": 2, **location("my%20flows/launcher.yml", 1, 1, 3), "message": {"text": "started here"}},
        ],
        "codeFlows": [
            {
                "threadFlows": [
                    {
                        "locations": [
                            {"location": {**location("my%20flows/launcher.yml", 3, 3, 7), "message": {"text": "it sends"}}},
                            {"location": {**location("my%20flows/hub.yml", 2, 3, 7), "message": {"text": "it hears"}}},
                        ]
                    }
                ]
            }
        ],
    }


def test_fixes_are_changes_of_files() -> None:
    edits = (
        Edit(span("launcher.yml", 3, 3, 7), "tell"),
        Edit(span("hub.yml", 2, 3, 3), "pull_"),
        Edit(span("launcher.yml", 1, 1, 1, end_line=2), ""),
    )
    found = finding(span("launcher.yml", 3, 3, 7), fixes=(Fix("tell it", edits),))
    [result] = rendered(report((found,), (LAUNCHER, HUB)))["results"]

    def replacement(line: int, column: int, end_line: int, end: int, text: str) -> dict[str, Any]:
        region = {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end}
        return {"deletedRegion": region, "insertedContent": {"text": text}}

    assert result["fixes"] == [
        {
            "description": {"text": "Tell it"},
            "artifactChanges": [
                {
                    "artifactLocation": {"uri": "my%20flows/launcher.yml"},
                    "replacements": [replacement(3, 3, 3, 7, "tell"), replacement(1, 1, 2, 1, "")],
                },
                {"artifactLocation": {"uri": "my%20flows/hub.yml"}, "replacements": [replacement(2, 3, 2, 3, "pull_")]},
            ],
        }
    ]


def test_run_names_every_rule_that_ran_and_the_category() -> None:
    rules = (rule(), rule("late-promise", Level.NOTE))
    made = rendered(report(rules=rules))
    assert made["results"] == []
    assert made["automationDetails"] == {"id": "wflint/"}
    assert made["columnKind"] == "unicodeCodePoints"
    driver = made["tool"]["driver"]
    assert (driver["name"], driver["semanticVersion"]) == ("wflint", __version__)
    assert [each["id"] for each in driver["rules"]] == ["broken-promise", "late-promise"]
    assert driver["rules"][1] == {
        "id": "late-promise",
        "name": "LatePromise",
        "shortDescription": {"text": "fault called late-promise"},
        "fullDescription": {"text": "A promise that isn't kept."},
        "help": {"text": "Somebody waits for it.", "markdown": rules[1].page.strip()},
        "defaultConfiguration": {"level": "note"},
        "properties": {"tags": ["github-actions", "promises"], "precision": "medium", "problem.severity": "recommendation"},
    }


def test_suppressed_findings_are_left_out() -> None:
    assert rendered(report((finding(span("w.yml", 1, 1, 2), suppressed="known"),)))["results"] == []


def test_region_is_on_one_line_so_that_a_pull_request_shows_it() -> None:
    found = finding(span("hub.yml", 1, 1, 8, end_line=2))
    [result] = rendered(report((found,), (HUB,)))["results"]
    assert result["locations"] == [location("my%20flows/hub.yml", 1, 1, 4)]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        pytest.param("a b.yml", "a%20b.yml", id="blank"),
        pytest.param("发.yml", "%E5%8F%91.yml", id="outside-ascii"),
        pytest.param("a#b?c%.yml", "a%23b%3Fc%25.yml", id="reserved"),
        pytest.param("a\udcff.yml", "a%FF.yml", id="name-that-is-not-utf-8"),
    ],
)
def test_paths_are_uris(path: str, uri: str) -> None:
    [result] = rendered(report((finding(span(path, 1, 1, 1)),)))["results"]
    assert result["locations"] == [location(uri, 1, 1, 2)]
    assert result["partialFingerprints"] == {"wflint/v1": "0123456789abcdef"}


def test_what_kept_wflint_from_looking_is_said() -> None:
    problems = (
        Problem("rule", "rule `x` failed", whole_file(""), "please report this"),
        Problem("unreadable", "not UTF-8", whole_file("hub.yml")),
    )
    assert rendered(report(files=(HUB,), problems=problems))["invocations"] == [
        {
            "executionSuccessful": False,
            "toolExecutionNotifications": [
                {"level": "error", "message": {"text": "Rule `x` failed; please report this."}},
                {"level": "warning", "message": {"text": "Not UTF-8."}, "locations": [location("my%20flows/hub.yml", 1, 1, 2)]},
            ],
        }
    ]
    assert rendered(report())["invocations"] == [{"executionSuccessful": True}]


@pytest.mark.parametrize("name", ["task-system", "broken-task-system", "broken-event-log"])
def test_reports_on_the_examples_keep_githubs_demands(name: str) -> None:
    repositories, _ = discover([str(ROOT / "examples" / name)])
    made = rendered(run(repositories, Config(profile="strict"), load_rules()))
    rules = made["tool"]["driver"]["rules"]
    assert len({each["id"] for each in rules}) == len(rules)
    for each in rules:
        for key in ("shortDescription", "fullDescription"):
            assert 0 < len(each[key]["text"]) <= 1024
        assert each["help"]["text"]
        assert len(each["name"]) <= 255
        assert len(each["properties"]["tags"]) <= 10
        assert "security-severity" not in each["properties"]
    for result in made["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        [place] = result["locations"]
        uri = place["physicalLocation"]["artifactLocation"]["uri"]
        assert uri.endswith((".yml", ".yaml"))
        assert not uri.startswith((".", "/", "file:"))
        region = place["physicalLocation"]["region"]
        assert region["startLine"] == region["endLine"]
        assert region["startColumn"] < region["endColumn"]
        assert set(result["partialFingerprints"]) == {"primaryLocationLineHash", "wflint/v1"}
    assert bool(made["results"]) == name.startswith("broken")
