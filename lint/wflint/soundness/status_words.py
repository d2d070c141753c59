"""Words by which messages say how work has ended."""

from __future__ import annotations

WELL = frozenset(("success", "succeeded", "ok", "done", "completed", "passed", "true", "0"))
"""What a status says of work that has gone well, in lower case."""
STATUS = frozenset(("status", "result", "conclusion", "outcome", "state", "success"))
"""Names of fields that say how work has ended, in lower case."""
