"""The straight line: repositories in, a report out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wflint.check import check
from wflint.config import Config, rule_options
from wflint.facts.ordinary import Ordinary
from wflint.finding import Finding
from wflint.graph import System
from wflint.judge import judge, selected
from wflint.lean import dataclass
from wflint.link import link, link_given
from wflint.plugins import BUILT_IN
from wflint.problem import Problem
from wflint.rule import Rule
from wflint.sources import Repository, Source
from wflint.statistics import Statistics


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that one run has to say.

    `findings` are in the order of place and hold suppressed ones too.  `problems` are what kept wflint from looking.
    `sources` are the texts of all files by their shown path; `rules` those that ran.
    """

    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    sources: Mapping[str, Source]
    rules: tuple[Rule, ...]
    statistics: Statistics
    repositories: tuple[Repository, ...] = ()

    def uri(self, path: str) -> str:
        """The path of a file from the root of its git checkout, by the path that readers are shown."""
        source = self.sources.get(path)
        if source is not None:
            return source.uri
        for each in sorted(self.repositories, key=lambda each: -len(each.shown_root)):
            above = each.shown("")
            if path.startswith(above or ".github/"):
                return f"{each.uri_root}/{path[len(above) :]}".lstrip("/")
        return path

    @property
    def reported(self) -> tuple[Finding, ...]:
        """The findings that aren't suppressed."""
        return tuple(finding for finding in self.findings if finding.suppressed is None)

    @property
    def suppressed(self) -> int:
        return len(self.findings) - len(self.reported)

    @property
    def crashed(self) -> bool:
        """Whether a rule or a reader failed, so that silence says nothing."""
        return any(problem.is_fault for problem in self.problems)


def run(
    repositories: tuple[Repository, ...],
    config: Config,
    rules: Iterable[Rule],
    counts: bool = True,
    left_out: tuple[Ordinary, ...] | None = None,
) -> Report:
    """Lint repositories.  Where the counts of what was seen aren't asked for, ordinary workflows aren't read.

    `left_out` are these, where they are known.
    """
    known = tuple(rules)
    whole = counts or _ask_for_all(config, known)
    system = link(repositories, config) if whole else link_given(repositories, config, left_out)
    return lint(system, config, known)


def _ask_for_all(config: Config, rules: Iterable[Rule]) -> bool:
    """Whether ordinary workflows may count: for rules of others, and where options and roles widen what rules look at."""
    return bool(config.options or config.roles) or any(not each.check.__module__.startswith(f"{BUILT_IN}.") for each in rules)


def lint(system: System, config: Config, rules: Iterable[Rule]) -> Report:
    """Run the selected rules on a linked system."""
    known = tuple(rules)
    chosen = selected(known, config)
    hits, problems = check(system, chosen, rule_options(config, chosen))
    findings = judge(hits, chosen, system.sources, config, frozenset(rule.name for rule in known))
    return Report(findings, (*system.problems, *problems), system.sources, chosen, system.statistics, system.repositories)
