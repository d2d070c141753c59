"""Whose machine a job runs on, as far as its labels tell.

Source: docs.github.com, "GitHub-hosted runners reference", the labels of the standard runners; read in November 2026.
"""

from __future__ import annotations

import re
from typing import Literal

from wflint.facts.model import JobFacts
from wflint.facts.shells import is_self_hosted
from wflint.regex import regex
from wflint.syntax.node import Mapping, Scalar, scalars
from wflint.values.of_expression import of_text
from wflint.values.value import possible_texts

_HOSTED = regex(
    r"ubuntu-(?:latest|slim|\d\d\.\d\d)(?:-arm)?|windows-(?:latest|\d\d(?:\d\d)?)(?:-arm|-vs\d+)?|macos-(?:latest|\d\d)(?:-x?large|-intel)?",
    re.IGNORECASE,
)


def runner(job: JobFacts) -> Literal["hosted", "self-hosted", "unknown"]:
    """`hosted` where every label is one of GitHub's standard runners, `self-hosted` where a label says so."""
    node = job.job.runs_on
    if node is None:
        return "unknown"
    if is_self_hosted(node):
        return "self-hosted"
    labels = () if isinstance(node, Mapping) else tuple(scalars(node))
    return "hosted" if labels and all(_is_hosted(job, label) for label in labels) else "unknown"


def _is_hosted(job: JobFacts, label: Scalar) -> bool:
    texts = possible_texts(job.scope.resolve(of_text(label.text)))
    return texts is not None and all(_HOSTED.fullmatch(text.strip()) for text in texts)
