"""A message that is in no outbox, because the store is away and it cannot wait. Nothing remembers it: it gets through now or not at all."""

from __future__ import annotations

import asyncio
import logging

from .ports import Broken, Parcel, Refused, Sender, SendLater, Unreachable

log = logging.getLogger(__name__)

PAUSES = (0.5, 2.0, 5.0)
"""Seconds before each further attempt, when there is trouble on the line."""


async def send(sender: Sender, parcel: Parcel) -> None:
    """Send it. Says in the log when it did not get through."""
    for pause in (*PAUSES, None):
        try:
            await sender.send(parcel, None)
        except (SendLater, Unreachable, Refused, Broken) as failure:
            if pause is None or isinstance(failure, Unreachable | Refused):
                log.error("a message that could not wait for the database did not get through (%s)", type(failure).__name__)
                return
            await asyncio.sleep(max(pause, failure.seconds) if isinstance(failure, SendLater) else pause)
        else:
            return
