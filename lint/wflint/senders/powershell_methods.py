"""Methods in PowerShell: those of texts, lists and hashtables, of types of .NET, and of classes that the script declares."""

from __future__ import annotations

import re

from tree_sitter import Node

from wflint.regex import regex
from wflint.senders.bash_state import State
from wflint.senders.endpoints import normal_repository
from wflint.senders.message import OWN_REPOSITORY
from wflint.senders.powershell_blocks import holds_block, run_blocks
from wflint.senders.powershell_classes import called_method, called_static, class_named, made, of_instance, written_back
from wflint.senders.powershell_conditions import compared, truthy
from wflint.senders.powershell_functions import Call
from wflint.senders.powershell_handed import handed_by_reference
from wflint.senders.powershell_paths import put_together
from wflint.senders.powershell_text import children
from wflint.senders.powershell_values import as_text, formatted, joined, number_of, with_member
from wflint.senders.powershell_walk import Walk
from wflint.values.condition import ALWAYS, Condition, Opaque, Test, negate
from wflint.values.value import Array, Choice, Const, Fresh, Object, Reference, Unknown, Value, constant

_NAMES = ("simple_name", "member_name")
FRESH = regex(r"NewGuid|\[(?:System\.)?DateTime(?:Offset)?\]|Get-Date|New-Guid|Get-Random", re.IGNORECASE)
_SENDS = regex(r"(?:Create|Send|Trigger|Start)?(?:Workflow|Repository)?Dispatch(?:Workflow|Event|Repository)?$", re.IGNORECASE)
_OWN_PARTS = Array((Reference(("github", "repository_owner")), Reference(("github", "event", "repository", "name"))))


def method(walk: Walk, node: Node, state: State) -> Value:
    source = walk.source
    written = source.of(node)
    if FRESH.search(written):
        return Fresh(source.original(node))
    parts = children(node)
    name = next((source.of(child).strip() for child in parts if child.type in _NAMES), "")
    arguments = [value for child in parts if child.type == "argument_list" for value in arguments_in(walk, child, state)]
    handed_by_reference(walk, node, state)
    if "::" in written and parts and parts[0].type == "type_literal":
        kind = class_named(walk, source.of(parts[0]))
        if kind is None:
            return _static(walk, node, name, arguments, state)
        if name.lower() == "new":
            return made(walk, kind, arguments, node, state)
        given = called_static(walk, kind, name, arguments, state)
        return given if given is not None else Unknown(source.quoted(node))
    owner = walk.value(parts[0], state) if parts else Unknown(source.quoted(node))
    this = of_instance(owner)
    done = called_method(walk, this, name, arguments, state) if this is not None else None
    if done is not None:
        if done[1] != this:
            walk.set(parts[0], written_back(owner, done[1]), state)
        return done[0]
    match name.lower():
        case "invoke" | "invokereturnasis" if holds_block(owner):
            return run_blocks(walk, owner, Call(tuple(arguments)), ".", state)
        case "getbytes" if len(arguments) == 1:
            return as_text(arguments[0])
        case "tostring" | "trim" if not arguments:
            return as_text(owner)
        case "add" | "set_item" if isinstance(owner, Object) and len(arguments) == 2:
            changed = with_member(owner, (constant(arguments[0]),), arguments[1], source.span(node))
            walk.set(parts[0], changed, state)
            return Const("")
        case "remove" if isinstance(owner, Object) and arguments:
            gone = (constant(arguments[0]) or "").lower()
            kept = tuple(each for each in owner.fields if each.name.lower() != gone)
            walk.set(parts[0], Object(kept, owner.open), state)
            return Const("")
        case "add" if isinstance(owner, Array) and arguments:
            walk.set(parts[0], Array((*owner.items, *arguments[:1])), state)
            return Const("")
        case "split" if arguments and constant(arguments[0]) == "/" and normal_repository(owner) == OWN_REPOSITORY:
            return _OWN_PARTS
        case "split" if (known := constant(owner)) is not None and arguments and (sign := constant(arguments[0])):
            return Array(tuple(Const(piece) for piece in known.split(sign)))
        case "replace" | "tolower" | "toupper" | "substring" | "trimend" | "trimstart" if (known := constant(owner)) is not None:
            return _changed(name.lower(), known, [constant(each) for each in arguments], source.quoted(node))
        case "startswith" | "endswith" | "contains" | "equals" if (answer := asked(walk, node, state)) is not None:
            return Choice(answer, Const(True), Const(False))
        case "containskey" if isinstance(owner, Object) and owner.open is None and arguments:
            known = (constant(arguments[0]) or "").lower()
            return Const(known in (each.name.lower() for each in owner.fields))
        case _ if _SENDS.fullmatch(name):
            walk.unread(f"method `{name}`", f"what method `{name}` does isn't in sight", node, state)
    return Unknown(source.quoted(node))


def _changed(name: str, known: str, arguments: list[str | None], written: str) -> Value:
    match name, arguments:
        case "replace", [str() as old, str() as new] if old:
            return Const(known.replace(old, new))
        case "tolower", []:
            return Const(known.lower())
        case "toupper", []:
            return Const(known.upper())
        case "substring", [str() as start] if start.isdecimal():
            return Const(known[int(start) :])
        case "substring", [str() as start, str() as count] if start.isdecimal() and count.isdecimal():
            return Const(known[int(start) : int(start) + int(count)])
        case _:
            return Unknown(written)


def _static(walk: Walk, node: Node, name: str, arguments: list[Value], state: State) -> Value:
    match name.lower():
        case "isnullorempty" | "isnullorwhitespace" if (answer := asked(walk, node, state)) is not None:
            return Choice(answer, Const(True), Const(False))
        case "parse" | "toint32" | "toint64" if arguments:
            return number_of(arguments[0])
        case "join" if len(arguments) == 2 and isinstance(arguments[1], Array):
            return joined(arguments[1].items, arguments[0])
        case "format" if arguments:
            return formatted(arguments[0], Array(tuple(arguments[1:])), walk.source.quoted(node))
        case "getenvironmentvariable" if arguments and (known := constant(arguments[0])):
            return walk.variable(f"env:{known.lower()}", state)
        case "combine" if len(arguments) > 1 and "path" in walk.source.of(node).lower():
            return put_together(arguments)
        case "tobase64string" if arguments:
            # What is encoded for a header is the token that arrives.
            return as_text(arguments[0])
        case _:
            return Unknown(walk.source.quoted(node))


def arguments_in(walk: Walk, node: Node, state: State) -> tuple[Value, ...]:
    """The arguments of a method."""
    found: list[Value] = []
    for child in children(node):
        if child.type == "argument_expression_list":
            found.extend(walk.value(each, state) for each in children(child))
        else:
            found.append(walk.value(child, state))
    return tuple(found)


def asked(walk: Walk, node: Node, state: State) -> Condition | None:
    """Methods that ask: `[string]::IsNullOrEmpty($x)`, `$x.StartsWith('a')`."""
    parts = children(node)
    name = next((walk.source.of(child).strip().lower() for child in parts if child.type in _NAMES), "")
    arguments = [value for child in parts if child.type == "argument_list" for value in arguments_in(walk, child, state)]
    written = walk.words(node, state)
    if name in ("shouldprocess", "shouldcontinue"):
        return ALWAYS  # unless `-WhatIf` is given, which does nothing
    if not arguments:
        return None
    if name in ("isnullorempty", "isnullorwhitespace"):
        return negate(truthy(as_text(arguments[0]), written))
    known = constant(arguments[0])
    patterns = {"startswith": "{}*", "endswith": "*{}", "contains": "*{}*", "equals": "{}"}
    if name not in patterns or known is None or re.search(r"[*?\[\]]", known):
        return None
    owner = walk.value(parts[0], state)
    if isinstance(owner, Array) and name == "contains":
        return compared(owner, "-contains", arguments[0], written)
    if isinstance(owner, Unknown | Object | Array):
        return Opaque(written)
    if name == "equals":
        return Test(as_text(owner), "==", Const(known))
    return Test(as_text(owner), "matches", Const(patterns[name].format(known)))
