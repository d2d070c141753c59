"""Paths of files as scripts write them: joined, shortened, and seen from the workspace."""

from __future__ import annotations

import posixpath
import re

from wflint.senders.holed import HOLE, each_option, holed
from wflint.values.value import Const, Reference, Unknown, Value, text

WORKSPACE = Reference(("github", "workspace"))
"""The folder in which every step starts, unless it says otherwise."""


def joined(folder: Value, path: Value) -> Value:
    """A path as seen from a folder; one that is absolute, or begins with something unknown, stays as it is."""
    return each_option(path, lambda each: _joined(folder, each))


def parent(path: Value) -> Value:
    """The folder of a path, as `dirname` prints it."""
    return each_option(path, _parent)


def last_part(path: Value, suffix: str = "") -> Value:
    """The last name of a path, as `basename` prints it; where it holds something unknown all is unknown."""
    found = holed(path)
    name = posixpath.basename(found.shape.rstrip("/")).removesuffix(suffix)
    return Unknown("the name of a file that isn't known") if re.search(HOLE, name) else Const(name)


def from_workspace(path: Value) -> str | None:
    """A path from the workspace with slashes, empty for the workspace itself; `None` where it isn't known or leads out of it."""
    found = holed(path)
    known = found.shape.replace("\\", "/")
    if found.holes:
        if found.holes != (WORKSPACE,) or not re.fullmatch(HOLE, known[:1]):
            return None
        known = known[1:].lstrip("/")
    elif known.startswith(("/", "~")) or known == "":
        return None
    clean = posixpath.normpath(known or ".")
    return None if clean.startswith("..") else clean.removeprefix(".") if clean == "." else clean


def _joined(folder: Value, path: Value) -> Value:
    found = holed(path)
    if re.match(rf"[/~]|[A-Za-z]:|{HOLE}", found.shape):
        return path
    if isinstance(folder, Unknown):
        return folder
    whole = holed(text([folder, Const("/"), path]))
    return whole.restore(posixpath.normpath(whole.shape))


def _parent(path: Value) -> Value:
    found = holed(path)
    shape = posixpath.dirname(found.shape.rstrip("/"))
    if re.fullmatch(HOLE, found.shape):
        return Unknown("the folder of a path that isn't known")
    return found.restore(shape or ".")
