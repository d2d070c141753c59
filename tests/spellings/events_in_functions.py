"""The event in bash by way of something else: functions, `bash -c`, sourced libraries, called script files."""

from __future__ import annotations

from spellings.events_by_gh import BODY, FIELDS, SEND, TO_OWN
from spellings.frame import GIVEN, Files, block, run, script, sender

SENDS = f'send() {{\n  {TO_OWN} -f event_type="$1" -f "client_payload[task_id]=$2" -f "client_payload[retry_count]=$3"\n}}\n'
CHECKOUT = "- uses: actions/checkout@v5\n"


def beside(text: str, **files: str) -> Files:
    """A script with files beside it: `lib_send_sh` is `lib/send.sh`."""
    return with_files(text, {name.replace("__", "/").replace("_", "."): content for name, content in files.items()})


def with_files(text: str, files: Files) -> Files:
    """A script with files beside it."""
    return {**sender(CHECKOUT + run(text)), **{path: block(content, 0) for path, content in files.items()}}


TEXTS: dict[str, Files] = {
    "function-with-arguments": script(SENDS + 'send task:start "$TICKET" 0'),
    "function-with-the-word": script(SENDS.replace("send()", "function send") + 'send "task:start" "${TICKET}" "0"'),
    "function-with-locals": script(
        """
        send() {
          local kind="$1" id="$2"
          local -r count="${3:-0}"
          shift 2
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type="task:$kind" \\
            -f "client_payload[task_id]=$id" -f "client_payload[retry_count]=$count"
        }
        send start "$TICKET"
        """
    ),
    "function-with-all-arguments": script(
        f"""
        send() {{ {TO_OWN} -f event_type=task:start "$@"; }}
        send -f "client_payload[task_id]=$TICKET" -f "client_payload[retry_count]=0"
        """
    ),
    "function-that-prints-the-body": script(f'body() {{ echo "{BODY}"; }}\nbody | {SEND}'),
    "function-that-prints-to-a-variable": script(f'body() {{ echo "{BODY}"; }}\nmade=$(body)\n{SEND} <<< "$made"'),
    "function-that-reads-its-input": script(f'send() {{ {SEND}; }}\necho "{BODY}" | send'),
    "function-that-calls-a-function": script(SENDS + 'begin() {\n  send task:start "$@"\n}\nbegin "$TICKET" 0'),
    "function-exported": script(SENDS + "export -f send\nbash -c 'send task:start \"$TICKET\" 0'"),
    "main-function": script(f'main() {{\n  {TO_OWN} {FIELDS}\n}}\nmain "$@"'),
    "options-in-a-loop": script(
        """
        send() {
          local id= count=
          while [ $# -gt 0 ]; do
            case "$1" in
              --id) id="$2"; shift 2 ;;
              --count) count="$2"; shift 2 ;;
            esac
          done
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=task:start \\
            -f "client_payload[task_id]=$id" -f "client_payload[retry_count]=$count"
        }
        send --count 0 --id "$TICKET"
        """
    ),
    "subshell": script(f"(\n  cd /tmp\n  {TO_OWN} {FIELDS}\n)"),
    "group": script(f"{{ {TO_OWN} {FIELDS}; }}"),
    "command": script(f"command {TO_OWN} {FIELDS}"),
    "timeout": script(f"timeout 60 {TO_OWN} {FIELDS}"),
    "sudo": script(f"sudo -E {TO_OWN} {FIELDS}"),
    "output-to-a-variable": script(f"answer=$({TO_OWN} {FIELDS})"),
    "output-to-nowhere": script(f"{TO_OWN} {FIELDS} > /dev/null"),
    "bash-c": script(f"bash -c '{TO_OWN} {FIELDS}'"),
    "bash-c-with-arguments": script(
        f"""
        bash -c '{TO_OWN} -f event_type="$1" -f "client_payload[task_id]=$2" -f "client_payload[retry_count]=0"' \\
          send task:start "$TICKET"
        """
    ),
    "bash-by-here-document": script(f"bash -e <<'END'\n{TO_OWN} {FIELDS}\nEND"),
    "eval": script(f"eval '{TO_OWN} {FIELDS}'"),
    "xargs": script(
        """
        echo 0 | xargs -I{} gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=task:start \\
          -f "client_payload[task_id]=$TICKET" -f "client_payload[retry_count]={}"
        """
    ),
    "sourced": with_files('source tools/lib.sh\nsend task:start "$TICKET" 0', {"tools/lib.sh": SENDS}),
    "sourced-by-dot": with_files('. ./tools/lib.sh\nsend task:start "$TICKET" 0', {"tools/lib.sh": SENDS}),
    "sourced-from-the-workspace": with_files(
        'source "$GITHUB_WORKSPACE/tools/lib.sh"\nsend task:start "$TICKET" 0', {"tools/lib.sh": SENDS}
    ),
    "sourced-constants": with_files(
        f'source tools/names.sh\n{TO_OWN} -f event_type="$START" -f "client_payload[task_id]=$TICKET" '
        '-f "client_payload[retry_count]=$FIRST"',
        {"tools/names.sh": "START=task:start\nFIRST=0\n"},
    ),
    "called": with_files("./tools/send.sh", {"tools/send.sh": f"#!/bin/bash\nset -e\n{TO_OWN} {FIELDS}\n"}),
    "called-by-bash": with_files("bash tools/send.sh", {"tools/send.sh": f"{TO_OWN} {FIELDS}\n"}),
    "called-by-sh": with_files("sh -e tools/send.sh", {"tools/send.sh": f"{TO_OWN} {FIELDS}\n"}),
    "called-after-chmod": with_files("chmod +x send.sh\n./send.sh", {"send.sh": f"#!/bin/bash\n{TO_OWN} {FIELDS}\n"}),
    "called-with-arguments": with_files(
        'tools/send.sh task:start "$TICKET" 0', {"tools/send.sh": "#!/usr/bin/env bash\nset -eu\n" + SENDS + 'send "$@"\n'}
    ),
    "called-with-an-expression": with_files(
        'tools/send.sh "${{ inputs.ticket }}"',
        {
            "tools/send.sh": f"""
            #!/usr/bin/env bash
            id=${{1:?no id}}
            {TO_OWN} -f event_type=task:start -f "client_payload[task_id]=$id" -f "client_payload[retry_count]=${{2:-0}}"
            """
        },
    ),
    "called-with-options": with_files(
        'tools/send.sh -c 0 -i "$TICKET"',
        {
            "tools/send.sh": f"""
            #!/usr/bin/env bash
            while getopts "c:i:" option; do
              case "$option" in
                c) count="$OPTARG" ;;
                i) id="$OPTARG" ;;
              esac
            done
            {TO_OWN} -f event_type=task:start -f "client_payload[task_id]=$id" -f "client_payload[retry_count]=$count"
            """
        },
    ),
    "called-with-input": with_files(f'echo "{BODY}" | tools/send.sh', {"tools/send.sh": f"#!/bin/bash\n{SEND}\n"}),
    "called-from-its-folder": {
        **sender(
            CHECKOUT
            + "- run: ./send.sh\n  working-directory: tools\n  env:\n"
            + "".join(f'    {name}: "{value}"\n' for name, value in GIVEN.items())
        ),
        "tools/send.sh": f"#!/bin/bash\n{TO_OWN} {FIELDS}\n",
    },
    "called-file-that-sources-its-neighbour": with_files(
        'bash tools/send.sh "$TICKET"',
        {
            "tools/send.sh": """
            here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
            source "$here/lib.sh"
            send task:start "$1" 0
            """,
            "tools/lib.sh": SENDS,
        },
    ),
    "called-file-that-calls-another": with_files(
        "tools/begin.sh",
        {
            "tools/begin.sh": '#!/bin/bash\n"$(dirname "$0")/send.sh" task:start "$TICKET" 0\n',
            "tools/send.sh": "#!/bin/bash\n" + SENDS + 'send "$@"\n',
        },
    ),
    "called-file-with-a-fixed-body": with_files(
        'sed "s/TICKET/$TICKET/" start.json > body.json\n' + f"{TO_OWN} --input body.json",
        {"start.json": '{"event_type": "task:start", "client_payload": {"task_id": "TICKET", "retry_count": "0"}}\n'},
    ),
    "npm-script": with_files(
        "npm run send",
        {
            "package.json": '{"name": "tools", "scripts": {"send": "bash tools/send.sh"}}\n',
            "tools/send.sh": f"{TO_OWN} {FIELDS}\n",
        },
    ),
    "npm-script-with-arguments": with_files(
        'npm run send -- "$TICKET"',
        {
            "package.json": '{"name": "tools", "scripts": {"send": "bash tools/send.sh task:start"}}\n',
            "tools/send.sh": SENDS + 'send "$1" "$2" 0\n',
        },
    ),
}
