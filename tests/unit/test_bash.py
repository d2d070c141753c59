"""The bash reader: what scripts send, under which condition, what they write, and what is no send at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wflint.senders import bash
from wflint.senders.message import OWN_REPOSITORY, Assignment, Defect, Dispatch, Exit, ScriptFacts, Unresolved
from wflint.senders.paths import from_workspace
from wflint.senders.script import Hole, Script
from wflint.sources import Source
from wflint.span import Span
from wflint.values.condition import ALWAYS, All, Any, Condition, Not, Opaque, Succeeds, Test
from wflint.values.value import (
    COMMIT,
    Choice,
    Const,
    Decoded,
    Encoded,
    Fallback,
    Field,
    Fresh,
    Object,
    OneOf,
    Reference,
    Sum,
    Text,
    Unknown,
    Value,
    constant,
)

TOKEN = Reference(("secrets", "PAT"))
ID = Reference(("inputs", "task_id"))
TRY = Reference(("inputs", "try"))
KIND = Reference(("inputs", "kind"))
ENVIRONMENT: Mapping[str, Value] = {"GH_TOKEN": TOKEN, "TASK": ID, "TRY": TRY, "KIND": KIND, "GITHUB_REPOSITORY": OWN_REPOSITORY}
CURL_HIDDEN = "`curl` without `--fail` exits 0 when GitHub refuses"
ANYWHERE = Span("w.yml", 1, 1, 1, 1)


def script(text: str, environment: Mapping[str, Value] = ENVIRONMENT, pipefail: bool = False, stops: bool = True) -> Script:
    def place(offset: int) -> tuple[int, int]:
        return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)

    def locate(start: int, end: int) -> Span:
        return Span("w.yml", *place(start), *place(end))

    def value(expression: str) -> Value:
        inner = re.fullmatch(r"toJSON\((.*)\)", expression)
        return Encoded(value(inner[1])) if inner else Reference(tuple(expression.split(".")))

    holes = tuple(Hole(m.start(), m.end(), value(m[1].strip())) for m in re.finditer(r"\$\{\{(.*?)\}\}", text))
    return Script(text, locate, holes, environment, stops, pipefail)


def read(text: str, pipefail: bool = False, stops: bool = True) -> ScriptFacts:
    return bash.read(script(text, pipefail=pipefail, stops=stops))


def placeless(dispatch: Dispatch) -> Dispatch:
    defects = tuple(replace(each, span=ANYWHERE) for each in dispatch.defects)
    return replace(dispatch, span=ANYWHERE, target_span=ANYWHERE, defects=defects)


def sent(text: str, pipefail: bool = False, stops: bool = True) -> list[Dispatch]:
    """What a script sends, without places; nothing may be left unresolved."""
    facts = read(text, pipefail, stops)
    assert facts.unresolved == ()
    assert facts.problem is None
    return [placeless(each) for each in facts.dispatches]


def event(target: str | Value, mechanism: str = "gh api", **rest: object) -> Dispatch:
    return _message(mechanism, "repository_dispatch", target, rest)


def start(target: str | Value, mechanism: str = "gh workflow run", **rest: object) -> Dispatch:
    return _message(mechanism, "workflow_dispatch", target, rest)


def _message(mechanism: str, kind: str, target: str | Value, rest: dict[str, object]) -> Dispatch:
    wanted = Const(target) if isinstance(target, str) else target
    basis = Dispatch(mechanism, kind, wanted, Object(()), ANYWHERE, ANYWHERE, token=TOKEN)  # type: ignore[arg-type]
    in_folder = mechanism == "gh workflow run" and "repository" not in rest
    return replace(basis, **{"in_folder": in_folder, **rest})  # type: ignore[arg-type]  # a table of optional fields


def fields(open_: str | None = None, /, **members: str | int | bool | Value | None) -> Object:
    given = ((name, Const(each) if each is None or isinstance(each, str | int) else each) for name, each in members.items())
    return Object(tuple(Field(name, each) for name, each in given), open_)


def defect(rule: str, message: str) -> tuple[Defect, ...]:
    return (Defect(rule, message, ANYWHERE),)


def dead(name: str) -> tuple[Defect, ...]:
    words = f"`{name}` is sent as it is written: nothing is put in inside single quotes or a quoted heredoc"
    return defect("dead-interpolation", words)


STRING_PAYLOAD = defect("invalid-payload", "`client_payload` is sent as a string, GitHub wants an object (422)")

SENDS = [
    pytest.param(
        'PAYLOAD="{\\"id\\": \\"$TASK\\"}"\ngh api repos/${{ github.repository }}/dispatches \\\n  -f event_type=task:go \\\n'
        '  -f client_payload="$PAYLOAD"\n',
        [event("task:go", payload=fields(id=ID), defects=STRING_PAYLOAD)],
        id="A1-payload-as-string",
    ),
    pytest.param(
        "P=$(jq -n --arg id \"$TASK\" --argjson n ${{ inputs.try }} '{id: $id, try: ($n + 1)}')\n"
        'echo "{\\"event_type\\": \\"task:go\\", \\"client_payload\\": $P}" | gh api '
        '"repos/$GITHUB_REPOSITORY/dispatches" --input -\n',
        [event("task:go", payload=fields(id=ID, try_=Sum(TRY, 1)))],
        id="A2-jq-into-escaped-echo",
    ),
    pytest.param(
        'echo "{\\"event_type\\": \\"a\\"}" | \\\n  gh api --method POST /repos/{owner}/{repo}/dispatches --input -\n',
        [event("a")],
        id="A3-pipe-broken-after-the-bar",
    ),
    pytest.param(
        'gh api repos/o/r/dispatches -f event_type=a -f "client_payload[id]=$TASK" -f "client_payload[by]=${{ github.actor }}"',
        [event("a", repository=Const("o/r"), payload=fields(id=ID, by=Reference(("github", "actor"))))],
        id="A4-A5-nested-fields-to-another-repository",
    ),
    pytest.param(
        'gh workflow run build.yml \\\n  -f id="${{ inputs.task_id }}" \\\n  --field "kind=$KIND" \\\n  --raw-field "x=y"\n',
        [start("build.yml", payload=fields(id=ID, kind=KIND, x="y"))],
        id="B9-B10-B11-fields-in-three-spellings",
    ),
    pytest.param("gh workflow --repo o/r run build.yml", [start("build.yml", repository=Const("o/r"))], id="B12-flag-between"),
    pytest.param(
        "gh workflow --repo o/r \\\n  run build.yml", [start("build.yml", repository=Const("o/r"))], id="B13-flag-and-line-break"
    ),
    pytest.param(
        "gh workflow run b.yml -f a=${{ inputs.kind }} -f b=x", [start("b.yml", payload=fields(a=KIND, b="x"))], id="B14"
    ),
    pytest.param(
        "gh workflow run b.yml -R ${{ github.repository }}", [start("b.yml", in_folder=False)], id="B15-own-repository-by-flag"
    ),
    pytest.param("GH_REPO=o/site gh workflow run b.yml", [start("b.yml", repository=Const("o/site"))], id="B16-GH_REPO"),
    pytest.param("export GH_REPO=o/site\ngh workflow run b.yml", [start("b.yml", repository=Const("o/site"))], id="B16-exported"),
    pytest.param(
        'gh workflow run b.yml --repo "$GITHUB_REPOSITORY_OWNER/site"',
        [start("b.yml", repository=Text((Reference(("github", "repository_owner")), Const("/site"))))],
        id="B17-owner-from-a-default-variable",
    ),
    pytest.param(
        "gh workflow run b.yml --repo o/r --ref v$(echo 1 | sed s/1/2/)",
        [start("b.yml", repository=Const("o/r"), ref=Text((Const("v"), Unknown("output of `sed`"))))],
        id="B18-ref-by-substitution",
    ),
    pytest.param("gh workflow run 4711 -r dev", [start("4711", ref=Const("dev"))], id="B19-number"),
    pytest.param('F=b.yml\ngh workflow run "$F"', [start("b.yml")], id="B20-target-in-a-variable"),
    pytest.param(
        'GH_TOKEN="${{ secrets.OTHER }}" gh workflow run b.yml',
        [start("b.yml", token=Reference(("secrets", "OTHER")))],
        id="B22-token-in-front",
    ),
    pytest.param("gh workflow run b.yml || echo no", [start("b.yml", failure_hidden="`|| echo …`")], id="B23-or-echo"),
    pytest.param("gh workflow run b.yml \\\n  || \\\n  true", [start("b.yml", failure_hidden="`|| true`")], id="B23-or-true"),
    pytest.param(
        'case "$KIND" in\n  a|b) gh workflow run one.yml ;;\n  c*) gh workflow run two.yml '
        ";;\n  *) gh workflow run rest.yml ;;\nesac",
        [
            start("one.yml", guard=Any((Test(KIND, "==", Const("a")), Test(KIND, "==", Const("b"))))),
            start("two.yml", guard=Test(KIND, "matches", Const("c*"))),
            start(
                "rest.yml",
                guard=All((Test(KIND, "!=", Const("a")), Test(KIND, "!=", Const("b")), Not(Test(KIND, "matches", Const("c*"))))),
            ),
        ],
        id="B24-case",
    ),
    pytest.param(
        "jq -r '.[]' list.json | while read -r name; do\n  gh workflow run b.yml -f name=\"$name\"\ndone",
        [start("b.yml", payload=fields(name=Unknown("a line that `read` reads")), guard=Succeeds("`read -r name`"))],
        id="B25-while-read",
    ),
    pytest.param(
        'target() {\n  if [ "$1" = a ]; then echo one.yml; return; fi\n  echo two.yml\n}\n'
        'for each in a b; do gh workflow run "$(target "$each")"; done',
        [start(Choice(Test(OneOf((Const("a"), Const("b"))), "==", Const("a")), Const("one.yml"), Const("two.yml")))],
        id="B26-target-by-a-function",
    ),
    pytest.param("gh workflow run main.yml --ref main", [start("main.yml", ref=Const("main"))], id="B29-one-line"),
    pytest.param(
        "gh api repos/o/r/actions/workflows/b.yml/dispatches -X POST -f ref=main -f 'inputs[v]=1'",
        [start("b.yml", "gh api", repository=Const("o/r"), ref=Const("main"), payload=fields(v="1"))],
        id="B32-api-for-a-workflow",
    ),
    pytest.param(
        'curl -XPOST -H "Authorization: Bearer ${{ secrets.PAT }}" https://api.github.com/repos/o/r/dispatches '
        '--data "{\\"event_type\\": \\"up\\", \\"client_payload\\": {\\"v\\": \\"$TASK\\"}}"',
        [event("up", "curl", repository=Const("o/r"), payload=fields(v=ID), failure_hidden=CURL_HIDDEN)],
        id="C33-escaped-json",
    ),
    pytest.param(
        "curl -f -X POST -H 'Authorization: token ${{ secrets.PAT }}' "
        "https://api.github.com/repos/o/r/actions/workflows/b.yml/dispatches "
        '-d \'{"ref":"main","inputs":{"v":"$TASK"}}\'',
        [start("b.yml", "curl", repository=Const("o/r"), ref=Const("main"), payload=fields(v="$TASK"), defects=dead("$TASK"))],
        id="C34-dead-variable-in-single-quotes",
    ),
    pytest.param(
        'curl --fail https://api.github.com/repos/o/r/dispatches -u "me:${{ secrets.PAT }}" \\\n'
        '  -d "{\\"event_type\\": \\"up\\", \\\n       \\"client_payload\\": {\\"v\\": \\"$TASK\\"}}"',
        [event("up", "curl", repository=Const("o/r"), payload=fields(v=ID))],
        id="C35-address-first-and-continued-string",
    ),
    pytest.param(
        'curl -X POST https://api.github.com/repos/o/r/statuses/1 -d \'{"state": "success"}\'\n'
        'curl -sSfX POST --user "${{ secrets.PAT }}" '
        'https://api.github.com/repos/o/r/dispatches -d \'{\n  "event_type": "up"\n}\'',
        [event("up", "curl", repository=Const("o/r"))],
        id="C36-basic-auth-and-a-status-before",
    ),
    pytest.param(
        'curl -sf -H "Authorization: Bearer $GH_TOKEN" "https://api.github.com/repos/${{ '
        'github.repository }}/actions/workflows/b.yml/dispatches" '
        '--json \'{"ref":"main","inputs":{}}\'',
        [start("b.yml", "curl", ref=Const("main"))],
        id="C37-C38-C39-token-variable-own-repository-no-inputs",
    ),
    pytest.param(
        'send() {\n  curl -f -H "Authorization: token $2" '
        '"https://api.github.com/repos/$1/dispatches" -d \'{"event_type": "up"}\'\n}\n'
        'send o/r "$GH_TOKEN"',
        [event("up", "curl", repository=Const("o/r"))],
        id="C42-function-with-parameters",
    ),
    pytest.param(
        'NAME=dep\ncurl -f -H "Authorization: token $GH_TOKEN" https://api.github.com/repos/o/r/dispatches '
        '-d "{\\"event_type\\": \\"${NAME}-build\\"}"',
        [event("dep-build", "curl", repository=Const("o/r"))],
        id="93-constant-folding",
    ),
    pytest.param(
        'args=(workflow run b.yml)\nargs+=(-f "id=$TASK")\ngh "${args[@]}"',
        [start("b.yml", payload=fields(id=ID))],
        id="99-array",
    ),
    pytest.param(
        'args=(-f a=1)\nif [ -n "$TASK" ]; then args+=(-f "id=$TASK"); fi\ngh workflow run b.yml "${args[@]}"',
        [
            start("b.yml", payload=fields(a="1", id=ID), guard=Test(ID, "!=", Const(""))),
            start("b.yml", payload=fields(a="1"), guard=Test(ID, "==", Const(""))),
        ],
        id="99-array-grown-in-one-branch",
    ),
    pytest.param(
        'EXTRA="-f a=1 -f b=2"\ngh workflow run b.yml $EXTRA', [start("b.yml", payload=fields(a="1", b="2"))], id="unquoted-flags"
    ),
    pytest.param(
        "gh workflow run b.yml $(flags)",
        [start("b.yml", payload=fields("output of `flags`"), in_folder=False)],
        id="unknown-flags-leave-the-payload-open",
    ),
    pytest.param(
        'cat > body.json <<EOF\n{"event_type": "a", "client_payload": {"id": "$TASK", "n": ${TRY:-0}}}\nEOF\n'
        "gh api repos/o/r/dispatches --input ./body.json",
        [event("a", repository=Const("o/r"), payload=fields(id=ID, n=Decoded(Fallback(TRY, Const("0")))))],
        id="heredoc-into-a-file",
    ),
    pytest.param(
        "cat <<'EOF' | gh api repos/o/r/dispatches --input - || echo no\n{\"event_type\": "
        '"a", "client_payload": {"id": "${TASK}"}}\nEOF\n',
        [
            event(
                "a",
                repository=Const("o/r"),
                payload=fields(id="${TASK}"),
                failure_hidden="`|| echo …`",
                defects=dead("${TASK}"),
            )
        ],
        id="quoted-heredoc-keeps-the-variable",
    ),
    pytest.param(
        'gh api repos/o/r/dispatches --input - <<< "{\\"event_type\\": \\"a\\"}"',
        [event("a", repository=Const("o/r"))],
        id="herestring",
    ),
    pytest.param(
        'gh api repos/o/r/dispatches --input - <<EOF\n{"event_type": "a"}\nEOF',
        [event("a", repository=Const("o/r"))],
        id="heredoc",
    ),
    pytest.param(
        'gh api repos/o/r/dispatches --input <(echo \'{"event_type": "a"}\')', [event("a", repository=Const("o/r"))], id="process"
    ),
    pytest.param(
        'BODY=$(mktemp)\njq -n \'{event_type: "a"}\' > "$BODY"\ngh api repos/o/r/dispatches --input "$BODY"',
        [event("a", repository=Const("o/r"))],
        id="temporary-file",
    ),
    pytest.param(
        'jq -n \'{event_type: "a"}\' > "$RUNNER_TEMP/b"\ngh api repos/o/r/dispatches --input "$RUNNER_TEMP/b"',
        [event("a", repository=Const("o/r"))],
        id="file-in-a-folder-that-isnt-known",
    ),
    pytest.param(
        "gh api repos/o/r/dispatches -f event_type='${{ inputs.kind }}'",
        [event(KIND, repository=Const("o/r"))],
        id="expressions-work-in-single-quotes",
    ),
    pytest.param(
        "gh workflow run b.yml -f id='{{ inputs.task_id }}'",
        [
            start(
                "b.yml",
                payload=fields(id="{{ inputs.task_id }}"),
                defects=defect(
                    "dead-interpolation",
                    "`{{ inputs.task_id }}` is sent as it is written: GitHub only replaces `${{ inputs.task_id }}`",
                ),
            )
        ],
        id="braces-without-dollar",
    ),
    pytest.param(
        "gh workflow run b.yml -f price='$5 $unknown'", [start("b.yml", payload=fields(price="$5 $unknown"))], id="dollar"
    ),
    pytest.param(
        'N=$((TRY + 1))\nif [ "$N" -lt 3 ]; then gh workflow run b.yml -f "try=$N"; fi',
        [start("b.yml", payload=fields(try_=Sum(TRY, 1)), guard=Test(Sum(TRY, 1), "<", Const("3"), "number"))],
        id="counter",
    ),
    pytest.param(
        'n="$TRY"\n((n++))\nlet n+=1\nn=$(expr $n + 1)\ngh workflow run b.yml -f n=$n',
        [start("b.yml", payload=fields(n=Sum(TRY, 3)))],
        id="counter-in-three-spellings",
    ),
    pytest.param(
        "gh workflow run b.yml -f id=run-$(date +%s) -f x=$(uuidgen)",
        [start("b.yml", payload=fields(id=Text((Const("run-"), Fresh("date +%s"))), x=Fresh("uuidgen")))],
        id="made-anew",
    ),
    pytest.param(
        "for e in a b; do gh workflow run $e.yml; done", [start(Text((OneOf((Const("a"), Const("b"))), Const(".yml"))))], id="for"
    ),
    pytest.param(
        'if [ "$KIND" = a ]; then W=one.yml; else W=two.yml; fi\ngh workflow run "$W"',
        [start(Choice(Test(KIND, "==", Const("a")), Const("one.yml"), Const("two.yml")))],
        id="choice-of-targets",
    ),
    pytest.param(
        '[[ -z "$TASK" || "$KIND" == x* ]] && exit 0\ngh workflow run b.yml',
        [start("b.yml", guard=All((Test(ID, "!=", Const("")), Not(Test(KIND, "matches", Const("x*"))))))],
        id="rest-after-exit-is-guarded",
    ),
    pytest.param("make || exit 1\ngh workflow run b.yml", [start("b.yml", guard=Succeeds("`make`"))], id="rest-after-or-exit"),
    pytest.param(
        'die() { echo "$1"; exit 1; }\n[ -n "$TASK" ] || die missing\ngh workflow run b.yml',
        [start("b.yml", guard=Test(ID, "!=", Const("")))],
        id="exit-in-a-function",
    ),
    pytest.param(
        "for i in 1 2; do [ -f done ] && break; done\ngh workflow run b.yml", [start("b.yml")], id="break-ends-the-loop-only"
    ),
    pytest.param(
        'W=""\nwhile read -r x; do if [ -n "$x" ]; then W=b.yml; break; fi; done < list\ngh workflow run "$W"',
        [start(OneOf((Const(""), Const("b.yml"))))],
        id="what-was-set-before-break-counts",
    ),
    pytest.param(
        'pick() { if [ "$KIND" = a ]; then W=one.yml; return; fi; W=two.yml; }\npick\ngh workflow run "$W"',
        [start(Choice(Test(KIND, "==", Const("a")), Const("one.yml"), Const("two.yml")))],
        id="what-was-set-before-return-counts",
    ),
    pytest.param("trap 'gh workflow run b.yml' EXIT\nmake\nexit 1", [start("b.yml")], id="trap-on-exit"),
    pytest.param(
        "trap 'gh workflow run b.yml' ERR\nmake",
        [start("b.yml", guard=Opaque("the script is stopped by ERR"))],
        id="trap-on-error",
    ),
    pytest.param("bash -c 'gh workflow run b.yml -f id=\"$TASK\"'", [start("b.yml", payload=fields(id=ID))], id="bash-c"),
    pytest.param('eval "gh workflow run b.yml"', [start("b.yml")], id="eval"),
    pytest.param("timeout 10m sudo -u me env A=1 gh workflow run b.yml", [start("b.yml")], id="wrappers"),
    pytest.param("echo 7 | xargs -I{} gh workflow run b.yml -f id={}", [start("b.yml", payload=fields(id="7"))], id="xargs"),
    pytest.param("(cd sub && gh workflow run b.yml)", [start("b.yml")], id="subshell"),
    pytest.param(
        'event=$(jq -r .client_payload.task_id "$GITHUB_EVENT_PATH")\ngh workflow run b.yml -f id=$event',
        [start("b.yml", payload=fields(id=Reference(("github", "event", "client_payload", "task_id"))))],
        id="event-file",
    ),
    pytest.param(
        'gh workflow run b.yml -f branch="${GITHUB_REF#refs/heads/}" -f up="${KIND^^}" -f "name=${GITHUB_REPOSITORY#*/}"',
        [
            start(
                "b.yml",
                payload=fields(
                    branch=Reference(("github", "ref_name")),
                    up=Unknown("`${KIND^^}` of a value that isn't known"),
                    name=Reference(("github", "event", "repository", "name")),
                ),
            )
        ],
        id="parameter-expansion",
    ),
    pytest.param(
        'x=abc.tar.gz\ngh workflow run b.yml -f a="${x%%.*}" -f b="${x#*.}" -f '
        'c="${x//a/o}" -f d="${x^^}" -f e="${#x}" -f f="${x:0:3}"',
        [start("b.yml", payload=fields(a="abc", b="tar.gz", c="obc.tor.gz", d="ABC.TAR.GZ", e="10", f="abc"))],
        id="parameter-expansion-of-constants",
    ),
]


@pytest.mark.parametrize(("text", "expected"), SENDS)
def test_sends(text: str, expected: list[Dispatch]) -> None:
    found = sent(text)
    # `try` is a keyword of Python, so the tables write `try_`.
    assert [_renamed(each) for each in expected] == found


def _renamed(dispatch: Dispatch) -> Dispatch:
    payload = dispatch.payload
    assert isinstance(payload, Object)
    return replace(dispatch, payload=replace(payload, fields=tuple(replace(f, name=f.name.rstrip("_")) for f in payload.fields)))


def test_wrapper_that_runs_its_arguments_twice_sends_twice() -> None:
    found = sent('retry() { "$@" || "$@"; }\nretry gh workflow run b.yml')
    assert found == [start("b.yml"), start("b.yml", guard=Not(Succeeds('`"$@"`')))]


def test_token_of_gh_auth_login() -> None:
    facts = bash.read(script('echo "${{ secrets.NEW }}" | gh auth login --with-token\ngh workflow run b.yml', {}))
    assert [each.token for each in facts.dispatches] == [Reference(("secrets", "NEW"))]


NO_SENDS = [
    pytest.param("# gh workflow run b.yml", id="comment"),
    pytest.param('echo "now run: gh workflow run b.yml"', id="echo"),
    pytest.param("if ! grep -q 'gh workflow run b.yml' .github/workflows/a.yml; then exit 1; fi", id="grep"),
    pytest.param("gh workflow run --help", id="help"),
    pytest.param("cat > prompt.md <<'EOF'\nCall gh api repos/o/r/dispatches -f event_type=a when done\nEOF\n", id="prompt"),
    pytest.param("cat << EOF\nUsage: curl -X POST https://api.github.com/repos/o/r/dispatches -d '{}'\nEOF\n", id="usage"),
    pytest.param("gh api repos/o/r/dispatches", id="get-without-fields"),
    pytest.param("gh api -X GET repos/o/r/actions/workflows/b.yml/dispatches -f ref=main", id="get-by-flag"),
    pytest.param("gh workflow list\ngh run list --workflow b.yml\ngh workflow view b.yml", id="other-gh-commands"),
    pytest.param("curl https://api.github.com/repos/o/r/dispatches", id="curl-get"),
    pytest.param('curl -d \'{"event_type": "a"}\' https://api.github.com/repos/o/r/issues', id="other-address"),
    pytest.param("exit 0\ngh workflow run b.yml", id="behind-exit"),
    pytest.param("x='gh workflow run b.yml'", id="text-in-a-variable"),
]


@pytest.mark.parametrize("text", NO_SENDS)
def test_text_about_sending_is_no_send(text: str) -> None:
    facts = read(text)
    assert (facts.dispatches, facts.unresolved, facts.problem) == ((), (), None)


UNRESOLVED = [
    pytest.param("gh workflow run", "`gh workflow run` names no workflow", id="no-workflow"),
    pytest.param("gh api repos/o/r/dispatches --input body.json", "the content of file `body.json`", id="file-that-isnt-there"),
    pytest.param("make-body | gh api repos/o/r/dispatches --input -", "output of `make-body`", id="body-by-a-program"),
    pytest.param(
        "send() { gh workflow run b.yml; }", "it stands in function `send`, which nothing in sight calls", id="uncalled-function"
    ),
    pytest.param(
        "wget --post-data '{}' https://api.github.com/repos/o/r/dispatches", "the command line of `wget` isn't read", id="wget"
    ),
]


@pytest.mark.parametrize(("text", "reason"), UNRESOLVED)
def test_what_cant_be_understood_is_kept_with_its_reason(text: str, reason: str) -> None:
    facts = read(text)
    assert facts.dispatches == ()
    assert [each.reason for each in facts.unresolved] == [reason]


def test_address_with_unknown_beginning_keeps_the_event() -> None:
    [found] = sent('gh api "$(address)/dispatches" -f event_type=a')
    assert found == event("a", repository=Unknown("the address up to the repository is made at run time"))


HIDDEN = [
    pytest.param("gh workflow run b.yml || true", "`|| true`", id="or-true"),
    pytest.param("gh workflow run b.yml || :", "`|| :`", id="or-colon"),
    pytest.param("gh workflow run b.yml || { make no; true; }", "`|| true`", id="or-group"),
    pytest.param("gh workflow run b.yml || { echo no; true; }", "its failure only leaves a line in the log", id="or-group-told"),
    pytest.param("gh workflow run b.yml || exit 1", None, id="or-exit"),
    pytest.param("gh workflow run b.yml || { echo no; exit 1; }", None, id="or-group-that-fails"),
    pytest.param("gh workflow run b.yml || exit 0", "`|| exit 0`", id="or-exit-0"),
    pytest.param("set +e\ngh workflow run b.yml\nls", "nothing stops the script at a failure (`set +e`)", id="set+e"),
    pytest.param("set +e\ngh workflow run b.yml\nif [ $? -ne 0 ]; then exit 1; fi", None, id="set+e-and-looked-at"),
    pytest.param("set +e\ngh workflow run b.yml", None, id="last-command-decides"),
    pytest.param("if gh workflow run b.yml; then echo ok; fi", "its failure only decides an `if`", id="if"),
    pytest.param("if ! gh workflow run b.yml; then echo no; fi", "its failure only leaves a line in the log", id="if-told"),
    pytest.param(
        "if gh workflow run b.yml; then :; elif make; then :; else echo no; fi",
        "its failure only leaves a line in the log",
        id="told-behind-else",
    ),
    pytest.param("if ! gh workflow run b.yml; then exit 1; fi", None, id="if-not-exit"),
    pytest.param("if gh workflow run b.yml; then echo ok; else exit 1; fi", None, id="if-else-exit"),
    pytest.param("if ! gh workflow run b.yml; then bash -c 'exit 1'; fi", None, id="a-shell-that-fails"),
    pytest.param("bad=0\nif ! gh workflow run b.yml; then bad=1; fi\nexit $bad", None, id="noted-and-exit"),
    pytest.param("if ! gh workflow run b.yml; then bad=1; fi\n[ -z $bad ]", None, id="noted-and-tested-at-the-end"),
    pytest.param("gh workflow run b.yml || bad=1\n[ -z $bad ] || exit 1", None, id="noted-behind-or"),
    pytest.param("if gh workflow run b.yml; then :; else ((bad++)); fi\nif ((bad)); then exit 1; fi", None, id="counted"),
    pytest.param("if ! gh workflow run b.yml; then no+=(b); fi\n((${#no[@]})) && exit 1\ntrue", None, id="listed"),
    pytest.param("if ! gh workflow run b.yml; then bad=1; fi\necho bad=$bad >> $GITHUB_OUTPUT", None, id="handed-on"),
    pytest.param("if ! gh workflow run b.yml; then echo bad=1 >> $GITHUB_OUTPUT; fi", None, id="handed-on-at-once"),
    pytest.param(
        "if ! gh workflow run b.yml; then bad=1; fi\necho $bad", "its failure only decides an `if`", id="noted-and-only-printed"
    ),
    pytest.param(
        "if ! gh workflow run b.yml; then bad=1; fi\nif [ $bad = 1 ]; then echo no; fi",
        "its failure only decides an `if`",
        id="noted-and-asked-for-nothing",
    ),
    pytest.param(
        "if ! gh workflow run b.yml; then echo '::error::no'; fi", "its failure only shows an annotation", id="annotated"
    ),
    pytest.param(
        "if gh workflow run b.yml; then :; else echo '::warning::no'; fi",
        "its failure only shows an annotation",
        id="annotated-behind-else",
    ),
    pytest.param(
        "if gh workflow run b.yml; then echo '::warning::yes'; fi", "its failure only decides an `if`", id="a-success-annotated"
    ),
    pytest.param("gh workflow run b.yml || echo '::warning::no'", "its failure only shows an annotation", id="or-an-annotation"),
    pytest.param(
        "gh workflow run b.yml || { echo '::error::no'; true; }",
        "its failure only shows an annotation",
        id="or-an-annotation-first",
    ),
    pytest.param("if ! gh workflow run b.yml; then\n# ::error::\n:; fi", "its failure only decides an `if`", id="a-comment"),
    pytest.param("gh workflow run b.yml || bad=1\necho $bad", "`|| bad=1`", id="noted-behind-or-and-only-printed"),
    pytest.param("gh workflow run b.yml | tee log", "a pipe without `pipefail`", id="pipe"),
    pytest.param("set -o pipefail\ngh workflow run b.yml | tee log", None, id="pipe-with-pipefail"),
    pytest.param("echo x | gh workflow run b.yml", None, id="last-in-a-pipe"),
    pytest.param("gh workflow run b.yml &\nwait", "`&`", id="background"),
    pytest.param("gh workflow run b.yml && echo ok\nls", "`&&` keeps `set -e` from stopping the script", id="and"),
    pytest.param("gh workflow run b.yml && echo ok", None, id="and-at-the-end"),
    pytest.param("f() { local x=$(gh workflow run b.yml); }\nf", "`local x=$(…)` hides the status", id="local"),
    pytest.param("x=$(gh workflow run b.yml)", None, id="assignment"),
    pytest.param('echo "$(gh workflow run b.yml)"', "a command inside a word: its failure isn't looked at", id="inside-a-word"),
    pytest.param('gh workflow run b.yml || rc=$?\nif [ "$rc" != 0 ]; then exit 1; fi', None, id="kept-and-an-if-fails"),
    pytest.param("rc=0\ngh workflow run b.yml || rc=$?\nls\nexit $rc", None, id="kept-and-exit"),
    pytest.param('gh workflow run b.yml || { echo no; bad+=(b); }\n[ "${#bad[@]}" = 0 ]', None, id="kept-and-tested"),
    pytest.param('gh workflow run b.yml || bad=1\n[ -z "$bad" ] || exit 1', None, id="kept-and-a-list-fails"),
    pytest.param("if ! gh workflow run b.yml; then ((bad++)); fi\n((bad == 0)) || exit 1", None, id="kept-in-a-count"),
    pytest.param("gh workflow run b.yml || bad=1\ncase $bad in 1) exit 1 ;; esac", None, id="kept-and-a-case-fails"),
    pytest.param("if gh workflow run b.yml; then rc=0; else rc=$?; fi\nexport rc\npython3 tell.py", None, id="kept-and-exported"),
    pytest.param('gh workflow run b.yml || bad=1\n./tell.sh "$bad"', None, id="kept-and-handed-to-a-program"),
    pytest.param('gh workflow run b.yml || bad=1\necho "bad=$bad" >> "$GITHUB_OUTPUT"', None, id="kept-for-a-later-step"),
    pytest.param('gh workflow run b.yml || rc=$?\necho "$rc"', "`|| rc=$?`", id="kept-and-only-said"),
    pytest.param('gh workflow run b.yml || rc=$?\nif [ "$rc" != 0 ]; then echo no; fi', "`|| rc=$?`", id="kept-and-an-if-says"),
    pytest.param(
        "gh workflow run b.yml || rc=$?\nif ! [ $rc = 0 ]; then echo no; fi", "`|| rc=$?`", id="kept-and-an-if-not-says"
    ),
    pytest.param('if gh workflow run b.yml; then ok=1; fi\n[ -n "$ok" ] || exit 1', None, id="success-noted"),
    pytest.param("gh workflow run b.yml || rc=$?\nif [ $src = 1 ]; then exit 1; fi", "`|| rc=$?`", id="another-variable"),
    pytest.param("for i in 1 2; do if gh workflow run b.yml; then exit 0; fi; done\nexit 1", None, id="retried-and-then-fails"),
    pytest.param("for i in 1 2; do gh workflow run b.yml && exit 0; sleep 9; done\nexit 1", None, id="retried-with-and"),
    pytest.param(
        "for i in 1 2; do\n  if gh workflow run b.yml; then break; fi\n  if [ $i = 2 ]; then exit 1; fi\ndone",
        None,
        id="retried-up-to",
    ),
    pytest.param(
        "for i in 1 2; do if gh workflow run b.yml; then break; fi; done\nmake || exit 1",
        "its failure only decides an `if`",
        id="retried-and-goes-on",
    ),
    pytest.param("f() { if gh workflow run b.yml; then return 0; fi; ls; return 1; }\nf", None, id="function-that-fails"),
    pytest.param(
        "f() { if gh workflow run b.yml; then return 0; fi; ls; }\nf\n[ -e x ] || exit 1",
        "its failure only decides an `if`",
        id="function-that-goes-on",
    ),
]


@pytest.mark.parametrize(("text", "expected"), HIDDEN)
def test_how_a_failure_stays_unseen(text: str, expected: str | None) -> None:
    [found] = sent(text)
    assert found.failure_hidden == expected


def test_shells_without_e_and_with_pipefail() -> None:
    [goes_on] = sent("gh workflow run b.yml\nls", stops=False)
    assert goes_on.failure_hidden == "nothing stops the script at a failure (`set +e`)"
    [strict] = sent("gh workflow run b.yml | tee log", pipefail=True)
    assert strict.failure_hidden is None


WRITES = [
    pytest.param('echo "a=$TASK" >> "$GITHUB_OUTPUT"', [("a", ID, ALWAYS)], id="echo"),
    pytest.param(
        "echo a=1 >>$GITHUB_OUTPUT\necho b=2 >> ${GITHUB_OUTPUT}",
        [("a", Const("1"), ALWAYS), ("b", Const("2"), ALWAYS)],
        id="spellings",
    ),
    pytest.param(
        '{ echo "a=1"; [ -n "$TASK" ] && echo "b=2"; } >> "$GITHUB_OUTPUT"',
        [("a", Const("1"), ALWAYS), ("b", Const("2"), Test(ID, "!=", Const("")))],
        id="group",
    ),
    pytest.param("cat <<EOF >> $GITHUB_OUTPUT\na=$TASK\nb=x\nEOF", [("a", ID, ALWAYS), ("b", Const("x"), ALWAYS)], id="heredoc"),
    pytest.param(
        'printf "a=%s\\nb=%d\\n" "$TASK" 3 >> $GITHUB_OUTPUT', [("a", ID, ALWAYS), ("b", Const("3"), ALWAYS)], id="printf"
    ),
    pytest.param('echo "a=1" | tee -a "$GITHUB_OUTPUT"', [("a", Const("1"), ALWAYS)], id="tee"),
    pytest.param(
        'echo "a<<END" >> $GITHUB_OUTPUT\necho "x $TASK" >> $GITHUB_OUTPUT\necho y >> $GITHUB_OUTPUT\necho END >> $GITHUB_OUTPUT',
        [("a", Text((Const("x "), ID, Const("\ny"))), ALWAYS)],
        id="several-lines",
    ),
    pytest.param(
        '{\n  echo "a<<END"\n  cat report.txt\n  echo END\n} >> "$GITHUB_OUTPUT"',
        [("a", Unknown("the content of file `report.txt`"), ALWAYS)],
        id="several-lines-in-a-group",
    ),
    pytest.param('echo "::set-output name=a::$TASK"', [("a", ID, ALWAYS)], id="set-output"),
    pytest.param('echo "##[set-output name=a;]$TASK"', [("a", ID, ALWAYS)], id="set-output in brackets"),
    pytest.param('echo "##[set-output name=a]$TASK"', [("a", ID, ALWAYS)], id="set-output in brackets without a semicolon"),
    pytest.param(
        'if [ "$KIND" = a ]; then echo "x=1" >> $GITHUB_OUTPUT; else echo "x=2" >> $GITHUB_OUTPUT; fi',
        [("x", Const("1"), Test(KIND, "==", Const("a"))), ("x", Const("2"), Test(KIND, "!=", Const("a")))],
        id="branches",
    ),
    pytest.param("./tool >> $GITHUB_OUTPUT", [("", Unknown("output of `tool`"), ALWAYS)], id="names-that-cant-be-known"),
    pytest.param(
        'echo "n=$(( ${TRY:-0} + 1 ))" >> $GITHUB_OUTPUT', [("n", Sum(Fallback(TRY, Const("0")), 1), ALWAYS)], id="counter"
    ),
    pytest.param('echo "## report" >> $GITHUB_STEP_SUMMARY\necho "a=b" >> other.txt\necho "a=b"', [], id="elsewhere"),
]


@pytest.mark.parametrize(("text", "expected"), WRITES)
def test_outputs(text: str, expected: list[tuple[str, Value, Condition]]) -> None:
    assert [(each.name, each.value, each.guard) for each in read(text).outputs] == expected
    moved = read(text.replace("GITHUB_OUTPUT", "GITHUB_ENV"))
    if "set-output" not in text:
        assert [(each.name, each.value, each.guard) for each in moved.exported] == expected


def test_places_are_those_of_the_file() -> None:
    text = (
        'if [ -n "$TASK" ]; then\n'
        '  echo "{\\"event_type\\": \\"a\\", \\"client_payload\\": {\\"id\\": \\"$TASK\\", \\"n\\": '
        '1}}" | gh api repos/o/r/dispatches --input -\n'
        "fi\n"
        "echo x=1 >> $GITHUB_OUTPUT\nexit 3\n"
    )
    facts = read(text)
    [found] = facts.dispatches
    line = text.splitlines()[1]

    def on_line_2(piece: str, first: int | None = None) -> Span:
        at = line.index(piece) if first is None else first
        return Span("w.yml", 2, at + 1, 2, at + len(piece) + 1)

    assert found.span == on_line_2("gh api repos/o/r/dispatches --input -")
    assert found.target_span == on_line_2('"event_type\\": \\"a\\"')
    assert isinstance(found.payload, Object)
    assert [(each.name, each.span) for each in found.payload.fields] == [
        ("id", on_line_2('"id\\": \\"$TASK\\"')),
        ("n", on_line_2('"n\\": 1')),
    ]
    assert facts.outputs == (Assignment("x", Const("1"), Span("w.yml", 4, 1, 4, 9)),)
    assert facts.exits == (Exit(Const("3"), Span("w.yml", 5, 1, 5, 7)),)


def test_places_count_characters_not_bytes() -> None:
    facts = read("echo 'größer ✓'; gh workflow run b.yml")
    [found] = facts.dispatches
    assert found.span == Span("w.yml", 1, 18, 1, 39)


def test_places_of_members_built_by_jq() -> None:
    facts = read(
        "P=$(jq -n --arg i \"$TASK\" '{id: $i,\n  n: 1}')\n"
        'gh api repos/o/r/dispatches --input - <<< "{\\"event_type\\":\\"a\\",\\"client_payload\\":$P}"'
    )
    [found] = facts.dispatches
    assert isinstance(found.payload, Object)
    assert [each.span for each in found.payload.fields] == [Span("w.yml", 1, 29, 1, 35), Span("w.yml", 2, 3, 2, 7)]


EXITS = [
    pytest.param("exit 1", [(Const("1"), ALWAYS)], id="plain"),
    pytest.param('[ "$KIND" = a ] || exit 2', [(Const("2"), Test(KIND, "!=", Const("a")))], id="guarded"),
    pytest.param("(exit 1) || true", [], id="subshell"),
]


@pytest.mark.parametrize(("text", "expected"), EXITS)
def test_exits(text: str, expected: list[tuple[Value, Condition]]) -> None:
    assert [(each.code, each.guard) for each in read(text).exits] == expected


@pytest.mark.parametrize("between", [" ", "  ", "\n", " of "])
def test_blanks_between_expansions_are_kept(between: str) -> None:
    (invocation,) = bash.read(script(f'echo "$TASK{between}${{KIND}}{between}$TRY"')).invocations
    assert invocation.words[1].value == Text((ID, Const(between), KIND, Const(between), TRY))


WORDS_WITH_VARIABLES = [
    pytest.param("x $TASK/$KIND/y", (ID, Const("/"), KIND, Const("/y")), id="slashes"),
    pytest.param("x a-$TASK-$KIND-b", (Const("a-"), ID, Const("-"), KIND, Const("-b")), id="dashes"),
    pytest.param("x $TASK$KIND.yml", (ID, KIND, Const(".yml")), id="ending"),
    pytest.param(
        "x é${TASK}/$KIND/$TRY.$TASK/ö",
        (Const("é"), ID, Const("/"), KIND, Const("/"), TRY, Const("."), ID, Const("/ö")),
        id="many",
    ),
    pytest.param(
        'x "$TASK"/$KIND/"$TRY"/$TASK,', (ID, Const("/"), KIND, Const("/"), TRY, Const("/"), ID, Const(",")), id="quotes"
    ),
    pytest.param("P=$TASK/$KIND/y\nx $P", (ID, Const("/"), KIND, Const("/y")), id="assigned"),
    pytest.param("for p in $TASK/$KIND/y; do x $p; done", (ID, Const("/"), KIND, Const("/y")), id="loop"),
]


@pytest.mark.parametrize(("text", "parts"), WORDS_WITH_VARIABLES)
def test_a_word_goes_on_behind_a_second_variable(text: str, parts: tuple[Value, ...]) -> None:
    (invocation,) = bash.read(script(text)).invocations
    assert [each.value for each in invocation.words] == [Const("x"), Text(parts)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x $(git rev-parse HEAD || echo main)", OneOf((COMMIT, Const("main")))),
        ("x $(git rev-parse HEAD 2>/dev/null || echo '')", OneOf((COMMIT, Const("")))),
        ("x $(git rev-parse HEAD || true)", COMMIT),
        (
            "x $(jq -r .a <<< '{\"a\": 1}' || echo 0)",
            Choice(Not(Succeeds("""`jq -r .a <<< '{"a": 1}'`""")), Const("0"), Const("1")),
        ),
    ],
)
def test_a_command_that_fails_prints_nothing(text: str, expected: Value) -> None:
    assert bash.read(script(text)).invocations[-1].words[1].value == expected


def test_a_word_with_many_variables_is_read_in_time() -> None:
    assert len(bash.read(script("x " + "$TASK/$KIND/" * 3000)).invocations) == 1


def test_invocations_carry_words_environment_input_and_condition() -> None:
    facts = read('A=1 B="$TASK" tool --x "$KIND" < in.txt || true')
    found = facts.invocations[0]
    assert [each.value for each in found.words] == [Const("tool"), Const("--x"), KIND]
    assert found.environment == (*ENVIRONMENT.items(), ("A", Const("1")), ("B", ID))
    assert found.stdin == Unknown("the content of file `in.txt`")
    assert (found.guard, found.discarded) == (ALWAYS, "`|| true`")
    assert facts.read_variables == {"TASK", "KIND"}


def test_sourced_library() -> None:
    library = Source("ci/lib.sh", "ci/lib.sh", "ci/lib.sh", 'announce() {\n  gh workflow run "$1"\n}\n')
    text = "cd ci && source ./lib.sh\nannounce b.yml"

    def open_file(path: Value) -> Source | None:
        return library if from_workspace(path) == "ci/lib.sh" else None

    facts = bash.read(replace(script(text), open=open_file))
    [found] = facts.dispatches
    assert found.target == Const("b.yml")
    assert found.span == Span("ci/lib.sh", 2, 3, 2, 23)


def test_too_deep_a_script_is_a_problem_not_a_crash() -> None:
    facts = read("if x; then\n" * 300 + "gh workflow run b.yml\n" + "fi\n" * 300)
    assert facts.problem == "the script is too long or too deeply nested to follow"


def test_doubling_is_bounded() -> None:
    facts = read("x=ab\n" + 'x="$x$x"\n' * 60 + 'gh workflow run b.yml -f x="$x"')
    assert isinstance(facts.dispatches[0].payload, Object)


PIECES = st.sampled_from(
    [
        'gh workflow run', 'gh api repos/o/r/dispatches', ' -f a=b', ' --input -', 'curl ', '-d @-', 'if ', 'then',
        'fi', '; ', '\n', '$(', ')',
        '`', '"', "'", '<<EOF\n', 'EOF\n', '{', '}', '${x', '[[ ', ' ]]', '((', '))', 'case x in', 'esac',
        'for i in a b', 'do', 'done', 'while read x',
        '|', '&&', '||', '&', 'x=', 'x+=(', 'f() {', 'f', 'return', 'break', '>> $GITHUB_OUTPUT', 'echo a=b',
        "jq -n '{a: $b}'", 'WQ00Q', 'é', '\\', '#',
        "trap 'f' EXIT", 'eval ', 'bash -c ', 'source x', 'set -e', 'local y=1', 'export Z', '$1', 'shift', '$((',
        '${x:-', 'printf %s',
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=25).map(" ".join)))
def test_never_raises_and_answers_the_same(text: str) -> None:
    first = read(text)
    assert first == read(text)
    assert all(isinstance(each, Dispatch) for each in first.dispatches)
    assert all(isinstance(each, Unresolved) for each in first.unresolved)


@pytest.mark.parametrize("text", ["${1=\x80", "é", "${a:=é", "$((é", "<<é"])
def test_broken_scripts_may_end_within_a_character(text: str) -> None:
    assert read(text).dispatches == ()


def test_a_brace_before_an_emoji_ends_nothing() -> None:
    facts = read("echo {\U0001f680}; gh workflow run b.yml -f x=\U0001f680")
    (sent,) = facts.dispatches
    assert isinstance(sent.payload, Object)
    assert [(each.name, each.value) for each in sent.payload.fields] == [("x", Const("\U0001f680"))]


@pytest.mark.parametrize(
    "test", ['[ "$A" \\> "$B" ]', '[ "$A" ">" "$B" ]', "[ $A '>' $B ]", '[ -n x ] && [ "$A" \\> "$B" ]', 'test "$A" \\> "$B"']
)
def test_texts_are_compared_by_a_sign_in_quotes(test: str) -> None:
    read = bash.read(script(f"if {test}; then\n  ./one\nfi\nwhile true; do\n  if {test}; then break; fi\ndone\n./two\n"))
    programs = {str(constant(each.words[0].value)): each.guard for each in read.invocations}
    assert "comparison='>'" in str(programs["./one"])
    assert programs["./two"] == ALWAYS


@pytest.mark.parametrize(
    ("command", "commit"),
    [
        ("rev-parse HEAD", True),
        ("rev-parse --short=8 HEAD~1", True),
        ("rev-parse --abbrev-ref HEAD", False),
        ("rev-parse --show-toplevel", False),
        ("merge-base origin/main HEAD", True),
        ("log -1 --format=%H", True),
        ("log -1 --pretty=format:%h main", True),
        ("log -1 --pretty=%B", False),
        ("log --format=%H", False),
        ("rev-list -n 1 v1", True),
        ("describe --tags", False),
    ],
)
def test_a_commit_that_git_names(command: str, commit: bool) -> None:
    [found] = bash.read(script(f'gh workflow run a.yml -R octo/example --ref "$(git {command})"\n')).dispatches
    assert (found.ref == COMMIT) is commit
