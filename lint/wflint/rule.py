"""A rule: one promise of the design, as a value.

A rule lives in a module of its own, named after it (`missing_listener.py`, `missing-listener`).  The module's docstring is its
page; the decorated function checks it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from wflint.finding import Hit, Level
from wflint.lean import dataclass

if TYPE_CHECKING:
    from wflint.graph import System

Check = Callable[..., Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class NoOptions:
    """The rule has no options."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.  `summary` is a noun phrase for lists; `strict` rules run only with `--profile strict` or when selected.

    `options` is a frozen dataclass whose fields have defaults; each field's metadata holds `doc`.
    """

    name: str
    family: str
    level: Level
    summary: str
    check: Check
    page: str
    strict: bool = False
    options: type[Any] = NoOptions

    def hits(self, system: System, options: object) -> Iterable[Hit]:
        """Everything that the rule has to say of the system."""
        return self.check(system, options)


def rule(summary: str, *, level: Level, strict: bool = False, options: type[Any] = NoOptions) -> Callable[[Check], Rule]:
    """Turn a function `check(system, options)` into the rule that its module is named after."""

    def decorate(check: Check) -> Rule:
        module = check.__module__
        package, _, name = module.rpartition(".")
        return Rule(
            name=name.replace("_", "-"),
            family=package.rpartition(".")[2],
            level=level,
            summary=summary,
            check=check,
            page=sys.modules[module].__doc__ or "",
            strict=strict,
            options=options,
        )

    return decorate
