"""Work: what builds, tests, deploys or commits, as far as a command or an action is known to do nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wflint.graph import System, Way
from wflint.lean import dataclass
from wflint.senders.commands import unwrapped
from wflint.senders.flags import program_name
from wflint.senders.message import Invocation
from wflint.soundness.roles import orchestrators
from wflint.span import Span
from wflint.syntax.workflow import Step
from wflint.values.value import constant

_TARGET_WORDS = "all build check compile deploy dist image install lint package publish release site test tests"
_ALONE_WORDS = """
pytest tox nox cmake ctest ninja msbuild xcodebuild mvn mvnw gradle gradlew goreleaser jest vitest tsc
"""
_TARGETS = frozenset(_TARGET_WORDS.split())
_SCRIPTS = frozenset(("build", "deploy", "lint", "publish", "release", "test"))
_ALONE = frozenset(_ALONE_WORDS.split())
"""Programs that do nothing but build or test."""
_SUBCOMMANDS: Mapping[str, frozenset[str]] = {
    "bazel": frozenset(("build", "test", "run")),
    "cargo": frozenset(("bench", "build", "check", "clippy", "publish", "test")),
    "docker": frozenset(("build", "buildx", "push")),
    "dotnet": frozenset(("build", "pack", "publish", "test")),
    "git": frozenset(("commit",)),
    "go": frozenset(("build", "test", "vet")),
    "helm": frozenset(("install", "upgrade")),
    "kubectl": frozenset(("apply", "rollout")),
    "terraform": frozenset(("apply", "destroy")),
    "twine": frozenset(("upload",)),
}
_PACKAGE_MANAGERS = frozenset(("npm", "pnpm", "yarn", "bun"))
_ACTIONS = (
    "actions/deploy-pages@",
    "actions/jekyll-build-pages@",
    "docker/bake-action@",
    "docker/build-push-action@",
    "endbug/add-and-commit@",
    "golangci/golangci-lint-action@",
    "goreleaser/goreleaser-action@",
    "jamesives/github-pages-deploy-action@",
    "peaceiris/actions-gh-pages@",
    "peter-evans/create-pull-request@",
    "pypa/gh-action-pypi-publish@",
    "softprops/action-gh-release@",
    "stefanzweifel/git-auto-commit-action@",
)


@dataclass(frozen=True, slots=True)
class Work:
    """Something that a step does besides sending.  `words` name it as the author wrote it; `is_let_go`: nobody sees it fail."""

    way: Way
    place: Span
    words: str
    is_let_go: bool = False


def routers_at_work(system: System) -> Iterator[Work]:
    """The first piece of work in each orchestrator; what a reusable workflow does that it calls is that one's."""
    for facts in orchestrators(system):
        own = (way for way in system.ways if way.workflow is facts and not way.is_called)
        found = next((work for way in own for work in works(way)), None)
        if found is not None:
            yield found


def works(way: Way) -> Iterator[Work]:
    """The work of one step."""
    step = way.step.step
    if _is_working_action(step):
        yield Work(way, step.place, step.uses.text if step.uses is not None else "")
    for invocation in way.step.script.invocations:
        words = _working_command(unwrapped(invocation))
        if words:
            yield Work(way, invocation.span, words, invocation.discarded is not None)


def _is_working_action(step: Step) -> bool:
    return step.uses is not None and step.uses.text.lower().startswith(_ACTIONS)


def _working_command(invocation: Invocation) -> str:
    """The command in two words, where it is known to work; empty otherwise."""
    program = program_name(invocation.words[0].value) if invocation.words else None
    if program is None:
        return ""
    given = [constant(word.value) for word in invocation.words[1:]]
    if None in given[:1]:
        return ""
    words = [word for word in given if word is not None and not word.startswith("-")]
    first = words[0] if words else ""
    if _does_work(program, first, words) and not {"--version", "--help", "-h"} & set(given):
        return f"{program} {first}".strip()
    return ""


def _does_work(program: str, first: str, words: list[str]) -> bool:
    if program in _ALONE:
        return True
    if program == "make":
        return not words or bool(_TARGETS & set(words))
    if program in _PACKAGE_MANAGERS:
        script = words[1] if first in ("run", "run-script") and len(words) > 1 else first
        return script in _SCRIPTS
    return first in _SUBCOMMANDS.get(program, ())
