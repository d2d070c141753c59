"""What becomes of a refusal in a script that goes on after a failure (`set +e`, as every file does that doesn't say `set -e`)."""

from __future__ import annotations

import pytest
from scripted import run

from wflint.senders.bash_discard import UNHEEDED

SEND = 'gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=begin'
WITH_STATUS = f"send() {{\n  local code\n  {SEND}\n  code=$?\n  if [ $code -eq 0 ]; then return 0; else return 1; fi\n}}\n"
RETURNS = f"send() {{ {SEND} || return 1; }}\n"
LAST = f"send() {{ {SEND}; }}\n"
ALL = "for each in one two; do"

SEEN = (
    f"{ALL} {SEND} || exit 1; done",
    f"{ALL} if {SEND}; then echo sent; else exit 1; fi; done",
    f"if {SEND}; then echo sent; else exit 1; fi",
    f'case "$MODE" in all) {SEND} || exit 1;; esac',
    f"lost=0\n{ALL} {SEND} || lost=$((lost+1)); done\nif [ $lost -gt 0 ]; then exit 1; fi",
    f"lost=0\n{ALL} if {SEND}; then echo sent; else ((lost++)); fi; done\n[ $lost -eq 0 ] || exit 1",
    f"lost=0\n{ALL} if ! {SEND}; then lost=1; fi; done\nif [ $lost = 1 ]; then exit 1; fi",
    f"{ALL} {SEND}\nif [ $? -ne 0 ]; then exit 1; fi; done",
    f'if [ -n "$MODE" ]; then {SEND}\ncode=$?; fi\nif [ $code -ne 0 ]; then exit 1; fi',
    f"{RETURNS}send || exit 1",
    f"{RETURNS}{ALL} send || exit 1; done",
    f"{LAST}if send; then echo sent; else exit 1; fi",
    f"{LAST}until send; do sleep 1; done",
    f"{LAST}all() {{ send || return 1; }}\nall || exit 1",
    f"send() {{ {ALL} {SEND} || return 1; done; }}\nsend || exit 1",
    f"send() {{ {SEND}\nif [ $? -ne 0 ]; then exit 1; fi; }}\nsend",
    f"{WITH_STATUS}lost=0\n{ALL} if send; then echo sent; else ((lost++)); fi; done\n[ $lost -eq 0 ] || exit 1",
    f"{SEND} && echo sent || exit 1",
)

UNSEEN = (
    SEND,
    f"{ALL} {SEND}; done",
    f"{ALL} if {SEND}; then echo sent; else echo lost; fi; done",
    f"{ALL} if {SEND}; then echo sent; else lost=1; fi; done",
    f"{ALL} {SEND} || false; done",
    f"{RETURNS}send",
    f"{LAST}send",
    f"{WITH_STATUS}send",
    f"({SEND} || exit 1)",
    f"ls | while read -r each; do {SEND} || exit 1; done",
    f"send() {{ {SEND}; echo sent; }}\nsend || exit 1",
    f"send() {{ {ALL} {SEND} || return 1; done; }}\nsend",
)


@pytest.mark.parametrize("script", SEEN)
def test_what_ends_the_script_is_seen(script: str) -> None:
    [sent] = run(f"set +e\n{script}\necho done", {}).dispatches
    assert sent.failure_hidden is None


@pytest.mark.parametrize("script", UNSEEN)
def test_a_status_that_nothing_looks_at_is_lost(script: str) -> None:
    [sent] = run(f"set +e\n{script}\necho done", {}).dispatches
    assert sent.failure_hidden == UNHEEDED
