"""What is asked again of something else is another question: its answer doesn't follow from the first one."""

from __future__ import annotations

import pytest
from test_properties import READERS, located

from wflint.values.condition import Opaque, negate, truth
from wflint.values.value import constant

SEND = {
    "bash": "gh workflow run a.yml",
    "powershell": "gh workflow run a.yml",
    "javascript": "await github.rest.actions.createWorkflowDispatch({owner: 'o', repo: 'r', workflow_id: 'a.yml', ref: 'main'});",
    "python": "import subprocess\nsubprocess.run(['gh', 'workflow', 'run', 'a.yml'])",
}
ASKED_TWICE = [
    ("javascript", "let x = await a(); if (!x) { process.exit(1); }\nx = await b(); if (!x) { process.exit(2); }"),
    ("javascript", "let x = await a(); if (!x) { process.exit(1); }\nx = await a(); if (!x) { process.exit(2); }"),
    (
        "javascript",
        "let r = await fetch(a); if (!r.ok) { process.exit(1); }\nr = await fetch(b); if (!r.ok) { process.exit(2); }",
    ),
    ("javascript", "let n = await a(); if (n > 3) { process.exit(1); }\nn = await b(); if (n > 3) { process.exit(2); }"),
    ("javascript", "let n = await a(); if (n === 3) { process.exit(1); }\nn = await b(); if (n === 3) { process.exit(2); }"),
    (
        "javascript",
        "let s = await a(); if (s.includes('x')) { process.exit(1); }\ns = await b(); if (s.includes('x')) { process.exit(2); }",
    ),
    (
        "javascript",
        "let n = await a(); switch (n) { case 3: process.exit(1); }\nn = await b(); switch (n) { case 3: process.exit(2); }",
    ),
    (
        "javascript",
        "const go = async p => { const r = await a(p); if (!r) { process.exit(1); } };\nawait go('a');\nawait go('b');",
    ),
    (
        "javascript",
        "const a = [], b = [];\nfor (const x of one()) a.push(x);\nfor (const x of two()) b.push(x);\n"
        "if (a.length) { process.exit(1); }\nif (!b.length) { process.exit(2); }",
    ),
    ("powershell", "$x = Get-Thing a\nif (-not $x) { exit 1 }\n$x = Get-Thing b\nif (-not $x) { exit 2 }"),
    ("powershell", "$x = Get-Thing a\nif ($x.Count -gt 3) { exit 1 }\n$X = Get-Thing b\nif ($x.Count -gt 3) { exit 2 }"),
    ("powershell", "$env:X = Get-Thing a\nif ($env:X -eq 'a') { exit 1 }\n$env:X = Get-Thing b\nif ($env:X -eq 'a') { exit 2 }"),
    ("powershell", "foreach ($a in (Get-Thing)) { exit 1 }\nforeach ($a in (Get-Other)) { exit 2 }"),
    ("python", "import sys\nx = a()\nif not x: sys.exit(1)\nx = b()\nif not x: sys.exit(2)"),
    ("python", "import sys\nfor x in a(): sys.exit(1)\nfor x in b(): sys.exit(2)"),
]


@pytest.mark.parametrize(("language", "script"), ASKED_TWICE)
def test_two_questions(language: str, script: str) -> None:
    facts = READERS[language](located(f"{script}\n{SEND[language]}"))
    exits = [constant(each.code) for each in facts.exits]
    assert len(exits) == 2
    assert len({each.guard for each in facts.exits}) == 2
    (sent,) = facts.dispatches
    assert len(getattr(sent.guard, "of", ())) == 2


@pytest.mark.parametrize(
    ("language", "script"),
    [
        ("javascript", "const ok = await a();\nif (!ok) { process.exit(1); }\nif (ok) {{ {} }}"),
        ("powershell", "$ok = Get-Thing\nif (-not $ok) {{ exit 1 }}\nif ($ok) {{ {} }}"),
    ],
)
def test_one_question(language: str, script: str) -> None:
    script = script.replace("{}", SEND[language]).replace("{{", "{").replace("}}", "}")
    facts = READERS[language](located(script))
    (left,) = facts.exits
    (sent,) = facts.dispatches
    assert isinstance(sent.guard, Opaque)
    assert left.guard == negate(sent.guard)


GROWING = {
    "bash": [
        'a=()\nfor x in $(./list); do a+=("$x"); done\n[ ${#a[@]} -eq 0 ] && exit 7',
        'a=()\nwhile read -r x; do a+=("$x"); done < list\nif (( ${#a[@]} == 0 )); then exit 7; fi',
        "mapfile -t a < list\nif [[ ${#a[@]} -eq 0 ]]; then exit 7; fi",
        'read -ra a <<< "$LIST"\nif [[ ${#a[@]} -eq 0 ]]; then exit 7; fi',
        'a=($(./list))\nif [ "${#a[@]}" = 0 ]; then exit 7; fi',
        "a=(*.txt)\nif [ ${#a[@]} -eq 0 ]; then exit 7; fi",
        "a=()\nif ./test; then a+=(x); fi\nif [ ${#a[@]} -eq 0 ]; then exit 7; fi",
        'a=()\nfor x in 1 2; do ./test || a+=("$x"); done\nif [ ${#a[@]} -gt 0 ]; then exit 7; fi',
    ],
    "python": [
        "import sys\na = []\nfor x in get():\n    a.append(x)\nif not a:\n    sys.exit(7)",
        "import sys\na = []\nfor x in get():\n    a += [x]\nif len(a) == 0:\n    sys.exit(7)",
        "import sys\na = set()\nwhile more():\n    a.add(1)\nif not a:\n    sys.exit(7)",
        "import sys\na = []\nfor x in get():\n    if x:\n        a.append(x)\nif not a:\n    sys.exit(7)",
    ],
    "javascript": [
        "const a = []; for (const x of get()) { a.push(x); }\nif (!a.length) { process.exit(7); }",
        "const a = []; for (const x in get()) { a.unshift(x); }\nif (a.length === 0) { process.exit(7); }",
        "const a = []; a.push(...get());\nif (a.length < 1) { process.exit(7); }",
        "const a = ['x']; get().forEach(() => { a.pop(); });\nif (!a.length) { process.exit(7); }",
        "const a = new Set(); for (const x of get()) { a.add(x); }\nif (a.size === 0) { process.exit(7); }",
    ],
    "powershell": [
        "$a = @()\nforeach ($x in (Get-Content list)) { $a += $x }\nif ($a.Count -eq 0) { exit 7 }",
        "$a = @(Get-Content list)\nif ($a.Count -eq 0) { exit 7 }",
        "$a = @(Get-Content list | Where-Object { $_ })\nif (-not $a) { exit 7 }",
        "$a = @()\nif (Test-Path x) { $a += 'x' }\nif ($a.Length -gt 0) { exit 7 }",
    ],
}


@pytest.mark.parametrize(("language", "script"), [(name, each) for name, scripts in GROWING.items() for each in scripts])
def test_how_many_there_are_is_not_known(language: str, script: str) -> None:
    facts = READERS[language](located(f"{script}\n{SEND[language]}"))
    (left,) = facts.exits
    assert constant(left.code) == "7"
    (sent,) = facts.dispatches
    assert truth(left.guard) is None
    assert truth(sent.guard) is None


@pytest.mark.parametrize(
    ("language", "script"),
    [
        ("bash", 'a=(x "$1")\n[ ${#a[@]} -eq 2 ] || exit 7'),
        ("bash", "a=()\n[ ${#a[@]} -eq 0 ] || exit 7"),
        ("bash", "a=(x)\na+=(y z)\n(( ${#a[@]} == 3 )) || exit 7"),
        ("python", "import sys\na = []\nfor x in ['a', 'b']:\n    a.append(x)\nif not a:\n    sys.exit(7)"),
        ("javascript", "const a = []; a.push('x', ...['y']);\nif (a.length !== 2) { process.exit(7); }"),
        ("powershell", "$a = @('x', 'y')\nif ($a.Count -ne 2) { exit 7 }"),
    ],
)
def test_how_many_there_are_is_known(language: str, script: str) -> None:
    facts = READERS[language](located(f"{script}\n{SEND[language]}"))
    (sent,) = facts.dispatches
    assert truth(sent.guard) is True
    assert all(truth(each.guard) is False for each in facts.exits)
