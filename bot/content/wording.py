"""Checks of the words themselves: markup, placeholders, lengths, and labels that fit on a button."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping

from bot.dialog import phrases

from .phrasebook import PLACEHOLDERS, without_tags
from .spoken import PATTERNS

LONGEST_MESSAGE = 4096
LONGEST_LABEL = {1: 34, 2: 16, 3: 10}
"""Characters that stay on one line of a 375 px screen, by how many buttons share the row."""
MOST_WORDS = 4

_LENGTHS = {"toast.": 200, phrases.PROFILE_SHORT: 120, phrases.PROFILE_LONG: 512, "menu.": 256}
_MARKUP = re.compile(r"<(/?)([a-z]+)>|[<>]|&(?!(?:lt|gt|amp|quot);)")
FILLED: Mapping[str, frozenset[str]] = {
    phrases.CARD_PROGRESS: frozenset(["number", "total"]),
    phrases.CARD_LATE: frozenset(["minutes"]),
    phrases.TIMER_STARTED: frozenset(["minutes"]),
    phrases.DOUBT_ASK: frozenset(["signs"]),
    phrases.REMIND_SAVED: frozenset(["moment", "zone"]),
    phrases.REMIND_TOO_MANY: frozenset(["count"]),
    phrases.ZONE_SET: frozenset(["zone"]),
    phrases.QUIET_SET: frozenset(["hours"]),
    phrases.SETTINGS_ZONE: frozenset(["zone"]),
    phrases.SETTINGS_QUIET: frozenset(["hours"]),
    phrases.PLACE_KNOWN: frozenset(["zone"]),
    **dict.fromkeys(
        [
            *(phrases.DOSE_TODAY, phrases.DOSE_DAY, phrases.DOSE_MOVED_FROM, phrases.DOSE_OPEN, phrases.DOSE_DID_YOU),
            *(phrases.DOSE_SKIPPED, phrases.DOSE_LOGGED, phrases.REMINDER_WAITING),
        ],
        frozenset(["date"]),
    ),
    **dict.fromkeys([phrases.DOSE_RHYTHM, phrases.REMINDER_RHYTHM, phrases.REMINDER_DELETED, phrases.LIST_LOST], frozenset(["rhythm"])),
    **dict.fromkeys([phrases.DOSE_PUT_OFF, phrases.DOSE_NEXT], frozenset(["moment", "zone"])),
    **dict.fromkeys([phrases.DOSE_LATE, phrases.AFTER_SIGNS], frozenset(["ago"])),
    **dict.fromkeys([phrases.LIST_PAUSED, phrases.LIST_OVER], frozenset(["number", "rhythm"])),
    phrases.DOSE_MISSED: frozenset(["count", "first"]),
    phrases.DOSE_TOMORROW: frozenset(["date", "time"]),
    phrases.DOSE_LOGGED_AT: frozenset(["date", "place"]),
    phrases.DOSE_LAST_PLACE: frozenset(["place"]),
    phrases.DOSE_OLDEST_PLACE: frozenset(["place", "date"]),
    phrases.REMINDER_PUT_OFF: frozenset(["date", "moment"]),
    phrases.LIST_NEXT: frozenset(["number", "rhythm", "moment", "zone"]),
    phrases.REMINDER_AT: frozenset(["time", "zone"]),
    phrases.REMINDER_NEXT: frozenset(["date"]),
    phrases.REMINDER_NEXT_AT: frozenset(["moment"]),
    phrases.HISTORY_SHOT: frozenset(["number", "date", "place"]),
    phrases.HISTORY_CHECK: frozenset(["number", "date", "outcome"]),
    phrases.HISTORY_BOTH: frozenset(["number", "date", "place", "outcome"]),
    **PATTERNS,
}
"""What code fills in, in the texts it names itself."""


def text_faults(text_id: str, text: str, allowed: frozenset[str]) -> Iterator[str]:
    """What is wrong with a text, in words for its author. `allowed`: the placeholders that can be filled in where it is said."""
    yield from _markup_faults(text)
    yield from _placeholder_faults(text, allowed)
    if not without_tags(text).strip():
        yield "is empty, and Telegram sends no empty message"
    for start, most in _LENGTHS.items():
        if text_id.startswith(start) and len(without_tags(text)) > most:
            yield f"is {len(without_tags(text))} characters long; Telegram shows at most {most} here"
    if len(text) > LONGEST_MESSAGE:
        yield f"is {len(text)} characters long; a message holds {LONGEST_MESSAGE}"


def label_faults(text: str, in_row: int, allowed: frozenset[str]) -> Iterator[str]:
    """What is wrong with the words of a button that shares its row with `in_row` - 1 others. `allowed`: what is filled in."""
    yield from _placeholder_faults(text, allowed)
    if not text.strip():
        yield "is empty, and Telegram refuses a message with an empty button"
    words = text.replace("{number}", "15")
    if len(words.split()) > MOST_WORDS:
        yield f"has {len(words.split())} words; a button holds {MOST_WORDS}"
    if len(words) > LONGEST_LABEL[in_row]:
        yield f"is {len(words)} characters long; with {in_row} in a row, {LONGEST_LABEL[in_row]} fit on a phone"


def _placeholder_faults(text: str, allowed: frozenset[str]) -> Iterator[str]:
    try:
        fields = [(name, form, turn) for _, name, form, turn in string.Formatter().parse(text) if name is not None]
    except ValueError:
        yield "has a brace that is not closed; write {minutes} and the like, and no other braces"
        return
    if "{{" in text or "}}" in text:
        yield "has a doubled brace; write {minutes} and the like, and no other braces"
    for name, form, turn in fields:
        if form or turn:
            yield f"writes more than a name into the braces of {{{name}}}; write {{{name}}}"
    names = {name for name, _, _ in fields}
    for name in sorted(filter(None, names - allowed)) + ([""] if "" in names else []):
        known = f"here: {', '.join(sorted('{' + one + '}' for one in allowed))}" if allowed else "none here"
        reason = "cannot be filled in" if name in PLACEHOLDERS else "is not a placeholder"
        yield f"{{{name}}} {reason}; allowed are {known}" if allowed else f"{{{name}}} {reason} in this text"


def _markup_faults(text: str) -> Iterator[str]:
    open_tags: list[str] = []
    for match in _MARKUP.finditer(text):
        closing, tag = match.group(1), match.group(2)
        if tag not in ("b", "i"):
            yield f"has {match.group(0)!r}: only <b> and <i> are markup; write &lt; &gt; &amp; for the signs themselves"
        elif not closing:
            open_tags.append(tag)
        elif not open_tags or open_tags.pop() != tag:
            yield f"closes <{tag}> where it is not open"
    if open_tags:
        yield f"never closes <{open_tags[-1]}>"
