"""Parts of a condition whose answer is always the same, whatever happens, so that they can't tell what they ask.

Sources: docs.github.com, "Contexts reference" (`needs`, `steps`, `job`: what there is and which values a result has;
`github.ref` is fully formed, `github.ref_name` is short), "Evaluate expressions" (loose comparison: of different types the
numbers are compared, and a text that is none equals nothing), "Events that trigger workflows" (`inputs` keeps booleans,
`github.event.inputs` holds texts), "Reuse workflows" (a called workflow has the `github` context of its caller);
actions/runner `EvaluationResult.cs` (any text but the empty one counts as true).
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from wflint.lean import dataclass
from wflint.soundness.asked import Asked, asks_for
from wflint.soundness.exit_codes import needs_failure
from wflint.syntax.expression import (
    Call,
    Compare,
    Expression,
    Index,
    Literal,
    Name,
    Star,
    path,
    split_template,
    to_text,
    truth,
    walk,
)
from wflint.syntax.node import scalars
from wflint.syntax.workflow import Input
from wflint.values.value import Reference, possible_texts

_RESULTS = ("success", "failure", "cancelled", "skipped")
_JOB_STATUS = ("success", "failure", "cancelled")
_CONCLUSIONS = (*_RESULTS, "action_required", "neutral", "stale", "startup_failure", "timed_out")
_MEMBERS = {"needs": ("outputs", "result"), "steps": ("conclusion", "outcome", "outputs")}
_TIMEOUTS = ("timed_out", "timed-out", "timedout", "timeout")
_TIMES_OUT = "a step that times out is a `failure`, a job that does is `cancelled`"
_MEANT = {**dict.fromkeys(_TIMEOUTS, "cancelled"), "canceled": "cancelled", "failed": "failure", "error": "failure"}
"""What people mean by results that don't occur."""
_LISTS = ("commits", "labels", "assignees", "requested_reviewers", "pull_requests")
_MESSAGES = ("workflow_dispatch", "repository_dispatch", "workflow_run")
_WITH_WHOLE_REF = frozenset({*_MESSAGES, "push", "merge_group", "release", "schedule", "issues", "issue_comment"})
"""Events whose ref is surely a whole one; a deployment's may be a bare name."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A part of a condition and the one answer that it gives.

    `why` says so in words, `cure` what to do.  `covered`: what it asks is asked in another way, too, in the same condition.
    """

    expression: Expression
    answer: bool
    why: str
    cure: str
    covered: bool = False


def fixed(asked: Asked, part: Expression) -> Fixed | None:
    """Why a part always gives one answer; `None` where it may give both."""
    for finder in (
        _not_there,
        _of_length,
        _no_result,
        _of_another_form,
        _of_types,
        _no_option,
        _text_for_boolean,
        _after_failure,
    ):
        found = finder(asked, part)
        if found is not None:
            return found
    return None


def after_success(asked: Asked, part: Expression) -> Fixed | None:
    """Why a part that asks for a result other than success can't hold: the job runs only where all jobs in `needs` succeeded."""
    if asked.step is not None or asked.expression is None or not (asked.is_plain or asks_for(asked.expression, "success")):
        return None
    needed = asked.needs
    equal = _equalities(part) if isinstance(part, Compare) and part.operator == "==" else _contained(part)
    for looked_up, value in equal:
        context, job, member = (*(each.lower() for each in looked_up), "", "")[:3]
        if (context, member) == ("needs", "result") and job in {*needed, "*"} and value.lower() in _RESULTS[1:]:
            without = "without a status function in its `if`" if asked.is_plain else "behind `success()`"
            why = f"{without} a job runs only after all jobs in `needs` have succeeded"
            cure = "write `always() && …` or `!cancelled() && …`"
            return Fixed(part, False, why, cure if asked.is_plain else f"{cure} for `success()`")
    return None


def _after_failure(asked: Asked, part: Expression) -> Fixed | None:
    why = needs_failure(asked, part)
    return Fixed(part, False, why, "write `!cancelled() && …`, or let that step end with 0") if why is not None else None


# -- what isn't there -----------------------------------------------------------------------------------------------------


def _not_there(asked: Asked, part: Expression) -> Fixed | None:
    """`needs` of a job that isn't seen there, a result of a step without that id, a member that results don't have."""
    for reference, found in _paths(part):
        why = _why_not_there(asked, found)
        if why is not None:
            answer = truth(_without(part, reference), {})
            if answer is not None:
                return Fixed(part, answer, f"`{'.'.join(found)}` is empty, since {why[0]}", why[1])
    return None


def _why_not_there(asked: Asked, found: tuple[str, ...]) -> tuple[str, str] | None:
    match found:
        case ("needs", job, *_):
            if job.lower() not in asked.needs:
                known = asked.facts.job(job) is not None
                cure = f"add `{job}` to `needs` of job `{asked.job.id}`" if known else f"there is no job `{job}`"
                return f"`{job}` isn't in `needs` of job `{asked.job.id}`", cure
        case ("steps", step, "outcome" | "conclusion") if asked.step is not None:
            before = _ids_before(asked)
            if step.lower() not in before:
                return f"no step before this one has the id `{step}`", f"give the step that is meant `id: {step}`"
        case _:
            pass
    match found:
        case ("needs" | "steps" as context, name, member, *_) if member.lower() not in _MEMBERS[context]:
            said = "` and `".join(each for each in _MEMBERS[context] if each != "outputs")
            return f"of `{name}` there are only `{said}` and its outputs", f"ask for `{context}.{name}.{_MEMBERS[context][-2]}`"
        case ("job", "result" | "conclusion" | "outcome" as member):
            return f"`job` has no `{member}`", "ask for `job.status`"
        case _:
            return None


def _ids_before(asked: Asked) -> frozenset[str]:
    found = set()
    for each in asked.job.steps:
        if each is asked.step:
            break
        if each.step.id is not None:
            found.add(each.step.id.text.lower())
    return frozenset(found)


def _paths(part: Expression) -> Iterator[tuple[Index, tuple[str, ...]]]:
    for node in walk(part):
        if isinstance(node, Index):
            found = path(node)
            if found is not None:
                yield node, tuple(each.lower() if at == 0 else each for at, each in enumerate(found))


def _without(part: Expression, reference: Expression) -> Expression:
    """The part with a look-up replaced by nothing."""
    match part:
        case _ if part is reference:
            return Literal(None, part.start, part.end)
        case Compare(operator, left, right, start, end):
            return Compare(operator, _without(left, reference), _without(right, reference), start, end)
        case Call(name, arguments, start, end):
            return Call(name, tuple(_without(each, reference) for each in arguments), start, end)
        case _:
            return part


def _of_length(asked: Asked, part: Expression) -> Fixed | None:
    """The length of a list, which expressions don't know."""
    for node in walk(part):
        match node:
            case Index(listed, Literal("length")) if _is_list(asked, listed):
                answer = truth(_without(part, node), {})
                if answer is not None:
                    said = asked.scalar.text[node.start : node.end]
                    short = said.rpartition(".")[0]
                    cure = f"compare `{short}[0]` with `null`, or the text itself with `'[]'`"
                    return Fixed(part, answer, f"`{said}` is empty, since lists have no `length` in an expression", cure)
            case _:
                continue
    return None


def _is_list(asked: Asked, expression: Expression) -> bool:
    """Whether it surely is a list: one that GitHub's events have, or a text that the job's matrix takes for a list."""
    match expression:
        case Index():
            found = tuple(each.lower() for each in path(expression) or ())
            return found[:2] == ("github", "event") and found[-1] in _LISTS
        case Call(name, (Index() as text,)) if name.lower() == "fromjson" and asked.job.job.matrix is not None:
            holes = (hole for scalar in scalars(asked.job.job.matrix) for hole in split_template(scalar.text).holes)
            return any(_is_read(hole.expression, path(text)) for hole in holes)
        case _:
            return False


def _is_read(expression: object, wanted: tuple[str, ...] | None) -> bool:
    match expression:
        case Call(name, (Index() as text,)):
            return name.lower() == "fromjson" and wanted is not None and path(text) == wanted
        case _:
            return False


# -- results that never occur ---------------------------------------------------------------------------------------------


def _no_result(asked: Asked, part: Expression) -> Fixed | None:
    for looked_up, value in (*_equalities(part), *_contained(part)):
        known = _values_of(looked_up)
        if known is None or not value or value.lower() in known:
            continue
        near = _MEANT.get(value.lower()) or next(iter(get_close_matches(value.lower(), known, n=1, cutoff=0.6)), None)
        said = f"it is one of {', '.join(f'`{each}`' for each in known)}"
        return Fixed(
            part,
            isinstance(part, Compare) and part.operator == "!=",
            f"`{'.'.join(looked_up)}` is never `{value}`",
            _TIMES_OUT if value.lower() in _TIMEOUTS else f"it is called `{near}`" if near is not None else said,
            covered=near is not None and _mentions(asked, near),
        )
    return None


def _values_of(found: tuple[str, ...]) -> tuple[str, ...] | None:
    match tuple(each.lower() for each in found):
        case ("needs", _, "result") | ("steps", _, "outcome" | "conclusion"):
            return _RESULTS
        case ("job", "status"):
            return _JOB_STATUS
        case ("github", "event", "workflow_run", "conclusion"):
            return _CONCLUSIONS
        case _:
            return None


def _equalities(part: Expression) -> Iterator[tuple[tuple[str, ...], str]]:
    """The look-up and the text of a comparison for equality."""
    if isinstance(part, Compare) and part.operator in ("==", "!="):
        for one, other in ((part.left, part.right), (part.right, part.left)):
            found = path(one) if isinstance(one, Index) else None
            if found is not None and isinstance(other, Literal) and isinstance(other.value, str):
                yield found, other.value


def _contained(part: Expression) -> Iterator[tuple[tuple[str, ...], str]]:
    """`contains(needs.*.result, 'x')`: one of the results is asked for."""
    if not isinstance(part, Call) or part.name.lower() != "contains":
        return
    among, value = part.arguments
    match among, value:
        case Index(Star(Name(name)), Literal(member)), Literal(str() as asked_for):
            yield (name.lower(), "*", to_text(member)), asked_for
        case _:
            return


def _mentions(asked: Asked, word: str) -> bool:
    """Whether the condition names a word otherwise: as a text, or as a status function."""
    return asked.expression is not None and any(
        (isinstance(node, Literal) and node.value == word) or (isinstance(node, Call) and node.name.lower() in (word, "always"))
        for node in walk(asked.expression)
    )


# -- what GitHub writes otherwise ------------------------------------------------------------------------------------------


def _of_another_form(asked: Asked, part: Expression) -> Fixed | None:
    """A branch where GitHub gives a whole ref, or the other way round; the event of a workflow that others call."""
    for found, value in _equalities(part):
        match tuple(each.lower() for each in found):
            case ("github", "ref") if value and not value.lower().startswith("refs/") and _has_whole_ref(asked):
                why = f"`github.ref` is a whole ref, such as `refs/heads/{value}`, and never `{value}`"
                cure = "compare `github.ref_name`, or write the whole ref"
            case ("github", "ref_name") if value.lower().startswith("refs/"):
                why = f"`github.ref_name` is the name alone, and never `{value}`"
                cure = "compare `github.ref`"
            case ("github", "event_name") if value.lower() == "workflow_call":
                why = "a called workflow has the event of its caller, so `github.event_name` is never `workflow_call`"
                cure = "ask for an input that only callers pass"
            case _:
                continue
        return Fixed(part, isinstance(part, Compare) and part.operator == "!=", why, cure)
    return None


def _has_whole_ref(asked: Asked) -> bool:
    """Whether all events of the workflow give a whole ref; what a caller's event gives isn't known."""
    return all(each.event in _WITH_WHOLE_REF for each in asked.facts.workflow.triggers)


# -- types ----------------------------------------------------------------------------------------------------------------


def _of_types(asked: Asked, part: Expression) -> Fixed | None:
    """A boolean compared with a text, or a text with a boolean."""
    if not isinstance(part, Compare) or part.operator not in ("==", "!="):
        return None
    answer = part.operator == "!="
    for one, other in ((part.left, part.right), (part.right, part.left)):
        found = path(one) if isinstance(one, Index) else None
        if found is None or not isinstance(other, Literal):
            continue
        name, said = ".".join(found), to_text(other.value)
        match _kind(asked, found), other.value:
            case "boolean", str() as text if text.strip().lower() in ("true", "false"):
                return Fixed(
                    part,
                    answer,
                    f"`{name}` is a boolean, and no boolean equals the text `'{said}'`",
                    f"write `{name}`" if text.strip().lower() == "true" else f"write `!{name}`",
                    covered=_is_asked_otherwise(asked, found, part),
                )
            case "text", bool():
                return Fixed(
                    part,
                    answer,
                    f"`{name}` is a text, and no text such as `'{said}'` equals the boolean `{said}`",
                    f"compare with `'{said}'`",
                    covered=_is_asked_otherwise(asked, found, part),
                )
            case _:
                continue
    return None


def _kind(asked: Asked, found: tuple[str, ...]) -> str | None:
    """`boolean` or `text` where the look-up surely gives that (or nothing); `None` where it isn't known, or may be a number."""
    match tuple(each.lower() for each in found):
        case ("inputs", name):
            return "boolean" if _declared(asked, name, ("workflow_dispatch", "workflow_call"), "boolean") else None
        case ("github", "event", "inputs", name):
            return "text" if _declared(asked, name, ("workflow_dispatch",), "boolean") else None
        case ("needs" | "steps", _, "outputs", _):
            texts = possible_texts(asked.scope.resolve(Reference(found)))
            return "text" if texts is not None and all(each in ("true", "false") for each in texts) else None
        case _:
            return None


def _declared(asked: Asked, name: str, triggers: tuple[str, ...], kind: str) -> bool:
    """Whether the input is declared, and of that type wherever it is."""
    found = list(_inputs(asked, name, triggers))
    return bool(found) and all(each.type == kind for each in found)


def _inputs(asked: Asked, name: str, triggers: tuple[str, ...]) -> Iterator[Input]:
    for trigger in asked.facts.workflow.triggers:
        declared = trigger.input(name) if trigger.event in triggers else None
        if declared is not None:
            yield declared


def _is_asked_otherwise(asked: Asked, found: tuple[str, ...], part: Expression) -> bool:
    """Whether the condition looks at the same name in another part, as those do who don't trust the types."""
    names = {found[-1].lower()}
    inside = {id(node) for node in walk(part)}
    return asked.expression is not None and any(
        isinstance(node, Index) and id(node) not in inside and (path(node) or ("",))[-1].lower() in names
        for node in walk(asked.expression)
    )


def _no_option(asked: Asked, part: Expression) -> Fixed | None:
    """A choice compared with what is none of its options."""
    for found, value in _equalities(part):
        lowered = tuple(each.lower() for each in found)
        if lowered[:1] != ("inputs",) and lowered[:3] != ("github", "event", "inputs"):
            continue
        declared = list(_inputs(asked, lowered[-1], ("workflow_dispatch", "workflow_call")))
        if not value or not declared or any(each.type != "choice" or not each.options for each in declared):
            continue
        options = [option.text for each in declared for option in each.options]
        if any("${{" in each or each.lower() == value.lower() for each in options):
            continue
        close = get_close_matches(value, options, n=1, cutoff=0.6)
        return Fixed(
            part,
            isinstance(part, Compare) and part.operator == "!=",
            f"`{value}` is none of the options of `{lowered[-1]}`",
            f"`{close[0]}` is one" if close else f"it is one of {', '.join(f'`{each}`' for each in options)}",
        )
    return None


# -- texts that count as true ---------------------------------------------------------------------------------------------


def _text_for_boolean(asked: Asked, part: Expression) -> Fixed | None:
    """A text that is `false` at times, taken for a boolean: it counts as true."""
    found = path(part) if isinstance(part, Index) else None
    if found is None:
        return None
    name = ".".join(found)
    match tuple(each.lower() for each in found):
        case ("github", "event", "inputs", given) if _declared(asked, given, ("workflow_dispatch",), "boolean"):
            return Fixed(part, True, f"`{name}` is a text, and `'false'` counts as true", f"write `inputs.{found[-1]}`")
        case ("needs" | "steps", _, "outputs", _) | ("env", _):
            texts = possible_texts(asked.scope.resolve(Reference(found)))
            if texts is not None and "false" in texts:
                return Fixed(part, True, f"`{name}` is a text, and `'false'` counts as true", f"write `{name} == 'true'`")
    return None
