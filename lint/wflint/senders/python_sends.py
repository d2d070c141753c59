"""Requests that Python makes: requests, httpx, aiohttp, urllib, http.client; and the clients PyGithub and ghapi.

Sources: requests.readthedocs.io, docs.aiohttp.org, docs.python.org (urllib.request), pygithub.readthedocs.io, ghapi.fast.ai.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence

from wflint.senders.acts_api import of_request
from wflint.senders.bash_state import State, unplaced
from wflint.senders.http import interpret_request
from wflint.senders.message import OWN_REPOSITORY, Dispatch, Kind, Request, Unresolved
from wflint.senders.places import members_of
from wflint.senders.python_kinds import Instance, Named
from wflint.senders.python_values import NOTHING, as_text, merged, plain
from wflint.senders.python_walk import Walk
from wflint.values.value import EMPTY, Const, Encoded, Field, Object, Unknown, Value, constant, text

_VERBS = ("get", "post", "put", "patch", "delete", "head", "request")
_LIBRARIES = ("requests", "httpx")
_SESSIONS = frozenset(
    ("requests.Session", "requests.session", "httpx.Client", "httpx.AsyncClient", "aiohttp.ClientSession", "Session")
)
_LOOKED_AT = re.compile(r"raise_for_status|status_code|\.status\b|\.ok\b|is_success|is_error")
_UNWATCHED = "nothing looks at the status of the answer"


def request(
    walk: Walk, node: ast.Call, path: str, given: Sequence[Value], names: Mapping[str, Value], state: State
) -> Value | None:
    """`requests.post(…)` and its like; `None` where the call makes no request."""
    library, _, verb = path.rpartition(".")
    if library in _LIBRARIES and verb in _VERBS:
        return _sent(walk, node, library, verb, given, names, Object(()), state)
    if path in ("urllib.request.urlopen", "urlopen", "request.urlopen"):
        return _opened(walk, node, given, names, state)
    return None


def made_client(path: str, given: Sequence[Value], names: Mapping[str, Value]) -> Value | None:
    """An object that makes requests later."""
    if path in _SESSIONS:
        held = {"headers": names.get("headers", Object(())), "base": names.get("base_url", Const(""))}
        return Instance("a session", "session", held)
    if path in ("urllib.request.Request", "request.Request", "Request"):
        held = dict(zip(("url", "data", "headers"), given, strict=False)) | dict(names)
        return Instance("a request", "urllib request", held)
    if path in ("http.client.HTTPSConnection", "HTTPSConnection"):
        host = given[0] if given else names.get("host", Unknown("a host"))
        return Instance("a connection", "http connection", {"host": host})
    if path in ("github.Github", "Github"):
        token = names.get("auth", given[0] if given else names.get("login_or_token"))
        held_token = token.names.get("token", NOTHING) if isinstance(token, Instance) else token
        return Instance("a client of PyGithub", "github", {"token": held_token or NOTHING})
    if path in ("github.Auth.Token", "Auth.Token"):
        return Instance("a token", "github token", {"token": given[0] if given else names.get("token", NOTHING)})
    if path in ("ghapi.all.GhApi", "ghapi.core.GhApi", "GhApi"):
        known = {name: names.get(name, NOTHING) for name in ("owner", "repo", "token")}
        return Instance("a client of ghapi", "ghapi", known)
    return None


def client_method(
    walk: Walk, node: ast.Call, owner: Instance, name: str, given: Sequence[Value], names: Mapping[str, Value], state: State
) -> Value | None:
    """A method of a client; `None` where it is none that is known."""
    first = given[0] if given else None
    match owner.kind, name:
        case "session", _ if name in _VERBS:
            return _sent(walk, node, "session", name, given, names, owner.names["headers"], state, owner.names["base"])
        case "http connection", "request":
            _from_connection(walk, node, owner, given, names, state)
            return NOTHING
        case "github", "get_repo":
            return Instance("a repository", "repository", {"name": first or NOTHING, "token": owner.names["token"]})
        case "repository", "get_workflow":
            return Instance("a workflow", "workflow", {"id": first or NOTHING, **owner.names})
        case "repository", "create_repository_dispatch":
            payload = given[1] if len(given) > 1 else names.get("client_payload", Object(()))
            target = first or names.get("event_type", NOTHING)
            _dispatch(walk, node, "PyGithub", "repository_dispatch", owner, target, payload, None, state)
            return NOTHING
        case "workflow", "create_dispatch":
            ref = first or names.get("ref")
            payload = given[1] if len(given) > 1 else names.get("inputs", Object(()))
            _dispatch(walk, node, "PyGithub", "workflow_dispatch", owner, owner.names["id"], payload, ref, state)
            return Unknown("whether GitHub took the dispatch")
        case kind, "create_dispatch_event" if kind.startswith("ghapi"):
            _from_ghapi(walk, node, owner, "repository_dispatch", names, state)
            return NOTHING
        case kind, "create_workflow_dispatch" if kind.startswith("ghapi"):
            _from_ghapi(walk, node, owner, "workflow_dispatch", names, state)
            return NOTHING
        case _:
            return None


def _sent(
    walk: Walk,
    node: ast.Call,
    library: str,
    verb: str,
    given: Sequence[Value],
    names: Mapping[str, Value],
    defaults: Value,
    state: State,
    base: Value = EMPTY,
) -> Value:
    rest = list(given)
    method = constant(as_text(rest.pop(0) if rest else names.get("method", NOTHING))) if verb == "request" else verb
    url = rest.pop(0) if rest else names.get("url", Unknown("the address"))
    if base != EMPTY:
        url = text([as_text(base), url])
    data = names.get("data", rest[0] if rest and verb != "get" else None)
    content = names.get("content", data)
    if "json" in names:
        body: Value | None = Encoded(plain(names["json"]))
    elif verb == "post" and len(rest) > 1:
        body = Encoded(plain(rest[1]))
    else:
        body = Encoded(plain(content)) if isinstance(content, Object) else content
    headers = merged(defaults, names.get("headers", Object(())))
    _made(
        walk, node, f"{library}.{verb}" if library != "session" else f"session.{verb}", method or "?", url, body, headers, state
    )
    return Instance("the answer to a request", "answer", {})


def _opened(walk: Walk, node: ast.Call, given: Sequence[Value], names: Mapping[str, Value], state: State) -> Value:
    target = given[0] if given else NOTHING
    held = target.names if isinstance(target, Instance) else {"url": target}
    data = held.get("data", names.get("data", given[1] if len(given) > 1 else NOTHING))
    method = constant(held.get("method", Const("GET" if data == NOTHING else "POST"))) or "?"
    headers = held.get("headers", Object(()))
    body = None if data == NOTHING else data
    _made(walk, node, "urllib", method, held.get("url", NOTHING), body, headers, state, raises=True)
    return Instance("the answer to a request", "answer", {})


def _from_connection(
    walk: Walk, node: ast.Call, owner: Instance, given: Sequence[Value], names: Mapping[str, Value], state: State
) -> None:
    parts = dict(zip(("method", "url", "body", "headers"), given, strict=False)) | dict(names)
    url = text([Const("https://"), as_text(owner.names["host"]), as_text(parts.get("url", NOTHING))])
    method = constant(parts.get("method", Const("GET"))) or "?"
    _made(walk, node, "http.client", method, url, parts.get("body"), parts.get("headers", Object(())), state)


def _made(
    walk: Walk,
    node: ast.Call,
    mechanism: str,
    method: str,
    url: Value,
    body: Value | None,
    headers: Value,
    state: State,
    raises: bool = False,
) -> None:
    """One request with everything that is known of it."""
    behind = walk.source.script.text[walk.source.range(node)[1] :][:3_000]
    hidden = state.discarded or (None if raises or _LOOKED_AT.search(behind) else _UNWATCHED)
    authorization: Value | None = Unknown(headers.reason) if isinstance(headers, Unknown) else None
    if isinstance(headers, Object):
        found = next((each.value for each in headers.fields if each.name.lower() == "authorization"), None)
        authorization = found if found is not None else Unknown(headers.open) if headers.open else None
    made = Request(
        mechanism,
        method.upper(),
        unplaced(as_text(url)),
        unplaced(plain(body)) if body is not None else None,
        walk.source.span(node),
        unplaced(plain(authorization)) if authorization is not None else None,
        state.guard,
        hidden,
    )
    sent = interpret_request(made, members_of(walk.source.script))
    if isinstance(sent, Dispatch):
        walk.record.dispatches.append(sent)
    elif sent is not None:
        walk.record.unresolved.append(sent)
    else:
        walk.record.acts.extend(of_request(made))


def _from_ghapi(walk: Walk, node: ast.Call, owner: Instance, kind: Kind, names: Mapping[str, Value], state: State) -> None:
    is_event = kind == "repository_dispatch"
    target = names.get("event_type" if is_event else "workflow_id", NOTHING)
    payload = names.get("client_payload" if is_event else "inputs", Object(()))
    held = {name: names.get(name, owner.names.get(name, NOTHING)) for name in ("owner", "repo", "token")}
    full = text([as_text(held["owner"]), Const("/"), as_text(held["repo"])])
    client = Instance("a client of ghapi", "ghapi", {"name": full, "token": held["token"]})
    _dispatch(walk, node, "ghapi", kind, client, target, payload, names.get("ref"), state)


def _dispatch(
    walk: Walk,
    node: ast.Call,
    mechanism: str,
    kind: Kind,
    owner: Instance,
    target: Value,
    payload: Value,
    ref: Value | None,
    state: State,
) -> None:
    span = walk.source.span(node)
    if isinstance(target, Unknown | Named) or target == NOTHING:
        reason = target.reason if isinstance(target, Unknown) else "it names no target"
        walk.record.unresolved.append(Unresolved(mechanism, reason, span, state.guard))
        return
    data = plain(payload) if payload != NOTHING else Object(())
    token = owner.names.get("token", NOTHING)
    repository = plain(owner.names.get("name", OWN_REPOSITORY))
    walk.record.dispatches.append(
        Dispatch(
            mechanism,
            kind,
            unplaced(as_text(target)),
            _placed(data),
            span,
            span,
            unplaced(repository),
            unplaced(plain(ref)) if ref is not None and kind == "workflow_dispatch" else None,
            unplaced(plain(token)) if token != NOTHING else None,
            state.guard,
            state.discarded,
        )
    )


def _placed(data: Value) -> Value:
    """The payload with what is no dictionary kept unknown inside."""
    match data:
        case Object(fields, opened):
            return Object(tuple(Field(each.name, unplaced(each.value), each.span) for each in fields), opened)
        case Unknown(reason):
            return Object((), reason)
        case _:
            return unplaced(data)
