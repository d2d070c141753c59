"""What stops an evaluation at GitHub."""

from __future__ import annotations


class EvaluationError(Exception):
    """The expression can't be evaluated with these contexts, in GitHub's words; the job or step would fail."""
