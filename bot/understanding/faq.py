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

from .asking import SHORT, Asked, questions
from .encoder import SHA256, Encoder, Floats
from .grams import Grams
from .head import Head, learn
from .mending import Mender
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

    `refer`: all that is referred taken together, so that nothing is suggested. `kind`: one kind of it, to be named. `other`: the topic of
    a second question, so that the first is not answered as if it were the only one.
    """

    answer: float
    beside: float
    refer: float
    kind: float
    other: float


WITH_MEANING = Sure(answer=0.7, beside=0.04, refer=0.8, kind=0.5, other=0.35)
BY_SPELLING = Sure(answer=0.75, beside=0.04, refer=0.8, kind=0.5, other=0.35)


@dataclass(frozen=True, slots=True)
class Learned:
    """What is learned from ways to ask: the letter groups that count, and the weights of the names, in their order."""

    grams: Grams
    head: Head

    def likelihoods(self, texts: Sequence[Sequence[str]], encoder: Encoder | None) -> Floats:
        """For each text, given as its words, how likely each name is. `encoder` is the one it was learned with."""
        meaning = encoder.encode([" ".join(words) for words in texts]) if encoder else np.zeros((len(texts), 0), np.float32)
        return self.head.likelihoods(meaning, self.grams.rows(texts))


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
        self._refer = frozenset(refer)
        self._referred = np.array([name in refer for name in asks])
        self._learned = learned
        self._encoder = encoder
        self._sure = WITH_MEANING if encoder else BY_SPELLING
        self._as_written = {_key(ask): name for name, said in asks.items() for ask in said}
        words = Counter(word for ask in chain.from_iterable(asks.values()) for word in plain_words(ask))
        self._mender = Mender(words, encoder.knows if encoder else lambda word: False)

    def match(self, text: str) -> Match:
        """The topics a text asks for."""
        if written := self._as_written.get(_key(text)):
            return Match("unknown" if written in self._refer else "answer", ((written, 1.0),))
        asked = questions(text)
        if not asked:
            return NOTHING
        likely = self._likelihoods(asked)
        clearest = int(likely[:, ~self._referred].max(axis=1).argmax())
        match = self._decide(likely[clearest], len(asked[clearest].alone) <= SHORT)
        return self._several(match, likely) if match.tier == "answer" else match

    def _likelihoods(self, asked: Sequence[Asked]) -> Floats:
        """A row for each question: the mean of how it reads alone and how with what stands before it."""
        views = dict.fromkeys(view for one in asked for view in (one.alone, one.around))
        mended = [self._mender.mend(view) for view in views]
        rows = dict(zip(views, self._learned.likelihoods(mended, self._encoder), strict=True))
        return np.stack([(rows[one.alone] + rows[one.around]) / 2 for one in asked])

    def _decide(self, likely: Floats, clear: bool) -> Match:
        order = np.argsort(-likely, kind="stable")
        ranked = [(self._names[index], round(float(likely[index]), 4)) for index in order]
        topics = [pair for pair in ranked if pair[0] not in self._refer]
        if clear and topics[0][1] >= self._sure.answer:
            return Match("answer", _worth(topics, self._sure.beside))
        if float(likely[self._referred].sum()) < self._sure.refer:
            return Match("suggest", _worth(topics, self._sure.beside))
        return Match("unknown", tuple(pair for pair in ranked[:1] if pair[1] >= self._sure.kind))

    def _several(self, match: Match, likely: Floats) -> Match:
        """What to do with an answer when other questions of the same text ask for other topics: offer them all."""
        clear = {match.topics[0][0]: match.topics[0][1]}
        for row in likely:
            best = int(row.argmax())
            if row[best] >= self._sure.other and not self._referred[best]:
                clear.setdefault(self._names[best], round(float(row[best]), 4))
        return match if len(clear) == 1 else Match("suggest", tuple(sorted(clear.items(), key=lambda pair: -pair[1])[:MOST_SUGGESTED]))


def _worth(topics: Sequence[tuple[str, float]], least: float) -> tuple[tuple[str, float], ...]:
    return tuple(pair for place, pair in enumerate(topics[:MOST_SUGGESTED]) if pair[1] >= least or not place)


def _key(text: str) -> tuple[str, ...]:
    return plain_words(text) or (text.strip(),)
