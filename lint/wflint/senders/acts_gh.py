"""Commands of `gh` that raise an event: `gh pr create`, `gh issue comment`, `gh release create`, `gh api`, …

Source: cli.github.com/manual and cli/cli (`pkg/cmd/pr`, `issue`, `release`, `label`, `api`), read in November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wflint.lean import replace
from wflint.senders.acts_api import Asked, is_false, of_asked, released
from wflint.senders.body import read_body
from wflint.senders.credentials import bearer
from wflint.senders.endpoints import method_of
from wflint.senders.flags import CommandLine, Flag, read_flags
from wflint.senders.gh import repository_of, token_of
from wflint.senders.gh_fields import RAW, TYPED, body_of_fields
from wflint.senders.holed import file_name, holed
from wflint.senders.message import Act, Invocation, Word
from wflint.values.value import Const, Unknown, Value, constant

_VALUE_WORDS = """
a add-assignee add-label add-project add-reviewer assignee attempt B base b body body-file color D delete-label description
discussion-category duplicate-of F f field H head header hostname input jq json l label m match-head-commit method milestone n
name notes notes-file notes-from-tag notes-start-tag p preview project q R r raw-field reason recover remove-assignee
remove-label remove-project remove-reviewer repo reviewer state A author-email subject t T tag target template title X cache
"""
_VALUES = frozenset(_VALUE_WORDS.split())
_FLAGS = {
    "pr": _VALUES - {"D", "f", "r"},
    "issue": (_VALUES | {"c", "comment"}) - {"D", "A", "n"},
    "release": _VALUES - {"p"},
    "label": (_VALUES | {"d", "c"}) - {"f"},
    "api": _VALUES,
}
"""The same letter takes a value in one command and none in another."""

_PULL_FLAGS = {
    "create": frozenset("r"),
    "close": frozenset(("c", "comment")),
    "reopen": frozenset(("c", "comment")),
}
_PULL_SWITCHES = {"merge": frozenset("m"), "review": frozenset("a")}

_ONCE = {
    ("pr", "close"): "closed",
    ("pr", "reopen"): "reopened",
    ("issue", "close"): "closed",
    ("issue", "reopen"): "reopened",
    ("issue", "delete"): "deleted",
    ("issue", "pin"): "pinned",
    ("issue", "transfer"): "transferred",
}
_KINDS = {"pr": "pull_request", "issue": "issues"}


def of_gh(invocation: Invocation) -> tuple[Act, ...]:
    """What a call of `gh` raises."""
    area, command = _subcommand(invocation.words[1:])
    if area not in _FLAGS or command is None:
        return ()
    with_value = _FLAGS[area]
    if area == "pr":
        with_value = (with_value | _PULL_FLAGS.get(command, frozenset())) - _PULL_SWITCHES.get(command, frozenset())
    line = read_flags(invocation.words[1:], with_value)
    if line.has("help", "dry-run", "web", "w"):
        return ()
    if area == "api":
        return _api(invocation, line)
    base = Act(
        f"gh {area} {command}",
        "",
        invocation.span,
        repository=repository_of(invocation, line),
        token=token_of(invocation),
        guard=invocation.guard,
        failure_hidden=invocation.discarded,
    )
    return tuple(_acts(base, area, command, line, invocation))


def _subcommand(words: tuple[Word, ...]) -> tuple[str | None, str | None]:
    line = read_flags(words, frozenset(("R", "repo", "hostname")))
    names = [constant(word.value) for word in line.rest[:2]]
    if names[:1] == ["api"]:
        return "api", "api"
    return (names[0], names[1]) if len(names) == 2 else (None, None)


def _acts(base: Act, area: str, command: str, line: CommandLine, invocation: Invocation) -> Iterator[Act]:
    kind = _KINDS.get(area, area)
    match area, command:
        case (("pr" | "issue"), "create" | "new"):
            body, target = _body(line, invocation), _value(line, "B", "base") if area == "pr" else None
            yield replace(base, event=kind, types=("opened",), body=body, base=target)
            for label in _listed(line, "l", "label"):
                yield replace(base, event=kind, types=("labeled",), label=label, body=body, base=target)
        case (("pr" | "issue"), "edit"):
            for name, act in (("add-label", "labeled"), ("remove-label", "unlabeled")):
                for label in _listed(line, name):
                    yield replace(base, event=kind, types=(act,), label=label)
            if line.has("t", "title", "b", "body", "F", "body-file", "B", "base"):
                yield replace(base, event=kind, types=("edited",), body=_body(line, invocation), base=_value(line, "B", "base"))
        case (("pr" | "issue"), "comment"):
            again = line.has("edit-last", "delete-last")
            types = ("created",) if not again else ("edited",) if line.has("edit-last") else ("deleted",)
            yield replace(base, event="issue_comment", types=types, body=_body(line, invocation), certain=not again)
        case "pr", "ready":
            yield replace(base, event=kind, types=("converted_to_draft" if line.has("undo") else "ready_for_review",))
        case "pr", "review":
            yield replace(base, event="pull_request_review", types=("submitted",), body=_body(line, invocation))
        case "pr", "merge" if not line.has("disable-auto"):
            sure = not line.has("auto")  # with `--auto` GitHub merges later, or never
            yield replace(base, event=kind, types=("closed",), certain=sure)
            yield replace(base, event="push", branch=Unknown("the branch that the pull request goes into"), certain=sure)
        case _ if (area, command) in _ONCE:
            yield replace(base, event=kind, types=(_ONCE[area, command],))
            comment = _value(line, "c", "comment")
            if comment is not None and command in ("close", "reopen"):
                yield replace(base, event="issue_comment", types=("created",), body=comment)
        case "release", "create" | "new":
            tag = line.rest[2].value if len(line.rest) > 2 else Unknown("a tag that `gh` asks for")
            notes = _value(line, "n", "notes")
            for each in released(base, _switch(line, "d", "draft"), _switch(line, "p", "prerelease"), tag, notes):
                by_draft = each.event == "release" and len(line.rest) > 3  # files to add
                yield replace(each, types=tuple(kind for kind in each.types or () if kind != "created")) if by_draft else each
        case "release", "edit" if is_false(_switch(line, "draft")) and line.has("draft"):
            tag = line.rest[2].value if len(line.rest) > 2 else Unknown("a tag that `gh` asks for")
            # Whether it was a draft before can't be seen, but nothing else makes a script say so.
            yield replace(base, event="release", types=("published",), tag=tag)
        case "release", "delete" if len(line.rest) > 2:
            yield replace(base, event="release", types=("deleted",), tag=line.rest[2].value)
            if line.has("cleanup-tag"):
                yield replace(base, event="delete", tag=line.rest[2].value)
        case "label", "create" if len(line.rest) > 2:
            yield replace(base, event="label", types=("created",), label=line.rest[2].value, certain=not line.has("f", "force"))
        case _:
            return


def _api(invocation: Invocation, line: CommandLine) -> tuple[Act, ...]:
    operands = line.rest[1:]
    if not operands:
        return ()
    fields, given = line.every(*RAW, *TYPED), line.last("input")
    method = method_of(_value(line, "X", "method"), "POST" if fields or given else "GET")
    if given is not None:
        content = _file(file_name(given.value), invocation) if given.value is not None else Unknown("`--input` names no file")
        body = read_body(content, None).value
    else:
        body = body_of_fields(fields, lambda name: _file(name, invocation))[0]
    token = next((found for flag in line.every("H", "header") if (found := bearer(flag.value))), None)
    address = operands[0].value
    return of_asked(
        Asked(
            "gh api",
            method,
            address,
            body,
            invocation.span,
            token or token_of(invocation),
            invocation.guard,
            invocation.discarded,
            repository_of(invocation, line),
        )
    )


def _value(line: CommandLine, *names: str) -> Value | None:
    flag = line.last(*names)
    return flag.value if flag else None


def _switch(line: CommandLine, *names: str) -> Value | None:
    """A flag that says yes or no: `--draft`, `--draft=false`."""
    flag = line.last(*names)
    return None if flag is None else flag.value if flag.value is not None else Const("true")


def _body(line: CommandLine, invocation: Invocation) -> Value | None:
    given: Flag | None = line.last("b", "body")
    if given is not None:
        return given.value
    file = line.last("F", "body-file")
    return _file(file_name(file.value), invocation) if file is not None and file.value is not None else None


def _file(name: str, invocation: Invocation) -> Value:
    if name in ("-", "/dev/stdin"):
        return invocation.stdin or Unknown("nothing in sight is piped to `gh`")
    return dict(invocation.files).get(name, Unknown(f"the content of file `{name}`"))


def _listed(line: CommandLine, *names: str) -> tuple[Value, ...]:
    """Labels, given one by one or with commas between them."""
    found: list[Value] = []
    for flag in line.every(*names):
        if flag.value is not None:
            shape = holed(flag.value)
            found += [shape.restore(piece.strip()) for piece in re.split(",", shape.shape) if piece.strip()]
    return tuple(found)
