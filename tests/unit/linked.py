"""Small systems that are linked in memory, from the texts of their workflows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from wflint.config import Config
from wflint.graph import System
from wflint.link import link
from wflint.sources import Repository, Source

FOLDER = ".github/workflows/"


def repository(files: Mapping[str, str], name: str | None = "octo/example", shown: str = "") -> Repository:
    """A repository that lies nowhere, with these workflows by file name; `shown` is the folder that paths begin with."""
    prefix = f"{shown}/" if shown else ""
    locals_ = {f"{FOLDER}{file}": text for file, text in files.items()}
    sources = tuple(Source(f"{prefix}{local}", local, local, text) for local, text in locals_.items())
    return Repository(Path("/nowhere") / shown, shown, "", name, sources)


def linked(files: Mapping[str, str], config: Config | None = None) -> System:
    """The system of one repository with these workflows, by file name; all of them can be read."""
    system = link((repository(files),), config or Config())
    assert system.problems == ()
    return system
