"""Names of Python's standard library that stand for a value: `sys.argv`, `__file__`, `os.sep`.

Source: docs.python.org, "sys", "os".
"""

from __future__ import annotations

from wflint.senders.paths import WORKSPACE
from wflint.senders.python_walk import Walk
from wflint.values.value import Array, Const, Unknown, Value, text, unplaced

_ARGUMENTS = "the arguments of a script that nothing in sight runs"


def constant_of_library(walk: Walk, path: str) -> Value | None:
    """The value of a library's name; `None` where it only is a name."""
    script = walk.script
    match path:
        case "sys.argv" if script.alone:
            return Unknown(_ARGUMENTS)
        case "sys.argv":
            return Array((Const(script.path or "-"), *map(unplaced, script.arguments)))
        case "__file__":
            here = walk.source.script.path
            return text([WORKSPACE, Const(f"/{here}")]) if here else Unknown("the file of a script in a step")
        case "__name__":
            return Const("__main__" if walk.is_own_text else walk.source.script.path.removesuffix(".py").replace("/", "."))
        case "os.sep" | "posixpath.sep":
            return Const("/")
        case "os.linesep":
            return Const("\n")
        case "sys.executable":
            return Const("python")
        case _:
            return None
