"""YAML text to nodes: the home of ruamel.yaml.

ruamel's C parser composes the tree; the tags follow the YAML 1.2 core schema, as GitHub's reader does, so that `on` stays a
string (actions/runner, `YamlObjectReader.cs`).  GitHub's own limits hold: depth 50, 50,000 nodes with aliases counted out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.cyaml import CParser  # type: ignore[attr-defined]  # re-exported from the C module
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from wflint.lean import dataclass, replace
from wflint.problem import Problem
from wflint.regex import regex
from wflint.span import Span, whole_file
from wflint.syntax.node import Mapping, Node, Pair, Parsed, Scalar, Sequence, Style
from wflint.syntax.plain import DEEPEST, MOST_NODES, Quoted, indentation

if TYPE_CHECKING:
    from wflint.syntax.plain import Tree

_MOST_PROBLEMS = 9
"""GitHub itself lists ten faults of a file."""
_MOST_COMPOSED = 200_000
"""Characters of flow indicators beyond which a file isn't even composed: nothing real comes near."""

_STACK = 500
_STACKED = regex(rf"(?:[-?:][ \t]+){{{_STACK}}}")
"""List items and keys that open inside one another on one line: the C parser calls itself for each, until the process ends."""
_MOST_GLANCED = 2_000
"""The same for a file that is only glanced at."""

_NULL = regex(r"(?:~|null|Null|NULL|)")
_TRUE = regex(r"true|True|TRUE")
_FALSE = regex(r"false|False|FALSE")
_INTEGER = regex(r"[-+]?[0-9]+")
_OCTAL = regex(r"0o[0-7]+")
_HEXADECIMAL = regex(r"0x[0-9a-fA-F]+")
_FLOAT = regex(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_MAY_BE_TYPED = frozenset("~nNtTfF+-.0123456789")
"""How whatever isn't a text begins."""
_INFINITE = regex(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_STYLES: dict[str | None, Style] = {"'": "single", '"': "double", "|": "literal", ">": "folded"}


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML file: its root node, and what was wrong with it without keeping it from being read."""

    root: Node
    problems: tuple[Problem, ...] = ()


class _Parser(CParser):  # type: ignore[misc]  # the C module has no types
    """ruamel's C parser without a resolver: tags are decided in `_scalar`."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._parser = self._composer = self

    # Asked for every node.  A method of a text that is written in C gives the empty text whatever it is asked, and is quicker
    # than a function that does nothing.
    descend_resolver = ascend_resolver = resolve = "".format


def parse(path: str, text: str) -> Document | Problem:
    """Read one YAML document.  Whatever is wrong comes back as a `Problem` with its place."""
    if text.count("[") + text.count("{") > _MOST_COMPOSED or _nesting(text) > 1000 or _is_stacked(text):
        return Problem("syntax", f"YAML is nested deeper than {DEEPEST} levels", whole_file(path))
    try:
        node = _compose(text)
    except MarkedYAMLError as error:
        return _syntax_problem(path, text, error)
    except (YAMLError, RecursionError, UnicodeError, ValueError) as error:
        return Problem("syntax", f"not YAML: {_first_line(error)}", whole_file(path))
    if node is None:
        return Problem("syntax", "file holds nothing but comments" if "#" in text else "file is empty", whole_file(path))
    reader = _Reader(path, text)
    try:
        root = reader.node(node, 0)
    except _TooLargeError as error:
        return Problem("syntax", str(error), whole_file(path))
    return Document(root, _first(reader.problems))


def _first(problems: list[Problem]) -> tuple[Problem, ...]:
    """The first problems of a file; the one behind them tells how many there are."""
    if len(problems) <= _MOST_PROBLEMS:
        return tuple(problems)
    last = problems[_MOST_PROBLEMS]
    more = f"{last.message}, and there are {len(problems) - _MOST_PROBLEMS - 1:,} more such faults in this file"
    return (*problems[:_MOST_PROBLEMS], replace(last, message=more) if len(problems) > _MOST_PROBLEMS + 1 else last)


def _compose(text: str) -> Any:
    """The root node, by the C parser; where that refuses, by ruamel's own, which is slower and knows YAML 1.2.

    ruamel's round-trip reader won't do: it leaves a mark, U+0007, wherever a line of a folded scalar ends.
    """
    try:
        return _composed_in_c(text)
    except (YAMLError, RecursionError, UnicodeError, ValueError):
        reader = YAML(typ="safe", pure=True)
        reader.composer.warn_double_anchors = False  # the later one counts from there on (YAML 1.2.2, 7.1), without a word
        return reader.compose(text)


def _is_stacked(text: str) -> bool:
    return any(len(line) >= 2 * _STACK and _STACKED.search(line) is not None for line in text.split("\n"))


def glanced(text: str) -> Tree | None:
    """What ruamel's C parser makes of a text, without places; `None` where that refuses, where there are tags, or keys that are
    no texts or are given twice, or where only `parse` can say what is the matter.
    """
    if text.count("[") + text.count("{") > _MOST_GLANCED or _is_stacked(text):
        return None
    try:
        root = _composed_in_c(text)
        return _tree(root, 0, {}) if root is not None else None
    except (YAMLError, RecursionError, UnicodeError, ValueError):
        return None


def _tree(node: Any, depth: int, known: dict[int, Tree]) -> Tree:
    """A node without places; `known` has those that an alias may name, by their `id`."""
    if node.ctag.suffix or depth > DEEPEST:
        raise ValueError("only `parse` tells")
    value = node.value
    if type(value) is str:
        return Quoted(value) if node.style else value
    if id(node) in known:
        return known[id(node)]
    made: Tree
    if type(node).__name__ == "MappingNode":
        if any(type(key.value) is not str or key.ctag.suffix for key, _ in value):
            raise ValueError("only `parse` tells")
        made = {key.value: _tree(each, depth + 1, known) for key, each in value}
        if len(made) < len(value):
            raise ValueError("only `parse` tells")
    else:
        made = [_tree(each, depth + 1, known) for each in value]
    known[id(node)] = made
    return made


_INNER_COLON = regex(r"(?<=[\w./-]):(?=[\w./-])", re.ASCII)
"""A colon inside a word: nothing but a part of it, wherever that is, or else of what can't have the stand-in in it, as a tag."""
_FIRST_COLON = regex(r"[\s\[{,?]:\S")
"""A colon that opens something, which the two parsers may take for different things."""
_STAND_IN = "\ue03a"


def _composed_in_c(text: str) -> Any:
    """The root node by the C parser.

    The C library is libyaml 0.1, which rejects `types: [task:start]`: a colon in a flow list, that YAML 1.2 and GitHub allow.
    There it is given a letter of private use instead, as wide as the colon, so that all places stay.
    """
    try:
        return _Parser(text).get_single_node()
    except MarkedYAMLError as error:
        if error.problem != "found unexpected ':'" or _STAND_IN in text or _FIRST_COLON.search(text):
            raise
    root = _Parser(_INNER_COLON.sub(_STAND_IN, text)).get_single_node()
    waiting, seen = [root], set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if type(node.value) is str:
            node.value = node.value.replace(_STAND_IN, ":")
        else:
            waiting += [each for item in node.value for each in (item if type(item) is tuple else (item,))]
    return root


def _nesting(text: str) -> int:
    """An upper bound of the depth of flow collections, cheap and never too small by much: brackets open at once."""
    depth = deepest = 0
    for character in re.findall(r"[\[\]{}]", text) if len(text) > 2000 else ():
        depth = max(depth + (1 if character in "[{" else -1), 0)
        deepest = max(deepest, depth)
    return deepest


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


_OPEN_QUOTE = regex(r"""^[ \t]*(?:- +)?[\w-]+:[ \t]+(?P<quote>["'])(?:(?!(?P=quote))[^\\\n]|\\.)*$""", re.MULTILINE)


def _open_quote(text: str, behind: int) -> tuple[int, int, bool] | None:
    """Line and column, from 1, of a quote above the error whose value doesn't end on its line: the usual cause of odd errors.

    With it, whether that must be the cause: the next such quote ends the value just before the error, with text behind it.
    """
    above = "\n".join(text.splitlines()[:behind])
    found = _OPEN_QUOTE.search(above)
    if found is None:
        return None
    line, closing = above.count("\n", 0, found.start()) + 1, text.find(found["quote"], found.end())
    column = found.start("quote") - found.start() + 1
    if closing < 0:
        return line, column, True
    rest = text[closing + 1 :].split("\n", 1)[0].strip()
    return line, column, text.count("\n", 0, closing) in (behind - 1, behind) and rest != "" and not rest.startswith("#")


_LINE_END = regex("\r\n|[\r\n\x85\u2028\u2029]")
"""What ends a line for a parser that counts the lines; not every version counts the last three."""
_BLOCK_OPENS = regex(r"[:-][ \t]+(?:[!&]\S+[ \t]+)?[|>][-+0-9]*[ \t]*(?:#.*)?$")
_OF_YAML = regex(r"""[ \t]*(?:-[ \t]+)?(?:[\w.-]+|"[^"]*"|'[^']*')[ \t]*:(?:[ \t]|$)|[ \t]+-(?:[ \t]|$)|[ \t]*#""")


def _cut_block(text: str, line: int) -> int | None:
    """The line, from 1, that opens the block text which ends just above a line of text that isn't indented like the others.

    The usual cause is a script that holds a text of its own, with lines that begin in the first column.
    """
    lines = _LINE_END.split(text)
    if _OF_YAML.match(lines[line - 1]):
        return None
    opens, least = None, len(text)
    for number in range(line - 1, 0, -1):
        above = lines[number - 1]
        depth = indentation(above)
        if above.strip() and depth < least:
            if least < len(text) and _BLOCK_OPENS.search(above):
                opens = number
            least = depth
    own = indentation(lines[line - 1])
    between = lines[opens : line - 1] if opens is not None else []
    return opens if between and all(each[: own + 1].isspace() for each in between if each.strip()) else None


def _syntax_problem(path: str, text: str, error: MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    message = str(error.problem or "not YAML")
    hint = None
    if error.context and error.context_mark is not None and "document" not in error.context:
        message = f"{message} {error.context}"
        if mark is None or error.context_mark.line != mark.line:
            hint = f"it begins on line {error.context_mark.line + 1}"
    elif "another document" in message:
        message = "a second YAML document begins here; GitHub reads one per file"
    if "cannot start any token" in message:
        hint = "a tab, or a `@`, `` ` `` or `%` at the start of a value: indent with blanks, or quote it"
    if mark is None:
        return Problem("syntax", message, whole_file(path), hint)
    opened = _open_quote(text, mark.line)
    line, column = mark.line + 1, mark.column + 1
    if opened is not None:
        beginning, opening, is_cause = opened
        if is_cause:
            hint = f"the text goes on to line {line}, where it makes no sense any more: {message}"
            message, line, column = "the quote that opens here isn't closed on this line", beginning, opening
        else:
            hint = f"the quote that opens on line {beginning} isn't closed on that line"
    context = error.context_mark if (error.context or "").startswith("while scanning") else None
    first = min(line, context.line + 1) if context is not None else line
    begins = _cut_block(text, first) if opened is None or not opened[2] else None
    if begins is not None:
        hint = f"the text begins on line {begins}; what stands here is read as YAML: {message}"
        message, line, column = "this line isn't indented like the text above, which ends before it", first, 1
    return Problem("syntax", message, Span(path, line, column, line, column + 1), hint)


def _repeated(again: list[tuple[Scalar, Scalar]], is_root: bool) -> Iterator[Problem]:
    """What to say of keys that are given once more, each with the first of its name: at the root they may be a second file."""
    names = list(dict.fromkeys(first.text for _, first in again))
    if is_root and len(names) > 1:
        other = next(number for number, (_, first) in enumerate(again) if first.text != names[0])
        key, first = again[other - 1]
        told = ", ".join(f"`{name}`" for name in names)
        hint = f"the first `{first.text}` is on line {first.span.line}; GitHub takes one workflow per file"
        yield Problem("syntax", f"a second file seems to begin here: {told} are given twice", key.span, hint)
        return
    for key, first in again:
        hint = f"the first is on line {first.span.line}; GitHub compares keys without case and rejects the file"
        yield Problem("syntax", f"key `{key.text}` is given twice", key.span, hint)


class _TooLargeError(Exception):
    """The tree is over GitHub's limits."""


class _Reader:
    """Turns ruamel's nodes into ours; one per file, since it counts nodes and collects problems."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.lines = text.split("\n")
        self.problems: list[Problem] = []
        self.count = 0
        self.sizes: dict[int, int] = {}
        self.done: dict[int, Node] = {}

    def node(self, node: Any, depth: int) -> Node:
        if depth > DEEPEST:
            raise _TooLargeError(f"YAML is nested deeper than {DEEPEST} levels, or an alias contains itself")
        known = self.done.get(id(node))
        if known is not None:
            self._count(self.sizes.get(id(node), 1))
            return known
        before = self.count
        self._count(1)
        if type(node.value) is str:
            made: Node = self._scalar(node)
            self.done[id(node)] = made
            return made
        if node.value and isinstance(node.value[0], tuple):
            made = self._mapping(node, depth)
        elif type(node).__name__ == "MappingNode":
            made = Mapping((), self._span(node))
        else:
            made = Sequence(tuple(self.node(item, depth + 1) for item in node.value), self._span(node))
        self.sizes[id(node)] = self.count - before
        self.done[id(node)] = made
        return made

    def _count(self, more: int) -> None:
        self.count += more
        if self.count > MOST_NODES:
            raise _TooLargeError(f"YAML has more than {MOST_NODES:,} nodes with aliases counted out")

    def _mapping(self, node: Any, depth: int) -> Mapping:
        pairs: list[Pair] = []
        seen: dict[str, Scalar] = {}
        again: list[tuple[Scalar, Scalar]] = []
        for key_node, value_node in node.value:
            key = self.node(key_node, depth + 1)
            value = self.node(value_node, depth + 1)
            if not isinstance(key, Scalar):
                self.problems.append(Problem("syntax", "a mapping key must be a plain text", key.span))
                continue
            folded = key.text.lower()
            if folded in seen:
                again.append((key, seen[folded]))
            seen.setdefault(folded, key)
            pairs.append(Pair(key, value))
        self.problems += _repeated(again, is_root=depth == 0)
        return Mapping(tuple(pairs), self._span(node))

    def _span(self, node: Any) -> Span:
        start, end = node.start_mark, node.end_mark
        end_line, end_column = end.line, end.column
        if end_column == 0 and end_line > start.line:  # block collections end where the next thing begins
            end_line, end_column = self._last_content(start.line, end_line)
        return Span(self.path, start.line + 1, start.column + 1, end_line + 1, end_column + 1)

    def _last_content(self, first: int, behind: int) -> tuple[int, int]:
        line = min(behind, len(self.lines)) - 1
        while line > first and not self.lines[line].strip():
            line -= 1
        return line, len(self.lines[line].rstrip("\r"))

    def _scalar(self, node: Any) -> Scalar:
        start, end, text = node.start_mark, node.end_mark, node.value
        if not node.style and start.line == end.line and not node.ctag.suffix:  # as most are
            line, raw = start.line + 1, self.text[start.index : end.index] if "\\" in text or "'" in text else ""
            return Scalar(text, typed(text), "plain", Span(self.path, line, start.column + 1, line, end.column + 1), 0, raw)
        style = _STYLES.get(node.style, "plain")
        span = self._span(node)
        tag = str(node.ctag.suffix or "") and str(node.tag or "")  # the text of a tag is costly, and few nodes have one
        value: Parsed = typed(text) if style == "plain" and not tag.startswith("!") else text
        if tag.startswith("!"):
            hint = "quote the value, or write it as `${{ !… }}`" if "if" in self.lines[span.line - 1] else None
            self.problems.append(Problem("syntax", f"YAML tag `{tag}` isn't allowed by GitHub", span, hint))
        indent = self._block_indent(node) if style in ("literal", "folded") else 0
        direct = style == "literal" or (span.line == span.end_line and "\\" not in text and "'" not in text)
        raw = self.text[node.start_mark.index : node.end_mark.index]
        if style == "double" and "\\" in raw:
            direct = False
        return Scalar(text, value, style, span, indent, "" if direct and style != "folded" else raw)

    def _block_indent(self, node: Any) -> int:
        """The column at which a block scalar's content begins: the first line that isn't blank decides."""
        for line in self.lines[node.start_mark.line + 1 : node.end_mark.line + 1]:
            if line.strip():
                explicit = indentation(line)
                first = node.value.lstrip("\n").split("\n", 1)[0]
                return explicit - indentation(first) + 1
        return 1


def typed(text: str) -> Parsed:
    """The YAML 1.2 core schema's reading of a plain scalar (yaml.org/spec/1.2.2, §10.3)."""
    if text and text[0] not in _MAY_BE_TYPED:
        return text
    if _NULL.fullmatch(text):
        return None
    if _TRUE.fullmatch(text):
        return True
    if _FALSE.fullmatch(text):
        return False
    if len(text) > 40:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _OCTAL.fullmatch(text):
        return int(text[2:], 8)
    if _HEXADECIMAL.fullmatch(text):
        return int(text, 16)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _INFINITE.fullmatch(text):
        return float(text.replace(".", "", 1).lower())
    return text
