"""What reaches a log, at its most talkative: never a text, an answer, a name, a token or a secret."""

from __future__ import annotations

import asyncio
import gc
import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr

import pytest

from bot.content.library import Library
from bot.logs import configure
from tests.end_to_end.away import Away
from tests.end_to_end.test_chat import HEALTHY
from tests.end_to_end.test_webhook import hook
from tests.end_to_end.town import TOKEN, Someone, Town, town


@contextmanager
def logged(level: str, *secrets: str, layout: str = "console") -> Iterator[io.StringIO]:
    """Everything that is logged in the block, as the operator would see it."""
    root = logging.getLogger()
    before, was, own = root.handlers[:], root.level, logging.getLogger("bot").level
    with redirect_stderr(io.StringIO()) as written:
        configure(level, *secrets, layout=layout)
        try:
            yield written
        finally:
            root.handlers[:] = before
            root.setLevel(was)
            logging.getLogger("bot").setLevel(own)


PRIVATE = ("purple", "headache", "lips", "swelling", "hello there", "Annabella", "Berlin", "52.5", "good-secret_1", TOKEN)
"""What people write, tap, are called, and where they are; and what is secret. Every one of them goes through the bot below."""


@pytest.mark.parametrize("layout", ["console", "json"])
@pytest.mark.parametrize("way", ["polling", "webhook"])
async def test_nothing_about_a_person_is_logged_at_debug(library: Library, layout: str, way: str) -> None:
    hooked = hook() if way == "webhook" else None
    with logged("DEBUG", TOKEN, "good-secret_1", layout=layout) as lines:
        async with town(library, Away(), hook=hooked) as here:
            ann = here.person("Annabella")
            await ann.say("/check")
            await ann.say("I have a purple headache")
            await ann.taps(*HEALTHY[:2])
            await ann.say("my lips are swelling")
            await ann.say("remind me every 2 weeks on friday at 9am in Berlin")
            here.world.send_location(ann.id, 52.5, 13.4)
            await here.settle()
            here.world.fail_next("sendMessage", 500, f"trouble at {TOKEN}")
            await ann.say("hello there")
            here.world.fail_next("sendMessage", 400, 'Bad Request: can\'t parse entities: unsupported start tag "purple" near "my "lips""')
            await ann.say("/check")
            here.world.fail_next("sendMessage", 502, "Bad Gateway: 'my lips are swelling'", times=2)
            await ann.say("/help")
            await trouble_with_the_database(here, ann)
            await bugs(here, ann)
    text = lines.getvalue()
    assert "set aside" in text
    assert "was refused for good" in text
    assert "something failed that nobody was waiting for: ValueError in forgotten" in text
    assert "a part of the program has died of a bug (ValueError in broken" in text
    for secret in (*PRIVATE, str(ann.id)):
        assert secret not in text, secret
    if layout == "json":
        assert all({"event", "level", "logger", "timestamp"} <= json.loads(line).keys() for line in text.splitlines())


async def trouble_with_the_database(here: Town, ann: Someone) -> None:
    assert isinstance(here.store, Away)
    here.store.away = True
    here.world.send_text(ann.id, "my lips are swelling")
    await here.until(lambda: ann.last.text.startswith("Get urgent medical help now."))
    here.store.away = False
    await here.settle()


async def bugs(here: Town, ann: Someone) -> None:
    """One while an update is handled, one in a task that nobody waits for, one that ends a part of the program."""
    assert here.companion

    async def broken(*_: object, **__: object) -> object:
        raise ValueError(f"a bug about lips and {TOKEN}")

    async def forgotten() -> None:
        raise ValueError("a bug about swelling lips")

    here.companion.conversation.receive = broken  # type: ignore[assignment, method-assign]  # a bug cannot be ordered
    await ann.say("purple again")
    task = asyncio.create_task(forgotten())
    await asyncio.wait([task])
    del task
    gc.collect()
    here.store.claim_timers = broken  # type: ignore[assignment, method-assign]  # as above
    here.companion.timers.wake()
    companion = here.companion
    await here.until(lambda: not companion.alive())


@pytest.mark.parametrize("layout", ["console", "json"])
def test_secrets_are_taken_out_of_tracebacks_in_whatever_spelling(layout: str) -> None:
    with logged("INFO", "123:abc", 'pass"wörd\\', layout=layout) as lines:
        try:
            raise ValueError('at 123:abc with pass"wörd\\')
        except ValueError:
            logging.getLogger("bot.test").exception("it broke for %s", "123:abc")
    text = lines.getvalue()
    assert "Traceback" in text
    assert "ValueError: at <token> with <password>" in text
    assert "123:abc" not in text
    assert "wörd" not in text
    assert "w\\u00f6rd" not in text
    assert len(text.splitlines()) == 1 or layout == "console"


def test_lines_for_people_say_when_where_and_what() -> None:
    with logged("WARNING", "") as lines:
        logging.getLogger("bot.test").info("unheard")
        logging.getLogger("bot.test").warning("heard %d", 1)
    (line,) = lines.getvalue().splitlines()
    assert line.endswith("WARNING bot.test: heard 1")
