"""Calls in JavaScript: which function it is, and what becomes of an error in it."""

from __future__ import annotations

from tree_sitter import Node

from wflint.lean import replace
from wflint.senders.bash_state import bounded_condition, branch, is_dead
from wflint.senders.endpoints import mentions_endpoint
from wflint.senders.javascript_ahead import annotates, hides_errors
from wflint.senders.javascript_arguments import of_arguments
from wflint.senders.javascript_branches import either
from wflint.senders.javascript_classes import instance, parent_instance
from wflint.senders.javascript_files import of_files
from wflint.senders.javascript_kinds import UNDEFINED, Class, Function, Named, Opened
from wflint.senders.javascript_language import of_language
from wflint.senders.javascript_members import member_of
from wflint.senders.javascript_methods import of_value
from wflint.senders.javascript_modules import imported, required
from wflint.senders.javascript_programs import OWNERS, PROGRAMS, program
from wflint.senders.javascript_requests import client, derived, octokit, request, send
from wflint.senders.javascript_runner import core
from wflint.senders.javascript_sends import SENDERS
from wflint.senders.javascript_site import Site
from wflint.senders.javascript_text import FUNCTIONS, Source, field_of
from wflint.senders.javascript_values import as_text, member
from wflint.senders.javascript_web import axios, fetch, https, write_body
from wflint.senders.message import ANNOTATED, Exit
from wflint.values.choice import choose
from wflint.values.condition import NEVER, Opaque, all_of, negate
from wflint.values.value import Choice, Const, Fallback, Fresh, Object, OneOf, Unknown, Value, one_of

_FRESH = frozenset(("Date.now", "Math.random", "crypto.randomUUID", "performance.now", "crypto.randomBytes", "uuidv4"))
_CATCH_HIDDEN = "`.catch()` without `throw`"
_SETTLED_HIDDEN = "`Promise.allSettled` keeps a refusal to itself"
_CLIENTS = frozenset(("Octokit", "GitHub", "@octokit/rest", "@octokit/core", "@octokit/action", "octokit"))
_THEMSELVES = frozenset(("promisify", "util.promisify", "retry", "octokit.throttling"))


def sender_name(source: Source, node: Node) -> str | None:
    """`createWorkflowDispatch` or `createDispatchEvent` where the node calls it."""
    called = field_of(node, "function") if node.type == "call_expression" else None
    name = field_of(called, "property") if called is not None and called.type == "member_expression" else None
    return source.of(name) if name is not None and source.of(name) in SENDERS else None


def called(site: Site) -> Value:
    """Walk a call; what it gives."""
    function = field_of(site.node, "function", "constructor")
    if function is None:
        return Unknown(f"`{site.written}`")
    site.walk.walked.add(site.node.id)
    while function.type in ("parenthesized_expression", "non_null_expression") and function.named_children:
        function = function.named_children[-1]
    owner, name = field_of(function, "object"), field_of(function, "property")
    if function.type == "super":
        return parent_instance(site.walk, site.arguments(), site.state)
    if function.type == "import":
        arguments = site.arguments()
        return imported(site.walk, arguments[0] if arguments else UNDEFINED, site.written, site.state)
    if function.type == "member_expression" and owner is not None and name is not None:
        return _member_called(site, owner, site.source.of(name))
    held = site.walk.value(function, site.state)
    if isinstance(held, Named):
        return _named(site, held)
    return _run(site, held, site.arguments())


def _member_called(site: Site, owner: Node, method: str) -> Value:
    """`owner.method(…)`."""
    if method in ("catch", "then", "finally"):
        return _chained(site, owner, method)
    held = site.walk.value(owner, site.state)
    if owner.type == "super":
        return _super_called(site, member(held, method, site.written))
    if isinstance(held, Opened):
        return write_body(site, held, method, site.arguments())
    if isinstance(held, Named):
        own = member_of(site.walk, held, method, site.written, site.state)
        return _named(site, own if isinstance(own, Named) else replace(held, path=(*held.path, method)))
    own = member(held, method, "") if isinstance(held, Object | Class) else UNDEFINED
    if method in SENDERS and not isinstance(own, Function):
        return send(site, method, Unknown(f"the token of `{site.source.original(owner)}`"), site.arguments())
    if isinstance(own, Named):
        return _named(site, own)
    if isinstance(own, Class) or (own != UNDEFINED and not isinstance(own, Function | Unknown)):
        return _run(site, own, site.arguments())
    if isinstance(held, Class) and isinstance(own, Function):
        return site.walk.call(own, site.arguments(), site.state, this=held)
    return of_value(site, held, owner, method)


def _super_called(site: Site, function: Value) -> Value:
    """`super.method(…)`: the method of the class above, with the same `this`."""
    this = site.state.variables.get("this", Object(()))
    given, left = site.walk.call_on(function, site.arguments(), site.state, this)
    if "this" in site.state.variables:
        site.state.variables["this"] = left
    return given


def _run(site: Site, function: Value, arguments: list[Value]) -> Value:
    """Call a value; where it is one of several functions, each is walked under its condition."""
    match function:
        case Function():
            given = site.walk.call(function, arguments, site.state)
            site.changed(arguments)
            return given
        case Class():
            return instance(site.walk, function, arguments, site.state)
        case Choice(condition, then, otherwise):
            found: dict[str, Value] = {}
            either(
                condition,
                site.state,
                lambda inside: found.update(then=_run(replace(site, state=inside), then, arguments)),
                lambda inside: found.update(otherwise=_run(replace(site, state=inside), otherwise, arguments)),
            )
            first, second = found.get("then", UNDEFINED), found.get("otherwise", UNDEFINED)
            return first if first == second else Choice(condition, first, second)
        case OneOf(options) if any(isinstance(each, Function) for each in options):
            each_gives: list[Value] = []
            for each in options:
                inside = branch(site.state, Opaque(f"`{site.written}` is one of several functions"))
                each_gives.append(_run(replace(site, state=inside), each, arguments))
            return one_of(each_gives)
        case Fallback(first, _) if isinstance(first, Function):
            return _run(site, first, arguments)
        case Named():
            return _named(site, function)
        case _:
            return site.handed_on(arguments)


def _chained(site: Site, owner: Node, method: str) -> Value:
    """`promise.catch(…)`, `.then(…)`, `.finally(…)`: the promise runs first."""
    handlers = site.argument_nodes
    handler = handlers[0] if method == "catch" and handlers else handlers[1] if method == "then" and len(handlers) > 1 else None
    before = site.state.discarded
    site.state.discarded = before or (_hidden_by(site, handler) if handler is not None else None)
    caught = method == "catch" and bool(handlers)
    guard = site.state.guard
    site.walk.catching += caught
    value = site.walk.value(owner, site.state)
    site.walk.catching -= caught
    site.state.discarded = before
    functions = site.arguments()
    if caught:
        site.state.guard = guard
    if functions and method != "catch":
        given = site.walk.call(functions[0], [value] if method == "then" else [], site.state)
        value = given if method == "then" else value
    failing = functions[:1] if method == "catch" else functions[1:2]
    failed = Opaque(site.walk.questions.words(f"a promise that fails (line {site.span.line})", None, calls=True))
    for function in failing:
        inside = branch(site.state, failed)
        if not is_dead(inside):
            given = site.walk.call(function, [Unknown("an error")], inside)
            if isinstance(value, Const) and not is_dead(inside):
                value = choose(failed, given, value)
            if is_dead(inside):
                site.state.guard = bounded_condition(all_of((site.state.guard, negate(failed))))
    return value


def _hidden_by(site: Site, handler: Node) -> str | None:
    """How a handler keeps a refusal to itself, if it does."""
    function = site.walk.value(handler, site.state) if handler.type not in FUNCTIONS else None
    source, node = site.source, handler
    if isinstance(function, Function) and function.node is not None:
        source, node = function.source or source, function.node
    if not hides_errors(source, node):
        return None
    return f"`.catch()` {ANNOTATED}" if annotates(source, node) else _CATCH_HIDDEN


def _named(site: Site, function: Named) -> Value:
    """A call of `github.…`, `core.…`, `JSON.stringify`, …"""
    path, last = function.path, function.path[-1]
    dotted = ".".join(path)
    is_new = site.node.type == "new_expression"
    if dotted == "Promise.allSettled":
        before = site.state.discarded
        site.state.discarded = before or _SETTLED_HIDDEN
        arguments = site.arguments()
        site.state.discarded = before
        return arguments[0] if arguments else UNDEFINED
    arguments = site.arguments()
    first = arguments[0] if arguments else UNDEFINED
    if last in SENDERS:
        return send(site, last, function.token or Unknown(f"the token of `{path[0]}`"), arguments)
    if last in ("plugin", "defaults") and path[-2:-1] in (("Octokit",), ("request",), ("octokit",)):
        return derived(function, arguments, site.written)
    if last == "getOctokit" or (is_new and last in _CLIENTS):
        made = client(site, last, arguments)
        return replace(made, token=function.token) if isinstance(made, Named) and function.token and first == UNDEFINED else made
    if function.token is not None:
        return octokit(site, function, arguments)
    if path[-2:-1] == ("core",) or path[:1] == ("@actions/core",):
        return core(site, last, arguments)
    if last in PROGRAMS and (len(path) == 1 or path[0] in OWNERS):
        return program(site, last, path[0] if path[0] != "node" else path[-2], arguments)
    if path[0] in ("http", "https", "follow-redirects") and last in ("request", "get"):
        return https(site, arguments)
    match dotted:
        case "fetch" | "node-fetch" | "undici.fetch" | "globalThis.fetch" | "node-fetch.fetch":
            return fetch(site, "fetch", arguments)
        case "require":
            return required(site.walk, first, site.written, site.state)
        case "module.createRequire" | "createRequire":
            return Named("`require`", ("require",))
        case _ if dotted in _THEMSELVES and isinstance(first, Named):
            return first
        case _ if path[0] == "axios":
            return axios(site, last, arguments)
        case "process.exit":
            code = as_text(first) if arguments else Const("0")
            site.walk.exits.append(Exit(code, site.span, site.state.guard))
            site.walk.thrown += 1
            site.state.guard = NEVER
            return UNDEFINED
        case _ if last == "request" and len(arguments) > 1 and mentions_endpoint(first):
            return request(site, arguments, Unknown(f"the token of `{path[0]}`"))
        case _ if dotted in _FRESH or (is_new and dotted == "Date" and not arguments):
            return Fresh(dotted)
    about = of_files(site, path, arguments)
    if about is None:
        about = of_arguments(path, arguments, site.source.script.arguments, site.written)
    return about if about is not None else of_language(site, dotted, arguments)
