#!/usr/bin/env bash
# Starts a task: launch.sh ISSUE
set -euo pipefail

issue="$1"
task_id="$(uuidgen)"

gh api "repos/$GITHUB_REPOSITORY/dispatches" --input - <<END
{"event_type": "task:start", "client_payload": {"task_id": "$task_id", "issue": $(jq -n --arg issue "$issue" '$issue'), "retry_count": "0"}}
END
echo "task $task_id is on its way"
