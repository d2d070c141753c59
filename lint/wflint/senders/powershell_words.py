"""The words of a PowerShell command, and the named parameters of a cmdlet.

Source: learn.microsoft.com, about_Parameters: a parameter's name may be cut short, and case doesn't matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from wflint.lean import replace
from wflint.senders.bash_state import State
from wflint.senders.flags import program_name
from wflint.senders.holed import holed
from wflint.senders.message import Word
from wflint.senders.powershell_expressions import expanded
from wflint.senders.powershell_parameters import SPLATTED
from wflint.senders.powershell_text import children, core
from wflint.senders.powershell_values import as_text, merged
from wflint.senders.powershell_walk import Walk
from wflint.values.value import Array, Const, Object, Unknown, Value, constant, text

_WEB_NAMES = """
uri method body headers token authentication contenttype outfile infile form usebasicparsing skiphttperrorcheck erroraction
maximumretrycount retryintervalsec timeoutsec credential custommethod useragent responseheadersvariable statuscodevariable
sessionvariable websession
"""
_NAMES: dict[str, tuple[str, ...]] = {
    "web": tuple(_WEB_NAMES.split()),
    "file": ("filepath", "path", "literalpath", "value", "inputobject", "append", "encoding", "nonewline", "force", "variable"),
    "json": ("inputobject", "depth", "compress", "asarray", "enumsasstrings", "escapehandling", "ashashtable", "noenumerate"),
}
_SWITCHES = frozenset(("usebasicparsing", "skiphttperrorcheck", "append", "nonewline", "force", "compress", "asarray", "raw"))
_LISTS = ("variable", "parenthesized_expression", "array_expression")


def words_of(walk: Walk, node: Node, state: State) -> tuple[Word, ...]:
    """A command's words: its name and its arguments, splatted ones as several."""
    found: list[Word] = []
    joins = False
    for part in parts_of(node):
        if part.type == "command_argument_sep":
            joins = bool(found)
            continue
        inner = core(part)
        span = walk.source.span(inner)
        written = walk.source.of(inner)
        if inner.type == "variable" and written.startswith("@"):
            found.extend(_splatted(walk.variable(walk.name_of(inner) or "", state), found, walk, inner))
            continue
        named_so = inner.type == "command_name"
        value = expanded(walk, inner, *walk.source.range(inner), state) if named_so else walk.value(inner, state)
        if isinstance(value, Array) and inner.type in _LISTS and found and _takes_texts(walk, found[0]):
            found.extend(Word(as_text(item), span) for item in value.items)
            continue
        if joins:
            # `-Name:value` is one argument; a cmdlet's switch takes a value in no other way.
            before, joins = found.pop(), False
            if _takes_texts(walk, (found or [before])[0]):
                found.append(Word(text((before.value, Const(":"), as_text(value))), before.span))
                continue
            found.append(replace(before, value=text((before.value, Const(":")))))
        found.append(Word(value, span))
    if found and _takes_texts(walk, found[0]):
        return tuple(replace(word, value=_unquoted(as_text(word.value))) for word in found)
    return tuple(found)


_SHORT = frozenset(("%", "foreach", "?", "where", "icm"))
"""Other names of cmdlets that take script blocks."""


def _takes_texts(walk: Walk, command: Word) -> bool:
    """Whether a command is a program, and no function of the script: programs get texts, whatever is handed to them."""
    name = (program_name(command.value) or "").strip()
    return name not in _SHORT and name not in walk.functions and is_native(command.value)


def is_native(name: Value) -> bool:
    """Whether a command is a program: a cmdlet has a dash in its name, and a script of PowerShell takes values of any kind."""
    known = constant(name)
    if known is None:
        return False
    last = known.replace("\\", "/").rpartition("/")[2].lower()
    return last.endswith((".sh", ".py", ".exe")) or ("-" not in last and not last.endswith(".ps1"))


def _unquoted(value: Value) -> Value:
    """`\\"` is how a quote is kept when Windows PowerShell hands an argument on."""
    found = holed(value)
    return found.restore(found.shape.replace('\\"', '"')) if '\\"' in found.shape else value


def _splatted(value: Value, before: Sequence[Word], walk: Walk, node: Node) -> Iterator[Word]:
    span = walk.source.span(node)
    match merged(value):
        case Array(items):
            yield from (Word(item, span) for item in items)
        case Object(fields, opened):
            for each in fields:
                yield Word(Const(f"-{each.name}:"), span)
                yield Word(each.value, each.span or span)
            if opened:
                yield Word(SPLATTED, span)
        case _:
            yield Word(SPLATTED, span)


def parts_of(node: Node) -> Iterator[Node]:
    """The parts of a command: its name, its arguments, and each `:` between a parameter and its value."""
    if node.type == "command_name":
        yield node
        return
    for child in children(node):
        if child.type == "command_elements":
            for each in children(child):
                blank = each.type == "command_argument_sep" and each.text is not None and each.text.strip() != b":"
                if not blank and each.type not in ("redirection", "redirections", "merging_redirection_operator"):
                    yield each
        elif child.type in ("command_name", "command_name_expr"):
            yield child


def named_parameters(words: Sequence[Word], kind: str) -> dict[str, Value]:
    """The named parameters of a cmdlet under their full names; a switch is true."""
    names = _NAMES[kind]
    found: dict[str, Value] = {}
    name = ""
    for word in words[1:]:
        known = constant(word.value)
        match = re.fullmatch(r"-([A-Za-z]+)(?::(.*))?", known, re.DOTALL) if known is not None and not name else None
        if match:
            short = match[1].lower()
            exact = [each for each in names if each == short]
            name = (exact or [each for each in names if each.startswith(short)] or [short])[0]
            found[name] = Const(True)
            if match[2]:
                found[name], name = Const(match[2]), ""
            elif match[2] is None and name in _SWITCHES:
                name = ""
        elif name:
            found[name], name = word.value, ""
    return found


def first_of(words: Sequence[Word], named: dict[str, Value]) -> Value:
    """The first argument that is no parameter's."""
    values = {id(value) for value in named.values()}
    for word in words[1:]:
        known = constant(word.value)
        if id(word.value) not in values and (known is None or not re.match(r"-[A-Za-z]", known)):
            return word.value
    return Unknown("an argument that isn't there")


def is_parameter(word: Word) -> bool:
    """Whether a word looks like a parameter's name."""
    known = constant(word.value)
    return known is not None and re.match(r"-[A-Za-z]", known) is not None
