"""Third-party actions that dispatch: what each of them sends for the inputs of a step."""

from __future__ import annotations

import json
from importlib.resources import files

import jsonschema
import pytest

from wflint.senders import actions
from wflint.senders.message import OWN_REPOSITORY, Defect, Dispatch, Unresolved
from wflint.senders.paths import from_workspace
from wflint.sources import Source
from wflint.span import Span
from wflint.values.condition import ALWAYS, Condition, Holds, Opaque, Test, all_of, negate
from wflint.values.value import (
    Choice,
    Const,
    Decoded,
    Encoded,
    Fallback,
    Field,
    Object,
    Reference,
    Text,
    Unknown,
    Value,
)

USES = Span("w.yml", 9, 15, 9, 45)
GITHUB_TOKEN = Reference(("github", "token"))
PAT = Reference(("secrets", "PAT"))
OWNER = Reference(("github", "repository_owner"))
TASK = Reference(("inputs", "task_id"))
BRANCH = Reference(("inputs", "branch"))
HEAD = Fallback(Reference(("github", "head_ref")), Reference(("github", "ref")))
NOTHING = Object(())


def at(name: str) -> Span:
    """The place of an input: a line of its own for each name."""
    return Span("w.yml", 10, 1, 10, 1 + len(name))


def read(uses: str, environment: dict[str, Value] | None = None, /, **inputs: Value | str) -> tuple[Dispatch | Unresolved, ...]:
    given = {
        name.replace("_", "-"): (Const(value) if isinstance(value, str) else value, at(name.replace("_", "-")))
        for name, value in inputs.items()
    }
    return actions.read(uses, given, environment or {}, USES)


def read_snake(uses: str, **inputs: Value | str) -> tuple[Dispatch | Unresolved, ...]:
    """For an action whose inputs have underscores."""
    given = {name: (Const(value) if isinstance(value, str) else value, at(name)) for name, value in inputs.items()}
    return actions.read(uses, given, {}, USES)


def event(
    mechanism: str,
    target: Value | str,
    named: str,
    payload: Value = NOTHING,
    repository: Value = OWN_REPOSITORY,
    token: Value | None = GITHUB_TOKEN,
    defects: tuple[Defect, ...] = (),
) -> Dispatch:
    value = Const(target) if isinstance(target, str) else target
    return Dispatch(mechanism, "repository_dispatch", value, payload, USES, at(named), repository, token=token, defects=defects)


def start(
    mechanism: str,
    target: Value | str,
    named: str,
    payload: Value = NOTHING,
    repository: Value = OWN_REPOSITORY,
    ref: Value | None = None,
    token: Value | None = GITHUB_TOKEN,
    guard: Condition = ALWAYS,
    failure_hidden: str | None = None,
) -> Dispatch:
    value = Const(target) if isinstance(target, str) else target
    return Dispatch(
        mechanism, "workflow_dispatch", value, payload, USES, at(named), repository, ref, token, guard, failure_hidden
    )


def test_the_table_has_the_shape_that_its_schema_demands() -> None:
    data = files("wflint") / "data"
    schema = json.loads((data / "actions.schema.json").read_text("utf-8"))
    table = json.loads((data / "actions.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(table)


def test_every_role_of_the_table_names_a_declared_input() -> None:
    table = json.loads((files("wflint") / "data" / "actions.json").read_text("utf-8"))
    for action in table["actions"]:
        roles = [action.get(role) for role in ("payload", "ref", "token", "waits_with")] + list(action.get("repository", ()))
        target = action.get("target")
        roles += list(target.values()) if isinstance(target, dict) else [target]
        roles += [action[test]["input"] for test in ("only_if", "payload_open_if", "failure_seen_if") if test in action]
        assert {role for role in roles if role} <= set(action["inputs"]), action["uses"]


@pytest.mark.parametrize("uses", ["actions/checkout@v5", "./.github/actions/send", "docker://alpine", "", "@", "a/b/c@v1"])
def test_other_actions_send_nothing(uses: str) -> None:
    assert read(uses, event_type="x") == ()


REPOSITORY_DISPATCH = "peter-evans/repository-dispatch"


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        pytest.param(
            {"event_type": "task:start", "client_payload": Text((Const('{"task_id": "'), TASK, Const('", "n": 1}')))},
            event(REPOSITORY_DISPATCH, "task:start", "event-type", Object((Field("task_id", TASK), Field("n", Const(1))))),
            id="own repository, own token, an object",
        ),
        pytest.param({"event_type": "a"}, event(REPOSITORY_DISPATCH, "a", "event-type"), id="no payload is an empty object"),
        pytest.param(
            {"event_type": " two words \n", "token": PAT, "repository": Text((OWNER, Const("/tools")))},
            event(REPOSITORY_DISPATCH, "two words", "event-type", repository=Text((OWNER, Const("/tools"))), token=PAT),
            id="inputs are trimmed; a sibling repository",
        ),
        pytest.param(
            {"event_type": "a", "repository": Reference(("github", "repository"))},
            event(REPOSITORY_DISPATCH, "a", "event-type"),
            id="own repository by name",
        ),
        pytest.param(
            {
                "event_type": "a",
                "repository": Text((OWNER, Const("/"), Reference(("github", "event", "repository", "name")))),
            },
            event(REPOSITORY_DISPATCH, "a", "event-type"),
            id="own repository by owner and name",
        ),
        pytest.param(
            {"event_type": Text((TASK, Const("-done"))), "client_payload": Encoded(Reference(("github", "event")))},
            event(REPOSITORY_DISPATCH, Text((TASK, Const("-done"))), "event-type", Reference(("github", "event"))),
            id="type made from an input, payload by toJSON",
        ),
        pytest.param(
            {"event_type": "a", "client_payload": Reference(("inputs", "json"))},
            event(REPOSITORY_DISPATCH, "a", "event-type", Decoded(Reference(("inputs", "json")))),
            id="payload made by the caller",
        ),
        pytest.param(
            {"event_type": "a", "token": ""},
            event(REPOSITORY_DISPATCH, "a", "event-type", token=None),
            id="an empty token is none",
        ),
        pytest.param({}, Unresolved(REPOSITORY_DISPATCH, "`event-type` isn't given", USES), id="no event type"),
        pytest.param(
            {"event_type": ""}, Unresolved(REPOSITORY_DISPATCH, "`event-type` is empty", at("event-type")), id="empty event type"
        ),
    ],
)
def test_repository_dispatch(inputs: dict[str, Value | str], expected: Dispatch | Unresolved) -> None:
    assert read(f"{REPOSITORY_DISPATCH}@v4", **inputs) == (expected,)


@pytest.mark.parametrize(
    ("payload", "rule"),
    [('"text"', "invalid-payload"), ('{"a": }', "invalid-payload"), ('"{\\"a\\": 1}"', "double-encoded-payload")],
)
def test_a_payload_that_is_no_object_is_a_defect_of_that_input(payload: str, rule: str) -> None:
    (sent,) = read("peter-evans/repository-dispatch@v3", event_type="a", client_payload=payload)
    assert isinstance(sent, Dispatch)
    assert {(defect.rule, defect.span) for defect in sent.defects} == {(rule, at("client-payload"))}
    assert isinstance(sent.payload, Object)


def test_owner_and_name_of_the_action_compare_without_case_and_copies_count() -> None:
    assert read("Peter-Evans/Repository-Dispatch@ff45666", event_type="a") == (
        event("Peter-Evans/Repository-Dispatch", "a", "event-type"),
    )
    assert read("step-security/repository-dispatch@v4", event_type="a") == (
        event("step-security/repository-dispatch", "a", "event-type"),
    )


WORKFLOW_DISPATCH = "benc-uk/workflow-dispatch"


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        pytest.param(
            {"workflow": "build.yml", "inputs": Text((Const('{"id": "'), TASK, Const('"}')))},
            start(WORKFLOW_DISPATCH, "build.yml", "workflow", Object((Field("id", TASK),)), ref=HEAD),
            id="file name; ref and token by default",
        ),
        pytest.param(
            {"workflow": "Build all", "repo": "acme/engine", "ref": BRANCH, "token": PAT, "inputs": ""},
            start(WORKFLOW_DISPATCH, "Build all", "workflow", repository=Const("acme/engine"), ref=BRANCH, token=PAT),
            id="display name in another repository",
        ),
        pytest.param({}, Unresolved(WORKFLOW_DISPATCH, "`workflow` isn't given", USES), id="no workflow"),
    ],
)
def test_workflow_dispatch(inputs: dict[str, Value | str], expected: Dispatch | Unresolved) -> None:
    assert read(f"{WORKFLOW_DISPATCH}@v1", **inputs) == (expected,)


@pytest.mark.parametrize("mechanism", ["the-actions-org/workflow-dispatch", "aurelien-baudet/workflow-dispatch"])
def test_the_copies_that_wait_need_a_token_and_start_on_the_running_ref(mechanism: str) -> None:
    ref = Reference(("github", "ref"))
    assert read(f"{mechanism}@v4", workflow="a.yml") == (start(mechanism, "a.yml", "workflow", ref=ref, token=None),)
    assert read(f"{mechanism}@v4", workflow="a.yml", token=PAT, ref=BRANCH) == (
        start(mechanism, "a.yml", "workflow", ref=Fallback(BRANCH, ref), token=PAT),
    )


TRIGGER = "convictional/trigger-workflow-and-wait"
SIBLING: dict[str, Value | str] = {"owner": "acme", "repo": "engine", "github_token": PAT, "workflow_file_name": "e2e.yml"}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param(
            {"client_payload": '{"a": "b"}'},
            start(
                TRIGGER,
                "e2e.yml",
                "workflow_file_name",
                Object((Field("a", Const("b")),)),
                Const("acme/engine"),
                Const("main"),
                PAT,
            ),
            id="the branch is main where none is given",
        ),
        pytest.param(
            {"owner": OWNER, "repo": Reference(("github", "event", "repository", "name")), "ref": BRANCH},
            start(TRIGGER, "e2e.yml", "workflow_file_name", ref=Fallback(BRANCH, Const("main")), token=PAT),
            id="own repository",
        ),
        pytest.param({"trigger_workflow": "false"}, None, id="it only waits"),
        pytest.param(
            {"trigger_workflow": TASK},
            start(
                TRIGGER,
                "e2e.yml",
                "workflow_file_name",
                repository=Const("acme/engine"),
                ref=Const("main"),
                token=PAT,
                guard=Test(TASK, "==", Const("true")),
            ),
            id="an input decides whether it starts",
        ),
    ],
)
def test_trigger_workflow_and_wait(more: dict[str, Value | str], expected: Dispatch | None) -> None:
    assert read_snake(f"{TRIGGER}@v1.6.5", **(SIBLING | more)) == ((expected,) if expected else ())


def test_return_dispatch_may_send_more_than_its_inputs_say() -> None:
    opened = Object((Field("a", Const(1)),), "before v4 the action adds `distinct_id`")
    names: dict[str, Value | str] = {"owner": OWNER, "repo": "", "ref": BRANCH, "token": PAT}
    given = {**names, "workflow": "a.yml", "workflow_inputs": '{"a": 1}'}
    assert read_snake("Codex-/return-dispatch@v3", **given) == (
        start("Codex-/return-dispatch", "a.yml", "workflow", opened, ref=BRANCH, token=PAT),
    )


LASITH = "lasith-kg/dispatch-workflow"
LASITH_INPUTS: dict[str, Value | str] = {"owner": "acme", "repo": "engine", "token": PAT}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param(
            {"dispatch_method": "repository_dispatch", "event_type": "go"},
            event(LASITH, "go", "event-type", repository=Const("acme/engine"), token=PAT),
            id="an event",
        ),
        pytest.param(
            {"dispatch_method": "workflow_dispatch", "workflow": "a.yml", "ref": "main", "discover": "true"},
            start(
                LASITH,
                "a.yml",
                "workflow",
                Object((), "with `discover` the action adds `distinct_id`"),
                Const("acme/engine"),
                Const("main"),
                PAT,
            ),
            id="a workflow, with the id that the action adds",
        ),
        pytest.param(
            {"dispatch_method": "repository_dispatch", "workflow": "a.yml"},
            Unresolved(LASITH, "`event-type` isn't given", USES),
            id="the target of the other method",
        ),
        pytest.param(
            {"dispatch_method": "call"},
            Unresolved(LASITH, "`dispatch-method` says `call`, which the action doesn't know", USES),
            id="unknown",
        ),
        pytest.param({"dispatch_method": TASK}, Unresolved(LASITH, "`dispatch-method` is made elsewhere", USES), id="elsewhere"),
        pytest.param({}, Unresolved(LASITH, "`dispatch-method` isn't given", USES), id="missing"),
    ],
)
def test_dispatch_workflow(more: dict[str, Value | str], expected: Dispatch | Unresolved) -> None:
    assert read(f"{LASITH}@v2", **(LASITH_INPUTS | more)) == (expected,)


MATHZE = "mathze/workflow-dispatch-action"


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        pytest.param(
            {"workflow_name": "a.yml", "token": PAT},
            start(MATHZE, "a.yml", "workflow-name", token=PAT, failure_hidden="`fail-on-error` isn't true"),
            id="a refusal is no failure",
        ),
        pytest.param(
            {"workflow_name": "a.yml", "token": PAT, "fail_on_error": "true", "owner": "acme", "repo": "b", "ref": "main"},
            start(MATHZE, "a.yml", "workflow-name", repository=Const("acme/b"), ref=Const("main"), token=PAT),
            id="another repository",
        ),
        pytest.param({"run_id": TASK, "token": PAT}, None, id="it only waits"),
        pytest.param({"token": PAT}, Unresolved(MATHZE, "`workflow-name` isn't given", USES), id="nothing to start"),
    ],
)
def test_workflow_dispatch_action_of_mathze(inputs: dict[str, Value | str], expected: Dispatch | Unresolved | None) -> None:
    assert read(f"{MATHZE}@v1", **inputs) == ((expected,) if expected else ())


def test_the_lesser_known() -> None:
    assert read("ietf-tools/workflow-dispatch-action@v1", repo="acme/x", workflow="a.yml", token=PAT) == (
        start("ietf-tools/workflow-dispatch-action", "a.yml", "workflow", NOTHING, Const("acme/x"), Const("main"), PAT),
    )
    assert read_snake("timescale/workflow-dispatch-action@v1", owner="acme", repo="x", workflow_id="7") == (
        start("timescale/workflow-dispatch-action", "7", "workflow_id", NOTHING, Const("acme/x"), Reference(("github", "ref"))),
    )
    assert read("myrotvorets/trigger-repository-dispatch-action@v2", type="go", payload='{"a": null}', token=PAT) == (
        event("myrotvorets/trigger-repository-dispatch-action", "go", "type", Object((Field("a", Const(None)),)), token=PAT),
    )


SLASH = "peter-evans/slash-command-dispatch"
COMMENT = Object(
    (
        Field("github", Object((), "the `github` context of the run that read the comment")),
        Field(
            "slash_command",
            Object((Field("args", Object((), "what the comment says")),), "what the comment says"),
        ),
    ),
    "`pull_request` where the comment is on one",
)


def command(
    name: str, target: str, named: str = "commands", repository: Value = OWN_REPOSITORY, guard: Condition = ALWAYS
) -> Dispatch:
    said = all_of((guard, Opaque(f"a comment says `/{name}`")))
    return Dispatch(SLASH, "repository_dispatch", Const(target), COMMENT, USES, at(named), repository, token=PAT, guard=said)


def command_to_workflow(name: str, target: str, named: str = "commands") -> Dispatch:
    return Dispatch(
        SLASH,
        "workflow_dispatch",
        Const(target),
        Object((), "the named arguments of the comment"),
        USES,
        at(named),
        token=PAT,
        guard=Opaque(f"a comment says `/{name}`"),
        failure_hidden="the action turns a dispatch that GitHub finds wrong into a warning",
        failure_output="error-message",
    )


FORK = Holds(None)  # type: ignore[arg-type]  # any condition serves


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        pytest.param(
            {"commands": "deploy\n  check-links, bench\n"},
            (
                command("deploy", "deploy-command"),
                command("check-links", "check-links-command"),
                command("bench", "bench-command"),
            ),
            id="a list by lines and commas",
        ),
        pytest.param(
            {"commands": "deploy", "event_type_suffix": ":run", "repository": "acme/ops"},
            (command("deploy", "deploy:run", repository=Const("acme/ops")),),
            id="own suffix and repository",
        ),
        pytest.param({"commands": "deploy", "event_type_suffix": ""}, (command("deploy", "deploy"),), id="no suffix"),
        pytest.param(
            {"commands": "deploy", "dispatch_type": "workflow"},
            (command_to_workflow("deploy", "deploy-command.yml"),),
            id="a workflow file",
        ),
        pytest.param(
            {"commands": Choice(FORK, Const("check"), Const("check,merge"))},
            (
                command("check", "check-command", guard=FORK),
                command("check", "check-command", guard=negate(FORK)),
                command("merge", "merge-command", guard=negate(FORK)),
            ),
            id="a list chosen by a condition",
        ),
        pytest.param(
            {"commands": Text((Const("deploy\n"), TASK))},
            (
                command("deploy", "deploy-command"),
                Unresolved(SLASH, "the commands inputs.task_id are made elsewhere", at("commands")),
            ),
            id="a part of the list is made elsewhere",
        ),
        pytest.param(
            {
                "commands": "ignored",
                "config": '[{"command": "up", "event_type_suffix": "-now"}, {"command": "down", "dispatch_type": "workflow"}]',
            },
            (command("up", "up-now", "config"), command_to_workflow("down", "down-command.yml", "config")),
            id="the configuration wins over the list",
        ),
        pytest.param(
            {"config": '{"command": "up"}'},
            (Unresolved(SLASH, "the commands can't be known: `config` is no list", at("config"), ALWAYS),),
            id="a configuration that is no list",
        ),
        pytest.param(
            {"commands": "a", "config_from_file": ".github/commands.json"},
            (Unresolved(SLASH, "the commands are in the file '.github/commands.json'", at("config-from-file")),),
            id="a file wins over all",
        ),
        pytest.param({}, (Unresolved(SLASH, "`commands` isn't given", USES),), id="nothing"),
    ],
)
def test_slash_commands(inputs: dict[str, Value | str], expected: tuple[Dispatch | Unresolved, ...]) -> None:
    assert read(f"{SLASH}@v5", token=PAT, **inputs) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('[{"command": "up", "event_type_suffix": "-now"}]', (command("up", "up-now", "config-from-file"),)),
        ("[]", (Unresolved(SLASH, "the configuration holds no commands", at("config-from-file")),)),
        ("up", (Unresolved(SLASH, "the commands can't be known: `config` is no JSON", at("config-from-file")),)),
    ],
)
def test_slash_commands_of_a_file(content: str, expected: tuple[Dispatch | Unresolved, ...]) -> None:
    given: dict[str, tuple[Value, Span]] = {
        "config-from-file": (Const(".github/commands.json"), at("config-from-file")),
        "commands": (Const("ignored"), at("commands")),
        "token": (PAT, at("token")),
    }

    def file(path: Value) -> Source | None:
        local = from_workspace(path)
        return Source(local, local, local, content) if local == ".github/commands.json" else None

    assert actions.read(f"{SLASH}@v5", given, {}, USES, file) == expected


REQUEST = "octokit/request-action"
BODY = '{"task_id": "7"}'


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        pytest.param(
            {
                "route": "POST /repos/{owner}/{repo}/dispatches",
                "owner": "acme",
                "repo": "x",
                "event_type": "go",
                "client_payload": BODY,
            },
            event(REQUEST, "go", "event_type", Object((Field("task_id", Const("7")),)), Const("acme/x"), PAT),
            id="an event, the repository by its parts",
        ),
        pytest.param(
            {
                "route": Text((Const("POST /repos/"), OWN_REPOSITORY, Const("/actions/workflows/a.yml/dispatches"))),
                "ref": "main",
                "inputs": BODY,
            },
            start(REQUEST, "a.yml", "route", Object((Field("task_id", Const("7")),)), ref=Const("main"), token=PAT),
            id="a workflow of this repository",
        ),
        pytest.param({"route": "GET /repos/{owner}/{repo}/dispatches"}, None, id="another method"),
        pytest.param({"route": "POST /repos/{owner}/{repo}/issues", "title": "x"}, None, id="another address"),
        pytest.param({"route": TASK}, Unresolved(REQUEST, "`route` is made elsewhere", at("route")), id="a route made elsewhere"),
    ],
)
def test_request(inputs: dict[str, Value | str], expected: Dispatch | Unresolved | None) -> None:
    given = {name: (Const(value) if isinstance(value, str) else value, at(name)) for name, value in inputs.items()}
    assert actions.read(f"{REQUEST}@v3.x", given, {"GITHUB_TOKEN": PAT}, USES) == ((expected,) if expected else ())


def test_strange_inputs_are_read_without_an_error() -> None:
    for value in (Unknown("who knows"), Object(()), Encoded(TASK), Const(None), Const(1.5), Text((TASK, TASK))):
        for uses, name in (
            (REPOSITORY_DISPATCH, "event-type"),
            (WORKFLOW_DISPATCH, "inputs"),
            (SLASH, "commands"),
            (SLASH, "config"),
        ):
            assert read(uses, **{name: value})
