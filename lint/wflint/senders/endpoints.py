"""The two addresses of GitHub's API that send: `…/dispatches` of a repository and of a workflow.

Source: docs.github.com, REST API, "Create a repository dispatch event" and "Create a workflow dispatch event".
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from wflint.lean import dataclass
from wflint.regex import regex
from wflint.senders.holed import HOLE, each_option, holed
from wflint.senders.message import OWN_REPOSITORY, Kind
from wflint.values.value import Choice, Const, OneOf, Reference, Text, Unknown, Value, constant, one_of, parts_of, text


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address that sends; `workflow` is `None` for a `repository_dispatch`."""

    kind: Kind
    repository: Value
    workflow: Value | None = None


_SCHEME = regex(r"https?://(?:[^/@]*@)?[^/]+/(?:api/v3/)?")
_WORKFLOW = regex(r"(?P<repository>.*?)(?:^|/)actions/workflows/(?P<workflow>.+)/dispatches")
_REPOSITORY = regex(r"(?P<repository>.+)/dispatches")
_NAMED = regex(rf"(?:.*?{HOLE}/*)?/?repos/(?P<name>.+)")
_BY_NUMBER = regex(r".*?(?:^|/)repositories/(?P<number>[^/]+)")
_MOST_CHOICES = 2
"""Choices between pieces of one path that are followed; an address with more of them can't be read."""
_OWN_PARTS = ("{owner}/{repo}", ":owner/:repo")


def endpoint(address: Value, placeholder: Value = OWN_REPOSITORY) -> Endpoint | None:
    """The endpoint behind an address, `None` where the address isn't one that sends.

    `placeholder` is what `gh` puts in place of `{owner}/{repo}`.
    """
    match address:
        case Choice(condition, then, otherwise):
            return _joined(
                [endpoint(then, placeholder), endpoint(otherwise, placeholder)],
                lambda values: values[0] if values[0] == values[1] else Choice(condition, values[0], values[1]),
            )
        case OneOf(options):
            return _joined([endpoint(option, placeholder) for option in options], one_of)
        case Text(parts) if (at := _whole_pieces(parts)) is not None:
            return endpoint(each_option(parts[at], lambda option: text([*parts[:at], option, *parts[at + 1 :]])), placeholder)
        case Const() | Text():
            return _endpoint(address, placeholder)
        case _:
            return None


def _whole_pieces(parts: tuple[Value, ...]) -> int | None:
    """A part that is one of several, some of them with a `/`, so that it holds more than one piece of the path."""
    found = [
        at
        for at, part in enumerate(parts)
        if isinstance(part, Choice | OneOf) and any("/" in str(constant(each)) for each in parts_of(part))
    ]
    return found[0] if 0 < len(found) <= _MOST_CHOICES else None


def _joined(found: list[Endpoint | None], join: object) -> Endpoint | None:
    known = [each for each in found if each is not None]
    if not known or len({each.kind for each in known}) > 1:
        return None
    if len(known) < len(found):
        return known[0]
    assert callable(join)
    workflows = [each.workflow for each in known if each.workflow is not None]
    workflow = join(workflows) if workflows else None
    return Endpoint(known[0].kind, join([each.repository for each in known]), workflow)


def _endpoint(address: Value, placeholder: Value) -> Endpoint | None:
    found = holed(address)
    path = _SCHEME.sub("", re.split(r"[?#]", found.shape.strip())[0], count=1).strip("/")
    for_workflow = _WORKFLOW.fullmatch(path)
    if for_workflow:
        workflow = found.restore(for_workflow["workflow"])
        named = Const(unquote(str(workflow.value))) if isinstance(workflow, Const) else workflow
        return Endpoint("workflow_dispatch", _repository(for_workflow["repository"], found.restore, placeholder), named)
    for_repository = _REPOSITORY.fullmatch(path)
    if not for_repository:
        return None
    repository = for_repository["repository"]
    if not (_NAMED.fullmatch(repository) or _BY_NUMBER.fullmatch(repository) or re.search(HOLE, repository)):
        return None
    return Endpoint("repository_dispatch", _repository(repository, found.restore, placeholder))


def _repository(piece: str, restore: object, placeholder: Value) -> Value:
    assert callable(restore)
    named = _NAMED.fullmatch(piece.strip("/"))
    if named:
        return placeholder if named["name"] in _OWN_PARTS else normal_repository(restore(named["name"]))
    numbered = _BY_NUMBER.fullmatch(piece)
    if numbered:
        number = restore(numbered["number"])
        if isinstance(number, Reference) and number.key == ("github", "repository_id"):
            return OWN_REPOSITORY
        return text([Const("repositories/"), number])
    only = restore(piece)
    assert isinstance(only, Value)
    if isinstance(only, Reference) and only.key[-2:] == ("repository", "url"):
        return OWN_REPOSITORY
    return Unknown("the address up to the repository is made at run time")


_OWNER = {("github", "repository_owner"), ("github", "event", "repository", "owner", "login")}
_OWN_NAME = {("github", "event", "repository", "name")}
_OWN_FULL = {("github", "repository"), ("github", "event", "repository", "full_name")}


def normal_repository(value: Value) -> Value:
    """A repository as `owner/name`, with the running one as `OWN_REPOSITORY` in whichever way it was written."""
    match value:
        case Choice(condition, then, otherwise):
            first, second = normal_repository(then), normal_repository(otherwise)
            return first if first == second else Choice(condition, first, second)
        case OneOf(options):
            return one_of(map(normal_repository, options))
        case Reference() if value.key in _OWN_FULL:
            return OWN_REPOSITORY
        case Text((Reference() as owner, Const("/"), Reference() as name)) if owner.key in _OWNER and name.key in _OWN_NAME:
            return OWN_REPOSITORY
        case Const() | Text():
            return _without_host(value)
        case _:
            return value


def _without_host(value: Value) -> Value:
    found = holed(value)
    shape = re.sub(r"^(https?://|git@)[^/:]+[/:]", "", found.shape.strip()).strip("/").removesuffix(".git")
    pieces = shape.split("/")
    if len(pieces) == 3:  # HOST/OWNER/NAME
        shape = "/".join(pieces[1:])
    if shape == found.shape:
        return value
    rest = found.restore(shape)
    return normal_repository(rest) if not isinstance(rest, Const) else rest


def mentions_endpoint(value: Value) -> bool:
    """Whether the text has the look of such an address somewhere, readable or not."""
    return bool(re.search(r"/dispatches(?=$|[?#\s\"'])", holed(value).shape))


def could_send(value: Value) -> bool:
    """Whether an address may be one of the two, for all that can be read of its end."""
    match value:
        case Choice(_, then, otherwise):
            return could_send(then) or could_send(otherwise)
        case OneOf(options):
            return any(map(could_send, options))
        case _:
            path = re.split(r"[?#]", holed(value).shape)[0].rstrip("/")
            end = re.split(HOLE, path)[-1]
            return end.endswith("/dispatches") or (end != path and "/dispatches".endswith(end))


def method_of(value: Value | None, default: str) -> str:
    """An HTTP method in upper case; what can't be known is taken for the default."""
    known = constant(value) if value is not None else None
    return known.strip().upper() if known else default
