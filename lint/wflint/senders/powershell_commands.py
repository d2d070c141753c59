"""Commands of PowerShell: cmdlets that make, keep and send texts, and programs.

Source: learn.microsoft.com, about_Parameters: a parameter's name may be cut short, and case doesn't matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tree_sitter import Node

from wflint.senders.bash import read as read_bash
from wflint.senders.bash_state import State
from wflint.senders.commands import interpret
from wflint.senders.dead_text import dead_interpolations
from wflint.senders.flags import program_name
from wflint.senders.holed import holed
from wflint.senders.http import interpret_request
from wflint.senders.message import Dispatch, Invocation, Request, Unresolved, Word
from wflint.senders.places import members_of
from wflint.senders.powershell_expressions import expanded
from wflint.senders.powershell_text import children, core
from wflint.senders.powershell_values import Block, as_text
from wflint.senders.powershell_walk import Native, Walk
from wflint.senders.script import Hole, Script
from wflint.values.condition import all_of
from wflint.values.value import Array, Const, Decoded, Encoded, Fresh, Object, Text, Unknown, Value, constant, text

_WEB = ("invoke-restmethod", "invoke-webrequest", "irm", "iwr")
_WEB_NAMES = """
uri method body headers token authentication contenttype outfile infile form usebasicparsing skiphttperrorcheck erroraction
maximumretrycount retryintervalsec timeoutsec credential custommethod useragent responseheadersvariable statuscodevariable
sessionvariable websession
"""
_NAMES: dict[str, tuple[str, ...]] = {
    "web": tuple(_WEB_NAMES.split()),
    "file": ("filepath", "path", "literalpath", "value", "inputobject", "append", "encoding", "nonewline", "force", "variable"),
    "json": ("inputobject", "depth", "compress", "asarray", "enumsasstrings", "escapehandling", "ashashtable", "noenumerate"),
}
_SWITCHES = frozenset(("usebasicparsing", "skiphttperrorcheck", "append", "nonewline", "force", "compress", "asarray", "raw"))
_QUIET_NAMES = """
write-host write-verbose write-debug write-information write-warning write-error start-sleep new-item remove-item out-null
set-location push-location pop-location import-module cd mkdir
"""
_QUIET = frozenset(_QUIET_NAMES.split())
_SHELLS = {"cmd": ("/c", "/k"), "bash": ("-c", "-lc", "-ec"), "sh": ("-c", "-ec")}
_LISTS = ("variable", "parenthesized_expression", "array_expression")
_DEEPEST_CALL = 8
_UNWATCHED = "nothing looks at how `Start-Process` ends"


def execute(walk: Walk, node: Node, given: Value | None, state: State) -> Value:
    """Run one command; what it gives.  `given` is what the pipe brings."""
    words = _words(walk, node, state)
    if not words:
        return Const("")
    name = (program_name(words[0].value) or "").strip()
    if name in walk.functions and walk.depth < _DEEPEST_CALL:
        return walk.call(name, words[1:], state)
    match name:
        case "convertto-json":
            found = _named(words, "json")
            return Encoded(found.get("inputobject", given if given is not None else _first(words, found)))
        case "convertfrom-json":
            text_given = given if given is not None else _named(words, "json").get("inputobject", _first(words, {}))
            return text_given.of if isinstance(text_given, Encoded) else Decoded(as_text(text_given))
        case "out-file" | "add-content" | "set-content" | "tee-object":
            return _to_file(walk, node, name, words, given, state)
        case "get-content" | "cat" | "gc":
            return state.files.get(_file_name(_first(words, {})), Unknown(f"output of `{name}`"))
        case "write-output" | "echo":
            values = [word.value for word in words[1:]]
            return given if given is not None and not values else values[0] if len(values) == 1 else Array(tuple(values))
        case "get-date" | "new-guid" | "get-random":
            return Fresh(constant(words[0].value) or name)
        case "out-string" | "out-default" | "sort-object":
            return given if given is not None else Unknown(f"output of `{name}`")
        case "foreach-object" | "%" | "where-object" | "?":
            return _each(walk, node, name, words, given, state)
        case "set-variable" | "sv":
            return _set_variable(walk, words, state)
        case "start-process":
            return _started(walk, node, words, state)
        case "invoke-expression" | "iex":
            return _expression(walk, node, words, given, state)
        case _ if name in _WEB:
            return _web(walk, node, words, given, state)
        case _ if name in _SHELLS and len(words) > 2 and constant(words[1].value) in _SHELLS[name]:
            _note(walk, node, words, given, state)
            _shell(walk, node, words[2].value, state)
            return Unknown(f"output of `{name}`")
        case _:
            return _program(walk, node, name, words, given, state)


def _words(walk: Walk, node: Node, state: State) -> tuple[Word, ...]:
    """A command's words: its name and its arguments, splatted ones as several."""
    found: list[Word] = []
    for part in _parts(node):
        inner = core(part)
        span = walk.source.span(inner)
        written = walk.source.of(inner)
        if inner.type == "variable" and written.startswith("@"):
            found.extend(_splatted(walk.variable(walk.name_of(inner) or "", state), found, walk, inner))
            continue
        named_so = inner.type == "command_name"
        value = expanded(walk, inner, *walk.source.range(inner), state) if named_so else walk.value(inner, state)
        if isinstance(value, Array) and inner.type in _LISTS and found and _is_native(found[0].value):
            found.extend(Word(as_text(item), span) for item in value.items)
            continue
        found.append(Word(value, span))
    if found and _is_native(found[0].value):
        return tuple(replace(word, value=_unquoted(as_text(word.value))) for word in found)
    return tuple(found)


def _is_native(name: Value) -> bool:
    known = constant(name)
    return known is not None and "-" not in known.replace("\\", "/").rpartition("/")[2]


def _unquoted(value: Value) -> Value:
    """`\\"` is how a quote is kept when Windows PowerShell hands an argument on."""
    found = holed(value)
    return found.restore(found.shape.replace('\\"', '"')) if '\\"' in found.shape else value


def _splatted(value: Value, before: Sequence[Word], walk: Walk, node: Node) -> Iterator[Word]:
    span = walk.source.span(node)
    match value:
        case Array(items):
            yield from (Word(item, span) for item in items)
        case Object(fields):
            for each in fields:
                yield Word(Const(f"-{each.name}"), span)
                yield Word(each.value, each.span or span)
        case _:
            yield Word(Unknown("splatted arguments"), span)


def _parts(node: Node) -> Iterator[Node]:
    if node.type == "command_name":
        yield node
        return
    for child in children(node):
        if child.type == "command_elements":
            skipped = ("command_argument_sep", "redirection", "redirections", "merging_redirection_operator")
            yield from (each for each in children(child) if each.type not in skipped)
        elif child.type in ("command_name", "command_name_expr"):
            yield child


def _named(words: Sequence[Word], kind: str) -> dict[str, Value]:
    """The named parameters of a cmdlet under their full names; a switch is true."""
    names = _NAMES[kind]
    found: dict[str, Value] = {}
    name = ""
    for word in words[1:]:
        known = constant(word.value)
        match = re.fullmatch(r"-([A-Za-z]+)(?::(.*))?", known, re.DOTALL) if known is not None and not name else None
        if match:
            short = match[1].lower()
            exact = [each for each in names if each == short]
            name = (exact or [each for each in names if each.startswith(short)] or [short])[0]
            found[name] = Const(True)
            if match[2]:
                found[name], name = Const(match[2]), ""
            elif name in _SWITCHES:
                name = ""
        elif name:
            found[name], name = word.value, ""
    return found


def _first(words: Sequence[Word], named: dict[str, Value]) -> Value:
    """The first argument that is no parameter's."""
    values = {id(value) for value in named.values()}
    for word in words[1:]:
        known = constant(word.value)
        if id(word.value) not in values and (known is None or not re.match(r"-[A-Za-z]", known)):
            return word.value
    return Unknown("an argument that isn't there")


def _to_file(walk: Walk, node: Node, name: str, words: tuple[Word, ...], given: Value | None, state: State) -> Value:
    found = _named(words, "file")
    content = found.get("value", found.get("inputobject", given))
    path = found.get("filepath", found.get("path", found.get("literalpath")))
    rest = [word.value for word in words[1:] if not _is_parameter(word)]
    rest = [value for value in rest if not any(value is each for each in found.values())]
    if path is None:
        path = rest.pop(0) if rest else Unknown("a file")
    if content is None:
        content = rest.pop(0) if rest else Unknown("what is written")
    known = _file_name(path)
    if name == "add-content" and known in state.files:
        content = text((state.files[known], Const("\n"), as_text(content)))
    walk.to_file(path, content, node, state)
    return content if name == "tee-object" else Const("")


def _is_parameter(word: Word) -> bool:
    known = constant(word.value)
    return known is not None and re.match(r"-[A-Za-z]", known) is not None


def _file_name(path: Value) -> str:
    return re.sub(r"^\.[/\\]", "", constant(path) or "")


def _each(walk: Walk, node: Node, name: str, words: tuple[Word, ...], given: Value | None, state: State) -> Value:
    """`| ForEach-Object { … $_ … }` and `| Where-Object { … }`."""
    block = next((word.value for word in words[1:] if isinstance(word.value, Block)), None)
    found = next((each for each in _parts(node) if core(each).type == "script_block_expression" and block is not None), None)
    values: Value = given if given is not None else Unknown("what the pipe brings")
    if found is None:
        return Unknown(f"output of `{name}`")
    body = core(found)
    if name in ("where-object", "?"):
        return Unknown(f"output of `{name}`")
    if isinstance(values, Const | Text | Object):
        values = Array((values,))
    before = state.variables.get("_")
    output = walk.each_of(values, "_", lambda inside: walk.block(body, inside), state)
    if before is not None:
        state.variables["_"] = before
    return output


def _set_variable(walk: Walk, words: tuple[Word, ...], state: State) -> Value:
    found = _named(words, "file")
    rest = [word.value for word in words[1:] if not _is_parameter(word)]
    name = constant(found["name"] if "name" in found else rest[0]) if rest else None
    if name is not None and rest:
        state.variables[name.lower()] = found.get("value", rest[-1])
    return Const("")


def _started(walk: Walk, node: Node, words: tuple[Word, ...], state: State) -> Value:
    """`Start-Process gh -ArgumentList …` runs beside the script: nothing looks at its exit code."""
    rest = [word for word in words[1:] if not _is_parameter(word)]
    inner: list[Word] = []
    for word in rest:
        items = word.value.items if isinstance(word.value, Array) else (word.value,)
        for item in items:
            known = constant(item)
            pieces = [Const(piece) for piece in known.split()] if known is not None and inner else [item]
            inner.extend(Word(piece, word.span) for piece in pieces)
    _note(walk, node, words, None, state)
    if inner:
        invocation = _invocation(walk, node, tuple(inner), None, state, state.discarded or _UNWATCHED)
        _add(walk, interpret(invocation, members_of(walk.source.script)), dict(invocation.environment))
    return Const("")


def _expression(walk: Walk, node: Node, words: tuple[Word, ...], given: Value | None, state: State) -> Value:
    """`Invoke-Expression` of a text: read as a line for a shell, which it is for a program and its arguments."""
    _note(walk, node, words, given, state)
    _shell(walk, node, given if given is not None else _first(words, {}), state)
    return Unknown("output of `Invoke-Expression`")


def _shell(walk: Walk, node: Node, line: Value, state: State) -> None:
    """A line for another shell, read by the reader of bash."""
    parts = line.parts if isinstance(line, Text) else (line,)
    written: list[str] = []
    holes: list[Hole] = []
    at = 0
    for part in parts:
        piece = constant(part)
        if piece is None:
            piece = "${{ hole }}"
            holes.append(Hole(at, at + len(piece), part))
        written.append(piece)
        at += len(piece)
    span = walk.source.span(node)
    environment = _environment(walk, state)
    inner = Script("".join(written), lambda start, end: span, tuple(holes), environment, stops_on_error=False)
    if walk.silent:
        return
    for sent in read_bash(inner).dispatches:
        hidden = state.discarded or sent.failure_hidden
        walk.dispatches.append(replace(sent, guard=all_of((state.guard, sent.guard)), failure_hidden=hidden))
    for unread in read_bash(inner).unresolved:
        walk.unresolved.append(replace(unread, guard=all_of((state.guard, unread.guard))))


def _environment(walk: Walk, state: State) -> dict[str, Value]:
    """What a program sees."""
    script = walk.source.script
    found = {key: state.variables.get(f"env:{key.lower()}", value) for key, value in script.environment.items()}
    known = {key.lower() for key in found}
    return found | {key.upper(): state.variables[f"env:{key}"] for key in state.exported if key not in known}


def _invocation(
    walk: Walk, node: Node, words: tuple[Word, ...], given: Value | None, state: State, discarded: str | None
) -> Invocation:
    return Invocation(
        words,
        walk.source.span(node),
        tuple(_environment(walk, state).items()),
        as_text(given) if given is not None else None,
        tuple(state.files.items()),
        state.guard,
        discarded,
    )


def _note(walk: Walk, node: Node, words: tuple[Word, ...], given: Value | None, state: State) -> None:
    if not walk.silent:
        plain = tuple(
            replace(word, value=Unknown(word.value.reason)) if isinstance(word.value, Block) else word for word in words
        )
        walk.invocations.append(_invocation(walk, node, plain, given, state, state.discarded))


def _program(walk: Walk, node: Node, name: str, words: tuple[Word, ...], given: Value | None, state: State) -> Value:
    if not _is_native(words[0].value):
        _note(walk, node, words, given, state)
        return Const("") if name in _QUIET else Unknown(f"output of `{name or 'a command'}`")
    # An exit code raises no error, so that neither `try` nor `$ErrorActionPreference` see it.
    walk.settle("PowerShell looks at the exit code of the last command only", state)
    invocation = _invocation(walk, node, words, given, state, None)
    if not walk.silent:
        walk.natives.append(Native(state.guard, len(walk.invocations), len(walk.dispatches)))
        walk.invocations.append(invocation)
    count = len(walk.dispatches)
    _add(walk, interpret(invocation, members_of(walk.source.script)), dict(invocation.environment))
    if not walk.silent and len(walk.dispatches) == count:
        walk.natives[-1].dispatch = None
    walk.last = walk.source.quoted(node)
    return Unknown(f"output of `{name or 'a command'}`")


def _add(walk: Walk, found: Dispatch | Unresolved | None, environment: dict[str, Value]) -> None:
    if walk.silent:
        return
    if isinstance(found, Dispatch):
        dead = dead_interpolations(found, lambda name: name in environment)
        walk.dispatches.append(replace(found, defects=(*found.defects, *dead)))
    elif isinstance(found, Unresolved):
        walk.unresolved.append(found)


def _web(walk: Walk, node: Node, words: tuple[Word, ...], given: Value | None, state: State) -> Value:
    found = _named(words, "web")
    headers, token = found.get("headers"), found.get("token")
    authorization: Value | None = headers if isinstance(headers, Unknown) else token
    if isinstance(headers, Object):
        own = next((each.value for each in headers.fields if each.name.lower() == "authorization"), None)
        authorization = own if own is not None else token
    body = found.get("body", given)
    hidden = state.discarded
    if constant(found.get("erroraction", Const(""))) in ("SilentlyContinue", "Ignore", "0"):
        hidden = hidden or "`-ErrorAction SilentlyContinue`"
    elif "skiphttperrorcheck" in found and "statuscode" not in walk.source.text.lower():
        hidden = hidden or "`-SkipHttpErrorCheck`"
    request = Request(
        constant(words[0].value) or "Invoke-RestMethod",
        (constant(found.get("method", Const("GET"))) or "GET").upper(),
        as_text(found.get("uri", _first(words, found))),
        _body(body) if body is not None else None,
        walk.source.span(node),
        authorization,
        state.guard,
        hidden,
    )
    _note(walk, node, words, given, state)
    _add(walk, interpret_request(request, members_of(walk.source.script)), _environment(walk, state))
    return Unknown(f"the answer to `{request.mechanism}`")


def _body(body: Value) -> Value:
    """A hashtable given as body is sent as a form, which isn't JSON."""
    return Unknown("a hashtable that is sent as a form") if isinstance(body, Object) else as_text(body)
