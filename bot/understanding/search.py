"""The search for all patterns of a vocabulary in a text.

A pattern is looked at only when all its items can occur close together in the text, and then costs the number of places
where its items stand.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from .patterns import Order, Vocabulary

FAR = 10_000
"""Added to the place of a word by the end of a sentence: further than any item may stand."""

WINDOW = 24
"""Words that matter in half a window; more than any pattern spans."""

MUCH = 6
"""From so many times the length on, a list is searched instead of walked."""


class Found(NamedTuple):
    """A pattern in a text: what it stands for, and its first and last token.

    `inner` is the token that its last item begins with. `negated`: one of its own words is a negation.
    """

    end: int
    start: int
    inner: int
    negated: bool
    name: str


Place = tuple[int, int, int, bool]
"""Where items stand: last token, first token, the token that the last item begins with, and whether one is a negation."""

_first = itemgetter(1)


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
        windows = _windows(before_it)
        can: dict[int, int] = {}
        for word, indexes in where.items():
            seen = 0
            for index in indexes:
                seen |= windows[index]
            for symbol in self._symbols.get(word, ()):
                can[symbol] = can.get(symbol, 0) | seen
        search = _Search(self._vocabulary, self._negative, where, can, before_it, with_it, {})
        ways = {way for word in where for way in self._ways.get(word, ()) if search.possible(way[2])}
        found: dict[str, set[Found]] = {}
        for kind, name, order in ways:
            if places := search.order(order):
                found.setdefault(kind, set()).update([Found(*place, name) for place in places])
        return {kind: sorted(some) for kind, some in found.items()}


def _windows(before_it: Sequence[int]) -> list[int]:
    """For each token, the windows it is in, as bits. Windows overlap by half, and none spans two sentences."""
    found: list[int] = []
    number, opened, last = 0, 0, 0
    inside = 0  # the window that began before this one, in the same sentence
    for place in before_it:
        if place - last >= FAR:
            number, opened, inside = number + 2, place, 0
        elif place - opened >= WINDOW:
            inside = 1 << number
            number, opened = number + 1, place
        found.append(1 << number | inside)
        last = place
    return found


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
        """Whether all items of a pattern can occur close together. `can` has a bit for each window a symbol may be in."""
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
            for number, (last, first, _, denies) in enumerate(found):
                until = found[number + 1][0] if number + 1 < len(found) else len(before_it)
                for index in range(bisect_left(following, last + 1, key=_first), len(following)):
                    end, start, _, negated = following[index]
                    if start > until or before_it[start] - with_it[last] > reach:
                        break
                    joined.append((end, first, start, negated or denies))
            return joined
        sparse, passed, count = len(following) * MUCH < len(found), 0, len(found)
        for end, start, _, negated in following:
            if sparse:
                passed = bisect_left(found, (start,))
            else:
                while passed < count and found[passed][0] < start:
                    passed += 1
            if passed:
                last, first, _, denies = found[passed - 1]
                if before_it[start] - with_it[last] <= reach:
                    joined.append((end, first, start, negated or denies))
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
            found += [(end, start, start, negated) for end, start, _, negated in self.order(order)]
        return sorted(set(found)) if longer or len(here) > 1 else found
