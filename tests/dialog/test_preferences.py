"""The settings card: what it says, and what its buttons change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dialog.actions import OnSetting
from bot.dialog.draft import Dialogs
from bot.dialog.events import Pressed
from tests.shipped import shipped

from .injection_days import Patient


@pytest.fixture
def patient() -> Patient:
    return Patient().send("/settings")


def test_the_card_says_how_things_stand(patient: Patient) -> None:
    assert patient.said == ["settings", "settings.no_zone", "settings.no_quiet", "settings.check_ins"]
    assert patient.buttons == ["change_zone", "change_quiet", "check_ins"]
    patient.taps("change_zone", "Europe/Berlin").send("/settings").taps("change_quiet").give("22:00/07:00").send("/settings")
    assert patient.said == ["settings", "settings.zone", "settings.quiet", "settings.check_ins"]
    assert patient.value("settings.zone", "zone") == "Europe/Berlin"
    assert patient.value("settings.quiet", "hours") == "22:00/07:00"


def test_check_ins_are_switched_off_and_on_in_place(patient: Patient) -> None:
    messages = len(patient.bubbles)
    patient.taps("check_ins")
    assert patient.said[-1] == "settings.no_check_ins"
    assert not patient.diary.check_ins
    patient.taps("check_ins")
    assert patient.said[-1] == "settings.check_ins"
    assert patient.diary.check_ins
    assert len(patient.bubbles) == messages


def test_check_ins_that_are_switched_off_take_away_those_that_are_planned() -> None:
    patient = Patient().set_up("weeks", "1", "2026-12-04").wait(1).taps("dose_done", "leave_open")
    assert "check_in" in patient.planned
    patient.send("/settings").taps("check_ins")
    assert not {"check_in", "next_day"} & set(patient.planned)
    assert "reminder" in patient.planned


def test_a_choice_of_languages_is_offered_when_there_are_several_and_is_kept() -> None:
    script = replace(shipped().script, languages={"en": "English", "de": "Deutsch"})
    patient = Patient()
    patient.dialogs = Dialogs(script)
    patient.send("/settings")
    card = patient.bubbles[-1]
    offered = [button for row in card.message.rows for button in row if button.value]
    assert [(button.value.text, button.ticked) for button in offered if button.value] == [("Deutsch", False), ("English", True)]
    patient.event(Pressed(OnSetting("language", "de"), card.id))
    assert patient.session.language == "de"
    ticked = [button.value.text for row in card.message.rows for button in row if button.value and button.ticked]
    assert ticked == ["Deutsch"]


@pytest.mark.parametrize("action", [OnSetting("language", "tlh"), OnSetting("shape", "round")])
def test_a_button_of_another_version_changes_nothing_and_shows_the_card(patient: Patient, action: OnSetting) -> None:
    diary, session = patient.diary, patient.session
    patient.event(Pressed(action, patient.bubbles[-1].id))
    assert patient.said[0] == "settings"
    assert (patient.diary, patient.session.language) == (diary, session.language)
