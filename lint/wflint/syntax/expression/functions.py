"""GitHub's functions.  An argument is evaluated only when and if actions/runner evaluates it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from wflint.syntax.expression.compare import equals
from wflint.syntax.expression.formats import format_text
from wflint.syntax.expression.json_text import json_of_value, value_of_json
from wflint.syntax.expression.problems import EvaluationError
from wflint.syntax.expression.values import (
    Array,
    Unknown,
    Value,
    fold,
    is_primitive,
    is_truthy,
    to_text,
    unknown_within,
)

Argument: TypeAlias = Callable[[], Value]
Function: TypeAlias = Callable[[Sequence[Argument]], Value]


def contains(arguments: Sequence[Argument]) -> Value:
    """Whether a string has the other inside, or an array an item that equals it."""
    searched = arguments[0]()
    if isinstance(searched, Unknown):
        return Unknown(searched.reason)
    if isinstance(searched, Array) and searched.items:
        return _has_item(searched, arguments[1]())
    if not is_primitive(searched):
        return False
    sought = arguments[1]()
    if isinstance(sought, Unknown):
        return Unknown(sought.reason)
    return is_primitive(sought) and fold(to_text(sought)) in fold(to_text(searched))


def starts_with(arguments: Sequence[Argument]) -> Value:
    """Whether the first string begins with the second."""
    return _compare_texts(arguments, str.startswith)


def ends_with(arguments: Sequence[Argument]) -> Value:
    """Whether the first string ends with the second."""
    return _compare_texts(arguments, str.endswith)


def join(arguments: Sequence[Argument]) -> Value:
    """The items of an array as one string, with a comma or the second argument between them."""
    joined = arguments[0]()
    if isinstance(joined, Unknown):
        return Unknown(joined.reason)
    if not isinstance(joined, Array):
        return to_text(joined) if is_primitive(joined) else ""
    separator: Value = ","
    if len(joined.items) > 1 and len(arguments) > 1:
        given = arguments[1]()
        if isinstance(given, Unknown):
            return Unknown(given.reason)
        separator = given if is_primitive(given) else ","
    for item in joined.items:
        if isinstance(item, Unknown):
            return Unknown(item.reason)
    return to_text(separator).join(to_text(item) for item in joined.items)


def to_json(arguments: Sequence[Argument]) -> Value:
    """The value as JSON, which is never empty."""
    value = arguments[0]()
    unknown = unknown_within(value)
    return Unknown(unknown.reason, truth=True) if unknown else json_of_value(value)


def from_json(arguments: Sequence[Argument]) -> Value:
    """The value that a JSON text spells."""
    text = arguments[0]()
    return Unknown(text.reason) if isinstance(text, Unknown) else value_of_json(to_text(text))


def hash_files(arguments: Sequence[Argument]) -> Value:
    """A hash of files on the runner, empty when there are none."""
    for argument in arguments:
        argument()
    return Unknown("hashFiles reads files on the runner")


def case(arguments: Sequence[Argument]) -> Value:
    """The value behind the first true predicate, or the last argument."""
    *pairs, default = arguments
    possible: list[Value] = []
    reason: str | None = None
    for predicate, result in zip(pairs[::2], pairs[1::2], strict=True):
        answer = predicate() if reason is None else _or_unknown(predicate)
        if not isinstance(answer, bool | Unknown):
            if reason is None:
                raise EvaluationError("case predicate must evaluate to a boolean value")
            return Unknown(reason)
        truth = is_truthy(answer)
        if truth and reason is None:
            return result()
        if isinstance(answer, Unknown) and truth is None and reason is None:
            reason = answer.reason
        if truth is not False:
            possible.append(_or_unknown(result))
        if truth:
            break
    else:
        if reason is None:
            return default()
        possible.append(_or_unknown(default))
    return _one_of(possible, reason or "")


FUNCTIONS: Mapping[str, Function] = {
    "case": case,
    "contains": contains,
    "endswith": ends_with,
    "format": format_text,
    "fromjson": from_json,
    "hashfiles": hash_files,
    "join": join,
    "startswith": starts_with,
    "tojson": to_json,
}
"""The functions by name in lower case, without those that tell the status."""


def _has_item(array: Array, sought: Value) -> Value:
    answers = [equals(sought, item) for item in array.items]
    if True in answers:
        return True
    if None in answers:
        unknown = unknown_within(sought) or unknown_within(array)
        return Unknown(unknown.reason if unknown else "")
    return False


def _compare_texts(arguments: Sequence[Argument], test: Callable[[str, str], bool]) -> Value:
    whole = arguments[0]()
    if isinstance(whole, Unknown):
        return Unknown(whole.reason)
    if not is_primitive(whole):
        return False
    part = arguments[1]()
    if isinstance(part, Unknown):
        return Unknown(part.reason)
    return is_primitive(part) and test(fold(to_text(whole)), fold(to_text(part)))


def _or_unknown(argument: Argument) -> Value:
    """The argument's value where it is not certain that GitHub evaluates it, so that an error is not certain, too."""
    try:
        return argument()
    except EvaluationError as error:
        return Unknown(str(error))


def _one_of(possible: Sequence[Value], reason: str) -> Value:
    first = possible[0]
    if is_primitive(first) and all(type(each) is type(first) and each == first for each in possible):
        return first
    truths = {is_truthy(each) for each in possible}
    return Unknown(reason, truths.pop() if len(truths) == 1 else None)
