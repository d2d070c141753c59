"""Built-in functions of Python about texts, numbers and questions.

Source: docs.python.org, "Built-in Functions", "shlex".
"""

from __future__ import annotations

import shlex

from wflint.senders.python_conditions import contains, is_true
from wflint.senders.python_kinds import NOTHING, Class, Function, Held, Instance, Method, Module, Named
from wflint.senders.python_memory import look, member_key
from wflint.senders.python_site import Site
from wflint.senders.python_text import text_method
from wflint.senders.python_values import as_condition, as_text, number
from wflint.senders.python_words import words_of
from wflint.values.condition import all_of, any_of
from wflint.values.value import EMPTY, Array, Const, Decoded, Encoded, Object, Reference, Text, Unknown, Value

_COMMON_TYPES = {"str": str, "bool": bool, "int": int}


def of_values(site: Site, path: str) -> Value | None:
    """What a function about texts, numbers or types gives; `None` for any other."""
    first = site.get(0)
    match path:
        case "str" if first is not None:
            if isinstance(first, Instance) and first.made_of is not None:
                return Unknown(site.written)
            held = look(first, site.state)
            return Unknown(site.written) if isinstance(held, Object | Array) else as_text(first)
        case "str":
            return EMPTY
        case "bytes" | "urllib.parse.quote" | "urllib.parse.quote_plus" | "textwrap.dedent" | "html.escape":
            return as_text(first) if first is not None else EMPTY
        case "typing.cast" | "cast" if len(site.given) == 2:
            return site.given[1]
        case "shlex.split" if first is not None:
            words = words_of(first)
            return site.walk.hold(Array(tuple(words)), site.state) if words is not None else Unknown(site.written)
        case "shlex.quote" if first is not None:
            return (
                Const(shlex.quote(first.value)) if isinstance(first, Const) and isinstance(first.value, str) else as_text(first)
            )
        case "shlex.join" if isinstance(held := look(first or NOTHING, site.state), Array):
            return text_method(Const(" "), "join", [held], {}, site.written)
        case "int" | "float" if first is not None:
            return number(first, site.written)
        case "bool" if first is not None:
            return as_condition(is_true(site.walk, first, site.written, site.state))
        case "any" | "all" if isinstance(held := look(first or NOTHING, site.state), Array):
            asked = [is_true(site.walk, each, site.written, site.state) for each in held.items]
            return as_condition(any_of(asked) if path == "any" else all_of(asked))
        case "isinstance" if len(site.given) == 2:
            return _is_instance(site)
        case "hasattr" | "callable":
            return Unknown(site.written)
        case "getattr" if len(site.given) > 1:
            wanted = site.known(1)
            if wanted is None:
                return Unknown(site.written)
            found = site.walk.meaning.member(site.walk, site.node, site.given[0], wanted, site.state)
            return site.given[2] if len(site.given) > 2 and isinstance(found, Method) else found
        case "setattr" if isinstance(first, Instance) and (name := site.known(1)) is not None:
            site.state.variables[member_key(first.at, name)] = site.get(2) or NOTHING
            return NOTHING
        case "operator.contains" if len(site.given) == 2:
            return as_condition(contains(site.walk, site.given[0], site.given[1], site.written, site.state))
        case "min" | "max" if len(site.given) > 1 and all(isinstance(each, Const) for each in site.given):
            known = [each.value for each in site.given if isinstance(each, Const) and isinstance(each.value, int | float)]
            return Const((min if path == "min" else max)(known)) if len(known) == len(site.given) else Unknown(site.written)
        case "abs" | "round" | "sum" | "hash" | "id" | "ord" | "chr" | "repr" | "type":
            return Unknown(site.written)
        case "os.path.splitext" if (name := site.known(0)) is not None:
            stem, dot, ending = name.rpartition(".")
            return Array((Const(stem if dot else name), Const(dot + ending if dot else "")))
        case _:
            return None


def _is_instance(site: Site) -> Value:
    """`isinstance(value, type)`, where the value is known."""
    value, kind = look(site.given[0], site.state), site.given[1]
    kinds = kind.items if isinstance(kind, Array) else (kind,)
    names = [each.path.removeprefix("builtins.") if isinstance(each, Named) else "?" for each in kinds]
    match value:
        case Object():
            return Const(bool({"dict", "Mapping", "collections.abc.Mapping"} & set(names)))
        case Array():
            return Const(bool({"list", "tuple", "set", "Sequence"} & set(names))) if "?" not in names else Unknown(site.written)
        case Const(content) if all(
            name in _COMMON_TYPES or name in ("dict", "list", "tuple", "bytes", "float") for name in names
        ):
            return Const(any(isinstance(content, _COMMON_TYPES[name]) for name in names if name in _COMMON_TYPES))
        case Text() | Encoded() if all(name in _COMMON_TYPES or name in ("dict", "list", "tuple", "bytes") for name in names):
            return Const("str" in names)
        case Instance(made_of=Class()) | Function() | Module() | Held() | Reference() | Decoded():
            return Unknown(site.written)
        case _:
            return Unknown(site.written)
