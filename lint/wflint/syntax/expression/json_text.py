"""`toJSON` and `fromJSON`: values from JSON and to GitHub's form of it."""

from __future__ import annotations

import json
import re
from typing import NoReturn

from wflint.syntax.expression.problems import EvaluationError
from wflint.syntax.expression.values import Array, Object, Value, from_python, number_text

MAX_DEPTH = 100


def value_of_json(text: str) -> Value:
    """The value that a JSON text spells.

    This is the strict reading of actions/runner JsonParser.cs and actions/languageservices; a runner without strict
    parsing lets some texts pass that are not JSON, such as one with comments.
    """
    try:
        return _limited(json.loads(text, object_pairs_hook=_object, parse_int=float, parse_constant=_refuse))
    except (ValueError, RecursionError) as error:
        raise EvaluationError(f"Error parsing fromJson: {error}") from error


def json_of_value(value: Value) -> str:
    """The value as JSON on several lines, indented by two; the value and those inside are known."""
    return _write(value, "\n")


def _object(pairs: list[tuple[str, object]]) -> Object:
    return Object(tuple((key, from_python(value)) for key, value in pairs))


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


def _limited(data: object) -> Value:
    value = from_python(data)
    level: list[Value] = [value]
    for _ in range(MAX_DEPTH):
        level = [inner for outer in level for inner in _items(outer)]
        if not level:
            return value
    raise ValueError(f"more than {MAX_DEPTH} levels")


def _items(value: Value) -> tuple[Value, ...]:
    match value:
        case Array():
            return value.items
        case Object():
            return tuple(value.values())
        case _:
            return ()


def _write(value: Value, newline: str) -> str:
    inner = newline + "  "
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case float():
            return number_text(value)
        case str():
            return _quoted(value)
        case Array():
            items = ("," + inner).join(_write(item, inner) for item in value.items)
            return f"[{inner}{items}{newline}]" if items else "[]"
        case Object():
            items = ("," + inner).join(f"{_quoted(key)}: {_write(item, inner)}" for key, item in value.pairs)
            return f"{{{inner}{items}{newline}}}" if items else "{}"
        case _:
            raise ValueError("an unknown value has no JSON")


def _quoted(text: str) -> str:
    """The string as Newtonsoft.Json writes it: some line ends from outside of ASCII are escaped, too."""
    quoted = json.dumps(text, ensure_ascii=False)
    return re.sub("[\x85\u2028\u2029]", lambda match: f"\\u{ord(match[0]):04x}", quoted)
