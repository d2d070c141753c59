"""The line hash by which GitHub code scanning tells alerts apart.

The same as the upload action computes where a file has none: a rolling hash over the 100 characters from the start of the
line, blanks and tabs left out (github/codeql-action, `src/fingerprints.ts`, read in 2026-06).  With another value under the
same key the upload warns for each result.
"""

from __future__ import annotations

from collections import Counter

_BLOCK = 100
_BASE = 37
_MASK = (1 << 64) - 1
_TAB, _SPACE, _LF, _CR, _END = 9, 32, 10, 13, 65535


def line_hashes(text: str) -> dict[int, str]:
    """For each line, from 1, its hash in hexadecimal and, behind a colon, which time the hash occurs in the file."""
    window = [0] * _BLOCK
    lines = [-1] * _BLOCK
    last_power = pow(_BASE, _BLOCK, 1 << 64)
    state = {"hash": 0, "index": 0, "line": 0, "start": True, "previous_cr": False}
    counts: Counter[str] = Counter()
    found: dict[int, str] = {}

    def output() -> None:
        index = state["index"]
        value = format(state["hash"] & _MASK, "x")
        counts[value] += 1
        found[lines[index]] = f"{value}:{counts[value]}"
        lines[index] = -1

    def update(current: int) -> None:
        index = state["index"]
        begin = window[index]
        window[index] = current
        state["hash"] = (_BASE * state["hash"] + current - last_power * begin) & _MASK
        state["index"] = (index + 1) % _BLOCK

    def process(current: int) -> None:
        if current in (_SPACE, _TAB) or (state["previous_cr"] and current == _LF):
            state["previous_cr"] = False
            return
        if current == _CR:
            current = _LF
            state["previous_cr"] = True
        else:
            state["previous_cr"] = False
        if lines[state["index"]] != -1:
            output()
        if state["start"]:
            state["start"] = False
            state["line"] += 1
            lines[state["index"]] = state["line"]
        if current == _LF:
            state["start"] = True
        update(current)

    units = text.encode("utf-16-le", errors="surrogatepass")
    for at in range(0, len(units), 2):
        process(units[at] | units[at + 1] << 8)
    process(_END)
    for _ in range(_BLOCK):
        if lines[state["index"]] != -1:
            output()
        update(0)
    return found
