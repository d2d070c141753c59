"""Run the examples on a rule's page: for wflint's own tests, and for authors of other rules.

A page has the sections `## Bad` and `## Good`.  Each fenced block with a title is a file of a small repository; `###` headings
split a section into several repositories.  A line of a bad example that must be reported ends in `# rule-name`, with words behind
a colon if you like.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from wflint.config import Config, load
from wflint.pipeline import Report, run
from wflint.rule import Rule
from wflint.sources import Repository, discover

_SECTION = re.compile(r"^## +(.+?) *$", re.MULTILINE)
_CASE = re.compile(r"^### +(.+?) *$", re.MULTILINE)
_FENCE = re.compile(r'^(?P<fence>`{3,})\w* title="(?P<path>[^"]+)"\n(?P<text>.*?)^(?P=fence)$', re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Example:
    """One repository on a page: the files by path."""

    title: str
    files: Mapping[str, str]

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
    found = [Example(title, {m["path"]: m["text"] for m in _FENCE.finditer(body)}) for title, body in cases]
    return tuple(example for example in found if example.files)


def lint_files(files: Mapping[str, str], rules: tuple[Rule, ...], name: str = "octo/example", strict: bool = True) -> Report:
    """The report on a repository that consists of these files; its own `.github/wflint.yml` holds, if it has one."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path, text in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="")
        repositories, _ = discover([folder], {folder: name})
        settings = root / ".github" / "wflint.yml"
        config = load(settings, rules) if settings.is_file() else Config(profile="strict" if strict else "default")
        return run(tuple(_local(each) for each in repositories), config, rules)


def _local(repository: Repository) -> Repository:
    """The repository with paths as a reader inside it sees them."""
    from dataclasses import replace

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
