"""dialogs/faq: every mistake an author can make there is told at its place, and what was learned is used only where it fits."""

from __future__ import annotations

import logging
import re
import shutil
from pathlib import Path

import pytest

from bot.content import learned
from bot.content.check import check
from bot.content.library import load
from bot.content.questions import Questions
from bot.dialog.topics import Catalogue
from bot.understanding.encoder import ModelMissing
from bot.understanding.faq import Match

from .helpers import ENGLISH, SHIPPED, Copy

FAQ = "faq/en.yaml"
ALLERGY = "  allergic_reaction:\n"


def asks(copy: Copy, topic: str) -> list[str]:
    """The ways to ask for a topic, as they stand in the file."""
    block = re.search(rf"^  {topic}:\n(?:    .*\n)*?    ask:\n((?:      - .*\n)+)", copy.text(FAQ), re.MULTILINE)
    assert block
    return [line.removeprefix("      - ") for line in block[1].splitlines()]


def shorten(copy: Copy) -> None:
    """Keep thirty ways to ask for each topic and six of each kind that is referred: learning takes long otherwise."""
    kept: list[str] = []
    ways = most = 0
    for line in copy.text(FAQ).splitlines(keepends=True):
        most = 6 if line.startswith("refer:") else 30 if line.startswith("topics:") else most
        ways = ways + 1 if line.startswith("      - ") else 0
        if ways <= most:
            kept.append(line)
    copy.write(FAQ, "".join(kept))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("related: [when_to_skip, ", "»related: [when_to_skp, ", "there is no topic 'when_to_skp'"),
        ("related: [when_to_skip, ", "»related: [allergic_reaction, ", "names other topics, each once"),
        ("sign: one_of_these", "»sign: sore_mild", "`sign` needs a flag of level urgent or stop, and 'sore_mild' is not"),
        ("sign: one_of_these", "»sign: one_of_thes", "`sign` needs a flag of level urgent or stop, and 'one_of_thes' is not"),
        ("  warning: [allergic_reaction, ", "  »warning: [", "stands in no group, so nobody could browse to it"),
        ("  basics: [", "  »basics: [dizziness, ", "the topic 'dizziness' stands in 'warning' already"),
        ("  basics: [", "  »basics: [magic, ", "there is no topic 'magic'"),
        ("\nrefer:\n", "\nrefer:\n  »dizziness: {answer: faq.refer.dosing.1, ask: [vertigo now and then]}\n", "'dizziness' is a topic too"),
    ],
    ids=["related", "related to itself", "mild sign", "strange sign", "in no group", "in two groups", "strange topic", "one name twice"],
)
def test_a_mistake_is_told_at_its_place(copy: Copy, old: str, new: str, says: str) -> None:
    where = copy.change(FAQ, old, new)
    if says.startswith("stands in no group"):
        where = copy.place(FAQ, f"  »{ALLERGY.strip()}")
    assert any(told.startswith(f"{where}: {says}") for told in copy.told()), copy.told()


def test_a_topic_needs_thirty_different_ways_to_ask(copy: Copy) -> None:
    said = asks(copy, "dizziness")
    block = "".join(f"      - {ask}\n" for ask in said)
    few = "".join(f"      - {ask}\n" for ask in [*said[:29], said[0].upper()])  # in capitals it is the same
    copy.change(FAQ, block, few)
    where = copy.place(FAQ, few.replace("      - ", "      - »", 1))
    (told,) = copy.told()
    assert told.startswith(f"{FAQ}:")
    assert told.endswith("has 29 different ways of asking; it needs 30")
    assert int(told.split(":")[1]) <= int(where.split(":")[1])


def test_the_same_words_under_two_topics_are_told_at_the_second(copy: Copy) -> None:
    first = asks(copy, "allergic_reaction")[0]
    same = f"{first.upper()}??"
    where = copy.change(FAQ, f"      - {asks(copy, 'dizziness')[0]}\n", f'      - »"{same}"\n')
    assert copy.told() == [f"{where}: {same!r} stands under 'allergic_reaction' already"]


def test_an_answer_fits_on_a_screen(copy: Copy) -> None:
    text = load(copy.folder).book("en").texts["faq.allergic_reaction.1"].text
    copy.change(ENGLISH, text, "Get help. " * 60)
    (told,) = copy.told()
    assert told.startswith(f"{FAQ}:")
    assert re.search(r"the answer is \d{3} characters long; at most 600 are allowed$", told)


def test_answers_and_labels_must_exist_and_be_used(copy: Copy) -> None:
    copy.change(FAQ, "answer: [faq.allergic_reaction.1, ", "answer: [faq.allergy.1, ")
    copy.change(ENGLISH, "  faq_group.basics:", "  faq_group.basic:")
    told = "\n".join(copy.told())
    assert "the text 'faq.allergy.1' is missing in en" in told
    assert "the text 'faq.allergic_reaction.1' is never said" in told
    assert "the label 'faq_group.basics' is missing in en" in told


def test_a_second_file_of_a_language_and_one_without_texts_are_told(copy: Copy) -> None:
    shutil.copy(copy.folder / FAQ, copy.folder / "faq/more.yaml")
    copy.write("faq/es.yaml", copy.text(FAQ).replace("language: en", "language: es"))
    told = copy.told()
    assert f"{copy.place('faq/more.yaml', 'language: en')}: the questions in 'en' stand in faq/en.yaml too" in told
    assert f"{copy.place('faq/es.yaml', 'language: es')}: there are no texts in 'es'" in told


def test_a_translation_asks_in_other_words_and_answers_the_same(copy: Copy) -> None:
    shorten(copy)
    copy.translate("es")
    spanish = copy.text(FAQ).replace("language: en", "language: es")
    copy.write("faq/es.yaml", spanish.replace(f"      - {asks(copy, 'dizziness')[0]}\n", "      - estoy mareado\n", 1))
    assert copy.told() == []
    library = load(copy.folder)
    assert library.ask("estoy mareado", "es-MX") == Match("answer", (("dizziness", 1.0),))
    where = copy.change("faq/es.yaml", "    check: true\n", "    check: false\n") and copy.place("faq/es.yaml", "»topics:")
    assert copy.told() == [f"{where}: `topics` differs from faq/en.yaml; translate only what stands after `ask:`"]


def test_without_english_questions_there_are_none(copy: Copy) -> None:
    copy.translate("es")
    copy.write("faq/es.yaml", copy.text(FAQ).replace("language: en", "language: es"))
    (copy.folder / FAQ).unlink()
    assert f"{copy.place('faq/es.yaml', 'language: es')}: there is no file with `kind: faq` and `language: en`" in copy.told()


def test_a_bot_without_questions_knows_none() -> None:
    none = Questions(Path(), {}, "en")
    none.prepare()
    assert none.ask("can i swim", "en") == Match()
    assert none.catalogue == Catalogue()
    assert none.learn() is None
    assert list(none.warnings()) == []


# ---- what was learned


def test_what_is_shipped_was_learned_from_what_is_shipped() -> None:
    assert list(load(SHIPPED).questions.warnings()) == []


def test_a_new_way_to_ask_is_heard_at_once_and_the_operator_is_told_to_learn(copy: Copy, caplog: pytest.LogCaptureFixture) -> None:
    shorten(copy)
    copy.change(FAQ, f"      - {asks(copy, 'dizziness')[0]}\n", "      - my noggin is swimmy, what now\n")
    told = [str(problem) for problem in check(copy.folder).problems]
    (stale,) = [line for line in told if line.startswith(FAQ) and "en.learned.npz" in line]
    assert stale.startswith(f"{FAQ}:")
    assert "run: python -m bot learn" in stale
    questions = load(copy.folder).questions
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        questions.prepare()
    (line,) = caplog.messages
    assert "run: python -m bot learn" in line
    assert questions.ask("the noggin feels swimmy", "en").topics[0][0] == "dizziness"
    caplog.clear()
    assert questions.learn() == copy.folder / "faq/en.learned.npz"
    again = load(copy.folder).questions
    assert list(again.warnings()) == []
    again.prepare()
    assert caplog.messages == []
    ways = ("the noggin feels swimmy", "is swimming ok after", "can i drink")
    assert [again.ask(text, "en").topics[0][0] for text in ways] == [questions.ask(text, "en").topics[0][0] for text in ways]


@pytest.mark.parametrize("content", [b"", b"not a file of numpy", b"PK\x03\x04 cut off"], ids=["empty", "foreign", "broken"])
def test_a_broken_file_is_as_good_as_none(copy: Copy, content: bytes) -> None:
    path = copy.folder / "faq/en.learned.npz"
    file = load(copy.folder).questions.files["en"]
    path.write_bytes(content)
    assert not learned.fits(path, file.asks)
    assert learned.alike(path, file.asks) == []


def test_a_file_that_lost_its_end_is_as_good_as_none(copy: Copy) -> None:
    path = copy.folder / "faq/en.learned.npz"
    path.write_bytes(path.read_bytes()[:-2000])
    assert not learned.fits(path, load(copy.folder).questions.files["en"].asks)


def test_ways_that_mean_the_same_under_two_topics_are_told(copy: Copy) -> None:
    shorten(copy)
    text = copy.text(FAQ)
    copy.write(FAQ, text.replace(f"      - {asks(copy, 'dizziness')[0]}\n", "      - when will my energy come back to me\n"))
    copy.write(FAQ, copy.text(FAQ).replace(f"      - {asks(copy, 'energy_timeline')[0]}\n", "      - when will energy come back to me\n"))
    questions = load(copy.folder).questions
    questions.learn()
    told = [problem.message for problem in questions.warnings()]
    assert any("means the same as" in line and "energy come back to me" in line for line in told), told


def test_without_the_model_questions_go_by_spelling_and_the_operator_is_told(copy: Copy, caplog: pytest.LogCaptureFixture) -> None:
    shorten(copy)
    questions = Questions(copy.folder, load(copy.folder).questions.files, "en", package="weights_nobody_has")
    with caplog.at_level(logging.WARNING):
        questions.prepare()
        questions.prepare()
    (line,) = caplog.messages
    assert line.startswith("questions, and signs said in other words, are found by spelling alone, which finds fewer: ")
    assert line.endswith("the package weights-nobody-has is not installed")
    assert questions.ask("when will i hav energy agian", "en").topics[0][0] == "energy_timeline"
    assert questions.ask("can i drink beer", "en").tier != "answer"
    with pytest.raises(ModelMissing):
        questions.learn()
