"""Files that a PowerShell script reads in or runs: `. ./lib.ps1`, `Import-Module`, `using module`, `./send.ps1`, `bash send.sh`.

Source: learn.microsoft.com, about_Scripts, about_Modules, about_Using: what is sourced shares the variables around it, a module
has its own, and a script that is run hands back its output and its exit code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from wflint.lean import replace
from wflint.regex import regex
from wflint.senders.bash_state import State
from wflint.senders.called import following
from wflint.senders.holed import each_option, holed
from wflint.senders.message import Invocation, ScriptFacts
from wflint.senders.paths import from_workspace, joined
from wflint.senders.powershell_classes import class_statement
from wflint.senders.powershell_functions import Call, bind
from wflint.senders.powershell_paths import folder_of, place_of, resolved, slashed
from wflint.senders.powershell_text import Source, children
from wflint.senders.powershell_walk import Native, Walk, unplace
from wflint.senders.script import of_file
from wflint.values.condition import all_of
from wflint.values.value import Const, OneOf, Unknown, Value, constant, text, unplaced

_DEEPEST = 16
_ROOT_MODULE = regex(r"^\s*(?:RootModule|ModuleToProcess)\s*=\s*['\"]([^'\"]+)['\"]", re.IGNORECASE | re.MULTILINE)


def root(walk: Walk, node: Node, state: State) -> Value:
    """Walk a whole text, whose classes are known from its beginning; what it gives."""
    for child in children(node):
        for each in children(child) if child.type == "statement_list" else (child,):
            if each.type == "class_statement":
                class_statement(walk, each, state)
    return walk.block(node, state)


def source_in(walk: Walk, path: Value, words: Sequence[Value], state: State) -> bool:
    """`. ./lib.ps1`: its statements as if they stood here.  False where there is no such file."""
    found = _opened(walk, resolved(path, walk.source.script, state))
    if found is None or _is_active(walk, found):
        return found is not None
    before = dict(state.variables)
    unplace(state)
    with walk.reading(found), walk.frame(found.script.path):
        bind(walk, found.root, Call(tuple(map(unplaced, words))), "isn't given where the file is sourced", state)
        root(walk, found.root, state)
    unplace(state)
    _place_again(before, state)
    return True


def import_module(walk: Walk, path: Value, state: State, beside: bool = False) -> bool:
    """`Import-Module ./lib.psm1`: its functions and classes are known from here on.  `using` counts from `beside` the script."""
    base = place_of("psscriptroot", walk.source.script, state) if beside else folder_of(walk.source.script, state)
    found = next(filter(None, (_opened(walk, each) for each in _candidates(joined(base, slashed(path))))), None)
    if found is not None and found.script.path.lower().endswith(".psd1"):
        named = _ROOT_MODULE.search(found.text)
        folder = place_of("psscriptroot", found.script, state)
        found = _opened(walk, joined(folder, slashed(Const(named[1])))) if named else None
    if found is None or _is_active(walk, found):
        return found is not None
    inside = state.copy()
    unplace(inside)
    known = dict(inside.variables)
    with walk.reading(found), walk.frame(found.script.path):
        walk.modules.setdefault(found.script.path, {})
        root(walk, found.root, inside)
    unplace(inside)
    own = {name: value for name, value in inside.variables.items() if known.get(name) != value and not name.startswith("env:")}
    walk.modules[found.script.path] = own
    for name in inside.exported:
        if f"env:{name}" in inside.variables:
            state.variables[f"env:{name}"], state.exported[name] = inside.variables[f"env:{name}"], None
    return True


def using_statement(walk: Walk, node: Node, state: State) -> Value:
    """`using module ./lib.psm1`."""
    written = re.match(r"using\s+module\s+(.+)", walk.source.of(node).strip(), re.IGNORECASE | re.DOTALL)
    if written:
        path = Const(written[1].strip().rstrip(";").strip("'\" \t"))
        if not import_module(walk, path, state, beside=bool(walk.source.script.path)):
            import_module(walk, path, state)
    return Const("")


def ran(walk: Walk, invocation: Invocation, node: Node, state: State, in_process: bool) -> Value | None:
    """What the file gives that a command runs, with all that it does taken over; `None` where it runs none that can be read.

    A script of PowerShell runs `in_process`: what it throws, the caller sees.  Of any other program only the exit code is seen.
    """
    called = walk.source.script.call(invocation)
    if called is None:
        return None
    first = len(walk.dispatches)
    if not walk.silent:
        _merge(walk, called, invocation)
        sent = (first, first if in_process else len(walk.dispatches))
        exits = called.exits if not in_process or state.discarded is None else ()
        walk.natives.append(Native(state.guard, len(walk.invocations), sent, exits))
        walk.invocations.extend((following(invocation, called), *called.invocations))
    walk.last = walk.source.quoted(node)
    if called.printed is None:
        return Unknown(f"output of {walk.last}")
    printed = holed(unplaced(called.printed))
    return printed.restore(printed.shape.rstrip("\r\n"))


def _merge(walk: Walk, called: ScriptFacts, invocation: Invocation) -> None:
    walk.dispatches.extend(called.dispatches)
    walk.unresolved.extend(called.unresolved)
    walk.written["GITHUB_OUTPUT"].extend(called.outputs)
    walk.written["GITHUB_ENV"].extend(called.exported)
    walk.acts.extend(replace(act, guard=all_of((invocation.guard, act.guard))) for act in called.acts)
    walk.waits.extend(called.waits)
    walk.names |= called.read_variables


def _opened(walk: Walk, path: Value) -> Source | None:
    """The text of a file, with its tree; each is read once."""
    found = None
    for each in path.options if isinstance(path, OneOf) else (path,):
        found = found or walk.source.script.open(slashed(each))
    if found is None:
        return None
    local = from_workspace(slashed(path)) or found.local
    if local not in walk.files:
        walk.files[local] = Source(of_file(found, local, walk.source.script))
    return walk.files[local]


def _is_active(walk: Walk, source: Source) -> bool:
    """Whether a file is being walked already, or too many are."""
    return len(walk.around) >= _DEEPEST or source.script.path in [each.script.path for each in (*walk.around, walk.source)]


def _candidates(path: Value) -> Iterator[Value]:
    """The files that a module's name may mean."""
    yield path
    name = re.split(r"[/\\]", holed(path).shape.rstrip("/\\"))[-1]
    known = constant(each_option(path, lambda _: Const(name))) or ""
    for ending in ("psd1", "psm1", "ps1"):
        if not re.search(r"\.ps(?:m|d)?1$", name, re.IGNORECASE):
            yield text((path, Const(f".{ending}")))
            if known:
                yield text((path, Const(f"/{known}.{ending}")))


def _place_again(before: dict[str, Value], state: State) -> None:
    """Values that the other text hasn't changed stand where they stood."""
    for name, value in before.items():
        if state.variables.get(name) == value:
            state.variables[name] = value
