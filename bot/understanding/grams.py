"""Text -> weights of the letter groups in it: what a misspelt word still has in common with the right one.

Groups of three to five letters within a word and its borders, weighted by how rare they are among known texts (tf-idf), each row of
length 1. Must not know topics or meanings.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_SIZES = (3, 4, 5)
_FEWEST = 2
"""Known texts that a group must stand in: one that stands in a single text tells nothing about others."""


class Grams:
    """The letter groups that count, each with its rarity."""

    def __init__(self, groups: Sequence[str], rarity: Floats) -> None:
        self.groups = tuple(groups)
        self.rarity = rarity
        self._columns = {group: column for column, group in enumerate(self.groups)}

    @classmethod
    def known(cls, texts: Sequence[Sequence[str]]) -> Grams:
        """The letter groups of known texts, each given as its words."""
        seen = Counter(group for words in texts for group in set(_groups(words)))
        kept = sorted(group for group, times in seen.items() if times >= _FEWEST)
        rarity = [math.log((1 + len(texts)) / (1 + seen[group])) + 1 for group in kept]
        return cls(kept, np.array(rarity, np.float32))

    def rows(self, texts: Sequence[Sequence[str]]) -> Floats:
        """One row for each text, given as its words; zeros for a text that shares nothing with the known ones."""
        rows = np.zeros((len(texts), len(self.groups)), np.float32)
        for row, words in zip(rows, texts, strict=True):
            for group, times in Counter(_groups(words)).items():
                if (column := self._columns.get(group)) is not None:
                    row[column] = (1 + math.log(times)) * self.rarity[column]
            length = float(np.linalg.norm(row))
            if length:
                row /= length
        return rows


def _groups(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        framed = f" {word} "
        for size in _SIZES:
            if len(framed) <= size:
                yield framed
                break
            for start in range(len(framed) - size + 1):
                yield framed[start : start + size]
