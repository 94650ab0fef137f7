"""Logging: one line per event on standard error, and never a token or a password in it.

Nothing in this program logs what a person wrote or answered. The libraries below us log at levels that would; they are held
at WARNING. As a last line of defence the token is taken out of every line as it is written, tracebacks included: what a failed
request says often quotes its URL, and the token is part of that.
"""

from __future__ import annotations

import logging


class _NoSecrets(logging.Formatter):
    """Takes secrets out of everything that is written."""

    def __init__(self, layout: str, token: str, passwords: tuple[str, ...]) -> None:
        super().__init__(layout)
        self._hidden = [(secret, name) for secret, name in ((token, "<token>"), *((one, "<password>") for one in passwords)) if secret]

    def format(self, record: logging.LogRecord) -> str:
        """The line, and the traceback below it when there is one."""
        line = super().format(record)
        for secret, name in self._hidden:
            line = line.replace(secret, name)
        return line


def configure(level: str, token: str, *passwords: str) -> None:
    """Set logging up for the whole program."""
    handler = logging.StreamHandler()
    handler.setFormatter(_NoSecrets("%(asctime)s %(levelname)s %(name)s: %(message)s", token, passwords))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for library in ("telegram", "httpx", "httpcore", "aiohttp", "sqlalchemy", "alembic", "transitions", "asyncio"):
        logging.getLogger(library).setLevel(logging.WARNING)
