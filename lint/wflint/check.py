"""Run the rules.  A rule that crashes becomes a problem, and the others go on."""

from __future__ import annotations

import re
import traceback
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from wflint.finding import Hit, Level
from wflint.graph import System
from wflint.problem import Problem
from wflint.rule import Rule
from wflint.span import whole_file

_MADE = re.compile(
    r"(?:[ \t]*(?:#|//)[^\n]*\n|[ \t]*\r?\n)*?[ \t]*(?:#|//)[^\n]*\bdo not (?:edit|modify|change)\b", re.IGNORECASE
)
"""The head of a file that a program makes, as programs that make files write it."""


@dataclass(frozen=True, slots=True)
class RuleHit:
    """A hit and the rule that it is of."""

    rule: Rule
    hit: Hit


def check(
    system: System, rules: Iterable[Rule], options: Mapping[str, object]
) -> tuple[tuple[RuleHit, ...], tuple[Problem, ...]]:
    """Everything that the rules report; `options` holds each rule's options by name, its defaults where it isn't named."""
    hits: list[RuleHit] = []
    problems: list[Problem] = []
    loose = {facts.path for facts in system.scripts}
    made = frozenset(path for path, source in system.sources.items() if _MADE.match(source.text))
    for rule in rules:
        try:
            hits.extend(
                _judged(rule, _mendable(hit, system, made), loose)
                for hit in rule.hits(system, options.get(rule.name) or rule.options())
            )
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            message = f"rule `{rule.name}` failed: {type(error).__name__}: {error} ({last.name}, line {last.lineno})"
            problems.append(Problem("rule", message, whole_file(""), "please report this"))
    return tuple(hits), tuple(problems)


def _judged(rule: Rule, hit: Hit, loose: Collection[str]) -> RuleHit:
    """What is wrong in a script that nothing here runs is a warning: it may be kept for another day, or another place."""
    level = hit.level or rule.level
    return RuleHit(rule, replace(hit, level=Level.WARNING) if hit.span.path in loose and level is Level.ERROR else hit)


def _mendable(hit: Hit, system: System, made: frozenset[str]) -> Hit:
    """Only files that people write are mended: what a program makes has to be mended in its source."""
    places = {edit.span.path for fix in hit.fixes for edit in fix.edits}
    return hit if places <= system.sources.keys() and not places & made else replace(hit, fixes=())
