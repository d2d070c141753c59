"""Conditions that can't do what they say: texts that count as true, parts that always give one answer, jobs that never run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wflint.facts.model import WorkflowFacts
from wflint.lean import dataclass, replace
from wflint.soundness.asked import Asked, asked, parts
from wflint.soundness.behind import unreached
from wflint.soundness.fixed import Fixed, after_success, fixed
from wflint.span import Span
from wflint.syntax.expression import And, Expression, Hole, Literal, Not, Or, split_template, truth


@dataclass(frozen=True, slots=True)
class Broken:
    """A condition, or a part of one.  `effect` is what comes of it, `why` the reason, `cure` what to do.

    `certain` is false where the rest of the condition can still hold.  `other` is a place that it can't be reconciled with.
    """

    place: Span
    effect: str
    why: str
    cure: str
    certain: bool = True
    other: tuple[Span, str] | None = None


def broken(facts: WorkflowFacts) -> Iterator[Broken]:
    """Each fault in the conditions of a workflow's own jobs and steps; one for a condition."""
    known: set[Span] = set()
    for each in asked(facts):
        found = _text(each) if each.expression is None else _part(each)
        if found is not None:
            known.add(each.scalar.span)
            yield found
    for never in unreached(facts):
        if never.place not in known:
            known.add(never.place)
            effect = f"the {never.what} never runs" + (f" where `{never.when}`" if never.when else "")
            yield Broken(never.place, effect, never.why, never.cure, other=never.because)


def _text(each: Asked) -> Broken | None:
    template = split_template(each.scalar.text)
    if any(isinstance(part, Hole) and isinstance(part.expression, Literal) for part in template.parts):
        return None  # `${{ true }}…` is meant to be so
    what = "step" if each.step is not None else "job"
    bare = " ".join(part.text.strip() if not isinstance(part, Hole) else _inside(each, part) for part in template.parts)
    if all(isinstance(part, Hole) or not part.text.strip() for part in template.parts) and len(template.holes) == 1:
        why = "the line end behind its `${{ }}` makes a text of it, and a text counts as true"
        return Broken(each.scalar.span, f"the {what} always runs", why, "leave the braces out, or write `|-` for `|`")
    why = "text around `${{ }}` makes a text of the whole, and a text counts as true"
    return Broken(each.scalar.span, f"the {what} always runs", why, f"write `{' '.join(bare.split())}`")


def _inside(each: Asked, hole: Hole) -> str:
    return each.scalar.text[hole.start : hole.end].removeprefix("${{").removesuffix("}}").strip()


def _part(each: Asked) -> Broken | None:
    assert each.expression is not None
    faults = [(part, found) for part in parts(each.expression) if (found := fixed(each, part.expression)) is not None]
    if (
        len(faults) > 1
        and truth(_settled(each.expression, {id(part.expression): found.answer for part, found in faults}), {}) is False
    ):
        return _broken(each, replace(faults[0][1], expression=each.expression), "this never holds", certain=True)
    for part, found in faults:
        holds = found.answer is part.wanted
        if part.is_alternative and not holds:
            if not found.covered:
                return _broken(each, found, "this way of the condition never holds", certain=False)
        elif not (holds and found.covered):
            return _broken(each, found, "this always holds" if holds else "this never holds", certain=True)
    for part in parts(each.expression):
        late = after_success(each, part.expression) if part.is_alternative and part.wanted else None
        if late is not None:
            return _broken(each, late, "this way of the condition never holds", certain=False)
    return None


def _settled(expression: Expression, answers: Mapping[int, bool]) -> Expression:
    """The condition with parts that always give one answer replaced by it."""
    match expression:
        case And(operands, start, end):
            return And(tuple(_settled(each, answers) for each in operands), start, end)
        case Or(operands, start, end):
            return Or(tuple(_settled(each, answers) for each in operands), start, end)
        case Not(operand, start, end):
            return Not(_settled(operand, answers), start, end)
        case _ if id(expression) in answers:
            return Literal(answers[id(expression)], expression.start, expression.end)
        case _:
            return expression


def _broken(each: Asked, found: Fixed, effect: str, certain: bool) -> Broken:
    return Broken(each.place(found.expression), effect, found.why, found.cure, certain)
