"""What people type, through the real bot and a strict Bot API: doubts that outlive restarts, questions, and `explain` telling the truth."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import explainer
from bot.content.library import Library
from bot.settings import ROOT
from bot.storage.sqlite import SqliteStore

from .town import Someone, Town, town

URGENT = "Get urgent medical help now."
DOUBT = "not sure if this is a rash"


@pytest.fixture
async def here(library: Library) -> AsyncIterator[Town]:
    async with town(library) as made:
        yield made


def explained(texts: list[str]) -> list[dict[str, object]]:
    """What the command says about these messages."""
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    run = subprocess.run(
        [sys.executable, "-m", "bot", "explain", "--json"], input=lines.encode(), capture_output=True, cwd=ROOT, timeout=120, check=True
    )
    return [json.loads(line) for line in run.stdout.decode().splitlines()]


def heard_as(person: Someone) -> str:
    """What the newest message shows the bot to have understood."""
    text = "\n".join(message.text for message in person.messages)
    if "urgent medical help now" in text.split("\n")[0] or text.startswith("Please reach a person now"):
        return "urgent"
    if text.startswith("No exercise now."):
        return "stop"
    return "ask" if "I want to be sure I got that right" in text else "none"


async def test_explain_and_the_chat_agree(here: Town) -> None:
    lines = (Path(__file__).parents[1] / "data" / "redflags_dev.jsonl").read_text("utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines[::3]]
    texts += ["can i train today?", "what if i get hives?", DOUBT, "i want to kill myself", "…", "thanks", "what dose should i take"]
    for told in explained(texts):
        text = str(told["text"])
        person = here.person()
        await person.say(text)
        assert heard_as(person) == told["level"], text
        if told["level"] != "none" or here.library.hear(text, "en", None).command:
            continue
        faq, labels = told["faq"], person.labels(person.last)
        assert isinstance(faq, dict)
        book, catalogue = here.library.books["en"], here.library.script.catalogue
        topics = [topic["id"] for topic in faq["topics"]]
        if faq["tier"] == "answer":
            assert person.last.text.startswith(book.say(catalogue.topics[topics[0]].answer[0])), text
        elif faq["tier"] == "suggest":
            assert labels == [*(book.label(f"faq.{topic}") for topic in topics), "None of these"], text
        elif topics:
            assert person.last.text.startswith(book.say(catalogue.refer[topics[0]][0])), text
        else:
            assert person.last.text == book.say("faq.unknown"), text


async def test_a_doubt_survives_a_restart_and_its_silence_too(library: Library, tmp_path: Path) -> None:
    async with town(library, SqliteStore.open(tmp_path / "chats.db")) as here:
        ann, bob = here.person("Ann"), here.person("Bob")
        await ann.say(DOUBT)
        await bob.say(DOUBT)
        await here.stop()
        await here.start()
        await ann.tap("Yes")
        assert ann.last.text.startswith(URGENT)
        await here.stop()
        here.clock.advance(minutes=30)
        await here.start()
        await here.until(lambda: bob.last.text.startswith(URGENT))


async def test_a_double_tap_on_yes_gives_one_urgent_message(here: Town) -> None:
    ann = here.person()
    await ann.say(DOUBT)
    token, card = ann.data("Yes"), ann.last.id
    here.world.press_data(ann.id, card, token)
    here.world.press_data(ann.id, card, token)
    await here.settle()
    assert sum(message.text.startswith(URGENT) for message in ann.messages) == 1


async def test_a_double_tap_on_no_goes_back_once(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    await ann.say(DOUBT)
    token, card = ann.data("No"), ann.last.id
    here.world.press_data(ann.id, card, token)
    here.world.press_data(ann.id, card, token)
    await here.settle()
    assert "1 of about 7" in ann.last.text
    assert not any("I want to be sure" in message.text for message in ann.messages)


async def test_one_live_card_whatever_happens_around_a_doubt(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    await ann.say(DOUBT)
    for text in ("/help", "…", "what if i get hives?"):
        await ann.say(text)
        cards = [message for message in ann.messages if "Not sure" in ann.labels(message)]
        assert cards == [ann.last], text
        assert "I want to be sure" in ann.last.text
    here.world.send_photo(ann.id)
    await here.settle()
    assert "I want to be sure" in ann.last.text
    await ann.tap("No")
    assert "1 of about 7" in ann.last.text
    await here.wait(15)
    assert "1 of about 7" in ann.last.text


async def test_an_edit_can_raise_an_alarm(here: Town) -> None:
    ann = here.person()
    message = here.world.send_text(ann.id, "hello there")
    await here.settle()
    here.world.edit_text(ann.id, message, "hello there, my lips are swelling")
    await here.settle()
    assert ann.last.text.startswith(URGENT)


async def test_a_caption_is_read(here: Town) -> None:
    ann = here.person()
    here.world.send_photo(ann.id, "my lips are swelling")
    await here.settle()
    assert ann.last.text.startswith(URGENT)
    bob = here.person("Bob")
    here.world.send_photo(bob.id, DOUBT)
    await here.settle()
    assert "I want to be sure" in bob.last.text


async def test_the_questions_work_without_typing(here: Town) -> None:
    ann = here.person()
    await ann.say("/start")
    await ann.tap("Browse questions")
    await ann.taps("Moving after the shot", "HIIT or heavy lifts?")
    assert ann.last.text.startswith(here.library.books["en"].say("faq.intense_workouts.1"))
    bob = here.person("Bob")
    await bob.say("/start faq")
    assert "Moving after the shot" in bob.labels()


@pytest.mark.parametrize(
    "text",
    ["👍", "🤒🤒🤒", "?!", "…", "\u202eevil\u202c", "a" * 4096, "lol " * 1024, "не могу дышать", "我喘不过气来", "none " * 800],
    ids=lambda text: repr(text[:8]),
)
@pytest.mark.parametrize("in_check", [False, True])
async def test_odd_text_gets_an_answer_that_helps(here: Town, text: str, in_check: bool) -> None:
    ann = here.person()
    if in_check:
        await ann.say("/check")
    await ann.say(text)
    assert ann.labels(ann.last)
    if in_check:
        assert "1 of about 7" in ann.last.text


async def test_the_playground_shows_how_each_message_was_read(here: Town) -> None:
    here.world.observe(explainer(here.library, here.world, here.playground))
    ann = here.person()
    message = here.world.send_text(ann.id, "what if my lips are swelling, no rash")
    command = here.world.send_text(ann.id, "/help")
    await here.settle()
    notes = here.playground._notes
    told = notes[(ann.id, message)]["reading"]
    assert {sign["id"]: sign["status"] for sign in told["signs"]}["rash"] == "denied"
    assert set(told) == {"level", "ask_level", "signs", "faq"}
    assert (ann.id, command) not in notes
    here.world.edit_text(ann.id, message, "thanks")
    assert notes[(ann.id, message)]["reading"]["signs"] == []
    here.world.group_message("Gym", ann.id, "just chatting")


@pytest.mark.parametrize(
    "text",
    [
        "/my throat is tight",
        "/help my lips are swelling",
        "/start my throat is closing",
        "/check\nI can't breathe",
        "/remind me my tongue is swelling",
        "/throat_closing",
        "/settings@b12_bot my whole face is swelling",
    ],
)
async def test_red_flags_behind_a_slash_are_heard_before_any_command(here: Town, text: str) -> None:
    person = here.person()
    await person.say(text)
    assert person.last.text.startswith(URGENT)
    assert len(person.messages) == 1


async def test_a_doubt_behind_a_slash_is_asked_about(here: Town) -> None:
    person = here.person()
    await person.say("/help " + DOUBT)
    assert heard_as(person) == "ask"


async def test_an_edited_command_and_a_caption_that_looks_like_one_are_read_too(here: Town) -> None:
    person = here.person()
    wrong = here.world.send_text(person.id, "/help")
    await here.settle()
    here.world.edit_text(person.id, wrong, "/help my lips are swelling")
    await here.settle()
    assert person.last.text.startswith(URGENT)
    other = here.person()
    here.world.send_photo(other.id, "/my throat is closing")
    await here.settle()
    assert other.last.text.startswith(URGENT)


async def test_words_behind_a_command_are_not_lost(here: Town) -> None:
    person = here.person()
    assert "Instead, do 10 to 20 easy minutes" in (await person.say("/faq can I run today?"))[0].text
    assert "How often: Every … weeks · Number: 2" in (await person.say("/remind every 2 weeks, from 11 December at 9"))[0].text


async def test_a_name_that_is_no_command_says_so_and_with_words_behind_it_is_read_as_words(here: Town) -> None:
    person = here.person()
    assert "I don't know that command." in (await person.say("/foo"))[0].text
    assert "Instead, do 10 to 20 easy minutes" in (await person.say("/can I run today?"))[0].text
