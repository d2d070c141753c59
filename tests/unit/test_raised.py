"""What is raised and what is meant, at a glance: by words, and by the table of actions."""

import pytest

from wflint.facts.raised import (
    ANYTHING,
    BRANCH,
    COMMENT,
    LABEL,
    OPENED,
    RELEASE,
    TAG,
    brings,
    by_actions,
    by_words,
    meant,
    meant_by_words,
)
from wflint.syntax.glance import glance


def raised(texts: list[str], uses: list[str]) -> set[str]:
    return by_actions(uses) | by_words(texts)


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        ("gh issue comment 1 --body /go", COMMENT),
        ("gh pr close 1 -c /go", COMMENT),
        ("await github.rest.issues.createComment({body})", COMMENT),
        ("curl -d @body ${{ github.event.issue.comments_url }}", COMMENT),
        ("issue = Github(x).get_issue(1)\nissue.create_comment('/go')", COMMENT),
        ("gh issue edit 1 --add-label go", LABEL),
        ("gh pr create -f -l go", LABEL),
        ("gh api repos/o/r/issues/1/labels -f 'labels[]=go'", LABEL),
        ("git tag v1 && git push origin v1", TAG),
        ("git push --mirror", TAG),
        ("gh api repos/o/r/git/refs -f ref=refs/tags/v1", TAG),
        ("git push", BRANCH),
        ("subprocess.run(['git', 'push', 'origin', 'x'])", BRANCH),
        ("git \\\n  push", BRANCH),
        ("gh api -X PUT repos/o/r/contents/file -f branch=x", BRANCH),
        ("gh api repos/o/r/merges -f base=x", BRANCH),
        ("repo = Github(x).get_repo(y)\nrepo.merge('x', 'y')", BRANCH),
        ("git checkout -b x && git push", OPENED),
        ("git switch main -c x && git push", OPENED),
        ("gh release create v1", RELEASE),
        ("gh release -R o/r edit v1 --draft=false", RELEASE),
        ("gh api repos/o/r/releases -f tag_name=v1", RELEASE),
        ("octokit.rest.repos.createRelease({})", RELEASE),
        ("repo = Github(x).get_repo(y)\nrepo.create_git_tag_and_release('v1')", RELEASE),
    ],
)
def test_what_scripts_raise(script: str, kind: str) -> None:
    assert kind in raised([script.lower()], [])


def test_texts_that_belong_together_raise_together() -> None:
    assert raised(["repo = github(x).get_repo(y)", "def tell(issue): issue.create_comment(y)"], []) == {COMMENT}
    assert raised(["go() { gh release $@; }", ". ./go.sh; go create v1"], []) == {RELEASE}
    assert raised(["make", "def tell(issue): issue.create_comment(y)"], []) == set()


@pytest.mark.parametrize("script", ["make", "make comment", "pytest -l", "make release", "docker push x", "npm run gh-pages"])
def test_what_raises_nothing(script: str) -> None:
    assert raised([script], []) == set()


def test_a_page_is_no_release() -> None:
    assert RELEASE not in raised(["gh api x; curl -o x https://github.com/o/r/releases/download/v1/x"], [])


def test_actions_raise_what_the_table_says() -> None:
    assert raised([], ["Peter-Evans/Create-Pull-Request@v8"]) == {BRANCH, LABEL}
    assert raised([], ["softprops/action-gh-release@v3"]) == {RELEASE}
    assert raised([], ["actions/checkout@v5"]) == set()


def wanted(text: str) -> set[tuple[str, str]]:
    found = glance(text + "    runs-on: ubuntu-latest\n    steps: [{run: make}]\n", "workflow")
    assert found is not None
    return set(meant(text.lower(), found, is_hidden=False))


@pytest.mark.parametrize(
    ("on", "condition", "expected"),
    [
        ("issue_comment", "startsWith(github.event.comment.body, '/Go')", {(COMMENT, "/go")}),
        ("issue_comment", "contains(github.event['comment'].body, '/go') && github.actor == 'y'", {(COMMENT, "/go")}),
        ("issue_comment", "contains(github.event.comment.body, 'go')", set()),
        ("issue_comment", "contains(github.event.comment.body, '@go')", {(COMMENT, "@go")}),
        ("issue_comment", "github.event.issue.number == '1'", set()),
        ("{issues: {types: [labeled]}}", "github.event.label.name == 'a && b' || github.actor == 'c'", {(LABEL, "a && b")}),
        ("{issues: {types: [labeled]}}", "contains(github.event.issue.labels.*.name, 'x')", {(LABEL, "x")}),
        ("{issues: {types: [labeled]}}", "github.event['label'].name == 'x'", {(LABEL, "label"), (LABEL, "x")}),
        ("{issues: {types: [opened]}}", "github.event.label.name == 'x'", set()),
        ("{push: {tags: [v1]}}", "always()", {(TAG, ""), (OPENED, "")}),
        ("{push: {tags: [v1], branches: [x]}}", "always()", {(TAG, ""), (BRANCH, "x"), (OPENED, "")}),
        ("{push: {branches: x}, workflow_dispatch: }", "always()", {(BRANCH, "x"), (OPENED, "")}),
        ("{push: {branches: [main]}}", "always()", {(OPENED, "")}),
        ("{push: {branches: [x], paths: [y]}}", "always()", {(OPENED, "")}),
        ("{push: {branches: [x]}, pull_request: }", "always()", {(OPENED, "")}),
        ("release", "always()", {(RELEASE, "")}),
        ("[release, pull_request]", "always()", set()),
    ],
)
def test_what_a_workflow_is_there_for(on: str, condition: str, expected: set[tuple[str, str]]) -> None:
    assert wanted(f'on: {on}\njobs:\n  a:\n    if: "{condition}"\n') == expected


def test_words_alone_mean_no_less() -> None:
    text = "on: {issue_comment: , push: {tags: x, branches: y}, release: , issues: {types: [labeled]}}\n# body"
    assert set(meant_by_words(text)) == set(ANYTHING)
    assert set(meant_by_words("on: pull_request\n- run: make release")) == set()


def test_all_words_must_be_there() -> None:
    assert brings(["labels: needs-triage"], [], (LABEL, "needs triage"))
    assert not brings(["labels: needs-review"], [], (LABEL, "needs triage"))
    assert brings(["git push"], [], (TAG, ""))
    assert not brings(["git push origin release/1"], [], (BRANCH, "release/*"))
    assert brings([], ["peter-evans/create-pull-request@v8"], (BRANCH, "create-pull-request/patch"))
    assert not brings([], ["peter-evans/create-pull-request@v8"], (BRANCH, "other"))
