"""The fields that a contract knows: which may be sent, which must, and where the contract says so."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.facts.contracts import Contract, node_at, referred
from wflint.soundness.refusals import matches
from wflint.syntax.node import Mapping, Node, Pair, Scalar, Sequence

_DEEPEST = 20
_WAYS = ("allOf", "anyOf", "oneOf")
_BRANCHES = ("then", "else", "if")


def declared(contract: Contract) -> tuple[Pair, ...]:
    """Every field that some schema of the contract declares, each name once."""
    found: dict[str, Pair] = {}
    for node in _schemas(contract):
        for pair in _pairs(node, "properties"):
            found.setdefault(pair.key.text, pair)
    return tuple(found.values())


def required(contract: Contract) -> frozenset[str]:
    """The fields that every payload has."""
    groups = [_required(contract.root, node_at(contract.root, path), 0) for path in contract.schemas]
    return frozenset.intersection(*groups) if groups else frozenset()


def declares(contract: Contract, name: str) -> bool | None:
    """Whether the contract declares a field of that name, as GitHub looks it up: without case.

    False where it allows none that it doesn't declare, `None` where it does or can't be followed.
    """
    nodes = tuple(_schemas(contract))
    if not nodes or any(pair.key.text.lower() == name.lower() for node in nodes for pair in _pairs(node, "properties")):
        return True if nodes else None
    if any(matches(pair.key.text, name) is not False for node in nodes for pair in _pairs(node, "patternProperties")):
        return None
    return False if all(_is_closed(contract.root, node_at(contract.root, path), 0) for path in contract.schemas) else None


def _schemas(contract: Contract) -> Iterator[Mapping]:
    """The schemas that say something of the payload itself, through every `$ref` and every branch."""
    for path in contract.schemas:
        yield from _below(contract.root, node_at(contract.root, path), 0)


def _below(root: Node, node: Node | None, depth: int) -> Iterator[Mapping]:
    if not isinstance(node, Mapping) or depth > _DEEPEST:
        return
    yield node
    reference = referred(root, node)
    if reference is not None:
        yield from _below(root, reference, depth + 1)
    for keyword in _WAYS:
        several = node.get(keyword)
        for each in several.items if isinstance(several, Sequence) else ():
            yield from _below(root, each, depth + 1)
    for keyword in _BRANCHES:
        yield from _below(root, node.get(keyword), depth + 1)


def _pairs(node: Mapping, keyword: str) -> tuple[Pair, ...]:
    found = node.get(keyword)
    return found.pairs if isinstance(found, Mapping) else ()


def _is_closed(root: Node, node: Node | None, depth: int) -> bool:
    """Whether a schema surely allows no field beyond those that it declares."""
    if not isinstance(node, Mapping) or depth > _DEEPEST:
        return False
    for keyword in ("additionalProperties", "unevaluatedProperties"):
        more = node.get(keyword)
        if isinstance(more, Scalar) and more.value is False:
            return True
    reference = referred(root, node)
    if reference is not None and _is_closed(root, reference, depth + 1):
        return True
    every = node.get("allOf")
    if isinstance(every, Sequence) and any(_is_closed(root, each, depth + 1) for each in every.items):
        return True
    for keyword in ("anyOf", "oneOf"):
        several = node.get(keyword)
        if isinstance(several, Sequence) and several.items and all(_is_closed(root, each, depth + 1) for each in several.items):
            return True
    return False


def _required(root: Node, node: Node | None, depth: int) -> frozenset[str]:
    if not isinstance(node, Mapping) or depth > _DEEPEST:
        return frozenset()
    names = node.get("required")
    found = {each.text for each in names.items if isinstance(each, Scalar)} if isinstance(names, Sequence) else set()
    every = node.get("allOf")
    for each in (*(every.items if isinstance(every, Sequence) else ()), referred(root, node)):
        found |= _required(root, each, depth + 1)
    return frozenset(found)
