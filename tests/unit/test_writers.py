"""Who wrote a text that comes by messages, and where scripts get it pasted in."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.soundness.pasted import pasted
from wflint.soundness.writers import is_prose, origins
from wflint.values.value import Reference, Value, shown

HEAD = "env: {GH_TOKEN: '${{ github.token }}', GH_REPO: '${{ github.repository }}'}\n"


def _workflow(on: str, *steps: str) -> str:
    body = "\n".join("      - " + step.replace("\n", "\n        ") for step in steps)
    return f"on: {on}\n{HEAD}jobs:\n  job:\n    runs-on: ubuntu-latest\n    steps:\n{body}\n"


def _inputs(**types: str) -> str:
    declared = ", ".join(f"{name}: {{{given}}}" for name, given in types.items())
    return f"{{workflow_dispatch: {{inputs: {{{declared}}}}}}}"


def _found(files: dict[str, str], name: str, value: Value) -> list[tuple[str, str, bool, int]]:
    """Writer, what was read, whether it is free text, and over how many messages it came."""
    system = linked(files)
    way = next(each for each in system.ways if each.workflow.workflow.source.name == name)
    return [(each.writer, shown(each.value), each.prose, len(each.hops)) for each in origins(system, way, value)]


TITLE = Reference(("inputs", "title"))
WORK = _workflow(_inputs(title=""), 'run: ./work.sh "$TITLE"')


@pytest.mark.parametrize(
    ("on", "sent", "expected"),
    [
        ("{issues: {types: [opened]}}", "github.event.issue.title", [("stranger", "github.event.issue.title", True, 1)]),
        ("{issue_comment: {}}", "github.event.comment.body", [("stranger", "github.event.comment.body", True, 1)]),
        ("{pull_request_target: {}}", "github.head_ref", [("stranger", "github.head_ref", True, 1)]),
        ("{pull_request: {}}", "github.event.pull_request.title", [("person", "github.event.pull_request.title", True, 1)]),
        ("{push: {}}", "github.event.issue.title", []),
        ("{push: {}}", "github.sha", []),
        (_inputs(reason=""), "inputs.reason", [("person", "inputs.reason", True, 1)]),
        (_inputs(reason="type: choice, options: [a, b]"), "inputs.reason", []),
        (_inputs(count="type: number"), "inputs.count", []),
        (_inputs(), "inputs.reason", []),
        ("{push: {}}", "steps.made.outputs.text", [("unknown", "steps.made.outputs.text", True, 1)]),
    ],
)
def test_a_text_is_followed_to_its_writer(on: str, sent: str, expected: list[tuple[str, str, bool, int]]) -> None:
    steps = ["id: made\nuses: octo/make@v1", f'env: {{X: "${{{{ {sent} }}}}"}}\nrun: gh workflow run work.yml -f title="$X"']
    assert _found({"start.yml": _workflow(on, *steps), "work.yml": WORK}, "work.yml", TITLE) == expected


def test_every_sender_counts_and_circles_end() -> None:
    payload = Reference(("github", "event", "client_payload", "note"))
    send = "run: gh api repos/$GITHUB_REPOSITORY/dispatches -f event_type=go -f 'client_payload[note]=${{ %s }}'"
    files = {
        "one.yml": _workflow(_inputs(note=""), send % "inputs.note"),
        "two.yml": _workflow("{issues: {}}", send % "github.event.issue.body"),
        "go.yml": _workflow("{repository_dispatch: {types: [go]}}", send % "github.event.client_payload.note"),
    }
    assert sorted(_found(files, "go.yml", payload)) == [
        ("person", "inputs.note", True, 1),
        ("stranger", "github.event.issue.body", True, 1),
    ]
    assert {each[1] for each in _found(files, "go.yml", Reference(payload.path[:3]))} == {
        "inputs.note",
        "github.event.issue.body",
    }


def test_what_nothing_in_sight_sends_is_unknown() -> None:
    go = _workflow("{repository_dispatch: {types: [go]}}", "run: ./go.sh")
    payload = Reference(("github", "event", "client_payload", "note"))
    assert _found({"go.yml": go}, "go.yml", payload) == [("unknown", shown(payload), False, 0)]


BRANCH, HEADLINE = (Reference(("github", "event", "workflow_run", name)) for name in ("head_branch", "display_title"))
FORK = "github.event.workflow_run.head_repository.full_name"


@pytest.mark.parametrize(
    ("on", "filters", "condition", "value", "expected"),
    [
        ("{pull_request: {}}", "", "", BRANCH, "stranger"),
        ("{pull_request: {}}", ", branches: ['release/**']", "", BRANCH, "stranger"),
        ("{pull_request: {}}", ", branches: [main]", "", BRANCH, None),
        ("{pull_request: {}, push: {}}", "", "if: github.event.workflow_run.event == 'push'\n", BRANCH, "person"),
        ("{pull_request: {}, push: {}}", "", "if: github.event.workflow_run.event != 'push'\n", BRANCH, "stranger"),
        ("{pull_request: {}}", "", f"if: {FORK} == github.repository\n", BRANCH, "person"),
        ("{pull_request: {}}", "", "if: github.event.workflow_run.head_branch == 'main'\n", BRANCH, "person"),
        ("{issues: {}}", "", "", BRANCH, "person"),
        ("{issues: {}}", "", "", HEADLINE, "stranger"),
        ("{schedule: [{cron: '0 1 * * *'}]}", "", "", BRANCH, "person"),
        ("{schedule: [{cron: '0 1 * * *'}]}", "", "", HEADLINE, None),
        ("{push: {}}", "", "", HEADLINE, "person"),
        ("{push: {}}", "", "", Reference(("github", "event", "workflow_run", "head_commit", "message")), "person"),
    ],
)
def test_who_wrote_what_is_told_of_an_ended_run(
    on: str, filters: str, condition: str, value: Value, expected: str | None
) -> None:
    after = _workflow(f"{{workflow_run: {{workflows: [Build], types: [completed]{filters}}}}}", f"{condition}run: ./after.sh")
    files = {"build.yml": f"name: Build\n{_workflow(on, 'run: make')}", "after.yml": after}
    assert [each[0] for each in _found(files, "after.yml", value)] == ([expected] if expected else [])
    unseen = _found({"after.yml": after.replace("[Build]", "[Elsewhere]")}, "after.yml", value)
    assert [each[0] for each in unseen] == (
        [] if expected is None and filters else ["person" if condition and expected == "person" else "stranger"]
    )


@pytest.mark.parametrize(
    ("name", "prose"),
    [("title", True), ("commit_message", True), ("issueBody", True), ("message_id", False), ("branch", False), ("", False)],
)
def test_names_of_free_text(name: str, prose: bool) -> None:
    assert is_prose(name) is prose


START = _workflow("{issues: {}}", 'env: {T: "${{ github.event.issue.title }}", B: "${{ github.event.issue.body }}"}\n'
                  'run: gh workflow run work.yml -f title="$T" -f body="$B"')  # fmt: skip


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ('run: ./work.sh "${{ inputs.title }}"', [("${{ inputs.title }}", False)]),
        ("run: |\n  cat <<'END'\n  About ${{ inputs.title }}\n  END", []),
        ("run: |\n  cat <<'END'\n  ${{ inputs.title }}\n  END", [("${{ inputs.title }}", True)]),
        ("run: |\n  cat <<'END'\n  About ${{ inputs.body }}\n  END", [("${{ inputs.body }}", True)]),
        ("run: |\n  cat <<'END'\n  x\n  END\n  echo ${{ inputs.body }}", [("${{ inputs.body }}", False)]),
        ("run: |\n  cat <<END\n  About ${{ inputs.body }}\n  END", [("${{ inputs.body }}", False)]),
        ("run: |\n  cat <<'END'\n  ${{ toJSON(inputs.body) }}\n  END", []),
        ("run: echo '${{ toJSON(inputs.body) }}'", [("${{ toJSON(inputs.body) }}", False)]),
        ("uses: actions/github-script@v8\nwith: {script: 'f(`${{ inputs.body }}`)'}", [("${{ inputs.body }}", False)]),
        ("uses: actions/github-script@v8\nwith: {script: 'f(${{ toJSON(inputs.body) }})'}", []),
        ("uses: octo/other@v1\nwith: {script: 'f(`${{ inputs.body }}`)'}", []),
        ("run: ./work.sh\nenv: {TITLE: '${{ inputs.title }}'}", []),
        ("run: ./work.sh ${{ github.run_id }} ${{ inputs.title != '' }} ${{ oops }} ${{ 'open }}", []),
    ],
)
def test_texts_pasted_into_scripts(step: str, expected: list[tuple[str, bool]]) -> None:
    system = linked({"start.yml": START, "work.yml": _workflow(_inputs(title="", body=""), step)})
    assert [(each.written, each.literal) for each in pasted(system)] == expected


def test_what_a_launcher_pastes_counts_where_the_step_sends_it() -> None:
    sends = _workflow(
        _inputs(note="", other=""), 'run: gh workflow run work.yml -f title="${{ inputs.note }}" # ${{ inputs.other }}'
    )
    prints = _workflow(_inputs(note=""), 'run: echo "${{ inputs.note }}"')
    system = linked({"sends.yml": sends, "prints.yml": prints, "work.yml": WORK})
    assert [(each.way.workflow.workflow.source.name, each.written) for each in pasted(system)] == [
        ("sends.yml", "${{ inputs.note }}")
    ]


def test_what_strangers_write_counts_where_the_job_sends_something() -> None:
    paste, send = "run: ./sort.sh '${{ toJSON(github) }}' ${{ github.actor }}", "run: gh workflow run work.yml -f title=new"
    apart = _workflow("{issues: {}}", paste) + _workflow("{issues: {}}", send).partition("jobs:\n")[2].replace("job:", "other:")
    system = linked({"sends.yml": _workflow("{issues: {}}", paste, send), "apart.yml": apart, "work.yml": WORK})
    assert [(each.way.workflow.workflow.source.name, each.written, each.origin.writer) for each in pasted(system)] == [
        ("sends.yml", "${{ toJSON(github) }}", "stranger")
    ]
