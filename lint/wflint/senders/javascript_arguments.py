"""Arguments of the command line as JavaScript takes them apart: `minimist`, `parseArgs` of `node:util`, yargs.

Source: npmjs.com/package/minimist; nodejs.org, `util.parseArgs`; yargs.js.org.
"""

from __future__ import annotations

import re

from wflint.regex import regex
from wflint.senders.holed import holed
from wflint.senders.javascript_kinds import UNDEFINED
from wflint.senders.javascript_values import member
from wflint.values.value import Array, Const, Field, Object, Unknown, Value

_FLAG = regex(r"--?([A-Za-z][\w.-]*)(?:=(.*))?", re.DOTALL)
_READERS = frozenset(("minimist", "yargs-parser", "mri", "arg", "getopts"))


def of_arguments(path: tuple[str, ...], arguments: list[Value], given: tuple[Value, ...], written: str) -> Value | None:
    """What a call gives that takes the command line apart; `None` for any other call.  `given` is the command line."""
    first = arguments[0] if arguments else UNDEFINED
    match path:
        case (name,) if name in _READERS:
            return _flags(first, Object(()))
        case (("util" | "parseArgs"), *_) if path[-1] == "parseArgs":
            told = member(first, "args", written)
            found = _flags(told if told != UNDEFINED else Array(given), member(first, "options", written))
            rest = member(found, "_", written)
            return Object((Field("values", found), Field("positionals", rest)))
        case ("yargs/helpers" | "yargs", "hideBin") | ("hideBin",):
            return Array(given)
        case ("yargs", *_) if path[-1] in ("parse", "parseSync"):
            return _flags(Array(given), Object(()))
        case _:
            return None


def _flags(listed: Value, options: Value) -> Value:
    """An object of all flags, and of the other words under the name `_`."""
    if not isinstance(listed, Array):
        return Object((), "arguments that aren't known")
    found: list[Field] = []
    rest: list[Value] = []
    at = 0
    while at < len(listed.items):
        item = holed(listed.items[at])
        match = _FLAG.fullmatch(item.shape)
        at += 1
        if match is None:
            rest.append(listed.items[at - 1])
            continue
        names = _names(match[1], options)
        if match[2] is not None:
            value = item.restore(match[2])
        elif at < len(listed.items) and not _is_flag(listed.items[at]) and not _is_switch(names, options):
            value = listed.items[at]
            at += 1
        else:
            value = Const(True)
        found.extend(Field(name, value) for name in names)
    unknown = any(isinstance(item, Unknown) for item in listed.items)
    return Object((*found, Field("_", Array(tuple(rest)))), "arguments that aren't known" if unknown else None)


def _names(written: str, options: Value) -> list[str]:
    """The names under which a flag is found: `--event-type` is `eventType` too, for those who want it so."""
    words = written.split("-")
    long = [written, words[0] + "".join(word.capitalize() for word in words[1:])]
    for each in options.fields if isinstance(options, Object) else ():
        if member(each.value, "short", "") == Const(written):
            long.append(each.name)
    return list(dict.fromkeys(long))


def _is_switch(names: list[str], options: Value) -> bool:
    """Whether a flag is said to take no value."""
    return any(
        each.name in names and member(each.value, "type", "") == Const("boolean")
        for each in (options.fields if isinstance(options, Object) else ())
    )


def _is_flag(value: Value) -> bool:
    return _FLAG.fullmatch(holed(value).shape) is not None
