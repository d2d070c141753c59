"""Clients of GitHub's API in Python: PyGithub, ghapi, githubkit, gidgethub, and any other that is given an address which sends.

Sources: PyGithub/PyGithub (`Repository.py`, `Workflow.py`, `Requester.py`); ghapi.fast.ai; yanyongyu.github.io/githubkit;
gidgethub.readthedocs.io.
"""

from __future__ import annotations

from wflint.senders.body import structure
from wflint.senders.endpoints import endpoint, normal_repository
from wflint.senders.message import Dispatch, Kind, Unresolved
from wflint.senders.python_github_acts import of_pygithub, of_rest
from wflint.senders.python_kinds import NOTHING, Instance, Method, Named, Some, plain
from wflint.senders.python_memory import member_key, members_of, settle
from wflint.senders.python_requests import made as made_request
from wflint.senders.python_site import Site
from wflint.senders.python_values import as_text
from wflint.span import Span
from wflint.values.value import Const, Encoded, Field, Object, Reference, Text, Unknown, Value, constant, text, unplaced

_CLIENTS = frozenset(("github.Github", "github.MainClass.Github", "Github"))
_TOKENS = frozenset(("github.Auth.Token", "Auth.Token", "github.Auth.AppInstallationAuth", "github.Auth.AppAuthToken"))
_REST = frozenset(("ghapi.all.GhApi", "ghapi.core.GhApi", "ghapi.GhApi", "githubkit.GitHub", "fastcore.all.GhApi"))
_SENDS: dict[str, Kind] = {
    "create_dispatch_event": "repository_dispatch",
    "async_create_dispatch_event": "repository_dispatch",
    "create_workflow_dispatch": "workflow_dispatch",
    "async_create_workflow_dispatch": "workflow_dispatch",
}
_UNWATCHED = "PyGithub gives `False` when GitHub refuses, and nothing looks at it"


def of_client(site: Site, path: str) -> Value | None:
    """A client of a library; `None` for any other call."""
    if path in _CLIENTS:
        token = site.names.get("auth", site.get(0, "login_or_token") or NOTHING)
        return site.walk.make("a client of PyGithub", "github", {"token": _token(site, token)}, site.state)
    if path in _TOKENS:
        return site.walk.make("a token", "github token", {"token": site.get(0, "token") or NOTHING}, site.state)
    if path in _REST:
        known = {name: site.names[name] for name in ("owner", "repo", "token") if name in site.names}
        if path == "githubkit.GitHub":
            known["token"] = _token(site, site.get(0, "auth") or NOTHING)
        library = "githubkit" if path.startswith("githubkit") else "ghapi"
        return site.walk.make(f"a client of {library}", "rest", {**known, "library": Const(library)}, site.state)
    if path.startswith("gidgethub.") and path.endswith(".GitHubAPI"):
        token = site.names.get("oauth_token", NOTHING)
        return site.walk.make("a client of gidgethub", "gidgethub", {"token": token}, site.state)
    return None


def _token(site: Site, given: Value) -> Value:
    """The token in what a client is given to sign in."""
    if isinstance(given, Instance):
        return site.state.variables.get(member_key(given.at, "token"), Unknown(given.reason))
    return given


def client_method(site: Site, owner: Instance, name: str) -> Value | None:
    """A method of a client, or of what a client gives; `None` for any other."""
    kind = owner.kind
    if kind == "rest" or kind.startswith("rest."):
        return _of_rest(site, owner, name)
    if kind == "gidgethub" and name in ("post", "put", "patch", "delete"):
        token = _held(site, owner, "token")
        body = site.data(1, "data")
        url = site.get(0, "url") or NOTHING
        return made_request(
            site, "gidgethub", name, url, Encoded(body) if body is not None else None, _or_none(site, token), True
        )
    match kind, name:
        case "github", "get_repo":
            full = as_text(settle(site.get(0, "full_name_or_id") or NOTHING, site.state))
            known = normal_repository(unplaced(full))
            return site.walk.make("a repository", "repository", {**_signed(site, owner), "full_name": known}, site.state)
        case "github", "get_organization" | "get_user":
            return site.walk.make(
                "an owner", "github owner", {**_signed(site, owner), "login": site.get(0) or NOTHING}, site.state
            )
        case "github owner", "get_repo":
            login = _held(site, owner, "login")
            unknown = Unknown("the account that the token belongs to")
            full = text([as_text(login) if login != NOTHING else unknown, Const("/"), as_text(site.get(0) or NOTHING)])
            known = normal_repository(unplaced(plain(full)))
            return site.walk.make("a repository", "repository", {**_signed(site, owner), "full_name": known}, site.state)
        case "repository", "get_workflow":
            members = {**_of_repository(site, owner), "id": site.get(0, "id_or_file_name") or NOTHING}
            return site.walk.make("a workflow", "workflow", members, site.state)
        case "repository", "get_workflows":
            members = {**_of_repository(site, owner), "id": Unknown("one of the workflows of a repository")}
            return Some(site.written, (site.walk.make("a workflow", "workflow", members, site.state),))
        case "repository", "create_repository_dispatch":
            payload = site.get(1, "client_payload")
            _dispatch(
                site, "PyGithub", "repository_dispatch", owner, (site.get(0, "event_type"), site.place(0, "event_type")), payload
            )
            return Unknown("whether GitHub took the dispatch")
        case "workflow", "create_dispatch":
            target = _held(site, owner, "id")
            _dispatch(
                site, "PyGithub", "workflow_dispatch", owner, (target, site.span), site.get(1, "inputs"), site.get(0, "ref")
            )
            return Unknown("whether GitHub took the dispatch")
        case _:
            return of_pygithub(site, owner, name)


def _held(site: Site, owner: Instance, name: str) -> Value:
    return site.state.variables.get(member_key(owner.at, name), NOTHING)


def _signed(site: Site, owner: Instance) -> dict[str, Value]:
    return {"token": _held(site, owner, "token")}


def _of_repository(site: Site, owner: Instance) -> dict[str, Value]:
    return {**_signed(site, owner), "full_name": _held(site, owner, "full_name")}


def _or_none(site: Site, token: Value) -> Value | None:
    return as_text(settle(token, site.state)) if token != NOTHING else None


def _of_rest(site: Site, owner: Instance, name: str) -> Value | None:
    """`api.actions.create_workflow_dispatch(…)`: ghapi and githubkit name their methods as GitHub names the calls."""
    known = {
        key: value for key, value in members_of(owner.at, site.state).items() if key in ("owner", "repo", "token", "library")
    }
    kind = _SENDS.get(name)
    order = [each for each in ("owner", "repo") if each not in known]
    order += {"repository_dispatch": ["event_type", "client_payload"], "workflow_dispatch": ["workflow_id", "ref", "inputs"]}.get(
        kind or "", []
    )
    given = {**known, **dict(zip(order, site.given, strict=False)), **site.names}
    for body in (given.get("data"), given.get("ref")):
        held = settle(body, site.state) if body is not None else None
        if isinstance(held, Object):  # githubkit takes the body as one dictionary too
            given.update({each.name: each.value for each in held.fields})
    if kind is None:
        return of_rest(site, name, given)
    parts = [as_text(settle(given.get(each, Unknown(f"no `{each}` is given")), site.state)) for each in ("owner", "repo")]
    full = normal_repository(unplaced(plain(text([parts[0], Const("/"), parts[1]]))))
    token = given.get("token", site.walk.script.environment.get("GITHUB_TOKEN", NOTHING))
    client = site.walk.make("a client", "rest", {"full_name": full, "token": token}, site.state)
    library = constant(known.get("library", Const("ghapi"))) or "ghapi"
    target_name, payload_name = ("event_type", "client_payload") if kind == "repository_dispatch" else ("workflow_id", "inputs")
    target = given.get(target_name)
    place = site.place(order.index(target_name), target_name)
    _dispatch(site, library, kind, client, (target, place), given.get(payload_name), given.get("ref"), raises=True)
    return Unknown("the answer to a request")


def _dispatch(
    site: Site,
    mechanism: str,
    kind: Kind,
    owner: Instance,
    target: tuple[Value | None, Span],
    payload: Value | None,
    ref: Value | None = None,
    raises: bool = False,
) -> None:
    named = settle(target[0], site.state) if target[0] is not None else NOTHING
    if named == NOTHING or isinstance(named, Unknown):
        reason = named.reason if isinstance(named, Unknown) else "it names no target"
        site.walk.add(Unresolved(mechanism, reason, site.span, site.state.guard))
        return
    name = "client_payload" if kind == "repository_dispatch" else "inputs"
    data = settle(payload, site.state) if payload is not None else NOTHING
    if isinstance(payload, Named) and payload.path.endswith("NotSet"):
        data = NOTHING
    held, defects = structure(Object(()) if data == NOTHING else _as_body(name, data), name, site.span)
    token = _or_none(site, _held(site, owner, "token"))
    full = _held(site, owner, "full_name")
    site.walk.add(
        Dispatch(
            mechanism,
            kind,
            unplaced(named if isinstance(named, Const) else as_text(named)),
            unplaced(held),
            site.span,
            target[1],
            full if full != NOTHING else Unknown("a repository that isn't known"),
            _ref(site, ref) if kind == "workflow_dispatch" else None,
            unplaced(token) if token is not None else None,
            site.state.guard,
            site.state.discarded,
            defects,
        ),
        *_watch(site, mechanism, raises),
    )


def _as_body(name: str, data: Value) -> Object:
    return Object((Field(name, data),))


def _watch(site: Site, mechanism: str, raises: bool) -> tuple[int | None, str | None]:
    """PyGithub's methods tell by what they give whether GitHub took the dispatch, and don't raise."""
    if raises or site.is_used or site.names.get("throw") == Const(True):
        return None, None
    return site.walk.number(), _UNWATCHED


def _ref(site: Site, given: Value | None) -> Value | None:
    """The ref: a text, or a branch or tag of PyGithub."""
    if isinstance(given, Instance):
        found = site.state.variables.get(member_key(given.at, "name"))
        return plain(found) if found is not None else Unknown(given.reason)
    data = unplaced(settle(given, site.state)) if given is not None else None
    return None if data == NOTHING else data


def unknown_client(site: Site, name: str, owner: Value = NOTHING) -> Value | None:
    """A call of something unknown that is given an address which sends: `client.post(url, json=…)`; `None` for any other call."""
    candidates = [each for each in (*site.given, *site.names.values()) if isinstance(each, Const | Text | Reference)]
    url = next((each for each in candidates if not isinstance(each, Reference) and endpoint(each) is not None), None)
    if url is None:
        return None
    words = {str(each.value).upper() for each in site.given if isinstance(each, Const)}
    method = "POST" if "POST" in words or name.lower() in ("post", "apost", "async_post", "_post") else ""
    given_method = constant(site.names["method"]) if "method" in site.names else None
    method = (given_method or method).upper()
    if not method:
        return None
    bodies = [
        site.names[each] for each in ("json", "input", "data", "body", "payload", "json_body", "json_data") if each in site.names
    ]
    bodies += [each for each in site.given if isinstance(settle(each, site.state), Object | Encoded)]
    body = settle(bodies[0], site.state) if bodies else None
    if isinstance(body, Object):
        body = Encoded(body)
    raises = name.endswith("AndCheck") or not name.startswith("requestJson")
    while isinstance(owner, Method):
        owner = owner.owner
    token = _or_none(site, _held(site, owner, "token")) if isinstance(owner, Instance) else None
    mechanism = "PyGithub" if name.startswith("requestJson") else "a client of the API"
    return made_request(site, mechanism, method, url, body, token, raises)
