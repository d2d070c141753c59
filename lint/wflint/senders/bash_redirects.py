"""Redirections, here documents and pipes: where a command's input comes from, and where its output goes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from wflint.senders.bash_branches import either
from wflint.senders.bash_outputs import content_of
from wflint.senders.bash_state import State, bounded
from wflint.senders.bash_tree import Node
from wflint.senders.bash_words import heredoc, value_of
from wflint.senders.holed import file_name
from wflint.senders.message import Invocation, Word
from wflint.values.value import EMPTY, Const, Value, printed, text

if TYPE_CHECKING:
    from wflint.senders.bash_walk import Walk


def redirected(walk: Walk, node: Node, state: State) -> Value:
    """Run a statement with its redirections; what it prints and no file takes."""
    body = node.child_by_field_name("body")
    redirects = [child for child in node.children if child.type.endswith("_redirect")]
    document = next((each for each in redirects if each.type == "heredoc_redirect"), None)
    inner: list[Node] = []
    tail: list[Node] = []
    more: list[Node | Word] = []
    if document is not None:
        more.extend(_lost_dash(walk, body, redirects[0]))
        inner = [child for child in document.children if child.type == "file_redirect" or child.type == "herestring_redirect"]
        for index, child in enumerate(document.children):
            role = document.field_name_for_child(index)
            if child.type == "pipeline" or role == "right":
                tail.append(child)
            elif role == "argument":
                more.append(child)

    def run_body(inside: State) -> Value:
        if body is None:
            return EMPTY
        return walk.command(body, inside, more) if body.type == "command" else walk.run(body, inside)

    operator = document.child_by_field_name("operator") if document is not None else None
    sign = walk.source.text(operator) if operator is not None else ""
    if not tail:
        return with_redirects(walk, [*redirects, *inner], state, run_body)
    if sign in ("&&", "||"):
        return either(walk, node, sign, lambda one: with_redirects(walk, [*redirects, *inner], one, run_body), tail[-1], state)
    first = in_pipe(walk, state, state.stdin, False, lambda one: with_redirects(walk, [*redirects, *inner], one, run_body))
    return pipeline(walk, statements(tail[0]), state, first)


def _lost_dash(walk: Walk, body: Node | None, first: Node) -> list[Word]:
    """The `-` of `--input - <<EOF`, which the grammar drops between a command and its redirections."""
    start = body.end_byte if body is not None else first.start_byte
    lost = re.fullmatch(r"\s+(-)\s*", walk.source.between(start, max(start, first.start_byte)))
    if lost is None:
        return []
    at = walk.source.offset(start) + lost.start(1)
    return [Word(Const("-", at), walk.source.script.locate(at, at + 1))]


def with_redirects(walk: Walk, redirects: Sequence[Node], state: State, body: Callable[[State], Value]) -> Value:
    """Run `body` with standard input and output where the redirections lead them."""
    stdin, sink = state.stdin, state.sink
    target: Value | None = None
    appends = False
    dropped = False
    for each in redirects:
        match each.type:
            case "heredoc_redirect":
                state.stdin = heredoc(walk, each, state)
            case "herestring_redirect":
                inner = each.named_children
                state.stdin = text([value_of(walk, inner[-1], state), Const("\n")]) if inner else EMPTY
            case _:
                sign = next((child.type for child in each.children if not child.is_named), ">")
                descriptor = next((walk.source.text(child) for child in each.children if child.type == "file_descriptor"), "")
                if sign.startswith("<"):
                    state.stdin = input_of(walk, each, state) or state.stdin
                    continue
                path = _destination(walk, each, state)
                if descriptor not in ("", "1") or path is None:
                    continue
                if sign == ">&":
                    dropped = printed_constant(path) not in ("1", "")
                    continue
                target, appends, dropped = path, sign in (">>", "&>>"), False
    if target is None and not dropped:
        found = body(state)
        state.stdin, state.sink = stdin, sink
        return found
    runner = walk.runner_file(target) if target is not None else None
    state.sink = runner
    found = body(state)
    state.stdin, state.sink = stdin, sink
    if runner is None and target is not None and printed_constant(target) not in ("/dev/null", "/dev/stderr", "/dev/stdout"):
        name = file_name(target)
        before = state.files.get(name, EMPTY) if appends else EMPTY
        state.files[name] = bounded(text([before, found]))
    return found if target is not None and printed_constant(target) == "/dev/stdout" else EMPTY


def _destination(walk: Walk, redirect: Node, state: State) -> Value | None:
    where = redirect.child_by_field_name("destination")
    return value_of(walk, where, state) if where is not None else None


def input_of(walk: Walk, redirect: Node, state: State) -> Value | None:
    """The text of the file after `<`."""
    path = _destination(walk, redirect, state)
    if path is None:
        return None
    asked = Invocation((), walk.source.span(redirect), stdin=state.stdin, files=tuple(state.files.items()))
    return content_of(path, asked)


def pipeline(walk: Walk, parts: Sequence[Node], state: State, given: Value | None = None) -> Value:
    """Run the commands of a pipe, each with what the one before prints; `given` goes into the first."""
    found = given if given is not None else state.stdin
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        found = in_pipe(walk, state, found, last, lambda inside, part=part: walk.run(part, inside))  # type: ignore[misc]  # bound at once
    return found if found is not None else EMPTY


def in_pipe(walk: Walk, state: State, stdin: Value | None, last: bool, inner: Callable[[State], Value]) -> Value:
    """Run one command of a pipe; its variables don't come back."""

    def run(inside: State) -> Value:
        inside.stdin = stdin
        if not last:
            inside.sink = None
            if not state.pipefail:
                inside.discarded = state.discarded or "a pipe without `pipefail`"
        return inner(inside)

    return walk.subshell(state, run)


def statements(node: Node) -> list[Node]:
    """The commands of a pipe."""
    return [child for child in node.named_children if child.type != "comment"]


def printed_constant(value: Value) -> str | None:
    """What a value prints as, `None` where it isn't known."""
    return printed(value.value) if isinstance(value, Const) else None
