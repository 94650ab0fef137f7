"""Signs are heard however they are put together: any part of the body with anything that happens to it, in any frame.

What only comes near a sign is asked about, and ordinary talk with the same words raises nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialog.script import Level
from tests.shipped import shipped

LIBRARY = shipped()

FRAMES = (
    "my {part} is {change}",
    "{part} feels {change}",
    "{part} getting {change} now",
    "help my {part} {change}!!",
    "hey so um my {part} has gone all {change} after the shot",
    "is it bad that my {part} is {change}",
    "woke up and my {part} was {change}",
    "the {part} it become {change}",
    "I hate to bother you, {part} a bit {change} since lunch, ok to train?",
)

URGENT_PARTS = {
    ("lips", "tongue", "mouth", "face", "eyelids", "cheeks", "gums"): (
        "swelling", "swollen", "puffy", "fat", "bigger", "ballooning", "like a balloon", "twice the size", "doubled in size",
    ),
    ("throat", "windpipe", "airway", "gullet"): (
        "closing", "tight", "swelling", "shut", "thick", "narrow", "itchy", "blocked", "smaller",
    ),
    ("chest",): ("tight", "heavy", "painful", "crushed", "killing me", "burning"),
    ("breathing",): ("hard", "heavy", "noisy", "weird", "difficult", "shallow", "wheezy"),
    ("skin", "body", "back", "tummy"): ("itchy", "covered in hives", "blotchy", "full of bumps", "covered in a rash"),
    ("voice",): ("hoarse", "croaky", "raspy", "squeaky", "deeper"),
    ("lips", "nails"): ("blue", "purple", "bluish"),
}  # fmt: skip

STOP_PARTS = {
    ("head",): ("spinning", "swimming", "light", "woozy"),
    ("heart",): ("racing", "pounding", "fluttery", "going like a jackhammer"),
    ("legs", "knees"): ("weak", "like jelly", "like pudding", "wobbly"),
}


def told(parts: Mapping[tuple[str, ...], tuple[str, ...]]) -> st.SearchStrategy[str]:
    """A part of the body, something that happens to it, and a frame around both."""
    pairs = [(part, change) for names, changes in parts.items() for part in names for change in changes]
    return st.builds(lambda pair, frame: frame.format(part=pair[0], change=pair[1]), st.sampled_from(pairs), st.sampled_from(FRAMES))


def level(text: str) -> Level:
    return LIBRARY.read(text, "en").level


def asked(text: str) -> Level:
    reading = LIBRARY.read(text, "en")
    return max(reading.level, reading.ask_level)


@given(told(URGENT_PARTS))
def test_an_urgent_sign_is_heard_in_every_frame(text: str) -> None:
    assert level(text) is Level.URGENT


@given(told(STOP_PARTS))
def test_a_stop_sign_is_heard_in_every_frame(text: str) -> None:
    assert level(text) >= Level.STOP


@given(told(URGENT_PARTS))
def test_capitals_do_not_hide_a_sign(text: str) -> None:
    assert level(text.upper()) is Level.URGENT


@pytest.mark.parametrize(
    "text",
    [
        # breathing
        "I can only say three words at a time",
        "the air is few",
        "breath will not come",
        "really having to work to pull air in",
        "feels like breathing soup",
        "someone is sitting on my lungs",
        "my breathing makes a sound like a cat",
        "can't take a deep breath",
        "is it bad that my breath is short",
        # throat and voice
        "I have a dumpling in my throat",
        "feels like I swallowed a golf ball",
        "tried a banana and it wont go down",
        "Swallowing feels like broken glass",
        "my necktie feels like a noose",
        "voice dropped to a growl",
        "I can only whisper",
        # mouth and face
        "I have Kylie Jenner lips all of a sudden",
        "my nose and lips is swell",
        "I look like I went ten rounds with Tyson",
        "my rings won't come off",
        "my fingers are like sausages",
        # skin
        "i look like bubble wrap",
        "I've turned into a strawberry, head to toe",
        "took benadryl for the reaction I'm having",
        "tearing my skin off with itch",
        # fainted
        "next thing I remember is the ceiling",
        "vision tunnelling and I'm about to go down",
        "slumped in the market after the injection",
        "my baby is limp and won't feed",
        # chest
        "a van is parked on my chest",
        "A strong pressure on the breast, like a stone",
        "chest payn goin down my arm",
        # brain
        "my left hand won't do what I tell it",
        "my mouth hangs down one side",
        "she doesn't know her own name",
        "can't remember how I got here",
        "seeing two of everything",
        # the pen
        "used my eppy pen",
        "my wife stuck the EpiPen in me",
    ],
)
def test_an_urgent_sign_is_heard_in_other_words(text: str) -> None:
    assert level(text) is Level.URGENT


@pytest.mark.parametrize(
    "text",
    [
        "got a touch of the spins",
        "the room won't stay still",
        "can't grip my cup, really weak",
        "a fish flopping in my chest",
        "painkillers don't touch this headache",
        "headache was a 2 and now it's a 7",
        "chucked up my lunch",
        "everything I eat comes back up",
        "size of a golf ball where she jabbed me",
        "drew a pen line round the redness and it's past it",
        "the lump has become like a stone, red and warm",
        "oozing yellow stuff",
        "so sore I can't dress",
    ],
)
def test_a_stop_sign_is_heard_in_other_words(text: str) -> None:
    assert level(text) >= Level.STOP


@pytest.mark.parametrize(
    "text",
    [
        "been cutting again",
        "I've been saving up tablets",
        "got the pills ready",
        "I've written the letters",
        "stepping in front of a train",
        "thinking of topping myself",
        "I've taken 30 paracetamol",
        "everyone would be better off without me",
        "they will be better off when I'm gone",
    ],
)
def test_self_harm_is_heard_however_quietly(text: str) -> None:
    assert LIBRARY.read(text, "en").flags[:1] == ("self_harm",)


@pytest.mark.parametrize("text", ["standing on a bridge", "I want it to be over", "I can't see the point any more"])
def test_words_near_self_harm_are_asked_about(text: str) -> None:
    assert "self_harm" in LIBRARY.read(text, "en").doubts


@pytest.mark.parametrize(
    "text",
    [
        "mylipisswelling",
        "cantbreathe",
        "breathingsgoneweird",
        "mythroatisclosing",
        "chestistight",
        "lipspuffy",
        "faceswollen",
        "caaaant breeeathe",
    ],
)
def test_words_that_run_together_are_heard(text: str) -> None:
    assert level(text) is Level.URGENT


@pytest.mark.parametrize(
    "text",
    [
        "something's not right with my face",
        "my tongue feels odd",
        "is this normal, my throat feels different",
        "call an ambulance",
        "easier to breathe but still not right",
        "my voice is nearly back",
        "swelling is starting again",
        "it went away and now it's come back",
        "whats happening to me",
        "sense of impending doom",
        "I feel like I stepped out of my body",
        "colleague collapsed next to me",
    ],
)
def test_what_comes_near_a_sign_is_asked_about(text: str) -> None:
    assert asked(text) is Level.URGENT


@pytest.mark.parametrize(
    "text",
    [
        "it was hard to get into the pool",
        "my run felt hard today, the air was cold",
        "I picked my dumbbell off the floor",
        "I carry an EpiPen for peanuts, is b12 ok",
        "saving tablets of b12 vs injections",
        "jump in the car and go to the gym",
        "one word at a time",
        "how many sets with an empty bar",
        "headache is 2 out of 10, is that mild",
        "I look like a bodybuilder, thanks to you",
        "my wife says the swelling has gone down",
        "do I have bad breath",
        "can I swallow a pill instead of the shot",
        "is it safe on chest day",
    ],
)
def test_the_same_words_in_ordinary_talk_raise_nothing(text: str) -> None:
    assert level(text) is Level.NONE
