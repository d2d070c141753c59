"""Permissions that called workflows may ask for beyond what their callers grant, told by the texts alone."""

from __future__ import annotations

from collections.abc import Mapping

from wflint.regex import regex

_PAIR = regex(r"(?m)^\s*[\"']?([a-z-]+)[\"']?\s*:\s*[\"']?(read|write)\b|([a-z-]+)\s*:\s*(read|write)\s*[,}]")
_ALL = regex(r"permissions[\"']?\s*:\s*[\"']?(?:read|write)-all")
_KEY = regex(r"\bpermissions[\"']?\s*:")


def may_ask_too_much(texts: Mapping[str, str], callers: frozenset[str]) -> bool:
    """Whether, among workflows that call one another, one may ask for more than a caller grants; texts and callers by path.

    A caller that names no permissions grants what a setting says.  One that names several sets of them may call under any.
    """
    asked = {path: _levels(text) for path, text in texts.items()}
    for path in callers:
        text = texts[path]
        sets = len(_KEY.findall(text))
        others = [levels for other, levels in asked.items() if other != path and (levels or _ALL.search(texts[other]))]
        if not sets or not others:
            continue
        if sets > 1 or _ALL.search(text) or any(_ALL.search(texts[other]) for other in texts if other != path):
            return True
        own = asked[path]
        if any(
            (level == "write" and own.get(name) != "write") or name not in own for each in others for name, level in each.items()
        ):
            return True
    return False


def _levels(text: str) -> Mapping[str, str]:
    """What a text may ask for: each name with the highest level that stands behind it."""
    if not _KEY.search(text):
        return {}
    found: dict[str, str] = {}
    for match in _PAIR.finditer(text):
        name, level = match[1] or match[3], match[2] or match[4]
        found[name] = level if found.get(name) != "write" else "write"
    return found
