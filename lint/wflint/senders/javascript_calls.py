"""Calls in a github-script: octokit, `core`, `exec`, `fetch`, and the functions of the language that values go through."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tree_sitter import Node

from wflint.senders.acts_api import of_call, of_request
from wflint.senders.bash_state import State, branch, is_dead
from wflint.senders.commands import interpret
from wflint.senders.dead_text import dead_interpolations
from wflint.senders.endpoints import mentions_endpoint
from wflint.senders.holed import each_option, holed, trimmed
from wflint.senders.http import interpret_request
from wflint.senders.javascript_sends import SENDERS, Call, commands_in, request_of, sent
from wflint.senders.javascript_text import FUNCTIONS, Source, below, field_of
from wflint.senders.javascript_values import (
    UNDEFINED,
    Function,
    Named,
    Position,
    Some,
    as_number,
    as_text,
    decoded,
    element,
    index,
    member,
    plain,
    possible_items,
)
from wflint.senders.message import Assignment, Dispatch, Exit, Invocation, Request, Unresolved, Word
from wflint.senders.places import members_of
from wflint.span import Span
from wflint.values.condition import ALWAYS, NEVER, Condition, Opaque, Test, any_of
from wflint.values.value import Array, Choice, Const, Encoded, Fresh, Object, Reference, Unknown, Value, constant, printed, text
from wflint.values.value import Field as Member

if TYPE_CHECKING:
    from wflint.senders.javascript import Walk

_PROGRAMS = frozenset(("exec", "getExecOutput", "execSync", "execFileSync", "execFile", "spawn", "spawnSync", "execa", "$"))
_PROGRAM_OWNERS = frozenset(("exec", "child_process", "@actions/exec", "cp", "execa", "zx", "childProcess", "actionsExec"))
_WITH_SHELL = frozenset(("execSync", "exec"))
_FRESH = frozenset(("Date.now", "Math.random", "crypto.randomUUID", "performance.now", "crypto.randomBytes", "uuidv4"))
_FAILS = re.compile(r"(?:\bsetFailed|\bprocess\s*\.\s*exit|\bPromise\s*\.\s*reject|\breject)$")
_CALLBACKS = frozenset(("forEach", "map", "filter", "find", "some", "every", "flatMap", "reduce", "findLast", "sort"))
_FETCH_HIDDEN = "`fetch` doesn't throw when GitHub refuses"
_CATCH_HIDDEN = "`.catch()` without `throw`"
_SETTLED_HIDDEN = "`Promise.allSettled` keeps a refusal to itself"
_IGNORED = "`ignoreReturnCode` lets the step go on when the command fails"
_AXIOS = {"post": "POST", "put": "PUT", "get": "GET", "patch": "PATCH", "delete": "DELETE"}


def hides_errors(source: Source, handler: Node) -> bool:
    """Whether an error ends in this handler: it doesn't throw, and doesn't let the step fail."""
    for each in below(handler):
        if each.type == "throw_statement":
            return False
        called = field_of(each, "function") if each.type == "call_expression" else None
        if called is not None and _FAILS.search(source.of(called)):
            return False
        if each.type == "assignment_expression" and re.match(r"process\s*\.\s*exitCode\b", source.of(each)):
            return False
    return not re.search(r"\bsetFailed$", source.of(handler))


@dataclass(slots=True)
class Caller:
    """One call that is being read."""

    walk: Walk
    node: Node
    state: State

    @staticmethod
    def sender_name(source: Source, node: Node) -> str | None:
        """`createWorkflowDispatch` or `createDispatchEvent` where the node calls it."""
        called = field_of(node, "function") if node.type == "call_expression" else None
        name = field_of(called, "property") if called is not None and called.type == "member_expression" else None
        return source.of(name) if name is not None and source.of(name) in SENDERS else None

    @staticmethod
    def keys(value: Value) -> Value:
        """`Object.keys(value)`."""
        match value:
            case Object(_, None):
                return Array(tuple(Const(name) for name in value.names()))
            case Array(items):
                return Array(tuple(Const(str(at)) for at in range(len(items))))
            case _:
                return Unknown("the names of an object made at run time")

    # -- the parts of a call ----------------------------------------------------------------------------------------

    @property
    def source(self) -> Source:
        return self.walk.source

    @property
    def span(self) -> Span:
        return self.source.span(self.node)

    @property
    def written(self) -> str:
        return self.source.original(self.node)

    @property
    def argument_nodes(self) -> list[Node]:
        given = field_of(self.node, "arguments")
        if given is None:
            return []
        return [given] if given.type == "template_string" else [each for each in given.named_children if each.type != "comment"]

    def arguments(self) -> list[Value]:
        found: list[Value] = []
        for each in self.argument_nodes:
            if each.type == "spread_element" and each.named_children:
                spread = self.walk.value(each.named_children[0], self.state)
                found.extend(spread.items if isinstance(spread, Array) else (Unknown(f"`{self.source.original(each)}`"),))
            else:
                found.append(self.walk.value(each, self.state))
        return found

    def value(self) -> Value:
        """Walk the call; what it gives."""
        called = field_of(self.node, "function", "constructor")
        if called is None:
            return Unknown(f"`{self.written}`")
        self.walk.walked.add(self.node.id)
        while called.type == "parenthesized_expression" and called.named_children:
            called = called.named_children[-1]
        owner, name = field_of(called, "object"), field_of(called, "property")
        if called.type == "member_expression" and owner is not None and name is not None:
            method = self.source.of(name)
            if method in ("catch", "then", "finally"):
                return self.chained(owner, method)
            held = self.walk.value(owner, self.state)
            if not isinstance(held, Named):
                if method in SENDERS and not isinstance(member(held, method, ""), Function):
                    return self.send(method, Unknown(f"the token of `{self.source.original(owner)}`"), self.arguments())
                return self.method(held, owner, method)
            return self.named(replace(held, path=(*held.path, method)))
        function = self.walk.value(called, self.state)
        if isinstance(function, Named):
            return self.named(function)
        arguments = self.arguments()
        if isinstance(function, Function):
            return self.walk.call(function, arguments, self.state)
        return self.handed_on(arguments, self.written)

    def handed_on(self, arguments: list[Value], written: str) -> Value:
        """A function that isn't known may call the functions that it is given."""
        for each in arguments:
            if isinstance(each, Function):
                self.walk.call(each, [], self.state)
        return Unknown(f"`{written}`")

    def chained(self, owner: Node, method: str) -> Value:
        """`promise.catch(…)`, `.then(…)`, `.finally(…)`: the promise runs first."""
        handlers = self.argument_nodes
        hidden = method == "catch" and bool(handlers) and self._hides(handlers[0])
        hidden = hidden or (method == "then" and len(handlers) > 1 and self._hides(handlers[1]))
        before = self.state.discarded
        self.state.discarded = before or (_CATCH_HIDDEN if hidden else None)
        caught = method == "catch" and bool(handlers)
        guard = self.state.guard
        self.walk.catching += caught
        value = self.walk.value(owner, self.state)
        self.walk.catching -= caught
        self.state.discarded = before
        functions = self.arguments()
        if caught:
            self.state.guard = guard
        if functions and method != "catch":
            given = self.walk.call(functions[0], [value] if method == "then" else [], self.state)
            value = given if method == "then" else value
        failing = functions[:1] if method == "catch" else functions[1:2]
        for function in failing:
            inside = branch(self.state, Opaque("a promise that fails"))
            if not is_dead(inside):
                self.walk.call(function, [Unknown("an error")], inside)
        return value

    def _hides(self, handler: Node) -> bool:
        if handler.type in FUNCTIONS:
            return hides_errors(self.source, handler)
        function = self.walk.value(handler, self.state)
        if isinstance(function, Function) and function.node is not None:
            return hides_errors(self.source, function.node)
        return hides_errors(self.source, handler)

    # -- what is called by its name -----------------------------------------------------------------------------------

    def named(self, function: Named) -> Value:
        """A call of `github.…`, `core.…`, `JSON.stringify`, …"""
        path, last = function.path, function.path[-1]
        dotted = ".".join(path)
        if dotted == "Promise.allSettled":
            before = self.state.discarded
            self.state.discarded = before or _SETTLED_HIDDEN
            arguments = self.arguments()
            self.state.discarded = before
            return arguments[0] if arguments else UNDEFINED
        arguments = self.arguments()
        if last in SENDERS:
            return self.send(last, function.token or Unknown(f"the token of `{path[0]}`"), arguments)
        if last == "getOctokit" or (self.node.type == "new_expression" and last == "Octokit"):
            return self.client(last, arguments)
        if function.token is not None:
            return self.octokit(function, arguments)
        if path[-2:-1] == ("core",) or path[:1] == ("@actions/core",):
            return self.core(last, arguments)
        if last in _PROGRAMS and (len(path) == 1 or path[0] in _PROGRAM_OWNERS):
            return self.program(last, path[0], arguments)
        match dotted:
            case "fetch" | "node-fetch" | "fetch.default":
                return self.fetch("fetch", arguments)
            case "require":
                known = constant(arguments[0]) if arguments else None
                if known is None or known.startswith((".", "/")):
                    return Unknown(f"`{self.written}`")
                name = known.removeprefix("node:")
                return Named(f"`{self.written}`", (name.removeprefix("@actions/"),))
            case _ if path[0] == "axios":
                return self.axios(last, arguments)
            case "process.exit":
                code = as_text(arguments[0]) if arguments else Const("0")
                self.walk.exits.append(Exit(code, self.span, self.state.guard))
                self.walk.thrown += 1
                self.state.guard = NEVER
                return UNDEFINED
            case _ if last == "request" and len(arguments) > 1 and mentions_endpoint(arguments[0]):
                return self.request(arguments, Unknown(f"the token of `{path[0]}`"))
            case _ if dotted in _FRESH or (self.node.type == "new_expression" and dotted == "Date" and not arguments):
                return Fresh(dotted)
        return self.of_language(dotted, arguments)

    def of_language(self, dotted: str, arguments: list[Value]) -> Value:
        """Functions that come with JavaScript."""
        first = arguments[0] if arguments else UNDEFINED
        match dotted:
            case "String" | "encodeURIComponent" | "decodeURIComponent":
                return as_text(first)
            case "Number" | "parseInt" | "parseFloat" | "Number.parseInt" | "Number.parseFloat" | "Math.floor":
                return as_number(first)
            case "JSON.stringify":
                return Encoded(plain(first))
            case "JSON.parse":
                return decoded(first)
            case "Boolean" | "Promise.all" | "Promise.resolve" | "Array.from" | "Set" | "Object.freeze" | "structuredClone":
                return first
            case "Map" | "Object.fromEntries":
                return _from_entries(first)
            case "Object.keys":
                return self.keys(first)
            case "Object.values":
                return (
                    Array(tuple(each.value for each in _last_fields(first)))
                    if _is_closed(first)
                    else Unknown(f"`{self.written}`")
                )
            case "Object.entries":
                if _is_closed(first):
                    return Array(tuple(Array((Const(each.name), each.value)) for each in _last_fields(first)))
                return Unknown(f"`{self.written}`")
            case "Object.assign" if all(isinstance(each, Object) for each in arguments) and arguments:
                fields = tuple(member for each in arguments if isinstance(each, Object) for member in each.fields)
                return Object(fields, next((each.open for each in arguments if isinstance(each, Object) and each.open), None))
            case "core" | "console.log":
                return UNDEFINED
            case _:
                return self.handed_on(arguments, self.written)

    # -- GitHub's API -------------------------------------------------------------------------------------------------

    def client(self, name: str, arguments: list[Value]) -> Value:
        given = arguments[0] if arguments else UNDEFINED
        token = given if name == "getOctokit" else member(given, "auth", self.written)
        return Named(f"`{self.written}`", ("octokit",), plain(token))

    def octokit(self, function: Named, arguments: list[Value]) -> Value:
        token = function.token
        if function.path[-1] == "request" and arguments:
            return self.request(arguments, token or UNDEFINED)
        names = [each for each in function.path[1:] if each != "rest"]
        if names[:1] == ["paginate"]:
            names = ["paginate"]
        name, argument = ".".join(names), plain(arguments[0]) if arguments else Object(())
        self.walk.acts += of_call(name, argument, self.span, plain(token or UNDEFINED), self.state.guard, self.state.discarded)
        self.record(("octokit", name or function.path[0]))
        return Unknown(f"the answer to `{'.'.join(function.path)}`")

    def send(self, name: str, token: Value, arguments: list[Value]) -> Value:
        argument = plain(arguments[0]) if arguments else Unknown("it is called without an argument")
        call = Call(argument, self.span, plain(token), self.state.guard, self.state.discarded)
        self.add(sent(name, call))
        return Unknown(f"the answer to `{name}`")

    def request(self, arguments: list[Value], token: Value) -> Value:
        first, *more = arguments
        parameters = more[0] if more else Object(())
        if isinstance(first, Object):
            parameters, first = first, member(first, "url", self.written)
        call = Call(plain(parameters), self.span, plain(token), self.state.guard, self.state.discarded)
        request = request_of(plain(first), call)
        found = interpret_request(request, members_of(self.source.script))
        if found is None:
            self.walk.acts += of_request(request)
            self.record(("octokit", "request"))
        elif isinstance(found, Dispatch) and isinstance(parameters, Object):
            place = parameters.get("workflow_id") if found.kind == "workflow_dispatch" else None
            found = replace(found, target_span=place.span) if place and place.span else found
        self.add(found)
        return Unknown("the answer to a request")

    def fetch(self, mechanism: str, arguments: list[Value]) -> Value:
        options = arguments[1] if len(arguments) > 1 else Object(())
        behind = self.source.text[self.source.end(self.node) :]
        looked_at = re.search(r"\.(?:ok|status)\b", behind)
        hidden = self.state.discarded or (None if looked_at else _FETCH_HIDDEN)
        self.web(mechanism, arguments[0] if arguments else UNDEFINED, options, "body", hidden)
        return Unknown("the answer to a request")

    def axios(self, last: str, arguments: list[Value]) -> Value:
        if last in _AXIOS:
            options = arguments[2] if len(arguments) > 2 else Object(())
            fields = options.fields if isinstance(options, Object) else ()
            data: Value = Encoded(plain(arguments[1])) if len(arguments) > 1 else Const("")
            made = Object((*fields, Member("method", Const(_AXIOS[last])), Member("data", data)))
            self.web("axios", arguments[0] if arguments else UNDEFINED, made, "data", self.state.discarded)
        elif arguments and isinstance(arguments[0], Object):
            data = member(arguments[0], "data", self.written)
            made = Object((*arguments[0].fields, Member("data", Encoded(plain(data)))))
            self.web("axios", member(made, "url", self.written), made, "data", self.state.discarded)
        return Unknown("the answer to a request")

    def web(self, mechanism: str, url: Value, options: Value, body: str, hidden: str | None) -> None:
        headers = member(options, "headers", self.written)
        authorization: Value | None = headers if isinstance(headers, Unknown) else None
        if isinstance(headers, Object):
            found = next((each for each in headers.fields if each.name.lower() == "authorization"), None)
            authorization = found.value if found is not None else None
        method = member(options, "method", self.written)
        content = member(options, body, self.written)
        request = Request(
            mechanism,
            (constant(method) or "GET").upper() if not isinstance(method, Unknown) else "POST",
            plain(as_text(url)),
            plain(content) if content != UNDEFINED else None,
            self.span,
            plain(authorization) if authorization is not None else None,
            self.state.guard,
            hidden,
        )
        found_ = interpret_request(request, members_of(self.source.script))
        if found_ is None:
            self.walk.acts += of_request(request)
            self.record((mechanism,))
        self.add(found_)

    def add(self, found: Dispatch | Unresolved | None) -> None:
        if isinstance(found, Dispatch):
            dead = dead_interpolations(found, lambda name: name in self.source.script.environment)
            self.walk.dispatches.append(replace(found, defects=(*found.defects, *dead)))
        elif isinstance(found, Unresolved):
            self.walk.unresolved.append(found)

    def record(self, names: tuple[str, ...]) -> None:
        """Keep a call that doesn't send for whoever asks what the script does."""
        words = tuple(Word(Const(name), self.span) for name in names)
        self.walk.invocations.append(Invocation(words, self.span, guard=self.state.guard, discarded=self.state.discarded))

    # -- what the step hands on -----------------------------------------------------------------------------------------

    def core(self, last: str, arguments: list[Value]) -> Value:
        match last:
            case "setOutput" | "exportVariable" if arguments:
                name = constant(arguments[0])
                value = _handed_out(arguments[1] if len(arguments) > 1 else UNDEFINED)
                if name is None:
                    name, value = "", Unknown("a name that is made at run time")
                target = self.walk.outputs if last == "setOutput" else self.walk.exported
                target.append(Assignment(name, value, self.span, self.state.guard))
            case "setFailed":
                self.walk.exits.append(Exit(Const("1"), self.span, self.state.guard))
            case "getInput" | "getBooleanInput" | "getMultilineInput":
                self.record(("core", last))
                return Unknown(f"`{self.written}`")
            case "group":
                return self.handed_on(arguments, self.written)
            case _:
                pass
        self.record(("core", last))
        return UNDEFINED

    def program(self, last: str, owner: str, arguments: list[Value]) -> Value:
        """`exec.exec('gh', […])`, `execSync('gh …')`."""
        first = as_text(arguments[0]) if arguments else Const("")
        listed = arguments[1] if len(arguments) > 1 else None
        options = arguments[2] if len(arguments) > 2 else listed if isinstance(listed, Object) else Object(())
        in_shell = owner == "child_process" or len(owner) > 4
        if listed is None or isinstance(listed, Object) or (isinstance(listed, Const) and listed.value is None):
            commands = commands_in(first)
            if commands is None or (last in _WITH_SHELL and self._is_fed(commands)):
                self.unread(first, in_shell)
                return Unknown(f"output of `{self.written}`")
            for words, behind in commands:
                spans = self.span
                hidden = "`|| …`" if behind == "||" else None
                self.run(tuple(Word(word, spans) for word in words), options, hidden)
        else:
            head = commands_in(first)
            words_ = head[0][0] if head else [first]
            self.run((*(Word(word, self.span) for word in words_), *self.listed(listed)), options, None)
        return Unknown(f"output of `{constant(first) or 'a command'}`")

    def _is_fed(self, commands: list[tuple[list[Value], str]]) -> bool:
        return any(behind == "|" for _, behind in commands)

    def unread(self, line: Value, in_shell: bool) -> None:
        shape = holed(line).shape
        if re.search(r"/dispatches\b|\bworkflow\s+run\b", shape):
            reason = "the command line can't be read"
            self.walk.unresolved.append(Unresolved("exec", reason, self.span, self.state.guard))
        else:
            self.record(("exec",))

    def listed(self, value: Value) -> tuple[Word, ...]:
        """The arguments of a program, each with its place where they are written down in the call."""
        node = self.argument_nodes[1] if len(self.argument_nodes) > 1 else None
        nodes = [each for each in node.named_children if each.type != "comment"] if node is not None else []
        if node is not None and node.type == "array" and all(each.type != "spread_element" for each in nodes):
            items = value.items if isinstance(value, Array) else ()
            return tuple(Word(as_text(item), self.source.span(each)) for item, each in zip(items, nodes, strict=False))
        if isinstance(value, Array):
            return tuple(Word(as_text(item), self.span) for item in value.items)
        return (Word(Unknown("arguments that are put together at run time"), self.span),)

    def run(self, words: tuple[Word, ...], options: Value, hidden: str | None) -> None:
        environment: dict[str, Value] = dict(self.source.script.environment)
        given = member(options, "env", self.written) if isinstance(options, Object) else UNDEFINED
        if isinstance(given, Object):
            environment.update({each.name: plain(each.value) for each in given.fields})
        stdin = member(options, "input", self.written) if isinstance(options, Object) else UNDEFINED
        ignored = member(options, "ignoreReturnCode", self.written) if isinstance(options, Object) else UNDEFINED
        if ignored == Const(True):
            hidden = hidden or _IGNORED
        invocation = Invocation(
            words,
            self.span,
            tuple(environment.items()),
            plain(as_text(stdin)) if stdin != UNDEFINED else None,
            guard=self.state.guard,
            discarded=self.state.discarded or hidden,
        )
        self.walk.invocations.append(invocation)
        self.add(interpret(invocation, members_of(self.source.script)))

    # -- methods of values ----------------------------------------------------------------------------------------------

    def method(self, held: Value, owner: Node, name: str) -> Value:
        """A method of a value that isn't one of GitHub's objects."""
        own = member(held, name, self.written) if isinstance(held, Object) else None
        if name in _CALLBACKS and own in (None, UNDEFINED):
            return self.callback(held, name)
        arguments = self.arguments()
        if isinstance(own, Function):
            return self.walk.call(own, arguments, self.state)
        first = arguments[0] if arguments else UNDEFINED
        match name:
            case "toString" | "trim" | "trimEnd" | "trimStart" | "toLowerCase" | "toUpperCase":
                return _of_text(held, name, arguments)
            case "includes" | "has" | "startsWith" | "endsWith" | "indexOf" | "hasOwnProperty":
                return self.predicate(held, name, first)
            case "push" | "add":
                return self.pushed(held, owner, arguments)
            case "set" if isinstance(held, Object) and len(arguments) > 1 and isinstance(first, Const):
                fields = (*held.fields, Member(printed(first.value), arguments[1], self.span))
                self.walk.replace_object(owner, Object(fields, held.open), self.state)
                return held
            case "get":
                return index(held, first, self.written)
            case "at" | "pop" | "shift":
                return element(held) if name != "at" else index(held, first, self.written)
            case "join" if isinstance(held, Array):
                sign = as_text(first) if arguments else Const(",")
                return text(part for at, item in enumerate(held.items) for part in ((sign,) if at else ()) + (as_text(item),))
            case "concat" if isinstance(held, Array) and all(isinstance(each, Array) for each in arguments):
                return Array((*held.items, *(item for each in arguments if isinstance(each, Array) for item in each.items)))
            case "split":
                return _split(held, first)
            case "substring" | "slice" | "substr" | "replace" | "replaceAll":
                return _of_text(held, name, arguments)
            case "keys":
                return self.keys(held)
            case "values" if isinstance(held, Array):
                return held
            case "entries" if isinstance(held, Array):
                return Array(tuple(Array((Const(at), item)) for at, item in enumerate(held.items)))
            case "toISOString" | "getTime" | "toJSON" if isinstance(held, Fresh):
                return held
            case _ if isinstance(held, Fresh):
                return held
            case "call" | "apply" if isinstance(held, Function):
                return self.walk.call(held, arguments[1:], self.state)
            case _:
                return self.handed_on(arguments, self.written)

    def pushed(self, held: Value, owner: Node, arguments: list[Value]) -> Value:
        grown: Value = Unknown(f"`{self.source.original(owner)}`, which grows at run time")
        items = possible_items(held)
        if isinstance(held, Array):
            grown = Array((*held.items, *arguments))
        elif items is not None:
            grown = Some(grown.reason, (*items, *arguments)) if isinstance(grown, Unknown) else grown
        self.walk.replace_object(owner, grown, self.state)
        return Unknown("a number of elements")

    def predicate(self, held: Value, name: str, sought: Value) -> Value:
        if name == "indexOf":
            start = _contains(held, "startsWith", sought, self.written)
            return Position(f"`{self.written}`", start, _contains(held, "includes", sought, self.written))
        condition = _contains(held, name, sought, self.written)
        if condition in (ALWAYS, NEVER):
            return Const(condition == ALWAYS)
        return Choice(condition, Const(True), Const(False))

    def callback(self, held: Value, name: str) -> Value:
        """`list.map(x => …)` and its like: the function is walked for any element."""
        nodes = self.argument_nodes
        functions = [self.walk.value(node, self.state) for node in nodes]
        function = functions[0] if functions else None
        if not isinstance(function, Function) or function.node is None:
            return Unknown(f"`{self.written}`")
        if isinstance(held, Array) and name == "map" and _is_pure(function.node):
            return Array(tuple(self.walk.call(function, [item, Const(at)], self.state) for at, item in enumerate(held.items)))
        given: list[Value] = []
        arguments: list[Value] = [element(held), Unknown("the place in a list")]
        if name == "reduce":
            arguments = [Unknown("what `reduce` has gathered"), *arguments]

        def body(_: Node, inside: State) -> None:
            given.append(self.walk.call(function, arguments, inside))

        self.walk.repeated(function.node, held, self.state, lambda _: None, body)
        items = possible_items(held)
        match name:
            case "filter" | "sort" if items is not None:
                return Some(f"`{self.written}`", items)
            case "find" | "findLast" if items:
                return element(held)
            case "map" | "flatMap" if given:
                return Some(f"`{self.written}`", (given[0],))
            case _:
                return Unknown(f"`{self.written}`")


# -- helpers ------------------------------------------------------------------------------------------------------------------


def _same(sought: Value, item: Value, opaque: Condition) -> Condition:
    if isinstance(sought, Const) and isinstance(item, Const):
        return ALWAYS if as_text(sought) == as_text(item) else NEVER
    return opaque if isinstance(item, Unknown | Object | Array) else Test(as_text(sought), "==", as_text(item))


def _contains(held: Value, name: str, sought: Value, written: str) -> Condition:
    """When a list, an object or a text holds what is sought."""
    opaque = Opaque(f"`{written}`")
    simple = not isinstance(sought, Unknown | Object | Array)
    match held:
        case Array(items) if simple:
            places = items[:1] if name == "startsWith" else items
            return any_of(_same(sought, item, opaque) for item in places)
        case Object(_, None) if name in ("has", "hasOwnProperty") and simple:
            return any_of(_same(sought, Const(each), opaque) for each in held.names())
        case _ if name in ("startsWith", "endsWith", "includes") and isinstance(sought, Const) and _is_text(held):
            inner = re.sub(r"([*?[])", r"[\1]", printed(sought.value))
            pattern = f"{'' if name == 'startsWith' else '*'}{inner}{'' if name == 'endsWith' else '*'}"
            return Test(as_text(held), "matches", Const(pattern))
        case _:
            return opaque


def _is_text(value: Value) -> bool:
    return not isinstance(value, Unknown | Object | Array | Encoded)


def _is_pure(function: Node) -> bool:
    """Whether a function only makes a value: an expression without `await` and without a call that acts."""
    body = field_of(function, "body")
    if body is None or body.type == "statement_block":
        return False
    return not any(
        each.type in ("await_expression", "assignment_expression", *FUNCTIONS) for each in (body, *below(body))
    ) and not any(each.type == "call_expression" and b"github" in (each.text or b"") for each in (body, *below(body)))


def _is_closed(value: Value) -> bool:
    return isinstance(value, Object) and value.open is None


def _last_fields(value: Value) -> list[Member]:
    """The members of an object, the last of each name."""
    return list({each.name: each for each in value.fields}.values()) if isinstance(value, Object) else []


def _from_entries(value: Value) -> Value:
    if not isinstance(value, Array):
        return Object((), "its members are made at run time")
    fields: list[Member] = []
    for each in value.items:
        match each:
            case Array((Const(name), content)):
                fields.append(Member(printed(name), content))
            case _:
                return Object((), "its members are made at run time")
    return Object(tuple(fields))


def _handed_out(value: Value) -> Value:
    """What an output holds: texts as they are, all else as JSON."""
    return Encoded(plain(value)) if isinstance(value, Object | Array) else plain(as_text(value))


def _split(held: Value, sign: Value) -> Value:
    known, separator = constant(held), constant(sign)
    if isinstance(held, Reference) and held.key == ("github", "repository") and separator == "/":
        return Array((Reference(("github", "repository_owner")), Reference(("github", "event", "repository", "name"))))
    if known is None or separator is None or not isinstance(held, Const):
        return Unknown("the pieces of a text that is made at run time")
    return Array(tuple(Const(piece) for piece in (known.split(separator) if separator else list(known))[:200]))


def _of_text(held: Value, name: str, arguments: list[Value]) -> Value:
    """Methods that give a text."""
    if name == "toString":
        return as_text(held)
    if name == "trim":
        return trimmed(as_text(held))
    change: Callable[[str], str | None]
    numbers = [each.value for each in arguments if isinstance(each, Const) and isinstance(each.value, int)]
    texts = [each.value for each in arguments if isinstance(each, Const) and isinstance(each.value, str)]
    whole = len(numbers) == len(arguments)

    def changed(content: str) -> str | None:
        match name:
            case "toLowerCase":
                return content.lower()
            case "toUpperCase":
                return content.upper()
            case "trimStart":
                return content.lstrip()
            case "trimEnd":
                return content.rstrip()
            case "substring" | "slice" if whole and numbers and all(number >= 0 for number in numbers):
                return content[numbers[0] : numbers[1] if len(numbers) > 1 else None]
            case "replace" | "replaceAll" if len(texts) == 2 and len(arguments) == 2:
                return content.replace(texts[0], texts[1], 1 if name == "replace" else -1)
            case _:
                return None

    change = changed

    def each(value: Value) -> Value:
        known = change(printed(value.value)) if isinstance(value, Const) else None
        return Const(known) if known is not None else Unknown(f"a text changed by `{name}`")

    return each_option(held, each)
