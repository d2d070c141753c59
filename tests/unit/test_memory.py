"""What a workflow is found to do doesn't hang on who was read before it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from linked import repository

from wflint.facts.codec import encode
from wflint.facts.workflow import Reader
from wflint.lean import replace
from wflint.sources import Repository, Source, discover
from wflint.syntax import build
from wflint.syntax.workflow import Workflow

TESTS = Path(__file__).parents[1]
TREES = [each for folder in (TESTS / "fixtures", TESTS / "systems") for each in sorted(folder.iterdir()) if each.is_dir()]

STEP = """\
on: push
jobs:
  go:
    runs-on: ubuntu-latest
    steps: [{{uses: actions/checkout@v5{}}}, {{run: {}}}]
"""


def typed(given: Repository) -> dict[str, Workflow]:
    found = {source.local: build.workflow(source)[0] for source in given.workflows}
    return {local: workflow for local, workflow in found.items() if workflow is not None}


def shown(given: Repository, order: Iterable[str], alone: bool = False) -> dict[str, object]:
    """The facts of each workflow, read in that order, or each by a reader who has read nothing else."""
    workflows = typed(given)
    reader = Reader(given, workflows)
    found: dict[str, object] = {}
    for local in order:
        reader = Reader(given, workflows) if alone else reader
        found[local] = encode(reader.facts(workflows[local]), lambda value: as_placed(value, given))
    return found


def as_placed(value: object, given: Repository) -> object:
    """Without the repository, which every workflow holds."""
    return replace(given, workflows=(), others=(), problems=(), files=None) if value is given else value


def is_the_same_in_any_order(given: Repository) -> bool:
    locals_ = list(typed(given))
    forward, backward, alone = shown(given, locals_), shown(given, reversed(locals_)), shown(given, locals_, alone=True)
    return forward == backward == alone


def with_files(workflows: dict[str, str], files: dict[str, str]) -> Repository:
    return replace(repository(workflows), files={path: Source(path, path, path, text) for path, text in files.items()})


CASES = {
    "files-that-call-each-other": (
        {"a.yml": STEP.format("", "./one.sh x"), "b.yml": STEP.format("", "./two.sh x")},
        {
            "one.sh": 'gh workflow run one.yml -f "x=$1"\nif [ -z "$1" ]; then exit 1; fi\n./two.sh "$1"\n',
            "two.sh": 'gh workflow run two.yml -f "x=$1"\n./one.sh "$1"\n',
        },
    ),
    "files-deep-inside-others": (
        {f"{at}.yml": STEP.format("", f"./{at}.sh") for at in range(9)},
        {f"{at}.sh": f"gh workflow run {at}.yml\n./{at + 1}.sh\n" for at in range(9)},
    ),
    "another-folder": (
        {"a.yml": STEP.format("", "./one.sh"), "b.yml": STEP.format(", with: {path: here}", "here/one.sh")},
        {"one.sh": "gh workflow run one.yml\n./two.sh\n", "two.sh": "gh workflow run two.yml\n"},
    ),
    "the-same-words-elsewhere": (
        {
            "a.yml": STEP.format("", './one.sh \'{"task":"7"}\''),
            "b.yml": STEP.format("", 'echo; ./one.sh \'{"task":"7"}\''),
            "c.yml": STEP.format("", "./one.sh '{\"task\":7}'"),
        },
        {"one.sh": 'gh api repos/$GITHUB_REPOSITORY/dispatches -f event_type=x -f "client_payload=$1"\n'},
    ),
    "a-function-that-nothing-calls": (
        {"a.yml": STEP.format("", "./one.sh a"), "b.yml": STEP.format("", "./one.sh b")},
        {"one.sh": 'kind=$1\ntell() { if [ "$kind" = b ]; then gh workflow run two.yml; fi; }\necho "$1"\n'},
    ),
    "many-texts-before": (
        {
            "a.yml": STEP.format("", "./one.sh"),
            "b.yml": STEP.format("", '"' + "bash -c 'gh workflow run x.yml';" * 220 + './one.sh"'),
        },
        {"one.sh": "bash -c 'gh workflow run one.yml'\n"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_order_of_workflows_is_nothing(name: str) -> None:
    given = with_files(*CASES[name])
    assert is_the_same_in_any_order(given)
    assert all("gh workflow run" in str(found) or "dispatch" in str(found) for found in shown(given, typed(given)).values())


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: f"{tree.parent.name}/{tree.name}")
def test_the_order_of_workflows_is_nothing_in_a_system(tree: Path) -> None:
    for given in discover([str(tree)])[0]:
        assert is_the_same_in_any_order(given)
