"""Messages that ask for another branch than is meant."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.soundness.refs import wrong_refs

TARGET = "on: {workflow_dispatch: }\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: make}]}}\n"
STARTER = """\
on: {{workflow_dispatch: {{inputs: {{repository: , ref: }}}}}}
env: {{GH_TOKEN: "${{{{ github.token }}}}", REF: "${{{{ inputs.ref }}}}", OWN: "${{{{ github.ref_name }}}}"}}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with: {{repository: "{repository}", ref: "{checked}"}}
      - run: gh workflow run target.yml --ref "{ref}"
"""
CHOSEN, OWN = "${{ inputs.repository || github.repository }}", "${{ github.repository }}"


@pytest.mark.parametrize(
    ("repository", "checked", "ref", "expected"),
    [
        (CHOSEN, "${{ inputs.ref }}", "$REF", [9]),
        (CHOSEN, "${{ inputs.ref || 'main' }}", "$REF", [9]),
        (CHOSEN, "${{ inputs.ref }}", "$OWN", []),
        (CHOSEN, "main", "$REF", []),
        (OWN, "${{ inputs.ref }}", "$REF", []),
        ("other/sources", "${{ inputs.ref }}", "$REF", []),  # named: then both are meant to have it
    ],
)
def test_the_ref_of_another_repository(repository: str, checked: str, ref: str, expected: list[int]) -> None:
    system = linked({"a.yml": STARTER.format(repository=repository, checked=checked, ref=ref), "target.yml": TARGET})
    assert [each.place.line for each in wrong_refs(system)] == expected


@pytest.mark.parametrize(
    ("deleted", "expected"),
    [
        ('git push origin --delete "$BRANCH"', [7]),
        ('git push origin --delete "$OTHER"', []),
        ("git branch --list", []),
        ('git push origin --delete "$BRANCH"\n        if: always()', [7]),
        ('git push origin --delete "$BRANCH"\n        if: failure() && env.BRANCH', []),
        ('git push origin --delete "$BRANCH"\n        if: failure() || success()', [7]),
    ],
)
def test_a_branch_that_is_deleted(deleted: str, expected: list[int]) -> None:
    text = f"""\
on: push
env: {{GH_TOKEN: "${{{{ github.token }}}}", BRANCH: "try-${{{{ github.run_id }}}}", OTHER: "${{{{ github.run_id }}}}"}}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: gh workflow run target.yml --ref "$BRANCH"
      - run: {deleted}
"""
    assert [each.place.line for each in wrong_refs(linked({"a.yml": text, "target.yml": TARGET}))] == expected


SENDER = """\
on: push
env: {{GH_TOKEN: "${{{{ github.token }}}}"}}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=go -f "client_payload[{name}]={value}"
"""
LISTENER = """\
on: {{repository_dispatch: {{types: [go]}}}}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: {uses}
        with: {{fetch-depth: 1, {given}}}
      - run: make {argument}
"""
CHECKOUT = "actions/checkout@v5"
BRANCH = "${{ github.event.client_payload.branch }}"


@pytest.mark.parametrize(
    ("name", "value", "uses", "given", "argument", "expected"),
    [
        ("branch", "$GITHUB_REF_NAME", CHECKOUT, "", "", [7]),
        ("branch", "$GITHUB_REF_NAME", CHECKOUT, 'ref: "${{ github.sha }}"', "", [7]),
        ("branch", "$GITHUB_REF_NAME", CHECKOUT, f'ref: "{BRANCH}"', "", []),
        ("branch", "$GITHUB_REF_NAME", CHECKOUT, "", BRANCH, []),
        ("branch", "$GITHUB_REF_NAME", CHECKOUT, "repository: other/sources", "", []),
        ("branch", "main", CHECKOUT, "", "", []),
        ("number", "$GITHUB_RUN_ID", CHECKOUT, "", "", []),
        ("branch", "$GITHUB_REF_NAME", "actions/setup-node@v5", "", "", []),
    ],
)
def test_a_branch_that_is_told_and_not_checked_out(
    name: str, value: str, uses: str, given: str, argument: str, expected: list[int]
) -> None:
    listener = LISTENER.format(uses=uses, given=given, argument=argument)
    system = linked({"a.yml": SENDER.format(name=name, value=value), "b.yml": listener})
    assert [each.place.line for each in wrong_refs(system)] == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [("main", "master", 2), ("main", "main", 0), ("master", "release", 0), ("$OWN", "master", 0)],
)
def test_two_names_of_the_default_branch(first: str, second: str, expected: int) -> None:
    texts = (STARTER.format(repository=OWN, checked="", ref=each) for each in (first, second))
    system = linked({**dict(zip(("a.yml", "b.yml"), texts, strict=True)), "target.yml": TARGET})
    assert len(list(wrong_refs(system))) == expected
