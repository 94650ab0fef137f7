"""The methods of the Bot API about messages: send, edit, delete, answer a press.

Knows what Telegram does with a request of the right form, and its refusals. Must not know HTTP; parameters are checked by `rules`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from . import objects
from .entities import clean, given_entities, settle, utf16_length
from .errors import bad_request
from .markup import read_markup
from .parse_mode import parse_html
from .people import Chat, Document, Entity, Message
from .rules import Upload
from .world import MOST_TEXT, World

Params = Mapping[str, Any]
Method = Callable[[Params], Any]
MOST_CAPTION = 1024
DELETABLE = timedelta(hours=48)
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply "
    "markup of the message"
)


class Messages:
    """The methods, one function each, over one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._documents: dict[str, Document] = {}

    def methods(self) -> dict[str, Method]:
        """The functions by method name."""
        return {
            "sendMessage": self.send_message,
            "sendDocument": self.send_document,
            "editMessageText": self.edit_text,
            "editMessageReplyMarkup": self.edit_markup,
            "deleteMessage": self.delete,
            "answerCallbackQuery": self.answer,
            "sendChatAction": self.chat_action,
            "getChat": self.get_chat,
        }

    def send_message(self, params: Params) -> dict[str, Any]:
        """Refuses empty and overlong texts, broken markup, chats that are gone, never started or blocked."""
        text, entities = _message_text(params)
        return self._post(params, text=text, entities=entities, html=params["text"])

    def send_document(self, params: Params) -> dict[str, Any]:
        """Takes an upload, or the file_id of an earlier one. Nothing is fetched from the network."""
        caption, entities = _text(params, "caption", "caption_entities", MOST_CAPTION, "message caption is too long")
        return self._post(
            params, text=caption, entities=entities, html=params.get("caption", ""), document=self._document(params["document"])
        )

    def _document(self, given: Upload | str) -> Document:
        if isinstance(given, str):
            if given not in self._documents:
                raise bad_request("wrong file identifier/HTTP URL specified")
            return self._documents[given]
        if not given.content:
            raise bad_request("file must be non-empty")
        file_id = "BQ" + hashlib.sha256(given.name.encode() + given.content).hexdigest()[:40]
        self._documents[file_id] = Document(file_id, given.name or "document", given.mime, given.content)
        return self._documents[file_id]

    def _post(self, params: Params, **content: Any) -> dict[str, Any]:
        markup = read_markup(params.get("reply_markup"))
        chat = self.world.reachable(params["chat_id"])
        reply_to = self._reply_to(chat, params.get("reply_parameters"))
        self.world.spend(chat.id)
        # Telegram lets a bot edit only messages that carry inline buttons or none at all.
        frozen = "inline_keyboard" not in params.get("reply_markup", {"inline_keyboard": []})
        silent = params.get("disable_notification", False)
        message = self.world.post(chat, **content, buttons=markup.rows, reply_to=reply_to, silent=silent, frozen=frozen)
        if markup.keyboard or markup.remove_keyboard:
            chat.keyboard = markup.keyboard
            self.world.tell("person", chat.id)
        return self.world.message_json(message)

    @staticmethod
    def _reply_to(chat: Chat, reply: Mapping[str, Any] | None) -> int | None:
        if not reply:
            return None
        message = chat.messages.get(reply["message_id"])
        if message and not message.deleted:
            return message.id
        if reply.get("allow_sending_without_reply"):
            return None
        raise bad_request("message to be replied not found")

    def edit_text(self, params: Params) -> dict[str, Any]:
        """Replaces text, entities and buttons; buttons not given again are taken off."""
        chat, message = self._editable(params)
        text, entities = _message_text(params)
        if message.document:
            raise bad_request("there is no text in the message to edit")
        return self._change(chat, message, replace(message, text=text, entities=entities, html=params["text"]), params)

    def edit_markup(self, params: Params) -> dict[str, Any]:
        """Replaces the buttons; not given, they are taken off."""
        chat, message = self._editable(params)
        return self._change(chat, message, message, params)

    def _change(self, chat: Chat, message: Message, changed: Message, params: Params) -> dict[str, Any]:
        changed = replace(changed, buttons=read_markup(params.get("reply_markup")).rows)
        if (changed.text, changed.entities, changed.buttons) == (message.text, message.entities, message.buttons):
            raise bad_request(_NOT_MODIFIED)
        self.world.spend(chat.id)
        return self.world.message_json(self.world.replace(chat, changed))

    def _editable(self, params: Params) -> tuple[Chat, Message]:
        if "chat_id" not in params:
            raise bad_request("chat_id is empty")
        if "message_id" not in params:
            raise bad_request("message identifier is not specified")
        chat = self.world.reachable(params["chat_id"])
        message = chat.messages.get(params["message_id"])
        if not message or message.deleted:
            raise bad_request("message to edit not found")
        if not message.from_bot or message.frozen:
            raise bad_request("message can't be edited")
        return chat, message

    def delete(self, params: Params) -> bool:
        """Anything younger than 48 hours, the person's messages too in a private chat."""
        chat = self.world.chat(params["chat_id"])
        message = chat.messages.get(params["message_id"])
        if not message or message.deleted:
            raise bad_request("message to delete not found")
        if self.world.now() - message.date > DELETABLE or not (message.from_bot or chat.person):
            raise bad_request("message can't be deleted for everyone")
        self.world.delete(chat, message)
        return True

    def answer(self, params: Params) -> bool:
        """Once per press, within its time."""
        self.world.answer(params["callback_query_id"], params.get("text", ""), params.get("show_alert", False), params.get("url", ""))
        return True

    def chat_action(self, params: Params) -> bool:
        """The person sees it for a few seconds."""
        chat = self.world.reachable(params["chat_id"])
        self.world.tell("typing", chat.id, action=params["action"])
        return True

    def get_chat(self, params: Params) -> dict[str, Any]:
        """A chat the bot has met."""
        return objects.chat_full_json(self.world.chat(params["chat_id"]))


def _message_text(params: Params) -> tuple[str, tuple[Entity, ...]]:
    text, entities = _text(params, "text", "entities", MOST_TEXT, "message is too long")
    if not text:
        raise bad_request("message text is empty")
    return text, entities


def _text(params: Params, name: str, entities: str, most: int, too_long: str) -> tuple[str, tuple[Entity, ...]]:
    """A text as Telegram keeps it, by parse mode or with the entities given beside it. Length counts after parsing."""
    raw = clean(params.get(name, ""))
    text, found = parse_html(raw) if params.get("parse_mode") else (raw, given_entities(raw, params.get(entities, ())))
    if utf16_length(text.strip()) > most:
        raise bad_request(too_long)
    return settle(text, found)
