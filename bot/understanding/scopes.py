"""How a sign is spoken of: what denies it, puts it into the past, into an "if", or onto somebody else.

Always per sign. A cue lowers a sign only while its whole licence holds: near enough, in the same clause or part, and nothing that
speaks of now beside it. Half a licence makes the sign unclear, which asks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .clauses import Cues, Layout
from .patterns import Found
from .reading import Status
from .tokens import Mark

ROLES = {
    "but": "ends the reach of what stands before it: 'but', 'apart from', 'only'",
    "no": "denies what follows",
    "hardly": "denies what follows, but only half: 'not very'",
    "not_no": "looks like a denial and is none: 'not only'",
    "no_after": "denies what stands before it, at the end of a clause",
    "only_if": "puts what follows into an 'if' of its own: 'what if'",
    "if": "puts what follows into an 'if' that may be meant of now",
    "may": "a chance or a fear of something to come: 'could I get'",
    "general": "asks about a thing in general: 'is it a side effect'",
    "quoted": "passes on what somebody wrote",
    "train": "asks whether to train with what follows, which is therefore there",
    "mine": "says that something is so with me",
    "ongoing": "says that it is so now",
    "had": "puts a clause into the past",
    "long_ago": "a time that is over",
    "day_ago": "a time that may be within a day",
    "gone": "what was before it is over",
    "it_gone": "a whole clause that says so, of the sentence before too",
    "not_gone": "looks like it is over and is not: 'almost gone'",
    "still": "says that it goes on",
    "back": "what was over is there again",
    "now_too": "says after a question that it is so: 'I do now'",
    "person": "somebody else",
    "history": "what follows or stands before is somebody's history",
    "animal": "an animal, or somebody in a story",
    "after_shot": "ties a sign to the injection",
    "effort": "hard training",
    "settled": "breath or legs are back after training",
    "unsettled": "breath is not back",
    "other_cause": "something else that brings it on now and then",
}
"""The roles of cues, by name."""

CLOSE = 3
"""Words between a denial and a sign over which nothing else needs to hold."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What decides how cues act on a sign.

    event: happened at one moment, so the past tense does not lower it. effort: "explains" (hard training is reason enough),
    "settles" (only with words that it is over). gone: the flag it raises when it was there today and went.
    """

    event: bool = False
    effort: str = ""
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A sign found in a text."""

    found: Found
    traits: Traits


@dataclass(frozen=True, slots=True)
class Judged:
    """A status, and whether the sign was there today and went away."""

    status: Status
    today: bool = False


class Scopes:
    """Judges every sign of one message."""

    def __init__(self, layout: Layout, cues: Cues, known: Callable[[int], bool], joins: frozenset[str]) -> None:
        self._layout, self._cues, self._known, self._joins = layout, cues, known, joins

    def judge(self, hit: Hit) -> Judged:
        """How a sign is spoken of."""
        judged = self._lowered(hit)
        if judged.status in (Status.PAST, Status.DENIED, Status.HYPOTHETICAL) and self._back_after(hit):
            return Judged(Status.RETURNED)
        if judged.status in (Status.HYPOTHETICAL, Status.UNCLEAR) and self._now_too(hit):
            return Judged(Status.PRESENT)
        if hit.traits.asks and judged.status in (Status.PRESENT, Status.OTHER_NOW, Status.RETURNED):
            return Judged(Status.UNCLEAR)
        return judged

    def _lowered(self, hit: Hit) -> Judged:
        for rule in (self._denied, self._supposed, self._someone, self._trained, self._over):
            judged = rule(hit)
            if judged is not None:
                return judged
        return Judged(Status.PRESENT)

    # ---- denied

    def _denied(self, hit: Hit) -> Judged | None:
        layout, cues, found = self._layout, self._cues, hit.found
        if not hit.found.negated:
            inside = cues.within("no", found.start, found.inner)
            if inside is not None and not self._pseudo(inside):
                return Judged(Status.DENIED)
            if cues.within("hardly", found.start, found.inner):
                return Judged(Status.UNCLEAR)
        after = cues.behind("no_after", found.end, layout.sentence, 2)
        if after is not None and layout.last(after.end) and not layout.asked(after.end) and after.start == found.end + 1:
            return Judged(Status.DENIED)
        if self._answered_no(hit):
            return Judged(Status.DENIED)
        cue = cues.ahead("no", found.start, layout.clause, 14)
        half = cues.ahead("hardly", found.start, layout.clause, CLOSE)
        if half is not None:
            return Judged(Status.UNCLEAR)
        if cue is None or self._pseudo(cue):
            return None
        return Judged(Status.DENIED if self._licensed(cue, hit) else Status.UNCLEAR)

    def _pseudo(self, cue: Found) -> bool:
        return any(other.start <= cue.start and cue.end <= other.end for other in self._near("not_no", cue.end))

    def _near(self, role: str, token: int) -> list[Found]:
        """Cues of a role that end at a token or shortly after it."""
        near = []
        for step in range(6):
            cue = self._cues.ahead(role, token + step + 1, self._layout.sentence) if token + step < len(self._layout.tokens) else None
            if cue is not None and cue.end >= token:
                near.append(cue)
        return near

    def _licensed(self, cue: Found, hit: Hit) -> bool:
        """Whether a denial reaches the sign: close by, or along a list of signs."""
        layout, start = self._layout, hit.found.start
        if hit.found.negated:
            return False
        tokens = layout.tokens
        between = range(cue.end + 1, start)
        strange = sum(1 for index in between if not self._known(index))
        if layout.paused(cue.end, start):
            later = (index for index in range(cue.end + 1, min(len(tokens), start + 60)) if layout.clause[index] == layout.clause[start])
            if not any(tokens[index].word in self._joins for index in later):
                return False
        return strange <= (1 if layout.places[start] - layout.places[cue.end] > CLOSE else 2)

    def _answered_no(self, hit: Hit) -> bool:
        """ "Hives? No." """
        layout, end = self._layout, hit.found.end
        following = end + 1
        if not layout.asked(end) or following >= len(layout.tokens) or layout.tokens[following].mark is not Mark.STOP:
            return False
        cue = next((cue for cue in self._cues.all("no_after") if cue.start == following), None)
        return cue is not None and layout.last(cue.end) and not layout.asked(following)

    # ---- if, may, in general, quoted

    def _supposed(self, hit: Hit) -> Judged | None:
        layout, cues, start = self._layout, self._cues, hit.found.start
        if cues.ahead("train", start, layout.part):
            return Judged(Status.UNCLEAR) if cues.ahead("only_if", start, layout.part) else None
        for role in ("only_if", "may"):
            cue = cues.ahead(role, hit.found.inner, layout.part)
            if cue is not None:
                return Judged(Status.UNCLEAR if self._now_after(cue, hit) else Status.HYPOTHETICAL)
        if cues.ahead("if", start, layout.part, 9):
            return Judged(Status.UNCLEAR)
        if cues.any("quoted", start, layout.part):
            return None if self._is_mine(hit) or self._ongoing(hit) else Judged(Status.HYPOTHETICAL)
        if self._general(hit):
            return None if self._is_mine(hit) else Judged(Status.HYPOTHETICAL)
        return None

    def _now_after(self, cue: Found, hit: Hit) -> bool:
        """Whether something after a supposition, up to the sign or right after it, speaks of now."""
        now = self._cues.behind("ongoing", cue.end, self._layout.part)
        return now is not None and now.start <= hit.found.end + 3

    def _general(self, hit: Hit) -> bool:
        """Whether the sentence asks about the sign in general: as a question, or beginning like one."""
        layout, start = self._layout, hit.found.start
        if not self._cues.any("general", start, layout.part):
            return False
        cue = self._cues.ahead("general", hit.found.end + 1, layout.part) or self._cues.behind("general", start, layout.part)
        first = cue.start if cue else start
        opens = first == 0 or first == 1 or layout.tokens[first].mark is Mark.STOP or layout.tokens[first - 1].mark is Mark.STOP
        return layout.asked(start) or opens

    def _ongoing(self, hit: Hit) -> bool:
        return self._cues.any("ongoing", hit.found.end, self._layout.clause)

    def _is_mine(self, hit: Hit) -> bool:
        """Whether the clause says that the sign is the writer's own, now."""
        layout, cues = self._layout, self._cues
        return bool(cues.any("mine", hit.found.start, layout.clause) or cues.any("mine", hit.found.end, layout.clause))

    # ---- somebody else

    def _someone(self, hit: Hit) -> Judged | None:
        layout, cues, start = self._layout, self._cues, hit.found.inner
        animal = cues.ahead("animal", start, layout.part)
        person = cues.ahead("person", start, layout.part)
        if animal is not None and (person is None or animal.end > person.end):
            return None if self._possessed(hit, animal) else Judged(Status.OTHER_PAST)
        if person is None or self._possessed(hit, person):
            return None
        history = cues.any("history", start, layout.part) or cues.any("long_ago", start, layout.part)
        ongoing = self._ongoing(hit) or cues.any("after_shot", start, layout.part)
        if history and not cues.any("back", start, layout.part):
            return Judged(Status.UNCLEAR if ongoing else Status.OTHER_PAST)
        return Judged(Status.OTHER_NOW if ongoing or not cues.any("had", start, layout.clause) else Status.UNCLEAR)

    def _possessed(self, hit: Hit, cue: Found) -> bool:
        """Whether the sign is the writer's own although somebody else is named before it: "mum says my face is swollen"."""
        layout = self._layout
        first = max(cue.end + 1, hit.found.start - 3)
        return any(layout.tokens[index].word in ("my", "i", "im", "ive") for index in range(first, hit.found.end + 1))

    # ---- over

    def _over(self, hit: Hit) -> Judged | None:
        layout, cues, found = self._layout, self._cues, hit.found
        here = cues.any("back", found.end, layout.part) or self._still(hit)
        old = cues.any("long_ago", found.start, layout.part)
        recent = cues.any("day_ago", found.start, layout.part)
        if self._gone(hit) and not here:
            return Judged(Status.PAST, today=not old)
        if here or not (old or recent or cues.any("other_cause", found.end, layout.part)):
            return None
        ongoing = self._ongoing(hit)
        past = cues.any("had", found.end, layout.clause) or cues.any("had", found.start, layout.clause)
        same = cues.any("long_ago", found.start, layout.clause)
        if old and not ongoing and (past or same):
            return Judged(Status.PAST)
        if old and ongoing and not same:
            return None
        if recent and ongoing and not past:
            return None
        return Judged(Status.UNCLEAR)

    def _still(self, hit: Hit) -> bool:
        return self._cues.any("still", hit.found.end, self._layout.clause)

    def _gone(self, hit: Hit) -> bool:
        layout, cues, end = self._layout, self._cues, hit.found.end
        near = cues.behind("gone", end, layout.part, 6)
        if near is None:
            near = cues.within("gone", hit.found.start, hit.found.inner)
        if near is not None and not self._spoiled(near):
            return True
        for cue in cues.all("it_gone"):
            if cue.start > end and 0 <= layout.sentence[cue.start] - layout.sentence[end] <= 1:
                return not self._spoiled(cue)
        return False

    def _spoiled(self, cue: Found) -> bool:
        return any(other.start <= cue.end and cue.start <= other.end for other in self._near("not_gone", cue.start))

    def _back_after(self, hit: Hit) -> bool:
        cues = self._cues.all("back")
        return bool(cues) and cues[-1].start > hit.found.start

    def _now_too(self, hit: Hit) -> bool:
        cues = self._cues.all("now_too")
        return bool(cues) and cues[-1].start > hit.found.end

    # ---- training

    def _trained(self, hit: Hit) -> Judged | None:
        cues, layout = self._cues, self._layout
        if not hit.traits.effort or not cues.all("effort") or cues.all("unsettled"):
            return None
        if not cues.any("effort", hit.found.end, layout.sentence) and not self._beside(hit):
            return None
        if hit.traits.effort == "explains" or cues.all("settled") or cues.any("day_ago", hit.found.end, layout.part):
            return Judged(Status.PAST)
        return Judged(Status.UNCLEAR)

    def _beside(self, hit: Hit) -> bool:
        sentence = self._layout.sentence[hit.found.end]
        return any(abs(self._layout.sentence[cue.end] - sentence) <= 1 for cue in self._cues.all("effort"))
