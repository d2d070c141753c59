"""From tokens to a tree, by precedence, with GitHub's limits and complaints (actions/runner ExpressionParser.cs)."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from wflint.lean import dataclass, field
from wflint.syntax.expression.lexer import OPENERS, Kind, Token, tokens
from wflint.syntax.expression.signatures import GENERAL_NAMES, SIGNATURES
from wflint.syntax.expression.tree import And, Call, Compare, Expression, Index, Literal, Name, Not, Or, Star, walk

MAX_DEPTH = 50
MAX_LENGTH = 21_000

_PRECEDENCE = {"!": 16, "<": 11, "<=": 11, ">": 11, ">=": 11, "==": 10, "!=": 10, "&&": 6, "||": 5}


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """Why a text is not an expression, in GitHub's words, and where in the text."""

    message: str
    start: int
    end: int


def parse(
    text: str,
    contexts: Collection[str] | None = None,
    functions: Collection[str] | None = None,
    *,
    start: int = 0,
    end: int | None = None,
) -> Expression | SyntaxProblem:
    """The tree of an expression without its `${{ }}`, or what GitHub would complain about first.

    `contexts` are the contexts that may be named here, None for any.  `functions` are those of the functions with a
    limited place (`always`, `cancelled`, `failure`, `hashFiles`, `success`) that may be called, None for all of them.
    With `start` and `end` only that part of the text is parsed; offsets always count from the text's beginning.
    """
    end = len(text) if end is None else end
    anywhere = _anywhere(text, start, end)
    if contexts is None and functions is None:
        return anywhere.tree
    allowed_contexts = None if contexts is None else {name.lower() for name in contexts}
    allowed_functions = SIGNATURES.keys() if functions is None else GENERAL_NAMES | {each.lower() for each in functions}
    knows_contexts = allowed_contexts is None or anywhere.contexts <= allowed_contexts
    if knows_contexts and anywhere.functions <= allowed_functions and not isinstance(anywhere.tree, SyntaxProblem):
        return anywhere.tree
    return _built(text, start, end, allowed_contexts, allowed_functions)


@dataclass(frozen=True, slots=True)
class _Anywhere:
    """What a text is where everything may be named, and what it names, in lower case."""

    tree: Expression | SyntaxProblem
    contexts: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()


@lru_cache(maxsize=4096)
def _anywhere(text: str, start: int, end: int) -> _Anywhere:
    """Most texts are looked at more than once: by who asks what may stand there, and by each who asks what it means."""
    tree = _built(text, start, end, None, SIGNATURES.keys())
    if isinstance(tree, SyntaxProblem):
        return _Anywhere(tree)
    nodes = tuple(walk(tree))
    return _Anywhere(
        tree,
        frozenset(node.name.lower() for node in nodes if isinstance(node, Name)),
        frozenset(node.name.lower() for node in nodes if isinstance(node, Call)),
    )


def _built(
    text: str, start: int, end: int, contexts: Collection[str] | None, functions: Collection[str]
) -> Expression | SyntaxProblem:
    if end - start > MAX_LENGTH:
        return SyntaxProblem(f"Exceeded max expression length {MAX_LENGTH}", start, end)
    building = _Building()
    last: Token | None = None
    for token in tokens(text, start, end):
        problem = _refused(token, contexts, functions) or building.add(token)
        if problem:
            return problem
        last = token
    if last is None:
        return SyntaxProblem("An expression was expected", start, end)
    return building.finish(last)


def _refused(token: Token, contexts: Collection[str] | None, functions: Collection[str]) -> SyntaxProblem | None:
    match token.kind:
        case Kind.UNEXPECTED:
            return _problem("Unexpected symbol", token)
        case Kind.FUNCTION if token.text.lower() not in functions or token.text.lower() not in SIGNATURES:
            return _problem("Unrecognized function", token)
        case Kind.NAME if contexts is not None and token.text.lower() not in contexts:
            return _problem("Unrecognized named-value", token)
        case _:
            return None


def _problem(what: str, token: Token) -> SyntaxProblem:
    return SyntaxProblem(f"{what}: '{token.text}'", token.start, token.end)


@dataclass(frozen=True, slots=True)
class _Operand:
    """A finished part of the tree, with the place of parentheses around it and the height that GitHub limits."""

    node: Expression
    start: int
    end: int
    height: int = 1


@dataclass(slots=True)
class _Building:
    """The two stacks of the shunting-yard method; they, not Python's stack, grow with an expression's nesting."""

    operands: list[_Operand] = field(default_factory=list)
    operators: list[Token] = field(default_factory=list)
    calls: list[tuple[Token, int]] = field(default_factory=list)
    previous: Kind | None = None
    tallest: int = 0

    def add(self, token: Token) -> SyntaxProblem | None:
        """Take the next token, which the lexer knows to be legal in its place."""
        problem = None
        match token.kind:
            case Kind.LITERAL:
                self._push(Literal(token.value, token.start, token.end))
            case Kind.NAME:
                self._push(Name(token.text, token.start, token.end))
            case Kind.FUNCTION:
                self.calls.append((token, len(self.operands)))
            case Kind.PROPERTY:
                below = self.operands.pop()
                key = Literal(token.value, token.start, token.end)
                self._push(Index(below.node, key, below.start, token.end), below)
            case Kind.STAR:
                self._push_star(token)
            case Kind.OPERATOR:
                self._add_operator(token)
            case Kind.START_GROUP | Kind.START_ARGUMENTS | Kind.START_INDEX:
                self.operators.append(token)
            case Kind.COMMA:
                self._reduce(0)
            case Kind.END_GROUP:
                self._close_group(token)
            case Kind.END_INDEX:
                self._close_index(token)
            case Kind.END_ARGUMENTS:
                problem = self._close_arguments(token)
            case _:
                pass
        self.previous = token.kind
        return problem

    def finish(self, last: Token) -> Expression | SyntaxProblem:
        """The whole tree, once there are no more tokens."""
        is_open = last.kind in {Kind.OPERATOR, Kind.DOT, Kind.COMMA, Kind.FUNCTION}
        if is_open or any(operator.kind in OPENERS for operator in self.operators):
            return _problem("Unexpected end of expression", last)
        self._reduce(0)
        [whole] = self.operands
        if self.tallest > MAX_DEPTH:
            return SyntaxProblem(f"Exceeded max expression depth {MAX_DEPTH}", whole.start, whole.end)
        return whole.node

    def _push(self, node: Expression, *below: _Operand, height: int | None = None) -> None:
        if height is None:
            height = 1 + max((operand.height for operand in below), default=0)
        if isinstance(node, Index | Star):
            height = max(height, 2)
        self.tallest = max(self.tallest, height)
        self.operands.append(_Operand(node, node.start, node.end, height))

    def _push_star(self, token: Token) -> None:
        below = self.operands.pop()
        self._push(Star(below.node, below.start, token.end), below)

    def _add_operator(self, token: Token) -> None:
        if token.text != "!":
            self._reduce(_PRECEDENCE[token.text])
        self.operators.append(token)

    def _reduce(self, precedence: int) -> None:
        """Finish the operators on top that bind at least as strongly, up to the last opening parenthesis."""
        while self.operators and self.operators[-1].kind is Kind.OPERATOR:
            operator = self.operators[-1]
            if _PRECEDENCE[operator.text] < precedence:
                return
            self.operators.pop()
            right = self.operands.pop()
            if operator.text == "!":
                self._push(Not(right.node, operator.start, right.end), right)
                continue
            left = self.operands.pop()
            if operator.text == "&&":
                operands = (*_flat(left.node, And), *_flat(right.node, And))
                self._push(And(operands, left.start, right.end), height=_joined_height(left, right, And))
            elif operator.text == "||":
                operands = (*_flat(left.node, Or), *_flat(right.node, Or))
                self._push(Or(operands, left.start, right.end), height=_joined_height(left, right, Or))
            else:
                self._push(Compare(operator.text, left.node, right.node, left.start, right.end), left, right)

    def _close_group(self, token: Token) -> None:
        self._reduce(0)
        opener = self.operators.pop()
        inner = self.operands.pop()
        self.operands.append(_Operand(inner.node, opener.start, token.end, inner.height))

    def _close_index(self, token: Token) -> None:
        self._reduce(0)
        self.operators.pop()
        if self.previous is Kind.STAR_INDEX:
            self._push_star(token)
            return
        key = self.operands.pop()
        below = self.operands.pop()
        self._push(Index(below.node, key.node, below.start, token.end), below, key)

    def _close_arguments(self, token: Token) -> SyntaxProblem | None:
        self._reduce(0)
        self.operators.pop()
        function, mark = self.calls.pop()
        arguments = self.operands[mark:]
        del self.operands[mark:]
        self._push(Call(function.text, tuple(argument.node for argument in arguments), function.start, token.end), *arguments)
        signature = SIGNATURES[function.text.lower()]
        if len(arguments) < signature.minimum:
            return _problem("Too few parameters supplied", function)
        if len(arguments) > signature.maximum:
            return _problem("Too many parameters supplied", function)
        if signature.name == "case" and len(arguments) % 2 == 0:
            return _problem("Even number of parameters supplied, requires an odd number of parameters", function)
        return None


def _flat(node: Expression, kind: type[And] | type[Or]) -> tuple[Expression, ...]:
    return node.operands if isinstance(node, kind) else (node,)


def _joined_height(left: _Operand, right: _Operand, kind: type[And] | type[Or]) -> int:
    """The height of a chain: a chain of the same kind inside of it is a part of it and no further level."""
    return 1 + max(side.height - isinstance(side.node, kind) for side in (left, right))
