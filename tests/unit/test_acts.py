"""Acts: what commands, requests, octokit and actions raise, what a job adds to that, and who hears it."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from wflint.config import Config
from wflint.graph import System
from wflint.implicit import heard, implicit_edges
from wflint.link import link
from wflint.pictures import draw
from wflint.senders.acts import of_command
from wflint.senders.acts_actions import of_action
from wflint.senders.acts_api import of_call, of_request
from wflint.senders.acts_git import HERE
from wflint.senders.message import Act, Invocation, Request, Word
from wflint.soundness.meant import meant
from wflint.sources import Repository, Source
from wflint.span import Span
from wflint.syntax import build
from wflint.values.condition import ALWAYS, Opaque
from wflint.values.patterns import passes
from wflint.values.value import Array, Const, Encoded, Field, Object, OneOf, Reference, Text, Unknown, Value, text

CALL = Span("s", 1, 1, 1, 99)
NUMBER = Reference(("github", "event", "issue", "number"))
PULL = Reference(("github", "event", "pull_request", "number"))
TOKEN = Reference(("github", "token"))
PAT = Reference(("secrets", "PAT"))
VERSION = Reference(("inputs", "version"))
OTHER = Const("o/r")
MERGED = Unknown("the branch that the pull request goes into")
CHECKED_OUT = Unknown("the tags that the checkout holds")


def invocation(*words: str | Value, **env: Value) -> Invocation:
    given = tuple(Word(Const(each) if isinstance(each, str) else each, CALL) for each in words)
    return Invocation(given, CALL, tuple(env.items()), guard=Opaque("maybe"), discarded="`|| true`")


def run(line: str, *more: str | Value, **env: Value) -> tuple[Act, ...]:
    return of_command(invocation(*line.split(), *more, **env))


def act(mechanism: str, event: str, *types: str, **rest: object) -> Act:
    made = Act(mechanism, event, CALL, types, guard=Opaque("maybe"), failure_hidden="`|| true`")
    return replace(made, **rest)  # type: ignore[arg-type]  # a table of optional fields


COMMANDS: list[tuple[str, tuple[str | Value, ...], tuple[Act, ...]]] = [
    ("gh issue comment 7 --body", ("/go",), (act("gh issue comment", "issue_comment", "created", body=Const("/go")),)),
    ("sudo gh issue comment 7 -b", ("/go",), (act("gh issue comment", "issue_comment", "created", body=Const("/go")),)),
    ("gh pr comment 7 --edit-last -b x", (), (act("gh pr comment", "issue_comment", "edited", body=Const("x"), certain=False),)),
    (
        "gh issue create -t x -b y -l bug,todo -R o/r",
        (),
        (
            act("gh issue create", "issues", "opened", body=Const("y"), repository=OTHER),
            act("gh issue create", "issues", "labeled", body=Const("y"), repository=OTHER, label=Const("bug")),
            act("gh issue create", "issues", "labeled", body=Const("y"), repository=OTHER, label=Const("todo")),
        ),
    ),
    (
        "gh issue edit 7 --add-label ready --remove-label todo",
        (),
        (
            act("gh issue edit", "issues", "labeled", label=Const("ready")),
            act("gh issue edit", "issues", "unlabeled", label=Const("todo")),
        ),
    ),
    (
        "gh issue close 7 --comment done",
        (),
        (act("gh issue close", "issues", "closed"), act("gh issue close", "issue_comment", "created", body=Const("done"))),
    ),
    ("gh pr create -d -B main --fill", (), (act("gh pr create", "pull_request", "opened", base=Const("main")),)),
    ("gh pr create --dry-run", (), ()),
    (
        "gh pr merge 7 -m",
        (),
        (act("gh pr merge", "pull_request", "closed"), act("gh pr merge", "push", branch=MERGED)),
    ),
    (
        "gh pr merge 7 --auto --squash",
        (),
        (
            act("gh pr merge", "pull_request", "closed", certain=False),
            act("gh pr merge", "push", branch=MERGED, certain=False),
        ),
    ),
    ("gh pr ready 7", (), (act("gh pr ready", "pull_request", "ready_for_review"),)),
    ("gh pr review 7 -a -b ok", (), (act("gh pr review", "pull_request_review", "submitted", body=Const("ok")),)),
    ("gh pr list", (), ()),
    (
        "gh release create v1 a.zip -n text",
        (),
        (
            act("gh release create", "release", "published", "released", tag=Const("v1"), body=Const("text")),
            act("gh release create", "push", tag=Const("v1"), certain=False),
        ),
    ),
    (
        "gh release create -p v1",
        (),
        (
            act("gh release create", "release", "created", "published", "prereleased", tag=Const("v1")),
            act("gh release create", "push", tag=Const("v1"), certain=False),
        ),
    ),
    ("gh release create v1 --draft", (), ()),
    ("gh release edit v1 --draft=false", (), (act("gh release edit", "release", "published", tag=Const("v1")),)),
    ("gh release edit v1 --notes x", (), ()),
    ("gh label create ready", (), (act("gh label create", "label", "created", label=Const("ready")),)),
    (
        "gh api repos/{owner}/{repo}/issues/7/comments -f body=/go",
        (),
        (act("gh api", "issue_comment", "created", body=Const("/go")),),
    ),
    ("gh api repos/o/r/issues/7/comments", (), ()),
    (
        "gh api -X PUT repos/o/r/pulls/7/merge",
        (),
        (act("gh api", "pull_request", "closed", repository=OTHER), act("gh api", "push", branch=MERGED, repository=OTHER)),
    ),
    (
        "gh api repos/o/r/git/refs -f ref=refs/tags/v1 -f sha=abc",
        (),
        (
            act("gh api", "push", tag=Const("v1"), repository=OTHER),
            act("gh api", "create", tag=Const("v1"), repository=OTHER),
        ),
    ),
    ("gh api -X DELETE repos/o/r/git/refs/heads/old", (), (act("gh api", "delete", branch=Const("old"), repository=OTHER),)),
    (
        "curl -f -X POST -d",
        ('{"body": "/go"}', "https://api.github.com/repos/o/r/issues/7/comments"),
        (act("curl", "issue_comment", "created", body=Const("/go"), repository=OTHER),),
    ),
    ("git push", (), (act("git push", "push", branch=HERE),)),
    ("git push origin HEAD", (), (act("git push", "push", branch=HERE),)),
    ("git push origin HEAD:main", (), (act("git push", "push", branch=Const("main")),)),
    ("git -c user.name=x push --force origin gh-pages", (), (act("git push", "push", branch=Const("gh-pages"), forced=True),)),
    ("git push origin +a:refs/heads/b", (), (act("git push", "push", branch=Const("b"), forced=True),)),
    ("git push origin refs/tags/v1", (), (act("git push", "push", tag=Const("v1")),)),
    ("git push origin tag v1", (), (act("git push", "push", tag=Const("v1")),)),
    ("git push --tags", (), (act("git push", "push", tag=CHECKED_OUT),)),
    (
        "git push --follow-tags",
        (),
        (act("git push", "push", tag=CHECKED_OUT, certain=False), act("git push", "push", branch=HERE)),
    ),
    ("git push origin :old", (), (act("git push", "delete", branch=Const("old")),)),
    ("git push origin --delete refs/tags/v1", (), (act("git push", "delete", tag=Const("v1")),)),
    ("git push --dry-run", (), ()),
    ("git -C other push", (), (act("git push", "push", branch=HERE, repository=Unknown("git works in another folder")),)),
    (
        "git push",
        (Text((Const("https://x-access-token:"), PAT, Const("@github.com/o/r.git"))), "main"),
        (act("git push", "push", branch=Const("main"), repository=OTHER, token=PAT),),
    ),
    (
        "git push heroku main",
        (),
        (act("git push", "push", branch=Const("main"), repository=Unknown("a remote set up elsewhere")),),
    ),
    ("git commit -m x", (), ()),
    ("echo git push", (), ()),
]


@pytest.mark.parametrize(("line", "more", "expected"), COMMANDS, ids=[line for line, _, _ in COMMANDS])
def test_what_commands_raise(line: str, more: tuple[str | Value, ...], expected: tuple[Act, ...]) -> None:
    assert run(line, *more) == expected


def test_gh_uses_the_token_and_the_repository_of_its_environment() -> None:
    expected = act("gh issue comment", "issue_comment", "created", body=Const("x"), token=PAT, repository=OTHER)
    assert run("gh issue comment 7 -b x", GH_TOKEN=PAT, GITHUB_TOKEN=TOKEN, GH_REPO=OTHER) == (expected,)


def test_powershell_asks_with_headers_and_a_body() -> None:
    headers = Object((Field("Authorization", Text((Const("Bearer "), PAT))),))
    found = of_command(
        invocation(
            "Invoke-RestMethod",
            "-Uri",
            "https://api.github.com/repos/o/r/issues/7/comments",
            "-Method",
            "Post",
            "-Headers",
            headers,
            "-Body",
            '{"body": "/go"}',
        )
    )
    assert found == (act("Invoke-RestMethod", "issue_comment", "created", body=Const("/go"), token=PAT, repository=OTHER),)


def request(method: str, url: Value, body: Value | None) -> tuple[Act, ...]:
    return of_request(Request("fetch", method, url, body, CALL, Text((Const("Bearer "), PAT))))


def raised(mechanism: str, event: str, *types: str, **rest: object) -> Act:
    return replace(Act(mechanism, event, CALL, types, token=PAT), **rest)  # type: ignore[arg-type]  # a table of optional fields


def test_links_that_the_event_supplies_are_followed() -> None:
    url = Reference(("github", "event", "issue", "comments_url"))
    body = Encoded(Object((Field("body", Const("/go")),)))
    assert request("POST", url, body) == (raised("fetch", "issue_comment", "created", body=Const("/go")),)


def test_labels_go_to_an_issue_or_to_a_pull_request() -> None:
    def at(number: Value) -> Value:
        return Text((Const("https://api.github.com/repos/o/r/issues/"), number, Const("/labels")))

    body = Encoded(Object((Field("labels", Array((Const("ready"),))),)))
    either = raised("fetch", "issues", "labeled", label=Const("ready"), number=NUMBER, certain=False, repository=OTHER)
    assert request("POST", at(NUMBER), body) == (either, replace(either, event="pull_request"))
    assert request("POST", at(PULL), body) == (
        raised("fetch", "pull_request", "labeled", label=Const("ready"), repository=OTHER),
    )


def test_methods_of_octokit() -> None:
    here = (
        Field("owner", Reference(("github", "repository_owner"))),
        Field("repo", Reference(("github", "event", "repository", "name"))),
    )

    def called(name: str, *fields: Field) -> tuple[Act, ...]:
        return of_call(name, Object((*here, *fields)), CALL, PAT, ALWAYS, None)

    assert called("issues.createComment", Field("issue_number", NUMBER), Field("body", Const("/go"))) == (
        raised("github-script issues.createComment", "issue_comment", "created", body=Const("/go")),
    )
    assert called("pulls.create", Field("base", Const("main"))) == (
        raised("github-script pulls.create", "pull_request", "opened", base=Const("main")),
    )
    assert called("git.createRef", Field("ref", Text((Const("refs/tags/v"), VERSION)))) == (
        raised("github-script git.createRef", "push", tag=Text((Const("v"), VERSION))),
        raised("github-script git.createRef", "create", tag=Text((Const("v"), VERSION))),
    )
    assert called("repos.createRelease", Field("tag_name", Const("v1")), Field("draft", Const(True))) == ()
    assert called("issues.get", Field("issue_number", NUMBER)) == ()


def used(uses: str, environment: dict[str, Value] | None = None, **inputs: str | Value) -> tuple[Act, ...]:
    given = {name.replace("__", "-"): (Const(each) if isinstance(each, str) else each, CALL) for name, each in inputs.items()}
    return of_action(uses, given, environment or {}, CALL)


def done(mechanism: str, event: str, *types: str, **rest: object) -> Act:
    return replace(Act(mechanism, event, CALL, types, token=TOKEN), **rest)  # type: ignore[arg-type]  # optional fields


def test_actions_of_the_table() -> None:
    comment, release = "peter-evans/create-or-update-comment", "softprops/action-gh-release"
    assert used(f"{comment}@v5", body="/go", issue__number="7") == (done(comment, "issue_comment", "created", body=Const("/go")),)
    assert used(f"{comment}@v5", body="/go", comment__id="7", token=PAT) == (
        done(comment, "issue_comment", "edited", body=Const("/go"), token=PAT),
    )
    assert used(f"{release}@v3", tag_name="v1") == (
        done(release, "release", "created", "published", "released", tag=Const("v1")),
        done(release, "push", tag=Const("v1"), certain=False),
    )
    assert used(f"{release}@v3", tag_name="v1", draft="true") == ()
    assert used("Actions/Create-Release@v1", {"GITHUB_TOKEN": PAT}, tag_name="v1", draft="true") == ()
    assert used("stefanzweifel/git-auto-commit-action@v7", branch="docs", commit_message="x") == (
        done("stefanzweifel/git-auto-commit-action", "push", branch=Const("docs"), body=Const("x"), token=None),
    )
    assert used("EndBug/add-and-commit@v11") == (done("EndBug/add-and-commit", "push", branch=HERE, token=None),)
    labels = done("actions-ecosystem/action-add-labels", "issues", "labeled", number=NUMBER, certain=False)
    assert used("actions-ecosystem/action-add-labels@v1", labels="a\nb") == (
        replace(labels, label=Const("a")),
        replace(labels, label=Const("b")),
        replace(labels, event="pull_request", label=Const("a")),
        replace(labels, event="pull_request", label=Const("b")),
    )
    assert used("actions/checkout@v6") == ()


def test_actions_that_work_out_a_version_and_tag_it() -> None:
    version = Unknown("a version that the action works out")
    tagger, other = "mathieudutour/github-tag-action", "anothrNick/github-tag-action"
    assert used(f"{tagger}@v6.2", github_token=PAT) == (done(tagger, "push", tag=text([Const("v"), version]), token=PAT),)
    assert used(f"{tagger}@v6.2", github_token=PAT, tag_prefix="") == (done(tagger, "push", tag=version, token=PAT),)
    assert used(f"{tagger}@v6.2", github_token=PAT, dry_run="true") == ()
    variables: dict[str, Value] = {"GITHUB_TOKEN": PAT, "WITH_V": Const("true")}
    assert used(f"{other}@1.67.0", variables) == (done(other, "push", tag=text([Const("v"), version]), token=PAT),)
    assert used(f"{other}@1.67.0", {"GITHUB_TOKEN": PAT}) == (done(other, "push", tag=version, token=PAT),)
    assert used(f"{other}@1.67.0", {**variables, "CUSTOM_TAG": Const("app-1")}) == (
        done(other, "push", tag=Const("app-1"), token=PAT),
    )
    assert used(f"{other}@1.67.0", {**variables, "DRY_RUN": Const("true")}) == ()


def test_the_table_keeps_to_its_schema() -> None:
    table, schema = (json.loads(files("wflint").joinpath(f"data/acts{end}.json").read_text("utf-8")) for end in ("", ".schema"))
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(table)
    for action in table["actions"]:
        named = {action.get("token"), action.get("repository")} - {None}
        for each in action["raises"]:
            named |= {
                each[key]
                for key in ("branch", "tag", "prefix_from", "base", "body", "labels", "number", "draft", "token")
                if key in each
            }
            named |= {*each.get("if", ()), *each.get("unless", ())}
        assert named <= set(action["inputs"]), action["uses"]


# -- in a job ---------------------------------------------------------------------------------------------------------------


def system(**workflows: str) -> System:
    sources = tuple(
        Source(path, path, path, text) for name, text in workflows.items() for path in (f".github/workflows/{name}.yml",)
    )
    return link((Repository(Path("/nowhere"), "", "", "octo/example", sources),), Config())


def acts(steps: str, on: str = "push") -> tuple[Act, ...]:
    text = f"on: {on}\njobs:\n  one:\n    runs-on: ubuntu-latest\n    steps:\n{steps}"
    found = (act for way in system(one=text).ways for act in way.step.acts)
    return tuple(replace(each, span=CALL, guard=ALWAYS) for each in found)


def pushed(**rest: object) -> Act:
    return replace(Act("git push", "push", CALL, token=TOKEN), **rest)  # type: ignore[arg-type]  # a table of optional fields


CHECKOUT = "      - uses: actions/checkout@v6\n"
WITH = f"{CHECKOUT}        with: "
RUN = "      - run: "
SECRET = "${{ secrets.PAT }}"
ADDRESS = f"git remote set-url origin https://x:{SECRET}@github.com/o/r"
REF_NAME = Reference(("github", "ref_name"))


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (f"{CHECKOUT}{RUN}git push\n", pushed(branch=REF_NAME)),
        (f"{WITH}{{token: '{SECRET}', ref: docs}}\n{RUN}git push\n", pushed(branch=Const("docs"), token=PAT)),
        (
            f"{WITH}{{persist-credentials: false}}\n{RUN}git push\n",
            pushed(branch=REF_NAME, token=Unknown("actions/checkout doesn't store its token")),
        ),
        (
            f"{WITH}{{repository: o/r, path: other}}\n{RUN}git push\n        working-directory: other\n",
            pushed(branch=REF_NAME, repository=OTHER),
        ),
        (
            f"{CHECKOUT}{RUN}git checkout -b fix && git commit -m done && git push -u origin HEAD\n",
            pushed(branch=Const("fix"), body=Const("done")),
        ),
        (f"{CHECKOUT}{RUN}git tag v1\n{RUN}git push origin v1\n", pushed(tag=Const("v1"))),
        (
            f"{CHECKOUT}{RUN}|\n          {ADDRESS}\n          git push\n",
            pushed(branch=REF_NAME, repository=OTHER, token=PAT),
        ),
    ],
)
def test_git_in_a_job(steps: str, expected: Act) -> None:
    assert acts(steps) == (expected,)


def test_all_tags_are_those_that_the_job_has_made() -> None:
    made = f"{CHECKOUT}{RUN}git tag a; git tag b\n{RUN}git push origin --tags\n"
    assert acts(made) == (pushed(tag=Const("a")), pushed(tag=Const("b")))
    assert acts(made.replace("git tag a; git tag b", "make")) == (pushed(tag=CHECKED_OUT),)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("git checkout -b fix && git push -u origin HEAD", True),
        ("git switch -c fix; git config user.name x; git push origin fix", True),
        ('B="fix-$GITHUB_RUN_ID"; git checkout -b "$B"; git push origin "$B"', True),
        ("if [ -n $X ]; then git checkout -b fix; git push origin fix; fi", True),
        ("git checkout -b fix && git commit -am done && git push -u origin HEAD", False),
        ("git checkout -b fix && git merge origin/dev && git push origin fix", False),
        ("git checkout -B fix && git push origin fix", False),
        ("git checkout -b fix && git push --force origin fix", False),
        ("git checkout -b fix && git push origin other", False),
        ("if [ -n $X ]; then git checkout -b fix; fi; git push origin fix", False),
        ("git push origin dev:release", False),
        ("git tag v1 && git push origin v1", False),
    ],
)
def test_a_push_may_only_open_a_branch(script: str, expected: bool) -> None:
    [found] = acts(f"{CHECKOUT}{RUN}|\n          {script}\n")
    assert found.opens is expected


def test_a_push_without_a_checkout_goes_nobody_knows_where() -> None:
    nowhere = Unknown("a folder that actions/checkout hasn't filled")
    assert acts("      - run: git push\n") == (pushed(branch=nowhere, repository=nowhere, token=nowhere),)


def test_a_checkout_under_a_condition_leaves_the_token_open_elsewhere() -> None:
    guarded = f"{CHECKOUT}        if: github.actor == 'me'\n        with: {{token: '${{{{ secrets.PAT }}}}'}}\n"
    (elsewhere,) = acts(f"{CHECKOUT}{guarded}      - run: git push\n")
    (inside,) = acts(f"{CHECKOUT}{guarded}      - run: git push\n        if: github.actor == 'me'\n")
    assert {type(elsewhere.token).__name__, inside.token} == {"Choice", PAT}


def test_the_events_of_the_workflow_tell_an_issue_from_a_pull_request() -> None:
    steps = "      - uses: actions-ecosystem/action-add-labels@v1\n        with: {labels: ready}\n"
    made = Act(
        "actions-ecosystem/action-add-labels", "issues", CALL, ("labeled",), token=TOKEN, label=Const("ready"), number=NUMBER
    )
    assert acts(steps, "issues") == (made,)
    assert acts(steps, "pull_request") == (replace(made, event="pull_request"),)
    assert acts(steps, "issue_comment") == (replace(made, certain=False), replace(made, event="pull_request", certain=False))


# -- who hears it -----------------------------------------------------------------------------------------------------------


def push(branch: Value | None = None, tag: Value | None = None, body: Value | None = None) -> Act:
    return Act("git push", "push", CALL, branch=branch, tag=tag, body=body)


@pytest.mark.parametrize(
    ("on", "raised_act", "expected"),
    [
        ("push", push(Const("x")), True),
        ("push", push(tag=Const("v1")), True),
        ("push", push(Const("x"), body=Const("docs [skip ci]")), False),
        ("{push: {branches: [main, 'release/**']}}", push(Const("release/1/2")), True),
        ("{push: {branches: [main, 'release/**']}}", push(Const("other")), False),
        ("{push: {branches: [main]}}", push(REF_NAME), None),
        ("{push: {branches: [main]}}", push(tag=Const("v1")), False),
        ("{push: {branches-ignore: ['dependabot/**']}}", push(Const("dependabot/x")), False),
        ("{push: {tags: ['v*']}}", push(tag=Text((Const("v"), VERSION))), True),
        ("{push: {tags: ['v*']}}", push(tag=VERSION), None),
        ("{push: {tags: ['v*']}}", push(Const("main")), False),
        ("{push: {paths: [src/**]}}", push(Const("main")), None),
        ("{push: {paths: [src/**]}}", push(tag=Const("v1")), True),
        ("pull_request", Act("x", "pull_request", CALL, ("opened",)), True),
        ("pull_request_target", Act("x", "pull_request", CALL, ("opened",)), True),
        ("pull_request", Act("x", "pull_request", CALL, ("closed",)), False),
        ("{pull_request: {types: [closed]}}", Act("x", "pull_request", CALL, ("closed",)), True),
        ("{pull_request: {branches: [main]}}", Act("x", "pull_request", CALL, ("opened",)), None),
        ("{issues: {types: [labeled]}}", Act("x", "issues", CALL, None), None),
        ("{release: {types: [released]}}", Act("x", "release", CALL, ("published", "prereleased")), False),
        ("issues", Act("x", "issue_comment", CALL, ("created",)), False),
    ],
)
def test_who_hears_an_act(on: str, raised_act: Act, expected: bool | None) -> None:
    workflow, problems = build.workflow(Source("w.yml", "w.yml", "w.yml", f"on: {on}\njobs: {{}}\n"))
    assert workflow is not None
    assert not [each for each in problems if each.kind == "syntax"]
    assert heard(raised_act, workflow.triggers[0]) is expected


@pytest.mark.parametrize(
    ("patterns", "value", "expected"),
    [
        (("v[12].[0-9]+.[0-9]+",), Const("v1.10.1"), True),
        (("v[12].[0-9]+.[0-9]+",), Const("v3.1.1"), False),
        (("*",), Const("a/b"), False),
        (("**",), Const("a/b"), True),
        (("**.js",), Const("a/b.js"), True),
        (("colou?r",), Const("color"), True),
        (("v*", "!*-beta"), Const("v1-beta"), False),
        (("v*", "!*-beta"), Text((Const("v"), VERSION)), None),
        (("v*", "r*"), Text((Const("v"), VERSION)), True),
        (("main",), Text((Const("fix-"), VERSION)), False),
        (("main",), OneOf((Const("main"), Const("dev"))), None),
        (("[",), Const("["), True),
    ],
)
def test_filter_patterns(patterns: tuple[str, ...], value: Value, expected: bool | None) -> None:
    assert passes(patterns, value) is expected


JOB = "jobs:\n  one:\n    runs-on: ubuntu-latest\n{}    steps:\n      - run: {}\n        env: {{GH_TOKEN: '${{{{ {} }}}}'}}\n"


def sender(command: str, token: str = "github.token", on: str = "workflow_dispatch") -> str:
    return f"on: {on}\n{JOB.format('', command, token)}"


def listener(on: str, condition: str = "") -> str:
    return f"on: {on}\n{JOB.format(f'    if: {condition}' + chr(10) if condition else '', 'make', 'github.token')}"


COMMENT = "gh issue comment 7 -R octo/example -b '/agent run now'"
COPY = "gh issue comment 7 -R octo/example -b $'Copy\\n/agent run'"
ASKS = "startsWith(github.event.comment.body, '/agent run')"
AGENT = listener("issue_comment", ASKS)
PEOPLE = listener("issue_comment", f"{ASKS} && github.actor != 'x[bot]'")
RELEASE = "gh release create v1 -R octo/example"
PUBLISHED = "{release: {types: [published]}}"
LABEL = "gh issue edit 7 -R octo/example --add-label go"
LABELED = listener("{issues: {types: [labeled]}}", "github.event.label.name == 'go'")
ANY_LABEL = "contains(github.event.issue.labels.*.name, 'go')"
TAG = "gh api repos/octo/example/git/refs -f ref=refs/tags/v1.2"
TAGS = "{push: {tags: ['v*']}, workflow_dispatch: null}"


@pytest.mark.parametrize(
    ("first", "second", "outcome", "found"),
    [
        (sender(COMMENT), AGENT, "suppressed", ("comments with `/agent run`", "sure")),
        (sender(COMMENT, "secrets.PAT"), AGENT, "starts", ("comments with `/agent run`", "sure")),
        (sender(COMMENT, "secrets.PAT || github.token"), AGENT, "unknown", ("comments with `/agent run`", "sure")),
        (sender(COMMENT), listener("issue_comment"), "suppressed", None),
        (sender(COMMENT.replace("'/", "'Try /")), AGENT, "suppressed", None),
        (sender(f'"{COPY}"'.replace("\\n", "\\\\n")), AGENT, "suppressed", ("comments with `/agent run`", "possible")),
        (sender(COMMENT), PEOPLE, "suppressed", None),
        (sender(LABEL), LABELED, "suppressed", ("label `go`", "sure")),
        (sender(LABEL.replace("go", "stop")), LABELED, "suppressed", None),
        (sender(LABEL), listener("{issues: {types: [labeled]}}", ANY_LABEL), "suppressed", ("label `go`", "sure")),
        (sender(LABEL), listener("{issues: {types: [labeled]}}", f"${{{{ !{ANY_LABEL} }}}}"), "suppressed", None),
        (sender(TAG), listener(TAGS), "suppressed", ("tag `v1.2`", "sure")),
        (sender(TAG), listener(TAGS, "github.ref_name == 'v2'"), "suppressed", None),
        (sender(TAG), listener("{push: {tags: ['v*'], branches: [main]}}"), "suppressed", None),
        (sender(RELEASE), listener(PUBLISHED), "suppressed", ("releases", "sure")),
        (sender(RELEASE), listener("{release: {types: [published]}, schedule: []}"), "suppressed", None),
        (sender(RELEASE, on="release"), listener(PUBLISHED), "suppressed", None),
        (sender("gh pr create -R octo/example"), listener("pull_request"), "waits for approval", None),
    ],
)
def test_what_a_listener_is_there_for(first: str, second: str, outcome: str, found: tuple[str, str] | None) -> None:
    made = system(first=first, second=second)
    (edge,) = [each for each in implicit_edges(made) if each.workflow.path.endswith("second.yml")]
    reason = meant(made, edge)
    assert (edge.outcome, (reason.what, reason.certainty) if reason else None) == (outcome, found)


def test_pictures_show_what_surely_starts_another_workflow() -> None:
    drawn = draw(system(first=sender(COMMENT, "secrets.PAT"), second=AGENT), "mermaid")
    assert drawn == (
        'flowchart LR\n  n0["first.yml"]\n  n1["second.yml"]\n'
        '  n0 -.->|"issue_comment created"| n1\n  classDef odd stroke:#c00,stroke-width:2px\n'
    )
    assert draw(system(first=sender(COMMENT), second=AGENT), "text") == "no workflow here sends or hears an event\n"
