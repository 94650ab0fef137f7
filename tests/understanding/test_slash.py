"""What begins with a slash: a command's name, and the words behind it."""

from __future__ import annotations

import pytest

from bot.understanding.slash import Slashed, slashed


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/check", Slashed("check")),
        ("/CHECK", Slashed("check")),
        ("/check@our_bot", Slashed("check")),
        ("/start  CHECK ", Slashed("start", "CHECK")),
        ("/my throat is tight", Slashed("my", "throat is tight")),
        ("/help\nmy lips\nare swelling", Slashed("help", "my lips\nare swelling")),
    ],
)
def test_a_command_and_its_words(text: str, command: Slashed) -> None:
    assert slashed(text) == command


@pytest.mark.parametrize(
    "text", ["hello", "", "/", "/ check", "/чек", "/can't breathe", "/help, my lips", "5/6", " /check", "/" + "a" * 33]
)
def test_anything_else_is_words(text: str) -> None:
    assert slashed(text) is None


def test_a_name_that_is_no_command_is_part_of_what_is_said() -> None:
    found = slashed("/throat_closing help me")
    assert found and found.all_words == "throat closing help me"
