"""Calls of the repository's own workflows at a glance: whether what is passed surely fits what is declared.

Where it does, `missing-input`, `undeclared-input`, `invalid-input-value` and `not-dispatchable` are silent about a call.
Expressions have no values here: a look-up fits every type, as it does there, a condition is true or false, and of others nothing
is known.
"""

from __future__ import annotations

import re

from wflint.facts.near import NEAR, maybe_near
from wflint.regex import regex
from wflint.syntax.glance import is_null, jobs_of, texts

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator
    from typing import TypeAlias

    from wflint.syntax.plain import Tree

    Given: TypeAlias = "tuple[tuple[str, str], ...]"
    """Names, in lower case, and values as they are written."""
    Call: TypeAlias = "tuple[str, Given, tuple[str, ...] | None]"
    """The path of the workflow that a job calls, from the root of the repository, what it passes, and the names of the secrets
    that it hands on, in lower case; `None` for all."""
    Declared: TypeAlias = "tuple[str, str, bool, tuple[str, ...]]"
    """An input: its name in lower case, its type, whether it must be given, and the values of a choice."""

FOLDER = ".github/workflows/"

_LOOKED_UP = regex(r"\$\{\{\s*[a-z]+(?:\.[\w-]+)+\s*\}\}")
_ONE_HOLE = regex(r"\$\{\{((?:(?!\}\}).)*)\}\}")
_COMPARED = regex(r"[!=]=\s*'[^']*'|'[^']*'\s*[!=]=")
_TEXT = regex(
    r"\$\{\{[\s(]*needs\s*\.\s*[\w-]+\s*\.\s*outputs\b|\bgithub\s*\.\s*event\s*\.\s*inputs\b",
    re.IGNORECASE,
)
_NO_TEXT = regex(r"\$\{\{[^|]*(?:[!=]=|fromjson)", re.IGNORECASE)
"""What may be a text, which is no boolean, and what makes one of it: behind `||` it may come too late."""
_VALUE = regex(r"'|(?<![\w.-])\d")
_SECRET = regex(r"\$\{\{\s*secrets\s*(?:\.\s*|\[\s*')([\w-]+)", re.IGNORECASE)
_INPUT = regex(r"\$\{\{\s*inputs\s*(?:\.\s*[\w-]+|\[[^\]]*\])\s*\}\}", re.IGNORECASE)
_EMPTY = "${{ '' }}"
WITH_INPUTS = frozenset(("workflow_dispatch", "workflow_call"))
"""Events whose runs have inputs."""
_TRUTHS = ("true", "false", "")


def calls_of(root: dict[str, Tree], triggers: frozenset[str]) -> Iterator[Call]:
    """Every call of what may be a workflow of the same repository; inputs that are no texts are said to be something strange.

    So are inputs of a manual start where other events run the workflow too: in their runs they are empty, which is no boolean.
    """
    is_manual = triggers <= WITH_INPUTS
    for _, job in jobs_of(root):
        uses = job.get("uses")
        path = maybe_near(uses) if isinstance(uses, str) else None
        if path is not None and path.startswith(FOLDER):
            given = job.get("with", {})
            pairs = given.items() if isinstance(given, dict) else (("", given),) if given else ()
            passed = tuple(
                (
                    name.lower() if isinstance(value, str) else "",
                    str(value) if is_manual or not _INPUT.fullmatch(str(value)) else _EMPTY,
                )
                for name, value in pairs
            )
            secrets = job.get("secrets")
            yield (
                path,
                passed,
                None if secrets == "inherit" else tuple(map(str.lower, secrets if isinstance(secrets, dict) else ())),
            )


def declared_by(root: dict[str, Tree]) -> tuple[Declared, ...] | None:
    """The inputs that a workflow declares for those who call it; `None` where nobody can."""
    on = root.get("on")
    if not isinstance(on, dict):
        return () if on == "workflow_call" or (isinstance(on, list) and "workflow_call" in on) else None
    if "workflow_call" not in on:
        return None
    trigger = on["workflow_call"]
    inputs = trigger.get("inputs") if isinstance(trigger, dict) else None
    return tuple(_declared(name, about) for name, about in (inputs.items() if isinstance(inputs, dict) else ()))


def is_reserved(root: dict[str, Tree]) -> bool:
    """Whether a workflow declares the run's own token as a secret that callers give, which GitHub refuses."""
    on = root.get("on")
    trigger = on.get("workflow_call") if isinstance(on, dict) else None
    secrets = trigger.get("secrets") if isinstance(trigger, dict) else None
    return isinstance(secrets, dict) and any(each.lower() == "github_token" for each in secrets)


def strays(text: str, calls: Iterable[Call], workflows: Container[str]) -> bool:
    """Whether some call in a text may be of a workflow of the same repository that isn't there."""
    gone = (path for path, *_ in calls if path not in workflows)
    return any(f"{start}{path}" in text for path in gone for start in NEAR)


def _declared(name: str, about: Tree) -> Declared:
    known = about if isinstance(about, dict) else {}
    kind, required, default = known.get("type"), known.get("required"), known.get("default")
    has_default = isinstance(default, str) and not is_null(default)
    return (
        name.lower(),
        str(kind) if isinstance(kind, str) else "string",
        isinstance(required, str) and required.lower() == "true" and not has_default,
        tuple(map(str, texts(known.get("options")))),
    )


def fits(given: Given, declared: tuple[Declared, ...] | None) -> bool:
    """Whether what is passed is surely what is declared, with all that must be given; `None` can't be called."""
    if declared is None:
        return False
    known = {each[0]: each for each in declared}
    names = {name for name, _ in given}
    return all(name in names for name, _, must, _ in declared if must) and all(
        name in known and _fits(value, known[name][1], known[name][3]) for name, value in given
    )


def hands_on(text: str, secrets: Collection[str] | None) -> bool:
    """Whether a call surely hands all secrets on that stand alone in the text of the called workflow, and none that it doesn't
    declare; `None` are all."""
    low = text.lower()
    if secrets is None or not all(re.search(rf"(?<![\w.-]){re.escape(each)}[\"']?\s*:", low) for each in secrets):
        return secrets is None
    return "secrets" not in low or all(
        name.lower() in secrets or name.lower() == "github_token" for name in _SECRET.findall(text)
    )


def _fits(value: str, kind: str, options: tuple[str, ...]) -> bool:
    if kind not in ("choice", "boolean", "number"):
        return True
    if "${{" in value:
        if kind == "boolean" and _TEXT.search(value) and not _NO_TEXT.search(value):
            return False
        hole = _ONE_HOLE.fullmatch(value)
        is_truth = kind == "boolean" and hole is not None and not _VALUE.search(_COMPARED.sub("", hole[1]))
        return is_truth or _LOOKED_UP.fullmatch(value) is not None
    match kind:
        case "choice":
            return not options or value in (*options, "")
        case "boolean":
            return value.lower() in _TRUTHS
        case _:
            return value == "" or value.isdecimal()
