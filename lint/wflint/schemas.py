"""What a JSON Schema says of values: the home of jsonschema, which is imported where a schema is asked.

Nothing is fetched: a `$ref` that leads out of its document can't be followed, and whoever asks is told so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property
from typing import Any, Literal

from wflint.lean import dataclass
from wflint.problem import Problem
from wflint.span import Span
from wflint.syntax.node import Mapping as YamlMapping
from wflint.syntax.node import Node, Scalar, Sequence

Dialect = Literal["2020-12", "draft-07"]
Path = tuple[str | int, ...]
"""Keys and positions that lead from a document's root to a node, or from a value to a part of it."""

_HERE = "urn:wflint:document"


def plain(node: Node) -> Any:
    """A YAML or JSON tree as plain Python values."""
    match node:
        case Scalar():
            return node.value
        case Sequence(items):
            return [plain(item) for item in items]
        case YamlMapping(pairs):
            return {pair.key.text: plain(pair.value) for pair in pairs}


def at(root: Node, path: Iterable[str | int]) -> tuple[Node, Span]:
    """The node at a path, as far as that leads, and its first character."""
    node, place = root, root.span
    for step in path:
        if isinstance(node, YamlMapping):
            pair = node.pair(str(step))
            if pair is None:
                break
            node, place = pair.value, pair.value.span
        elif isinstance(node, Sequence) and str(step).isdecimal() and int(step) < len(node.items):
            node = node.items[int(step)]
            place = node.span
    return node, Span(place.path, place.line, place.column, place.line, place.column + 1)


# -- a document against a schema of ours ------------------------------------------------------------------------------------


def violations(root: Node, against: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with a document, in words of YAML, in the order of the places."""
    from jsonschema import Draft202012Validator

    errors = Draft202012Validator(against).iter_errors(plain(root))
    problems = (problem for error in errors for problem in _problems(root, error))
    return iter(sorted(problems, key=lambda problem: (problem.span, problem.message)))


def _problems(root: Node, error: Any) -> Iterator[Problem]:
    node, place = at(root, error.absolute_path)
    keys = [pair.key for pair in node.pairs] if isinstance(node, YamlMapping) else []
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        for key in keys:
            if key.text not in known:
                yield Problem("syntax", f"unknown key `{key.text}`", key.span, nearest(key.text, known))
    elif error.validator == "enum":
        wrong = next((key for key in keys if key.text == error.instance), None)  # a key that is the name of no rule
        message = f"{_where(error)}: `{error.instance}` isn't known"
        yield Problem("syntax", message, wrong.span if wrong else place, nearest(error.instance, error.validator_value))
    else:
        yield Problem("syntax", f"{_where(error)}: {_said(error)}", place)


def nearest(word: object, known: Iterable[object]) -> str | None:
    """What may have been meant; all that there is where that is little."""
    words = [str(each) for each in known]
    near = get_close_matches(str(word), words, n=1)
    if near:
        return f"did you mean `{near[0]}`?"
    return f"it can be {', '.join(words)}" if 0 < len(words) <= 10 else None


def _where(error: Any) -> str:
    return "`" + ".".join(str(step) for step in error.absolute_path) + "`" if error.absolute_path else "the configuration"


_IN_WORDS = {
    "array": "a list",
    "object": "a mapping",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}


def _said(error: Any) -> str:
    """What is wrong, in words of YAML."""
    match error.validator:
        case "type":
            wanted = [error.validator_value] if isinstance(error.validator_value, str) else error.validator_value
            words = " or ".join(_IN_WORDS[each] for each in wanted if each != "null")
            return f"expected {words}, found {_found(error.instance)}"
        case "required":
            missing = next(name for name in error.validator_value if name not in error.instance)
            return f"the key `{missing}` is missing"
        case "minItems" | "minLength":
            return "must not be empty"
        case "pattern":
            return f"`{error.instance}` isn't of the form `owner/name`"
        case _:
            return str(error.message)


def _found(instance: object) -> str:
    match instance:
        case None:
            return "nothing"
        case bool():
            return f"`{str(instance).lower()}`"
        case list():
            return "a list"
        case dict():
            return "a mapping"
        case _:
            return f"`{instance}`"


# -- schemas of others ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Failure:
    """One way in which a value isn't what a schema asks for.

    `path` leads from the value to the part that is wrong, `keyword` is what refuses it and `wanted` what that asks for; `schema`
    leads from the schema that was asked to the keyword; where a `$ref` was followed it goes on from there.
    """

    path: Path
    schema: Path
    keyword: str
    wanted: Any
    instance: Any
    message: str


@dataclass(frozen=True, slots=True)
class Cannot:
    """The schema can't be asked, and why: a `$ref` that leads elsewhere, a pattern that Python doesn't read."""

    reason: str


@dataclass(frozen=True)
class SchemaDocument:
    """A document that holds schemas, of which each is asked by its path."""

    root: Node
    dialect: Dialect = "2020-12"

    @cached_property
    def _contents(self) -> Any:
        return plain(self.root)

    @cached_property
    def _registry(self) -> Any:
        from referencing import Registry
        from referencing.jsonschema import DRAFT7, DRAFT202012

        specification = DRAFT7 if self.dialect == "draft-07" else DRAFT202012
        return Registry().with_resource(_HERE, specification.create_resource(self._contents))

    def _validator(self) -> Any:
        from jsonschema import Draft7Validator, Draft202012Validator

        return Draft7Validator if self.dialect == "draft-07" else Draft202012Validator

    def failures(self, path: Path, instance: Any) -> tuple[Failure, ...] | Cannot:
        """What the schema at a path finds wrong with a value."""
        import re

        from referencing.exceptions import Unresolvable

        pointer = "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)
        reference = {"$ref": f"{_HERE}#{_quoted(pointer)}"}
        try:
            errors = list(self._validator()(reference, registry=self._registry).iter_errors(instance))
        except Unresolvable as error:
            return Cannot(f"`$ref: {error.ref}` leads out of the file")
        except re.error as error:
            return Cannot(f"a pattern can't be read: {error}")
        except ValueError as error:
            return Cannot(f"an `$id` or `$ref` can't be read: {error}")
        except RecursionError:
            return Cannot("a schema that refers to itself without end")
        return tuple(
            Failure(
                tuple(each.absolute_path),
                tuple(each.absolute_schema_path),
                str(each.validator),
                each.validator_value,
                each.instance,
                str(each.message),
            )
            for each in errors
        )

    def faults(self, path: Path) -> Iterator[tuple[Path, str]]:
        """Where the schema at a path is itself no valid schema, and why; paths are from the root."""
        from jsonschema.exceptions import best_match

        kind = self._validator()
        schema = self._contents
        for step in path:
            schema = schema[int(step)] if isinstance(schema, list) else schema[step]
        error = best_match(kind(kind.META_SCHEMA).iter_errors(schema))
        if error is not None:
            yield (*path, *error.absolute_path), _fault(error)


def _quoted(pointer: str) -> str:
    from urllib.parse import quote

    return quote(pointer, safe="/~")


def _fault(error: Any) -> str:
    where = "/".join(str(step) for step in error.absolute_path)
    match error.validator:
        case "enum":
            said = f"`{error.instance}` is none of {', '.join(map(str, error.validator_value))}"
        case "type":
            wanted = [error.validator_value] if isinstance(error.validator_value, str) else error.validator_value
            said = f"it must be {' or '.join(_JSON_WORDS.get(each, each) for each in wanted)}"
        case "anyOf":
            said = f"{_short(error.instance)} can't stand there"
        case _:
            said = str(error.message)
    return f"`{where}`: {said}" if where else said


_JSON_WORDS = {
    "array": "a list",
    "object": "an object",
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "a boolean",
    "null": "null",
}


def in_words(kinds: Iterable[str]) -> str:
    """JSON types for a reader: "a string or an integer"."""
    return " or ".join(_JSON_WORDS.get(each, each) for each in kinds)


def _short(instance: object) -> str:
    import json

    written = json.dumps(instance, ensure_ascii=False, default=str)
    return f"`{written}`" if len(written) <= 60 else "what is written"
