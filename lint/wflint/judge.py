"""From hits to findings: which rules run, at which level, what is ignored, in which order."""

from __future__ import annotations

import fnmatch
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches

from wflint.check import RuleHit
from wflint.config import Config
from wflint.finding import Finding, Hit, Level
from wflint.ignores import MOST, Ignore, ignores, without
from wflint.lean import replace
from wflint.regex import regex
from wflint.rule import Rule
from wflint.sources import Source
from wflint.syntax.editing import limited

try:
    from _sha256 import sha256  # type: ignore[import-not-found]  # without OpenSSL, as in `witness.py`
except ImportError:
    from hashlib import sha256

UNUSED = "unused-ignore"
UNREASONED = "ignore-without-reason"
_MADE = regex(r"(?:[ \t]*(?:#|//)[^\n]*\n|[ \t]*\r?\n)*?[ \t]*(?:#|//)[^\n]*\bdo not (?:edit|modify|change)\b", re.IGNORECASE)
"""The head of a file that a program makes, as such programs write it."""

_LONGEST = 10_000
"""Characters of a line that tell findings apart; a script of a megabyte on one line may have hundreds of them."""


def selected(rules: Iterable[Rule], config: Config) -> tuple[Rule, ...]:
    """The rules that run: all but strict ones, unless the profile is strict or they are selected; minus the ignored.

    `select` and `ignore` hold names of rules or families; the word `all` selects every rule.
    """
    chosen = []
    for rule in rules:
        names = {rule.name, rule.family, "all"}
        wanted = bool(names & set(config.select)) if config.select else not rule.strict or config.profile == "strict"
        if wanted and not names & set(config.ignore):
            chosen.append(rule)
    return tuple(chosen)


def judge(
    hits: Iterable[RuleHit],
    rules: tuple[Rule, ...],
    sources: Mapping[str, Source],
    config: Config,
    known: Collection[str] = (),
) -> tuple[Finding, ...]:
    """All findings in the order of place and rule, suppressed ones included, each once.

    `rules` are those that ran.  `known` names all rules that there are: of an ignore for one that didn't run nothing is said.
    """
    comments = {path: tuple(ignores(source)) for path, source in sources.items()}
    covering = _covering(comments)
    used: set[tuple[Ignore, str]] = set()
    found: dict[Finding, None] = {}
    ordered = sorted(hits, key=lambda each: (each.hit.span, each.rule.name, each.hit.subject, each.hit.message))
    for each in ordered:
        found[_finding(each, sources, covering, config, used)] = None
    with limited():
        for complaint in _about_ignores(sources, comments, used, {rule.name: rule for rule in rules}, known):
            found[_finding(complaint, sources, covering, config, used)] = None
    findings = _numbered(found)
    return tuple(sorted(findings, key=lambda finding: (finding.span, finding.rule, finding.message)))


Place = tuple[str, int]
"""A file and a line of it; line 0 is the whole file."""


def _covering(comments: Mapping[str, tuple[Ignore, ...]]) -> Mapping[Place, list[Ignore]]:
    """The comments that cover a place."""
    found: dict[Place, list[Ignore]] = {}
    for path, those in comments.items():
        for comment in those:
            for line in comment.lines or (0,) if not comment.is_beyond else ():
                found.setdefault((path, line), []).append(comment)
    return found


def _finding(
    each: RuleHit,
    sources: Mapping[str, Source],
    covering: Mapping[Place, list[Ignore]],
    config: Config,
    used: set[tuple[Ignore, str]],
) -> Finding:
    rule, hit = each.rule, each.hit
    level = config.levels.get(rule.name) or hit.level or rule.level
    suppressed = None
    for comment in (each for line in (0, hit.span.line) for each in covering.get((hit.span.path, line), ())):
        if rule.name in comment.rules:
            used.add((comment, rule.name))
            suppressed = comment.reason
    if suppressed is None:
        suppressed = _ignored_by_config(rule, hit, sources, config)
    return Finding(
        rule.name,
        level,
        hit.span,
        hit.message,
        hit.help,
        hit.related,
        hit.trace,
        hit.fixes if _is_mended_here(hit, sources) else (),
        _fingerprint(rule.name, hit, sources),
        suppressed,
    )


def _is_mended_here(hit: Hit, sources: Mapping[str, Source]) -> bool:
    """Whether people write the files that the fixes change: what a program makes has to be mended in its source."""
    paths = {edit.span.path for fix in hit.fixes for edit in fix.edits}
    return all(path in sources and not _MADE.match(sources[path].text) for path in paths)


def _ignored_by_config(rule: Rule, hit: Hit, sources: Mapping[str, Source], config: Config) -> str | None:
    local = sources[hit.span.path].local if hit.span.path in sources else hit.span.path
    for each in config.per_file_ignores:
        if fnmatch.fnmatchcase(local, each.files) and {rule.name, rule.family, "all"} & set(each.rules):
            return each.reason
    return None


def _fingerprint(rule: str, hit: Hit, sources: Mapping[str, Source]) -> str:
    """Rule, file, subject and the beginning of the line: it stays the same when lines are added elsewhere."""
    source = sources.get(hit.span.path)
    line = ""
    if source is not None:
        line = source.lines[hit.span.line - 1][:_LONGEST].strip() if hit.span.line <= len(source.lines) else ""
    uri = source.uri if source is not None else hit.span.path
    told = "\0".join((rule, uri, hit.subject, line)).encode(errors="surrogateescape")  # names needn't be UTF-8
    digest: str = sha256(told).hexdigest()
    return digest[:16]


def _numbered(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Equal fingerprints told apart by a counter."""
    seen: Counter[str] = Counter()
    for finding in findings:
        seen[finding.fingerprint] += 1
        count = seen[finding.fingerprint]
        yield finding if count == 1 else replace(finding, fingerprint=f"{finding.fingerprint}:{count}")


def _about_ignores(
    sources: Mapping[str, Source],
    comments: Mapping[str, tuple[Ignore, ...]],
    used: set[tuple[Ignore, str]],
    rules: Mapping[str, Rule],
    known: Collection[str],
) -> Iterator[RuleHit]:
    """What is wrong with the comments themselves, for the rules that say so and run."""
    for comment in (each for path in sorted(comments) for each in comments[path]):
        if comment.is_beyond:
            if UNUSED in rules:
                message = f"more than {MOST:,} ignores in one file: those from here on don't count"
                yield RuleHit(rules[UNUSED], Hit(comment.span, message))
            continue
        if UNUSED in rules:
            for name in comment.rules or ("",):
                if (comment, name) not in used and (name in rules or name not in known):
                    yield RuleHit(rules[UNUSED], _unused(sources[comment.span.path], comment, name, rules, known))
        if UNREASONED in rules and not comment.reason:
            hit = Hit(
                comment.span, "this ignore gives no reason", help="write behind the bracket why the finding is wrong or accepted"
            )
            yield RuleHit(rules[UNREASONED], hit)


def _unused(source: Source, comment: Ignore, name: str, rules: Mapping[str, Rule], known: Collection[str]) -> Hit:
    if name in rules:
        return Hit(
            comment.span,
            f"nothing here is reported by `{name}`, so this ignore isn't needed",
            help="remove it",
            subject=name,
            fixes=without(source, comment, name),
        )
    if not name:
        return Hit(comment.span, "this ignore names no rule", help="name the rule in the brackets")
    near = get_close_matches(name, sorted({*rules, *known}), n=1)
    hint = f"did you mean `{near[0]}`?" if near else "`wflint rule --all` lists the rules"
    return Hit(comment.span, f"there is no rule `{name}`", help=hint, subject=name)


def worst(findings: Iterable[Finding]) -> Level | None:
    """The highest level among findings that aren't suppressed."""
    return max((finding.level for finding in findings if finding.suppressed is None), default=None)
