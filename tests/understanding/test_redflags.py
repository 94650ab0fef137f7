"""Red flags in the words of people: the development sets stay good, and the hard things are right one by one."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.schema import RedFlagsFile
from bot.dialog.script import SERIOUS, Level
from bot.understanding.reading import ESCALATES, Reading, Status
from bot.understanding.wording import LONGEST
from tests.shipped import shipped

DATA = Path(__file__).parents[1] / "data"


def read(text: str) -> Reading:
    """By the rules alone; the second reader is tested with the content."""
    return shipped().red_flags["en"].read(text)


def outcome(text: str) -> str:
    """What a message leads to: urgent, stop, ask or clear."""
    reading = read(text)
    if reading.level:
        return reading.level.name.lower()
    return "ask" if reading.ask_level else "clear"


def matrix(name: str) -> Counter[tuple[str, str]]:
    """How often each label of a set led to what. An urgent doubt beside a stop counts as asked for an urgent message."""
    counts: Counter[tuple[str, str]] = Counter()
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        led = outcome(row["text"])
        if row["label"] == "urgent" and led == "stop" and read(row["text"]).ask_level is Level.URGENT:
            led = "ask"
        counts[row["label"], led] += 1
    return counts


@pytest.mark.parametrize("name", ["redflags_dev.jsonl", "redflags_blind.jsonl"])
def test_the_sets_stay_good(name: str) -> None:
    counts = matrix(name)
    total = {label: sum(count for (given, _), count in counts.items() if given == label) for label in ("urgent", "stop", "clear")}
    missed = {pair: count for pair, count in counts.items() if pair in (("urgent", "clear"), ("urgent", "stop"), ("stop", "clear"))}
    assert counts["urgent", "urgent"] >= 0.96 * total["urgent"], missed
    caught = 0.98 if name == "redflags_blind.jsonl" else 0.995  # the first was written to be hard
    assert counts["urgent", "urgent"] + counts["urgent", "ask"] >= caught * total["urgent"], missed
    assert counts["stop", "clear"] <= 0.02 * total["stop"], missed  # these are the rules alone: the second reader asks about more
    assert counts["clear", "urgent"] + counts["clear", "stop"] <= 0.02 * total["clear"]
    assert counts["clear", "ask"] <= 0.06 * total["clear"]


HARD = [
    # a denial and a sign in one message
    ("no rash but my lips are swelling", "urgent"),
    ("no rash or hives, throat is tight though", "urgent"),
    ("not dizzy, not sick, just can't stop wheezing", "urgent"),
    ("no rash my throat is closing", "urgent"),
    ("no hives, wheezing or swelling", "clear"),
    ("my face is not swollen", "clear"),
    ("I don't think my face is swollen", "clear"),
    ("swelling? no. rash? no.", "clear"),
    ("no hives, throat tight, wheezing", "ask"),
    # what only looks like a denial
    ("can't breathe", "urgent"),
    ("I am not able to breathe well", "urgent"),
    ("I don't get air", "urgent"),
    ("no idea why my face is swollen", "urgent"),
    ("the rash is not going away", "urgent"),
    ("never had hives like this before", "urgent"),
    # questions
    ("is it normal that my throat feels tight?", "urgent"),
    ("should I worry that my face is swollen?", "urgent"),
    ("can I lift if I feel lightheaded?", "stop"),
    ("can I run with this rash?", "urgent"),
    ("is dizziness normal after a B12 shot?", "clear"),
    ("what if my throat swells?", "clear"),
    ("what if my throat is swelling?", "ask"),
    ("could I faint from the needle?", "clear"),
    ("is it normal to wheeze after B12? I do now", "urgent"),
    ("how long until the swelling in my lips goes away?", "urgent"),
    # signs without a medical word, and minimised
    ("it's like a hand around my throat", "urgent"),
    ("breathing through a straw", "urgent"),
    ("an elephant is sitting on my chest", "urgent"),
    ("maybe it's nothing but breathing is a bit hard", "urgent"),
    ("ok apart from my swollen lips", "urgent"),
    # spelling
    ("cantbreathe", "urgent"),
    ("MY TONGUE IS SWELLING", "urgent"),
    ("hievs on my hole back n arms", "urgent"),
    ("um so my face feels kind of swollen and uh it's hard to breathe", "urgent"),
    ("dizzzzzzy", "stop"),
    ("my thr\u043e\u0430t is sw\u0435lling", "urgent"),
    ("my thro\u200bat is swel\u00adling", "urgent"),
    ("i have the throat closed", "urgent"),
    ("🥴", "stop"),
    # other senses
    ("a rash decision", "clear"),
    ("that climb was breathtaking", "clear"),
    ("weak coffee this morning", "clear"),
    ("sick gains today", "clear"),
    ("the bees are back in their hives", "clear"),
    ("I'm dying for a workout", "clear"),
    ("the rush this week was swell, thanks", "clear"),
    # training
    ("my legs were jelly after yesterday's run", "clear"),
    ("out of breath after the sprint, fine after a minute", "clear"),
    ("out of breath after the sprint", "ask"),
    ("I stopped running ten minutes ago and still can't get my breath", "urgent"),
    # over, and back
    ("I had hives two years ago", "clear"),
    ("I was dizzy last week but it is gone", "clear"),
    ("I had hives this morning but they are gone now", "stop"),
    ("the hives went away but came back", "urgent"),
    ("my lips are swollen, the headache is gone", "urgent"),
    ("the rash is better but still there", "urgent"),
    ("I passed out earlier, all good now", "urgent"),
    # somebody else
    ("my husband can't breathe after his shot", "urgent"),
    ("my brother once fainted after a vaccine", "clear"),
    ("mum says my face is swollen", "urgent"),
    ("my dog's face is swollen", "clear"),
    ("the leaflet lists hives and trouble breathing", "clear"),
    ("the leaflet says call if lips swell and mine are swelling", "urgent"),
    # the place of the shot
    ("hives-like redness only at the injection site", "stop"),
    ("redness at the injection site and hives on my back", "urgent"),
    ("small red bump at the injection site", "clear"),
    ("a red rash on my shoulder", "urgent"),
    # other emergencies
    ("chest pain", "urgent"),
    ("my lips are blue", "urgent"),
    ("left arm suddenly numb and slurred speech", "urgent"),
    ("she had a seizure after the shot", "urgent"),
    ("I almost fainted", "stop"),
    ("my vision is going black, about to pass out", "urgent"),
    ("sudden loss of sight in one eye", "urgent"),
    ("can't breathe when I lie flat", "urgent"),
    ("it feels like swelling all over my body", "urgent"),
    # nothing to read
    ("", "clear"),
    ("?!...", "clear"),
    ("😊", "clear"),
    ("\x00\x01", "clear"),
    ("помогите, не могу дышать", "clear"),
]


@pytest.mark.parametrize(("text", "leads"), HARD)
def test_hard_things(text: str, leads: str) -> None:
    assert outcome(text) == leads, read(text)


@pytest.mark.parametrize("text", ["I want to kill myself", "I don't want to live anymore", "thinking of ending it all tonight"])
def test_intent_of_self_harm_has_a_flag_of_its_own(text: str) -> None:
    assert read(text).flags[0] == "self_harm"


def test_self_harm_that_is_denied_is_asked_about() -> None:
    assert read("I am not suicidal").doubts == ("self_harm",)


@pytest.mark.parametrize("text", ["that workout is killing me", "suicide sprints today", "I'm dying to lift"])
def test_hard_training_is_no_self_harm(text: str) -> None:
    assert outcome(text) == "clear"


STATUSES = [
    ("my lips are swollen", Status.PRESENT, "lips are swollen"),
    ("no wheezing", Status.DENIED, "wheezing"),
    ("what does wheezing sound like?", Status.HYPOTHETICAL, "wheezing"),
    ("I was wheezing last year", Status.PAST, "wheezing"),
    ("the wheezing went away but it came back", Status.RETURNED, "wheezing"),
    ("my aunt was wheezing years ago", Status.OTHER_PAST, "wheezing"),
    ("my aunt is wheezing", Status.OTHER_NOW, "wheezing"),
    ("not very wheezy", Status.UNCLEAR, "wheezy"),
]


@pytest.mark.parametrize(("text", "status", "span"), STATUSES)
def test_each_status_with_the_place_in_the_text(text: str, status: Status, span: str) -> None:
    assert (status, span) in [(seen.status, text[seen.start : seen.end]) for seen in read(text).seen]


def test_the_place_is_that_in_the_text_as_it_was_typed() -> None:
    text = "Hm\u2026 \u200bmy TONGUE\u200b  is   SWOLLEN!!"
    assert "TONGUE\u200b  is   SWOLLEN" in [text[seen.start : seen.end] for seen in read(text).seen]


def test_the_most_serious_flag_comes_first_and_a_lesser_doubt_is_left_out() -> None:
    reading = read("I'm dizzy and my throat is closing")
    assert reading.flags[0] in ("throat_tight", "throat_swelling")
    assert reading.flags[-1] in ("lightheaded", "very_dizzy")
    reading = read("my face is swelling. what if I am dizzy")
    assert (reading.level, reading.ask_level, reading.doubts) == (Level.URGENT, Level.NONE, ())


def test_a_graver_doubt_is_kept_beside_a_lesser_sign() -> None:
    reading = read("I'm dizzy. my tongue feels different")
    assert (reading.level, reading.ask_level) == (Level.STOP, Level.URGENT)


# ---- properties

URGENT = ["my throat is closing", "I can't breathe", "hives all over my body", "my lips are swelling", "my chest hurts"]
CHATTER = ["I did my walk.", "Please change the time to 8 pm.", "The weather is lovely.", "Thank you!", "My next shot is in May.", "ok"]
PLAIN = st.sampled_from(CHATTER)


@given(st.lists(PLAIN, max_size=8), st.sampled_from(URGENT), st.lists(PLAIN, max_size=8), st.sampled_from([" ", "\n", "  "]))
def test_chatter_around_a_sign_changes_nothing(before: list[str], sign: str, after: list[str], between: str) -> None:
    assert outcome(between.join([*before, sign + ".", *after])) == "urgent"


@given(st.lists(PLAIN, max_size=8))
def test_chatter_alone_is_clear(said: list[str]) -> None:
    assert outcome(" ".join(said)) == "clear"


@pytest.mark.parametrize("text", [text for text, leads in HARD if leads == "urgent"])
def test_the_way_it_is_typed_changes_nothing(text: str) -> None:
    assert [outcome(way) for way in (text.upper(), text.title(), f"  {text}\n", f"{text}.")] == ["urgent"] * 4


WORDS = st.sampled_from(
    re.findall(r"\S+", "my no not lips throat swelling rash but if what is was last year gone back she dog ? . , and can't 🥴")
)


@given(st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=80).map(" ".join)))
@settings(max_examples=300)
def test_any_text_is_read_the_same_way_twice_and_hangs_together(text: str) -> None:
    library = shipped()
    reading = read(text)
    assert reading == library.red_flags["en"].read(text)
    levels = library.script.flags
    assert reading.level == max((levels[flag].level for flag in reading.flags), default=Level.NONE)
    assert reading.ask_level == max((levels[flag].level for flag in reading.doubts), default=Level.NONE)
    assert not reading.doubts or reading.ask_level > reading.level
    assert all(levels[flag].level in SERIOUS for flag in (*reading.flags, *reading.doubts))
    for seen in reading.seen:
        assert 0 <= seen.start < seen.end <= len(text)
        if seen.status in ESCALATES:
            assert reading.level


WALLS = ["swelling ", "no rash ", "my throat is swelling and ", "what if I faint ", "a", "no ", "🥴", "can't", "\u200b", "dizzy, "]


@pytest.mark.parametrize("wall", WALLS)
def test_a_wall_of_words_is_read_to_its_end(wall: str) -> None:
    text = (wall * LONGEST)[: LONGEST - 20] + ". I can't breathe"
    assert outcome(text) == "urgent"


def test_a_wall_of_denials_stays_clear() -> None:
    assert outcome("no rash, " * 400) == "clear"


def test_what_stands_after_the_longest_message_is_not_read() -> None:
    assert outcome("a " * LONGEST + "I can't breathe") == "clear"


# ---- the words


def test_every_sign_has_examples_and_every_urgent_flag_of_the_questions_a_sign() -> None:
    _, file = shipped().signs["en"]
    assert isinstance(file, RedFlagsFile)
    said = {sign.flag for sign in file.signs.values() if sign.examples}
    never_said = {"still_serious", "one_of_these", "plain_sign", "plain_danger", "emergency", "hives_spread"}
    urgent = {flag.id for flag in shipped().script.flags.values() if flag.level is Level.URGENT}
    assert urgent - never_said <= said


def test_words_for_a_language_that_is_missing_are_the_main_ones() -> None:
    assert shipped().read("my lips are swelling", "pt-br") == read("my lips are swelling")
