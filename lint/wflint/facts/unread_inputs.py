"""Inputs of which nothing in a workflow speaks but their declaration, told by its text: they can be told without a parser.

A name that stands anywhere else in the file, be it in a sentence, counts as read, and so do all where the event is looked at as a
whole.
"""

from __future__ import annotations

import re
from functools import lru_cache

from wflint.regex import regex

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.syntax.plain import Tree

CHOSEN = ("choice", "boolean")
"""The types of which people choose what is to be done; a text may be there for those who read the list of runs."""

_AS_A_WHOLE = regex(
    r"tojson\s*\(|event_path|payload|\binputs\s*(?:\[|\)|\}\}|,|\|\||&&|\.\s*\*)|github\s*\[|github\.event\s*(?:\)|\}\}|,|\[)",
    re.IGNORECASE,
)
_COMMENT = regex(r"^\s*#.*$", re.MULTILINE)


def unread(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """The inputs of these names that nothing in the text of a workflow reads."""
    given = tuple(names)
    if not given or "\\" in "".join(given) or _AS_A_WHOLE.search(text):
        return ()
    said = _COMMENT.sub("", text)
    return tuple(each for each in given if len(_word(each).findall(said)) == 1)


def has_unread(root: dict[str, Tree], text: str) -> bool:
    """Whether a workflow has such an input among those that people choose when they start it."""
    on = root.get("on")
    trigger = on.get("workflow_dispatch") if isinstance(on, dict) else None
    inputs = trigger.get("inputs") if isinstance(trigger, dict) else None
    known = inputs.items() if isinstance(inputs, dict) else ()
    chosen = [name for name, about in known if isinstance(about, dict) and about.get("type") in CHOSEN]
    return bool(unread(text, chosen))


@lru_cache(maxsize=1024)
def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])", re.IGNORECASE)
