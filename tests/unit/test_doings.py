"""What a script does that isn't a message: its commands, what the files do that these run, and calls in Python."""

from __future__ import annotations

import pytest
from scripted import run

from wflint.senders.message import FunctionCall, Invocation
from wflint.senders.python_blind import is_blind
from wflint.values.condition import ALWAYS
from wflint.values.value import Fresh, constant


def doings(source: str, **files: str) -> list[str | None]:
    """The names of the doings of a script in bash; a file `tell` is `tell.py` where it begins with `import`."""
    known = {f"{name}.{'py' if text.startswith('import') else 'sh'}": text for name, text in files.items()}
    return [each.name if isinstance(each, FunctionCall) else constant(each.words[0].value) for each in run(source, known).doings]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("print('hello')", ["print"], id="it-prints"),
        pytest.param("requests.post('https://chat.example/hook', json={})", ["requests.post"], id="it-asks-a-server"),
        pytest.param("requests.get('https://chat.example/')", [], id="it-looks"),
        pytest.param("smtplib.SMTP('mail').sendmail('a', 'b', 'c')", ["smtplib.SMTP.sendmail"], id="a-method-of-a-library"),
        pytest.param("logging.info('hello'); re.match('a', 'b')", [], id="libraries-that-reach-nobody"),
        pytest.param("len([]); sorted([1])", [], id="built-in"),
        pytest.param("subprocess.run(['mail', 'you'], check=True)", ["mail"], id="a-program"),
        pytest.param("tell_everybody('now')", ["tell_everybody"], id="a-function-of-nowhere"),
        pytest.param("json.loads('{}').get('a').shout()", ["shout"], id="a-method-of-what-isnt-known"),
        pytest.param("import github\ngithub.Github('t').get_repo('a/b').get_issue(1).create_comment('x')",
                     ["PyGithub"], id="a-comment"),
    ],
)  # fmt: skip
def test_what_a_file_in_python_does(body: str, expected: list[str]) -> None:
    text = f"import json, logging, re, requests, smtplib, subprocess\n{body}\n"
    assert doings("python3 tell.py", tell=text) == expected


def test_a_file_that_is_run_is_what_it_does() -> None:
    assert doings("bash all.sh", all="echo one\ngh issue comment 1 --body x") == ["echo", "gh"]
    assert doings("bash all.sh", all="echo one\npython3 tell.py", tell="import os\nprint(1)") == ["echo", "print"]
    assert doings("bash elsewhere.sh") == ["bash"]


def test_a_call_hangs_on_the_conditions_around_it() -> None:
    text = "import os\nif os.environ['S'] == 'bad':\n    print('bad')\nprint('always')\n"
    facts = run("python3 tell.py", {"tell.py": text})
    guards = [each.guard == ALWAYS for each in facts.doings]
    assert guards == [False, True]
    under_a_condition = run('if [ "$S" = bad ]; then python3 tell.py; fi', {"tell.py": "import os\nprint('x')\n"})
    assert [each.guard == ALWAYS for each in under_a_condition.doings] == [False]


def test_what_is_printed_is_kept() -> None:
    [call] = run("python3 tell.py", {"tell.py": "import os\nprint('::error::lost')\n"}).doings
    assert isinstance(call, FunctionCall)
    assert constant(call.given) == "::error::lost\n"  # type: ignore[arg-type]  # it prints


def test_calls_of_javascript_arent_recorded_so_that_the_command_stands_for_them() -> None:
    [doing] = run("node tell.mjs", {"tell.mjs": "await mail.send('x');"}).doings
    assert isinstance(doing, Invocation)
    assert (doing.followed, doing.calls) == (True, None)


@pytest.mark.parametrize(
    "name", ["len", "json.dumps", "asyncio.sleep", "urllib.parse.quote", "file.write", ".get_issue", "github.Github"]
)
def test_reaches_nobody(name: str) -> None:
    assert is_blind(name)


@pytest.mark.parametrize(
    "name", ["", "post", "requests.post", "session.put", "http connection.request", ".send", "urlopen", "exec"]
)
def test_may_reach_somebody(name: str) -> None:
    assert not is_blind(name)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ("os.urandom(8).hex()", True),
        ("uuid.uuid4().hex", True),
        ("datetime.datetime.now().isoformat()", True),
        ("datetime.datetime.now().weekday()", False),  # may well be the same
    ],
)
def test_another_form_of_what_is_made_anew(made: str, expected: bool) -> None:
    text = f"import datetime, os, subprocess, uuid\nsubprocess.run(['tell', {made}])\n"
    [doing] = run("python3 tell.py", {"tell.py": text}).doings
    assert isinstance(doing, Invocation)
    assert isinstance(doing.words[1].value, Fresh) is expected
