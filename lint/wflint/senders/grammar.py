"""tree-sitter's grammars, each from the compiled part of its package.

What else is in such a package looks for files that nobody here reads, and loads `importlib.resources` for it, which takes longer
than a script.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import importlib.util
from typing import Any

from tree_sitter import Language


def grammar(package: str, name: str = "language") -> Language:
    """The grammar of that name.  Raises `ImportError` where the package isn't installed."""
    return Language(getattr(_compiled(package) or importlib.import_module(package), name)())


def _compiled(package: str) -> Any:
    """The compiled part of a package, without the rest of it; `None` where it has none of the usual name."""
    found = importlib.util.find_spec(package)
    inner = importlib.machinery.PathFinder.find_spec(f"{package}._binding", found.submodule_search_locations if found else None)
    if inner is None or inner.loader is None:
        return None
    module = importlib.util.module_from_spec(inner)
    inner.loader.exec_module(module)
    return module
