"""What the steps of a job raise: acts of scripts and actions, with what only the job knows of git.

actions/checkout stores the credentials with which `git push` signs in, `git checkout -b` names the branch that is pushed, and
`git tag` tells that a bare name is a tag.  Source: actions/checkout, README and `action.yml`, v6, read in November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wflint.facts.model import StepFacts
from wflint.facts.scripts import of_scalar
from wflint.lean import dataclass, field, replace
from wflint.regex import regex
from wflint.senders.acts import of_command
from wflint.senders.acts_actions import of_action
from wflint.senders.acts_git import HERE, git_command, remote_of
from wflint.senders.commands import unwrapped
from wflint.senders.endpoints import normal_repository
from wflint.senders.flags import program_name, read_flags
from wflint.senders.gh import token_of
from wflint.senders.holed import holed
from wflint.senders.message import OWN_REPOSITORY, Act, Invocation, Word
from wflint.syntax.workflow import Step, Workflow
from wflint.values.condition import ALWAYS, Always, Condition, all_of, conjuncts, negate
from wflint.values.value import EMPTY, Choice, Reference, Unknown, Value, constant

_CHECKOUT = regex(r"actions/checkout(?:@|$)", re.IGNORECASE)
_GITHUB_TOKEN = Reference(("github", "token"))
_COMMIT = frozenset(("m", "message", "F", "file", "C", "c", "author", "date", "t", "trailer"))
_SWITCH = frozenset(("b", "B", "c", "C", "orphan", "track-name"))
_ADDS_NOTHING = frozenset(
    (
        *("add", "branch", "checkout", "config", "describe", "diff", "fetch", "log", "ls-files", "ls-remote", "push", "remote"),
        *("rev-list", "rev-parse", "show", "status", "switch", "symbolic-ref", "tag"),
    )
)
"""Subcommands of git after which a branch holds no commit that it hadn't before."""
_CREDENTIALS = regex(r"insteadof|extraheader|credential|pushurl|^remote\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Clone:
    """A folder with a checkout: its repository, whose token git has there, and the branch that is out."""

    repository: Value
    token: Value
    branch: Value


_EMPTY_FOLDER = Unknown("a folder that actions/checkout hasn't filled")
_NOWHERE = _Clone(_EMPTY_FOLDER, _EMPTY_FOLDER, _EMPTY_FOLDER)


@dataclass(slots=True)
class _Git:
    """What is known of git at one point of a job.

    `clones` are by their folder, `""` being the workspace; `opened` the branches that the job has made and committed nothing to,
    each with the condition under which it was made.
    """

    clones: dict[str, _Clone] = field(default_factory=dict)
    tags: dict[Value, None] = field(default_factory=dict)
    opened: dict[Value, Condition] = field(default_factory=dict)
    message: Value | None = None
    folder: str | None = ""

    def clone(self) -> _Clone:
        """The checkout in which git works now."""
        if self.folder is not None:
            inside = [name for name in self.clones if name == self.folder or self.folder.startswith(f"{name}/") or not name]
            if inside:
                return self.clones[max(inside, key=len)]
        return _NOWHERE

    def change(self, clone: _Clone, guard: Condition) -> None:
        """The checkout in which git works is changed, if the condition holds."""
        if self.folder is not None:
            name = next((name for name, each in self.clones.items() if each is self.clone()), "")
            self.clones[name] = _either(guard, clone, self.clone())


def _either(guard: Condition, new: _Clone, old: _Clone) -> _Clone:
    """The new checkout where the condition holds, otherwise the old one."""

    def chosen(first: Value, second: Value) -> Value:
        return first if isinstance(guard, Always) or first == second else Choice(guard, first, second)

    return _Clone(chosen(new.repository, old.repository), chosen(new.token, old.token), chosen(new.branch, old.branch))


def with_acts(steps: tuple[StepFacts, ...], workflow: Workflow) -> tuple[StepFacts, ...]:
    """The steps of a job, each with what it raises."""
    events = frozenset(trigger.event for trigger in workflow.triggers)
    git = _Git()
    return tuple(_with(step, git, events, ALWAYS) for step in steps)


def _with(facts: StepFacts, git: _Git, events: frozenset[str], around: Condition) -> StepFacts:
    """The step with its acts; `around` is the condition of the composite actions that it stands in."""
    guard = all_of((around, facts.guard))
    if facts.inner:
        return replace(facts, inner=tuple(_with(inner, git, events, guard) for inner in facts.inner))
    acts = list(facts.script.acts)
    step = facts.step
    git.folder = _folder(facts, step)
    for invocation in facts.script.invocations:
        acts += _of_invocation(unwrapped(invocation), git, all_of((guard, invocation.guard)))
    if step.uses is not None and _CHECKOUT.match(step.uses.text):
        for folder, clone in _checked_out(facts).items():
            git.clones[folder] = _either(guard, clone, git.clones.get(folder, _NOWHERE))
    elif step.uses is not None:
        given = {each.name.text: (facts.scope.resolve(of_scalar(each.value)), each.value.span) for each in step.inputs}
        found = of_action(step.uses.text, given, facts.scope.environment, step.uses.span)
        acts += [_in_place(act, git, guard) if act.event == "push" else act for act in found]
    return replace(facts, acts=tuple(dict.fromkeys(_about(acts, events)))) if acts else facts


def _folder(facts: StepFacts, step: Step) -> str | None:
    if step.working_directory is None:
        return ""
    known = constant(facts.scope.resolve(of_scalar(step.working_directory)))
    return None if known is None else _plain(known)


def _plain(folder: str) -> str:
    pieces = [piece for piece in folder.strip().split("/") if piece not in ("", ".")]
    return "/".join(pieces)


def _checked_out(facts: StepFacts) -> dict[str, _Clone]:
    def given(name: str) -> Value:
        found = facts.step.input(name)
        return facts.scope.resolve(of_scalar(found.value)) if found is not None else EMPTY

    token: Value = given("token")
    if given("ssh-key") != EMPTY:
        token = Unknown("the key of a deploy key")
    elif constant(given("persist-credentials")) not in ("", "true"):
        token = Unknown("actions/checkout doesn't store its token")
    elif token == EMPTY:
        token = _GITHUB_TOKEN
    ref = given("ref")
    branch = holed(ref)
    out = branch.restore(branch.shape.removeprefix("refs/heads/")) if ref != EMPTY else Reference(("github", "ref_name"))
    repository = given("repository")
    where = normal_repository(repository) if repository != EMPTY else OWN_REPOSITORY
    folder = constant(given("path"))
    return {} if folder is None else {_plain(folder): _Clone(where, token, out)}


def _of_invocation(invocation: Invocation, git: _Git, guard: Condition) -> Iterator[Act]:
    """What a command raises; what it does to git is noted."""
    words = invocation.words
    match program_name(words[0].value) if words else None:
        case "cd" | "pushd" | "set-location" | "push-location":
            target = constant(words[1].value) if len(words) > 1 else None
            inside = git.folder is not None and target is not None and ".." not in target and not target.startswith(("/", "~"))
            git.folder = _plain(f"{git.folder}/{target}") if inside else None
        case "popd" | "pop-location":
            git.folder = None
        case "gh":
            names = [constant(word.value) for word in words[1:3]]
            if names == ["auth", "setup-git"]:
                git.change(replace(git.clone(), token=token_of(invocation) or Unknown("no token in sight")), guard)
            elif names == ["repo", "clone"]:
                git.clones.setdefault("", _NOWHERE)
            for act in of_command(invocation):
                yield act
        case "git":
            found = git_command(invocation)
            for act in of_command(invocation):
                yield from _each_tag(_in_place(act, git, guard), git)
            if found.command is not None and not found.elsewhere:
                _note(found.command, found.words, git, guard)
        case _:
            yield from of_command(invocation)


def _note(command: str, words: tuple[Word, ...], git: _Git, guard: Condition) -> None:
    if command not in _ADDS_NOTHING:
        git.opened.clear()
    match command:
        case "checkout" | "switch":
            line = read_flags(words, _SWITCH)
            made = line.last(*_SWITCH)
            if made is not None and made.value is not None:
                git.change(replace(git.clone(), branch=made.value), guard)
                if line.last("b", "c") is not None:
                    git.opened[made.value] = guard
            elif len(line.rest) == 1 and line.flags == ():
                git.change(replace(git.clone(), branch=line.rest[0].value), guard)
        case "tag":
            line = read_flags(words, frozenset(("m", "message", "F", "file", "u", "local-user")))
            if line.rest and not line.has("d", "delete", "l", "list", "points-at", "sort"):
                git.tags[line.rest[0].value] = None
        case "commit":
            message = read_flags(words, _COMMIT).last("m", "message")
            git.message = message.value if message is not None else Unknown("a message that is made elsewhere")
        case "remote":
            _note_remote(words, git, guard)
        case "config" if any(_CREDENTIALS.search(holed(word.value).shape) for word in words):
            git.change(replace(git.clone(), token=Unknown("credentials that `git config` sets")), guard)
        case _:
            pass


def _note_remote(words: tuple[Word, ...], git: _Git, guard: Condition) -> None:
    line = read_flags(words, frozenset(("t", "m")))
    names = [constant(word.value) for word in line.rest[:2]]
    if len(line.rest) > 2 and names in (["set-url", "origin"], ["add", "origin"]):
        repository, token = remote_of(line.rest[2].value)
        clone = git.clone()
        git.change(replace(clone, repository=repository, token=token if token is not None else clone.token), guard)


def _in_place(act: Act, git: _Git, guard: Condition) -> Act:
    """A push with what the checkout says of it: repository, token, branch, and whether a bare name is a tag.

    `guard` is the condition under which it is pushed: what was set up under the same condition is there.
    """
    if act.event not in ("push", "delete"):
        return act
    found = git.clone()
    clone = _Clone(*(_under(value, guard) for value in (found.repository, found.token, found.branch)))
    if act.branch == HERE:
        act = replace(act, branch=clone.branch)
    elif act.branch is not None and act.branch in git.tags:
        act = replace(act, branch=None, tag=act.branch)
    if act.mechanism == "git push" and act.branch in git.opened and not act.forced:
        act = replace(act, opens=set(conjuncts(git.opened[act.branch])) <= set(conjuncts(guard)))
    if act.token is None:
        token = clone.token
        act = replace(act, token=token, repository=clone.repository if act.repository == OWN_REPOSITORY else act.repository)
    return replace(act, body=git.message) if act.body is None and act.event == "push" and act.tag is None else act


def _each_tag(act: Act, git: _Git) -> Iterator[Act]:
    """A push of all tags as one of each that the job has made."""
    if act.event == "push" and isinstance(act.tag, Unknown) and git.tags:
        yield from (replace(act, tag=tag) for tag in git.tags)
    else:
        yield act


def _under(value: Value, guard: Condition) -> Value:
    """The value where the condition is known to hold."""
    known = conjuncts(guard)
    while isinstance(value, Choice):
        if all(part in known for part in conjuncts(value.condition)):
            value = value.then
        elif negate(value.condition) in known:
            value = value.otherwise
        else:
            break
    return value


def _about(acts: Iterable[Act], events: frozenset[str]) -> Iterator[Act]:
    """Acts on `github.event.issue`, which the workflow's own events tell to be an issue or a pull request."""
    pull = any(event.startswith("pull_request") for event in events)
    issue = "issues" in events
    sure = (
        None if issue == pull or "issue_comment" in events or "workflow_call" in events else "issues" if issue else "pull_request"
    )
    for act in acts:
        number = act.number
        if sure is None or not isinstance(number, Reference) or number.key != ("github", "event", "issue", "number"):
            yield act
        elif act.event == sure:
            yield replace(act, certain=True)
        elif act.event not in ("issues", "pull_request"):
            yield act
