"""Expressions that are compiled late: all are right, and each is the same as one that was compiled at once."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import re

import wflint
from wflint import regex
from wflint.regex import regex as late


def test_every_expression_of_wflint_can_be_compiled() -> None:
    for module in pkgutil.walk_packages(wflint.__path__, "wflint."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    made = [each for each in gc.get_objects() if type(each) is regex._Regex]
    assert len(made) > 200
    for each in made:
        assert each.pattern == each._text


def test_it_does_what_a_compiled_one_does() -> None:
    one, other = late(r"(a+)(b)?", re.IGNORECASE), re.compile(r"(a+)(b)?", re.IGNORECASE)
    text = "xAab aa b"
    assert one.search(text) is not None
    assert [match.groups() for match in one.finditer(text)] == [match.groups() for match in other.finditer(text)]
    assert one.findall(text) == other.findall(text)
    assert one.sub("-", text, 1) == other.sub("-", text, 1)
    assert one.split(text) == other.split(text)
    assert (one.fullmatch("aab") or [None])[0] == "aab"
    assert (one.pattern, one.flags, one.groups) == (other.pattern, other.flags, other.groups)


def test_bytes_too() -> None:
    assert late(rb"a+").findall(b"aab a") == [b"aa", b"a"]
