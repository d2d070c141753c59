"""Functions that aren't read, by their names: whether they may change the lists and objects that they are given."""

from __future__ import annotations

from wflint.regex import regex
from wflint.senders.python_blind import is_blind

_VERBS = """
assert call check create debug describe dispatch display dump echo emit encode equal error exec execute expect find fire
format get has hash info insert inspect invoke is json len load log map notify parse post print publish put query raise
record render report request resolve return run save send serialize set show store stringify submit to trace trigger
upload validate verify warn warning write
"""
_HANDS_ON = regex(rf"_*(?:{'|'.join(_VERBS.split())})(?:[A-Z_]|$)")


def hands_on(name: str) -> bool:
    """Whether a function is called after doing something with what it is given, which leaves that as it is."""
    return _HANDS_ON.match(name) is not None


def may_change(name: str, is_method: bool) -> bool:
    """Whether a function may change what it is given; what only makes an object, or keeps a value in one, doesn't."""
    return not (hands_on(name) or name[:1].isupper() or (is_method and is_blind(f".{name}")))
