"""Edits by which mutants are made: fields of messages, statements and branches of scripts, entries of YAML."""

from __future__ import annotations

import pytest

from mutation.callbacks import silence
from mutation.code import codes, edits
from mutation.fields import added, with_value, without
from mutation.roles import fields, sites
from mutation.statements import branches, emptied
from mutation.subject import Subject
from mutation.yamltext import mapping, without_pair

PATH = ".github/workflows/send.yml"
_HEAD = "on: push\njobs:\n  send:\n    runs-on: ubuntu-latest\n    steps:\n      - shell: {shell}\n        run: |\n"

ARGUMENTS = (
    'gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=go \\\n  -f "client_payload[id]=$ID" -F client_payload[n]="$N"\n'
)
JQ = 'jq -n \'{event_type: "go", client_payload: {id: "a", n: "b"}}\' | gh api repos/$GITHUB_REPOSITORY/dispatches --input -\n'
HASH = (
    "$body = @{ event_type = 'go'; client_payload = @{ id = 'a'; n = 'b' } } | ConvertTo-Json\n"
    "$body | gh api repos/$env:GITHUB_REPOSITORY/dispatches --input -\n"
)


def _subject(script: str, shell: str) -> Subject:
    lines = "".join(f"          {line}\n" if line else "\n" for line in script.rstrip("\n").split("\n"))
    return Subject("made up", {PATH: _HEAD.format(shell=shell) + lines})


def _script(files: dict[str, str]) -> str:
    lines = files[PATH].partition("run: |\n")[2].split("\n")
    return "\n".join(line.removeprefix("          ") for line in lines)


@pytest.mark.parametrize(
    ("script", "shell", "name", "expected"),
    [
        (ARGUMENTS, "bash", "id", ARGUMENTS.replace(' \\\n  -f "client_payload[id]=$ID"', "")),
        (ARGUMENTS, "bash", "n", ARGUMENTS.replace(' -F client_payload[n]="$N"', "")),
        (JQ, "bash", "id", JQ.replace('id: "a", ', "")),
        (JQ, "bash", "n", JQ.replace(', n: "b"', "")),
        (HASH, "pwsh", "id", HASH.replace("id = 'a'; ", "")),
        (HASH, "pwsh", "n", HASH.replace("n = 'b'", "")),
    ],
)
def test_field_is_taken_out(script: str, shell: str, name: str, expected: str) -> None:
    subject = _subject(script, shell)
    field = next(each for site in sites(subject) for each in fields(site) if each.name == name)
    assert _script(subject.edited(without(subject, field))) == expected


@pytest.mark.parametrize(
    ("script", "shell", "value", "expected"),
    [
        (ARGUMENTS, "bash", "0", ARGUMENTS.replace("=$ID", "=0")),
        (ARGUMENTS, "bash", "${{ github.run_id }}", ARGUMENTS.replace("=$ID", "=${{ github.run_id }}")),
        (JQ, "bash", "0", JQ.replace('id: "a"', 'id: "0"')),
        (HASH, "pwsh", "0", HASH.replace("id = 'a'", "id = '0'")),
    ],
)
def test_field_gets_another_value(script: str, shell: str, value: str, expected: str) -> None:
    subject = _subject(script, shell)
    field = next(each for site in sites(subject) for each in fields(site) if each.name == "id")
    assert _script(subject.edited(with_value(subject, field, value))) == expected


@pytest.mark.parametrize(
    ("script", "shell", "expected"),
    [
        (ARGUMENTS, "bash", ARGUMENTS.replace('="$N"', '="$N" -F client_payload[x]=x')),
        (JQ, "bash", JQ.replace('n: "b"', 'n: "b", x: "x"')),
        (HASH, "pwsh", HASH.replace("n = 'b'", "n = 'b'; x = 'x'")),
    ],
)
def test_field_is_added(script: str, shell: str, expected: str) -> None:
    subject = _subject(script, shell)
    field = next(each for site in sites(subject) for each in fields(site) if each.name == "n")
    assert _script(subject.edited(added(subject, field, ["x"]))) == expected


@pytest.mark.parametrize(
    ("script", "shell", "expected"),
    [
        (f"if true; then\n  {ARGUMENTS}fi\n", "bash", 'if true; then\n  echo "event sent"\nfi\n'),
        (f"{JQ}echo done\n", "bash", 'echo "event sent"\necho done\n'),
        (HASH, "pwsh", HASH.partition("\n")[0] + "\nWrite-Output 'event sent'\n"),
    ],
)
def test_statement_of_a_dispatch_becomes_a_line_that_says_so(script: str, shell: str, expected: str) -> None:
    subject = _subject(script, shell)
    (site,) = sites(subject)
    assert _script(subject.edited(silence(subject, site))) == expected


BASH = 'case "$S" in\n  a | b) one ;;\n  *)\n    two\n    ;;\nesac\nif x; then\n  y\nelif z; then\n  q\nelse\n  w\nfi\n'
PWSH = "switch ($s) {\n  'a' { one }\n  default { two }\n}\nif ($x) { y } elseif ($z) { q } else { w }\n"
PYTHON = "if x:\n    y()\nelif z:\n    q()\nelse:\n    w()\nmatch s:\n    case 'a':\n        one()\n    case _:\n        two()\n"


@pytest.mark.parametrize(
    ("script", "shell", "expected"),
    [
        (
            BASH,
            "bash",
            [("case", "a", "one"), ("default", "*", "two"), ("if", "x", "y"), ("elif", "z", "q"), ("else", "", "w")],
        ),
        (
            PWSH,
            "pwsh",
            [("case", "'a'", "one"), ("default", "default", "two"), ("if", "$x", "y"), ("elif", "$z", "q"), ("else", "", "w")],
        ),
        (
            PYTHON,
            "python",
            [("if", "x", "y()"), ("elif", "z", "q()"), ("else", "", "w()"), ("case", "'a'", "one()"), ("default", "_", "two()")],
        ),
    ],
    ids=("bash", "pwsh", "python"),
)
def test_branches_are_seen(script: str, shell: str, expected: list[tuple[str, str, str]]) -> None:
    subject = _subject(script, shell)
    (code,) = codes(subject, subject.workflows[0])
    found = [
        (each.kind, code.written(each.condition) if each.condition is not None else "", code.source[slice(*each.body)].strip())
        for each in branches(code)
    ]
    assert found == expected


def test_branch_is_emptied() -> None:
    subject = _subject(BASH, "bash")
    (code,) = codes(subject, subject.workflows[0])
    last = list(branches(code))[-1]
    changed = subject.edited(edits(subject, code, [emptied(code, last, "TODO")]))
    assert _script(changed) == BASH.replace("  w\n", '  echo "TODO"\n')


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ("a: 1\nb:\n  c: 2\n\n# of d\nd: 3\n", "b", "a: 1\n\n# of d\nd: 3\n"),
        ("a: 1\nb: |\n  # text\n  more\nd: 3\n", "b", "a: 1\nd: 3\n"),
        ("{a: 1, b: 2}\n", "b", "{a: 1}\n"),
        ("{a: 1, b: 2}\n", "a", "{b: 2}\n"),
    ],
)
def test_entry_is_taken_out(text: str, key: str, expected: str) -> None:
    subject = Subject("made up", {"some.yml": text})
    root = mapping(subject.root("some.yml"))
    pair = root.pair(key)
    assert pair is not None
    assert subject.edited(without_pair(subject, root, pair)) == {"some.yml": expected}
