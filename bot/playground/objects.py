"""The playground's values as Bot API objects: User, Chat, Message, CallbackQuery, ChatMemberUpdated.

Knows the JSON Telegram sends. Must not know how the values came about.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from .people import CallbackQuery, Chat, Document, Message, Person


def unix(moment: datetime) -> int:
    """Whole seconds since 1970, as Telegram dates everything."""
    return int(moment.timestamp())


def user_json(person: Person) -> dict[str, Any]:
    """User."""
    return {"id": person.id, "is_bot": False, "first_name": person.name, "language_code": person.language}


def chat_json(chat: Chat) -> dict[str, Any]:
    """Chat."""
    if chat.person:
        return {"id": chat.id, "type": "private", "first_name": chat.person.name}
    return {"id": chat.id, "type": "supergroup", "title": chat.title}


def chat_full_json(chat: Chat) -> dict[str, Any]:
    """ChatFullInfo."""
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    return {**chat_json(chat), "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": dict.fromkeys(gifts, False)}


def message_json(message: Message, chat: Chat, sender: dict[str, Any]) -> dict[str, Any]:
    """Message, without the one it replies to."""
    body: dict[str, Any] = {"message_id": message.id, "from": sender, "chat": chat_json(chat), "date": unix(message.date)}
    if message.edited_at:
        body["edit_date"] = unix(message.edited_at)
    text, entities = ("caption", "caption_entities") if message.document or message.media else ("text", "entities")
    if message.text:
        body[text] = message.text
    if message.entities:
        body[entities] = [entity.as_json() for entity in message.entities]
    if message.document:
        body["document"] = document_json(message.document)
    if message.media:
        body[message.media.kind] = message.media.value
    if message.buttons:
        body["reply_markup"] = {"inline_keyboard": [[button.as_json() for button in row] for row in message.buttons]}
    return body


def document_json(document: Document) -> dict[str, Any]:
    """Document."""
    return {
        "file_id": document.file_id,
        "file_unique_id": hashlib.sha256(document.content).hexdigest()[:16],
        "file_name": document.name,
        "mime_type": document.mime,
        "file_size": len(document.content),
    }


def inaccessible_json(message: Message, chat: Chat) -> dict[str, Any]:
    """InaccessibleMessage: what a press carries when its message is gone."""
    return {"message_id": message.id, "chat": chat_json(chat), "date": 0}


def query_json(query: CallbackQuery, person: Person, message: dict[str, Any]) -> dict[str, Any]:
    """CallbackQuery."""
    instance = hashlib.sha256(str(query.chat_id).encode()).hexdigest()[:16]
    return {"id": query.id, "from": user_json(person), "message": message, "chat_instance": str(int(instance, 16)), "data": query.data}


def member_json(chat: Chat, person: Person, bot: dict[str, Any], at: datetime) -> dict[str, Any]:
    """ChatMemberUpdated for a person who has just blocked or unblocked the bot; `person.blocked` is the new state."""
    gone: dict[str, Any] = {"status": "kicked", "user": bot, "until_date": 0}
    there: dict[str, Any] = {"status": "member", "user": bot}
    old, new = (there, gone) if person.blocked else (gone, there)
    return {"chat": chat_json(chat), "from": user_json(person), "date": unix(at), "old_chat_member": old, "new_chat_member": new}
