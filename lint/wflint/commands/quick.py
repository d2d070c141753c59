"""A first look, taken before rules, settings and the rest are loaded: where nothing could be wrong, it is the answer."""

from __future__ import annotations

import argparse
import os

from wflint import installed, witness
from wflint.commands.world import wants_colour
from wflint.lean import dataclass

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from wflint.facts.ordinary import Ordinary
    from wflint.sources import Repository

_SAYS_MORE = (
    *("repo_name", "config", "plugin", "select", "ignore", "profile"),
    *("output", "statistics", "fix", "unsafe_fixes", "diff"),
)
"""Options whose meaning needs the rest."""
_AGREED = os.path.join(".github", "events")
"""The folder of contracts, which are checked in themselves."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was found.  `report` is the whole answer, where there is one; `ordinary` the workflows that needn't be read, where
    that was asked.
    """

    repositories: tuple[Repository, ...]
    ordinary: tuple[Ordinary, ...] | None = None
    report: str | None = None


def look(options: argparse.Namespace) -> Look | None:
    """Look at the workflows that `wflint check` is given; `None` where the options ask for more than a look can tell."""
    if any(getattr(options, name) for name in _SAYS_MORE) or options.format not in ("text", "concise"):
        return None
    if (options.format == "text" and wants_colour(options.color)) or os.environ.get("WFLINT_CONFIG"):
        return None
    from wflint.sources import SETTINGS, discover

    repositories, nothing = discover(options.paths or ["."])
    if not repositories or nothing.searched:
        return None
    looked = Look(repositories)
    if any(each.problems for each in repositories) or any(witness.exists(each.root / _AGREED) for each in repositories):
        return looked
    if (not options.isolated and witness.exists(repositories[0].root / SETTINGS)) or any(installed.others_with_rules()):
        return looked
    from wflint.facts.ordinary import ordinary, taken_down
    from wflint.script_files import script_files
    from wflint.words import nothing_found

    workflows = sum(len(each.workflows) for each in repositories)
    left_out = ordinary(repositories)
    if len(left_out) < workflows or any(True for each in repositories for _ in script_files(each)):
        return Look(repositories, left_out)
    taken_down(left_out)
    return Look(repositories, left_out, f"{nothing_found(workflows)}\n")
