"""Loops of Python that wait: `while True: …; time.sleep(5)`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from wflint.senders.polls import Turn

Role = Literal["", "asks", "uses"]
"""What a name stands in: nothing that matters, a test, or what a call is given."""

_CLOCK = frozenset(("time", "monotonic", "perf_counter", "now", "utcnow", "today", "time_ns", "monotonic_ns"))
_PIECEWISE = frozenset(("pop", "popleft", "next", "readline", "get_nowait", "input", "recv", "read", "poll"))
_PRINTS = frozenset(("print", "info", "debug", "warning", "error", "log", "write", "notice"))


@lru_cache(maxsize=32)
def is_endless(loop: ast.While, module: ast.Module) -> bool:
    """Whether a `while` waits, with nothing to end it but what it waits for."""
    turn = Turn()
    functions = _functions(module)
    seen: set[str] = set()
    waiting: list[tuple[ast.AST, Role]] = [(loop.test, "asks"), *((each, "") for each in loop.body)]
    while waiting:
        node, role = waiting.pop()
        match node:
            case ast.Call(func):
                name = _last(func)
                turn.ends |= name in _PIECEWISE or ((name in _CLOCK or name in _clocks(module)) and not node.args)
                if name == "sleep":
                    turn.sleeps = True
                    continue
                if name in _PRINTS:
                    continue
                role = role or "uses"
                if name in functions and name not in seen:
                    seen.add(name)
                    waiting.extend((each, "") for each in functions[name].body)
            case ast.AugAssign(target):
                turn.raised.update(_names(target))
                turn.given.update(_names(target))
                waiting.append((node.value, ""))
                continue
            case ast.Assign(targets, value):
                _assigned(targets, value, turn)
                waiting.append((value, ""))
                continue
            case ast.If(test) | ast.While(test) | ast.IfExp(test) | ast.Assert(test):
                waiting.extend((each, "asks" if each is test else role) for each in ast.iter_child_nodes(node))
                continue
            case ast.Compare() | ast.Match():
                role = "asks"
            case ast.Name() | ast.Attribute() if role:
                (turn.asked if role == "asks" else turn.used).update(_names(node))
            case _:
                pass
        waiting.extend((each, role) for each in ast.iter_child_nodes(node))
    return turn.is_endless


@lru_cache(maxsize=4)
def _functions(module: ast.Module) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    return {node.name: node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@lru_cache(maxsize=4)
def _clocks(module: ast.Module) -> frozenset[str]:
    """The names that a clock is given to: `clock = clock or time.monotonic`, `def wait(now=time.time)`."""
    found: set[str] = set()
    for node in ast.walk(module):
        match node:
            case ast.Assign(targets, value) if _holds_clock(value):
                found.update(target.id for target in targets if isinstance(target, ast.Name))
            case ast.arguments(posonlyargs, args, _, kwonlyargs, kw_defaults, _, defaults):
                last = [*posonlyargs, *args][::-1]
                given = (*zip(last, defaults[::-1], strict=False), *zip(kwonlyargs, kw_defaults, strict=True))
                found.update(name.arg for name, value in given if value is not None and _holds_clock(value))
            case _:
                pass
    return frozenset(found)


def _holds_clock(value: ast.expr) -> bool:
    """Whether a value may be a clock, not the time that one shows."""
    options = (
        value.values if isinstance(value, ast.BoolOp) else [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
    )
    return any(isinstance(each, ast.Attribute | ast.Name) and _last(each) in _CLOCK for each in options)


def _assigned(targets: list[ast.expr], value: ast.expr, turn: Turn) -> None:
    """`i = i + 1`, `run = …`."""
    names = {name for target in targets for name in _names(target)}
    turn.given |= names
    sums = [each for each in ast.walk(value) if isinstance(each, ast.BinOp)]
    if any(names & set(_names(each)) for total in sums for each in ast.walk(total)):
        turn.raised |= names


def _names(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name):
            yield name
        case ast.Attribute(attr=name):
            yield f".{name}"
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            for each in elements:
                yield from _names(each)
        case _:
            return


def _last(function: ast.expr) -> str:
    """The last part of what is called."""
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""
