"""Programs for `jq` into which something is pasted: `'{task_id: "${{ inputs.task_id }}"}'`.

What is pasted becomes a variable of the program, so that the program can be read: inside a string as `\\($name)`, elsewhere as
the value that its text means there.  Source: jqlang.org/manual, "String interpolation".
"""

from __future__ import annotations

from collections.abc import Mapping

from wflint.lean import dataclass
from wflint.senders.json_text import decoded
from wflint.values.value import Const, Text, Value, printed

_NAME = "pasted__"


@dataclass(frozen=True, slots=True)
class Program:
    """The text of a program, and the variables that stand in it for what is pasted."""

    text: str
    variables: Mapping[str, Value]


def filled(word: Value) -> Program | None:
    """A program with something pasted into it; `None` where it can't be told what is program and what is pasted."""
    if not isinstance(word, Text) or not any(isinstance(part, Const) for part in word.parts):
        return None
    written: list[str] = []
    variables: dict[str, Value] = {}
    quoted = False
    for part in word.parts:
        if isinstance(part, Const):
            text = printed(part.value)
            if "\\(" in text or "#" in text:
                return None  # strings inside strings, and comments with quotes in them
            quoted = _is_quoted_after(text, quoted)
            written.append(text)
        else:
            name = f"{_NAME}{len(variables)}"
            variables[name] = part if quoted else decoded(part)
            written.append(f"\\(${name})" if quoted else f"${name}")
    return Program("".join(written), variables)


def _is_quoted_after(text: str, quoted: bool) -> bool:
    """Whether what follows the text stands inside a string."""
    escaped = False
    for character in text:
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = quoted
        elif character == '"':
            quoted = not quoted
    return quoted
