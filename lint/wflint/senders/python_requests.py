"""Requests that Python makes: requests, httpx, aiohttp, urllib, urllib3, http.client.

Sources: requests.readthedocs.io; www.python-httpx.org; docs.aiohttp.org; docs.python.org, "urllib.request", "http.client".
"""

from __future__ import annotations

from collections.abc import Mapping

from wflint.senders.acts_api import of_request
from wflint.senders.credentials import password_in
from wflint.senders.http import interpret_request
from wflint.senders.message import Request
from wflint.senders.places import members_of
from wflint.senders.python_kinds import NOTHING, Instance, plain
from wflint.senders.python_memory import change, look, member_key, settle
from wflint.senders.python_site import Site
from wflint.senders.python_values import as_text, merged, with_member
from wflint.values.value import EMPTY, Array, Const, Encoded, Object, Unknown, Value, constant, text, unplaced

_VERBS = frozenset(("get", "post", "put", "patch", "delete", "head", "options", "request"))
_LIBRARIES = ("requests", "httpx", "requests.api", "niquests", "curl_cffi.requests")
_SESSIONS = {
    "requests.Session": "requests",
    "requests.session": "requests",
    "requests.sessions.Session": "requests",
    "httpx.Client": "httpx",
    "httpx.AsyncClient": "httpx",
    "aiohttp.ClientSession": "aiohttp",
    "urllib3.PoolManager": "urllib3",
    "requests_futures.sessions.FuturesSession": "requests",
}
_UNWATCHED = "nothing looks at the status of the answer"


def of_requests(site: Site, path: str) -> Value | None:
    """`requests.post(…)` and its like; `None` where the call has nothing to do with requests."""
    library, _, verb = path.rpartition(".")
    if library in _LIBRARIES and verb in _VERBS:
        return _sent(site, library.partition(".")[0], verb, Object(()), EMPTY, None)
    match path:
        case "urllib.request.urlopen":
            return _opened(site)
        case "urllib.request.Request":
            return _request(site)
        case "urllib3.request":
            return _sent(site, "urllib3", "request", Object(()), EMPTY, None)
        case "http.client.HTTPSConnection" | "http.client.HTTPConnection":
            host = site.get(0, "host") or Unknown("a host")
            return site.walk.make("a connection", "http connection", {"host": host}, site.state)
        case _ if path in _SESSIONS:
            return _session(site, _SESSIONS[path])
        case _:
            return None


def _session(site: Site, library: str) -> Instance:
    headers = look(site.names.get("headers", NOTHING), site.state)
    members = {
        "headers": site.walk.hold(headers if isinstance(headers, Object) else Object((), _reason(headers)), site.state),
        "base_url": site.names.get("base_url", EMPTY),
        "library": Const(library),
    }
    if "auth" in site.names:
        members["auth"] = site.names["auth"]
    if site.names.get("raise_for_status") == Const(True):
        members["raises"] = Const(True)
    return site.walk.make("a session", "session", members, site.state)


def _reason(value: Value) -> str | None:
    return value.reason if isinstance(value, Unknown) else None


def _request(site: Site) -> Instance:
    known = dict(zip(("url", "data", "headers"), site.given, strict=False)) | dict(site.names)
    headers = look(known.get("headers", Object(())), site.state)
    known["headers"] = site.walk.hold(headers if isinstance(headers, Object) else Object((), _reason(headers)), site.state)
    return site.walk.make("a request", "urllib request", known, site.state)


def session_method(site: Site, owner: Instance, name: str) -> Value | None:
    """A method of a session, a connection or a request that isn't sent yet; `None` for any other."""

    def held(member: str, default: Value = NOTHING) -> Value:
        return site.state.variables.get(member_key(owner.at, member), default)

    match owner.kind, name:
        case "urllib request", "add_header" | "add_unredirected_header" if len(site.given) > 1:
            key = constant(site.given[0]) or "?"
            _set_member(site, held("headers"), key, site.given[1])
            return NOTHING
        case "http connection", "request":
            return _from_connection(site, owner)
        case "http connection", "getresponse":
            number = held("answer")
            at = number.value if isinstance(number, Const) and isinstance(number.value, int) else site.walk.number()
            return Instance("the answer to a request", at, "answer")
        case "http connection", _:
            return NOTHING
        case (("session" | "super"), _) if name in _VERBS:
            library = constant(held("library", Const("requests"))) or "requests"
            raises = held("raises") == Const(True) or held("hooks") != NOTHING
            return _sent(site, library, name, held("headers", Object(())), held("base_url", EMPTY), held("auth"), raises)
        case "session", "__enter__" | "__aenter__":
            return owner
        case "session", "mount" | "close" | "aclose":
            return NOTHING
        case _:
            return None


def _set_member(site: Site, held: Value, name: str, value: Value) -> None:
    change(held, site.state, lambda each: with_member(each, name, value))


def _sent(site: Site, library: str, verb: str, defaults: Value, base: Value, auth: Value | None, raises: bool = False) -> Value:
    """One request of a library that is called by its verb."""
    rest = list(site.given)
    names = site.names
    method = as_text(rest.pop(0) if rest else names.get("method", NOTHING)) if verb == "request" else Const(verb)
    url = rest.pop(0) if rest else names.get("url", Unknown("the address"))
    if base != EMPTY:
        url = text([as_text(base), as_text(url)])
    body = _body(site, verb, rest, names)
    headers = merged(settle(defaults, site.state), settle(names.get("headers", Object(())), site.state))
    raises = raises or names.get("raise_for_status") == Const(True)
    given = names.get("auth", auth if auth is not None else NOTHING)
    return made(
        site, f"{library}.{verb}", constant(method) or "?", url, body, _authorization(headers, settle(given, site.state)), raises
    )


def _body(site: Site, verb: str, rest: list[Value], names: Mapping[str, Value]) -> Value | None:
    if "json" in names and names["json"] != NOTHING:
        return Encoded(settle(names["json"], site.state))
    if verb in ("post", "put", "patch") and len(rest) > 1:
        return Encoded(settle(rest[1], site.state))
    given = names.get("data", names.get("content", names.get("body", rest[0] if rest and verb != "get" else NOTHING)))
    content = settle(given, site.state)
    # A dictionary as `data` is sent as a form, which isn't JSON.
    return (
        None if content == NOTHING else Unknown("a dictionary that is sent as a form") if isinstance(content, Object) else content
    )


def _authorization(headers: Value, auth: Value) -> Value | None:
    """The `Authorization` that a request is sent with."""
    if isinstance(auth, Array) and len(auth.items) == 2:
        return password_in(text([as_text(auth.items[0]), Const(":"), as_text(auth.items[1])]))
    if isinstance(headers, Unknown):
        return headers
    if isinstance(headers, Object):
        found = next((each.value for each in headers.fields if each.name.lower() == "authorization"), None)
        if found is not None:
            return as_text(found)
        if headers.open:
            return Unknown(headers.open)
    return Unknown(auth.reason) if isinstance(auth, Unknown) else None


def _opened(site: Site) -> Value:
    """`urlopen(request)`, which raises when GitHub refuses."""
    target = site.get(0, "url") or NOTHING
    members: dict[str, Value] = {"url": target}
    if isinstance(target, Instance):
        start = member_key(target.at, "")
        members = {key[len(start) :]: value for key, value in site.state.variables.items() if key.startswith(start)}
    data = settle(members.get("data", site.get(1, "data") or NOTHING), site.state)
    method = constant(as_text(members["method"])) if "method" in members else None
    headers = settle(members.get("headers", Object(())), site.state)
    body = None if data == NOTHING else data
    url = members.get("url", members.get("full_url", NOTHING))
    return made(site, "urllib", method or ("GET" if body is None else "POST"), url, body, _authorization(headers, NOTHING), True)


def _from_connection(site: Site, owner: Instance) -> Value:
    known = dict(zip(("method", "url", "body", "headers"), site.given, strict=False)) | dict(site.names)
    host = site.state.variables.get(member_key(owner.at, "host"), Unknown("a host"))
    url = text([Const("https://"), as_text(host), as_text(known.get("url", NOTHING))])
    body, headers = (settle(known.get(name, NOTHING), site.state) for name in ("body", "headers"))
    method = constant(known.get("method", Const("GET"))) or "?"
    answer = made(site, "http.client", method, url, None if body == NOTHING else body, _authorization(headers, NOTHING), False)
    if isinstance(answer, Instance):
        site.state.variables[member_key(owner.at, "answer")] = Const(answer.at)
    return NOTHING


def made(
    site: Site, mechanism: str, method: str, url: Value, body: Value | None, authorization: Value | None, raises: bool
) -> Value:
    """One request with everything that is known of it; its answer."""
    answer = site.walk.make("the answer to a request", "answer", {}, site.state)
    request = Request(
        mechanism,
        method.upper(),
        unplaced(as_text(settle(url, site.state))),
        plain(body) if body is not None else None,
        site.span,
        unplaced(plain(authorization)) if authorization is not None else None,
        site.state.guard,
        site.state.discarded,
    )
    unwatched = None if raises else _UNWATCHED
    found = interpret_request(request, members_of(site.walk.script))
    site.walk.add(found, answer.at, unwatched)
    if found is None:
        for act in of_request(request):
            site.walk.add(act, answer.at, unwatched)
    return answer
