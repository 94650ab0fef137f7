"""Putting messages into words: what is filled in is escaped, what is urgent is plain, and a button says what it does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.content.library import Library
from bot.content.phrasebook import Label, Phrasebook, Shown, Text, without_tags
from bot.dialog.actions import Back, Mark, Pick, StartTimer, decode
from bot.dialog.effects import Button, Line, Message, Trail, Words

TEXTS = {
    "hello": Text("<b>Hello</b> &amp; welcome", ("S1", "S2")),
    "again": Text("Again", ("S2", "S3")),
    "minutes": Text("{minutes} minutes, because of {reasons}.", ("S4",)),
}
LABELS = {
    "sore": Label("Sore < 3 & red", ("hurts",)),
    "title": Label("The <spot>"),
    "start": Label("Start {number} min"),
    "yes": Label("Yes"),
}


def book(**labels: Label) -> Phrasebook:
    return Phrasebook("en", "English", TEXTS, {**LABELS, **labels})


def show(*blocks: Line | Trail, rows: tuple[tuple[Button, ...], ...] = (), urgent: bool = False) -> Shown:
    return book().show(Message(blocks, rows, urgent))


def test_sentences_stand_on_lines_of_their_own_with_their_markup() -> None:
    assert show(Line("hello"), Line("again")).text == "<b>Hello</b> &amp; welcome\nAgain"


def test_an_urgent_message_is_plain_text_with_the_signs_themselves() -> None:
    shown = show(Line("hello"), urgent=True)
    assert shown.plain
    assert shown.text == "Hello & welcome"


def test_the_words_of_a_label_are_escaped_inside_a_text() -> None:
    shown = show(Line("minutes", (("minutes", 15), ("reasons", Words(("sore", "yes"))))))
    assert shown.text == "15 minutes, because of Sore &lt; 3 &amp; red, Yes."


def test_the_words_of_a_label_are_not_escaped_on_a_button() -> None:
    shown = show(Line("again"), rows=((Button("sore", Back("run", "q")),),))
    assert shown.rows[0][0].text == "Sore < 3 & red"


@given(st.text(max_size=60))
def test_whatever_a_label_says_is_what_is_read(words: str) -> None:
    trail = Trail((("title", ("odd", "yes")),), listed=True)
    shown = book(odd=Label(words)).show(Message((trail, Line("minutes", (("minutes", 1), ("reasons", Words(("odd",))))))))
    assert without_tags(shown.text) == f"The <spot>: {words}, Yes\n1 minutes, because of {words}."


def test_answers_so_far_run_together_and_are_listed_line_by_line_at_the_end() -> None:
    trail = (("title", ("yes",)), ("title", ("yes", "sore")))
    assert "The &lt;spot&gt;: Yes · The &lt;spot&gt;: Yes, Sore &lt; 3 &amp; red" in show(Trail(trail)).text
    assert without_tags(show(Trail(trail)).text).strip() == "The <spot>: Yes · The <spot>: Yes, Sore < 3 & red"
    assert show(Trail(trail, listed=True)).text == "The &lt;spot&gt;: Yes\nThe &lt;spot&gt;: Yes, Sore &lt; 3 &amp; red"


def test_a_ticked_button_says_so() -> None:
    rows = ((Button("yes", Mark("run", "q", "yes", 0), ticked=True), Button("yes", Mark("run", "q", "yes", 1))),)
    assert [key.text for key in show(Line("again"), rows=rows).rows[0]] == ["✓ Yes", "Yes"]


def test_a_button_shows_its_minutes_and_carries_what_it_does() -> None:
    action = StartTimer("run", 15)
    (key,) = show(Line("again"), rows=((Button("start", action, tone="primary", number=15),),)).rows[0]
    assert (key.text, key.tone) == ("Start 15 min", "primary")
    assert decode(key.token) == action


def test_rows_stay_as_they_are_laid() -> None:
    pick = Button("yes", Pick("run", "q", "yes"))
    assert [len(row) for row in show(Line("again"), rows=((pick, pick), (pick,))).rows] == [2, 1]


def test_the_passages_behind_a_message_are_named_once_and_in_order() -> None:
    assert show(Line("hello"), Trail((("title", ("yes",)),)), Line("again"), Line("hello")).sources == ("S1", "S2", "S3")


def test_a_sentence_can_be_had_as_plain_text() -> None:
    assert book().say("hello") == "Hello & welcome"
    assert book().label("start", 20) == "Start 20 min"


def test_every_shipped_sentence_rests_on_a_known_passage(library: Library) -> None:
    for text in library.book("en").texts.values():
        assert text.sources
        assert set(text.sources) <= set(library.passages)
