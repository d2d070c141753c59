"""The event that is only sent where the input `mode` is `go`: as scripts ask, and as `if:` does."""

from __future__ import annotations

from spellings.events_by_actions import reusable
from spellings.events_by_gh import FIELDS, TO_OWN
from spellings.events_in_functions import with_files
from spellings.events_in_github_script import SEND as OCTOKIT
from spellings.events_in_powershell import INVOKE, JSON
from spellings.events_in_python import POST
from spellings.frame import GIVEN, Files, github_script, run, script, sender

ASKING = {**GIVEN, "MODE": "${{ inputs.mode }}"}
SEND = f"{TO_OWN} {FIELDS}"


def bash(text: str) -> Files:
    """A script of bash with the mode in its environment."""
    return script(text, environment=ASKING)


def pwsh(text: str) -> Files:
    """A script of PowerShell with the mode in its environment."""
    return script(text, "pwsh", ASKING)


def javascript(text: str) -> Files:
    """A script of actions/github-script with the mode in its environment."""
    return github_script(text, ASKING)


def python(text: str) -> Files:
    """A script of Python with the mode in its environment."""
    return script(f"import os\nimport requests\n{text}", "python", ASKING)


ASKED: dict[str, Files] = {
    "if-brackets": bash(f'if [ "$MODE" = go ]; then\n  {SEND}\nfi'),
    "if-two-equals": bash(f'if [ "${{{{ inputs.mode }}}}" == "go" ]; then {SEND}; fi'),
    "if-turned-round": bash(f'if [ go = "$MODE" ]; then\n  {SEND}\nfi'),
    "if-double-brackets": bash(f"if [[ $MODE == go ]]; then\n  {SEND}\nfi"),
    "if-double-brackets-quoted": bash(f'if [[ "${{MODE}}" = "go" ]]\nthen\n  {SEND}\nfi'),
    "if-test": bash(f'if test "$MODE" = go; then\n  {SEND}\nfi'),
    "if-not": bash(f'if ! [ "$MODE" != go ]; then\n  {SEND}\nfi'),
    "else": bash(f'if [ "$MODE" != go ]; then\n  echo "not now"\nelse\n  {SEND}\nfi'),
    "elif": bash(f'if false; then\n  echo never\nelif [ "$MODE" = go ]; then\n  {SEND}\nfi'),
    "and": bash(f'[ "$MODE" = go ] && {SEND}'),
    "or": bash(f'[ "$MODE" != go ] || {SEND}'),
    "case": bash(f'case "$MODE" in\n  go)\n    {SEND}\n    ;;\nesac'),
    "case-after-another": bash(f'case "$MODE" in\n  go) {SEND} ;;\n  *) echo "not now" ;;\nesac'),
    "exit-before": bash(f'if [ "$MODE" != go ]; then\n  exit 0\nfi\n{SEND}'),
    "or-exit-before": bash(f'[ "$MODE" = go ] || exit 0\n{SEND}'),
    "return-of-a-function": bash(f'send() {{\n  [[ "$MODE" == go ]] || return 0\n  {SEND}\n}}\nsend'),
    "function-that-asks": bash(f'asked() {{\n  [ "$MODE" = go ]\n}}\nif asked; then\n  {SEND}\nfi'),
    "variable-of-the-mode": bash(f'mode=$MODE\nif [ "$mode" = "go" ]; then\n  {SEND}\nfi'),
    "called-file": {
        **with_files("tools/send.sh", {"tools/send.sh": f'#!/bin/bash\nif [ "$MODE" = go ]; then\n  {SEND}\nfi\n'}),
        **{
            path: text.replace("    TICKET:", '    MODE: "${{ inputs.mode }}"\n          TICKET:')
            for path, text in with_files("tools/send.sh", {}).items()
        },
    },
    "powershell-if": pwsh(f"if ($env:MODE -ceq 'go') {{\n  {INVOKE} {JSON}\n}}"),
    "powershell-else": pwsh(f"if ($env:MODE -cne 'go') {{\n  Write-Host 'not now'\n}} else {{\n  {INVOKE} {JSON}\n}}"),
    "powershell-return": pwsh(f"if ($env:MODE -cne 'go') {{ exit 0 }}\n{INVOKE} {JSON}"),
    "powershell-switch": pwsh(f"switch -CaseSensitive ($env:MODE) {{\n  'go' {{ {INVOKE} {JSON} }}\n}}"),
    "javascript-if": javascript(f"if (process.env.MODE === 'go') {{\n  {OCTOKIT}\n}}"),
    "javascript-if-two-equals": javascript(f"const mode = process.env.MODE;\nif (mode == 'go') {OCTOKIT}"),
    "javascript-else": javascript(f"if (process.env.MODE !== 'go') {{\n  core.info('not now');\n}} else {{\n  {OCTOKIT}\n}}"),
    "javascript-return": javascript(f"if (process.env.MODE !== 'go') return;\n{OCTOKIT}"),
    "javascript-not": javascript(f"if (!(process.env.MODE !== 'go')) {OCTOKIT}"),
    "javascript-and": javascript(f"process.env.MODE === 'go' && {OCTOKIT}"),
    "javascript-conditional": javascript(f"process.env.MODE === 'go' ? {OCTOKIT.rstrip(';')} : null;"),
    "javascript-switch": javascript(f"switch (process.env.MODE) {{\n  case 'go':\n    {OCTOKIT}\n    break;\n}}"),
    "javascript-expression": javascript(f"if ('${{{{ inputs.mode }}}}' === 'go') {{\n  {OCTOKIT}\n}}"),
    "javascript-constant": javascript(f"const wanted = process.env.MODE === 'go';\nif (wanted) {{\n  {OCTOKIT}\n}}"),
    "python-if": python(f'if os.environ["MODE"] == "go":\n    {POST}'),
    "python-else": python(f'if os.environ["MODE"] != "go":\n    print("not now")\nelse:\n    {POST}'),
    "python-not": python(f'if not os.environ["MODE"] != "go":\n    {POST}'),
    "python-exit": python(f'import sys\nif os.environ["MODE"] != "go":\n    sys.exit(0)\n{POST}'),
    "python-function": python(f'def send(mode):\n    if mode != "go":\n        return\n    {POST}\n\nsend(os.getenv("MODE"))'),
    "python-match": python(f'match os.environ["MODE"]:\n    case "go":\n        {POST}'),
    "cmd-if": script(
        'if "%MODE%"=="go" gh api repos/%GITHUB_REPOSITORY%/dispatches -f event_type=task:start '
        '-f "client_payload[task_id]=%TICKET%" -f client_payload[retry_count]=0',
        "cmd",
        ASKING,
    ),
    "cmd-block": script(
        'if not "%MODE%"=="go" exit /b 0\ngh api repos/%GITHUB_REPOSITORY%/dispatches -f event_type=task:start '
        '-f "client_payload[task_id]=%TICKET%" -f client_payload[retry_count]=0',
        "cmd",
        ASKING,
    ),
}


def conditional(condition: str, steps: str = "") -> str:
    """The step that sends, with an `if`."""
    return (steps or run(SEND)).replace("- shell: bash\n", f"- if: {condition}\n  shell: bash\n", 1)


CONDITION = "inputs.mode == 'go'"
STATED: dict[str, Files] = {
    "step": sender(conditional(CONDITION)),
    "step-with-braces": sender(conditional(f"${{{{ {CONDITION} }}}}")),
    "step-in-double-quotes": sender(conditional(f'"{CONDITION}"')),
    "step-over-several-lines": sender(conditional(f"|\n    {CONDITION}")),
    "step-with-other-blanks": sender(conditional("inputs.mode=='go'")),
    "step-with-parentheses": sender(conditional("(inputs.mode == 'go')")),
    "step-by-index": sender(conditional("inputs['mode'] == 'go'")),
    "step-of-an-action": sender(
        f"""
        - uses: peter-evans/repository-dispatch@v4
          if: {CONDITION}
          with:
            token: ${{{{ secrets.BOT }}}}
            event-type: task:start
            client-payload: '{{"task_id": "${{{{ inputs.ticket }}}}", "retry_count": "0"}}'
        """
    ),
    "job": sender(run(SEND), job=f"if: {CONDITION}\n"),
    "job-with-braces": sender(run(SEND), job=f"if: ${{{{ {CONDITION} }}}}\n"),
    "job-that-calls": {
        path: text.replace("    uses: ./.github", f"    if: {CONDITION}\n    uses: ./.github")
        for path, text in reusable(
            run(SEND, environment={"GH_TOKEN": "${{ secrets.BOT }}", "TICKET": "${{ inputs.id }}"})
        ).items()
    },
    "job-and-step": sender(conditional(CONDITION), job=f"if: {CONDITION}\n"),
}
