"""A typed question -> the topics it asks for, in three tiers: answer it, suggest up to three topics, or say it is not known.

What the topics are comes from dialogs/faq; how sure is sure enough is decided here and measured in docs/understanding.md. The same text
gives the same match at any time. Must not know answers, chats or files.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

import numpy as np

from .encoder import SHA256, Encoder, Floats
from .grams import Grams
from .head import Head, learn
from .spelling import Spelling
from .wording import plain_words

Tier = Literal["answer", "suggest", "unknown"]
Asks = Mapping[str, Sequence[str]]
"""Topic, or kind of question that is referred to somebody else -> ways to ask."""

RECIPE = 1
"""Grows with every change of what is learned, so that nothing learned by older code is used."""

MOST_SUGGESTED = 3


@dataclass(frozen=True, slots=True)
class Match:
    """What a text asks for. `topics`: ids with scores from 0 to 1, best first; of the tier `answer`, the first is the answer.

    Of the tier `unknown` there is at most one, a kind of question that is referred to somebody else.
    """

    tier: Tier = "unknown"
    topics: tuple[tuple[str, float], ...] = ()


NOTHING = Match()


@dataclass(frozen=True, slots=True)
class Sure:
    """How likely is likely enough. `answer`: one topic, to be answered at once. `beside`: a topic, to be suggested beside others.

    `refer`: all that is referred taken together, so that nothing is suggested.
    """

    answer: float
    beside: float
    refer: float


WITH_MEANING = Sure(answer=0.6, beside=0.04, refer=0.8)
BY_SPELLING = Sure(answer=0.7, beside=0.04, refer=0.8)


@dataclass(frozen=True, slots=True)
class Learned:
    """What is learned from ways to ask: the letter groups that count, and the weights of the names, in their order."""

    grams: Grams
    head: Head


def digest(asks: Asks, with_meaning: bool) -> str:
    """What a `Learned` depends on, in short: it may be used where the digest is the same."""
    said = [RECIPE, sorted(SHA256.items()) if with_meaning else [], [[name, *asks[name]] for name in asks]]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def study(asks: Asks, vectors: Floats | None) -> Learned:
    """Learn from ways to ask. `vectors`: one row for each, in order, or None to go by spelling alone. Takes seconds."""
    words = [plain_words(ask) for ask in chain.from_iterable(asks.values())]
    grams = Grams.known(words)
    owners = np.repeat(np.arange(len(asks)), [len(said) for said in asks.values()])
    meaning = np.zeros((len(words), 0), np.float32) if vectors is None else vectors
    spelling = grams.rows(words)
    return Learned(grams, learn(meaning, spelling, owners, len(asks)))


def plain(text: str) -> str:
    """A text as the encoder reads it. What has no words stays as it is."""
    return " ".join(plain_words(text)) or text


class Faq:
    """The topics of one language, ready to be asked for."""

    def __init__(self, asks: Asks, refer: Collection[str], learned: Learned, encoder: Encoder | None) -> None:
        """`learned` was learned from `asks`, with the vectors of `encoder` if there is one."""
        self._names = tuple(asks)
        self._referred = np.array([name in refer for name in asks])
        self._learned = learned
        self._encoder = encoder
        self._sure = WITH_MEANING if encoder else BY_SPELLING
        self._as_written = {_key(ask): name for name, said in asks.items() for ask in said}
        words = Counter(word for ask in chain.from_iterable(asks.values()) for word in plain_words(ask))
        self._spelling = Spelling(words, encoder.knows if encoder else lambda word: False)

    def match(self, text: str) -> Match:
        """The topics a text asks for."""
        if written := self._as_written.get(_key(text)):
            referred = self._referred[self._names.index(written)]
            return Match("unknown" if referred else "answer", ((written, 1.0),))
        words = self._spelling.mend(plain_words(text))
        return self._decide(self._likelihoods(words)) if words else NOTHING

    def _likelihoods(self, words: Sequence[str]) -> Floats:
        meaning = self._encoder.encode([" ".join(words)]) if self._encoder else np.zeros((1, 0), np.float32)
        found: Floats = self._learned.head.likelihoods(meaning, self._learned.grams.rows([words]))[0]
        return found

    def _decide(self, likely: Floats) -> Match:
        order = np.argsort(-likely, kind="stable")
        ranked = [(self._names[index], round(float(likely[index]), 4)) for index in order]
        referred = float(likely[self._referred].sum())
        topics = tuple(pair for pair, index in zip(ranked, order, strict=True) if not self._referred[index])
        if topics and topics[0][1] >= self._sure.answer:
            return Match("answer", _worth(topics, self._sure.beside))
        if topics and referred < self._sure.refer:
            return Match("suggest", _worth(topics, self._sure.beside))
        name, score = ranked[0]
        return Match("unknown", ((name, score),) if self._referred[order[0]] and score >= 0.5 else ())


def _worth(topics: Sequence[tuple[str, float]], least: float) -> tuple[tuple[str, float], ...]:
    return tuple(pair for place, pair in enumerate(topics[:MOST_SUGGESTED]) if pair[1] >= least or not place)


def _key(text: str) -> tuple[str, ...]:
    return plain_words(text) or (text.strip(),)
