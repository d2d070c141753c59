"""The answer for repositories without anything that could be wrong, given before rules, settings and the rest are loaded."""

from __future__ import annotations

import argparse
import os

from wflint import installed, witness
from wflint.commands.world import wants_colour

_SAYS_MORE = (
    *("repo_name", "config", "plugin", "select", "ignore", "profile"),
    *("output", "statistics", "fix", "unsafe_fixes", "diff"),
)
"""Options whose meaning needs the rest."""
_AGREED = os.path.join(".github", "events")
"""The folder of contracts, which are checked in themselves."""


def nothing_found(options: argparse.Namespace) -> str | None:
    """The report of `wflint check` where all workflows are ordinary; `None` where only looking closer can tell."""
    if any(getattr(options, name) for name in _SAYS_MORE) or options.format not in ("text", "concise"):
        return None
    if (options.format == "text" and wants_colour(options.color)) or os.environ.get("WFLINT_CONFIG"):
        return None
    from wflint.sources import SETTINGS, discover

    repositories, nothing = discover(options.paths or ["."])
    if not repositories or nothing.searched or any(each.problems for each in repositories):
        return None
    if not options.isolated and witness.exists(repositories[0].root / SETTINGS):
        return None
    if any(witness.exists(each.root / _AGREED) for each in repositories) or any(installed.others_with_rules()):
        return None
    from wflint.facts.ordinary import ordinary, taken_down
    from wflint.script_files import script_files
    from wflint.words import nothing_found

    workflows = sum(len(each.workflows) for each in repositories)
    left_out = ordinary(repositories)
    if len(left_out) < workflows or any(True for each in repositories for _ in script_files(each)):
        return None
    taken_down(left_out)
    return f"{nothing_found(workflows)}\n"
