"""What a command raises, in whichever language a script runs it.

GitHub raises an event for it as for anybody's doing; whether that starts a workflow is decided by the token that was used
(docs.github.com, "Triggering a workflow from a workflow").
"""

from __future__ import annotations

import re

from wflint.senders.acts_api import of_request
from wflint.senders.acts_gh import of_gh
from wflint.senders.acts_git import of_push
from wflint.senders.commands import unwrapped
from wflint.senders.flags import program_name
from wflint.senders.http import request_of_curl
from wflint.senders.message import Act, Invocation, Request
from wflint.values.value import Object, Value, constant

_WEB = frozenset(("invoke-restmethod", "invoke-webrequest", "irm", "iwr"))
_QUIET = ("silentlycontinue", "ignore", "0")


def of_command(invocation: Invocation) -> tuple[Act, ...]:
    """What a command raises; nothing for one that raises nothing, or that isn't known here."""
    inner = unwrapped(invocation)
    match program_name(inner.words[0].value) if inner.words else None:
        case "gh":
            return of_gh(inner)
        case "git":
            return of_push(inner)
        case "curl":
            request = request_of_curl(inner)
            return of_request(request) if request is not None else ()
        case name if name in _WEB:
            request = _of_powershell(inner)
            return of_request(request) if request is not None else ()
        case _:
            return ()


def _of_powershell(invocation: Invocation) -> Request | None:
    """`Invoke-RestMethod -Uri … -Method Post -Headers $headers -Body $body`."""
    given: dict[str, Value] = {}
    words = invocation.words[1:]
    for at, word in enumerate(words):
        name = constant(word.value) or ""
        match = re.fullmatch(r"-(uri|method|headers|body|erroraction)", name, re.IGNORECASE)
        if match and at + 1 < len(words):
            given[match[1].lower()] = words[at + 1].value
        elif at == 0 and not name.startswith("-"):
            given["uri"] = word.value
    if "uri" not in given:
        return None
    headers = given.get("headers")
    fields = headers.fields if isinstance(headers, Object) else ()
    authorization = next((each.value for each in fields if each.name.lower() == "authorization"), None)
    quiet = (constant(given["erroraction"]) or "").lower() in _QUIET if "erroraction" in given else False
    method = (constant(given["method"]) if "method" in given else None) or "GET"
    hidden = "`-ErrorAction SilentlyContinue`" if quiet else None
    return Request(
        constant(invocation.words[0].value) or "Invoke-RestMethod",
        method.upper(),
        given["uri"],
        given.get("body", invocation.stdin),
        invocation.span,
        authorization,
        invocation.guard,
        invocation.discarded or hidden,
    )
