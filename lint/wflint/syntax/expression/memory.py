"""GitHub's limit on the memory of one evaluation, counted as in actions/runner EvaluationMemory.cs."""

from __future__ import annotations

from wflint.lean import dataclass, field
from wflint.syntax.expression.problems import EvaluationError
from wflint.syntax.expression.values import Value, is_primitive

MAX_BYTES = 1_048_576
"""The default of actions/runner EvaluationContext.cs; where a runner allows more, GitHub's own tests don't."""

_OBJECT_BYTES = 24
_STRING_BYTES = 26


@dataclass(slots=True)
class Memory:
    """The bytes that results at each depth of the tree hold on to."""

    held: list[int] = field(default_factory=list)

    def add(self, depth: int, value: Value) -> None:
        """Count a result; once it is primitive, what its operands held is free again."""
        if is_primitive(value):
            del self.held[depth + 1 :]
        self.held.extend([0] * (depth + 1 - len(self.held)))
        self.held[depth] += _STRING_BYTES + 2 * len(value) if isinstance(value, str) else _OBJECT_BYTES
        if sum(self.held) > MAX_BYTES:
            raise EvaluationError("The maximum allowed memory size was exceeded")
