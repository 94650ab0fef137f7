"""Typed text to ids: the same words mean the same in every state, and what is serious is looked at first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.explain import explained
from bot.content.library import Library
from bot.dialog.events import Wrote
from bot.dialog.script import Level, Question
from bot.dialog.session import Run, Session
from bot.dialog.turn import take_turn
from tests.content.helpers import Copy
from tests.fakes import START
from tests.shipped import shipped


def every_question(library: Library) -> list[Question]:
    return [question for flow in library.script.flows.values() for question in flow.questions.values()]


SAID = [
    "no rash but my lips are swelling",
    "is it normal that my throat feels tight?",
    "not sure if this is a rash",
    "what if i get hives?",
    "can i train today?",
    "yes",
    "no",
    "none of these",
    "walking",
    "stop",
    "remind me on friday",
    "no puedo respirar bien",
    "i want to kill myself",
    "I had hives but they are gone",
    "thanks",
    "asdf",
    "",
    "…",
    "👍👍👍",
    "\x00\x07\u202e",
    "lol " * 1000,
    "a" * 4096,
    "не могу дышать",
]


@settings(max_examples=60, deadline=None)
@given(text=st.one_of(st.sampled_from(SAID), st.text(max_size=60)), question=st.sampled_from(every_question(shipped())))
def test_the_same_words_are_read_the_same_whatever_question_is_open(text: str, question: Question) -> None:
    library = shipped()
    assert replace(library.hear(text, "en", question), chosen=()) == library.hear(text, "en", None)


@settings(max_examples=60, deadline=None)
@given(
    text=st.sampled_from(
        ["my lips are swelling", "i cant breathe", "feeling really dizzy", "hives all over my back", "my throat feels tight"]
    ),
    before=st.sampled_from(
        ["", "Hi there. ", "So today was a long day at work. ", "lol ok. ", "🙂 ", "\n\n", "Thanks for the plan yesterday. "]
    ),
    behind=st.sampled_from(["", ".", "!!", " 😟", ". Anyway, how was your day?", ". Thanks.", "\n", ". I had lunch at noon."]),
)
def test_chatter_around_a_sign_does_not_hide_it(text: str, before: str, behind: str) -> None:
    library = shipped()
    bare, wrapped = library.hear(text, "en", None), library.hear(before + text + behind, "en", None)
    assert bare.signs
    assert set(bare.signs) <= set(wrapped.signs)


@pytest.mark.parametrize("text", SAID)
def test_what_is_explained_is_what_the_chat_hears(library: Library, text: str) -> None:
    heard, told = library.hear(text, "en", None), explained(library, text)
    serious = [library.script.flags[flag].level.name.lower() for flag in heard.signs]
    assert told["level"] == (serious[0] if serious else "ask" if heard.doubts else "none")
    assert (told["ask_level"] is not None) == bool(heard.doubts)
    if not (heard.signs or heard.doubts or heard.command or heard.foreign):
        assert told["faq"]["tier"] == heard.tier
        assert tuple(topic["id"] for topic in told["faq"]["topics"]) == heard.topics


def test_the_words_on_a_button_answer_the_question_although_elsewhere_they_would_raise_a_doubt(library: Library) -> None:
    off = next(question for question in every_question(library) if question.id == "how")
    heard = library.hear("something feels off", "en", off)
    assert heard.chosen == ("off",)
    turn = take_turn(library.dialogs, Session("en", Run("x", "warm_up", START)), heard, START)
    assert turn.session.doubt is None
    assert turn.session.run is not None
    assert turn.session.run.answers == (("how", ("off",)),)


def test_no_words_on_a_button_that_is_not_urgent_read_as_an_emergency(library: Library) -> None:
    """Somebody who types what a button says must come where the button leads, or higher for a reason."""
    for question in every_question(library):
        for option in question.options.values():
            if option.label and library.script.serious(option) is None:
                words = library.books["en"].labels[option.label].text
                flags = library.hear(words, "en", question).signs
                assert not [flag for flag in flags if library.script.flags[flag].level is Level.URGENT], words


def test_a_sign_that_is_denied_is_heard_as_denied(library: Library) -> None:
    assert library.hear("I have no rash", "en", None).denied == ("rash",)


def test_a_serious_message_asks_nothing_besides(library: Library) -> None:
    heard = library.hear("remind me tomorrow, my lips are swelling", "en", None)
    assert heard.signs
    assert (heard.command, heard.tier, heard.topics) == ("", "unknown", ())


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("stop", Wrote(command="cancel")),
        ("me duele mucho el brazo después de la inyección", Wrote(foreign=True)),
        ("yes", Wrote(reply="yes")),
    ],
)
def test_what_is_heard(library: Library, text: str, heard: Wrote) -> None:
    got = library.hear(text, "en", None)
    assert (got.command, got.foreign, got.reply) == (heard.command, heard.foreign, heard.reply)


def test_a_flag_may_only_have_an_outcome_of_its_level(copy: Copy) -> None:
    place = copy.change("flows/common.yaml", "{level: urgent, rule: ours, outcome: crisis}", "{level: urgent, rule: ours, »outcome: stop}")
    assert f"{place}: `outcome` belongs to a flag of level urgent or stop, and names an outcome of that level" in copy.told()


def test_an_outcome_of_a_flag_must_exist(copy: Copy) -> None:
    place = copy.change(
        "flows/common.yaml", "{level: urgent, rule: ours, outcome: crisis}", "{level: urgent, rule: ours, »outcome: crises}"
    )
    assert f"{place}: there is no outcome 'crises'; did you mean 'crisis'?" in copy.told()


def test_a_serious_outcome_needs_its_three_texts_and_no_other_has_them(copy: Copy) -> None:
    copy.change("flows/common.yaml", "    unsure: unsure.stop\n", "")
    assert any("needs `again`, `toast` and `unsure`" in problem for problem in copy.told())


def test_an_answer_that_raises_a_flag_with_its_own_outcome_must_end_there(copy: Copy) -> None:
    copy.change("flows/common.yaml", "chest: {flags: [chest_pain]}", "chest: {flags: [self_harm]}")
    told = copy.told()
    assert any("must end at 'crisis', because of a flag with that outcome, and ends at 'urgent'" in problem for problem in told)


def test_ending_at_the_outcome_of_a_flag_keeps_the_promise_about_urgent_signs(copy: Copy) -> None:
    copy.change("flows/common.yaml", "chest: {flags: [chest_pain]}", "chest: {flags: [self_harm]}")
    for file in ("flows/tolerance_check.yaml", "flows/warm_up.yaml"):
        text = copy.text(file)
        start = text.index("use: more_signs")
        at = text.index("    next:\n", start) + len("    next:\n")
        copy.write(file, text[:at] + "      - {when: {answer: {more_signs: chest}}, end: crisis}\n" + text[at:])
    assert not [problem for problem in copy.told() if "promise" in problem or "must end" in problem]


def test_the_sign_of_a_doubt_needs_its_words(copy: Copy) -> None:
    copy.change("texts/en.yaml", "  doubt.hoarse: a voice that turned hoarse\n", "")
    assert any("the label 'doubt.hoarse' is missing in en" in problem for problem in copy.told())
