"""What GitHub makes of a value where only text can stand: in an output, a variable or an input of an action.

Source: actions/runner, `TemplateToken` evaluation of `env`, `outputs` and `with` as strings.
"""

from __future__ import annotations

from wflint.values.value import Choice, Const, Fallback, OneOf, Value, fallback, one_of, printed


def written(value: Value) -> Value:
    """The value as text: `true` for a boolean, nothing for null; what isn't known stays as it is."""
    match value:
        case Const(content) if not isinstance(content, str):
            return Const(printed(content))
        case OneOf(options):
            return one_of(map(written, options))
        case Choice(condition, then, otherwise):
            return Choice(condition, written(then), written(otherwise))
        case Fallback(first, second):
            return fallback(first, written(second))
        case _:
            return value
