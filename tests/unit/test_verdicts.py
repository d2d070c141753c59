"""What is proved of clean systems, and the story that is told when one line of them is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from linked import linked

from wflint.soundness.telling import told
from wflint.soundness.verdicts import Answer, Proof, Property, Story, proofs

SYSTEMS = Path(__file__).parents[1] / "systems"
EXAMPLE = Path(__file__).parents[2] / "examples" / "task-system"
HOLDS: dict[Property, tuple[Answer, int]] = {
    "P1": ("proved", 4),
    "P2": ("proved", 4),
    "P3": ("proved", 4),
    "P4": ("proved", 4),
    "P5": ("proved", 4),
    "P6": ("proved", 4),
}


def files(name: str) -> dict[str, str]:
    root = EXAMPLE if name == "example" else SYSTEMS / name
    return {path.name: path.read_text(encoding="utf-8") for path in sorted((root / ".github/workflows").iterdir())}


def proof(texts: dict[str, str], level: int = 4) -> Proof:
    (only,) = proofs(linked(texts), level)
    return only


def answers(of: Proof) -> dict[Property, tuple[Answer, int]]:
    return {each.property: (each.answer, each.level) for each in of.verdicts}


def stories(of: Proof, name: Property) -> tuple[Story, ...]:
    return next(each.stories for each in of.verdicts if each.property == name)


@pytest.mark.parametrize(
    ("name", "states", "longest"),
    [
        ("example", 38, 18),
        ("actions", 14, 8),
        ("bash", 34, 18),
        ("github-script", 26, 14),
        ("matrix-executors", 26, 10),
        ("powershell", 42, 14),
        ("workflow-run-callbacks", 34, 18),
    ],
)
def test_clean_systems_hold_when_a_runner_is_lost(name: str, states: int, longest: int) -> None:
    found = proof(files(name))
    assert answers(found) == HOLDS
    assert [each.reasons for each in found.verdicts] == [()] * 6
    assert (found.states, found.longest, found.runs, found.problem) == (states, longest, longest, None)


def test_nothing_inside_survives_a_killed_run() -> None:
    assert answers(proof(files("bash"), 6)) == {
        **dict.fromkeys(HOLDS, ("proved", 6)),
        "P1": ("refuted", 5),
        "P2": ("refuted", 5),
    }


def test_the_end_of_a_run_is_told_even_if_the_run_is_killed() -> None:
    assert answers(proof(files("workflow-run-callbacks"), 6)) == dict.fromkeys(HOLDS, ("proved", 6))


ORCHESTRATOR = "orchestrator.yml"
UNTOLD: list[tuple[str, str, str, str, dict[Property, tuple[Answer, int]]]] = [
    ("no-count-in-the-title", "render.yml", " ${{ inputs.retry_count }}\n", "\n", {"P4": ("not proved", 4)}),
    (
        "no-id-in-the-title",
        "render.yml",
        "run-name: ${{ inputs.task_id }} ",
        "run-name: ",
        {"P3": ("not proved", 4), "P4": ("not proved", 4)},
    ),
    ("never-raised", ORCHESTRATOR, "$((retry_count + 1))", "$retry_count", {"P4": ("refuted", 1)}),
    ("failure-without-a-route", ORCHESTRATOR, "Render/failure | Encode/failure)", "Render/failure)", {}),
    ("cancellation-without-a-word", ORCHESTRATOR, 'say "$END"\n              exit 1', "true", {"P1": ("refuted", 2)}),
    ("started-quietly", ORCHESTRATOR, "secrets.TASKS_TOKEN", "github.token", {"P2": ("refuted", 1)}),
]


@pytest.mark.parametrize(("file", "old", "new", "expected"), [pytest.param(*row[1:], id=row[0]) for row in UNTOLD])
def test_one_wrong_line_where_the_end_of_a_run_is_the_callback(
    file: str, old: str, new: str, expected: dict[Property, tuple[Answer, int]]
) -> None:
    texts = files("workflow-run-callbacks")
    assert old in texts[file]
    found = answers(proof({**texts, file: texts[file].replace(old, new)}))
    assert {name: answer for name, answer in found.items() if answer[0] != "proved" and name != "P5"} == expected


SEND = 'gh workflow run agent.yml -f task_id="$TASK_ID" -f issue="$ISSUE" -f retry_count="$(('
BROKEN: list[tuple[str, str, str, str, dict[Property, int]]] = [
    ("callback-after-success-only", "build.yml", "if: ${{ always() }}", "if: success()", {"P1": 1, "P2": 1}),
    ("callback-unless-cancelled", "build.yml", "always()", "!cancelled()", {"P1": 3, "P2": 3}),
    ("id-dropped", "build.yml", '-f "client_payload[task_id]=$TASK_ID" \\', "\\", {"P3": 1}),
    ("id-replaced", "orchestrator.yml", SEND, SEND.replace("$TASK_ID", "$GITHUB_RUN_ID"), {"P3": 1}),
    ("never-raised", "orchestrator.yml", "$((retries + 1))", "$retries", {"P4": 1}),
    ("reset", "build.yml", "[retry_count]=$RETRY_COUNT", "[retry_count]=0", {"P4": 1}),
    ("never-tested", "orchestrator.yml", '[ "$retries" -lt "$MAX_RETRIES" ]', "true", {"P4": 1}),
    ("misspelt", "build.yml", "event_type=build:complete", "event_type=build:completed", {"P1": 1, "P6": 1}),
    ("another-word", "orchestrator.yml", "agent:complete/success)", "agent:complete/done)", {"P5": 1}),
    ("route-gone", "orchestrator.yml", "agent:complete/failure | build:complete/failure)", "build:complete/failure)", {}),
]


@pytest.mark.parametrize(("file", "old", "new", "expected"), [pytest.param(*row[1:], id=row[0]) for row in BROKEN])
def test_one_wrong_line(file: str, old: str, new: str, expected: dict[Property, int]) -> None:
    """What is broken in one place leaves routes without a story elsewhere, so that P5 is looked at only where it is meant."""
    texts = files("bash")
    assert old in texts[file]
    refuted = {
        each.property: each.level for each in proof({**texts, file: texts[file].replace(old, new)}).verdicts if each.stories
    }
    assert {name: level for name, level in refuted.items() if name != "P5" or "P5" in expected} == expected


def lines(story: Story) -> Iterator[str]:
    yield from map(told, story.hops)
    if story.round:
        yield "--"
        yield from map(told, story.round)


def test_the_story_of_a_loop() -> None:
    texts = files("bash")
    texts["orchestrator.yml"] = texts["orchestrator.yml"].replace("$((retries + 1))", "$retries")
    (story,) = stories(proof(texts), "P4")
    assert story.is_certain
    assert list(lines(story)) == [
        "workflow_dispatch starts launcher.yml; it sends task:start",
        "task:start (retry_count '0', task_id the task's id) starts orchestrator.yml; it starts agent.yml",
        "--",
        "workflow_dispatch (retry_count '0', task_id the task's id) starts agent.yml; "
        "step `Write` fails; it sends agent:complete",
        "agent:complete (retry_count '0', status 'failure', task_id the task's id) starts orchestrator.yml; it starts agent.yml",
    ]


def test_the_story_of_a_lost_task() -> None:
    texts = files("bash")
    texts["build.yml"] = texts["build.yml"].replace("if: ${{ always() }}", "if: success()")
    (story,) = stories(proof(texts), "P1")
    assert (story.place.path, story.why) == (".github/workflows/build.yml", "`build.yml` ends without a word")
    assert list(lines(story))[-2:] == [
        "agent:complete (retry_count '0', status 'success', task_id the task's id) starts orchestrator.yml; it starts build.yml",
        "workflow_dispatch (retry_count '0', task_id the task's id) starts build.yml; step `Build` fails; nothing follows",
    ]


START = """on: {workflow_dispatch: {inputs: {part: {}}}}
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}", PART: "${{ inputs.part }}"}
jobs:
  start:
    runs-on: ubuntu-latest
    steps:
      - run: gh workflow run build.yml %s
"""
BUILD = "on: {workflow_dispatch: {inputs: {part: {required: true}}}}\njobs: {b: {runs-on: ubuntu-latest, steps: [{run: make}]}}\n"


def test_what_nothing_has_to_keep_is_proved_with_a_word_on_that() -> None:
    found = proof({"start.yml": START % '-f part="$PART"', "build.yml": BUILD})
    assert answers(found) == HOLDS
    said = {each.property: each.reasons for each in found.verdicts if each.reasons}
    assert said == {
        "P2": ("no run here is expected to report its end",),
        "P3": ("no correlation id travels with these messages",),
    }


@pytest.mark.parametrize(
    ("inputs", "why"),
    [
        ("", "GitHub refuses it: `build.yml` requires the input `part`, which isn't passed"),
        ('-f part="$PART" -f size=1', "GitHub refuses it: `build.yml` declares no input `size`"),
    ],
)
def test_a_message_that_github_refuses_is_not_heard(inputs: str, why: str) -> None:
    found = proof({"start.yml": START % inputs, "build.yml": BUILD})
    assert answers(found) == HOLDS | {"P6": ("refuted", 1)}
    [story] = stories(found, "P6")
    assert (story.why, story.place.line) == (why, 8)


def test_no_launcher_no_proof() -> None:
    assert proofs(linked({"ci.yml": "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: make\n"})) == ()
