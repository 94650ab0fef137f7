"""A second look at messages in which no sign was heard: signs said without their words -> flags to ask about.

It knows meanings by example and can be wrong either way, so it only ever asks: it escalates nothing and takes nothing back. What it adds,
and what it costs in needless questions, is measured in docs/understanding.md.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain

import numpy as np

from .encoder import Encoder
from .faq import Asks, Learned
from .mending import Mender
from .wording import plain_words

NOTHING = ""
"""The name of the examples that say no sign."""
SURE = 0.35
"""How likely all signs together must be for a question."""
SURER = 0.8
"""The same where a sign was heard and is denied, over, or asked about in general."""
BESIDE = 0.25
"""How likely a second sign must be to be named in the same question."""
FEWEST = 3
"""Words. Shorter messages are answers, names and greetings; the words of a sign are heard without this."""
SHORT = 40
"""Words. A longer message is looked at sentence by sentence, and a longer sentence piece by piece."""
PIECE, OVERLAP = 20, 8
"""Words of a piece, and how many of them it shares with the one before it: less would cut a sign in two, more would drown it."""
MOST = 12
"""Sentences and pieces of one message that are looked at: each takes milliseconds."""

_BREAK = re.compile(r"(?<=[.!?])\s+|[\n\r;]+")


class Hints:
    """Examples of one language, ready for a look."""

    def __init__(self, examples: Asks, learned: Learned, encoder: Encoder | None) -> None:
        """`examples`: flag -> messages, with those of `NOTHING`; `learned` was learned from them, with `encoder` if there is one."""
        self._names = tuple(examples)
        self._nothing = self._names.index(NOTHING)
        self._learned = learned
        self._encoder = encoder
        words = Counter(word for said in chain.from_iterable(examples.values()) for word in plain_words(said))
        self._mender = Mender(words, encoder.knows if encoder else lambda word: False)

    def guess(self, text: str, sure: float = SURE) -> tuple[str, ...]:
        """One or two flags to ask about, the likeliest first; mostly none. `sure`: how likely all together must be."""
        parts = [self._mender.mend(words) for words in _parts(text)]
        if not parts:
            return ()
        rows = self._learned.likelihoods(parts, self._encoder)
        row = rows[rows[:, self._nothing].argmin()]
        if row[self._nothing] > 1 - sure:
            return ()
        first, *others = (index for index in np.argsort(-row, kind="stable") if index != self._nothing)
        return (self._names[first], *(self._names[index] for index in others[:1] if row[index] >= BESIDE))


def _parts(text: str) -> list[tuple[str, ...]]:
    words = plain_words(text)
    if len(words) < FEWEST:
        return []
    if len(words) <= SHORT:
        return [words]
    sentences = [said for said in map(plain_words, _BREAK.split(text)) if len(said) >= FEWEST]
    return list(dict.fromkeys(piece for said in sentences for piece in _pieces(said)))[:MOST]


def _pieces(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if len(words) <= SHORT:
        yield words
        return
    for start in range(0, len(words) - OVERLAP, PIECE - OVERLAP):
        yield words[start : start + PIECE]
