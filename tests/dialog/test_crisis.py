"""Thoughts of self-harm have an outcome of their own; a physical sign beside them comes first."""

from __future__ import annotations

import pytest

from bot.content.library import Library
from bot.dialog.events import Attached, Edited

from .chat import Chat


@pytest.fixture
def chat(library: Library) -> Chat:
    return Chat(library)


ONLY = ["crisis.action", "crisis.line", "crisis.close"]


def test_it_gets_its_own_message_with_nothing_about_allergy_or_exercise_and_no_buttons(chat: Chat) -> None:
    chat.write(signs="self_harm")
    assert chat.outcome == "crisis"
    assert chat.texts == ONLY
    shown = chat.library.books["en"].show(chat.messages[-1])
    assert shown.plain
    assert not shown.rows
    assert "emergency number or a crisis line" in shown.text.splitlines()[0]
    for word in ("allerg", "exercise", "train", "shot", "check"):
        assert word not in shown.text.lower()


def test_it_counts_in_a_check_in_an_edit_and_in_a_caption(chat: Chat) -> None:
    chat.command("check").write(signs="self_harm")
    assert chat.outcome == "crisis"
    assert chat.session.run is None
    assert chat.labels() == []
    for event in (Edited(signs=("self_harm",)), Attached(signs=("self_harm",))):
        assert Chat(chat.library).do(event).texts == ONLY


@pytest.mark.parametrize("signs", ["self_harm hives", "hives self_harm"])
def test_together_with_a_physical_sign_the_emergency_comes_first(chat: Chat, signs: str) -> None:
    chat.write(signs=signs)
    assert chat.outcome == "urgent"
    assert chat.texts == ["urgent.action", "urgent.why.skin", "urgent.now", "crisis.also"]


@pytest.mark.parametrize(("first", "second"), [("self_harm", "hives"), ("hives", "self_harm")])
def test_one_after_the_other_is_as_together(chat: Chat, first: str, second: str) -> None:
    chat.write(signs=first).write(signs=second)
    assert chat.outcome == "urgent"
    assert chat.texts == ["urgent.action", "urgent.why.skin", "urgent.now", "crisis.also"]


def test_a_lesser_physical_sign_after_it_is_an_emergency(chat: Chat) -> None:
    chat.write(signs="self_harm").write(signs="very_dizzy")
    assert chat.outcome == "urgent"
    assert chat.texts == ["urgent.action", "urgent.why.harm", "urgent.now", "crisis.also"]


def test_after_a_stop_it_is_said_alone_and_again_when_it_is_said_again(chat: Chat) -> None:
    chat.write(signs="site_severe").write(signs="self_harm")
    assert chat.texts == ONLY
    chat.wait(1).write(signs="self_harm")
    assert chat.texts == ONLY
    assert chat.outcome == "crisis"


def test_what_is_written_afterwards_gets_it_said_again_and_no_way_on(chat: Chat) -> None:
    chat.write(signs="self_harm")
    for _ in range(2):
        chat.write(tier="unknown", topics=("thanks",))
        assert chat.texts == ["idle.crisis"]
        assert chat.labels() == []


def test_a_doubt_about_it_asks_with_the_crisis_line_above(chat: Chat) -> None:
    chat.write(doubts="self_harm")
    assert chat.texts == ["unsure.crisis", "doubt.ask"]
    assert "thoughts of hurting yourself" in chat.library.books["en"].show(chat.messages[-1]).text
    assert chat.wait(10).outcome == "crisis"
    assert chat.texts == ONLY


def test_a_physical_doubt_after_it_is_asked(chat: Chat) -> None:
    chat.write(signs="self_harm").write(doubts="throat_tight")
    assert chat.asking
    assert chat.tap("no").texts == ["idle.crisis"]


def test_with_an_urgent_outcome_standing_a_doubt_about_it_is_asked(chat: Chat) -> None:
    chat.write(signs="hives").write(doubts="self_harm")
    assert chat.asking


def test_a_new_check_is_possible_afterwards(chat: Chat) -> None:
    chat.write(signs="self_harm").command("check")
    assert chat.question == "signs"
