"""The words that mean something here, and which of them a typed word stands for: itself, misspelt, stretched, or run together.

A word that is listed as ordinary is never taken for a misspelt one: "rush" is not "rash". Every lookup costs the length of the
word, however many words are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA

Spelt = tuple[tuple[str, ...], ...]
"""For each part of a typed word the known words it may stand for; one part, unless words were run together."""

SHORTEST = 4
"""Letters of the shortest word of which a misspelling is recognised; at this length only two letters that changed places."""
_FORGIVING = 9
"""From this length on, two slips are forgiven."""
_WIDEST = 14
"""Letters of the longest word that is looked for inside a run-together one."""
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
        self._long: dict[tuple[str, int], list[str]] = {}
        for word in sorted(self._heavy):
            for form in {word, *_without_one(word)}:
                self._shortened.setdefault(form, []).append(word)
            if len(word) >= _FORGIVING:
                for length in range(len(word) - 2, len(word) + 3):
                    self._long.setdefault((word[0], length), []).append(word)
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
        """Known words one slip away; if there are none, and both are long, two slips away."""
        forms = {word, *_without_one(word)}
        near = {meant for form in forms for meant in self._shortened.get(form, ())}
        found = sorted(meant for meant in near if _alike(word, meant) and OSA.distance(word, meant, score_cutoff=1) <= 1)
        if not found and len(word) >= _FORGIVING - 1:
            found = [meant for meant in self._long.get((word[0], len(word)), ()) if OSA.distance(word, meant, score_cutoff=2) <= 2]
        return tuple(found)

    def _split(self, word: str) -> tuple[str, ...]:
        """A word cut into known words, at least one of them telling; the cut with the fewest parts."""
        if not 5 <= len(word) <= _LONGEST:
            return ()
        cuts: list[tuple[str, ...] | None] = [()] + [None] * len(word)
        for start in range(len(word)):
            before = cuts[start]
            if before is None:
                continue
            for end in range(start + 1, min(start + _WIDEST, len(word)) + 1):
                best = cuts[end]
                if word[start:end] in self._pieces and (best is None or len(before) + 1 < len(best)):
                    cuts[end] = (*before, word[start:end])
        parts = cuts[-1]
        return parts if parts and len(parts) > 1 and any(part in self._heavy for part in parts) else ()


def _alike(typed: str, meant: str) -> bool:
    """Whether two words begin alike, and a short one has the very same letters."""
    if typed[0] != meant[0] and typed[:2] != meant[1::-1]:
        return False
    return len(meant) > SHORTEST or sorted(typed) == sorted(meant)


def _without_one(word: str) -> Iterator[str]:
    return (word[:index] + word[index + 1 :] for index in range(len(word)))
