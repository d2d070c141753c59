"""Functions that a Python script hands to a library: threads, executors, event loops, and whatever else may call them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wflint.senders.bash_state import branch, is_dead
from wflint.senders.python_comprehensions import element, elements
from wflint.senders.python_kinds import Function, Partial
from wflint.senders.python_memory import join, look
from wflint.senders.python_site import Site
from wflint.values.condition import ALWAYS, Condition, negate
from wflint.values.value import Array, Object, Value

_STARTED = frozenset(("Thread", "Process", "Timer"))
_SUBMITTED = frozenset(("submit", "to_thread", "run_sync", "call_soon", "create_task", "start_soon"))
_MAPPED = frozenset(("map", "imap", "starmap", "imap_unordered"))
_MOST_TURNS = 24


def give_to_functions(site: Site, name: str) -> None:
    """Walk the functions among the arguments of a call: surely called by threads and executors, perhaps by anything else."""
    if site.walk.is_too_deep():
        return
    first = site.get(0)
    if name in _STARTED:
        target = site.names.get("target", site.get(1))
        _run(site, target, _list(site, "args"), _names(site))
    elif name in _SUBMITTED and isinstance(first, Function | Partial):
        _run(site, first, site.given[1:], {key: value for key, value in site.names.items() if key != "name"})
    elif name == "run_in_executor" and len(site.given) > 1:
        _run(site, site.given[1], site.given[2:], {})
    elif name in _MAPPED and isinstance(first, Function | Partial):
        over = elements(site.walk, site.given[1], site.state) if len(site.given) > 1 else None
        items = over.items if isinstance(over, Array) and len(over.items) <= _MOST_TURNS else (element(over, site.written),)
        for item in items:
            _run(site, first, (item,), {})
    else:
        for each in (*site.given, *site.names.values()):
            _run(site, each, (), {}, site.walk.opaque(f"{site.written} calls back", None))


def _run(
    site: Site, function: Value | None, given: Sequence[Value], names: Mapping[str, Value], condition: Condition = ALWAYS
) -> None:
    if not isinstance(function, Function | Partial):
        return
    if condition == ALWAYS:
        site.walk.call(function, site.node, given, site.state, names)
        return
    guard = site.state.guard
    inside, passed = branch(site.state, condition), branch(site.state, negate(condition))
    if is_dead(inside) or is_dead(passed):
        return
    site.walk.call(function, site.node, given, inside, names)
    if not is_dead(inside):
        join(site.state, condition, inside, passed)
        site.state.guard = guard


def _list(site: Site, name: str) -> tuple[Value, ...]:
    held = look(site.names[name], site.state) if name in site.names else None
    return held.items if isinstance(held, Array) else ()


def _names(site: Site) -> dict[str, Value]:
    held = look(site.names["kwargs"], site.state) if "kwargs" in site.names else None
    return {each.name: each.value for each in held.fields} if isinstance(held, Object) else {}
