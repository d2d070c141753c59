"""A system under change: its files, what wflint's parsers see in them, and edits by place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from wflint.config import Config, parsed
from wflint.facts.model import WorkflowFacts
from wflint.graph import System
from wflint.link import link
from wflint.pipeline import Report, lint
from wflint.plugins import load_rules
from wflint.sources import Repository, Source
from wflint.span import Span
from wflint.syntax.document import Document, parse
from wflint.syntax.node import Mapping as YamlMapping

WORKFLOWS = ".github/workflows/"
SETTINGS = ".github/wflint.yml"
NAME = "octo/tasks"


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the characters from `start` to `end` of a file by `text`."""

    path: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Subject:
    """A system by the texts of its files; everything else follows from them."""

    name: str
    files: Mapping[str, str] = field(repr=False)

    @cached_property
    def system(self) -> System:
        """What wflint reads in the files."""
        return linked(self.files)

    def report(self) -> Report:
        """What wflint reports on the files, under every rule."""
        return lint(self.system, settings(self.files), load_rules())

    @cached_property
    def workflows(self) -> tuple[WorkflowFacts, ...]:
        return self.system.workflows

    @cached_property
    def _roots(self) -> dict[str, YamlMapping]:
        found = {}
        for path, text in self.files.items():
            document = parse(path, text) if path.endswith((".yml", ".yaml")) else None
            if isinstance(document, Document) and isinstance(document.root, YamlMapping):
                found[path] = document.root
        return found

    def root(self, path: str) -> YamlMapping | None:
        """The root of a YAML file; `None` for any other."""
        return self._roots.get(path)

    @cached_property
    def _starts(self) -> dict[str, list[int]]:
        return {path: _line_starts(text) for path, text in self.files.items()}

    def offset(self, path: str, line: int, column: int) -> int:
        """The character at a line and column, both from 1; the line's end where the line is shorter."""
        starts = self._starts[path]
        if line > len(starts):
            return len(self.files[path])
        end = starts[line] - 1 if line < len(starts) else len(self.files[path])
        return min(starts[line - 1] + column - 1, end)

    def range(self, span: Span) -> tuple[int, int]:
        """The characters that a place covers."""
        return self.offset(span.path, span.line, span.column), self.offset(span.path, span.end_line, span.end_column)

    def text(self, span: Span) -> str:
        """The text at a place."""
        start, end = self.range(span)
        return self.files[span.path][start:end]

    def replaced(self, span: Span, text: str) -> Edit:
        """The edit that puts a text in a place."""
        return Edit(span.path, *self.range(span), text)

    def edited(self, edits: Iterable[Edit]) -> dict[str, str]:
        """All files after some edits, none of which may overlap; equal ones count once."""
        files = dict(self.files)
        numbered = enumerate(dict.fromkeys(edits))  # of texts put in one place the first stays the first
        for _, edit in sorted(numbered, key=lambda each: (each[1].path, each[1].start, each[1].end, each[0]), reverse=True):
            text = files[edit.path]
            files[edit.path] = text[: edit.start] + edit.text + text[edit.end :]
        return files

    def renamed(self, old: str, new: str) -> dict[str, str]:
        """All files, one of them under another path."""
        return {new if path == old else path: text for path, text in self.files.items()}


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.split("\n")[:-1]:
        starts.append(starts[-1] + len(line) + 1)
    return starts


def read(folder: Path) -> Subject:
    """The system in a folder, by the folder's name: its workflows, actions, scripts and settings.

    Contracts are left out: who renames a field renames it in them as well, and no fault should be found by them alone.
    """
    paths = sorted(
        each
        for each in folder.rglob("*")
        if each.is_file() and each.name not in ("expected.txt", "README.md") and not each.name.endswith(".schema.json")
    )
    return Subject(folder.name, {each.relative_to(folder).as_posix(): each.read_text(encoding="utf-8") for each in paths})


def linked(files: Mapping[str, str]) -> System:
    """The linked system of one repository with these files, read from memory."""
    sources = {path: Source(path, path, path, text) for path, text in sorted(files.items())}
    inside = {path for path in sources if path.startswith(WORKFLOWS)}
    workflows = {path for path in inside if "/" not in path.removeprefix(WORKFLOWS) and path.endswith((".yml", ".yaml"))}
    repository = Repository(
        Path("/nowhere"),
        "",
        "",
        NAME,
        tuple(sources[path] for path in sorted(workflows)),
        tuple(sorted(inside - workflows)),
        files=sources,
    )
    return link((repository,), settings(files))


def settings(files: Mapping[str, str]) -> Config:
    """The system's own settings, with every rule in force."""
    from dataclasses import replace

    text = files.get(SETTINGS)
    given = parsed(SETTINGS, text, load_rules()) if text is not None else Config()
    return replace(given, profile="strict")
