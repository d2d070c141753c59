"""Files that a script in JavaScript loads: `require('./x')`, `import`, `export`, `module.exports`.

Source: nodejs.org, "Modules: CommonJS modules", "Modules: ECMAScript modules", "Modules: Packages"; TypeScript handbook, "Module
resolution": what is imported as `./x.js` may be written in `x.ts`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from wflint.senders.bash_state import State
from wflint.senders.holed import holed
from wflint.senders.javascript_classes import class_of, enumeration
from wflint.senders.javascript_kinds import UNDEFINED, Named
from wflint.senders.javascript_members import folder_of
from wflint.senders.javascript_text import CLASSES, FUNCTIONS, Source, bound_names, field_of, named
from wflint.senders.javascript_values import member, of_json
from wflint.senders.javascript_walk import Exports, Frame, Walk
from wflint.senders.paths import WORKSPACE, from_workspace, joined, parent
from wflint.senders.script import of_file
from wflint.values.value import Choice, Const, Fallback, Field, Object, OneOf, Unknown, Value, unplaced

_MOST_FILES = 60
_DEEPEST_FILE = 16
_ENDINGS = (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx", ".json")
_TYPED = {".js": (".ts", ".tsx"), ".mjs": (".mts",), ".cjs": (".cts",)}
_STANDARD = frozenset(("import_statement", "export_statement"))
_CYCLE = "members of a file that is still being loaded"


def required(walk: Walk, path: Value, written: str, state: State) -> Value:
    """`require(path)`."""
    found = walk.load(path, state)
    return found.whole if found is not None else _package(path, written)


def imported(walk: Walk, path: Value, written: str, state: State) -> Value:
    """`import(path)`, `import * as x from path`: an object of all names that the file exports."""
    found = walk.load(path, state)
    return _names(found) if found is not None else _package(path, written)


def _names(found: Exports) -> Value:
    if found.standard:
        return found.whole
    fields = found.whole.fields if isinstance(found.whole, Object) else ()
    opened = found.whole.open if isinstance(found.whole, Object) else None
    return Object((*(each for each in fields if each.name != "default"), Field("default", found.whole)), opened)


def _package(path: Value, written: str) -> Value:
    """What stands for a package; its members are known by their names."""
    while isinstance(path, Choice | Fallback):
        path = path.then if isinstance(path, Choice) else path.first
    known = path.value if isinstance(path, Const) else None
    if not isinstance(known, str) or known.startswith((".", "/", "file:")):
        return Unknown(f"`{written}`")
    return Named(f"`{written}`", (known.removeprefix("node:").removeprefix("@actions/"),))


# -- loading ------------------------------------------------------------------------------------------------------------------


def loaded(walk: Walk, path: Value, state: State) -> Exports | None:
    """What the file at a path exports; each file is walked once, where it is loaded first."""
    for candidate in _candidates(walk, path):
        found = walk.source.script.open(candidate)
        if found is None:
            continue
        local = from_workspace(candidate) or found.local
        if local not in walk.files:
            if len(walk.files) >= _MOST_FILES or len(walk.exporting) > _DEEPEST_FILE:
                return None
            if local.endswith(".json"):
                return Exports(_data(found.text))
            source = Source(of_file(found, local, walk.source.script), is_step=False)
            walk.files[local] = (source, None)
            walk.files[local] = (source, _walked(walk, source, state))
        return walk.files[local][1] or Exports(Object((), _CYCLE))
    return None


def _candidates(walk: Walk, path: Value) -> Iterator[Value]:
    """The files that a path may mean, in the order of Node.js."""
    options: tuple[Value, ...] = (path,)
    match path:
        case Choice(_, first, second) | Fallback(first, second):
            options = (first, second)
        case OneOf(options):
            pass
    for each in options:
        found = holed(unplaced(each))
        shape = re.sub(r"^file://", "", found.shape)
        if not re.match(r"\.{1,2}(?:/|$)|/|[\U000f0000-\U000ffffd]", shape):
            continue
        place = holed(joined(_base(walk), found.restore(shape)))
        yield place.restore(place.shape)
        for ending in _ENDINGS:
            yield place.restore(place.shape + ending)
        for written, endings in _TYPED.items():
            if place.shape.endswith(written):
                yield from (place.restore(place.shape.removesuffix(written) + ending) for ending in endings)
        for ending in _ENDINGS[:6]:
            yield place.restore(f"{place.shape.rstrip('/')}/index{ending}")


def _base(walk: Walk) -> Value:
    """The folder that relative paths count from: the file's own, for a step's script the one that it runs in."""
    path = walk.source.script.path
    return joined(WORKSPACE, parent(Const(path))) if path else folder_of(walk)


def _data(content: str) -> Value:
    try:
        return of_json(content)
    except (ValueError, RecursionError):
        return Unknown("text that isn't JSON")


def _walked(walk: Walk, source: Source, state: State) -> Exports:
    walk.variables[source.script.path] = {"module": Object((Field("exports", Object(())),)), "exports": Object(())}
    frame = Frame(state.guard)
    thrown = walk.thrown
    walk.frames.append(frame)
    walk.exporting.append({})
    with walk.reading(source, state):
        walk.statement(source.root, state)
        found = _exports(walk, source, state)
    walk.exporting.pop()
    walk.frames.pop()
    if thrown == walk.thrown:
        state.guard = frame.base
    return found


def _exports(walk: Walk, source: Source, state: State) -> Exports:
    names = walk.exporting[-1]
    if any(child.type in _STANDARD for child in source.root.named_children) and (names or not _common(state)):
        fields = [
            Field(name, state.variables.get(local, value) if local is not None else value)
            for name, (local, value) in names.items()
        ]
        if "=" in names:
            return Exports(next(each.value for each in fields if each.name == "="))
        return Exports(Object(tuple(fields)), standard=True)
    return Exports(_common(state) or Object(()))


def _common(state: State) -> Value | None:
    """`module.exports` with what was put on `exports`; `None` where nothing was."""
    whole, more = member(state.variables.get("module", UNDEFINED), "exports", "module.exports"), state.variables.get("exports")
    if isinstance(whole, Object) and isinstance(more, Object) and not whole.fields:
        return Object((*more.fields, *whole.fields), whole.open) if more.fields else None
    return whole


# -- statements ---------------------------------------------------------------------------------------------------------------


def import_statement(walk: Walk, node: Node, state: State) -> None:
    """`import a, {b as c} from './x.js'`, `import * as d from …`, `import e = require(…)`."""
    if any(child.type in ("type", "typeof") for child in node.children):
        return
    clause = next((child for child in named(node) if child.type in ("import_clause", "import_require_clause")), None)
    given = field_of(node, "source") or (field_of(clause, "source") if clause is not None else None)
    if given is None:
        return
    path, written = walk.source.string(given), walk.source.original(node)
    found = walk.load(path, state)
    whole = _package(path, written) if found is None else found.whole
    for child in named(clause) if clause is not None else ():
        match child.type:
            case "identifier" if clause is not None and clause.type == "import_require_clause":
                state.assign(walk.source.of(child), whole)
            case "identifier":
                by_name = found is not None and found.standard
                state.assign(walk.source.of(child), member(whole, "default", written) if by_name else whole)
            case "namespace_import" if child.named_children:
                state.assign(walk.source.of(child.named_children[0]), _names(found) if found is not None else whole)
            case "named_imports":
                for each in named(child):
                    name = field_of(each, "name")
                    if name is not None:
                        asked = walk.source.of(name).strip("'\"")
                        is_whole = asked == "default" and (found is None or not found.standard)
                        value = whole if is_whole else member(whole, asked, written)
                        state.assign(walk.source.of(field_of(each, "alias") or name), value)


def export_statement(walk: Walk, node: Node, state: State) -> None:
    """`export const a = 1`, `export default …`, `export {a as b} from './x.js'`, `export * from …`, `export = …`."""
    names = walk.exporting[-1]
    given = field_of(node, "source")
    is_default = any(child.type == "default" for child in node.children)
    declared, value = field_of(node, "declaration"), field_of(node, "value")
    if given is not None:
        _export_from(walk, node, given, names, state)
    elif declared is not None:
        _export_declared(walk, declared, is_default, names, state)
    elif value is not None:
        names["default"] = (None, walk.value(value, state))
    elif any(child.type == "=" for child in node.children):
        for child in named(node)[:1]:
            names["="] = (None, walk.value(child, state))
    else:
        for each in _specifiers(node):
            name = field_of(each, "name")
            if name is not None:
                local = walk.source.of(name)
                outside = walk.source.of(field_of(each, "alias") or name).strip("'\"")
                names[outside] = (local, Unknown(f"`{local}` is exported and set nowhere in sight"))


def _export_declared(walk: Walk, node: Node, is_default: bool, names: dict[str, tuple[str | None, Value]], state: State) -> None:
    name = field_of(node, "name")
    value: Value = UNDEFINED
    if node.type in FUNCTIONS:
        value = walk.function(node)
    elif node.type in CLASSES:
        value = class_of(walk, node, state)
    elif node.type == "enum_declaration":
        value = enumeration(walk, node, state)
    else:
        walk.statement(node, state)
        for each in named(node):
            pattern = field_of(each, "name") if each.type == "variable_declarator" else None
            for local in bound_names(walk.source, pattern) if pattern is not None else ():
                names[local] = (local, UNDEFINED)
        return
    own = walk.source.of(name) if name is not None else None
    if own is not None:
        state.variables[own] = value
    names["default" if is_default or own is None else own] = (own, value)


def _export_from(walk: Walk, node: Node, given: Node, names: dict[str, tuple[str | None, Value]], state: State) -> None:
    path, written = walk.source.string(given), walk.source.original(node)
    whole = imported(walk, path, written, state)
    specifiers = _specifiers(node)
    space = next((child for child in named(node) if child.type == "namespace_export"), None)
    if space is not None and space.named_children:
        names[walk.source.of(space.named_children[0])] = (None, whole)
    elif any(child.type == "*" for child in node.children) and isinstance(whole, Object):
        for member_ in whole.fields:
            if member_.name != "default":
                names.setdefault(member_.name, (None, member_.value))
    for each in specifiers:
        name = field_of(each, "name")
        if name is not None:
            asked = walk.source.of(name).strip("'\"")
            outside = walk.source.of(field_of(each, "alias") or name).strip("'\"")
            names[outside] = (None, member(whole, asked, written))


def _specifiers(node: Node) -> list[Node]:
    clause = next((child for child in named(node) if child.type == "export_clause"), None)
    return [each for each in named(clause) if each.type == "export_specifier"] if clause is not None else []
