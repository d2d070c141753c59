"""Small programs at random that send messages and end by chance: what happens hangs on a coin that nobody can foresee.

A program is made of statements that every language has; `chance_texts` writes it in one.  It asks `coin` (yes or no), `pick` (a
word, or none), `many` (some words), and `check`, which may fail.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

NAMES = ("x", "y", "z")
LISTS = ("l", "m")
WORDS = ("a", "b", "c")
_LOOPS = ("for many", "for words", "for list", "while")
_LEAVING = ("break", "continue", "return", "exit")


@dataclass(frozen=True, slots=True)
class Part:
    """A statement or a condition: its kind, the names and words in it, and the statements or conditions inside."""

    kind: str
    words: tuple[str, ...] = ()
    blocks: tuple[tuple[Part, ...], ...] = ()


Program = tuple[Part, ...]


def program(seed: int) -> Program:
    """A program that ends with a message."""
    return _Maker(Random(seed)).program()


def sends_in_loops(parts: Program, inside: bool = False) -> Iterator[str]:
    """The messages that stand in loops and functions: they may be sent several times, or not at all."""
    for part in parts:
        if part.kind == "send" and inside:
            yield part.words[0]
        for block in part.blocks:
            yield from sends_in_loops(block, inside or part.kind in (*_LOOPS, "define"))


class _Maker:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.count = 0
        self.loops = 0
        self.in_function = False
        self.functions: list[str] = []

    def program(self) -> Program:
        found: list[Part] = []
        for _ in range(self.random.randint(4, 8)):
            found.append(self.statement(0))
            if found[-1].kind == "exit":
                break
        return (*found, self.send())

    def condition(self, depth: int = 0) -> Part:
        chance = self.random.random()
        if depth < 2 and chance < 0.15:
            return Part("not", (), ((self.condition(depth + 1),),))
        if depth < 2 and chance < 0.3:
            kind = self.random.choice(("and", "or"))
            return Part(kind, (), ((self.condition(depth + 1),), (self.condition(depth + 1),)))
        name, word, words = self.random.choice(NAMES), self.random.choice(WORDS), self.random.choice(LISTS)
        number = str(self.random.choice((0, 1, 2)))
        options = (
            Part("coin"),
            Part("is", (name, word)),
            Part("is not", (name, word)),
            Part("empty", (name,)),
            Part("no words", (words,)),
            Part("more words", (words, number)),
            Part("more", ("n", number)),
        )
        return self.random.choice(options)

    def statement(self, depth: int) -> Part:
        chance = self.random.random()
        if depth < 3 and chance < 0.42:
            return self.compound(depth + 1, chance)
        if self.loops and chance < 0.5:
            return Part(self.random.choice(("break", "continue")))
        if self.in_function and chance < 0.54:
            return Part("return")
        if chance < 0.6 and self.functions and not self.in_function:
            return Part("call", (self.random.choice(self.functions),))
        return self.simple()

    def compound(self, depth: int, chance: float) -> Part:
        if chance < 0.05:
            return self.choice(depth)
        if chance < 0.22:
            otherwise = self.block(depth) if self.random.random() < 0.5 else ()
            return Part("if", (), ((self.condition(),), self.block(depth), otherwise))
        if chance < 0.32:
            self.loops += 1
            body = self.block(depth)
            self.loops -= 1
            kind, name = self.random.choice(_LOOPS), self.random.choice(NAMES)
            if kind == "while":
                self.count += 1
                return Part(kind, (f"t{self.count}",), (body,))
            over = tuple(self.random.sample(WORDS, 2)) if kind == "for words" else (self.random.choice(LISTS),)
            return Part(kind, (name, *over), (body,))
        if chance < 0.36 and not self.in_function and depth == 1:
            return self.function(depth)
        body = tuple(each for each in self.block(depth) if each.kind not in _LEAVING)
        return Part("try", (), (body or (Part("ask"),), self.block(depth)))

    def choice(self, depth: int) -> Part:
        first, second = self.random.sample(WORDS, 2)
        blocks = tuple(tuple(each for each in self.block(depth) if each.kind != "break") for _ in range(3))
        return Part("choose", (self.random.choice(NAMES), first, second), tuple(each or (Part("ask"),) for each in blocks))

    def function(self, depth: int) -> Part:
        loops, self.loops, self.in_function = self.loops, 0, True
        body = self.block(depth)
        self.loops, self.in_function = loops, False
        self.functions.append(f"f{len(self.functions)}")
        return Part("define", (self.functions[-1],), (body,))

    def simple(self) -> Part:
        name, word, words = self.random.choice(NAMES), self.random.choice(WORDS), self.random.choice(LISTS)
        options = (
            Part("set", (name, "")),
            Part("set", (name, word)),
            Part("set", (name, word)),
            Part("pick", (name,)),
            Part("copy", (name, self.random.choice(NAMES))),
            Part("append", (name, word)),
            Part("new", (words,)),
            Part("add", (words, word)),
            Part("add value", (words, name)),
            Part("count", ("n",)),
            Part("zero", ("n",)),
            Part("ask"),
            Part("put", (self.random.choice(WORDS), word)),
            Part("put under", (name, word)),
            Part("get", (name, self.random.choice(WORDS))),
            Part("either", (name, self.random.choice(NAMES))),
            Part("either", (name, self.random.choice(NAMES))),
            self.send(),
            self.send(),
            self.end(),
        )
        return self.random.choice(options)

    def send(self) -> Part:
        self.count += 1
        return Part("send", (f"s{self.count}",))

    def end(self) -> Part:
        self.count += 1
        return Part("exit", (str(10 + self.count),)) if self.count < 200 else Part("zero", ("n",))

    def block(self, depth: int) -> Program:
        found: list[Part] = []
        for _ in range(self.random.randint(1, 3)):
            found.append(self.statement(depth))
            if found[-1].kind in _LEAVING:
                break
        return tuple(found)
