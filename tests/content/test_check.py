"""`check`: everything it says about a folder, and nothing that stops it half-way."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.check import Report, check
from bot.content.problems import Problem

from .helpers import CHECK, COMMON, ENGLISH, SHIPPED, STORIES, WARM_UP, Copy

HARD = "Administration contraindicates participation considering hypersensitivity manifestations necessitating hospitalization."


@pytest.fixture(scope="module")
def shipped_report() -> Report:
    return check(SHIPPED)


def errors(report: Report) -> list[str]:
    return [str(problem) for problem in report.problems if not problem.warning]


def test_the_shipped_dialogs_are_good(shipped_report: Report) -> None:
    assert errors(shipped_report) == []
    assert shipped_report.good


def test_the_shipped_stories_leave_no_option_and_no_route_out(shipped_report: Report) -> None:
    assert [problem for problem in shipped_report.problems if "no story of" in problem.message] == []


def test_a_good_folder_is_told_what_was_proved_played_and_read(shipped_report: Report) -> None:
    facts = "\n".join(shipped_report.facts)
    for expected in ("tolerance_check: ", " promises proved over ", " stories cover ", "reading grade: middle "):
        assert expected in facts


def test_a_story_that_fails_makes_the_folder_bad_and_is_told_at_its_step(copy: Copy) -> None:
    where = copy.change(STORIES, "- {says: timer.cancelled}", "- »{says: timer.running}")
    report = check(copy.folder)
    assert not report.good
    (told,) = errors(report)
    assert told.startswith(f"{where}: story 'A stopped timer stays stopped': expected to hear 'timer.running', but heard timer.cancelled")
    assert report.facts


def test_every_story_that_fails_is_told(copy: Copy) -> None:
    copy.change(STORIES, "- {says: timer.cancelled}", "- {says: timer.running}")
    copy.change(STORIES, "{taps: [off, wheezing], ends: urgent}", "{taps: [off, wheezing], ends: stop}")
    assert len(errors(check(copy.folder))) == 2


def test_what_no_story_touches_is_a_warning_at_its_place_and_no_more(copy: Copy) -> None:
    for file in sorted(path.name for path in (copy.folder / "stories").glob("*.yaml")):
        if file != "warm_up.yaml":
            (copy.folder / "stories" / file).unlink()
    report = check(copy.folder)
    assert report.good
    told = [str(problem) for problem in report.problems]
    option = "warning: no story of 'tolerance_check' chooses 'still' at 'had_serious'"
    route = "warning: no story of 'tolerance_check' takes this route (when flag had_serious: ask had_serious)"
    assert f"{copy.place(CHECK, '»still: {label: still_there')}: {option}" in told
    assert f"{copy.place(CHECK, '- »{when: {flag: had_serious}, ask: had_serious}')}: {route}" in told


def test_dialogs_without_any_story_load_with_warnings(copy: Copy) -> None:
    for path in (copy.folder / "stories").iterdir():
        path.unlink()
    report = check(copy.folder)
    assert report.good
    assert any(fact.startswith("0 stories cover 0 of ") for fact in report.facts)


def test_a_text_too_hard_to_read_is_told_with_its_grade(copy: Copy) -> None:
    where = copy.change(ENGLISH, 'plan.title: {text: "<b>Your plan for today</b>"', f'»plan.title: {{text: "{HARD}"')
    (told,) = errors(check(copy.folder))
    assert told.startswith(f"{where}: the text 'plan.title' needs reading grade ")
    assert told.endswith("; at most 8 is allowed: shorter sentences, shorter words")


def test_texts_that_are_hard_in_the_middle_are_told_once(copy: Copy) -> None:
    lines = []
    for line in copy.text(ENGLISH).splitlines():
        name, found, rest = line.partition(': {text: "')
        short = name.strip().startswith(("toast", "profile", "menu", "faq"))  # these have a length of their own
        lengthened = found and "labels:" not in line and not short
        lines.append(f"{name}{found}{HARD} {rest}" if lengthened else line)
    copy.write(ENGLISH, "\n".join(lines) + "\n")
    told = [message for message in errors(check(copy.folder)) if "middle reading grade" in message]
    assert len(told) == 1
    assert told[0].startswith(copy.place(ENGLISH, "texts:\n"))


def test_only_english_is_graded_for_its_formula_is_made_for_english(copy: Copy) -> None:
    copy.translate("es")
    copy.change("texts/es.yaml", "es plan.title", HARD)
    assert check(copy.folder).good


def test_a_folder_that_does_not_load_is_told_without_facts(copy: Copy) -> None:
    where = copy.change(WARM_UP, "inherits: true", "»inherit: true")
    report = check(copy.folder)
    assert not report.good
    assert report.facts == ()
    assert errors(report) == [f"{where}: inherit: the key 'inherit' is not known here"]


@pytest.mark.parametrize("name", ["empty", "missing"])
def test_a_folder_with_nothing_in_it_is_told(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    if name == "empty":
        folder.mkdir()
    (problem,) = check(folder).problems
    assert problem.message == "there are no dialogs here: the folder holds no .yaml file"


def test_what_is_told_is_sorted_and_told_once(copy: Copy) -> None:
    copy.change(COMMON, "wheezing: {flags: [wheezing]}", "wheezing: {flags: [wheezin, wheezin]}")
    copy.change(ENGLISH, "labels:\n", "labels:\n  extra: Hello\n")
    problems = check(copy.folder).problems
    assert list(problems) == sorted(set(problems))


def test_a_problem_can_be_read_by_a_program(copy: Copy) -> None:
    copy.change(WARM_UP, "inherits: true", "inherit: true")
    (problem,) = [problem for problem in check(copy.folder).problems if not problem.warning]
    assert problem.data() == {"file": WARM_UP, "line": 5, "column": 1, "message": problem.message, "warning": False}
    assert str(Problem("a.yaml", 2, 3, "m", warning=True)) == "a.yaml:2:3: warning: m"
