"""The second reader of signs: it asks where nothing was heard, and changes nothing else."""

from __future__ import annotations

import json
import logging
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.hints import SecondReader
from bot.content.library import Library, load
from bot.dialog.script import SERIOUS, Level
from bot.understanding.encoder import ModelMissing
from bot.understanding.reading import Reading, Seen, Status
from tests.shipped import shipped

from .helpers import SHIPPED, Copy

AGAINST = Path(__file__).parents[1] / "data" / "redflags_against_the_rules.jsonl"
HINTS = "hints/en.yaml"
WORDS = ["i", "my", "throat", "feels", "tight", "no", "not", "rash", "spinning", "gym", "today"]


def shorten(copy: Copy) -> None:
    """Keep twelve examples under each name: learning takes long otherwise."""
    kept: list[str] = []
    place = 0
    for line in copy.text(HINTS).splitlines(keepends=True):
        place = place + 1 if line.lstrip().startswith("- ") else 0
        if place <= 12:
            kept.append(line)
    copy.write(HINTS, "".join(kept))


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("it feels as if somebody holds my neck from the inside", "throat_tight"),
        ("my cheeks blew up like two balloons on the bus home", "face_swelling"),
        ("there is a rabbit kicking in my chest while i sit here", "palpitations"),
        ("everything whirls around me like a carousel and i hold on to the sink", "very_dizzy"),
        ("red hills popping up on my back, then my arms, then my legs", "hives"),
    ],
)
def test_a_sign_said_in_other_words_is_asked_about(library: Library, text: str, flag: str) -> None:
    reading = library.second.look(text, "en", Reading())
    assert flag in reading.doubts
    assert reading.level is Level.NONE
    assert reading.ask_level in SERIOUS


@pytest.mark.parametrize(
    "text",
    [
        "had my shot an hour ago and feel good, off for a walk",
        "remind me on monday at nine",
        "my trainer killed me with squats yesterday",
        "the long queue at the clinic nearly drove me mad",
        "how long until i have more energy",
        "i am really pleased with my results",
        "no",
        "ok",
        "",
        "🙂",
    ],
)
def test_an_ordinary_message_is_not(library: Library, text: str) -> None:
    assert library.second.look(text, "en", Reading()) == Reading()


def test_it_looks_into_every_sentence_of_a_long_story(library: Library) -> None:
    story = (
        "Good morning, I hope you are all well. I went to the surgery at nine and the nurse was very kind as always. "
        "Then I took the bus home and fed the cat. {sign} Anyway, my daughter comes to visit on Sunday and we will bake a cake. "
        "The weather should be lovely too."
    )
    assert library.second.look(story.format(sign="My tongue has become so fat that it fills my mouth."), "en", Reading()).doubts
    assert not library.second.look(story.format(sign="After that I watched a film about trains."), "en", Reading()).doubts


def test_it_looks_into_every_piece_of_a_wall_of_words(library: Library) -> None:
    wall = "we went to town and had lunch and then we saw a film about trains and talked about the garden and the new bus and my aunt " * 2
    assert library.second.look(wall + "and now my tongue has become so fat that it fills my mouth", "en", Reading()).doubts
    assert not library.second.look(wall, "en", Reading()).doubts


@pytest.mark.parametrize("status", [Status.PRESENT, Status.UNCLEAR])
def test_where_a_sign_is_heard_already_it_does_not_look(library: Library, status: Status) -> None:
    heard = Reading((Seen("wheezing", status, 0, 5),), Level.NONE, Level.URGENT, (), ("wheezing",))
    assert library.second.look("there is an elephant sitting on me when i breathe in", "en", heard) is heard


def test_where_a_sign_is_denied_it_looks_and_must_be_surer(library: Library) -> None:
    denied = Reading((Seen("rash", Status.DENIED, 0, 5),))
    assert library.second.look("no rash, but it feels like breathing through a straw", "en", denied).doubts
    assert not library.second.look("no rash and a nice walk in the park", "en", denied).doubts


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=120) | st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_it_never_lowers_and_never_escalates(text: str) -> None:
    library = shipped()
    first = library.red_flags["en"].read(text)
    both = library.read(text, "en")
    assert replace(both, doubts=(), ask_level=Level.NONE) == replace(first, doubts=(), ask_level=Level.NONE)
    assert both.ask_level >= first.ask_level
    assert both.doubts[: len(first.doubts)] == first.doubts
    assert len(both.doubts) <= max(2, len(first.doubts))


def test_only_english_is_looked_at_twice(library: Library) -> None:
    assert library.second.look("my tongue does not fit in my mouth", "es", Reading()) == Reading()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("  breathing:\n", "  »headache:\n", "signs need a flag of level urgent or stop, and 'headache' is not"),
        ("  breathing:\n", "  »breathin:\n", "signs need a flag of level urgent or stop, and 'breathin' is not"),
        (
            "nothing:\n",
            "nothing:\n  - »My LIPS feel like two sausages!\n",
            "'My LIPS feel like two sausages!' stands under 'mouth_swelling' already",
        ),
    ],
    ids=["mild", "strange", "under two names"],
)
def test_a_mistake_is_told_at_its_place(copy: Copy, old: str, new: str, says: str) -> None:
    where = copy.change(HINTS, old, new)
    assert copy.told() == [f"{where}: {says}"]


def test_a_second_file_of_a_language_is_told(copy: Copy) -> None:
    shutil.copy(copy.folder / HINTS, copy.folder / "hints/more.yaml")
    assert copy.told() == [f"{copy.place('hints/more.yaml', 'language: en')}: the hints in 'en' stand in hints/en.yaml too"]


def test_what_is_shipped_was_learned_from_what_is_shipped() -> None:
    assert list(load(SHIPPED).second.warnings()) == []


def test_a_new_example_counts_at_once_and_the_author_is_told_to_learn(copy: Copy, caplog: pytest.LogCaptureFixture) -> None:
    shorten(copy)
    copy.change(HINTS, "  palpitations:\n", "  palpitations:\n    - a hamster runs in its wheel behind my ribs\n")
    second = load(copy.folder).second
    (warning,) = second.warnings()
    assert "run: python -m bot learn" in warning.message
    assert warning.file == HINTS
    with caplog.at_level(logging.WARNING):
        second.prepare()
    assert ["run: python -m bot learn" in line for line in caplog.messages] == [True]
    assert second.look("a hamster runs in a wheel behind my ribs", "en", Reading()).doubts[0] == "palpitations"
    assert second.learn() == copy.folder / "hints/en.learned.npz"
    again = load(copy.folder).second
    assert list(again.warnings()) == []
    assert again.look("a hamster runs in a wheel behind my ribs", "en", Reading()).doubts[0] == "palpitations"


def test_without_examples_nobody_looks_twice(library: Library) -> None:
    second = SecondReader(SHIPPED, {}, library.questions.files, {}, library.script.flags)
    assert second.learn() is None
    assert list(second.warnings()) == []
    assert second.look("my tongue does not fit in my mouth", "en", Reading()) == Reading()


def test_without_the_model_it_goes_by_spelling(copy: Copy) -> None:
    shorten(copy)
    library = load(copy.folder)
    second = SecondReader(copy.folder, library.second.files, library.questions.files, {}, library.script.flags, package="no_such_weights")
    second.prepare()
    assert second.look("my tonge doesnt fit in my mouth anymore", "en", Reading()).doubts == ("mouth_swelling",)
    assert not second.look("remind me on friday at nine", "en", Reading()).doubts
    with pytest.raises(ModelMissing):
        second.learn()


def test_messages_written_against_the_rules_are_rarely_missed() -> None:
    """Signs that stand beside a denial, a leaflet, a cat, somebody's age: by somebody who read the rules to find what they swallow.

    About 27 of 741 are known to be missed. A change that misses many more swallows signs.
    """
    texts = [json.loads(line)["text"] for line in AGAINST.read_text(encoding="utf-8").splitlines()]
    missed = [text for text in texts if not (reading := shipped().read(text, "en")).flags and not reading.doubts]
    assert len(missed) <= 0.05 * len(texts), missed
