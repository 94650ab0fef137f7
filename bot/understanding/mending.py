"""Misspelt words -> the words that were most likely meant: one slip of the finger away, or two in a long word.

Only words that nobody knows are touched, so that a rare right word stays what it is.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator, Mapping, Sequence

SHORTEST = 4
"""Letters. Shorter words have too many neighbours."""
LONGEST = 24
"""Letters. Nothing longer is a slip of the finger."""
TWO_SLIPS = 7
"""Letters from which a word may be two slips away, if its first letter is right."""
MOST_MENDED = 12
"""Different words of one message that are looked at: each takes up to a millisecond."""


class Mender:
    """Mends words by a list of expected ones."""

    def __init__(self, expected: Mapping[str, int], known: Callable[[str], bool]) -> None:
        """`expected`: words and how often they are used. `known`: whether any other word is a right one."""
        self._expected = expected
        self._known = known
        self._long: dict[str, list[str]] = {}
        for word in sorted(expected):
            if len(word) >= TWO_SLIPS - 1:
                self._long.setdefault(word[0], []).append(word)

    def mend(self, words: Sequence[str]) -> tuple[str, ...]:
        """The words, each unknown one replaced by the expected word that is nearest, or by the only known one that is one slip away."""
        unknown = [word for word in dict.fromkeys(words) if self._strange(word)][:MOST_MENDED]
        meant = {word: self._nearest(word) for word in unknown}
        return tuple(meant.get(word, word) for word in words)

    def _strange(self, word: str) -> bool:
        wordlike = SHORTEST <= len(word) <= LONGEST and word.isascii() and word.isalpha()
        return wordlike and word not in self._expected and not self._known(word)

    def _nearest(self, word: str) -> str:
        near = sorted(set(_slips(word)))
        expected = [other for other in near if other in self._expected]
        if not expected and len(word) >= TWO_SLIPS:
            expected = [other for other in self._long.get(word[0], ()) if _two_slips(word, other)]
        if expected:
            return max(expected, key=lambda other: self._expected[other])
        known = [other for other in near if self._known(other)]
        return known[0] if len(known) == 1 else word


def _slips(word: str) -> Iterator[str]:
    """Every word that is one letter less, more, other or swapped away."""
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in string.ascii_lowercase:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]


def _two_slips(word: str, other: str) -> bool:
    """Whether two words are at most two slips apart: letters less, more, other, or swapped with their neighbour."""
    if abs(len(word) - len(other)) > 2:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(word):
        earlier, before, row = before, row, [at + 1]
        for place, against in enumerate(other):
            cost = min(row[place] + 1, before[place + 1] + 1, before[place] + (letter != against))
            if at and place and letter == other[place - 1] and word[at - 1] == against:
                cost = min(cost, earlier[place - 1] + 1)
            row.append(cost)
        if min(row) > 2:
            return False
    return row[-1] <= 2
