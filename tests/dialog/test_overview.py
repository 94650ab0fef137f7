"""Looking after reminders: deletion and its undo, and buttons that come too late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from .injection_days import Patient


@pytest.fixture
def patient() -> Patient:
    return Patient().set_up("weeks", "1", "2026-12-11").send("/reminders").taps("reminder 1")


def test_a_double_tap_on_delete_leaves_the_undo(patient: Patient) -> None:
    patient.taps("delete").do_old("delete")
    assert patient.toasts == ["toast.dose_gone"]
    assert "undo" in patient.buttons
    assert patient.taps("undo").planned["reminder"] == "11 Dec 09:00"


def test_an_old_button_of_a_reminder_that_was_deleted_for_good_loses_its_buttons(patient: Patient) -> None:
    patient.taps("delete").wait(25).do_old("pause")
    assert patient.toasts == ["toast.dose_gone"]
    assert patient.buttons == []
    assert patient.planned == {}


def test_an_occurrence_that_was_moved_or_waits_is_on_the_list_and_on_the_card() -> None:
    patient = Patient().set_up("weeks", "1", "2026-12-04").wait(1).send("/reminders")
    assert patient.said == ["list", "list.next", "reminder.waiting"]
    patient.taps("reminder 1").send("move").give("2026-12-06").give("10:00").send("/reminders")
    assert patient.said == ["list", "list.next", "reminder.put_off"]
    assert patient.value("reminder.put_off", "moment") == "2026-12-06T10:00"
    patient.taps("reminder 1")
    assert "reminder.put_off" in patient.said
    patient.taps("pause")
    assert "reminder.waiting" in patient.said


def test_undo_within_the_day_plans_what_is_still_to_come(patient: Patient) -> None:
    patient.now += timedelta(days=7) - timedelta(hours=1)
    patient.taps("delete").wait(2).taps("undo")
    assert patient.said[0] == "reminder.rhythm"
    assert patient.reminder.deleted is False
    assert "reminder" in patient.planned


def test_a_day_on_which_clocks_skip_the_time_says_when_it_comes() -> None:
    patient = Patient()
    patient.send("/remind").taps("weeks", "1").give("2027-03-21").give("02:30").give("Europe/Berlin").taps("done")
    patient.send("/reminders").taps("reminder 1")
    assert patient.said[:5] == ["reminder.rhythm", "reminder.at", "reminder.next", "reminder.next_at", "reminder.next"]
    assert patient.value("reminder.next_at", "moment") == "2027-03-28T03:00"
