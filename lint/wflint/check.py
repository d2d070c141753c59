"""Run the rules.  A rule that crashes becomes a problem, and the others go on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from wflint.finding import Hit, Level
from wflint.graph import System
from wflint.lean import dataclass, replace
from wflint.problem import Problem, fault
from wflint.progress import told
from wflint.rule import Rule
from wflint.span import whole_file
from wflint.syntax.editing import limited


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
    with limited():
        for rule in told("checking rules", tuple(rules)):
            try:
                hits.extend(_judged(rule, hit, loose) for hit in rule.hits(system, options.get(rule.name) or rule.options()))
            except Exception as error:
                problems.append(fault("rule", f"rule `{rule.name}`", error, whole_file("")))
    return tuple(hits), tuple(problems)


def _judged(rule: Rule, hit: Hit, loose: Collection[str]) -> RuleHit:
    """What is wrong in a script that nothing here runs is a warning: it may be kept for another day, or another place."""
    level = hit.level or rule.level
    return RuleHit(rule, replace(hit, level=Level.WARNING) if hit.span.path in loose and level is Level.ERROR else hit)
