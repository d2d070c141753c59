"""`wflint schema`: the JSON Schema of the configuration."""

from __future__ import annotations

import argparse

from wflint.commands import CLEAN
from wflint.commands.subject import plugin_argument
from wflint.commands.world import say_json
from wflint.config import schema
from wflint.plugins import load_rules


def arguments(parser: argparse.ArgumentParser) -> None:
    plugin_argument(parser)


def run(options: argparse.Namespace) -> int:
    say_json(schema(load_rules(options.plugin)))
    return CLEAN
