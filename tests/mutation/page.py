"""The score as a page: by operator, by system, and what survived."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from mutation.operators import ALL, NEUTRAL
from mutation.verdict import Verdict, by_fate, known_rules

_HEAD = ("sites", "intended", "elsewhere", "survived", "equivalent", "stillborn")


def _row(name: str, verdicts: list[Verdict]) -> list[str]:
    fates = by_fate(verdicts)
    counts = [fates.get(each, 0) for each in ("intended", "elsewhere", "survived", "equivalent", "stillborn")]
    return [name, str(len(verdicts)), *map(str, counts), rate(verdicts)]


def rate(verdicts: Iterable[Verdict]) -> str:
    """Killed by an intended rule, of all that are faults; 100 % only where it is every one."""
    fates = by_fate(verdicts)
    real, killed = sum(fates.get(each, 0) for each in ("intended", "elsewhere", "survived", "crashed")), fates.get("intended", 0)
    if not real:
        return "–"
    plain = f"{100 * killed / real:.0f} %"
    return plain if plain != "100 %" or killed == real else f"{100 * killed // (real / 10) / 10:.1f} %"


def _grouped(verdicts: list[Verdict], key: Callable[[Verdict], str]) -> dict[str, list[Verdict]]:
    found: dict[str, list[Verdict]] = {}
    for each in verdicts:
        found.setdefault(key(each), []).append(each)
    return found


def table(verdicts: list[Verdict]) -> str:
    """The counts by operator, for a terminal."""
    neutral = {each.name for each in NEUTRAL}
    faults, others = (
        [each for each in verdicts if each.operator not in neutral],
        [each for each in verdicts if each.operator in neutral],
    )
    rows = [["operator", *_HEAD, "score"]]
    rows += [_row(name, group) for name, group in _grouped(faults, lambda each: each.operator).items()]
    rows.append(_row("all", faults))
    if others:
        rows += [[], ["neutral", *_NEUTRAL_HEAD]]
        rows += [_neutral_row(name, group) for name, group in _grouped(others, lambda each: each.operator).items()]
        rows.append(_neutral_row("all", others))
    return "\n".join("".join(cell.ljust(12) for cell in row).rstrip() for row in rows)


_NEUTRAL_HEAD = ("sites", "unchanged", "alarm", "misread", "stillborn")


def _neutral_row(name: str, verdicts: list[Verdict]) -> list[str]:
    fates = by_fate(verdicts)
    counts = (fates.get("unchanged", 0), fates.get("alarm", 0), fates.get("misread", 0), fates.get("stillborn", 0))
    return [name, str(len(verdicts)), *map(str, counts)]


def _markdown(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] + ["--:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


_INTRODUCTION = """# Mutation score

Faults are put into clean systems, one at a time, and wflint should name each as what it is.
`tests/mutation` holds the operators; `python -m mutation.score` (in `tests`) wrote this page and writes it anew.

A mutant is *killed as intended* when a rule that is meant for that fault reports something new, in the file that was changed
or one hop away.
*Elsewhere*: other rules report something new.
*Survived*: nothing new is reported.
*Equivalent*: no fault, by hand and with a reason in `tests/mutation/equivalent.py`.
*Stillborn*: GitHub wouldn't start it.
The score is the share of mutants that are faults and killed as intended.
"""

_GAPS = """## What isn't found

Each line: the operator, the system, the place, what was done there, the rules that should speak (in brackets those that don't
exist yet), and what is said instead.
"""


_NEUTRAL = """## Rewritings that change nothing

Other names, another order, other quotes, another tool that sends the same message: wflint must say nothing, and see the same
messages.
*Alarm*: something is reported.
*Misread*: other messages are seen than before.
"""


def page(verdicts: list[Verdict]) -> str:
    """The whole of docs/mutation-score.md."""
    summaries = {each.name: each.summary for each in ALL}
    names = {each.name for each in NEUTRAL}
    faults, others = (
        [each for each in verdicts if each.operator not in names],
        [each for each in verdicts if each.operator in names],
    )
    systems = _grouped(faults, lambda each: each.base)
    near = Counter(each.locus for each in faults if each.fate == "intended")

    def by_operator(found: list[Verdict], row: Callable[[str, list[Verdict]], list[str]]) -> list[list[str]]:
        return [row(f"{name}: {summaries[name]}", group) for name, group in _grouped(found, lambda each: each.operator).items()]

    parts = [
        _INTRODUCTION,
        f"**{rate(faults)}** of {len(faults)} mutants on {len(systems)} systems.",
        f"Of those killed, {near['step']} are reported in the very step, {near['job']} elsewhere in the job,"
        f" {near['file']} elsewhere in the file, {near['next hop']} one hop away.",
        "",
        "## By operator\n",
        _markdown(["operator", *_HEAD, "score"], by_operator(faults, _row)),
        "",
        "## By system\n",
        _markdown(["system", *_HEAD, "score"], [_row(f"`{name}`", group) for name, group in systems.items()]),
        "",
        _NEUTRAL,
        _markdown(["operator", *_NEUTRAL_HEAD], by_operator(others, _neutral_row)),
        "",
        _GAPS,
        _survivors(verdicts),
    ]
    return "\n".join(parts) + "\n"


def _survivors(verdicts: list[Verdict]) -> str:
    lines = []
    for each in verdicts:
        if each.fate in ("elsewhere", "survived", "crashed", "alarm", "misread"):
            wanted = ", ".join(f"`{name}`" if name in known_rules() else f"(`{name}`)" for name in each.expected) or "nothing"
            said = f"; said: {', '.join(f'`{name}`' for name in each.rules)}" if each.rules else ""
            note = f"; {each.note}" if each.note else ""
            lines.append(f"- {each.operator} `{each.base}` {each.place}: {each.what}. Expected: {wanted}{said}{note}")
    return "\n".join(lines) or "Nothing."
