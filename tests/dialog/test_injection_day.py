"""The day of an injection: what comes when, what a button does, and what is never asked twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.dialog.actions import OnDose, OnReminder
from bot.dialog.effects import Show
from bot.dialog.events import Pressed, Returned, TimerDue, ZoneRulesChanged
from bot.dialog.turn import take_turn

from .injection_days import Patient

FRIDAY = "2026-12-04"


@pytest.fixture
def patient() -> Patient:
    """Weekly from Friday 4 December at 09:00 in London, an hour from now."""
    return Patient().set_up("weeks", "1", FRIDAY)


# ---- coming due


def test_the_next_one_is_planned_in_the_turn_that_asks_about_this_one(patient: Patient) -> None:
    patient.wait(1)
    assert patient.said == ["dose.today"]
    assert patient.planned["reminder"] == "11 Dec 09:00"


def test_a_message_that_comes_late_says_how_late(patient: Patient) -> None:
    patient.away(4)
    assert patient.said == ["dose.today", "dose.late"]
    assert patient.value("dose.late", "ago") == str(3 * 3600)


def test_a_few_minutes_are_not_late(patient: Patient) -> None:
    assert patient.away(1.1).said == ["dose.today"]


def test_after_weeks_away_there_is_one_message_and_it_names_what_was_missed() -> None:
    patient = Patient().set_up("days", "2", FRIDAY)
    patient.away(24 * 20 + 3)  # Thursday 24 December, 11:00
    assert patient.said == ["dose.today", "dose.late", "dose.missed"]
    assert patient.value("dose.missed", "count") == "10"
    assert patient.value("dose.missed", "first") == FRIDAY
    assert patient.value("dose.today", "date") == "2026-12-24"
    assert patient.planned["reminder"] == "26 Dec 09:00"


def test_more_than_a_day_late_it_asks_whether_it_was_had(patient: Patient) -> None:
    patient.away(30)
    assert patient.said == ["dose.did_you", "dose.late"]
    assert patient.buttons == ["dose_that_day", "dose_other_day", "dose_no"]


def test_two_reminders_that_were_missed_are_two_messages_that_say_which() -> None:
    patient = Patient().set_up("weeks", "1", FRIDAY).set_up("days", "3", FRIDAY)
    patient.away(5)
    assert patient.said == ["dose.today", "dose.rhythm", "dose.late"] * 2


def test_one_that_ends_in_quiet_hours_waits_and_is_not_called_late() -> None:
    patient = Patient().send("/settings").taps("change_quiet").give("22:00/07:00")
    patient.set_up("days", "2", "2026-12-05", at="06:00")
    patient.wait(22)  # Saturday 06:00
    assert patient.said == []
    assert patient.wait(1).said == ["dose.today"]


def test_a_bot_that_comes_back_in_quiet_hours_waits_for_their_end(patient: Patient) -> None:
    patient.send("/settings").taps("change_quiet").give("22:00/07:00")
    patient.away(15)  # 23:00
    assert patient.said == []
    assert patient.planned["reminder"] == "05 Dec 07:00"
    patient.wait(8)
    assert patient.said == ["dose.day", "dose.late"]


def test_a_person_who_lets_the_bot_back_in_is_asked_once(patient: Patient) -> None:
    patient.wait(1)
    patient.taps("dose_later", "dose_hour")
    patient.event(Returned())
    patient.away(24 * 7 + 1)  # the snooze and the next one are both overdue
    assert patient.said == ["dose.today", "dose.late", "dose.open"]


def test_new_rules_of_zones_move_what_is_planned_and_say_nothing(patient: Patient) -> None:
    patient.timers["reminder", "1"] = replace(patient.timers["reminder", "1"], due=patient.now + timedelta(days=3))
    patient.event(ZoneRulesChanged())
    assert patient.said == []
    assert patient.planned["reminder"] == "04 Dec 09:00"


def test_a_timer_that_comes_before_its_time_is_planned_again(patient: Patient) -> None:
    patient.event(TimerDue("reminder", "1", patient.now, "20261204", "1"))
    assert patient.said == []
    assert patient.planned["reminder"] == "04 Dec 09:00"


@pytest.mark.parametrize("detail", ["20261203", "", "nonsense"])
def test_a_timer_of_another_day_says_nothing(patient: Patient, detail: str) -> None:
    for kind in ("reminder", "again", "heads_up", "check_in", "next_day"):
        patient.event(TimerDue(kind, "1", patient.now, detail, "1"))
    assert patient.said == []


def test_a_zone_that_is_gone_is_told_when_a_reminder_is_due(patient: Patient) -> None:
    patient.diary = replace(
        patient.diary, reminders=(replace(patient.reminder, schedule=replace(patient.reminder.schedule, zone="Gone/Gone")),)
    )
    patient.wait(1)
    assert patient.said == ["zone.lost"]
    patient.taps("change_zone", "Europe/Berlin")
    assert patient.planned["reminder"] == "11 Dec 08:00"


# ---- the evening before


def test_the_evening_before_comes_in_the_evening_and_not_late() -> None:
    patient = Patient().set_up("weeks", "1", "2026-12-06", "evening")
    assert patient.planned["heads_up"] == "05 Dec 19:00"
    assert patient.wait(35.5).said == ["dose.tomorrow"]
    late = Patient().set_up("weeks", "1", "2026-12-06", "evening")
    assert late.away(24 + 17).said == [], "after midnight it is the day itself"


def test_the_evening_before_can_skip_the_day() -> None:
    patient = Patient().set_up("weeks", "1", "2026-12-06", "evening")
    patient.wait(35.5).taps("dose_skip")
    assert patient.planned["reminder"] == "13 Dec 09:00"
    assert patient.wait(48).said == []


# ---- asking again


def test_repeating_stops_at_any_answer() -> None:
    patient = Patient().set_up("weeks", "1", FRIDAY, "repeat")
    patient.wait(1)
    assert patient.planned["again"] == "04 Dec 10:00"
    patient.taps("dose_skip")
    assert "again" not in patient.planned


def test_repeating_waits_for_the_end_of_quiet_hours() -> None:
    patient = Patient().send("/settings").taps("change_quiet").give("22:00/07:00")
    patient.set_up("weeks", "1", FRIDAY, "repeat", at="21:00")
    patient.wait(13.5)
    assert patient.planned["again"] == "05 Dec 07:00"
    assert patient.wait(10).said == ["dose.day", "dose.no_answer"]


def test_repeating_never_runs_into_the_next_one() -> None:
    patient = Patient().set_up("days", "1", FRIDAY, "repeat")
    patient.wait(1).taps("dose_move", "2026-12-05").give("08:30").wait(23.5)
    assert patient.said == ["dose.today", "dose.moved_from"]
    assert "again" not in patient.planned


def test_a_snooze_is_gone_once_it_is_answered_on_the_first_message(patient: Patient) -> None:
    patient.wait(1).taps("dose_later", "dose_hour")
    assert patient.planned["again"] == "04 Dec 10:00"
    patient.do_old("dose_done")
    assert "again" not in patient.planned
    assert "dose.as_asked" not in patient.wait(2).said


def test_a_snooze_is_gone_when_the_next_one_has_come() -> None:
    patient = Patient().set_up("days", "1", FRIDAY)
    patient.wait(1).taps("dose_later", "dose_hour").away(24)
    assert patient.said == ["dose.today", "dose.open"]
    assert "again" not in patient.planned


def test_a_time_that_a_person_chose_counts_in_quiet_hours(patient: Patient) -> None:
    patient.send("/settings").taps("change_quiet").give("22:00/07:00")
    patient.wait(1).taps("dose_later", "dose_time").give("23:00")
    assert patient.planned["again"] == "04 Dec 23:00"
    assert patient.wait(14.5).said == ["dose.today", "dose.as_asked"]


def test_an_hour_that_would_reach_the_next_one_is_not_taken() -> None:
    patient = Patient().set_up("days", "1", FRIDAY)
    patient.wait(1).taps("dose_later").wait(23.5).taps("dose_hour")
    assert patient.toasts == ["toast.next_first"]


# ---- old, doubled and forged buttons


def test_a_button_acts_on_its_own_dose_and_on_no_other() -> None:
    patient = Patient().set_up("days", "1", FRIDAY)
    patient.wait(25)
    first, second = (button for bubble in patient.bubbles for name, button in bubble.buttons if name == "dose_done")
    patient.event(Pressed(second, 2))
    assert [one.planned for one in patient.diary.injections] == [date(2026, 12, 5)]
    patient.event(Pressed(first, 1))
    assert patient.said[-2:] == ["dose.did_you", "dose.late"], "that was a day ago, so the day is asked for"
    patient.taps("dose_that_day")
    assert [one.planned for one in patient.diary.injections] == [date(2026, 12, 4), date(2026, 12, 5)]


def test_a_double_tap_leaves_the_question_for_the_place(patient: Patient) -> None:
    patient.wait(1).taps("dose_done")
    patient.do_old("dose_done")
    assert patient.toasts == ["toast.dose_answered"]
    assert "shot.arm" in patient.buttons


def test_skip_pressed_twice_still_offers_to_take_it_back(patient: Patient) -> None:
    patient.wait(1).taps("dose_skip")
    patient.do_old("dose_skip")
    assert patient.toasts == ["toast.dose_answered"]
    patient.taps("undo")
    assert patient.said == ["dose.today"]
    assert patient.taps("dose_done").said[0] == "dose.logged"


@pytest.mark.parametrize("code", ["20261205", "20261211x", "20270101", "20261127", "2026", "", "99999999", "20260230"])
@pytest.mark.parametrize(
    "verb", ["had", "yes", "other", "skip", "later", "hour", "move", "undo", "site", "fix", "redate", "removed", "nonsense"]
)
def test_a_day_that_is_none_of_the_reminders_changes_nothing(patient: Patient, verb: str, code: str) -> None:
    patient.wait(1)
    before = patient.diary
    turn = take_turn(patient.dialogs, patient.session, Pressed(OnDose(verb, "1", code, "arm"), 1), patient.now, before)
    assert turn.diary == before
    assert turn.effects
    assert not any(isinstance(effect, Show) for effect in turn.effects)


def test_a_button_of_a_deleted_reminder_says_so_and_goes(patient: Patient) -> None:
    patient.wait(1)
    question = len(patient.bubbles)
    patient.send("/reminders").taps("reminder 1", "delete")
    patient.event(Pressed(OnDose("had", "1", "20261204"), question))
    assert patient.toasts == ["toast.dose_gone"]
    assert patient.bubbles[question - 1].buttons == []
    patient.event(Pressed(OnReminder("pause", "1"), question))
    assert patient.diary.injections == ()


def test_the_form_of_an_answered_dose_changes_nothing(patient: Patient) -> None:
    patient.wait(1).taps("dose_move")
    patient.event(Pressed(OnDose("had", "1", "20261204"), 1)).taps("2026-12-06", "10:00")
    assert patient.said == ["card.answers", "toast.dose_answered"]
    assert patient.reminder.raised is None


# ---- from when the next one counts


def test_counted_from_the_plan_a_late_done_moves_nothing(patient: Patient) -> None:
    patient.wait(1 + 20).taps("dose_done")
    assert patient.planned["reminder"] == "11 Dec 09:00"


def test_counted_from_the_day_done_the_next_one_moves_with_it() -> None:
    patient = Patient().set_up("weeks", "1", FRIDAY, "from_done")
    patient.wait(49).taps("dose_done", "dose_other_day", "2026-12-06")
    assert patient.planned["reminder"] == "13 Dec 09:00"


def test_counted_from_the_day_done_a_correction_and_a_removal_count_anew() -> None:
    patient = Patient().set_up("weeks", "1", FRIDAY, "from_done")
    patient.wait(49).taps("dose_done", "dose_other_day", "2026-12-06", "leave_open")
    patient.taps("dose_fix", "fix_day", "2026-12-05")
    assert patient.planned["reminder"] == "12 Dec 09:00"
    patient.send("/history").taps("fix 1", "remove", "remove_yes")
    assert patient.planned["reminder"] == "11 Dec 09:00"
    assert patient.diary.injections == ()


def test_had_early_and_taken_out_again_it_is_planned_as_before() -> None:
    patient = Patient().set_up("weeks", "1", "2026-12-06")
    patient.send("/reminders").taps("reminder 1", "had_today")
    assert patient.planned["reminder"] == "13 Dec 09:00"
    patient.taps("leave_open", "dose_fix", "remove", "remove_yes")
    assert patient.planned["reminder"] == "06 Dec 09:00"
    assert "check_in" not in patient.planned
    assert "next_day" not in patient.planned


def test_a_day_too_early_to_count_is_refused_and_nothing_is_written() -> None:
    patient = Patient().set_up("weeks", "1", "2026-12-31", "from_done")
    patient.send("/reminders").taps("reminder 1", "had_today")
    assert patient.toasts == ["when.done_too_early"]
    assert patient.diary.injections == ()


def test_a_changed_reminder_forgets_the_old_question_when_it_has_that_day_again(patient: Patient) -> None:
    patient.wait(1).taps("dose_later", "dose_hour").send("/reminders").taps("reminder 1", "change", "weeks", "2", FRIDAY, "15:00", "done")
    assert "again" not in patient.planned
    assert patient.planned["reminder"] == "04 Dec 15:00"
    assert patient.wait(8).said == ["dose.today"]


def test_a_changed_reminder_keeps_the_question_of_a_day_before_it_begins(patient: Patient) -> None:
    patient.wait(1).send("/reminders").taps("reminder 1", "change", "weeks", "2", "2026-12-20", "15:00", "from_done", "done")
    patient.do_old("dose_done")
    assert patient.diary.injections[0].planned == date(2026, 12, 4)
    assert patient.planned["reminder"] == "20 Dec 15:00", "the day that was just set stands"


def test_asking_again_after_a_time_away_waits_for_the_end_of_quiet_hours() -> None:
    patient = Patient().send("/settings").taps("change_quiet").give("22:00/07:00")
    patient.set_up("weeks", "1", FRIDAY, "repeat", at="20:00").wait(12.1)
    assert patient.away(3).said == []
    assert patient.planned["again"] == "05 Dec 07:00"


def test_a_dose_that_is_over_cannot_be_moved_by_a_form_left_open() -> None:
    patient = Patient().set_up("days", "1", FRIDAY).wait(20).taps("dose_move", "2026-12-06").wait(6)
    patient.give("10:00")
    assert patient.said == ["card.answers", "toast.dose_closed"]
