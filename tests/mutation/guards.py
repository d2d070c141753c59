"""Where a loop's counter is compared with its bound, and where it rises, in scripts and in `if`s."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mutation.code import Code, Piece, codes, edits
from mutation.roles import COUNTER, loop_workflows, on_loops
from mutation.statements import branches
from mutation.subject import Edit, Subject
from wflint.facts.model import WorkflowFacts
from wflint.syntax.expression import Compare, Expression, SyntaxProblem, parse, split_template, walk
from wflint.syntax.node import Scalar

_ORDER = {
    "-lt": "<",
    "-le": "<=",
    "-gt": ">",
    "-ge": ">=",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
}
_COMPARISONS = {"binary_expression", "comparison_expression", "comparison"}
_NOT_COUNTED = re.compile(r"LASTEXITCODE|\.Length|\.length|BREAKER|failed\b", re.IGNORECASE)
TRUE = {"bash": "true", "powershell": "$true", "javascript": "true", "python": "True"}
FALSE = {"bash": "false", "powershell": "$false", "javascript": "false", "python": "False"}


@dataclass(frozen=True, slots=True, eq=False)
class Guard:
    """A comparison of a counter with its bound in a script.

    `test` is the whole of it as a condition (in bash with its brackets), `left`, `operator` and `right` its parts.  `allows`:
    where it is true, the loop goes on.
    """

    code: Code
    test: Piece
    left: Piece
    operator: tuple[int, int]
    right: Piece
    order: str
    counter_first: bool

    @property
    def allows(self) -> bool:
        return (self.order in ("<", "<=")) is self.counter_first

    @property
    def counter(self) -> str:
        return self.code.written(self.left if self.counter_first else self.right)

    @property
    def bound(self) -> Piece:
        return self.right if self.counter_first else self.left


def guards(subject: Subject) -> tuple[Guard, ...]:
    """Every comparison of a counter in the scripts of workflows on loops."""
    scripts = (code for facts in loop_workflows(subject) for code in codes(subject, facts))
    return tuple(guard for code in scripts for guard in _guards(code))


def _guards(code: Code) -> Iterator[Guard]:
    for piece in code.root.all():
        if piece.kind not in _COMPARISONS or len(piece.below) < 2:
            continue
        left, right = piece.below[0], piece.below[-1]
        between = code.source[left.end : right.start]
        order = _ORDER.get(between.strip().lower())
        if order is None:
            continue
        words = [code.written(left), code.written(right)]
        counted = [COUNTER.search(re.sub(r"(?i)max\w*|\w*limit|\w*_cap\b", "", each)) is not None for each in words]
        if counted[0] == counted[1] or any(map(_NOT_COUNTED.search, words)):
            continue
        lead = len(between) - len(between.lstrip())
        operator = (left.end + lead, left.end + lead + len(between.strip()))
        yield Guard(code, _test(code, piece), left, operator, right, order, counted[0])


def _test(code: Code, piece: Piece) -> Piece:
    """The comparison with the brackets that make it a command of bash."""
    if code.language != "bash":
        return piece
    way = code.root.way_to(piece.start, piece.end)
    around = [each for each in way if each.kind in ("test_command", "compound_statement")]
    outer = around[-1] if around else piece
    whole = re.fullmatch(r"(?:\[\[?|\(\()\s*", code.source[outer.start : piece.start])
    return outer if whole else piece


def removed(subject: Subject, guard: Guard) -> list[Edit]:
    """Take a guard away: its branch stays, or stands without an `if`; part of a longer condition becomes a constant."""
    code = guard.code
    for branch in branches(code):
        condition = branch.condition
        if (
            condition is None
            or branch.kind != "if"
            or code.written(condition).strip("() \n") != code.written(guard.test).strip("() \n")
        ):
            continue
        if not (condition.start <= guard.test.start and guard.test.end <= condition.end):
            continue
        kept = branch.body if guard.allows else next(iter(_else_body(code, branch.owner)), None)
        text = code.source[kept[0] : kept[1]].strip() if kept is not None else _nothing(code)
        return edits(subject, code, [(*branch.whole, _unindented(text))])
    constant = (TRUE if guard.allows else FALSE)[code.language]
    inside = code.language == "bash" and not code.written(guard.test).startswith(("[", "(("))
    if inside:
        constant = "1 -eq 1" if guard.allows else "1 -eq 0"
    return edits(subject, code, [(guard.test.start, guard.test.end, constant)])


def _else_body(code: Code, owner: Piece) -> Iterator[tuple[int, int]]:
    for branch in branches(code):
        if branch.kind == "else" and owner.start <= branch.whole[0] and branch.whole[1] <= owner.end:
            yield branch.body


def _nothing(code: Code) -> str:
    return {"bash": ":", "python": "pass"}.get(code.language, "")


def _unindented(text: str) -> str:
    lines = text.split("\n")
    return "\n".join(
        [lines[0], *(re.sub(r"^ {1,4}(?= )|^ {2}", "", line) if line.startswith("  ") else line for line in lines[1:])]
    )


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """A place where a counter rises by one: the range of the whole sum, and of what is added."""

    code: Code
    added: tuple[int, int]
    text: str


_SUMS = {"binary_expression", "additive_expression"}
_IN_TEXT = re.compile(r"(\w*(?:retr|attempt|count|tries|rounds)\w*[^\n+;]{0,30}?)(\s*\+\s*1)\b", re.IGNORECASE)


def increments(subject: Subject) -> tuple[Step, ...]:
    """Every place where a counter rises in a workflow on a loop."""
    scripts = (code for facts in loop_workflows(subject) for code in codes(subject, facts))
    return tuple(step for code in scripts for step in _increments(code))


def _increments(code: Code) -> Iterator[Step]:
    seen = set()
    for piece in code.root.all():
        if piece.kind not in _SUMS or len(piece.below) < 2:
            continue
        left, right = piece.below[0], piece.below[-1]
        if (
            code.source[left.end : right.start].strip() == "+"
            and code.written(right) == "1"
            and COUNTER.search(code.written(left))
        ):
            seen.add((left.end, right.end))
            yield Step(code, (left.end, right.end), code.written(piece))
    for match in _IN_TEXT.finditer(code.source):  # in a jq program, which is a string to the shell
        if not any(start < match.end(2) and match.start(2) < end for start, end in seen):
            yield Step(code, match.span(2), match[0])


@dataclass(frozen=True, slots=True, eq=False)
class WrittenGuard:
    """A comparison of a counter with its bound in an expression of YAML: in an `if`, or in a variable."""

    scalar: Scalar
    start: int
    end: int
    left: str
    order: str
    right: str
    counter_first: bool

    @property
    def allows(self) -> bool:
        return (self.order in ("<", "<=")) is self.counter_first


def written_guards(subject: Subject, facts: WorkflowFacts) -> Iterator[WrittenGuard]:
    """The comparisons of counters in the expressions of a workflow."""
    for scalar in _expressions(subject, facts):
        for expression in trees(scalar):
            for part in walk(expression):
                if not isinstance(part, Compare) or part.operator in ("==", "!="):
                    continue
                left, right = (scalar.text[each.start : each.end] for each in (part.left, part.right))
                counted = [COUNTER.search(re.sub(r"(?i)max\w*", "", each)) is not None for each in (left, right)]
                if counted[0] != counted[1]:
                    yield WrittenGuard(scalar, part.start, part.end, left, part.operator, right, counted[0])


def _expressions(subject: Subject, facts: WorkflowFacts) -> Iterator[Scalar]:
    """Scalars of jobs and steps that send along a loop, or that make what those read."""
    ways = [edge.site.way for edge in on_loops(subject)]
    jobs, steps = {way.jobs[0].id for way in ways}, [way.steps[0].step for way in ways]
    for job in facts.workflow.jobs:
        yield from (each.value for each in (*job.environment, *job.inputs, *job.outputs))
        if job.id in jobs and job.condition is not None:
            yield job.condition
        for step in job.steps:
            yield from (each.value for each in (*step.environment, *step.inputs))
            if step in steps and step.condition is not None:
                yield step.condition


def trees(scalar: Scalar) -> Iterator[Expression]:
    """The expressions of a scalar, with offsets in its text: those in braces, or the whole text where it has none."""
    template = split_template(scalar.text)
    found = [hole.expression for hole in template.holes] or [parse(scalar.text)]
    yield from (each for each in found if not isinstance(each, SyntaxProblem))


def rewritten(subject: Subject, scalar: Scalar, start: int, end: int, text: str) -> Edit:
    """The edit that puts a text in a range of a scalar's text."""
    return subject.replaced(scalar.locate(start, end), text)
