"""Outputs that hold the status with which their step ends: behind it only `0` is ever seen, unless the step may fail.

Source: docs.github.com, "Evaluate expressions": a step without a status function in its `if` runs only after success.
"""

from __future__ import annotations

from wflint.facts.model import StepFacts
from wflint.soundness.asked import Asked, asks_for
from wflint.syntax.expression import Compare, Expression, Index, Literal, path
from wflint.values.condition import ALWAYS


def needs_failure(asked: Asked, part: Expression) -> str | None:
    """Why a part can't hold that asks an earlier step's output for a status other than 0; `None` where it may."""
    if asked.step is None or asked.expression is None or not (asked.is_plain or asks_for(asked.expression, "success")):
        return None
    found = _status_asked(part)
    if found is None:
        return None
    (id_, output), status = found
    before = asked.job.steps[: asked.job.steps.index(asked.step)]
    step = next((each for each in before if each.step.id is not None and each.step.id.text.lower() == id_.lower()), None)
    if step is None or step.step.continue_on_error is not None or not _ends_with(step, output):
        return None
    return f"step `{id_}` ends with what is in `{output}`, so it has failed where that is {status}"


def _status_asked(part: Expression) -> tuple[tuple[str, str], str] | None:
    """The step and the output that are asked, and for which status: one that isn't 0."""
    if not isinstance(part, Compare) or part.operator not in ("==", "!="):
        return None
    for one, other in ((part.left, part.right), (part.right, part.left)):
        found = path(one) if isinstance(one, Index) else None
        if found is None or len(found) != 4 or not isinstance(other, Literal):
            continue
        context, id_, member, output = found
        status = str(other.value).removesuffix(".0")
        if (
            (context.lower(), member.lower()) == ("steps", "outputs")
            and status.isdecimal()
            and (status == "0") is (part.operator == "!=")
        ):
            return (id_, output), f"{'not ' if part.operator == '!=' else ''}{status}"
    return None


def _ends_with(step: StepFacts, output: str) -> bool:
    """Whether the script surely ends with the status that it has put out."""
    put_out = [each.value for each in step.script.outputs if each.name.lower() == output.lower()]
    last = [each.code for each in step.script.exits if each.guard == ALWAYS]
    return bool(put_out) and step.script.problem is None and all(value in last for value in put_out)
