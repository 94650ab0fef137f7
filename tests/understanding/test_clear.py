"""Harmless messages with the words of a serious sign raise nothing, and the same words meant in earnest still do."""

from __future__ import annotations

import pytest

from bot.content.library import Library
from bot.dialog.script import Level

HARMLESS = {
    "a question in general": [
        "can you faint from needles",
        "do needles make people pass out",
        "are seizures listed as a risk",
        "how soon after the jab do allergic reactions happen?",
        "when is chest pain an emergency?",
        "what happens in the body when someone faints?",
        "which is worse, wheezing or hives?",
        "wots anafilaxis",
        "why does my body need b12",
    ],
    "a made-up case": [
        "suppose my chest started hurting at the gym, then what?",
        "imagine you get a tight chest mid run, what then",
        "say someone passes out in spin class after b12, what happens then",
        "what would you say if I couldn't breathe?",
        "if my tongue ever swells I'll ring 999, got it",
    ],
    "a fear of what may come": [
        "scared I'll faint at the gym",
        "I'm worried I'll have an allergic reaction",
        "worried my throat might close up in my sleep",
        "I am afraid that tomorrow my heart stops on training",
        "petrified of needles, always think I'll faint",
    ],
    "a topic, a story, a joke": [
        "I teach first aid, next lesson is fainting and seizures",
        "delete my old message about the rash",
        "my partner googled anaphylaxis, I feel totally fine",
        'in the film the guy yells "I can\'t breathe!" and I spilled my popcorn',
        'I read a story where a woman wrote "I can\'t breathe" and it still haunts me',
        "The deadline is giving me chest pain, figuratively speaking",
    ],
    "long ago": [
        "had a bad rash on holiday in 2019",
        "years back I had palpitations, doctor said anxiety, all good now",
        "threw up last Thursday after bad sushi, fine since",
        "i passed out in 8th grade during band camp from the heat",
    ],
    "somebody else, long ago": [
        "dad had a heart attack at 60, does that matter for my plan",
        "my old trainer passed out on stage at a show once, funny story",
        "my brother had convulsions as a toddler",
        "Kelpie got a tick and couldn't breathe, she's at the vet",
        "the boiler makes a wheezing noise",
    ],
    "a condition": [
        "I'm allergic to nuts, is b12 still ok?",
        "have allergy on pollen and cats",
        "My grandson has a nut allergy with emergency pen",
        "long standing numb toes, nothing new",
        "Since 1998 I have tinnitus and now and then dizzy spells, today none",
    ],
    "denied": [
        "No dizzy, no vomit, no problem with breath",
        "no issues with breathing or swallowing",
        "my mum keeps asking if I've got a rash. I don't.",
        "you asked about my throat: it's perfectly fine",
        "I checked my lips in the mirror ten times, they're normal",
    ],
    "settled after training": [
        "got winded on the last hill, fine as soon as i stopped",
        "I was puffing up the hill, fine once I stopped",
        "I ran after the bus and was panting, I've been okay since",
        "I sweated a lot and breathed hard in the class, after water it was ok",
        "DOMS from hell today, can barely walk, squats yesterday",
    ],
    "a figure of speech": [
        "I'm choking on this much homework, need a gym break",
        "that song gives me chills",
        "working on my stroke at the pool tonight",
        "there's been a rash of cancellations at my gym",
        "I laughed until I couldn't breathe",
    ],
    "mild at the place of the shot": [
        "Slight bruise the size of a five pence piece, nothing else",
        "there's a faint red mark where it went in",
    ],
    "an ordinary word that looks like another": ["wheelchair user here, easy pushing laps alright?", "putting my shoes on"],
}

EARNEST = {
    "asked, and there": [
        "can someone help, I can't breathe",
        "how soon will the ambulance come, I can't breathe",
        "do people die of this, my throat is tight",
    ],
    "a plea": [
        "can you help me swollen lips",
        "can someone check, swollen tongue",
        "would you call an ambulance for swollen lips and hives",
    ],
    "supposed, and there": ["I suppose my lips are swelling", "I would say my throat is closing", "I assume it's an allergic reaction"],
    "worried about what is there": ["worried about my swollen lips", "was nervous at the injection and my throat closed"],
    "words that look harmless": [
        "since I was jabbed my lips are swelling",
        "got hives which are spreading",
        "lips swelling, I don't get it",
        "don't laugh I can't breathe",
        "hives itching for a while now",
        "after the injection my lips are going blue",
    ],
    "only me": ["does everyone's throat feel like it's closing a bit after their first b12 or just me"],
    "imagined, and there": ["imagine how bad it is right now, I can't breathe"],
    "afraid, and there": [
        "I'm scared, my throat is closing",
        "I'm afraid my throat is closing",
        "I am scared my chest pain is a heart attack",
    ],
    "looked up, and there": ["I looked up anaphylaxis and I think I have it", "I googled my symptoms, chest pain and short of breath"],
    "joked before": ["just kidding about earlier, but now my chest hurts", "haha not funny my throat is closing"],
    "beside a condition": [
        "I'm allergic to nuts and now my throat is swelling after the b12",
        "I've had asthma for 20 years but now I cannot breathe",
    ],
    "beside what is fine": ["I feel fine but my lips are swelling", "no problem before, today my tongue is swelling"],
    "after training, and still": [
        "I stopped running ten minutes ago and still can't catch my breath",
        "I am puffing like after stairs but I sit since one hour",
    ],
}


def _rows(groups: dict[str, list[str]]) -> list[object]:
    return [pytest.param(text, id=f"{name}: {text}") for name, texts in groups.items() for text in texts]


@pytest.mark.parametrize("text", _rows(HARMLESS))
def test_a_harmless_message_raises_nothing(text: str, library: Library) -> None:
    reading = library.red_flags["en"].read(text)
    assert (reading.flags, reading.doubts) == ((), ())


@pytest.mark.parametrize("text", _rows(EARNEST))
def test_the_same_words_meant_in_earnest_are_urgent_or_asked_about(text: str, library: Library) -> None:
    reading = library.red_flags["en"].read(text)
    assert max(reading.level, reading.ask_level) is Level.URGENT


def test_self_harm_long_ago_is_asked_about_when_the_person_says_they_are_well(library: Library) -> None:
    for text in ("I had suicidal thoughts in my twenties, I'm well now", "I used to self harm as a teenager, been well for ten years"):
        reading = library.red_flags["en"].read(text)
        assert (reading.flags, reading.doubts) == ((), ("self_harm",))


@pytest.mark.parametrize(
    "text",
    [
        "I tried to end my life in 2019 and I want to do it again",
        "I wanted to kill myself last year and I still do",
        "I want to kill myself",
    ],
)
def test_self_harm_that_goes_on_is_raised_at_once(text: str, library: Library) -> None:
    assert "self_harm" in library.red_flags["en"].read(text).flags


def test_two_signs_of_the_same_shape_are_judged_each_for_itself(library: Library) -> None:
    assert library.read("haha not funny my throat is closing", "en").level is Level.URGENT


def test_effort_over_in_no_time_lowers_heavy_breath_but_not_breath_that_stays_away(library: Library) -> None:
    assert library.read("I couldn't breathe after the sprint, fine after a minute", "en").level is Level.NONE
    assert library.read("I can't breathe after the sprint", "en").level is Level.URGENT
