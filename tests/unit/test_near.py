"""What `uses` names in the repository itself."""

from pathlib import Path

import pytest

from wflint.config import Config
from wflint.facts.near import maybe_near, near
from wflint.pipeline import run
from wflint.plugins import load_rules
from wflint.sources import Repository, discover

NAMED = [
    ("./.github/actions/send", ".github/actions/send"),
    ("$/send/", "send"),
    ("octo/example/.github/actions/send@main", ".github/actions/send"),
    ("Octo/Example/send/@refs/heads/main", "send"),
    ("octo/example/send@v1", None),
    ("octo/example/send@release", None),
    ("octo/example/send@0123456789abcdef0123456789abcdef01234567", None),
    ("octo/example@main", None),
    ("octo/other/send@main", None),
    ("octo/example/send", None),
    ("docker://octo/example/send@main", None),
]


@pytest.mark.parametrize(("uses", "path"), NAMED)
def test_what_is_named_by_path_or_by_its_own_name(uses: str, path: str | None) -> None:
    assert near(uses, Repository(Path("."), "", "", "octo/example")) == path
    assert path is None or maybe_near(uses) == path


def test_the_default_branch_is_the_one_that_the_checkout_tells() -> None:
    told = Repository(Path("."), "", "", "octo/example", default_branch="trunk")
    assert near("octo/example/send@trunk", told) == "send"
    assert near("octo/example/send@main", told) is None


def test_without_a_name_only_paths_are_its_own() -> None:
    nameless = Repository(Path("."), "", "", None)
    assert near("octo/example/send@main", nameless) is None
    assert near("./send", nameless) == "send"


SENDER = """\
name: send
inputs: {token: {required: true}}
runs:
  using: composite
  steps:
    - env: {GH_TOKEN: "${{ inputs.token }}"}
      run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=nobody-hears
      shell: bash
"""
CALLED = """\
on: {workflow_call: {inputs: {task: {type: string, required: true}}}}
jobs: {a: {runs-on: ubuntu-latest, timeout-minutes: 5, steps: [{run: make}]}}
"""
CALLER = """\
on: push
permissions: {contents: write}
jobs:
  send:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps: [{uses: octo/example/.github/actions/send@main, with: {token: "${{ secrets.BOT }}"}}]
  call:
    uses: octo/example/.github/workflows/called.yml@main
"""


@pytest.mark.parametrize(("name", "rules"), [("octo/example", {"missing-listener", "missing-input"}), ("octo/other", set())])
def test_its_own_actions_and_workflows_are_followed_by_name(tmp_path: Path, name: str, rules: set[str]) -> None:
    files = {".github/actions/send/action.yml": SENDER, ".github/workflows/called.yml": CALLED, ".github/workflows/a.yml": CALLER}
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    repositories, _ = discover([str(tmp_path)], {str(tmp_path): name})
    assert {each.rule for each in run(repositories, Config(), load_rules(), counts=False).findings} == rules
    assert {each.rule for each in run(repositories, Config(), load_rules()).findings} == rules
