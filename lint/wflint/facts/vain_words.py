"""Whether a text may hold a choice that always comes out the same: `&& '' ||`, or another value that counts as false."""

from __future__ import annotations

import re

from wflint.regex import regex

_CHOICE = regex(r"&&\s*\(?\s*(?:''|false|null|0)\s*\)?\s*\|\|", re.IGNORECASE)


def may_choose_in_vain(text: str) -> bool:
    return _CHOICE.search(text) is not None
