"""What fuzzing starts from: the project's own workflows, and small inputs of every language that are kept in `seeds`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
_WORKFLOWS = ("examples", "tests/fixtures", "tests/systems")


def seeds(target: str) -> Mapping[str, bytes]:
    """The seeds of a target by a name for each."""
    found = {
        f"{folder}-{each.name}": each.read_bytes() for folder in ("seeds", "found") for each in _files(HERE / folder / target)
    }
    if target == "workflows":
        for folder in _WORKFLOWS:
            for each in sorted((ROOT / folder).glob("*/.github/workflows/*.yml")):
                found["-".join(each.relative_to(ROOT).parts)] = each.read_bytes()
    return found


def _files(folder: Path) -> list[Path]:
    return sorted(each for each in folder.iterdir() if each.is_file()) if folder.is_dir() else []
