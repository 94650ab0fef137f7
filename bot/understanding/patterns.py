"""Ways to say something, as short patterns over words, and the search for all of them in a text.

    swollen lips          these words one after the other; small words may stand between them
    {swollen} & {mouth}   words of these groups near each other, in any order
    throat .. {swell}     in this order, with a few other words between
    tongue|gum_line       one of these; _ joins the words of one of them
    swell+                a verb with its endings

A pattern is looked at only when every item of it can occur in the text, and then costs the number of places where its items do.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

NEXT, SOME, NEAR = 0, 4, 4
"""Words that may stand between two items, small words not counted: side by side, over `..`, and on either side of `&`."""

MUCH = 6
"""From so many times the length on, a list is searched instead of walked."""

FAR = 10_000
"""Added to the place of a word by the end of a sentence: further than any item may stand."""


class PatternError(ValueError):
    """A pattern or a group of words that cannot be used; the message says why, for its author."""


class Found(NamedTuple):
    """A pattern in a text: what it stands for, and its first and last token.

    `inner` is the token that its last item begins with. `negated`: one of its own words is a negation.
    """

    name: str
    start: int
    end: int
    inner: int
    negated: bool = False


class Order(NamedTuple):
    """One order of the items of a pattern: their symbols, and how far each may stand from the one before."""

    items: tuple[int, ...]
    reaches: tuple[int, ...]


Place = tuple[int, int, int, bool]
"""Where items stand: first token, last token, the token that the last item begins with, and whether one is a negation."""


_last = itemgetter(1)


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


class Machine:
    """Finds every pattern of a vocabulary in a text. `negative` words make a pattern negated."""

    def __init__(self, vocabulary: Vocabulary, negative: frozenset[str]) -> None:
        self._vocabulary, self._negative = vocabulary, negative
        starters = vocabulary.starters()
        self._symbols: dict[str, list[int]] = {}
        for symbol, words in enumerate(starters):
            for word in words:
                self._symbols.setdefault(word, []).append(symbol)
        self._ways: dict[str, list[tuple[str, str, Order]]] = {}
        for kind, name, orders in vocabulary.ways:
            for order in orders:
                for word in min((starters[item] for item in order.items), key=len):
                    self._ways.setdefault(word, []).append((kind, name, order))

    def run(self, words: Sequence[tuple[str, ...]], before_it: Sequence[int], with_it: Sequence[int]) -> dict[str, list[Found]]:
        """Every pattern found, by kind, in the order of their ends.

        `words` are the known words each token may stand for; the others count, for each token, the words that matter up to it.
        """
        where: dict[str, list[int]] = {}
        for index, meant in enumerate(words):
            for word in meant:
                where.setdefault(word, []).append(index)
        can: dict[int, int] = {}
        for word, indexes in where.items():
            sentences = 0
            for index in indexes:
                sentences |= 1 << before_it[index] // FAR
            for symbol in self._symbols.get(word, ()):
                can[symbol] = can.get(symbol, 0) | sentences
        search = _Search(self._vocabulary, self._negative, where, can, before_it, with_it, {})
        ways = {way for word in where for way in self._ways.get(word, ()) if search.possible(way[2])}
        places: dict[str, set[tuple[int, int, str, Place]]] = {}
        for kind, name, order in ways:
            places.setdefault(kind, set()).update((place[1], place[0], name, place) for place in search.order(order))
        return {kind: [Found(name, *place) for _, _, name, place in sorted(found)] for kind, found in places.items()}


@dataclass(slots=True)
class _Search:
    """One search through one text: where each symbol stands, found out once."""

    vocabulary: Vocabulary
    negative: frozenset[str]
    where: dict[str, list[int]]
    can: dict[int, int]
    before_it: Sequence[int]
    with_it: Sequence[int]
    known: dict[int, list[Place]]

    def possible(self, order: Order) -> bool:
        """Whether all items of a pattern can occur in one sentence. `can` has a bit for each sentence a symbol may be in."""
        together = -1
        for item in order.items:
            together &= self.can.get(item, 0)
            if not together:
                return False
        return True

    def order(self, order: Order) -> list[Place]:
        """Where the items of a pattern stand in this order: for each place of the last item, with the nearest ones before it."""
        found = self.symbol(order.items[0])
        for item, reach in zip(order.items[1:], order.reaches, strict=True):
            if not found:
                break
            found = self._joined(found, self.symbol(item), reach)
        return found

    def _joined(self, found: list[Place], following: list[Place], reach: int) -> list[Place]:
        """Each of the following places that stands within reach of the last found one before it. Walks the shorter list."""
        before_it, with_it = self.before_it, self.with_it
        joined: list[Place] = []
        if len(found) * MUCH < len(following):
            for number, (first, last, _, denies) in enumerate(found):
                until = found[number + 1][1] if number + 1 < len(found) else len(before_it)
                index = bisect_left(following, (last + 1,))
                while index < len(following):
                    start, end, _, negated = following[index]
                    if start > until or before_it[start] - with_it[last] > reach:
                        break
                    joined.append((first, end, start, negated or denies))
                    index += 1
            return joined
        sparse, passed, count = len(following) * MUCH < len(found), 0, len(found)
        for start, end, _, negated in following:
            if sparse:
                passed = bisect_left(found, start, key=_last)
            else:
                while passed < count and found[passed][1] < start:
                    passed += 1
            if passed:
                first, last, _, denies = found[passed - 1]
                if before_it[start] - with_it[last] <= reach:
                    joined.append((first, end, start, negated or denies))
        return joined

    def symbol(self, symbol: int) -> list[Place]:
        """Where a word or a group stands, in order."""
        found = self.known.get(symbol)
        if found is None:
            found = self.known[symbol] = self._symbol(symbol)
        return found

    def _symbol(self, symbol: int) -> list[Place]:
        where, words = self.where, self.vocabulary.words_of[symbol]
        here = [word for word in words if word in where] if len(words) < len(where) else [word for word in where if word in words]
        found = [(index, index, index, word in self.negative) for word in here for index in where[word]]
        longer = [order for order in self.vocabulary.longer[symbol] if self.possible(order)]
        for order in longer:
            found += [(start, end, start, negated) for start, end, _, negated in self.order(order)]
        return sorted(set(found)) if len(found) > 1 else found


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


@cache
def _items(pattern: str) -> tuple[list[str], list[int]]:
    """The items of a pattern, and how far each may stand from the one before it; `&` counts as its own reach, negative."""
    items: list[str] = []
    reaches: list[int] = []
    reach = NEXT
    for part in pattern.split():
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
    return items, reaches


def _orders(pattern: str) -> Iterable[tuple[list[str], list[int]]]:
    """A pattern without `&`: once as it stands, and once more for each other order around an `&`."""
    items, reaches = _items(pattern)
    cuts = [index for index, reach in enumerate(reaches) if reach < 0]
    if not cuts:
        yield items, reaches
        return
    if len(cuts) > 2:
        raise PatternError("a pattern can have & at most twice")
    edges = [0, *(cut + 1 for cut in cuts), len(items)]
    parts = [(items[start:end], reaches[start : end - 1]) for start, end in pairwise(edges)]
    orders = ([0, 1], [1, 0]) if len(parts) == 2 else ([0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0])
    for order in orders:
        yield (
            [item for part in order for item in parts[part][0]],
            [reach for place, part in enumerate(order) for reach in ([NEAR] if place else []) + parts[part][1]],
        )
