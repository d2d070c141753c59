"""The grammar of `cmd` batch scripts: lines to statements, with every character's place kept.

Source: learn.microsoft.com, "Windows commands" (`cmd`, `if`, `for`, `set`, …).  `%…%` is put in before a line is read,
`^` takes the meaning from the next character, `&&` binds tighter than `||`, and that tighter than `&`.
"""

from __future__ import annotations

import re

from wflint.lean import dataclass
from wflint.regex import regex
from wflint.senders.cmd_tree import Asked, Block, Chain, For, If, Item, Items, Label, Redirect, Sign, Simple, Statement

_SIGNS: tuple[Sign, ...] = ("&", "||", "&&", "|")
_DEEPEST = 60
_DELIMITERS = " \t,;=\r\f\v"
_BLANKS = " \t\r,;="
_LOOP = regex(r"%%(?:~([A-Za-z]*))?([A-Za-z])")
_ARGUMENT = regex(r"%(?:~([A-Za-z]*))?([0-9*])")
_PERCENT = regex(r"%([\w().\-]+)(?::([^%\n]*))?%")
_DELAYED = regex(r"!([\w().\-]+)(?::([^!\n]*))?!")
_WORD = regex(r"[A-Za-z]+")
_CONTINUED = regex(r"\^\r?\n")
"""A line that goes on in the next one."""
_REDIRECT = regex(r"[0-9]?[<>]")
_FOR = regex(
    r"\s+(?:/(?P<flag>[flrdFLRD])\s+)?(?P<options>\"[^\"\n]*\"|[^\s%(]+)?\s*%%?(?P<letter>[A-Za-z])\s+in\s*\(", re.IGNORECASE
)
_QUOTE = regex(r"\s*(['`])")
_OPERATORS = regex(r"==|(?:equ|neq|lss|leq|gtr|geq)\b", re.IGNORECASE)


class TooDeepError(Exception):
    """The script is nested deeper than is read."""


def parse(text: str) -> tuple[Statement, ...]:
    """The statements of a script, one for each line that holds any."""
    return Parser(text, len(text), bool(re.search(r"enabledelayedexpansion|/v:on", text, re.IGNORECASE))).lines()


def parse_inner(text: str, start: int, end: int) -> tuple[Statement, ...]:
    """The command between the quotes of `for /f %%x in ('…')`, where `^|` stands for `|`."""
    delayed = bool(re.search(r"enabledelayedexpansion|/v:on", text, re.IGNORECASE))
    return Parser(text, end, delayed, start, unescaped=True).lines()


@dataclass(slots=True)
class Parser:
    """One pass over a text."""

    text: str
    limit: int
    delayed: bool
    at: int = 0
    unescaped: bool = False
    depth: int = 0
    nesting: int = 0

    def lines(self) -> tuple[Statement, ...]:
        """Every line up to the end, or up to the `)` that closes a block."""
        found: list[Statement] = []
        while self.at < self.limit:
            self._blanks(newlines=True)
            if self.peek() == ")":
                if self.depth:
                    break
                self.at += 1  # one too many: `cmd` takes no notice of it and of what follows
                self._skip_line()
                continue
            if self.peek() == ":":
                found.append(self._label())
                continue
            before = self.at
            statement = self.sequence()
            if statement is not None:
                found.append(statement)
            if self.peek() in ("&", "|") or self.at == before:
                self.at += 1
        return tuple(found)

    def peek(self) -> str:
        return self.text[self.at] if self.at < self.limit else ""

    def _blanks(self, newlines: bool = False) -> None:
        while self.at < self.limit:
            character = self.text[self.at]
            if character in _BLANKS or (newlines and character in "\n@"):
                self.at += 1
            elif character == "^" and (match := _CONTINUED.match(self.text, self.at, self.limit)):
                self.at = match.end()
            else:
                return

    def _skip_line(self) -> None:
        end = self.text.find("\n", self.at, self.limit)
        self.at = self.limit if end < 0 else end

    def _label(self) -> Label:
        start = self.at
        self._skip_line()
        match = re.match(r":\s*([^\s:+,;=&|<>()]*)", self.text[start : self.at])
        return Label(match[1].lower() if match and self.text[start + 1 : start + 2] != ":" else "", start, self.at)

    # --- chains

    def sequence(self) -> Statement | None:
        """Commands with `&` between them, which may be left out at the end."""
        return self._chain(0)

    def _chain(self, level: int) -> Statement | None:
        if level == len(_SIGNS):
            return self.command()
        sign = _SIGNS[level]
        left = self._chain(level + 1)
        while self._sign() == sign:
            self.at += len(sign)
            right = self._chain(level + 1)
            if left is None or right is None:
                left = left or right
            else:
                left = Chain(sign, left, right, left.start, right.end)
        return left

    def _sign(self) -> str:
        self._blanks()
        escaped = self.unescaped and self.text[self.at : self.at + 1] == "^" and self.text[self.at + 1 : self.at + 2] in "&|"
        if escaped:
            self.at += 1
        for sign in ("&&", "||", "&", "|"):
            if self.text.startswith(sign, self.at) and self.at < self.limit:
                return sign
        return ""

    # --- commands

    def command(self) -> Statement | None:
        """One command: a block, `if`, `for`, or a program with its arguments."""
        self.nesting += 1
        if self.nesting > _DEEPEST:
            raise TooDeepError
        found = self._command()
        self.nesting -= 1
        return found

    def _command(self) -> Statement | None:
        self._blanks()
        while self.peek() == "@":
            self.at += 1
            self._blanks()
        start = self.at
        if self.peek() == "(":
            return self._block(start)
        if self.peek() == ":":
            self._skip_line()
            return None
        match _keyword(self.text, self.at, self.limit):
            case "rem":
                self._skip_line()
                return None
            case "if":
                self.at += 2
                return self._if(start)
            case "for":
                self.at += 3
                found = self._for(start)
                if found is not None:
                    return found
                self.at = start
            case _:
                pass
        return self._simple(start)

    def _block(self, start: int) -> Statement:
        self.at += 1
        self.depth += 1
        body = self.lines()
        self.depth -= 1
        self.at += self.peek() == ")"
        end = self.at
        redirects: list[Redirect] = []
        while True:
            self._blanks()
            if (match := _REDIRECT.match(self.text, self.at, self.limit)) is None:
                break
            self.at = match.end() - 1
            redirects.append(self._redirect(match[0][:-1]))
        return Block(body, tuple(redirects), start, end)

    def _simple(self, start: int) -> Statement | None:
        items: list[Item] = []
        redirects: list[Redirect] = []
        quoted = False
        while self.at < self.limit:
            character = self.text[self.at]
            if character == "\n":
                break
            if not quoted and character in "&|":
                break
            if not quoted and character == ")" and self.depth:
                break
            if not quoted and character in "<>":
                redirects.append(self._redirect(_handle(items)))
                continue
            if character == '"':
                quoted = not quoted
            items.extend(self._item(quoted))
        while items and items[-1].text == "\r":
            items.pop()
        if not any(item.kind or item.text.strip() for item in items) and not redirects:
            return None
        written = [item for item in items if item.kind or item.text.strip()]
        span = (written[0].start, written[-1].end) if written else (start, self.at)
        return Simple(tuple(items), tuple(redirects), *span)

    def _redirect(self, handle: str) -> Redirect:
        sign = ">>" if self.text.startswith(">>", self.at) else self.text[self.at]
        self.at += len(sign)
        if self.peek() == "&":
            self.at += 2
            return Redirect(sign + "&", handle, ())
        self._blanks()
        return Redirect(sign, handle, self._token("&|<>()" if self.depth else "&|<>"))

    def _token(self, ends: str) -> Items:
        """A word up to white space, or up to one of `ends`."""
        items: list[Item] = []
        quoted = False
        while self.at < self.limit:
            character = self.text[self.at]
            if character == "\n" or (not quoted and (character in " \t\r" or character in ends)):
                break
            if character == '"':
                quoted = not quoted
            items.extend(self._item(quoted))
        return tuple(items)

    def _item(self, quoted: bool) -> Items:
        """What stands at this place; nothing where it has no effect."""
        start, character = self.at, self.text[self.at]
        if character == "^" and not quoted:
            following = self.text[start + 1 : start + 2]
            if self.unescaped and following and following in "&|<>":
                self.at += 1
                return ()
            if match := _CONTINUED.match(self.text, start, self.limit):
                self.at = match.end()
                return ()
            self.at += 2
            return (Item(following, start + 1, start + 2),) if following else ()
        if character == "%":
            return self._percent(start)
        if character == "!" and self.delayed:
            match = _DELAYED.match(self.text, start, self.limit)
            self.at = match.end() if match else start + 1
            return (Item(match[0], start, self.at, "delayed", match[1], match[2]),) if match else ()
        self.at += 1
        return (Item(character, start, self.at),)

    def _percent(self, start: int) -> Items:
        if match := _LOOP.match(self.text, start, self.limit):
            self.at = match.end()
            return (Item(match[0], start, self.at, "loop", match[2], match[1]),)
        if self.text.startswith("%%", start):
            self.at = start + 2
            return (Item("%", start, self.at),)
        if match := _ARGUMENT.match(self.text, start, self.limit):
            self.at = match.end()
            return (Item(match[0], start, self.at, "argument", match[2], match[1]),)
        if match := _PERCENT.match(self.text, start, self.limit):
            self.at = match.end()
            return (Item(match[0], start, self.at, "percent", match[1], match[2]),)
        self.at = start + 1
        return ()

    # --- if and for

    def _if(self, start: int) -> Statement:
        negated = ignores_case = False
        while True:
            self._blanks()
            if self.text[self.at : self.at + 2].lower() == "/i":
                ignores_case = True
                self.at += 2
            elif _keyword(self.text, self.at, self.limit) == "not":
                negated = not negated
                self.at += 3
            else:
                break
        begin = self.at
        word = _keyword(self.text, self.at, self.limit)
        if word in ("errorlevel", "exist", "defined", "cmdextversion"):
            self.at += len(word)
            self._blanks()
            question: tuple[str, Items, Items] = (word, self._token("("), ())
        else:
            question = self._comparison()
        asked = Asked(*question, negated, ignores_case, begin, self.at)
        then = self.sequence()
        otherwise: Statement | None = None
        mark = self.at
        self._blanks()
        if _keyword(self.text, self.at, self.limit) == "else":
            self.at += 4
            otherwise = self.sequence()
        else:
            self.at = mark
        return If(asked, then, otherwise, start, self.at)

    def _comparison(self) -> tuple[str, Items, Items]:
        left = self._token("=")
        while self.peek() in (" ", "\t"):
            self.at += 1
        match = _OPERATORS.match(self.text, self.at, self.limit)
        if match is None:
            return "", left, ()
        self.at = match.end()
        self._blanks()
        return match[0].lower(), left, self._token("")

    def _for(self, start: int) -> Statement | None:
        head = _FOR.match(self.text, self.at, self.limit)
        if head is None:
            return None
        begin = head.end()
        end = self._end_of_list(begin)
        self.at = begin
        inner = Parser(self.text, end, self.delayed, begin)
        items: list[Item] = []
        quoted = False
        while inner.at < end:
            quoted ^= inner.peek() == '"'
            items.extend(inner._item(quoted))
        self.at = end + 1
        self._blanks(newlines=True)
        if _keyword(self.text, self.at, self.limit) != "do":
            return None
        self.at += 2
        body = self.sequence()
        flag = (head["flag"] or "").lower()
        return For(flag, (head["options"] or "").strip('"'), head["letter"], tuple(items), (begin, end), body, start, self.at)

    def _end_of_list(self, begin: int) -> int:
        """The `)` that closes the list; one inside the quotes of a command doesn't."""
        match = _QUOTE.match(self.text, begin, self.limit)
        if match is not None:
            closing = re.compile(re.escape(match[1]) + r"\s*\)").search(self.text, match.end(), self.limit)
            if closing is not None:
                return closing.end() - 1
        quoted = False
        for at in range(begin, self.limit):
            quoted ^= self.text[at] == '"'
            if self.text[at] == ")" and not quoted:
                return at
        return self.limit


def _keyword(text: str, at: int, limit: int) -> str:
    """The word at a place in lower case, where it stands alone."""
    match = _WORD.match(text, at, limit)
    following = text[match.end() : match.end() + 1] if match and match.end() < limit else ""
    return match[0].lower() if match and (not following or following in "\n()/\"'%!<>&|" + _DELIMITERS) else ""


def _handle(items: list[Item]) -> str:
    """Take the digit before `>` for its handle: it is one where nothing but a delimiter stands before it."""
    last = items[-1] if items else None
    if last is None or last.kind or not last.text.isdigit():
        return ""
    before = items[-2] if len(items) > 1 else None
    if before is not None and (before.kind or before.text not in _DELIMITERS):
        return ""
    items.pop()
    return last.text
