"""Typed words: what stands on a button, or is said for it, chooses it; what is denied, doubted or about something else chooses nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.library import Library
from bot.dialog.script import Level, Question
from bot.understanding.options import LONGEST_ANSWER, choose, ways
from bot.understanding.wording import plain_words
from tests.shipped import shipped

NEGATIONS = frozenset(["no", "not", "none", "nothing", "nope", "nah", "n", "dont"])


@dataclass(frozen=True)
class Said:
    """A way to say an option of a shipped question."""

    question: Question
    option: str
    phrase: str

    def __str__(self) -> str:
        return f"{self.question.id}.{self.option}: {self.phrase}"


def every_way() -> list[Said]:
    """Every label and every `also` of every option of every question, a shared question once."""
    book = shipped().book("en")
    questions = {question.ask: question for flow in shipped().script.flows.values() for question in flow.questions.values()}
    return [
        Said(question, option.id, phrase)
        for question in questions.values()
        for option in question.options.values()
        if option.label
        for phrase in (book.labels[option.label].text, *book.labels[option.label].also)
    ]


def hear(text: str, question: Question) -> tuple[str, ...]:
    return shipped().hearing.chosen(text, shipped().books["en"], question)


def question(name: str) -> Question:
    return next(flow.questions[name] for flow in shipped().script.flows.values() if name in flow.questions)


# ---- what is said plainly


@pytest.mark.parametrize("said", every_way(), ids=str)
def test_every_way_to_say_an_option_chooses_it(said: Said) -> None:
    assert hear(said.phrase, said.question) == (said.option,)


@pytest.mark.parametrize("said", every_way(), ids=str)
def test_no_way_to_say_an_option_comes_to_less_than_tapping_it(said: Said) -> None:
    script = shipped().script
    tapped = script.serious(said.question.options[said.option])
    heard = shipped().hear(said.phrase, "en", said.question)
    reached = max((script.flags[flag].level for flag in (*heard.signs, *heard.doubts)), default=Level.NONE)
    if tapped and heard.chosen != (said.option,):
        assert reached >= script.flags[tapped].level


AROUND = [
    "",
    " ",
    "!",
    "...",
    "?!",
    " 🙂",
    "👍 ",
    "«",
    "“",
    "(",
    "*",
    "_",
    "\n",
    "\u200b",
    "\u00a0",
    "\ufe0f",
    "\u200d",
    "\u2060",
    " — ",
    "🤷🏽‍♀️",
]
CASES = st.sampled_from([str.upper, str.lower, str.title, str.swapcase, str.casefold])


@given(
    said=st.sampled_from(every_way()),
    case=CASES,
    before=st.lists(st.sampled_from(AROUND), max_size=3).map("".join),
    behind=st.lists(st.sampled_from(AROUND), max_size=3).map("".join),
    apostrophe=st.sampled_from(["'", "\u2019", "\u2018", "`", "\u00b4", "\u02bc", "\uff07", ""]),
    wide=st.booleans(),
)
@settings(max_examples=500)
def test_case_signs_and_what_cannot_be_seen_make_no_difference(
    said: Said, case: Callable[[str], str], before: str, behind: str, apostrophe: str, wide: bool
) -> None:
    words = case(said.phrase).replace("'", apostrophe)
    if wide:
        words = "".join(chr(ord(letter) + 0xFEE0) if letter.isascii() and letter.isalnum() else letter for letter in words)
    assert hear(before + words + behind, said.question) == (said.option,)


@pytest.mark.parametrize(
    ("text", "name", "option"),
    [
        ("I think it's a bit sore today", "site", "mild"),
        ("ok, upper arm", "place", "arm"),
        ("just my usual shot, thanks", "dose", "usual"),
        ("yes, fully gone", "had_serious_plain", "yes"),
        ("no, thank you", "signs", "none"),
        ("I'm wheezing… I mean wheezy", "signs", "wheezing"),
        ("hives on my arms, legs and back", "signs", "hives"),
        ("I passed out on the stairs", "more_signs", "fainted"),
        ("not sore", "site", "fine"),
        ("sore but not worse", "site", "moderate"),
    ],
)
def test_small_words_beside_an_option_do_not_hide_it(text: str, name: str, option: str) -> None:
    assert hear(text, question(name)) == (option,)


def test_several_choices_can_be_named_in_one_message() -> None:
    assert hear("headache and nausea", question("mild")) == ("headache", "nausea")
    assert hear("tired, headache", question("mild")) == ("headache", "tired")


def test_a_longer_way_to_say_something_wins_over_a_shorter_one_inside_it() -> None:
    assert hear("a bit dizzy today", question("more_signs")) == ("light",)
    assert hear("I was dizzy but not now", question("more_signs")) == ("was_dizzy",)


# ---- what is not clear


@pytest.mark.parametrize("said", [said for said in every_way() if not NEGATIONS & set(plain_words(said.phrase))], ids=str)
def test_what_is_denied_is_not_chosen(said: Said) -> None:
    for denied in ("not {}", "no {}", "I don't have {}", "never {}", "{}? no", "I have not got {} at all", "without {}"):
        assert said.option not in hear(denied.format(said.phrase), said.question), denied


@pytest.mark.parametrize("said", every_way(), ids=str)
def test_a_long_message_chooses_nothing(said: Said) -> None:
    text = f"my sister asked me yesterday whether {said.phrase} would matter for a walk in the park"
    assert len(plain_words(text)) > LONGEST_ANSWER
    assert hear(text, said.question) == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("walking or stretching", "workout"),
        ("yes and no", "signs_plain"),
        ("purple", "signs"),
        ("", "signs"),
        ("🙂", "signs"),
        ("?!", "signs"),
        ("fine but it burns a lot", "site"),
        ("my arm hurts", "place"),
        ("nothing but a headache", "mild"),
        ("no headache but tired", "mild"),
        ("headache, not sure about the rest", "mild"),
        ("no heart disease, but asthma", "health"),
    ],
)
def test_what_could_mean_several_things_is_asked_again(text: str, name: str) -> None:
    assert hear(text, question(name)) == ()


ALARMS = [
    "my tongue feels thick",
    "breathing is hard",
    "trubble breathing",
    "hievs on my back n arms",
    "my eye is become big",
    "I have trouble swallowing",
    "strong pressure on my chest",
    "my throat is closing",
    "this looks like anaphylaxis",
    "so woozy",
    "everything is spinning",
    "upper lip is double its size",
    "the site is swelling quickly",
    "I can barely stand",
    "chest pain",
    "very dizzy and weak",
]
OPENINGS = [
    "{}",
    "no, {}",
    "no {}",
    "none but {}",
    "nothing, {}",
    "fine but {}",
    "I feel fine, only {}",
    "not sure, {}",
    "ok except {}",
    "{}, no",
]


@pytest.mark.parametrize("alarm", ALARMS)
@pytest.mark.parametrize(
    "name", ["signs", "signs_plain", "more_signs", "danger_plain", "steady_plain", "site", "hives_spread", "mild", "how"]
)
def test_words_of_alarm_never_choose_a_harmless_answer(name: str, alarm: str) -> None:
    asked = question(name)
    for opening in OPENINGS:
        chosen = hear(opening.format(alarm), asked)
        assert [option for option in chosen if not asked.options[option].flags] == [], opening


@given(st.text(max_size=80), st.sampled_from(sorted({said.question.id for said in every_way()})))
@settings(max_examples=300)
def test_whatever_is_typed_at_most_what_the_question_takes_is_chosen(text: str, name: str) -> None:
    asked = question(name)
    chosen = hear(text, asked)
    assert set(chosen) <= set(asked.options)
    assert len(chosen) <= 1 or (asked.many and not any(asked.options[option].alone for option in chosen))


def test_without_an_open_question_nothing_is_chosen(library: Library) -> None:
    assert library.hear("yes", "en", None).chosen == ()


def test_a_person_whose_language_is_missing_is_heard_in_english(library: Library) -> None:
    assert library.hear("wheezing", "fr-CA", question("signs")).signs == ("wheezing",)


def test_a_serious_option_counts_inside_a_message_and_another_only_beside_small_words() -> None:
    options = ways({"hives": ["hives"], "walk": ["a walk"]})
    assert choose("hives everywhere", options, serious=["hives"]) == ("hives",)
    assert choose("hives everywhere", options) == ()
    assert choose("a walk everywhere", options, serious=["hives"]) == ()
    assert choose("I think a walk", options, serious=["hives"]) == ("walk",)


def test_words_that_name_two_options_alike_choose_neither() -> None:
    assert choose("sore", ways({"mild": ["sore"], "strong": ["sore"]})) == ()
