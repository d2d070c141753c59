"""What a script hands to the runner and gets from it: `core.setOutput`, `core.exportVariable`, `core.setFailed`, `core.getInput`.

Source: actions/toolkit, packages/core/src/core.ts.
"""

from __future__ import annotations

from wflint.senders.holed import trimmed
from wflint.senders.javascript_conditions import as_value
from wflint.senders.javascript_kinds import UNDEFINED, plain
from wflint.senders.javascript_members import environment
from wflint.senders.javascript_site import Site
from wflint.senders.javascript_values import as_text
from wflint.senders.message import Assignment, Exit
from wflint.values.condition import Test
from wflint.values.value import Array, Const, Encoded, Object, Unknown, Value, constant, printed

_PRINTING = frozenset(("debug", "error", "info", "notice", "setFailed", "warning"))
"""Functions of `core` that print what they are given."""


def core(site: Site, last: str, arguments: list[Value]) -> Value:
    """A function of `core`; what it gives."""
    match last:
        case "setOutput" | "exportVariable" if arguments:
            name = constant(arguments[0])
            value = _handed_out(arguments[1] if len(arguments) > 1 else UNDEFINED)
            if name is None:
                name, value = "", Unknown("a name that is made at run time")
            target = site.walk.outputs if last == "setOutput" else site.walk.exported
            target.append(Assignment(name, value, site.span, site.state.guard))
            if last == "exportVariable" and name:
                site.walk.environment[name] = value
        case "setFailed":
            site.walk.exits.append(Exit(Const("1"), site.span, site.state.guard))
        case "getInput" | "getBooleanInput" | "getMultilineInput":
            site.record(("core", last))
            return _input(site, last, constant(arguments[0]) if arguments else None)
        case "group":
            for each in arguments[1:]:
                return site.walk.call(each, [], site.state)
        case "toPlatformPath" | "toPosixPath" if arguments:
            return arguments[0]
        case _:
            pass
    site.record(("core", last), (plain(as_text(each)) for each in arguments if last in _PRINTING))
    return UNDEFINED


def _input(site: Site, asked: str, name: str | None) -> Value:
    variable = f"INPUT_{name.replace(' ', '_').upper()}" if name is not None else ""
    if variable not in site.source.script.environment:
        return Unknown(f"`{site.written}`")
    value = trimmed(as_text(environment(site.walk, variable)))
    match asked:
        case "getBooleanInput" if isinstance(value, Const):
            return Const(printed(value.value).lower() == "true")
        case "getBooleanInput" if not isinstance(value, Unknown):
            return as_value(Test(value, "==", Const("true")))
        case "getMultilineInput" if isinstance(value, Const):
            lines = (line.strip() for line in printed(value.value).split("\n"))
            return Array(tuple(Const(line) for line in lines if line))
        case "getInput":
            return value
        case _:
            return Unknown(f"`{site.written}`")


def _handed_out(value: Value) -> Value:
    """What an output holds: texts as they are, all else as JSON."""
    return Encoded(plain(value)) if isinstance(value, Object | Array) else plain(as_text(value))
