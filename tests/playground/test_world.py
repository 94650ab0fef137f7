"""What people do, without HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.playground.errors import BotApiError, PlayError
from bot.playground.messages import Messages
from bot.playground.people import Change, Key, ReplyKeyboard
from bot.playground.rules import check
from bot.playground.world import World

from .fakes import BEGINNING, StillClock


def updates(world: World) -> list[dict[str, Any]]:
    return world.updates.first(100)


def last(world: World) -> dict[str, Any]:
    return updates(world)[-1]


def bot_says(world: World, chat_id: int, text: str, **more: Any) -> int:
    params = check("sendMessage", {"chat_id": chat_id, "text": text, **more})
    return int(Messages(world).send_message(params)["message_id"])


@pytest.fixture
def mia(world: World) -> int:
    person = world.add_person("Mia", "de")
    world.send_text(person.id, "/start")
    return person.id


def test_a_typed_text_reaches_the_bot_as_telegram_sends_it(world: World) -> None:
    mia = world.add_person("Mia", "de")
    assert mia.id > 2**32
    message_id = world.send_text(mia.id, "  /check@b12_playground_bot now \r\n")
    user = {"id": mia.id, "is_bot": False, "first_name": "Mia", "language_code": "de"}
    assert last(world)["message"] == {
        "message_id": message_id,
        "from": user,
        "chat": {"id": mia.id, "type": "private", "first_name": "Mia"},
        "date": int(BEGINNING.timestamp()),
        "text": "/check@b12_playground_bot now",
        "entities": [{"type": "bot_command", "offset": 0, "length": 25}],
    }


def test_ids_count_up_and_dates_follow_the_clock(world: World, clock: StillClock) -> None:
    mia, tom = world.add_person("Mia"), world.add_person("Tom")
    assert [world.send_text(mia.id, "a"), world.send_text(mia.id, "b"), world.send_text(tom.id, "c")] == [1, 2, 1]
    clock.advance(seconds=3600)
    world.send_text(tom.id, "d")
    ids = [update["update_id"] for update in updates(world)]
    assert ids == list(range(ids[0], ids[0] + 4))
    assert last(world)["message"]["date"] == int((BEGINNING + timedelta(hours=1)).timestamp())


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 4097, "😀" * 2049])
def test_texts_an_app_would_not_send(world: World, mia: int, text: str) -> None:
    with pytest.raises(PlayError):
        world.send_text(mia, text)


def test_people_who_are_not_there(world: World) -> None:
    for deed in (world.send_text, world.press_label):
        with pytest.raises(PlayError) as caught:
            deed(77, "x")
        assert caught.value.status == 404


def test_editing_ones_own_text(world: World, mia: int) -> None:
    world.edit_text(mia, 1, "/help")
    edited = last(world)["edited_message"]
    assert edited["text"] == "/help" and edited["edit_date"] == int(BEGINNING.timestamp()) and edited["entities"][0]["length"] == 5
    count = len(world.updates)
    world.edit_text(mia, 1, " /help ")
    assert len(world.updates) == count and world.history(mia)[0].edits == 1


def test_what_cannot_be_edited(world: World, mia: int) -> None:
    theirs, photo = bot_says(world, mia, "hello"), world.send_photo(mia)
    for message_id in (theirs, photo):
        with pytest.raises(PlayError, match="wrote yourself"):
            world.edit_text(mia, message_id, "x")
    with pytest.raises(PlayError, match="no such message"):
        world.edit_text(mia, 99, "x")


def test_pressing_a_button(world: World, mia: int) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y:1"}, {"text": "No", "callback_data": "n:1"}]]}
    message_id = bot_says(world, mia, "<b>Sure?</b>", parse_mode="HTML", reply_markup=keyboard)
    query_id = world.press(mia, message_id, 0, 1)
    query = last(world)["callback_query"]
    assert (query["id"], query["data"], query["from"]["id"]) == (query_id, "n:1", mia)
    assert query["message"]["text"] == "Sure?" and query["message"]["from"] == world.bot
    assert query["message"]["entities"] == [{"type": "bold", "offset": 0, "length": 5}]
    assert query["message"]["reply_markup"] == keyboard
    world.press_label(mia, "Yes")
    other = last(world)["callback_query"]
    assert other["data"] == "y:1" and other["chat_instance"] == query["chat_instance"] and other["id"] != query["id"]


def test_the_newest_button_of_that_label_is_pressed(world: World, mia: int) -> None:
    older = bot_says(world, mia, "one", reply_markup={"inline_keyboard": [[{"text": "Go", "callback_data": "1"}]]})
    bot_says(world, mia, "two", reply_markup={"inline_keyboard": [[{"text": "Go", "callback_data": "2"}]]})
    world.press_label(mia, "Go")
    assert last(world)["callback_query"]["data"] == "2"
    world.press_label(mia, "Go", older)
    assert last(world)["callback_query"]["data"] == "1"


@pytest.mark.parametrize(("row", "column"), [(0, 1), (1, 0), (-1, 0), (0, -1)])
def test_buttons_that_are_not_there(world: World, mia: int, row: int, column: int) -> None:
    message_id = bot_says(world, mia, "x", reply_markup={"inline_keyboard": [[{"text": "Go", "callback_data": "1"}]]})
    with pytest.raises(PlayError, match="not there any more"):
        world.press(mia, message_id, row, column)


def test_labels_that_are_not_there(world: World, mia: int) -> None:
    with pytest.raises(PlayError, match="no buttons at all"):
        world.press_label(mia, "Stop")
    bot_says(
        world,
        mia,
        "x",
        reply_markup={"inline_keyboard": [[{"text": "Go", "callback_data": "1"}, {"text": "Site", "url": "https://x.org"}]]},
    )
    with pytest.raises(PlayError, match="There is: Go, Site"):
        world.press_label(mia, "Stop")
    with pytest.raises(PlayError, match="it is a url button"):
        world.press_label(mia, "Site")


def test_forged_and_late_presses(world: World, mia: int) -> None:
    message_id = bot_says(world, mia, "x")
    world.press_data(mia, message_id, "anything")
    assert last(world)["callback_query"]["message"]["message_id"] == message_id
    Messages(world).delete({"chat_id": mia, "message_id": message_id})
    world.press_data(mia, message_id, "anything")
    chat = {"id": mia, "type": "private", "first_name": "Mia"}
    assert last(world)["callback_query"]["message"] == {"message_id": message_id, "chat": chat, "date": 0}
    with pytest.raises(PlayError):
        world.press_data(mia, 99, "anything")


def test_media(world: World, mia: int) -> None:
    world.send_photo(mia, "my arm")
    assert last(world)["message"]["caption"] == "my arm" and len(last(world)["message"]["photo"]) == 2
    world.send_sticker(mia)
    assert last(world)["message"]["sticker"]["type"] == "regular"
    world.send_voice(mia, 9)
    assert last(world)["message"]["voice"]["duration"] == 9
    world.send_location(mia, 52.5, 13.4)
    assert last(world)["message"]["location"] == {"latitude": 52.5, "longitude": 13.4}
    assert "text" not in last(world)["message"]


def test_the_reply_keyboard(world: World, mia: int) -> None:
    rows = [["Yes", {"text": "Here", "request_location": True}, {"text": "Call me", "request_contact": True}]]
    bot_says(world, mia, "x", reply_markup={"keyboard": rows, "one_time_keyboard": True})
    keyboard = ReplyKeyboard(((Key("Yes"), Key("Here", "location"), Key("Call me", "contact")),), once=True)
    assert world.chat(mia).keyboard == keyboard
    world.tap_key(mia, "Yes")
    assert last(world)["message"]["text"] == "Yes" and world.chat(mia).keyboard is None
    with pytest.raises(PlayError, match="no key"):
        world.tap_key(mia, "Yes")
    bot_says(world, mia, "x", reply_markup={"keyboard": rows})
    world.tap_key(mia, "Here", 1.5, 2.5)
    assert last(world)["message"]["location"] == {"latitude": 1.5, "longitude": 2.5}
    world.tap_key(mia, "Call me")
    assert last(world)["message"]["contact"]["user_id"] == mia
    bot_says(world, mia, "x", reply_markup={"remove_keyboard": True})
    assert world.chat(mia).keyboard is None


def test_blocking_and_unblocking(world: World, mia: int) -> None:
    world.block(mia)
    change = last(world)["my_chat_member"]
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("member", "kicked")
    assert change["new_chat_member"]["user"] == world.bot and change["from"]["id"] == mia
    count = len(world.updates)
    world.block(mia)
    assert len(world.updates) == count and world.person(mia).blocked
    with pytest.raises(PlayError, match="Unblock it first"):
        world.send_text(mia, "hello")
    with pytest.raises(BotApiError, match="Forbidden: bot was blocked by the user"):
        bot_says(world, mia, "hello")
    world.unblock(mia)
    assert last(world)["my_chat_member"]["new_chat_member"]["status"] == "member"
    bot_says(world, mia, "hello")


def test_starting_over_leaves_the_old_chat_dead(world: World, mia: int) -> None:
    tom = world.add_person("Tom")
    fresh = world.restart(mia)
    assert [person.id for person in world.people()] == [fresh.id, tom.id]
    assert (fresh.name, fresh.language, fresh.started, world.history(fresh.id)) == ("Mia", "de", False, [])
    with pytest.raises(BotApiError, match="chat not found"):
        bot_says(world, mia, "hello")
    world.remove_person(tom.id)
    assert [person.id for person in world.people()] == [fresh.id]


def test_a_bot_cannot_write_first(world: World) -> None:
    stranger = world.add_person("Kim")
    with pytest.raises(BotApiError, match="Forbidden: bot can't initiate conversation with a user"):
        bot_says(world, stranger.id, "hello")


def test_groups(world: World, mia: int) -> None:
    world.group_message("Friends", mia, "/start@b12_playground_bot")
    message = last(world)["message"]
    assert message["chat"]["type"] == "supergroup" and message["chat"]["title"] == "Friends" and message["chat"]["id"] < -(10**12)
    assert message["from"]["id"] == mia
    tom = world.add_person("Tom")
    assert world.group_message("Friends", tom.id, "hi") == 2
    group = message["chat"]["id"]
    reply = bot_says(world, group, "hello", reply_parameters={"message_id": 2})
    world.remove_person(tom.id)
    replied = world.message_json(world.chat(group).messages[reply])["reply_to_message"]
    assert replied["from"]["first_name"] == "Deleted Account"
    with pytest.raises(PlayError):
        world.person(group)


def test_history_keeps_everything(world: World, mia: int) -> None:
    first = bot_says(world, mia, "<i>hi</i>", parse_mode="HTML", disable_notification=True)
    api = Messages(world)
    api.edit_text({"chat_id": mia, "message_id": first, "text": "ho"})
    second = bot_says(world, mia, "gone")
    api.delete({"chat_id": mia, "message_id": second})
    start, hello, gone = world.history(mia)
    assert not start.from_bot and hello.from_bot
    assert (hello.text, hello.html, hello.edited, hello.edits, hello.silent) == ("ho", "ho", True, 1, True)
    assert gone.deleted and not gone.edited


def test_onlookers_hear_of_changes_until_they_leave(world: World) -> None:
    heard: list[Change] = []
    world.observe(heard.append)
    mia = world.add_person("Mia")
    world.send_text(mia.id, "x")
    assert [change.kind for change in heard] == ["people", "person", "message", "update"]
    world.unobserve(heard.append)
    world.send_text(mia.id, "y")
    assert len(heard) == 4


def test_updates_the_bot_did_not_ask_for_are_not_kept(world: World, mia: int) -> None:
    world.updates.allow(["callback_query"])
    count = len(world.updates)
    world.send_text(mia, "x")
    assert len(world.updates) == count


def test_a_token_without_a_number(clock: StillClock) -> None:
    assert World(clock.now, "letters").bot["id"] == 1
