"""`wflint contracts`: what payloads must be, drafts of it, and all of it as AsyncAPI."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from wflint import witness
from wflint.commands.subject import path_arguments, told
from wflint.commands.usage import UsageError
from wflint.graph import System


def arguments(parser: argparse.ArgumentParser) -> None:
    path_arguments(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="form of the list (default: text)")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--write", action="store_true", help="draft a schema for each event type without one")
    what.add_argument("--asyncapi", action="store_true", help="print an AsyncAPI 3.1 document of all event types")


def run(options: argparse.Namespace) -> int:
    if options.write:
        return told(options, _written)
    if options.asyncapi:
        return told(options, _exported)
    from wflint.contracting.agreed import event_types
    from wflint.report.contracts import as_json, text

    form = as_json if options.format == "json" else text
    return told(options, lambda system: form(event_types(system)))


def _exported(system: System) -> str:
    from wflint.contracting.asyncapi import document
    from wflint.visible import json_text

    return json_text(document(system))


def _written(system: System) -> str:
    """Write the drafts, and say which."""
    from wflint.contracting.agreed import event_types
    from wflint.contracting.draft import draft
    from wflint.facts.contracts import FOLDER, file_name
    from wflint.sources import shown_path
    from wflint.visible import visible

    lines = []
    for event in event_types(system):
        if event.contract is None:
            path = event.repository.root / FOLDER / file_name(event.name)
            if _created(path, json.dumps(draft(system, event), indent=2, ensure_ascii=False) + "\n"):
                lines.append(f"{visible(shown_path(path))}: a draft for `{visible(event.name)}`")
            else:
                lines.append(f"{visible(shown_path(path))}: there already, left as it is")
    return "".join(f"{line}\n" for line in lines or ["every event type has a contract"])


def _created(path: Path, content: str) -> bool:
    """Write a new file; `False` where there is one already."""
    witness.acted()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(content)
    except FileExistsError:
        return False
    except OSError as error:
        raise UsageError(f"{path} can't be written: {error.strerror or error}") from error
    return True
