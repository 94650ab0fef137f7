"""All that a sentence says of how often -> the rules that can be meant."""

from __future__ import annotations

from dataclasses import dataclass

from bot.dialog.calendar import BadSchedule, Every, Once, Phase, Phased, Reason, Rule, Unit, WeekdayOfMonth

from .rules import Step, Strength, every
from .sentence import Found, Segment
from .values import Refused, Unusable


@dataclass(frozen=True, slots=True)
class WhichRule:
    """The rules a sentence can mean. `ask`: even a single one has to be confirmed (biweekly)."""

    options: tuple[Rule, ...] = ()
    ask: bool = False


def which_rule(found: Found, dated: bool) -> WhichRule:
    """The rule of the whole sentence. `dated`: it names a day of the calendar. Raises Unusable or BadSchedule."""
    segments = [segment for segment in found.segments if segment.often or segment.nths or segment.lasting or segment.days]
    if segments and not _says_how_often(segments[0]):
        segments = segments[1:]  # "4 December, then every 3 months" begins on 4 December
    if not any(_says_how_often(segment) for segment in segments):
        return WhichRule()
    if len(segments) == 1 and not segments[0].lasting:
        options = _steps(segments[0], dated)
        return WhichRule(options, _unsure(segments[0]) or len(options) > 1)
    return WhichRule((_phased(segments, dated),))


def _says_how_often(segment: Segment) -> bool:
    return bool(segment.often or segment.nths or segment.lasting)


def _phased(segments: list[Segment], dated: bool) -> Phased:
    phases: list[Phase] = []
    then: Every | None = None
    for number, segment in enumerate(segments):
        if number and _weekdays(segment):
            raise Unusable(Refused.WEEKDAY_IN_PHASE)
        step = _only_step(segment, dated)
        if len(segment.lasting) > 1:
            raise Unusable(Refused.SEVERAL_RULES)
        if segment.lasting:
            phases.append(_phase(step, segment))
        elif number < len(segments) - 1:
            raise Unusable(Refused.PHASE_NEEDS_LENGTH)
        else:
            then = step
    return Phased(tuple(phases), then)


def _only_step(segment: Segment, dated: bool) -> Every:
    steps = _steps(segment, dated)
    if any(isinstance(step, WeekdayOfMonth) for step in steps):
        raise Unusable(Refused.WEEKDAY_IN_PHASE)
    if len(steps) != 1 or not isinstance(steps[0], Every) or _unsure(segment):
        raise Unusable(Refused.NOT_UNDERSTOOD)
    return steps[0]


def _phase(step: Every, segment: Segment) -> Phase:
    lasting = segment.lasting[0]
    if isinstance(lasting, int):
        return Phase(step, lasting)
    try:
        return Phase(step, every(1, lasting) if lasting[0] else 0)
    except BadSchedule as bad:
        raise BadSchedule(Reason.PHASE_TOO_LONG) if bad.reason is Reason.STEP_TOO_LONG else bad from None


def _unsure(segment: Segment) -> bool:
    """Whether nothing but phrases that have to be confirmed say how often."""
    return bool(segment.often) and all(often.ask for often in segment.often)


def _steps(segment: Segment, dated: bool) -> tuple[Step | Once, ...]:
    said = [often.options for often in segment.often if often.strength is Strength.SAID]
    implied = [often.options for often in segment.often if often.strength is Strength.IMPLIED]
    if segment.nths:
        return (_nth_of_month(segment, said),) if said or segment.nths[0].nth != -1 else ()
    if not said:
        return implied[0] if implied else ()
    steps = tuple(step for step in said[0] if all(step in other for other in said[1:]))
    if not steps:
        steps = (_weekday_every_few_months([step for options in said for step in options]),)
    if not dated and _weekdays(segment):
        steps = _those_that_keep_a_weekday(steps)
    return steps


def _nth_of_month(segment: Segment, said: list[tuple[Step | Once, ...]]) -> WeekdayOfMonth:
    """ "Every 3 months" and "on the second Tuesday" together."""
    if len(set(segment.nths)) > 1:
        raise Unusable(Refused.SEVERAL_DAYS)
    nth = segment.nths[0]
    for options in said:
        match options:
            case (Every(count, Unit.MONTHS),) if len(said) == 1:
                return WeekdayOfMonth(nth.nth, nth.weekday, count)
    raise Unusable(Refused.SEVERAL_RULES if said else Refused.NOT_UNDERSTOOD)


def _weekday_every_few_months(steps: list[Step | Once]) -> WeekdayOfMonth:
    """ "Every 3 months" and "the first Monday of the month" together."""
    match sorted(steps, key=lambda step: isinstance(step, WeekdayOfMonth)):
        case [Every(count, Unit.MONTHS), WeekdayOfMonth(nth, weekday, months)] if months in {1, count}:
            return WeekdayOfMonth(nth, weekday, count)
    raise Unusable(Refused.SEVERAL_RULES)


def _weekdays(segment: Segment) -> bool:
    """Whether a bare weekday is named: one that the rule is meant to keep, not one to start from."""
    return any(day.weekday is not None and not day.start for day in segment.days) or any(
        often.weekday is not None for often in segment.often
    )


def _those_that_keep_a_weekday(steps: tuple[Step | Once, ...]) -> tuple[Step | Once, ...]:
    """Every 2 weeks stays on a Friday; every 3 months does not."""
    kept = tuple(
        step for step in steps if not isinstance(step, Every) or step.unit is Unit.WEEKS or (step.unit is Unit.DAYS and step.count % 7 == 0)
    )
    if not kept:
        raise Unusable(Refused.WEEKDAY_WONT_STAY)
    return kept
