"""Steps that can't be done twice: they make something under the task's id, and a retry with the same id finds it there.

Sources: cli/cli (`gh pr create`, `gh release create` and `gh label create` fail where there is one already), git-scm.com
(`git push` refuses what is no fast-forward, and a tag that exists), docs.github.com, "REST API endpoints for Git references"
(422 where the reference exists); actions/create-release and ncipollo/release-action, README.  Read in November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from wflint.graph import Edge, System, Way
from wflint.lean import dataclass
from wflint.regex import regex
from wflint.senders.commands import unwrapped
from wflint.senders.flags import program_name, read_flags
from wflint.senders.message import Act, Invocation
from wflint.soundness.correlation import names
from wflint.soundness.lookups import looks_up
from wflint.soundness.roles import distances, orchestrators
from wflint.span import Span
from wflint.syntax.workflow import Step
from wflint.values.of_expression import of_text
from wflint.values.value import Fresh, Object, Reference, Sum, Unknown, Value, constant, parts_of

_CREATES: Mapping[tuple[str, str], tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    ("pr", "create"): ("pull request", ("H", "head"), ()),
    ("pr", "new"): ("pull request", ("H", "head"), ()),
    ("release", "create"): ("release", (), ()),
    ("release", "upload"): ("release asset", (), ("clobber",)),
    ("label", "create"): ("label", (), ("f", "force")),
}
"""Commands of `gh`: what they make, the flag that names it (else the first word behind), and the flags that make it safe."""
_VALUE_WORDS = "B base b body F body-file H head t title l label a assignee R repo n notes target c color d description r m p"
_VALUE_FLAGS = frozenset(_VALUE_WORDS.split())
_ACTIONS: Mapping[str, tuple[str, frozenset[str]]] = {
    "actions/create-release": ("tag_name", frozenset()),
    "ncipollo/release-action": ("tag", frozenset(("allowupdates", "skipifreleaseexists"))),
}
"""Actions that make a release: the input that names it, and those that make it safe."""
_COUNTS = regex(r"retr(?:y|ies)|attempt|tries|round", re.IGNORECASE)
_MAKES_ROOM = frozenset(("delete", "--delete", "-d", "-D", "close"))
_GOES_ON = frozenset(("pull", "fetch", "rebase", "merge", "reset", "-B"))
"""What begins where the last try has ended."""


@dataclass(frozen=True, slots=True, eq=False)
class Once:
    """A step of a workflow that is tried again: `what` it makes, under a `name` that is the same at each try.

    `retry` is the message that starts the next try.
    """

    way: Way
    place: Span
    what: str
    name: Value
    retry: Edge


def once(system: System) -> Iterator[Once]:
    """Each place in an executor that fails at the second try of a task; each once."""
    known = frozenset(each.lower() for each in names(system))
    retried = _retried(system)
    seen: set[Span] = set()
    for way in system.ways:
        retry = retried.get(way.workflow.path)
        if retry is None or _is_checked(way):
            continue
        for place, what, name in _made(way):
            if place in seen or _does(way, _MAKES_ROOM) or (what == "branch" and _goes_on(way)):
                continue
            if _is_the_same_again(way.scope.resolve(name), known):
                seen.add(place)
                yield Once(way, place, what, name, retry)


def _retried(system: System) -> Mapping[str, Edge]:
    """The workflows that a retry starts again, the routers left out, each with a message that counts the tries."""
    deciding = {facts.path for facts in orchestrators(system)}
    far = distances(system)
    found: dict[str, Edge] = {}
    for group in system.cycles():
        retry = next((edge for edge in group if _counts_tries(edge)), None)
        for edge in group if retry is not None else ():
            if retry is not None and edge.workflow.path not in deciding and far.get(edge.workflow.path, 0) > 0:
                found.setdefault(edge.workflow.path, retry)
    for edge in system.edges:
        if edge.source.name == "workflow_run" and _counts_tries(edge) and edge.workflow.path not in deciding:
            found.setdefault(edge.workflow.path, edge)
    return found


def _counts_tries(edge: Edge) -> bool:
    payload = edge.site.dispatch.payload
    fields = payload.fields if isinstance(payload, Object) else ()
    return any(_COUNTS.search(each.name) and any(isinstance(part, Sum) for part in parts_of(each.value)) for each in fields)


def _is_checked(way: Way) -> bool:
    """Whether a condition around the step looks up first what is there, or a failure is expected."""
    conditions = [each.job.condition for each in way.jobs] + [each.step.condition for each in way.steps]
    asked = any(each is not None and re.search(r"\b(?:steps|needs)\.[\w-]+\.outputs", each.text) for each in conditions)
    return asked or any(each.step.continue_on_error is not None for each in way.steps)


def _goes_on(way: Way) -> bool:
    """Whether the job begins with what an earlier try has left on the task's branch."""
    checkouts = (other[-1].step for other in way.job.ways() if other[-1].step.uses is not None)
    return _does(way, _GOES_ON) or any(_checks_out_task(each) for each in checkouts)


def _does(way: Way, signs: frozenset[str]) -> bool:
    """Whether the job runs `git` or `gh` with one of these words among the first."""
    for other in way.job.ways():
        for invocation in other[-1].script.invocations:
            words = {constant(word.value) for word in invocation.words[1:4]}
            if words & signs and program_name(invocation.words[0].value) in ("git", "gh"):
                return True
    return False


def _checks_out_task(step: Step) -> bool:
    """Whether what is checked out is a branch of the task's own."""
    ref = step.input("ref")
    if step.uses is None or not step.uses.text.lower().startswith("actions/checkout"):
        return False
    return ref is not None and "${{" in ref.value.text


def _made(way: Way) -> Iterator[tuple[Span, str, Value]]:
    """What a step makes, with its name; what is looked up first, or may fail, is left out."""
    step = way.step
    run = step.script.invocations
    forgiven = {each.span for each in run if each.discarded is not None or _is_caught(each, run)}
    for invocation in step.script.invocations:
        made = _by_gh(unwrapped(invocation))
        if made is not None and invocation.span not in forgiven and not looks_up(invocation.guard):
            yield invocation.span, *made
    for act in step.acts if step.language is not None else ():
        name = act.tag if act.tag is not None else act.branch
        if act.span not in forgiven and act.failure_hidden is None and name is not None and not looks_up(act.guard):
            what = _by_act(act)
            if what:
                yield act.span, what, name
    if step.step.uses is not None:
        yield from _by_action(step.step)


def _by_gh(invocation: Invocation) -> tuple[str, Value] | None:
    if not invocation.words or program_name(invocation.words[0].value) != "gh":
        return None
    line = read_flags(invocation.words[1:], _VALUE_FLAGS)
    area = tuple(constant(word.value) or "" for word in line.rest[:2])
    if len(area) < 2 or (area[0], area[1]) not in _CREATES:
        return None
    what, named_by, safe = _CREATES[area[0], area[1]]
    if line.has(*safe) if safe else False:
        return None
    flag = line.last(*named_by) if named_by else None
    name = flag.value if flag is not None else line.rest[2].value if not named_by and len(line.rest) > 2 else None
    return (what, name) if name is not None else None


def _by_act(act: Act) -> str:
    """What a push or a call of the API makes anew."""
    if act.event == "push" and not act.forced:
        return "tag" if act.tag is not None else "branch"
    if act.event == "create":
        return "tag" if act.tag is not None else "branch"
    published = act.event == "release" and "published" in (act.types or ())
    return "release" if published and act.mechanism not in ("gh release create", "gh release edit") else ""


def _by_action(step: Step) -> Iterator[tuple[Span, str, Value]]:
    uses = step.uses.text.partition("@")[0].strip().lower() if step.uses is not None else ""
    given, safe = _ACTIONS.get(uses, ("", frozenset[str]()))
    named = step.input(given) if given else None
    if named is not None and step.uses is not None and not any(each.name.text.lower() in safe for each in step.inputs):
        yield step.uses.span, "release", of_text(named.value.text)


def _is_caught(invocation: Invocation, others: tuple[Invocation, ...]) -> bool:
    """Whether another command runs where this one fails: `gh pr create … || gh pr edit …`."""
    words = " ".join(constant(word.value) or "" for word in invocation.words[:3])
    return any(other is not invocation and f"`{words}" in repr(other.guard) for other in others)


def _is_the_same_again(name: Value, known: frozenset[str]) -> bool:
    """Whether every try of one task gives the same name: the id is in it, and nothing that changes with the try."""
    parts = list(parts_of(name))
    if any(isinstance(part, Unknown | Fresh | Sum) for part in parts):
        return False
    read = [part.key for part in parts if isinstance(part, Reference)]
    given = [key[-1] for key in read if key[0] == "inputs" or key[:3] == ("github", "event", "client_payload")]
    return len(given) == len(read) and bool(known & set(given)) and not any(_COUNTS.search(each) for each in given)
