"""`wflint config`: the settings in force."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from wflint.commands import CLEAN
from wflint.commands.subject import loaded, path_arguments
from wflint.commands.world import say_json
from wflint.lean import replace


def arguments(parser: argparse.ArgumentParser) -> None:
    path_arguments(parser)


def run(options: argparse.Namespace) -> int:
    _, _, config = loaded(options, need_files=False)
    shown = asdict(replace(config, contracts=()))
    shown["fail_on"] = config.fail_on.word if config.fail_on is not None else "never"
    shown["contracts"] = [each.type for each in config.contracts]
    shown["levels"] = {name: level.word for name, level in config.levels.items()}
    say_json(shown)
    return CLEAN
