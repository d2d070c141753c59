"""What fixes need to know of a bash script into which `${{ }}` pastes something."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence

from wflint.regex import regex
from wflint.senders.script import Hole, Script
from wflint.syntax.expression import split_template
from wflint.syntax.node import Scalar
from wflint.values.value import Unknown

_NAME = regex(r"[A-Za-z_][\w-]*")


def quotes_around(run: Scalar, places: Sequence[tuple[int, int]]) -> Sequence[str | None]:
    """The quotes of the shell around each range of characters of a script, see `quotes_at`."""
    from wflint.senders.bash_quotes import quotes_at  # parses: only where something is to be mended

    holes = tuple(Hole(each.start, each.end, Unknown("pasted")) for each in split_template(run.text).holes)
    return quotes_at(Script(run.text, run.locate, holes), places)


def variable_for(expression: str, script: str, taken: Container[str], given: Mapping[str, str]) -> str | None:
    """A variable for the expression: its last word, in front of which something is put where the script knows it already."""
    words = _NAME.findall(expression)
    if not words:
        return None
    last = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", words[-1]).replace("-", "_").upper()
    for name in (last, f"GIVEN_{last}"):
        if given.get(name) == f"${{{{ {expression} }}}}":
            return name
        is_free = not name.startswith(("GITHUB_", "RUNNER_")) and name not in given and name not in taken
        if is_free and not re.search(rf"\b{name}\b", script):
            return name
    return None
