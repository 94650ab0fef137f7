"""Filling a form in: places that are shared, times that name a zone, and what is in the way of a value."""

from __future__ import annotations

import pytest

from bot.dialog import rhythm
from bot.dialog.actions import LIMIT, Give, decode, encode
from bot.dialog.calendar import Every, Once, Rule, Unit, WeekdayOfMonth
from bot.dialog.events import Commanded, Shared, Told, Wrote

from .injection_days import Patient


@pytest.fixture
def patient() -> Patient:
    """Asked where they are, by a reminder for every week from 11 December at 09:00."""
    return Patient().send("/remind").taps("weeks", "1", "2026-12-11", "09:00")


def test_a_shared_place_is_the_answer_where_a_zone_is_asked_for(patient: Patient) -> None:
    patient.event(Shared("Asia/Tokyo"))
    assert patient.value("place.known", "zone") == "Asia/Tokyo"
    assert patient.taps("done").reminder.schedule.zone == "Asia/Tokyo"


def test_at_sea_there_is_no_zone_and_the_city_is_asked_for(patient: Patient) -> None:
    patient.event(Shared(""))
    assert patient.said[0] == "when.no_zone_there"
    assert patient.session.run and patient.diary.zone == ""
    patient.give("Europe/London")
    assert patient.taps("done").diary.zone == "Europe/London"


def test_a_place_that_nobody_asked_for_changes_nothing() -> None:
    patient = Patient().event(Shared("Asia/Tokyo"))
    assert patient.said == ["place.not_asked"]
    assert patient.diary.zone == ""
    patient.send("/remind").event(Shared("Asia/Tokyo"))
    assert patient.said[0] == "place.not_asked"
    assert patient.session.run


@pytest.mark.parametrize("zone", ["Mars/Phobos", "", "GMT+2:30", "../etc"])
def test_a_zone_that_is_not_in_the_data_is_not_taken(patient: Patient, zone: str) -> None:
    patient.event(Wrote(told=Told(zone or "?")))
    assert patient.said[0] == "when.unreadable"
    assert patient.session.run


def test_a_link_leads_to_the_reminder_form() -> None:
    patient = Patient().event(Commanded("start", link="remind"))
    assert patient.session.run and patient.session.run.flow == "remind"


def test_words_that_name_a_zone_do_not_move_a_reminder_that_has_one() -> None:
    patient = Patient().set_up("weeks", "1", "2026-12-04").wait(1).taps("dose_later", "dose_time")
    patient.event(Wrote(told=Told("15:00", zones=("Asia/Tokyo",))))
    assert patient.said[0] == "when.no_zone_here"
    assert patient.reminder.schedule.zone == "Europe/London"


@pytest.mark.parametrize("rule", [Once(), Every(366, Unit.DAYS), Every(24, Unit.MONTHS), WeekdayOfMonth(-1, 6, 24)])
def test_a_rule_to_choose_fits_into_a_button_and_comes_back_out_of_it(rule: Rule) -> None:
    give = Give("k3f9a", "phases", rhythm.write(rule))
    assert len(encode(give)) <= LIMIT
    assert decode(encode(give)) == give
    assert rhythm.read(give.value) == rule
