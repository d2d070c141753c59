"""Outputs on which a message hangs and that nobody sets."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.soundness.unset import unset

WORKFLOW = """\
on: push
env: {{GH_TOKEN: "${{{{ github.token }}}}"}}
jobs:
  first:
    runs-on: ubuntu-latest
    outputs: {{a: "{output}"}}
    steps:
      - {{id: made, run: "echo x=1 >> $GITHUB_OUTPUT"}}
      - {{id: open, run: ./make.sh}}
      - {{id: action, uses: some/action@v1}}
  send:
    needs: first
    if: {condition}
    runs-on: ubuntu-latest
    env: {{VALUE: "{value}", OTHER: "${{{{ needs.first.outputs.other }}}}"}}
    steps:
      - {{id: own, run: "echo y=1 >> $GITHUB_OUTPUT"}}
      - env: {{STEP: "{step}"}}
        run: gh workflow run worker.yml -f a="$VALUE" -f b="$STEP"
      - {{id: late, run: "echo z=1 >> $GITHUB_OUTPUT"}}
"""


def told(output: str = "1", condition: str = "true", value: str = "1", step: str = "1") -> list[str]:
    texts = {"output": output, "value": value, "step": step}
    holes = {name: f"${{{{ {text} }}}}" for name, text in texts.items()}
    system = linked({"a.yml": WORKFLOW.format(condition=condition, **holes)})
    return [f"{each.name}: {each.why}" for each in unset(system, system.workflows[0])]


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        ("steps.own.outputs.y", None),
        ("steps.own.outputs.x", "step `own` never sets `x`"),
        ("steps.late.outputs.z", "step `late` hasn't run when this is read"),
        ("steps.nobody.outputs.x", "no step of job `send` has the id `nobody`"),
        ("steps.nobody.outputs.x || 'unknown'", "no step of job `send` has the id `nobody`"),
        ("steps.nobody.outputs.x || github.run_id", None),
        ("needs.first.outputs.a", None),
        ("needs.first.outputs.b", "job `first` declares no output `b`"),
        ("needs.second.outputs.a", "job `second` isn't in `needs`"),
    ],
)
def test_what_a_step_sends(reading: str, expected: str | None) -> None:
    assert [each.partition(": ")[2] for each in told(step=reading)] == ([] if expected is None else [expected])


def test_variables_of_the_job_count_where_the_step_uses_them() -> None:
    assert told(value="needs.first.outputs.b") == ["needs.first.outputs.b: job `first` declares no output `b`"]
    assert told() == []  # `OTHER` isn't used


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("steps.made.outputs.x", None),
        ("steps.made.outputs.y", "step `made` never sets `y`"),
        ("steps.open.outputs.y", None),
        ("steps.action.outputs.y", None),
        ("steps.nobody.outputs.y", "no step of job `first` has the id `nobody`"),
        ("secrets.TOKEN", "it holds a secret, and GitHub drops such outputs"),
        ("vars.NAME || secrets.TOKEN", None),
    ],
)
def test_what_a_job_hands_on(output: str, expected: str | None) -> None:
    found = told(output=output, value="needs.first.outputs.a")
    assert [each.partition(": ")[2] for each in found] == ([] if expected is None else [expected])
    assert told(output=output) == []  # nobody who sends reads it


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("needs.first.outputs.b == 'x'", ["needs.first.outputs.b: job `first` declares no output `b`"]),
        ("needs.first.outputs.a == 'x'", []),
        ("needs.second.outputs.a == 'x'", []),  # `broken-condition` speaks of it
    ],
)
def test_what_decides_whether_it_is_sent(condition: str, expected: list[str]) -> None:
    assert told(condition=condition) == expected


@pytest.mark.parametrize(
    ("shell", "lines", "expected"),
    [
        ("powershell", ('"x=1" >> $env:GITHUB_OUTPUT', '"y=1" >> "$env:GITHUB_OUTPUT"'), []),
        ("powershell", ('"x=1" >> $env:GITHUB_OUTPUT', '"y=1" | Out-File -FilePath $env:GITHUB_OUTPUT -Append'), []),
        ("powershell", ('"x=1" >> $env:GITHUB_OUTPUT', '"y=1" | Out-File $env:GITHUB_OUTPUT -Append -Encoding utf8'), [10]),
        ("powershell", ('"x=1" | Out-File $env:GITHUB_OUTPUT -Append -Encoding utf8', '"y=1" >> $env:GITHUB_OUTPUT'), [10]),
        ("powershell", ('"x=1" | Out-File -Enc Unicode $env:GITHUB_OUTPUT -Append', '"y=1" >> $env:GITHUB_OUTPUT'), []),
        ("powershell", ('Add-Content $env:GITHUB_OUTPUT "x=1"', '"y=1" >> $env:GITHUB_OUTPUT'), []),
        ("powershell", ('"x=1" >> $env:GITHUB_OUTPUT', '"y=1" | Out-File $env:GITHUB_ENV -Append -Encoding utf8'), []),
        ("powershell", ('# "x=1" >> $env:GITHUB_OUTPUT', '"y=1" | Out-File $env:GITHUB_OUTPUT -Append -Encoding utf8'), []),
        ("pwsh", ('"x=1" >> $env:GITHUB_OUTPUT', '"y=1" | Out-File $env:GITHUB_OUTPUT -Append -Encoding utf8'), []),
    ],
)
def test_how_it_is_written(shell: str, lines: tuple[str, str], expected: list[int]) -> None:
    text = f"""\
on: push
jobs:
  a:
    runs-on: windows-latest
    env: {{GH_TOKEN: "${{{{ github.token }}}}"}}
    steps:
      - shell: {shell}
        run: |
          {lines[0]}
          {lines[1]}
      - run: gh workflow run worker.yml
"""
    system = linked({"a.yml": text})
    assert [each.place.line for each in unset(system, system.workflows[0])] == expected


@pytest.mark.parametrize(
    ("output", "matrix", "expected"),
    [
        pytest.param("steps.list.outputs.all", "fromJSON(needs.plan.outputs.all)", [], id="set"),
        pytest.param(
            "steps.lits.outputs.all",
            "fromJSON(needs.plan.outputs.all)",
            ["steps.lits.outputs.all: no step of job `plan` has the id `lits`"],
            id="no-such-step",
        ),
        pytest.param("steps.lits.outputs.all", "fromJSON(needs.plan.outputs.all || '[1]')", [], id="with-a-default"),
        pytest.param("steps.lits.outputs.all", "fromJSON('[1, 2]')", [], id="another-matrix"),
    ],
)
def test_matrix_of_a_job_before_the_sending_one(output: str, matrix: str, expected: list[str]) -> None:
    text = f"""on: push
env: {{GH_TOKEN: "${{{{ github.token }}}}"}}
jobs:
  plan:
    runs-on: ubuntu-latest
    outputs: {{all: "${{{{ {output} }}}}"}}
    steps: [{{id: list, run: 'echo "all=[1]" >> "$GITHUB_OUTPUT"'}}]
  test:
    needs: plan
    strategy: {{matrix: {{n: "${{{{ {matrix} }}}}"}}}}
    runs-on: ubuntu-latest
    steps: [{{run: make}}]
  send:
    needs: test
    if: always()
    runs-on: ubuntu-latest
    steps: [{{run: 'gh workflow run worker.yml -f status="${{{{ needs.test.result }}}}"'}}]
"""
    system = linked({"a.yml": text})
    assert [f"{each.name}: {each.why}" for each in unset(system, system.workflows[0])] == expected
