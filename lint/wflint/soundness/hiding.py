"""How it stays unseen that GitHub refuses a message: in the script that sends it, in its step, in its job."""

from __future__ import annotations

import re

from wflint.edits import inside, offer, within
from wflint.facts.model import StepFacts
from wflint.finding import Fix
from wflint.graph import Site, System
from wflint.regex import regex
from wflint.senders.message import ANNOTATED, leaves_line
from wflint.soundness.callbacks import reporters
from wflint.syntax.editing import with_words

_LOOP = regex(r"\b(?:for|foreach|while|until)\b|\bdo\b\s*\{?\s*$", re.IGNORECASE)
_MOST_LINES = 40
"""Lines above a command among which the loop around it is looked for."""


def hidden(site: Site) -> str | None:
    """How a refused message leaves the run green, in words; `None` where it doesn't.

    A step's outcome, or its word of the refusal, that something in the workflow reads is looked at; a workflow that runs on a
    schedule tries again.
    """
    told = site.dispatch.failure_output
    if site.workflow.workflow.trigger("schedule") is not None or (told and _is_read(site.way.step, f"outputs.{told}", site)):
        return None
    return site.dispatch.failure_hidden or _tolerated(site)


def is_annotated(words: str) -> bool:
    """Whether it shows the refusal as an annotation, where people look."""
    return words.endswith(ANNOTATED) or (leaves_line(words) and "::" in words)


def is_tried_again(system: System, site: Site, words: str) -> bool:
    """Whether a message that is refused is sent once more: it stands in a loop, which ends when it has been sent."""
    source = system.sources.get(site.span.path)
    if source is None or words.startswith("`||"):
        return False
    lines = source.lines
    if _LOOP.search(lines[site.span.line - 1][: site.span.column - 1]):
        return True
    depth = _depth(lines[site.span.line - 1])
    for line in reversed(lines[max(site.span.line - _MOST_LINES, 0) : site.span.line - 1]):
        if line.strip() and _depth(line) < depth:
            depth = _depth(line)
            if _LOOP.search(line):
                return True
    return False


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def louder(system: System, site: Site, words: str) -> tuple[Fix, ...]:
    """`--fail` for `curl`; a fix is safe where the command stands on lines of its own, so that nothing reads what it prints."""
    source = system.sources.get(site.span.path)
    if not words.startswith("`curl`") or site.way.step.language != "bash" or source is None:
        return ()
    command = re.match(r"(?:\w+=\S* +|sudo +)*curl\b", within(source.text, site.span))
    if command is None:
        return ()
    behind = inside(source.text, site.span, command.end(), command.end())
    lines = source.lines
    before, rest = lines[site.span.line - 1][: site.span.column - 1], lines[site.span.end_line - 1][site.span.end_column - 1 :]
    alone = re.fullmatch(r"\s*|.*\brun: *[\"']?", before) and re.fullmatch(r"[\"']?\s*(?:#.*)?", rest)
    return offer("give `curl` the option `--fail`", with_words(source, behind, " --fail"), safe=alone is not None)


def _tolerated(site: Site) -> str | None:
    """How the step or its job takes a failure for a success."""
    for facts in site.way.steps:
        step = facts.step
        tolerated = step.continue_on_error is not None and step.continue_on_error.value is True
        if tolerated and not _is_read(facts, "outcome", site):
            return "the step says `continue-on-error: true`"
    if any(job.job.continue_on_error is not None and job.job.continue_on_error.value is True for job in site.way.jobs):
        return "the job says `continue-on-error: true`"
    return None


def _is_read(facts: StepFacts, what: str, site: Site) -> bool:
    """Whether the workflow reads something that a step leaves behind."""
    step = facts.step
    return step.id is not None and f"steps.{step.id.text}.{what}" in site.workflow.workflow.source.text


def callback_sites(system: System) -> frozenset[int]:
    """The dispatches by which workflows report how they end, by identity."""
    return frozenset(id(edge.site.dispatch) for reporter in reporters(system) for edge in reporter.callbacks)
