"""Stories: each kind of step does and checks what it says, and a story that fails says where and why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content.library import Library, load
from bot.content.reader import Document
from bot.content.schema import StepShape, StoriesFile
from bot.content.stories import Player, Story, for_playground, play, play_all, stories_of
from tests.shipped import shipped

from .helpers import STORIES, Copy

TO_PLAN = ["/check", "none", "none", "fine", "none", "usual", "none", "walk"]


def step(short: str) -> StepShape:
    """A step in short: a command, `tap:x`, `old:x`, `wait:5`, `asks:x`, `ends:x`, `says:x`, `quiet`, or a button to tap."""
    if short.startswith("/"):
        return StepShape(send=short)
    if short == "quiet":
        return StepShape(quiet=True)
    kind, _, value = short.partition(":")
    if not value:
        return StepShape(tap=short.replace("-", " "))
    if kind == "wait":
        return StepShape(wait=int(value))
    return StepShape.model_validate({kind: value.split("+") if kind == "says" else value})


def failure(*shorts: str) -> str:
    """What is told of a story; empty when it comes out."""
    steps = tuple((("stories", 0, "steps", number), step(short)) for number, short in enumerate(shorts))
    problem = play(shipped(), Story("a story", Document("stories/a.yaml", None), steps))
    return problem.message.removeprefix("story 'a story': ") if problem else ""


# ---- what a person does


def test_a_command_is_sent_as_one() -> None:
    assert failure("/check", "asks:signs") == ""
    assert failure("/help", "says:help") == ""
    assert failure("/start check", "asks:signs") == ""


def test_words_are_heard_as_in_a_chat() -> None:
    assert failure("/check", "send:I cannot say", "asks:signs", "says:card.not_understood", "send:None of these!", "asks:more_signs") == ""


def test_a_tap_presses_the_newest_button_of_that_name() -> None:
    assert failure("/check", "none", "none", "asks:site") == ""


def test_a_tap_on_a_button_that_is_not_there_names_those_that_are() -> None:
    told = failure("/check", "none", "wheezing")
    assert told.startswith("there is no button 'wheezing' to tap; there are back, blue, chest, ")
    assert failure("none") == "there is no button 'none' to tap; there are none"


@pytest.mark.parametrize(
    "taps", [["back", "asks:signs"], ["stop", "says:check.stopped"], ["none", "fine", "headache", "done", "asks:strength"]]
)
def test_back_stop_and_done_are_tapped_by_their_names(taps: list[str]) -> None:
    assert failure("/check", "none", *taps) == ""


def test_a_button_with_minutes_is_tapped_by_its_label_and_number() -> None:
    assert failure(*TO_PLAN, "change_minutes", "minutes-20", "start_minutes-20", "says:timer.started") == ""
    assert failure(*TO_PLAN, "change_minutes", "minutes-25").startswith("there is no button 'minutes 25' to tap")


def test_an_old_button_can_be_pressed_when_it_is_long_gone() -> None:
    assert failure("/check", "none", "tap:wheezing") != ""
    assert failure("/check", "none", "old:wheezing", "ends:urgent") == ""
    assert failure("old:wheezing").startswith("there is no button 'wheezing' to tap")


def test_waiting_lets_timers_run_out_in_their_order() -> None:
    assert failure(*TO_PLAN, "start_minutes-15", "wait:14", "quiet", "wait:1", "asks:how") == ""
    assert failure("/check", "none", "none", "bumps", "wait:10", "ends:urgent") == ""


def test_a_check_left_for_a_day_is_over() -> None:
    assert failure("/check", "wait:1440", "send:…", "says:faq.unknown") == ""


# ---- what must be so


def test_the_open_question_is_told_when_another_was_expected() -> None:
    assert failure("/check", "asks:site") == "expected the question 'site', but the question 'signs' is open"
    assert failure("/check", "ends:stop") == "expected to end at 'stop', but the question 'signs' is open"


def test_the_outcome_is_told_when_another_was_expected() -> None:
    assert failure("/check", "wheezing", "ends:stop") == "expected to end at 'stop', but the check ended at 'urgent'"
    assert failure("/check", "wheezing", "asks:site") == "expected the question 'site', but the check ended at 'urgent'"


def test_it_is_told_when_nothing_is_open_at_all() -> None:
    assert failure("asks:signs") == "expected the question 'signs', but no check is open"
    assert failure("/check", "stop", "ends:stop") == "expected to end at 'stop', but no check is open"


def test_an_outcome_does_not_count_while_a_new_check_is_open() -> None:
    assert failure("/check", "wheezing", "/check", "ends:urgent") == "expected to end at 'urgent', but the question 'signs' is open"


def test_every_sentence_expected_must_be_among_those_heard() -> None:
    assert failure("/check", "wheezing", "says:urgent.action+urgent.now") == ""
    told = failure("/check", "wheezing", "says:urgent.action+stop.today")
    assert told == "expected to hear 'stop.today', but heard urgent.action, urgent.why.breathing, urgent.now, card.answers"


def test_only_what_was_said_since_the_last_action_counts() -> None:
    assert failure("/check", "wheezing", "/help", "says:urgent.action").startswith("expected to hear 'urgent.action', but heard help")


def test_a_note_over_the_chat_counts_as_heard() -> None:
    assert failure(*TO_PLAN, "start_minutes-15", "start_minutes-15", "says:timer.running") == ""


def test_it_is_told_when_nothing_was_heard() -> None:
    assert failure("/check", "says:signs.ask", "wait:5", "says:signs.ask") == "expected to hear 'signs.ask', but heard nothing"


def test_quiet_means_that_no_message_came() -> None:
    assert failure("/check", "wait:5", "quiet") == ""
    assert failure("/help", "quiet") == "expected no message, but heard help"


# ---- stories in files


def test_a_step_that_fails_is_told_at_its_place_in_the_file(copy: Copy) -> None:
    where = copy.change(
        STORIES, "      - {tap: start_minutes 15}\n      - {send: /cancel}", "      - »{tap: start_minutes 45}\n      - {send: /cancel}"
    )
    library = load(copy.folder)
    (problem,) = play_all(library)[0]
    assert str(problem).startswith(f"{where}: story 'A stopped timer stays stopped': there is no button 'start_minutes 45' to tap")


def test_a_row_of_a_table_is_a_story_of_its_own_and_told_at_its_place(copy: Copy) -> None:
    where = copy.change(STORIES, "- {taps: [off, wheezing], ends: urgent}", "- »{taps: [off, wheezing], ends: stop}")
    (problem,) = play_all(load(copy.folder))[0]
    assert (
        str(problem)
        == f"{where}: story 'After a starter session: off > wheezing': expected to end at 'stop', but the check ended at 'urgent'"
    )


def test_a_failure_in_what_the_rows_share_is_told_at_every_row(copy: Copy) -> None:
    copy.change(STORIES, "{tap: heart}, {tap: done}, {tap: start_minutes 10}", "{tap: hart}, {tap: done}, {tap: start_minutes 10}")
    library = load(copy.folder)
    rows = [row for _, file in library.stories for table in file.tables if table.table.startswith("While the clinic") for row in table.rows]
    assert len(play_all(library)[0]) == len(rows) > 1


def test_a_row_checks_its_end_its_question_and_its_words() -> None:
    start = {"table": "Three rows", "start": [{"send": "/check"}]}
    rows = [
        {"taps": "wheezing", "ends": "urgent", "says": "urgent.now"},
        {"taps": ["none", "none"], "asks": "mild"},
        {"taps": ["none"], "says": "x"},
    ]
    file = StoriesFile.model_validate({"kind": "stories", "tables": [{**start, "rows": rows}]})
    library = shipped()
    told = [play(library, story) for story in stories_of(with_stories(library, file))]
    assert [problem is None for problem in told] == [True, False, False]
    assert [problem.message.rpartition(": ")[2].split(",")[0] for problem in told if problem] == [
        "expected the question 'mild'",
        "expected to hear 'x'",
    ]


def with_stories(library: Library, file: StoriesFile) -> Library:
    return replace(library, stories=((Document("stories/a.yaml", None), file),))


def test_what_stories_touch_is_counted_by_option_and_by_route() -> None:
    file = StoriesFile.model_validate(
        {"kind": "stories", "stories": [{"story": "Wheezing", "steps": [{"send": "/check"}, {"tap": "wheezing"}]}]}
    )
    problems, coverage = play_all(with_stories(shipped(), file))
    assert problems == []
    assert coverage.options == {("tolerance_check", "signs", "wheezing")}
    assert coverage.routes == {("tolerance_check", "signs", 0)}
    assert ("tolerance_check", "signs", "breathing") in coverage.missing_options()
    assert ("tolerance_check", "signs", 1) in coverage.missing_routes()
    assert ("tolerance_check", "signs", 0) not in coverage.missing_routes()


def test_the_shipped_stories_all_come_out_and_touch_everything(library: Library) -> None:
    problems, coverage = play_all(library)
    assert list(map(str, problems)) == []
    assert coverage.missing_options() == []
    assert coverage.missing_routes() == []


def test_shipped_stories_have_names_of_their_own(library: Library) -> None:
    names = [story.name for story in stories_of(library)]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


# ---- stories for the playground


def test_the_playground_is_given_words_instead_of_ids(library: Library) -> None:
    shown = for_playground(library)
    first = next(story for story in shown if story["name"] == "A healthy person with their usual shot gets a plan in seven taps")
    assert first["file"] == "stories/tolerance_check.yaml"
    assert first["steps"][:3] == [{"send": "/check"}, {"tap": "None of these"}, {"tap": "None of these"}]
    assert {"tap": "Start 15 min"} in first["steps"]
    assert {"wait": 15} in first["steps"]


def test_only_stories_meant_to_be_shown_are_given_to_the_playground(library: Library) -> None:
    assert [story["name"] for story in for_playground(library)] == [story.name for story in stories_of(library) if story.show]


def test_a_story_that_fails_is_left_out_of_the_playground_and_the_others_are_not(copy: Copy, library: Library) -> None:
    copy.change("stories/tolerance_check.yaml", "{tap: breathing}\n", "{tap: breathless}\n")
    names = [story["name"] for story in for_playground(load(copy.folder))]
    assert "Trouble breathing ends in urgent care with one tap" not in names
    assert len(names) == len(for_playground(library)) - 1


def test_the_words_of_a_button_that_is_not_there_are_its_name() -> None:
    player = Player(shipped())
    player.do(StepShape(send="/check"))
    assert player.words_on("wheezing") == "Wheezing"
    assert player.words_on("nothing") == "nothing"
