"""What is sent: one `Dispatch` for each place that sends, one `Act` for each that makes GitHub raise an event of its own, and
what else a script does that others can see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from wflint.lean import dataclass, field
from wflint.regex import regex
from wflint.span import Span
from wflint.values.condition import ALWAYS, Condition
from wflint.values.value import Reference, Value

Kind = Literal["repository_dispatch", "workflow_dispatch"]

MOST_MESSAGES = 300
"""Messages of one script, and of one workflow, that are looked at; no system comes near."""

UNCALLED = "nothing in sight calls"
"""How the reason ends why a send can't be known that stands in a function."""
ANNOTATED = "only shows an annotation"
"""How words end that tell of a refusal which fails nothing, and stands where people look (`Dispatch.failure_hidden`)."""
PRINTED = "only leaves a line in the log"
"""The same of a refusal of which the log tells."""

ANNOTATES = regex(r"(?m)^[^#\n]*::(?:error|warning)\b")
"""What shows an annotation, in languages whose comments begin with `#`."""

OWN_REPOSITORY = Reference(("github", "repository"))


def leaves_line(words: str) -> bool:
    """Whether what hides a refusal prints a line at least, so that somebody has thought of it."""
    return words.startswith("`|| echo") or words.endswith((ANNOTATED, PRINTED))


@dataclass(frozen=True, slots=True)
class Defect:
    """Something wrong with how a message is made, seen while reading it; rules of that name report it.

    `rule` is the name of the rule (`invalid-payload`, `double-encoded-payload`, `dead-interpolation`, …).
    """

    rule: str
    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One place that sends a `repository_dispatch` or starts a workflow by `workflow_dispatch`.

    `target` is the event type, or the workflow as it is named there: file name, path, display name or number.
    `repository` is `owner/name` where the message goes; `OWN_REPOSITORY` where the script says nothing else.
    `payload` is the `client_payload` or the inputs: an `Object` wherever it could be read (`Object(())` where nothing is sent).
    `ref` is the branch or tag asked for, `None` where none is named.
    `token` is the token as given (`Reference(("secrets", "X"))`, …), `None` where the mechanism finds none in sight.
    `guard` is the condition inside the script; those of step and job are added when facts are put together.
    `failure_hidden` says how a refused dispatch stays unseen (`` `|| true` ``), `None` where it fails the step;
    `failure_output` is the output of the step that says then why it was refused.
    `in_folder`: only the folder in which the command is called says which repository is meant.
    """

    mechanism: str
    kind: Kind
    target: Value
    payload: Value
    span: Span
    target_span: Span
    repository: Value = OWN_REPOSITORY
    ref: Value | None = None
    token: Value | None = None
    guard: Condition = ALWAYS
    failure_hidden: str | None = None
    defects: tuple[Defect, ...] = ()
    failure_output: str | None = None
    in_folder: bool = False


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A send that was seen and can't be understood, and why."""

    mechanism: str
    reason: str
    span: Span
    guard: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Act:
    """Something done that makes GitHub raise an event of its own: a push, a comment, a label, a release, …

    `event` is the event's name; `types` its activity types, all of which it raises: `()` for an event that has none, `None`
    where they can't be known.  `branch` and `tag` are what is pushed, created or deleted, `base` the branch that a pull
    request goes into, `label` the label put on.  `body` is the text that arrives: of the comment, issue, pull request or
    release, or the message of the commit.  What isn't known to be there is `None`.
    `certain` is false where the event may as well be another one, or none: a label on what may be an issue or a pull request,
    `number` being what it is put on.
    `forced`: an existing branch or tag is moved.  `opens`: the branch is a new one, with nothing in it that wasn't there before.
    `token` is `None` where the mechanism finds none in sight.
    """

    mechanism: str
    event: str
    span: Span
    types: tuple[str, ...] | None = ()
    repository: Value = OWN_REPOSITORY
    token: Value | None = None
    branch: Value | None = None
    tag: Value | None = None
    base: Value | None = None
    label: Value | None = None
    body: Value | None = None
    number: Value | None = None
    certain: bool = True
    forced: bool = False
    opens: bool = False
    guard: Condition = ALWAYS
    failure_hidden: str | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """A name given a value for later steps: a line written to `GITHUB_OUTPUT` or `GITHUB_ENV`."""

    name: str
    value: Value
    span: Span
    guard: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Exit:
    """A place where the script ends before its end.  `code` is the status, `Const("0")` for success."""

    code: Value
    span: Span
    guard: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Wait:
    """A loop that sleeps between its turns, and that nothing in the script ends but what it waits for.

    `what` is its head as it reads in the file (`` `while true` ``).
    """

    what: str
    span: Span
    guard: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Misuse:
    """A name that the runner of a script gives to it, and that the script can't have as it asks for it.

    `kind`: the script declares the name once more, or calls what the name has no longer.
    """

    kind: Literal["declared", "removed"]
    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Word:
    """One argument of a command, with its place."""

    value: Value
    span: Span


@dataclass(frozen=True, slots=True)
class Invocation:
    """A command that a script runs, with what is known of its arguments, environment and standard input.

    `words[0]` is the program.  `environment` holds what the command sees beyond the words: the step's `env:` and what the
    script exported or put in front of the command.  `stdin` is the text piped or redirected in, `None` where nothing is.
    `discarded` says how a failure of the command stays unseen, `None` where it doesn't.  `followed`: the program is a file of
    the repository that was read, so that its messages, programs and exits are this script's; `calls` are its other calls, `None`
    where these aren't known.
    """

    words: tuple[Word, ...]
    span: Span
    environment: tuple[tuple[str, Value], ...] = ()
    stdin: Value | None = None
    files: tuple[tuple[str, Value], ...] = ()
    guard: Condition = ALWAYS
    discarded: str | None = None
    followed: bool = False
    calls: tuple[FunctionCall, ...] | None = None

    def variable(self, name: str) -> Value | None:
        """The value of an environment variable, or `None` where it isn't set in sight."""
        return dict(self.environment).get(name)


@dataclass(frozen=True, slots=True)
class FunctionCall:
    """A call of a function that isn't read, or that prints: what a script may do besides running programs.

    `name` is the function's with its library or kind of object, "" where it isn't known; `given` is what is printed.
    """

    name: str
    span: Span
    guard: Condition = ALWAYS
    given: Value | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request that a script makes, in whatever language: method, address, body text, and the `Authorization` header."""

    mechanism: str
    method: str
    url: Value
    body: Value | None
    span: Span
    authorization: Value | None = None
    guard: Condition = ALWAYS
    discarded: str | None = None


@dataclass(frozen=True, slots=True)
class ScriptFacts:
    """Everything that one script does and that wflint has a use for.

    `read_variables` are the environment names that the script looks up, for "is this ever read".
    `printed` is its standard output, `None` where that isn't followed.
    `problem` says why the script couldn't be read, `None` when it could.
    `acts` are those that its language shows; what its commands do is read from `invocations` (`acts.of_command`).
    `calls` are the calls that may do something else, `None` where a language has such and they aren't recorded.
    `misuses` tell what is wrong with the script if actions/github-script runs it.
    """

    dispatches: tuple[Dispatch, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    outputs: tuple[Assignment, ...] = ()
    exported: tuple[Assignment, ...] = ()
    exits: tuple[Exit, ...] = ()
    invocations: tuple[Invocation, ...] = ()
    read_variables: frozenset[str] = field(default_factory=frozenset)
    problem: str | None = None
    printed: Value | None = None
    acts: tuple[Act, ...] = ()
    waits: tuple[Wait, ...] = ()
    calls: tuple[FunctionCall, ...] | None = None
    misuses: tuple[Misuse, ...] = ()

    @property
    def doings(self) -> Iterator[Invocation | FunctionCall]:
        """Everything that the script does step by step: a command that runs a file of which all is known is what that does."""
        yield from self.calls or ()
        for each in self.invocations:
            if not each.followed or each.calls is None:
                yield each
            else:
                yield from each.calls
