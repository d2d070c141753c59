"""What calls of `gh` send, whichever language made the call."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wflint.senders import commands, gh
from wflint.senders.message import OWN_REPOSITORY, Defect, Dispatch, Invocation, Unresolved, Word
from wflint.span import Span
from wflint.values.condition import Opaque
from wflint.values.value import (
    Array,
    Choice,
    Const,
    Decoded,
    Encoded,
    Field,
    Fresh,
    Object,
    OneOf,
    Reference,
    Sum,
    Text,
    Unknown,
    Value,
)

CALL = Span("s", 1, 1, 1, 99)
ID = Reference(("inputs", "id"))
OTHER = Const("o/r")
NOTHING = Object(())


def at(index: int) -> Span:
    """The place of the word of that number."""
    return Span("s", 1, index * 10 + 1, 1, index * 10 + 9)


def invocation(
    *words: str | Value, stdin: Value | None = None, files: tuple[tuple[str, Value], ...] = (), **env: Value
) -> Invocation:
    given = tuple(Word(Const(each) if isinstance(each, str) else each, at(index)) for index, each in enumerate(words))
    return Invocation(given, CALL, tuple(env.items()), stdin, files)


def call(line: str, *more: str | Value, **rest: object) -> Dispatch | Unresolved | None:
    return commands.interpret(invocation(*line.split(), *more, **rest))  # type: ignore[arg-type]  # passed through


def fields(*members: tuple[str, Value, int], open_: str | None = None) -> Object:
    return Object(tuple(Field(name, value, at(index)) for name, value, index in members), open_)


def event(target: str | Value, index: int, payload: Value = NOTHING, repository: Value = OTHER, **rest: object) -> Dispatch:
    wanted = Const(target) if isinstance(target, str) else target
    basis = Dispatch("gh api", "repository_dispatch", wanted, payload, CALL, at(index), repository)
    return replace(basis, **rest)  # type: ignore[arg-type]  # a table of optional fields


def start(
    target: str | Value, index: int, payload: Value = NOTHING, repository: Value = OWN_REPOSITORY, **rest: object
) -> Dispatch:
    wanted = Const(target) if isinstance(target, str) else target
    in_folder = repository == OWN_REPOSITORY
    basis = Dispatch("gh workflow run", "workflow_dispatch", wanted, payload, CALL, at(index), repository, in_folder=in_folder)
    return replace(basis, **rest)  # type: ignore[arg-type]  # a table of optional fields


def text(*parts: str | Value) -> Text:
    return Text(tuple(Const(each) if isinstance(each, str) else each for each in parts))


AS_STRING = "`client_payload` is sent as a string, GitHub wants an object (422)"

API = [
    pytest.param("gh api repos/o/r/dispatches -f event_type=a", event("a", 4), id="post-by-fields"),
    pytest.param("gh api -X POST -f event_type=a /repos/o/r/dispatches", event("a", 5), id="flags-first-and-slash"),
    pytest.param("gh api --method=POST repos/o/r/dispatches -fevent_type=a", event("a", 4), id="joined-flags"),
    pytest.param("gh api -H Accept:x repos/o/r/dispatches --silent --raw-field event_type=a", event("a", 7), id="other-flags"),
    pytest.param("gh api https://api.github.com/repos/o/r/dispatches -f event_type=a", event("a", 4), id="whole-address"),
    pytest.param("gh api --hostname ghe.example repos/o/r/dispatches -f event_type=a", event("a", 6), id="enterprise-by-flag"),
    pytest.param("gh api https://ghe.example/api/v3/repos/o/r/dispatches -f event_type=a", event("a", 4), id="enterprise"),
    pytest.param(
        "gh api repositories/42/dispatches -f event_type=a", event("a", 4, repository=Const("repositories/42")), id="by-number"
    ),
    pytest.param("gh api repos/{owner}/{repo}/dispatches -f event_type=a", event("a", 4, repository=OWN_REPOSITORY), id="braces"),
    pytest.param("gh api repos/:owner/:repo/dispatches -f event_type=a", event("a", 4, repository=OWN_REPOSITORY), id="colons"),
    pytest.param(
        "gh api repos/o/r/dispatches -f event_type=a -F client_payload[n]=7 -F "
        "client_payload[on]=true -F client_payload[no]=null "
        "-F client_payload[s]=v1 -f client_payload[t]=7",
        event(
            "a",
            4,
            fields(
                ("n", Const(7), 6), ("on", Const(True), 8), ("no", Const(None), 10), ("s", Const("v1"), 12), ("t", Const("7"), 14)
            ),
        ),
        id="typed-and-raw-fields",
    ),
    pytest.param(
        "gh api repos/o/r/dispatches -f event_type=a -f client_payload[a][b]=1 -f client_payload[l][]=x -f client_payload[l][]=y",
        event(
            "a",
            4,
            fields(("a", fields(("b", Const("1"), 6)), 6), ("l", Array((Const("x"), Const("y"))), 8)),
        ),
        id="nested-fields-and-lists",
    ),
    pytest.param(
        'gh api repos/o/r/dispatches -f event_type=a -f client_payload={"id":1}',
        event(
            "a",
            4,
            Object((Field("id", Const(1)),)),
            defects=(Defect("invalid-payload", AS_STRING, at(6)),),
        ),
        id="payload-as-a-string",
    ),
    pytest.param(
        "gh api repos/o/r/dispatches -f client_payload[id]=1",
        event(
            Unknown("the body has no `event_type`"),
            4,
            fields(("id", Const("1"), 4)),
            target_span=CALL,
            defects=(Defect("invalid-payload", "the body has no `event_type`; GitHub refuses it (422)", CALL),),
        ),
        id="no-event-type",
    ),
    pytest.param(
        "gh api repos/o/r/dispatches -f event_type=a -f ref=main",
        event(
            "a",
            4,
            defects=(
                Defect(
                    "invalid-payload", "`ref` isn't a permitted key of a repository_dispatch body; GitHub refuses it (422)", at(6)
                ),
            ),
        ),
        id="key-that-isnt-permitted",
    ),
    pytest.param(
        "gh api repos/o/r/dispatches -f event_type=a -f event_type=b",
        event("a", 4, defects=(Defect("invalid-payload", "field `event_type` is given twice; gh refuses it", at(6)),)),
        id="field-given-twice",
    ),
    pytest.param(
        "gh api -X POST repos/o/r/actions/workflows/b.yml/dispatches -f ref=main -f inputs[id]=1",
        start("b.yml", 4, fields(("id", Const("1"), 8)), OTHER, mechanism="gh api", ref=Const("main")),
        id="workflow",
    ),
    pytest.param("gh api repos/o/r/dispatches", None, id="get"),
    pytest.param("gh api -X GET repos/o/r/dispatches -f event_type=a", None, id="get-by-flag"),
    pytest.param("gh api repos/o/r/issues -f title=a", None, id="other-address"),
    pytest.param("gh api", None, id="nothing"),
]


@pytest.mark.parametrize(("line", "expected"), API)
def test_api(line: str, expected: Dispatch | None) -> None:
    assert call(line) == expected


def test_input_of_api() -> None:
    body = text('{"event_type": "a", "client_payload": {"id": "', ID, '", "n": ', Sum(ID, 1), "}}")
    expected = event("a", 0, Object((Field("id", ID), Field("n", Sum(ID, 1)))), target_span=CALL)
    assert call("gh api repos/o/r/dispatches --input -", stdin=body) == expected
    assert call("gh api repos/o/r/dispatches --input body.json", files=(("body.json", body),)) == expected
    # Fields go to the query of the address when there is an input.
    assert call("gh api repos/o/r/dispatches --input - -f event_type=other", stdin=body) == expected


def test_input_that_isnt_known() -> None:
    assert call("gh api repos/o/r/dispatches --input -") == Unresolved("gh api", "nothing in sight is piped to `gh`", CALL)
    assert call("gh api repos/o/r/dispatches --input b.json") == Unresolved("gh api", "the content of file `b.json`", CALL)
    found = call("gh api repos/o/r/actions/workflows/w.yml/dispatches --input b.json")
    reason = "the content of file `b.json`"
    assert found == start("w.yml", 2, Object((), reason), OTHER, mechanism="gh api", ref=Unknown(reason))


PAYLOADS = [
    pytest.param('{"event_type": "a", "client_payload": "x"}', "invalid-payload", id="string"),
    pytest.param('{"event_type": "a", "client_payload": [1]}', "invalid-payload", id="list"),
    pytest.param('{"event_type": "a", "client_payload": "{\\"id\\": 1}"}', "double-encoded-payload", id="json-in-a-string"),
]


@pytest.mark.parametrize(("body", "rule"), PAYLOADS)
def test_payload_that_is_no_object(body: str, rule: str) -> None:
    found = call("gh api repos/o/r/dispatches --input -", stdin=Const(body))
    assert isinstance(found, Dispatch)
    assert [each.rule for each in found.defects] == [rule]


def test_payload_that_is_encoded_once_more() -> None:
    body = Encoded(Object((Field("event_type", Const("a")), Field("client_payload", Encoded(Object((Field("id", ID),)))))))
    found = call("gh api repos/o/r/dispatches --input -", stdin=body)
    words = "`client_payload` is JSON text encoded once more: a string, where GitHub wants an object (422)"
    assert found == event(
        "a", 0, Object((Field("id", ID),)), target_span=CALL, defects=(Defect("double-encoded-payload", words, CALL),)
    )


def test_input_that_is_no_json() -> None:
    found = call("gh api repos/o/r/dispatches --input -", stdin=Const("{'event_type': 'a'}"))
    assert isinstance(found, Dispatch)
    message = "the body isn't JSON: a name in double quotes is due at `'event_type'`"
    assert found.defects == (Defect("invalid-payload", message, CALL),)


ADDRESSES = [
    pytest.param(text("repos/", Reference(("github", "repository")), "/dispatches"), OWN_REPOSITORY, id="own"),
    pytest.param(
        text(
            "repos/",
            Reference(("github", "repository_owner")),
            "/",
            Reference(("github", "event", "repository", "name")),
            "/dispatches",
        ),
        OWN_REPOSITORY,
        id="own-in-two-parts",
    ),
    pytest.param(text("repos/", ID, "/dispatches"), ID, id="unknown-whole"),
    pytest.param(text("repos/o/", ID, "/dispatches"), text("o/", ID), id="unknown-name"),
    pytest.param(text(Reference(("github", "api_url")), "/repos/o/r/dispatches"), OTHER, id="api-address-from-context"),
    pytest.param(
        text("repos/", OneOf((Const("a/b"), Const("c/d"))), "/dispatches"), OneOf((Const("a/b"), Const("c/d"))), id="one-of"
    ),
    pytest.param(
        OneOf((Const("repos/a/b/dispatches"), Const("repos/c/d/dispatches"))), OneOf((Const("a/b"), Const("c/d"))), id="loop"
    ),
    pytest.param(
        text(ID, "/dispatches"), Unknown("the address up to the repository is made at run time"), id="beginning-unknown"
    ),
]


@pytest.mark.parametrize(("address", "repository"), ADDRESSES)
def test_repository_of_an_address(address: Value, repository: Value) -> None:
    found = call("gh api", address, "-f", "event_type=a")
    assert found == event("a", 4, repository=repository)


def test_address_that_isnt_known() -> None:
    assert call("gh api", Unknown("output of `x`"), "-f", "event_type=a") == Unresolved("gh api", "output of `x`", CALL)
    assert call("gh api", Unknown("output of `x`"), "-f", "title=a") is None


RUN = [
    pytest.param("gh workflow run b.yml", start("b.yml", 3), id="plain"),
    pytest.param("/usr/bin/gh workflow run b.yml", start("b.yml", 3), id="with-a-folder"),
    pytest.param("gh.exe workflow run b.yml", start("b.yml", 3), id="on-windows"),
    pytest.param("gh -R o/r workflow run b.yml", start("b.yml", 5, repository=OTHER), id="repository-first"),
    pytest.param("gh workflow --repo o/r run b.yml", start("b.yml", 5, repository=OTHER), id="repository-between"),
    pytest.param("gh workflow run b.yml --repo=https://github.com/o/r.git", start("b.yml", 3, repository=OTHER), id="address"),
    pytest.param("gh workflow run b.yml -R ghe.example/o/r", start("b.yml", 3, repository=OTHER), id="host"),
    pytest.param("gh workflow run b.yml -r dev", start("b.yml", 3, ref=Const("dev")), id="ref"),
    pytest.param("gh workflow run --ref dev b.yml", start("b.yml", 5, ref=Const("dev")), id="ref-first"),
    pytest.param(
        "gh workflow run b.yml -f a=1 -F b=true --field c= --raw-field d=x=y",
        start("b.yml", 3, fields(("a", Const("1"), 5), ("b", Const("true"), 7), ("c", Const(""), 9), ("d", Const("x=y"), 11))),
        id="all-fields-are-strings",
    ),
    pytest.param(
        "gh workflow run b.yml -f a",
        start("b.yml", 3, defects=(Defect("invalid-payload", "field `a` has no `=`; gh refuses it", at(5)),)),
        id="field-without-value",
    ),
    pytest.param(
        "gh workflow run -f a=1", Unresolved("gh workflow run", "`gh workflow run` names no workflow", CALL), id="no-target"
    ),
    pytest.param("gh workflow run --help", None, id="help"),
    pytest.param("gh workflow view b.yml", None, id="view"),
    pytest.param("gh run view", None, id="run-view"),
    pytest.param("gh", None, id="bare"),
]


@pytest.mark.parametrize(("line", "expected"), RUN)
def test_workflow_run(line: str, expected: Dispatch | Unresolved | None) -> None:
    assert call(line) == expected


def test_values_stay_symbolic() -> None:
    target = Choice(Opaque("it rains"), Const("a.yml"), Const("b.yml"))
    found = call("gh workflow run", target, "-f", text("id=", ID), "-f", text("run=r-", Fresh("date")), "-r", ID)
    assert found == start(target, 3, fields(("id", ID, 5), ("run", text("r-", Fresh("date")), 7)), ref=ID)


def test_name_made_at_run_time_leaves_the_inputs_open() -> None:
    found = call("gh workflow run b.yml", "-f", text(ID, "=1"))
    assert found == start("b.yml", 3, Object((), "an input whose name is made at run time"))


def test_loose_word_leaves_the_inputs_open() -> None:
    found = call("gh workflow run b.yml -f a=1", Unknown("output of `flags`"))
    assert found == start("b.yml", 3, fields(("a", Const("1"), 5), open_="output of `flags`"), in_folder=False)


def test_json_input() -> None:
    assert call("gh workflow run b.yml --json", stdin=text('{"id": "', ID, '"}')) == start("b.yml", 3, Object((Field("id", ID),)))
    found = call("gh workflow run b.yml --json", stdin=Const('{"n": 1}'))
    words = "`gh workflow run --json` takes strings only, so it refuses `n`"
    assert found == start("b.yml", 3, Object((Field("n", Const(1)),)), defects=(Defect("invalid-payload", words, CALL),))
    assert call("gh workflow run b.yml --json", stdin=ID) == start("b.yml", 3, Decoded(ID))


TOKENS = [
    pytest.param({"GH_TOKEN": ID, "GITHUB_TOKEN": OTHER}, ID, id="GH_TOKEN-wins"),
    pytest.param({"GITHUB_TOKEN": ID}, ID, id="GITHUB_TOKEN"),
    pytest.param({"GH_TOKEN": Const(""), "GITHUB_TOKEN": ID}, ID, id="empty-is-none"),
    pytest.param({"GH_ENTERPRISE_TOKEN": ID}, ID, id="enterprise"),
    pytest.param({}, None, id="none"),
]


@pytest.mark.parametrize(("environment", "token"), TOKENS)
def test_token(environment: dict[str, Value], token: Value | None) -> None:
    assert call("gh workflow run b.yml", **environment) == start("b.yml", 3, token=token)
    assert call("gh api repos/o/r/dispatches -f event_type=a", **environment) == event("a", 4, token=token)


def test_header_beats_the_environment() -> None:
    found = call("gh api repos/o/r/dispatches -f event_type=a -H", text("Authorization: Bearer ", ID), GH_TOKEN=OTHER)
    assert found == event("a", 4, token=ID)


def test_repository_from_the_environment() -> None:
    assert call("gh workflow run b.yml", GH_REPO=OTHER) == start("b.yml", 3, repository=OTHER)
    assert call("gh workflow run b.yml -R x/y", GH_REPO=OTHER) == start("b.yml", 3, repository=Const("x/y"))
    assert call("gh workflow run b.yml", GH_REPO=OWN_REPOSITORY) == start("b.yml", 3, in_folder=False)
    assert call("gh api repos/{owner}/{repo}/dispatches -f event_type=a", GH_REPO=OTHER) == event("a", 4)


WRAPPERS = [
    "command",
    "sudo -u me",
    "sudo A=1",
    "env -u X A=1",
    "timeout 10m",
    "timeout -k 5 10m",
    "time",
    "nice -n 5",
    "retry 3",
    "xargs",
]


@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_wrappers(wrapper: str) -> None:
    found = call(f"{wrapper} gh workflow run b.yml")
    assert isinstance(found, Dispatch)
    assert found.target == Const("b.yml")


def test_sign_in() -> None:
    assert gh.signs_in_with(invocation("gh", "auth", "login", "--with-token", stdin=ID)) == ID
    assert gh.signs_in_with(invocation("gh", "auth", "status")) is None
