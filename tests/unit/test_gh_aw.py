"""What a compiled agentic workflow may dispatch."""

from __future__ import annotations

import json

import pytest

from wflint.senders.gh_aw import dispatches
from wflint.senders.message import OWN_REPOSITORY, Dispatch, Unresolved
from wflint.span import Span
from wflint.values.condition import Opaque
from wflint.values.value import Const, Field, Object, Reference, Unknown

SPAN = Span("planner.lock.yml", 40, 9, 40, 90)
MECHANISM = "gh-aw dispatch-workflow"
WRITTEN = "the inputs that the agent writes"


def _sent(
    target: str,
    payload: Object = Object((), WRITTEN),  # noqa: B008  # frozen
    repository: object = OWN_REPOSITORY,
    ref: object = None,
) -> Dispatch:
    name = target.partition(".")[0]
    guard = Opaque(f"the agent asks for `{name}`")
    token = Reference(("github", "token"))
    return Dispatch(MECHANISM, "workflow_dispatch", Const(target), payload, SPAN, SPAN, repository, ref, token, guard)  # type: ignore[arg-type]


def _unresolved(reason: str) -> Unresolved:
    return Unresolved(MECHANISM, reason, SPAN)


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        pytest.param({"add_comment": {"max": 1}}, (), id="an agent that starts nothing"),
        pytest.param(
            {
                "dispatch_workflow": {
                    "max": 2,
                    "workflows": ["coder", "tests"],
                    "workflow_files": {"coder": ".lock.yml", "tests": ".yml"},
                }
            },
            (_sent("coder.lock.yml"), _sent("tests.yml")),
            id="each workflow with its own kind of file",
        ),
        pytest.param(
            {
                "dispatch_workflow": {
                    "aw_context_workflows": ["coder"],
                    "workflows": ["coder"],
                    "workflow_files": {"coder": ".lock.yml"},
                }
            },
            (_sent("coder.lock.yml", Object((Field("aw_context", Unknown("the context of the agent's run")),), WRITTEN)),),
            id="the context goes to a workflow that declares it",
        ),
        pytest.param(
            {"dispatch_workflow": {"workflows": ["coder"], "target-repo": "acme/robots", "target-ref": "refs/heads/main"}},
            (_sent("coder.lock.yml", repository=Const("acme/robots"), ref=Const("refs/heads/main")),),
            id="another repository needs no list of files",
        ),
        pytest.param(
            {"dispatch_workflow": {"workflows": ["coder"], "target-repo": "${{ inputs.where }}"}},
            (_sent("coder.lock.yml", repository=Unknown("`${{ inputs.where }}` is made at run time")),),
            id="a repository chosen at run time",
        ),
        pytest.param(
            {"dispatch_workflow": {"workflows": ["coder"]}},
            (
                Unresolved(
                    MECHANISM,
                    "the configuration has no file for `coder`, and the start is refused",
                    SPAN,
                    Opaque("the agent asks for `coder`"),
                ),
            ),
            id="a workflow without a file is refused at run time",
        ),
        pytest.param(
            {"dispatch_workflow": {}},
            (_unresolved("the configuration names no workflows, so the agent may ask for any"),),
            id="no list means any",
        ),
    ],
)
def test_workflows_in_the_configuration(config: object, expected: tuple[object, ...]) -> None:
    assert dispatches(json.dumps(config), SPAN) == expected


@pytest.mark.parametrize(
    "text",
    ['{"dispatch_workflow": ', '["dispatch_workflow"]', "[" * 3000 + "dispatch_workflow", '"dispatch_workflow"' + " " * 600_000],
)
def test_text_that_is_no_configuration_is_kept_as_unresolved(text: str) -> None:
    assert dispatches(text, SPAN) == (_unresolved("the configuration of the safe outputs isn't readable JSON"),)


def test_the_token_of_the_step_is_handed_on() -> None:
    config = '{"dispatch_workflow": {"workflows": ["a"], "workflow_files": {"a": ".yml"}}}'
    token = Reference(("secrets", "ROBOT"))
    (sent,) = dispatches(config, SPAN, token)
    assert isinstance(sent, Dispatch)
    assert sent.token == token
