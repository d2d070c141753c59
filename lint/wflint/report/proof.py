"""Proofs as text, Markdown and JSON: for each launcher the six promises, and the story where one is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from wflint.report.columns import WIDTH, wrap
from wflint.report.text import guarded
from wflint.soundness.explore import Hop
from wflint.soundness.telling import given, told
from wflint.soundness.verdicts import TITLES, Proof, Story, Verdict
from wflint.values.value import shown
from wflint.visible import json_text, visible

Proofs = Sequence[Proof]

LEVELS: Mapping[int, str] = {
    1: "F1: a step fails",
    2: "F2: a job runs into its timeout",
    3: "F3: a run is cancelled",
    4: "F4: a job loses its runner",
    5: "F5: a whole run is killed",
    6: "F6: a message can't be sent",
}
ASSUMPTIONS = (
    "one task at a time, and one fault in a run",
    "only executors fail: runs that work, and send nothing but callbacks",
    "below F6 a step that sends can send",
    "of several messages that a run sends each is followed for itself",
    "what people choose holds no space where a title is taken apart into words",
)
"""What every proof rests on."""


# -- text -------------------------------------------------------------------------------------------------------------------


def text(proofs: Proofs) -> str:
    """For a terminal."""
    return guarded("".join(f"{line}\n" for line in _text(proofs)))


def _text(proofs: Proofs) -> Iterator[str]:
    if not proofs:
        yield "no launcher: nothing here sends a message that starts a workflow here"
        return
    for proof in proofs:
        yield _title(proof)
        for verdict in proof.verdicts:
            yield f"  {verdict.property} {_answer(verdict):<18} {TITLES[verdict.property]}"
            for story in verdict.stories:
                yield from (f"     {line}" for line in _story(story))
            for reason in _reasons(verdict):
                yield from (f"     {line}" for line in wrap(reason, WIDTH - 5))
        yield f"  {_size(proof)}"
        yield ""
    yield "assumed: " + "; ".join(ASSUMPTIONS)


def _title(proof: Proof) -> str:
    root = proof.root
    return visible(f"{root.workflow.path}, started by {root.event}")


def _answer(verdict: Verdict) -> str:
    match verdict.answer:
        case "proved":
            return f"proved up to F{verdict.level}"
        case "refuted":
            return f"refuted at F{verdict.level}"
        case _:
            return "not proved"


def _reasons(verdict: Verdict) -> Iterator[str]:
    """Why it isn't proved, what the stories say already left out, or why there is nothing to prove."""
    told = {each.why for each in verdict.stories}
    sign = "–" if verdict.answer == "proved" else "?"
    yield from (f"{sign} {visible(each)}" for each in verdict.reasons if each.partition(", if ")[0] not in told)


def _size(proof: Proof) -> str:
    longest = "without end" if proof.longest is None else str(proof.longest)
    runs = "without end" if proof.runs is None else str(proof.runs)
    return f"{proof.states} states; longest story: {longest} runs; one task costs at most: {runs} runs"


def _story(story: Story) -> Iterator[str]:
    yield visible(f"{story.place}: {story.why}")
    for each in story.assumed:
        yield visible(f"  if {each}")
    for hop in story.hops:
        yield f"  {told(hop)}"
    if story.round:
        yield "  and from there round and round:"
        for hop in story.round:
            yield f"  {told(hop)}"


# -- Markdown ---------------------------------------------------------------------------------------------------------------


def markdown(proofs: Proofs) -> str:
    """For the summary of a job."""
    return "".join(f"{line}\n" for line in _markdown(proofs))


def _markdown(proofs: Proofs) -> Iterator[str]:
    if not proofs:
        yield "No launcher: nothing here sends a message that starts a workflow here."
    for proof in proofs:
        yield f"## {_code(_title(proof))}"
        yield ""
        yield "| promise | answer |"
        yield "| --- | --- |"
        for verdict in proof.verdicts:
            yield f"| {verdict.property}: {TITLES[verdict.property]} | {_answer(verdict)} |"
        yield ""
        yield _size(proof)
        yield ""
        for verdict in proof.verdicts:
            if verdict.stories or verdict.reasons:
                yield f"### {verdict.property}: {_answer(verdict)}"
                yield ""
                yield "```text"
                for story in verdict.stories:
                    yield from (f"- {line}".replace("```", "` ` `") for line in _story(story))
                for reason in _reasons(verdict):
                    yield reason.replace("```", "` ` `")
                yield "```"
                yield ""
    yield f"Assumed: {'; '.join(ASSUMPTIONS)}."


def _code(words: str) -> str:
    return "`" + words.replace("`", "'") + "`"


# -- JSON -------------------------------------------------------------------------------------------------------------------


def as_json(proofs: Proofs) -> str:
    """For programs; `version` rises when a member changes its meaning."""
    content = {"version": 1, "assumptions": ASSUMPTIONS, "launchers": [_plain(each) for each in proofs]}
    return json_text(content)


def _plain(proof: Proof) -> dict[str, Any]:
    return {
        "workflow": proof.root.workflow.path,
        "event": str(proof.root.event),
        "states": proof.states,
        "longest_story": proof.longest,
        "most_runs": proof.runs,
        "problem": proof.problem,
        "promises": [_plain_verdict(each) for each in proof.verdicts],
    }


def _plain_verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "promise": verdict.property,
        "title": TITLES[verdict.property],
        "answer": verdict.answer,
        "fault_level": verdict.level,
        "reasons": list(verdict.reasons),
        "stories": [_plain_story(each) for each in verdict.stories],
    }


def _plain_story(story: Story) -> dict[str, Any]:
    return {
        "why": story.why,
        "path": story.place.path,
        "line": story.place.line,
        "column": story.place.column,
        "assumed": list(story.assumed),
        "hops": [_plain_hop(each) for each in story.hops],
        "round": [_plain_hop(each) for each in story.round],
    }


def _plain_hop(hop: Hop) -> dict[str, Any]:
    fault = hop.outcome.fault
    return {
        "workflow": hop.state.workflow.path,
        "event": str(hop.state.event),
        "payload": {name: shown(value) for name, value in given(hop.state)},
        "fault": {"kind": fault.kind, "job": fault.job.id, "step": fault.step.step.label} if fault is not None else None,
        "chosen": [each.words for each in hop.outcome.assumed],
        "sends": hop.message.target if hop.message is not None and hop.message.site is not None else None,
        "ends_heard": hop.message is not None and hop.message.site is None,
    }


FORMATS: Mapping[str, Callable[[Proofs], str]] = {"text": text, "markdown": markdown, "json": as_json}
