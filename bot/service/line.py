"""The parcels of one chat that wait, in order, and what is known about their chat."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from bot.dialog.effects import Say

from .pace import Rank, Ticket
from .ports import Parcel


class Line:
    """One chat's parcels. `card`: its live card as far as it is known here.

    `behind`: the highest id of a parcel that another worker took over from this line; `clear`: the id up to which no
    parcel of this chat is in the outbox any more.
    """

    __slots__ = ("_hurried", "behind", "card", "chat_id", "clear", "parcels", "rank", "ticket")

    def __init__(self, chat_id: int, card: int | None) -> None:
        self.chat_id = chat_id
        self.card = card
        self.parcels: list[Parcel] = []
        self.behind = 0
        self.clear = 0
        self.ticket = Ticket()
        self.rank = Rank.PLANNED
        self._hurried = asyncio.Event()

    def add(self, parcels: Iterable[Parcel]) -> None:
        """Put parcels in their place. The line ranks as its most important parcel: what is ahead of that must go first."""
        self.parcels += parcels
        self.parcels.sort(key=lambda parcel: parcel.id)
        before, self.rank = self.rank, min(map(_rank, self.parcels))
        if self.rank is Rank.URGENT and before is not Rank.URGENT:
            self._hurried.set()

    def taken(self, parcel: Parcel) -> None:
        """A parcel has left the line."""
        self.parcels.remove(parcel)
        self.rank = min(map(_rank, self.parcels), default=Rank.PLANNED)

    def attempt(self) -> None:
        """An attempt begins: what was urgent before it has had its effect."""
        self._hurried.clear()

    async def nap(self, seconds: float) -> None:
        """Wait, but no longer than until something urgent has come into the line since the last attempt began."""
        try:
            async with asyncio.timeout(seconds):
                await self._hurried.wait()
        except TimeoutError:
            return


def _rank(parcel: Parcel) -> Rank:
    if isinstance(parcel.effect, Say) and parcel.effect.message.urgent:
        return Rank.URGENT
    return Rank.PLANNED if parcel.planned else Rank.REPLY
