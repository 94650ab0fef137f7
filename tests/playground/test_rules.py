"""The form of requests: methods, parameters, types, limits, markup."""

from __future__ import annotations

from typing import Any

import pytest

from bot.playground.errors import BotApiError
from bot.playground.markup import Markup, read_markup
from bot.playground.people import Button, Key, ReplyKeyboard
from bot.playground.rules import Upload, check, method_name

SEND = {"chat_id": 5, "text": "hello"}


def refusal(method: str, params: dict[str, Any], **how: Any) -> str:
    with pytest.raises(BotApiError) as caught:
        check(method, params, **how)
    assert caught.value.code == 400
    return caught.value.description.removeprefix("Bad Request: ")


def keys(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {**SEND, "reply_markup": {"inline_keyboard": [list(buttons)]}}


def test_method_names() -> None:
    assert method_name("sendMessage") == method_name("SENDMESSAGE") == "sendMessage"
    with pytest.raises(BotApiError) as caught:
        method_name("sendPigeon")
    assert caught.value.as_json() == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}


def test_a_good_request_passes_unchanged() -> None:
    params = {
        **SEND,
        "parse_mode": "HTML",
        "disable_notification": True,
        "link_preview_options": {"is_disabled": True},
        "reply_markup": {"inline_keyboard": [[{"text": "Yes", "callback_data": "y", "style": "success"}], []]},
    }
    assert check("sendMessage", params) == params


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": 5}, "message text is empty"),
        ({**SEND, "colour": "red"}, 'unknown parameter "colour" in sendMessage'),
        ({**SEND, "business_connection_id": "b"}, 'parameter "business_connection_id" is not played by the playground'),
        ({**SEND, "chat_id": 5.0}, 'parameter "chat_id" must be of type Integer|String'),
        ({**SEND, "chat_id": True}, 'parameter "chat_id" must be of type Integer|String'),
        ({**SEND, "chat_id": 2**63}, 'parameter "chat_id" must be of type Integer|String'),
        ({**SEND, "text": None}, 'parameter "text" must be of type String'),
        ({**SEND, "text": 5}, 'parameter "text" must be of type String'),
        ({**SEND, "disable_notification": "true"}, 'parameter "disable_notification" must be of type Boolean'),
        ({**SEND, "disable_notification": 1}, 'parameter "disable_notification" must be of type Boolean'),
        ({**SEND, "parse_mode": "Markdown"}, "unsupported parse_mode: the playground plays HTML only"),
        ({**SEND, "entities": {}}, 'parameter "entities" must be of type Array of MessageEntity'),
        ({**SEND, "entities": ["bold"]}, "can't parse MessageEntity: element must be of type Object"),
        ({**SEND, "entities": [{"type": "bold"}]}, "can't parse MessageEntity: Can't find field \"offset\""),
        (
            {**SEND, "entities": [{"type": "loud", "offset": 0, "length": 1}]},
            "can't parse MessageEntity: Unsupported type specified",
        ),
        (
            {**SEND, "reply_markup": '{"inline_keyboard": []}'},
            'parameter "reply_markup" must be of type InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply',
        ),
        ({**SEND, "reply_markup": {}}, "can't parse InlineKeyboardMarkup: Can't find field \"inline_keyboard\""),
        (
            {**SEND, "reply_markup": {"inline_keyboard": {}}},
            'can\'t parse InlineKeyboardMarkup: Field "inline_keyboard" must be of type Array',
        ),
        (
            {**SEND, "reply_markup": {"inline_keyboard": [{}]}},
            "can't parse Array of InlineKeyboardButton: element must be of type Array",
        ),
        (keys({"callback_data": "x"}), "can't parse InlineKeyboardButton: Can't find field \"text\""),
        (keys({"text": "x", "callback_data": 5}), 'can\'t parse InlineKeyboardButton: Field "callback_data" must be of type String'),
        (keys({"text": "x", "url": None}), 'can\'t parse InlineKeyboardButton: Field "url" must be of type String'),
        (keys({"text": "x", "web_app": "x"}), 'can\'t parse InlineKeyboardButton: Field "web_app" must be of type Object'),
        (keys({"text": "x", "callbackdata": "x"}), 'can\'t parse InlineKeyboardButton: unknown field "callbackdata"'),
        (keys({"text": "", "callback_data": "x"}), "can't parse InlineKeyboardButton: text must be non-empty"),
        (keys({"text": "x", "callback_data": ""}), "BUTTON_DATA_INVALID"),
        (keys({"text": "x", "callback_data": "é" * 32 + "x"}), "BUTTON_DATA_INVALID"),
        (keys({"text": "x", "copy_text": {"text": "x" * 257}}), "BUTTON_COPY_TEXT_INVALID"),
        (
            keys({"text": "x", "callback_data": "x", "style": "purple"}),
            "can't parse InlineKeyboardButton: invalid button style specified",
        ),
        (
            {**SEND, "reply_markup": {"keyboard": [[{"text": "x", "request_poll": {}}]]}},
            'can\'t parse KeyboardButton: field "request_poll" is not played by the playground',
        ),
        ({**SEND, "reply_markup": {"keyboard": [[5]]}}, "can't parse KeyboardButton|String: element must be of type Object|String"),
    ],
)
def test_send_message_refusals(params: dict[str, Any], words: str) -> None:
    assert refusal("sendMessage", params) == words


def test_callback_data_of_exactly_64_bytes_passes() -> None:
    check("sendMessage", keys({"text": "x", "callback_data": "é" * 32}))


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "MESSAGE_TOO_LONG"),
        ("answerCallbackQuery", {"callback_query_id": 1}, 'parameter "callback_query_id" must be of type String'),
        ("answerCallbackQuery", {}, 'parameter "callback_query_id" is required'),
        ("sendChatAction", {"chat_id": 5, "action": "dancing"}, "wrong parameter action in request"),
        ("setMyDescription", {"description": "x" * 513}, "bot description length must be between 0 and 512"),
        ("setMyShortDescription", {"short_description": "😀" * 61}, "bot short description length must be between 0 and 120"),
        ("setMyName", {"name": "x" * 65}, "bot name length must be between 0 and 64"),
        ("setMyName", {"name": "x", "language_code": "eng"}, "LANG_CODE_INVALID"),
        ("setMyCommands", {"commands": [{"command": "Check", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "x" * 33, "description": "x"}]}, "BOT_COMMAND_INVALID"),
        (
            "setMyCommands",
            {"commands": [{"command": "x", "description": ""}]},
            "command description length must be between 1 and 256",
        ),
        ("setMyCommands", {"commands": [{"command": "x", "description": "x"}] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ("setMyCommands", {"commands": [], "scope": {"type": "world"}}, "can't parse BotCommandScope: Unsupported type specified"),
        ("setMyCommands", {"commands": [], "scope": {}}, "can't parse BotCommandScope: Unsupported type specified"),
        ("setMyCommands", {"commands": [], "scope": {"type": "chat"}}, "can't parse BotCommandScopeChat: Can't find field \"chat_id\""),
        ("setMyCommands", {"commands": [], "scope": []}, 'parameter "scope" must be of type BotCommandScope'),
        ("setWebhook", {"url": "", "secret_token": "not good"}, "secret token contains unallowed characters"),
        ("setWebhook", {"url": "", "max_connections": 101}, "max_connections must be between 1 and 100"),
        ("getMe", {"me": True}, 'unknown parameter "me" in getMe'),
    ],
)
def test_refusals_of_other_methods(method: str, params: dict[str, Any], words: str) -> None:
    assert refusal(method, params) == words


def test_form_fields_are_read_by_the_type_they_should_have() -> None:
    fields = {"chat_id": "5", "text": "7", "disable_notification": "True", "reply_markup": '{"force_reply": true}'}
    assert check("sendMessage", fields, loose=True) == {
        "chat_id": 5,
        "text": "7",
        "disable_notification": True,
        "reply_markup": {"force_reply": True},
    }
    assert check("sendMessage", {"chat_id": "@somebody", "text": "x"}, loose=True)["chat_id"] == "@somebody"
    assert check("getUpdates", {"offset": "-1", "allowed_updates": '["message"]'}, loose=True) == {
        "offset": -1,
        "allowed_updates": ["message"],
    }


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"offset": "soon"}, 'parameter "offset" must be of type Integer'),
        ({"allowed_updates": "message"}, 'can\'t parse parameter "allowed_updates" as JSON'),
        ({"allowed_updates": "[5]"}, "can't parse String: element must be of type String"),
    ],
)
def test_form_fields_that_do_not_fit(fields: dict[str, str], words: str) -> None:
    assert refusal("getUpdates", fields, loose=True) == words


def test_uploads_are_files() -> None:
    upload = Upload("a.json", "application/json", b"{}")
    assert check("sendDocument", {"chat_id": 5, "document": upload}, loose=True)["document"] is upload
    assert refusal("sendDocument", {"chat_id": 5, "document": 7}) == 'parameter "document" must be of type InputFile|String'


# Rules that span the fields of a keyboard


def test_inline_buttons() -> None:
    rows = [[{"text": "Yes", "callback_data": "y", "style": "danger"}, {"text": "More", "url": "https://x.org"}], []]
    markup = read_markup({"inline_keyboard": rows})
    assert markup == Markup(rows=((Button("Yes", "callback_data", "y", "danger"), Button("More", "url", "https://x.org")),))
    assert [[button.as_json() for button in row] for row in markup.rows] == rows[:1]
    assert (markup.rows[0][0].data, markup.rows[0][0].url, markup.rows[0][1].data, markup.rows[0][1].url) == (
        "y",
        None,
        None,
        "https://x.org",
    )


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"text": "x"}, "Text buttons are unallowed in the inline keyboard"),
        ({"text": "x", "style": "danger"}, "Text buttons are unallowed in the inline keyboard"),
        ({"text": "x", "url": "https://x.org", "callback_data": "x"}, "exactly one action is allowed, found url, callback_data"),
        ({"text": "x", "url": "ftp://x.org"}, "inline keyboard button URL 'ftp://x.org' is invalid: Unsupported URL protocol"),
        ({"text": "x", "url": "x.org"}, "Unsupported URL protocol"),
        ({"text": "x", "url": "https://"}, "Wrong HTTP URL"),
        ({"text": "x", "url": "https://x .org"}, "Wrong HTTP URL"),
        ({"text": "x", "url": "http://["}, "Wrong HTTP URL"),
        ({"text": "x", "web_app": {"url": "http://x.org"}}, "Unsupported URL protocol"),
        ({"text": "x", "pay": True}, "BUTTON_TYPE_INVALID"),
    ],
)
def test_inline_buttons_that_are_refused(button: dict[str, Any], words: str) -> None:
    with pytest.raises(BotApiError, match=words.replace("(", r"\(")):
        read_markup({"inline_keyboard": [[button]]})


def test_more_than_a_hundred_buttons_are_refused() -> None:
    row = [{"text": "x", "callback_data": "x"}]
    assert len(read_markup({"inline_keyboard": [row] * 100}).rows) == 100
    with pytest.raises(BotApiError, match="reply markup is too long"):
        read_markup({"inline_keyboard": [row] * 101})


def test_reply_keyboards() -> None:
    rows = [["Yes", {"text": "Here", "request_location": True}], [{"text": "Call", "request_contact": True, "style": "primary"}]]
    keyboard = ReplyKeyboard(((Key("Yes"), Key("Here", "location")), (Key("Call", "contact", "primary"),)), once=True, placeholder="Where?")
    markup = {"keyboard": rows, "one_time_keyboard": True, "input_field_placeholder": "Where?"}
    assert read_markup(markup) == Markup(keyboard=keyboard)
    assert read_markup({"remove_keyboard": True}) == Markup(remove_keyboard=True)
    assert read_markup({"force_reply": True}) == read_markup(None) == Markup()
