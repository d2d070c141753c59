"""Run the examples on a rule's page: for wflint's own tests, and for authors of other rules.

A page has the sections `## Bad` and `## Good`.  Each fenced block with a title is a file of a small repository; `###` headings
split a section into several repositories.  A line of a bad example that must be reported ends in `# rule-name`, with words behind
a colon if you like.

A rule that offers fixes shows under `## Fixed` what they make of its bad examples: the files that change, each example under its
own heading.  Safe fixes are made, and the others as well where the words beside the example, or above all of them, name
`--unsafe-fixes`.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from wflint.config import Config, load
from wflint.fixing import Fixed, fixed
from wflint.lean import dataclass, replace
from wflint.pipeline import Report, run
from wflint.regex import regex
from wflint.rule import Rule
from wflint.sources import Repository, discover

_SECTION = regex(r"^## +(.+?) *$", re.MULTILINE)
_CASE = regex(r"^### +(.+?) *$", re.MULTILINE)
_FENCE = regex(r'^(?P<fence>`{3,})\w* title="(?P<path>[^"]+)"\n(?P<text>.*?)^(?P=fence)$', re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Example:
    """One repository on a page: the files by path, and the words beside them."""

    title: str
    files: Mapping[str, str]
    words: str = ""

    def expected(self, rule: str) -> frozenset[tuple[str, int]]:
        """File and line of everything that the rule must report."""
        marker = re.compile(rf"# *{re.escape(rule)}(?![\w-])(?::.*)?$")
        return frozenset(
            (path, number)
            for path, text in self.files.items()
            for number, line in enumerate(text.splitlines(), 1)
            if marker.search(line)
        )


def sections(page: str) -> dict[str, str]:
    """The sections of a page by heading; the text above the first heading is under the empty one."""
    parts = _SECTION.split(page)
    return {"": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}


def examples(page: str, section: str) -> tuple[Example, ...]:
    """The repositories of one section, in the order of the page."""
    text = sections(page).get(section, "")
    parts = _CASE.split(text)
    cases = [(section, parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
    found = [Example(title, {m["path"]: m["text"] for m in _FENCE.finditer(body)}, _FENCE.sub("", body)) for title, body in cases]
    return tuple(example for example in found if example.files)


def lint_files(files: Mapping[str, str], rules: tuple[Rule, ...], name: str = "octo/example", strict: bool = True) -> Report:
    """The report on a repository that consists of these files; its own `.github/wflint.yml` holds, if it has one."""
    with _laid_out(files, rules, name, strict) as (repositories, config):
        return run(repositories, config, rules)


def fix_files(
    files: Mapping[str, str], rules: tuple[Rule, ...], unsafe: bool, only: Collection[str] | None = None, strict: bool = True
) -> Fixed:
    """What the fixes of all rules, or of those in `only`, come to in a repository that consists of these files."""
    with _laid_out(files, rules, "octo/example", strict) as (repositories, config):
        return fixed(repositories, config, rules, unsafe, only)


@contextmanager
def _laid_out(
    files: Mapping[str, str], rules: tuple[Rule, ...], name: str, strict: bool
) -> Iterator[tuple[tuple[Repository, ...], Config]]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path, text in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="")
        repositories, _ = discover([folder], {folder: name})
        settings = root / ".github" / "wflint.yml"
        config = load(settings, rules) if settings.is_file() else Config(profile="strict" if strict else "default")
        yield tuple(_local(each) for each in repositories), config


def _local(repository: Repository) -> Repository:
    """The repository with paths as a reader inside it sees them."""
    sources = tuple(replace(source, path=source.local, uri=source.local) for source in repository.workflows)
    return replace(repository, shown_root="", uri_root="", workflows=sources)


def reported(report: Report, rule: str) -> frozenset[tuple[str, int]]:
    """File and line of everything that a rule reports."""
    return frozenset((finding.span.path, finding.span.line) for finding in report.reported if finding.rule == rule)


def complaints(rule: Rule, rules: tuple[Rule, ...]) -> Iterator[str]:
    """What is wrong with a rule's page: missing parts, and examples that don't behave as they say."""
    first = " ".join(sections(rule.page)[""].split())
    if not first.endswith((".", "?")):
        yield "the page doesn't begin with a sentence"
    for heading in ("Why", "Bad", "Good"):
        if not sections(rule.page).get(heading, "").strip():
            yield f"the page has no section {heading}"
    bad, good = examples(rule.page, "Bad"), examples(rule.page, "Good")
    if not bad or not good:
        yield "the page needs a bad and a good example"
    for example in bad:
        expected, found = example.expected(rule.name), reported(lint_files(example.files, rules), rule.name)
        if not expected:
            yield f"bad example {example.title!r} marks no line"
        if expected != found:
            yield f"bad example {example.title!r}: reported {sorted(found)}, marked {sorted(expected)}"
    for example in good:
        found = reported(lint_files(example.files, rules), rule.name)
        if found:
            yield f"good example {example.title!r}: reported {sorted(found)}"
    yield from _about_fixes(rule, rules, bad)


def _about_fixes(rule: Rule, rules: tuple[Rule, ...], bad: tuple[Example, ...]) -> Iterator[str]:
    """What is wrong with the section `Fixed`: it shows what the rule's own fixes make of each bad example that they change."""
    shown = examples(rule.page, "Fixed")
    above = _CASE.split(sections(rule.page).get("Fixed", ""))[0]
    for number, example in enumerate(bad):
        same = [each for each in shown if each.title == example.title or (number == 0 and each.title == "Fixed")]
        offered = any(finding.fixes for finding in lint_files(example.files, rules).reported if finding.rule == rule.name)
        if offered and not same:
            yield f"the section Fixed doesn't show what becomes of {example.title!r}"
        for each in same:
            made = _mended(example, rule, rules, "--unsafe-fixes" in above + each.words)
            for path in {**example.files, **each.files}:
                if made.get(path) != each.files.get(path, _unmarked(example.files.get(path, ""), rule)):
                    yield f"fixed example {each.title!r}: {path} is\n{made.get(path)}"
    for each in shown:
        if each.title not in {"Fixed", *(example.title for example in bad)}:
            yield f"fixed example {each.title!r} has no bad one of that title"


def _mended(example: Example, rule: Rule, rules: tuple[Rule, ...], unsafe: bool) -> Mapping[str, str]:
    """The files of an example, without the marks, after the fixes of one rule."""
    changes = fix_files(example.files, rules, unsafe, {rule.name}).changes
    texts = {**example.files, **{change.after.local: change.after.text for change in changes}}
    return {path: _unmarked(text, rule) for path, text in texts.items()}


def _unmarked(text: str, rule: Rule) -> str:
    return re.sub(rf" *# *{re.escape(rule.name)}(?![\w-])(?::.*)?$", "", text, flags=re.MULTILINE)
