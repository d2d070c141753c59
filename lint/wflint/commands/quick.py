"""The answer for repositories without anything that could be wrong, given before rules, settings and the rest are loaded."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator

from wflint import witness
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
    if any(witness.exists(each.root / _AGREED) for each in repositories) or any(_others_rules()):
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


def _others_rules() -> Iterator[str]:
    """Installed packages that bring rules of their own."""
    for folder in sys.path:
        if os.path.basename(folder) in ("site-packages", "dist-packages") and witness.is_folder(folder):
            for name, _ in witness.entries(folder):
                file = os.path.join(folder, name, "entry_points.txt")
                brings = name.endswith((".dist-info", ".egg-info")) and not name.startswith("wflint-") and witness.is_file(file)
                if brings and b"wflint.rules" in (witness.content(file) or b""):
                    yield name
