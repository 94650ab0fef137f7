"""What counts as another language, and what must not: English chat as it is really typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding import language
from bot.understanding.language import foreign
from tests.shipped import shipped

CHAT = """hievs on my hole back n arms
cant breth
lips r swelin
im itchin al ova
throte tite
ok thx
lol no
omg my fase
am i ok 2 workout 2day
gonna hit the gym l8r
wheezin bad
dizzy af
doms in my delts
brb
chest hurtz
my tung is fat
hiit or nah
b12 jab done, legs day?
feel like crap tbh
body have red points and itch very much everywhere
me throat is closed
after needle i no can breath
I has the swell in face
y cnt i brthe
sumthing rong wit my brething
gr8 sesh 2day
deltoid sore, glute ok
methylcobalamin vs cyanocobalamin
innit tho
ur bot sux
pls halp
headake n sik
im a diabetic on metformin
cyanocobalamin 1000 mcg
paracetamol ibuprofen ok?
siri can i run
Señor my arm is sore from the jab
wtf is hydroxocobalamin""".splitlines()

FOREIGN = """No puedo respirar bien
me duele mucho el brazo después de la inyección
tengo ronchas por todo el cuerpo
puedo hacer ejercicio hoy
je n'arrive pas à respirer
puis-je faire du sport aujourd'hui après la piqûre
j'ai des plaques rouges partout
Ich bekomme keine Luft
mein Gesicht schwillt an
kann ich heute nach der Spritze trainieren
não consigo respirar
estou com tontura e coceira no corpo todo
posso allenarmi oggi dopo l'iniezione
ik krijg geen lucht
nefes alamıyorum
nie mogę oddychać
saya tidak bisa bernapas
tôi không thở được
hindi ako makahinga
не могу дышать
мне трудно дышать после укола
لا أستطيع التنفس
我喘不过气来
息ができない
숨을 못 쉬겠어요
δεν μπορώ να αναπνεύσω
मैं सांस नहीं ले पा रहा हूँ
אני לא מצליח לנשום""".splitlines()


@pytest.mark.parametrize("text", CHAT)
def test_english_chat_is_english(text: str) -> None:
    assert not foreign(text)


@pytest.mark.parametrize("text", FOREIGN)
def test_another_language_is_noticed(text: str) -> None:
    assert foreign(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "?",
        "…",
        "👍",
        "😀" * 50,
        "1234",
        "\x00\x07",
        "a" * 4096,
        "lol " * 1000,
        "no",
        "si",
        "ok но",
        "саn't brеathe",
        "𝐜𝐚𝐧'𝐭 𝐛𝐫𝐞𝐚𝐭𝐡𝐞 𝐰𝐞𝐥𝐥",
        "hola",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_what_is_short_or_doubtful_counts_as_english(text: str) -> None:
    assert not foreign(text)


def test_of_everything_people_are_known_to_ask_in_english_next_to_nothing_is_taken_for_another_language() -> None:
    asks = [ask for ways in shipped().questions.files["en"].asks.values() for ask in ways]
    messages = [
        json.loads(line)["text"] for line in (Path(__file__).parents[1] / "data" / "redflags_dev.jsonl").read_text("utf-8").splitlines()
    ]
    wrong = [text for text in asks + messages if foreign(text)]
    assert len(wrong) <= (len(asks) + len(messages)) // 250, wrong


@settings(max_examples=50)
@given(st.text(max_size=200))
def test_any_text_is_one_or_the_other(text: str) -> None:
    assert foreign(text) in (True, False)


def test_without_the_model_scripts_are_still_told_apart() -> None:
    assert language.other_words("je n'arrive pas à respirer", None) is False
    assert foreign("не могу дышать")


def test_the_model_is_where_it_is_looked_for() -> None:
    assert language.model_path() is not None
