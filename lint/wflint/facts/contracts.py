"""Event contracts: what the payload of an event type must be, as the repository writes it down.

A contract stands in a file of its own, `.github/events/<event type>.schema.json`, in the configuration, or in an AsyncAPI 3
document, whose channels have event types for addresses.  Of the event type's characters those that a file name can't hold
anywhere are written as in URLs: `task:start` is `task%3Astart.schema.json`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Literal
from urllib.parse import quote, unquote

from wflint.facts.bundles import VALUES, Bundle
from wflint.lean import dataclass, replace
from wflint.problem import Problem
from wflint.schemas import Dialect, SchemaDocument, at
from wflint.sources import Repository, Source
from wflint.span import Span, whole_file
from wflint.syntax.document import parse
from wflint.syntax.node import Mapping, Node, Pair, Scalar, Sequence

FOLDER = ".github/events"
ENDING = ".schema.json"
EXTENSION = "x-wflint"
"""The keyword of a schema under which it says who sends the event."""

OUTSIDE = "outside"

_LONGEST_CHAIN = 20
_READ = ("application/vnd.aai.asyncapi", "application/schema+")
"""Formats of payload schemas that are JSON Schema; others, such as Avro, aren't read."""


@dataclass(frozen=True, slots=True, eq=False)
class Contract:
    """What the payload of an event type must be.

    `place` is where the contract is declared.  `root` is the document, in which `schemas` lead to the payload's schemas: it must
    fit one of them; without any nothing is asked of it.  `repository` is the one that declares it, `None` for the configuration,
    which speaks for all.  `sent` says who sends the event: this system, something outside, or nobody knows.
    """

    type: str
    place: Span
    root: Node
    schemas: tuple[tuple[str, ...], ...]
    dialect: Dialect = "2020-12"
    repository: Repository | None = None
    sent: Literal["here", "outside", ""] = ""

    @property
    def document(self) -> SchemaDocument:
        return SchemaDocument(self.root, self.dialect)


@dataclass(frozen=True, slots=True)
class Contracts:
    """The contracts that were found, the files that hold them, and what is wrong with these."""

    found: tuple[Contract, ...] = ()
    sources: tuple[Source, ...] = ()
    problems: tuple[Problem, ...] = ()


def file_name(event_type: str) -> str:
    """The name of the file that holds a type's contract."""
    return quote(event_type, safe="") + ENDING


def read(repository: Repository, asyncapi: str | None = None) -> Contracts:
    """The contracts of a repository: its own files, then those of the AsyncAPI document at a path."""
    found: list[Contract] = []
    sources: list[Source] = []
    problems: list[Problem] = []
    listed = repository.within(FOLDER)
    if isinstance(listed, Problem):
        return Contracts(problems=(replace(listed, kind="contract"),))
    for local in listed:
        if local.endswith(ENDING):
            source = repository.read(local)
            if isinstance(source, Source):
                contract, read_too, wrong = _of_file(source, repository)
                sources += (source, *read_too)
                found += (contract,) if contract is not None else ()
                problems += wrong
            elif source is not None:
                problems.append(Problem("contract", source.message, source.span, source.hint))
    source = repository.read(asyncapi) if asyncapi is not None else None
    if isinstance(source, Source):
        sources.append(source)
        more, wrong = _of_asyncapi(source, repository)
        found += more
        problems += wrong
    elif source is not None:
        problems.append(Problem("contract", source.message, source.span, source.hint))
    return Contracts(tuple(found), tuple(sources), tuple(problems))


# -- documents ----------------------------------------------------------------------------------------------------------------


def _of_file(source: Source, repository: Repository) -> tuple[Contract | None, list[Source], list[Problem]]:
    """The contract in a file, the files that it refers to, and what is wrong."""
    root = _json(source)
    if isinstance(root, Problem):
        return None, [], [root]
    bundle = Bundle(repository, _json, source.local)
    whole = bundle.whole(root)
    if bundle.problems:
        return None, bundle.sources, bundle.problems
    made = checked(unquote(source.name.removesuffix(ENDING)), whole, _beginning(root), repository)
    return (None, bundle.sources, [made]) if isinstance(made, Problem) else (made, bundle.sources, [])


def checked(event_type: str, root: Node, place: Span, repository: Repository | None) -> Contract | Problem:
    """The contract that a schema is, or what is wrong with it."""
    if not isinstance(root, Mapping) and getattr(root, "value", None) not in (True, False):
        return Problem("contract", "a schema is an object, true or false", root.span)
    dialect: Dialect = "draft-07" if "draft-07" in _word(root, "$schema") else "2020-12"
    problem = _fault(root, (), dialect)
    if problem is not None:
        return problem
    return Contract(event_type, place, root, ((),), dialect, repository, _sent(root))


def _sent(root: Node) -> Literal["here", "outside", ""]:
    """Who sends the event: `"x-wflint": {"sent-by": "outside"}`, or a list of workflows."""
    about = root.get(EXTENSION) if isinstance(root, Mapping) else None
    sender = about.get("sent-by") if isinstance(about, Mapping) else None
    if isinstance(sender, Scalar):
        return "outside" if sender.text == OUTSIDE else "here" if sender.text else ""
    return "here" if isinstance(sender, Sequence) and sender.items else ""


def _fault(root: Node, path: tuple[str, ...], dialect: Dialect) -> Problem | None:
    """What is wrong with the schema at a path."""
    for where, said in SchemaDocument(root, dialect).faults(path):
        return Problem("contract", f"this is no JSON Schema: {said}", at(root, where)[1])
    node, _ = at(root, path)
    for reference in _references(node):
        target = pointer(reference)
        if target is not None and node_at(root, target) is None:
            return Problem("contract", f"`$ref: {reference.text}` leads nowhere", reference.span)
    return None


def _references(node: Node) -> Iterator[Scalar]:
    match node:
        case Sequence(items):
            for item in items:
                yield from _references(item)
        case Mapping(pairs):
            for pair in pairs:
                if pair.key.text == "$ref" and isinstance(pair.value, Scalar):
                    yield pair.value
                elif pair.key.text not in VALUES:
                    yield from _references(pair.value)
        case _:
            pass


def pointer(reference: Node | None) -> tuple[str, ...] | None:
    """The keys that a `$ref` inside of the document gives: `#`, or `#/…`; `None` for any other."""
    text = reference.text if isinstance(reference, Scalar) else ""
    if text != "#" and not text.startswith("#/"):
        return None
    return tuple(unquote(each).replace("~1", "/").replace("~0", "~") for each in text.split("/")[1:])


def referred(root: Node, node: Node) -> Node | None:
    """What a node's `$ref` leads to inside of the document."""
    path = pointer(node.get("$ref")) if isinstance(node, Mapping) else None
    return node_at(root, path) if path is not None else None


def node_at(root: Node, path: Iterable[str]) -> Node | None:
    """The node at a path; `None` where there is none."""
    node: Node | None = root
    for key in path:
        node = child(node, key) if node is not None else None
    return node


def child(node: Node, key: str) -> Node | None:
    """What stands under a key of a mapping, or at a position of a list."""
    if isinstance(node, Mapping):
        return node.get(key)
    if isinstance(node, Sequence) and key.isdecimal() and int(key) < len(node.items):
        return node.items[int(key)]
    return None


def _json(source: Source) -> Node | Problem:
    """A JSON file as nodes with their places; without any but the file's where YAML's reader doesn't take it."""
    try:
        content = json.loads(source.text)
    except json.JSONDecodeError as error:
        place = Span(source.path, error.lineno, error.colno, error.lineno, error.colno + 1)
        return Problem("contract", f"this isn't JSON: {error.msg}", place)
    except (ValueError, RecursionError) as error:
        return Problem("contract", f"this isn't JSON: {error}", whole_file(source.path))
    document = parse(source.path, source.text)
    return _placeless(content, whole_file(source.path)) if isinstance(document, Problem) else document.root


def _placeless(content: Any, span: Span) -> Node:
    match content:
        case dict():
            pairs = tuple(
                Pair(Scalar(str(key), str(key), "double", span), _placeless(value, span)) for key, value in content.items()
            )
            return Mapping(pairs, span)
        case list():
            return Sequence(tuple(_placeless(each, span) for each in content), span)
        case str():
            return Scalar(content, content, "double", span)
        case _:
            return Scalar(json.dumps(content), content, "plain", span)


def _beginning(root: Node) -> Span:
    return Span(root.span.path, root.span.line, root.span.column, root.span.line, root.span.column + 1)


def _word(node: Node | None, key: str) -> str:
    """The text under a key; empty where there is none."""
    found = node.get(key) if isinstance(node, Mapping) else None
    return found.text if isinstance(found, Scalar) else ""


# -- AsyncAPI -----------------------------------------------------------------------------------------------------------------
# Source: asyncapi.com/docs/reference/specification/v3.1.0, "Channel Object", "Message Object", "Operation Object".


def _of_asyncapi(source: Source, repository: Repository) -> tuple[list[Contract], list[Problem]]:
    if source.name.endswith(".json"):
        root = _json(source)
    else:
        document = parse(source.path, source.text)
        root = document if isinstance(document, Problem) else document.root
    if isinstance(root, Problem):
        return [], [Problem("contract", root.message, root.span, root.hint)]
    version = root.get("asyncapi") if isinstance(root, Mapping) else None
    if not isinstance(version, Scalar):
        return [], [Problem("contract", "this is no AsyncAPI document: it has no `asyncapi`", _beginning(root))]
    if not version.text.startswith("3."):
        return [], [Problem("contract", f"AsyncAPI {version.text} isn't read, only version 3 is", version.span)]
    reader = _AsyncApi(root, repository)
    reader.read()
    return reader.found, reader.problems


class _AsyncApi:
    """Reads one document; a fault in one channel leaves the others."""

    def __init__(self, root: Node, repository: Repository) -> None:
        self.root = root
        self.repository = repository
        self.found: list[Contract] = []
        self.problems: list[Problem] = []
        self.wrong: set[Span] = set()

    def read(self) -> None:
        channels, _ = self.followed(("channels",))
        senders = self.senders()
        for pair in channels.pairs if isinstance(channels, Mapping) else ():
            channel, path = self.followed(("channels", pair.key.text))
            address = channel.pair("address") if isinstance(channel, Mapping) else None
            if address is None or not isinstance(address.value, Scalar) or address.value.is_null or "{" in address.value.text:
                continue  # nothing says which event type it is
            schemas = tuple(self.payloads(path))
            faults = [each for each in (_fault(self.root, path, "draft-07") for path in schemas) if each is not None]
            for each in faults:
                self.complain(each)
            if not faults:
                sent: Literal["here", "outside", ""] = "here" if path in senders else ""
                self.found.append(
                    Contract(address.value.text, address.span, self.root, schemas, "draft-07", self.repository, sent)
                )

    def complain(self, problem: Problem) -> None:
        """Say what is wrong, once for each place: channels share messages."""
        if problem.span not in self.wrong:
            self.wrong.add(problem.span)
            self.problems.append(problem)

    def payloads(self, channel: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """The paths of the payload schemas of a channel's messages; none where some message says nothing that can be read."""
        messages, path = self.followed((*channel, "messages"))
        found: list[tuple[str, ...]] = []
        for pair in messages.pairs if isinstance(messages, Mapping) else ():
            message, where = self.followed((*path, pair.key.text))
            payload, there = self.followed((*where, "payload")) if isinstance(message, Mapping) else (None, where)
            form = _word(payload, "schemaFormat") if payload is not None else ""
            if payload is None or (form and not form.startswith(_READ)):
                return
            found.append((*there, "schema") if form else there)
        yield from found

    def senders(self) -> frozenset[tuple[str, ...]]:
        """The paths of the channels that the system sends to, as its operations say."""
        operations, path = self.followed(("operations",))
        found = set()
        for pair in operations.pairs if isinstance(operations, Mapping) else ():
            operation, where = self.followed((*path, pair.key.text))
            if _word(operation, "action") == "send":
                found.add(self.followed((*where, "channel"))[1])
        return frozenset(found)

    def followed(self, path: tuple[str, ...]) -> tuple[Node | None, tuple[str, ...]]:
        """The node at a path and where it really stands, every `$ref` on the way followed; `None` where there is none."""
        node: Node | None = self.root
        there: tuple[str, ...] = ()
        waiting = list(path)
        for _ in range(_LONGEST_CHAIN * (len(path) + 1)):
            reference = node.get("$ref") if isinstance(node, Mapping) and there else None
            if isinstance(reference, Scalar):
                target = pointer(reference)
                if target is None:
                    return None, there  # it leads to another file
                if node_at(self.root, target) is None:
                    self.complain(Problem("contract", f"`$ref: {reference.text}` leads nowhere", reference.span))
                    return None, there
                waiting = [*target, *waiting]
                node, there = self.root, ()
                continue
            if node is None or not waiting:
                return node, there
            key = waiting.pop(0)
            node, there = child(node, key), (*there, key)
        return None, there
