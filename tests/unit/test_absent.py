"""What a run reads and its trigger doesn't carry."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.payloads import carriers, is_nowhere, lacks
from wflint.soundness.absent import absences


@pytest.mark.parametrize(
    ("event", "path", "expected"),
    [
        ("workflow_dispatch", "github.event.client_payload.a", True),
        ("repository_dispatch", "github.event.client_payload.a", False),
        ("repository_dispatch", "inputs.a", True),
        ("workflow_dispatch", "inputs.a", False),
        ("workflow_call", "inputs.a", False),
        ("workflow_call", "github.event.issue", False),
        ("image_version", "github.event.issue", False),
        ("push", "github.event.issue.number", True),
        ("issue_comment", "github.event.issue.number", False),
        ("push", "github.event.repository.name", False),
        ("push", "github.event.sender.login", False),
        ("schedule", "github.event.schedule", False),
        ("push", "github.head_ref", True),
        ("pull_request_target", "github.head_ref", False),
        ("push", "github.ref", False),
    ],
)
def test_what_an_event_lacks(event: str, path: str, expected: bool) -> None:
    assert lacks(event, tuple(path.split("."))) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("github.release.tag_name", True),
        ("github.pull_request", True),
        ("github.foo", False),
        ("github.foo.bar", True),
        ("github.event.prerelease", True),
        ("github.event.release.prerelease", False),
        ("github.event.sender.php-source", True),
        ("github.event.client_payload.a.b", False),
        ("github.event.inputs.a", False),
        ("github.event", False),
        ("github.run_id", False),
        ("github.repository.id", True),
        ("github.repository", False),
        ("inputs.a", False),
    ],
)
def test_what_no_event_has(path: str, expected: bool) -> None:
    assert is_nowhere(tuple(path.split("."))) is expected


def test_which_events_carry_a_property() -> None:
    assert carriers("client_payload") == ("repository_dispatch",)
    assert carriers("issue") == ("issue_comment", "issues")


WORKER = (
    "on: {workflow_dispatch: {inputs: {n: {required: true}, m: {}}}}\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: make}]}}\n"
)
ROUTER = """\
on: {on}
env: {{GH_TOKEN: "${{{{ github.token }}}}"}}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: echo begins
{steps}
"""


def told(steps: str, on: str = "{issues: , workflow_dispatch: {inputs: {n: }}}") -> list[tuple[str, str, str, bool, bool]]:
    lines = "\n".join(f"      {line}" for line in steps.strip().splitlines())
    system = linked({"a.yml": ROUTER.format(on=on, steps=lines), "worker.yml": WORKER})
    facts = next(each for each in system.workflows if each.path.endswith("a.yml"))
    return [(each.event.name, each.name, each.effect, each.certain, each.in_all) for each in absences(system, facts)]


ISSUE = "github.event.issue.number"
LACKS = ("workflow_dispatch", ISSUE, "`n` is sent empty", True, False)
MAYBE = ("workflow_dispatch", ISSUE, "`n` is sent empty", False, False)
SEND = 'gh workflow run worker.yml -f n="$N"'


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param(f'- env: {{N: "${{{{ {ISSUE} }}}}"}}\n  run: {SEND}', [LACKS], id="through the environment"),
        pytest.param(f'- run: gh workflow run worker.yml -f n="${{{{ {ISSUE} }}}}"', [LACKS], id="in the script"),
        pytest.param(f'- env: {{N: "${{{{ {ISSUE} || inputs.n }}}}"}}\n  run: {SEND}', [], id="with a fallback"),
        pytest.param(
            f'- if: github.event_name == \'issues\'\n  env: {{N: "${{{{ {ISSUE} }}}}"}}\n  run: {SEND}', [], id="kept out"
        ),
        pytest.param(
            f'- if: github.event.issue.number\n  env: {{N: "${{{{ {ISSUE} }}}}"}}\n  run: {SEND}', [], id="asked for"
        ),
        pytest.param(
            f"- if: contains(github.event.issue.labels.*.name, 'x')\n  env: {{N: \"${{{{ {ISSUE} }}}}\"}}\n  run: {SEND}",
            [],
            id="a label asked for",
        ),
        pytest.param(
            f'- if: vars.X\n  env: {{N: "${{{{ {ISSUE} }}}}"}}\n  run: {SEND}', [MAYBE], id="perhaps kept out"
        ),
        pytest.param(
            f'- env: {{N: "${{{{ {ISSUE} }}}}"}}\n  run: |\n    [ -n "$N" ] || exit 0\n    {SEND}', [], id="asked in the script"
        ),
        pytest.param(
            f'- env: {{N: "${{{{ {ISSUE} }}}}"}}\n  run: if [ -z "$N" ]; then exit 1; fi\n'
            f'- env: {{N: "${{{{ {ISSUE} }}}}"}}\n  run: {SEND}',
            [],
            id="asked before",
        ),
        pytest.param(
            f'- env: {{M: "${{{{ {ISSUE} }}}}"}}\n  run: gh workflow run worker.yml -f n=1 -f m="$M"', [], id="not required"
        ),
        pytest.param(
            f'- if: github.event_name == \'issues\'\n  run: echo "N=${{{{ {ISSUE} }}}}" >> $GITHUB_ENV\n- run: {SEND}',
            [],
            id="from a step that may be skipped",
        ),
        pytest.param(
            f'- run: echo "N=${{{{ {ISSUE} }}}}" >> $GITHUB_ENV\n- run: {SEND}', [LACKS], id="from a step that runs"
        ),
        pytest.param(
            f'- id: read\n  run: echo "n=${{{{ {ISSUE} }}}}" >> $GITHUB_OUTPUT\n'
            f'- env: {{N: "${{{{ steps.read.outputs.n }}}}"}}\n  run: {SEND}',
            [LACKS],
            id="from an output",
        ),
        pytest.param(
            f'- id: read\n  if: github.event_name == \'issues\'\n  run: echo "n=${{{{ {ISSUE} }}}}" >> $GITHUB_OUTPUT\n'
            f'- env: {{N: "${{{{ steps.read.outputs.n }}}}"}}\n  run: {SEND}',
            [],
            id="from an output that may not be set",
        ),
        pytest.param(
            f'- run: ./work.sh "${{{{ {ISSUE} }}}}"',
            [("workflow_dispatch", ISSUE, "`./work.sh` gets an empty text", True, False)],
            id="an argument",
        ),
        pytest.param('- run: ./work.sh "${{ inputs.n }}"', [], id="an input that may be left out"),
        pytest.param(f'- run: echo "${{{{ {ISSUE} }}}}"', [], id="only printed"),
        pytest.param(f'- run: ./tell.sh "started for ${{{{ {ISSUE} }}}} today"', [], id="in prose"),
    ],
)  # fmt: skip
def test_what_one_trigger_lacks(steps: str, expected: list[tuple[str, str, str, bool, bool]]) -> None:
    assert told(steps) == expected


@pytest.mark.parametrize(
    ("steps", "on", "expected"),
    [
        ('- env: {N: "${{ inputs.n }}"}\n  run: ' + SEND, "issues", [("inputs.n", "`n` is sent empty")]),
        ('- env: {N: "a-${{ inputs.n }}"}\n  run: ' + SEND, "issues", [("inputs.n", "a part of `n` is sent empty")]),
        ('- run: ./work.sh "a-${{ inputs.n }}"', "issues", [("inputs.n", "`./work.sh` gets a text of which a part is empty")]),
        ('- env: {N: "${{ inputs.n || 1 }}"}\n  run: ' + SEND, "issues", []),
        ('- env: {N: "${{ inputs.n }}"}\n  run: ' + SEND, "[issues, workflow_call]", []),
        ('- env: {N: "${{ github.release.name }}"}\n  run: ./work.sh', "issues", [("github.release.name", "`N` is empty")]),
        ('- env: {N: "${{ github.event.alert.number }}", E: "${{ github.event_name }}"}\n'
         '  run: if [ "$E" != issues ]; then ./work.sh; fi', "issues", []),
        ('- env: {N: "${{ github.event.alert.number }}"}\n  run: |\n    if [ "$GITHUB_EVENT_NAME" != push ]; then ./work.sh; fi',
         "issues", []),
        ("- if: inputs.n == 'x'\n  run: gh workflow run worker.yml -f n=1", "push",
         [("inputs.n", "`worker.yml` is never sent")]),
        ("- if: inputs.n == 'x' || github.ref\n  run: gh workflow run worker.yml -f n=1", "push", []),
        ('- env: {N: "${{ inputs.n }}"}\n  run: ./work.sh', "push", []),
    ],
)  # fmt: skip
def test_what_no_trigger_has(steps: str, on: str, expected: list[tuple[str, str]]) -> None:
    assert [(name, effect) for _, name, effect, _, _ in told(steps, on)] == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param("[push, workflow_dispatch]", [("push", True, False)], id="an input stands in after the other trigger"),
        pytest.param("push", [("push", True, True)], id="nothing stands in"),
        pytest.param("workflow_dispatch", [], id="it always stands in"),
    ],
)
def test_what_never_is_there_and_another_trigger_replaces(on: str, expected: list[tuple[str, bool, bool]]) -> None:
    steps = '- env: {N: "${{ github.event.client_payload.n || inputs.n }}"}\n  run: ' + SEND
    found = [(event, certain, in_all) for event, name, _, certain, in_all in told(steps, on)]
    assert found == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("{issues: , push: {branches: [main]}}", False),
        ("{issues: , push: {branches: [main, next]}}", True),
        ("{issues: , push: {branches: [ma*]}}", True),
        ("{issues: , push: {branches: [main], tags: [v1]}}", True),
        ("{issues: , push: }", True),
    ],
)
def test_a_filter_settles_the_branch(on: str, expected: bool) -> None:
    steps = f"- if: github.ref != 'refs/heads/main'\n  env: {{N: '${{{{ {ISSUE} }}}}'}}\n  run: {SEND}"
    assert bool(told(steps, on)) is expected


@pytest.mark.parametrize(
    ("on", "effects"),
    [
        pytest.param("issues", [], id="the other call sends it"),
        pytest.param("issue_comment", [], id="the comment is there"),
    ],
)
def test_a_function_that_several_calls_reach_sends_if_one_does(on: str, effects: list[str]) -> None:
    script = """
          send() { gh workflow run worker.yml -f n=1; }
          if [[ "${{ github.event.comment.body }}" == "/approve" ]]; then send; exit; fi
          ./ready.sh && send
    """
    steps = f"- run: |{script.rstrip()}"
    assert [effect for _, _, effect, _, _ in told(steps, on)] == effects
