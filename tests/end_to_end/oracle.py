"""The decision table once more, by hand and by the words on the buttons: what each answer means, and how a check must end.

Written from the table, not from dialogs/, so that the two can disagree.
"""

from __future__ import annotations

from dataclasses import dataclass, field

URGENT, STOP, CLINICIAN, GENTLE, ADAPTED, NOTHING = "urgent", "stop", "clinician", "gentle", "adapted", "nothing"

SAME_EVERYWHERE = {"Not sure": NOTHING, "None of these": NOTHING, "No": NOTHING, "Yes, as usual": NOTHING, "Not sore": NOTHING}

MEANING: dict[str, dict[str, str]] = {
    "signs": {
        "Hard to breathe": URGENT,  # R1
        "Wheezing": URGENT,  # R2
        "Face swelling": URGENT,  # R3
        "Throat swelling": URGENT,  # R4
        "Hives or a rash": URGENT,  # R5 R6
        "Mouth swelling": URGENT,  # R16
        "Tight throat": URGENT,
        "Hoarse voice": URGENT,
        "Itching all over": URGENT,
        "Had one, now gone": STOP,  # R18
    },
    "signs_plain": {"Yes": URGENT, "Not sure": URGENT},  # asked twice: counts as yes
    "more_signs": {
        "Chest pain": URGENT,  # R17
        "I fainted": URGENT,
        "Fit or confusion": URGENT,
        "Blue lips": URGENT,
        "Weak on one side": URGENT,
        "Very dizzy": STOP,  # R11
        "Feeling faint": STOP,  # R12
        "Unusually weak": STOP,  # R13
        "Lightheaded": STOP,  # R14
        "Dizzy, now gone": GENTLE,  # A7
        "Feels off": GENTLE,  # R15
    },
    "danger_plain": {"Yes": URGENT, "Not sure": URGENT},
    "steady_plain": {"No, not as usual": STOP, "Not sure": STOP},
    "site": {
        "A bit sore": ADAPTED,  # M2
        "Sore, not getting worse": GENTLE,  # M7
        "Very sore": STOP,  # R9
        "Getting worse": STOP,  # R10
        "Swelling fast": STOP,  # R8
        "Hives there": STOP,  # R7
        "Sore from training": NOTHING,  # M8
    },
    "site_plain": {"Yes": STOP, "Not sure": STOP, "No": ADAPTED},
    "hives_spread": {"Yes": URGENT, "Not sure": URGENT},  # A2
    "training": {"Elsewhere, from before": NOTHING, "Near the shot": NOTHING, "Began after the shot": NOTHING},
    "place": dict.fromkeys(["Upper arm", "Buttock", "Thigh", "Belly", "Somewhere else", "Not sure"], NOTHING),
    "mild": {"Headache": GENTLE, "Sick stomach": GENTLE, "More tired than usual": GENTLE},  # M3 M4 M5
    "mild_plain": {"Yes": GENTLE, "Not sure": GENTLE},
    "strength": {"Mild, not worse": NOTHING, "Strong": STOP, "Getting worse": STOP},  # M6
    "strength_plain": {"No, not as usual": STOP, "Not sure": STOP},
    "everyday": {"No, not as usual": STOP},  # A19: that is R13
    "dose": {
        "My usual shot": NOTHING,
        "First dose": NOTHING,  # F7
        "One of the first": NOTHING,  # F9
        "The dose changed": NOTHING,  # F8
        "The schedule is new": CLINICIAN,  # C5
        "The schedule changed": CLINICIAN,  # C6
    },
    "dose_plain": {"Yes": CLINICIAN, "Not sure": CLINICIAN},
    "health": dict.fromkeys(
        [
            "Heart disease",
            "Medicine allergy",
            "Anemia, not controlled",
            "Low B12, worn out",
            "Low B12, dizzy spells",
            "Tingling or numbness",
            "Another illness",
        ],
        CLINICIAN,
    ),
    "health_plain": {"Yes": CLINICIAN, "Not sure": CLINICIAN},
    "workout": dict.fromkeys(
        [
            "Walking",
            "Stretching or mobility",
            "Easy bike or cardio",
            "Light weights",
            "Intervals or sprints",
            "Heavy lifting",
            "Something else",
            "No plan yet",
        ],
        NOTHING,
    ),
    "effort": dict.fromkeys(["Easy, I can chat", "Steady, a bit puffed", "Too hard to chat", "All-out strength", "Not sure"], NOTHING),
    "how": {"It felt good": NOTHING, "Something feels off": GENTLE, "Not sure": GENTLE},
    "had_serious": {"Still there": URGENT, "It went away": STOP, "I tapped by mistake": NOTHING},  # R18
    "had_serious_plain": {"Yes, fully gone": STOP, "No, some is left": URGENT, "Not sure": URGENT},
    "had_dizzy": {"Still there": STOP, "It went away": GENTLE, "I tapped by mistake": NOTHING, "Not sure": GENTLE},  # A7
}
MEANING |= {
    "site_again": {name: MEANING["site"][name] for name in ("A bit sore", "Sore, not getting worse", "Very sore", "Getting worse")},
    "everyday_plain": MEANING["steady_plain"],
    "had_dizzy_plain": MEANING["steady_plain"],
    "off_signs": MEANING["signs_plain"],
    "off_danger": MEANING["danger_plain"],
    "off_steady": MEANING["steady_plain"],
}

SHORTER = {"First dose", "One of the first", "The dose changed", "The schedule is new", "The schedule changed"}
SCHEDULE = {"The schedule is new", "The schedule changed"}


def meaning(question: str, label: str) -> str:
    """How serious an answer is by itself."""
    known = MEANING[question]
    return known[label] if label in known else SAME_EVERYWHERE[label]


@dataclass(frozen=True)
class Told:
    """What a person has told, as (question, label), and what follows from it."""

    answers: tuple[tuple[str, str], ...] = ()
    levels: frozenset[str] = field(default=frozenset())

    def and_then(self, question: str, *labels: str) -> Told:
        """One more answer."""
        found = {meaning(question, label) for label in labels} - {NOTHING}
        return Told((*self.answers, *((question, label) for label in labels)), self.levels | found)

    def said(self, *labels: str) -> bool:
        """Whether one of these labels was chosen."""
        return any(label in labels for _, label in self.answers)

    @property
    def must_end(self) -> bool:
        """Whether nothing more may be asked: O1 always, O2 unless hives at the spot are still being asked about."""
        return URGENT in self.levels or (STOP in self.levels and self.answers[-1] != ("site", "Hives there"))

    def health_reason(self) -> bool:
        return any(question in ("health", "health_plain") and meaning(question, label) == CLINICIAN for question, label in self.answers)

    def check_after_warm_up(self, text: str) -> list[str]:
        """What is wrong with this ending of the check after a session. What was told before the session counts on."""
        if URGENT in self.levels or STOP in self.levels:
            return self.check(text)
        if not self.said("It felt good"):
            return _missing(text, "Stop here and rest for now", "10 minutes of slow walking", "emergency help", absent=("moderate",))
        if GENTLE in self.levels or CLINICIAN in self.levels:
            return _missing(text, "That is enough for today", "slow walking or stretching", "Stop if you feel dizzy", absent=("moderate",))
        return _missing(text, "You can go on", "light to moderate", "comfort", "no sprints and no records", "Next session:", *self._area())

    def check(self, text: str) -> list[str]:
        """What is wrong with this ending."""
        if URGENT in self.levels:
            return _missing(text, "Get urgent medical help now", absent=("minutes", "walk", "No exercise now"))
        if STOP in self.levels:
            return _missing(text, "No exercise now", "emergency help", absent=("minutes of",))
        if CLINICIAN in self.levels and (self.health_reason() or GENTLE in self.levels):
            return _missing(
                text, "Ask your clinic before you train", "10 minutes of easy walking or mobility", "Stop if you feel dizzy", *self._area()
            )
        if GENTLE in self.levels:
            return _missing(text, "Rest today, or take it easy", "10 minutes of slow walking", "Stop if you feel dizzy", *self._area())
        return self._plan(text)

    def _plan(self, text: str) -> list[str]:
        short = self.said(*SHORTER) or CLINICIAN in self.levels
        wanted = [
            "Your plan for today",
            f"{10 if short else 15} minutes of",
            "no sprints, no heavy lifts",
            "Stop if you feel dizzy",
            "Next session:",
        ]
        wanted += ["your clinic"] if CLINICIAN in self.levels else []
        wanted += self._area()
        wanted += ["stay light until the soreness is gone"] if ADAPTED in self.levels else ["your usual routine"]
        wanted += ["first dose, so go shorter"] if self.said("First dose") else []
        wanted += ["Your dose changed, so go shorter"] if self.said("The dose changed") and not self.said("First dose") else []
        hard = self.said("Intervals or sprints", "Too hard to chat") or ("effort", "Not sure") in self.answers
        wanted += ["easy walking. Leave hard work for another day"] if hard else []
        wanted += ["easy walking. Leave heavy lifts for another day"] if self.said("Heavy lifting", "All-out strength") else []
        return _missing(text, *wanted)

    def _area(self) -> list[str]:
        if self.said("Upper arm"):
            return ["Leave out shoulder and arm work"]
        if self.said("Buttock"):
            return ["Go easy on leg work"]
        return ["Don't load the muscle"] if any(question == "place" for question, _ in self.answers) else []


def _missing(text: str, *wanted: str, absent: tuple[str, ...] = ()) -> list[str]:
    return [f"no {part!r}" for part in wanted if part not in text] + [f"{part!r}" for part in absent if part in text]
