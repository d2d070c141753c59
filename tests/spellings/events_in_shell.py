"""The event in bash: `gh api` and `curl`, in one file."""

from __future__ import annotations

from spellings.frame import Files, script

TEXTS: dict[str, Files] = {
    "fields": script(
        """
        gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=task:start \\
          -f "client_payload[task_id]=$TICKET" -f "client_payload[retry_count]=0"
        """
    ),
}
