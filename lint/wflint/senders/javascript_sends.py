"""What calls of octokit and of programs send.

Source: octokit/plugin-rest-endpoint-methods.js; octokit/request.js (routes such as `POST /repos/{owner}/{repo}/dispatches`).
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from wflint.lean import dataclass
from wflint.senders.body import member, member_span, structure
from wflint.senders.endpoints import normal_repository
from wflint.senders.holed import holed
from wflint.senders.javascript_kinds import UNDEFINED
from wflint.senders.javascript_values import without_nothing
from wflint.senders.message import Dispatch, Kind, Request, Unresolved
from wflint.span import Span
from wflint.values.condition import Condition
from wflint.values.value import Const, Encoded, Object, Unknown, Value, constant, text

SENDERS: dict[str, Kind] = {"createWorkflowDispatch": "workflow_dispatch", "createDispatchEvent": "repository_dispatch"}
_MEMBERS: dict[Kind, tuple[str, str]] = {
    "workflow_dispatch": ("workflow_id", "inputs"),
    "repository_dispatch": ("event_type", "client_payload"),
}
_NOT_IN_BODY = frozenset(("headers", "baseUrl", "mediaType", "request", "method", "url", "data"))
_OPERATORS = frozenset(("&&", "||", ";", "|", "&", "\n"))


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the API: its argument, its place, and under what it happens."""

    argument: Value
    span: Span
    token: Value | None
    guard: Condition
    hidden: str | None


def sent(name: str, call: Call) -> Dispatch | Unresolved:
    """What `createWorkflowDispatch` or `createDispatchEvent` sends."""
    mechanism = f"github-script {name}"
    kind = SENDERS[name]
    body = call.argument
    if isinstance(body, Unknown):
        return Unresolved(mechanism, f"its argument can't be read: {body.reason}", call.span, call.guard)
    target_name, payload_name = _MEMBERS[kind]
    target = member(body, target_name)
    target = without_nothing(target) if target is not None else None
    if target is None or target == UNDEFINED:
        return Unresolved(mechanism, f"its argument has no `{target_name}`", call.span, call.guard)
    payload, defects = structure(body, payload_name, call.span)
    return Dispatch(
        mechanism,
        kind,
        target,
        payload,
        call.span,
        member_span(body, target_name, call.span),
        repository_of(body),
        member(body, "ref") if kind == "workflow_dispatch" else None,
        call.token,
        call.guard,
        call.hidden,
        defects,
    )


def repository_of(body: Value) -> Value:
    """`owner/name` from the members `owner` and `repo`."""
    owner, name = member(body, "owner"), member(body, "repo")
    if owner is None or name is None:
        return Unknown(f"no `{'owner' if owner is None else 'repo'}` is given")
    return normal_repository(text((owner, Const("/"), name)))


def request_of(route: Value, call: Call) -> Request:
    """The request that `github.request(route, parameters)` makes."""
    parameters = call.argument if isinstance(call.argument, Object) else Object((), "parameters that can't be read")
    found = holed(route)
    match = re.fullmatch(r"\s*([A-Za-z]+)\s+(\S.*)", found.shape, re.DOTALL)
    given = constant(_value(parameters, "method") or Const("GET")) or "GET"
    method, address = (match[1], match[2]) if match else (given, found.shape)
    used: set[str] = set()

    def filled() -> Iterator[Value]:
        for at, piece in enumerate(re.split(r"\{(\w+)\}", address)):
            if at % 2 == 0:
                yield found.restore(piece)
            else:
                used.add(piece)
                yield _value(parameters, piece) or Unknown(f"`{piece}` isn't given")

    url = text(tuple(filled()))
    kept = tuple(each for each in parameters.fields if each.name not in _NOT_IN_BODY | used)
    data = _value(parameters, "data")
    body = Encoded(data if data is not None else Object(kept, parameters.open))
    return Request("github-script request", method.upper(), url, body, call.span, call.token, call.guard, call.hidden)


def _value(parameters: Object, name: str) -> Value | None:
    found = parameters.get(name)
    return found.value if found else None


def commands_in(line: Value) -> list[tuple[list[Value], str]] | None:
    """The commands of a line for a shell, each with the operator behind it; `None` where the line can't be cut."""
    found = holed(line)
    lexer = shlex.shlex(found.shape.replace("\\\n", " "), posix=True, punctuation_chars=";&|\n")
    lexer.whitespace = " \t\r"
    lexer.whitespace_split = True
    lexer.commenters = ""
    try:
        pieces = list(lexer)
    except ValueError:
        return None
    commands: list[tuple[list[Value], str]] = []
    words: list[Value] = []
    for piece in pieces:
        if piece in _OPERATORS:
            if words:
                commands.append((words, piece))
            words = []
        else:
            words.append(found.restore(piece))
    if words:
        commands.append((words, ""))
    return commands
