"""An effect -> Bot API calls. Puts ids into words, and decides what a failed call means.

An urgent message is plain text, new and notifying. An edit that Telegram will not do becomes a new message; one that changes
nothing counts as done.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from telegram import InputFile
from telegram.error import BadRequest, TelegramError

from bot.content.library import Library
from bot.content.phrasebook import Key, Shown
from bot.dialog import phrases
from bot.dialog.effects import CloseButtons, Message, Say, SendFile, Show
from bot.service.files import Files
from bot.service.ports import Broken, Parcel, SendLater

from .api import BotApi, failure

ANSWER_PAUSES = (0.2, 0.6)
"""Seconds between the tries to answer a press. They end soon: by then the person has tapped again."""

Observer = Callable[[int, int, Message, Shown], None]
"""Told of every message that reached a chat: chat id, message id, what it was and how it was shown."""


class Outbound:
    """The Sender for Telegram."""

    def __init__(self, api: BotApi, library: Library, files: Files, observer: Observer | None = None) -> None:
        self._api = api
        self._library = library
        self._files = files
        self._observer = observer

    async def send(self, parcel: Parcel, card: int | None) -> int | None:
        """Deliver one effect. Raises what `bot.service.ports.Sender` allows."""
        try:
            match parcel.effect:
                case Say():
                    return await self._say(parcel, parcel.effect.message)
                case Show():
                    return await self._show(parcel, parcel.effect, parcel.effect.message_id or card)
                case SendFile():
                    await self._send_file(parcel, parcel.effect)
                    return None
                case CloseButtons():
                    await self._close(parcel.chat_id, parcel.effect.message_id or card)
                    return None
        except TelegramError as error:
            raise failure(error) from None

    async def answer(self, query: str, toast: str | None) -> None:
        """Answer a press. Trouble on the line is tried again at once, for the note is seen now or never.

        A query that is too old to be answered is not worth a word.
        """
        parameters: dict[str, Any] = {"callback_query_id": query} | ({"text": toast, "show_alert": False} if toast else {})
        for pause in (*ANSWER_PAUSES, None):
            try:
                await self._api.call("answerCallbackQuery", parameters)
            except TelegramError as error:
                trouble = failure(error)
                if pause is None or not isinstance(trouble, SendLater | Broken):
                    return
                await asyncio.sleep(max(pause, trouble.seconds) if isinstance(trouble, SendLater) else pause)
            else:
                return

    async def refuse_group(self, chat_id: int, username: str) -> None:
        """Say in a group that this is for a private chat, with a link there."""
        book = self._library.book("")
        button = {"text": book.label(phrases.LABEL_OPEN_PRIVATE), "url": f"https://t.me/{username}?start=check"}
        await self.tell(chat_id, phrases.GROUP_REFUSED, {"inline_keyboard": [[button]]})

    def words(self, text: str, language: str) -> str:
        """A fixed sentence in a language."""
        return self._library.book(language).say(text)

    async def tell(self, chat_id: int, text: str, keyboard: dict[str, Any] | None = None, language: str = "") -> None:
        """Say one fixed sentence past the outbox: in a group, or when nothing can be stored."""
        content: dict[str, Any] = {"chat_id": chat_id, "text": self.words(text, language)}
        try:
            await self._api.call("sendMessage", content | ({"reply_markup": keyboard} if keyboard else {}))
        except TelegramError:
            return

    async def _send_file(self, parcel: Parcel, wanted: SendFile) -> None:
        made = await self._files.make(parcel.chat_id, parcel.language, wanted)
        if made:
            document = InputFile(made.content, filename=made.name)
            await self._api.call("sendDocument", {"chat_id": parcel.chat_id, "document": document})

    async def _say(self, parcel: Parcel, message: Message) -> int:
        shown = self._library.book(parcel.language).show(message)
        result = await self._api.call("sendMessage", {"chat_id": parcel.chat_id, **_content(shown)})
        message_id = int(result["message_id"])
        self._seen(parcel.chat_id, message_id, message, shown)
        return message_id

    async def _show(self, parcel: Parcel, effect: Show, message_id: int | None) -> int:
        if message_id is None:
            return await self._say(parcel, effect.message)
        shown = self._library.book(parcel.language).show(effect.message)
        try:
            await self._api.call("editMessageText", {"chat_id": parcel.chat_id, "message_id": message_id, **_content(shown)})
        except BadRequest as error:
            if "not modified" not in error.message.lower():
                return await self._say(parcel, effect.message)
        self._seen(parcel.chat_id, message_id, effect.message, shown)
        return message_id

    async def _close(self, chat_id: int, message_id: int | None) -> None:
        if message_id is None:
            return
        try:
            await self._api.call("editMessageReplyMarkup", {"chat_id": chat_id, "message_id": message_id})
        except BadRequest:
            return  # the buttons are gone already, or the message is

    def _seen(self, chat_id: int, message_id: int, message: Message, shown: Shown) -> None:
        if self._observer:
            self._observer(chat_id, message_id, message, shown)


def _content(shown: Shown) -> dict[str, Any]:
    content: dict[str, Any] = {"text": shown.text}
    if not shown.plain:
        content["parse_mode"] = "HTML"
    if shown.rows:
        content["reply_markup"] = {"inline_keyboard": [[_key(key) for key in row] for row in shown.rows]}
    elif shown.keyboard:
        share = {"text": shown.keyboard, "request_location": True}
        content["reply_markup"] = {"keyboard": [[share]], "resize_keyboard": True, "one_time_keyboard": True}
    elif shown.keyboard is None:
        content["reply_markup"] = {"remove_keyboard": True}
    return content


def _key(key: Key) -> dict[str, str]:
    button = {"text": key.text, "callback_data": key.token}
    return button | {"style": key.tone} if key.tone else button
