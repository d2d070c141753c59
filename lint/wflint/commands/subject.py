"""What most commands are about: repositories, the rules, and the settings in force."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from wflint.commands import CLEAN, FAILED
from wflint.commands.usage import UsageError, nearest
from wflint.commands.world import complain, say
from wflint.lean import replace

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from wflint.config import Config
    from wflint.graph import System
    from wflint.rule import Rule
    from wflint.sources import Repository, Source


def path_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of a command about repositories."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="repositories, folders or files (default: here)")
    parser.add_argument("--repo-name", action="append", default=[], metavar="OWNER/NAME", help="name of the n-th repository")
    settings_arguments(parser)
    cache_argument(parser)


def cache_argument(parser: argparse.ArgumentParser) -> None:
    """The argument of a command whose answers are stored; `wflint.start` looks for it before anything is loaded."""
    parser.add_argument("--no-cache", action="store_true", help="neither use nor keep what was found before")


def settings_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of a command that has settings."""
    settings = parser.add_mutually_exclusive_group()
    settings.add_argument("--config", metavar="FILE", help="configuration in place of .github/wflint.yml")
    settings.add_argument("--isolated", action="store_true", help="read no configuration")
    plugin_argument(parser)


def plugin_argument(parser: argparse.ArgumentParser) -> None:
    """The argument of a command that needs the rules."""
    parser.add_argument("--plugin", action="append", default=[], metavar="FILE", help="a Python file with more rules")


def loaded(
    options: argparse.Namespace, need_files: bool = True, known: tuple[Repository, ...] | None = None
) -> tuple[tuple[Repository, ...], tuple[Rule, ...], Config]:
    """Repositories, rules and settings; where a path holds no workflow and one is needed, it says where it looked.

    `known` are the repositories, where they have been looked for before and were all found.
    """
    from wflint.plugins import load_rules
    from wflint.sources import NothingFound, discover

    rules = load_rules(options.plugin)
    paths = options.paths or ["."]
    names = dict(zip(paths, options.repo_name, strict=False))
    repositories, nothing = discover(paths, names) if known is None else (known, NothingFound(()))
    config = settings(options, repositories[0].root if repositories else Path.cwd(), rules)
    if nothing.searched and need_files:
        complain(f"no workflow files found; looked for .yml and .yaml files in {' and in '.join(nothing.searched)}")
    if config.repository is not None and len(repositories) == 1 and not options.repo_name:
        repositories = (replace(repositories[0], name=config.repository),)
    return repositories, rules, config


def settings(options: argparse.Namespace, root: Path | None, rules: tuple[Rule, ...], own: Source | None = None) -> Config:
    """The settings in force: those of a file, or of the repository's `own`, with what the command line says on top."""
    from wflint.config import LEVELS, Config, find, load, parsed

    path = Path(options.config) if options.config else None if options.isolated else find(root)
    config = load(path, rules) if path is not None else Config()
    if path is None and own is not None and not options.isolated:
        config = parsed(own.path, own.text, rules)
    known = {name for rule in rules for name in (rule.name, rule.family)} | {"all"}
    select = _rule_names(getattr(options, "select", []), known, "--select")
    ignore = _rule_names(getattr(options, "ignore", []), known, "--ignore")
    fail_on = getattr(options, "fail_on", None)
    return replace(
        config,
        select=select or config.select,
        ignore=(*config.ignore, *ignore),
        profile=getattr(options, "profile", None) or config.profile,
        fail_on=LEVELS[fail_on] if fail_on else config.fail_on,
    )


def _rule_names(given: list[str], known: set[str], option: str) -> tuple[str, ...]:
    names = tuple(name.strip() for each in given for name in each.split(",") if name.strip())
    for name in names:
        if name not in known:
            raise UsageError(f"{option}: there is no rule or family `{name}`{nearest(name, sorted(known))}")
    return names


def told(options: argparse.Namespace, tell: Callable[[System], str]) -> int:
    """Print what there is to tell of the linked system, whatever could be read of it."""
    repositories, _, config = loaded(options)
    if not repositories:
        return FAILED
    from wflint.link import link

    system = link(repositories, config)
    for problem in system.problems:
        complain(f"{problem.span}: {problem.message}")
    say(tell(system))
    return CLEAN
