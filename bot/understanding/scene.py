"""One message as the rules of `scopes` look at it: where its cues stand, and what holds around a sign."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate

from .clauses import Layout, Small
from .roles import Hit
from .search import FAR, Found

CLOSE = 3
"""Words between a cue and a sign over which nothing else needs to hold."""
REACH = 14
"""Words over which "gone" and "years ago" reach."""


class Scene:
    """The cues of one message by role, in order.

    `meant` are the known words each token may stand for; `listed` the words that can belong to a sign or to a list of signs,
    `things` those that name what can be there or be gone.
    """

    def __init__(
        self,
        layout: Layout,
        cues: Mapping[str, list[Found]],
        small: Small,
        meant: Sequence[tuple[str, ...]],
        listed: frozenset[str],
        things: frozenset[str],
    ) -> None:
        self.layout, self.small = layout, small
        self._meant, self._listed, self._things = meant, listed, things
        self._cues = cues
        self._ends = {role: [cue.end for cue in found] for role, found in cues.items()}
        self._covered: dict[str, dict[int, int]] = {}
        self._me = list(accumulate((token.word in small.me for token in layout.tokens), initial=0))

    # ---- cues around a token; `same` is the numbering (clause, part, sentence) that they must share

    def all(self, role: str) -> Sequence[Found]:
        """Every cue of a role."""
        return self._cues.get(role, ())

    def ahead(self, role: str, token: int, same: Sequence[int], words: int = FAR // 2) -> Found | None:
        """The last cue that ends before a token, at most so many words away."""
        ends = self._ends.get(role)
        index = bisect_left(ends, token) - 1 if ends else -1
        if index < 0:
            return None
        cue = self._cues[role][index]
        here = min(token, len(same) - 1)
        near = self.layout.places[here] - self.layout.places[cue.end] <= words
        return cue if near and same[cue.end] == same[here] else None

    def behind(self, role: str, token: int, same: Sequence[int], words: int = FAR // 2) -> Found | None:
        """The first cue that begins after a token, at most so many words away."""
        ends = self._ends.get(role)
        if not ends:
            return None
        cues, index = self._cues[role], bisect_left(ends, token + 1)
        while index < len(cues) and cues[index].start <= token:
            index += 1
        if index == len(cues):
            return None
        cue = cues[index]
        near = self.layout.places[cue.start] - self.layout.places[token] <= words
        return cue if near and same[cue.start] == same[token] else None

    def any(self, role: str, token: int, same: Sequence[int]) -> bool:
        """Whether a cue stands in the same clause, part or sentence as a token."""
        ends = self._ends.get(role)
        if not ends:
            return False
        index, number = bisect_left(ends, token), same[token]
        return (index < len(ends) and same[ends[index]] == number) or (index > 0 and same[ends[index - 1]] == number)

    def within(self, role: str, start: int, end: int) -> Found | None:
        """The last cue that lies between two tokens, touching neither."""
        ends = self._ends.get(role)
        index = bisect_left(ends, end) - 1 if ends else -1
        if index < 0:
            return None
        cue = self._cues[role][index]
        return cue if cue.start > start else None

    def covers(self, role: str, cue: Found, before: int = FAR) -> bool:
        """Whether a cue touches one of another role, as "not" touches "not only", that ends `before` a token."""
        if role not in self._covered:
            ends: dict[int, int] = {}
            for other in self.all(role):
                for index in range(other.start, other.end + 1):
                    ends[index] = min(other.end, ends.get(index, other.end))
            self._covered[role] = ends
        ends = self._covered[role]
        return any(ends.get(index, before) < before for index in range(cue.start, cue.end + 1))

    def opens(self, role: str, found: Found) -> bool:
        """Whether what was found begins with a cue."""
        cue = self.ahead(role, found.inner, self.layout.clause)
        return cue is not None and cue.start == found.start

    # ---- what holds around a sign

    def asked_calmly(self, token: int) -> bool:
        """Whether the sentence of a token is a question with nothing alarming in it."""
        sentence = self.layout.sentence
        return sentence[token] in self.layout.questions and not self.any("alarm", token, sentence)

    def impersonal(self, token: int) -> bool:
        """Whether the sentence of a token opens like a question and speaks of nobody and of nothing near or new: "is a rash serious"."""
        layout = self.layout
        sentence = layout.sentence[token]
        first, last = bisect_left(layout.sentence, sentence), bisect_right(layout.sentence, sentence)
        opener = layout.opened.get(sentence)
        if opener is None or any(cue.start == opener + 1 for cue in self.all("only")):  # "can only" asks nothing
            return False
        if any(self.any(role, token, layout.sentence) for role in ("right_now", "back", "still", "mine", "person", "pronoun")):
            return False
        return not any(token.word in self.small.pointing for token in layout.tokens[first:last]) and self._me[last] == self._me[first]

    def mine(self, hit: Hit) -> bool:
        """Whether the clause says that the sign is the writer's own."""
        clause, found = self.layout.clause, hit.found
        return self.any("mine", found.start, clause) or self.any("mine", found.end, clause)

    def ongoing(self, hit: Hit) -> bool:
        """Whether the clause speaks of now."""
        return self.any("ongoing", hit.found.end, self.layout.clause)

    def past(self, hit: Hit) -> bool:
        """Whether the clause is in the past tense."""
        clause, found = self.layout.clause, hit.found
        return self.any("had", found.end, clause) or self.any("had", found.start, clause)

    def near(self, role: str, hit: Hit) -> bool:
        """Whether a cue stands in the part of a sign, not far from it."""
        found, part = hit.found, self.layout.part
        before = self.ahead(role, found.start, part, REACH) or self.within(role, found.start, found.inner)
        return bool(before or self.behind(role, found.end, part, REACH))

    def pointed(self, hit: Hit) -> bool:
        """Whether the sign is pointed at: "this rash"."""
        start, tokens = hit.found.start, self.layout.tokens
        return tokens[start].word in self.small.pointing or (start > 0 and tokens[start - 1].word in self.small.pointing)

    def own(self, cue: Found, hit: Hit) -> bool:
        """Whether the writer comes up between a cue and the sign: "mum says my face is swollen"."""
        return self._me[hit.found.end + 1] > self._me[cue.end + 1]

    def clear_between(self, hit: Hit, cue: Found) -> bool:
        """Whether nothing else that can be gone stands between a sign and a cue after it."""
        return not self.names_thing(hit.found.end + 1, cue.start)

    def names_thing(self, start: int, end: int) -> bool:
        """Whether tokens from one to before another name something that can be there or be gone."""
        return not self._things.isdisjoint(word for meant in self._meant[start:end] for word in meant)

    def parted(self, start: int, end: int) -> bool:
        """Whether a pause or an "and" stands between two tokens."""
        return self.layout.paused(start, end) or any(token.word in self.small.adds for token in self.layout.tokens[start + 1 : end])

    def strange(self, start: int, end: int) -> int:
        """How many tokens from one to before another can belong neither to a sign nor to a list of signs."""
        words = (self.layout.tokens[index].word for index in range(start, end))
        return sum(word not in self._listed for word in words)
