"""The roles that cues play in how a sign is spoken of, and the values that judging one works with."""

from __future__ import annotations

from dataclasses import dataclass

from .reading import Status
from .search import Found

ROLES = {
    "but": "begins a part of a sentence that nothing before it lowers: 'apart from', 'except for'",
    "only": "ends the reach of a denial: 'just', 'because'",
    # denied
    "no": "denies what follows",
    "no_trouble": "denies the trouble that a sign with a negation of its own would be: 'no problem swallowing'",
    "hardly": "denies what follows, but only half: 'not very'",
    "not_no": "looks like a denial and is none: 'not only'",
    "no_after": "denies what stands before it, at the end of a clause",
    "none_of": "denies everything that stands before it in its sentence: 'none of these'",
    "fine": "says that a part of the body is as it should be; read for signs that only ask",
    "alarm": "makes a question more than one out of interest; read for signs that only ask when nothing else escalates",
    "all_well": "says that nothing is the matter; read for signs that only ask",
    # supposed
    "only_if": "puts what follows into an 'if' of its own: 'what if'",
    "if": "puts what follows into an 'if' that may be meant of now",
    "not_if": "looks like an 'if' and is none: 'as if'",
    "may": "a chance or a fear of something to come: 'could I get'",
    "fear": "a fear of something to come, for its own clause: 'scared I will'",
    "fear_of": "a fear of a thing: 'afraid of'",
    "fear_about": "the same, of what is often there already: 'worried about'",
    "plea": "makes 'can you' a plea for help",
    "suppose": "puts what follows into a case that is made up: 'imagine'",
    "right_now": "says that a made-up case is none",
    "speaks": "somebody in a story says what follows: 'in the film she yells'",
    "joke": "says that its sentence is not meant",
    "topic": "makes what follows a topic and not a thing that is there: 'my talk about'",
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
    "theirs": "says that what follows is still of the animal: 'my cat, she wheezes'",
    "likened": "says that somebody is like an animal, which is then none",
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
    "none_for_long": "says that it has not been there for months or years: 'none in two years'",
    "none_since": "says that what was long ago has not been there since",
    "well": "says that the person is well",
    "well_since": "says that the person has been well",
    "chronic": "says that something has always been so",
    "unchanged": "says that it is as it always was, or not so today",
    "still": "says that it goes on",
    "back": "what was over is there again",
    "not_back": "looks like that and is not: 'fine again'",
    # training
    "after_shot": "ties a sign to the injection",
    "effort": "hard training",
    "settled": "breath or legs are back after training",
    "recovered": "the same, said so that it can be of nothing else",
    "unsettled": "breath is not back",
    # place
    "site_only": "says that a sign of the skin is nowhere but at the place of the shot",
}
"""The roles by name, with what a cue of each does."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What decides how cues act on a sign.

    grave: its level is urgent. stubborn: only a denial or somebody's history lowers it, and that leaves it unclear. lasting:
    counts although it is over. effort: "explains" (hard training is reason enough), "settles" (only with words that it is
    over, else unclear) or "recovers" (only with plain words that it is over, else as without training). asks: it is unclear at most.
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
