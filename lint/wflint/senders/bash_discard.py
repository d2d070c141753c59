"""How the failure of a command stays unseen: `|| true`, `set +e`, an `if` that goes on, a pipe.

Source: POSIX, "Shell Command Language", `set -e`; docs.github.com, "Workflow syntax", `jobs.<job_id>.steps[*].shell`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wflint.regex import regex
from wflint.senders.bash_state import Function
from wflint.senders.bash_tree import Node, Source, descendants

_SWALLOWS = frozenset((":", "true", "echo", "printf", "continue", "break", "sleep", "warn", "log", "warning", "cat"))
_FAILS = frozenset(("false", "die", "fail", "abort", "kill"))
_ASKS = frozenset(("exit", "return", "test", "["))
"""Commands whose status is what they are given, or find out."""
_KEEPS_TO_ITSELF = _SWALLOWS | {"", "let", "set", "unset", "read", "shift", "seq"}
_WRITES = regex(r"GITHUB_(?:OUTPUT|ENV|STATE)\b")
_NOTED = regex(r"(?<![\w$-])([A-Za-z_]\w*)(?:\[[^\]\n]*\])?(?:\+?=(?!=)|\+\+|-=)")
"""A variable that is set, or counted up."""
_SHELLS = frozenset(("bash", "sh"))
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
_TEXT = ("string", "raw_string", "heredoc_body", "command_substitution")


def swallowed_by(source: Source, node: Node, functions: Mapping[str, Function], depth: int = 0) -> str | None:
    """How what stands behind `||` swallows a failure, `None` where the failure goes on or is met by something else."""
    if fails_somewhere(source, node, functions, depth):
        return None
    last = _last_command(node)
    if last.type in ("variable_assignment", "variable_assignments", "declaration_command"):
        if tells_later(source, [node], functions):
            return None
        return f"`|| {source.script.original(source.text(last)).splitlines()[0][:40]}`"
    name = _command_name(source, last)
    if name in ("exit", "return"):
        return f"`|| {name} 0`"
    if name in functions and depth < 5:
        return f"`|| {name}`" if swallowed_by(functions[name].source, functions[name].body, functions, depth + 1) else None
    if name not in _SWALLOWS:
        return None
    return f"`|| {name} …`" if name in ("echo", "printf") else f"`|| {name}`"


def fails_somewhere(source: Source, node: Node | None, functions: Mapping[str, Function], depth: int = 0) -> bool:
    """Whether a piece of a script can end with a failure: `exit 1`, `return 1`, `false`, `::error`-less `die`."""
    if node is None:
        return False
    for each in descendants(node):
        if each.type != "command":
            continue
        name = _command_name(source, each)
        if name in ("exit", "return"):
            status = _first_argument(source, each)
            if status != "0" and not (status is None and name == "return"):
                return True
        elif name in functions and depth < 5:
            inner = functions[name]
            if fails_somewhere(inner.source, inner.body, functions, depth + 1):
                return True
        elif name in _FAILS or (name in _SHELLS and _FAILING.search(source.text(each)) is not None):
            return True
    return False


def fails_after(source: Source, node: Node, success: Node, functions: Mapping[str, Function]) -> bool:
    """Whether the success leaves (`exit 0`, `break`), and what only a failure comes to behind the node can fail: a retry."""
    kind = _command_name(source, _last_command(success))
    inside: Node | None = node if kind in _LEAVES else None
    while inside is not None and inside.type not in _LEAVES[kind]:
        behind = inside.next_named_sibling
        while behind is not None:
            if behind.type not in _ELSEWHERE and fails_somewhere(source, behind, functions):
                return True
            behind = behind.next_named_sibling
        inside = inside.parent
    return False


def tells_later(source: Source, pieces: Iterable[Node], functions: Mapping[str, Function]) -> bool:
    """Whether pieces of a script tell other steps something, or set a variable that does, or by which the script may fail."""
    known = tuple(pieces)
    texts = [source.text(each) for each in known]
    if any(_WRITES.search(each) is not None for each in texts):
        return True
    names = {match[1] for each in texts for match in _NOTED.finditer(each)}
    if names and not source.deciding:
        source.deciding.update(_deciding(source))
    found = [each for name in names for each in source.deciding.get(name, ())]
    return len(found) > _MOST_ASKED or any(
        not any(piece.start_byte <= each.node.start_byte < piece.end_byte for piece in known) and each.decides(source, functions)
        for each in found
    )


class Asked:
    """A place in a script that asks for a variable, and what comes of it."""

    __slots__ = ("_answer", "node")

    def __init__(self, node: Node) -> None:
        self.node = node
        self._answer: bool | None = None

    def decides(self, source: Source, functions: Mapping[str, Function]) -> bool:
        """Whether the script may fail by it, or another step may."""
        if self._answer is None:
            self._answer = self.node.type not in _BRANCHES or fails_somewhere(source, self.node, functions)
        return self._answer


def _deciding(source: Source) -> dict[str, list[Asked]]:
    """Where a script asks for something, by the words that stand there."""
    found: dict[str, list[Asked]] = {"": []}  # so that it isn't looked for again where there is none
    for node in descendants(source.root):
        asked = Asked(node)
        for word in dict.fromkeys(_WORD.findall(_asked_by(source, node))):
            found.setdefault(word, []).append(asked)
    return found


def _asked_by(source: Source, node: Node) -> str:
    """What a node asks for, or hands on to other steps."""
    match node.type:
        case "command" if _command_name(source, node) in _ASKS:
            return source.text(node)
        case "command" if _command_name(source, node) not in _KEEPS_TO_ITSELF:
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


def _last_command(node: Node) -> Node:
    for _ in range(50):
        if node.type in ("compound_statement", "subshell", "list", "pipeline", "redirected_statement", "program", "do_group"):
            inner = [child for child in node.named_children if child.type not in ("comment", "file_redirect", "heredoc_redirect")]
            if not inner:
                return node
            node = inner[0] if node.type == "redirected_statement" else inner[-1]
        else:
            return node
    return node


def _command_name(source: Source, node: Node) -> str:
    name = node.child_by_field_name("name") if node.type == "command" else None
    return source.text(name) if name is not None else ""


def _first_argument(source: Source, node: Node) -> str | None:
    argument = node.child_by_field_name("argument")
    return source.text(argument).strip("\"'") if argument is not None else None
