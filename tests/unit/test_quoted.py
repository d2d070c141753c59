"""Members of a payload that are surely texts, whatever their values look like."""

import pytest
from linked import linked

from wflint.values.value import Object

_WORKFLOW = """
on: workflow_dispatch
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - env: {{N: "${{{{ inputs.n }}}}"}}
        run: |
          {command}
"""
_GH = 'gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=t'
_PIPED = f"{_GH.removesuffix(' -f event_type=t')} --input -"


def _jq(members: str, words: str = '--arg n "$N"') -> str:
    return f"jq -n {words} '{{event_type: \"t\", client_payload: {{{members}}}}}' | {_PIPED}"


@pytest.mark.parametrize(
    ("command", "quoted"),
    [
        (f'{_GH} -f "client_payload[n]=$N"', True),
        (f'{_GH} -F "client_payload[n]=$N"', False),
        (_jq("n: $n"), True),
        (_jq("$n"), True),
        (_jq('n: "\\($n)"'), True),
        (_jq("n: ($n | tonumber)"), False),
        (_jq("n: $n", '--argjson n "$N"'), False),
        (_jq("n: $n", '--arg n "$N" --argjson n "$N"'), False),
        (f"""echo "{{\\"event_type\\": \\"t\\", \\"client_payload\\": {{\\"n\\": \\"$N\\"}}}}" | {_PIPED}""", True),
        (f"""echo "{{\\"event_type\\": \\"t\\", \\"client_payload\\": {{\\"n\\": $N}}}}" | {_PIPED}""", False),
    ],
)
def test_what_stands_in_quotes_is_text(command: str, quoted: bool) -> None:
    [site] = linked({"a.yml": _WORKFLOW.format(command=command)}).sites
    assert isinstance(site.dispatch.payload, Object)
    [member] = site.dispatch.payload.fields
    assert (member.name, member.quoted) == ("n", quoted)


def test_variable_that_a_program_binds_again_is_no_text() -> None:
    command = f"""jq -n --arg n "$N" '($n | tonumber) as $n | {{event_type: "t", client_payload: {{n: $n}}}}' | {_PIPED}"""
    [site] = linked({"a.yml": _WORKFLOW.format(command=command)}).sites
    assert isinstance(site.dispatch.payload, Object)
    assert [each.quoted for each in site.dispatch.payload.fields] == [False]
