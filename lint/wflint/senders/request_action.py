"""octokit/request-action: an API call written as a step, whose inputs are the members of the body.

Source: index.js of the action, v3.0.0: `route` is `POST /path/{name}`; every other input is read as YAML and fills a `{name}`
of the path or becomes a member of the body.  The token is `GITHUB_TOKEN` of the environment.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from wflint.regex import regex
from wflint.senders.body import message_of
from wflint.senders.endpoints import endpoint
from wflint.senders.holed import holed
from wflint.senders.json_text import Json, Problem, parse
from wflint.senders.message import Dispatch, Unresolved
from wflint.span import Span
from wflint.values.value import Const, Field, Object, Unknown, Value, constant, text

_PLACEHOLDER = regex(r"\{(\w+)\}")
_NOT_SENT = frozenset({"route", "mediatype"})


def read(
    mechanism: str, given: Mapping[str, tuple[Value, Span]], environment: Mapping[str, Value], span: Span
) -> tuple[Dispatch | Unresolved, ...]:
    """The dispatch that the request is; nothing where the route doesn't send."""
    route, place = given.get("route", (Const(""), span))
    shape = holed(route)
    method, _, path = shape.shape.strip().partition(" ")
    if constant(route) is None and not path:
        return (Unresolved(mechanism, "`route` is made elsewhere", place),)
    if method.upper() != "POST":
        return ()
    named = {name.lower() for name in _PLACEHOLDER.findall(path)}
    pieces: list[Value] = []
    for index, piece in enumerate(_PLACEHOLDER.split(path.strip())):
        value = given.get(piece.lower(), (Unknown(f"`{piece}` isn't given"), span))[0]
        pieces.append(value if index % 2 else shape.restore(piece))
    where = endpoint(text(pieces))
    if where is None:
        return ()
    members: list[Field] = []
    problems: list[Problem] = []
    for name, (value, at) in given.items():
        if name not in named | _NOT_SENT:
            found = _yaml(value)
            members.append(Field(name, found.value, at))
            problems.extend(found.problems)
    message = message_of(where, Json(Object(tuple(members)), tuple(problems)), span)
    token = environment.get("GITHUB_TOKEN")
    return (
        Dispatch(
            mechanism,
            where.kind,
            message.target,
            message.payload,
            span,
            place if where.workflow is not None else message.target_span,
            where.repository,
            message.ref,
            token,
            defects=message.defects,
        ),
    )


def _yaml(value: Value) -> Json:
    """An input as YAML: JSON is part of YAML, a plain word is itself, and any other structure is left unread."""
    start = holed(value).shape.lstrip()[:1]
    if start in ("{", "["):
        return parse(value)
    known = constant(value)
    if known is None:
        return Json(value)
    if re.search(r"^[\w-]+:(\s|$)", known, re.MULTILINE):
        return Json(Object((), "written in YAML"))
    return Json(Const(known))
