"""Questions: what is answered, with which buttons, and what is never said while a serious outcome stands."""

from __future__ import annotations

import pytest

from bot.content.library import Library
from bot.dialog.actions import Ask, AskOther, Browse, Raise
from bot.dialog.events import Attached, Edited, Wrote

from .chat import Chat


@pytest.fixture
def chat(library: Library) -> Chat:
    return Chat(library)


def asked(topic: str, tier: str = "answer") -> Wrote:
    return Wrote(tier=tier, topics=tuple(topic.split()))


def newest(chat: Chat) -> list[str]:
    return [button.label for row in chat.messages[-1].rows for button in row]


def test_an_answer_offers_related_topics_and_the_check(chat: Chat) -> None:
    chat.do(asked("exercise_same_day"))
    topic = chat.library.script.catalogue.topics["exercise_same_day"]
    assert tuple(chat.texts) == topic.answer
    assert newest(chat) == ["start_check", *(f"faq.{name}" for name in topic.related)]
    assert chat.tap("start_check").question == "signs"


def test_an_answer_about_a_sign_has_one_button_which_raises_it(chat: Chat) -> None:
    chat.do(asked("allergic_reaction"))
    assert newest(chat) == ["have_this"]
    assert chat.tap("have_this").outcome == "urgent"


def test_the_best_topic_alone_is_answered(chat: Chat) -> None:
    assert chat.do(asked("side_effects sore_site")).texts[0] == "faq.side_effects.1"


def test_a_related_topic_is_answered_when_its_button_is_pressed(chat: Chat) -> None:
    chat.do(asked("how_b12_works")).tap("faq.energy_timeline")
    assert chat.texts[0] == "faq.energy_timeline.1"
    assert "faq.energy_timeline" in chat.labels(), "the first answer keeps its buttons"


def test_a_question_in_a_check_is_answered_and_the_question_asked_again_on_one_card(chat: Chat) -> None:
    chat.command("check").tap("none_of_these").do(asked("exercise_same_day"))
    assert chat.texts[-1] == "more_signs.ask"
    assert chat.question == "more_signs"
    assert chat.labels().count("none_of_these") == 1
    assert "start_check" not in chat.labels()


def test_a_button_of_an_answer_works_in_a_check_too(chat: Chat) -> None:
    chat.do(asked("how_b12_works")).command("check").tap("faq.energy_timeline")
    assert chat.texts[0] == "faq.energy_timeline.1"
    assert chat.texts[-1] == "signs.ask"


def test_suggestions_are_up_to_three_topics_and_none_of_these(chat: Chat) -> None:
    chat.do(asked("sore_site side_effects dizziness", "suggest"))
    assert chat.texts == ["faq.suggest"]
    assert newest(chat) == ["faq.sore_site", "faq.side_effects", "faq.dizziness", "none_of_these"]
    chat.tap("none_of_these")
    assert chat.texts == ["faq.unknown"]
    assert newest(chat) == ["browse", "start_check"]
    assert len(chat.messages) == 1


def test_suggestions_in_a_check_ask_its_question_again(chat: Chat) -> None:
    chat.command("check").do(asked("sore_site", "suggest"))
    assert chat.texts[0] == "faq.suggest"
    assert chat.texts[-1] == "signs.ask"


def test_what_is_not_in_the_article_is_referred(chat: Chat) -> None:
    chat.do(asked("dosing", "unknown"))
    assert tuple(chat.texts) == chat.library.script.catalogue.refer["dosing"]
    assert newest(chat) == ["browse", "start_check"]


def test_what_nobody_understands_says_what_can_be_asked(chat: Chat) -> None:
    for event in (Wrote(), asked("no_such_topic"), asked("sore_site", "unknown")):
        assert chat.do(event).texts == ["faq.unknown"], event
        assert newest(chat) == ["browse", "start_check"]


def test_what_nobody_understands_in_a_check_asks_again(chat: Chat) -> None:
    assert chat.command("check").write().texts[0] == "card.not_understood"


@pytest.mark.parametrize("sign", ["wheezing", "self_harm", "very_dizzy"])
def test_with_a_serious_outcome_no_answer_says_how_to_exercise(chat: Chat, sign: str) -> None:
    chat.write(signs=sign)
    standing = {"wheezing": "idle.urgent", "self_harm": "idle.crisis", "very_dizzy": "idle.stop"}[sign]
    for name, topic in chat.library.script.catalogue.topics.items():
        chat.do(asked(name))
        assert chat.texts == ([standing] if topic.exercise else list(topic.answer))
        if not topic.exercise:
            assert "start_check" not in newest(chat)
        chat.press(Ask(name))
        assert chat.texts == ([standing] if topic.exercise else list(topic.answer))


def test_every_topic_whose_answer_offers_the_check_says_how_to_exercise_or_is_about_signs(chat: Chat) -> None:
    about_signs = {"side_effects"}
    for name, topic in chat.library.script.catalogue.topics.items():
        assert not topic.check or topic.exercise or topic.sign or name in about_signs


def test_with_a_serious_outcome_exercise_is_not_suggested(chat: Chat) -> None:
    chat.write(signs="wheezing").do(asked("safe_workouts allergic_reaction", "suggest"))
    assert newest(chat) == ["faq.allergic_reaction", "none_of_these"]
    assert chat.tap("none_of_these").texts == ["idle.urgent"]
    assert chat.do(asked("safe_workouts", "suggest")).texts == ["idle.urgent"]


def test_an_urgent_outcome_is_not_talked_over_by_small_talk(chat: Chat) -> None:
    chat.write(signs="wheezing").do(asked("thanks", "unknown"))
    assert chat.texts == ["idle.urgent"]
    stopped = Chat(chat.library).write(signs="very_dizzy").do(asked("thanks", "unknown"))
    assert stopped.texts == ["faq.refer.thanks.1"]
    assert newest(stopped) == ["browse"]


def test_an_answer_never_changes_an_outcome_or_a_check(chat: Chat) -> None:
    for begin in ("very_dizzy", "wheezing", ""):
        other = Chat(chat.library)
        if begin:
            other.write(signs=begin)
        else:
            other.command("check")
        before = other.session
        for name in (*chat.library.script.catalogue.topics, "dosing", "nothing"):
            for tier in ("answer", "suggest", "unknown"):
                assert other.do(asked(name, tier)).session == before


def test_questions_are_browsed_by_group_in_one_message(chat: Chat) -> None:
    chat.command("faq")
    groups = chat.library.script.catalogue.groups
    assert newest(chat) == [f"faq_group.{group}" for group in groups]
    for group, topics in groups.items():
        chat.tap(f"faq_group.{group}")
        assert newest(chat) == [*(f"faq.{topic}" for topic in topics), "all_groups"]
        chat.tap("all_groups")
    assert len(chat.messages) == 1
    chat.tap("faq_group.moving").tap("faq.safe_workouts")
    assert chat.texts[0] == "faq.safe_workouts.1"
    assert len(chat.messages) == 2


def test_browsing_in_a_check_asks_its_question_again(chat: Chat) -> None:
    assert chat.command("check").command("faq").texts == ["faq.groups", "card.progress", "signs.ask"]


def test_a_group_or_topic_of_an_older_version_is_answered(chat: Chat) -> None:
    chat.command("faq").press(Browse("gone"), 1)
    assert chat.texts == ["faq.groups"]
    chat.press(Ask("gone"), 1)
    assert chat.toasts == ["toast.topic_gone"]
    chat.press(AskOther(), 1)
    assert chat.texts == ["faq.unknown"]


def test_another_language_gets_the_action_in_one_line_and_the_signs_as_buttons(chat: Chat) -> None:
    chat.write(foreign=True)
    assert chat.texts == ["foreign"]
    buttons = [button for row in chat.messages[-1].rows for button in row]
    assert len(buttons) == 9
    assert all(isinstance(button.action, Raise) for button in buttons)
    levels = {chat.library.script.flags[button.action.flag].level.name for button in buttons if isinstance(button.action, Raise)}
    assert levels == {"URGENT"}
    assert chat.tap("signs.throat").outcome == "urgent"


def test_another_language_in_a_check_asks_its_question_again(chat: Chat) -> None:
    assert chat.command("check").write(foreign=True).texts[-1] == "signs.ask"


@pytest.mark.parametrize(
    ("command", "text"),
    [("check", "signs.ask"), ("faq", "faq.groups"), ("help", "help"), ("privacy", "privacy"), ("cancel", "cancel.nothing")],
)
def test_a_command_in_words_does_what_the_command_does(chat: Chat, command: str, text: str) -> None:
    assert text in chat.write(command=command).texts


def test_asking_to_be_reminded_in_words_begins_the_form(chat: Chat) -> None:
    assert "rhythm.ask" in chat.write(command="remind").texts


def test_a_caption_is_answered_like_words_but_is_no_answer_to_the_check(chat: Chat) -> None:
    chat.do(Attached(tier="answer", topics=("sore_site",)))
    assert chat.texts[:2] == ["attached.unreadable", "faq.sore_site.1"]
    chat.command("check").do(Attached(chosen=("none",)))
    assert chat.texts[0] == "attached.unreadable"
    assert chat.question == "signs"
    assert Chat(chat.library).do(Attached(foreign=True)).texts == ["attached.unreadable", "foreign"]
    assert Chat(chat.library).do(Attached(signs=("hives",))).outcome == "urgent"


def test_an_edited_message_raises_an_alarm_and_nothing_else(chat: Chat) -> None:
    assert chat.command("check").do(Edited(chosen=("none",), tier="answer", topics=("sore_site",))).texts == ["edited.ignored"]
    assert chat.question == "signs"
    assert chat.do(Edited(signs=("hives",))).outcome == "urgent"


def test_the_help_says_how_to_ask(chat: Chat) -> None:
    assert "/faq" in chat.library.books["en"].say("help")
