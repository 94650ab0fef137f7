"""How a sign is spoken of: what denies it, puts it into the past, into an "if", or onto somebody else.

Always per sign. A cue lowers a sign only while its whole licence holds: near enough, in the same clause or part, and nothing that
speaks of now beside it. Half a licence makes the sign unclear, which asks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate

from .clauses import Cues, Layout
from .patterns import Found
from .reading import Status
from .spelling import Mark

ROLES = {
    "but": "ends the reach of what stands before it: 'but', 'apart from', 'only'",
    "only": "ends the reach of a denial: 'just', 'because'",
    "no": "denies what follows",
    "hardly": "denies what follows, but only half: 'not very'",
    "not_no": "looks like a denial and is none: 'not only'",
    "no_after": "denies what stands before it, at the end of a clause",
    "only_if": "puts what follows into an 'if' of its own: 'what if'",
    "if": "puts what follows into an 'if' that may be meant of now",
    "not_if": "looks like an 'if' and is none: 'as if'",
    "only_asking": "says that a question was only a question",
    "until": "takes for granted that what follows is there: 'how long until'",
    "may": "a chance or a fear of something to come: 'could I get'",
    "general": "asks about a thing in general: 'what does it look like'",
    "normal_to": "does so, mostly about oneself: 'is it normal to'",
    "normal": "does so within a question: 'is it normal'",
    "worry": "asks whether to worry about what follows, which is therefore there",
    "asked_now": "asks what to do, before an 'if' that is meant of now: 'should I train if'",
    "quoted": "passes on what somebody wrote",
    "train": "asks whether to train with what follows, which is therefore there",
    "mine": "says that something is so with me",
    "ongoing": "says that it is so now",
    "had": "puts a clause into the past",
    "long_ago": "a time that is over",
    "not_ago": "a time that something has gone on since",
    "fine": "says that a part of the body is as it should be; read for what only asks",
    "day_ago": "a time that may be within a day",
    "gone": "what was before it is over",
    "it_gone": "a whole clause that says so, of the sentence before too",
    "not_gone": "looks like it is over and is not: 'almost gone'",
    "still": "says that it goes on",
    "not_back": "looks like that and is not: 'fine again'",
    "site_only": "says that a sign of the skin is nowhere but at the place of the shot",
    "back": "what was over is there again",
    "now_too": "says after a question that it is so: 'I do now'",
    "person": "somebody else",
    "pronoun": "he or she, who is a person unless an animal was named",
    "history": "what follows or stands before is somebody's history",
    "animal": "an animal",
    "fiction": "a film, a game or a dream",
    "after_shot": "ties a sign to the injection",
    "effort": "hard training",
    "settled": "breath or legs are back after training",
    "unsettled": "breath is not back",
    "other_cause": "something else that brings it on now and then",
}
"""The roles of cues, by name."""

REACH = 14
"""Words over which "gone" and "years ago" reach."""
CLOSE = 3
"""Words between a denial and a sign over which nothing else needs to hold."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What decides how cues act on a sign.

    stubborn: only a denial or somebody's history lowers it, and that leaves it unclear. lasting: counts though it is over. effort: "explains" (hard training is reason enough),
    "settles" (only with words that it is over). asks: at most unclear.
    """

    stubborn: bool = False
    lasting: bool = False
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


_ME = frozenset(["i", "im", "ive", "my", "iam", "myself"])


_AFTER_GONE = frozenset(
    "now already completely again by after today within in before thankfully so and but though since as on tho when away totally "
    "then or is was it i im my fully entirely luckily this for just all ok fine yesterday last about".split()
)


class Scopes:
    """Judges every sign of one message."""

    def __init__(self, layout: Layout, cues: Cues, known: Callable[[int], bool], joins: frozenset[str]) -> None:
        self._layout, self._cues, self._known, self._joins = layout, cues, known, joins
        self._me = list(accumulate((token.word in _ME for token in layout.tokens), initial=0))

    def judge(self, hit: Hit) -> Judged:
        """How a sign is spoken of."""
        judged = self._lowered(hit)
        if judged.status in (Status.PAST, Status.DENIED, Status.HYPOTHETICAL) and self._back_after(hit):
            return Judged(Status.RETURNED)
        if judged.status in (Status.HYPOTHETICAL, Status.UNCLEAR) and self._now_too(hit):
            return Judged(Status.PRESENT)
        if hit.traits.stubborn and judged.status is not Status.PRESENT:
            return Judged(Status.UNCLEAR)
        if judged.status is Status.UNCLEAR and self._cues.all("only_asking"):
            return Judged(Status.HYPOTHETICAL)
        if hit.traits.asks and self._cues.any("fine", hit.found.end, self._layout.clause):
            return Judged(Status.DENIED)
        if hit.traits.asks and judged.status in (Status.PRESENT, Status.OTHER_NOW, Status.RETURNED):
            return Judged(Status.UNCLEAR)
        return judged

    def _lowered(self, hit: Hit) -> Judged:
        rules = (self._denied, self._someone) if hit.traits.stubborn else (self._denied, self._supposed, self._someone, self._trained, self._over)
        for rule in rules:
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
        if self._pointed(hit):
            return None
        if cues.ahead("train", start, layout.part):
            return Judged(Status.UNCLEAR) if cues.ahead("only_if", start, layout.part) else None
        if cues.ahead("worry", start, layout.part):
            return None if self._is_mine(hit) or self._ongoing(hit) else Judged(Status.UNCLEAR)
        for role in ("only_if", "may"):
            cue = cues.ahead(role, hit.found.inner, layout.part)
            if cue is not None:
                return Judged(Status.UNCLEAR if self._now_after(cue, hit) else Status.HYPOTHETICAL)
        cue = cues.ahead("if", start, layout.part, 9)
        if cue is not None and not any(other.end == cue.end for other in self._near("not_if", cue.end)):
            sure = cues.ahead("asked_now", start, layout.part) and self._now_after(cue, hit)
            return None if sure else Judged(Status.UNCLEAR)
        if cues.any("quoted", start, layout.part):
            return None if self._is_mine(hit) or self._ongoing(hit) else Judged(Status.HYPOTHETICAL)
        if self._general(hit):
            if cues.any("normal_to", start, layout.part) and not cues.any("general", start, layout.part):
                return None if self._is_mine(hit) else Judged(Status.UNCLEAR)
            return None if self._is_mine(hit) else Judged(Status.HYPOTHETICAL)
        return None

    def _pointed(self, hit: Hit) -> bool:
        """Whether the sign is pointed at: "this rash"."""
        before = max(hit.found.start - 1, 0)
        return any(self._layout.tokens[index].word in ("this", "these") for index in (before, hit.found.start))

    def _now_after(self, cue: Found, hit: Hit) -> bool:
        """Whether something after a supposition, up to the sign or right after it, speaks of now."""
        now = self._cues.behind("ongoing", cue.end, self._layout.part)
        return now is not None and now.start <= hit.found.end + 3

    def _general(self, hit: Hit) -> bool:
        """Whether the sentence asks about the sign in general: by its words, or by "is ... normal" in a question."""
        layout, cues, start = self._layout, self._cues, hit.found.start
        if cues.any("until", start, layout.part):
            return False
        if cues.any("general", start, layout.part):
            return True
        return layout.sentence[start] in layout.questions and cues.any("normal", start, layout.part)

    def _ongoing(self, hit: Hit) -> bool:
        return self._cues.any("ongoing", hit.found.end, self._layout.clause)

    def _is_mine(self, hit: Hit) -> bool:
        """Whether the clause says that the sign is the writer's own, now."""
        layout, cues = self._layout, self._cues
        return bool(cues.any("mine", hit.found.start, layout.clause) or cues.any("mine", hit.found.end, layout.clause))

    # ---- somebody else

    def _someone(self, hit: Hit) -> Judged | None:
        layout, cues, start = self._layout, self._cues, hit.found.inner
        animal = cues.ahead("animal", start, layout.sentence)
        person = cues.ahead("person", start, layout.sentence)
        pronoun = cues.ahead("pronoun", start, layout.sentence)
        if cues.any("fiction", start, layout.sentence):
            return None if self._is_mine(hit) else Judged(Status.OTHER_PAST)
        if animal is not None and (person is None or animal.end > person.end):
            return None if self._own(animal, hit) else Judged(Status.OTHER_PAST)
        person = person or pronoun
        if person is None or self._own(person, hit):
            return None
        history = cues.any("history", start, layout.part) or cues.any("long_ago", start, layout.part)
        ongoing = self._ongoing(hit)
        if history and not cues.any("back", start, layout.part):
            return Judged(Status.UNCLEAR if ongoing else Status.OTHER_PAST)
        ongoing = ongoing or cues.any("after_shot", start, layout.sentence)
        return Judged(Status.OTHER_NOW if ongoing or not cues.any("had", start, layout.clause) else Status.UNCLEAR)

    def _own(self, cue: Found, hit: Hit) -> bool:
        """Whether the sign is the writer's own although somebody else is named before it: "mum says my face is swollen"."""
        return self._me[hit.found.end + 1] > self._me[cue.end + 1]

    # ---- over

    def _over(self, hit: Hit) -> Judged | None:
        layout, cues, found = self._layout, self._cues, hit.found
        here = cues.any("back", found.end, layout.part) or self._still(hit)
        old = self._beside("long_ago", hit)
        recent = self._beside("day_ago", hit) and not cues.within("day_ago", found.start, found.end + 1)
        if cues.any("not_ago", found.start, layout.part):
            old = recent = False
        if self._gone(hit) and not here and not hit.traits.lasting:
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
        near = cues.behind("gone", end, layout.part, REACH)
        if near is not None and not self._spoiled(near):
            return True
        for cue in cues.all("it_gone"):
            if cue.start > end and 0 <= layout.sentence[cue.start] - layout.sentence[end] <= 1:
                return not self._spoiled(cue)
        return False

    def _spoiled(self, cue: Found) -> bool:
        """Whether what looks like "gone" is "almost gone", "gone red", or followed by what is still there."""
        layout, after = self._layout, cue.end + 1
        if any(other.start <= cue.end and cue.start <= other.end for other in self._near("not_gone", cue.start)):
            return True
        if layout.tokens[cue.end].word == "gone" and not layout.last(cue.end) and layout.tokens[after].word not in _AFTER_GONE:
            return True
        return bool(self._cues.behind("still", cue.end, layout.sentence))

    def _back_after(self, hit: Hit) -> bool:
        cues = [cue for cue in self._cues.all("back")[-3:] if not any(cue.start <= other.end and other.start <= cue.end for other in self._near("not_back", cue.start))]
        return bool(cues) and cues[-1].start > hit.found.start

    def _now_too(self, hit: Hit) -> bool:
        cues = self._cues.all("now_too")
        return bool(cues) and cues[-1].start > hit.found.end

    # ---- training

    def _trained(self, hit: Hit) -> Judged | None:
        cues, layout, end = self._cues, self._layout, hit.found.end
        if not hit.traits.effort or not cues.any("effort", end, layout.sentence) or cues.all("unsettled"):
            return None
        if cues.any("after_shot", end, layout.part) or cues.any("train", end, layout.part):
            return None
        if hit.traits.effort == "explains" or cues.all("settled") or cues.any("day_ago", end, layout.part):
            return Judged(Status.PAST)
        return Judged(Status.UNCLEAR)

    def _beside(self, role: str, hit: Hit) -> bool:
        """Whether a cue stands in the part of a sign, not far from it."""
        layout, cues, found = self._layout, self._cues, hit.found
        before = cues.ahead(role, found.start, layout.part, REACH) or cues.within(role, found.start, found.inner)
        return bool(before or cues.behind(role, found.end, layout.part, REACH))
