"""Ways to say something, as short patterns over words, and the vocabulary they are compiled into.

swollen lips          these words one after the other; small words may stand between them
{swollen} & {mouth}   words of these groups near each other, in any order
throat .. {swell}     in this order, with a few other words between
tongue|gum_line       one of these; _ joins the words of one of them
swell+                a verb with its endings
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

NEXT, SOME, NEAR = 0, 4, 4
"""Words that may stand between two items, small words not counted: side by side, over `..`, and on either side of `&`."""


class PatternError(ValueError):
    """A pattern or a group of words that cannot be used; the message says why, for its author."""


class Order(NamedTuple):
    """One order of the items of a pattern: their symbols, and how far each may stand from the one before."""

    items: tuple[int, ...]
    reaches: tuple[int, ...]


class Vocabulary:
    """Compiles groups of words and patterns. A symbol is a word, a group, or a choice between bars; each has a number."""

    def __init__(self, groups: Mapping[str, Sequence[str]]) -> None:
        self._groups = groups
        self._symbols: dict[str, int] = {}
        self.words_of: list[set[str]] = []
        self.longer: list[list[Order]] = []
        self.ways: list[tuple[str, str, tuple[Order, ...]]] = []
        self._words: dict[str, frozenset[str]] = {}

    def words(self, pattern: str) -> frozenset[str]:
        """Every single word that can stand in a pattern. Raises PatternError."""
        return frozenset().union(*(self._item_words(item, ()) for item in _items(pattern)[0]))

    def sample(self, pattern: str) -> str:
        """The shortest text that a pattern finds, made of the first words of its groups."""
        return " ".join(self._sample(item) for item in _items(pattern)[0])

    def _sample(self, item: str) -> str:
        said = self._alternatives(item)[0]
        return said.removesuffix("+") if _simple(said) else self.sample(said)

    def add(self, kind: str, name: str, pattern: str) -> None:
        """Make a pattern known, whose `words` have been looked at; what is found of it is reported by kind and name."""
        self.ways.append((kind, name, tuple(self._orders(pattern))))

    def all_words(self) -> frozenset[str]:
        """Every word that stands in some pattern."""
        return frozenset().union(*self.words_of)

    def starters(self) -> list[frozenset[str]]:
        """For each symbol, the words one of which must be in a text for the symbol to occur there."""
        known: dict[int, frozenset[str]] = {}

        def words(symbol: int) -> frozenset[str]:
            if symbol not in known:
                rarest = (min(map(words, order.items), key=len) for order in self.longer[symbol])
                known[symbol] = frozenset(self.words_of[symbol]).union(*rarest)
            return known[symbol]

        return [words(symbol) for symbol in range(len(self.words_of))]

    def _orders(self, pattern: str) -> Iterable[Order]:
        for items, reaches in _orders(pattern):
            yield Order(tuple(self._symbol(item) for item in items), tuple(reaches))

    def _symbol(self, item: str) -> int:
        if item in self._symbols:
            return self._symbols[item]
        number = self._symbols[item] = len(self._symbols)
        self.words_of.append(set())
        self.longer.append([])
        for said in self._alternatives(item):
            if _simple(said):
                self.words_of[number].update(_forms(said))
            else:
                self.longer[number] += self._orders(said)
        return number

    def _alternatives(self, item: str) -> Sequence[str]:
        """What an item may be: the members of a group, or what stands between its bars."""
        if "|" in item or ("_" in item and item[0] != "{"):
            return [said if said[0] == "{" else said.replace("_", " ") for said in item.split("|") if said]
        if item[0] != "{":
            return (item,)
        if item[1:-1] not in self._groups:
            raise PatternError(f"there is no group of words {item[1:-1]!r}")
        return self._groups[item[1:-1]]

    def _item_words(self, item: str, above: tuple[str, ...]) -> frozenset[str]:
        if item in above:
            raise PatternError(f"the group {item} contains itself")
        if item not in self._words:
            found: set[str] = set()
            for said in self._alternatives(item):
                if _simple(said):
                    found.update(_forms(said))
                else:
                    found = found.union(*(self._item_words(part, (*above, item)) for part in _items(said)[0]))
            self._words[item] = frozenset(found)
        return self._words[item]


def endings(word: str) -> tuple[str, ...]:
    """A verb, or a word like one, with its regular endings."""
    if word.endswith("e"):
        return (word, f"{word}s", f"{word}d", f"{word[:-1]}ing", f"{word}ing")
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return (word, f"{word[:-1]}ies", f"{word[:-1]}ied", f"{word}ing", f"{word}s")
    plural = f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s"
    plain = (word, plural, f"{word}ed", f"{word}ing")
    if word[-1] in "bdgklmnprt" and word[-2:-1] in "aeiou" and word[-3:-2] not in "aeiou":
        return (*plain, f"{word}{word[-1]}ed", f"{word}{word[-1]}ing")
    return plain


def _forms(word: str) -> tuple[str, ...]:
    return endings(word[:-1]) if word.endswith("+") and len(word) > 2 else (word,)


def _simple(said: str) -> bool:
    """Whether this is a single word, with no pattern in it."""
    return " " not in said and "{" not in said and "|" not in said and "_" not in said


def _whole(one: str) -> bool:
    """Whether this is a group in braces, or a word with none."""
    return one[:1] == "{" and one[-1:] == "}" if "{" in one or "}" in one else True


_BAR = re.compile(r"\|\s+")
"""Between bars a long choice may go on in the next line."""


@cache
def _items(pattern: str) -> tuple[list[str], list[int]]:
    """The items of a pattern, and how far each may stand from the one before it; `&` counts as its own reach, negative."""
    items: list[str] = []
    reaches: list[int] = []
    reach = NEXT
    for part in _BAR.sub("|", pattern).split():
        if part in ("..", "&"):
            if not items or reach != NEXT:
                raise PatternError(f"{part!r} must stand between two words")
            reach = SOME if part == ".." else -NEAR
            continue
        if ("{" in part or "}" in part) and not all(_whole(one) for one in part.split("|")):
            raise PatternError(f"{part!r} is not a word and not a group in braces")
        if items:
            reaches.append(reach)
        items.append(part)
        reach = NEXT
    if not items or reach != NEXT:
        raise PatternError("a pattern needs words, and must not end with .. or &")
    if reaches.count(-NEAR) > 2:
        raise PatternError("a pattern can have & at most twice")
    return items, reaches


def _orders(pattern: str) -> Iterable[tuple[list[str], list[int]]]:
    """A pattern without `&`: once as it stands, and once more for each other order around an `&`."""
    items, reaches = _items(pattern)
    cuts = [index for index, reach in enumerate(reaches) if reach < 0]
    if not cuts:
        yield items, reaches
        return
    edges = [0, *(cut + 1 for cut in cuts), len(items)]
    parts = [(items[start:end], reaches[start : end - 1]) for start, end in pairwise(edges)]
    orders = ([0, 1], [1, 0]) if len(parts) == 2 else ([0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0])
    for order in orders:
        yield (
            [item for part in order for item in parts[part][0]],
            [reach for place, part in enumerate(order) for reach in ([NEAR] if place else []) + parts[part][1]],
        )
