"""A sign that may have been meant is asked about once, and only a no settles it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.content.library import Library
from bot.dialog import session as sessions
from bot.dialog.actions import Raise, Settle
from bot.dialog.effects import Line, Words
from bot.dialog.events import Attached, Commanded, Edited, Pressed, Returned, TimerDue
from bot.dialog.session import Session

from .chat import Chat


@pytest.fixture
def chat(library: Library) -> Chat:
    return Chat(library)


def test_it_asks_one_question_with_the_safer_advice_above_it_and_the_sign_in_plain_words(chat: Chat) -> None:
    chat.write(doubts="throat_tight")
    assert chat.texts == ["unsure.urgent", "doubt.ask"]
    shown = chat.library.books["en"].show(chat.messages[-1])
    assert "a tight throat" in shown.text
    assert [[key.text for key in row] for row in shown.rows] == [["Yes"], ["No", "Not sure"]]


def test_a_doubt_about_stop_shows_the_advice_of_stop(chat: Chat) -> None:
    chat.write(doubts="lightheaded")
    assert chat.texts == ["unsure.stop", "doubt.ask"]
    assert chat.tap("yes").outcome == "stop"


def test_two_signs_are_asked_about_in_one_question(chat: Chat) -> None:
    chat.write(doubts="lightheaded hoarse")
    assert chat.texts == ["unsure.urgent", "unsure.stop", "doubt.ask"]
    ask = next(block for block in chat.messages[-1].blocks if isinstance(block, Line) and block.text == "doubt.ask")
    assert ask.values == (("signs", Words(("doubt.hoarse", "doubt.lightheaded"))),)
    chat.tap("yes")
    assert chat.outcome == "urgent"
    assert chat.session.ended
    assert set(chat.session.ended.flags) == {"hoarse", "lightheaded"}


@pytest.mark.parametrize("answer", ["yes", "not_sure"])
@pytest.mark.parametrize("typed", [True, False])
def test_yes_and_not_sure_escalate(chat: Chat, answer: str, typed: bool) -> None:
    chat.write(doubts="throat_tight")
    if typed:
        chat.write(reply=answer)
    else:
        chat.tap(answer)
    assert chat.outcome == "urgent"
    assert chat.texts[0] == "urgent.action"
    assert chat.session.doubt is None
    assert chat.labels() == []
    assert "doubt" not in chat.timers


def test_repeating_the_doubt_escalates(chat: Chat) -> None:
    assert chat.write(doubts="throat_tight").write(doubts="throat_tight").outcome == "urgent"


def test_another_doubt_instead_of_an_answer_escalates_both(chat: Chat) -> None:
    chat.write(doubts="throat_tight").write(doubts="lightheaded")
    assert chat.outcome == "urgent"
    assert chat.session.doubt is None


def test_a_lesser_sign_instead_of_an_answer_escalates_the_doubt_too(chat: Chat) -> None:
    chat.write(doubts="throat_tight").write(signs="very_dizzy")
    assert chat.outcome == "urgent"


def test_no_answer_for_ten_minutes_escalates(chat: Chat) -> None:
    chat.write(doubts="throat_tight").wait(9)
    assert chat.outcome == ""
    assert chat.wait(1).outcome == "urgent"


def test_an_answer_that_comes_with_the_bot_away_for_hours_still_escalates(chat: Chat) -> None:
    chat.write(doubts="throat_tight")
    doubt = chat.session.doubt
    assert doubt
    chat.now += timedelta(hours=20)
    chat.do(TimerDue("doubt", doubt.id, doubt.at + timedelta(minutes=10), "throat_tight"))
    assert chat.outcome == "urgent"


def test_a_day_later_it_says_that_it_was_away_and_offers_both_ways(chat: Chat) -> None:
    chat.write(doubts="throat_tight")
    plan = chat.timers["doubt"]
    chat.now += timedelta(hours=30)
    chat.do(TimerDue("doubt", plan.run, plan.due, plan.detail))
    assert chat.texts == ["doubt.expired"]
    assert chat.raised_by("have_this") == "throat_tight"
    assert chat.tap("have_this").outcome == "urgent"


def test_a_day_later_a_sign_that_no_longer_exists_is_not_offered(chat: Chat) -> None:
    plan_due = chat.now
    chat.now += timedelta(hours=30)
    chat.do(TimerDue("doubt", "old", plan_due, "gone_flag"))
    assert chat.labels() == ["start_check"]


def test_a_timer_of_a_doubt_that_was_settled_means_nothing(chat: Chat) -> None:
    chat.write(doubts="throat_tight")
    plan = chat.timers["doubt"]
    chat.tap("no")
    chat.now += timedelta(minutes=10)
    chat.do(TimerDue("doubt", plan.run, plan.due, plan.detail))
    assert chat.outcome == ""
    assert chat.texts == []


def test_no_without_a_check_says_what_can_be_done_next(chat: Chat) -> None:
    chat.write(doubts="throat_tight").tap("no")
    assert chat.texts == ["doubt.no"]
    assert chat.labels() == ["start_check", "browse"]
    assert chat.wait(20).outcome == ""


def test_denying_all_that_is_asked_about_is_a_no_and_denying_something_else_is_none(chat: Chat) -> None:
    chat.write(doubts="hives rash").write(denied=("hives",))
    assert chat.asking
    chat.write(denied=("rash", "hives", "wheezing"))
    assert chat.session.doubt is None
    assert chat.outcome == ""


def test_a_typed_no_does_the_same(chat: Chat) -> None:
    chat.write(doubts="throat_tight").write(reply="no")
    assert chat.texts == ["doubt.no"]
    assert chat.labels() == ["start_check", "browse"]


@pytest.mark.parametrize("typed", [True, False])
def test_no_in_a_check_goes_back_to_its_question_on_one_card(chat: Chat, typed: bool) -> None:
    chat.command("check").tap("none_of_these")
    chat.write(doubts="throat_tight")
    assert chat.asking
    assert "none_of_these" not in chat.labels()
    if typed:
        chat.write(reply="no")
    else:
        chat.tap("no")
    assert chat.question == "more_signs"
    assert chat.texts == ["doubt.no", "card.progress", "more_signs.ask"]
    assert chat.labels().count("none_of_these") == 1
    assert chat.labels().count("yes") == 0


def test_the_question_of_the_check_is_not_answered_behind_a_doubt(chat: Chat) -> None:
    chat.command("check")
    button = next(button.action for row in chat.messages[-1].rows for button in row if button.label == "none_of_these")
    chat.write(doubts="throat_tight")
    chat.press(button, 1)
    assert chat.question == "signs"
    assert chat.asking
    chat.write(chosen=("none",))
    assert chat.question == "signs"
    assert chat.asking


def test_a_sign_pressed_on_the_card_behind_a_doubt_counts(chat: Chat) -> None:
    chat.command("check")
    button = next(button.action for row in chat.messages[-1].rows for button in row if button.label == "signs.wheezing")
    assert chat.write(doubts="lightheaded").press(button, 1).outcome == "urgent"


@pytest.mark.parametrize("command", ["cancel", "check", "faq", "help", "privacy", "start", "nonsense"])
@pytest.mark.parametrize("in_check", [True, False])
def test_a_command_leaves_the_doubt_open_and_asks_it_again(chat: Chat, command: str, in_check: bool) -> None:
    if in_check:
        chat.command("check")
    chat.write(doubts="throat_tight").command(command)
    assert chat.asking
    assert chat.labels().count("yes") == 1
    assert chat.wait(10).outcome == "urgent"


def test_a_check_that_was_begun_behind_a_doubt_begins_after_the_no(chat: Chat) -> None:
    chat.write(doubts="throat_tight").command("check")
    assert chat.asking
    assert chat.tap("no").question == "signs"
    assert "signs.ask" in chat.texts


def test_stopping_the_check_by_its_button_leaves_the_doubt_open(chat: Chat) -> None:
    chat.command("check")
    stop = next(button.action for row in chat.messages[-1].rows for button in row if button.label == "stop")
    chat.write(doubts="throat_tight").press(stop, 1)
    assert chat.session.run is None
    assert chat.asking


def test_other_words_a_photo_and_an_edit_leave_the_doubt_open(chat: Chat) -> None:
    chat.write(doubts="throat_tight")
    for event in (Attached(), Edited(), Edited(doubts=("throat_tight",)), Edited(reply="no"), Pressed(None, 1)):
        chat.do(event)
        assert chat.asking, event
        assert chat.labels().count("yes") == 1
    chat.write()
    assert chat.texts[0] == "card.not_understood"
    assert chat.asking
    assert chat.wait(10).outcome == "urgent"


def test_a_question_is_answered_and_the_doubt_asked_again(chat: Chat) -> None:
    chat.write(doubts="throat_tight").write(tier="answer", topics=("how_b12_works",))
    assert chat.texts[0] == "faq.how_b12_works.1"
    assert chat.asking


@pytest.mark.parametrize("event", [Edited(reply="yes"), Edited(signs=("hives",)), Attached(reply="yes"), Attached(doubts=("hoarse",))])
def test_an_edit_or_a_caption_can_confirm_a_doubt(chat: Chat, event: Edited | Attached) -> None:
    assert chat.write(doubts="throat_tight").do(event).outcome == "urgent"


def test_an_edit_or_a_caption_can_raise_a_doubt(chat: Chat) -> None:
    assert chat.do(Edited(doubts=("throat_tight",))).asking
    other = Chat(chat.library)
    assert other.do(Attached(doubts=("throat_tight",))).asking


def test_an_old_yes_and_an_old_not_sure_still_escalate(chat: Chat) -> None:
    for answer in ("yes", "not_sure"):
        other = Chat(chat.library)
        other.write(doubts="throat_tight").tap("no").wait(3 * 24 * 60)
        assert other.press(Settle("old", "throat_tight", answer), 1).outcome == "urgent"


def test_an_old_no_settles_nothing(chat: Chat) -> None:
    chat.write(doubts="throat_tight").press(Settle("old", "throat_tight", "no"), 1)
    assert chat.toasts == ["toast.old_button"]
    assert chat.asking
    assert chat.wait(10).outcome == "urgent"


def test_a_button_about_a_sign_that_no_longer_exists_says_it_is_old(chat: Chat) -> None:
    chat.write(doubts="throat_tight").tap("no").press(Settle("old", "gone_flag", "yes"), 1)
    assert chat.toasts == ["toast.old_button"]
    assert chat.outcome == ""


def test_a_double_tap_on_yes_says_it_once(chat: Chat) -> None:
    chat.write(doubts="throat_tight")
    yes = next(button.action for row in chat.messages[-1].rows for button in row if button.label == "yes")
    chat.press(yes).press(yes, 1)
    assert chat.texts == []
    assert chat.toasts == ["toast.standing.urgent"]


def test_a_double_tap_on_no_changes_nothing_more(chat: Chat) -> None:
    chat.write(doubts="throat_tight")
    no = next(button.action for row in chat.messages[-1].rows for button in row if button.label == "no")
    chat.press(no, 1).press(no, 1)
    assert chat.outcome == ""
    assert chat.session.doubt is None


def test_with_the_same_outcome_standing_it_is_said_again_instead(chat: Chat) -> None:
    chat.write(signs="wheezing").write(doubts="throat_tight")
    assert chat.texts == ["idle.urgent"]
    assert chat.session.doubt is None
    stopped = Chat(chat.library).write(signs="very_dizzy").write(doubts="lightheaded")
    assert stopped.texts == ["idle.stop"]


def test_with_a_lesser_outcome_standing_it_is_asked_and_no_leaves_that_outcome(chat: Chat) -> None:
    chat.write(signs="very_dizzy").write(doubts="throat_tight")
    assert chat.asking
    chat.tap("no")
    assert chat.texts == ["idle.stop"]
    assert chat.outcome == "stop"


def test_a_message_that_states_a_lesser_sign_and_may_mean_a_graver_one_does_both(chat: Chat) -> None:
    chat.write(signs="very_dizzy", doubts="throat_tight")
    assert chat.outcome == "stop"
    assert chat.asking
    assert chat.wait(10).outcome == "urgent"


def test_in_a_new_check_it_is_asked_although_an_urgent_outcome_stood_before(chat: Chat) -> None:
    chat.write(signs="wheezing").command("check").write(doubts="throat_tight")
    assert chat.asking


def test_a_timer_of_the_plan_comes_due_behind_it(chat: Chat) -> None:
    chat.command("check")
    for label in (
        "none_of_these",
        "none_of_these",
        "site.fine",
        "none_of_these",
        "dose.usual",
        "none_of_these",
        "workout.walk",
        "start_minutes",
    ):
        chat.tap(label)
    chat.wait(10).write(doubts="throat_tight").wait(5)
    assert chat.question == "how"
    assert chat.asking
    assert chat.tap("no").texts[0] == "doubt.no"
    assert "how.ask" in chat.texts


def test_a_silence_that_counts_as_yes_does_so_behind_it(chat: Chat) -> None:
    chat.command("check")
    for label in ("none_of_these", "none_of_these", "site.bumps"):
        chat.tap(label)
    assert chat.question == "hives_spread"
    chat.wait(5).write(doubts="lightheaded").wait(5)
    assert chat.outcome == "urgent"


def test_coming_back_after_blocking_says_nothing(chat: Chat) -> None:
    chat.write(doubts="throat_tight").do(Returned())
    assert chat.texts == []
    assert chat.session.doubt


def test_forgetting_waits_for_it_and_it_is_gone_after_a_day(chat: Chat) -> None:
    chat.write(doubts="throat_tight")
    assert chat.timers["forget"].due == chat.now + timedelta(hours=24)
    assert chat.session.at(chat.now + timedelta(hours=24)).doubt is None
    chat.do(TimerDue("forget", "", chat.now))
    assert chat.timers["forget"].due == chat.now + timedelta(hours=24)


def test_it_does_not_put_off_forgetting_what_was_kept_before(chat: Chat) -> None:
    chat.command("check")
    before = chat.timers["forget"]
    chat.now += timedelta(hours=3)
    assert chat.write(doubts="throat_tight").timers["forget"] == before


def test_the_session_is_read_by_a_version_that_does_not_know_doubts_and_the_other_way_round(chat: Chat) -> None:
    data = json.loads(json.dumps(sessions.to_data(chat.write(doubts="throat_tight").session)))
    assert data["v"] == 1
    assert sessions.from_data(data) == chat.session
    del data["doubt"]
    assert sessions.from_data(data) == Session(language="en")


def test_a_sign_that_the_dialogs_no_longer_have_is_no_longer_asked_about(chat: Chat) -> None:
    session = sessions.from_data({"v": 1, "doubt": {"id": "x", "flags": ["gone_flag"], "at": int(chat.now.timestamp())}})
    chat.session = session
    assert chat.do(Commanded("help")).texts == ["help"]
    assert chat.session.doubt is None


def test_what_is_not_a_serious_flag_is_nothing_to_ask_about(chat: Chat) -> None:
    chat.write(doubts="tired no_such_flag")
    assert chat.session.doubt is None


def test_the_general_button_for_a_sign_ignores_the_second_half_of_a_double_tap(chat: Chat) -> None:
    chat.press(Raise("hives"), 1).press(Raise("hives"), 1)
    assert chat.toasts == ["toast.standing.urgent"]
    chat.wait(1).press(Raise("hives"), 1)
    assert chat.texts[0] == "urgent.action"
