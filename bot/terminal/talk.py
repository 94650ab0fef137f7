"""A conversation in the terminal. Buttons are numbered; typing a number taps one, anything else is sent as text."""

from __future__ import annotations

import asyncio
import sys
from typing import TextIO

from bot.content.library import Library
from bot.content.phrasebook import Key, without_tags
from bot.dialog.actions import decode
from bot.dialog.effects import CloseButtons, Say, SendFile, Show
from bot.dialog.events import Commanded, Event, Pressed
from bot.service.conversation import Conversation, Typed
from bot.service.delivery import Delivery
from bot.service.files import Files
from bot.service.ports import Parcel

CHAT = 1
QUIT = ("/quit", "/exit")


class Screen:
    """The Sender for a terminal: prints messages and remembers which buttons are on show."""

    def __init__(self, library: Library, out: TextIO, files: Files) -> None:
        self._library = library
        self._out = out
        self._files = files
        self._last = 0
        self._keys: list[tuple[int, Key]] = []

    async def send(self, parcel: Parcel, card: int | None) -> int | None:
        """Print a message; an edit is printed anew, for a terminal cannot take back a line."""
        if isinstance(parcel.effect, CloseButtons):
            closed = parcel.effect.message_id or card
            self._keys = [(message, key) for message, key in self._keys if message != closed]
            return None
        if isinstance(parcel.effect, SendFile):
            made = await self._files.make(parcel.chat_id, parcel.language, parcel.effect)
            self.print(f"{made.name}:\n{made.content.decode()}" if made else "")
            return None
        self._last += isinstance(parcel.effect, Say)
        message_id = (parcel.effect.message_id or card or self._last) if isinstance(parcel.effect, Show) else self._last
        shown = self._library.book(parcel.language).show(parcel.effect.message)
        self.print(shown.text if shown.plain else without_tags(shown.text))
        self._keys = [(message_id, key) for row in shown.rows for key in row]
        for number, (_, key) in enumerate(self._keys, 1):
            self._out.write(f"  [{number}] {key.text}\n")
        self._out.flush()
        return message_id

    def print(self, text: str) -> None:
        """Print a paragraph."""
        self._out.write(f"\n{text}\n")
        self._out.flush()

    def event(self, line: str) -> Event | Typed:
        """What a typed line means: a number taps a button, anything else is text or a command."""
        if line.isdecimal() and 0 < int(line) <= len(self._keys):
            message_id, key = self._keys[int(line) - 1]
            return Pressed(decode(key.token), message_id)
        return Typed(line)


async def talk(conversation: Conversation, delivery: Delivery, screen: Screen, source: TextIO = sys.stdin) -> None:
    """Hold a conversation until the input ends or the person quits."""
    screen.print("Type a number to tap a button, words to send them, /quit to leave.")
    await conversation.receive(CHAT, Commanded("start"), None, "en")
    while True:
        await delivery.settle()
        line = await asyncio.to_thread(source.readline)
        if not line or line.strip() in QUIT:
            return
        if line.strip():
            handled = await conversation.receive(CHAT, screen.event(line.strip()), None, "en")
            if handled.toast:
                screen.print(f"({handled.toast})")
