"""Steps that say that they have sent an event, have its payload ready, and send nothing: the send was lost in an edit.

Read from the text alone, so that it is found also where the listeners can't be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wflint.facts.model import StepFacts
from wflint.graph import System, Way
from wflint.lean import dataclass
from wflint.regex import regex
from wflint.soundness.terminal import terminal
from wflint.span import Span
from wflint.values.value import constant

_MESSAGE = r"(?:event|callback|dispatch|payload|message|notification)s?"
_DONE = r"(?:sent|dispatched|delivered|triggered|posted)"
_CLAIM = regex(rf"\b{_MESSAGE}\b.*\b{_DONE}\b|\b{_DONE}\b.*\b{_MESSAGE}\b", re.IGNORECASE | re.DOTALL)
_DENIAL = regex(r"\b(?:not|no|never|skip\w*|fail\w*|without|will|would|dry|can't|couldn't|wasn't)\b", re.IGNORECASE)
_BUILT = regex(
    r"^[ \t]*(?P<bash>[A-Za-z_]\w*)=[\"']?\$\(\s*(?:jq\b|printf\b|cat\s*<<)|^[ \t]*\$(?P<powershell>[A-Za-z_]\w*)\s*=\s*@\{",
    re.MULTILINE,
)
_LANGUAGES = ("bash", "powershell")


@dataclass(frozen=True, slots=True)
class Unsent:
    """A step with the payload `name` (its place is `built`), of which nothing is made, and the line that claims the send."""

    way: Way
    name: str
    built: Span
    claim: Span


def unsent(system: System) -> Iterator[Unsent]:
    """Every such step whose payload holds an id of the configuration."""
    for way in system.ways:
        step, script = way.step, way.step.step.run
        if script is None or step.language not in _LANGUAGES:
            continue
        built = list(_BUILT.finditer(script.text))  # the text is looked at first: few scripts have such a line
        claim = _claim(step) if built and _only_prints(system, step) else None
        if claim is None:
            continue
        for match in built:
            name = match["bash"] or match["powershell"]
            rest = script.text[match.end() :].partition("\n\n")[0]
            if _is_unused(script.text, name) and any(each in rest for each in system.config.correlation):
                yield Unsent(way, name, script.locate(match.start(match.lastgroup or 0), match.end(match.lastgroup or 0)), claim)


def _only_prints(system: System, step: StepFacts) -> bool:
    """Whether all of the script was read, and nothing in it sends or does anything."""
    script = step.script
    known = terminal(system.config.terminal)
    return (
        not (step.dispatches or step.unresolved or step.acts or step.inner)
        and script.problem is None
        and not (script.outputs or script.exported)
        and all(known.is_silent(each) for each in script.invocations)
    )


def _claim(step: StepFacts) -> Span | None:
    """Where the script prints that something was sent."""
    for each in step.script.invocations:
        said = " ".join(str(constant(word.value) or "") for word in each.words[1:])
        if _CLAIM.search(said) and not _DENIAL.search(said):
            return each.span
    return None


def _is_unused(text: str, name: str) -> bool:
    """Whether the name stands nowhere but where it is given its value; PowerShell knows no case."""
    return len(re.findall(rf"(?<![\w-]){re.escape(name)}(?!\w)", text, re.IGNORECASE)) == 1
