"""How the failure of a command stays unseen: `|| true`, `set +e`, an `if` that goes on, a pipe.

Source: POSIX, "Shell Command Language", `set -e`; docs.github.com, "Workflow syntax", `jobs.<job_id>.steps[*].shell`.
"""

from __future__ import annotations

from collections.abc import Mapping

from wflint.senders.bash_ahead import SWALLOWS, annotates, command_name, fails_somewhere, last_command, prints, tells_later
from wflint.senders.bash_state import Function
from wflint.senders.bash_tree import Node, Source
from wflint.senders.message import ANNOTATED, PRINTED

UNHEEDED = "nothing stops the script at a failure (`set +e`)"
"""What happens to a status that nothing looks at; a failure that ends the script before it becomes one is seen."""


def swallowed_by(source: Source, node: Node, functions: Mapping[str, Function], depth: int = 0) -> str | None:
    """How what stands behind `||` swallows a failure, `None` where the failure goes on or is met by something else."""
    found = _swallowed_by(source, node, functions, depth)
    if found is None:
        return None
    if annotates(source, (node,)):
        return f"its failure {ANNOTATED}"
    return f"its failure {PRINTED}" if prints(source, (node,)) and not found.startswith("`|| echo") else found


def _swallowed_by(source: Source, node: Node, functions: Mapping[str, Function], depth: int) -> str | None:
    if fails_somewhere(source, node, functions, depth):
        return None
    last = last_command(node)
    if last.type in ("variable_assignment", "variable_assignments", "declaration_command"):
        if tells_later(source, [node], functions):
            return None
        return f"`|| {source.script.original(source.text(last)).splitlines()[0][:40]}`"
    name = command_name(source, last)
    if name in ("exit", "return"):
        return f"`|| {name} 0`"
    if name in functions and depth < 5:
        return f"`|| {name}`" if swallowed_by(functions[name].source, functions[name].body, functions, depth + 1) else None
    if name not in SWALLOWS:
        return None
    return f"`|| {name} …`" if name in ("echo", "printf") else f"`|| {name}`"
