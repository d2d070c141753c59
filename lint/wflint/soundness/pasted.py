"""Texts that `${{ }}` pastes into a script, where they come by a message, go into one, or stand where strangers may send one.

GitHub puts the text in before the shell, or JavaScript, reads the script.  Source: docs.github.com, "Script injections".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wflint.facts.model import StepFacts
from wflint.graph import System, Way
from wflint.lean import dataclass
from wflint.regex import regex
from wflint.soundness.writers import Origin, origins
from wflint.span import Span
from wflint.syntax.expression import Hole, SyntaxProblem, split_template
from wflint.syntax.node import Scalar
from wflint.values.of_expression import of_expression
from wflint.values.value import Encoded, Value, references

_LITERAL_HEREDOC = regex(r"<<-?[ \t]*(?:(['\"])(\w+)\1|\\(\w+))")

_ONE_LINE = ("title", "display_title", "head_ref", "head_branch", "ref", "label", "name")


@dataclass(frozen=True, slots=True)
class Pasted:
    """A text that is pasted into a script: the place of the `${{ }}`, what is written there, and who wrote the text.

    `literal`: it stands in a heredoc in which the shell looks at nothing, so that only a line that is its end word breaks out.
    """

    way: Way
    place: Span
    written: str
    origin: Origin
    literal: bool


def pasted(system: System) -> Iterator[Pasted]:
    """Every text that somebody has written and that messages carry, where it is pasted into a script."""
    sending = {id(site.way.jobs[0]) for site in system.sites}
    for way in system.ways:
        for script in scripts(way.step):
            for hole in split_template(script.text).holes if "${{" in script.text else ():
                if not isinstance(hole.expression, SyntaxProblem):
                    yield from _of_hole(system, way, script, hole, id(way.jobs[0]) in sending)


def scripts(facts: StepFacts) -> Iterator[Scalar]:
    """The texts of a step that run as a script."""
    if facts.step.run is not None:
        yield facts.step.run
    if facts.language == "javascript" and (given := facts.step.input("script")) is not None:
        yield given.value


def _of_hole(system: System, way: Way, script: Scalar, hole: Hole, sends: bool) -> Iterator[Pasted]:
    """`sends`: the job sends a message, so that whoever makes its script do something can send others."""
    assert not isinstance(hole.expression, SyntaxProblem)
    value = way.scope.resolve(of_expression(hole.expression))
    literal = way.step.language == "bash" and _in_literal_heredoc(script.text, hole)
    if isinstance(value, Encoded) and (literal or _is_an_expression(way, script.text, hole)):
        return
    for origin in origins(system, way, value):
        if literal and _is_one_line(origin.value) and not _is_alone(script.text, hole):
            continue
        if origin.hops or _is_sent(way, origin.value) or (sends and origin.writer == "stranger"):
            yield Pasted(way, script.locate(hole.start, hole.end), script.text[hole.start : hole.end], origin, literal)


def _is_sent(way: Way, text: Value) -> bool:
    """Whether a message of the step carries the text."""
    keys = {each.key for each in references(text)}
    return any(not keys.isdisjoint(each.key for each in references(sent.payload)) for sent in way.step.dispatches)


def _is_one_line(text: Value) -> bool:
    """Whether GitHub lets the text have no line break."""
    return all(each.key[-1] in _ONE_LINE for each in references(text))


def _is_alone(script: str, hole: Hole) -> bool:
    """Whether nothing else stands on the line of a `${{ }}`."""
    return not script[: hole.start].rpartition("\n")[2].strip() and not script[hole.end :].partition("\n")[0].strip()


def _in_literal_heredoc(script: str, hole: Hole) -> bool:
    for opening in _LITERAL_HEREDOC.finditer(script, 0, hole.start):
        word = opening[2] or opening[3]
        ending = re.compile(rf"^\t*{word}$", re.MULTILINE).search(script, opening.end())
        if ending is None or ending.start() > hole.start:
            return True
    return False


def _is_an_expression(way: Way, script: str, hole: Hole) -> bool:
    """Whether JSON stands in a script of a language in which JSON is an expression, and not inside quotes."""
    return way.step.language in ("javascript", "python") and not script[: hole.start].endswith(("'", '"', "`"))
