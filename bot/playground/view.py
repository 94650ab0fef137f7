"""The world as the page shows it: JSON for people, messages, toasts.

Knows what a person sees in a chat. Must not know HTTP or how changes reach the page. Callback data is left out: a person never sees it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .people import Button, Chat, Document, Message, Person, Toast
from .world import World

MOST_MESSAGES = 500
_SHOWN_VALUES = ("url", "copy_text")


def person_view(world: World, person: Person) -> dict[str, Any]:
    """A person and all about their chat but the messages."""
    profile, language = world.profile, person.language
    keyboard = world.chat_of(person.id).keyboard
    return {
        "id": person.id,
        "name": person.name,
        "language": language,
        "blocked": person.blocked,
        "started": person.started,
        "keyboard": keyboard
        and {
            "rows": [[{"text": key.text, "request": key.request, "style": key.style} for key in row] for row in keyboard.rows],
            "placeholder": keyboard.placeholder,
        },
        "profile": {
            "name": profile.text("name", language),
            "username": world.username,
            "description": profile.text("description", language),
            "short_description": profile.text("short_description", language),
            "commands": list(profile.commands_for(person.id, language)),
        },
    }


def messages_view(chat: Chat, notes: Mapping[tuple[int, int], Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The last messages of a chat, in order, without deleted ones."""
    shown = [message for message in chat.messages.values() if not message.deleted]
    return [message_view(message, notes.get((chat.id, message.id), {})) for message in shown[-MOST_MESSAGES:]]


def message_view(message: Message, notes: Mapping[str, Any]) -> dict[str, Any]:
    """One message. `notes`: "why" of the bot's answer and "reading" of what the person wrote."""
    return {
        "id": message.id,
        "mine": not message.from_bot,
        "date": message.date,
        "text": message.text,
        "entities": [entity.as_json() for entity in message.entities],
        "buttons": [[_button_view(button) for button in row] for row in message.buttons],
        "edits": message.edits,
        "deleted": message.deleted,
        "silent": message.silent,
        "reply_to": message.reply_to,
        "document": message.document and _document_view(message, message.document),
        "media": message.media and {"kind": message.media.kind, "value": message.media.value},
        **notes,
    }


def _button_view(button: Button) -> dict[str, Any]:
    shown = {"value": button.value} if button.action in _SHOWN_VALUES else {}
    return {"text": button.text, "action": button.action, "style": button.style, **shown}


def _document_view(message: Message, document: Document) -> dict[str, Any]:
    return {"name": document.name, "size": len(document.content), "href": f"/api/people/{message.chat_id}/documents/{message.id}"}


def toast_view(toast: Toast) -> dict[str, Any]:
    """The answer to a press."""
    return {"text": toast.text, "alert": toast.alert, "query_id": toast.query_id, "url": toast.url}
