"""What reaches a log, at its most talkative: never a text, an answer, a name, a token or a secret."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr

import pytest

from bot.content.library import Library
from bot.logs import configure
from tests.end_to_end.test_chat import HEALTHY
from tests.end_to_end.test_webhook import hook
from tests.end_to_end.town import TOKEN, town


@contextmanager
def logged(level: str, *secrets: str, layout: str = "console") -> Iterator[io.StringIO]:
    """Everything that is logged in the block, as the operator would see it."""
    root = logging.getLogger()
    before, was = root.handlers[:], root.level
    with redirect_stderr(io.StringIO()) as written:
        configure(level, *secrets, layout=layout)
        try:
            yield written
        finally:
            root.handlers[:] = before
            root.setLevel(was)


@pytest.mark.parametrize("layout", ["console", "json"])
@pytest.mark.parametrize("way", ["polling", "webhook"])
async def test_nothing_about_a_person_is_logged_at_debug(library: Library, layout: str, way: str) -> None:
    hooked = hook() if way == "webhook" else None
    with logged("DEBUG", TOKEN, "good-secret_1", layout=layout) as lines:
        async with town(library, hook=hooked) as here:
            ann = here.person("Annabella")
            await ann.say("/check")
            await ann.say("I have a purple headache")
            await ann.taps(*HEALTHY[:2])
            await ann.say("my lips are swelling")
            here.world.fail_next("sendMessage", 500, f"trouble at {TOKEN}")
            await ann.say("hello there")
            here.world.fail_next("sendMessage", 400, "Bad Request: can't parse entities")
            await ann.say("/check")
            assert here.companion

            async def broken(*_: object, **__: object) -> object:
                raise ValueError(f"a bug about lips and {TOKEN}")

            here.companion.conversation.receive = broken  # type: ignore[assignment, method-assign]
            await ann.say("purple again")
    text = lines.getvalue()
    assert "set aside" in text
    for secret in ("purple", "headache", "lips", "swelling", "hello there", "Annabella", TOKEN, "good-secret_1", str(ann.id)):
        assert secret not in text, secret
    if layout == "json":
        assert all({"event", "level", "logger", "timestamp"} <= json.loads(line).keys() for line in text.splitlines())


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
