"""Reports: findings as text, JSON, SARIF and GitHub annotations.  They know nothing about rules but name, level and page."""

from __future__ import annotations

from collections.abc import Callable

from wflint.pipeline import Report
from wflint.report import github, json, sarif, text

FORMATS: dict[str, Callable[[Report], str]] = {
    "text": text.render,
    "concise": text.render_concise,
    "json": json.render,
    "json-v1": json.render,
    "sarif": sarif.render,
    "github": github.render,
}
"""Every format that is plain text; `text` is also printed with colours to a terminal, by `report.text.show`."""
