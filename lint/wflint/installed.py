"""Which installed packages bring rules, told by their files: importing `importlib.metadata` takes longer than asking."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from wflint import witness

GROUP = "wflint.rules"
"""The entry point of packages that bring rules."""


def folders() -> list[str]:
    """The folders in which Python looks for packages, each once."""
    found = dict.fromkeys(os.path.abspath(each) for each in sys.path)
    return [each for each in found if witness.is_folder(each)]


def others_with_rules() -> Iterator[str]:
    """The packages, wflint aside, that bring rules, or may: an archive of Python code isn't looked into."""
    for folder in folders():
        for name in witness.packages(folder):
            file = os.path.join(folder, name, "entry_points.txt")
            if not name.startswith("wflint-") and witness.is_file(file) and GROUP.encode() in (witness.content(file) or b""):
                yield name
    yield from (each for each in sys.path if witness.is_file(each))
