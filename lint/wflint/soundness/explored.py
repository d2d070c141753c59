"""The stories of a system, told once for all rules that ask for them."""

from __future__ import annotations

from functools import lru_cache

from wflint.graph import System
from wflint.lean import dataclass
from wflint.soundness.explore import Exploration, Explorer

_MOST_STATES = 2_000
"""Runs that are told apart for a finding; `wflint prove` looks at more."""


@dataclass(frozen=True, slots=True)
class Explored:
    """What follows from each launcher."""

    explorer: Explorer
    explorations: tuple[Exploration, ...]


@lru_cache(maxsize=1)
def explored(system: System) -> Explored:
    """Everything that can follow from every launcher, as far as 2,000 states from each lead."""
    explorer = Explorer(system, _MOST_STATES)
    return Explored(explorer, tuple(explorer.explore(root) for root in explorer.roots()))
