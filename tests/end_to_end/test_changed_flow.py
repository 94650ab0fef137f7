"""The dialogs were edited and the bot was started again while people were in the middle of a check."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.content.library import Library, load
from tests.content.helpers import COMMON, ENGLISH, Copy

from .test_chat import HEALTHY
from .town import Someone, Town, town


@pytest.fixture
async def here(library: Library) -> AsyncIterator[Town]:
    async with town(library) as made:
        yield made


async def at_the_spot(here: Town) -> Someone:
    ann = here.person()
    await ann.say("/check")
    await ann.taps("None of these", "None of these")
    return ann


async def rename_not_sore(here: Town, copy: Copy) -> None:
    """The answer "Not sore" gets another id, and the bot starts again."""
    copy.change(COMMON, "[[fine], [mild]", "[[calm], [mild]")
    copy.change(COMMON, "      fine: {}\n      mild: {flags: [sore_mild]}", "      calm: {}\n      mild: {flags: [sore_mild]}")
    copy.change(ENGLISH, "  site.fine:", "  site.calm:")
    await here.stop()
    here.library = load(copy.folder)
    await here.start()


async def test_an_answer_that_is_no_longer_offered_is_asked_for_again(here: Town, copy: Copy) -> None:
    ann = await at_the_spot(here)
    await rename_not_sore(here, copy)
    await ann.tap("Not sore")
    assert ann.last.text.startswith("That answer is no longer offered.")
    assert "3 of about 7" in ann.last.text
    await ann.taps(*HEALTHY[2:])
    assert ann.last.text.startswith("Your plan for today")


async def test_a_check_whose_answers_lead_nowhere_now_starts_over_and_says_so(here: Town, copy: Copy) -> None:
    ann = await at_the_spot(here)
    await ann.tap("Not sore")
    await rename_not_sore(here, copy)
    await ann.tap("None of these")
    assert ann.last.text.startswith("My questions changed since you began, so this starts from the top.")
    assert "1 of about 7" in ann.last.text
    await ann.taps(*HEALTHY)
    assert ann.last.text.startswith("Your plan for today")


async def test_words_typed_into_such_a_check_start_it_over_too(here: Town, copy: Copy) -> None:
    ann = await at_the_spot(here)
    await ann.tap("Not sore")
    await rename_not_sore(here, copy)
    await ann.say("none")
    assert ann.last.text.startswith("My questions changed since you began")


async def test_a_sign_on_such_a_card_escalates_all_the_same(here: Town, copy: Copy) -> None:
    ann = await at_the_spot(here)
    await ann.tap("Not sore")
    await rename_not_sore(here, copy)
    await ann.press("p.gone.signs.was_renamed.wheezing", ann.messages[0].id)
    assert ann.last.text.startswith("Get urgent medical help now.")


async def test_a_live_sign_whose_option_is_gone_escalates(here: Town, copy: Copy) -> None:
    ann = await at_the_spot(here)
    worse = ann.data("Getting worse")
    copy.change(COMMON, "[severe, worse], [swelling, bumps]", "[severe], [swelling, bumps]")
    copy.change(COMMON, "      worse: {flags: [site_worse]}\n      swelling", "      swelling")
    text = copy.text(ENGLISH)
    copy.write(ENGLISH, "".join(line for line in text.splitlines(keepends=True) if not line.startswith("  site.worse:")))
    await here.stop()
    here.library = load(copy.folder)
    await here.start()
    await ann.press(worse, ann.last.id)
    assert ann.last.text.startswith("No exercise now.")
