"""Messages over HTTP: what Telegram does and refuses."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from bot.playground.world import World

from .fakes import BEGINNING, BotClient, StillClock

KEYS = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)


@pytest.fixture
def mia(world: World) -> int:
    person = world.add_person("Mia")
    world.send_text(person.id, "/start")
    return person.id


async def test_sending_a_message(bot: BotClient, world: World, mia: int) -> None:
    reply = await bot.call(
        "sendMessage", chat_id=mia, text=" <b>Hi</b> 😀 /help ", parse_mode="HTML", reply_markup=KEYS, disable_notification=True
    )
    assert reply.result == {
        "message_id": 2,
        "from": {"id": 4242, "is_bot": True, "first_name": "B12 companion", "username": "b12_playground_bot"},
        "chat": {"id": mia, "type": "private", "first_name": "Mia"},
        "date": int(BEGINNING.timestamp()),
        "text": "Hi 😀 /help",
        "entities": [{"type": "bold", "offset": 0, "length": 2}, {"type": "bot_command", "offset": 6, "length": 5}],
        "reply_markup": KEYS,
    }
    message = world.history(mia)[-1]
    assert message.html == " <b>Hi</b> 😀 /help " and message.silent and message.buttons[0][0].data == "y"


async def test_chat_ids_may_be_text(bot: BotClient, mia: int) -> None:
    assert (await bot.call("sendMessage", chat_id=str(mia), text="x")).status == 200


@pytest.mark.parametrize(
    ("params", "status", "words"),
    [
        ({"chat_id": 1, "text": "x"}, 400, "Bad Request: chat not found"),
        ({"chat_id": "@somebody", "text": "x"}, 400, "Bad Request: chat not found"),
        ({"text": ""}, 400, "Bad Request: message text is empty"),
        ({"text": " \n "}, 400, "Bad Request: message text is empty"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, 400, "Bad Request: message text is empty"),
        ({"text": "x" * 4097}, 400, "Bad Request: message is too long"),
        ({"text": "😀" * 2049}, 400, "Bad Request: message is too long"),
        (
            {"text": "<b>x", "parse_mode": "HTML"},
            400,
            "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x"}]]}},
            400,
            "Bad Request: can't parse InlineKeyboardButton: Text buttons",
        ),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, 400, "Bad Request: message to be replied not found"),
        (
            {"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 9}]},
            400,
            "Bad Request: entity beginning at UTF-16 offset 0 ends after",
        ),
    ],
)
async def test_messages_that_are_refused(bot: BotClient, mia: int, params: dict[str, Any], status: int, words: str) -> None:
    code, description = (await bot.call("sendMessage", **{"chat_id": mia, **params})).refusal
    assert code == status and description.startswith(words)


async def test_length_counts_after_parsing(bot: BotClient, mia: int) -> None:
    assert (await bot.call("sendMessage", chat_id=mia, text=f"<b>{'😀' * 2048}</b>", parse_mode="html")).status == 200


async def test_blocked_gone_and_never_met(bot: BotClient, world: World, mia: int) -> None:
    world.block(mia)
    for method, params in (
        ("sendMessage", {"text": "x"}),
        ("sendChatAction", {"action": "typing"}),
        ("editMessageText", {"message_id": 1, "text": "x"}),
    ):
        assert (await bot.call(method, chat_id=mia, **params)).refusal == (403, "Forbidden: bot was blocked by the user")
    stranger = world.add_person("Kim").id
    assert (await bot.call("sendMessage", chat_id=stranger, text="x")).refusal == (
        403,
        "Forbidden: bot can't initiate conversation with a user",
    )
    world.remove_person(mia)
    assert (await bot.call("sendMessage", chat_id=mia, text="x")).refusal == (400, "Bad Request: chat not found")


async def test_replying(bot: BotClient, world: World, mia: int) -> None:
    reply = (await bot.call("sendMessage", chat_id=mia, text="x", reply_parameters={"message_id": 1})).result
    assert reply["reply_to_message"]["text"] == "/start"
    world.delete(world.chat(mia), world.history(mia)[0])
    gone = {"message_id": 1, "allow_sending_without_reply": True}
    assert "reply_to_message" not in (await bot.call("sendMessage", chat_id=mia, text="x", reply_parameters=gone)).result


async def test_editing_text(bot: BotClient, world: World, clock: StillClock, mia: int) -> None:
    place = {"chat_id": mia, "message_id": (await bot.call("sendMessage", chat_id=mia, text="one", reply_markup=KEYS)).result["message_id"]}
    clock.advance(seconds=60)
    edited = (await bot.call("editMessageText", **place, text="<i>two</i>", parse_mode="HTML", reply_markup=KEYS)).result
    assert edited["text"] == "two" and edited["edit_date"] == edited["date"] + 60 and edited["reply_markup"] == KEYS
    assert (await bot.call("editMessageText", **place, text=" <em>two</em>", parse_mode="HTML", reply_markup=KEYS)).refusal == (
        400,
        NOT_MODIFIED,
    )
    without = (await bot.call("editMessageText", **place, text="two")).result
    assert "reply_markup" not in without and "entities" not in without
    assert world.history(mia)[-1].edits == 2


async def test_editing_buttons(bot: BotClient, mia: int) -> None:
    place = {"chat_id": mia, "message_id": (await bot.call("sendMessage", chat_id=mia, text="one")).result["message_id"]}
    assert (await bot.call("editMessageReplyMarkup", **place)).refusal == (400, NOT_MODIFIED)
    assert (await bot.call("editMessageReplyMarkup", **place, reply_markup=KEYS)).result["reply_markup"] == KEYS
    assert "reply_markup" not in (await bot.call("editMessageReplyMarkup", **place)).result


async def test_edits_that_are_refused(bot: BotClient, world: World, mia: int) -> None:
    mine = (await bot.call("sendMessage", chat_id=mia, text="one")).result["message_id"]
    keyboard = (await bot.call("sendMessage", chat_id=mia, text="x", reply_markup={"keyboard": [["a"]]})).result["message_id"]

    async def edit(**params: Any) -> tuple[int, str]:
        return (await bot.call("editMessageText", **{"chat_id": mia, "text": "x!", **params})).refusal

    assert await edit(message_id=99) == (400, "Bad Request: message to edit not found")
    assert await edit(message_id=1) == (400, "Bad Request: message can't be edited")
    assert await edit(message_id=keyboard) == (400, "Bad Request: message can't be edited")
    assert await edit() == (400, "Bad Request: message identifier is not specified")
    assert await edit(message_id=mine, text="") == (400, "Bad Request: message text is empty")
    assert await edit(message_id=mine, text="x" * 5000) == (400, "Bad Request: message is too long")
    assert await edit(message_id=mine, chat_id=3) == (400, "Bad Request: chat not found")
    assert (await bot.call("editMessageText", text="x")).refusal == (400, "Bad Request: chat_id is empty")
    assert (await bot.call("editMessageText", chat_id=mia, message_id=mine)).refusal == (400, "Bad Request: message text is empty")
    world.freeze(mia, mine)
    assert await edit(message_id=mine) == (400, "Bad Request: message can't be edited")
    world.delete(world.chat(mia), world.chat(mia).messages[mine])
    assert await edit(message_id=mine) == (400, "Bad Request: message to edit not found")


async def test_deleting(bot: BotClient, world: World, clock: StillClock, mia: int) -> None:
    assert (await bot.call("deleteMessage", chat_id=mia, message_id=1)).result is True
    assert (await bot.call("deleteMessage", chat_id=mia, message_id=1)).refusal == (400, "Bad Request: message to delete not found")
    old = (await bot.call("sendMessage", chat_id=mia, text="x")).result["message_id"]
    clock.advance(seconds=48 * 3600 + 1)
    assert (await bot.call("deleteMessage", chat_id=mia, message_id=old)).refusal == (
        400,
        "Bad Request: message can't be deleted for everyone",
    )
    world.group_message("Friends", mia, "hi")
    group = world.group("Friends").id
    assert (await bot.call("deleteMessage", chat_id=group, message_id=1)).refusal[1] == "Bad Request: message can't be deleted for everyone"


async def test_answering_a_press(bot: BotClient, world: World, clock: StillClock, mia: int) -> None:
    too_old = (400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    await bot.call("sendMessage", chat_id=mia, text="x", reply_markup=KEYS)
    query = world.press_label(mia, "Yes")
    assert (await bot.call("answerCallbackQuery", callback_query_id=query, text="Noted", show_alert=True)).result is True
    assert [(toast.text, toast.alert) for toast in world.toasts(mia)] == [("Noted", True)]
    assert (await bot.call("answerCallbackQuery", callback_query_id=query)).refusal == too_old
    assert (await bot.call("answerCallbackQuery", callback_query_id="17")).refusal == too_old
    late = world.press_label(mia, "Yes")
    clock.advance(seconds=16 * 60)
    assert (await bot.call("answerCallbackQuery", callback_query_id=late)).refusal == too_old
    expired = world.press_label(mia, "Yes")
    world.expire_queries()
    assert (await bot.call("answerCallbackQuery", callback_query_id=expired)).refusal == too_old
    orphan = world.press_label(mia, "Yes")
    world.remove_person(mia)
    assert (await bot.call("answerCallbackQuery", callback_query_id=orphan)).refusal == too_old


async def test_chat_action_and_get_chat(bot: BotClient, world: World, mia: int) -> None:
    assert (await bot.call("sendChatAction", chat_id=mia, action="typing")).result is True
    chat = (await bot.call("getChat", chat_id=mia)).result
    assert (chat["first_name"], chat["type"], chat["max_reaction_count"]) == ("Mia", "private", 11)
    world.group_message("Friends", mia, "hi")
    assert (await bot.call("getChat", chat_id=world.group("Friends").id)).result["title"] == "Friends"


async def test_sending_a_document(bot: BotClient, world: World, mia: int) -> None:
    form = aiohttp.FormData({"chat_id": str(mia), "caption": "<b>All</b> of it", "parse_mode": "HTML"})
    form.add_field("document", b"{}", filename="data.json", content_type="application/json")
    sent = (await bot.form("sendDocument", form)).result
    assert sent["caption"] == "All of it" and sent["caption_entities"] == [{"type": "bold", "offset": 0, "length": 3}]
    document = sent["document"]
    assert (document["file_name"], document["mime_type"], document["file_size"]) == ("data.json", "application/json", 2)
    kept = world.history(mia)[-1].document
    assert kept and kept.content == b"{}"
    again = (await bot.call("sendDocument", chat_id=mia, document=document["file_id"])).result
    assert again["document"] == document and "caption" not in again
    refusal = (await bot.call("editMessageText", chat_id=mia, message_id=again["message_id"], text="x")).refusal
    assert refusal == (400, "Bad Request: there is no text in the message to edit")


async def test_documents_by_attach_and_their_refusals(bot: BotClient, mia: int) -> None:
    form = aiohttp.FormData({"chat_id": str(mia), "document": "attach://file7"})
    form.add_field("file7", b"x", filename="a.txt", content_type="text/plain")
    assert (await bot.form("sendDocument", form)).result["document"]["file_name"] == "a.txt"
    assert (await bot.form("sendDocument", {"chat_id": str(mia), "document": "attach://nothing"})).refusal == (
        400,
        "Bad Request: wrong file identifier/HTTP URL specified",
    )
    empty = aiohttp.FormData({"chat_id": str(mia)})
    empty.add_field("document", b"", filename="a.txt", content_type="text/plain")
    assert (await bot.form("sendDocument", empty)).refusal == (400, "Bad Request: file must be non-empty")
    wrong = await bot.call("sendDocument", chat_id=mia, document="https://example.org/file")
    assert wrong.refusal == (400, "Bad Request: wrong file identifier/HTTP URL specified")
    long = await bot.call("sendDocument", chat_id=mia, document="x", caption="x" * 1025)
    assert long.refusal == (400, "Bad Request: message caption is too long")


# The bot's profile


async def test_who_the_bot_is(bot: BotClient) -> None:
    me = (await bot.call("getMe")).result
    assert (me["id"], me["username"], me["can_join_groups"]) == (4242, "b12_playground_bot", False)
    await bot.call("setMyName", name="Injection day")
    assert (await bot.call("getMe")).result["first_name"] == "Injection day"


@pytest.mark.parametrize(("title", "field"), [("Name", "name"), ("Description", "description"), ("ShortDescription", "short_description")])
async def test_texts_by_language(bot: BotClient, title: str, field: str) -> None:
    async def get(language: str) -> str:
        return str((await bot.call(f"getMy{title}", language_code=language)).result[field])

    await bot.call(f"setMy{title}", **{field: "Hello"})
    await bot.call(f"setMy{title}", **{field: "Hallo"}, language_code="de")
    assert (await get("de"), await get("fr"), await get("")) == ("Hallo", "Hello", "Hello")
    await bot.call(f"setMy{title}", language_code="de")
    assert await get("de") == "Hello"


async def test_commands_by_scope_and_language(bot: BotClient, world: World, mia: int) -> None:
    def commands(word: str) -> list[dict[str, str]]:
        return [{"command": "check", "description": word}]

    chat = {"type": "chat", "chat_id": str(mia)}
    await bot.call("setMyCommands", commands=commands("all"))
    await bot.call("setMyCommands", commands=commands("deutsch"), language_code="de")
    await bot.call("setMyCommands", commands=commands("private"), scope={"type": "all_private_chats"})
    await bot.call("setMyCommands", commands=commands("hers"), scope=chat)
    assert (await bot.call("getMyCommands")).result == commands("all")
    assert (await bot.call("getMyCommands", scope={"type": "chat", "chat_id": mia})).result == commands("hers")
    assert world.profile.commands_for(mia, "de") == commands("hers")
    assert (await bot.call("deleteMyCommands", scope=chat)).result is True
    assert world.profile.commands_for(mia, "de") == commands("private")
    await bot.call("deleteMyCommands", scope={"type": "all_private_chats"})
    assert world.profile.commands_for(mia, "de") == commands("deutsch")
    await bot.call("deleteMyCommands", language_code="de")
    await bot.call("deleteMyCommands")
    assert world.profile.commands_for(mia, "de") == []
    assert (await bot.call("setMyCommands", commands=[], scope={"type": "chat", "chat_id": 3})).refusal == (
        400,
        "Bad Request: chat not found",
    )


async def test_menu_button(bot: BotClient, world: World, mia: int) -> None:
    assert (await bot.call("getChatMenuButton")).result == {"type": "default"}
    await bot.call("setChatMenuButton", menu_button={"type": "commands"})
    assert (await bot.call("getChatMenuButton", chat_id=mia)).result == {"type": "commands"}
    await bot.call("setChatMenuButton", chat_id=mia)
    assert (await bot.call("getChatMenuButton", chat_id=mia)).result == {"type": "default"}
    world.group_message("Friends", mia, "hi")
    refusal = (await bot.call("setChatMenuButton", chat_id=world.group("Friends").id)).refusal
    assert refusal[1].endswith("only in private chats")


async def test_leaving(bot: BotClient, clock: StillClock) -> None:
    early = await bot.call("close")
    assert early.status == 429 and early.body["parameters"] == {"retry_after": 600}
    clock.advance(seconds=600)
    assert (await bot.call("close")).result is True
    assert (await bot.call("logOut")).result is True
    assert (await bot.call("getMe")).refusal == (400, "Logged out")
    clock.advance(seconds=600)
    assert (await bot.call("getMe")).status == 200


# Trouble on purpose


async def test_faults_come_in_order_and_then_stop(bot: BotClient, world: World, mia: int) -> None:
    world.fail_next("sendMessage", 429, "Too Many Requests: retry after 3", retry_after=3)
    world.fail_next("*", 502, "Bad Gateway", times=2)
    first = await bot.call("sendMessage", chat_id=mia, text="x")
    assert first.body == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 3",
        "parameters": {"retry_after": 3},
    }
    assert [(await bot.call("getMe")).status for _ in range(3)] == [502, 502, 200]
    assert len(world.history(mia)) == 1 and (await bot.call("sendMessage", chat_id=mia, text="x")).status == 200
    assert [method for method, _ in world.calls] == ["sendMessage", "getMe", "getMe", "getMe", "sendMessage"]


async def test_a_connection_that_breaks_before_or_after(bot: BotClient, world: World, mia: int) -> None:
    world.fail_next("sendMessage", 0)
    with pytest.raises(aiohttp.ClientError):
        await bot.call("sendMessage", chat_id=mia, text="lost on the way there")
    world.fail_next("sendMessage", 0, after=True)
    with pytest.raises(aiohttp.ClientError):
        await bot.call("sendMessage", chat_id=mia, text="lost on the way back")
    assert [message.text for message in world.history(mia)] == ["/start", "lost on the way back"]


async def test_no_answer_at_all(bot: BotClient, world: World) -> None:
    world.fail_next("getMe", -1)
    with pytest.raises(TimeoutError):
        await bot.session.get(f"{bot.url}/bot{bot.token}/getMe", timeout=aiohttp.ClientTimeout(total=0.2))
    assert (await bot.call("getMe")).status == 200


async def test_flood_limits(bot: BotClient, world: World, clock: StillClock, mia: int) -> None:
    world.flood = True
    statuses = [(await bot.call("sendMessage", chat_id=mia, text=str(number))).status for number in range(6)]
    assert statuses == [200] * 5 + [429]
    late = await bot.call("editMessageText", chat_id=mia, message_id=2, text="x")
    assert late.body["parameters"] == {"retry_after": 1} and late.body["description"] == "Too Many Requests: retry after 1"
    clock.advance(seconds=1)
    assert (await bot.call("sendMessage", chat_id=mia, text="x")).status == 200
    others = [world.add_person(str(number)).id for number in range(40)]
    clock.advance(seconds=60)
    results = []
    for other in others:
        world.send_text(other, "/start")
        results.append((await bot.call("sendMessage", chat_id=other, text="x")).status)
    assert results == [200] * 30 + [429] * 10
