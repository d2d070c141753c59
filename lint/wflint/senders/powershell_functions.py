"""Functions, blocks and sourced files of PowerShell: walked in place, with their parameters bound."""

from __future__ import annotations

from collections.abc import Sequence

from tree_sitter import Node

from wflint.lean import dataclass
from wflint.senders.bash_state import State, bounded_condition, is_dead, relative
from wflint.senders.message import UNCALLED, Dispatch, Unresolved
from wflint.senders.powershell_loops import each_of
from wflint.senders.powershell_parameters import absent, declared, default_set, matched, placed, set_of
from wflint.senders.powershell_paths import carry
from wflint.senders.powershell_text import Source, children
from wflint.senders.powershell_walk import Frame, Function, Walk, unplace
from wflint.values.choice import choose
from wflint.values.condition import ALWAYS, NEVER, all_of, any_of, negate
from wflint.values.value import Array, Const, Field, Object, Unknown, Value, unplaced

_DEEPEST = 16
_MOST_AT_ONCE = 2
"""How often a function may be inside itself."""

_HEADS = ("function_name", "function_parameter_declaration", "param_block", "simple_name", "attribute", "class_attribute")


@dataclass(frozen=True, slots=True)
class Call:
    """What a call hands over: the words behind the name, what the pipe brings, and the object for a method."""

    words: tuple[Value, ...]
    piped: Value | None = None
    this: Value | None = None


def may_call(walk: Walk, name: str) -> bool:
    """Whether one more call is followed."""
    return len(walk.frames) < _DEEPEST and sum(each.name == name for each in walk.frames) < _MOST_AT_ONCE


def call(walk: Walk, function: Function, given: Call, state: State) -> Value:
    """Walk a function's body in place; what it gives."""
    return _run(walk, function, given, state)[0]


def call_method(walk: Walk, function: Function, given: Call, state: State) -> tuple[Value, Value]:
    """Walk a method's body in place; what it gives, which only `return` decides, and the object behind it."""
    value, inside = _run(walk, function, given, state)
    this = inside.variables.get("this", Const(""))
    return value, this


def _run(walk: Walk, function: Function, given: Call, state: State) -> tuple[Value, State]:
    walk.called.add(function.name)
    inside = state.copy()
    inside.exited = NEVER
    foreign = function.source is not walk.source
    if foreign:
        unplace(inside)
        given = Call(
            tuple(map(unplaced, given.words)),
            unplaced(given.piped) if given.piped is not None else None,
            unplaced(given.this) if given.this is not None else None,
        )
    own = walk.modules.get(function.source.script.path, {})
    inside.variables.update(own)
    with walk.reading(function.source), walk.frame(function.name) as frame:
        if given.this is not None:
            inside.variables["this"] = given.this
        bind(walk, function.node, given, "isn't given by its caller", inside)
        _body(walk, function.node, given.piped, inside)
        if given.this is not None:
            frame.printed.clear()
        result = _result(frame, inside, state)
    _take_back(walk, inside, state, own, foreign)
    if foreign:
        result = unplaced(result)
        inside.variables["this"] = unplaced(inside.variables.get("this", Const("")))
    return result, inside


def bind(walk: Walk, node: Node, given: Call, missing: str, state: State) -> None:
    """Give the parameters of a function, block or file their values."""
    parameters = declared(walk.source, node)
    arguments = matched(given.words, parameters)
    values, rest = placed(arguments, parameters)
    by_pipe = next((each for each in parameters if each.piped and each.name not in values), None)
    if by_pipe is not None and given.piped is not None:
        last = given.piped.items[-1:] if isinstance(given.piped, Array) else (given.piped,)
        values[by_pipe.name] = last[0] if last else Const("")
    for each in parameters:
        if each.name in values:
            state.variables[each.name] = values[each.name]
        elif each.default is not None and not (each.mandatory or arguments.open):
            state.variables[each.name] = walk.value(each.default, state)
        else:
            state.variables[each.name] = absent(each, arguments.open, missing)
    bound = tuple(Field(each.written, values[each.name]) for each in parameters if each.name in values)
    state.variables["args"] = Array(rest)
    state.variables["psboundparameters"] = Object(bound, "splatted arguments" if arguments.open else None)
    chosen = set_of(values, parameters, default_set(walk.source, node))
    state.variables["pscmdlet"] = Object((Field("ParameterSetName", chosen),), "a member of `$PSCmdlet`")
    if given.piped is not None:
        state.variables["input"] = given.piped


def run_block(walk: Walk, block: Function, given: Call, state: State) -> Value:
    """Run a `{ … }` where its variables are those around it: `. { }`, `ForEach-Object`."""
    with walk.reading(block.source), walk.frame(block.name) as frame:
        before = state.copy()
        if declared(block.source, block.node):
            bind(walk, block.node, given, "isn't given by its caller", state)
        _body(walk, block.node, given.piped, state)
        result = _result(frame, state, before)
        if frame.left != NEVER:
            # `return` leaves the block only.
            state.guard = before.guard if state.exited == before.exited else state.guard
    return result


def named_blocks(node: Node) -> dict[str, Node]:
    """`begin`, `process` and `end` of a body, by their names."""
    found: dict[str, Node] = {}
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if each.type == "named_block":
            parts = children(each)
            if len(parts) > 1 and parts[0].text is not None:
                found[parts[0].text.decode("utf-8", errors="replace").lower()] = parts[-1]
        elif each is node or each.type in ("script_block", "script_block_body", "named_block_list", "ERROR"):
            waiting.extend(children(each))
    return found


def _body(walk: Walk, node: Node, piped: Value | None, state: State) -> None:
    """Run the body; its output goes to the frame."""
    frame = walk.frames[-1]
    blocks = named_blocks(node)
    if blocks:
        _in_turn(walk, node, blocks, piped, state)
    elif node.type == "function_statement" and walk.source.of(node).lstrip()[:6].lower() == "filter" and piped is not None:

        def turn(inside: State) -> Value:
            given: list[Value] = []
            _statements(walk, node, given, inside)
            return _several(given)

        frame.printed.append(each_of(walk, piped, "_", turn, state))
    else:
        _statements(walk, node, frame.printed, state)


def _in_turn(walk: Walk, node: Node, blocks: dict[str, Node], piped: Value | None, state: State) -> None:
    """`begin` once, `process` for each element that the pipe brings, `end` once."""
    names = [each.name for each in declared(walk.source, node) if each.piped]
    printed = walk.frames[-1].printed

    def turn(inside: State) -> Value:
        for name in names:
            inside.variables[name] = inside.variables.get("_", Const(""))
        return walk.block(blocks["process"], inside)

    for name in ("begin", "process", "end"):
        if name not in blocks or is_dead(state):
            continue
        if name == "process" and piped is not None:
            many = piped if isinstance(piped, Array | Unknown) else Array((piped,))
            printed.append(each_of(walk, many, "_", turn, state))
        else:
            printed.append(walk.block(blocks[name], state))


def _statements(walk: Walk, node: Node, printed: list[Value], state: State) -> None:
    for child in children(node):
        if child.type not in _HEADS and not is_dead(state):
            if child.type in ("script_block", "script_block_body", "statement_list"):
                _statements(walk, child, printed, state)
            else:
                printed.append(walk.statement(child, state))


def _result(frame: Frame, inside: State, state: State) -> Value:
    """What a body gives: what it prints, and behind that what it returns on each way."""
    result = _several(frame.printed)
    ways = [(relative(guard, state.guard), _several([*frame.printed[:count], value])) for guard, count, value in frame.returned]
    if is_dead(inside) and ways:
        result = ways.pop()[1]
    for condition, value in reversed(ways):
        result = choose(condition, value, result)
    return result


def _several(values: Sequence[Value]) -> Value:
    kept = [value for value in values if value != Const("")]
    return kept[0] if len(kept) == 1 else Array(tuple(kept)) if kept else Const("")


def _take_back(walk: Walk, inside: State, state: State, own: dict[str, Value], foreign: bool) -> None:
    """What outlives a function: files, the environment, the folder, variables of the script, and its end."""
    left = relative(inside.exited, state.guard)
    if foreign:
        unplace(inside)
    state.files, state.pending = inside.files, inside.pending
    state.exited = bounded_condition(any_of((state.exited, inside.exited)))
    if left != NEVER:
        state.guard = bounded_condition(all_of((state.guard, negate(left))))
    for key in inside.exported:
        if f"env:{key}" in inside.variables:
            state.variables[f"env:{key}"], state.exported[key] = inside.variables[f"env:{key}"], None
    carry(inside, state)
    for name in walk.wide:
        if name in own:
            own[name] = inside.variables[name]
        elif name in inside.variables and inside.variables[name] != state.variables.get(name):
            state.variables[name] = inside.variables[name]


def try_uncalled(walk: Walk, state: State) -> None:
    """A function that is never called sends nothing here; who may call it isn't in sight, so it is said.

    That goes for the text itself: of a file that it imports, it calls what it needs.
    """
    own = [each for each in walk.functions.values() if each.source is walk.source and each.name not in walk.called]
    for function in own:
        trial = Walk(walk.source, walk.meaning, functions=dict(walk.functions), classes=dict(walk.classes))
        trial.blocks, trial.files, trial.modules = walk.blocks, walk.files, dict(walk.modules)
        inside = state.copy()
        inside.guard = ALWAYS
        _run(trial, function, Call(()), inside)
        reason = f"it stands in function `{function.name}`, which {UNCALLED}"
        sends: list[Dispatch | Unresolved] = [*trial.dispatches, *trial.unresolved]
        walk.unresolved.extend(Unresolved(sent.mechanism, reason, sent.span, sent.guard) for sent in sends)


def function_named(name: str, node: Node, source: Source) -> Function:
    """A function as it is called: without the scope that its declaration names."""
    return Function(name.strip().lower().rpartition(":")[2], node, source)
