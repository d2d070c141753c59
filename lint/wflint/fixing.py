"""Make the fixes that findings offer, in the texts that were read; nothing is written here.

Fixes that touch one place exclude each other: the first wins, and the rest is looked at again in the text that it leaves, until
nothing is left to do.  Each step is checked by running the rules anew: what was to be mended must be gone, and nothing new may be
there but notes.  A fix that doesn't keep to that is left out.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from wflint.config import Config
from wflint.edits import applied, compatible
from wflint.facts.repository import RepositoryFacts, read
from wflint.finding import Edit, Finding, Fix, Level
from wflint.lean import dataclass, replace
from wflint.link import joined
from wflint.pipeline import Report, lint
from wflint.rule import Rule
from wflint.sources import Repository, Source

MOST_RUNS = 60
"""How often the rules are run at most.  A round that does good needs one run, one fix that does none a few."""

Wanted = tuple[Finding, Fix]


@dataclass(frozen=True, slots=True)
class Change:
    """A file of a repository as it was read, and with the fixes."""

    repository: Repository
    before: Source
    after: Source


@dataclass(frozen=True, slots=True)
class Fixed:
    """What the fixes come to: `report` tells what is left, `mended` what isn't there any more.

    `refused` are fixes that would have left their finding in place, or brought a new one.
    """

    report: Report
    changes: tuple[Change, ...]
    mended: tuple[Finding, ...]
    refused: tuple[Wanted, ...]


def fixed(
    repositories: tuple[Repository, ...],
    config: Config,
    rules: tuple[Rule, ...],
    unsafe: bool = False,
    only: Collection[str] | None = None,
) -> Fixed:
    """Mend what can be mended: by safe fixes, and by the others as well where `unsafe` says so.

    `only` names the rules whose findings are mended, where that isn't all.
    """
    facts = tuple(read(each, config.asyncapi) for each in repositories)
    originals = {source.path: source for each in facts for source in each.sources}
    report = lint(joined(facts, config), config, rules)
    mended: list[Finding] = []
    refused: set[tuple[str, str]] = set()
    batch: tuple[Wanted, ...] | None = None
    for _ in range(MOST_RUNS):
        batch = batch or tuple(each for each in _wanted(report, unsafe, only) if _key(each) not in refused)
        chosen = tuple(batch[number] for number in compatible(fix for _, fix in batch))
        if not chosen:
            break
        edited = tuple(_edited(each, config, report, chosen) for each in facts)
        after = lint(joined(edited, config), config, rules)
        if _is_better(report, after, chosen):
            mended += (finding for finding, _ in chosen)
            facts, report, batch = edited, after, None
        elif len(chosen) == 1:
            refused.add(_key(chosen[0]))
            batch = None
        else:
            batch = chosen[: len(chosen) // 2]
    changes = tuple(change for each in facts for change in _changes(each.repository, originals))
    return Fixed(report, changes, tuple(mended), tuple(_wanted(report, unsafe, only)))


def difference(change: Change) -> str:
    """A change as a unified diff, which `git apply` takes in the folder that wflint was called in; it ends in a newline."""
    path = change.before.path.lstrip("/")
    rows = difflib.unified_diff(_lines(change.before.text), _lines(change.after.text), f"a/{path}", f"b/{path}")
    return "".join(row if row.endswith("\n") else f"{row}\n\\ No newline at end of file\n" for row in rows)


def _lines(text: str) -> list[str]:
    """The lines with their ends; only a newline ends one, whatever else YAML or Python takes for an end."""
    return [f"{line}\n" for line in text.split("\n")[:-1]] + ([last] if (last := text.split("\n")[-1]) else [])


def _wanted(report: Report, unsafe: bool, only: Collection[str] | None) -> Iterator[Wanted]:
    """The first fix of each finding that may be made; suppressed findings are left alone."""
    for finding in report.reported:
        fix = next((each for each in finding.fixes if each.safe or unsafe), None)
        if fix is not None and (only is None or finding.rule in only):
            yield finding, fix


def _key(wanted: Wanted) -> tuple[str, str]:
    finding, fix = wanted
    return finding.fingerprint, fix.title


def _edited(facts: RepositoryFacts, config: Config, report: Report, chosen: Iterable[Wanted]) -> RepositoryFacts:
    """A repository with the edits that are meant for it, read anew where there are any."""
    edits: dict[str, list[Edit]] = {}
    for edit in (each for _, fix in chosen for each in fix.edits):
        edits.setdefault(edit.span.path, []).append(edit)
    own = [source for path in edits if facts.repository.holds(source := report.sources[path])]
    if not own:
        return facts
    sources = (replace(source, text=applied(source.text, edits[source.path])) for source in own)
    return read(facts.repository.with_edited(sources), config.asyncapi)


def _is_better(before: Report, after: Report, chosen: Iterable[Wanted]) -> bool:
    """Whether all that was to be mended is gone, and nothing but notes has come: counted by rule and file, since places move."""
    old, new = _counts(before.reported), _counts(after.reported)
    gone = _counts(finding for finding, _ in chosen)
    return (
        all(new[key] <= old[key] - gone[key] for key in {*old, *new} if gone[key] or key[2] is not Level.NOTE)
        and len(after.problems) <= len(before.problems)
        and after.statistics.dispatches_unresolved <= before.statistics.dispatches_unresolved
    )


def _counts(findings: Iterable[Finding]) -> Counter[tuple[str, str, Level]]:
    return Counter((finding.rule, finding.span.path, finding.level) for finding in findings)


def _changes(repository: Repository, originals: Mapping[str, Source]) -> Iterator[Change]:
    for source in (repository.edited or {}).values():
        before = originals[source.path]
        if before.text != source.text:
            yield Change(repository, before, source)
