"""Typed words -> the value they give for a question that takes one, and the answers that a whole sentence gives to the reminder form.

The grammar is that of `bot.understanding`, the written form that of the core. Where words may mean two things, both are handed on to
be asked; where they cannot be used, the reason is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from bot.dialog import inputs, rhythm
from bot.dialog.calendar import Rule
from bot.dialog.events import Told, Wrote
from bot.dialog.quiet import Quiet
from bot.dialog.script import TYPED, Question
from bot.dialog.session import Answer
from bot.dialog.widgets import BACKWARD
from bot.understanding.places import Place, find_place
from bot.understanding.when import english
from bot.understanding.when.quiet import read_quiet
from bot.understanding.when.reading import LONGEST, read
from bot.understanding.when.tokens import Kind, tokens
from bot.understanding.when.values import Part, Ruled, When
from bot.understanding.when.where import bare, where, zones_of

from .atlas import atlas

_QUESTIONS = {Part.DAY: "first_date", Part.TIME: "time"}


def told(text: str, question: Question, now: datetime) -> Told | None:
    """What a text gives for a question with an input; None when the question takes none. `now`: the person's clock, naive."""
    reader = _READERS.get(question.input)
    return reader(text, question, now) if reader else None


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a sentence gives to the questions of the reminder form, or why it cannot be used. `plain`: it says nothing else."""

    answers: tuple[Answer, ...] = ()
    refused: str = ""
    plain: bool = False

    def beside(self, heard: Wrote) -> Wrote:
        """What was heard, with this."""
        return replace(heard, wanted=self.answers, refused=self.refused)


def wanted(text: str, now: datetime, asked: bool = False) -> Sentence:
    """What a sentence such as "remind me every 2 weeks on friday at 9" says. `asked`: how often was asked, so "2 weeks" answers it."""
    said = where(text, _is_place)
    when = read(said.rest, now, Part.RULE if asked else None)
    if when.refused:
        return Sentence(refused=when.refused.value)
    answers = _answers(when)
    plain = bool(answers) and not when.unread
    if said.place:  # which one is meant is asked, too, and so is one that is not known
        answers["zone"] = tuple(TYPED + zone for zone in _zones(said.place))
    return Sentence(tuple(answers.items()), plain=plain)


def _answers(when: When) -> dict[str, tuple[str, ...]]:
    answers: dict[str, tuple[str, ...]] = {}
    rule, day = when.rule, when.day
    for ask in when.asks:
        if ask.part in _QUESTIONS:  # which one is meant is asked when its question comes
            answers[_QUESTIONS[ask.part]] = tuple(TYPED + value for value in dict.fromkeys(map(_written, ask.options)))
        match ask.options:
            case (Ruled(rule, brings),):  # the form says it again before it is kept
                day = day or brings
            case (Ruled(), *_):
                answers |= {"rhythm": ("phases",), "phases": tuple(TYPED + _written(option) for option in ask.options)}
    if rule:
        answers |= rhythm.answers_of(rule)
    if day:
        answers["first_date"] = (TYPED + day.isoformat(),)
    if when.at:
        answers["time"] = (TYPED + when.at.isoformat("minutes"),)
    return answers


def _date(text: str, question: Question, now: datetime) -> Told:
    return _of(read(text, now, Part.DAY, question.id in BACKWARD), Part.DAY)


def _time(text: str, question: Question, now: datetime) -> Told:
    said = where(text, _is_place)
    when = read(said.rest, now, Part.TIME)
    if when.delay and (now + when.delay).date() == now.date():
        return Told((now + when.delay).strftime("%H:%M"))
    found = _of(when, Part.TIME)
    return replace(found, zones=_zones(said.place)) if said.place and not found.refused else found


def _schedule(text: str, question: Question, now: datetime) -> Told:
    return _of(read(text, now, Part.RULE), Part.RULE)


def _number(text: str, question: Question, now: datetime) -> Told:
    found = [token for token in tokens(text[:LONGEST]) if token.text not in english.EVERY]
    readable = len(found) == 1 and found[0].kind is Kind.NUMBER
    return Told(str(found[0].numbers[0])) if readable else Told(refused=inputs.UNREADABLE)


def _hours(text: str, question: Question, now: datetime) -> Told:
    said = read_quiet(text)
    if said.refused:
        return Told(refused=said.refused.value)
    if said.quiet:
        return Told(_written_hours(said.quiet))
    return Told(may_mean=tuple(map(_written_hours, said.options))) if said.options else Told(refused=inputs.UNREADABLE)


def _zone(text: str, question: Question, now: datetime) -> Told:
    if zones := zones_of(bare(text)):
        return Told(zones[0]) if len(zones) == 1 else Told(may_mean=zones)
    found = find_place(text, atlas())
    if not found.options and not found.wide:
        found = find_place(bare(text), atlas())
    if found.sure:
        return Told(found.options[0].zone)
    if found.options:
        return Told(may_mean=tuple(place.zone for place in found.options), called=tuple(map(_called, found.options)))
    return Told(refused=inputs.NEEDS_CITY if found.wide else inputs.UNKNOWN_PLACE)


def _is_place(text: str) -> bool:
    found = find_place(text, atlas())
    return bool(found.options or found.wide)


def _zones(place: str) -> tuple[str, ...]:
    """The zones that a place in a sentence can mean: none when it is not known, or is a country of several."""
    if zones := zones_of(place):
        return zones
    found = find_place(place, atlas())
    if found.wide:
        return ()
    options = found.options[:1] if found.sure else found.options
    return tuple(dict.fromkeys(option.zone for option in options))


def _of(when: When, part: Part) -> Told:
    """The part that was asked for."""
    if when.refused:
        return Told(refused=when.refused.value)
    for ask in when.asks:
        if ask.part is part:
            return Told(may_mean=tuple(dict.fromkeys(map(_written, ask.options))), mixed=bool(when.unread))
    value = {Part.DAY: when.day, Part.TIME: when.at, Part.RULE: when.rule}[part]
    return Told(_written(value), mixed=bool(when.unread)) if value is not None else Told(refused=inputs.UNREADABLE)


def _written(value: date | time | Ruled | Rule) -> str:
    match value:
        case date():
            return value.isoformat()
        case time():
            return value.isoformat("minutes")
        case Ruled():
            return rhythm.write(value.rule)
        case _:
            return rhythm.write(value)


def _written_hours(quiet: Quiet) -> str:
    return f"{quiet.start.isoformat('minutes')}/{quiet.end.isoformat('minutes')}"


def _called(place: Place) -> str:
    return ", ".join(part for part in (place.name, place.region or place.country) if part)


_READERS: dict[str, Callable[[str, Question, datetime], Told]] = {
    "date": _date,
    "time": _time,
    "schedule": _schedule,
    "number": _number,
    "hours": _hours,
    "zone": _zone,
}
