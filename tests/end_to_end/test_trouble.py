"""When Telegram or the database has trouble: nothing lost, nothing wrong said, the operator told once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.content.library import Library
from bot.errors import OperatorError
from bot.service import delivery
from bot.storage.sqlite import SqliteStore
from bot.telegram import persistent, updates

from .away import Away
from .test_chat import HEALTHY
from .town import TOKEN, Town, town


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(persistent, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(updates, "RETRY_SECONDS", 0.01)


@pytest.fixture
async def here(library: Library) -> AsyncIterator[Town]:
    async with town(library, Away()) as made:
        yield made


@pytest.mark.parametrize("status", [500, 502, 0])
async def test_a_failing_telegram_costs_no_message(here: Town, status: int) -> None:
    ann = here.person()
    here.world.fail_next("sendMessage", status, "trouble", times=3)
    await ann.say("/check")
    assert len(ann.messages) == 1
    here.world.fail_next("editMessageText", status, "trouble", times=3)
    await ann.tap("None of these")
    assert "2 of about 7" in ann.last.text


async def test_too_many_requests_are_waited_out(here: Town) -> None:
    ann = here.person()
    here.world.fail_next("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1)
    await ann.say("/check")
    assert len(ann.messages) == 1


async def test_a_send_whose_answer_was_lost_is_at_most_doubled(here: Town) -> None:
    ann = here.person()
    here.world.fail_next("sendMessage", 0, "lost", after=True)
    await ann.say("/check")
    assert 1 <= len(ann.messages) <= 2
    await ann.taps(*HEALTHY)
    assert "Your plan for today" in ann.last.text


@pytest.mark.parametrize("status", [500, 0])
async def test_a_note_over_the_chat_survives_trouble_on_the_line(here: Town, status: int) -> None:
    ann = here.person()
    await ann.say("/check")
    await ann.tap("Wheezing")
    here.clock.advance(minutes=1)
    here.world.fail_next("answerCallbackQuery", status, "trouble", times=2)
    await ann.press("d.zzz.mild", ann.messages[0].id)
    assert ann.toast == "That button is from an earlier check."


async def test_a_press_that_telegram_will_not_have_answered_is_let_be(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    here.world.fail_next("answerCallbackQuery", 500, "trouble", times=3)
    await ann.tap("None of these")
    assert "2 of about 7" in ann.last.text


async def test_a_press_that_cannot_be_answered_any_more_still_counts(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    here.world.press_label(ann.id, "None of these")
    here.world.expire_queries()
    await here.settle()
    assert "2 of about 7" in ann.last.text


async def test_updates_that_telegram_sends_twice_are_handled_once(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    here.world.fail_next("getUpdates", 502, "Bad Gateway", times=2)
    await ann.tap("None of these")
    assert "2 of about 7" in ann.last.text
    await here.stop()
    await here.start()
    await ann.tap("None of these")
    assert "3 of about 7" in ann.last.text


async def test_a_check_goes_on_after_a_restart_with_a_new_process_and_the_same_file(library: Library, tmp_path: Path) -> None:
    here = Town(library, SqliteStore.open(tmp_path / "b12.db"))
    await here.start()
    ann = here.person()
    await ann.say("/check")
    await ann.taps("None of these", "None of these", "Not sore", "Headache")
    await here.stop()
    await here.store.close()
    here.store = SqliteStore.open(tmp_path / "b12.db")
    await here.start()
    assert "✓ Headache" in ann.labels()
    await ann.taps("Done", "Mild, not worse", "My usual shot", "None of these")
    assert "Rest today, or take it easy." in ann.last.text
    await here.close()


async def test_while_the_database_is_away_people_are_told_and_then_served(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    store = here.store
    assert isinstance(store, Away)
    store.away = True
    here.world.press_label(ann.id, "None of these")
    await here.until(lambda: "can't save anything" in ann.last.text)
    store.away = False
    await here.until(lambda: "2 of about 7" in ann.messages[0].text)
    await here.settle()
    assert sum("can't save" in message.text for message in ann.messages) == 1


async def test_while_the_database_is_away_a_serious_sign_is_answered_at_once(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    store = here.store
    assert isinstance(store, Away)
    store.away = True
    here.world.press_label(ann.id, "Hard to breathe")
    await here.until(lambda: ann.last.text.startswith("Get urgent medical help now."))
    store.away = False
    await here.settle()
    assert ann.last.text.startswith("Get urgent medical help now.")
    assert not any("can't save" in message.text for message in ann.messages)


async def test_a_bug_while_handling_one_update_does_not_stop_the_others(here: Town, caplog: pytest.LogCaptureFixture) -> None:
    ann, bob = here.person(), here.person("Bob")
    assert here.companion
    take = here.companion.conversation.receive

    async def broken(chat_id: int, *rest: object, **more: object) -> object:
        if chat_id == ann.id:
            raise ValueError("my lips are swelling")
        return await take(chat_id, *rest, **more)  # type: ignore[arg-type]

    here.companion.conversation.receive = broken  # type: ignore[assignment, method-assign]
    await ann.say("/check")
    await bob.say("/check")
    assert "Something went wrong on my side" in ann.last.text
    assert "1 of about 7" in bob.last.text
    assert "ValueError" in caplog.text
    assert "lips" not in caplog.text


async def test_another_bot_with_the_same_token_is_explained_once(here: Town, caplog: pytest.LogCaptureFixture) -> None:
    ann = here.person()
    here.world.fail_next("getUpdates", 409, "Conflict: terminated by other getUpdates request", times=3)
    await ann.say("/check")
    await here.until(lambda: len(ann.messages) == 1)
    assert caplog.text.count("another program receives this bot's messages") == 1


async def test_a_token_that_is_not_valid_ends_with_a_clear_message(library: Library) -> None:
    here = Town(library)
    here.world.fail_next("getMe", 401, "Unauthorized", times=5)
    with pytest.raises(OperatorError, match="does not accept the bot token"):
        await here.start()
    await here.playground.stop()


async def test_nothing_that_is_written_or_answered_or_secret_is_logged(here: Town, caplog: pytest.LogCaptureFixture) -> None:
    ann = here.person("Annabella")
    with caplog.at_level(logging.INFO):
        await ann.say("/check")
        await ann.say("I have a secret headache")
        await ann.taps("None of these", "None of these", "Very sore")
        here.world.fail_next("sendMessage", 500, "trouble")
        await ann.say("hello there")
    for secret in ("secret", "headache", "Very sore", "severe", "Annabella", TOKEN, "hello there"):
        assert secret not in caplog.text, secret


async def test_the_bot_stops_within_five_seconds_even_while_telegram_is_away(here: Town) -> None:
    ann = here.person()
    here.world.fail_next("sendMessage", -1)
    here.world.send_text(ann.id, "/check")
    await here.until(lambda: not len(here.world.updates))
    async with asyncio.timeout(5):
        await here.stop()
    await here.start()
    await here.settle()
    assert "1 of about 7" in ann.last.text
