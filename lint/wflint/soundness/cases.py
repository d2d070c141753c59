"""The cases that a run falls into where it can't be known how it goes on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wflint.lean import dataclass, field, replace
from wflint.soundness.together import Assumption, Together
from wflint.values.value import Const, Value

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from wflint.soundness.assume import Assuming


@dataclass(frozen=True, slots=True)
class Case:
    """Everything assumed of one run: values of references by key, answers to conditions, picks of one among several.

    `told` is what was assumed one by one, the last at the end; `together` are the answers to conditions of several parts;
    `above` answers in the case that this one is part of, with all but the last assumption.
    """

    values: Mapping[tuple[str, ...], Value] = field(default_factory=dict)
    answers: Mapping[object, bool] = field(default_factory=dict)
    picks: Mapping[Value, Value] = field(default_factory=dict)
    told: tuple[Assumption, ...] = ()
    together: Together = Together()
    above: Assuming | None = field(default=None, repr=False, compare=False)

    @property
    def assumed(self) -> tuple[Assumption, ...]:
        """Everything, in words."""
        return (*self.told, *self.together.assumed)

    @property
    def key(self) -> object:
        """What tells it from other cases."""
        return (
            self.value_key,
            frozenset(self.answers.items()),
            frozenset((of, exactly(picked)) for of, picked in self.picks.items()),
            tuple(each.key for each in self.together.questions),
            self.together.ways,
        )

    @property
    def value_key(self) -> object:
        """What tells the values that it assumes from those of other cases."""
        return frozenset((key, exactly(value)) for key, value in self.values.items())

    def with_value(self, key: tuple[str, ...], value: Value, assumption: Assumption) -> Case:
        return replace(self, values={**self.values, key: value}, told=(*self.told, assumption))

    def with_answer(self, key: object, answer: bool, assumption: Assumption) -> Case:
        return replace(self, answers={**self.answers, key: answer}, told=(*self.told, assumption))

    def with_pick(self, of: Value, picked: Value, assumption: Assumption) -> Case:
        return replace(self, picks={**self.picks, of: picked}, told=(*self.told, assumption))


@dataclass(frozen=True, slots=True)
class Cases:
    """The cases that there are; `are_free`: each of them really occurs, as far as that hangs on what was asked last."""

    cases: tuple[Case, ...]
    are_free: bool


def told(cases: Iterable[Case]) -> Cases:
    """Cases that differ in the last thing that is assumed."""
    found = tuple(cases)
    return Cases(found, all(case.told[-1].free for case in found))


class UndecidedError(Exception):
    """The run can go on in several ways: in each of these cases."""

    def __init__(self, cases: tuple[Case, ...]) -> None:
        super().__init__()
        self.cases = cases


def exactly(value: Value) -> object:
    """The value with its type: `1` equals `True`."""
    return (type(value.value), value) if isinstance(value, Const) else value
