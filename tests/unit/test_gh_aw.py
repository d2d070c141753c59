"""What a compiled agentic workflow may dispatch."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wflint.config import Config
from wflint.facts.model import WorkflowFacts
from wflint.link import link
from wflint.senders.gh_aw import dispatches
from wflint.senders.message import OWN_REPOSITORY, Dispatch, Unresolved
from wflint.sources import Repository, Source
from wflint.span import Span
from wflint.values.condition import Opaque
from wflint.values.value import Const, Field, Object, OneOf, Reference, Unknown

SPAN = Span("planner.lock.yml", 40, 9, 40, 90)
MECHANISM = "gh-aw dispatch-workflow"
EVENTS = "gh-aw dispatch_repository"
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
            (_sent("coder.lock.yml", repository=Reference(("inputs", "where"))),),
            id="a repository chosen at run time",
        ),
        pytest.param(
            {"dispatch_workflow": {"staged": True, "workflows": ["coder"], "workflow_files": {"coder": ".yml"}}},
            (),
            id="a staged start is only shown",
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


def _event(name: str, repository: object, workflow: str = "ci.yml") -> Dispatch:
    payload = Object((Field("workflow", Const(workflow)),), WRITTEN)
    guard = Opaque(f"the agent asks for `{name}`")
    token = Reference(("github", "token"))
    return Dispatch(EVENTS, "repository_dispatch", Const("build"), payload, SPAN, SPAN, repository, None, token, guard)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("tool", "expected"),
    [
        pytest.param(
            {"workflow": "ci.yml", "event_type": "build", "repository": "acme/robots"},
            (_event("builder", Const("acme/robots")),),
            id="one repository",
        ),
        pytest.param(
            {"event_type": "build", "repository": "${{ github.repository }}"},
            (_event("builder", OWN_REPOSITORY, ""),),
            id="the own repository",
        ),
        pytest.param(
            {"workflow": "ci.yml", "event_type": "build", "allowed_repositories": ["acme/a", "acme/b"]},
            (_event("builder", OneOf((Const("acme/a"), Const("acme/b")))),),
            id="the agent chooses among some",
        ),
        pytest.param(
            {"workflow": "ci.yml", "event_type": "build", "allowed_repositories": ["acme/*"]},
            (_event("builder", Unknown("the agent chooses the repository")),),
            id="a pattern of repositories",
        ),
        pytest.param(
            {"workflow": "ci.yml", "event_type": "build", "repository": "acme/a", "staged": True},
            (),
            id="a staged event is only shown",
        ),
        pytest.param(
            {"workflow": "ci.yml", "repository": "acme/a"},
            (
                Unresolved(
                    EVENTS,
                    "the configuration has no event type for `builder`, and the event is refused",
                    SPAN,
                    Opaque("the agent asks for `builder`"),
                ),
            ),
            id="no event type",
        ),
        pytest.param(
            {"event_type": "build"},
            (
                Unresolved(
                    EVENTS,
                    "the configuration has no repository for `builder`, and the event is refused",
                    SPAN,
                    Opaque("the agent asks for `builder`"),
                ),
            ),
            id="no repository",
        ),
        pytest.param("odd", (), id="no settings"),
    ],
)
def test_events_in_the_configuration(tool: object, expected: tuple[object, ...]) -> None:
    assert dispatches(json.dumps({"dispatch_repository": {"tools": {"builder": tool}}}), SPAN) == expected


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


def test_the_token_of_the_handler_goes_before_that_of_the_step() -> None:
    config = '{"dispatch_workflow": {"github-token": "${{ secrets.PAT }}", "workflows": ["a"], "workflow_files": {"a": ".yml"}}}'
    (sent,) = dispatches(config, SPAN, Reference(("secrets", "ROBOT")))
    assert isinstance(sent, Dispatch)
    assert sent.token == Reference(("secrets", "PAT"))


HEAD = "#  an agentic picture\n#\n# This file was automatically generated by gh-aw (v0.72.1). DO NOT EDIT.\n\n"
COMPILED = """on:
  workflow_dispatch: {inputs: {where: {type: string}}}
jobs:
  safe_outputs:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/github-script@v8
        env:
          GH_AW_SAFE_OUTPUTS_HANDLER_CONFIG: '{"dispatch_workflow":{"workflows":["coder"],"target-repo":"${{ inputs.where }}"}}'
        with:
          github-token: ${{ secrets.ROBOT }}
          script: |
            const { main } = require('/tmp/manager.cjs');
            await main();
  other:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/github-script@v8
        with: {script: "core.info('x')"}
"""


def _linked(text: str) -> WorkflowFacts:
    source = Source("planner.lock.yml", ".github/workflows/planner.lock.yml", "planner.lock.yml", text)
    (facts,) = link((Repository(Path("/nowhere"), "", "", None, (source,)),), Config()).workflows
    return facts


def test_the_step_that_carries_it_out_sends() -> None:
    facts = _linked(HEAD + COMPILED)
    carrying, other = (job.steps[0] for job in facts.jobs)
    place = Span("planner.lock.yml", 13, 11, 13, 44)
    sent = Dispatch(
        MECHANISM,
        "workflow_dispatch",
        Const("coder.lock.yml"),
        Object((), WRITTEN),
        place,
        place,
        Reference(("inputs", "where")),
        None,
        Reference(("secrets", "ROBOT")),
        Opaque("the agent asks for `coder`"),
    )
    assert (carrying.dispatches, carrying.unresolved) == ((sent,), ())
    assert (other.dispatches, other.unresolved) == ((), ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(HEAD + COMPILED, True, id="the head of gh-aw"),
        pytest.param(HEAD.replace("\n", "\r\n") + COMPILED, True, id="ends of lines of Windows"),
        pytest.param(HEAD.replace("gh-aw", "pkg/workflow/maintenance_workflow.go") + COMPILED, True, id="a part of gh-aw"),
        pytest.param(COMPILED, False, id="no head"),
        pytest.param(COMPILED + HEAD, False, id="the words stand elsewhere"),
        pytest.param("# not generated\n" + COMPILED, False, id="another head"),
    ],
)
def test_a_compiled_file_is_known_by_its_head(text: str, expected: bool) -> None:
    assert _linked(text).workflow.is_compiled is expected
