"""What something out of sight may fill in: a function that isn't read is handed an object with `ok: false`.

What stands there before is kept as one of the possibilities.  A value that says something already is taken for what it says: who
hands a payload on seldom has it changed.
"""

from __future__ import annotations

from collections.abc import Sequence

from wflint.lean import replace
from wflint.values.value import Array, Const, Field, Object, Unknown, Value, one_of, with_each

_BLANKS = (None, False, 0, "")


def opened(value: Object, by: str) -> Object:
    """An object that was handed to what `by` says, which may have set any of its members."""
    changed = with_each(value, lambda each: perhaps(each, by))
    return replace(changed, open=changed.open or f"what {by} may change")


def over_which(fields: Sequence[Field], by: str) -> list[Field]:
    """The members of an object over which others are laid that can't be seen."""
    return [replace(each, value=perhaps(each.value, by)) for each in fields]


def perhaps(value: Value, by: str) -> Value:
    """A member of such an object: what holds nothing yet may hold anything."""
    unknown = Unknown(f"what {by} may change")
    match value:
        case Const(content) if any(content is blank or content == blank for blank in _BLANKS):
            return one_of((value, unknown))
        case Array(()):
            return unknown
        case Object():
            return opened(value, by)
        case _:
            return value
