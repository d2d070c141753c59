"""Puts random expressions to the npm package `@actions/expressions` and to wflint, each with contexts of its own.  From `tests`:

    python -m oracles.expressions_fuzz COUNT [SEED]

Half of the expressions are well formed; the others have tokens taken out, put in or changed.  An answer that differs is explained
by one of `EXPLAINED`, or is a failure, which makes the exit status 1.  The same seed gives the same expressions.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from oracles import expressions
from oracles.expressions_cases import Case
from oracles.expressions_npm import ask_npm

KEYS = ("a", "b", "A", "x-y", "_", "0", "1", "name")
TEXTS = (
    "",
    "a",
    "A",
    "0",
    "1",
    "true",
    "false",
    "null",
    " 1 ",
    "-1.5",
    "abc",
    "it''s",
    "é",
    "ÀB",
    "[1, 2]",
    '{"a": 1}',
    "{0}",
    "x",
)
NUMBERS = ("0", "1", "-1", "1.5", "-.5", "+2", "0x1F", "0o17", "1e2", "2E-1", "123456", "NaN", "Infinity", "-Infinity")
COMPARED = ("==", "!=", "<", "<=", ">", ">=")
JUNK = (
    *"()[],.!&|=<>*'@$-+",
    "&&",
    "||",
    "==",
    "!",
    "''",
    "'",
    "a",
    "github",
    "1",
    "1.2.3",
    "0x",
    "null",
    "format(",
    "join(",
    " ",
)


@dataclass(frozen=True, slots=True)
class Explained:
    """A kind of expressions on which actions/runner, which wflint follows, and the npm package differ, and why."""

    why: str
    holds: Callable[[str, list[Any], list[Any]], bool]


def _only_texts_differ(npm: object, ours: object, same: Callable[[str, str], bool]) -> bool:
    match npm, ours:
        case str(), str():
            return npm == ours or same(npm, ours)
        case list(), list():
            return len(npm) == len(ours) and all(_only_texts_differ(one, two, same) for one, two in zip(npm, ours, strict=True))
        case _:
            return npm == ours


def _nan_as_null(npm: str, ours: str) -> bool:
    return re.sub(r"-?Infinity|NaN", "null", ours) == npm


EXPLAINED = (
    Explained(
        "the runner computes no argument that a format doesn't name, and no separator where there is nothing to join",
        lambda text, npm, ours: npm == ["Error", "evaluation"] != ours and bool(re.search(r"format\('}}'|join\(", text.lower())),
    ),
    Explained("npm writes NaN and infinity as null", lambda text, npm, ours: _only_texts_differ(npm, ours, _nan_as_null)),
)
"""Beside what `RUNNER_DIFFERS` lists, which the expressions here avoid."""


def data(chooser: random.Random, depth: int = 0) -> Any:
    """A value for a context."""
    kind = chooser.randrange(8 if depth < 3 else 5)
    if kind < 5:
        text, number = chooser.choice(TEXTS), chooser.choice([0, 1, -1, 2.5, 1e6])
        return (None, chooser.random() < 0.5, number, text, text)[kind]
    if kind == 5:
        return [data(chooser, depth + 1) for _ in range(chooser.randrange(4))]
    keys = chooser.sample(KEYS, chooser.randrange(4))
    if any(key.isdigit() for key in keys) or {"a", "A"} <= set(keys):
        keys = keys[:1]  # JavaScript sorts keys that are numbers; of two keys that differ in case each keeps another
    return {key: data(chooser, depth + 1) for key in keys}


def expression(chooser: random.Random, depth: int = 0) -> str:
    """A well-formed expression."""

    def inner() -> str:
        return expression(chooser, depth + 1)

    choice = chooser.randrange(12 if depth < 4 else 4)
    match choice:
        case 0:
            return chooser.choice(NUMBERS)
        case 1:
            return f"'{chooser.choice(TEXTS)}'"
        case 2:
            return chooser.choice(["null", "true", "false"])
        case 3 | 4:
            return chooser.choice("abcd") + "".join(_member(chooser) for _ in range(chooser.randrange(4)))
        case 5:
            return f"!{inner()}"
        case 6:
            return f"({inner()})"
        case 7:
            return f"({inner()}) {chooser.choice(COMPARED)} ({inner()})"
        case 8 | 9:
            return f"{inner()} {chooser.choice(['&&', '||'])} {inner()}"
        case _:
            return _call(chooser, inner)


def _member(chooser: random.Random) -> str:
    key = chooser.choice(KEYS)
    plain = f".{key}" if re.fullmatch(r"[A-Za-z_][\w-]*", key) else f"['{key}']"
    return chooser.choice([plain, plain, f"['{key}']", "[0]", "[1]", ".*", "[*]", f"[{chooser.choice('abcd')}]"])


FORMATS = ("{0}", "x{0}{1}", "{{{0}}}", "{1}", "{", "}}", "{0")
JSON = ("1", "null", "[1, [2]]", "{}", "{", "", " true ")


def _call(chooser: random.Random, inner: Callable[[], str]) -> str:
    name = chooser.choice(("contains", "startsWith", "endsWith", "toJSON", "join", "format", "fromJSON"))
    match name:
        case "contains" | "startsWith" | "endsWith":
            given = f"{inner()}, {inner()}"
        case "toJSON":
            given = inner()
        case "join":
            given = inner() + chooser.choice(["", f", {inner()}"])
        case "format":
            given = f"'{chooser.choice(FORMATS)}', {inner()}"
        case _:
            given = f"'{chooser.choice(JSON)}'"
    return f"{chooser.choice([name, name, name.lower(), name.upper()])}({given})"


def broken(chooser: random.Random, text: str) -> str:
    """The expression with something changed, so that it is mostly none any more."""
    pieces = re.findall(r"'(?:[^']|'')*'|[\w-]+|\s+|.", text)
    for _ in range(chooser.randrange(1, 3)):
        at = chooser.randrange(len(pieces) + 1)
        pieces[at : at + chooser.randrange(2)] = [chooser.choice(JUNK)] if chooser.random() < 0.7 else []
    return "".join(pieces)


def cases(count: int, seed: int) -> Iterator[Case]:
    """Random expressions with random contexts; those that `RUNNER_DIFFERS` explains are left out."""
    chooser = random.Random(seed)
    while count:
        text = expression(chooser)
        if chooser.random() < 0.5:
            text = broken(chooser, text)
        if not _is_known_to_differ(text):
            count -= 1
            yield Case(text, {name: data(chooser) for name in "abcd"})


_DOUBLED = r"(?:[^']|^)'(?:[^']|''){0,200}''(?:[^']|''){0,200}''"
_DIFFERS = re.compile(rf"{_DOUBLED}|,\s*\)|0X|fromjson\('(?:|\{{)'\)|\{{[01] ?[^}}\d]|\{{1\}}|0b", re.IGNORECASE)


def _is_known_to_differ(text: str) -> bool:
    """Several doubled quotes, a comma behind the last argument, errors in what only npm evaluates, … and too much depth."""
    return bool(_DIFFERS.search(text)) or text.count("(") > 12


def compared(given: Sequence[Case]) -> tuple[Counter[str], list[tuple[Case, list[Any], list[Any]]]]:
    """How often each explanation was needed, and the differences without one."""
    explained: Counter[str] = Counter()
    failures = []
    for case, npm in zip(given, ask_npm(given), strict=True):
        ours = expressions.answer(case.expression, case.contexts)
        if ours != npm:
            why = next((each.why for each in EXPLAINED if each.holds(case.expression, npm, ours)), None)
            if why is None:
                failures.append((case, npm, ours))
            else:
                explained[why] += 1
    return explained, failures


def main(arguments: Sequence[str]) -> int:
    count, seed = int(arguments[0]), int(arguments[1]) if len(arguments) > 1 else 1
    given = list(cases(count, seed))
    answers: Mapping[str, int] = Counter(str(expressions.answer(each.expression, each.contexts)[0]) for each in given)
    explained, failures = compared(given)
    print(f"{count} expressions, seed {seed}; answers by kind: {dict(answers)}")
    for why, number in explained.items():
        print(f"  explained, {number} times: {why}")
    for case, npm, ours in failures[:40]:
        print(f"  {case.expression!r} with {json.dumps(case.contexts)}\n    npm {npm}\n    wflint {ours}")
    print(f"{len(failures)} differences without explanation")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
