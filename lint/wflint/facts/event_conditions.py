"""Whether conditions can hold, told without a parser: then `unreachable-route` and `unrouted-event` have nothing to say.

A condition can hold when some trigger of the workflow makes it so, as far as the event decides; and after each trigger some job
is to run.  The tests may err on the side of no: they follow comparisons with the event's name and action, and take nothing for
open that may come from the event by a detour.
"""

from __future__ import annotations

import re

from wflint.facts.near import maybe_near
from wflint.regex import regex
from wflint.syntax.glance import jobs_of, texts

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Literal, TypeAlias

    from wflint.syntax.plain import Tree

    _Asked: TypeAlias = "tuple[Literal['and', 'or', 'not'], list[_Asked]] | str"
    """What an expression is put together from."""

ABOUT = ("event_name", "event.action")
"""What tells which event it is; whatever else may tell it isn't followed (`looks.py`)."""

_NAME = r"[a-z_][\w-]*+(?:\.(?:[\w-]++|\*))*+"
_INNER = r"(?:[^()']|'[^'\n]*+')*+"
_SIDE = rf"(?:{_NAME}(?:\((?:[^()']|'[^'\n]*+'|\({_INNER}\))*+\))?|'[^'\n]*+'|[0-9]++)"
_TOKEN = regex(
    rf"\s*+(?:(?P<and>&&)|(?P<or>\|\|)|(?P<not>!(?!=))|(?P<open>\()|(?P<close>\))|(?P<asked>{_SIDE}(?:\s*[!=]=\s*{_SIDE})?))\s*+",
    re.ASCII,
)
_COMPARED = regex(r"github\.event_name\s*([!=]=)\s*'([^']*)'|'([^']*)'\s*([!=]=)\s*github\.event_name")
_ACTED = regex(r"github\.event\.action\s*([!=]=)\s*'([^']+)'|'([^']+)'\s*([!=]=)\s*github\.event\.action")
_TEXT = regex(r"'[^']*'")
_NAMED = regex(rf"({_NAME})(\(?)", re.ASCII)
_WHOLE = regex(r"\s*\$\{\{((?:(?!\}\}).)*)\}\}\s*", re.DOTALL)

_WITHOUT_ACTION = frozenset({"push", "schedule", "workflow_dispatch", "create", "delete", "fork", "gollum", "public"})
_OPEN = ("vars.", "runner.", "secrets.", "job.")
_OTHERWISE = (("inputs",), ("client_payload",), ("workflow_run",), ("action",))
"""What an event has that isn't looked up in the table."""
_STATUS = frozenset(("always", "success", "failure", "cancelled"))
_FUNCTIONS = frozenset(("contains", "startswith", "endswith", "fromjson", "tojson"))
MAY_BE_IDLE = frozenset(("repository_dispatch", "workflow_call", "pull_request", "pull_request_target", "merge_group"))
"""Triggers after which it may be meant that no job runs, or of which that is told otherwise."""
_FAILURE = regex(r"\bfailure\s*\(")
_NO_SUCCESS = ("skipped", "failure", "cancelled")
_SHOWN = ("name", "run-name", "concurrency")
"""Keys whose values nothing hangs on."""


def conditions_hold(root: dict[str, Tree], low: str, triggers: frozenset[str]) -> bool:
    """Whether nothing in a workflow asks for an event that never comes; `low` is its text in lower case.

    What tells the event may stand in conditions, in names, and in what other people's actions are given; wherever else it stands,
    something may hang on it.
    """
    told = sum(map(low.count, ABOUT))
    if not told or "workflow_call" in triggers:  # a called workflow sees its caller's event
        return True
    asked = list(conditions(root))
    known = sum(map(_tellings, [*asked, *_harmless(root)]))
    return known == told and all(_can_hold(each.lower(), triggers) for each in asked if _tellings(each))


def jobs_run(root: dict[str, Tree], triggers: frozenset[str]) -> bool:
    """Whether after each trigger of a workflow some job surely may run."""
    first = [job.get("if") for _, job in jobs_of(root) if "needs" not in job]
    if len(triggers) < 2 or None in first:
        return True
    asked = [_asked(each.lower()) for each in first if isinstance(each, str)]
    return all(
        any(each is not None and _may_be(each, True, trigger.lower()) for each in asked)
        for trigger in triggers
        if trigger not in MAY_BE_IDLE
    )


def _tellings(tree: Tree | None) -> int:
    if isinstance(tree, str):
        return sum(map(tree.lower().count, ABOUT))
    return sum(map(_tellings, tree.values() if isinstance(tree, dict) else tree)) if tree else 0


_NEEDED = regex(r"\bneeds\s*\.\s*([a-z_][\w-]*)")
"""A job whose result or output is asked for."""


def asks_in_vain(condition: str, is_first: bool) -> bool:
    """Whether the condition of a job, or of its first step, may ask for what it never sees.

    That is a need that didn't succeed, a call as an event, and a failure before what is first: a job without needs, a first step.
    """
    low = condition.lower()
    if is_first and _FAILURE.search(low):
        return True
    return ("needs" in low and any(each in low for each in _NO_SUCCESS)) or ("event_name" in low and "workflow_call" in low)


def asks_a_stranger(condition: str, needs: Iterable[str]) -> bool:
    """Whether a condition asks for a job that isn't one of those which it sees."""
    asked = _asked_jobs(condition)
    return bool(asked) and not asked <= {each.lower() for each in needs}


def _asked_jobs(condition: str) -> set[str]:
    low = condition.lower()
    return set(_NEEDED.findall(low)) if "needs" in low else set()


def ask_in_vain(root: dict[str, Tree]) -> bool:
    """The same of all jobs of a workflow, and whether one of them, or a step of it, asks for a job that it doesn't see."""
    needs = {name.lower(): [each.lower() for each in texts(job.get("needs"))] for name, job in jobs_of(root)}
    for name, job in jobs_of(root):
        steps = job.get("steps")
        given = [each.get("if") for each in steps if isinstance(each, dict)] if isinstance(steps, list) else []
        own = job.get("if")
        asked = ((own, "needs" not in job), (given[0] if given else None, True))
        if any(isinstance(condition, str) and asks_in_vain(condition, is_first) for condition, is_first in asked):
            return True
        if isinstance(own, str) and (known := _asked_jobs(own)) and not known <= _above(name.lower(), needs):
            return True
        if any(isinstance(each, str) and asks_a_stranger(each, needs[name.lower()]) for each in given):
            return True
    return False


def _above(name: str, needs: Mapping[str, list[str]]) -> set[str]:
    """The jobs that come before a job; its own condition sees them all."""
    found: set[str] = set()
    waiting = [*needs.get(name, ())]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting.extend(needs.get(each, ()))
    return found


def may_be_restarted(low: str) -> bool:
    """Whether a workflow, given by its text in lower case, may ask for a label that an issue has when another one is added."""
    return "issues" in low and "labeled" in low and "issue.labels" in low and "contains" in low


def conditions(root: dict[str, Tree]) -> Iterator[str]:
    """The conditions of all jobs and steps of a workflow, as they are written."""
    for each in _jobs_and_steps(root):
        condition = each.get("if")
        if isinstance(condition, str):
            yield condition


def _harmless(root: dict[str, Tree]) -> Iterator[Tree]:
    for each in (root, *_jobs_and_steps(root)):
        yield from (each[name] for name in _SHOWN if name in each)
        uses = each.get("uses")
        if isinstance(uses, str) and maybe_near(uses) is None and "script" not in uses.lower():
            yield each.get("with", "")


def _jobs_and_steps(root: dict[str, Tree]) -> Iterator[dict[str, Tree]]:
    for _, job in jobs_of(root):
        yield job
        steps = job.get("steps")
        yield from (step for step in (steps if isinstance(steps, list) else ()) if isinstance(step, dict))


def _can_hold(condition: str, triggers: frozenset[str]) -> bool:
    """Whether some trigger surely doesn't rule the condition out, or the condition asks for no event."""
    asked = _asked(condition)
    return asked is not None and (not _asks(asked) or any(_may_be(asked, True, each.lower()) for each in triggers))


def _asked(condition: str) -> _Asked | None:
    whole = _WHOLE.fullmatch(condition)
    return _Reading(whole[1] if whole is not None else condition).whole()


def _asks(asked: _Asked) -> bool:
    """Whether something is compared with `==` to what tells the event."""
    return _tellings(asked) > 0 and "==" in asked if isinstance(asked, str) else any(map(_asks, asked[1]))


class _Reading:
    """Takes an expression apart; nothing comes of one in which there is more than names, texts and what joins them."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(text):
            token = _TOKEN.match(text, at)
            if token is None or token.lastgroup is None:
                self.tokens = []
                return
            self.tokens.append((token.lastgroup, token[token.lastgroup]))
            at = token.end()

    def whole(self) -> _Asked | None:
        self.tokens.reverse()
        found = self._any()
        return None if self.tokens else found

    def _any(self) -> _Asked | None:
        return self._joined("or")

    def _joined(self, kind: Literal["and", "or"]) -> _Asked | None:
        parts: list[_Asked] = []
        while True:
            part = self._joined("and") if kind == "or" else self._one()
            if part is None:
                return None
            parts.append(part)
            if not self.tokens or self.tokens[-1][0] != kind:
                return parts[0] if len(parts) == 1 else (kind, parts)
            self.tokens.pop()

    def _one(self) -> _Asked | None:
        kind, text = self.tokens.pop() if self.tokens else ("", "")
        if kind == "asked":
            return text
        inner = self._one() if kind == "not" else self._any() if kind == "open" else None
        if inner is None or kind == "not":
            return None if inner is None else ("not", [inner])
        return inner if self.tokens and self.tokens.pop()[0] == "close" else None


def _may_be(asked: _Asked, wanted: bool, trigger: str) -> bool:
    """Whether the event leaves it open that something is what is wanted, or makes it so; surely, whatever else there is."""
    if isinstance(asked, str):
        return _answer(asked, trigger) in (wanted, None)
    kind, parts = asked
    if kind == "not":
        return _may_be(parts[0], not wanted, trigger)
    answers = (_may_be(each, wanted, trigger) for each in parts)
    return all(answers) if (kind == "and") is wanted else any(answers)


def _answer(asked: str, trigger: str) -> bool | Literal["unknown"] | None:
    """What a run that the trigger has started answers: `None` where all answers are open to it."""
    compared = _COMPARED.fullmatch(asked)
    if compared is not None:
        return ((compared[2] or compared[3] or "") == trigger) is ((compared[1] or compared[4]) == "==")
    acted = _ACTED.fullmatch(asked)
    if acted is not None:
        return None if trigger not in _WITHOUT_ACTION else (acted[1] or acted[4]) == "!="
    if "''" in asked:
        return "unknown"
    names = _NAMED.findall(_TEXT.sub("''", asked))
    contexts = [name for name, opening in names if not opening]
    functions = {name for name, opening in names if opening}
    if not contexts and len(functions) == 1 and functions <= _STATUS:
        return None if "always" not in functions else True
    known = functions <= _FUNCTIONS and contexts and all(_is_open(each, trigger) for each in contexts)
    return None if known else "unknown"


def _is_open(name: str, trigger: str) -> bool:
    """Whether a look-up isn't decided by the event, nor by anything in the file."""
    path = tuple(name.split("."))
    if path[0] == "github" and path[1:]:
        if path[1] in ("event", "head_ref", "base_ref") and path[2:3] not in _OTHERWISE:
            from wflint.payloads import lacks  # late: it loads a table

            return not lacks(trigger, path)
        return not path[1].startswith("event") and path[1] != "action_path"
    if path[0] == "inputs":
        return trigger == "workflow_dispatch"
    return name.startswith(_OPEN) or (name.startswith("needs.") and name.endswith(".result"))
