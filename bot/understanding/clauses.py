"""How far a word of a message can reach: sentences, their parts (cut at "but"), clauses (cut where a new subject begins).

Knows the places of words that part a text and of the cues found in it; does not know what any cue means.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .patterns import FAR, Found
from .spelling import Mark, Token

PARTED = 9
"""Added to the place of a word by "but" and the like: further than `..` and `&` reach."""


@dataclass(frozen=True, slots=True)
class Small:
    """Words that shape a text without meaning anything here.

    filler: skipped between the words of a pattern. parting: begin a new part. subject: begin a new clause unless one of
    `leads_in` stands before. verb: after a pause, a word followed by one of these begins a clause. joins: go on with a list.
    questions: open a question, also when nobody typed the question mark. greets: may stand before that. glue: may stand
    between the words of a run-together one.
    """

    filler: frozenset[str]
    parting: frozenset[str]
    subject: frozenset[str]
    leads_in: frozenset[str]
    verb: frozenset[str]
    joins: frozenset[str]
    questions: frozenset[str]
    greets: frozenset[str]
    glue: frozenset[str]


def places(tokens: Sequence[Token], small: Small) -> tuple[list[int], list[int]]:
    """For each token, how many words that matter stand before it, and up to and with it; more where the text is parted."""
    before: list[int] = []
    with_it: list[int] = []
    place = 0
    for token in tokens:
        if token.mark is Mark.STOP:
            place += FAR
        elif token.mark is Mark.PAUSE:
            place += 1
        if token.word in small.parting:
            place += PARTED
        before.append(place)
        if token.word not in small.filler and token.word not in small.parting:
            place += 1
        with_it.append(place)
    return before, with_it


@dataclass(slots=True)
class Layout:
    """One message: its tokens, and for each the number of its sentence, part and clause."""

    tokens: Sequence[Token]
    places: Sequence[int]
    sentence: list[int] = field(default_factory=list)
    part: list[int] = field(default_factory=list)
    clause: list[int] = field(default_factory=list)
    questions: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, tokens: Sequence[Token], places: Sequence[int], small: Small, parting: Iterable[Found], only: Iterable[Found], inside: set[int]) -> Layout:
        """Lay a text out. `parting` are cues that begin a part, `only` a clause; tokens `inside` of a cue begin nothing."""
        layout = cls(tokens, places)
        cuts = {cue.start for cue in parting}
        clauses = {cue.start for cue in only}
        sentence = part = clause = opened = 0
        for index, token in enumerate(tokens):
            before = tokens[index - 1].word if index else ""
            if token.mark is Mark.STOP:
                sentence, part, clause, opened = sentence + 1, part + 1, clause + 1, index
            elif token.word in small.parting or index in cuts:
                part, clause = part + 1, clause + 1
            elif index in clauses or index and index not in inside and _begins(tokens, index, before, small):
                clause += 1
            if token.word in small.greets and index == opened:
                opened += 1
            elif token.asked or (index == opened and token.word in small.questions):
                layout.questions.add(sentence)
            layout.sentence.append(sentence)
            layout.part.append(part)
            layout.clause.append(clause)
        return layout

    def asked(self, token: int) -> bool:
        """Whether the sentence of a token ends in a question mark."""
        return self.tokens[token].asked

    def paused(self, start: int, end: int) -> bool:
        """Whether a pause stands before one of the tokens after `start`, up to `end`."""
        return any(self.tokens[index].mark for index in range(start + 1, min(end, start + 40) + 1))

    def last(self, token: int) -> bool:
        """Whether a pause, the end of a sentence or the end of the text follows a token."""
        return token + 1 >= len(self.tokens) or bool(self.tokens[token + 1].mark)


def _begins(tokens: Sequence[Token], index: int, before: str, small: Small) -> bool:
    token = tokens[index]
    if token.mark is Mark.PAUSE:
        following = tokens[index + 1].word if index + 1 < len(tokens) else ""
        return token.word in small.subject or token.word in small.questions or following in small.verb
    return token.word in small.subject and before not in small.leads_in


class Cues:
    """The cues of one message by role, in order, for questions about what stands near a token."""

    def __init__(self, layout: Layout, found: Mapping[str, list[Found]]) -> None:
        self._layout = layout
        self._found = found
        self._ends = {role: [cue.end for cue in cues] for role, cues in found.items()}

    def ahead(self, role: str, token: int, same: Sequence[int], words: int = FAR // 2) -> Found | None:
        """The last cue that ends before a token, in its clause or part (`same`), at most so many words away."""
        index = bisect_left(self._ends.get(role, ()), token) - 1
        if index < 0:
            return None
        cue = self._found[role][index]
        here = min(token, len(same) - 1)
        near = self._layout.places[here] - self._layout.places[cue.end] <= words
        return cue if near and same[cue.end] == same[here] else None

    def behind(self, role: str, token: int, same: Sequence[int], words: int = FAR // 2) -> Found | None:
        """The first cue that begins after a token, in its clause or part, at most so many words away."""
        cues = self._found.get(role, ())
        index = bisect_left(self._ends.get(role, ()), token + 1)
        while index < len(cues) and cues[index].start <= token:
            index += 1
        if index == len(cues):
            return None
        cue = cues[index]
        near = self._layout.places[cue.start] - self._layout.places[token] <= words
        return cue if near and same[cue.start] == same[token] else None

    def any(self, role: str, token: int, same: Sequence[int]) -> bool:
        """Whether a cue stands anywhere in the clause or part of a token."""
        ends = self._ends.get(role, ())
        index = bisect_left(ends, token)
        return any(0 <= near < len(ends) and same[ends[near]] == same[token] for near in (index - 1, index))

    def within(self, role: str, start: int, end: int) -> Found | None:
        """The last cue that lies between two tokens, not touching them."""
        ends = self._ends.get(role, ())
        index = bisect_left(ends, end) - 1
        if index < 0:
            return None
        cue = self._found[role][index]
        return cue if cue.start > start else None

    def all(self, role: str) -> Sequence[Found]:
        """Every cue of a role."""
        return self._found.get(role, ())
