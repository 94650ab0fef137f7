"""Signs times the ways people put them: whatever stands around a sign of now, it counts; whatever lowers one, lowers each."""

from __future__ import annotations

from itertools import product

import pytest

from bot.dialog.script import Level
from bot.understanding.reading import Reading
from tests.shipped import shipped

URGENT = """
my throat is closing; my throat feels tight; my lips are swelling; my tongue is swollen; my face is puffy;
my eyes are swollen shut; I can't breathe; I'm wheezing; I'm short of breath; I have hives all over; I have a rash on my chest;
I'm itching all over; my chest hurts; my voice is hoarse; I can't swallow; I fainted; I passed out; my lips are blue;
my left arm is numb all of a sudden; I can't see out of one eye; I used my epipen; I'm having an allergic reaction;
there are welts on my back; my mouth is tingling; I'm choking; my airway is closing; I'm covered in red bumps
"""
STOP = """
I'm dizzy; I feel lightheaded; I feel faint; the room is spinning; my legs are weak; my heart is racing;
the site is swelling fast; the pain at the site is severe; I keep vomiting; my headache is getting worse; I nearly fainted
"""
AROUND = """
{}|{}!!|um so {} I guess|hi, quick question, {}, can I still train?|no fever, but {}|I feel fine apart from one thing: {}
maybe it's nothing but {}|{} since the shot|{} and I don't know why|I don't want to bother anyone but {}|what do I do, {}
change my reminder to 8. {}. thanks|{} 😭|I was fine this morning and now {}|my mum says {}|can I do yoga? {}
I have no rash and no nausea. {}.|it's been two hours and {}|{}, it started after lunch|so basically {}, is that from the b12?
I never had this before but {}|i dont have hives but {}|the nurse said to wait but {}|help {}
"""
QUESTIONS = ["is it normal that {}?", "should I worry that {}?", "last year I was fine, now {}"]
NOUNS = """
hives; a rash; wheezing; swelling; facial swelling; throat swelling; trouble breathing; chest pain; dizziness; fainting;
an allergic reaction; itching; shortness of breath; swollen lips; palpitations; vomiting
"""
LOWERED = """
no {}|I have no {}|I don't have {}|I haven't had any {}|I didn't get {}|no {} or anything|without {}|no pain, no {}
no fever, {} or cough|zero {}|free of {}|is {} a side effect?|are there people who get {}?|can b12 cause {}?
what does {} look like?|what if I get {}?|what should I do if I get {}?|what is {}?|how common is {}?|I'm afraid of {}
I might get {} next time|tell me about {}|does {} happen often after b12?|{}? no|signs of {}|nurse asked about {}, I said no
I had {} two years ago|I used to get {}|as a child I had {}|my sister had {} years ago|my uncle once had {}|my dog has {}
the leaflet mentions {}
"""


def split(text: str, mark: str) -> list[str]:
    return [part for piece in text.replace("\n", mark).split(mark) if (part := piece.strip())]


def read(text: str) -> Reading:
    return shipped().red_flags["en"].read(text)


@pytest.mark.parametrize(("frame", "sign"), list(product(split(AROUND, "|"), split(URGENT, ";"))))
def test_what_stands_around_an_urgent_sign_changes_nothing(frame: str, sign: str) -> None:
    assert read(frame.format(sign)).level is Level.URGENT


@pytest.mark.parametrize(("frame", "sign"), list(product(split(AROUND, "|"), split(STOP, ";"))))
def test_what_stands_around_a_sign_that_stops_changes_nothing(frame: str, sign: str) -> None:
    assert read(frame.format(sign)).level in (Level.STOP, Level.URGENT)


@pytest.mark.parametrize(("frame", "sign"), list(product(QUESTIONS, [*split(URGENT, ";"), *split(STOP, ";")])))
def test_a_question_about_a_sign_of_now_is_never_only_a_question(frame: str, sign: str) -> None:
    reading = read(frame.format(sign))
    assert reading.level or reading.ask_level


@pytest.mark.parametrize(("frame", "sign"), list(product(split(LOWERED, "|"), split(NOUNS, ";"))))
def test_what_lowers_one_sign_lowers_each(frame: str, sign: str) -> None:
    reading = read(frame.format(sign))
    assert (reading.level, reading.ask_level) == (Level.NONE, Level.NONE), reading.seen
