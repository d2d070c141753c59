"""What a compiled agentic workflow (`*.lock.yml` of gh-aw) may dispatch.

The agent asks for a start or an event, and a later job carries it out; what it may ask for stands as JSON in the environment
variable `GH_AW_SAFE_OUTPUTS_HANDLER_CONFIG` of the step that does so.  With `staged` it is only shown and nothing is sent.
Source: actions/setup/js/dispatch_workflow.cjs, dispatch_repository.cjs and handler_auth.cjs of github/gh-aw, and lock files that
it compiled, read in November 2026.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from wflint.lean import dataclass
from wflint.senders.endpoints import normal_repository
from wflint.senders.message import OWN_REPOSITORY, Dispatch, Unresolved
from wflint.span import Span
from wflint.values.condition import Opaque
from wflint.values.of_expression import of_text
from wflint.values.value import Const, Field, Object, Reference, Unknown, Value, one_of

VARIABLE = "GH_AW_SAFE_OUTPUTS_HANDLER_CONFIG"

_WORKFLOWS = "gh-aw dispatch-workflow"
_EVENTS = "gh-aw dispatch_repository"
_GITHUB_TOKEN = Reference(("github", "token"))
_INPUTS = "the inputs that the agent writes"
_LONGEST = 500_000
_MOST = 100

Resolve = Callable[[str], Value]
"""What a setting stands for: texts may hold expressions."""


@dataclass(frozen=True, slots=True)
class _Handler:
    """The settings of one kind of dispatch, and what is common to all its messages."""

    settings: dict[str, object]
    span: Span
    token: Value
    resolve: Resolve


def dispatches(
    config_json: str, span: Span, token: Value = _GITHUB_TOKEN, resolve: Resolve = of_text
) -> tuple[Dispatch | Unresolved, ...]:
    """The workflows that the agent may start and the events that it may send, each a dispatch of its own.

    `token` is what the step that carries it out is given; it is the job's own token where nothing else is said.
    """
    if "dispatch_workflow" not in config_json and "dispatch_repository" not in config_json:
        return ()
    try:
        config = json.loads(config_json) if len(config_json) <= _LONGEST else None
    except (ValueError, RecursionError):
        config = None
    if not isinstance(config, dict):
        mechanism = _WORKFLOWS if "dispatch_workflow" in config_json else _EVENTS
        return (Unresolved(mechanism, "the configuration of the safe outputs isn't readable JSON", span),)
    found: list[Dispatch | Unresolved] = []
    for kind, messages in (("dispatch_workflow", _starts), ("dispatch_repository", _events)):
        settings = config.get(kind)
        if isinstance(settings, dict) and settings.get("staged") is not True:
            own = settings.get("github-token")
            given = resolve(own) if isinstance(own, str) and own else token
            found.extend(messages(_Handler(settings, span, given, resolve)))
    return tuple(found)


def _starts(handler: _Handler) -> Iterator[Dispatch | Unresolved]:
    names = [name.strip() for name in _texts(handler.settings.get("workflows"))]
    if not names:
        reason = "the configuration names no workflows, so the agent may ask for any"
        yield Unresolved(_WORKFLOWS, reason, handler.span)
    for name in names[:_MOST]:
        yield _start(name, handler)


def _start(name: str, handler: _Handler) -> Dispatch | Unresolved:
    settings, span = handler.settings, handler.span
    repository = _text(settings.get("target-repo"))
    extensions = settings.get("workflow_files")
    extension = extensions.get(name) if isinstance(extensions, dict) else None
    guard = Opaque(f"the agent asks for `{name}`")
    if not isinstance(extension, str):
        if not repository:
            return Unresolved(_WORKFLOWS, f"the configuration has no file for `{name}`, and the start is refused", span, guard)
        extension = ".lock.yml"
    ref = _text(settings.get("target-ref"))
    known = name in _texts(settings.get("aw_context_workflows"))
    context = (Field("aw_context", Unknown("the context of the agent's run")),) if known else ()
    return Dispatch(
        _WORKFLOWS,
        "workflow_dispatch",
        Const(f"{name}{extension}"),
        Object(context, _INPUTS),
        span,
        span,
        normal_repository(handler.resolve(repository)) if repository else OWN_REPOSITORY,
        handler.resolve(ref) if ref else None,
        handler.token,
        guard,
    )


def _events(handler: _Handler) -> Iterator[Dispatch | Unresolved]:
    tools = handler.settings.get("tools")
    for name, tool in list(tools.items())[:_MOST] if isinstance(tools, dict) else ():
        if isinstance(tool, dict) and not tool.get("staged"):
            yield _event(name, tool, handler)


def _event(name: str, tool: dict[str, object], handler: _Handler) -> Dispatch | Unresolved:
    """One tool; its repository is the agent's to choose among those that are allowed."""
    guard = Opaque(f"the agent asks for `{name}`")
    event_type = _text(tool.get("event_type")) or _text(tool.get("eventType"))
    repository = _destination(tool, handler.resolve)
    if not event_type or repository is None:
        lacking = "repository" if event_type else "event type"
        return Unresolved(
            _EVENTS, f"the configuration has no {lacking} for `{name}`, and the event is refused", handler.span, guard
        )
    workflow = Field("workflow", handler.resolve(_text(tool.get("workflow"))))
    return Dispatch(
        _EVENTS,
        "repository_dispatch",
        handler.resolve(event_type),
        Object((workflow,), _INPUTS),
        handler.span,
        handler.span,
        repository,
        None,
        handler.token,
        guard,
    )


def _destination(tool: dict[str, object], resolve: Resolve) -> Value | None:
    """Where an event may go: to the tool's repository, or to one of those that are allowed; `octo/*` is a pattern."""
    named = _text(tool.get("repository"))
    allowed = [named] if named else _texts(tool.get("allowed_repositories"))
    if any("*" in each for each in allowed):
        return Unknown("the agent chooses the repository")
    return one_of(normal_repository(resolve(each)) for each in allowed) if allowed else None


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    return [each.strip() for each in value if isinstance(each, str) and each.strip()] if isinstance(value, list) else []
