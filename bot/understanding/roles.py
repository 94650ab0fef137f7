"""The roles that cues play in how a sign is spoken of, and the values that judging one works with."""

from __future__ import annotations

from dataclasses import dataclass

from .patterns import Found
from .reading import Status

ROLES = {
    "but": "begins a part of a sentence that nothing before it lowers: 'apart from', 'except for'",
    "only": "ends the reach of a denial: 'just', 'because'",
    # denied
    "no": "denies what follows",
    "hardly": "denies what follows, but only half: 'not very'",
    "not_no": "looks like a denial and is none: 'not only'",
    "no_after": "denies what stands before it, at the end of a clause",
    "fine": "says that a part of the body is as it should be; read for signs that only ask",
    # supposed
    "only_if": "puts what follows into an 'if' of its own: 'what if'",
    "if": "puts what follows into an 'if' that may be meant of now",
    "not_if": "looks like an 'if' and is none: 'as if'",
    "may": "a chance or a fear of something to come: 'could I get'",
    "could": "the same within a question: 'can it cause'",
    "general": "asks about a thing in general: 'what does it look like'",
    "normal": "does so within a question: 'is ... normal'",
    "normal_to": "does so, mostly about oneself: 'is it normal to'",
    "until": "takes for granted that what follows is there: 'how long until'",
    "worry": "asks whether to worry about what follows, which is therefore there",
    "asked_now": "asks what to do, before an 'if' that is meant of now: 'do I need a doctor if'",
    "train": "asks whether to train with what follows, which is therefore there",
    "quoted": "passes on what somebody wrote",
    "mine": "says that something is so with me",
    "ongoing": "says that something is so now",
    "now_too": "says after a question that it is so: 'I do now'",
    # somebody else
    "person": "somebody else",
    "pronoun": "he or she, who is a person unless an animal was named",
    "history": "what stands in the same part is somebody's history",
    "animal": "an animal",
    "fiction": "a film, a game or a dream",
    # over
    "had": "puts a clause into the past",
    "long_ago": "a time that is over",
    "day_ago": "a time that may be within a day",
    "not_ago": "a time that something has gone on since",
    "other_cause": "something else that brings it on now and then",
    "gone": "what was before it is over",
    "it_gone": "a whole clause that says so, of the sentence before too",
    "not_gone": "looks like it is over and is not: 'almost gone'",
    "after_gone": "may follow the word 'gone' when that means that it is over: 'gone now', but not 'gone red'",
    "well": "says that the person is well",
    "still": "says that it goes on",
    "back": "what was over is there again",
    "not_back": "looks like that and is not: 'fine again'",
    # training
    "after_shot": "ties a sign to the injection",
    "effort": "hard training",
    "settled": "breath or legs are back after training",
    "unsettled": "breath is not back",
    # place
    "site_only": "says that a sign of the skin is nowhere but at the place of the shot",
}
"""The roles by name, with what a cue of each does."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What decides how cues act on a sign.

    grave: its level is urgent. stubborn: only a denial or somebody's history lowers it, and that leaves it unclear. lasting:
    counts although it is over. effort: "explains" (hard training is reason enough) or "settles" (only with words that it is
    over). asks: it is unclear at most.
    """

    grave: bool = False
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
    """How a sign is spoken of, and whether it was there today and went away."""

    status: Status
    today: bool = False


DENIED, HYPOTHETICAL, UNCLEAR = Judged(Status.DENIED), Judged(Status.HYPOTHETICAL), Judged(Status.UNCLEAR)
PRESENT, RETURNED = Judged(Status.PRESENT), Judged(Status.RETURNED)
OTHER_NOW, OTHER_PAST = Judged(Status.OTHER_NOW), Judged(Status.OTHER_PAST)
