"""Requests that JavaScript makes by itself: `fetch`, axios, `https.request`."""

from __future__ import annotations

import re

from wflint.lean import replace
from wflint.senders.acts_api import of_request
from wflint.senders.http import interpret_request
from wflint.senders.javascript_kinds import UNDEFINED, Function, Opened, plain
from wflint.senders.javascript_site import Site
from wflint.senders.javascript_values import as_text, member
from wflint.senders.message import Request
from wflint.values.value import Const, Encoded, Object, Unknown, Value, constant, text
from wflint.values.value import Field as Member

_FETCH_HIDDEN = "`fetch` doesn't throw when GitHub refuses"
_UNWATCHED = "`https.request` doesn't throw when GitHub refuses"
_AXIOS = {"post": "POST", "put": "PUT", "get": "GET", "patch": "PATCH", "delete": "DELETE"}


def fetch(site: Site, mechanism: str, arguments: list[Value]) -> Value:
    """`fetch(url, {method, headers, body})`."""
    options = arguments[1] if len(arguments) > 1 else Object(())
    behind = site.source.text[site.source.end(site.node) :]
    looked_at = re.search(r"\.(?:ok|status)\b", behind)
    hidden = site.state.discarded or (None if looked_at else _FETCH_HIDDEN)
    _web(site, mechanism, arguments[0] if arguments else UNDEFINED, options, "body", hidden)
    return Unknown(f"the answer to `{site.written}`")


def axios(site: Site, last: str, arguments: list[Value]) -> Value:
    """`axios.post(url, data, {headers})`, `axios({method, url, data})`."""
    if last in _AXIOS:
        options = arguments[2] if len(arguments) > 2 else Object(())
        fields = options.fields if isinstance(options, Object) else ()
        data: Value = Encoded(plain(arguments[1])) if len(arguments) > 1 else Const("")
        made = Object((*fields, Member("method", Const(_AXIOS[last])), Member("data", data)))
        _web(site, "axios", arguments[0] if arguments else UNDEFINED, made, "data", site.state.discarded)
    elif arguments and isinstance(arguments[0], Object):
        data = member(arguments[0], "data", site.written)
        made = Object((*arguments[0].fields, Member("data", Encoded(plain(data)))))
        _web(site, "axios", member(made, "url", site.written), made, "data", site.state.discarded)
    return Unknown(f"the answer to `{site.written}`")


def https(site: Site, arguments: list[Value]) -> Value:
    """`https.request(url, options, callback)`: the body is written to what it gives."""
    first = arguments[0] if arguments else UNDEFINED
    options = next((each for each in arguments if isinstance(each, Object)), Object(()))
    url = first
    if isinstance(first, Object):
        host = next(
            (each for name in ("hostname", "host") if (each := member(first, name, site.written)) != UNDEFINED), UNDEFINED
        )
        url = text([Const("https://"), as_text(host), as_text(member(first, "path", site.written))])
    for each in arguments:
        if isinstance(each, Function):
            site.walk.call(each, [Unknown(f"the answer to `{site.written}`")], site.state)
    made = _request(site, "https.request", url, options, None, site.state.discarded or _UNWATCHED)
    site.walk.requests[site.node.start_byte] = made
    return Opened(f"`{site.written}`", site.node.start_byte)


def write_body(site: Site, opened: Opened, method: str, arguments: list[Value]) -> Value:
    """`request.write(body)`, `request.end(body)`."""
    request = site.walk.requests.get(opened.at)
    if request is not None and method in ("write", "end"):
        parts = [request.body] if request.body is not None else []
        parts += [plain(as_text(each)) for each in arguments[:1] if not isinstance(each, Function)]
        whole = parts[0] if len(parts) == 1 else text(parts) if parts else None
        site.walk.requests[opened.at] = replace(request, body=whole)
        if method == "end":
            _send(site, site.walk.requests.pop(opened.at))
    return UNDEFINED


def _request(site: Site, mechanism: str, url: Value, options: Value, content: Value | None, hidden: str | None) -> Request:
    headers = member(options, "headers", site.written)
    authorization: Value | None = headers if isinstance(headers, Unknown) else None
    if isinstance(headers, Object):
        found = next((each for each in headers.fields if each.name.lower() == "authorization"), None)
        authorization = found.value if found is not None else None
    method = member(options, "method", site.written)
    return Request(
        mechanism,
        (constant(method) or "GET").upper() if not isinstance(method, Unknown) else "POST",
        plain(as_text(url)),
        plain(content) if content is not None and content != UNDEFINED else None,
        site.span,
        plain(authorization) if authorization is not None else None,
        site.state.guard,
        hidden,
    )


def _web(site: Site, mechanism: str, url: Value, options: Value, body: str, hidden: str | None) -> None:
    content = member(options, body, site.written)
    _send(site, _request(site, mechanism, url, options, content, hidden))


def _send(site: Site, request: Request) -> None:
    found = interpret_request(request, site.walk.places)
    if found is None:
        site.walk.acts += of_request(request)
        site.record((request.mechanism,))
    site.add(found)
