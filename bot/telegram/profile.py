"""The bot's command menu and descriptions, set at start where they differ from what Telegram has."""

from __future__ import annotations

import logging
from typing import Any

from telegram.error import TelegramError

from bot.content.library import MAIN_LANGUAGE, Library
from bot.content.phrasebook import Phrasebook
from bot.dialog import phrases

from .api import BotApi, loggable

log = logging.getLogger(__name__)


async def publish(api: BotApi, library: Library) -> None:
    """Set menu and descriptions for every language; the main language is also the default. Failing is logged, not fatal."""
    try:
        for language, book in library.books.items():
            if language == MAIN_LANGUAGE:
                await _publish(api, book, "")
            else:
                await _publish(api, book, language)
    except TelegramError as error:
        log.warning("the command menu could not be set: %s", loggable(error.message))


async def _publish(api: BotApi, book: Phrasebook, language: str) -> None:
    commands: list[dict[str, str]] = [{"command": name, "description": book.say(text)} for name, text in phrases.MENU.items()]
    code: dict[str, Any] = {"language_code": language} if language else {}
    if await api.call("getMyCommands", code) != commands:
        await api.call("setMyCommands", {"commands": commands, **code})
    for part, text in (("description", phrases.PROFILE_LONG), ("short_description", phrases.PROFILE_SHORT)):
        name = "".join(word.capitalize() for word in part.split("_"))
        if (await api.call(f"getMy{name}", code)).get(part) != book.say(text):
            await api.call(f"setMy{name}", {part: book.say(text), **code})
