"""What was read in a message about red flags: values only, no words and no rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.dialog.script import Level


class Status(StrEnum):
    """How a sign is spoken of. Present, returned and other_now escalate; unclear asks; the rest is silent."""

    PRESENT = "present"
    DENIED = "denied"
    HYPOTHETICAL = "hypothetical"
    PAST = "past"
    RETURNED = "returned"
    OTHER_PAST = "other_past"
    OTHER_NOW = "other_now"
    UNCLEAR = "unclear"


ESCALATES = frozenset([Status.PRESENT, Status.RETURNED, Status.OTHER_NOW])


@dataclass(frozen=True, slots=True)
class Seen:
    """One sign in a text. `start` and `end` count characters of the text as it was typed."""

    sign: str
    status: Status
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything about red flags in one message.

    `flags` escalate at once, the most serious first; `level` is that of the first. `doubts` are flags to ask about, with
    `ask_level`; only those are kept that are more serious than what escalates anyway.
    """

    seen: tuple[Seen, ...] = ()
    level: Level = Level.NONE
    ask_level: Level = Level.NONE
    flags: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def unsure(self) -> bool:
        """Whether a sign that was heard is the reason for the doubts, and not only the second reader."""
        return any(seen.status is Status.UNCLEAR for seen in self.seen)
