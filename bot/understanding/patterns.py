"""Ways to say something, as short patterns over words, and a machine that finds all of them in one pass.

    swollen lips          these words one after the other; small words may stand between them
    {swollen} & {mouth}   words of these groups near each other, in any order
    throat .. {swell}     in this order, with a few other words between
    tongue|gum_line       one of these; _ joins the words of one of them
    swell+                a verb with its endings

The machine keeps, for every beginning of a pattern, the last place where it was found; so a word costs the number of patterns
it belongs to, however long the text is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

NEXT, SOME, NEAR = 0, 4, 4
"""Words that may stand between two items, small words not counted: side by side, over `..`, and on either side of `&`."""

FAR = 1000
"""Added to the place of a word by the end of a sentence: further than any item may stand."""


class PatternError(ValueError):
    """A pattern or a group of words that cannot be used; the message says why, for its author."""


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern in a text: which one, and its first and last token.

    `inner` is the token that its last item begins with. `negated`: one of its own words is a negation.
    """

    name: str
    way: int
    start: int
    end: int
    inner: int
    negated: bool = False


@dataclass(slots=True)
class _Slot:
    """One item of one pattern: what must have been found before it, and what is known once it is."""

    before: int
    reach: int
    state: int
    emits: int = -1
    symbol: int = -1


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


class Vocabulary:
    """Compiles groups of words and patterns; `Machine` runs what was compiled."""

    def __init__(self, groups: Mapping[str, Sequence[str]]) -> None:
        self._groups = groups
        self._symbols: dict[str, int] = {}
        self.of_word: dict[str, set[int]] = {}
        self.slots: dict[int, list[_Slot]] = {}
        self.states = 0
        self.ways: list[tuple[str, int]] = []
        self._done: set[str] = set()
        self._words_of: dict[str, frozenset[str]] = {}

    def words(self, pattern: str) -> frozenset[str]:
        """Every single word that can stand in a pattern."""
        return frozenset().union(*(self._item_words(item) for item in _items(pattern)[0]))

    def add(self, name: str, way: int, pattern: str) -> None:
        """Make a pattern known; when it is found it is reported as `name` and `way`. Raises PatternError."""
        self.ways.append((name, way))
        for items, reaches in _orders(pattern):
            self._chain([self._symbol(item) for item in items], reaches, emits=len(self.ways) - 1)

    def _chain(self, symbols: Sequence[int], reaches: Sequence[int], emits: int = -1, symbol: int = -1) -> None:
        before = -1
        for index, (item, reach) in enumerate(zip(symbols, (0, *reaches), strict=True)):
            last = index == len(symbols) - 1
            slot = _Slot(before, reach, self.states, emits if last else -1, symbol if last else -1)
            self.slots.setdefault(item, []).append(slot)
            before, self.states = self.states, self.states + 1

    def _symbol(self, item: str) -> int:
        """The number of an item, with the words that stand for it made known."""
        if item in self._symbols:
            return self._symbols[item]
        number = self._symbols[item] = len(self._symbols)
        for said in self._alternatives(item):
            items, reaches = _items(said)
            if len(items) == 1 and _simple(items[0]):
                for word in _forms(said):
                    self.of_word.setdefault(word, set()).add(number)
            else:
                self._chain([self._symbol(part) for part in items], reaches, symbol=number)
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

    def _item_words(self, item: str, above: frozenset[str] = frozenset()) -> frozenset[str]:
        if item in above:
            raise PatternError(f"the group {item} contains itself")
        if item not in self._words_of:
            found: set[str] = set()
            for said in self._alternatives(item):
                for part in _items(said)[0]:
                    found |= set(_forms(part)) if _simple(part) else self._item_words(part, above | {item})
            self._words_of[item] = frozenset(found)
        return self._words_of[item]


def _simple(item: str) -> bool:
    return item[0] != "{" and "|" not in item and "_" not in item


def _forms(word: str) -> tuple[str, ...]:
    return endings(word[:-1]) if word.endswith("+") and len(word) > 2 else (word,)


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
        if any("{" in one or "}" in one for one in part.split("|") if not (one[:1] == "{" and one[-1:] == "}")):
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
    parts = [(items[start:end], reaches[start : end - 1]) for start, end in zip(edges, edges[1:], strict=False)]
    orders = ([0, 1], [1, 0]) if len(parts) == 2 else ([0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0])
    for order in orders:
        yield (
            [item for part in order for item in parts[part][0]],
            [reach for place, part in enumerate(order) for reach in ([NEAR] if place else []) + parts[part][1]],
        )


@dataclass(slots=True)
class Machine:
    """Finds every pattern of a vocabulary in one pass over a text."""

    vocabulary: Vocabulary
    negative: frozenset[str] = frozenset()
    _known: dict[str, tuple[int, ...]] = field(init=False)
    _slots: dict[int, tuple[tuple[int, int, int, int, int], ...]] = field(init=False)

    def __post_init__(self) -> None:
        self._slots = {
            symbol: tuple((slot.before, slot.reach, slot.state, slot.emits, slot.symbol) for slot in slots)
            for symbol, slots in self.vocabulary.slots.items()
        }
        self._known = {word: tuple(sorted(symbols)) for word, symbols in self.vocabulary.of_word.items()}

    def run(self, words: Sequence[tuple[str, ...]], before_it: Sequence[int], with_it: Sequence[int]) -> list[Found]:
        """Every pattern found.

        `words` are the known words each token may stand for; the others count, for each token, the words that matter up to it.
        """
        states = self.vocabulary.states
        ends, firsts, at, negated = [-1] * states, [0] * states, [0] * states, [False] * states
        found: list[Found] = []
        ways, slots, known = self.vocabulary.ways, self._slots, self._known
        for index, meant in enumerate(words):
            place = with_it[index]
            waiting = [(symbol, index, before_it[index], word in self.negative) for word in meant for symbol in known.get(word, ())]
            for symbol, start, start_place, no in waiting:
                for before, reach, state, emits, becomes in slots.get(symbol, ()):
                    first, denies = start, no
                    if before >= 0:
                        if not 0 <= ends[before] < start or start_place - at[before] > reach:
                            continue
                        first, denies = firsts[before], no or negated[before]
                    ends[state], firsts[state], at[state], negated[state] = index, first, place, denies
                    if emits >= 0:
                        found.append(Found(*ways[emits], first, index, start, denies))
                    elif becomes >= 0:
                        waiting.append((becomes, first, before_it[first], denies))
        return found
