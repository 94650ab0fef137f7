"""The words that mean something here, and which of them a typed word stands for: itself, misspelt, stretched, or run together.

A word that is listed as ordinary is never taken for a misspelt one: "rush" is not "rash". Every lookup costs the length of the
word, however many words are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

Spelt = tuple[tuple[str, ...], ...]
"""For each part of a typed word the known words it may stand for; one part, unless words were run together."""

SHORTEST = 4
"""Letters of the shortest word of which a misspelling is recognised; at this length only two letters that changed places."""
_FORGIVING = 9
"""From this length on, two slips are forgiven."""
_LONGEST = 60
"""Letters of the longest typed word that is looked at for slips or split."""
_REMEMBERED = 20_000

_STRETCHED = re.compile(r"(.)\1{2,}")
_DOUBLED = re.compile(r"(.)\1+")


class Lexicon:
    """Looks typed words up.

    `known` maps each known word to whether misspellings of it count; `ordinary` words are left alone; `glue` are the small words
    that may stand between others in a word that was run together.
    """

    def __init__(self, known: dict[str, bool], ordinary: Iterable[str], glue: Iterable[str]) -> None:
        self._known = frozenset(known)
        self._ordinary = frozenset(ordinary)
        self._heavy = frozenset(word for word, forgiving in known.items() if forgiving and len(word) >= SHORTEST)
        self._pieces = self._heavy | frozenset(glue)
        self._shortened: dict[str, list[str]] = {}
        for word in sorted(self._heavy):
            for form in {word, *_without_one(word), *(_without_two(word) if len(word) >= _FORGIVING else ())}:
                self._shortened.setdefault(form, []).append(word)
        self._memory: dict[str, Spelt] = {}

    def spelt(self, word: str) -> Spelt:
        """What a typed word stands for; one empty part when nothing known."""
        if word in self._known:
            return ((word,),)
        if word in self._ordinary:
            return ((),)
        found = self._memory.get(word)
        if found is None:
            found = self._look(word)
            if len(self._memory) < _REMEMBERED:
                self._memory[word] = found
        return found

    def _look(self, word: str) -> Spelt:
        if len(word) < SHORTEST - 1 or not word.isascii():
            return ((),)
        for form in self._unstretched(word):
            if form in self._known:
                return ((form,),)
            if form in self._ordinary:
                return ((),)
            if meant := self._misspelt(form):
                return (meant,)
        return tuple((part,) for part in self._split(word)) or ((),)

    @staticmethod
    def _unstretched(word: str) -> Iterator[str]:
        word = _STRETCHED.sub(r"\1\1", word) if len(word) <= 200 else word[:200]
        yield from dict.fromkeys(form[:_LONGEST] for form in (word, _DOUBLED.sub(r"\1", word)))

    def _misspelt(self, word: str) -> tuple[str, ...]:
        """Known words one slip away, or two when both are long; those with the fewest slips, in order."""
        best: dict[str, int] = {}
        forms = {word, *_without_one(word), *(_without_two(word) if len(word) >= _FORGIVING - 1 else ())}
        for form in forms:
            for meant in self._shortened.get(form, ()):
                if meant not in best:
                    best[meant] = slips(word, meant)
        good = {meant: count for meant, count in best.items() if count <= _allowed(word, meant)}
        least = min(good.values(), default=0)
        return tuple(sorted(meant for meant, count in good.items() if count == least))

    def _split(self, word: str) -> tuple[str, ...]:
        """A word cut into known words, at least one of them telling; the cut with the fewest parts."""
        if not 5 <= len(word) <= _LONGEST:
            return ()
        cuts: list[tuple[str, ...] | None] = [()] + [None] * len(word)
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - 14), end):
                before, piece = cuts[start], word[start:end]
                if before is None or piece not in self._pieces or (len(piece) == 1 and start > 0 and end < len(word)):
                    continue
                best = cuts[end]
                if best is None or len(before) + 1 < len(best):
                    cuts[end] = (*before, piece)
        parts = cuts[-1]
        return parts if parts and len(parts) > 1 and any(part in self._heavy for part in parts) else ()


def _allowed(typed: str, meant: str) -> int:
    """Slips that may lie between a typed and a known word."""
    if typed[0] != meant[0] and typed[:2] != meant[1::-1]:
        return 0
    if len(meant) == SHORTEST:
        return 1 if sorted(typed) == sorted(meant) else 0
    return 2 if len(meant) >= _FORGIVING and len(typed) >= _FORGIVING - 1 else 1


def _without_one(word: str) -> Iterator[str]:
    return (word[:index] + word[index + 1 :] for index in range(len(word)))


def _without_two(word: str) -> Iterator[str]:
    return (shorter for once in _without_one(word) for shorter in _without_one(once))


def slips(typed: str, meant: str) -> int:
    """Letters left out, added, changed, or two neighbours swapped, between two words; 3 for anything above 2."""
    if abs(len(typed) - len(meant)) > 2:
        return 3
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for index, letter in enumerate(typed, 1):
        earlier, before, row = before, row, [index]
        for column, other in enumerate(meant, 1):
            cost = min(before[column] + 1, row[-1] + 1, before[column - 1] + (letter != other))
            if index > 1 and column > 1 and letter == meant[column - 2] and typed[index - 2] == other:
                cost = min(cost, earlier[column - 2] + 1)
            row.append(cost)
    return min(row[-1], 3)
