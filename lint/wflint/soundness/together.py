"""Which answers to open questions can be given together: a table with a bit for each way to answer all of them.

A condition of five parts that nobody can foresee can be answered in 32 ways, and whoever wants to know whether it holds needs two
cases.  So a case keeps all ways that it stands for, and whatever is asked next divides them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from wflint.lean import dataclass, replace

MOST = 14
"""Questions of one table, which has 16,384 bits then."""


class NoRoomError(Exception):
    """More is asked than a table can tell apart."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """One thing assumed, in words; `free` where it surely can be so."""

    words: str
    free: bool


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, told by its key from other questions, and what is assumed by either answer."""

    key: object
    no: Assumption
    yes: Assumption

    def assumed(self, answer: bool) -> Assumption:
        return self.yes if answer else self.no


@dataclass(frozen=True, slots=True)
class Together:
    """The `ways` to answer some questions that a case stands for, among those that are `possible` at all; both are tables.

    Bit `n` of a table is the way that answers the question at `i` with yes where bit `i` of `n` is set.
    """

    questions: tuple[Question, ...] = ()
    possible: int = 1
    ways: int = 1

    @property
    def every(self) -> int:
        """The table of all ways, whether or not they are possible."""
        return _every(len(self.questions))

    def where(self, ways: int) -> Together:
        """Only those of the ways."""
        return replace(self, ways=self.ways & ways)

    def yes(self, key: object) -> int | None:
        """The ways that answer a question with yes; `None` where it isn't one of these."""
        for at, question in enumerate(self.questions):
            if question.key == key:
                return self._answered(at, True)
        return None

    def asking(self, question: Question, excludes: Callable[[object, object], bool]) -> Together:
        """With one more question, and with either answer to it; raises `NoRoomError` where there are too many.

        `excludes`: whether two keys can't both be answered with yes.
        """
        if len(self.questions) >= MOST:
            raise NoRoomError
        size = 1 << len(self.questions)
        wider = Together((*self.questions, question), self.possible | self.possible << size, self.ways | self.ways << size)
        both = wider._answered(len(self.questions), True) & wider.excluding(question.key, excludes)
        return replace(wider, possible=wider.possible & ~both, ways=wider.ways & ~both)

    def excluding(self, key: object, excludes: Callable[[object, object], bool]) -> int:
        """The ways with a yes to a question beside which there is none to that of the key."""
        found = 0
        for at, other in enumerate(self.questions):
            if other.key != key and (excludes(other.key, key) or excludes(key, other.key)):
                found |= self._answered(at, True)
        return found

    @property
    def assumed(self) -> tuple[Assumption, ...]:
        """What has to be so for the answers to be among these: one example, a free one where there is such."""
        return self._example(self.possible)

    def is_free(self, before: Together) -> bool:
        """Whether free answers lead from the ways that there were before to these."""
        return all(each.free for each in self._example(before.ways))

    def _example(self, among: int) -> tuple[Assumption, ...]:
        """Answers to as few questions as need be that leave only these ways of those among which they are looked for."""
        answers = self._free_answers(among) or self._answers(self.ways)
        for at in sorted(answers, key=lambda at: self.questions[at].assumed(answers[at]).free):
            fewer = {other: answer for other, answer in answers.items() if other != at}
            if not self._given(fewer) & among & ~self.ways:
                answers = fewer
        return tuple(self.questions[at].assumed(answer) for at, answer in sorted(answers.items()))

    def _free_answers(self, among: int) -> dict[int, bool] | None:
        """Free answers after which it doesn't matter how all others are answered; `None` where there are none.

        In the tables that answer which isn't free comes to mean that the question isn't answered: so whatever it is, all is well
        (`fine`), and there is a way (`some`).
        """
        fine, some = self.ways | (self.every & ~among), self.ways
        for at, question in enumerate(self.questions):
            for answer in (True, False):
                if not question.assumed(answer).free:
                    here, there = self._answered(at, answer), self._answered(at, not answer)
                    fine &= there | self._turned(fine & there, at, answer)
                    some |= here & self._turned(some & there, at, answer)
        found = self._answers(fine & some) if fine & some else None
        return found and {at: answer for at, answer in found.items() if self.questions[at].assumed(answer).free}

    def _turned(self, ways: int, at: int, answer: bool) -> int:
        """The ways with that answer to a question, which had the other one."""
        return ways << (1 << at) if answer else ways >> (1 << at)

    def _answers(self, ways: int) -> dict[int, bool]:
        """One of the ways: of what is left each question is answered freely where it can be, and with yes rather than no."""
        found: dict[int, bool] = {}
        for at, question in enumerate(self.questions):
            for answer in sorted((True, False), key=lambda answer: not question.assumed(answer).free):
                if ways & self._answered(at, answer):
                    ways, found[at] = ways & self._answered(at, answer), answer
                    break
        return found

    def _given(self, answers: dict[int, bool]) -> int:
        """The ways with those answers."""
        ways = self.every
        for at, answer in answers.items():
            ways &= self._answered(at, answer)
        return ways

    def _answered(self, at: int, answer: bool) -> int:
        yes = _yes(len(self.questions), at)
        return yes if answer else self.every ^ yes


@cache
def _every(count: int) -> int:
    return (1 << (1 << count)) - 1


@cache
def _yes(count: int, at: int) -> int:
    """The numbers below two to the power of `count` whose bit `at` is set, as a table."""
    return _every(count) // ((1 << (1 << at)) + 1) << (1 << at)
