"""Calls of octokit: clients and their tokens, `createWorkflowDispatch`, `createDispatchEvent`, `request`.

Source: octokit/rest.js; octokit/request.js; actions/toolkit, packages/github.
"""

from __future__ import annotations

from wflint.lean import replace
from wflint.senders.acts_api import of_call, of_request
from wflint.senders.credentials import token_in
from wflint.senders.http import interpret_request
from wflint.senders.javascript_kinds import UNDEFINED, Named, plain
from wflint.senders.javascript_sends import Call, request_of, sent
from wflint.senders.javascript_site import Site
from wflint.senders.javascript_values import member
from wflint.senders.message import Dispatch
from wflint.values.value import Object, Unknown, Value


def client(site: Site, name: str, arguments: list[Value]) -> Value:
    """`getOctokit(token)`, `new GitHub(token)`, `new Octokit({auth: token})`."""
    given = arguments[0] if arguments else UNDEFINED
    token = given if name in ("getOctokit", "GitHub") else member(given, "auth", site.written)
    return Named(f"`{site.written}`", ("octokit",), plain(token))


def derived(function: Named, arguments: list[Value], written: str) -> Value:
    """`Octokit.plugin(…)`, `Octokit.defaults({auth})`, `request.defaults({headers})`: the same with settings of its own."""
    settings = arguments[0] if arguments else UNDEFINED
    token = function.token
    if isinstance(settings, Object):
        auth, headers = settings.get("auth"), member(settings, "headers", written)
        sent_with = _authorization(headers)
        token = plain(auth.value) if auth is not None else token_in(plain(sent_with)) if sent_with is not None else token
    return Named(function.reason, function.path[:-1], token)


def octokit(site: Site, function: Named, arguments: list[Value]) -> Value:
    """`github.rest.issues.createComment(…)`: no dispatch, but what makes events all the same."""
    token = function.token
    if function.path[-1] == "request" and arguments:
        return request(site, arguments, token or UNDEFINED)
    names = [each for each in function.path[1:] if each != "rest"]
    if names[:1] == ["paginate"]:
        names = ["paginate"]
    name, argument = ".".join(names), plain(arguments[0]) if arguments else Object(())
    site.walk.acts += of_call(name, argument, site.span, plain(token or UNDEFINED), site.state.guard, site.state.discarded)
    site.record(("octokit", name or function.path[0]))
    return Unknown(f"the answer to `{'.'.join(function.path)}`")


def send(site: Site, name: str, token: Value, arguments: list[Value]) -> Value:
    """`createWorkflowDispatch`, `createDispatchEvent`."""
    argument = plain(arguments[0]) if arguments else Unknown("it is called without an argument")
    call = Call(argument, site.span, plain(token), site.state.guard, site.state.discarded)
    site.add(sent(name, call))
    return Unknown(f"the answer to `{name}`")


def request(site: Site, arguments: list[Value], token: Value) -> Value:
    """`github.request('POST /repos/{owner}/{repo}/dispatches', {…})`."""
    first, *more = arguments
    parameters = more[0] if more else Object(())
    if isinstance(first, Object):
        parameters, first = first, member(first, "url", site.written)
    own = _authorization(member(parameters, "headers", site.written))
    token = token_in(plain(own)) if own is not None else token
    call = Call(plain(parameters), site.span, plain(token), site.state.guard, site.state.discarded)
    request = request_of(plain(first), call)
    found = interpret_request(request, site.walk.places)
    if found is None:
        site.walk.acts += of_request(request)
        site.record(("octokit", "request"))
    elif isinstance(found, Dispatch) and isinstance(parameters, Object):
        place = parameters.get("workflow_id") if found.kind == "workflow_dispatch" else None
        found = replace(found, target_span=place.span) if place and place.span else found
    site.add(found)
    return Unknown(f"the answer to `{site.written}`")


def _authorization(headers: Value) -> Value | None:
    """The header `authorization` where it is given."""
    if not isinstance(headers, Object):
        return None
    return next((each.value for each in headers.fields if each.name.lower() == "authorization"), None)
