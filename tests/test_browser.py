"""The bot and its page as a person with a phone meets them: `python -m bot play` in a browser of 375 pixels."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.settings import ROOT
from tests.test_main import environment

PHONE = {"width": 375, "height": 740}


@pytest.fixture
async def page(chromium: Any) -> AsyncIterator[Any]:
    """The page of a playground that runs as a process of its own, with Mia in the chat."""
    playing = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "play", "--port", "0", cwd=ROOT, env=environment(), stdout=asyncio.subprocess.PIPE
    )
    assert playing.stdout
    try:
        told = (await asyncio.wait_for(playing.stdout.readline(), 20)).decode()
        opened = await (await chromium.new_context(viewport=PHONE)).new_page()
        opened.set_default_timeout(10_000)
        await opened.goto(told.split()[-1])
        await opened.get_by_role("button", name="Add Mia").click()
        await opened.get_by_role("button", name="START", exact=True).click()
        yield opened
    finally:
        playing.terminate()
        assert await asyncio.wait_for(playing.wait(), 10) == 0


async def tap(page: Any, label: str) -> None:
    await page.locator(".chat.active .key", has_text=re.compile(f"^{re.escape(label)}$")).last.click()


async def reads(page: Any, words: str) -> Any:
    """Wait for a message with these words."""
    message = page.locator(".chat.active .message", has_text=words).last
    await message.wait_for()
    return message


async def wrapped(page: Any) -> list[str]:
    """The buttons whose words need a second line, or more room than the screen has."""
    found = await page.locator(".chat.active .key .words").evaluate_all(
        """all => all.filter(words => words.getClientRects().length > 1 || words.offsetHeight > 30
           || words.getBoundingClientRect().right > innerWidth).map(words => words.textContent)"""
    )
    return list(found)


async def test_from_the_first_question_to_the_plan_with_every_button_on_one_line(page: Any) -> None:
    await tap(page, "Start the check")
    steps = [
        "None of these",
        "None of these",
        "A bit sore",
        "Upper arm",
        "None of these",
        "My usual shot",
        "None of these",
        "Light weights",
    ]
    for number, label in enumerate(steps, 1):
        await reads(page, f"{number} of about")
        assert await wrapped(page) == []
        await tap(page, label)
    plan = await reads(page, "Your plan for today")
    assert "15 minutes of light weights" in await plan.inner_text()
    assert "Leave out shoulder and arm work" in await plan.inner_text()
    await plan.get_by_text("Why this").click()
    await reads(page, "starter_adapted")


async def test_a_sign_brings_the_urgent_message_into_view(page: Any) -> None:
    await tap(page, "Start the check")
    await tap(page, "Mouth swelling")
    urgent = await reads(page, "Get urgent medical help now. Call your local emergency number.")
    await urgent.wait_for(state="visible")
    box = await urgent.bounding_box()
    assert box["y"] > 0
    assert box["y"] + box["height"] < PHONE["height"]
    assert await urgent.locator(".key").count() == 0
