"""Does the real `@asyncapi/parser` take what `wflint contracts --asyncapi` prints?  From `tests`:

    python -m oracles.asyncapi

It exports every example and every system of the tests, with drafted contracts and without, and a document that must be refused.
Where node or the package isn't to be had it says so, and is content.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from oracles.npm import installed
from wflint.config import Config
from wflint.contracting.asyncapi import VERSION as ASYNCAPI
from wflint.contracting.asyncapi import document
from wflint.link import link
from wflint.sources import discover

PACKAGE, VERSION = "@asyncapi/parser", "3.6.3"
ROOT = Path(__file__).parents[2]
_SCRIPT = Path(__file__).with_name("asyncapi_npm.mjs")
_REFUSED = "must be refused"


def documents() -> Iterator[tuple[str, dict[str, Any]]]:
    """The documents of all systems here, by the folder."""
    folders = [*(ROOT / "examples").iterdir(), *(ROOT / "tests" / "systems").iterdir()]
    for folder in sorted(each for each in folders if (each / ".github" / "workflows").is_dir()):
        repositories, _ = discover([str(folder)], {str(folder): "octo/tasks"})
        yield folder.name, document(link(repositories, Config()))


def ask(asked: list[tuple[str, dict[str, Any]]], home: Path) -> list[tuple[str, str | None, list[str]]]:
    """What the parser says: the version that it read, `None` where it refuses the document, and its remarks."""
    questions = json.dumps([[name, json.dumps(content)] for name, content in asked])
    command = ["node", str(_SCRIPT), str(home)]
    told = subprocess.run(command, input=questions, capture_output=True, text=True, encoding="utf-8", check=True)
    return [(name, version, remarks) for name, version, remarks in json.loads(told.stdout)]


def main() -> int:
    asked = list(documents())
    broken = json.loads(json.dumps(asked[0][1]))
    broken["operations"]["odd"] = {"action": "sends", "channel": {"$ref": "#/channels/nowhere"}}
    try:
        answers = ask([*asked, (_REFUSED, broken)], installed(PACKAGE, VERSION))
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"skipped: {PACKAGE} can't be asked: {error}")
        return 0
    wrong = [
        f"{name}: {remarks or 'taken'}"
        for name, version, remarks in answers
        if (version != ASYNCAPI or bool(remarks)) != (name == _REFUSED)
    ]
    print("\n".join(wrong) or f"{PACKAGE} {VERSION} takes all {len(asked)} documents without a remark")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
