"""What a call of the GitHub CLI sends: `gh api …/dispatches` and `gh workflow run`.

Sources: cli.github.com/manual/gh_api, gh_workflow_run and gh_help_environment; cli/cli `pkg/cmd/api/api.go`.
"""

from __future__ import annotations

from wflint.senders.body import member_span, message_of, read_body, structure
from wflint.senders.credentials import bearer
from wflint.senders.endpoints import Endpoint, endpoint, mentions_endpoint, method_of, normal_repository
from wflint.senders.flags import CommandLine, Flag, pair_of, read_flags
from wflint.senders.gh_fields import RAW, TYPED, body_of_fields
from wflint.senders.holed import file_name, holed
from wflint.senders.json_text import Json, Places
from wflint.senders.message import OWN_REPOSITORY, Defect, Dispatch, Invocation, Unresolved, Word
from wflint.values.value import Const, Field, Object, Unknown, Value, constant, shown, why_unknown

_API_VALUES = frozenset(
    [
        "H",
        "header",
        "X",
        "method",
        "q",
        "jq",
        "t",
        "template",
        "p",
        "preview",
        "cache",
        "hostname",
        "f",
        "raw-field",
        "F",
        "field",
        "input",
        "R",
        "repo",
    ]
)
_RUN_VALUES = frozenset(["R", "repo", "r", "ref", "f", "raw-field", "F", "field"])
_TOKENS = ("GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN")


def interpret(invocation: Invocation, places: Places | None = None) -> Dispatch | Unresolved | None:
    """What a call of `gh` sends, `None` where it sends nothing."""
    words = invocation.words[1:]
    match _subcommand(words):
        case ("api", _):
            return _api(invocation, read_flags(words, _API_VALUES), places)
        case ("workflow", "run"):
            return _run(invocation, read_flags(words, _RUN_VALUES), places)
        case _:
            return None


def token_of(invocation: Invocation) -> Value | None:
    """The token that `gh` finds in its environment."""
    return _token(invocation)


def repository_of(invocation: Invocation, line: CommandLine) -> Value:
    """The repository that a call of `gh` is about: `-R`, `GH_REPO`, or the one of the folder."""
    named = line.last("R", "repo")
    return normal_repository(named.value) if named and named.value else _default_repository(invocation)


def signs_in_with(invocation: Invocation) -> Value | None:
    """The token that `gh auth login --with-token` reads from its input, `None` for any other command."""
    line = read_flags(invocation.words[1:], frozenset(("h", "hostname", "p", "git-protocol", "s", "scopes")))
    if [constant(word.value) for word in line.rest[:2]] != ["auth", "login"] or not line.has("with-token"):
        return None
    return invocation.stdin or Unknown("the token that `gh auth login` reads")


def _subcommand(words: tuple[Word, ...]) -> tuple[str | None, str | None]:
    line = read_flags(words, _RUN_VALUES | {"hostname"})
    names = [constant(word.value) for word in line.rest[:2]]
    if line.has("help"):
        return None, None
    return (names[0] if names else None), (names[1] if len(names) > 1 else None)


def _api(invocation: Invocation, line: CommandLine, places: Places | None) -> Dispatch | Unresolved | None:
    operands = line.rest[1:]
    if not operands:
        return None
    address = operands[0]
    found = endpoint(address.value, _default_repository(invocation))
    fields = line.every(*RAW, *TYPED)
    given = line.last("input")
    method = method_of(_value(line.last("X", "method")), "POST" if fields or given else "GET")
    if found is None:
        if method == "POST" and (mentions_endpoint(address.value) or _could_send(address.value, fields)):
            reason = f"the address {shown(address.value)} can't be read"
            return Unresolved("gh api", why_unknown(address.value) or reason, invocation.span, invocation.guard)
        return None
    if method != "POST":
        return None
    if given is not None:
        content = _input(given, invocation)
        return _message(invocation, line, found, read_body(content, places), address, ())
    more = tuple(word for word in operands[1:] if constant(word.value) != "")
    body, defects = body_of_fields(fields, lambda name: _file(name, invocation))
    if more:
        reason = why_unknown(more[0].value) or f"arguments given by {shown(more[0].value)}"
        inner = body.get("client_payload" if found.kind == "repository_dispatch" else "inputs")
        opened = Object(inner.value.fields, reason) if inner and isinstance(inner.value, Object) else Object((), reason)
        name = "client_payload" if found.kind == "repository_dispatch" else "inputs"
        body = Object((*(each for each in body.fields if each.name != name), Field(name, opened)), reason)
    return _message(invocation, line, found, Json(body), address, (*defects, *_string_payload(fields)))


def _could_send(address: Value, fields: tuple[Flag, ...]) -> bool:
    """Whether an unreadable address is given fields that only such a message has."""
    names = {constant(pair_of(flag.value)[0]) for flag in fields if flag.value is not None}
    return constant(address) is None and "event_type" in names


def _string_payload(fields: tuple[Flag, ...]) -> tuple[Defect, ...]:
    found = []
    for flag in fields:
        name = constant(pair_of(flag.value)[0]) if flag.value is not None else None
        if name in ("client_payload", "inputs"):
            words = f"`{name}` is sent as a string, GitHub wants an object (422)"
            found.append(Defect("invalid-payload", words, flag.span))
    return tuple(found)


def _message(
    invocation: Invocation, line: CommandLine, found: Endpoint, body: Json, address: Word, defects: tuple[Defect, ...]
) -> Dispatch | Unresolved:
    message = message_of(found, body, invocation.span)
    if message.unreadable:
        return Unresolved("gh api", message.unreadable, invocation.span, invocation.guard)
    already = {defect.span for defect in defects}
    header = next((token for flag in line.every("H", "header") if (token := bearer(flag.value))), None)
    return Dispatch(
        "gh api",
        found.kind,
        message.target,
        message.payload,
        invocation.span,
        address.span if found.workflow is not None else message.target_span,
        found.repository,
        message.ref,
        header or _token(invocation),
        invocation.guard,
        invocation.discarded,
        (*defects, *(defect for defect in message.defects if defect.span not in already or not defects)),
    )


def _input(given: Flag, invocation: Invocation) -> Value:
    return _file(file_name(given.value), invocation) if given.value is not None else Unknown("`--input` names no file")


def _file(name: str, invocation: Invocation) -> Value:
    if name in ("-", "/dev/stdin"):
        return invocation.stdin or Unknown("nothing in sight is piped to `gh`")
    return dict(invocation.files).get(name, Unknown(f"the content of file `{name}`"))


def _run(invocation: Invocation, line: CommandLine, places: Places | None) -> Dispatch | Unresolved:
    operands = [word for word in line.rest[2:] if constant(word.value) != ""]
    if not operands:
        reason = "`gh workflow run` names no workflow"
        return Unresolved("gh workflow run", reason, invocation.span, invocation.guard)
    target, *more = operands
    payload, defects = _inputs(invocation, line, places)
    if more and isinstance(payload, Object):
        payload = Object(payload.fields, why_unknown(more[0].value) or f"arguments given by {shown(more[0].value)}")
    repository = line.last("R", "repo")
    return Dispatch(
        "gh workflow run",
        "workflow_dispatch",
        target.value,
        payload,
        invocation.span,
        target.span,
        normal_repository(repository.value) if repository and repository.value else _default_repository(invocation),
        _value(line.last("r", "ref")),
        _token(invocation),
        invocation.guard,
        invocation.discarded,
        defects,
        in_folder=repository is None and not more and constant(invocation.variable("GH_REPO") or Const("")) == "",
    )


def _inputs(invocation: Invocation, line: CommandLine, places: Places | None) -> tuple[Value, tuple[Defect, ...]]:
    if line.has("json"):
        body = read_body(invocation.stdin or Unknown("nothing in sight is piped to `gh`"), places)
        problems = [Defect(each.rule, each.message, invocation.span) for each in body.problems]
        if isinstance(body.value, Unknown) and problems:
            return body.value, tuple(problems)
        wrapped = Object((Field("inputs", body.value),))
        payload, defects = structure(wrapped, "inputs", invocation.span)
        return payload, (*problems, *defects, *_not_strings(payload, invocation))
    fields: list[Field] = []
    opened = None
    wrong: list[Defect] = []
    for flag in line.every(*RAW, *TYPED):
        key, given = pair_of(flag.value) if flag.value is not None else (Const(""), None)
        name = constant(key)
        if name is None:
            opened = "an input whose name is made at run time"
        elif given is None:
            wrong.append(Defect("invalid-payload", f"field `{name}` has no `=`; gh refuses it", flag.span))
        else:
            fields.append(Field(name, _read_at(given, invocation) if flag.name in TYPED else given, flag.span))
    return Object(tuple(fields), opened), tuple(wrong)


def _not_strings(payload: Value, invocation: Invocation) -> tuple[Defect, ...]:
    wrong = [
        each
        for each in (payload.fields if isinstance(payload, Object) else ())
        if isinstance(each.value, Const) and not isinstance(each.value.value, str)
    ]
    words = "`gh workflow run --json` takes strings only, so it refuses `{}`"
    return tuple(
        Defect("invalid-payload", words.format(each.name), member_span(payload, each.name, invocation.span)) for each in wrong
    )


def _read_at(value: Value, invocation: Invocation) -> Value:
    found = holed(value).shape
    return _file(found[1:], invocation) if found.startswith("@") and isinstance(value, Const) else value


def _default_repository(invocation: Invocation) -> Value:
    named = invocation.variable("GH_REPO")
    return OWN_REPOSITORY if named is None or constant(named) == "" else normal_repository(named)


def _token(invocation: Invocation) -> Value | None:
    given = [value for name in _TOKENS if (value := invocation.variable(name)) is not None and constant(value) != ""]
    return given[0] if given else None


def _value(flag: Flag | None) -> Value | None:
    return flag.value if flag else None
