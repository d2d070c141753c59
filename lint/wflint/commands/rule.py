"""`wflint rule`: the page of a rule, or a list of all."""

from __future__ import annotations

import argparse

from wflint.commands import CLEAN
from wflint.commands.subject import plugin_argument
from wflint.commands.usage import UsageError, nearest
from wflint.commands.world import say, say_json
from wflint.plugins import load_rules
from wflint.rule import Rule


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="NAME", help="the rule")
    parser.add_argument("--all", action="store_true", help="list every rule")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    plugin_argument(parser)


def run(options: argparse.Namespace) -> int:
    rules = load_rules(options.plugin)
    if options.all or options.name is None:
        if options.format == "json":
            say_json([_about(rule) for rule in rules])
        else:
            say(_list(rules))
        return CLEAN
    rule = next((rule for rule in rules if rule.name == options.name), None)
    if rule is None:
        raise UsageError(f"there is no rule `{options.name}`" + nearest(options.name, (rule.name for rule in rules)))
    if options.format == "json":
        say_json(_about(rule))
    else:
        say(f"# {rule.name}\n\nLevel: {rule.level.word} · Family: {rule.family}\n\n{rule.page.strip()}\n")
    return CLEAN


def _list(rules: tuple[Rule, ...]) -> str:
    width = max(len(rule.name) for rule in rules)
    return "".join(
        f"{rule.name:<{width}}  {rule.level.word:<7}  {rule.summary}{' (strict)' if rule.strict else ''}\n" for rule in rules
    )


def _about(rule: Rule) -> dict[str, object]:
    return {
        "name": rule.name,
        "family": rule.family,
        "level": rule.level.word,
        "strict": rule.strict,
        "summary": rule.summary,
        "page": rule.page.strip(),
    }
