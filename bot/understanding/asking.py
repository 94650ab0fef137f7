"""A message -> the questions in it, each once alone and once with the words before it that it may need.

A short message is one question. In a long one only what is asked counts, because a story around it would drown it; but "Can I still
train?" means little without the "My arm is sore." before it. English only. Must not know topics.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .wording import plain_words

SHORT = 20
"""Words. Up to here a message is read as one question, and so much may a question take with it of what stands before."""
FEWEST = 3
"""Words. Less, such as "Right?", is no question of its own."""
MOST_QUESTIONS = 8
"""Questions of one message that are looked at, the last ones: people ask at the end. Each takes milliseconds."""

_BREAK = re.compile(r"(?<=[.!?])\s+|[\n\r;]+")
_LINK = r"(?:and|so|but|or|anyway|also|then|ok|okay|well|hi|hello|hey|please|just)"
_VERB = (
    r"(?:(?:can|could|should|shall|may|must|will|would|do|does|did|am|is|are|was)"
    r" (?:i|it|its|this|that|there|the|my|you|we|these|someone|anyone))"
)
_OPENING = rf"(?:{_VERB}|(?:what|whats|when|where|why|how|which|who|whose)\b(?: (?:\w+ )?{_VERB})?|any (?:idea|advice|reason))"
_OPENS = re.compile(rf"(?:{_LINK} ){{0,3}}{_OPENING}\b")
_INSIDE = re.compile(rf"(?<=\s)(?:{_LINK} ){{0,3}}{_OPENING}\b", re.IGNORECASE)
"""An opening in the middle of a sentence; matched whole, so that "when will I" opens one question and not two."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, as words. `around` are its own words and as many before them as fit."""

    alone: tuple[str, ...]
    around: tuple[str, ...]


def questions(text: str) -> tuple[Asked, ...]:
    """The questions of a text, in order; everything in it when nothing looks like a question. Empty without a word."""
    words = plain_words(text)
    if not words:
        return ()
    if len(words) <= SHORT:
        marked = [plain_words(part) for part in _BREAK.split(text) if part.rstrip().endswith("?")]
        several = [said for said in marked if len(said) >= FEWEST]
        return tuple(Asked(said, words) for said in several) if len(several) > 1 else (Asked(words, words),)
    parts = [(plain_words(part), part) for part in _parts(text)]
    parts = [(said, part) for said, part in parts if said]
    asked = [_with_before(parts, place) for place, (said, part) in enumerate(parts) if _asks(said, part)]
    return tuple((asked or [_with_before(parts, place) for place in range(len(parts))])[-MOST_QUESTIONS:])


def _parts(text: str) -> Iterator[str]:
    """Sentences; of a long one without marks, its pieces from one opening of a question to the next."""
    for sentence in _BREAK.split(text):
        openings = [found.start() for found in _INSIDE.finditer(sentence)] if len(plain_words(sentence)) > SHORT else []
        for start, end in pairwise([0, *openings, len(sentence)]):
            yield sentence[start:end]


def _asks(said: Sequence[str], part: str) -> bool:
    return part.rstrip().endswith("?") or _OPENS.match(" ".join(said)) is not None


def _with_before(parts: Sequence[tuple[tuple[str, ...], str]], place: int) -> Asked:
    alone = parts[place][0]
    around = alone
    for said, _ in reversed(parts[:place]):
        if len(said) + len(around) > SHORT:
            break
        around = said + around
    return Asked(alone, around)
