"""Whether a send can happen at all, and whether its token, or its repository, may come from where nobody can see it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from wflint.facts.model import JobFacts, StepFacts
from wflint.facts.runners import runner
from wflint.graph import Site, Way, events
from wflint.regex import regex
from wflint.scenario import Scenario
from wflint.senders.message import Invocation
from wflint.values.value import Const, Text, Value, constant, why_unknown

_SIGNS_IN = regex(r"\bauth['\", ]+login\b|\bG(?:H|ITHUB)_TOKEN\b|\bexportVariable\b")
_PLAIN_OWNERS = ("actions/", "docker/", "peter-evans/", "softprops/", "dorny/", "astral-sh/", "pnpm/")
"""Owners whose actions hand nothing named GH_TOKEN on to later steps."""
_LEAVES_NO_REPOSITORY = regex(
    r"actions/(?:setup-|github-script|(?:down|up)load-artifact|cache|create-github-app-token|attest)|docker/(?:login|setup|metadata)-|"
    r"aws-actions/configure-|azure/login|google-github-actions/auth|slackapi/|step-security/harden-runner|tibdex/github-app-token|"
    r"peter-evans/(?:repository-dispatch|create-or-update-comment|find-comment)|softprops/action-gh-release",
    re.IGNORECASE,
)
_MAY_FIND_ONE = regex(r"\b(?:clone|init|checkout|worktree|set-default|cd|pushd|GH_REPO|GIT_DIR|GIT_WORK_TREE)\b")
_INTERPRETERS = frozenset(
    ["bash", "sh", "zsh", "dash", "source", ".", "python", "python3", "node", "ruby", "perl", "pwsh", "php", "deno", "bun"]
)
_HIDDEN_OPTIONS = frozenset(["-K", "--config", "-n", "--netrc", "--netrc-file", "--netrc-optional"])


def can_happen(site: Site) -> bool:
    """Whether the message can be sent in some run: no event that starts the workflow rules it out."""
    return any(site.happens(Scenario(event)) is not False for event in events(site.workflow))


def may_be_signed_in(way: Way) -> bool:
    """Whether something before the step, or in it, may have given `gh` a token out of sight.

    That is `gh auth login`, a script of the repository, whatever mentions the variables, and actions by others, which may
    export any variable.
    """
    return any(_may_sign_in(step) for step in _before(way)) or _mentions(way.step)


def may_be_in_repository(way: Way) -> bool:
    """Whether the place may be in a folder of a repository: something before it, or in it, may have fetched or entered one.

    GitHub's runners begin with an empty folder, in which `gh` knows no repository.
    """
    if runner(way.job) != "hosted" or len(way.steps) > 1 or "GH_REPO" in way.workflow.workflow.source.text:
        return True
    entered = _entered(way.job)
    return entered is not None and entered <= way.step.step.index


@lru_cache(maxsize=256)
def _entered(job: JobFacts) -> int | None:
    """The number of the first step of a job that may fetch or enter a repository."""
    own = (step for step in job.steps if any(_may_enter_one(each[-1]) for each in step.with_inner()))
    return next((step.step.index for step in own), None)


def _may_enter_one(facts: StepFacts) -> bool:
    step = facts.step
    if step.uses is not None and not _LEAVES_NO_REPOSITORY.match(step.uses.text):
        return True
    if facts.script.problem is not None or any(
        _runs_a_file(each) and not _is_in_sight(each) for each in facts.script.invocations
    ):
        return True
    return any(_MAY_FIND_ONE.search(text) for text in _texts(facts))


def _is_in_sight(invocation: Invocation) -> bool:
    """Whether what an interpreter runs is a text of the script itself."""
    program, *given = [constant(word.value) for word in invocation.words[:2]]
    return bool(given) and given[0] in ("-", "-c", *(("-e",) if program == "node" else ("-m",)))


def _before(way: Way) -> Iterator[StepFacts]:
    """The steps that run before the place: in its job, and in each composite action around it."""
    around = way.job.steps
    for step in way.steps:
        for earlier in around:
            if earlier is step:
                break
            yield from (each[-1] for each in earlier.with_inner())
        around = step.inner


def _may_sign_in(facts: StepFacts) -> bool:
    step = facts.step
    if _mentions(facts):
        return True
    if step.uses is not None and facts.language is None:
        return not facts.inner and not step.uses.text.lower().startswith(_PLAIN_OWNERS)
    if step.run is not None and facts.script.problem is not None:
        return "GITHUB_ENV" in step.run.text
    return any(each.name == "" for each in facts.script.exported) or any(map(_runs_a_file, facts.script.invocations))


def _mentions(facts: StepFacts) -> bool:
    return any(map(_signs_in, _texts(facts)))


def _texts(facts: StepFacts) -> Iterator[str]:
    """The scripts that stand in a step."""
    if facts.step.run is not None:
        yield facts.step.run.text
    yield from (each.value.text for each in facts.step.inputs if each.name.text == "script")


@lru_cache(maxsize=256)
def _signs_in(script: str) -> bool:
    return _SIGNS_IN.search(script) is not None


def _runs_a_file(invocation: Invocation) -> bool:
    program = constant(invocation.words[0].value) if invocation.words else None
    if program is None:
        return bool(invocation.words)
    return "/" in program or program in _INTERPRETERS


def may_be_authorized(site: Site) -> bool:
    """Whether the command that sends may get its `Authorization` from words that can't be read, in any call of it."""
    return any(_may_authorize(each) for each in site.way.step.script.invocations if each.span == site.span)


def _may_authorize(invocation: Invocation) -> bool:
    values = [word.value for word in invocation.words]
    if any(why_unknown(value) for value in values) or _HIDDEN_OPTIONS & {constant(value) for value in values}:
        return True
    return any(constant(flag) in ("-H", "--header") and not _begins_readably(value) for flag, value in pairwise(values))


def _begins_readably(value: Value) -> bool:
    return isinstance(value, Const) or (isinstance(value, Text) and isinstance(value.parts[0], Const))
