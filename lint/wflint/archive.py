"""Facts kept for later: `wflint facts` writes what one repository says, `wflint link` joins several such files.

What is written holds the texts of the files that were read, so that findings can quote them, and no path of the machine.
"""

from __future__ import annotations

import dataclasses
import enum
import importlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from wflint import __version__
from wflint.codec import Codec, CodecError
from wflint.config import Config
from wflint.facts.model import WorkflowFacts
from wflint.graph import System
from wflint.problem import Problem
from wflint.sources import Repository, Source
from wflint.span import Span
from wflint.syntax.expression import Expression
from wflint.values.condition import Condition

FORMAT = 1
"""Of the file.  The facts themselves are those of one version of wflint, which the file names."""

_MODULES = (
    "span problem finding sources config syntax.node syntax.workflow syntax.expression.tree syntax.expression.template "
    "syntax.expression.parser values.value values.condition senders.message facts.scope facts.model archive"
)


class ArchiveError(Exception):
    """A file isn't one that this version of wflint wrote; the message says why."""


@dataclass(frozen=True, slots=True)
class Archive:
    """Everything that is known of one repository, before it is linked with others."""

    repository: Repository
    workflows: tuple[WorkflowFacts, ...]
    config: Config
    sources: tuple[Source, ...]
    problems: tuple[Problem, ...]
    scripts: tuple[WorkflowFacts, ...]


def write(system: System) -> str:
    """The facts of a system of one repository as JSON, the same wherever the repository lies."""
    [repository] = system.repositories
    shown = repository.shown_root
    kept_root = Path(shown).name if Path(shown).is_absolute() else shown
    moved = replace(repository, root=Path("."), shown_root=kept_root)
    kept = Archive(
        moved,
        tuple(replace(each, repository=moved) for each in system.workflows),
        replace(system.config, file=""),
        tuple(system.sources[path] for path in sorted(system.sources)),
        system.problems,
        tuple(replace(each, repository=moved) for each in system.scripts),
    )
    head: dict[str, Any] = {"wflint-facts": FORMAT, "version": __version__, "shown": kept_root, "name": repository.name}
    prefix = _prefix(shown)
    data = _codec().encode(kept, lambda path: path.removeprefix(prefix))
    return json.dumps(head | data, separators=(",", ":"), ensure_ascii=False) + "\n"


def _prefix(shown: str) -> str:
    return "" if shown in ("", ".") else f"{shown}/"


def joined(texts: Mapping[str, str], config: Config | None = None) -> System:
    """One system of the files of that name and text; raises `ArchiveError`.

    The settings of the first one hold where none are given.  A repository is shown under the folder that it was read from, or
    under its `owner/name` where two come from folders of the same name.
    """
    heads = {file: _head(file, text) for file, text in texts.items()}
    folders = Counter(head["shown"] for head in heads.values())
    archives = []
    for file, head in heads.items():
        alone = folders[head["shown"]] == 1
        shown = str(head["shown"] if alone else head["name"] or Path(file).name.partition(".")[0])
        archives.append(_decoded(file, head, shown))
    return System(
        tuple(archive.repository for archive in archives),
        tuple(each for archive in archives for each in archive.workflows),
        config if config is not None else archives[0].config,
        {source.path: source for archive in archives for source in archive.sources},
        tuple(each for archive in archives for each in archive.problems),
        tuple(each for archive in archives for each in archive.scripts),
    )


def _head(file: str, text: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ArchiveError(f"{file} isn't JSON: {error}") from error
    if not isinstance(data, dict) or "wflint-facts" not in data or not isinstance(data.get("shown"), str):
        raise ArchiveError(f"{file} isn't a file of `wflint facts`")
    if (data["wflint-facts"], data.get("version")) != (FORMAT, __version__):
        raise ArchiveError(f"{file} was written by wflint {data.get('version')}, and this is {__version__}: write it anew")
    return data


def _decoded(file: str, data: dict[str, Any], shown: str) -> Archive:
    prefix = _prefix(shown)
    try:
        found = _codec().decode(data, lambda path: f"{prefix}{path}" if path else path)
    except CodecError as error:
        raise ArchiveError(f"{file}: {error}") from error
    if not isinstance(found, Archive):
        raise ArchiveError(f"{file} isn't a file of `wflint facts`")
    return found


@cache
def _codec() -> Codec:
    modules = [importlib.import_module(f"wflint.{name}") for name in _MODULES.split()]
    return Codec(_classes(modules), {"Condition": Condition, "Expression": Expression}, (Span, Source))


def _classes(modules: list[Any]) -> Iterator[type]:
    for module in modules:
        for value in vars(module).values():
            is_own = isinstance(value, type) and value.__module__ == module.__name__
            if is_own and (dataclasses.is_dataclass(value) or issubclass(value, enum.Enum)):
                yield value
