"""The event by `gh api`: with fields, or with a body that is made in all the ways that bash knows."""

from __future__ import annotations

from spellings.frame import GIVEN, Files, run, script, sender

TO_OWN = 'gh api "repos/$GITHUB_REPOSITORY/dispatches"'
SEND = f"{TO_OWN} --input -"
FIELDS = '-f event_type=task:start -f "client_payload[task_id]=$TICKET" -f "client_payload[retry_count]=0"'
BODY = r"{\"event_type\": \"task:start\", \"client_payload\": {\"task_id\": \"$TICKET\", \"retry_count\": \"0\"}}"
PROGRAM = '\'{event_type: "task:start", client_payload: {task_id: $id, retry_count: "0"}}\''

FIELDS_OF_GH: dict[str, Files] = {
    "fields": script(
        """
        gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=task:start \\
          -f "client_payload[task_id]=$TICKET" -f "client_payload[retry_count]=0"
        """
    ),
    "fields-before-the-address": script(f"gh api {FIELDS} /repos/$GITHUB_REPOSITORY/dispatches"),
    "fields-with-method": script(f"gh api -X POST repos/octo/example/dispatches {FIELDS}"),
    "fields-with-joined-method": script(f"gh api -XPOST repos/Octo/Example/dispatches {FIELDS}"),
    "fields-with-long-names": script(
        r"""
        gh api --method=POST --header "Accept: application/vnd.github+json" \
          --header 'X-GitHub-Api-Version: 2022-11-28' \
          "/repos/${GITHUB_REPOSITORY}/dispatches" \
          --raw-field event_type="task:start" \
          --raw-field=client_payload[task_id]="$TICKET" \
          --raw-field 'client_payload[retry_count]=0' --silent
        """
    ),
    "fields-to-placeholders": script(f"gh api 'repos/{{owner}}/{{repo}}/dispatches' {FIELDS}"),
    "fields-to-colons": script(f"gh api repos/:owner/:repo/dispatches {FIELDS}"),
    "fields-to-a-whole-address": script(f"gh api https://api.github.com/repos/$GITHUB_REPOSITORY/dispatches {FIELDS}"),
    "fields-to-the-address-of-the-server": script(f'gh api "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/dispatches" {FIELDS}'),
    "fields-to-owner-and-name": script(
        f"gh api repos/${{{{ github.repository_owner }}}}/${{{{ github.event.repository.name }}}}/dispatches {FIELDS}"
    ),
    "fields-to-the-name-behind-a-slash": script(
        f'gh api "repos/$GITHUB_REPOSITORY_OWNER/${{GITHUB_REPOSITORY#*/}}/dispatches" {FIELDS}'
    ),
    "typed-field-that-is-text": script(
        """
        gh api "repos/$GITHUB_REPOSITORY/dispatches" -F event_type=task:start \\
          -f client_payload[task_id]="$TICKET" -f client_payload[retry_count]='0'
        """
    ),
    "fields-in-an-array": script(
        """
        fields=(-f event_type=task:start)
        fields+=(-f "client_payload[task_id]=$TICKET")
        fields+=(-f "client_payload[retry_count]=0")
        gh api "repos/$GITHUB_REPOSITORY/dispatches" "${fields[@]}"
        """
    ),
    "whole-command-in-an-array": script(
        """
        command=(gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=task:start
          -f "client_payload[task_id]=$TICKET" -f "client_payload[retry_count]=0")
        "${command[@]}"
        """
    ),
    "fields-from-variables": script(
        """
        repository="${GITHUB_REPOSITORY}"
        kind=task; step=start
        declare -i tries=0
        readonly id="${TICKET}"
        gh api "repos/${repository}/dispatches" -f "event_type=${kind}:${step}" \\
          -f "client_payload[task_id]=${id}" -f "client_payload[retry_count]=${tries}"
        """
    ),
    "fields-from-arithmetic": script(
        """
        gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=task:start \\
          -f "client_payload[task_id]=$TICKET" -f "client_payload[retry_count]=$((1 - 1))"
        """
    ),
    "fields-from-a-lookup": script(
        """
        declare -A kinds=([begin]="task:start" [end]="task:done")
        gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type="${kinds[begin]}" \\
          -f "client_payload[task_id]=$TICKET" -f "client_payload[retry_count]=0"
        """
    ),
    "fields-in-a-loop-of-one": script(
        """
        for kind in start; do
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type="task:$kind" \\
            -f "client_payload[task_id]=$TICKET" -f "client_payload[retry_count]=0"
        done
        """
    ),
    "token-before-the-command": script(
        f'GH_TOKEN="$BOT" {TO_OWN} {FIELDS}', environment={"BOT": "${{ secrets.BOT }}", "TICKET": GIVEN["TICKET"]}
    ),
    "token-exported": script(
        f'export GH_TOKEN="$BOT"\n{TO_OWN} {FIELDS}', environment={"BOT": "${{ secrets.BOT }}", "TICKET": GIVEN["TICKET"]}
    ),
    "token-by-env": script(
        f'env GH_TOKEN="$BOT" {TO_OWN} {FIELDS}', environment={"BOT": "${{ secrets.BOT }}", "TICKET": GIVEN["TICKET"]}
    ),
    "token-by-its-older-name": script(
        f"{TO_OWN} {FIELDS}", environment={"GITHUB_TOKEN": "${{ secrets.BOT }}", "TICKET": GIVEN["TICKET"]}
    ),
    "token-in-a-header": script(
        f'{TO_OWN} -H "Authorization: Bearer $BOT" {FIELDS}',
        environment={"GH_TOKEN": "${{ github.token }}", "BOT": "${{ secrets.BOT }}", "TICKET": GIVEN["TICKET"]},
    ),
    "token-by-login": script(
        f'gh auth login --with-token <<< "$BOT"\n{TO_OWN} {FIELDS}',
        environment={"BOT": "${{ secrets.BOT }}", "TICKET": GIVEN["TICKET"]},
    ),
    "token-by-login-in-an-earlier-step": sender(
        run('echo "GH_TOKEN=${{ secrets.BOT }}" >> "$GITHUB_ENV"', environment={})
        + run(f"{TO_OWN} {FIELDS}", environment={"TICKET": GIVEN["TICKET"]})
    ),
    "in-sh": script(f"{TO_OWN} {FIELDS}", "sh"),
    "in-a-custom-shell": script(f"{TO_OWN} {FIELDS}", "bash -eux {0}"),
}

BODIES: dict[str, Files] = {
    "echo-piped": script(f'echo "{BODY}" | {SEND}'),
    "echo-of-single-quotes-piped": script(
        f"""echo '{{"event_type": "task:start", "client_payload": {{"task_id": "'"$TICKET"'", "retry_count": "0"}}}}' | {SEND}"""
    ),
    "echo-of-an-expression-piped": script(
        """echo '{"event_type":"task:start","client_payload":{"task_id":"${{ inputs.ticket }}","retry_count":"0"}}' | """ + SEND
    ),
    "printf-piped": script(
        """printf '{"event_type": "task:start", "client_payload": {"task_id": "%s", "retry_count": "%d"}}' "$TICKET" 0 | """
        + SEND
    ),
    "printf-to-a-variable": script(
        """
        printf -v body '{"event_type": "%s", "client_payload": {"task_id": "%s", "retry_count": "0"}}\\n' task:start "$TICKET"
        gh api "repos/$GITHUB_REPOSITORY/dispatches" --input - <<< "$body"
        """
    ),
    "here-string": script(f'{SEND} <<< "{BODY}"'),
    "here-document": script(
        """
        gh api --method POST repos/$GITHUB_REPOSITORY/dispatches --input - <<EOF
        {
          "event_type": "task:start",
          "client_payload": {"task_id": "$TICKET", "retry_count": "0"}
        }
        EOF
        """
    ),
    "here-document-of-expressions": script(
        """
        gh api repos/${{ github.repository }}/dispatches --input=- <<'END'
        {"client_payload": {"retry_count": "0", "task_id": "${{ inputs.ticket }}"}, "event_type": "task:start"}
        END
        """
    ),
    "here-document-with-tabs": script(
        'gh api "repos/$GITHUB_REPOSITORY/dispatches" --input - <<-EOF\n'
        '\t{"event_type": "task:start",\n'
        '\t "client_payload": {"task_id": "$TICKET", "retry_count": "0"}}\n'
        "\tEOF\n"
    ),
    "here-document-by-cat-piped": script(
        """
        cat <<EOF | gh api "repos/$GITHUB_REPOSITORY/dispatches" --input -
        {"event_type": "task:start", "client_payload": {"task_id": "${TICKET}", "retry_count": "0"}}
        EOF
        """
    ),
    "here-document-to-a-variable": script(
        """
        body=$(cat <<EOF
        {"event_type": "task:start", "client_payload": {"task_id": "$TICKET", "retry_count": "0"}}
        EOF
        )
        echo "$body" | gh api "repos/$GITHUB_REPOSITORY/dispatches" --input -
        """
    ),
    "here-document-by-read": script(
        """
        read -r -d '' body <<EOF || true
        {"event_type": "task:start", "client_payload": {"task_id": "$TICKET", "retry_count": "0"}}
        EOF
        printf '%s' "$body" | gh api "repos/$GITHUB_REPOSITORY/dispatches" --input -
        """
    ),
    "file-by-here-document": script(
        """
        cat > body.json <<EOF
        {"event_type": "task:start", "client_payload": {"task_id": "$TICKET", "retry_count": "0"}}
        EOF
        gh api "repos/$GITHUB_REPOSITORY/dispatches" --input body.json
        """
    ),
    "file-in-a-temporary-folder": script(f'echo "{BODY}" > "$RUNNER_TEMP/body.json"\n{TO_OWN} --input "$RUNNER_TEMP/body.json"'),
    "file-with-a-new-name": script(f'file=$(mktemp)\necho "{BODY}" > "$file"\n{TO_OWN} --input "$file"\nrm "$file"'),
    "file-by-tee": script(f'echo "{BODY}" | tee body.json\n{TO_OWN} --input body.json'),
    "file-in-pieces": script(
        """
        printf '{"event_type": "task:start", ' > body.json
        printf '"client_payload": {"task_id": "%s", "retry_count": "0"}}' "$TICKET" >> body.json
        gh api "repos/$GITHUB_REPOSITORY/dispatches" --input body.json
        """
    ),
    "file-redirected": script(f'echo "{BODY}" > body.json\n{SEND} < body.json'),
    "file-by-cat-piped": script(f'echo "{BODY}" > body.json\ncat body.json | {SEND}'),
    "process-substitution": script(f'{TO_OWN} --input <(echo "{BODY}")'),
    "group-piped": script(
        """
        {
          echo '{"event_type": "task:start",'
          echo "\\"client_payload\\": {\\"task_id\\": \\"$TICKET\\", \\"retry_count\\": \\"0\\"}}"
        } | gh api "repos/$GITHUB_REPOSITORY/dispatches" --input -
        """
    ),
    "variable-in-quotes": script(f'body="{BODY}"\necho "$body" | {SEND}'),
    "variable-in-pieces": script(
        r"""
        body='{"event_type": "task:start", "client_payload": {"task_id": "'
        body+="$TICKET"
        body+='", "retry_count": "0"}}'
        """
        + f'        echo "$body" | {SEND}'
    ),
    "variable-of-the-payload": script(
        r"""
        payload="{\"task_id\": \"$TICKET\", \"retry_count\": \"0\"}"
        """
        f'        echo "{{\\"event_type\\": \\"task:start\\", \\"client_payload\\": $payload}}" | {SEND}'
    ),
    "over-several-lines": script(f'echo "{BODY}" |\n  gh api \\\n    repos/"$GITHUB_REPOSITORY"/dispatches \\\n    --input -'),
}

BY_JQ: dict[str, Files] = {
    "jq-with-arguments": script(f'jq -n --arg id "$TICKET" {PROGRAM} | {SEND}'),
    "jq-with-every-value-an-argument": script(
        """
        jq --null-input --compact-output --arg type task:start --arg id "$TICKET" --arg count 0 \\
          '{"event_type": $type, "client_payload": {"task_id": $id, "retry_count": $count}}' \\
          | gh api "repos/$GITHUB_REPOSITORY/dispatches" --input -
        """
    ),
    "jq-with-names-of-variables": script(
        """
        jq -nc --arg task_id "$TICKET" --arg retry_count 0 \\
          '{event_type: "task:start", client_payload: {$task_id, $retry_count}}' |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" --input -
        """
    ),
    "jq-with-all-named-arguments": script(
        """
        jq -n --arg task_id "$TICKET" --arg retry_count 0 '{event_type: "task:start", client_payload: $ARGS.named}' |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" --input -
        """
    ),
    "jq-with-environment": script(
        """
        jq -n '{event_type: "task:start", client_payload: {task_id: env.TICKET, retry_count: "0"}}' |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" --input -
        """
    ),
    "jq-with-environment-by-dollar": script(
        """
        jq -n '{event_type: "task:start", client_payload: {task_id: $ENV.TICKET, retry_count: "0"}}' |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" --input -
        """
    ),
    "jq-with-tostring": script(
        """
        jq -n --arg id "$TICKET" --argjson count 0 \\
          '{event_type: "task:start", client_payload: {task_id: $id, retry_count: ($count | tostring)}}' |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" --input -
        """
    ),
    "jq-with-text-in-text": script(
        r"""
        jq -n --arg id "$TICKET" '{event_type: "task:\("start")", client_payload: {task_id: "\($id)", retry_count: "0"}}' |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" --input -
        """
    ),
    "jq-with-double-quotes": script(
        r"""
        jq -n --arg id "$TICKET" "{event_type: \"task:start\", client_payload: {task_id: \$id, retry_count: \"0\"}}" |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" --input -
        """
    ),
    "jq-to-a-variable": script(f'body=$(jq -n --arg id "$TICKET" {PROGRAM})\n{SEND} <<< "$body"'),
    "jq-to-a-file": script(f'jq -n --arg id "$TICKET" {PROGRAM} > body.json\n{TO_OWN} --input body.json'),
    "jq-in-a-here-string": script(f'{SEND} <<< "$(jq -n --arg id "$TICKET" {PROGRAM})"'),
    "jq-in-two-steps": script(
        """
        payload=$(jq -nc --arg id "$TICKET" '{task_id: $id, retry_count: "0"}')
        jq -n --arg type task:start --argjson payload "$payload" '{event_type: $type, client_payload: $payload}' |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" --input -
        """
    ),
    "jq-in-a-pipe-of-its-own": script(
        """
        jq -nc --arg id "$TICKET" '{task_id: $id}' |
          jq '. + {retry_count: "0"}' |
          jq '{event_type: "task:start", client_payload: .}' |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" --input -
        """
    ),
    "jq-with-assignments": script(
        """
        echo '{"event_type": "task:start"}' |
          jq --arg id "$TICKET" '.client_payload.task_id = $id | .client_payload.retry_count = "0"' |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" --input -
        """
    ),
    "jq-with-a-merge": script(
        """
        jq -n --arg id "$TICKET" '{event_type: "task:start"} * {client_payload: {task_id: $id, retry_count: "0"}}' |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" --input -
        """
    ),
    "jq-of-a-raw-text": script(
        """
        printf '%s' "$TICKET" | jq -R '{event_type: "task:start", client_payload: {task_id: ., retry_count: "0"}}' |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" --input -
        """
    ),
    "jq-of-a-here-document": script(
        """
        jq -c . <<EOF | gh api "repos/$GITHUB_REPOSITORY/dispatches" --input -
        {"event_type": "task:start", "client_payload": {"task_id": "$TICKET", "retry_count": "0"}}
        EOF
        """
    ),
}

TEXTS = {**FIELDS_OF_GH, **BODIES, **BY_JQ}
