"""Classes made by `wflint.lean` are what `dataclasses` would have made of them."""

import copy
import dataclasses
import importlib
import inspect
import pickle
import pkgutil
from typing import Any

import pytest

import wflint
from wflint import lean


def _classes() -> list[type]:
    """Every class of wflint that is made so."""
    found: dict[type, None] = {}
    for info in pkgutil.walk_packages(wflint.__path__, "wflint."):
        if info.name != "wflint.__main__":
            module = importlib.import_module(info.name)
            found |= dict.fromkeys(
                each
                for each in vars(module).values()
                if isinstance(each, type) and each.__module__ == info.name and "_fields_" in vars(each)
            )
    return list(found)


CLASSES = _classes()


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Proper:
    """As `dataclasses` makes it."""

    one: int
    two: str = "x"
    three: list[int] = dataclasses.field(default_factory=list, compare=False)
    four: str = dataclasses.field(default="y", repr=False)
    five: int = dataclasses.field(init=False, default=5)


@lean.dataclass(frozen=True, slots=True, order=True)
class Lean:
    """The same."""

    one: int
    two: str = "x"
    three: list[int] = lean.field(default_factory=list, compare=False)
    four: str = lean.field(default="y", repr=False)
    five: int = lean.field(init=False, default=5)


@lean.dataclass(frozen=True, slots=True)
class Wider(Lean):
    """With one more field."""

    six: int = 6


@lean.dataclass
class Open:
    """Neither frozen nor with slots."""

    one: int = 1
    two: list[int] = lean.field(default_factory=list)

    def __post_init__(self) -> None:
        self.two.append(self.one)


def test_there_are_classes_to_look_at() -> None:
    assert len(CLASSES) > 250


@pytest.mark.parametrize("each", CLASSES, ids=lambda each: f"{each.__module__}.{each.__name__}")
def test_dataclasses_sees_a_data_class(each: Any) -> None:
    is_one: bool = dataclasses.is_dataclass(each)
    assert is_one
    fields = dataclasses.fields(each)
    assert [field.name for field in fields] == list(each._fields_)
    proper = lean._init(each, each._fields_, frozen=False)
    taken = list(inspect.signature(proper).parameters)[1:]
    assert taken == list(each.__match_args__) == [field.name for field in fields if field.init]
    for field in fields:
        assert field.type == next(base.__annotations__[field.name] for base in each.__mro__ if field.name in base.__annotations__)
        needed = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        if field.init:
            assert (inspect.signature(proper).parameters[field.name].default is inspect.Parameter.empty) == needed


def _both(make: Any) -> tuple[Any, Any]:
    return make(Proper), make(Lean)


@pytest.mark.parametrize(
    "make",
    [lambda kind: kind(1), lambda kind: kind(1, "z", [3], four="q"), lambda kind: kind(two="", one=0)],
)
def test_instances_are_the_same(make: Any) -> None:
    proper, slim = _both(make)
    assert repr(slim) == repr(proper).replace("Proper", "Lean")
    assert hash(slim) == hash(proper)
    assert dataclasses.asdict(slim) == dataclasses.asdict(proper)
    assert slim == make(Lean)
    assert slim != proper
    assert slim.five == 5
    for changed in (dataclasses.replace(slim, two="w"), lean.replace(slim, two="w")):
        assert dataclasses.asdict(changed) == dataclasses.asdict(dataclasses.replace(proper, two="w"))
    for copied in (copy.copy(slim), copy.deepcopy(slim), pickle.loads(pickle.dumps(slim))):
        assert copied == slim
        assert copied is not slim


@lean.dataclass(slots=True)
class Often:
    """Called until its `__init__` is compiled."""

    one: int
    two: list[int] = lean.field(default_factory=list)
    three: str = lean.field(init=False, default="z")
    four: int = lean.field(init=False)
    five: str = "f"

    def __post_init__(self) -> None:
        self.four = self.one + 1


def test_the_first_call_and_the_hundredth_do_the_same() -> None:
    first = Often.__init__
    for number in range(2 * lean._FEW):
        assert repr(Often(number)) == f"Often(one={number}, two=[], three='z', four={number + 1}, five='f')"
        assert repr(Often(1, five="g", two=[2])) == "Often(one=1, two=[2], three='z', four=2, five='g')"
    assert Often.__init__ is not first


@pytest.mark.parametrize("calls", [0, 2 * lean._FEW])
def test_wrong_arguments_are_refused_at_any_time(calls: int) -> None:
    made: Any = lean.dataclass(type("Made", (), {"__annotations__": {"one": int, "two": int}, "two": 2}))
    for number in range(calls):
        made(number)
    for values, named, message in (
        ((), {}, "missing 1 required positional argument: 'one'"),
        ((1, 2, 3), {}, "takes from 2 to 3 positional arguments but 4 were given"),
        ((1,), {"one": 1}, "multiple values for argument 'one'"),
        ((1,), {"six": 1}, "unexpected keyword argument 'six'"),
    ):
        with pytest.raises(TypeError, match=message):
            made(*values, **named)


def test_order_is_that_of_the_fields() -> None:
    assert Lean(1, "b") > Lean(1, "a")
    assert Lean(1, "a") < Lean(2, "a") <= Lean(2, "a") >= Lean(1)
    with pytest.raises(TypeError, match="not supported"):
        assert Lean(1) < Proper(1)  # type: ignore[operator]


def test_frozen_ones_cannot_be_changed() -> None:
    slim = Lean(1)
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'one'"):
        slim.one = 2  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'one'"):
        del slim.one
    with pytest.raises(ValueError, match="five is declared with init=False"):
        lean.replace(slim, five=1)
    assert not hasattr(slim, "__dict__")


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'one'"):
        Lean()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected keyword argument 'seven'"):
        Lean(1, seven=7)  # type: ignore[call-arg]


def test_a_class_may_have_more_fields_than_its_base() -> None:
    assert repr(Wider(1)) == "Wider(one=1, two='x', three=[], five=5, six=6)"
    assert Wider(1) != Lean(1)
    assert vars(Wider)["__slots__"] == ("six",)


def test_defaults_are_not_shared() -> None:
    assert Open().two == [1]
    assert Open(2) == Open(2, [])
    assert Open.one == 1
    with pytest.raises(TypeError, match="unhashable"):
        hash(Open())
    match Open(3):
        case Open(3, two):
            assert two == [3]
        case _:
            pytest.fail("it has no match arguments")


def test_dataclasses_can_build_on_one() -> None:
    @dataclasses.dataclass(frozen=True, slots=True)
    class More(Lean):
        six: int = 6

    assert dataclasses.asdict(lean.replace(More(1), six=7))["six"] == 7


def test_others_are_replaced_by_dataclasses() -> None:
    assert lean.replace(Proper(1), one=2) == Proper(2)
