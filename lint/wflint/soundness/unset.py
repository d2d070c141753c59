"""Outputs that a message hangs on and that are surely empty: nobody sets them, or what sets them can't reach the reader.

Sources: docs.github.com, "Contexts reference" (`steps` holds the steps of the job with an id that have run), "Passing information
between jobs" (an output that may hold a secret is dropped); learn.microsoft.com, "about_Character_Encoding" (Windows PowerShell
writes UTF-16 by `>>` and `Out-File`); github.com/actions/runner, `FileCommandManager.cs` (a file is read in the encoding that
its byte order mark tells, so that what Windows PowerShell alone writes arrives).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wflint.facts.model import JobFacts, StepFacts, WorkflowFacts
from wflint.graph import Site, System
from wflint.lean import dataclass
from wflint.regex import regex
from wflint.soundness.asked import asked
from wflint.soundness.readers import job_texts, step_texts
from wflint.span import Span
from wflint.syntax.expression import Expression, Literal, Or, SyntaxProblem, path, references, split_template
from wflint.syntax.node import Scalar, scalars
from wflint.syntax.workflow import Job
from wflint.values.value import Choice, Const, Encoded, Fallback, Reference, Text, Value

_FILE = r"\$\{?env:GITHUB_(OUTPUT|ENV)\b"
_APPENDS = regex(rf"(?im)^(?!\s*#)[^\n]*?(>>\s*[\"']?{_FILE}|\b(?:Out-File|Add-Content)\b[^\n]*{_FILE}[^\n]*)")
"""A line of Windows PowerShell that writes to a file of the runner."""
_READ = regex(r"\bneeds\.([\w-]+)\.outputs\.([\w-]+)", re.IGNORECASE)
_READ_AS_JSON = regex(r"\bfromJSON\(\s*needs\.([\w-]+)\.outputs\.([\w-]+)\s*\)", re.IGNORECASE)
_ENCODED = regex(r"(?i)-Enc\w*[\s:]+[\"']?(utf8|ascii|unicode)\b")


@dataclass(frozen=True, slots=True)
class Unset:
    """A place that reads, or makes, an output that is empty: what, why, and the message that hangs on it.

    `site` is `None` where outputs are written in two encodings, and only one can be read.
    """

    place: Span
    name: str
    why: str
    cure: str
    site: Site | None


def unset(system: System, facts: WorkflowFacts) -> Iterator[Unset]:
    """Each fault once, where it is read; where it is made if that is where it is wrong."""
    seen: set[Span] = set()
    sites = [site for site in system.sites_in(facts) if not site.way.is_called]
    found = [*_read_to_send(sites), *_read_to_decide(facts, sites), *_handed_on(facts, sites)]
    found += _written_in_two_ways(facts) if sites else ()
    for each in found:
        if each.place not in seen:
            seen.add(each.place)
            yield each


# -- what messages are made of --------------------------------------------------------------------------------------------


def _read_to_send(sites: list[Site]) -> Iterator[Unset]:
    read: set[int] = set()
    for site in sites:
        job, step = site.way.job, site.way.steps[0]
        if id(step) in read:
            continue
        read.add(id(step))
        for scalar in step_texts(step.step):
            if scalar is not step.step.name:
                yield from _holes(scalar, job, step, site)
        script = " ".join(each.text for each in step_texts(step.step))
        for named in job.job.environment:
            if re.search(rf"\b{re.escape(named.name.text)}\b", script):
                yield from _holes(named.value, job, None, site)


def _holes(scalar: Scalar, job: JobFacts, step: StepFacts | None, site: Site | None) -> Iterator[Unset]:
    for hole in split_template(scalar.text).holes if "${{" in scalar.text else ():
        if isinstance(hole.expression, SyntaxProblem) or _has_another(hole.expression):
            continue
        for each in references(hole.expression):
            found = path(each)
            why = _why(found, job, step) if found is not None else None
            if found is not None and why is not None:
                yield Unset(scalar.locate(each.start, each.end), ".".join(found), *why, site)


def _has_another(expression: Expression) -> bool:
    """Whether something that isn't a constant stands in where the first is empty."""
    return isinstance(expression, Or) and not isinstance(expression.operands[-1], Literal)


def _why(found: tuple[str, ...], job: JobFacts, step: StepFacts | None) -> tuple[str, str] | None:
    match found:
        case ("steps", name, "outputs", output) if step is not None or job.steps:
            return _why_of_step(name, output, job, step)
        case ("needs", name, "outputs", output):
            why = job.scope.why_empty(Reference(found))
            if why is None:
                return None
            cure = f"declare `{output}` under `outputs` of job `{name}`" if "declares" in why else f"add `{name}` to `needs`"
            return why, cure
        case _:
            return None


def _why_of_step(name: str, output: str, job: JobFacts, step: StepFacts | None) -> tuple[str, str] | None:
    """`step` is the one that reads, `None` for what is read when the job has ended."""
    earlier = list(job.steps)
    if step is not None:
        earlier = earlier[: next((at for at, each in enumerate(earlier) if each is step), 0)]
    named = [each for each in earlier if each.step.id is not None and each.step.id.text.lower() == name.lower()]
    if not named:
        later = any(each.step.id is not None and each.step.id.text.lower() == name.lower() for each in job.steps)
        if later:
            return f"step `{name}` hasn't run when this is read", "move the step that reads it behind that one"
        return f"no step of job `{job.id}` has the id `{name}`", f"give the step that sets `{output}` the line `id: {name}`"
    outputs = named[-1].outputs
    if outputs.closed and output.lower() not in outputs.values:
        return f"step `{name}` never sets `{output}`", f"write `{output}=…` to `GITHUB_OUTPUT` there"
    return None


# -- what decides about messages ------------------------------------------------------------------------------------------


def _read_to_decide(facts: WorkflowFacts, sites: list[Site]) -> Iterator[Unset]:
    for each in asked(facts):
        site = next((site for site in sites if _is_behind(site, each.job, each.step)), None)
        if each.expression is None or site is None:
            continue
        needed = {need.text.lower() for need in each.job.job.needs}
        for reference in references(each.expression):
            found = path(reference)
            if found is None or (found[0] == "needs" and found[1:2] and found[1].lower() not in needed):
                continue  # `broken-condition` speaks of jobs that aren't needed
            why = _why(found, each.job, each.step)
            if why is not None:
                yield Unset(each.place(reference), ".".join(found), *why, site)


def _is_behind(site: Site, job: JobFacts, step: StepFacts | None) -> bool:
    return site.way.jobs[0] is job and (step is None or site.way.steps[0] is step)


# -- what jobs hand on ------------------------------------------------------------------------------------------------------


def _handed_on(facts: WorkflowFacts, sites: list[Site]) -> Iterator[Unset]:
    """Outputs of jobs that can't hold what they should, where a job that sends reads them, or the matrix of one before it."""
    readers = _readers(facts, sites)
    for job in facts.jobs:
        for each in job.job.outputs:
            reader = readers.get((job.id.lower(), each.name.text.lower()))
            if reader is None:
                continue
            yield from _holes(each.value, job, None, reader)
            if _is_secret(job.outputs.get(each.name.text.lower(), Const(""))):
                why = "it holds a secret, and GitHub drops such outputs"
                yield Unset(
                    each.span, f"needs.{job.id}.outputs.{each.name.text}", why, "read the secret where it is used", reader
                )


def _readers(facts: WorkflowFacts, sites: list[Site]) -> dict[tuple[str, str], Site]:
    """By job and output: a message whose job reads the output, or else one behind a job that can't begin without it.

    The latter has it in its matrix, where `fromJSON('')` is an error.
    """
    texts = {id(each): _read_outputs(_READ, _all_texts(each.job)) for each in facts.jobs}
    matrices = {each.id.lower(): _read_outputs(_READ_AS_JSON, _matrix_texts(each.job)) for each in facts.jobs}
    found: dict[tuple[str, str], Site] = {}
    for site in sites:
        for name in texts[id(site.way.jobs[0])]:
            found.setdefault(name, site)
    for site in sites:
        for need in site.way.jobs[0].job.needs:
            for name in matrices.get(need.text.lower(), ()):
                found.setdefault(name, site)
    return found


def _read_outputs(pattern: re.Pattern[str], texts: Iterable[str]) -> frozenset[tuple[str, str]]:
    return frozenset((match[1].lower(), match[2].lower()) for text in texts for match in pattern.finditer(text))


def _all_texts(job: Job) -> Iterator[str]:
    texts = [job.condition, *job_texts(job)]
    for step in job.steps:
        texts += [step.condition, *step_texts(step)]
    return (each.text for each in texts if each is not None)


def _matrix_texts(job: Job) -> Iterator[str]:
    return (each.text for each in scalars(job.matrix)) if job.matrix is not None else iter(())


def _is_secret(value: Value) -> bool:
    """Whether the value surely holds a secret."""
    match value:
        case Reference():
            return value.key[0] == "secrets" or value.key == ("github", "token")
        case Text(parts):
            return any(map(_is_secret, parts))
        case Fallback(first, _) | Encoded(first):
            return _is_secret(first)
        case Choice(_, then, otherwise):
            return _is_secret(then) and _is_secret(otherwise)
        case _:
            return False


# -- how outputs are written ------------------------------------------------------------------------------------------------


def _written_in_two_ways(facts: WorkflowFacts) -> Iterator[Unset]:
    """What Windows PowerShell writes to a file of the runner in another encoding than what stands in it already."""
    for job in facts.jobs:
        for step in job.steps:
            run = step.step.run
            shell = step.step.shell or job.job.default_shell or facts.workflow.default_shell
            if run is None or shell is None or not re.match(r"(?i)powershell(?:\.exe)?\b", shell.text):
                continue
            first: dict[str, bool] = {}
            for match in _APPENDS.finditer(run.text):
                file, is_wide = (match[2] or match[3]).upper(), _is_wide(match[0])
                if is_wide is not None and first.setdefault(file, is_wide) is not is_wide:
                    names = ("UTF-16", "UTF-8") if is_wide else ("UTF-8", "UTF-16")
                    why = f"this is written as {names[0]}, behind lines in {names[1]}"
                    place = run.locate(match.start(1), match.start(1) + len(match[1].rstrip()))
                    yield Unset(place, f"GITHUB_{file}", why, "write each line by `Out-File -Encoding utf8 -Append`", None)


def _is_wide(line: str) -> bool | None:
    """Whether a line is written as UTF-16; `None` where that can't be told: `Add-Content` has the encoding of the machine."""
    told = _ENCODED.search(line)
    if told is not None:
        return told[1].lower() == "unicode"
    return None if "add-content" in line.lower() else True
