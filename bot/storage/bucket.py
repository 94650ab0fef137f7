"""The token bucket that all workers share: one row, and one statement for any number of tokens.

Nothing is lost when PostgreSQL forgets the last few tokens in a crash, so this does not wait for the disk.
"""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.service.pace import Grant, size
from bot.service.ports import Unavailable

_NOW = "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)"

_TAKE = text(f"""
    WITH quick AS (SELECT set_config('synchronous_commit', 'off', true)),
    had AS (
        SELECT least(CAST(:size AS float8), tokens + greatest(0, {_NOW} - at) * CAST(:rate AS float8) / 1000)
            - CAST(:spent AS float8) AS tokens
        FROM pace WHERE id = 1 FOR UPDATE
    ),
    given AS (SELECT tokens, greatest(0, least(CAST(:wanted AS float8), floor(tokens - CAST(:keep AS float8)))) AS number FROM had)
    UPDATE pace SET tokens = given.tokens - given.number, at = {_NOW}
    FROM given, quick WHERE pace.id = 1
    RETURNING given.number, given.tokens - given.number
""")  # noqa: S608  # put together from constants

_MAKE = text(f"INSERT INTO pace (id, tokens, at) VALUES (1, :size, {_NOW}) ON CONFLICT DO NOTHING")  # noqa: S608


class SharedBucket:
    """A Bucket in the database."""

    def __init__(self, engine: AsyncEngine, rate: int) -> None:
        self.rate = rate
        self._engine = engine

    async def take(self, wanted: int, spent: float, keep: float) -> Grant:
        """Take up to `wanted` tokens. Raises Unavailable."""
        parameters = {"size": size(self.rate), "rate": self.rate, "wanted": wanted, "spent": spent, "keep": keep}
        try:
            async with self._engine.connect() as connection:
                connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
                row = (await connection.execute(_TAKE, parameters)).first()
                if row is None:
                    await connection.execute(_MAKE, {"size": size(self.rate)})
                    row = (await connection.execute(_TAKE, parameters)).one()
        except (DBAPIError, OSError, TimeoutError) as failure:
            raise Unavailable(type(failure).__name__) from None
        return Grant(int(row[0]), max(0.0, (keep + 1 - float(row[1])) / self.rate))

    def spare(self, keep: float) -> bool:
        """What is in the bucket now is known only after asking."""
        return False
