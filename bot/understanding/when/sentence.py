"""One sentence -> what it says of days, times and schedules, part by part. Finds; does not yet decide (`reading` does)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from bot.dialog.calendar import Every, Unit

from . import english
from .clock import Clock, take_clock
from .days import Days, Looking, day_of_month, take_day, take_span
from .rules import Nth, Often, every, take_lasting, take_often
from .tokens import Cursor, Kind, Token
from .values import Part

GRAMMAR = (
    english.TURNS_AROUND
    | english.HAS_BEEN
    | english.EVERY
    | english.OTHER
    | english.MIDNIGHT
    | english.MANY_DAYS
    | english.HOURS
    | english.MINUTES
    | set(english.UNITS)
    | set(english.ADVERBS)
    | set(english.TWO_MEANINGS)
    | set(english.WEEKDAYS)
    | set(english.MONTHS)
    | {"half", "quarter", "twice", "once"}
) - english.ALSO_PLAIN_WORDS
"""Words that mean something wherever they stand."""


@dataclass(slots=True)
class Segment:
    """One phase of a sentence: what stands between one "then" and the next."""

    often: list[Often] = field(default_factory=list)
    nths: list[Nth] = field(default_factory=list)
    lasting: list[tuple[int, Unit] | int] = field(default_factory=list)
    days: list[Days] = field(default_factory=list)


@dataclass(slots=True)
class Found:
    """Everything found in a sentence.

    `stray`: a word or number of the grammar was left over, so the sentence was not understood. `turned`: one that can turn it around.
    """

    segments: list[Segment] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    parts_of_day: list[str] = field(default_factory=list)
    dotted: list[Token] = field(default_factory=list)
    delays: list[timedelta] = field(default_factory=list)
    midnight: bool = False
    turned: bool = False
    stray: bool = False
    unread: list[str] = field(default_factory=list)


def find(found: tuple[Token, ...], looking: Looking, expecting: Part | None) -> Found:
    """Read all of a sentence. Raises Unusable, or BadSchedule for a step out of range."""
    cursor, sentence = Cursor(found), Found([Segment()])
    while not cursor.done():
        if any(cursor.take(*words) for words in english.THEN):
            if not cursor.take(english.NOTHING_MORE):
                sentence.segments.append(Segment())
        elif not _amount(cursor):
            _next(cursor, sentence, looking, expecting)
    return sentence


def _next(cursor: Cursor, sentence: Found, looking: Looking, expecting: Part | None) -> None:
    segment = sentence.segments[-1]
    if (delay := _delay(cursor)) is not None:
        sentence.delays.append(delay)
    elif (often := take_often(cursor)) is not None:
        _keep_often(often, sentence, segment)
    elif (lasting := take_lasting(cursor)) is not None:
        segment.lasting.append(lasting)
    elif (day := take_day(cursor, looking)) is not None:
        _keep_day(day, cursor, sentence, segment)
    elif clock := take_clock(cursor, bare=_bare_time(cursor, expecting)):
        sentence.clocks.append(clock)
    elif expecting is Part.RULE and (span := take_span(cursor)):
        segment.often.append(Often((every(1, span) if span[0] else Every(0, Unit.DAYS),)))
    elif not _part_of_day(cursor, sentence, looking):
        _left_over(cursor, sentence, looking, expecting)


def _keep_often(often: Often | Nth, sentence: Found, segment: Segment) -> None:
    if isinstance(often, Nth):
        segment.nths.append(often)
        return
    segment.often.append(often)
    if often.part:
        sentence.parts_of_day.append(often.part)


def _keep_day(day: Days, cursor: Cursor, sentence: Found, segment: Segment) -> None:
    segment.days.append(day)
    if cursor.peek(-1).text == "tonight":
        sentence.parts_of_day.append("night")


def _amount(cursor: Cursor) -> bool:
    """A quantity, "1000 mcg": passed over, so that it is never a day, a time or a year."""
    if cursor.kind() in {Kind.NUMBER, Kind.DOTTED, Kind.SLASH} and cursor.word(1) in english.AMOUNTS:
        cursor.skip(2)
        return True
    return False


def _delay(cursor: Cursor) -> timedelta | None:
    """In 2 hours, in half an hour, in 30 minutes."""
    if cursor.take("in", "half", {"an", "a"}, english.HOURS):
        return timedelta(minutes=30)
    number = cursor.number(1) if cursor.number(1) is not None else 1 if cursor.word(1) in {"a", "an"} else None
    unit = cursor.word(2)
    if cursor.word() != "in" or number is None or unit not in english.HOURS | english.MINUTES:
        return None
    cursor.skip(3)
    number = min(number, 100_000)
    return timedelta(hours=number) if unit in english.HOURS else timedelta(minutes=number)


def _bare_time(cursor: Cursor, expecting: Part | None) -> bool:
    """Whether a number alone is a time here: it was asked for, or stands beside "today" or "tomorrow"."""
    beside = {cursor.word(-1), cursor.word(1)}
    return expecting is Part.TIME or bool(beside & (english.TODAY | english.TOMORROW))


def _part_of_day(cursor: Cursor, sentence: Found, looking: Looking) -> bool:
    """In the morning, this evening, at night, at midnight."""
    start = cursor.at
    cursor.take("in")
    cursor.take({"the", "this"})
    if part := english.DAY_PARTS.get(cursor.word()):
        if cursor.peek(-1).text == "this":
            sentence.segments[-1].days.append(Days((looking.today,)))
        cursor.skip()
        sentence.parts_of_day.append(part)
        return True
    if cursor.take(english.MIDNIGHT):
        sentence.midnight = True
        return True
    cursor.at = start
    return False


def _left_over(cursor: Cursor, sentence: Found, looking: Looking, expecting: Part | None) -> None:
    """A token that nothing claimed."""
    token = cursor.peek()
    cursor.skip()
    if token.kind is Kind.DOTTED and cursor.word() not in english.UNITS:
        sentence.dotted.append(token)
    elif token.kind is Kind.NUMBER and expecting is Part.DAY:
        sentence.segments[-1].days.append(Days((day_of_month(token.numbers[0], looking),)))
    elif token.kind is Kind.WORD and (token.text in english.FILLERS or (looking.back and token.text in english.HAS_BEEN)):
        return
    elif token.kind is Kind.WORD and token.text not in GRAMMAR and token.text.isalpha():
        sentence.unread.append(token.text)
    elif token.kind is not Kind.OTHER:
        sentence.stray = True
        sentence.turned = sentence.turned or token.text in english.TURNS_AROUND | english.HAS_BEEN
