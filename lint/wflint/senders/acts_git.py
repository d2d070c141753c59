"""`git push`: which branches and tags it moves, and with which token where the address says so.

Which branch is meant by no name at all, whether a bare name is a tag, and whose credentials git has stored, is known only where
the job is: `facts.acts` fills that in.  Source: git-scm.com/docs/git-push, read in November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wflint.lean import dataclass, replace
from wflint.regex import regex
from wflint.senders.acts_api import ref_of
from wflint.senders.credentials import password_in
from wflint.senders.endpoints import normal_repository
from wflint.senders.flags import read_flags
from wflint.senders.holed import holed
from wflint.senders.message import OWN_REPOSITORY, Act, Invocation, Word
from wflint.values.value import Const, Unknown, Value, constant

HERE = Unknown("the branch that is checked out")
"""The branch of a push that names none."""

_GLOBAL = frozenset(("C", "c", "git-dir", "work-tree", "namespace"))
_PUSH = frozenset(("o", "push-option", "receive-pack", "exec", "repo"))
_ADDRESS = regex(r"https?://(?:(?P<user>[^/@]*)@)?(?P<host>[^/]+)/(?P<name>.+)", re.DOTALL)
_HASH = regex(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class Git:
    """A call of git: its subcommand, the words behind it, and whether it works in another folder than the script."""

    command: str | None
    words: tuple[Word, ...]
    elsewhere: bool


def git_command(invocation: Invocation) -> Git:
    """`git -C folder -c name=value push …` taken apart."""
    words, elsewhere = invocation.words[1:], False
    while words:
        shape = holed(words[0].value).shape
        if not shape.startswith("-"):
            break
        elsewhere = elsewhere or shape.startswith(("-C", "--git-dir", "--work-tree"))
        words = words[2:] if shape.lstrip("-") in _GLOBAL else words[1:]
    return Git(constant(words[0].value) if words else None, words[1:], elsewhere)


def of_push(invocation: Invocation) -> tuple[Act, ...]:
    """What `git push` raises; nothing for any other command."""
    git = git_command(invocation)
    if git.command != "push":
        return ()
    line = read_flags(git.words, _PUSH)
    if line.has("n", "dry-run", "help"):
        return ()
    remote = line.last("repo")
    target = line.rest[0].value if line.rest else remote.value if remote and remote.value else Const("origin")
    repository, token = remote_of(target)
    base = Act(
        "git push",
        "push",
        invocation.span,
        repository=Unknown("git works in another folder") if git.elsewhere else repository,
        token=token,
        forced=line.has("f", "force", "force-with-lease", "mirror"),
        guard=invocation.guard,
        failure_hidden=invocation.discarded,
    )
    found = list(_named(base, line.rest[1:], line.has("d", "delete")))
    if line.has("tags", "mirror"):
        found.append(replace(base, tag=Unknown("the tags that the checkout holds")))
    elif line.has("follow-tags"):
        found.append(replace(base, tag=Unknown("the tags that the checkout holds"), certain=False))
    if line.has("all", "branches", "mirror"):
        found.append(replace(base, branch=Unknown("the branches that the checkout holds")))
    elif len(line.rest) < 2 and not line.has("tags"):
        found.append(replace(base, branch=HERE))
    return tuple(found)


def remote_of(target: Value) -> tuple[Value, Value | None]:
    """The repository behind a remote's name or address, and the token in the address."""
    if constant(target) == "origin":
        return OWN_REPOSITORY, None
    found = holed(target)
    match = _ADDRESS.fullmatch(found.shape.strip())
    if match is None:
        ssh = re.fullmatch(r"(?:ssh://)?git@[^/:]+[:/](?P<name>.+)", found.shape.strip())
        if ssh is None:
            return Unknown("a remote set up elsewhere"), None
        return normal_repository(found.restore(ssh["name"])), Unknown("a key of SSH")
    name = found.restore(match["name"].removesuffix(".git").strip("/"))
    token = password_in(found.restore(match["user"])) if match["user"] else None
    return normal_repository(name), token


def _named(base: Act, words: tuple[Word, ...], deletes: bool) -> Iterator[Act]:
    """The refspecs: `main`, `HEAD:main`, `+a:b`, `:old`, `tag v1`, `refs/tags/v1`."""
    after_tag = False
    for word in words:
        found = holed(word.value)
        shape = found.shape.strip()
        if shape == "tag" and not after_tag:
            after_tag = True
            continue
        forced = base.forced or shape.startswith("+")
        source, colon, target = shape.removeprefix("+").rpartition(":")
        act = replace(base, forced=forced)
        name = found.restore(target)
        if deletes or (colon and not source):
            yield _placed(replace(act, event="delete"), name, after_tag)
        elif shape.removeprefix("+") in ("HEAD", "@"):
            yield replace(act, branch=HERE)
        elif not _HASH.fullmatch(target):
            yield _placed(act, name, after_tag)
        after_tag = False


def _placed(act: Act, name: Value, is_tag: bool) -> Act:
    if is_tag:
        return replace(act, tag=name)
    return ref_of(act, name) or replace(act, branch=name)
