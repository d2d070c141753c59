"""Branches: `&&` and `||`, `if`, `case`, and what a command's exit status says as a condition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from wflint.senders.bash_ahead import annotates, fails_after, fails_somewhere, prints, tells_later
from wflint.senders.bash_conditions import arithmetic_test, case_condition, test_condition, test_of_words
from wflint.senders.bash_discard import UNHEEDED, swallowed_by
from wflint.senders.bash_state import State, branch, is_dead, join, joined_output
from wflint.senders.bash_tree import Node
from wflint.senders.bash_words import value_of
from wflint.senders.message import ANNOTATED, PRINTED
from wflint.values.choice import choose
from wflint.values.condition import ALWAYS, NEVER, Condition, Opaque, Succeeds, all_of, any_of, negate
from wflint.values.value import EMPTY, Unknown, Value, one_of, why_unknown

if TYPE_CHECKING:
    from wflint.senders.bash_walk import Walk

_FILTERS = frozenset(("[", "[[", "test", "grep", "egrep", "command", "which", "type", "jq", "diff", "cmp", "true", "false", ":"))
"""Commands that send nothing, nor run anything that might."""
_SINGLE = ("command", "redirected_statement", "pipeline")
"""What prints nothing where it fails, as scripts take it that say `|| echo main`."""
_RUNS = ("$(", "`", "<(", "|", "&&", ";", "\n")
"""What more may be run behind them."""


def run_list(walk: Walk, node: Node, state: State) -> Value:
    """Run `a && b` or `a || b`."""
    left, right = node.children[0], node.children[-1]
    sign = next((child.type for child in node.children if child.type in ("&&", "||")), "&&")
    if node.child_count < 3:
        return walk.sequence(node.children, state)
    return either(walk, node, sign, left, right, state)


def either(walk: Walk, node: Node, sign: str, left: Node | Callable[[State], Value], right: Node, state: State) -> Value:
    """Run what stands on both sides of `&&` or `||`, the right one where the left allows it."""
    before, handled, tail = state.discarded, walk.handled, walk.tail
    if sign == "||":
        swallowed = swallowed_by(walk.source, right, state.functions)
        state.discarded = walk.outlasting(before, [right], state) or swallowed
        walk.handled = handled or swallowed is None
    elif fails_after(walk.source, node, right, state.functions):
        walk.handled = True
    elif before is None and not handled and not tail and state.stops_on_error:
        state.discarded = "`&&` keeps `set -e` from stopping the script"
    walk.tail = True  # its status is looked at
    if isinstance(left, Node):
        condition, first = run_condition(walk, left, state)
    else:
        first, condition = left(state), Succeeds(walk.unique(node))
    state.discarded, walk.handled, walk.tail = before, handled, tail
    taken = condition if sign == "&&" else negate(condition)
    inside, outside_ = branch(state, taken), branch(state, negate(taken))
    second = walk.run(right, inside)
    join(state, taken, inside, outside_, walk.unset)
    if sign == "||" and second != EMPTY and isinstance(left, Node) and left.type in _SINGLE:
        return one_of((first, second)) if why_unknown(first) is not None else choose(taken, second, first)
    return joined_output([first, choose(taken, second, EMPTY)])


def run_condition(walk: Walk, node: Node, state: State) -> tuple[Condition, Value]:
    """Run a statement for its exit status; also its output."""
    if walk.is_too_deep:
        return Opaque("nested too deeply"), EMPTY
    walk.depth += 1
    try:
        return _condition(walk, node, state)
    finally:
        walk.depth -= 1


def _condition(walk: Walk, node: Node, state: State) -> tuple[Condition, Value]:
    if is_dead(state):
        return ALWAYS, EMPTY
    match node.type:
        case "test_command" if node.children[0].type == "((":
            return arithmetic_test(walk, node.named_children, state), EMPTY
        case "test_command":
            return test_condition(walk, node, state), EMPTY
        case "compound_statement" if node.children[0].type == "((":
            return arithmetic_test(walk, node.named_children, state), EMPTY
        case "negated_command" if node.named_children:
            found, output = run_condition(walk, node.named_children[-1], state)
            return negate(found), output
        case "list" if node.child_count >= 3:
            return _both(walk, node, state)
        case "redirected_statement" if (body := node.child_by_field_name("body")) is not None and body.type == "test_command":
            return run_condition(walk, body, state)
        case "command":
            name = node.child_by_field_name("name")
            match walk.source.text(name) if name is not None else "":
                case "true" | ":" | "echo" | "printf" | "cd" | "pushd" | "pwd":
                    # A folder that isn't there, or a closed output, is no case that scripts are written for.
                    return ALWAYS, walk.run(node, state)
                case "false":
                    return NEVER, EMPTY
                case "test" | "[":
                    words = [value_of(walk, each, state) for each in node.children_by_field_name("argument")]
                    return test_of_words(words, walk.source.quoted(node)), EMPTY
                case _:
                    output = walk.run(node, state)
                    return Succeeds(walk.unique(node)), output
        case _:
            output = walk.run(node, state)
            return (Succeeds(walk.unique(node)) if not is_dead(state) else NEVER), output


def _both(walk: Walk, node: Node, state: State) -> tuple[Condition, Value]:
    first, one = run_condition(walk, node.children[0], state)
    sign = next((child.type for child in node.children if child.type in ("&&", "||")), "&&")
    needed = first if sign == "&&" else negate(first)
    inside, other = branch(state, needed), branch(state, negate(needed))
    second, two = run_condition(walk, node.children[-1], inside)
    dead = is_dead(inside)
    join(state, needed, inside, other, walk.unset)
    if dead:
        return ALWAYS, one
    combined = all_of((first, second)) if sign == "&&" else any_of((first, second))
    return combined, joined_output([one, choose(needed, two, EMPTY)])


def run_if(walk: Walk, node: Node, state: State) -> Value:
    """Run an `if` with all its branches, each under its condition."""
    clauses = [_split_at(node.children, "then")]
    clauses += [_split_at(each.children, "then") for each in node.children if each.type == "elif_clause"]
    last = next((each for each in node.children if each.type == "else_clause"), None)
    frames: list[tuple[State, Condition, State, State, Value, Value]] = []
    current = state
    runs = any(_runs_something(walk, each) for asked, _ in clauses for each in asked)
    bodies = [body for _, body in clauses]
    failing = _behind(bodies, last, lambda body: _can_fail(walk, body, state)) if runs else [False] * len(clauses)
    told = _told_behind(walk, bodies, last) if runs else [""] * len(clauses)
    unheeded = runs and state.discarded == UNHEEDED
    ending = _behind(bodies, last, lambda body: walk.ends(body, state)) if unheeded else [False] * len(clauses)
    for (asked, body), fails_behind, told_behind, ends_behind in zip(clauses, failing, told, ending, strict=True):
        if frames and walk.is_enough(current):
            break
        before, handled, tail = current.discarded, walk.handled, walk.tail
        if runs:
            _discard_in_condition(walk, node, asked, body, fails_behind, told_behind, current)
            if current.discarded == UNHEEDED and (walk.ends(body, current) if _is_negated(asked) else ends_behind):
                current.discarded = None
        walk.tail = False
        first = walk.sequence(asked[:-1], current)
        walk.tail = True  # its status is looked at
        condition, second = run_condition(walk, asked[-1], current) if asked else (ALWAYS, EMPTY)
        current.discarded, walk.handled, walk.tail = before, handled, tail
        inside, other = branch(current, condition), branch(current, negate(condition))
        frames.append((current, condition, inside, other, joined_output([first, second]), walk.sequence(body, inside)))
        current = other
    output = walk.sequence(last.children, current) if last is not None and not walk.is_over else EMPTY
    for before_, condition, inside, other, asked_output, then in reversed(frames):
        join(before_, condition, inside, other, walk.unset)
        output = joined_output([asked_output, choose(condition, then, output)])
    return output


def _runs_something(walk: Walk, asked: Node) -> bool:
    """Whether more than a test or a filter is asked."""
    text = walk.source.text(asked).lstrip("! \t")
    is_quiet = asked.type == "test_command" or text.partition(" ")[0] in _FILTERS
    return not is_quiet or any(sign in text for sign in _RUNS)


def _behind(bodies: list[list[Node]], last: Node | None, tells: Callable[[list[Node]], bool]) -> list[bool]:
    """For each branch of an `if` whether one of those behind it tells something."""
    told = last is not None and tells([last])
    found = []
    for body in reversed(bodies):
        found.append(told)
        told = told or tells(body)
    return found[::-1]


def _can_fail(walk: Walk, body: list[Node], state: State) -> bool:
    """Whether a branch can fail, or makes another part of the script fail."""
    known = state.functions
    return any(fails_somewhere(walk.source, each, known) for each in body) or tells_later(walk.source, body, known)


def _is_negated(asked: list[Node]) -> bool:
    return bool(asked) and asked[-1].type == "negated_command"


def _discard_in_condition(
    walk: Walk, node: Node, asked: list[Node], body: list[Node], fails_behind: bool, told_behind: str, state: State
) -> None:
    """Whether a failure of what an `if` asks stays without effect."""
    negated = _is_negated(asked)
    if negated:
        fails = _can_fail(walk, body, state)
    else:
        leaves = bool(body) and fails_after(walk.source, node, body[-1], state.functions)
        fails = fails_behind or leaves or tells_later(walk.source, body, state.functions)
    if fails:
        walk.handled = True
    else:
        state.discarded = state.discarded or f"its failure {_told_by(walk, body) if negated else told_behind}"


def _told_behind(walk: Walk, bodies: list[list[Node]], last: Node | None) -> list[str]:
    """For each branch of an `if` what comes of a failure where those behind it are run then."""
    shown = _behind(bodies, last, lambda body: annotates(walk.source, body))
    printed = _behind(bodies, last, lambda body: prints(walk.source, body))
    return [_words(*each) for each in zip(shown, printed, strict=True)]


def _told_by(walk: Walk, body: list[Node]) -> str:
    return _words(annotates(walk.source, body), prints(walk.source, body))


def _words(shown: bool, printed: bool) -> str:
    return ANNOTATED if shown else PRINTED if printed else "only decides an `if`"


def run_case(walk: Walk, node: Node, state: State) -> Value:
    """Run a `case`, each branch where the ones before don't match."""
    subject_node = node.child_by_field_name("value")
    subject = value_of(walk, subject_node, state) if subject_node is not None else Unknown("what `case` looks at")
    frames: list[tuple[State, Condition, State, State, Value]] = []
    current = state
    for item in (each for each in node.children if each.type == "case_item"):
        if frames and walk.is_enough(current):
            break
        nodes = item.children_by_field_name("value")
        patterns = [value_of(walk, each, current) for each in nodes]
        quoted = [each.type in ("string", "raw_string") for each in nodes]
        condition = case_condition(subject, patterns, quoted)
        inside, other = branch(current, condition), branch(current, negate(condition))
        body = [each for each in item.children if each not in nodes]
        frames.append((current, condition, inside, other, walk.sequence(body, inside)))
        current = other
    output: Value = EMPTY
    for before, condition, inside, other, then in reversed(frames):
        join(before, condition, inside, other, walk.unset)
        output = choose(condition, then, output)
    return output


def _split_at(nodes: Sequence[Node], word: str) -> tuple[list[Node], list[Node]]:
    """The statements before and behind a keyword."""
    before: list[Node] = []
    behind: list[Node] = []
    current = before
    for node in nodes:
        if node.type == word and not node.is_named:
            current = behind
        elif node.is_named and node.type not in ("elif_clause", "else_clause", "comment"):
            current.append(node)
    return before, behind
