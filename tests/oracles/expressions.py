"""Checks `wflint.syntax.expression` against GitHub's own implementations.  From `tests`:

    python -m oracles.expressions DIR        run GitHub's test data
    python -m oracles.expressions --npm      compare with the npm package, now
    python -m oracles.expressions --record   write the npm package's answers to expressions.answers.json

GitHub's test data is the directory `expressions/testdata` of https://github.com/actions/languageservices, for example:

    git clone --depth 1 https://github.com/actions/languageservices /tmp/languageservices
    python -m oracles.expressions /tmp/languageservices/expressions/testdata

(The npm package `@actions/expressions` comes without it.)  `--npm` and `--record` need node and npm; they ask the package
about expressions of our own, those of `expressions_cases.py`.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from oracles.expressions_cases import CONTEXTS, RUNNER_DIFFERS, Case, generated
from oracles.expressions_npm import VERSION, ask_npm
from wflint.syntax.expression import (
    Array,
    EvaluationError,
    Object,
    SyntaxProblem,
    Unknown,
    Value,
    evaluate,
    from_python,
    kind,
    parse,
    to_text,
)

ANSWERS = Path(__file__).with_name("expressions.answers.json")

# A kind and a value; numbers that JSON lacks are strings, arrays and objects hold answers again.  Or "Error" and a phase.
Answer: TypeAlias = list[Any]


@dataclass(frozen=True, slots=True)
class Failure:
    """An expression to which wflint gives another answer than the oracle."""

    expression: str
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{self.expression[:200]!r}: expected {self.expected[:200]}, got {self.got[:200]}"


def answer(text: str, contexts: Mapping[str, object]) -> Answer:
    """What wflint says to an expression, without any of the functions that have a limited place."""
    if not text.strip():
        return ["Null", None]  # As in GitHub's own harness: an empty text has no tree and counts as null.
    tree = parse(text, contexts.keys(), ())
    if isinstance(tree, SyntaxProblem):
        return ["Error", "syntax"]
    try:
        return as_answer(evaluate(tree, _values(contexts)))
    except EvaluationError:
        return ["Error", "evaluation"]


def as_answer(value: Value) -> Answer:
    """The value in the form in which answers are recorded."""
    match value:
        case float():
            return ["Number", value if math.isfinite(value) else to_text(value)]
        case Array():
            return ["Array", [as_answer(item) for item in value.items]]
        case Object():
            return ["Object", [[key, as_answer(item)] for key, item in value.pairs]]
        case Unknown():
            return ["Unknown", value.reason]
        case _:
            return [kind(value), value]


def disagreements(cases: Iterable[Case], expected: Iterable[Answer]) -> Iterator[Failure]:
    """The cases that wflint answers in another way."""
    for case, right in zip(cases, expected, strict=True):
        got = answer(case.expression, case.contexts)
        if got != right:
            yield Failure(case.expression, json.dumps(right), json.dumps(got))


def check_test_data(directory: Path) -> dict[str, tuple[int, list[Failure]]]:
    """For each of GitHub's files the number of cases and those that fail.

    Cases that GitHub skips for TypeScript are run, too: they hold for the runner.
    """
    results: dict[str, tuple[int, list[Failure]]] = {}
    for file in sorted(directory.glob("*.json")):
        groups = json.loads(file.read_text("utf-8"))
        cases = [case for group in groups.values() for case in group]
        failures = [failure for case in cases if (failure := _check(case))]
        results[file.name] = (len(cases), failures)
    return results


def recorded() -> tuple[list[Case], list[Answer]]:
    """Our own cases, and the answers of the npm package that were recorded for them."""
    document = json.loads(ANSWERS.read_text("utf-8"))
    cases: list[Case] = []
    answers: list[Answer] = []
    for group in document["groups"]:
        for expression in group["expressions"]:
            cases.append(Case(expression, document["contexts"]))
            answers.append(group["answer"])
    return cases, answers


def _check(case: Mapping[str, Any]) -> Failure | None:
    text, contexts = case["expr"], case.get("contexts", {})
    expected = case.get("err") or case["result"]
    got: object
    tree = parse(text, contexts.keys(), ()) if text.strip() else None
    if isinstance(tree, SyntaxProblem):
        message = f"{tree.message}. Located at position {tree.start + 1} within expression: {text}"
        got, passed = message, expected["kind"] in {"lexing", "parsing"} and expected["value"] in message
    else:
        try:
            value = None if tree is None else evaluate(tree, _values(contexts))
            got = as_answer(value)
            passed = got == [expected["kind"], as_answer(from_python(expected["value"]))[1]]
        except EvaluationError as error:
            got, passed = str(error), expected["kind"] == "evaluation" and expected["value"] in str(error)
    return None if passed else Failure(text, json.dumps(expected), json.dumps(got))


def _values(contexts: Mapping[str, object]) -> dict[str, Value]:
    return {name: from_python(value) for name, value in contexts.items()}


def record() -> None:
    """Write the npm package's answers to our own cases, those with the same answer together."""
    cases = list(generated())
    groups: dict[str, list[str]] = {}
    for case, npm in zip(cases, ask_npm(cases), strict=True):
        groups.setdefault(json.dumps(npm), []).append(case.expression)
    document = {
        "package": f"@actions/expressions {VERSION}",
        "contexts": CONTEXTS,
        "groups": [{"answer": json.loads(npm), "expressions": sorted(found)} for npm, found in sorted(groups.items())],
    }
    ANSWERS.write_text(json.dumps(document, indent=0, ensure_ascii=False) + "\n", "utf-8")
    print(f"recorded {len(cases)} answers of @actions/expressions {VERSION}")


def live_disagreements() -> tuple[int, list[Failure]]:
    """How many cases were put to the npm package, and those with another answer; the known differences among them."""
    cases = list(generated())
    failures = list(disagreements(cases, ask_npm(cases)))
    known = [Case(each.expression) for each in RUNNER_DIFFERS]
    for difference, npm in zip(RUNNER_DIFFERS, ask_npm(known), strict=True):
        if npm != difference.npm:
            failures.append(Failure(difference.expression, json.dumps(difference.npm), json.dumps(npm)))
    return len(cases) + len(known), failures


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="Check wflint's expressions against GitHub's own implementations.")
    choice = parser.add_mutually_exclusive_group(required=True)
    choice.add_argument("directory", nargs="?", type=Path, help="GitHub's test data")
    choice.add_argument("--npm", action="store_true", help="compare with the npm package")
    choice.add_argument("--record", action="store_true", help="record the npm package's answers")
    chosen = parser.parse_args(arguments)
    if chosen.record:
        record()
        return 0
    if chosen.npm:
        count, failures = live_disagreements()
        results = {f"@actions/expressions {VERSION}": (count, failures)}
    else:
        results = check_test_data(chosen.directory)
    return _report(results)


def _report(results: Mapping[str, tuple[int, Sequence[Failure]]]) -> int:
    for name, (count, failures) in results.items():
        print(f"{name}: {count - len(failures)} passed, {len(failures)} failed")
        for failure in failures:
            print(f"    {failure}")
    total = sum(count for count, _ in results.values())
    failed = sum(len(failures) for _, failures in results.values())
    print(f"all {len(results)} files: {total - failed} passed, {failed} failed")
    if not total:
        print("no cases found")
    return 1 if failed or not total else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
