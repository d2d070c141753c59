"""The event by `curl` and by `wget`."""

from __future__ import annotations

from spellings.events_by_gh import BODY, PROGRAM
from spellings.frame import GIVEN, Files, script

ADDRESS = "https://api.github.com/repos/$GITHUB_REPOSITORY/dispatches"
BEARER = '-H "Authorization: Bearer $GH_TOKEN"'

TEXTS: dict[str, Files] = {
    "data": script(f'curl -fsS -X POST {BEARER} -d "{BODY}" {ADDRESS}'),
    "data-without-method": script(f'curl --fail {BEARER} --data "{BODY}" "{ADDRESS}"'),
    "data-in-single-quotes-with-a-gap": script(
        f"""
        curl --fail-with-body -X POST {BEARER} {ADDRESS} \\
          -d '{{"event_type": "task:start", "client_payload": {{"task_id": "'"$TICKET"'", "retry_count": "0"}}}}'
        """
    ),
    "data-in-single-quotes-with-an-expression": script(
        f"""
        curl --request POST --url {ADDRESS} {BEARER} \\
          --header 'content-type: application/json' --fail \\
          --data '{{"event_type": "task:start", "client_payload": {{"task_id": "${{{{ inputs.ticket }}}}", "retry_count": "0"}}}}'
        """
    ),
    "data-over-several-lines": script(
        """
        curl -f https://api.github.com/repos/${{ github.repository }}/dispatches \\
          -H "Accept: application/vnd.github+json" \\
          -H "Authorization: token ${{ secrets.BOT }}" \\
          -d "{
            \\"event_type\\": \\"task:start\\",
            \\"client_payload\\": {
              \\"task_id\\": \\"$TICKET\\",
              \\"retry_count\\": \\"0\\"
            }
          }"
        """
    ),
    "data-raw": script(f'curl -f -XPOST {BEARER} --data-raw "{BODY}" {ADDRESS}'),
    "data-binary-from-input": script(f'echo "{BODY}" | curl -f -X POST {BEARER} --data-binary @- {ADDRESS}'),
    "data-from-a-here-document": script(
        f"""
        curl -f {BEARER} -d @- {ADDRESS} <<EOF
        {{"event_type": "task:start", "client_payload": {{"task_id": "$TICKET", "retry_count": "0"}}}}
        EOF
        """
    ),
    "data-from-a-file": script(f'echo "{BODY}" > body.json\ncurl -f {BEARER} -d @body.json {ADDRESS}'),
    "data-from-another-process": script(f'curl -f {BEARER} -d @<(jq -n --arg id "$TICKET" {PROGRAM}) {ADDRESS}'),
    "data-by-jq": script(f'curl -f {BEARER} -d "$(jq -n --arg id "$TICKET" {PROGRAM})" {ADDRESS}'),
    "data-by-cat": script(
        f"""
        curl -f {BEARER} {ADDRESS} -d "$(cat <<EOF
        {{"event_type": "task:start", "client_payload": {{"task_id": "$TICKET", "retry_count": "0"}}}}
        EOF
        )"
        """
    ),
    "data-by-printf": script(
        f"""
        curl -f {BEARER} {ADDRESS} -d "$(printf '{{"event_type":"%s","client_payload":{{"task_id":"%s","retry_count":"0"}}}}' \\
          task:start "$TICKET")"
        """
    ),
    "json": script(f'curl -f {BEARER} --json "{BODY}" {ADDRESS}'),
    "json-in-pieces": script(
        f"""
        curl -f {BEARER} {ADDRESS} --json '{{"event_type": "task:start", ' \\
          --json '"client_payload": {{"task_id": "'"$TICKET"'", "retry_count": "0"}}}}'
        """
    ),
    "flags-in-one-word": script(f'curl -sSfLX POST {BEARER} -d "{BODY}" {ADDRESS}'),
    "flags-in-an-array": script(
        f"""
        flags=(--fail --silent --show-error {BEARER} -H "Content-Type: application/json")
        curl "${{flags[@]}}" -d "{BODY}" "{ADDRESS}"
        """
    ),
    "user": script(f'curl -f -u "octo-bot:$GH_TOKEN" -d "{BODY}" {ADDRESS}'),
    "user-without-name": script(f'curl -f --user "$GH_TOKEN" --data "{BODY}" {ADDRESS}'),
    "oauth2-bearer": script(f'curl -f --oauth2-bearer "$GH_TOKEN" --data "{BODY}" {ADDRESS}'),
    "token-in-a-variable": script(f'auth="Authorization: Bearer $GH_TOKEN"\ncurl -f -H "$auth" --data "{BODY}" {ADDRESS}'),
    "token-of-another-name": script(
        f'curl -f -H "authorization: token $BOT" --data "{BODY}" {ADDRESS}',
        environment={"BOT": "${{ secrets.BOT }}", "TICKET": GIVEN["TICKET"]},
    ),
    "address-of-the-server": script(f'curl -f {BEARER} --data "{BODY}" "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/dispatches"'),
    "address-in-pieces": script(
        f"""
        api=https://api.github.com
        address="$api/repos/${{GITHUB_REPOSITORY}}"
        curl -f {BEARER} --data "{BODY}" "$address/dispatches"
        """
    ),
    "address-of-the-event": script(f'curl -f {BEARER} --data "{BODY}" "${{{{ github.event.repository.url }}}}/dispatches"'),
    "address-with-number": script(
        f'curl -f {BEARER} --data "{BODY}" https://api.github.com/repositories/${{{{ github.repository_id }}}}/dispatches'
    ),
    "address-of-owner-and-name": script(
        f"""
        curl -f {BEARER} --data "{BODY}" \\
          "https://api.github.com/repos/${{{{ github.repository_owner }}}}/${{{{ github.event.repository.name }}}}/dispatches"
        """
    ),
    "status-looked-at": script(
        f"""
        code=$(curl -s -o /dev/null -w '%{{http_code}}' {BEARER} -d "{BODY}" {ADDRESS})
        [ "$code" = 204 ]
        """
    ),
    "retried": script(f'curl -f --retry 3 --retry-delay 5 --max-time 30 {BEARER} -d "{BODY}" {ADDRESS}'),
    "wget": script(f"""wget -qO- --header="Authorization: Bearer $GH_TOKEN" --post-data="{BODY}" {ADDRESS}"""),
    "wget-from-a-file": script(
        f'echo "{BODY}" > body.json\nwget -q --header "Authorization: Bearer $GH_TOKEN" --post-file body.json {ADDRESS}'
    ),
}
