"""Chats with the real bot through a strict Bot API: what is decided for each thing a person may do."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.content.library import Library

from .town import Town, town


@pytest.fixture
async def here(library: Library) -> AsyncIterator[Town]:
    async with town(library) as made:
        yield made


HEALTHY = ("None of these", "None of these", "Not sore", "None of these", "My usual shot", "None of these", "Walking")


async def test_a_healthy_person_gets_from_check_to_the_plan_in_seven_taps(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    await ann.taps(*HEALTHY)
    assert ann.last.text.startswith("Your plan for today\n• 15 minutes of easy walking.\n• Keep it easy")
    assert ann.labels(ann.last) == ["Start 15 min", "Change minutes"]


async def test_one_card_is_edited_in_place_and_keeps_the_answers(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    card = ann.last
    await ann.taps("None of these", "None of these")
    assert [message.id for message in ann.messages] == [card.id]
    assert "3 of about 7" in ann.last.text
    assert "Signs: None of these" in ann.last.text
    await ann.taps("Not sore", "None of these", "My usual shot", "None of these", "Walking")
    summary = ann.messages[0]
    assert summary.id == card.id
    assert summary.text.startswith("Your answers\nSigns: None of these\n")
    assert not summary.buttons


async def test_an_urgent_message_is_new_plain_and_rings(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    await ann.tap("Wheezing")
    urgent = ann.last
    assert urgent.text.splitlines()[0] == "Get urgent medical help now. Call your local emergency number."
    assert not urgent.buttons
    assert not urgent.silent
    assert not urgent.entities
    assert not urgent.edited


async def test_a_double_tap_counts_once(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    token, card = ann.data("None of these"), ann.last.id
    here.world.press_data(ann.id, card, token)
    here.world.press_data(ann.id, card, token)
    await here.settle()
    assert "2 of about 7" in ann.last.text
    assert len(ann.messages) == 1


async def test_a_double_tap_on_a_sign_gives_one_urgent_message(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    token, card = ann.data("Wheezing"), ann.last.id
    here.world.press_data(ann.id, card, token)
    here.world.press_data(ann.id, card, token)
    await here.settle()
    assert sum("urgent medical help" in message.text for message in ann.messages) == 1


async def test_a_double_tap_on_a_tick_leaves_it_ticked(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    await ann.taps("None of these", "None of these", "Not sore")
    token, card = ann.data("Headache"), ann.last.id
    here.world.press_data(ann.id, card, token)
    here.world.press_data(ann.id, card, token)
    await here.settle()
    assert "✓ Headache" in ann.labels()


async def test_done_is_offered_once_something_is_ticked_and_an_old_done_asks_for_an_answer(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    await ann.taps("None of these", "None of these", "Not sore")
    assert "Done" not in ann.labels()
    await ann.tap("Headache")
    done = ann.data("Done")
    await ann.tap("✓ Headache")
    assert "Done" not in ann.labels()
    await ann.press(done, ann.last.id)
    assert ann.toast == "Tap at least one answer first."


async def test_of_two_taps_that_race_the_first_counts(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    await ann.taps("None of these", "None of these")
    sore, worse, card = ann.data("Not sore"), ann.data("A bit sore"), ann.last.id
    here.world.press_data(ann.id, card, sore)
    here.world.press_data(ann.id, card, worse)
    await here.settle()
    assert ann.toast == "You already answered that. Tap Back to change it."
    assert "Spot of the shot: Not sore" in ann.last.text


async def test_of_two_taps_that_race_a_serious_sign_counts_even_second(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    none, wheeze, card = ann.data("None of these"), ann.data("Wheezing"), ann.last.id
    here.world.press_data(ann.id, card, none)
    here.world.press_data(ann.id, card, wheeze)
    await here.settle()
    assert ann.last.text.startswith("Get urgent medical help now.")


async def test_a_sign_on_yesterdays_card_still_escalates(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    token, card = ann.data("Hard to breathe"), ann.last.id
    await here.wait(26 * 60)
    await ann.press(token, card)
    assert ann.last.text.startswith("Get urgent medical help now.")


async def test_another_tap_on_yesterdays_card_starts_over_and_says_so(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    await ann.tap("None of these")
    token, card = ann.data("Not sure"), ann.last.id
    await here.wait(26 * 60)
    await ann.press(token, card)
    assert "over a day old" in ann.last.text
    assert "1 of about 7" in ann.last.text
    assert not ann.messages[0].buttons


async def test_a_tap_on_a_card_of_an_earlier_check_says_so_and_closes_it(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    token, card = ann.data("Not sure"), ann.last.id
    here.clock.advance(minutes=1)
    await ann.say("/check")
    await ann.press(token, card)
    assert ann.toast == "That button is from an earlier check."
    assert "1 of about 7" in ann.last.text


@pytest.mark.parametrize("data", ["p.zzz.gone.gone.wheezing", "p.zzz.signs.renamed.chest_pain"])
async def test_a_sign_on_a_card_of_an_older_version_of_the_flow_still_escalates(here: Town, data: str) -> None:
    ann = here.person()
    await ann.say("/check")
    await ann.press(data, ann.last.id)
    assert ann.last.text.startswith("Get urgent medical help now.")


@pytest.mark.parametrize(
    "data", ["p.zzz.gone.gone.", "", "p", "xyz", "p.a.b.c.d.e", "m.zzz.mild.headache.7", "t.zzz.15", "x.zzz", "ü" * 30]
)
async def test_a_button_that_means_nothing_any_more_is_answered_and_nothing_is_lost(here: Town, data: str) -> None:
    ann = here.person()
    await ann.say("/check")
    await ann.tap("None of these")
    await ann.press(data, ann.last.id)
    assert ann.toast
    await ann.say("/check")
    await ann.taps(*HEALTHY)
    assert "Your plan for today" in ann.last.text


async def test_text_that_names_an_option_counts_as_a_tap(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    await ann.say("none of these!")
    assert "2 of about 7" in ann.last.text
    assert not ann.messages[0].buttons
    await ann.say("None.")
    await ann.say("a bit sore")
    assert "Where did you have the shot?" in ann.last.text


async def test_text_that_names_a_sign_ends_in_urgent_care(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    await ann.say("My throat feels tight")
    assert any(message.text.startswith("Get urgent medical help now.") for message in ann.messages)


async def test_other_text_asks_again_below(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    await ann.say("potato")
    assert len(ann.messages) == 2
    assert ann.last.text.startswith("I didn't get that.")
    assert "1 of about 7" in ann.last.text
    assert not ann.messages[0].buttons


async def test_photos_stickers_and_voice_are_answered_and_the_question_stays_open(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    for send in (here.world.send_photo, here.world.send_sticker, here.world.send_voice):
        send(ann.id)
        await here.settle()
        assert "I can only read text" in ann.messages[-2].text
        assert "1 of about 7" in ann.last.text


async def test_an_edited_message_is_no_answer(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    number = here.world.send_text(ann.id, "potato")
    await here.settle()
    here.world.edit_text(ann.id, number, "none of these")
    await here.settle()
    assert "changed an older message" in ann.last.text
    assert "1 of about 7" in ann.card.text


async def test_in_a_group_the_bot_refuses_politely_with_a_link(here: Town) -> None:
    ann = here.person()
    here.world.group_message("Gym", ann.id, "/check@b12_playground_bot")
    here.world.group_message("Gym", ann.id, "just chatting")
    here.world.group_message("Gym", ann.id, "/check@another_bot")
    await here.settle()
    said = [message for message in here.world.history(here.world.group("Gym").id) if message.from_bot]
    assert len(said) == 1
    assert "private chat" in said[0].text
    assert said[0].buttons[0][0].url == "https://t.me/b12_playground_bot?start=check"
    assert not ann.messages


async def test_who_blocks_the_bot_is_left_alone_and_goes_on_when_they_come_back(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    await ann.taps("None of these", "None of these")
    here.world.block(ann.id)
    await here.settle()
    here.world.unblock(ann.id)
    await here.settle()
    await ann.tap("Not sore")
    assert "4 of about 7" in ann.last.text


async def test_a_message_that_cannot_be_edited_is_replaced_by_a_new_one(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    here.world.freeze(ann.id, ann.last.id)
    await ann.tap("None of these")
    assert len(ann.messages) == 2
    assert "2 of about 7" in ann.last.text
    await ann.tap("None of these", ann.last.id)
    assert "3 of about 7" in ann.last.text


@pytest.mark.parametrize("command", ["/help", "/privacy", "/start", "/nonsense", "/HELP", "/help@b12_playground_bot"])
async def test_commands_work_in_the_middle_of_a_check_and_the_question_is_asked_again(here: Town, command: str) -> None:
    ann = here.person()
    await ann.say("/check")
    await ann.tap("None of these")
    await ann.say(command)
    assert "2 of about 7" in ann.last.text
    assert len(ann.messages) == 3


async def test_cancel_ends_a_check_a_timer_or_nothing(here: Town) -> None:
    ann = here.person()
    await ann.say("/cancel")
    assert "nothing to cancel" in ann.last.text
    await ann.say("/check")
    await ann.say("/cancel")
    assert "Check stopped." in ann.last.text
    await ann.say("/check")
    await ann.taps(*HEALTHY, "Start 15 min")
    await ann.say("/cancel")
    assert "Timer stopped." in ann.last.text
    await here.wait(20)
    assert "Timer stopped." in ann.last.text


@pytest.mark.parametrize("leave", ["Stop", "/cancel"])
async def test_leaving_a_check_does_not_take_back_a_serious_sign(here: Town, leave: str) -> None:
    ann = here.person()
    await ann.say("/check")
    await ann.taps("None of these", "None of these", "Hives there")
    await (ann.say(leave) if leave.startswith("/") else ann.tap(leave))
    assert ann.last.text.startswith("No exercise now. Rest somewhere safe and call your clinic.")
    assert "if you have trouble breathing" in ann.last.text
    assert not ann.messages[0].buttons
    await here.wait(10)
    await ann.say("hello")
    assert "Your last check said: no exercise now." in ann.last.text


async def test_deep_links_lead_where_they_say(here: Town) -> None:
    ann = here.person()
    await ann.say("/start check")
    assert "1 of about 7" in ann.last.text
    bob = here.person("Bob")
    await bob.say("/start something-else")
    assert "Start the check" in bob.labels()


async def test_the_menu_and_the_descriptions_are_set_at_start(here: Town) -> None:
    await here.until(lambda: any(method == "setMyShortDescription" for method, _ in here.world.calls))
    calls = dict(here.world.calls)
    menu = [command["command"] for command in calls["setMyCommands"]["commands"]]
    assert menu[:4] == ["check", "remind", "reminders", "history"]
    assert set(menu[4:]) == {"faq", "settings", "help", "privacy", "export", "delete", "cancel"}
    assert "not a medical device" in calls["setMyDescription"]["description"].lower()
    assert len(calls["setMyShortDescription"]["short_description"]) <= 120


async def test_a_warm_up_timer_asks_how_it_went_and_says_when_it_is_late(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    await ann.taps(*HEALTHY, "Start 15 min")
    await here.wait(15)
    assert ann.last.text == "Time to look again. How did it go?"
    bob = here.person("Bob")
    await bob.say("/check")
    await bob.taps(*HEALTHY, "Start 15 min")
    await here.wait(60)
    assert bob.last.text.startswith("I'm 45 minutes late with this.")


async def test_a_timer_that_ran_out_over_a_day_ago_says_so_once(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    await ann.taps(*HEALTHY, "Start 15 min")
    await here.wait(25 * 60)
    assert "over a day ago" in ann.last.text
    said = len(ann.messages)
    await here.wait(60)
    assert len(ann.messages) == said


async def test_where_rest_is_advised_resting_is_the_first_button(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    await ann.taps("None of these", "None of these", "Not sore", "Headache", "Done", "Mild, not worse", "My usual shot", "None of these")
    assert ann.labels() == ["I'll rest today", "Start 10 min", "Change minutes"]
    await ann.tap("I'll rest today")
    assert ann.last.text.startswith("Resting is a good choice today.")


async def test_a_second_check_drops_the_timer_of_the_first(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    await ann.taps(*HEALTHY, "Start 15 min")
    here.clock.advance(minutes=1)
    await ann.say("/check")
    await ann.tap("None of these")
    await here.wait(20)
    assert "2 of about 7" in ann.last.text


async def test_while_a_timer_runs_a_sign_is_two_taps_away(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    await ann.taps(*HEALTHY, "Start 15 min", "Something feels wrong", "Tight throat")
    assert ann.last.text.startswith("Get urgent medical help now.")
    said = len(ann.messages)
    await here.wait(20)
    assert len(ann.messages) == said


async def test_an_urgent_sign_drops_the_timer(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    await ann.taps(*HEALTHY, "Start 15 min")
    await ann.press("p.old.signs.wheezing.wheezing", ann.messages[0].id)
    assert ann.last.text.startswith("Get urgent medical help now.")
    await here.wait(20)
    assert ann.last.text.startswith("Get urgent medical help now.")
    await ann.tap("I'm done now")
    assert ann.toast.startswith("Get urgent medical help now.")


async def test_a_person_with_markup_in_their_name_and_odd_text_is_served(here: Town) -> None:
    ann = here.person("<b>Ann & Co</i>")
    for text in ("/check", "\u202eevil\u202c <b>&amp; \x07", "a" * 4096, "😀" * 10, "<script>"):
        await ann.say(text)
    assert "1 of about 7" in ann.last.text


async def test_every_command_of_the_menu_answers_from_a_cold_start(here: Town) -> None:
    for command in ("/start", "/check", "/faq", "/help", "/privacy", "/cancel"):
        person = here.person(command[1:])
        assert await person.say(command), command
