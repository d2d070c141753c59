"""GitHub's expressions, the language inside `${{ }}` and `if:`.

`parse` makes a tree of a text, `split_template` finds the expressions in a scalar, `condition` reads an `if:`.
`evaluate` and `truth` compute as GitHub does, and say what is certain where not everything is known.

The language is that of actions/runner (`src/Sdk/Expressions`, read in 2026-08), checked against the test data and the
npm package that GitHub publishes from actions/languageservices.  `tests/oracles` has those checks, and a table of the
few points where the runner and the npm package differ.
"""

from wflint.syntax.expression.conditions import AnyCondition, Condition, LiteralTextCondition, condition
from wflint.syntax.expression.evaluator import evaluate, truth
from wflint.syntax.expression.parser import MAX_DEPTH, MAX_LENGTH, SyntaxProblem, parse
from wflint.syntax.expression.problems import EvaluationError
from wflint.syntax.expression.signatures import SIGNATURES, Signature
from wflint.syntax.expression.template import Hole, Part, Template, Text, split_template
from wflint.syntax.expression.tree import (
    STATUS_FUNCTIONS,
    And,
    Call,
    Compare,
    Expression,
    Index,
    Literal,
    Name,
    Not,
    Or,
    Star,
    calls_status_function,
    children,
    path,
    references,
    walk,
)
from wflint.syntax.expression.values import (
    Array,
    Object,
    Primitive,
    Unknown,
    Value,
    from_python,
    is_truthy,
    kind,
    to_number,
    to_text,
)

__all__ = [
    "MAX_DEPTH",
    "MAX_LENGTH",
    "SIGNATURES",
    "STATUS_FUNCTIONS",
    "And",
    "AnyCondition",
    "Array",
    "Call",
    "Compare",
    "Condition",
    "EvaluationError",
    "Expression",
    "Hole",
    "Index",
    "Literal",
    "LiteralTextCondition",
    "Name",
    "Not",
    "Object",
    "Or",
    "Part",
    "Primitive",
    "Signature",
    "Star",
    "SyntaxProblem",
    "Template",
    "Text",
    "Unknown",
    "Value",
    "calls_status_function",
    "children",
    "condition",
    "evaluate",
    "from_python",
    "is_truthy",
    "kind",
    "parse",
    "path",
    "references",
    "split_template",
    "to_number",
    "to_text",
    "truth",
    "walk",
]
