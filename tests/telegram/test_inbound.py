"""What an update means, whatever shape it has."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialog.actions import Pick
from bot.dialog.events import Attached, Edited, Pressed, Returned
from bot.service.conversation import Located, Typed
from bot.telegram.inbound import read

ANN = {"id": 5, "is_bot": False, "first_name": "<b>Ann</b>", "language_code": "EN-us"}
CHAT = {"id": 5, "type": "private"}
GROUP = {"id": -100, "type": "supergroup"}


def message(**content: Any) -> dict[str, Any]:
    return {"update_id": 1, "message": {"message_id": 3, "date": 0, "chat": CHAT, "from": ANN} | content}


def event(update: dict[str, Any]) -> object:
    incoming = read(update, "our_bot")
    return incoming.event if incoming else None


@pytest.mark.parametrize("text", ["hello", "/check", "/start check", "/my throat is tight", "/", "5/6"])
def test_text_is_handed_on_as_it_was_typed(text: str) -> None:
    assert event(message(text=text)) == Typed(text)


def test_the_language_is_taken_along() -> None:
    incoming = read(message(text="hi"), "our_bot")
    assert incoming and (incoming.language, incoming.chat_id) == ("en-us", 5)


def test_a_shared_place_is_a_place_and_a_broken_one_means_nothing() -> None:
    assert event(message(location={"latitude": 52.5, "longitude": 13.4})) == Located(52.5, 13.4)
    assert event(message(location={})) is None


@pytest.mark.parametrize("kind", ["photo", "sticker", "voice", "video", "document", "contact", "poll", "dice"])
def test_attachments_are_told_apart_and_their_captions_read(kind: str) -> None:
    assert event(message(**{kind: {}})) == Typed("", Attached)
    assert event(message(**{kind: {}, "caption": "my lips swell"})) == Typed("my lips swell", Attached)


def test_an_edited_message_is_told_apart() -> None:
    update = {"update_id": 1, "edited_message": message(text="changed")["message"]}
    assert event(update) == Typed("changed", Edited)


def test_notices_of_telegram_and_messages_of_bots_mean_nothing() -> None:
    assert read(message(pinned_message={}), "our_bot") is None
    assert read(message(text="hi", **{"from": ANN | {"is_bot": True}}), "our_bot") is None


def press(data: object, chat: dict[str, Any] | None = CHAT) -> dict[str, Any]:
    query: dict[str, Any] = {"id": "77", "from": ANN, "data": data}
    if chat:
        query["message"] = {"message_id": 9, "date": 0, "chat": chat}
    return {"update_id": 1, "callback_query": query}


def test_a_press_is_decoded() -> None:
    incoming = read(press("p.run.signs.none."), "our_bot")
    assert incoming and incoming.event == Pressed(Pick("run", "signs", "none"), 9)
    assert incoming.query == "77"


@pytest.mark.parametrize("update", [press("x.run", None), press("x.run", GROUP)])
def test_a_press_outside_a_private_chat_is_answered_and_nothing_else(update: dict[str, Any]) -> None:
    incoming = read(update, "our_bot")
    assert incoming and (incoming.event, incoming.query) == (None, "77")


def member(chat: dict[str, Any], before: str, after: str) -> dict[str, Any]:
    change = {"chat": chat, "from": ANN, "date": 0, "old_chat_member": {"status": before}, "new_chat_member": {"status": after}}
    return {"update_id": 1, "my_chat_member": change}


def test_leaving_and_coming_back_are_understood() -> None:
    left = read(member(CHAT, "member", "kicked"), "our_bot")
    back = read(member(CHAT, "kicked", "member"), "our_bot")
    assert left and left.left and left.event is None
    assert back and back.event == Returned()


@pytest.mark.parametrize(
    ("update", "refused"),
    [
        (message(text="/check", chat=GROUP), True),
        (message(text="/check@our_bot", chat=GROUP), True),
        (message(text="hey @Our_Bot can I train?", chat=GROUP), True),
        (message(text="yes", chat=GROUP, reply_to_message={"from": {"username": "our_bot"}}), True),
        (message(text="/check@other_bot", chat=GROUP), False),
        (message(text="just chatting", chat=GROUP), False),
        (member(GROUP, "left", "member"), True),
        (member(GROUP, "member", "left"), False),
        (member({"id": -5, "type": "channel"}, "left", "administrator"), False),
    ],
)
def test_groups_are_refused_only_when_they_speak_to_us(update: dict[str, Any], refused: bool) -> None:
    incoming = read(update, "our_bot")
    assert bool(incoming and incoming.refuse) is refused


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "chat", "from", "text", "message", "type", "data", "status"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member", "poll"]), json)
def test_no_shape_of_update_raises(kind: str, content: object) -> None:
    read({"update_id": 1, kind: content}, "our_bot")


@given(json)
def test_nothing_at_all_raises(update: object) -> None:
    assert read(update, "our_bot") is None
