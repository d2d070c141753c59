"""What stands behind a loop is reached: only `while True` without a way out goes on for ever, whatever is known of a variable."""

from __future__ import annotations

import pytest
from test_properties import READERS, located

from wflint.values.condition import ALWAYS
from wflint.values.value import constant

HEAD = "import subprocess, heapq\nfrom collections import deque\n"
LAST = "subprocess.run(['gh', 'workflow', 'run', 'last.yml'])\n"
ENDING = [
    "q = ['a']\nwhile q:\n    q.pop()\n",
    "q = ['a', 'b']\nwhile q:\n    print(q.pop(0))\n",
    "q = deque(['a'])\nwhile q:\n    q.popleft()\n",
    "q = {'a': 1}\nwhile q:\n    q.popitem()\n",
    "q = ['a']\nwhile len(q) > 0:\n    q.pop()\n",
    "q = ['a']\nwhile q:\n    del q[0]\n",
    "q = ['a']\nwhile q:\n    heapq.heappop(q)\n",
    "q = ['a']\nwhile q:\n    each = q.pop()\n    if each:\n        q.append(each[1:])\n",
    "def go(q):\n    while q:\n        q.pop()\ngo(['a'])\n",
    "go = True\nwhile go:\n    go = step()\n",
    "q = ['a']\nwhile True:\n    if not q:\n        break\n    q.pop()\n",
]


@pytest.mark.parametrize("loop", ENDING)
def test_what_stands_behind_a_loop_is_reached(loop: str) -> None:
    facts = READERS["python"](located(f"{HEAD}{loop}{LAST}"))
    assert [(constant(each.target), each.guard) for each in facts.dispatches] == [("last.yml", ALWAYS)]


@pytest.mark.parametrize("loop", ["while True:\n    step()\n", "while 1:\n    pass\n"])
def test_nothing_stands_behind_one_without_an_end(loop: str) -> None:
    assert READERS["python"](located(f"{HEAD}{loop}{LAST}")).dispatches == ()


@pytest.mark.parametrize(("taken", "expected", "left"), [("q.pop()", "b", "a"), ("q.popleft()", "a", "b")])
def test_an_element_that_is_taken_from_a_list(taken: str, expected: str, left: str) -> None:
    run = "subprocess.run(['gh', 'workflow', 'run', {}])\n"
    script = f"{HEAD}q = ['a', 'b']\nx = {taken}\n{run.format('x')}{run.format('q[0]')}"
    facts = READERS["python"](located(script))
    assert [constant(each.target) for each in facts.dispatches] == [expected, left]
