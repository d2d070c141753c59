"""What a compiled agentic workflow (`*.lock.yml` of gh-aw) may dispatch.

The agent asks for a start, and a later job carries it out; which workflows it may ask for stands as JSON in the environment
variable `GH_AW_SAFE_OUTPUTS_HANDLER_CONFIG` and in a `config.json` that a script writes.
Source: actions/setup/js/dispatch_workflow.cjs of github/gh-aw, and lock files that it compiled, read in November 2026.
"""

from __future__ import annotations

import json

from wflint.senders.endpoints import normal_repository
from wflint.senders.message import OWN_REPOSITORY, Dispatch, Unresolved
from wflint.span import Span
from wflint.values.condition import Opaque
from wflint.values.value import Const, Field, Object, Reference, Unknown, Value

VARIABLE = "GH_AW_SAFE_OUTPUTS_HANDLER_CONFIG"

_MECHANISM = "gh-aw dispatch-workflow"
_GITHUB_TOKEN = Reference(("github", "token"))
_LONGEST = 500_000
_MOST_WORKFLOWS = 100


def dispatches(config_json: str, span: Span, token: Value = _GITHUB_TOKEN) -> tuple[Dispatch | Unresolved, ...]:
    """The workflows that the agent may start, each a dispatch of its own; nothing where the configuration names none.

    `token` is what the step that carries it out is given; it is the job's own token where nothing else is said.
    """
    if "dispatch_workflow" not in config_json:
        return ()
    try:
        config = json.loads(config_json) if len(config_json) <= _LONGEST else None
    except (ValueError, RecursionError):
        config = None
    if not isinstance(config, dict):
        return (Unresolved(_MECHANISM, "the configuration of the safe outputs isn't readable JSON", span),)
    settings = config.get("dispatch_workflow")
    if not isinstance(settings, dict):
        return ()
    names = [name for name in _list(settings.get("workflows")) if isinstance(name, str) and name.strip()]
    if not names:
        return (Unresolved(_MECHANISM, "the configuration names no workflows, so the agent may ask for any", span),)
    return tuple(_dispatch(name.strip(), settings, span, token) for name in names[:_MOST_WORKFLOWS])


def _dispatch(name: str, settings: dict[str, object], span: Span, token: Value) -> Dispatch | Unresolved:
    repository = settings.get("target-repo")
    abroad = isinstance(repository, str) and bool(repository.strip())
    extensions = settings.get("workflow_files")
    extension = extensions.get(name) if isinstance(extensions, dict) else None
    guard = Opaque(f"the agent asks for `{name}`")
    if not isinstance(extension, str):
        if not abroad:
            return Unresolved(_MECHANISM, f"the configuration has no file for `{name}`, and the start is refused", span, guard)
        extension = ".lock.yml"
    ref = settings.get("target-ref")
    return Dispatch(
        _MECHANISM,
        "workflow_dispatch",
        Const(f"{name}{extension}"),
        _inputs(name, settings),
        span,
        span,
        normal_repository(_written(str(repository).strip())) if abroad else OWN_REPOSITORY,
        _written(ref) if isinstance(ref, str) and ref else None,
        token,
        guard,
    )


def _inputs(name: str, settings: dict[str, object]) -> Object:
    """What the agent writes, and `aw_context` for a workflow that declares it."""
    known = name in _list(settings.get("aw_context_workflows"))
    context = (Field("aw_context", Unknown("the context of the agent's run")),) if known else ()
    return Object(context, "the inputs that the agent writes")


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _written(setting: str) -> Value:
    """A setting as it stands; one with an expression is made at run time."""
    return Unknown(f"`{setting}` is made at run time") if "${{" in setting else Const(setting)
