"""Branches and commits that a message, or the run that it starts, has wrong.

Sources: docs.github.com, "Events that trigger workflows" (a run of `repository_dispatch` has the default branch);
REST API, "Create a workflow dispatch event" (`ref` is a branch or tag of the repository of the workflow).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wflint.graph import Edge, Site, System, Way
from wflint.lean import dataclass
from wflint.regex import regex
from wflint.senders.message import OWN_REPOSITORY
from wflint.soundness.asked import asks_for
from wflint.soundness.readers import readings
from wflint.span import Span
from wflint.syntax.expression import Condition, condition
from wflint.values.of_expression import of_text
from wflint.values.value import COMMIT, Const, Object, Reference, Value, constant, references

_CHECKOUT = regex(r"actions/checkout(?:@|$)", re.IGNORECASE)
_REFS = frozenset({"ref", "branch", "sha", "commit", "head_ref", "head_sha", "git_ref", "branch_name", "commit_sha"})
_DEFAULTS = ("main", "master")
"""Names of the default branch that hardly any repository has side by side."""
_COMMITS = frozenset(
    {
        ("github", "sha"),
        ("github", "workflow_sha"),
        ("github", "event", "after"),
        ("github", "event", "before"),
        ("github", "event", "head_commit", "id"),
        ("github", "event", "pull_request", "head", "sha"),
        ("github", "event", "pull_request", "base", "sha"),
        ("github", "event", "pull_request", "merge_commit_sha"),
        ("github", "event", "workflow_run", "head_sha"),
    }
)
_OWN = frozenset({("github", "ref"), ("github", "ref_name"), ("github", "sha")})


@dataclass(frozen=True, slots=True)
class WrongRef:
    """A ref that can't be the one that is meant: the message's place, what is wrong with it, and the place that shows it.

    `is_refused`: GitHub surely refuses the message for it.
    """

    place: Span
    what: str
    cure: str
    other: Span
    shows: str
    is_refused: bool = False


def wrong_refs(system: System) -> Iterator[WrongRef]:
    """Each message once for each kind of fault."""
    seen: set[tuple[Span, str]] = set()
    found = [each for site in system.sites for each in _of_a_commit(site)]
    found += [each for site in system.sites for each in (*_of_another_repository(system, site), *_deleted(system, site))]
    found += [each for edge in system.edges for each in _not_checked_out(system, edge)]
    found += _of_two_names(system)
    for each in found:
        if (each.place, each.what) not in seen:
            seen.add((each.place, each.what))
            yield each


def _named(site: Site) -> frozenset[tuple[str, ...]]:
    """The look-ups that the ref of a workflow to start comes from, but those of the run itself."""
    if site.dispatch.ref is None or site.dispatch.kind != "workflow_dispatch":
        return frozenset()
    resolved = site.way.scope.resolve(site.dispatch.ref)
    return frozenset(each.key for each in references(resolved) if each.key[0] != "github")


def _place(site: Site) -> Span:
    """Where an action is given the ref; the command that sends, where a script does."""
    given = site.way.step.step.input("ref")
    return given.span if given is not None else site.span


def _of_a_commit(site: Site) -> Iterator[WrongRef]:
    """A commit where only a branch or tag will do."""
    if site.dispatch.ref is None or site.dispatch.kind != "workflow_dispatch":
        return
    ref = site.way.scope.resolve(site.dispatch.ref)
    if ref == COMMIT or (isinstance(ref, Reference) and ref.key in _COMMITS):
        what = "the ref is a commit, and GitHub takes only branches and tags (422): nothing starts"
        cure = "name a branch or tag; hand the commit on as an input that the started workflow checks out"
        yield WrongRef(_place(site), what, cure, site.span, "the dispatch is sent here", True)


def _of_another_repository(system: System, site: Site) -> Iterator[WrongRef]:
    """The ref of a checkout of another repository, used for a workflow of this one."""
    names = _named(site)
    if not names or site.dispatch.repository != OWN_REPOSITORY:
        return
    for way in system.ways:
        if way.workflow is not site.workflow:
            continue
        repository, ref = _checked_out(way)
        if ref is None or repository is None or not _may_be_another(repository):
            continue
        if names & {each.key for each in references(ref)}:
            what = "the ref is one of the repository that is checked out, which may be another than the workflow's"
            cure = "use `github.ref_name`, or the ref of the repository that the workflow is in"
            yield WrongRef(_place(site), what, cure, way.step.place, "it is the ref of this checkout")
            return


def _checked_out(way: Way) -> tuple[Value | None, Value | None]:
    """The repository and the ref that a step checks out, `None` for what it doesn't name."""
    step = way.step.step
    if step.uses is None or not _CHECKOUT.match(step.uses.text):
        return None, None
    given = [step.input(name) for name in ("repository", "ref")]
    repository, ref = (way.scope.resolve(of_text(each.value.text)) if each is not None else None for each in given)
    return repository, ref


def _may_be_another(repository: Value) -> bool:
    """Whether a value names a repository that isn't surely the run's own: it is chosen by an input or a message."""
    return any(
        each.key[0] == "inputs" or each.key[:3] == ("github", "event", "client_payload") for each in references(repository)
    )


def _of_two_names(system: System) -> Iterator[WrongRef]:
    """`main` here and `master` there: a repository that was renamed from one to the other has only one of them."""
    named: dict[int, dict[str, list[Site]]] = {}
    for site in system.sites:
        if site.dispatch.kind == "workflow_dispatch" and site.dispatch.repository == OWN_REPOSITORY and site.dispatch.ref:
            name = constant(site.way.scope.resolve(site.dispatch.ref))
            if name in _DEFAULTS:
                named.setdefault(id(site.workflow.repository), {}).setdefault(str(name), []).append(site)
    for names in named.values():
        for name, sites in names.items() if len(names) > 1 else ():
            other, where = next((other, sites[0]) for other, sites in names.items() if other != name)
            what = f"the ref is `{name}` here and `{other}` elsewhere: GitHub refuses what names a branch that isn't there (422)"
            for site in sites:
                cure = "name the default branch by `github.event.repository.default_branch`"
                yield WrongRef(_place(site), what, cure, _place(where), f"it is `{other}` here")


def _deleted(system: System, site: Site) -> Iterator[WrongRef]:
    """A branch that a step of the same workflow deletes."""
    if site.dispatch.ref is None:
        return
    ref = site.way.scope.resolve(site.dispatch.ref)
    if not list(references(ref)) and constant(ref) in (*_DEFAULTS, None):
        return
    for way in system.ways:
        for act in way.step.acts if way.workflow is site.workflow and not _after_failure(way) else ():
            if act.event == "delete" and act.branch is not None and way.scope.resolve(act.branch) == ref:
                what = "the branch is deleted by the same workflow, and the started run may find it gone"
                yield WrongRef(
                    site.span, what, "let the started workflow delete it when it is done", act.span, "it is deleted here"
                )
                return


def _after_failure(way: Way) -> bool:
    """Whether a place is reached only where something has failed: then what was started is put an end to."""
    written = [each.job.condition for each in way.jobs] + [each.step.condition for each in way.steps]
    found = [condition(each.text) for each in written if each is not None]
    return any(isinstance(each, Condition) and asks_for(each.effective, "failure", "cancelled") for each in found)


def _not_checked_out(system: System, edge: Edge) -> Iterator[WrongRef]:
    """A message tells a branch or commit, and its listener checks out the default branch."""
    payload = edge.site.dispatch.payload
    if edge.event.name != "repository_dispatch" or not isinstance(payload, Object):
        return
    told = [each for each in payload.fields if each.name.lower() in _REFS and not isinstance(each.value, Const)]
    read = {each.name.lower() for each in readings(edge.workflow, edge.event)} if told else {""}
    if "" in read or read & _REFS:
        return
    for way in system.ways:
        if way.workflow is not edge.workflow or way.happens(system.plain(edge.event)) is False:
            continue
        step = way.step.step
        if step.uses is None or not _CHECKOUT.match(step.uses.text) or step.input("repository") is not None:
            continue
        _, ref = _checked_out(way)
        if ref is None or (isinstance(ref, Reference) and ref.key in _OWN):
            name = edge.workflow.workflow.source.name
            what = f"`{told[0].name}` is sent, and `{name}` checks out the default branch"
            cure = f"check out `github.event.client_payload.{told[0].name}` there"
            yield WrongRef(told[0].span or edge.site.span, what, cure, way.step.place, "here")
            return
