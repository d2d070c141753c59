"""One step's script or action, read in its own language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from wflint.facts.called import Caller
from wflint.facts.once import read_once
from wflint.facts.scope import Scope
from wflint.facts.shells import Shell
from wflint.lean import replace
from wflint.senders import actions, gh_aw
from wflint.senders.message import Dispatch, ScriptFacts, Unresolved
from wflint.senders.paths import WORKSPACE
from wflint.senders.reading import read_script
from wflint.senders.script import Hole, Script
from wflint.senders.unread import sends_in
from wflint.span import Span
from wflint.syntax.expression import SyntaxProblem, split_template
from wflint.syntax.node import Scalar
from wflint.syntax.workflow import Step
from wflint.values.of_expression import of_expression, of_text
from wflint.values.value import Const, Reference, Unknown, Value
from wflint.values.written import written

_GITHUB_VARIABLES = {
    "GITHUB_REPOSITORY": ("github", "repository"),
    "GITHUB_REPOSITORY_OWNER": ("github", "repository_owner"),
    "GITHUB_RUN_ID": ("github", "run_id"),
    "GITHUB_RUN_NUMBER": ("github", "run_number"),
    "GITHUB_RUN_ATTEMPT": ("github", "run_attempt"),
    "GITHUB_REF": ("github", "ref"),
    "GITHUB_REF_NAME": ("github", "ref_name"),
    "GITHUB_HEAD_REF": ("github", "head_ref"),
    "GITHUB_BASE_REF": ("github", "base_ref"),
    "GITHUB_SHA": ("github", "sha"),
    "GITHUB_ACTOR": ("github", "actor"),
    "GITHUB_TRIGGERING_ACTOR": ("github", "triggering_actor"),
    "GITHUB_EVENT_NAME": ("github", "event_name"),
    "GITHUB_WORKFLOW": ("github", "workflow"),
    "GITHUB_WORKFLOW_REF": ("github", "workflow_ref"),
    "GITHUB_JOB": ("github", "job"),
    "GITHUB_SERVER_URL": ("github", "server_url"),
    "GITHUB_WORKSPACE": ("github", "workspace"),
}
"""Variables that the runner sets in every step (docs.github.com, "Variables reference", default environment variables)."""

_CONSTANT_VARIABLES = {"CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_API_URL": "https://api.github.com"}


def default_variables() -> dict[str, Value]:
    """The environment of a step before any `env`."""
    variables: dict[str, Value] = {name: Reference(path) for name, path in _GITHUB_VARIABLES.items()}
    variables.update({name: Const(value) for name, value in _CONSTANT_VARIABLES.items()})
    return variables


def read_run(run: Scalar, shell: Shell, scope: Scope, caller: Caller, folder: Value) -> ScriptFacts:
    """What a `run:` script does, files that it calls included; `folder` is where it starts."""
    script = _script(run, scope, shell.stops_on_error, shell.pipefail, caller, folder)
    language = shell.language
    if language == "bash" or language == "cmd":
        script = _of_words(script)
    match language:
        case "bash" | "cmd" | "powershell":
            return _kept(run, script, language, caller, partial(read_once, language, script, caller))
        case "python":
            return _kept(run, script, language, caller, partial(read_script, language, script))
        case _:
            return _unread(run, f"a script in {language if language != 'other' else 'this shell'} isn't read")


def read_github_script(source: Scalar, scope: Scope, token: Value, caller: Caller) -> ScriptFacts:
    """What the `script:` of actions/github-script does."""
    script = _script(source, scope, True, False, caller, WORKSPACE)
    return _kept(source, script, token, caller, partial(read_script, "javascript", script, token))


def _kept(text: Scalar, script: Script, how: object, caller: Caller, read: Callable[[], ScriptFacts]) -> ScriptFacts:
    """What a step's script does, read now or in an earlier run; `how` is what counts besides the script and its places."""

    def given() -> object:
        seen = script.holes, tuple(script.environment.items()), caller.workspace.folders
        return text, text.raw, how, seen, script.stops_on_error, script.pipefail

    return caller.memory.shelved(text.span, given, read)


def read_action(step: Step, scope: Scope, caller: Caller) -> tuple[Dispatch | Unresolved, ...]:
    """What an action of the table sends; nothing for any other action."""
    if step.uses is None:
        return ()
    inputs = {given.name.text.lower(): (scope.resolve(of_scalar(given.value)), given.value.span) for given in step.inputs}
    return actions.read(step.uses.text, inputs, scope.environment, step.uses.span, caller.workspace.open)


def read_agent(step: Step, scope: Scope, token: Value) -> tuple[Dispatch | Unresolved, ...]:
    """What the agent of a gh-aw lock file may ask this step to send; nothing for any other step."""
    for given in step.environment:
        if given.name.text == gh_aw.VARIABLE:
            return gh_aw.dispatches(given.value.text, given.name.span, token, lambda setting: scope.resolve(of_text(setting)))
    return ()


def of_scalar(scalar: Scalar) -> Value:
    """A scalar under `with`, `env` or `outputs`: a number or boolean is printed, as GitHub hands on strings."""
    return of_text(scalar.text)


def _script(text: Scalar, scope: Scope, stops_on_error: bool, pipefail: bool, caller: Caller, folder: Value) -> Script:
    def locate(start: int, end: int) -> Span:
        return text.locate(start, end)

    holes = tuple(Hole(hole.start, hole.end, _hole_value(hole.expression, scope)) for hole in split_template(text.text).holes)
    environment: Mapping[str, Value] = {**default_variables(), "PWD": folder, **_action_path(scope), **scope.environment}
    caller = replace(caller, texts={})
    return Script(
        text.text,
        locate,
        holes,
        environment,
        stops_on_error,
        pipefail,
        open=caller.workspace.open,
        call=caller.call,
        read=caller.read,
    )


def _of_words(script: Script) -> Script:
    """The script in a language that has nothing but words: a boolean in it is `true` or `false`."""
    return replace(script, holes=tuple(replace(hole, value=written(hole.value)) for hole in script.holes))


def _action_path(scope: Scope) -> dict[str, Value]:
    return {"GITHUB_ACTION_PATH": scope.action_path} if scope.action_path is not None else {}


def _hole_value(expression: object, scope: Scope) -> Value:
    if isinstance(expression, SyntaxProblem):
        return Unknown(f"the expression can't be read: {expression.message}")
    return scope.resolve(of_expression(expression))  # type: ignore[arg-type]  # a tree, once the problem is excluded


def _unread(run: Scalar, reason: str) -> ScriptFacts:
    """A script in a language that isn't read: whatever looks like a send is kept as one that isn't understood."""
    return ScriptFacts(unresolved=tuple(sends_in(run.text, run.locate, "script", reason)), problem=reason)
