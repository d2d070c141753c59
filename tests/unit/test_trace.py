"""`wflint trace` on the command line: one story, run by run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from wflint.cli import main

EXAMPLES = Path(__file__).parents[2] / "examples"
SOUND, BROKEN = str(EXAMPLES / "task-system"), str(EXAMPLES / "broken-task-system")


def story(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    """The runs of a story that never forks, in their order."""
    assert main(["trace", *arguments, "--format", "json"]) == 0
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    found = [run]
    while starts := [each for sent in run["sends"] for each in sent["starts"]]:
        (run,) = starts
        found.append(run)
    return found


def told(runs: list[dict[str, Any]]) -> list[tuple[str, str, str | None]]:
    return [(run["event"], run["workflow"].rpartition("/")[2], run["fault"] and run["fault"]["kind"]) for run in runs]


def test_all_goes_well(capsys: pytest.CaptureFixture[str]) -> None:
    runs = story(capsys, "task-launcher.yml", SOUND)
    assert told(runs) == [
        ("workflow_dispatch", "task-launcher.yml", None),
        ("task:start", "orchestrator.yml", None),
        ("workflow_dispatch", "ai-agent.yml", None),
        ("agent:complete", "orchestrator.yml", None),
        ("workflow_dispatch", "local-build.yml", None),
        ("compile:complete", "orchestrator.yml", None),
    ]
    assert [run["payload"].get("task_id") for run in runs] == [None, *["the task's id"] * 5]
    assert (runs[-1]["end"], runs[-1]["lost"]) == ("it ends with something that can be seen", False)


def test_statuses_are_those_of_the_executors_in_their_order(capsys: pytest.CaptureFixture[str]) -> None:
    runs = story(capsys, "task:start", "--status", "failure", "--status", "timeout", "--status", "success", SOUND)
    assert told(runs) == [
        ("task:start", "orchestrator.yml", None),
        ("workflow_dispatch", "ai-agent.yml", "failure"),
        ("agent:complete", "orchestrator.yml", None),
        ("workflow_dispatch", "ai-agent.yml", "timeout"),
        ("agent:complete", "orchestrator.yml", None),
    ]
    assert [run["payload"].get("status") for run in runs] == [None, None, "'failure'", None, "'cancelled'"]
    assert [run["payload"]["retry_count"] for run in runs] == ["'0'", "'0'", "'0'", "'1'", "'1'"]
    assert (runs[-1]["end"], runs[-1]["lost"]) == ("it gives up, and ends red", False)


def test_the_last_status_holds_for_all_that_follow(capsys: pytest.CaptureFixture[str]) -> None:
    runs = story(capsys, "agent:complete", "--status", "failure", SOUND)
    assert [run["payload"]["retry_count"] for run in runs] == [f"'{count}'" for count in (0, 1, 1, 2, 2, 3, 3)]
    assert runs[-1]["end"] == "it gives up, and ends red"


def test_an_event_that_tells_of_an_end_carries_the_first_status(capsys: pytest.CaptureFixture[str]) -> None:
    (run,) = story(capsys, "compile:complete", SOUND)
    assert run["payload"]["status"] == "'success'"
    again, *_ = story(capsys, "compile:complete", "--status", "lost", SOUND)
    assert again["payload"]["status"] == "'lost'"


def test_a_lost_runner(capsys: pytest.CaptureFixture[str]) -> None:
    runs = story(capsys, "task:start", "--field", "step=build", "--status", "lost", "--status", "success", SOUND)
    assert told(runs)[:2] == [("task:start", "orchestrator.yml", None), ("workflow_dispatch", "local-build.yml", "lost")]
    assert runs[0]["payload"]["step"] == "'build'"


def test_a_task_that_is_lost(capsys: pytest.CaptureFixture[str]) -> None:
    runs = story(capsys, "agent:complete", "--status", "failure", BROKEN)
    assert (runs[-1]["end"], runs[-1]["lost"]) == ("`orchestrator.yml` does nothing with it that anyone can see", True)


def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", "compile:complete", "--field", "retry_count=2", SOUND]) == 0
    first, end = capsys.readouterr().out.splitlines()
    assert first == (
        "compile:complete (retry_count '2', state_run github.run_id of local-build.yml, status 'success', "
        "task_id the task's id) starts orchestrator.yml"
    )
    assert end.startswith("  ■ it ends with something that can be seen  ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["compile:complet"], "nothing here starts with `compile:complet`; did you mean `compile:complete`?"),
        (["task:start", "--field", "x"], "--field takes NAME=VALUE, not `x`"),
    ],
)
def test_wrong_use(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", *arguments, SOUND]) == 2
    assert capsys.readouterr().err == f"wflint: {words}\n"


def test_an_event_that_nobody_hears(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", "test:completed", BROKEN]) == 2
    assert capsys.readouterr().err.startswith("wflint: nobody hears `test:completed`, which is sent at ")
