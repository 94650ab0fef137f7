"""Yes, no and not sure as people type them, and commands in words; read with the words of the shipped labels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialog import phrases
from bot.understanding.options import ways
from bot.understanding.replies import commanded, replied
from tests.shipped import shipped


def said(labels: dict[str, str]) -> dict[str, tuple[str, ...]]:
    book = shipped().books["en"]
    return {name: (book.labels[label].text, *book.labels[label].also) for name, label in labels.items()}


REPLIES = ways(said(phrases.REPLIES))
EXACT = ways(said(phrases.IN_WORDS))
LEADING = ways(said(phrases.IN_LONGER_WORDS))


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("yes", "yes"),
        ("Yes!!", "yes"),
        ("yeah a bit", "yes"),
        ("YES it started an hour ago and it is getting worse by the minute", "yes"),
        ("i think so", "yes"),
        ("a little", "yes"),
        ("no", "no"),
        ("Nope.", "no"),
        ("no I'm fine thanks", "no"),
        ("no i don't", "no"),
        ("none of these", "no"),
        ("not sure", "not_sure"),
        ("idk", "not_sure"),
        ("no idea", "not_sure"),
        ("hmm maybe", "not_sure"),
        ("I'm not sure really", "not_sure"),
        ("yes or maybe not sure", "not_sure"),
        ("yeah no", ""),
        ("no but it feels thick", ""),
        ("no, it's more like a burning feeling on my skin", ""),
        ("not yet", ""),
        ("nothing helps", ""),
        ("yes and no, honestly it comes and goes all of the time", ""),
        ("", ""),
        ("…", ""),
        ("what", ""),
        ("can I train today?", ""),
    ],
)
def test_replies(text: str, reply: str) -> None:
    assert replied(text, REPLIES) == reply


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("stop", "cancel"),
        ("Stop please", "cancel"),
        ("STOP IT", "cancel"),
        ("cancel that", "cancel"),
        ("start the check", "check"),
        ("can you start the check please", "check"),
        ("i want to start a new check", "check"),
        ("what do you keep about me?", "privacy"),
        ("Delete my data", "delete"),
        ("please delete all my data now", "delete"),
        ("remind me on friday", "remind"),
        ("Can you remind me every second tuesday at nine to take the shot and also to call my mum", "remind"),
        ("set a reminder for 9am", "remind"),
        ("help", "help"),
        ("faq", "faq"),
        ("remind me what b12 does", ""),
        ("don't stop", ""),
        ("I can't stop shaking", ""),
        ("should I stop the injections", ""),
        ("when should i start", ""),
        ("please", ""),
        ("", ""),
        ("me", ""),
    ],
)
def test_commands(text: str, command: str) -> None:
    assert commanded(text, EXACT, LEADING) == command


@given(st.text(max_size=80))
def test_any_text_has_some_reading(text: str) -> None:
    assert replied(text, REPLIES) in ("", "yes", "no", "not_sure")
    assert commanded(text, EXACT, LEADING) in ("", *EXACT, *LEADING)
