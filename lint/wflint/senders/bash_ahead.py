"""What lies ahead in a script when a command has failed: whether the script may still fail, or tells another step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from wflint.regex import regex
from wflint.senders.ahead import Ahead, Fails
from wflint.senders.bash_state import Function
from wflint.senders.bash_tree import Node, Source, descendants
from wflint.senders.message import ANNOTATES

SWALLOWS = frozenset((":", "true", "echo", "printf", "continue", "break", "sleep", "warn", "log", "warning", "cat"))
"""Commands that succeed, whatever they are given."""
_PRINTS = frozenset(("echo", "printf", "warn", "log", "warning"))
_FAILS = frozenset(("false", "die", "fail", "abort", "kill"))
_SHELLS = frozenset(("bash", "sh"))
_ASKS = frozenset(("exit", "return", "test", "["))
"""Commands whose status is what they are given, or find out."""
OF_SCRIPT = frozenset(("exit", *_FAILS)) - {"false"}
"""Commands that end a script with a failure, whatever looks at their status."""
OF_FUNCTION = OF_SCRIPT | {"return"}
"""Commands that end a function with a failure at least."""
_ANYHOW = OF_FUNCTION | {"false", "test", "[", *_SHELLS}
"""Commands that end something with a failure, be it that its status must still be looked at."""
_KEEPS_TO_ITSELF = SWALLOWS | {"", "let", "set", "unset", "read", "shift", "seq"}
_WRITES = regex(r"GITHUB_(?:OUTPUT|ENV|STATE)\b")
_NOTED = regex(r"(?<![\w$-])([A-Za-z_]\w*)(?:\[[^\]\n]*\])?(?:\+?=(?!=)|\+\+|-=)")
"""A variable that is set, or counted up."""
_FAILING = regex(r"\s-\w*c\s+[\"']?(?:exit\s+[1-9]|false)\b")
_LEAVES = {
    "exit": ("subshell", "command_substitution"),
    "return": ("function_definition", "subshell"),
    "break": ("do_group",),
    "continue": ("do_group",),
}
"""What a command leaves that ends a way, so that only another way comes to what stands behind."""
_ELSEWHERE = ("elif_clause", "else_clause", "case_item", "function_definition")
_BRANCHES = frozenset(("list", "case_statement", "if_statement", "elif_clause"))
_WORD = regex(r"[A-Za-z_]\w*")
_MOST_ASKED = 100
"""Places that are looked at for one branch; where more ask for what it sets, some will decide."""


def fails_somewhere(
    source: Source, node: Node | None, functions: Mapping[str, Function], depth: int = 0, by: frozenset[str] = _ANYHOW
) -> bool:
    """Whether a piece of a script can end with a failure `by` a command: `exit 1`, `return 1`, `false`, `::error`-less `die`."""
    if node is None:
        return False
    for each in descendants(node):
        if each.type != "command":
            continue
        name = command_name(source, each)
        if name in ("exit", "return"):
            status = _first_argument(source, each)
            if name in by and status != "0" and not (status is None and name == "return"):
                return True
        elif name in functions and depth < 5:
            inner = functions[name]
            if fails_somewhere(inner.source, inner.body, functions, depth + 1, by if by is _ANYHOW else OF_SCRIPT):
                return True
        elif name in by and (name in _FAILS or (name in _SHELLS and _FAILING.search(source.text(each)) is not None)):
            return True
    return False


def fails_after(source: Source, node: Node, success: Node, functions: Mapping[str, Function]) -> bool:
    """Whether the success leaves (`exit 0`, `break`), and what only a failure comes to behind the node can fail: a retry."""
    kind = command_name(source, last_command(success))
    return kind in _LEAVES and _ahead(source).fails_behind(node, _LEAVES[kind], _failing_in(source, functions))


def _failing_in(source: Source, functions: Mapping[str, Function], by: frozenset[str] = _ANYHOW) -> Fails:
    """Functions count that are known where somebody asks first."""
    return lambda node: fails_somewhere(source, node, functions, by=by)


def tells_later(source: Source, pieces: Iterable[Node], functions: Mapping[str, Function], by: frozenset[str] = _ANYHOW) -> bool:
    """Whether pieces of a script tell other steps something, or set a variable that does, or `by` which the script may fail."""
    known = tuple(pieces)
    texts = [source.text(each) for each in known]
    if any(_WRITES.search(each) is not None for each in texts):
        return True
    names = {match[1] for each in texts for match in _NOTED.finditer(each)}
    ahead = _ahead(source, by)
    found = [each for name in names for each in ahead.asked.get(name, ())] if names else []
    return len(found) > _MOST_ASKED or any(
        not any(piece.start_byte <= each.start_byte < piece.end_byte for piece in known)
        and (ahead.fails(each, _failing_in(source, functions, by)) if each.type in _BRANCHES else _is_told(source, each, by))
        for each in found
    )


def _is_told(source: Source, node: Node, by: frozenset[str]) -> bool:
    """Whether a command that is handed a value tells somebody, or ends with that as its status."""
    name = command_name(source, node)
    return name not in _ASKS or name in by


def ends(source: Source, pieces: Iterable[Node], functions: Mapping[str, Function], by: frozenset[str]) -> bool:
    """Whether pieces of a script end it with a failure, or make another part do so, whatever becomes of their own status."""
    known = tuple(pieces)
    return any(fails_somewhere(source, each, functions, by=by) for each in known) or tells_later(source, known, functions, by)


def annotates(source: Source, pieces: Iterable[Node]) -> bool:
    """Whether pieces of a script show an annotation."""
    return any(ANNOTATES.search(source.text(each)) is not None for each in pieces)


def prints(source: Source, pieces: Iterable[Node]) -> bool:
    """Whether pieces of a script leave a line in the log."""
    found = (each for piece in pieces for each in descendants(piece) if each.type == "command")
    return any(command_name(source, each) in _PRINTS for each in found)


@lru_cache(64)
def _ahead(source: Source, by: frozenset[str] = _ANYHOW) -> Ahead:
    """The places of a script; what they can fail `by` is remembered of each."""
    return Ahead(((_WORD.findall(_asked_by(source, node)), node) for node in descendants(source.root)), _ELSEWHERE)


def _asked_by(source: Source, node: Node) -> str:
    """What a node asks for, or hands on to other steps."""
    match node.type:
        case "command" if command_name(source, node) in _ASKS:
            return source.text(node)
        case "command" if command_name(source, node) not in _KEEPS_TO_ITSELF:
            # What is handed to a program is told to somebody.
            given = node.children_by_field_name("argument")
            held = (
                each for argument in given for each in descendants(argument) if each.type in ("simple_expansion", "expansion")
            )
            return " ".join(source.text(each) for each in held)
        case "declaration_command" if source.text(node).startswith("export"):
            return " ".join(source.text(each) for each in node.named_children)
        case "test_command" if node.parent is not None and node.parent.type == "program":
            return source.text(node)
        case "redirected_statement":
            text = source.text(node)
            return text if _WRITES.search(text) is not None else ""
        case kind if kind in _BRANCHES:
            behind = next((each for each in node.children if each.type in ("&&", "||", "in", "then")), node)
            return source.between(node.start_byte, behind.start_byte)
        case _:
            return ""


def last_command(node: Node) -> Node:
    """The command that decides the status of a piece of a script."""
    for _ in range(50):
        if node.type in ("compound_statement", "subshell", "list", "pipeline", "redirected_statement", "program", "do_group"):
            inner = [child for child in node.named_children if child.type not in ("comment", "file_redirect", "heredoc_redirect")]
            if not inner:
                return node
            node = inner[0] if node.type == "redirected_statement" else inner[-1]
        else:
            return node
    return node


def command_name(source: Source, node: Node) -> str:
    """The name of a command as it is written; empty for anything else."""
    name = node.child_by_field_name("name") if node.type == "command" else None
    return source.text(name) if name is not None else ""


def _first_argument(source: Source, node: Node) -> str | None:
    argument = node.child_by_field_name("argument")
    return source.text(argument).strip("\"'") if argument is not None else None
