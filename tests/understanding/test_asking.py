"""Where the questions are in what people write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.asking import MOST_QUESTIONS, SHORT, questions

STORY = (
    "Hi there, hope you are well. I am 54 and have worked nights in a warehouse for ten years. "
    "My nurse gave me the second injection this morning. {question} Thanks so much for your time."
)


def alone(text: str) -> list[str]:
    return [" ".join(asked.alone) for asked in questions(text)]


def test_a_short_message_is_one_question() -> None:
    (asked,) = questions("My arm is sore. Can I still train?")
    assert asked.alone == asked.around == ("my", "arm", "is", "sore", "can", "i", "still", "train")


def test_two_questions_in_a_short_message_are_two() -> None:
    assert alone("can i go swimming? and when will i have energy?") == ["can i go swimming", "and when will i have energy"]
    assert alone("can i go swimming today? right?") == ["can i go swimming today right"]


@pytest.mark.parametrize(
    "question", ["Can I go for a swim?", "so is it ok to lift light weights.", "How long until the tingling goes.", "hiit tonight?"]
)
def test_in_a_story_only_the_question_counts(question: str) -> None:
    (asked,) = questions(STORY.format(question=question))
    assert " ".join(asked.alone) == question.lower().rstrip("?.")


def test_a_question_takes_along_what_stands_before_it() -> None:
    (asked,) = questions(STORY.format(question="My arm aches a bit. Can I still go for a swim?"))
    assert " ".join(asked.alone) == "can i still go for a swim"
    assert " ".join(asked.around).endswith("my arm aches a bit can i still go for a swim")
    assert len(asked.around) <= SHORT


def test_a_long_story_without_marks_is_cut_where_questions_open() -> None:
    text = (
        "ok so i had my jab this morning and the nurse was lovely and i walked home in the rain anyway can i go swimming later "
        "because my friend has a spare ticket for the pool and when will i have energy again"
    )
    assert [one.split()[:4] for one in alone(text)] == [["anyway", "can", "i", "go"], ["and", "when", "will", "i"]]


def test_without_a_question_everything_counts() -> None:
    text = "I want to know about swimming. My friend goes every week. It looks like fun to me and to my two kids as well."
    assert len(questions(text)) == 3


def test_of_very_many_questions_the_last_ones_count() -> None:
    text = " ".join(f"Can I do sport number {number} today?" for number in range(50))
    assert alone(text)[-1] == "can i do sport number 49 today"
    assert len(questions(text)) == MOST_QUESTIONS


@pytest.mark.parametrize("text", ["", "   \n", "???", "🙂🙂", "\u200b\u0000"])
def test_nothing_is_asked_without_a_word(text: str) -> None:
    assert questions(text) == ()


@given(st.text(max_size=400))
def test_every_question_has_words_and_its_surroundings_hold_it(text: str) -> None:
    for asked in questions(text):
        assert asked.alone
        assert " ".join(asked.alone) in " ".join(asked.around)
