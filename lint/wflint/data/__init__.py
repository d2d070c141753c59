"""Tables of facts about GitHub, and the schemas of what wflint reads and writes."""

from __future__ import annotations

import json
import os

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from typing import Any


def read_table(name: str) -> Any:
    """The content of `name.json`, also where wflint is an archive; `importlib.resources` takes its time to import."""
    assert __spec__.loader is not None
    data: bytes = __spec__.loader.get_data(os.path.join(os.path.dirname(__file__), f"{name}.json"))  # type: ignore[attr-defined]
    return json.loads(data)
