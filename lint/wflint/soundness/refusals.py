"""What a schema says of a value that it refuses, in words for a reader."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from wflint.lean import replace
from wflint.schemas import Failure, in_words
from wflint.soundness.held import Held, kind_of, within
from wflint.syntax.node import Mapping, Node


def refusal(held: Held, failure: Failure, schema: Node) -> Iterator[tuple[Held, str]]:
    """What is wrong, and with which part; `schema` is the one that holds the keyword."""
    name, instance = held.name, shown(failure.instance)
    match failure.keyword:
        case "type":
            wanted = [failure.wanted] if isinstance(failure.wanted, str) else failure.wanted
            yield held, f"{name} is {_what(failure.instance)}, and the contract wants {in_words(wanted)}"
        case "required":
            for each in failure.wanted:
                if each not in failure.instance:
                    inner = replace(held, path=(*held.path, each))
                    yield inner, f"{inner.name} isn't sent, and the contract requires it"
        case "enum":
            yield held, f"{name} is {instance}, and the contract wants {either(failure.wanted)}"
        case "const":
            yield held, f"{name} is {instance}, and the contract wants {shown(failure.wanted)}"
        case "pattern":
            yield held, f"{name} is {instance}, which the contract's pattern `{failure.wanted}` doesn't match"
        case "additionalProperties" if failure.wanted is False and isinstance(failure.instance, dict):
            for each in failure.instance:
                if isinstance(schema, Mapping) and not is_declared(schema, each):
                    inner = within(held, [each])
                    yield inner, stray(inner)
        case "minLength":
            yield held, f"{name} is {instance}, and the contract wants at least {failure.wanted} characters"
        case "anyOf" | "oneOf":
            yield held, f"{name} is {instance}, which fits none, or more than one, of the contract's alternatives"
        case _:
            message = failure.message if len(failure.message) <= 120 else f"the contract's `{failure.keyword}` refuses it"
            yield held, f"{name}: {message}"


def _what(content: Any) -> str:
    kind = {"number": "integer"}.get(kind_of(content), kind_of(content)) if isinstance(content, int) else kind_of(content)
    kind = "boolean" if isinstance(content, bool) else kind
    return f"{in_words([kind])}, {shown(content)}" if kind not in ("object", "array", "null") else in_words([kind])


def shown(content: Any) -> str:
    """A JSON value for a reader, cut where it is long."""
    written = json.dumps(content, ensure_ascii=False)
    return f"`{written}`" if len(written) <= 60 else f"`{written[:57]}…`"


def either(members: list[Any]) -> str:
    """Values of which one is wanted."""
    told = [shown(each) for each in members[:6]]
    return " or ".join(told) + (" or …" if len(members) > 6 else "")


def stray(held: Held) -> str:
    """What to say of a member that isn't declared, where others aren't allowed."""
    return f"{held.name} isn't in the contract, which allows no other fields"


def is_declared(schema: Mapping, name: str) -> bool:
    """Whether `properties` or `patternProperties` of a schema know a member; also where a pattern can't be read."""
    declared, patterns = schema.get("properties"), schema.get("patternProperties")
    if isinstance(declared, Mapping) and declared.get(name) is not None:
        return True
    return isinstance(patterns, Mapping) and any(matches(pair.key.text, name) is not False for pair in patterns.pairs)


def matches(pattern: str, name: str) -> bool | None:
    """Whether a pattern finds something in a name; `None` where Python doesn't read it."""
    try:
        return re.search(pattern, name) is not None
    except re.error:
        return None
