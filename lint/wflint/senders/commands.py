"""Which command is run, behind `sudo`, `timeout` and their like, and what it sends.  For every language that runs commands."""

from __future__ import annotations

import re

from wflint.lean import replace
from wflint.regex import regex
from wflint.senders import gh, http
from wflint.senders.flags import program_name
from wflint.senders.holed import holed
from wflint.senders.json_text import Places
from wflint.senders.message import Dispatch, Invocation, Unresolved, Word
from wflint.values.value import Const, Unknown, Value, constant, text

_PLAIN = frozenset(("command", "sudo", "time", "nohup", "exec", "builtin", "nice", "stdbuf", "ionice", "unbuffer"))
_RETRIES = frozenset(("retry", "with_retry", "retry_command", "run_with_retry", "retry_with_backoff", "with_backoff", "chronic"))
_FLAGS_WITH_VALUE = {
    "sudo": ("-u", "-g", "-h", "-p"),
    "env": ("-u", "-C"),
    "timeout": ("-s", "-k", "--signal", "--kill-after"),
    "gtimeout": ("-s", "-k", "--signal", "--kill-after"),
    "nice": ("-n",),
    "xargs": ("-n", "-P", "-L", "-d", "-a", "-s", "-E", "--max-args", "--max-procs", "--delimiter", "--arg-file"),
    "exec": ("-a",),
    "stdbuf": ("-i", "-o", "-e"),
}
_ASSIGNMENT = regex(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
_DEEPEST = 6
_OTHER_CLIENTS = frozenset(("wget", "http", "https", "xh"))


def interpret(invocation: Invocation, places: Places | None = None) -> Dispatch | Unresolved | None:
    """What a command sends, `None` where it sends nothing."""
    inner = unwrapped(invocation)
    match program_name(inner.words[0].value) if inner.words else None:
        case "gh":
            return gh.interpret(inner, places)
        case "curl":
            return http.interpret_curl(inner, places)
        case name if name in _OTHER_CLIENTS:
            return _other_client(str(name), inner)
        case _:
            return None


def _other_client(name: str, invocation: Invocation) -> Unresolved | None:
    """Clients whose command line isn't read: said, not dropped."""
    sends = any(re.match(r"https?://.*/repos/.*/dispatches$", holed(word.value).shape) for word in invocation.words[1:])
    return Unresolved(name, f"the command line of `{name}` isn't read", invocation.span, invocation.guard) if sends else None


def unwrapped(invocation: Invocation, depth: int = 0) -> Invocation:
    """The command behind a wrapper: `sudo`, `env X=y`, `timeout 10m`, `xargs`, `retry`, …"""
    words = invocation.words
    name = program_name(words[0].value) if words else None
    if name is None or depth > _DEEPEST:
        return invocation
    if name in _PLAIN or name in ("env", "timeout", "gtimeout", "xargs"):
        inner = _behind(name, invocation)
    elif name in _RETRIES:
        inner = _retried(invocation)
    else:
        return invocation
    return unwrapped(inner, depth + 1) if inner.words else invocation


def is_limited(invocation: Invocation) -> bool:
    """Whether `timeout` ends the command when it lasts too long."""
    inner = unwrapped(invocation)
    outer = invocation.words[: max(len(invocation.words) - len(inner.words), 0)]
    return any(program_name(word.value) in ("timeout", "gtimeout") for word in outer)


def _behind(name: str, invocation: Invocation) -> Invocation:
    words, environment = invocation.words[1:], dict(invocation.environment)
    with_value = _FLAGS_WITH_VALUE.get(name, ())
    placeholder = None
    while words:
        known = holed(words[0].value).shape
        if name == "xargs" and (known.startswith(("-I", "-i", "--replace"))):
            apart = known == "-I"
            placeholder = constant(words[1].value) if apart and len(words) > 1 else known.removeprefix("-I") or "{}"
            words = words[2:] if apart else words[1:]
        elif known.startswith("-") and len(known) > 1:
            words = words[2:] if known in with_value else words[1:]
        elif name in ("env", "sudo") and (match := _ASSIGNMENT.fullmatch(known)):
            environment[match[1]] = holed(words[0].value).restore(match[2])
            words = words[1:]
        else:
            break
    if name in ("timeout", "gtimeout"):
        words = words[1:]
    if name == "xargs" and words:
        words = _with_input(words, placeholder, invocation)
    return replace(invocation, words=words, environment=tuple(environment.items()))


def _with_input(words: tuple[Word, ...], placeholder: str | None, invocation: Invocation) -> tuple[Word, ...]:
    given: Value = Unknown("an argument that `xargs` reads")
    known = constant(invocation.stdin) if invocation.stdin is not None else None
    if known is not None and len(known.split()) == 1:
        given = Const(known.strip())
    if placeholder is None:
        return (*words, Word(given, invocation.span))
    return tuple(Word(_put(word.value, placeholder, given), word.span) for word in words)


def _put(value: Value, placeholder: str, given: Value) -> Value:
    found = holed(value)
    if placeholder not in found.shape:
        return value
    pieces = found.shape.split(placeholder)
    return text([part for index, piece in enumerate(pieces) for part in ((given,) if index else ()) + (found.restore(piece),)])


def _retried(invocation: Invocation) -> Invocation:
    """A wrapper that runs its last words: they begin at the first word that names a client."""
    for index, word in enumerate(invocation.words[1:], 1):
        if constant(word.value) in ("gh", "curl"):
            return replace(invocation, words=invocation.words[index:])
    return replace(invocation, words=())
