"""What the database stores have in common: each method is a request that waits for its group."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy.exc import DBAPIError

from bot.service.ports import LEASE, Backlog, Kept, Parcel, Receipt, Timer, Unavailable, Unit

from . import requests

log = logging.getLogger(__name__)

GROUP = 256
"""Most requests in one transaction."""
CALM = 30.0
"""Seconds without a failure after which trouble is over: a disk that is nearly full takes one thing and refuses the next."""


def settle(future: asyncio.Future[Any], answer: Any) -> None:
    """Hand an answer to whoever asked, unless they were cancelled in the meantime."""
    if future.done():
        return
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)


class GroupedStore:
    """The Store of a database that answers requests in groups. Subclasses say how: `_ask`."""

    def __init__(self) -> None:
        self._failed: float | None = None

    async def _ask(self, request: requests.Request) -> Any:
        raise NotImplementedError

    async def load(self, chat_id: int) -> Kept:
        return cast(Kept, await self._ask(requests.Load(chat_id)))

    async def commit(self, unit: Unit) -> tuple[Parcel, ...]:
        return cast(tuple[Parcel, ...], await self._ask(unit))

    async def acknowledge(self, receipt: Receipt) -> None:
        await self._ask(receipt)

    async def drop_parcels(self, chat_id: int) -> None:
        await self._ask(requests.Drop(chat_id))

    async def claim_parcels(self, limit: int, in_hand: Collection[int] = ()) -> list[Parcel]:
        return cast(list[Parcel], await self._ask(requests.ClaimParcels(limit, tuple(in_hand))))

    async def renew(self, parcels: Sequence[int]) -> frozenset[int]:
        return cast(frozenset[int], await self._ask(requests.Hold(tuple(parcels), LEASE)))

    async def release(self, parcels: Sequence[int]) -> None:
        await self._ask(requests.Hold(tuple(parcels), timedelta()))

    async def still_ahead(self, chat_id: int, parcel: int) -> bool:
        return cast(bool, await self._ask(requests.Ahead(chat_id, parcel)))

    async def claim_timers(self, now: datetime, limit: int, lease: timedelta) -> list[Timer]:
        return cast(list[Timer], await self._ask(requests.ClaimTimers(now, limit, lease)))

    async def planned(self, limit: int) -> list[Timer]:
        return cast(list[Timer], await self._ask(requests.Planned(limit)))

    async def waiting(self) -> list[Parcel]:
        return cast(list[Parcel], await self._ask(requests.Waiting()))

    async def backlog(self, now: datetime) -> Backlog:
        return cast(Backlog, await self._ask(requests.Waits(now)))

    async def diaries(self, after: int, limit: int) -> list[Kept]:
        return cast(list[Kept], await self._ask(requests.Diaries(after, limit)))

    async def export(self, chat_id: int) -> dict[str, list[dict[str, Any]]]:
        return cast(dict[str, list[dict[str, Any]]], await self._ask(requests.Export(chat_id)))

    async def lead(self) -> bool:
        return cast(bool, await self._ask(requests.Lead(True)))

    async def follow(self) -> None:
        await self._ask(requests.Lead(False))

    async def meta_get(self, key: str) -> str | None:
        return cast(str | None, await self._ask(requests.Note(key)))

    async def meta_set(self, key: str, value: str) -> None:
        await self._ask(requests.Write(key, value))

    def _unavailable(self, failure: Exception) -> Exception:
        """What to tell the asker. What the database says may quote a row, so only the kind of failure is logged, and only once."""
        cause = failure.orig if isinstance(failure, DBAPIError) else failure
        kind = type(cause.__cause__ or cause).__name__ if cause else type(failure).__name__
        kind = getattr(cause, "sqlite_errorname", kind)
        if not isinstance(failure, DBAPIError | OSError):
            return failure
        if self._failed is None:
            log.error("the database failed (%s); waiting for it", kind)
        self._failed = time.monotonic()
        return Unavailable(kind)

    def _worked(self) -> None:
        if self._failed is not None and time.monotonic() >= self._failed + CALM:
            log.warning("the database works again; it has not failed for %g s", CALM)
            self._failed = None
