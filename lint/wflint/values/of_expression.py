"""Expressions as symbolic values: `${{ inputs.a || 'x' }}` is a reference with a fallback, not a text."""

from __future__ import annotations

from wflint.syntax.expression import (
    And,
    Call,
    Compare,
    Expression,
    Hole,
    Index,
    Literal,
    LiteralTextCondition,
    Name,
    Not,
    Or,
    Star,
    SyntaxProblem,
    Template,
    Text,
    condition,
    path,
    split_template,
)
from wflint.values.condition import ALWAYS, Condition, Holds, Opaque
from wflint.values.value import (
    Choice,
    Const,
    Decoded,
    Encoded,
    Reference,
    Unknown,
    Value,
    constant,
    fallback,
    text,
)

# Contexts that hold texts alone, and what events tell by `true` and `false`: of all else only what is empty counts as false.
_TEXTS = frozenset({"env", "vars", "secrets", "steps", "needs"})
_FLAGS = frozenset(
    {"archived", "created", "deleted", "draft", "fork", "forced", "locked", "mergeable", "merged", "prerelease", "private"}
    | {"protected", "rebaseable", "ref_protected", "site_admin"}
)


def of_text(scalar: str) -> Value:
    """The value of a scalar that may hold `${{ }}`: a lone one keeps its type, anything else is a string."""
    template = split_template(scalar)
    return of_template(template)


def of_template(template: Template) -> Value:
    """The value of a text cut into its parts."""
    if template.is_single_hole:
        return _part(template.parts[0])
    return text(_part(part) for part in template.parts)


def _part(part: Text | Hole) -> Value:
    match part:
        case Text(content, start):
            return Const(content, start)
        case Hole(SyntaxProblem(message)):
            return Unknown(f"the expression can't be read: {message}")
        case Hole(expression, start):
            value = of_expression(expression)  # type: ignore[arg-type]  # the problem is handled above
            return Reference(value.path, start) if isinstance(value, Reference) else value


def of_expression(expression: Expression) -> Value:
    """The value of an expression, as far as it is one of the forms in which values are passed on."""
    match expression:
        case Literal(value):
            return Const(int(value) if isinstance(value, float) and value.is_integer() else value)
        case Name() | Index():
            found = path(expression)
            if found is None:
                return Unknown("a look-up by a computed name")
            if found[-2:-1] == ("event",) and found[-1] == "inputs":
                return Reference(("inputs",))
            return Reference(normal_path(found))
        case Or(operands):
            return _either(operands)
        case And(operands):
            return _all(operands)
        case Call():
            return _call(expression)
        case Compare() | Not():
            return Choice(Holds(expression), Const(True), Const(False))
        case Star():
            return Unknown("an object filter")


def normal_path(found: tuple[str, ...]) -> tuple[str, ...]:
    """One name for one thing: `github.event.inputs.x` is `inputs.x` in a run started by `workflow_dispatch`."""
    lowered = tuple(part.lower() for part in found[:3])
    return ("inputs", *found[3:]) if lowered == ("github", "event", "inputs") else found


def _conjunction(operands: tuple[Expression, ...]) -> Expression:
    return operands[0] if len(operands) == 1 else And(operands, operands[0].start, operands[-1].end)


def _all(operands: tuple[Expression, ...]) -> Value:
    """`a && b && c` is the last, or the first that counts as false."""
    last = of_expression(operands[-1])
    return Choice(Holds(_conjunction(operands[:-1])), last, _falsy(operands[:-1]))


def _falsy(operands: tuple[Expression, ...]) -> Value:
    """What the first of them is that counts as false."""
    of_each = {_as_false(each) for each in operands}
    return of_each.pop() if len(of_each) == 1 else Unknown("what counts as false is `false` or empty")


def _as_false(expression: Expression) -> Value:
    match expression:
        case Name() | Index():
            found = tuple(part.lower() for part in normal_path(path(expression) or ("",)))
            if found[0] in _TEXTS or (found[0] == "github" and found[-1] not in _FLAGS):
                return Const("")
            return Unknown("what counts as false is `false` or empty")
        case And(operands):
            return _falsy(operands)
        case Or(operands):
            return _as_false(operands[-1])
        case _:
            return Const(False)


def _either(operands: tuple[Expression, ...]) -> Value:
    first, *rest = operands
    if not rest:
        return of_expression(first)
    behind = _either(tuple(rest))
    if isinstance(first, And):
        then = of_expression(first.operands[-1])
        picked = Choice(Holds(_conjunction(first.operands[:-1])), then, behind)
        return picked if constant(then) else Choice(picked.condition, fallback(then, behind), behind)
    return fallback(of_expression(first), behind)


def _call(call: Call) -> Value:
    name, arguments = call.name.lower(), call.arguments
    match name:
        case "tojson":
            return Encoded(of_expression(arguments[0]))
        case "fromjson":
            return _decoded(of_expression(arguments[0]))
        case "format":
            return _format(call)
        case "case":
            *pairs, last = arguments
            value = of_expression(last)
            for index in range(len(pairs) - 2, -1, -2):
                value = Choice(Holds(pairs[index]), of_expression(pairs[index + 1]), value)
            return value
        case "success" | "failure" | "always" | "cancelled" | "contains" | "startswith" | "endswith":
            return Choice(Holds(call), Const(True), Const(False))
        case _:
            return Unknown(f"the result of `{call.name}()`")


def _decoded(inner: Value) -> Value:
    match inner:
        case Encoded(of):
            return of
        case Const(str() as content) if content.strip().lstrip("-").isdecimal():
            return Const(int(content))
        case Const(str() as content) if content.strip() in ("true", "false"):
            return Const(content.strip() == "true")
        case _:
            return Decoded(inner)


def _format(call: Call) -> Value:
    pattern = constant(of_expression(call.arguments[0]))
    if pattern is None:
        return Unknown("a format made at run time")
    values = [of_expression(argument) for argument in call.arguments[1:]]
    parts: list[Value] = []
    rest = pattern.replace("{{", "\0").replace("}}", "\1")
    while rest:
        head, brace, rest = rest.partition("{")
        parts.append(Const(head.replace("\0", "{").replace("\1", "}")))
        if not brace:
            break
        index, _, rest = rest.partition("}")
        if not index.isdecimal() or int(index) >= len(values):
            return Unknown("a format that doesn't fit its arguments")
        parts.append(values[int(index)])
    return text(parts)


def of_condition(written: str | None) -> Condition:
    """The condition that GitHub makes of an `if:`; it always holds a status function, `success()` unless another is written.

    A condition with text around its `${{ }}` is a text, whose expressions only matter for whether they name a status function.
    """
    parsed = condition(written)
    match parsed:
        case SyntaxProblem(message):
            return Opaque(f"the condition can't be read: {message}")
        case LiteralTextCondition(template, effective):
            if all(isinstance(part, Hole) for part in template.parts):
                return Holds(effective)
            return Holds(effective.operands[0]) if isinstance(effective, And) else ALWAYS  # any text counts as true
        case _:
            return Holds(parsed.effective)
