"""Which language a step's script is in, and how its shell treats errors.

Sources: docs.github.com "Workflow syntax", `jobs.<job_id>.steps[*].shell`; actions/runner `ScriptHandlerHelpers.cs`.
"""

from __future__ import annotations

from typing import Literal

from wflint.lean import dataclass
from wflint.syntax.node import Node, Scalar, Sequence, scalars
from wflint.syntax.workflow import Job, Step, Workflow

Language = Literal["bash", "powershell", "python", "cmd", "other"]


@dataclass(frozen=True, slots=True)
class Shell:
    """A script's language, whether the shell stops at the first error, and whether a pipe fails with any of its parts."""

    language: Language
    stops_on_error: bool = True
    pipefail: bool = False


def shell_of(workflow: Workflow, job: Job, step: Step) -> Shell:
    """The shell of a `run` step: its own, the job's default, the workflow's, or the runner's."""
    for given in (step.shell, job.default_shell, workflow.default_shell):
        if given is not None:
            return named(given.text)
    return Shell("powershell") if runs_on_windows(job.runs_on) else Shell("bash")


def named(name: str) -> Shell:
    """The shell of a `shell:` key, be it a known word or a command line with `{0}`."""
    words = name.strip().split()
    program = words[0].replace("\\", "/").rpartition("/")[2].removesuffix(".exe").lower() if words else ""
    custom = "{0}" in name
    match program:
        case "bash":
            options = " ".join(words[1:])
            return Shell("bash", not custom or _has_flag(options, "e"), not custom or "pipefail" in options)
        case "sh" | "dash" | "zsh":
            return Shell("bash", not custom or _has_flag(" ".join(words[1:]), "e"))
        case "pwsh" | "powershell":
            return Shell("powershell")
        case "python" | "python3":
            return Shell("python")
        case "cmd":
            return Shell("cmd", stops_on_error=False)
        case _:
            return Shell("other")


def _has_flag(options: str, flag: str) -> bool:
    return any(word.startswith("-") and not word.startswith("--") and flag in word for word in options.split())


def runner_labels(node: Node | None) -> tuple[str, ...]:
    """The labels of `runs-on`, in any of its forms."""
    return tuple(scalar.text for scalar in scalars(node)) if node is not None else ()


def runs_on_windows(node: Node | None) -> bool:
    """Whether the labels name Windows for certain; a label made by an expression isn't certain."""
    return any("windows" in label.lower() and "${{" not in label for label in runner_labels(node))


def is_self_hosted(node: Node | None) -> bool:
    """Whether the labels name a self-hosted runner: only the label `self-hosted` says so for certain."""
    labels = [item for item in node.items if isinstance(item, Scalar)] if isinstance(node, Sequence) else []
    single = [node] if isinstance(node, Scalar) else []
    return any(label.text.strip().lower() == "self-hosted" for label in (*labels, *single))
