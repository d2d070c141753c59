"""Ways to answer questions together, against going through all of them one by one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from linked import linked
from test_endings import job, workflow

from wflint.scenario import Event
from wflint.soundness.structure.walk import told_apart, walked
from wflint.soundness.summary import Start, Summary, summary
from wflint.soundness.together import Assumption, Question, Together

NAMES = "abcd"
Way = tuple[bool, ...]


def question(key: str, no: bool, yes: bool) -> Question:
    return Question(key, Assumption(f"not {key}", no), Assumption(key, yes))


def apart(one: object, other: object) -> bool:
    """Of the first two only one can be so."""
    return {one, other} == {"a", "b"}


def asked(free: list[tuple[bool, bool]]) -> Together:
    together = Together()
    for key, (no, yes) in zip(NAMES, free, strict=False):
        together = together.asking(question(key, no, yes), apart)
    return together


def ways(table: int, count: int) -> set[Way]:
    """The ways in a table."""
    return {tuple(bool(n >> at & 1) for at in range(count)) for n in range(1 << count) if table >> n & 1}


def answers(count: int) -> Iterator[tuple[bool | None, ...]]:
    """Every way to answer some of the questions."""
    return product((None, False, True), repeat=count)


def among(some: tuple[bool | None, ...], of: set[Way]) -> set[Way]:
    return {way for way in of if all(answer is None or answer is found for answer, found in zip(some, way, strict=True))}


def test_a_question_doubles_the_ways_and_some_exclude_each_other() -> None:
    together = asked([(True, True)] * 3)
    assert ways(together.ways, 3) == {way for way in product((False, True), repeat=3) if not (way[0] and way[1])}
    assert together.yes("d") is None
    assert ways(together.yes("c") or 0, 3) == {way for way in product((False, True), repeat=3) if way[2]}


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=4), st.integers(1, 0xFFFF), st.integers(1, 0xFFFF))
def test_what_is_assumed_says_all_and_no_more(free: list[tuple[bool, bool]], table: int, narrower: int) -> None:
    whole = asked(free)
    before = whole.where(table)
    after = before.where(narrower)
    if not after.ways:
        return
    count = len(free)
    for among_these, said in ((whole.ways, after.assumed), (before.ways, after._example(before.ways))):
        all_of_them, wanted = ways(among_these, count), ways(after.ways, count)
        told = tuple(True if each.yes in said else False if each.no in said else None for each in whole.questions)
        assert among(told, all_of_them)
        assert among(told, all_of_them) <= wanted
        for at in range(count):
            fewer = (*told[:at], None, *told[at + 1 :])
            assert fewer == told or not among(fewer, all_of_them) <= wanted
        could_be_free = any(
            among(each, all_of_them)
            and among(each, all_of_them) <= wanted
            and all(a is None or q.assumed(a).free for a, q in zip(each, whole.questions, strict=True))
            for each in answers(count)
        )
        assert all(each.free for each in said) is could_be_free
    assert after.is_free(before) is all(each.free for each in after._example(before.ways))


def told(*steps: str) -> tuple[Summary, Summary]:
    """What a run of these steps comes to, for its conditions as wholes and part by part."""
    system = linked({"a.yml": workflow(job("work", *steps))})
    start = Start(system.workflows[0], Event("workflow_dispatch"), None, True, False, frozenset(), False, ())
    return summary(system, start, 9), walked(system, start, 9)


SEND = "gh workflow run {} -R octo/other"


def either(count: int, name: str) -> str:
    return f"if {' || '.join(f'./check {n}' for n in range(count))}; then {SEND.format(name)}; fi"


@pytest.mark.parametrize(
    "script",
    [
        either(3, "one"),
        f"{either(2, 'one')}; {either(3, 'two')}",
        f"if ./a && {{ ./b || ./c; }}; then w=one; elif ./d; then w=two; else w=one; fi; {SEND.format('$w')}",
        f"s=no; if ./a; then s=yes; fi; if ./b && [ $s = yes ]; then {SEND.format('one')}; fi",
        f"s=a; if ./a; then s=b; elif ./b; then s=c; fi; case $s in a|b) {SEND.format('one')};; *) {SEND.format('two')};; esac",
        f"x=$(./ask); if [ $x = 1 ] || ./a; then {SEND.format('one')}; fi; if [ $x = 2 ]; then {SEND.format('two')}; fi",
    ],
)
def test_conditions_as_wholes_and_part_by_part_come_to_the_same(script: str) -> None:
    whole, parts = told(f"run: '{script}'")
    assert whole.problem is None
    assert parts.problem is None
    assert set(map(told_apart, whole.outcomes)) == set(map(told_apart, parts.outcomes))


def test_a_condition_that_holds_whatever_the_answers_are_makes_no_cases() -> None:
    twice = "x=$(./ask); s=no; if [ $x = 1 ]; then s=yes; fi; t=no; if [ $x = 1 ]; then t=yes; fi"
    whole, _ = told(f"run: '{twice}; if [ $s = yes ] || [ $t = no ]; then {SEND.format('one')}; fi'")
    assert [[message.target for message in each.messages] for each in whole.outcomes] == [["one"]]
    assert not whole.outcomes[0].assumed


def pairs(name: str, shift: int) -> str:
    """A step behind a condition of six pairs."""
    tags = (f"contains(github.event.inputs.tags, '{n}-')" for n in range(12))
    has = dict(enumerate(tags))
    return f'run: {SEND.format(name)}, if: "{" && ".join(f"({has[n]} || {has[(n + shift) % 12]})" for n in range(0, 12, 2))}"'


def test_two_conditions_of_many_parts_make_four_cases() -> None:
    whole, parts = told(pairs("one", 1), pairs("two", 3))
    assert whole.problem is None
    assert parts.problem is not None
    found = [frozenset(each.target for each in outcome.messages) for outcome in whole.outcomes]
    assert sorted(map(len, found)) == [0, 1, 1, 2]
    alone = next(each for each in whole.outcomes if [message.target for message in each.messages] == ["two"])
    assert [each.words[:3] for each in alone.assumed].count("not") == 2


def test_a_run_that_asks_too_much_for_a_table_is_played_part_by_part() -> None:
    whole, parts = told(f"run: '{either(16, 'one')}'")
    assert whole.problem is None
    assert set(map(told_apart, whole.outcomes)) == set(map(told_apart, parts.outcomes))
    assert {len(each.messages) for each in whole.outcomes} == {0, 1}
