"""Statements and branches of scripts, the same question in four languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from mutation.code import Code, Piece, Speech

_BLOCKS = {
    "bash": {"program", "compound_statement", "case_item", "if_statement", "elif_clause", "else_clause", "do_group", "subshell"},
    "powershell": {"statement_list", "program"},
    "javascript": {"program", "statement_block", "switch_case", "switch_default"},
    "python": set[str](),
}
_NO_STATEMENTS = {
    "bash": re.compile(r"[^a-z].*|if|then|fi|else|elif|esac|do|done|elif_clause|else_clause|word|string|extglob_pattern|comment"),
    "powershell": re.compile(r"[^a-z].*|statement_list|comment"),
    "javascript": re.compile(r"[^a-z].*|case|default|comment"),
}
_PYTHON_STATEMENTS = re.compile(
    r"expression_statement|if_statement|Assign|AugAssign|Raise|Return|With|Try|For|While|FunctionDef|.*Import.*"
)

SAY = {
    "bash": 'echo "{}"',
    "powershell": "Write-Output '{}'",
    "javascript": "core.info('{}');",
    "python": 'print("{}")',
}
"""How a script prints a line that does nothing else."""


def _is_statement(language: Speech, owner: Piece, piece: Piece) -> bool:
    if language == "python":
        return piece.role in ("body", "orelse", "finalbody") and bool(_PYTHON_STATEMENTS.fullmatch(piece.kind))
    if owner.kind not in _BLOCKS[language] or _NO_STATEMENTS[language].fullmatch(piece.kind):
        return False
    if language == "bash" and owner.kind == "elif_clause":  # the grammar gives its condition no role
        then = next((each.start for each in owner.below if each.kind == "then"), owner.end)
        return piece.start > then
    return piece.role not in ("condition", "value") and piece.kind != "command_name"


def statement_at(code: Code, start: int, end: int) -> Piece | None:
    """The smallest whole statement around a range."""
    way = code.root.way_to(start, end)
    found = [piece for owner, piece in pairwise(way) if _is_statement(code.language, owner, piece)]
    return found[-1] if found else None


@dataclass(frozen=True, slots=True, eq=False)
class Branch:
    """One way through an `if` or a `case`: the whole of it, its condition or pattern, and the statements of its body.

    `kind` is `if`, `elif` or `case` for one with a condition, `else` or `default` for the rest.
    """

    kind: str
    whole: tuple[int, int]
    condition: Piece | None
    body: tuple[int, int]
    owner: Piece

    @property
    def is_default(self) -> bool:
        return self.kind in ("else", "default")


def branches(code: Code) -> Iterator[Branch]:
    """Every branch of a script, in the order of the text."""
    for piece in code.root.all():
        match code.language:
            case "bash":
                yield from _in_bash(code, piece)
            case "powershell":
                yield from _in_powershell(code, piece)
            case "javascript":
                yield from _in_javascript(code, piece)
            case "python":
                yield from _in_python(code, piece)


def _body(owner: Piece, statements: list[Piece]) -> tuple[int, int]:
    return (statements[0].start, statements[-1].end) if statements else (owner.end, owner.end)


def _statements(code: Code, owner: Piece) -> list[Piece]:
    return [each for each in owner.below if _is_statement(code.language, owner, each)]


def _in_bash(code: Code, piece: Piece) -> Iterator[Branch]:
    if piece.kind == "case_item":
        pattern = piece.get("value")
        kind = "default" if pattern is not None and code.written(pattern).strip() == "*" else "case"
        yield Branch(kind, (piece.start, piece.end), pattern, _body(piece, _statements(code, piece)), piece)
    elif piece.kind in ("if_statement", "elif_clause"):
        kind = "if" if piece.kind == "if_statement" else "elif"
        condition = piece.get("condition") or next((each for each in piece.below if each.kind not in ("elif",)), None)
        whole = (piece.start, piece.end)
        yield Branch(kind, whole, condition, _body(piece, _statements(code, piece)), piece)
    elif piece.kind == "else_clause":
        yield Branch("else", (piece.start, piece.end), None, _body(piece, _statements(code, piece)), piece)


def _block(code: Code, piece: Piece) -> tuple[int, int] | None:
    """What stands between the braces of a block below a piece."""
    block = next((each for each in piece.below if each.kind == "statement_block"), None)
    return (block.start + 1, block.end - 1) if block is not None else None


def _in_powershell(code: Code, piece: Piece) -> Iterator[Branch]:
    body = _block(code, piece)
    if body is None:
        return
    whole = (piece.start, piece.end)
    if piece.kind == "switch_clause":
        pattern = next((each for each in piece.below if each.kind == "switch_clause_condition"), None)
        kind = "default" if pattern is not None and code.written(pattern).lower() == "default" else "case"
        yield Branch(kind, whole, pattern, body, piece)
    elif piece.kind in ("if_statement", "elseif_clause"):
        kind = "if" if piece.kind == "if_statement" else "elif"
        yield Branch(kind, whole, piece.get("condition"), body, piece)
    elif piece.kind == "else_clause":
        yield Branch("else", whole, None, body, piece)


def _in_javascript(code: Code, piece: Piece) -> Iterator[Branch]:
    whole = (piece.start, piece.end)
    if piece.kind == "if_statement":
        body = piece.get("consequence")
        if body is not None:
            yield Branch("if", whole, piece.get("condition"), _inside(body), piece)
    elif piece.kind == "else_clause":
        inner = next((each for each in piece.below if each.kind == "statement_block"), None)
        if inner is not None:
            yield Branch("else", whole, None, _inside(inner), piece)
    elif piece.kind in ("switch_case", "switch_default"):
        statements = [each for each in piece.below if each.role == "body" and each.kind != "break_statement"]
        kind = "case" if piece.kind == "switch_case" else "default"
        yield Branch(kind, whole, piece.get("value"), _body(piece, statements), piece)


def _inside(block: Piece) -> tuple[int, int]:
    return (block.start + 1, block.end - 1) if block.kind == "statement_block" else (block.start, block.end)


def _in_python(code: Code, piece: Piece) -> Iterator[Branch]:
    if piece.kind == "if_statement":
        then = [each for each in piece.below if each.role == "body"]
        rest = [each for each in piece.below if each.role == "orelse"]
        kind = "elif" if code.source[piece.start : piece.start + 4] == "elif" else "if"
        yield Branch(kind, (piece.start, piece.end), piece.get("test"), _body(piece, then), piece)
        if rest and code.source[rest[0].start : rest[0].start + 4] != "elif":
            yield Branch("else", (then[-1].end, piece.end), None, _body(piece, rest), piece)
    elif piece.kind == "switch_case":
        body = [each for each in piece.below if each.role == "body"]
        pattern = piece.get("pattern")
        kind = "default" if pattern is not None and code.written(pattern).strip() == "_" else "case"
        yield Branch(kind, (piece.start, piece.end), pattern, _body(piece, body), piece)


def emptied(code: Code, branch: Branch, words: str) -> tuple[int, int, str]:
    """The change that leaves a branch with nothing but a printed line; `break` of a `switch` stays outside the body."""
    start, end = branch.body
    inside = code.source[start:end]
    lead = re.match(r"\s*", inside)[0]  # type: ignore[index]  # it matches nothing, too
    trail = re.search(r"\s*\Z", inside)[0]  # type: ignore[index]
    return start, end, lead + SAY[code.language].format(words) + trail


def ended(code: Code, end: int) -> int:
    """Where a statement ends with its separator: a `;` behind it belongs to it."""
    behind = re.match(r"[ \t]*;(?!;)", code.source[end:])
    return end + behind.end() if behind else end
