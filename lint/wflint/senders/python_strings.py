"""Which expressions of Python surely give a text: `"2" < "10"` compares letters."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from functools import lru_cache

_OF_ENVIRONMENT = frozenset(("os.environ.get", "os.getenv", "environ.get", "getenv"))
_TO_TEXT = frozenset(("strip", "lower", "upper", "zfill", "removeprefix", "removesuffix"))
_DEEPEST = 20


def is_text(tree: ast.Module, node: ast.expr, depth: int = 0) -> bool:
    """Whether an expression of a module is a text whatever happens; a name counts where it gets one value, and that is a text."""
    if depth > _DEEPEST:
        return False

    def again(each: ast.expr) -> bool:
        return is_text(tree, each, depth + 1)

    match node:
        case ast.Constant(str()) | ast.JoinedStr():
            return True
        case ast.Subscript(value):
            return ast.unparse(value) in ("os.environ", "environ")
        case ast.BoolOp(_, values):
            return all(map(again, values))
        case ast.IfExp(_, body, orelse):
            return again(body) and again(orelse)
        case ast.BinOp(left, ast.Add(), right):
            return again(left) or again(right)
        case ast.Call(ast.Name("str")):
            return True
        case ast.Call(ast.Attribute(attr=name) as called, arguments):
            if ast.unparse(called) in _OF_ENVIRONMENT:
                return all(map(again, arguments[1:]))
            return name in _TO_TEXT
        case ast.Call(ast.Name("getenv"), arguments):
            return all(map(again, arguments[1:]))
        case ast.Name(name):
            given = _only_value(tree, name)
            return given is not None and again(given)
        case _:
            return False


def _only_value(tree: ast.Module, name: str) -> ast.expr | None:
    """The one value that a name ever gets by an assignment; `None` where it gets several, or is a parameter or an import."""
    bound, values = _bindings(tree)
    return values[name][0] if bound[name] == len(values[name]) == 1 else None


@lru_cache(maxsize=4)
def _bindings(tree: ast.Module) -> tuple[Counter[str], defaultdict[str, list[ast.expr | None]]]:
    """How often each name of a module is bound, in all its functions together, and the values that it is assigned."""
    bound: Counter[str] = Counter()
    values: defaultdict[str, list[ast.expr | None]] = defaultdict(list)
    for each in ast.walk(tree):
        match each:
            case ast.Assign([ast.Name(target)], value) | ast.AnnAssign(ast.Name(target), value=value):
                values[target].append(value)
            case ast.Name(target, ast.Store()) | ast.arg(arg=target) | ast.alias(asname=str(target)):
                bound[target] += 1
            case ast.alias(imported):
                bound[imported.partition(".")[0]] += 1
            case _:
                pass
    return bound, values
