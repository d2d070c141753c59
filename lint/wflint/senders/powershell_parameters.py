"""Parameters of PowerShell: what `param( … )` declares, and which value each gets from the words of a call.

Source: learn.microsoft.com, about_Parameters, about_Functions_Advanced_Parameters, about_CommonParameters: a name may be cut
short, case doesn't matter, `-Switch` takes no value, `-Name:value` is one argument.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from wflint.lean import dataclass
from wflint.regex import regex
from wflint.senders.powershell_text import Source, below, children, core
from wflint.senders.powershell_values import as_text, number_of
from wflint.values.value import Array, Choice, Const, OneOf, Unknown, Value, constant, one_of

SPLATTED = Unknown("splatted arguments")
"""Stands for any number of arguments that can't be known."""

_SWITCH = ("switch", "switchparameter", "system.management.automation.switchparameter")
_NUMBERS = regex(r"(?:system\.)?(?:u?int(?:16|32|64)?|u?long|u?short|byte|double|single|float|decimal)")
_COMMON_SWITCHES = frozenset(("verbose", "debug", "whatif", "confirm", "vb", "db", "wi", "cf"))


@dataclass(frozen=True, slots=True)
class Parameter:
    """One declared parameter.  Names are in lower case; `written` is its name as it stands there.

    `sets` are the parameter sets that it is named in, none where it is in all; `allowed` is what `ValidateSet` lists.
    """

    name: str
    written: str
    kind: str = ""
    default: Node | None = None
    mandatory: bool = False
    piped: bool = False
    rest: bool = False
    position: int | None = None
    sets: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()

    @property
    def is_switch(self) -> bool:
        return self.kind in _SWITCH


@dataclass(frozen=True, slots=True)
class Given:
    """The arguments of a call: by parameter, and the others in their order.  `open`: there may be more that aren't known."""

    named: dict[str, Value]
    rest: tuple[Value, ...]
    open: bool


def declared(source: Source, node: Node) -> tuple[Parameter, ...]:
    """The parameters of a function, a file or a block."""
    found: list[Parameter] = []
    for each in _own(node):
        found.extend(_read(source, each))
    placed = [each for each in found if each.position is not None]
    if not placed:
        return tuple(found)
    return (*sorted(placed, key=lambda each: each.position or 0), *(each for each in found if each.position is None))


def default_set(source: Source, node: Node) -> str | None:
    """The parameter set that counts where the arguments don't tell."""
    for block in below(node, ("param_block",)):
        match = re.search(r"DefaultParameterSetName\s*=\s*['\"]?(\w+)", source.of(block), re.IGNORECASE)
        if match:
            return match[1]
    return None


def _own(node: Node) -> Iterator[Node]:
    """The parameters in the node's own `( … )`; those of functions in its body aren't."""
    for child in children(node):
        match child.type:
            case "param_block" | "function_parameter_declaration" | "class_method_parameter_list" | "ERROR":
                yield from below(child, ("script_parameter", "class_method_parameter"))
            case "script_block":
                yield from _own(child)
            case _:
                pass


def _read(source: Source, node: Node) -> Iterator[Parameter]:
    name = next((child for child in children(node) if child.type in ("variable", "braced_variable")), None)
    if name is None:
        return
    attributes = [source.of(each).strip()[1:-1] for each in below(node, ("attribute", "type_literal"))]
    kinds = [each.strip().lower() for each in attributes if re.fullmatch(r"[\w.]+(?:\[\])?", each.strip())]
    told = "\n".join(attributes)
    position = re.search(r"\bPosition\s*=\s*(\d{1,3})", told, re.IGNORECASE)
    written = source.of(name).strip().strip("${}")
    default = next((child for child in children(node) if child.type == "script_parameter_default"), None)
    value = core(default.named_children[-1]) if default is not None and default.named_children else None
    swallowed: list[Node] = []
    if value is not None and value.type == "array_literal_expression":
        # `$a = 1, [int]$b` is a list to the grammar, and two parameters to PowerShell.
        value, *swallowed = children(value)
    yield Parameter(
        written.lower(),
        written,
        next((each for each in kinds if each not in ("parameter", "cmdletbinding")), ""),
        value,
        bool(re.search(r"\bMandatory\b(?!\s*=\s*(?:\$false|0))", told, re.IGNORECASE)),
        bool(re.search(r"\bValueFromPipeline\b(?!\s*=\s*\$false)", told, re.IGNORECASE)),
        bool(re.search(r"\bValueFromRemainingArguments\b(?!\s*=\s*\$false)", told, re.IGNORECASE)),
        int(position[1]) if position else None,
        tuple(re.findall(r"\bParameterSetName\s*=\s*['\"]?(\w+)", told, re.IGNORECASE)),
        tuple(each.lower() for text in re.findall(r"(?m)^Alias\s*\((.*)\)$", told, re.I) for each in re.findall(r"[\w-]+", text)),
        tuple(one or two for text in re.findall(r"(?ms)^ValidateSet\s*\((.*?)\)$", told, re.I) for one, two in _texts(text)),
    )
    for each in swallowed:
        inner = core(each)
        if inner.type == "expression_with_unary_operator":
            inner = core(inner.named_children[-1])
        kind = ""
        if inner.type == "cast_expression":
            kind, inner = source.of(inner.named_children[0]).strip("[] \n").lower(), core(inner.named_children[-1])
        if inner.type == "variable":
            named = source.of(inner).strip().strip("${}")
            yield Parameter(named.lower(), named, kind)


def _texts(text: str) -> list[tuple[str, str]]:
    return re.findall(r"'([^']*)'|\"([^\"]*)\"", text)


def matched(words: Sequence[Value], parameters: Sequence[Parameter]) -> Given:
    """Which argument goes to which parameter by name, and which are left for positions."""
    found: dict[str, Value] = {}
    rest: list[Value] = []
    opened = False
    waiting: str | None = None
    for word in words:
        known = constant(word) if isinstance(word, Const) and isinstance(word.value, str) else None
        match = re.fullmatch(r"-([A-Za-z_]\w*)(:?)(.*)", known, re.DOTALL) if known is not None and waiting is None else None
        if word == SPLATTED:
            opened = True
        elif waiting is not None:
            found[waiting], waiting = word, None
        elif match and (match[2] or not match[3]):
            name, parameter = _full(match[1].lower(), parameters)
            if match[3]:
                found[name] = _truth(match[3]) if parameter is not None and parameter.is_switch else Const(match[3])
            elif not match[2] and (parameter.is_switch if parameter is not None else name in _COMMON_SWITCHES):
                found[name] = Const(True)
            else:
                waiting = name
        else:
            rest.append(word)
    if waiting is not None:
        found[waiting] = Const(True)
    return Given(found, tuple(rest), opened)


def placed(given: Given, parameters: Sequence[Parameter]) -> tuple[dict[str, Value], tuple[Value, ...]]:
    """Every parameter's argument as it arrives, positions included, and what is left over (`$args`)."""
    found = {name: value for name, value in given.named.items() if any(each.name == name for each in parameters)}
    rest = list(given.rest)
    for each in parameters:
        if each.name in found or each.is_switch:
            continue
        if each.rest:
            found[each.name], rest = Array(tuple(rest)), []
        elif rest:
            found[each.name] = rest.pop(0)
    return {each.name: cast(found[each.name], each) for each in parameters if each.name in found}, tuple(rest)


def absent(parameter: Parameter, opened: bool, where: str) -> Value:
    """What a parameter without argument and default holds."""
    if parameter.mandatory or opened:
        if parameter.allowed:
            return one_of(Const(each) for each in parameter.allowed)
        return Unknown(f"parameter `{parameter.written}` {where}")
    if parameter.is_switch or parameter.kind in ("bool", "boolean"):
        return Const(False)
    return Const(0) if _NUMBERS.fullmatch(parameter.kind) else Const("")


def cast(value: Value, parameter: Parameter) -> Value:
    """A value as the parameter's type makes it."""
    if isinstance(value, Unknown) and parameter.allowed:
        return one_of(Const(each) for each in parameter.allowed)
    kind = parameter.kind
    if kind.endswith("[]"):
        return value if isinstance(value, Array | Unknown | Choice | OneOf) else Array((value,))
    if kind in ("string", "system.string"):
        return as_text(value)
    return number_of(value) if _NUMBERS.fullmatch(kind) else value


def set_of(given: dict[str, Value], parameters: Sequence[Parameter], default: str | None) -> Value:
    """`$PSCmdlet.ParameterSetName`."""
    told = [each.sets for each in parameters if each.name in given and each.sets]
    common = [name for name in (told[0] if told else ()) if all(name in sets for sets in told)]
    if len(common) == 1:
        return Const(common[0])
    if default is not None and (not told or default in common):
        return Const(default)
    return Unknown("`$PSCmdlet.ParameterSetName`")


def _full(given: str, parameters: Sequence[Parameter]) -> tuple[str, Parameter | None]:
    """A parameter by its name, its alias, or the beginning of its name."""
    for match in (
        lambda each: each.name == given,
        lambda each: given in each.aliases,
        lambda each: each.name.startswith(given),
    ):
        found = next((each for each in parameters if match(each)), None)
        if found is not None:
            return found.name, found
    return given, None


def _truth(written: str) -> Value:
    return Const(written.lower() not in ("$false", "false", "0", ""))
