"""Which words stand in a text, asked of each distinct line once: most lines of workflows stand in many of them."""

from __future__ import annotations

from wflint.facts.named import glued
from wflint.facts.sought import holds_any, readings

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.facts.sought import Sought, Word

_MOST, _LONGEST = 1024, 200
"""Lines that are kept, and characters of one that may be met again."""


class Telling:
    """Looks for words, and knows lines again in which none of them begins."""

    def __init__(self, wanted: Iterable[Sought]) -> None:
        self._words: dict[str, list[Word]] = {}
        for word in dict.fromkeys(word for each in wanted for word in each.words):
            self._words.setdefault(word.text, []).append(word)
        self._quiet: set[str] = set()

    def words(self, low: str) -> frozenset[Word]:
        """The words that stand in a text in lower case, in any of its readings."""
        quiet = self._quiet
        lines = [line for line in low.split("\n") if line not in quiet]
        if not lines:
            return frozenset()
        text = "\n".join(lines)
        bare = glued(text)  # what stands in any reading stands there too, but for what is dropped
        found, going_on = self._begun(text, f"{bare}\\" if "\\" in text else bare)
        if len(quiet) > _MOST:
            quiet.clear()
        texts = {word.text for word in (*found, *going_on)}
        quiet.update(
            line
            for line, said in zip(lines, bare.split("\n"), strict=True)
            if len(line) <= _LONGEST and not (texts and (holds_any(said, texts) or "\\" in line))
        )
        found.update(word for word in going_on if any(map(word.stands_in, readings(low))))
        return frozenset(found)

    def _begun(self, low: str, bare: str) -> tuple[set[Word], list[Word]]:
        """The words that stand in some lines, and those that stand at the end of one and may go on in the next."""
        known = [word for text, words in self._words.items() if text in bare for word in words]
        said = "\n".join(readings.__wrapped__(low)) if known else ""
        going_on = [word for word in known if word.end is not None and word.end.search(said) is not None]
        return {word for word in known if word not in going_on and word.stands_in(said)}, going_on
