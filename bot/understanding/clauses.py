"""How far a word of a message can reach: sentences, their parts (cut at "but"), clauses (cut where a new subject begins).

Knows the places of words that part a text; does not know what any cue means.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields

from .search import FAR
from .spelling import Mark, Token

PARTED = 9
"""Added to the place of a word by "but" and the like: further than `..` and `&` reach."""


@dataclass(frozen=True, slots=True)
class Small:
    """Words that shape a text without meaning anything here.

    filler: skipped between the words of a pattern. parting: begin a new part. subject: begin a new clause unless one of
    `leads_in` stands before. verb: after a pause, a word followed by one of these begins a clause. joins: go on with a list.
    adds: those of them that may also begin something new: "and". questions: open a question, also when nobody typed the
    question mark. greets: may stand before that. me: the writer. pointing: "this". glue: may stand between the words of a
    run-together one. negative: make a pattern that holds one deaf to a denial inside of it.
    """

    filler: frozenset[str]
    parting: frozenset[str]
    subject: frozenset[str]
    leads_in: frozenset[str]
    verb: frozenset[str]
    joins: frozenset[str]
    adds: frozenset[str]
    questions: frozenset[str]
    greets: frozenset[str]
    me: frozenset[str]
    pointing: frozenset[str]
    glue: frozenset[str]
    negative: frozenset[str]

    def all(self) -> frozenset[str]:
        """All of them."""
        return self.shaping() | self.glue

    def shaping(self) -> frozenset[str]:
        """All but those that are only glue, which can name a part of the body: "face"."""
        return frozenset().union(*(getattr(self, kind.name) for kind in fields(self) if kind.name != "glue"))


def places(tokens: Sequence[Token], small: Small) -> tuple[list[int], list[int]]:
    """For each token, how many words that matter stand before it, and up to and with it; more where the text is parted."""
    before: list[int] = []
    with_it: list[int] = []
    place = 0
    filler, parting = small.filler, small.parting
    for word, _, _, mark, _ in tokens:
        if mark:
            place += FAR if mark is Mark.STOP else 1
        if word in filler:
            before.append(place)
        elif word in parting:
            place += PARTED
            before.append(place)
        else:
            before.append(place)
            place += 1
        with_it.append(place)
    return before, with_it


@dataclass(slots=True)
class Layout:
    """One message: its tokens, and for each its place and the number of its sentence, part and clause.

    `questions` are the numbers of the sentences that ask something, `opened` those whose first word says
    so, with its token.
    """

    tokens: Sequence[Token]
    places: Sequence[int]
    sentence: list[int] = field(default_factory=list)
    part: list[int] = field(default_factory=list)
    clause: list[int] = field(default_factory=list)
    questions: set[int] = field(default_factory=set)
    opened: dict[int, int] = field(default_factory=dict)

    def asked(self, token: int) -> bool:
        """Whether the sentence of a token ends in a question mark."""
        return self.tokens[token].asked

    def paused(self, start: int, end: int) -> bool:
        """Whether a pause stands before one of the tokens after `start`, up to `end`."""
        return any(self.tokens[index].mark for index in range(start + 1, min(end, start + 40) + 1))

    def last(self, token: int) -> bool:
        """Whether a pause, the end of a sentence or part, or the end of the text follows a token."""
        following = token + 1
        return following >= len(self.tokens) or bool(self.tokens[following].mark) or self.part[following] != self.part[token]


def lay_out(
    tokens: Sequence[Token], places: Sequence[int], small: Small, parts: Iterable[int], clauses: Iterable[int], inside: set[int]
) -> Layout:
    """Lay a text out. At `parts` and `clauses` cues begin one of these; a token `inside` of a cue begins nothing."""
    layout = Layout(tokens, places)
    new_part, new_clause = set(parts), set(clauses)
    sentence = part = clause = opened = 0
    for index, (word, _, _, mark, asked) in enumerate(tokens):
        if mark is Mark.STOP:
            sentence, part, clause, opened = sentence + 1, part + 1, clause + 1, index
        elif word in small.parting or index in new_part:
            part, clause = part + 1, clause + 1
        elif index in new_clause or ((mark or index not in inside) and _begins(tokens, index, small)):
            clause += 1
        if index == opened and word in small.greets:
            opened += 1
        else:
            opens = index == opened and word in small.questions and _next(tokens, index) not in small.negative
            if opens:
                layout.opened[sentence] = index
            if asked or opens:
                layout.questions.add(sentence)
        layout.sentence.append(sentence)
        layout.part.append(part)
        layout.clause.append(clause)
    return layout


def _begins(tokens: Sequence[Token], index: int, small: Small) -> bool:
    """Whether a new clause begins here: with a subject, or after a pause with a question or a word and its verb."""
    word = tokens[index].word
    if tokens[index].mark is Mark.PAUSE:
        following = tokens[index + 1 : index + (3 if word in small.filler else 2)]
        return word in small.subject or word in small.questions or any(token.word in small.verb for token in following)
    return word in small.subject and index > 0 and tokens[index - 1].word not in small.leads_in


def _next(tokens: Sequence[Token], index: int) -> str:
    """The word after a token; nothing at the end."""
    return tokens[index + 1].word if index + 1 < len(tokens) else ""
