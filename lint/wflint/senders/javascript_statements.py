"""Statements of JavaScript, walked one behind the other."""

from __future__ import annotations

from tree_sitter import Node

from wflint.senders.bash_state import State, bounded_condition, branch, effort, is_dead, join, relative
from wflint.senders.javascript_ahead import annotates, hides_errors, notes_errors
from wflint.senders.javascript_binding import bind
from wflint.senders.javascript_branches import branching, for_each, loop, switch
from wflint.senders.javascript_classes import class_of, enumeration
from wflint.senders.javascript_kinds import UNDEFINED
from wflint.senders.javascript_modules import export_statement, import_statement
from wflint.senders.javascript_text import field_of
from wflint.senders.javascript_walk import Walk
from wflint.senders.message import ANNOTATED, Exit
from wflint.values.condition import NEVER, Condition, Opaque, all_of, any_of, negate
from wflint.values.value import Const, Unknown, Value

_CAUGHT = "`catch` without `throw`"
_SILENT_WORDS = """
function_declaration generator_function_declaration comment empty_statement hash_bang_line debugger_statement
interface_declaration type_alias_declaration ambient_declaration function_signature type_annotation type_arguments
"""
_SILENT = frozenset(_SILENT_WORDS.split())


def _block(walk: Walk, node: Node, state: State) -> None:
    """Run statements one behind the other; functions that are declared in it are known from its start."""
    for child in node.named_children:
        inner = field_of(child, "declaration") if child.type == "export_statement" else child
        if inner is not None and inner.type in ("function_declaration", "generator_function_declaration"):
            _define(walk, inner, walk.function(inner), state)
    for child in node.named_children:
        if is_dead(state):
            break
        walk.statement(child, state)


def statement(walk: Walk, node: Node, state: State) -> None:
    """Walk one statement."""
    walk.step(effort(state.guard))
    match node.type:
        case "program" | "statement_block" | "ERROR":
            _block(walk, node, state)
        case "expression_statement" | "else_clause" | "labeled_statement":
            inner = field_of(node, "body") or (node.named_children[0] if node.named_children else None)
            if inner is not None:
                walk.statement(inner, state)
        case "lexical_declaration" | "variable_declaration":
            for each in node.named_children:
                if each.type == "variable_declarator":
                    _declare(walk, each, state)
        case "if_statement":
            branching(walk, node, state)
        case "switch_statement":
            switch(walk, node, state)
        case "for_in_statement":
            for_each(walk, node, state)
        case "for_statement" | "while_statement" | "do_statement":
            loop(walk, node, state)
        case "try_statement":
            _attempt(walk, node, state)
        case "return_statement":
            _give_back(walk, node, state)
        case "throw_statement":
            _throw(walk, node, state)
        case "break_statement" | "continue_statement":
            state.guard = NEVER
        case "class_declaration" | "abstract_class_declaration":
            _define(walk, node, class_of(walk, node, state), state)
        case "enum_declaration":
            _define(walk, node, enumeration(walk, node, state), state)
        case "import_statement":
            import_statement(walk, node, state)
        case "export_statement":
            export_statement(walk, node, state)
        case _ if node.type in _SILENT:
            pass
        case _:
            walk.value(node, state)


def _define(walk: Walk, node: Node, value: Value, state: State) -> None:
    """Give a declared function, class or `enum` its name."""
    name = field_of(node, "name")
    if name is not None:
        state.variables[walk.source.of(name)] = value


def _declare(walk: Walk, node: Node, state: State) -> None:
    """`const x = 1`."""
    name, given = field_of(node, "name"), field_of(node, "value")
    if name is None:
        return
    value = walk.value(given, state) if given is not None else UNDEFINED
    bind(walk, name, value, state)


def _attempt(walk: Walk, node: Node, state: State) -> None:
    """`try`: its body, `catch` where that has failed, `finally` in any case."""
    body, handler, final = (field_of(node, name) for name in ("body", "handler", "finalizer"))
    before = state.copy()
    returned = walk.frames[-1].given if walk.frames else []
    start, exits = len(returned), len(walk.exits)
    if body is not None:
        discarded = state.discarded
        if handler is not None and hides_errors(walk.source, handler) and not notes_errors(walk.source, node, handler):
            state.discarded = discarded or (f"`catch` {ANNOTATED}" if annotates(walk.source, handler) else _CAUGHT)
        walk.catching += handler is not None
        walk.statement(body, state)
        walk.catching -= handler is not None
        state.discarded = discarded
    if handler is not None:
        said = f"an error in `try` (line {walk.source.span(node).line})"
        failed = Opaque(walk.questions.words(said, None, calls=True))
        by_body, left = returned[start:], is_dead(state)
        ended = any_of((*(each.guard for each in walk.exits[exits:]), *(guard for guard, _ in by_body)))
        if _handle(walk, handler, failed, before, ended, state) and left:
            by_body = [(bounded_condition(all_of((guard, negate(failed)))), value) for guard, value in by_body]
        # The first that holds counts, and the body has begun before it failed: what the handler gives stands before that.
        returned[start:] = [*returned[start + len(by_body) :], *by_body]
    inner = field_of(final, "body") if final is not None else None
    if inner is not None:
        inside = state.copy()
        inside.guard = before.guard
        walk.statement(inner, inside)
        state.variables = inside.variables
        state.guard = NEVER if is_dead(inside) else state.guard


def _handle(walk: Walk, handler: Node, failed: Condition, before: State, ended: Condition, state: State) -> bool:
    """Walk `catch`, and tell whether what stands behind it may run; what it sets counts where the body has failed.

    `ended`: when the body has ended the script, or the function around it.
    """
    inside = branch(before, failed)
    inside.may_hold(state.variables)
    entered_with = dict(inside.variables)
    inside.discarded = state.discarded
    entered = inside.guard
    parameter, body = field_of(handler, "parameter"), field_of(handler, "body")
    if parameter is not None:
        bind(walk, parameter, Unknown("an error"), inside)
    if body is not None:
        walk.statement(body, inside)
    if is_dead(inside):
        state.guard = bounded_condition(all_of((state.guard, negate(failed))))
        return False
    for name, value in state.variables.items():
        if inside.variables.get(name) == entered_with.get(name):
            inside.variables[name] = value
    dead = is_dead(state)
    other = state.copy()
    other.guard = bounded_condition(all_of((state.guard, negate(failed))))
    join(state, failed, inside, other, lambda _: UNDEFINED)
    if not dead and inside.guard == entered:
        state.guard = bounded_condition(all_of((before.guard, negate(relative(ended, before.guard)))))
    return True


def _give_back(walk: Walk, node: Node, state: State) -> None:
    """`return`."""
    value = walk.value(node.named_children[0], state) if node.named_children else UNDEFINED
    if walk.frames:
        walk.frames[-1].given.append((state.guard, value))
    else:
        walk.exits.append(Exit(Const("0"), walk.source.span(node), state.guard))
    state.guard = NEVER


def _throw(walk: Walk, node: Node, state: State) -> None:
    """`throw`: the script ends, unless something catches it."""
    for child in node.named_children:
        walk.value(child, state)
    if not walk.catching:
        walk.exits.append(Exit(Const("1"), walk.source.span(node), state.guard))
    walk.thrown += 1
    state.guard = NEVER
