"""Expressions that need no parser: none of them is one that GitHub refuses."""

from __future__ import annotations

import random
import time

import pytest

from wflint.syntax.availability import problems_of
from wflint.syntax.places import Branch, Place, table
from wflint.syntax.usual import is_usual


def places(branch: Branch) -> list[Place]:
    own = [branch.place] if branch.place is not None else []
    return own + [place for each in branch.inner.values() for place in places(each)]


PLACES = [place for branch in table().values() for place in places(branch)]
CONDITION = Place("jobs.<job_id>.if", ("github", "needs"), ("always", "success"), is_condition=True)
TEXT = Place("env", ("github", "secrets"), (), is_condition=False)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("always()", CONDITION),
        ("!always()", CONDITION),
        ("${{ github.ref == 'refs/heads/main' && needs.build.result != 'skipped' }}", CONDITION),
        ("github.run_number == 5 || github.event.pull_request.draft == false", CONDITION),
        ("${{ github.ref }}-${{github.sha || 'none'}}", TEXT),
        ("no expression", TEXT),
    ],
)
def test_the_usual_is_known(text: str, place: Place) -> None:
    assert is_usual(text, place)
    assert not problems_of(text, place)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("env.A == 'b'", CONDITION),
        ("failure()", CONDITION),
        ("${{ 'github.x ==' }}", CONDITION),
        ("${{ always() }} ", CONDITION),
        ("", CONDITION),
        ("${{ needs.a.result }}", TEXT),
        ("${{ always() }}", TEXT),
        ("${{ github.ref }} ${{ github. }}", TEXT),
        ("${{ '${{ github.ref }}' }}", TEXT),
        ("$${{ github.ref }}{{ x }}", TEXT),
        ('${{ github.ref == "a" }}', TEXT),
        ("${{ github.ref }}" * 1_000, TEXT),
    ],
)
def test_all_else_is_for_the_parser(text: str, place: Place) -> None:
    assert not is_usual(text, place)


WORDS = [
    *(
        "github.ref",
        "needs.a.outputs.b",
        "env.A",
        "matrix.os",
        "secrets",
        "always()",
        "hashFiles()",
        "github.",
        "'a'",
        "'it''s'",
        '"a"',
    ),
    *("==", "!=", "&&", "||", "!", "(", ")", "<", "=", "1", "true", ",", "[0]", ".*", "${{", "}}", " ", "'"),
]


@pytest.mark.parametrize("seed", range(10))
def test_no_text_of_such_words_is_taken_that_github_refuses(seed: int) -> None:
    chance = random.Random(seed)
    usual = 0
    for _ in range(3_000):
        words = [
            chance.choice(WORDS[:9] if n % 2 else WORDS[11:15]) if chance.random() < 0.8 else chance.choice(WORDS)
            for n in range(1, chance.randint(2, 6))
        ]
        text = " ".join(words) if chance.random() < 0.5 else f"${{{{ {' '.join(words)} }}}}"
        place = chance.choice(PLACES)
        if is_usual(text, place) and ("${{" in text or place.is_condition):
            usual += 1
            assert not problems_of(text, place), (text, place)
    assert usual > 20


@pytest.mark.parametrize(
    "text",
    [
        "${{ github.a" + " " * 9_900,
        "${{ github." + "a." * 4_900 + " }}",
        "${{ github.a == " * 600,
        "${{ github.a ==" + " " * 4_000 + "github.a ==" + " " * 4_000 + "== }}",
        "${{ " + "!" * 9_900,
        "${{ github.a == '" + "a" * 9_900,
    ],
    ids=lambda text: repr(text[:16]),
)
def test_a_long_text_takes_no_time(text: str) -> None:
    start = time.process_time()
    assert not is_usual(text, TEXT)
    assert time.process_time() - start < 1
