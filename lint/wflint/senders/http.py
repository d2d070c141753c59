"""What an HTTP request sends, and what request a call of `curl` makes.

Sources: docs.github.com, REST API, "Create a repository dispatch event" and "Create a workflow dispatch event";
curl.se/docs/manpage.html.
"""

from __future__ import annotations

from wflint.senders.body import message_of, read_body
from wflint.senders.credentials import header_value, password_in, token_in
from wflint.senders.endpoints import could_send, endpoint, mentions_endpoint, method_of
from wflint.senders.flags import CommandLine, Flag, read_flags
from wflint.senders.holed import file_name, holed
from wflint.senders.json_text import Places
from wflint.senders.message import Dispatch, Invocation, Request, Unresolved, leaves_line
from wflint.values.value import Const, Object, Text, Unknown, Value, constant, parts_of, shown, text, why_unknown

_SHORT_VALUES = "XdHuowAebcFTxmEKYyzCDQrtUhP"
_LONG_VALUES = [
    "request",
    "data",
    "data-raw",
    "data-binary",
    "data-ascii",
    "data-urlencode",
    "json",
    "header",
    "user",
    "url",
    "output",
    "write-out",
    "user-agent",
    "referer",
    "cookie",
    "cookie-jar",
    "form",
    "form-string",
    "upload-file",
    "proxy",
    "proxy-user",
    "max-time",
    "connect-timeout",
    "retry",
    "retry-delay",
    "retry-max-time",
    "cert",
    "key",
    "cacert",
    "config",
    "limit-rate",
    "speed-limit",
    "speed-time",
    "max-redirs",
    "resolve",
    "interface",
    "dump-header",
    "oauth2-bearer",
    "url-query",
    "variable",
]
_WITH_VALUE = frozenset((*_SHORT_VALUES.replace("h", ""), *_LONG_VALUES))
_DATA = ("d", "data", "data-raw", "data-binary", "data-ascii", "data-urlencode", "json")
_FAILS = ("f", "fail", "fail-with-body", "fail-early")
_HIDDEN = "`curl` without `--fail` exits 0 when GitHub refuses"
_HIDDEN_BEFORE = "what would tell of it never runs, since `curl` without `--fail` exits 0"


def interpret_curl(invocation: Invocation, places: Places | None = None) -> Dispatch | Unresolved | None:
    """What a call of `curl` sends, `None` where it sends nothing."""
    line = read_flags(invocation.words[1:], _WITH_VALUE)
    addresses = [flag.value for flag in line.every("url") if flag.value] + [word.value for word in line.rest]
    data = line.every(*_DATA)
    method = method_of(_value(line.last("X", "request")), "POST" if data and not line.has("G", "get") else "GET")
    body = _body(data, invocation) if data else None
    # The words behind an unreadable one may be flags, so the address is the first word that can be one.
    address = next((each for each in addresses if endpoint(each) or mentions_endpoint(each)), None)
    if address is None:
        unread = [each for each in addresses if could_send(each)]
        if not unread or not _is_event(body):
            return None
        address = unread[0]
    hidden = _hidden(invocation, line)
    request = Request("curl", method, address, body, invocation.span, _authorization(line), invocation.guard, hidden)
    return interpret_request(request, places)


def request_of_curl(invocation: Invocation) -> Request | None:
    """The request of a call of `curl` to an address of a repository, whatever it does there; `None` for any other address."""
    line = read_flags(invocation.words[1:], _WITH_VALUE)
    addresses = [flag.value for flag in line.every("url") if flag.value] + [word.value for word in line.rest]
    address = next((each for each in addresses if "/" in holed(each).shape), None)
    if address is None:
        return None
    data = line.every(*_DATA)
    method = method_of(_value(line.last("X", "request")), "POST" if data and not line.has("G", "get") else "GET")
    body = _body(data, invocation) if data else None
    hidden = _hidden(invocation, line)
    return Request("curl", method, address, body, invocation.span, _authorization(line), invocation.guard, hidden)


def _hidden(invocation: Invocation, line: CommandLine) -> str | None:
    """How a refusal stays unseen.  What would tell of a failure, or hide it, has no say where `curl` doesn't fail."""
    if line.has(*_FAILS):
        return invocation.discarded
    if _looks_at_status(line):
        return None
    if invocation.discarded is None:
        return _HIDDEN
    return _HIDDEN_BEFORE if leaves_line(invocation.discarded) else invocation.discarded


def interpret_request(request: Request, places: Places | None = None) -> Dispatch | Unresolved | None:
    """What a request sends, `None` where it sends nothing."""
    if request.method.upper() != "POST":
        return None
    found = endpoint(request.url)
    if found is None:
        if constant(request.url) is not None:
            return None
        if not mentions_endpoint(request.url) and not (could_send(request.url) and _is_event(request.body)):
            return None
        return _unread(request)
    if found.kind == "repository_dispatch" and isinstance(found.repository, Unknown) and not _is_event(request.body):
        return _unread(request)  # `…/dispatches` of a workflow, as likely as not
    message = message_of(found, read_body(request.body, places), request.span)
    if message.unreadable:
        return Unresolved(request.mechanism, message.unreadable, request.span, request.guard)
    return Dispatch(
        request.mechanism,
        found.kind,
        message.target,
        message.payload,
        request.span,
        message.target_span,
        found.repository,
        message.ref,
        token_in(request.authorization) if request.authorization is not None else None,
        request.guard,
        request.discarded,
        message.defects,
    )


def _unread(request: Request) -> Unresolved:
    reason = why_unknown(request.url) or f"the address {shown(request.url)} can't be read"
    return Unresolved(request.mechanism, reason, request.span, request.guard)


def _is_event(body: Value | None) -> bool:
    """Whether a body has the look of a `repository_dispatch`, wherever it goes."""
    return body is not None and any(
        (isinstance(part, Const) and "event_type" in str(part.value))
        or (isinstance(part, Object) and part.get("event_type") is not None)
        for part in parts_of(body)
    )


def _body(data: tuple[Flag, ...], invocation: Invocation) -> Value:
    pieces: list[Value] = []
    for flag in data:
        if pieces and flag.name != "json":
            pieces.append(Const("&"))
        pieces.append(_read_at(flag, invocation))
    return text(pieces)


def _read_at(flag: Flag, invocation: Invocation) -> Value:
    value = flag.value if flag.value is not None else Const("")
    shape = holed(value).shape
    if flag.name == "data-raw" or not shape.startswith("@"):
        return value
    name = file_name(holed(value).restore(shape[1:]))
    if name in ("-", "/dev/stdin"):
        return invocation.stdin or Unknown("nothing in sight is piped to `curl`")
    return dict(invocation.files).get(name, Unknown(f"the content of file `{name}`"))


def _authorization(line: CommandLine) -> Value | None:
    for flag in line.every("H", "header"):
        found = header_value(flag.value)
        if found is not None:
            return found
    token, user = line.last("oauth2-bearer"), line.last("u", "user")
    if token is not None and token.value is not None:
        return token.value
    return password_in(user.value) if user is not None and user.value is not None else None


def _looks_at_status(line: CommandLine) -> bool:
    """Whether the status is printed for the script to look at: `-w '%{http_code}'`."""
    asked = line.last("w", "write-out")
    if asked is None or asked.value is None:
        return False
    pieces = asked.value.parts if isinstance(asked.value, Text) else (asked.value,)
    return any("code}" in str(piece.value) for piece in pieces if isinstance(piece, Const))


def _value(flag: Flag | None) -> Value | None:
    return flag.value if flag else None
