"""Command lines as argparse and click read them: which word is the value of which option.

Source: docs.python.org, "argparse"; click.palletsprojects.com, "Parameters".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from wflint.lean import dataclass, field
from wflint.senders.holed import holed
from wflint.senders.python_kinds import Function
from wflint.values.value import Array, Const, Unknown, Value, constant, unplaced

_SWITCHES = frozenset(("store_true", "store_false", "count", "store_const", "append_const", "help", "version"))
_MANY = frozenset(("*", "+", "..."))


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that a command line may give: its flags, none for what stands at a place; `variable` is looked up for it too."""

    name: str
    flags: tuple[str, ...] = ()
    default: Value | None = None
    action: str = "store"
    count: str = ""
    kind: Value | None = None
    variable: str | None = None


@dataclass(slots=True)
class Parser:
    """What a command line may give.  `commands` are by their name, each with a parser or a function of its own."""

    options: list[Option] = field(default_factory=list)
    commands: dict[str, int | Function] = field(default_factory=dict)
    command_name: str | None = None
    defaults: dict[str, Value] = field(default_factory=dict)


@dataclass(slots=True)
class Line:
    """A command line that was read: the value of each option that is given, and the command with what stands behind it."""

    given: dict[str, Value] = field(default_factory=dict)
    command: Value | None = None
    rest: tuple[Value, ...] = ()


def read_line(parser: Parser, words: Sequence[Value]) -> Line:
    """Which options a command line gives."""
    line = Line()
    places = [each for each in parser.options if not each.flags]
    waiting = list(words)
    only_places = False
    while waiting:
        word = waiting.pop(0)
        shape = holed(word).shape
        if shape == "--":
            only_places = True
        elif re.match(r"-[^\d\s]", shape) and not only_places:
            _flag(parser, word, waiting, line)
        elif places:
            option = places.pop(0)
            if option.count in _MANY or option.count.isdecimal():
                most = int(option.count) if option.count.isdecimal() else 200
                more = [word]
                while waiting and len(more) < most and not holed(waiting[0]).shape.startswith("-"):
                    more.append(waiting.pop(0))
                line.given[option.name] = Array(tuple(map(unplaced, more)))
            else:
                line.given[option.name] = unplaced(word)
        elif parser.commands:
            line.command, line.rest = word, tuple(waiting)
            break
    return line


def _flag(parser: Parser, word: Value, waiting: list[Value], line: Line) -> None:
    found = holed(word)
    name, equals, behind = found.shape.partition("=")
    option = _named(parser, name)
    value: Value | None = found.restore(behind) if equals else None
    if option is None and not name.startswith("--") and len(found.shape) > 2:
        option = _named(parser, found.shape[:2])
        value = found.restore(found.shape[2:]) if option is not None and option.action not in _SWITCHES else None
    if option is None:
        return
    if option.action in _SWITCHES:
        line.given[option.name] = Const(option.action != "store_false" and not _is_off(option, name))
    elif option.action == "boolean":
        line.given[option.name] = Const(not _is_off(option, name))
    elif value is not None:
        _set(line, option, unplaced(value))
    elif option.count in _MANY or option.count.isdecimal():
        most = int(option.count) if option.count.isdecimal() else 200
        more: list[Value] = []
        while waiting and len(more) < most and not holed(waiting[0]).shape.startswith("-"):
            more.append(unplaced(waiting.pop(0)))
        line.given[option.name] = Array(tuple(more))
    elif waiting and not (option.count == "?" and holed(waiting[0]).shape.startswith("-")):
        _set(line, option, unplaced(waiting.pop(0)))


def _is_off(option: Option, name: str) -> bool:
    return name.startswith("--no-") and name not in option.flags


def _set(line: Line, option: Option, value: Value) -> None:
    if option.action in ("append", "extend"):
        before = line.given.get(option.name)
        line.given[option.name] = Array((*(before.items if isinstance(before, Array) else ()), value))
    else:
        line.given[option.name] = value


def _named(parser: Parser, flag: str) -> Option | None:
    """The option of a flag, which may be shortened as long as it is clear."""
    for each in parser.options:
        if flag in each.flags or (each.action == "boolean" and flag.startswith("--no-") and f"--{flag[5:]}" in each.flags):
            return each
    if not flag.startswith("--"):
        return None
    close = [each for each in parser.options if any(one.startswith(flag) for one in each.flags)]
    return close[0] if len(close) == 1 else None


def option_of(given: Sequence[Value], names: Mapping[str, Value], flag_word: str = "action") -> Option | None:
    """What `add_argument(…)` or `click.option(…)` declares."""
    flags = [known for each in given if (known := constant(each)) is not None and isinstance(each, Const)]
    dashed = tuple(piece for each in flags if each.startswith("-") for piece in each.split("/")[:1])
    bare = [each for each in flags if not each.startswith("-")]
    explicit = constant(names["dest"]) if "dest" in names else bare[0] if bare else None
    longest = next((each for each in dashed if each.startswith("--")), dashed[0] if dashed else "")
    name = explicit or longest.lstrip("-").replace("-", "_")
    if not name:
        return None
    action = names.get("action", Const("store"))
    kind = constant(action) or ("boolean" if "BooleanOptionalAction" in getattr(action, "reason", "") else "store")
    if names.get("is_flag") == Const(True):
        kind = "store_true"
    if any("/" in each for each in flags if each.startswith("--")):
        kind = "boolean"
    if names.get("multiple") == Const(True):
        kind = "append"
    variable = constant(names["envvar"]) if "envvar" in names else None
    return Option(
        name.replace("-", "_") if dashed or flag_word != "action" else name,
        dashed,
        names.get("default"),
        kind,
        constant(names.get("nargs", Const(""))) or "",
        names.get("type"),
        variable,
    )


def missing(option: Option, alone: bool) -> Value:
    """The value of an option that isn't given."""
    if alone:
        return Unknown(f"`{option.flags[0] if option.flags else option.name}` of a script that nothing in sight runs")
    if option.default is not None:
        return option.default
    if option.action in ("store_true", "store_false", "boolean"):
        return Const(option.action == "store_false")
    if not option.flags and option.count not in ("?", "*"):
        return Unknown(f"the argument `{option.name}`")
    return Const(None)
