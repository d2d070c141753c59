"""What libraries mean that scripts use: `os`, `json`, `sys`, `argparse`, built-in functions, methods of data.

Sources: docs.python.org, "Library Reference".
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from wflint.senders.bash_runner_files import old_outputs
from wflint.senders.bash_state import State, unplaced
from wflint.senders.message import Exit
from wflint.senders.paths import WORKSPACE, joined, last_part, parent
from wflint.senders.python_kinds import Class, Function, Instance, Method, Named, named
from wflint.senders.python_programs import run_program
from wflint.senders.python_sends import client_method, made_client, request
from wflint.senders.python_values import (
    NOTHING,
    as_text,
    formatted,
    member,
    merged,
    number,
    plain,
    text_method,
)
from wflint.senders.python_walk import SINKS, Walk
from wflint.values.condition import NEVER
from wflint.values.value import (
    Array,
    Const,
    Decoded,
    Encoded,
    Field,
    Fresh,
    Object,
    Reference,
    Unknown,
    Value,
    constant,
    fallback,
    printed,
    text,
)

_PROGRAMS = (
    "subprocess.run",
    "subprocess.call",
    "subprocess.check_call",
    "subprocess.check_output",
    "subprocess.Popen",
    "os.system",
)
_FRESH = (
    "uuid.uuid4",
    "uuid.uuid1",
    "time.time",
    "secrets.token_hex",
    "datetime.datetime.now",
    "datetime.now",
    "datetime.utcnow",
)


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of a call, worked out."""

    given: tuple[Value, ...]
    names: dict[str, Value]

    def get(self, at: int, name: str = "") -> Value | None:
        """The argument at a place, or of a name."""
        return self.given[at] if at < len(self.given) else self.names.get(name) if name else None


def arguments_of(walk: Walk, node: ast.Call, state: State) -> Arguments:
    """What a call is given; `*list` and `**dictionary` as what they hold."""
    given: list[Value] = []
    for each in node.args:
        value = walk.evaluate(walk, each, state)
        given.extend(value.items if isinstance(each, ast.Starred) and isinstance(value, Array) else (value,))
    names: dict[str, Value] = {}
    for keyword in node.keywords:
        value = walk.evaluate(walk, keyword.value, state)
        if keyword.arg is not None:
            names[keyword.arg] = value
        elif isinstance(value, Object):
            names.update((each.name, each.value) for each in value.fields)
    return Arguments(tuple(given), names)


def called(walk: Walk, node: ast.Call, function: Value, state: State) -> Value:
    """What a call gives, and what it does."""
    arguments = arguments_of(walk, node, state)
    match function:
        case Function():
            return walk.call(function, arguments.given, arguments.names, state)
        case Class():
            return _made(walk, function, arguments, state)
        case Method(owner=owner, name=name):
            return _method(walk, node, owner, name, arguments, state)
        case Named(path=path):
            return _named_call(walk, node, path, arguments, state)
        case _:
            return Unknown(f"output of {walk.source.quoted(node)}")


def _made(walk: Walk, made: Class, arguments: Arguments, state: State) -> Value:
    instance = Instance(f"an object of `{made.node.name}`", made.node.name, {}, made)
    for each in made.node.body:
        if isinstance(each, ast.Assign | ast.AnnAssign) and each.value is not None:
            target = each.targets[0] if isinstance(each, ast.Assign) else each.target
            if isinstance(target, ast.Name):
                instance.names[target.id] = walk.evaluate(walk, each.value, state)
        elif isinstance(each, ast.FunctionDef) and each.name == "__init__":
            walk.call(Function("`__init__`", each, made.scope, instance), arguments.given, arguments.names, state)
    fields = [each.target.id for each in made.node.body if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)]
    if made.node.decorator_list:  # a dataclass: its fields are its arguments
        instance.names.update(zip(fields, arguments.given, strict=False))
        instance.names.update({name: value for name, value in arguments.names.items() if name in fields})
    return instance


# --- names of libraries


def member_of_library(walk: Walk, path: str, holder: Instance | None = None) -> Value:
    """The value of a library's name."""
    script = walk.source.script
    if path.startswith("os.environ["):
        return _variable(walk, path[len("os.environ[") : -1], holder, None)
    match path:
        case "os.environ":
            return _environment(walk)
        case "sys.argv":
            return Array((Const(script.path), *map(unplaced, script.arguments)))
        case "__file__":
            return text([WORKSPACE, Const(f"/{script.path}")])
        case "os.sep" | "posixpath.sep":
            return Const("/")
        case "os.linesep":
            return Const("\n")
        case _:
            return named(path)


def _environment(walk: Walk) -> Instance:
    known = walk.modules.setdefault("os.environ", walk.scope)
    held = known.names.get("os.environ")
    if not isinstance(held, Instance):
        held = Instance("the environment", "os.environ", {})
        known.names["os.environ"] = held
    return held


def _variable(walk: Walk, name: str, holder: Instance | None, default: Value | None) -> Value:
    if holder is not None and name in holder.names:
        return holder.names[name]
    walk.record.read.add(name)
    if name in SINKS:
        return Reference(("env", name))
    given = walk.source.script.environment.get(name)
    if given is not None:
        return given if default is None or default in (NOTHING, Const("")) else fallback(given, default)
    return default if default not in (None, NOTHING) and default is not None else Unknown(f"`${name}` is set nowhere in sight")


def _named_call(walk: Walk, node: ast.Call, path: str, arguments: Arguments, state: State) -> Value:
    first = arguments.get(0)
    written = walk.source.quoted(node)
    if path in _PROGRAMS:
        return run_program(walk, node, path, arguments.given, arguments.names, state)
    if path in _FRESH:
        return Fresh(path)
    sent = request(walk, node, path, arguments.given, arguments.names, state)
    if sent is not None:
        return sent
    client = made_client(path, arguments.given, arguments.names)
    if client is not None:
        return client
    match path.removeprefix("builtins."):
        case "os.getenv" | "os.environ.get":
            name = constant(first) if first is not None else None
            default = arguments.get(1, "default")
            return _variable(walk, name, _environment(walk), default) if name is not None else Unknown(written)
        case "json.dumps":
            return Encoded(plain(first)) if first is not None else Unknown(written)
        case "json.loads" if first is not None:
            return first.of if isinstance(first, Encoded) else Decoded(as_text(first))
        case "json.load":
            return first.names.get("json", Unknown(written)) if isinstance(first, Instance) else Unknown(written)
        case "json.dump" if isinstance(arguments.get(1), Instance):
            target = arguments.get(1)
            return _method(walk, node, target or NOTHING, "write", Arguments((Encoded(plain(first or NOTHING)),), {}), state)
        case "str" | "urllib.parse.quote" | "shlex.quote" if first is not None:
            return as_text(first)
        case "int" | "float" if first is not None:
            return number(first, written)
        case "dict":
            made = Object(tuple(Field(name, value) for name, value in arguments.names.items()))
            return merged(first, made) if first is not None else made
        case "list" | "tuple" | "sorted" | "set" | "reversed" | "iter":
            return first if isinstance(first, Array) else Array(()) if first is None else Unknown(written)
        case "len":
            items = (
                first.items
                if isinstance(first, Array)
                else first.fields
                if isinstance(first, Object) and not first.open
                else None
            )
            return Const(len(items)) if items is not None else Unknown(written)
        case "range":
            bounds = [each.value for each in arguments.given if isinstance(each, Const) and isinstance(each.value, int)]
            known = len(bounds) == len(arguments.given) and 0 < len(bounds) <= 3 and 0 not in bounds[2:]
            return Array(tuple(Const(each) for each in range(*bounds)[:30])) if known else Unknown(written)
        case "enumerate" if isinstance(first, Array):
            return Array(tuple(Array((Const(at), each)) for at, each in enumerate(first.items)))
        case "zip" if all(isinstance(each, Array) for each in arguments.given):
            lists = [each.items for each in arguments.given if isinstance(each, Array)]
            return Array(tuple(Array(each) for each in zip(*lists, strict=False)))
        case "print":
            return _printed(walk, node, arguments, state)
        case "open":
            return _opened(walk, first)
        case "pathlib.Path" | "Path":
            return _paths(arguments.given)
        case "os.path.join" | "posixpath.join":
            return _paths(arguments.given)
        case "os.path.dirname" if first is not None:
            return parent(first)
        case "os.path.basename" if first is not None:
            return last_part(first)
        case "os.path.abspath" | "os.path.realpath" if first is not None:
            return first
        case "os.path.exists" | "os.path.isfile" | "os.path.isdir":
            return Unknown(written)
        case "os.getcwd":
            return WORKSPACE
        case "sys.exit" | "exit" | "quit" | "os._exit":
            code = first if first is not None else Const("0")
            walk.record.exits.append(Exit(as_text(code) if code != NOTHING else Const("0"), walk.source.span(node), state.guard))
            state.guard = NEVER
            return NOTHING
        case "argparse.ArgumentParser" | "ArgumentParser":
            return Instance("a parser of arguments", "argparse", {})
        case "asyncio.run" | "asyncio.gather" | "anyio.run":
            return first if first is not None else NOTHING
        case "getattr" if first is not None and arguments.get(1) is not None:
            name = constant(arguments.given[1])
            held = first.names.get(name) if isinstance(first, Instance) and name else None
            return held if held is not None else arguments.get(2) or Unknown(written)
        case "input":
            return Unknown("what a person types")
        case _:
            _give_to_functions(walk, arguments, state)
            return Instance(f"what {written} gives", path, {})


def _give_to_functions(walk: Walk, arguments: Arguments, state: State) -> None:
    """A library that is given a function may call it."""
    for each in (*arguments.given, *arguments.names.values()):
        if isinstance(each, Function):
            walk.call(each, (), {}, state)


def _paths(parts: Sequence[Value]) -> Value:
    found: Value = parts[0] if parts else Const(".")
    for each in parts[1:]:
        found = joined(found, each)
    return found


def _opened(walk: Walk, path: Value | None) -> Value:
    """A file: one of the runner's, or any other."""
    key = path.key if isinstance(path, Reference) else ()
    name = str(key[-1]).upper() if key else ""
    sink = name if name in SINKS else ""
    held: dict[str, Value] = {"sink": Const(sink)}
    if name == "GITHUB_EVENT_PATH" or key[-1:] == ("event_path",):
        held["json"] = Reference(("github", "event"))
    return Instance("an open file", "file", held)


def _printed(walk: Walk, node: ast.Call, arguments: Arguments, state: State) -> Value:
    separator = arguments.names.get("sep", Const(" "))
    pieces = [part for at, each in enumerate(arguments.given) for part in ((separator,) if at else ()) + (as_text(each),)]
    line = text([*pieces, arguments.names.get("end", Const("\n"))])
    target = arguments.names.get("file")
    if isinstance(target, Instance):
        return _method(walk, node, target, "write", Arguments((line,), {}), state)
    walk.record.written["GITHUB_OUTPUT"].extend(old_outputs(line, walk.source.span(node), state.guard))
    return NOTHING


# --- methods


def _method(walk: Walk, node: ast.Call, owner: Value, name: str, arguments: Arguments, state: State) -> Value:
    written = walk.source.quoted(node)
    if isinstance(owner, Instance):
        return _method_of_instance(walk, node, owner, name, arguments, state, written)
    first = arguments.get(0)
    match name:
        case "format":
            return formatted(owner, arguments.given, arguments.names, written)
        case "get" if first is not None and not isinstance(owner, Unknown):
            default = arguments.get(1) or NOTHING
            if isinstance(owner, Object) and isinstance(first, Const):
                found = owner.get(str(first.value))
                return found.value if found is not None else default if owner.open is None else Unknown(owner.open)
            found_there = member(owner, first, written)
            return found_there if default == NOTHING else fallback(found_there, default)
        case "items" if isinstance(owner, Object) and owner.open is None:
            return Array(tuple(Array((Const(each.name), each.value)) for each in owner.fields))
        case "keys" if isinstance(owner, Object) and owner.open is None:
            return Array(tuple(Const(each.name) for each in owner.fields))
        case "values" if isinstance(owner, Object) and owner.open is None:
            return Array(tuple(each.value for each in owner.fields))
        case "copy":
            return owner
        case "update" | "append" | "extend" | "insert" | "setdefault" | "pop":
            return _changed(walk, node, owner, name, arguments, state, written)
        case "open":
            return _opened(walk, owner)
        case "write_text" | "read_text" if isinstance(owner, Reference):
            return (
                _method(walk, node, _opened(walk, owner), "write", arguments, state) if name == "write_text" else Unknown(written)
            )
        case "resolve" | "absolute" | "as_posix" | "isoformat":
            return owner
    found_text = text_method(owner, name, arguments.given, written)
    if found_text is not None:
        return found_text
    _give_to_functions(walk, arguments, state)
    return Unknown(f"output of {written}")


def _changed(walk: Walk, node: ast.Call, owner: Value, name: str, arguments: Arguments, state: State, written: str) -> Value:
    """Methods that change a list or dictionary: the name that holds it holds the new one."""
    assert isinstance(node.func, ast.Attribute)  # only methods come here
    first = arguments.get(0)
    made: Value = owner
    match name, owner:
        case "update", _:
            more = Object(tuple(Field(key, value) for key, value in arguments.names.items()))
            made = merged(owner, merged(first, more) if first is not None else more)
        case "append", Array(items) if first is not None:
            made = Array((*items, first))
        case "extend", Array(items):
            made = Array((*items, *first.items)) if isinstance(first, Array) else Unknown(written)
        case "setdefault", Object() if isinstance(first, Const):
            found = owner.get(str(first.value))
            if found is not None:
                return found.value
            made = merged(owner, Object((Field(str(first.value), arguments.get(1) or NOTHING),)))
        case "pop", Object(fields, opened) if isinstance(first, Const):
            made = Object(tuple(each for each in fields if each.name != first.value), opened)
        case _:
            made = Unknown(written)
    walk.assign(node.func.value, made, state)
    return NOTHING if name != "pop" else member(owner, first, written) if first is not None else Unknown(written)


def _method_of_instance(
    walk: Walk, node: ast.Call, owner: Instance, name: str, arguments: Arguments, state: State, written: str
) -> Value:
    first = arguments.get(0)
    match owner.kind, name:
        case "os.environ", "get" if first is not None and (wanted := constant(first)) is not None:
            return _variable(walk, wanted, owner, arguments.get(1, "default"))
        case "os.environ", "copy":
            return owner
        case "file", "write" | "writelines":
            sink = constant(owner.names.get("sink", Const(""))) or ""
            if sink in SINKS and first is not None:
                walk.write(sink, first, node, state)
            return NOTHING
        case "file", "read":
            held = owner.names.get("json")
            return Encoded(held) if held is not None else Unknown("the content of a file")
        case "argparse", "add_argument":
            _declared(owner, arguments)
            return NOTHING
        case "argparse", "add_subparsers" | "add_parser" | "add_argument_group" | "add_mutually_exclusive_group":
            return owner
        case "argparse", "parse_args" | "parse_known_args":
            return _parsed(walk, owner)
        case _, "__enter__" | "__aenter__":
            return owner
    sent = client_method(walk, node, owner, name, arguments.given, arguments.names, state)
    if sent is not None:
        return sent
    _give_to_functions(walk, arguments, state)
    return Instance(f"what {written} gives", f"{owner.kind}.{name}()", {})


def _declared(parser: Instance, arguments: Arguments) -> None:
    """`add_argument("-x", "--name", default=…)`: kept as a dictionary of what is known of it."""
    flags = [known for each in arguments.given if (known := constant(each)) is not None]
    if not flags:
        return
    long = next((each for each in flags if each.startswith("--")), flags[0])
    name = constant(arguments.names.get("dest", Const(None))) or long.lstrip("-").replace("-", "_")
    about = Object(
        (
            Field("flags", Array(tuple(map(Const, flags)))),
            Field("default", arguments.names.get("default", NOTHING)),
            Field("action", arguments.names.get("action", NOTHING)),
        )
    )
    parser.names[name if name != "None" else long.lstrip("-").replace("-", "_")] = about


def _parsed(walk: Walk, parser: Instance) -> Instance:
    """What `parse_args()` gives for the arguments that the script was called with."""
    words = list(walk.source.script.arguments)
    found: dict[str, Value] = {}
    positional: list[str] = []
    for name, about in parser.names.items():
        flags = member(about, Const("flags"), name)
        names = [constant(each) or "" for each in flags.items] if isinstance(flags, Array) else []
        default = member(about, Const("default"), name)
        if not names or not names[0].startswith("-"):
            positional.append(name)
            found[name] = default if default != NOTHING else Unknown(f"the argument `{name}`")
            continue
        found[name] = _flag_value(words, names, default, member(about, Const("action"), name))
    rest = _positionals(words, parser)
    for name, value in zip(positional, rest, strict=False):
        found[name] = value
    return Instance("the arguments", "arguments", found)


def _flag_value(words: Sequence[Value], names: Sequence[str], default: Value, action: Value) -> Value:
    is_switch = constant(action) in ("store_true", "store_false")
    for at, word in enumerate(words):
        known = constant(word)
        if known in names:
            if is_switch:
                return Const(constant(action) == "store_true")
            return unplaced(words[at + 1]) if at + 1 < len(words) else default
        if known is not None and "=" in known and known.split("=", 1)[0] in names:
            return Const(known.split("=", 1)[1])
        parts = getattr(word, "parts", ())
        head = constant(parts[0]) if parts else None
        if head is not None and head.partition("=")[0] in names and "=" in head:
            return unplaced(text([Const(head.partition("=")[2]), *parts[1:]]))
    if is_switch:
        return Const(constant(action) == "store_false")
    return default


def _positionals(words: Sequence[Value], parser: Instance) -> list[Value]:
    """The words that belong to no flag."""
    switches = {
        printed(flag.value)
        for about in parser.names.values()
        if isinstance(about, Object) and constant(member(about, Const("action"), "")) in ("store_true", "store_false")
        for flag in getattr(member(about, Const("flags"), ""), "items", ())
    }
    found: list[Value] = []
    skip = False
    for word in words:
        known = constant(word)
        if skip:
            skip = False
        elif known is not None and known.startswith("-") and len(known) > 1:
            skip = "=" not in known and known not in switches
        else:
            found.append(unplaced(word))
    return found
