"""`/command` in a comment becomes an event: peter-evans/slash-command-dispatch and its copies.

Source: src/main.ts, src/command-helper.ts and src/github-helper.ts of the action, v5.0.2: a command `deploy` is sent as event
type `deploy-command`, or starts the workflow file `deploy-command.yml` where the dispatch type is `workflow`.  That the inputs,
the ref or the trigger of such a workflow are wrong doesn't fail the step: it becomes a warning and the output `error-message`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from wflint.lean import dataclass
from wflint.senders.endpoints import normal_repository
from wflint.senders.holed import HOLE, holed
from wflint.senders.json_text import parse
from wflint.senders.message import OWN_REPOSITORY, Dispatch, Kind, Unresolved
from wflint.senders.paths import WORKSPACE, joined
from wflint.senders.script import Open, opens_nothing
from wflint.span import Span
from wflint.values.condition import Condition, Opaque, all_of, negate
from wflint.values.value import (
    EMPTY,
    Array,
    Choice,
    Const,
    Decoded,
    Field,
    Object,
    OneOf,
    Unknown,
    Value,
    constant,
    shown,
    text,
    why_unknown,
)

_MOST_COMMANDS = 200
_IN_COMMENT = "what the comment says"
PAYLOAD = Object(
    (
        Field("github", Object((), "the `github` context of the run that read the comment")),
        Field("slash_command", Object((Field("args", Object((), _IN_COMMENT)),), _IN_COMMENT)),
    ),
    "`pull_request` where the comment is on one",
)
"""What the action sends in any case, whatever the step says."""
_KINDS: dict[str, Kind] = {"repository": "repository_dispatch", "workflow": "workflow_dispatch"}


@dataclass(frozen=True, slots=True)
class _Command:
    """One command with its settings, and the condition under which it is in the list."""

    name: Value
    suffix: Value
    dispatch_type: Value
    repository: Value
    guard: Condition


def read(
    mechanism: str, inputs: Mapping[str, tuple[Value, Span]], token: Value | None, span: Span, open: Open = opens_nothing
) -> tuple[Dispatch | Unresolved, ...]:
    """One dispatch for each command that the step knows; `config-from-file` wins over `config`, `config` over `commands`.

    `open` gives a file of the workspace.
    """
    file, file_place = inputs["config-from-file"]
    config, config_place = inputs["config"]
    commands, place = inputs["commands"]
    if file != EMPTY:
        source = open(joined(WORKSPACE, file))
        if source is None:
            return (Unresolved(mechanism, f"the commands are in the file {shown(file)}", file_place),)
        config, config_place = Const(source.text), file_place
    if config != EMPTY:
        found, place = list(_from_config(config)), config_place
    else:
        suffix, kind, repository = (inputs[name][0] for name in ("event-type-suffix", "dispatch-type", "repository"))
        found = [_Command(name, suffix, kind, repository, guard) for name, guard in _listed(commands, all_of(()))]
    if not found:
        reason = "the configuration holds no commands" if config != EMPTY else "`commands` isn't given"
        return (Unresolved(mechanism, reason, place),)
    return tuple(_sent(mechanism, command, token, span, place) for command in found[:_MOST_COMMANDS])


def _sent(mechanism: str, command: _Command, token: Value | None, span: Span, place: Span) -> Dispatch | Unresolved:
    name = constant(command.name)
    if name is None:
        unread = why_unknown(command.name)
        reason = f"the commands can't be known: {unread}" if unread else f"the commands {shown(command.name)} are made elsewhere"
        return Unresolved(mechanism, reason, place, command.guard)
    kind = _KINDS.get(constant(command.dispatch_type) or "")
    if kind is None:
        return Unresolved(mechanism, f"the dispatch type {shown(command.dispatch_type)} isn't known", place, command.guard)
    to_workflow = kind == "workflow_dispatch"
    return Dispatch(
        mechanism,
        kind,
        text([command.name, command.suffix, Const(".yml" if to_workflow else "")]),
        Object((), "the named arguments of the comment") if to_workflow else PAYLOAD,
        span,
        place,
        OWN_REPOSITORY if command.repository == EMPTY else normal_repository(command.repository),
        token=token,
        guard=all_of((command.guard, Opaque(f"a comment says `/{name}`"))),
        failure_hidden="the action turns a dispatch that GitHub finds wrong into a warning" if to_workflow else None,
        failure_output="error-message" if to_workflow else None,
    )


def _listed(commands: Value, guard: Condition) -> Iterator[tuple[Value, Condition]]:
    """The commands of a list that is divided by commas or line breaks, each with the condition of the list that it is in."""
    match commands:
        case Choice(condition, then, otherwise):
            yield from _listed(then, all_of((guard, condition)))
            yield from _listed(otherwise, all_of((guard, negate(condition))))
        case OneOf(options):
            for option in options:
                yield from _listed(option, all_of((guard, Opaque(f"the list of commands is {shown(option)}"))))
        case _:
            found = holed(commands)
            for piece in re.split(r"[\n,]+", found.shape):
                name = piece.strip()
                if name:
                    yield (found.restore(name) if re.search(HOLE, name) else Const(name)), guard


def _from_config(config: Value) -> Iterator[_Command]:
    """The commands of a JSON list; each has its own settings, and the inputs of the step don't count."""
    found = parse(config).value
    if not isinstance(found, Array):
        reason = "no JSON" if isinstance(found, Unknown) else "made elsewhere" if isinstance(found, Decoded) else "no list"
        yield _Command(Unknown(f"`config` is {reason}"), EMPTY, EMPTY, EMPTY, all_of(()))
        return
    for item in found.items:
        yield _Command(
            _setting(item, "command", Unknown("one has no name")),
            _setting(item, "event_type_suffix", Const("-command")),
            _setting(item, "dispatch_type", Const("repository")),
            _setting(item, "repository", EMPTY),
            all_of(()),
        )


def _setting(item: Value, name: str, otherwise: Value) -> Value:
    """A member of a command's settings; an empty one counts as absent."""
    found = item.get(name) if isinstance(item, Object) else None
    return otherwise if found is None or constant(found.value) == "" else found.value
