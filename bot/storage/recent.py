"""The chats that were committed last, as they are in the database now: for a store that is alone with it.

Only what was committed here is remembered, and whatever is doubtful is forgotten; a commit checks the revision all the same, so what is
remembered can save a read but never a wrong write.
"""

from __future__ import annotations

from dataclasses import replace

from bot.service.ports import Kept, Unit, remember, written

MOST = 4096
"""How many chats are remembered: some twenty megabytes."""


class Recent:
    """Chats by id, the ones committed longest ago are forgotten first."""

    def __init__(self) -> None:
        self._chats: dict[int, Kept] = {}
        self._cards: dict[int, int] = {}

    def get(self, chat_id: int) -> Kept | None:
        """A chat, if it is remembered."""
        return self._chats.get(chat_id)

    def committed(self, unit: Unit) -> None:
        """A turn was stored."""
        before = unit.kept
        chat = before.chat_id
        self._chats.pop(chat, None)
        if unit.erase:
            self.forget(chat)
            return
        if not before.revision:  # a chat that was not there has no card, whatever was shown before it was erased
            self._cards.pop(chat, None)
        diary = before.written if unit.diary is None else written(unit.diary)
        card = self._cards.get(chat, before.card)
        updates = remember(before.updates, unit.update_id)
        self._chats[chat] = Kept(chat, before.revision + 1, unit.session, updates, card, unit.blocked, diary)
        if len(self._chats) > MOST:
            self.forget(next(iter(self._chats)))

    def shown(self, chat_id: int, card: int) -> None:
        """A chat has a new live card. That may become known while a turn is being decided on what was loaded before."""
        self._cards.pop(chat_id, None)
        self._cards[chat_id] = card
        if kept := self._chats.get(chat_id):
            self._chats[chat_id] = replace(kept, card=card)
        if len(self._cards) > 2 * MOST:
            self.forget(next(iter(self._cards)))

    def forget(self, chat_id: int) -> None:
        """Read this chat from the database the next time."""
        self._chats.pop(chat_id, None)
        self._cards.pop(chat_id, None)
