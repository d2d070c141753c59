"""What is assumed in one place holds in every other one of the same run."""

from __future__ import annotations

import pytest
from linked import linked
from test_endings import job, workflow

from wflint.scenario import Event
from wflint.soundness.cases import Case
from wflint.soundness.summary import Play, Start, summary
from wflint.soundness.together import Assumption
from wflint.values.value import Const


def sent(*steps: str) -> set[frozenset[str | None]]:
    """The sets of messages that a run of these steps can send."""
    system = linked({"a.yml": workflow(job("work", *steps))})
    start = Start(system.workflows[0], Event("workflow_dispatch"), None, True, False, frozenset(), False, ())
    return {frozenset(each.target for each in outcome.messages) for outcome in summary(system, start, 9).outcomes}


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("ab", "ab", True),
        ("ab", "ac", False),
        ("a*", "ab", True),
        ("ab", "a*", True),
        ("ab*", "ac*", False),
        ("ab*", "a*", True),
        ("ab*", "a", False),
        ("abc", "ab*", True),
        ("a?", "b", True),
    ],
)
def test_what_is_one_word_is_no_other(one: str, other: str, together: bool) -> None:
    cases = "; ".join(f"case $x in {word}) gh workflow run {name} -R octo/other ;; esac" for word, name in ((one, 1), (other, 2)))
    found = sent(f"run: 'x=$(./ask); {cases}'")
    assert (frozenset(("1", "2")) in found) is together
    assert frozenset() in found


def test_a_condition_asked_at_two_places_has_one_answer() -> None:
    step = "run: gh workflow run {} -R octo/other, if: \"{}contains(github.event.inputs.tags, 'x')\""
    steps = (step.format("one", ""), step.format("two", "github.ref != 'a' && "), step.format("three", "!"))
    assert not any("three" in each and len(each) > 1 for each in sent(*steps))


def test_cases_that_assume_the_same_values_share_what_follows_from_them() -> None:
    system = linked({"a.yml": workflow(job("work", "run: make"))})
    play = Play(system, Start(system.workflows[0], Event("push"), None, True, False, frozenset(), False, ()), 9)
    held = Case().with_value(("github", "ref"), Const("a"), Assumption("it is `a`", True))
    answered = held.with_answer("x", True, Assumption("x", True))
    other = Case().with_value(("github", "ref"), Const("b"), Assumption("it is `b`", True))
    assert play.under(held)[0] is play.under(answered)[0]
    assert play.under(held)[0] is not play.under(other)[0]
