"""After an injection: check-ins, the day after, the check that knows the place, the log, and what is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.dialog.actions import OnDose, OnSetting
from bot.dialog.diary import Diary, Injection, Outcome
from bot.dialog.events import Pressed, TimerDue
from bot.dialog.session import Session

from .injection_days import Patient

FRIDAY = "2026-12-04"


@pytest.fixture
def patient() -> Patient:
    """Had the injection on Friday 4 December at 09:00 in London, in the left arm."""
    return Patient().set_up("weeks", "1", FRIDAY).wait(1).taps("dose_done", "shot.arm", "shot.left")


# ---- check-ins


def test_check_ins_come_at_their_hours_and_the_day_after_at_its_hour(patient: Patient) -> None:
    due = sorted((plan.kind, f"{plan.due:%d %H:%M}") for plan in patient.timers.values() if plan.kind in ("check_in", "next_day"))
    assert due == [("check_in", "04 11:00"), ("check_in", "04 13:00"), ("next_day", "05 09:00")]


def test_check_ins_that_would_fall_into_quiet_hours_are_left_out() -> None:
    patient = Patient().send("/settings").taps("change_quiet").give("12:00/20:00")
    patient.set_up("weeks", "1", FRIDAY).wait(1).taps("dose_done", "leave_open")
    assert [f"{plan.due:%H:%M}" for plan in patient.timers.values() if plan.kind == "check_in"] == ["11:00"]
    assert "dose.check_ins" in patient.said
    late = Patient().send("/settings").taps("change_quiet").give("22:00/08:00")
    late.set_up("weeks", "1", FRIDAY, at="21:00").wait(13).taps("dose_done", "leave_open")
    assert "check_in" not in late.planned
    assert "dose.check_ins" not in late.said, "nothing is announced that does not come"


def test_a_check_in_comes_in_its_hour_or_not_at_all(patient: Patient) -> None:
    assert patient.away(3.5).said == []
    assert patient.wait(1).said == ["after_shot.signs"]


def test_a_check_in_does_not_come_into_a_check(patient: Patient) -> None:
    patient.wait(1.9).send("/check")
    assert patient.wait(0.2).said == []


def test_check_ins_can_be_switched_off(patient: Patient) -> None:
    patient.send("/settings").taps("check_ins")
    assert {"check_in", "next_day"}.isdisjoint(patient.planned)
    patient.wait(24 * 7).taps("dose_done", "leave_open")
    assert {"check_in", "next_day"}.isdisjoint(patient.planned)
    assert "dose.check_ins" not in patient.said


def test_none_of_these_lowers_nothing(patient: Patient) -> None:
    patient.wait(2).taps("signs.gone")
    assert patient.session.ended
    assert patient.session.ended.outcome == "stop"
    patient.do_old("dose_well")
    assert patient.said == ["after_shot.still_stop"]
    assert patient.session.ended.outcome == "stop"


def test_an_urgent_outcome_drops_what_is_about_exercise_and_keeps_the_injection_days(patient: Patient) -> None:
    patient.send("/check").taps("wheezing")
    assert {"check_in", "next_day", "warm_up"}.isdisjoint(patient.planned)
    assert patient.planned["reminder"] == "11 Dec 09:00"
    assert patient.diary.outcomes[-1].level == "urgent"


def test_after_an_urgent_outcome_of_the_day_no_check_in_follows() -> None:
    patient = Patient().set_up("weeks", "1", FRIDAY).send("/check").taps("wheezing")
    patient.wait(1).taps("dose_done", "leave_open")
    assert patient.wait(5).said == []


# ---- the day after


def test_the_day_after_says_nothing_after_a_sore_spot(patient: Patient) -> None:
    patient.send("/check").taps("none", "none", "mild", "none", "usual", "none", "walk")
    assert patient.diary.outcomes[-1].level == "adapted"
    patient.wait(23.9)
    assert patient.wait(0.2).said == []


def test_the_day_after_comes_after_a_check_without_side_effects(patient: Patient) -> None:
    patient.send("/check").taps("none", "none", "fine", "none", "usual", "none", "walk")
    patient.wait(23.9)
    assert patient.wait(0.2).said == ["after_shot.day"]


def test_the_day_after_is_no_news_when_it_is_long_over(patient: Patient) -> None:
    assert patient.away(24 + 13).said == []


# ---- the check knows the place


def test_a_check_of_the_day_does_not_ask_for_a_place_that_is_known(patient: Patient) -> None:
    patient.send("/check").taps("none", "none", "mild", "none", "usual", "none", "walk")
    assert "site.arm" in patient.said


def test_a_place_that_is_known_and_not_sore_is_not_spoken_of(patient: Patient) -> None:
    patient.send("/check").taps("none", "none", "fine", "none", "usual", "none", "walk")
    assert not {"site.arm", "site.glute", "site.other"} & set(patient.said)


def test_the_place_of_another_day_does_not_count(patient: Patient) -> None:
    patient.wait(25).send("/check").taps("none", "none", "mild", "arm")
    assert patient.session.run
    assert patient.session.run.answers[-1] == ("place", ("arm",))


def test_a_place_that_was_left_blank_is_asked_for() -> None:
    patient = Patient().set_up("weeks", "1", FRIDAY).wait(1).taps("dose_done", "leave_open")
    patient.send("/check").taps("none", "none", "mild", "glute")


# ---- the log


def test_the_places_used_before_are_named_as_they_are_in_the_log(patient: Patient) -> None:
    patient.wait(24 * 7).taps("dose_done")
    assert patient.said == ["dose.logged", "dose.site", "dose.last_place"]
    assert patient.value("dose.last_place", "place") == "shot.arm side.left"
    patient.taps("shot.thigh", "shot.right").wait(24 * 7).taps("dose_done")
    assert patient.value("dose.last_place", "place") == "shot.thigh side.right"
    assert patient.value("dose.oldest_place", "place") == "shot.arm side.left"
    assert patient.value("dose.oldest_place", "date") == FRIDAY


def test_a_place_that_does_not_exist_is_not_written(patient: Patient) -> None:
    for value in ("knee", "", "left"):
        patient.event(Pressed(OnDose("site", "1", "20261204", value), 1))
    patient.event(Pressed(OnDose("side", "1", "20261204", "up"), 1))
    (injection,) = patient.diary.injections
    assert (injection.site, injection.side) == ("arm", "")


def test_the_log_is_paged_newest_first_and_numbers_go_on(patient: Patient) -> None:
    days = [patient.now - timedelta(days=7 * number) for number in range(12)]
    had = tuple(Injection("1", at.date(), at.date(), at) for at in reversed(days))
    patient.diary = replace(patient.diary, injections=had, outcomes=(Outcome(days[0], "starter", "starter"), Outcome(days[3], "x", "gone")))
    patient.send("/history")
    assert patient.said == ["history", "history.both", "history.shot", "history.shot", "history.both", "history.shot"]
    assert patient.buttons[-1] == "older"
    patient.taps("older", "older")
    assert patient.said[1:] == ["history.shot"] * 2
    assert patient.value("history.shot", "number") == "11"
    patient.taps("newer", "newer")
    assert patient.value("history.both", "date") == FRIDAY


@pytest.mark.parametrize("page", ["", "99", "99999999", "-1", "x"])
def test_a_page_of_the_log_that_is_not_there_is_the_nearest(patient: Patient, page: str) -> None:
    patient.event(Pressed(OnSetting("history", page), 1))
    assert patient.said == ["history", "history.shot"]


def test_an_injection_of_a_deleted_reminder_can_still_be_set_right(patient: Patient) -> None:
    patient.send("/reminders").taps("reminder 1", "delete").wait(25)
    assert patient.diary.reminders == ()
    patient.send("/history").taps("fix 1", "fix_day", "2026-12-03")
    assert patient.said[-1] == "dose.logged_at"
    patient.taps("dose_fix", "remove", "remove_yes")
    assert patient.diary.injections == ()
    patient.do_old("dose_fix")
    assert patient.toasts == ["toast.not_logged"]


def test_a_past_day_that_is_waited_for_answers_the_question() -> None:
    patient = Patient().set_up("weeks", "1", FRIDAY).wait(30)
    patient.send("/reminders").taps("reminder 1", "add_past", "2026-12-05")
    assert patient.reminder.raised is None
    assert str(patient.diary.injections[0].planned) == FRIDAY


def test_the_same_past_day_added_twice_is_one_injection(patient: Patient) -> None:
    for _ in range(2):
        patient.send("/reminders").taps("reminder 1", "add_past", "2026-12-01")
    assert len(patient.diary.injections) == 2
    patient.send("/reminders").taps("reminder 1", "add_past", FRIDAY)
    assert patient.said[-1] == "toast.dose_answered"


# ---- looking after


def test_a_deleted_reminder_cannot_be_had_back_after_another_was_changed(patient: Patient) -> None:
    patient.set_up("days", "3", "2026-12-06")
    patient.send("/reminders").taps("reminder 1", "delete")
    patient.send("/reminders").taps("reminder 1", "pause")
    patient.do_old("undo")
    assert patient.toasts == ["toast.undo_over"]
    assert len(patient.diary.reminders) == 1


def test_undo_pressed_twice_says_that_it_is_back(patient: Patient) -> None:
    patient.send("/reminders").taps("reminder 1", "delete", "undo")
    patient.do_old("undo")
    assert patient.toasts == ["toast.undone"]
    assert patient.planned["reminder"] == "11 Dec 09:00"


def test_a_pause_keeps_a_day_that_was_moved(patient: Patient) -> None:
    patient.send("/reminders").taps("reminder 1", "move_next", "2026-12-13", "10:00")
    patient.send("/reminders").taps("reminder 1", "pause")
    assert {"reminder", "again"}.isdisjoint(patient.planned)
    patient.taps("resume")
    assert patient.planned["again"] == "13 Dec 10:00"
    assert patient.planned["reminder"] == "18 Dec 09:00"


def test_nothing_that_passed_in_a_pause_is_asked_about(patient: Patient) -> None:
    patient.send("/reminders").taps("reminder 1", "pause").wait(24 * 20)
    patient.taps("resume")
    assert patient.planned["reminder"] == "25 Dec 09:00"
    patient.do_old("resume")
    assert patient.said[0] == "reminder.rhythm"


def test_erasing_leaves_nothing_behind(patient: Patient) -> None:
    patient.send("/check").send("/delete").taps("erase")
    assert patient.erased
    assert patient.diary == Diary()
    assert patient.session == Session(language="en")
    assert patient.timers == {}


def test_what_has_no_day_to_come_says_so() -> None:
    patient = Patient()
    patient.send("/remind").taps("once", FRIDAY, "09:00", "Europe/London", "done").wait(1).taps("dose_skip")
    assert "dose.next" not in patient.said
    patient.send("/reminders")
    assert patient.said == ["list", "list.over"]
    patient.taps("reminder 1")
    assert "reminder.over" in patient.said
    patient.taps("pause").send("/reminders")
    assert patient.said == ["list", "list.paused"]


def test_timers_of_what_is_no_longer_there_say_nothing(patient: Patient) -> None:
    for kind in ("reminder", "again", "heads_up", "check_in", "next_day", "purge"):
        patient.event(TimerDue(kind, "9", patient.now, "20261204", "9"))
        assert patient.said == []
    assert len(patient.diary.reminders) == 1


def test_a_correction_too_early_to_count_is_refused_and_the_log_stays() -> None:
    patient = Patient().set_up("weeks", "1", FRIDAY, "from_done").wait(1).taps("dose_done", "leave_open", "dose_fix", "fix_day")
    patient.give("2026-11-20")
    assert patient.said == ["card.answers", "when.done_too_early"]
    assert str(patient.diary.injections[0].day) == FRIDAY


def test_more_reminders_than_can_be_kept_are_refused(patient: Patient) -> None:
    many = tuple(replace(patient.reminder, id=f"r{number}", raised=None) for number in range(20))
    patient.diary = replace(patient.diary, reminders=many)
    patient.send("/remind")
    assert patient.said == ["remind.too_many"]
    assert patient.value("remind.too_many", "count") == "20"
    assert patient.session.run is None


def test_a_form_that_was_open_when_the_last_one_was_kept_is_refused_at_its_end(patient: Patient) -> None:
    patient.send("/remind").taps("days", "3", "2026-12-06", "09:00")
    many = tuple(replace(patient.reminder, id=f"r{number}", raised=None) for number in range(20))
    patient.diary = replace(patient.diary, reminders=many)
    patient.taps("done")
    assert patient.said == ["card.answers", "remind.too_many"]
    assert len(patient.diary.reminders) == 20
