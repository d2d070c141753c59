"""A symbolic value against a JSON Schema: what surely, or for some of its values, isn't what the schema asks for.

What is wholly known is judged by jsonschema.  Of the rest each keyword says what it can: a text with holes is a string, one of
several values is each of them, a member that isn't there is absent only where the object is known as a whole.
Source: json-schema.org/draft/2020-12, "Core" and "Validation".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from wflint.facts.contracts import Contract, child, node_at, pointer, referred
from wflint.lean import dataclass, replace
from wflint.schemas import Cannot, Failure, SchemaDocument, in_words, plain
from wflint.soundness.held import ABOUT, ASSERTING, Held, Path, content, kind_of, kinds, member, options, within
from wflint.soundness.refusals import either, is_declared, matches, refusal, stray
from wflint.span import Span
from wflint.syntax.node import Mapping, Node, Scalar, Sequence
from wflint.values.value import Array, Const, Object, Value

_DEEPEST = 40
_MOST_OPTIONS = 64


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing in a value that isn't what the schema asks for.

    `path` leads to it through the names of members, `span` is its place, `None` where that isn't known.  `keyword` of the schema
    at `schema` refuses it.  `always`: whatever the value is.  `likely`: some value that is surely meant to be sent is refused;
    not so a default that may never be needed.
    """

    path: Path
    span: Span | None
    words: str
    keyword: str
    schema: Span
    always: bool = True
    likely: bool = True


def breaches(contract: Contract, value: Value) -> tuple[Breach, ...]:
    """What in a payload isn't what the contract asks for."""
    if not contract.schemas:
        return ()
    ways = [(path, contract.place) for path in contract.schemas]
    return _Judge(contract.document).any_of(Held(value, False, None, ()), ways, "anyOf").breaches


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What a schema says of a value; `open`: it can't say all that it would."""

    breaches: tuple[Breach, ...] = ()
    open: bool = False

    @property
    def fits(self) -> bool | None:
        if any(each.always for each in self.breaches):
            return False
        return None if self.open or self.breaches else True


_FINE = _Verdict()
_OPEN = _Verdict((), True)


def _all(verdicts: Iterable[_Verdict]) -> _Verdict:
    known = tuple(verdicts)
    return _Verdict(tuple(breach for each in known for breach in each.breaches), any(each.open for each in known))


class _Judge:
    """Judges the values of one document's schemas."""

    def __init__(self, document: SchemaDocument) -> None:
        self.document = document
        self.depth = 0

    # -- a value and a schema ---------------------------------------------------------------------------------------

    def judged(self, held: Held, path: Path) -> _Verdict:
        node = node_at(self.document.root, path)
        if isinstance(node, Scalar) and isinstance(node.value, bool):
            return _FINE if node.value else _Verdict((self.breach(held, f"{held.name} isn't allowed", "false", path),))
        if not isinstance(node, Mapping) or self.depth > _DEEPEST:
            return _OPEN
        self.depth += 1
        try:
            values = tuple(options(held))
            if len(values) > 1:
                return _joined([self.single(each, node, path) for each in values])
            return self.single(values[0], node, path)
        finally:
            self.depth -= 1

    def single(self, held: Held, node: Mapping, path: Path) -> _Verdict:
        known, instance = content(held.value, held.quoted)
        if known:
            found = self.document.failures(path, instance)
            return _OPEN if isinstance(found, Cannot) else _Verdict(tuple(self.told(held, path, found)))
        reference = node.get("$ref")
        if isinstance(reference, Scalar) and self.document.dialect == "draft-07":
            return self.referred(held, reference)  # which ignores everything beside it
        return _all(self.keyword(held, pair.key.text, pair.value, node, path) for pair in node.pairs)

    def keyword(self, held: Held, keyword: str, given: Node, schema: Mapping, path: Path) -> _Verdict:
        possible = kinds(held.value, held.quoted)
        here = (*path, keyword)
        match keyword:
            case "$ref":
                return self.referred(held, given)
            case "type":
                return self.type(held, possible, given, path)
            case "enum" | "const":
                return self.listed(held, possible, plain(given), keyword, path)
            case "allOf" if isinstance(given, Sequence):
                return _all(self.judged(held, (*here, str(index))) for index in range(len(given.items)))
            case "anyOf" if isinstance(given, Sequence):
                ways = [((*here, str(index)), self.place(here)) for index in range(len(given.items))]
                return self.any_of(held, ways, keyword)
            case "oneOf" if isinstance(given, Sequence):
                return self.one_of(held, here, len(given.items))
            case "not":
                fits = self.judged(held, here).fits
                words = f"{held.name} is what the contract rules out"
                return _OPEN if fits is None else _Verdict((self.breach(held, words, keyword, here),)) if fits else _FINE
            case "if":
                fits = self.judged(held, here).fits
                branch = "then" if fits else "else"
                if fits is None:
                    return _OPEN if schema.get("then") or schema.get("else") else _FINE
                return self.judged(held, (*path, branch)) if schema.get(branch) is not None else _FINE
            case "$dynamicRef":
                return _OPEN
            case _ if possible is None:
                return _OPEN if keyword in ASSERTING else _FINE
        if possible == {"object"} and isinstance(held.value, Object):
            return self.object(held, held.value, keyword, given, schema, path)
        if possible == {"array"} and isinstance(held.value, Array):
            return self.array(held, held.value, keyword, given, schema, path)
        return _OPEN if any(keyword in ABOUT[kind] for kind in possible) else _FINE

    def referred(self, held: Held, reference: Node) -> _Verdict:
        path = pointer(reference)
        return self.judged(held, path) if path is not None else _OPEN

    def any_of(self, held: Held, ways: list[tuple[Path, Span]], keyword: str) -> _Verdict:
        """One of several schemas must fit."""
        verdicts = [self.judged(held, path) for path, _ in ways]
        if len(verdicts) == 1:
            return verdicts[0]
        if any(each.fits is not False for each in verdicts):
            return _FINE if any(each.fits for each in verdicts) else _OPEN
        nearest = min((each.breaches for each in verdicts), key=len)[0]
        words = f"{held.name} fits none of the {len(ways)} alternatives; of the nearest, {nearest.words}"
        return _Verdict((replace(nearest, words=words, keyword=keyword),))

    def one_of(self, held: Held, here: Path, count: int) -> _Verdict:
        fitting = [self.judged(held, (*here, str(index))).fits for index in range(count)]
        if fitting.count(True) > 1:
            words = f"{held.name} fits {fitting.count(True)} of {count} alternatives, of which only one may"
            return _Verdict((self.breach(held, words, "oneOf", here),))
        return self.any_of(held, [((*here, str(index)), self.place(here)) for index in range(count)], "oneOf")

    # -- keywords ---------------------------------------------------------------------------------------------------

    def type(self, held: Held, possible: frozenset[str] | None, given: Node, path: Path) -> _Verdict:
        wanted = [each.text for each in (given.items if isinstance(given, Sequence) else (given,)) if isinstance(each, Scalar)]
        if possible is None:
            return _OPEN
        fitting = possible & {*wanted, *(("number",) if {"integer", "number"} & {*wanted} else ())}
        if not fitting:
            words = f"{held.name} is sent as {in_words(sorted(possible))}, and the contract wants {in_words(wanted)}"
            return _Verdict((self.breach(held, words, "type", (*path, "type")),))
        return _FINE if len(fitting) == len(possible) and not {"number"} & possible else _OPEN

    def listed(self, held: Held, possible: frozenset[str] | None, wanted: Any, keyword: str, path: Path) -> _Verdict:
        members = wanted if isinstance(wanted, list) and keyword == "enum" else [wanted]
        if possible is None or any(kind_of(each) in possible for each in members):
            return _OPEN
        words = f"{held.name} is sent as {in_words(sorted(possible))}, and the contract wants {either(members)}"
        return _Verdict((self.breach(held, words, keyword, (*path, keyword)),))

    def object(self, held: Held, value: Object, keyword: str, given: Node, schema: Mapping, path: Path) -> _Verdict:
        here, names = (*path, keyword), value.names()
        match keyword:
            case "required" if isinstance(given, Sequence):
                missing = [each for each in given.items if isinstance(each, Scalar) and each.text not in names]
                return self.absent(held, value, missing, keyword)
            case "properties" if isinstance(given, Mapping):
                return _all(self.judged(member(held, value, name), (*here, name)) for name in names if given.get(name))
            case "patternProperties" if isinstance(given, Mapping):
                return _all(
                    self.judged(member(held, value, name), (*here, pair.key.text))
                    for pair in given.pairs
                    for name in names
                    if matches(pair.key.text, name)
                )
            case "additionalProperties":
                more = [member(held, value, name) for name in names if not is_declared(schema, name)]
                if isinstance(given, Scalar) and given.value is False:
                    return _Verdict(tuple(self.breach(each, stray(each), keyword, here) for each in more))
                return _all(self.judged(each, here) for each in more)
            case "dependentRequired" if isinstance(given, Mapping):
                wanted = [each for pair in given.pairs if pair.key.text in names for each in getattr(pair.value, "items", ())]
                missing = [each for each in wanted if isinstance(each, Scalar) and each.text not in names]
                return self.absent(held, value, missing, keyword)
            case "propertyNames":
                texts = (Held(Const(name), True, member(held, value, name).span, (*held.path, name)) for name in names)
                return _all(self.judged(each, here) for each in texts)
            case "minProperties" | "maxProperties":
                return self.counted(held, len(names), value.open is None, given, keyword, here, "fields")
        return _OPEN if keyword in ABOUT["object"] else _FINE

    def absent(self, held: Held, value: Object, missing: list[Scalar], keyword: str) -> _Verdict:
        if value.open is not None:
            return _Verdict((), bool(missing))
        return _Verdict(
            tuple(
                Breach(
                    (*held.path, each.text),
                    held.span,
                    f"`{'.'.join((*held.path, each.text))}` isn't sent, and the contract requires it",
                    keyword,
                    each.span,
                    likely=held.likely,
                )
                for each in missing
            )
        )

    def array(self, held: Held, value: Array, keyword: str, given: Node, schema: Mapping, path: Path) -> _Verdict:
        here = (*path, keyword)
        items = [Held(each, False, held.span, (*held.path, str(at)), held.likely) for at, each in enumerate(value.items)]
        match keyword:
            case "prefixItems" if isinstance(given, Sequence):
                pairs = zip(items, range(len(given.items)), strict=False)
                return _all(self.judged(item, (*here, str(index))) for item, index in pairs)
            case "items" if not isinstance(given, Sequence):
                first = schema.get("prefixItems")
                behind = len(first.items) if isinstance(first, Sequence) else 0
                return _all(self.judged(item, here) for item in items[behind:])
            case "minItems" | "maxItems":
                return self.counted(held, len(items), True, given, keyword, here, "items")
        return _OPEN if keyword in ABOUT["array"] else _FINE

    def counted(self, held: Held, count: int, whole: bool, given: Node, keyword: str, here: Path, what: str) -> _Verdict:
        bound = given.value if isinstance(given, Scalar) else None
        if not isinstance(bound, int | float):
            return _OPEN
        if keyword.startswith("max"):
            wrong, decided = count > bound, whole or count > bound
        else:
            wrong, decided = count < bound and whole, whole or count >= bound
        if wrong:
            limit = "at most" if keyword.startswith("max") else "at least"
            words = f"{held.name} has {count} {what}, and the contract wants {limit} {bound}"
            return _Verdict((self.breach(held, words, keyword, here),))
        return _FINE if decided else _OPEN

    # -- what jsonschema says ---------------------------------------------------------------------------------------

    def told(self, held: Held, path: Path, failures: tuple[Failure, ...]) -> Iterator[Breach]:
        seen: set[tuple[Path, str]] = set()
        for failure in failures:
            inner = within(held, failure.path)
            steps = (*path, *map(str, failure.schema))
            schema = self.place(steps)
            for part, words in refusal(inner, failure, self.reached(steps[:-1])[0]):
                if (part.path, words) not in seen:
                    seen.add((part.path, words))
                    yield Breach(part.path, part.span, words, failure.keyword, schema, likely=held.likely)

    # -- places -----------------------------------------------------------------------------------------------------

    def breach(self, held: Held, words: str, keyword: str, path: Path) -> Breach:
        return Breach(held.path, held.span, words, keyword, self.place(path), likely=held.likely)

    def place(self, path: Path) -> Span:
        """The line of a keyword, every `$ref` on the way followed."""
        span = self.reached(path)[1]
        return span if span.line == span.end_line else Span(span.path, span.line, span.column, span.line, span.column + 1)

    def reached(self, path: Path) -> tuple[Node, Span]:
        """The node at a path, as far as that leads, and where it stands with its key."""
        node: Node = self.document.root
        span = node.span
        for key in path:
            followed = 0
            while child(node, key) is None and followed < _DEEPEST and (target := referred(self.document.root, node)) is not None:
                node, followed = target, followed + 1
            pair, inner = node.pair(key) if isinstance(node, Mapping) else None, child(node, key)
            if inner is None:
                break
            node, span = inner, pair.span if pair is not None else inner.span
        return node, span


def _joined(verdicts: list[_Verdict]) -> _Verdict:
    """One of several values: what is wrong with all of them always is."""
    if len(verdicts) > _MOST_OPTIONS:
        return _OPEN
    always = all(each.fits is False for each in verdicts)
    found: dict[tuple[Path, str], Breach] = {}
    for verdict in verdicts:
        for breach in verdict.breaches:
            known = found.get((breach.path, breach.words))
            likely = breach.likely or (known is not None and known.likely) or always
            found[breach.path, breach.words] = replace(breach, always=breach.always and always, likely=likely)
    return _Verdict(tuple(found.values()), any(each.open for each in verdicts))
