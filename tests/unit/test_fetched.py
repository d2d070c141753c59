"""Artifacts at a glance, held against what is found when everything is read."""

from pathlib import Path

import pytest

from test_ordinary import differences, repository
from wflint.config import Config
from wflint.facts.fetched import Keepers, is_same, is_unlike
from wflint.facts.ordinary import ordinary
from wflint.pipeline import run
from wflint.plugins import load_rules

RULES = load_rules()
KEEP = "{uses: actions/upload-artifact@v7, with: {name: NAME, path: x}}"
FETCH = "{uses: actions/download-artifact@v8, with: {GIVEN}}"


def workflow(*jobs: str, on: str = "push") -> str:
    return f"on: {on}\njobs:\n" + "".join(
        f"  j{number}: {{runs-on: ubuntu-latest, timeout-minutes: 5, {each}}}\n" for number, each in enumerate(jobs)
    )


def keeps(name: str, more: str = "") -> str:
    return f"{more}steps: [{KEEP.replace('NAME', name)}]"


def fetches(given: str, more: str = "", then: str = "") -> str:
    return f"{more}steps: [{FETCH.replace('GIVEN', given)}{then}]"


NEEDS = "needs: j0, "
FINE = {
    "kept before": workflow(keeps("x"), fetches("name: x", NEEDS)),
    "kept beside": workflow(keeps("x"), fetches("name: x")),
    "kept in the same job": workflow(f"steps: [{KEEP.replace('NAME', 'x')}, {FETCH.replace('GIVEN', 'name: x')}]"),
    "kept by another job of the matrix": workflow(
        f"strategy: {{matrix: {{a: [1, 2]}}}}, steps: [{FETCH.replace('GIVEN', 'name: x')}, {KEEP.replace('NAME', 'x')}]"
    ),
    "kept before and again": workflow(keeps("x"), fetches("name: x", NEEDS, f", {KEEP.replace('NAME', 'x')}")),
    "of a name that is the same in each job": workflow(
        keeps("'x-${{ github.sha }}'"), fetches("name: 'x-${{ github.sha }}'", NEEDS)
    ),
    "by a pattern": workflow(keeps("x-1-y"), fetches("pattern: x-*-y", NEEDS)),
    "by a pattern, of a matrix": workflow(
        keeps("'x-${{ matrix.a }}'", "strategy: {matrix: {a: [1, 2]}}, "), fetches("pattern: x-*", NEEDS)
    ),
    "all": workflow(fetches("path: x")),
    "by number": workflow(fetches("artifact-ids: '1'")),
    "nothing like it": workflow(keeps("y"), fetches("name: x", NEEDS)),
    "under the name of none": workflow(
        "steps: [{uses: actions/upload-artifact@v7, with: {path: x}}]", fetches("name: artifact", NEEDS)
    ),
    "kept by somebody": workflow("steps: [{uses: o/act@v1}]", fetches("name: x", NEEDS)),
}
READ = {
    "kept behind": workflow(fetches("name: x"), keeps("x", NEEDS)),
    "kept far behind": workflow(fetches("name: x"), f"{NEEDS}steps: [{{run: make}}]", keeps("x", "needs: [j1], ")),
    "kept later": workflow(f"steps: [{FETCH.replace('GIVEN', 'name: x')}, {KEEP.replace('NAME', 'x')}]"),
    "of another matrix": workflow(
        keeps("'x-${{ matrix.a }}'", "strategy: {matrix: {a: [1, 2]}}, "),
        fetches("name: 'x-${{ matrix.a }}'", "needs: j0, strategy: {matrix: {a: [3]}}, "),
    ),
    "of a variable": workflow(
        keeps("'${{ env.A }}'", "env: {A: y}, "), fetches("name: '${{ env.A }}'", "env: {A: x}, needs: j0, ")
    ),
    "a pattern that is too long": workflow(keeps("x"), fetches("pattern: x*x", NEEDS)),
    "of another run": workflow(keeps("x"), fetches("name: x, run-id: '${{ github.event.number }}'", NEEDS)),
    "with a token": workflow(fetches("name: x, github-token: '${{ github.token }}'")),
    "of another repository": workflow(fetches("name: x, repository: o/r")),
    "of the task's name, and again": workflow(
        keeps("'${{ inputs.task_id }}'"),
        fetches("name: '${{ inputs.task_id }}'", NEEDS, ", {run: make}, " + KEEP.replace("NAME", "'${{ inputs.task_id }}'")),
        on="{workflow_dispatch: {inputs: {task_id: }}}",
    ),
}


@pytest.mark.parametrize("text", FINE.values(), ids=FINE)
def test_what_is_surely_there_isnt_read(text: str, tmp_path: Path) -> None:
    repositories = repository(tmp_path, {".github/workflows/a.yml": text})
    assert len(ordinary(repositories)) == 1
    assert differences(repositories) == []


@pytest.mark.parametrize("text", READ.values(), ids=READ)
def test_what_may_be_elsewhere_is_read(text: str, tmp_path: Path) -> None:
    repositories = repository(tmp_path, {".github/workflows/a.yml": text})
    assert ordinary(repositories) == ()


def test_some_of_these_are_faults(tmp_path: Path) -> None:
    found = {
        name
        for name, text in READ.items()
        if run(repository(tmp_path / name.replace(" ", "-"), {".github/workflows/a.yml": text}), Config(), RULES).findings
    }
    assert found >= {"kept behind", "kept far behind", "kept later", "of another run", "with a token"}


CALL = "{uses: ./.github/workflows/called.yml}"


@pytest.mark.parametrize(
    ("caller", "called", "left_out"),
    [
        (f"  j0: {CALL}\n" + workflow("", fetches("name: x", NEEDS)).partition("j1")[2].join(("  j1", "")), keeps("x"), 2),
        (f"  j0: {CALL}\n" + workflow("", fetches("name: x", NEEDS)).partition("j1")[2].join(("  j1", "")), keeps("y"), 2),
        (
            f"  j0: {CALL}\n" + workflow("", fetches("name: x", NEEDS)).partition("j1")[2].join(("  j1", "")),
            keeps("'${{ env.A }}'"),
            0,
        ),
        (workflow(fetches("name: x")).partition("jobs:\n")[2] + f"  j1: {{needs: j0, {CALL[1:]}\n", keeps("x"), 0),
        (f"  j0: {CALL}\n" + workflow("", keeps("x", NEEDS)).partition("j1")[2].join(("  j1", "")), fetches("name: x"), 0),
    ],
)
def test_what_called_workflows_keep_counts(caller: str, called: str, left_out: int, tmp_path: Path) -> None:
    files = {
        ".github/workflows/caller.yml": f"on: push\njobs:\n{caller}",
        ".github/workflows/called.yml": workflow(called, on="workflow_call"),
    }
    repositories = repository(tmp_path, files)
    assert len(ordinary(repositories)) == left_out
    assert differences(repositories) == []


@pytest.mark.parametrize(
    ("fetched", "kept", "left_out"),
    [("name: x", "x", 0), ("name: x", "y", 3), ("pattern: 'x-*'", "x-${{ github.run_id }}", 0), ("name: x", "'${{ env.A }}'", 0)],
)
def test_who_fetches_what_another_workflow_keeps_is_read_with_it(fetched: str, kept: str, left_out: int, tmp_path: Path) -> None:
    files = {
        ".github/workflows/a.yml": workflow(fetches(fetched)),
        ".github/workflows/b.yml": workflow(keeps(kept)),
        ".github/workflows/c.yml": workflow(keeps("z")),
    }
    repositories = repository(tmp_path, files)
    assert len(ordinary(repositories)) == left_out
    assert differences(repositories) == []


@pytest.mark.parametrize(("kept", "left_out"), [("x", 0), ("y", 3)])
def test_who_fetches_in_a_called_workflow_is_read_with_who_keeps_it(kept: str, left_out: int, tmp_path: Path) -> None:
    files = {
        ".github/workflows/a.yml": f"on: push\njobs:\n  j0: {CALL}\n",
        ".github/workflows/b.yml": workflow(keeps(kept)),
        ".github/workflows/called.yml": workflow(fetches("name: x"), on="workflow_call"),
    }
    repositories = repository(tmp_path, files)
    assert len(ordinary(repositories)) == left_out
    assert differences(repositories) == []


def test_who_fetches_by_an_action_is_read_with_who_keeps_it(tmp_path: Path) -> None:
    action = f"runs:\n  using: composite\n  steps:\n    - {FETCH.replace('GIVEN', 'name: x')}\n"
    files = {
        ".github/workflows/a.yml": workflow("steps: [{uses: ./act}]"),
        ".github/workflows/b.yml": workflow(keeps("x")),
        "act/action.yml": action,
    }
    repositories = repository(tmp_path, files)
    assert ordinary(repositories) == ()
    assert differences(repositories) == []
    assert [each.rule for each in run(repositories, Config(), RULES).findings] == ["artifact-of-other-run"]


def test_what_actions_keep_counts(tmp_path: Path) -> None:
    action = f"runs:\n  using: composite\n  steps:\n    - {KEEP.replace('NAME', 'x')}\n"
    text = workflow(f"steps: [{FETCH.replace('GIVEN', 'name: x')}, {{uses: ./act}}]")
    repositories = repository(tmp_path, {".github/workflows/a.yml": text, "act/action.yml": action})
    assert ordinary(repositories) == ()
    assert [each.rule for each in run(repositories, Config(), RULES).findings] == ["artifact-of-other-run"]


def test_names() -> None:
    assert is_same("x", "x", is_pattern=False)
    assert is_same("x-1", "x-*", is_pattern=True)
    assert is_same("x-${{ a.b }}-y", "x-*-y", is_pattern=True)
    assert not is_same("${{ a.b }}", "${{ a.b }}", is_pattern=False)
    assert not is_same("x", "x*", is_pattern=False)
    assert not is_same("x-${{ a.b }}", "x-1*", is_pattern=True)
    assert is_unlike("x", "y")
    assert is_unlike("x-${{ a.b }}", "y-*")
    assert not is_unlike("${{ a.b }}", "y")
    assert not is_unlike("x-${{ a.b }}", "x-1")


@pytest.mark.parametrize(("behind", "found"), [(True, 1), (False, 0)])
def test_an_action_that_may_keep_it_counts_inside_of_another_one_too(behind: bool, found: int, tmp_path: Path) -> None:
    steps = [FETCH.replace("GIVEN", "name: x"), "{uses: octo/keeps@v1}"]
    inside = "".join(f"    - {each}\n" for each in (steps if behind else reversed(steps)))
    files = {
        ".github/workflows/a.yml": workflow("steps: [{uses: ./act}]"),
        ".github/workflows/b.yml": workflow(keeps("x")),
        "act/action.yml": f"runs:\n  using: composite\n  steps:\n{inside}",
    }
    findings = run(repository(tmp_path, files), Config(), RULES).findings
    assert sum(each.rule == "artifact-of-other-run" for each in findings) == found


NAMES = ["", "a", "ab", "abc", "b", "a-*", "ab*", "*", "a-${{ x.y }}", "${{ x.y }}", "abc-${{ x.y }}-z", "b[0-9]", "a-1"]


@pytest.mark.parametrize("wanted", NAMES)
def test_keepers_answer_as_if_all_were_gone_through(wanted: str) -> None:
    for name in NAMES:
        keepers = Keepers([(name, "one.yml"), ("elsewhere", "two.yml")])
        assert keepers.has_alike(wanted, "other.yml") is not (is_unlike(name, wanted) and is_unlike("elsewhere", wanted))
        assert keepers.has_alike(wanted, "one.yml") is not is_unlike("elsewhere", wanted)
        assert Keepers([(name, "one.yml"), (name, "two.yml")]).has_alike(wanted, "one.yml") is not is_unlike(name, wanted)
