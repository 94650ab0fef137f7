"""A store that can go away."""

from __future__ import annotations

from bot.service import ports
from bot.service.ports import Kept, Parcel, Unit
from bot.storage.memory import MemoryStore


class Away(MemoryStore):
    """Cannot be used for as long as `away` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.away = False

    async def load(self, chat_id: int) -> Kept:
        if self.away:
            raise ports.Unavailable
        return await super().load(chat_id)

    async def commit(self, unit: Unit) -> tuple[Parcel, ...]:
        if self.away:
            raise ports.Unavailable
        return await super().commit(unit)
