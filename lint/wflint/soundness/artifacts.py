"""Artifacts: what a run keeps and fetches, under which name, and whether what is fetched can be there.

Sources: actions/download-artifact, README ("Download Artifacts from other Workflow Runs or Repositories": without `github-token`
and `run-id` only artifacts of the current run are found) and `src/download-artifact.ts` (`run-id` and `repository` count only
where a token is given); actions/upload-artifact, README and `action.yml` (the default name is `artifact`); read in November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import pairwise

from wflint.facts.model import JobFacts, StepFacts, WorkflowFacts
from wflint.graph import System, Way
from wflint.lean import dataclass
from wflint.regex import regex
from wflint.senders.holed import HOLE, holed
from wflint.span import Span
from wflint.syntax.workflow import Step
from wflint.values.of_expression import of_text
from wflint.values.value import Choice, Fallback, OneOf, Reference, Unknown, Value, constant, parts_of, possible_texts, references

_UPLOAD = regex(r"actions/upload-artifact(?P<merge>/merge)?(?:@|$)", re.IGNORECASE)
_DOWNLOAD = regex(r"actions/download-artifact(?:@|$)", re.IGNORECASE)
_KEEPS_NONE = regex(
    r"(?:actions|docker|github)/(?!upload-pages-artifact)|[\w.-]+/(?:[\w-]*-)?(?:setup|checkout|login|install|cache|configure)\b",
    re.IGNORECASE,
)
"""Actions that leave no artifact, or only under names of their own."""
_GITHUB_SCRIPT = regex("actions/github-script")
_HOLES = regex(HOLE)
_OWN_RUN = ("github", "run_id")


@dataclass(frozen=True, slots=True, eq=False)
class Upload:
    """A step that keeps an artifact in its run, under `name`."""

    way: Way
    name: Value

    @property
    def place(self) -> Span:
        return _place(self.way)


@dataclass(frozen=True, slots=True, eq=False)
class Download:
    """A step that fetches artifacts.  `name` is `None` where it wants more than one, by `pattern` or all.

    `run`, `token` and `repository` are what the step gives, `None` where it gives nothing.
    """

    way: Way
    name: Value | None
    pattern: Value | None
    run: Value | None
    token: Value | None
    repository: Value | None

    @property
    def place(self) -> Span:
        return _place(self.way)

    @property
    def is_of_own_run(self) -> bool:
        """Whether GitHub looks in the run itself: without a token whatever else is given, and where no other run is named."""
        return self.token is None or (self.repository is None and (self.run is None or _is_own(self.run)))


def uploads(system: System) -> tuple[Upload, ...]:
    """Every step that keeps an artifact by GitHub's own action."""
    return tuple(Upload(way, name) for way in system.ways if (name := _kept_name(way)) is not None)


def downloads(system: System) -> tuple[Download, ...]:
    """Every step that fetches artifacts by GitHub's own action, but for those that name them by their numbers."""
    return tuple(
        Download(way, *(_given(way, each) for each in ("name", "pattern", "run-id", "github-token", "repository")))
        for way in system.ways
        if _uses(way.step.step, _DOWNLOAD) and way.step.step.input("artifact-ids") is None
    )


def _uses(step: Step, action: re.Pattern[str]) -> re.Match[str] | None:
    return action.match(step.uses.text) if step.uses is not None else None


def _kept_name(way: Way) -> Value | None:
    found = _uses(way.step.step, _UPLOAD)
    if found is None:
        return None
    if _given(way, "archive") is not None:
        return Unknown("an artifact that is one file goes by the file's name")
    return _given(way, "name") or of_text("merged-artifacts" if found["merge"] else "artifact")


def _given(way: Way, name: str) -> Value | None:
    given = way.step.step.input(name)
    value = way.scope.resolve(of_text(given.value.text)) if given is not None else None
    return None if value is None or constant(value) == "" else value


def _place(way: Way) -> Span:
    """The step of the workflow, also where a composite action does it."""
    return way.steps[0].place


# -- artifacts that another run keeps -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A step that looks for an artifact in its own run, where nothing has kept it.

    `ignored`: it names another run, and no token.  `kept` is the step that keeps such an artifact, later or in another workflow.
    """

    download: Download
    ignored: bool
    kept: Upload | None


def elsewhere(system: System) -> Iterator[Elsewhere]:
    """Each download that is meant for another run and looks in its own, as far as all that happens in this run is in sight."""
    kept = uploads(system)
    seen: set[Span] = set()
    for each in downloads(system):
        found = _elsewhere(system, each, kept)
        if found is not None and each.place not in seen:
            seen.add(each.place)
            yield found


def _elsewhere(system: System, download: Download, kept: tuple[Upload, ...]) -> Elsewhere | None:
    if not download.is_of_own_run:
        return None
    wanted = download.name or download.pattern
    alike = _alike(system, download.way.workflow, wanted, kept) if wanted is not None else None
    if download.token is None and download.run is not None and is_of_elsewhere(download.run):
        return Elsewhere(download, True, alike)
    meant = (alike is not None or download.token is not None) and not download.way.workflow.workflow.is_compiled
    if not meant or not _is_whole(download.way) or _tries_again(download.way):
        return None
    for each in kept:
        if each.way.workflow is download.way.workflow and _may_be_before(each.way, download.way) and may_be(each.name, wanted):
            return None
    return Elsewhere(download, False, alike)


def _alike(system: System, facts: WorkflowFacts, wanted: Value, kept: tuple[Upload, ...]) -> Upload | None:
    """Who keeps what is wanted: one whose runs lead to this one, or else another workflow of the repository."""
    near = _before(system, facts)
    own = [each for each in kept if each.way.workflow.repository is facts.repository and is_named_alike(each.name, wanted)]
    return next((each for each in own if each.way.workflow.path in near), next(iter(own), None))


def _before(system: System, facts: WorkflowFacts) -> frozenset[str]:
    """The paths of a workflow and of all whose runs lead to one of its runs, by a message or by their end."""
    starters: dict[str, set[str]] = {}
    for edge in system.edges:
        starters.setdefault(edge.workflow.path, set()).add(edge.site.workflow.path)
    for each in system.workflows:
        for follower in system.followers(each):
            starters.setdefault(follower.path, set()).add(each.path)
    found, waiting = {facts.path}, [facts.path]
    while waiting:
        new = starters.get(waiting.pop(), set()) - found
        found |= new
        waiting.extend(sorted(new))
    return frozenset(found)


def is_of_elsewhere(run: Value) -> bool:
    """Whether a run's number surely comes with the event that starts this run, and so is another run's."""
    if not isinstance(run, Reference):
        return False
    return run.key[:2] in (("github", "event"), ("inputs", *run.key[1:2]))


def _is_own(run: Value) -> bool:
    return isinstance(run, Reference) and run.key == _OWN_RUN


def _tries_again(way: Way) -> bool:
    """Whether the step asks which attempt of the run it is: earlier attempts have kept artifacts in the same run."""
    conditions = [each.step.condition for each in way.steps] + [each.job.condition for each in way.jobs]
    return any(each is not None and "run_attempt" in each.text for each in conditions)


def _is_whole(way: Way) -> bool:
    """Whether nothing out of sight can have kept an artifact in the run before."""
    if any(each.event == "workflow_call" for each in way.workflow.workflow.triggers):
        return False
    if way.job.job.matrix is not None or len(way.jobs) > 1:
        return all(map(_is_seen, _jobs(way.workflow.jobs)))
    later = _after(way.jobs, way.job, way.workflow)
    before = tuple(job for job in way.workflow.jobs if job is not way.job and job.id.lower() not in later)
    around = (way.job.steps, *(step.inner for step in way.steps))
    earlier = (each for steps, own in zip(around, way.steps, strict=False) for each in steps if each.step.index < own.step.index)
    return all(map(_is_seen, _jobs(before))) and all(map(_keeps_nothing_unseen, earlier))


def _jobs(jobs: tuple[JobFacts, ...]) -> Iterator[JobFacts]:
    for job in jobs:
        yield job
        if job.called is not None:
            yield from _jobs(job.called.jobs)


def _is_seen(job: JobFacts) -> bool:
    return (job.job.calls is None or job.called is not None) and all(map(_keeps_nothing_unseen, job.steps))


def _keeps_nothing_unseen(step: StepFacts) -> bool:
    if step.inner:
        return all(map(_keeps_nothing_unseen, step.inner))
    uses = step.step.uses
    if uses is None:
        return True
    if _uses(step.step, _GITHUB_SCRIPT):
        script = step.step.input("script")
        return script is None or "artifact" not in script.value.text.lower()
    return _KEEPS_NONE.match(uses.text) is not None


def is_kept_before(upload: Upload, download: Download) -> bool:
    """Whether, in one run, the artifact may be there when it is fetched."""
    return _may_be_before(upload.way, download.way)


def _may_be_before(one: Way, other: Way) -> bool:
    """Whether a step of a run can be over when another one of the same run begins."""
    for mine, its in zip(one.jobs, other.jobs, strict=False):
        if mine is not its:
            return mine.id.lower() not in _after(other.jobs, its, one.workflow)
        if mine.job.matrix is not None:
            return True  # another job of the matrix may be ahead
    if len(one.jobs) != len(other.jobs):
        return True
    for step, its_step in zip(one.steps, other.steps, strict=False):
        if step is not its_step:
            return step.step.index < its_step.step.index
    return False


def _after(ways: tuple[JobFacts, ...], job: JobFacts, workflow: WorkflowFacts) -> set[str]:
    """The ids of the jobs that wait for a job, in lower case."""
    around = next((outer.called for outer, inner in pairwise(ways) if inner is job), None) or workflow
    found = {job.id.lower()}
    while True:
        more = {each.id.lower() for each in around.jobs if any(need.text.lower() in found for need in each.job.needs)} - found
        if not more:
            return found - {job.id.lower()}
        found |= more


# -- names ----------------------------------------------------------------------------------------------------------------


def may_be(name: Value, wanted: Value | None) -> bool:
    """Whether an artifact of that name can be the one that is wanted, by its name or by a pattern."""
    if wanted is None:
        return True
    ones, others = _shapes(name), _shapes(wanted)
    return any(_may_fit(one, other) for one in ones for other in others)


def is_named_alike(name: Value, wanted: Value) -> bool:
    """Whether two names are surely meant for the same: the same words around the same holes."""
    pairs = [(_likeness(one), _likeness(other)) for one in _options(name) for other in _options(wanted)]
    return any(one == other != "" or ("*" in other and _has_words(other) and fnmatchcase(one, other)) for one, other in pairs)


def words_of(name: Value) -> frozenset[str]:
    """The words of a name that stand there as they are."""
    return frozenset(word.lower() for shape in _shapes(name) for word in re.findall(r"[^\W_\d]{2,}", shape))


def _has_words(likeness: str) -> bool:
    return re.search(r"\w{3}", re.sub(r"<.*?>", "", likeness)) is not None


def _options(value: Value) -> Iterator[Value]:
    match value:
        case OneOf(options):
            for option in options:
                yield from _options(option)
        case Choice(_, then, otherwise) | Fallback(then, otherwise):
            yield from _options(then)
            yield from _options(otherwise)
        case _:
            yield value


@lru_cache(maxsize=1024)
def _likeness(value: Value) -> str:
    """A name with its holes named after what fills them; nothing where there are only holes that can't be named.

    A hole that stands for a star in a pattern goes by a star.
    """
    found = holed(value)
    if any(isinstance(part, Unknown) for part in parts_of(value)):
        return ""
    named = _HOLES.sub(lambda match: _hole(found.holes[ord(match[0]) - 0xF0000]), found.shape)
    return named if re.search(r"\w", named) else ""


def _hole(value: Value) -> str:
    last = next((each.path[-1].lower() for each in references(value) if each.path[0] != "matrix"), "")
    return f"<{last}>" if last else "*"


def _shapes(value: Value) -> tuple[str, ...]:
    """The name as texts, holes and stars being a star."""
    texts = possible_texts(value)
    shapes = texts if texts is not None else tuple(_HOLES.sub("*", holed(each).shape) for each in _options(value))
    return tuple(re.sub(r"[?*\[{(!+@].*[?*\]})]|[?*]", "*", each) for each in shapes)


def _may_fit(one: str, other: str) -> bool:
    """Whether two texts in which stars stand for anything can be the same."""
    if "*" not in one and "*" not in other:
        return one == other
    head, its_head = one.split("*")[0], other.split("*")[0]
    tail, its_tail = one.split("*")[-1], other.split("*")[-1]
    if "*" not in one:
        return len(one) >= len(its_head) + len(its_tail) and one.startswith(its_head) and one.endswith(its_tail)
    if "*" not in other:
        return _may_fit(other, one)
    return (head.startswith(its_head) or its_head.startswith(head)) and (tail.endswith(its_tail) or its_tail.endswith(tail))
