"""An update as Telegram sends it -> what it means for us.

Reads only the fields it needs, from plain data, and takes nothing for granted: an update of a kind or shape that is not known
means nothing, and is no error.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.dialog.actions import decode
from bot.dialog.events import Attached, Edited, Event, Pressed, Returned, Wrote
from bot.service.conversation import Located, Typed

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of updates we ask for."""

_CONTENT = frozenset(
    [
        "animation",
        "audio",
        "checklist",
        "contact",
        "dice",
        "document",
        "game",
        "location",
        "paid_media",
        "photo",
        "poll",
        "sticker",
        "story",
        "venue",
        "video",
        "video_note",
        "voice",
    ]
)
"""Fields of a message that hold something a person sent. A message with none of them is a notice of Telegram's."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """An update that means something. `query`: the callback query to answer. `refuse`: say that groups are not for this.

    `left`: the person blocked the bot.
    """

    update_id: int
    chat_id: int
    event: Event | Located | Typed | None = None
    language: str = ""
    query: str | None = None
    refuse: bool = False
    left: bool = False


def read(update: Any, username: str) -> Incoming | None:
    """What an update means; None for nothing. `username` is the bot's, to tell its commands from another bot's in a group."""
    if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
        return None
    try:
        if "callback_query" in update:
            return _query(update["update_id"], update["callback_query"])
        if "message" in update:
            return _message(update["update_id"], update["message"], username, edited=False)
        if "edited_message" in update:
            return _message(update["update_id"], update["edited_message"], username, edited=True)
        if "my_chat_member" in update:
            return _member(update["update_id"], update["my_chat_member"])
    except (KeyError, TypeError, AttributeError, ValueError):
        return None
    return None


def _query(update_id: int, query: dict[str, Any]) -> Incoming | None:
    message = query.get("message")
    if not message or message["chat"]["type"] != "private":
        return Incoming(update_id, query["from"]["id"], query=query["id"])
    pressed = Pressed(decode(str(query.get("data", ""))), int(message["message_id"]))
    return Incoming(update_id, message["chat"]["id"], pressed, _language(query), query["id"])


def _message(update_id: int, message: dict[str, Any], username: str, edited: bool) -> Incoming | None:
    chat = message["chat"]
    if message.get("from", {}).get("is_bot"):
        return None
    if chat["type"] != "private":
        return Incoming(update_id, chat["id"], refuse=True) if not edited and _for_us(message, username) else None
    event = _event(message, edited)
    return Incoming(update_id, chat["id"], event, _language(message)) if event else None


def _event(message: dict[str, Any], edited: bool) -> Event | Located | Typed | None:
    text = message.get("text")
    if isinstance(text, str):
        return Typed(text, Edited if edited else Wrote)
    if _CONTENT.isdisjoint(message):
        return None
    if "location" in message and not edited:
        return Located(float(message["location"]["latitude"]), float(message["location"]["longitude"]))
    return Typed(str(message.get("caption", "")), Edited if edited else Attached)


def _for_us(message: dict[str, Any], username: str) -> bool:
    """Whether a message in a group speaks to this bot: a command, a mention, or a reply to it."""
    text = str(message.get("text", ""))
    if f"@{username}".lower() in text.lower():
        return True
    if text.startswith("/"):
        return "@" not in text.split()[0]
    replied = message.get("reply_to_message", {}).get("from", {})
    return str(replied.get("username", "")).lower() == username.lower()


def _member(update_id: int, change: dict[str, Any]) -> Incoming | None:
    chat, status, before = change["chat"], change["new_chat_member"]["status"], change["old_chat_member"]["status"]
    if chat["type"] != "private":
        joined = status in ("member", "administrator") and before in ("left", "kicked")
        return Incoming(update_id, chat["id"], refuse=True) if joined and chat["type"] != "channel" else None
    if status == "kicked":
        return Incoming(update_id, chat["id"], left=True)
    return Incoming(update_id, chat["id"], Returned(), _language(change))


def _language(update: dict[str, Any]) -> str:
    code = update.get("from", {}).get("language_code", "")
    return code[:8].lower() if isinstance(code, str) else ""
