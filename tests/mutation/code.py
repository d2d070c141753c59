"""Scripts as trees, with places in the file, in every language that systems send from."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

import tree_sitter_bash
import tree_sitter_javascript
import tree_sitter_pwsh
from tree_sitter import Language, Parser

from mutation.subject import Edit, Subject
from wflint.facts.model import StepFacts, WorkflowFacts
from wflint.graph import Site
from wflint.senders.script import Hole, Script
from wflint.sources import Source
from wflint.span import Span
from wflint.syntax.expression import split_template
from wflint.syntax.node import Scalar
from wflint.values.value import Const

Speech = Literal["bash", "powershell", "javascript", "python"]

_BY_ENDING: dict[str, Speech] = {
    "sh": "bash",
    "bash": "bash",
    "ps1": "powershell",
    "js": "javascript",
    "cjs": "javascript",
    "mjs": "javascript",
    "py": "python",
}


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """One node of a script's tree: its kind, the characters that it covers, its role in its parent, and what is below it."""

    kind: str
    start: int
    end: int
    role: str = ""
    below: tuple[Piece, ...] = field(default=(), repr=False)

    def all(self) -> Iterator[Piece]:
        """The piece and everything below it, in the order of the text."""
        yield self
        for each in self.below:
            yield from each.all()

    def get(self, role: str) -> Piece | None:
        return next((each for each in self.below if each.role == role), None)

    def way_to(self, start: int, end: int) -> tuple[Piece, ...]:
        """The pieces around a range, from the whole script to the smallest."""
        for each in self.below:
            if each.start <= start and end <= each.end and each.end > each.start:
                return (self, *each.way_to(start, end))
        return (self,)


@dataclass(frozen=True, slots=True, eq=False)
class Code:
    """A script and where it stands: in a scalar of a YAML file, or as a file of its own.

    `source` is the script as written, `text` the same with each `${{ }}` masked; `script.locate` gives places.
    """

    path: str
    language: Speech
    script: Script
    root: Piece
    scalar: Scalar | None

    @property
    def source(self) -> str:
        return self.script.source

    def written(self, piece: Piece) -> str:
        """The text of a piece, as it stands in the script."""
        return self.source[piece.start : piece.end]

    def offset(self, line: int, column: int) -> int:
        """The character of the script at a line and column of the file."""
        low, high = 0, len(self.source)
        while low < high:
            middle = (low + high) // 2
            span = self.script.locate(middle, middle)
            if (span.line, span.column) < (line, column):
                low = middle + 1
            else:
                high = middle
        return low

    def range(self, span: Span) -> tuple[int, int]:
        """The characters of the script at a place in the file."""
        return self.offset(span.line, span.column), self.offset(span.end_line, span.end_column)

    def covers(self, span: Span) -> bool:
        if span.path != self.path:
            return False
        whole = self.script.locate(0, len(self.source))
        return (whole.line, whole.column) <= (span.line, span.column) and span.end_line <= whole.end_line + 1


def edits(subject: Subject, code: Code, changes: list[tuple[int, int, str]]) -> list[Edit]:
    """Edits of the file that put texts in ranges of the script; lines get the script's indentation."""
    scalar = code.scalar
    if scalar is None or scalar.style == "literal":
        indent = " " * (scalar.indent - 1) if scalar is not None else ""
        return [
            Edit(code.path, *_in_file(subject, code, start, end), _indented(text, indent, code.source[end : end + 1]))
            for start, end, text in changes
        ]
    text = code.source
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    if "\n" not in text and scalar.style == "plain" and not re.search(r": | #|^[-?!&*\[{|>@`\"'%]", text):
        return [subject.replaced(scalar.span, text)]
    line_start = subject.offset(scalar.span.path, scalar.span.line, 1)
    key_line = subject.files[scalar.span.path][line_start:].split("\n", 1)[0]
    depth = len(re.match(r"[ -]*", key_line)[0])  # type: ignore[index]  # it matches nothing, too
    block = "|\n" + "".join(f"{' ' * (depth + 2)}{line}".rstrip() + "\n" for line in text.rstrip("\n").split("\n"))
    return [subject.replaced(scalar.span, block.rstrip("\n"))]


def _indented(text: str, indent: str, behind: str) -> str:
    """A text of several lines as it stands in a file; a line that goes on behind it is one of them."""
    inside = re.sub(r"\n(?=[^\n])", f"\n{indent}", text)
    return f"{inside}{indent}" if text.endswith("\n") and behind not in ("", "\n") else inside


def _in_file(subject: Subject, code: Code, start: int, end: int) -> tuple[int, int]:
    first, last = code.script.locate(start, start), code.script.locate(end, end)
    return subject.offset(code.path, first.line, first.column), subject.offset(code.path, last.line, last.column)


# -- finding scripts ------------------------------------------------------------------------------------------------------


def codes(subject: Subject, facts: WorkflowFacts) -> Iterator[Code]:
    """The scripts of a workflow's own steps, and the files that these name."""
    named: dict[str, Code] = {}
    for job in facts.jobs:
        for steps in job.ways():
            code = code_of(steps[-1])
            if code is not None:
                yield code
                files = [path for path in subject.files if path in code.source]
                named.update({path: found for path in files if (found := _of_file(subject, path)) is not None})
    yield from named.values()


def code_of(step: StepFacts) -> Code | None:
    """The script of a step; `None` where it has none, or one in another language."""
    given = step.step.input("script")
    scalar = step.step.run or (given.value if given is not None else None)
    language = step.language
    if scalar is None or language not in ("bash", "powershell", "javascript", "python"):
        return None
    return _of_scalar(scalar, language)


def code_at(subject: Subject, site: Site) -> Code | None:
    """The script in which a dispatch stands: its step's, or a file that the step runs."""
    code = code_of(site.way.step)
    if code is not None and code.covers(site.span):
        return code
    return _of_file(subject, site.span.path)


def _of_file(subject: Subject, path: str) -> Code | None:
    language = _BY_ENDING.get(path.rpartition(".")[2])
    if language is None or path not in subject.files:
        return None
    source = Source(path, path, path, subject.files[path])
    script = Script(source.text, source.locator())
    return Code(path, language, script, _tree(language, script.text), None)


@lru_cache(maxsize=256)
def _of_scalar(scalar: Scalar, language: Speech) -> Code:
    holes = tuple(Hole(hole.start, hole.end, Const("")) for hole in split_template(scalar.text).holes)
    script = Script(scalar.text, scalar.locate, holes)
    return Code(scalar.span.path, language, script, _tree(language, script.text), scalar)


# -- trees ----------------------------------------------------------------------------------------------------------------

_GRAMMARS: dict[str, Callable[[], object]] = {
    "bash": tree_sitter_bash.language,
    "powershell": tree_sitter_pwsh.language,
    "javascript": tree_sitter_javascript.language,
}


def _tree(language: Speech, text: str) -> Piece:
    if language == "python":
        return _python(text)
    if language == "powershell":  # its grammar doesn't know a lone dash as a word
        text = re.sub(r"(?<=--input )-(?=\s|$)|(?<=--input=)-(?=\s|$)", "_", text)
    data = text.encode()
    characters = [index for index, character in enumerate(text) for _ in character.encode()] + [len(text)]
    root = Parser(Language(_GRAMMARS[language]())).parse(data).root_node

    def piece(node: object, role: str) -> Piece:
        below = tuple(piece(each, node.field_name_for_child(at) or "") for at, each in enumerate(node.children))  # type: ignore[attr-defined]
        start, end = characters[node.start_byte], characters[node.end_byte]  # type: ignore[attr-defined]
        return Piece(node.type, start, end, role, below)  # type: ignore[attr-defined]

    return piece(root, "")


_PYTHON_KINDS = {
    "If": "if_statement",
    "Compare": "comparison",
    "BinOp": "binary_expression",
    "Expr": "expression_statement",
    "match_case": "switch_case",
}


def _python(text: str) -> Piece:
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return Piece("program", 0, len(text))
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))

    def at(line: int, column: int) -> int:
        return starts[line - 1] + len(lines[line - 1].encode()[:column].decode()) if line <= len(lines) else len(text)

    def piece(node: ast.AST, role: str) -> Piece | None:
        below = []
        for name, value in ast.iter_fields(node):
            for each in value if isinstance(value, list) else [value]:
                found = piece(each, name) if isinstance(each, ast.AST) else None
                if found is not None:
                    below.append(found)
        kind = _PYTHON_KINDS.get(type(node).__name__, type(node).__name__)
        if isinstance(node, ast.Module):
            return Piece("program", 0, len(text), role, tuple(below))
        if not isinstance(node, ast.expr | ast.stmt | ast.pattern | ast.excepthandler | ast.arg | ast.keyword | ast.alias):
            if isinstance(node, ast.match_case):
                return Piece(kind, below[0].start, below[-1].end, role, tuple(below))
            return None
        start = at(node.lineno, node.col_offset)
        return Piece(kind, start, at(node.end_lineno or 1, node.end_col_offset or 0), role, tuple(below))

    return piece(tree, "") or Piece("program", 0, len(text))
