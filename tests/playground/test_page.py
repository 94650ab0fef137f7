"""The page in a real browser, with a small bot on the other side."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.playground.server import Playground
from bot.playground.world import World

from .fakes import TOKEN, SmallBot, StillClock

expect: Any = None
with contextlib.suppress(ImportError):  # the `chromium` fixture then says what is missing
    from playwright import async_api

    expect = async_api.expect
    expect.set_options(timeout=5_000)

PHONE, WIDE = (375, 740), (1280, 800)
Open = Callable[..., Awaitable[Any]]


@pytest.fixture
async def open_page(chromium: Any, url: str) -> AsyncIterator[Open]:
    """Open the page; an error on it fails the test."""
    errors: list[str] = []

    async def open_it(size: tuple[int, int] = PHONE, **context: Any) -> Any:
        made = await chromium.new_context(viewport={"width": size[0], "height": size[1]}, timezone_id="Europe/Berlin", **context)
        page = await made.new_page()
        page.set_default_timeout(5_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda message: errors.append(message.text) if message.type == "error" and "load resource" not in message.text else None,
        )
        await page.goto(url)
        return page

    yield open_it
    assert errors == []


@pytest.fixture
async def mia(world: World, small_bot: SmallBot) -> int:
    """A person who has pressed Start and sees the question."""
    person = world.add_person("Mia").id
    world.send_text(person, "/start")
    await until(lambda: len(world.history(person)) == 2)
    return person


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def key(page: Any, words: str) -> Any:
    return page.locator(".chat.active .key", has_text=re.compile(f"^{words}$"))


def messages(page: Any) -> Any:
    return page.locator(".chat.active .message")


async def test_from_nobody_to_a_conversation(open_page: Open, small_bot: SmallBot, world: World) -> None:
    page = await open_page()
    await page.get_by_role("button", name="Add Mia").click()
    await expect(page.locator(".empty")).to_contain_text("Walks you through a check on injection day.")
    start = page.get_by_role("button", name="START", exact=True)
    await expect(start).to_be_focused()
    await start.click()
    await expect(messages(page)).to_have_count(2)
    await expect(messages(page).last).to_contain_text("How does the place of the shot feel?")
    assert await messages(page).last.locator("strong").inner_text() == "1 of 3"
    rows = await page.locator(".keys .key-row").all()
    assert [await row.locator(".key").all_inner_texts() for row in rows] == [
        ["Not sore", "A bit sore"],
        ["Swelling fast"],
        ["Start", "Done"],
        ["Note", "Alert"],
    ]
    await page.get_by_label("Message from Mia").fill("hello there")
    await page.get_by_label("Message from Mia").press("Enter")
    await expect(messages(page).last).to_contain_text("You wrote 11 characters")
    await expect(page.get_by_label("Message from Mia")).to_have_value("")


async def test_an_edit_happens_in_place(open_page: Open, mia: int) -> None:
    page = await open_page()
    await key(page, "A bit sore").click()
    card = messages(page).nth(1)
    await expect(card).to_contain_text("Your plan for today")
    await expect(card).to_have_class(re.compile("changed"))
    await expect(card).to_contain_text("edited")
    await expect(messages(page)).to_have_count(2)
    await expect(card.locator(".key")).to_have_text(["Start 15 min", "Back"])
    await key(page, "Start 15 min").click()
    await expect(messages(page)).to_have_count(3)
    await expect(page.locator(".key")).to_have_count(0)


async def test_deleting_toasts_and_alerts(open_page: Open, mia: int) -> None:
    page = await open_page()
    await key(page, "Note").click()
    await expect(page.locator(".toast")).to_have_text("Noted")
    await expect(page.locator(".key[data-busy]")).to_have_count(0)
    await key(page, "Alert").click()
    alert = page.get_by_role("dialog")
    await expect(alert).to_contain_text("This one has to be read")
    await alert.get_by_role("button", name="OK").click()
    await expect(alert).to_be_hidden()
    await key(page, "Done").click()
    await expect(messages(page)).to_have_count(1)


async def test_a_button_that_is_gone_says_so(open_page: Open, world: World, mia: int) -> None:
    page = await open_page()
    await expect(key(page, "Note")).to_be_visible()
    await page.route("**/press", lambda route: route.continue_(post_data='{"message_id": 2, "row": 9, "column": 0}'))
    await key(page, "Note").click()
    await expect(page.locator(".toast.trouble")).to_have_text("That button is not there any more.")


async def test_the_clock(open_page: Open, clock: StillClock, planned: list[Mapping[str, Any]], mia: int) -> None:
    planned.append({"chat_id": mia, "kind": "warm-up check", "due": "2026-12-04T09:20:00+00:00"})
    page = await open_page(WIDE)
    await expect(page.locator("#planned")).to_contain_text("warm-up check for Mia")
    await expect(page.locator("#planned")).to_contain_text("10:20, in 20 min")
    for words, seconds in (("+1 min", 60), ("+10 min", 660), ("+15 min", 1560), ("+1 h", 5160), ("+1 day", 91560)):
        await page.get_by_role("button", name=words, exact=True).click()
        await until(lambda seconds=seconds: clock.offset == seconds)  # type: ignore[misc]
    await page.get_by_label("Move on by").fill("2")
    await page.get_by_label("Unit").select_option("hours")
    await page.get_by_role("button", name="Go", exact=True).click()
    await expect(page.locator("#clock-offset")).to_have_text("1 d 3 h 26 min ahead of this computer")
    await expect(page.locator("#clock-date")).to_have_text("Sat, Dec 5, 2026")
    await expect(page.locator("#planned")).to_contain_text("due")


async def test_a_story_plays_before_ones_eyes(open_page: Open, small_bot: SmallBot) -> None:
    page = await open_page(WIDE)
    await page.get_by_label("Story").select_option("A sore arm")
    await page.get_by_role("button", name="Play").click()
    await expect(page.locator("#story-progress")).to_contain_text("Finished: all 4 steps went through.")
    await expect(page.locator("#story-progress li.done")).to_have_count(4)
    await expect(messages(page).last).to_contain_text("Started. I will ask in 10 minutes.")
    await page.get_by_label("Story").select_option("A missing button")
    await page.get_by_role("button", name="Play").click()
    await expect(page.locator("#story-state.failed")).to_contain_text("Step 2 could not be done. There is no button “No such button”.")
    await page.get_by_label("Story").select_option("No answer")
    await page.get_by_role("button", name="Play").click()
    await page.get_by_role("button", name="Stop").click()
    await expect(page.locator("#story-progress")).to_contain_text("Stopped.")


@pytest.mark.parametrize("width", [320, 375])
async def test_a_phone_needs_no_sideways_scrolling(open_page: Open, world: World, mia: int, width: int) -> None:
    other = world.add_person("A person with a name of many words").id
    world.send_text(other, "rich")
    world.send_text(other, "where")
    world.send_text(other, "W" * 600 + " https://example.org/" + "a" * 300)
    page = await open_page((width, 667))
    for tab in ("Mia", "A person with a name"):
        await page.get_by_role("tab", name=tab).click()
        await expect(messages(page).first).to_be_visible()
        assert await overflow(page) == []
    await page.get_by_role("button", name="Tools").click()
    await expect(page.locator("#clock-title")).to_be_visible()
    assert await overflow(page) == []


async def test_on_a_phone_a_story_is_followed_over_the_chat(open_page: Open, small_bot: SmallBot) -> None:
    page = await open_page()
    await page.get_by_role("button", name="Tools").click()
    await page.get_by_label("Story").select_option("A sore arm")
    await page.get_by_role("button", name="Play").click()
    await expect(page.locator("#notice")).to_contain_text("Playing “A sore arm”: step")
    await expect(page.locator("#notice")).to_have_text("Finished: all 4 steps went through.")
    await expect(messages(page).last).to_be_visible()


async def test_a_wide_screen_holds_the_tools(open_page: Open, world: World, mia: int) -> None:
    page = await open_page(WIDE)
    await page.get_by_label("Story").select_option(index=4)
    await page.get_by_role("button", name="Play").click()
    await expect(page.locator("#story-state")).to_have_text("Finished: all 0 steps went through.")
    assert await overflow(page) == []


async def overflow(page: Any) -> list[str]:
    """Whatever sticks out of the window sideways, or hides part of itself sideways without being a code block."""
    return list(
        await page.evaluate(
            """() => [...document.querySelectorAll('body *')].filter(e => {
                if (!e.checkVisibility() || e.closest('.visually-hidden, pre, svg, .tabs')) return false;
                const box = e.getBoundingClientRect();
                const scrolls = ['auto', 'scroll'].includes(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth + 1;
                return box.right > innerWidth + 1 || box.left < -1 || scrolls;
            }).map(e => e.tagName + '.' + e.className)"""
        )
    )


async def test_the_keyboard_alone_is_enough(open_page: Open, small_bot: SmallBot, world: World) -> None:
    page = await open_page()
    await expect(page.get_by_role("button", name="Add Mia")).to_be_visible()
    await tab_to(page, "Add Mia")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="START", exact=True)).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Message from Mia")).to_be_focused()
    await expect(messages(page)).to_have_count(2)
    await tab_to(page, "A bit sore", backwards=True)
    assert await outline(page) >= 2
    await page.keyboard.press("Space")
    await expect(key(page, "Start 15 min")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(messages(page)).to_have_count(3)
    assert await page.evaluate("document.activeElement.closest('.chat') !== null")
    await tab_to(page, "Commands")
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowDown")
    assert "/check" in await focused(page)
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Escape")
    assert await focused(page) == "Commands"
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(messages(page)).to_have_count(5)
    await tab_to(page, "Tools", backwards=True)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Back to the chat")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Tools")).to_be_focused()
    assert await page.evaluate("document.querySelector('#tools').inert")


async def focused(page: Any) -> str:
    return str(await page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"))


async def tab_to(page: Any, words: str, *, backwards: bool = False) -> None:
    for _ in range(60):
        if await focused(page) == words:
            return
        await page.keyboard.press("Shift+Tab" if backwards else "Tab")
    raise AssertionError(f"Tab does not lead to {words!r}")


async def outline(page: Any) -> float:
    return float(await page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)"))


async def test_arrows_move_between_tabs(open_page: Open, world: World, mia: int) -> None:
    world.add_person("Tom")
    page = await open_page()
    await page.get_by_role("tab", name="Mia").focus()
    await page.keyboard.press("ArrowRight")
    tom = page.get_by_role("tab", name="Tom")
    await expect(tom).to_be_focused()
    await expect(tom).to_have_attribute("aria-selected", "true")
    await expect(page.get_by_role("tabpanel", name="Tom")).to_be_visible()
    await expect(page.get_by_role("tabpanel", name="Mia")).to_be_hidden()


async def test_names_and_texts_are_never_markup(open_page: Open, world: World, playground: Playground, small_bot: SmallBot) -> None:
    nasty = "<img src=x onerror=\"document.title='broken'\"><script>document.title='broken'</script>"
    page = await open_page(WIDE)
    await page.get_by_label("Name").fill(nasty[:60])
    await page.get_by_role("button", name="Add", exact=True).click()
    await page.get_by_role("button", name="START", exact=True).click()
    await page.locator(".chat.active textarea").fill(nasty)
    await page.locator(".chat.active textarea").press("Enter")
    await expect(messages(page)).to_have_count(4)
    person = world.people()[0].id
    world.post(world.chat(person), text=nasty, entities=())
    playground.annotate(person, 5, {"subject": nasty, "rule": nasty, "sources": [{"id": nasty, "fact": nasty, "ours": True}]})
    playground.annotate_incoming(person, 3, {nasty: [nasty]})
    await small_bot.client.call("setMyDescription", description=nasty)
    await expect(messages(page).last.locator(".text")).to_have_text(nasty)
    await expect(page.locator("#profile")).to_contain_text(nasty)
    await page.locator("summary").first.click()
    assert await page.locator("img:not([src^='/page/'])").count() == 0
    assert await page.locator("script").count() == 1
    assert "broken" not in await page.title()
    assert person in {one.id for one in world.people()}


async def test_unsafe_links_are_plain_words(open_page: Open, world: World, mia: int) -> None:
    from bot.playground.people import Entity

    world.post(world.chat(mia), text="press", entities=(Entity("text_link", 0, 5, (("url", "javascript:alert(1)"),)),))
    page = await open_page()
    await expect(messages(page).last).to_contain_text("press")
    assert await messages(page).last.locator("a").count() == 0


async def test_reloading_shows_everything_again(open_page: Open, world: World, mia: int) -> None:
    page = await open_page()
    await key(page, "A bit sore").click()
    await expect(messages(page).nth(1)).to_contain_text("Your plan")
    world.block(mia)
    before = await page.locator(".list").inner_text()
    await page.reload()
    await expect(page.get_by_role("button", name="UNBLOCK")).to_be_visible()
    assert await page.locator(".list").inner_text() == before
    await page.get_by_role("button", name="UNBLOCK").click()
    await expect(page.get_by_label("Message from Mia")).to_be_visible()
    assert not world.person(mia).blocked


async def test_what_a_person_can_do(open_page: Open, world: World, small_bot: SmallBot, mia: int) -> None:
    page = await open_page()
    await page.get_by_label("Message from Mia").fill("helo")
    await page.get_by_role("button", name="Send").click()
    await expect(messages(page)).to_have_count(4)
    await page.get_by_label("Message from Mia").press("ArrowUp")
    await expect(page.get_by_label("Message from Mia")).to_have_value("helo")
    await page.get_by_label("Message from Mia").fill("hello")
    await page.get_by_label("Message from Mia").press("Enter")
    await expect(messages(page).nth(2)).to_contain_text("edited")
    assert "edited_message" in small_bot.heard[-1]
    for words, kind in (("Photo", "photo"), ("Sticker", "sticker"), ("Voice message", "voice"), ("Location", "location")):
        await page.get_by_role("button", name="Attach").click()
        if kind == "location":
            await page.get_by_label("Place to share").select_option("Apia")
        await page.get_by_role("button", name=words, exact=True).click()
        await until(lambda kind=kind: any(m.media and m.media.kind == kind for m in world.history(mia)))  # type: ignore[misc]
    place = next(message.media.value for message in world.history(mia) if message.media and message.media.kind == "location")
    assert place["latitude"] == pytest.approx(-13.833)
    await page.get_by_role("button", name="What Mia can do").click()
    await page.get_by_role("button", name="Start over as a new chat").click()
    await expect(page.get_by_role("button", name="START", exact=True)).to_be_focused()
    assert world.people()[0].id != mia and world.people()[0].name == "Mia"
    await page.get_by_role("button", name="What Mia can do").click()
    await page.get_by_role("button", name="Remove this person").click()
    await expect(page.get_by_role("button", name="Add Mia")).to_be_visible()


async def test_the_reply_keyboard_and_deep_links(open_page: Open, world: World, mia: int) -> None:
    page = await open_page(WIDE)
    await page.get_by_label("start=").fill("check")
    await page.get_by_role("button", name="Open", exact=True).click()
    await expect(messages(page).nth(2)).to_contain_text("/start check")
    world.send_text(mia, "where")
    await page.get_by_role("button", name="Share my place").click()
    await until(lambda: any(message.media for message in world.history(mia)))
    await expect(page.get_by_role("button", name="Share my place")).to_be_hidden()


async def test_notes_fold_out(open_page: Open, playground: Playground, mia: int) -> None:
    page = await open_page()
    source = {"id": "S3b", "section": "Injection site", "fact": "Mild soreness is common.", "ours": False}
    playground.annotate(
        mia, 2, {"subject": "question soreness", "rule": "R11", "sources": [source, {"id": "D4", "ours": True}], "reading": 3}
    )
    playground.annotate_incoming(mia, 1, {"signs": [{"sign": "pain", "negated": False}], "topics": []})
    why = messages(page).nth(1).locator("details")
    await expect(why.locator("dl")).to_be_hidden()
    await why.locator("summary").press("Enter")
    await expect(why).to_contain_text("S3b Injection site")
    await expect(why.locator(".ours")).to_have_text("our decision")
    playground.annotate(mia, 2, {"subject": "another", "rule": ""})
    await expect(why).to_contain_text("another")
    await expect(why.locator("dl")).to_be_visible()
    await messages(page).nth(0).locator("summary").click()
    await expect(messages(page).nth(0).locator("details")).to_contain_text("negated")


async def test_reading_back_is_not_disturbed_and_news_are_counted(open_page: Open, world: World, mia: int) -> None:
    world.send_text(mia, "many")
    await until(lambda: len(world.history(mia)) == 33)
    page = await open_page()
    log = page.locator(".chat.active .log")
    await expect(messages(page)).to_have_count(33)
    await log.evaluate("log => log.scrollTop = 0")
    await expect(page.locator(".jump")).to_be_visible()
    world.send_text(mia, "hello")
    await expect(page.locator(".jump .count")).to_have_text("1")
    assert await log.evaluate("log => log.scrollTop") == 0
    assert await page.title() == "(1) Playground"
    await page.locator(".jump").click()
    await expect(page.locator(".jump")).to_be_hidden()
    assert await page.title() == "Playground"
    world.send_text(mia, "quiet")
    await expect(messages(page).last.locator(".silent")).to_be_visible()
    assert await at_bottom(log)


async def at_bottom(log: Any) -> bool:
    return bool(await log.evaluate("log => log.scrollHeight - log.scrollTop - log.clientHeight < 4"))


async def test_another_tab_shows_what_is_unread(open_page: Open, world: World, mia: int) -> None:
    tom = world.add_person("Tom").id
    page = await open_page()
    await page.get_by_role("tab", name="Mia").click()
    world.send_text(tom, "hello")
    badge = page.get_by_role("tab", name="Tom").locator(".badge")
    await expect(badge).to_have_text("1")
    await expect(badge).to_have_class(re.compile("loud"))
    await page.get_by_role("tab", name="Tom").click()
    await expect(badge).to_have_count(0)


async def test_typing_dates_and_downloads(open_page: Open, world: World, clock: StillClock, mia: int, tmp_path: Path) -> None:
    page = await open_page()
    await expect(messages(page)).to_have_count(2)
    world.send_text(mia, "think")
    await expect(page.locator(".typing")).to_be_visible()
    clock.advance(seconds=86400)
    world.send_text(mia, "file")
    await expect(page.locator(".typing")).to_be_hidden()
    await expect(page.locator(".day")).to_have_text(["Friday, December 4", "Saturday, December 5"])
    async with page.expect_download() as download:
        await messages(page).last.locator("a.card").click()
    await (await download.value).save_as(tmp_path / "data.json")
    assert (tmp_path / "data.json").read_bytes() == b'{"sessions": []}'


async def test_rich_text(open_page: Open, world: World, mia: int) -> None:
    page = await open_page()
    world.send_text(mia, "rich")
    text = messages(page).last.locator(".text")
    await expect(text).to_contain_text("Bold and italic, under, struck")
    assert await text.locator("strong em").inner_text() == "and italic"
    assert await text.locator("a").get_attribute("href") == "https://example.org/"
    assert await text.locator("pre").inner_text() == "print(1)"
    assert await text.locator("time").inner_text() == "9:00"
    spoiler = text.locator(".spoiler")
    await spoiler.click()
    await expect(spoiler).to_have_attribute("aria-expanded", "true")
    await expect(key(page, "Ask a friend")).to_be_disabled()
    assert await key(page, "Read more").get_attribute("href") == "https://example.org/more"
    await text.get_by_role("button", name="/help").click()
    await expect(messages(page).last).to_contain_text("You wrote 5 characters")


async def test_a_bot_that_is_not_there(open_page: Open, world: World) -> None:
    page = await open_page()
    await expect(page.locator("#notice")).to_contain_text("The bot is not answering")


async def test_the_page_finds_its_way_back(open_page: Open, playground: Playground, world: World, clock: StillClock, url: str) -> None:
    page = await open_page()
    await expect(page.get_by_role("button", name="Add Mia")).to_be_visible()
    await playground.stop()
    await expect(page.locator("#notice")).to_contain_text("The playground is gone")


COLOURS = """() => {
    const channel = value => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    const paint = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    const rgba = colour => {
        paint.clearRect(0, 0, 1, 1); paint.fillStyle = colour; paint.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = paint.getImageData(0, 0, 1, 1).data;
        return [r, g, b, a / 255];
    };
    const over = ([r, g, b, a], [x, y, z]) => [r * a + x * (1 - a), g * a + y * (1 - a), b * a + z * (1 - a)];
    const ground = e => {
        const colour = rgba(getComputedStyle(e).backgroundColor);
        return colour[3] === 1 || !e.parentElement ? colour.slice(0, 3) : over(colour, ground(e.parentElement));
    };
    const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    const poor = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const e = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || !e.checkVisibility() || e.closest('.visually-hidden, .spoiler, option, datalist')) continue;
        const back = ground(e), front = over(rgba(getComputedStyle(e).color), back);
        const [low, high] = [light(front), light(back)].sort((a, b) => a - b);
        const ratio = (high + 0.05) / (low + 0.05);
        if (ratio < 4.5) poor.push(`${e.className || e.tagName} "${walker.currentNode.data.slice(0, 20)}" ${ratio.toFixed(2)}`);
    }
    return poor;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_text_has_contrast(
    open_page: Open, world: World, playground: Playground, planned: list[Mapping[str, Any]], mia: int, scheme: str
) -> None:
    planned.append({"chat_id": mia, "kind": "reminder", "due": "2026-12-05T09:00:00+00:00"})
    tom = world.add_person("Tom").id
    for text in ("rich", "file", "where", "quiet", "/check"):
        world.send_text(tom, text)
    playground.annotate(tom, 1, {"subject": "x", "rule": "R1", "sources": [{"id": "S1", "section": "s", "fact": "f", "ours": True}]})
    playground.annotate_incoming(mia, 1, {"signs": [], "words": "x"})
    world.block(mia)
    page = await open_page(WIDE, color_scheme=scheme, reduced_motion="reduce")
    await page.get_by_role("button", name="Play").click()
    await expect(page.locator("#story-progress")).to_contain_text("Finished")
    await page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    await page.evaluate("document.querySelectorAll('.menu').forEach(m => m.hidden = false)")
    await expect(page.locator(".ours")).to_be_visible()
    assert await page.evaluate(COLOURS) == []


async def test_motion_can_be_turned_off(open_page: Open, mia: int) -> None:
    page = await open_page(reduced_motion="reduce")
    await key(page, "A bit sore").click()
    card = messages(page).nth(1)
    await expect(card).to_contain_text("Your plan")
    assert await card.locator(".bubble").evaluate("e => getComputedStyle(e).animationName") == "none"


async def test_no_control_is_without_a_name(open_page: Open, world: World, mia: int) -> None:
    world.send_text(mia, "where")
    page = await open_page(WIDE)
    await expect(page.get_by_role("button", name="Share my place")).to_be_visible()
    nameless = await page.evaluate(
        """() => [...document.querySelectorAll('button, input, select, textarea, a')].filter(e => {
            const label = e.getAttribute('aria-label') || e.textContent.trim() || [...(e.labels ?? [])].map(l => l.textContent).join('');
            return !label;
        }).map(e => e.outerHTML.slice(0, 80))"""
    )
    assert nameless == []


def test_nothing_in_the_page_parses_markup() -> None:
    folder = Path(__file__).parents[2] / "bot" / "playground" / "page"
    for file in folder.glob("*.js"):
        code = file.read_text("utf-8")
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function("):
            assert word not in code, f"{file.name} uses {word}"
    for file in folder.iterdir():
        for address in re.findall(r"https?://[^\s\"')]+", file.read_text("utf-8")):
            assert address == "http://www.w3.org/2000/svg", f"{file.name} refers to {address}"
    assert TOKEN not in "".join(file.read_text("utf-8") for file in folder.iterdir())
