"""A schema file with the files of the repository that it refers to, as one document.

What a `$ref` such as `common.json#/$defs/id` leads to is put into the document under its own key, and the `$ref` leads there;
so do the references inside of what is put in.  Every node keeps the place that it has in its file.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from urllib.parse import quote, unquote

from wflint.lean import dataclass, field, replace
from wflint.problem import Problem
from wflint.regex import regex
from wflint.sources import Repository, Source
from wflint.syntax.node import Mapping, Node, Pair, Scalar, Sequence

KEY = "x-wflint-files"
_MOST = 50
"""Files that one contract can refer to."""

VALUES = frozenset({"const", "enum", "default", "examples", "example"})
"""Keywords whose values are values, in which a `$ref` is nothing but a text."""

_ELSEWHERE = regex(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_IDENTITIES = ("$id", "$schema")
"""Keywords of a document of its own, which would lead references elsewhere."""

Parse = Callable[[Source], Node | Problem]


@dataclass(slots=True)
class Bundle:
    """One contract's document while files are put into it.  `problems` say which of them can't be."""

    repository: Repository
    parse: Parse
    local: str
    inside: dict[str, Node | None] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    has_identity: bool = False

    def whole(self, root: Node) -> Node:
        """The document with everything that it refers to."""
        made = self.rewritten(root, self.local)
        if not self.inside or not isinstance(made, Mapping):
            return made
        held = tuple(
            Pair(_text(path, made), node) for path, node in self.inside.items() if node is not None and path != self.local
        )
        return replace(made, pairs=(*made.pairs, Pair(_text(KEY, made), Mapping(held, made.span))))

    def rewritten(self, node: Node, local: str) -> Node:
        match node:
            case Sequence(items):
                return replace(node, items=tuple(self.rewritten(each, local) for each in items))
            case Mapping(pairs):
                self.has_identity |= any(each.key.text == "$id" for each in pairs)
                kept = (each for each in pairs if local == self.local or each.key.text not in _IDENTITIES)
                return replace(node, pairs=tuple(replace(each, value=self.value(each, local)) for each in kept))
            case _:
                return node

    def value(self, pair: Pair, local: str) -> Node:
        if pair.key.text == "$ref" and isinstance(pair.value, Scalar):
            text = self.led(pair.value, local)
            return pair.value if text == pair.value.text else replace(pair.value, text=text, value=text, raw="")
        return pair.value if pair.key.text in VALUES else self.rewritten(pair.value, local)

    def led(self, reference: Scalar, local: str) -> str:
        """What a `$ref` of a file becomes in the document."""
        file, _, fragment = reference.text.partition("#")
        if _ELSEWHERE.match(file) or (not file and local == self.local):
            return reference.text
        if fragment and not fragment.startswith("/"):
            return reference.text  # an anchor
        path = self.path_of(file, local)
        if path == self.local:
            return f"#{fragment}"
        if not self.put_in(path, reference):
            return reference.text
        return f"#/{KEY}/{quote(path.replace('~', '~0').replace('/', '~1'), safe='~')}{fragment}"

    def path_of(self, file: str, local: str) -> str:
        """The path of the file that a `$ref` of another names: as it is written, or with `%3A` for what a URL can't hold."""
        beside = posixpath.dirname(local)
        written, meant = (posixpath.normpath(posixpath.join(beside, each)) for each in (file, unquote(file)))
        return local if not file else written if self.repository.read(written) is not None else meant

    def put_in(self, path: str, reference: Scalar) -> bool:
        """Whether a file is in the document, now at the latest."""
        if path in self.inside:
            return self.inside[path] is not None
        if len(self.inside) >= _MOST:
            return False
        source = self.repository.read(path)
        found = self.parse(source) if isinstance(source, Source) else source
        if not isinstance(source, Source) or isinstance(found, Problem) or found is None:
            self.inside[path] = None
            nowhere = Problem("contract", f"`$ref: {reference.text}` leads to no file", reference.span)
            if isinstance(source, Source) or not self.has_identity:  # otherwise it may lead to where the `$id` says
                self.problems.append(found if isinstance(found, Problem) and isinstance(source, Source) else nowhere)
            return False
        self.sources.append(source)
        self.inside[path] = found  # for files that refer to each other
        self.inside[path] = self.rewritten(found, path)
        return True


def _text(written: str, beside: Node) -> Scalar:
    return Scalar(written, written, "double", beside.span)
