"""What actions/github-script gives to a script, and scripts that can't run since they take it for something else.

The script is the body of a function whose parameters are these names: JavaScript refuses a body that declares one of them by
`const`, `let` or `class`, before anything of it runs.  Source: github.com/actions/github-script, README and `src/main.ts`, v9,
read in November 2026.
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from wflint.senders.given_names import GIVEN, MISUSED, REMOVED
from wflint.senders.javascript_text import Source, below, bound, bound_names, field_of
from wflint.senders.message import Misuse


def misuses(source: Source) -> Iterator[Misuse]:
    """What the script declares that it is given, and what it calls that isn't there."""
    if not source.is_step or source.root.has_error or not MISUSED.search(source.text):
        return
    declared = [name for node in source.root.named_children for name in _declared(node) if source.of(name) in GIVEN]
    yield from (Misuse("declared", source.of(name), source.span(name)) for name in declared)
    if not _is_replaced(source, "github"):
        removed = (each for each in below(source.root) if _is_removed(source, each))
        yield from (Misuse("removed", source.of(each), source.span(each)) for each in removed)


def _declared(node: Node) -> Iterator[Node]:
    """The names that a statement declares for good."""
    if node.type == "class_declaration":
        name = field_of(node, "name")
        if name is not None:
            yield name
    elif node.type == "lexical_declaration":
        for each in node.named_children:
            name = field_of(each, "name") if each.type == "variable_declarator" else None
            if name is not None:
                yield from bound(name)


def _is_replaced(source: Source, given: str) -> bool:
    """Whether something in the text gives another value to a name that the script is given, anywhere in it."""
    assigned = (field_of(each, "left") for each in below(source.root) if each.type == "assignment_expression")
    return bool(source.declarations(given)) or any(left is not None and given in bound_names(source, left) for left in assigned)


def _is_removed(source: Source, node: Node) -> bool:
    """Whether a node is `github.issues` in a call of `github.issues.create`, or of another such function."""
    if node.type != "member_expression":
        return False
    whole, name = field_of(node, "object"), field_of(node, "property")
    if whole is None or name is None or source.of(whole) != "github" or source.of(name) not in REMOVED:
        return False
    method = node.parent
    called = method.parent if method is not None and method.type == "member_expression" else None
    return called is not None and called.type == "call_expression" and field_of(called, "function") == method
