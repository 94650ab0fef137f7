"""Misspelt words -> the words that were most likely meant, one slip of the finger away.

Only words that nobody knows are touched, so that a rare right word stays what it is.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator, Mapping, Sequence

SHORTEST = 4
"""Letters. Shorter words have too many neighbours."""
LONGEST = 24
"""Letters. Nothing longer is a slip of the finger."""
MOST_MENDED = 40
"""Words of one message that are looked at: each costs some hundred look-ups."""


class Spelling:
    """Mends words by a list of expected ones."""

    def __init__(self, expected: Mapping[str, int], known: Callable[[str], bool]) -> None:
        """`expected`: words and how often they are used. `known`: whether any other word is a right one."""
        self._expected = expected
        self._known = known

    def mend(self, words: Sequence[str]) -> tuple[str, ...]:
        """The words, each unknown one replaced by the expected word it is one slip away from, or by the only known one."""
        mended: list[str] = []
        budget = MOST_MENDED
        for word in words:
            unknown = SHORTEST <= len(word) <= LONGEST and word.isascii() and word.isalpha() and not self._right(word)
            if unknown and budget:
                budget -= 1
                word = self._nearest(word)
            mended.append(word)
        return tuple(mended)

    def _right(self, word: str) -> bool:
        return word in self._expected or self._known(word)

    def _nearest(self, word: str) -> str:
        near = sorted(set(_slips(word)))
        expected = [other for other in near if other in self._expected]
        if expected:
            return max(expected, key=lambda other: self._expected[other])
        known = [other for other in near if self._known(other)]
        return known[0] if len(known) == 1 else word


def _slips(word: str) -> Iterator[str]:
    """Every word of at least SHORTEST - 1 letters that is one letter less, more, other or swapped away."""
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
