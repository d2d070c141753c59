"""What clients of GitHub's API do besides dispatching: pull requests, issues, comments, labels, releases, branches, files.

Sources: PyGithub/PyGithub (`Repository.py`, `Issue.py`, `PullRequest.py`, `GitRef.py`, `GitRelease.py`); ghapi.fast.ai.
"""

from __future__ import annotations

from collections.abc import Mapping

from wflint.senders.acts_api import Asked, of_asked, of_call
from wflint.senders.python_kinds import NOTHING, Instance, Some, plain
from wflint.senders.python_memory import member_key, settle
from wflint.senders.python_site import Site
from wflint.senders.python_values import as_text
from wflint.values.value import Array, Const, Field, Object, Unknown, Value, text, unplaced

_CALLS: dict[tuple[str, str], tuple[str, str, tuple[str, ...]]] = {
    ("repository", "create_pull"): ("POST", "pulls", ("base", "head")),
    ("repository", "create_issue"): ("POST", "issues", ("title", "body", "assignee", "milestone", "labels")),
    ("repository", "create_git_ref"): ("POST", "git/refs", ("ref", "sha")),
    ("repository", "create_git_release"): (
        "POST",
        "releases",
        ("tag_name", "name", "body", "draft", "prerelease"),
    ),
    ("repository", "create_file"): ("PUT", "contents/file", ("path", "message", "content", "branch")),
    ("repository", "update_file"): ("PUT", "contents/file", ("path", "message", "content", "sha", "branch")),
    ("repository", "create_label"): ("POST", "labels", ("name", "color", "description")),
    ("repository", "merge"): ("POST", "merges", ("base", "head", "commit_message")),
    ("issue", "create_comment"): ("POST", "issues/{number}/comments", ("body",)),
    ("issue", "edit"): ("PATCH", "issues/{number}", ("title", "body", "assignee", "state")),
    ("issue", "add_to_labels"): ("POST", "issues/{number}/labels", ()),
    ("issue", "set_labels"): ("PUT", "issues/{number}/labels", ()),
    ("pull", "create_issue_comment"): ("POST", "issues/{number}/comments", ("body",)),
    ("pull", "create_review"): ("POST", "pulls/{number}/reviews", ("commit", "body", "event", "comments")),
    ("pull", "create_review_comment"): ("POST", "pulls/{number}/comments", ("body", "commit", "path", "line")),
    ("pull", "edit"): ("PATCH", "pulls/{number}", ("title", "body", "state", "base")),
    ("pull", "merge"): ("PUT", "pulls/{number}/merge", ("commit_message",)),
    ("pull", "add_to_labels"): ("POST", "issues/{number}/labels", ()),
    ("pull", "set_labels"): ("PUT", "issues/{number}/labels", ()),
    ("ref", "edit"): ("PATCH", "git/refs/{number}", ("sha", "force")),
    ("ref", "delete"): ("DELETE", "git/refs/{number}", ()),
}
"""Method and resource of each call, and the names of its arguments by their places."""
_RENAMED = {"tag": "tag_name", "release_name": "name", "message": "body", "release_message": "body"}
_GIVES = {"create_pull": "pull", "create_issue": "issue", "get_issue": "issue", "get_pull": "pull", "get_git_ref": "ref"}
_LISTS = {"get_issues": "issue", "get_pulls": "pull"}


def of_pygithub(site: Site, owner: Instance, name: str) -> Value | None:
    """A method of an object of PyGithub; `None` for any other."""
    found = _CALLS.get((owner.kind, name))
    if found is not None:
        method, resource, order = found
        _ask(site, owner, method, resource, _body(site, name, order))
    elif (owner.kind, name) in (("issue", "remove_from_labels"), ("pull", "remove_from_labels")):
        label = as_text(site.data(0, "label") or NOTHING)
        _ask(site, owner, "DELETE", "issues/{number}/labels/", Object(()), label)
    elif owner.kind == "repository" and name == "create_git_tag_and_release":
        known = {"tag_name": site.data(0, "tag"), "body": site.data(3, "release_message"), "draft": site.data(8, "draft")}
        fields = tuple(Field(key, value) for key, value in known.items() if value is not None)
        _ask(site, owner, "POST", "releases", Object(fields))
    elif owner.kind == "repository" and name == "get_branch":
        return site.walk.make("a branch", "branch", {"name": site.get(0, "branch") or NOTHING}, site.state)
    elif owner.kind not in ("repository", "issue", "pull"):
        return None
    return (
        _given(site, owner, name) if name in _GIVES or name in _LISTS else Unknown(f"output of {site.written}") if found else None
    )


def _given(site: Site, owner: Instance, name: str) -> Value:
    held = site.state.variables
    members = {key: held.get(member_key(owner.at, key), NOTHING) for key in ("token", "full_name")}
    if name in _LISTS:
        members["number"] = Unknown(f"one of {site.written}")
        return Some(site.written, (site.walk.make("one of a list", _LISTS[name], members, site.state),))
    number = site.get(0) if name.startswith("get_") else None
    members["number"] = number if number is not None else Unknown(f"the number that {site.written} gives")
    return site.walk.make(f"what {site.written} gives", _GIVES[name], members, site.state)


def _body(site: Site, name: str, order: tuple[str, ...]) -> Value:
    """What is sent, by the names of the API."""
    if name in ("add_to_labels", "set_labels"):
        return Object((Field("labels", Array(tuple(plain(settle(each, site.state)) for each in site.given))),))
    given = {**dict(zip(order, site.given, strict=False)), **site.names}
    if name == "create_git_release":
        given = {_RENAMED.get(key, key): value for key, value in given.items()}
    fields = [Field(key, settle(value, site.state)) for key, value in given.items() if value != NOTHING]
    if name in ("create_file", "update_file"):
        fields = [each for each in fields if each.name != "path"]
    return Object(tuple(fields))


def _ask(site: Site, owner: Instance, method: str, resource: str, body: Value, behind: Value | None = None) -> None:
    held = site.state.variables

    def member(key: str) -> Value:
        return settle(held.get(member_key(owner.at, key), NOTHING), site.state)

    start, _, end = resource.partition("{number}")
    parts = [Const("/repos/"), member("full_name"), Const(f"/{start}")]
    if "{number}" in resource:
        parts += [as_text(member("number")), Const(end)]
    token = member("token")
    asked = Asked(
        "PyGithub",
        method,
        unplaced(text([*parts, *((behind,) if behind is not None else ())])),
        unplaced(body),
        site.span,
        unplaced(as_text(token)) if token != NOTHING else None,
        site.state.guard,
        site.state.discarded,
    )
    for act in of_asked(asked):
        site.walk.add(act)


def of_rest(site: Site, name: str, given: Mapping[str, Value]) -> Value | None:
    """A method of ghapi or githubkit, which bear the names that GitHub gives to the calls."""
    camel = name.removeprefix("async_").split("_")
    method = camel[0] + "".join(each.capitalize() for each in camel[1:])
    token = given.get("token")
    known = {key: settle(value, site.state) for key, value in given.items() if key not in ("token", "library")}
    argument = Object(tuple(Field(key, value) for key, value in known.items()))
    shown = unplaced(as_text(settle(token, site.state))) if token is not None else None
    for group in ("issues", "pulls", "repos", "git"):
        for act in of_call(f"{group}.{method}", unplaced(argument), site.span, shown, site.state.guard, site.state.discarded):
            site.walk.add(act)
            return Unknown(f"output of {site.written}")
    return None
