"""Which run a job takes for the one that it has started, and whether it looks at how that one ends."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.soundness.awaited import newest, unheeded

BUILD = "on: {workflow_dispatch: {}}\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n"


def _system(*scripts: str) -> dict[str, str]:
    head = "on: push\nenv: {GH_REPO: '${{ github.repository }}'}\njobs:\n  start:\n    runs-on: ubuntu-latest\n    steps:\n"
    steps = "".join("      - run: |\n" + "".join(f"          {line}\n" for line in script.split("\n")) for script in scripts)
    return {"start.yml": head + steps, "build.yml": BUILD}


SEND = "gh workflow run build.yml"
RUNS = "https://api.github.com/repos/$GITHUB_REPOSITORY/actions/workflows/build.yml/runs"


@pytest.mark.parametrize(
    ("script", "command"),
    [
        ("id=$(gh run list --workflow=build.yml --limit=1 --json databaseId --jq '.[0].databaseId')", "gh run list"),
        ("id=$(gh run list -w .github/workflows/build.yml -L1 --json databaseId -q '.[].databaseId')", "gh run list"),
        ("id=$(gh run list --json databaseId --jq '.[0].databaseId')", "gh run list"),
        ("id=$(gh api repos/$GITHUB_REPOSITORY/actions/workflows/build.yml/runs --jq '.workflow_runs[0].id')", "gh api"),
        ("id=$(gh api \"repos/$GITHUB_REPOSITORY/actions/runs?event=push&per_page=1\" --jq '.workflow_runs[].id')", "gh api"),
        ("id=$(gh run list -w build.yml --json createdAt --jq 'sort_by(.createdAt) | reverse | .[0].url')", "gh run list"),
        ("id=$(gh run list -w build.yml --json databaseId,createdAt --jq 'sort_by(.createdAt)|last|.databaseId')", "gh run list"),
        ("id=$(gh run list -w build.yml --json databaseId,createdAt --jq 'max_by(.createdAt).databaseId')", "gh run list"),
        ("id=$(gh run list -w build.yml --json databaseId,createdAt --jq 'sort_by(.createdAt)[0].databaseId')", None),
        ("id=$(gh run list -w build.yml --json createdAt --jq 'map(select(.createdAt > \"x\")) | last')", None),
        ("id=$(gh run list -w other.yml -L 1 --json databaseId)", None),
        ('id=$(gh run list -w build.yml -L 1 --created ">$NOW" --json databaseId)', None),
        ("id=$(gh run list -w build.yml -L 1 --commit $SHA --json databaseId)", None),
        ("id=$(gh run list -w build.yml -L 20 --json databaseId,createdAt)", None),
        ("id=$(gh run list -w build.yml --json databaseId,displayTitle --jq '[.[] | select(.displayTitle == \"x\")][0]')", None),
        ("id=$(gh api \"repos/$GITHUB_REPOSITORY/actions/runs?created=$NOW&per_page=1\" --jq '.workflow_runs[0].id')", None),
        ("id=$(gh run list -w build.yml -L 1 --branch main --json databaseId)", "gh run list"),
        ("B=try-$(date +%s)\nid=$(gh run list -w build.yml -L 1 --branch $B --json databaseId)", None),
        ("id=$(gh run list -w build.yml -L 1 -b try/$GITHUB_RUN_ID --json databaseId)", None),
        ('id=$(gh api "repos/$GITHUB_REPOSITORY/actions/runs?branch=try/$GITHUB_RUN_ID&per_page=1")', None),
        ('id=$(gh run list -w build.yml -L 1 --json databaseId)\n[ "${id}" -gt "$BEFORE" ] || exit 1', None),
        ('id=$(gh run list -w build.yml -L 1 --json databaseId)\nuntil [ "$id" != "$BEFORE" ]; do sleep 5; done', None),
        ('id=$(gh run list -w build.yml -L 1 --json databaseId)\nwhile [[ $id == "$BEFORE" ]]; do sleep 5; done', None),
        ('id=$(gh run list -w build.yml -L 1 --json databaseId)\n[ "$id" != "$GITHUB_RUN_ID" ] || exit 1', "gh run list"),
        ("id=$(gh run list -w build.yml -L 1 --json databaseId)\n[ $id -gt 0 ] || exit 1", "gh run list"),
        ("id=$(gh run list -w build.yml --json databaseId | jq '.[0].databaseId')", "gh run list"),
        ("id=$(gh run list -w build.yml --json databaseId,event | jq '.[] | select(.event == \"push\")')", None),
        (f"id=$(curl -s {RUNS} | jq -r '.workflow_runs[0].id')", "curl"),
        (f"id=$(curl -s '{RUNS}?event=workflow_dispatch&per_page=5' | jq '.workflow_runs | first | .id')", "curl"),
        (f"id=$(curl {RUNS} | jq '.workflow_runs | sort_by(.created_at) | reverse | (.[0].id // empty)')", "curl"),
        (f"list=$(curl -s {RUNS})\nid=$(echo \"$list\" | jq -r '.workflow_runs[0].id')", "curl"),
        (f"list=$(curl -s {RUNS})\nid=$(jq -r '.workflow_runs[0].id' <<< \"$list\")", "curl"),
        (f"id=$(curl -s {RUNS} | jq -r '.total_count')", None),
        (f"curl -s {RUNS} > runs\nid=$(curl -s https://example.com/versions | jq '.[0]')", None),
        (f"id=$(curl -s {RUNS.replace('build', 'other')} | jq -r '.workflow_runs[0].id')", None),
        (f'id=$(curl -s {RUNS} | jq -r \'.workflow_runs[0].id\')\n[ "$id" != "$BEFORE" ] || exit 1', None),
        ("id=$(gh api repos/$GITHUB_REPOSITORY/actions/workflows/other.yml/runs --jq '.workflow_runs[0].id')", None),
        ("gh issue list --limit 1", None),
        ("echo done", None),
    ],
)
def test_the_newest_run_is_taken(script: str, command: str | None) -> None:
    found = [each.command for each in newest(linked(_system(f"{SEND}\nsleep 9\n{script}")))]
    assert found == ([command] if command else [])


LIST = "gh run list -w build.yml -L 1 --json databaseId"


def test_only_behind_a_dispatch_of_the_job() -> None:
    assert [each.command for each in newest(linked(_system(SEND, LIST)))] == ["gh run list"]
    assert [each.command for each in newest(linked(_system(LIST, SEND)))] == []
    assert [each.command for each in newest(linked(_system(f"{LIST}\n{SEND}")))] == []


@pytest.mark.parametrize(
    ("script", "found"),
    [
        (f'if [ -z "$STATE" ]; then\n{SEND}\nelif [ "$STATE" = failed ]; then\n{LIST}\nfi', []),
        (f'if [ -z "$STATE" ]; then\n{SEND}\n{LIST}\nfi', ["gh run list"]),
        (f'if [ -z "$STATE" ]; then\n{SEND}\nfi\nif [ -n "$WAIT" ]; then\n{LIST}\nfi', ["gh run list"]),
    ],
)
def test_only_where_a_dispatch_may_have_come_before(script: str, found: list[str]) -> None:
    assert [each.command for each in newest(linked(_system(script)))] == found


@pytest.mark.parametrize(
    ("scripts", "seen"),
    [
        ((f"{SEND}\ngh run watch $ID",), 1),
        ((SEND, "timeout 10m gh run watch $ID -i 30"), 1),
        ((f"{SEND}\ngh run watch $ID --exit-status",), 0),
        ((f"{SEND}\ngh run watch $ID", "gh run view $ID --json conclusion"), 0),
        (("gh run watch $ID", SEND), 0),
    ],
)
def test_an_end_that_nothing_looks_at(scripts: tuple[str, ...], seen: int) -> None:
    assert len(list(unheeded(linked(_system(*scripts))))) == seen
