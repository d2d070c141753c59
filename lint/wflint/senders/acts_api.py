"""Calls of GitHub's API that raise an event: a comment, a label, a release, a branch, …

Sources: docs.github.com, REST API (issues, labels, pulls, releases, git references, contents), "Events that trigger workflows",
and octokit/plugin-rest-endpoint-methods.js (`src/generated/endpoints.ts`) for the names of methods; read in November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wflint.lean import dataclass, replace
from wflint.regex import regex
from wflint.senders.body import member, read_body
from wflint.senders.credentials import token_in
from wflint.senders.endpoints import normal_repository
from wflint.senders.holed import HOLE, Holed, holed
from wflint.senders.message import OWN_REPOSITORY, Act, Request
from wflint.span import Span
from wflint.values.condition import ALWAYS, Condition
from wflint.values.value import Array, Const, Encoded, Object, Reference, Unknown, Value, constant, text


@dataclass(frozen=True, slots=True)
class Asked:
    """One call of the API, from whichever language; `body` is what arrives, `None` where nothing does.

    `placeholder` is what stands for `{owner}/{repo}`.
    """

    mechanism: str
    method: str
    url: Value
    body: Value | None
    span: Span
    token: Value | None = None
    guard: Condition = ALWAYS
    hidden: str | None = None
    placeholder: Value = OWN_REPOSITORY


_METHODS = {
    "issues.create": "POST issues",
    "issues.update": "PATCH issues/{issue_number}",
    "issues.createComment": "POST issues/{issue_number}/comments",
    "issues.updateComment": "PATCH issues/comments/{comment_id}",
    "issues.addLabels": "POST issues/{issue_number}/labels",
    "issues.setLabels": "PUT issues/{issue_number}/labels",
    "issues.removeLabel": "DELETE issues/{issue_number}/labels/{name}",
    "issues.createLabel": "POST labels",
    "pulls.create": "POST pulls",
    "pulls.update": "PATCH pulls/{pull_number}",
    "pulls.merge": "PUT pulls/{pull_number}/merge",
    "pulls.createReview": "POST pulls/{pull_number}/reviews",
    "pulls.createReviewComment": "POST pulls/{pull_number}/comments",
    "repos.createRelease": "POST releases",
    "repos.updateRelease": "PATCH releases/{release_id}",
    "repos.createOrUpdateFileContents": "PUT contents/{path}",
    "repos.merge": "POST merges",
    "git.createRef": "POST git/refs",
    "git.updateRef": "PATCH git/refs/{ref}",
    "git.deleteRef": "DELETE git/refs/{ref}",
}

_ADDRESS = regex(
    r"(?P<repository>.*?)/?(?P<resource>(?:issues|pulls|releases|labels|contents|merges|git/refs)(?:/.*)?)", re.DOTALL
)
_REPOSITORY = regex(rf"(?:https?://[^/]+/(?:api/v3/)?|.*?{HOLE}/*)?/?repos/(?P<name>.+)", re.DOTALL)
_OWN = ("{owner}/{repo}", ":owner/:repo")
_ISSUE, _PULL = ("github", "event", "issue"), ("github", "event", "pull_request")
_PULL_NUMBERS = (("github", "event", "number"), (*_PULL, "number"))


def of_request(request: Request) -> tuple[Act, ...]:
    """What an HTTP request raises."""
    body = read_body(request.body, None).value if request.body is not None else None
    token = token_in(request.authorization) if request.authorization is not None else None
    return of_asked(
        Asked(request.mechanism, request.method.upper(), request.url, body, request.span, token, request.guard, request.discarded)
    )


def of_call(name: str, argument: Value, span: Span, token: Value | None, guard: Condition, hidden: str | None) -> tuple[Act, ...]:
    """What a method of octokit raises: `issues.createComment`, …"""
    method, _, route = _METHODS.get(name, "").partition(" ")
    if not route:
        return ()
    owner, repository = member(argument, "owner"), member(argument, "repo")
    where = text((owner, Const("/"), repository)) if owner and repository else Unknown("no `owner` or `repo` is given")
    parts: list[Value] = [Const("/repos/"), where, Const("/")]
    for at, piece in enumerate(re.split(r"\{(\w+)\}", route)):
        parts.append((member(argument, piece) or Unknown(f"`{piece}` isn't given")) if at % 2 else Const(piece))
    return of_asked(Asked(f"github-script {name}", method, text(parts), argument, span, token, guard, hidden))


def of_asked(asked: Asked) -> tuple[Act, ...]:
    """What a call of the API raises; nothing where the address isn't one of those known here, or can't be read."""
    found = holed(asked.url)
    path = re.split(r"[?#]", found.shape.strip())[0].strip("/")
    match = _ADDRESS.fullmatch(path)
    if match is None:
        return _of_link(asked, found, path)
    repository = _repository(match["repository"], found, asked.placeholder)
    if repository is None:
        return ()
    return tuple(
        replace(each, repository=repository, token=asked.token, guard=asked.guard, failure_hidden=asked.hidden)
        for each in _acts(asked, match["resource"], found)
    )


def _repository(piece: str, found: Holed, placeholder: Value) -> Value | None:
    named = _REPOSITORY.fullmatch(piece)
    if named:
        if named["name"] in _OWN:
            return placeholder
        restored = normal_repository(found.restore(named["name"]))
        return restored if "/" not in named["name"].replace("/", "", 1) else None
    whole = found.restore(piece)
    if isinstance(whole, Reference) and whole.key[-2:] == ("repository", "url"):
        return OWN_REPOSITORY
    return None


def _of_link(asked: Asked, found: Holed, path: str) -> tuple[Act, ...]:
    """An address that the event itself supplies: `${{ github.event.issue.comments_url }}` and its like."""
    link, _, rest = path.partition("/")
    reference = found.restore(link)
    if not isinstance(reference, Reference):
        return ()
    key = reference.key
    if key[:-1] in (_ISSUE, _PULL) and key[-1] in ("comments_url", "labels_url", "url", "issue_url"):
        kind = "issues" if key[:-1] == _ISSUE or key[-1] != "url" else "pulls"
        more = {"comments_url": "/comments", "labels_url": "/labels"}.get(key[-1], f"/{rest}" if rest else "")
        number = Reference((*key[:-1], "number"))
        url = text((Const("/repos/{owner}/{repo}/" + kind + "/"), number, Const(more)))
        return of_asked(replace(asked, url=url))
    return ()


def _acts(asked: Asked, resource: str, found: Holed) -> Iterator[Act]:
    body = asked.body if asked.body is not None else Object(())
    base = Act(asked.mechanism, "", asked.span)
    pieces = resource.split("/")
    match asked.method, pieces:
        case "POST", ["issues"]:
            yield replace(base, event="issues", types=("opened",), body=member(body, "body"))
            for label in _labels(member(body, "labels")):
                yield replace(base, event="issues", types=("labeled",), label=label, body=member(body, "body"))
        case "PATCH", ["issues", "comments", _]:
            yield replace(base, event="issue_comment", types=("edited",), body=member(body, "body"))
        case "POST", ["issues", number, "comments"]:
            yield replace(base, event="issue_comment", types=("created",), body=member(body, "body"))
        case "POST" | "PUT", ["issues", number, "labels"]:
            given = body if isinstance(body, Array) else member(body, "labels")
            for label in _labels(given):
                yield from _either(replace(base, types=("labeled",), label=label), found.restore(number))
        case "DELETE", ["issues", number, "labels", name]:
            yield from _either(replace(base, types=("unlabeled",), label=found.restore(name)), found.restore(number))
        case "PATCH", ["issues" | "pulls" as kind, number]:
            act = replace(base, types=_state(member(body, "state")), body=member(body, "body"))
            if kind == "pulls":
                yield replace(act, event="pull_request")
            else:
                yield from _either(act, found.restore(number))
        case "POST", ["pulls"]:
            target = member(body, "base")
            yield replace(base, event="pull_request", types=("opened",), base=target, body=member(body, "body"))
        case "PUT", ["pulls", _, "merge"]:
            yield replace(base, event="pull_request", types=("closed",))
            yield replace(base, event="push", branch=Unknown("the branch that the pull request goes into"))
        case "POST", ["pulls", _, "reviews"] if member(body, "event") is not None:
            yield replace(base, event="pull_request_review", types=("submitted",), body=member(body, "body"))
        case "POST", ["pulls", _, "comments"]:
            yield replace(base, event="pull_request_review_comment", types=("created",), body=member(body, "body"))
        case "POST", ["releases"]:
            yield from released(base, member(body, "draft"), member(body, "prerelease"), member(body, "tag_name"), body)
        case "PATCH", ["releases", _] if member(body, "draft") == Const(False):
            yield replace(base, event="release", types=("published",), tag=member(body, "tag_name"), body=member(body, "body"))
        case "POST", ["labels"]:
            yield replace(base, event="label", types=("created",), label=member(body, "name"))
        case "POST", ["git", "refs"]:
            yield from _made(base, member(body, "ref"))
        case "PATCH" | "DELETE", ["git", "refs", kind, *name] if kind in ("heads", "tags") and name:
            value = found.restore("/".join(name))
            act = replace(base, branch=value) if kind == "heads" else replace(base, tag=value)
            if asked.method == "DELETE":
                yield replace(act, event="delete")
            else:
                yield replace(act, event="push", forced=True)
        case "PUT", ["contents", *_]:
            branch = member(body, "branch") or Unknown("the default branch")
            yield replace(base, event="push", branch=branch, body=member(body, "message"))
        case "POST", ["merges"]:
            yield replace(base, event="push", branch=member(body, "base"), body=member(body, "commit_message"))
        case _:
            return


def _either(act: Act, number: Value) -> Iterator[Act]:
    """Issues and pull requests share their numbers: an event of the one or of the other, unless the number tells."""
    if isinstance(number, Reference) and number.key in _PULL_NUMBERS:
        yield replace(act, event="pull_request")
        return
    yield replace(act, event="issues", number=number, certain=False)
    yield replace(act, event="pull_request", number=number, certain=False)


def _labels(given: Value | None) -> tuple[Value, ...]:
    match given:
        case None:
            return ()
        case Array(items):
            return tuple(
                member(item, "name") or Unknown("a label without a name") if isinstance(item, Object) else item for item in items
            )
        case Encoded(of):
            return _labels(of)
        case _:
            return (Unknown("labels that can't be listed"),)


def _state(state: Value | None) -> tuple[str, ...] | None:
    match constant(state) if state is not None else "":
        case "":
            return ("edited",)
        case "closed":
            return ("closed",)
        case "open":
            return ("reopened",)
        case _:
            return None


def released(base: Act, draft: Value | None, prerelease: Value | None, tag: Value | None, body: Value | None) -> Iterator[Act]:
    """The events of a release that is made: none while it is a draft, and the tag is pushed where it isn't there yet.

    One that was a draft before, as `gh` makes it where it has files to add, isn't `created` once more.
    """
    if is_true(draft):
        return
    content = member(body, "body") if isinstance(body, Object) else body
    sure = is_false(draft)
    kind = ("prereleased",) if is_true(prerelease) else ("released",) if is_false(prerelease) else ()
    yield replace(base, event="release", types=("created", "published", *kind), tag=tag, body=content, certain=sure)
    yield replace(base, event="push", tag=tag, certain=False)


def is_true(value: Value | None) -> bool:
    return value is not None and constant(value) in ("true", "True")


def is_false(value: Value | None) -> bool:
    """Whether it surely says no: given as `false`, empty or not given."""
    return value is None or constant(value) in ("false", "False", "")


def _made(base: Act, ref: Value | None) -> Iterator[Act]:
    if ref is None:
        return
    act = ref_of(base, ref)
    if act is not None:
        yield replace(act, event="push")
        yield replace(act, event="create")


def ref_of(base: Act, ref: Value) -> Act | None:
    """The act with the branch or tag that `refs/heads/x` or `refs/tags/x` names; `None` where it can't be told which."""
    found = holed(ref)
    for prefix in ("refs/heads/", "refs/tags/"):
        if found.shape.startswith(prefix):
            name = found.restore(found.shape.removeprefix(prefix))
            return replace(base, branch=name) if prefix == "refs/heads/" else replace(base, tag=name)
    return None
