"""The same message in every way in which a step can send it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mutation.roles import target_name
from wflint.graph import Site
from wflint.senders.message import OWN_REPOSITORY
from wflint.values.condition import ALWAYS
from wflint.values.value import Const, Fallback, Object, Reference, Text, Value, printed


@dataclass(frozen=True, slots=True)
class Message:
    """A message as values of a workflow: `fields` gives for each field the text of a YAML scalar that evaluates to it."""

    kind: str
    target: str
    fields: tuple[tuple[str, str], ...]
    token: str

    def variables(self) -> str:
        lines = "".join(f"\n  F_{name.upper()}: {value}" for name, value in self.fields)
        return f"env:\n  GH_TOKEN: {self.token}{lines}\n"


def message_of(site: Site) -> Message | None:
    """What a step sends, where sending it is all that it does and all of it can be written in YAML."""
    dispatch, target = site.dispatch, target_name(site)
    payload, token = dispatch.payload, written(dispatch.token) if dispatch.token is not None else None
    if target is None or token is None or not isinstance(payload, Object) or payload.open or not payload.fields:
        return None
    if dispatch.guard != ALWAYS or dispatch.repository != OWN_REPOSITORY or len(site.way.steps) > 1 or site.way.is_called:
        return None
    step = site.way.step
    if len(step.dispatches) > 1 or step.script.outputs or step.script.exported or step.script.acts or step.acts:
        return None
    fields = [(each.name, written(each.value)) for each in payload.fields]
    known = tuple((name, value) for name, value in fields if value is not None)
    return Message(dispatch.kind, target, known, token) if len(known) == len(fields) else None


def written(value: Value) -> str | None:
    """The YAML scalar whose value this is; `None` where that isn't simple."""
    match value:
        case Const(str() | int() as content) if not isinstance(content, bool):
            return json.dumps(printed(content))
        case Text(parts):
            pieces = [_piece(part) for part in parts]
            return None if None in pieces else json.dumps("".join(piece for piece in pieces if piece is not None))
        case _:
            inner = _expression(value)
            return None if inner is None else f"${{{{ {inner} }}}}"


def _piece(value: Value) -> str | None:
    if isinstance(value, Const):
        return printed(value.value)
    inner = _expression(value)
    return None if inner is None else f"${{{{ {inner} }}}}"


def _expression(value: Value) -> str | None:
    match value:
        case Reference(path):
            return ".".join(path)
        case Const(str() as content):
            return "'" + content.replace("'", "''") + "'"
        case Fallback(first, second):
            parts = _expression(first), _expression(second)
            return None if None in parts else f"{parts[0]} || {parts[1]}"
        case _:
            return None


# -- ways to send, each the lines of a step -------------------------------------------------------------------------------

_DISPATCHES = "repos/$GITHUB_REPOSITORY/dispatches"


def _script(message: Message, shell: str, body: str) -> str:
    lines = "".join(f"  {line}\n" if line else "\n" for line in body.strip("\n").split("\n"))
    return f"shell: {shell}\n{message.variables()}run: |\n{lines}"


def _path(message: Message, variable: str = "$GITHUB_REPOSITORY") -> str:
    if message.kind == "repository_dispatch":
        return f"repos/{variable}/dispatches"
    return f"repos/{variable}/actions/workflows/{message.target}/dispatches"


def gh_fields(message: Message) -> str:
    """`gh api -f`, or `gh workflow run -f`."""
    if message.kind == "workflow_dispatch":
        arguments = "".join(f' -f {name}="$F_{name.upper()}"' for name, _ in message.fields)
        return _script(message, "bash", f'gh workflow run {message.target} --repo "$GITHUB_REPOSITORY"{arguments}')
    arguments = "".join(f' \\\n  -f "client_payload[{name}]=$F_{name.upper()}"' for name, _ in message.fields)
    return _script(message, "bash", f'gh api "{_DISPATCHES}" -f event_type={message.target}{arguments}')


def gh_api(message: Message) -> str:
    """`gh api` with fields, also for starting a workflow."""
    if message.kind == "repository_dispatch":
        return gh_fields(message)
    arguments = "".join(f' \\\n  -f "inputs[{name}]=$F_{name.upper()}"' for name, _ in message.fields)
    return _script(message, "bash", f'gh api "{_path(message)}" -X POST -f ref=main{arguments}')


def _jq(message: Message) -> str:
    """A `jq` command that prints the body."""
    arguments = "".join(f' --arg {name} "$F_{name.upper()}"' for name, _ in message.fields)
    names = ", ".join(f"{name}: ${name}" for name, _ in message.fields)
    if message.kind == "repository_dispatch":
        return f"jq -n{arguments} '{{event_type: \"{message.target}\", client_payload: {{{names}}}}}'"
    return f"jq -n{arguments} '{{ref: \"main\", inputs: {{{names}}}}}'"


def _json(message: Message, quote: str, variable: Callable[[str], str]) -> str:
    """The body as JSON text with variables in it."""
    names = ", ".join(f"{quote}{name}{quote}: {quote}{variable(name)}{quote}" for name, _ in message.fields)
    if message.kind == "repository_dispatch":
        return f"{{{quote}event_type{quote}: {quote}{message.target}{quote}, {quote}client_payload{quote}: {{{names}}}}}"
    return f"{{{quote}ref{quote}: {quote}main{quote}, {quote}inputs{quote}: {{{names}}}}}"


def gh_jq(message: Message) -> str:
    """`jq` piped into `gh api`."""
    return _script(message, "bash", f'{_jq(message)} |\n  gh api "{_path(message)}" --input -')


def gh_heredoc(message: Message) -> str:
    """JSON in a here-document."""
    body = _json(message, '"', lambda name: f"$F_{name.upper()}")
    return _script(message, "bash", f'gh api "{_path(message)}" --input - <<END\n{body}\nEND')


def curl_jq(message: Message) -> str:
    """`curl` with a body made by `jq`."""
    headers = '-H "Authorization: Bearer $GH_TOKEN" -H "Accept: application/vnd.github+json"'
    return _script(
        message,
        "bash",
        f'body="$({_jq(message)})"\ncurl --fail -X POST {headers} -d "$body" "https://api.github.com/{_path(message)}"',
    )


def curl_text(message: Message) -> str:
    """`curl` with JSON in a string."""
    body = _json(message, '\\"', lambda name: f"$F_{name.upper()}")
    headers = '-H "Authorization: Bearer $GH_TOKEN" -H "Accept: application/vnd.github+json"'
    return _script(message, "bash", f'curl --fail -X POST {headers} -d "{body}" "https://api.github.com/{_path(message)}"')


def _octokit(message: Message, head: str) -> str:
    names = ", ".join(f"{name}: process.env.F_{name.upper()}" for name, _ in message.fields)
    if message.kind == "repository_dispatch":
        inner = f"event_type: '{message.target}',\n  client_payload: {{ {names} }},"
    else:
        inner = f"workflow_id: '{message.target}',\n  ref: 'main',\n  inputs: {{ {names} }},"
    body = f"await {head}\n  ...context.repo,\n  {inner}\n}});"
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    token = "" if message.token == "${{ github.token }}" else f"  github-token: {message.token}\n"
    variables = "".join(f"\n  F_{name.upper()}: {value}" for name, value in message.fields)
    return f"uses: actions/github-script@v8\nenv:{variables}\nwith:\n{token}  script: |\n{lines}"


def octokit_method(message: Message) -> str:
    """A method of octokit in actions/github-script."""
    method = "repos.createDispatchEvent" if message.kind == "repository_dispatch" else "actions.createWorkflowDispatch"
    return _octokit(message, f"github.rest.{method}({{")


def octokit_request(message: Message) -> str:
    """`github.request` in actions/github-script."""
    route = "dispatches" if message.kind == "repository_dispatch" else "actions/workflows/{workflow_id}/dispatches"
    return _octokit(message, f"github.request('POST /repos/{{owner}}/{{repo}}/{route}', {{")


def action(message: Message) -> str:
    """An action from the marketplace."""
    names = ", ".join(f'"{name}": {_in_json(value)}' for name, value in message.fields)
    if message.kind == "repository_dispatch":
        return (
            f"uses: peter-evans/repository-dispatch@v4\nwith:\n  token: {message.token}\n  event-type: {message.target}\n"
            f"  client-payload: >-\n    {{{names}}}\n"
        )
    return (
        f"uses: benc-uk/workflow-dispatch@v1\nwith:\n  token: {message.token}\n  workflow: {message.target}\n"
        f"  inputs: >-\n    {{{names}}}\n"
    )


def _in_json(value: str) -> str:
    """A YAML scalar as it stands in JSON text: an expression by `toJSON`, a constant as it is."""
    inner = value.strip()
    return f"${{{{ toJSON({inner[3:-2].strip()}) }}}}" if inner.startswith("${{") else inner


def pwsh_gh(message: Message) -> str:
    """`gh` in PowerShell."""
    check = "if ($LASTEXITCODE -ne 0) { throw 'not sent' }"
    if message.kind == "workflow_dispatch":
        arguments = "".join(f' -f "{name}=$env:F_{name.upper()}"' for name, _ in message.fields)
        return _script(message, "pwsh", f'gh workflow run {message.target} --repo "$env:GITHUB_REPOSITORY"{arguments}\n{check}')
    arguments = "".join(f' `\n  -f "client_payload[{name}]=$env:F_{name.upper()}"' for name, _ in message.fields)
    path = _path(message, "$env:GITHUB_REPOSITORY")
    return _script(message, "pwsh", f'gh api "{path}" -f event_type={message.target}{arguments}\n{check}')


def pwsh_rest(message: Message) -> str:
    """`Invoke-RestMethod` in PowerShell."""
    names = "; ".join(f"{name} = $env:F_{name.upper()}" for name, _ in message.fields)
    if message.kind == "repository_dispatch":
        body = f"@{{ event_type = '{message.target}'; client_payload = @{{ {names} }} }}"
    else:
        body = f"@{{ ref = 'main'; inputs = @{{ {names} }} }}"
    lines = (
        f"$body = {body} | ConvertTo-Json -Depth 3",
        "$headers = @{ Authorization = \"Bearer $env:GH_TOKEN\"; Accept = 'application/vnd.github+json' }",
        f'Invoke-RestMethod -Method Post -Uri "https://api.github.com/{_path(message, "$env:GITHUB_REPOSITORY")}" `',
        "  -Headers $headers -ContentType 'application/json' -Body $body",
    )
    return _script(message, "pwsh", "\n".join(lines))


def python(message: Message) -> str:
    """`urllib` in Python."""
    names = ", ".join(f'"{name}": os.environ["F_{name.upper()}"]' for name, _ in message.fields)
    if message.kind == "repository_dispatch":
        body = f'{{"event_type": "{message.target}", "client_payload": {{{names}}}}}'
    else:
        body = f'{{"ref": "main", "inputs": {{{names}}}}}'
    path = _path(message, "{os.environ['GITHUB_REPOSITORY']}")
    lines = (
        "import json, os, urllib.request",
        f"body = {body}",
        "request = urllib.request.Request(",
        f'    f"https://api.github.com/{path}",',
        "    data=json.dumps(body).encode(),",
        '    headers={"Authorization": f"Bearer {os.environ[\'GH_TOKEN\']}"},',
        '    method="POST",',
        ")",
        "urllib.request.urlopen(request)",
    )
    return _script(message, "python", "\n".join(lines))


OTHER_SENDERS: Mapping[str, Callable[[Message], str]] = {
    "gh": gh_fields,
    "gh api": gh_api,
    "curl": curl_jq,
    "octokit method": octokit_method,
    "octokit request": octokit_request,
    "action": action,
    "python": python,
}
OTHER_JSON: Mapping[str, Callable[[Message], str]] = {"jq": gh_jq, "here-document": gh_heredoc, "text": curl_text}
POWERSHELL: Mapping[str, Callable[[Message], str]] = {"gh in pwsh": pwsh_gh, "Invoke-RestMethod": pwsh_rest}
