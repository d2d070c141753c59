"""Steps that say that an event was sent, and send nothing."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.soundness.unsent import unsent

BUILT = "BODY=$(jq -n --arg id \"$ID\" '{task_id: $id}')\n"


def found(script: str, shell: str = "bash") -> list[str]:
    lines = "".join(f"          {line}\n" for line in script.splitlines())
    text = f"on: push\njobs:\n  tell:\n    runs-on: ubuntu-latest\n    steps:\n      - shell: {shell}\n        run: |\n{lines}"
    return [f"{each.name} {each.built.line}:{each.claim.line}" for each in unsent(linked({"a.yml": text}))]


@pytest.mark.parametrize(
    "script",
    [
        BUILT + 'echo "Event sent successfully"',
        BUILT + "printf '%s\\n' 'callback was dispatched'",
        'BODY=$(printf \'{"task_id": "%s"}\' "$ID")\necho \'sent the event\'',
    ],
)
def test_a_payload_that_goes_nowhere(script: str) -> None:
    assert found(script) == ["BODY 8:9"]


def test_powershell() -> None:
    assert found('$payload = @{ task_id = $env:ID }\nWrite-Host "Event sent"', "pwsh") == ["payload 8:9"]


@pytest.mark.parametrize(
    "script",
    [
        BUILT + 'echo "$BODY" | gh api repos/o/r/dispatches --input -\necho "Event sent"',  # it is sent
        BUILT + 'curl -d "$BODY" https://example.com/hook\necho "Event sent"',  # somewhere else
        BUILT + 'echo "$BODY" > event.json\necho "Event sent"',  # it is used
        BUILT + './tell.sh\necho "Event sent"',  # nobody knows what that does
        BUILT + 'echo "BODY=$(date)" >> "$GITHUB_ENV"\necho "Event sent"',
        BUILT + 'echo "The event was not sent"',
        BUILT + 'echo "dry run: event would be sent"',
        BUILT + 'echo "Payload is ready"',
        "BODY=$(jq -n '{colour: \"red\"}')\necho 'Event sent'",  # no id
        'echo "Event sent"',  # another step may have sent it
    ],
)
def test_what_is_fine(script: str) -> None:
    assert found(script) == []
