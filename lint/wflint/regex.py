"""Regular expressions that are compiled when they are first used: of the three hundred in wflint a run uses a few.

Compiling all of them took a seventh of a run over one file.  Only for expressions that are written out in wflint: a fault in one
would be raised where it is used, so what comes from an input is compiled by `re` at once.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from re import compile as regex
    from typing import Any

__all__ = ["regex"]

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn")


class _Regex:
    """Stands in for a compiled expression, and has its methods as soon as one is asked for."""

    __slots__ = ("_flags", "_text", *_METHODS)

    def __init__(self, text: str | bytes, flags: int) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:  # asked only for what isn't there
        compiled = re.compile(self._text, self._flags)
        for each in _METHODS:
            setattr(self, each, getattr(compiled, each))
        return getattr(compiled, name)


if not TYPE_CHECKING:

    def regex(text, flags=0):
        """As `re.compile`, later."""
        return _Regex(text, flags)
