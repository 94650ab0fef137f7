"""A typed question -> the topic it asks for, in three tiers: answer it, suggest up to three topics, or say it is not known."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from .encoder import Encoder

Tier = Literal["answer", "suggest", "unknown"]


@dataclass(frozen=True, slots=True)
class Match:
    """What a text asks for. `topics`: ids with scores from 0 to 1, best first; of the tier `answer`, the first is the answer."""

    tier: Tier = "unknown"
    topics: tuple[tuple[str, float], ...] = ()


NOTHING = Match()


class Faq:
    """The topics of one language, ready to be asked for."""

    def __init__(self, asks: Mapping[str, Sequence[str]], refer: Collection[str], encoder: Encoder) -> None:
        self._names = list(asks)
        self._refer = frozenset(refer)
        self._encoder = encoder
        self._vectors = encoder.encode([ask for name in asks for ask in asks[name]])
        self._owner = np.repeat(np.arange(len(self._names)), [len(asks[name]) for name in self._names])

    def match(self, text: str) -> Match:
        """The topics a text asks for."""
        if not text.strip():
            return NOTHING
        likeness = self._vectors @ self._encoder.encode([text])[0]
        best = np.array([likeness[self._owner == index].max() for index in range(len(self._names))])
        order = np.argsort(-best)
        topics = tuple((self._names[index], float(best[index])) for index in order[:3])
        if topics[0][0] in self._refer:
            return Match("unknown", topics[:1] if topics[0][1] > 0.5 else ())
        topics = tuple(pair for pair in topics if pair[0] not in self._refer)
        return Match("answer" if topics[0][1] > 0.75 else "suggest" if topics[0][1] > 0.4 else "unknown", topics)
