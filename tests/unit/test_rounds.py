"""Rounds without end that only show when a task is played: which cap fails, where, and the story with the count at every hop."""

from __future__ import annotations

from pathlib import Path

import pytest
from linked import linked

from wflint.plugins import load_rules

SYSTEMS = Path(__file__).parents[1] / "systems"
EXAMPLE = Path(__file__).parents[2] / "examples" / "task-system"
RETRY = "$((RETRY_COUNT + 1))"
LEAPS = (
    "rises by 2 and is only asked for being another number than the bound, which it can jump over, so the loop through "
    "`workflow_dispatch` never ends"
)
UNCHANGED = "comes round unchanged, so the loop through `workflow_dispatch` never ends"

Replacement = tuple[str, str]


def broken(name: str, *replacements: Replacement) -> list[tuple[str, int, str, tuple[str, ...]]]:
    """What the two rules about loops say of an orchestrator with one thing changed: rule, line, message, the story."""
    root = EXAMPLE if name == "example" else SYSTEMS / name
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted((root / ".github/workflows").iterdir())}
    for old, new in replacements:
        assert old in texts["orchestrator.yml"]
        texts["orchestrator.yml"] = texts["orchestrator.yml"].replace(old, new, 1)
    system = linked(texts)
    return [
        (rule.name, hit.span.line, hit.message, tuple(label.text for label in hit.trace))
        for rule in load_rules()
        if rule.name in ("ineffective-cap", "unbounded-cycle")
        for hit in rule.hits(system, rule.options())
    ]


def line_of(name: str, piece: str) -> int:
    root = EXAMPLE if name == "example" else SYSTEMS / name
    lines = (root / ".github/workflows/orchestrator.yml").read_text(encoding="utf-8").splitlines()
    return next(index for index, line in enumerate(lines, 1) if piece in line)


@pytest.mark.parametrize("name", ["example", "bash", "workflow-run-callbacks", "reusable-executors"])
def test_caps_that_work(name: str) -> None:
    assert broken(name) == []


def test_one_retry_of_two_raises_the_count() -> None:
    ((rule, line, message, trace),) = broken("example", (RETRY, "$RETRY_COUNT"))
    assert (rule, line) == ("ineffective-cap", line_of("example", RETRY))
    assert message == f"`retry_count` {UNCHANGED}"
    assert [each.partition(" starts ")[0] for each in trace][-2:] == [
        "agent:complete (retry_count '0', state_run github.run_id of ai-agent.yml, status 'failure', task_id the task's id)",
        "workflow_dispatch (retry_count '0', state_run github.run_id of ai-agent.yml, task_id the task's id)",
    ]


def test_the_count_jumps_over_the_bound() -> None:
    ((rule, line, message, trace),) = broken("bash", ('"$retries" -lt', '"$retries" !='), ("retries + 1", "retries + 2"))
    assert (rule, line) == ("ineffective-cap", line_of("bash", '"$retries" -lt') + 1)
    assert message == f"`retry_count` {LEAPS}"
    assert [each for each in trace if "retry_count 2" in each or "retry_count '2'" in each]


def test_the_end_of_a_run_leads_round() -> None:
    ((rule, line, message, trace),) = broken("workflow-run-callbacks", ("$((retry_count + 1))", "$retry_count"))
    assert (rule, line) == ("unbounded-cycle", line_of("workflow-run-callbacks", "retry_count + 1"))
    assert message == "`render.yml` can come round to this dispatch for ever: no counter bounds the loop"
    assert trace[-2:] == (
        "workflow_dispatch (retry_count '0', scene task.inputs.scene, task_id the task's id) starts render.yml; "
        'step `make frames SCENE="$SCENE" HALF="$HALF"` fails; its end is heard',
        "workflow_run (conclusion 'failure', display_title '${{ the task's id }} ${{ task.inputs.scene }} 0', "
        "event 'workflow_dispatch', name 'Render') starts orchestrator.yml; it starts render.yml",
    )
