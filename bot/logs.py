"""Logging: one line per event on standard error, for people or as JSON, and never a token or a password in it.

Nothing in this program logs what a person wrote or answered. Libraries log at levels that would, so all of them are held at WARNING,
and what the event loop has to say about a bug is told without the bug's own words. As a last line of defence secrets are taken out of
every line as it is written, tracebacks included: what a failed request says often quotes its URL, and the token is part of that.
"""

from __future__ import annotations

import asyncio
import json
import logging
import traceback
from collections.abc import Iterable
from typing import Any

OURS = "bot"
"""The logger above those of this program."""
LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class _NoSecrets(logging.Formatter):
    """Takes secrets out of everything that another formatter writes."""

    def __init__(self, formatter: logging.Formatter, token: str, passwords: Iterable[str]) -> None:
        super().__init__()
        self._formatter = formatter
        secrets = [(token, "<token>"), *((password, "<password>") for password in passwords)]
        self._hidden = [(text, name) for secret, name in secrets if secret for text in {secret, json.dumps(secret)[1:-1]}]

    def format(self, record: logging.LogRecord) -> str:
        """The line, and the traceback with it when there is one."""
        line = self._formatter.format(record)
        for secret, name in self._hidden:
            line = line.replace(secret, name)
        return line


def configure(level: str, token: str, *passwords: str, layout: str = "console") -> None:
    """Set logging up for the whole program. `layout`: console or json."""
    handler = logging.StreamHandler()
    handler.setFormatter(_NoSecrets(_json() if layout == "json" else logging.Formatter(LINE), token, passwords))
    logging.basicConfig(level=max(logging.WARNING, logging.getLevelName(level)), handlers=[handler], force=True)
    logging.getLogger(OURS).setLevel(level)


def place(bug: BaseException) -> str:
    """What kind of failure, and where. Not its message: that might quote what a person wrote."""
    frames = traceback.extract_tb(bug.__traceback__)
    return f"{type(bug).__name__} in {frames[-1].name}, {frames[-1].filename}:{frames[-1].lineno}" if frames else type(bug).__name__


def tell_of_bugs(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What the event loop calls when something failed and nobody was waiting for it."""
    bug = context.get("exception")
    what = place(bug) if isinstance(bug, BaseException) else context.get("message", "")
    logging.getLogger(__name__).error("something failed that nobody was waiting for: %s", what)


def _json() -> logging.Formatter:
    """One JSON object a line, by structlog: loaded only for this, because loading it takes a sixth of a second."""
    import structlog

    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,  # as text: a traceback as data would show the values of variables
        ],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer()],
    )
