"""One story, hop by hop, as text or JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from wflint.report.text import guarded
from wflint.soundness.playing import Scene
from wflint.soundness.summary import Message, Outcome
from wflint.soundness.telling import given, started, went_wrong, worded
from wflint.visible import json_text, visible

Story = Sequence[Scene]


def text(story: Story) -> str:
    """For a terminal: a run in a line, what follows from it below; set in only where a run starts several others."""
    return guarded("\n".join("".join(f"{visible(line)}\n" for line in _lines(scene, 0)) for scene in story))


def _lines(scene: Scene, depth: int) -> Iterator[str]:
    while True:
        margin = "    " * depth
        yield margin + "; ".join((started(scene.state), *_chosen(scene.outcome), *went_wrong(scene.outcome)))
        for other in scene.others:
            yield f"{margin}  (or, {_instead(other)})"
        for message, _ in scene.sends:
            yield f"{margin}  {_sent(message)}"
        if scene.end:
            place = f"  {scene.place}" if scene.place is not None else ""
            yield f"{margin}  {'✗ ' if scene.lost else '■ '}{scene.end}{place}"
        follow = [each for _, ends in scene.sends for each in ends]
        if len(follow) != 1:
            break
        scene = follow[0]
    for each in follow:
        yield from _lines(each, depth + 1)


def _chosen(outcome: Outcome) -> Iterator[str]:
    """What was assumed: free choices as they are, the others with a doubt."""
    for each in outcome.assumed:
        yield each.words if each.free else f"if {each.words}"


def _instead(outcome: Outcome) -> str:
    why = ", ".join((*_chosen(outcome), *went_wrong(outcome))) or "otherwise"
    targets = [each.target or "a message" for each in outcome.messages]
    return f"{why}: " + (f"sends {', '.join(targets)}" if targets else "sends nothing")


def _sent(message: Message) -> str:
    if message.site is None:
        return "→ its end is heard"
    return f"→ sends {message.target or 'a message'}  {message.place}"


# -- JSON -------------------------------------------------------------------------------------------------------------------


def as_json(story: Story) -> str:
    """For programs; `version` rises when a member changes its meaning."""
    return json_text({"version": 1, "runs": [_plain(each) for each in story]})


def _plain(scene: Scene) -> dict[str, Any]:
    return {
        "workflow": scene.state.workflow.path,
        "event": str(scene.state.event),
        "payload": {name: worded(value) for name, value in given(scene.state)},
        **_outcome(scene.outcome),
        "otherwise": [_outcome(each) for each in scene.others],
        "sends": [
            {
                "event": message.target if message.site is not None else None,
                "path": message.place.path,
                "line": message.place.line,
                "column": message.place.column,
                "starts": [_plain(each) for each in ends],
            }
            for message, ends in scene.sends
        ],
        "end": scene.end or None,
        "lost": scene.lost,
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    fault = outcome.fault
    return {
        "assumed": [{"words": each.words, "certain": each.free} for each in outcome.assumed],
        "fault": {"kind": fault.kind, "job": fault.job.id, "step": fault.step.step.label} if fault is not None else None,
        "targets": [each.target for each in outcome.messages],
    }


FORMATS: Mapping[str, Callable[[Story], str]] = {"text": text, "json": as_json}
