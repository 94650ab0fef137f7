"""Loading: the shipped dialogs are good, and every mistake an author can make is told at its place with what to do."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.library import Library, load
from bot.content.problems import ContentError
from bot.content.wording import LONGEST_LABEL

from .helpers import CHECK, COMMON, ENGLISH, SHIPPED, STORIES, WARM_UP, Copy, problems

WALK = "{minutes} minutes of easy walking."
PLAN = "<b>Your plan for today</b>"
GONE = "{text: stop.why.gone, when: {flag: sign_gone}}"


def test_the_shipped_dialogs_load(library: Library) -> None:
    assert library.script.first in library.script.flows
    assert library.book("en").language == "en"


def test_the_shipped_dialogs_have_no_problem_but_passages_that_nothing_rests_on(library: Library) -> None:
    assert all("no sentence rests on the passage" in warning.message for warning in library.warnings)


def test_an_untouched_copy_has_no_problems(copy: Copy) -> None:
    assert copy.told() == []


@dataclass(frozen=True)
class Slip:
    """A mistake in one place: what is changed into what, and what the author is told. MARK in the new piece points at where."""

    name: str
    file: str
    old: str
    new: str
    says: str
    at: str = ""

    def __str__(self) -> str:
        return self.name


SHAPES = [
    Slip("a key that does not exist", WARM_UP, "inherits: true", "»inherit: true", "inherit: the key 'inherit' is not known here"),
    Slip(
        "a misspelt key deep inside",
        CHECK,
        "gone: {label: went_away,",
        "gone: {»lable: went_away,",
        "questions.had_serious.options.gone.lable: the key 'lable' is not known here",
    ),
    Slip("a key that is missing", WARM_UP, "start: how\n", "", "start: the key 'start' is missing", at="kind: flow"),
    Slip(
        "a text without its source",
        ENGLISH,
        f'plan.title: {{text: "{PLAN}", source: wording}}',
        f'»plan.title: {{text: "{PLAN}"}}',
        "texts.plan.title.source: the key 'source' is missing",
    ),
    Slip(
        "a text without its keys",
        ENGLISH,
        f'plan.title: {{text: "{PLAN}", source: wording}}',
        "»plan.title: Your plan",
        "texts.plan.title: stands here as a single value, and needs keys of its own",
    ),
    Slip(
        "a number where a name belongs",
        COMMON,
        "wheezing: {flags: [wheezing]}",
        "wheezing: {flags: [»3]}",
        "questions.signs.options.wheezing.flags.0: Input should be a valid string",
    ),
    Slip(
        "a level that does not exist",
        COMMON,
        "anemia: {level: clinician,",
        "anemia: {»level: doctor,",
        "flags.anemia.level: Input should be 'none', 'starter', 'adapted', 'gentle', 'clinician', 'stop' or 'urgent'",
    ),
    Slip("a value left out", COMMON, GONE, GONE.replace("flag: sign_gone", "»flag: "), "has no value: write one, or take the key out"),
    Slip(
        "a merge of mappings",
        COMMON,
        "anemia: {level: clinician, rule: C8}",
        "anemia: {»<<: {}, level: clinician, rule: C8}",
        "flags.anemia.<<: the key '<<' is not known here",
    ),
    Slip(
        "an escalation left out",
        COMMON,
        "escalation: {urgent: urgent, stop: stop}",
        "escalation: {urgent: urgent}",
        "`escalation` needs both urgent and stop",
        at="kind: common",
    ),
    Slip(
        "a guard without content",
        CHECK,
        "{when: {flag: tired}, ask: everyday}",
        "{»when: {}, ask: everyday}",
        "questions.mild.next.2.when: say at least one of flag, answer, at_least, has, unless",
    ),
    Slip(
        "a route without a target",
        WARM_UP,
        "- {end: after_good}",
        "- »{when: {has: stop}}",
        "questions.how.next.2: a route needs one of `ask` (a question), `end` (an outcome) or, in a form, `do` (a deed)",
    ),
    Slip(
        "a route with two targets",
        WARM_UP,
        "- {end: after_good}",
        "- »{end: after_good, ask: signs}",
        "questions.how.next.2: a route needs one of `ask` (a question), `end` (an outcome) or, in a form, `do` (a deed)",
    ),
    Slip(
        "a question that is neither taken over nor written out",
        WARM_UP,
        "  hives_spread:\n    use: hives_spread\n",
        "  »hives_spread:\n",
        "questions.hives_spread: a question needs either `use` (a question of common.yaml), or `options` or an `input`",
    ),
    Slip(
        "a question taken over and changed",
        WARM_UP,
        "  hives_spread:\n    use: hives_spread\n",
        "  »hives_spread:\n    use: hives_spread\n    pick: many\n",
        "questions.hives_spread: a question taken over with `use` has only `next` beside it",
    ),
    Slip(
        "a promise that promises nothing",
        WARM_UP,
        "never_offers: hard}",
        "when: {has: stop}}",
        "promises.3: a promise says either `ends` or `never_offers`",
        at='»{says: "no intervals',
    ),
    Slip(
        "a button that does nothing",
        COMMON,
        "off: {label: feels_off_now, command: check}",
        "»off: {label: feels_off_now, timer: false}",
        "outcomes.after_good.buttons.off: a button does exactly one thing: timer, minutes, command, raises or reply",
    ),
    Slip(
        "a button that does two things",
        COMMON,
        "off: {label: feels_off_now, command: check}",
        "»off: {label: feels_off_now, command: check, raises: faint}",
        "outcomes.after_good.buttons.off: a button does exactly one thing: timer, minutes, command, raises or reply",
    ),
    Slip(
        "a story step that does two things",
        STORIES,
        "- {says: timer.cancelled}",
        "- »{says: timer.cancelled, wait: 20}",
        "stories.0.steps.10: a step is exactly one of send, tap, old, give, wait, asks, ends, says, quiet, file, erased",
    ),
    Slip(
        "a story step that checks nothing",
        STORIES,
        "- {says: timer.cancelled}",
        "- {»says: []}",
        "stories.0.steps.10.says: Value should have at least 1 item after validation, not 0",
    ),
    Slip(
        "a kind that does not exist",
        WARM_UP,
        "kind: flow",
        "»kind: flows",
        "needs a line `kind: ...` with one of common, flow, texts, source, stories, faq, hints, red_flags",
    ),
]

NAMES = [
    Slip(
        "a flag of an option",
        COMMON,
        "wheezing: {flags: [wheezing]}",
        "wheezing: {»flags: [wheezin]}",
        "there is no flag 'wheezin'; did you mean 'wheezing'?",
    ),
    Slip(
        "a flag of a guard",
        CHECK,
        "{when: {flag: tired}, ask: everyday}",
        "{when: {»flag: tyred}, ask: everyday}",
        "there is no flag 'tyred'; did you mean 'tired'?",
    ),
    Slip("a flag like no other", CHECK, "{when: {flag: tired}", "{when: {»flag: zzz}", "there is no flag 'zzz'"),
    Slip(
        "a flag of an exception",
        CHECK,
        "unless: {has: gentle}",
        "unless: {»flag: nausae}",
        "there is no flag 'nausae'; did you mean 'nausea'?",
        at="{when: {has: clinician, unless: {»flag: nausae",
    ),
    Slip(
        "a flag for later",
        COMMON,
        "rule: R1, later: had_serious}",
        "rule: R1, »later: had_seriuos}",
        "there is no flag 'had_seriuos'; did you mean 'had_serious'?",
    ),
    Slip(
        "a flag to begin with",
        CHECK,
        "starts_with: [had_serious, had_dizzy,",
        "»starts_with: [had_serious, had_dizy,",
        "there is no flag 'had_dizy'; did you mean 'had_dizzy'?",
    ),
    Slip(
        "a flag of a button",
        COMMON,
        "one_of_these: {label: have_one_now, raises: one_of_these}",
        "»one_of_these: {label: have_one_now, raises: one_of_those}",
        "there is no flag 'one_of_those'; did you mean 'one_of_these'?",
    ),
    Slip(
        "a question in a guard",
        CHECK,
        "{answer: {health: not_sure}}",
        "{answer: {»heath: not_sure}}",
        "there is no question of this flow 'heath'; did you mean 'health'?",
    ),
    Slip(
        "an option in a guard",
        CHECK,
        "{answer: {health: not_sure}}",
        "{answer: {»health: notsure}}",
        "there is no option of 'health' 'notsure'; did you mean 'not_sure'?",
    ),
    Slip(
        "an option of a shared question in a guard",
        CHECK,
        "{answer: {signs: not_sure}}",
        "{answer: {»signs: not_shure}}",
        "there is no option of 'signs' 'not_shure'; did you mean 'not_sure'?",
    ),
    Slip(
        "an option in a row",
        COMMON,
        "rows: [[chest, fainted],",
        "»rows: [[offf], [chest, fainted],",
        "there is no option of this question 'offf'; did you mean 'off'?",
    ),
    Slip(
        "an option for silence",
        COMMON,
        "{minutes: 10, counts_as: yes}",
        "{minutes: 10, »counts_as: yess}",
        "there is no option of this question 'yess'; did you mean 'yes'?",
    ),
    Slip("a start", WARM_UP, "start: how", "»start: now", "there is no question of this flow 'now'; did you mean 'how'?"),
    Slip(
        "a question to take over",
        WARM_UP,
        "use: hives_spread",
        "»use: hive_spread",
        "there is no question of common.yaml 'hive_spread'; did you mean 'hives_spread'?",
    ),
    Slip(
        "a question to ask",
        CHECK,
        "{ask: more_signs}",
        "{»ask: more_sings}",
        "there is no question of this flow 'more_sings'; did you mean 'more_signs'?",
    ),
    Slip(
        "an outcome to end at",
        WARM_UP,
        "{end: after_good}",
        "{»end: after_god}",
        "there is no outcome 'after_god'; did you mean 'after_good'?",
    ),
    Slip(
        "an outcome of a promise",
        WARM_UP,
        "{has: urgent}, ends: [urgent]}",
        "{has: urgent}, »ends: [urgnt]}",
        "there is no outcome 'urgnt'; did you mean 'urgent'?",
    ),
    Slip(
        "an outcome to escalate to",
        COMMON,
        "escalation: {urgent: urgent, stop: stop}",
        "escalation: {urgent: urgent, »stop: stopp}",
        "there is no outcome 'stopp'; did you mean 'stop'?",
    ),
    Slip(
        "a movement",
        COMMON,
        "{text: move.sore_strength, when: {flag: plans_strength, has: adapted}, offers: [light_strength]}",
        "»{text: move.sore_strength, when: {flag: plans_strength, has: adapted}, offers: [light_strenght]}",
        "there is no movement 'light_strenght'; did you mean 'light_strength'?",
    ),
    Slip("a passage", ENGLISH, "source: S6b}", "»source: S6c}", "there is no passage 'S6c' in sources/"),
    Slip(
        "a command",
        COMMON,
        "again: {label: new_check, command: check}",
        "»again: {label: new_check, command: chekc}",
        "there is no command 'chekc'; did you mean 'check'?",
    ),
    Slip(
        "a flow to begin with",
        COMMON,
        "first: tolerance_check",
        "»first: tolerance",
        "there is no flow 'tolerance'; did you mean 'tolerance_check'?",
    ),
    Slip(
        "a flow after the timer",
        COMMON,
        "after_timer: warm_up",
        "»after_timer: warmup",
        "there is no flow 'warmup'; did you mean 'warm_up'?",
    ),
]

WORDS = [
    Slip(
        "a text that is missing",
        ENGLISH,
        f'  plan.title: {{text: "{PLAN}", source: wording}}\n',
        "",
        "the text 'plan.title' is missing in en",
        at="texts:",
    ),
    Slip("a label that is missing", ENGLISH, "  stop: Stop\n", "", "the label 'stop' is missing in en", at="labels:"),
    Slip(
        "a reason that is missing",
        ENGLISH,
        "  flag.headache: a headache\n",
        "",
        "the label 'flag.headache' is missing in en",
        at="labels:",
    ),
    Slip(
        "a text that nobody says",
        ENGLISH,
        "\nlabels:\n",
        "  »plan.extra: {text: Hello, source: wording}\n\nlabels:\n",
        "the text 'plan.extra' is never said",
    ),
    Slip("a label that nobody shows", ENGLISH, "labels:\n", "labels:\n  »extra: Hello\n", "the label 'extra' is never shown"),
    Slip(
        "the reasons in a text of stop",
        ENGLISH,
        'stop.today: {text: "I',
        'stop.today: {»text: "{reasons} I',
        "the text 'stop.today' {reasons} cannot be filled in in this text",
    ),
    Slip(
        "the minutes in a text of an outcome that has none",
        ENGLISH,
        'after.keep_gentle: {text: "',
        'after.keep_gentle: {»text: "{minutes} ',
        "the text 'after.keep_gentle' {minutes} cannot be filled in; allowed are here: {notes}, {reasons}",
    ),
    Slip(
        "a placeholder in a fixed reply",
        ENGLISH,
        'idle: {text: "',
        'idle: {»text: "{minutes} ',
        "the text 'idle' {minutes} cannot be filled in in this text",
    ),
    Slip(
        "a placeholder nobody knows",
        ENGLISH,
        f'move.walk: {{text: "{WALK}"',
        'move.walk: {»text: "{minuets} minutes."',
        "the text 'move.walk' {minuets} is not a placeholder; allowed are here: {minutes}, {notes}, {reasons}",
    ),
    Slip(
        "a placeholder without a name",
        ENGLISH,
        f'move.walk: {{text: "{WALK}"',
        'move.walk: {»text: "{} minutes."',
        "the text 'move.walk' {} is not a placeholder; allowed are here: {minutes}, {notes}, {reasons}",
    ),
    Slip(
        "a placeholder with a format",
        ENGLISH,
        f'move.walk: {{text: "{WALK}"',
        'move.walk: {»text: "{minutes:d} minutes."',
        "the text 'move.walk' writes more than a name into the braces of {minutes}; write {minutes}",
    ),
    Slip(
        "a placeholder with a conversion",
        ENGLISH,
        f'move.walk: {{text: "{WALK}"',
        'move.walk: {»text: "{minutes!x} minutes."',
        "the text 'move.walk' writes more than a name into the braces of {minutes}; write {minutes}",
    ),
    Slip(
        "a brace that is not closed",
        ENGLISH,
        f'move.walk: {{text: "{WALK}"',
        'move.walk: {»text: "{minutes minutes."',
        "the text 'move.walk' has a brace that is not closed; write {minutes} and the like, and no other braces",
    ),
    Slip(
        "a doubled brace",
        ENGLISH,
        f'move.walk: {{text: "{WALK}"',
        'move.walk: {»text: "{{minutes}} minutes."',
        "the text 'move.walk' has a doubled brace; write {minutes} and the like, and no other braces",
    ),
    Slip(
        "a number on a button that has none",
        ENGLISH,
        "change_minutes: Change minutes",
        '»change_minutes: "Change {number}"',
        "the label 'change_minutes' {number} cannot be filled in in this text",
    ),
    Slip(
        "a brace on a button",
        ENGLISH,
        "  stop: Stop",
        '  »stop: "Stop {"',
        "the label 'stop' has a brace that is not closed; write {minutes} and the like, and no other braces",
    ),
    Slip("a tag that is not closed", ENGLISH, f'text: "{PLAN}"', '»text: "<b>Your plan"', "the text 'plan.title' never closes <b>"),
    Slip(
        "a tag that closes nothing",
        ENGLISH,
        f'text: "{PLAN}"',
        '»text: "Your plan</i>"',
        "the text 'plan.title' closes <i> where it is not open",
    ),
    Slip(
        "a sign that looks like markup",
        ENGLISH,
        f'text: "{PLAN}"',
        '»text: "Less < more"',
        "the text 'plan.title' has '<': only <b> and <i> are markup; write &lt; &gt; &amp; for the signs themselves",
    ),
    Slip(
        "a bare ampersand",
        ENGLISH,
        f'text: "{PLAN}"',
        '»text: "Rest & water"',
        "the text 'plan.title' has '&': only <b> and <i> are markup; write &lt; &gt; &amp; for the signs themselves",
    ),
    Slip(
        "a text of nothing but markup",
        ENGLISH,
        f'text: "{PLAN}"',
        '»text: "<b> </b>"',
        "the text 'plan.title' is empty, and Telegram sends no empty message",
    ),
    Slip(
        "a button without words",
        ENGLISH,
        "  stop: Stop",
        '  »stop: " "',
        "the label 'stop' is empty, and Telegram refuses a message with an empty button",
    ),
    Slip(
        "a note over the chat that is too long",
        ENGLISH,
        'toast.finished: {text: "That check is finished."',
        f'toast.finished: {{»text: "{"x" * 201}"',
        "the text 'toast.finished' is 201 characters long; Telegram shows at most 200 here",
    ),
    Slip(
        "a text longer than a message",
        ENGLISH,
        f'text: "{PLAN}"',
        f'»text: "{"x" * 4097}"',
        "the text 'plan.title' is 4097 characters long; a message holds 4096",
    ),
    Slip(
        "a label too long for the screen",
        ENGLISH,
        "  timer_done: I'm done now",
        f"  »timer_done: I'm {'d' * 31}",
        f"the label 'timer_done' is 35 characters long; with 1 in a row, {LONGEST_LABEL[1]} fit on a phone",
    ),
    Slip(
        "a label too long for its row",
        ENGLISH,
        "site.severe: {text: Very sore",
        "»site.severe: {text: Extraordinarily sore",
        f"the label 'site.severe' is 20 characters long; with 2 in a row, {LONGEST_LABEL[2]} fit on a phone",
    ),
    Slip(
        "a back button too long to stand beside stop",
        ENGLISH,
        "  back: Back\n",
        "  »back: Zurückkehren zuvor\n",
        f"the label 'back' is 18 characters long; with 2 in a row, {LONGEST_LABEL[2]} fit on a phone",
    ),
    Slip(
        "a label of five words",
        ENGLISH,
        "site.fine: {text: Not sore",
        "»site.fine: {text: It is not sore now",
        "the label 'site.fine' has 5 words; a button holds 4",
    ),
]

QUESTIONS_AND_OUTCOMES = [
    Slip(
        "an option in no row",
        COMMON,
        "[was_dizzy, off], [none, not_sure]]",
        "[was_dizzy, off], [none]]",
        "the option 'not_sure' stands in no row, so nobody could choose it",
        at="rows: [[chest,",
    ),
    Slip(
        "an option in two rows",
        COMMON,
        "rows: [[chest, fainted],",
        "»rows: [[chest], [chest, fainted],",
        "the option 'chest' stands in two rows",
    ),
    Slip(
        "an option that excludes others where only one can be picked",
        COMMON,
        "away: {}",
        "away: {»alone: true}",
        "`alone` belongs to a question with `pick: many`",
    ),
    Slip(
        "several choices without a way to say none",
        CHECK,
        "  place:\n",
        "  place:\n    pick: many\n",
        "a question with `pick: many` needs an option with `alone: true` for `none of these`",
        at="»options:\n      arm:",
    ),
    Slip(
        "a shared question that nobody asks",
        COMMON,
        "\nquestions:\n",
        "\nquestions:\n  »lonely:\n    options:\n      yes: {label: yes, flags: [no_such_flag]}\n\n",
        "no flow asks this question; write `use: lonely` in one, or delete it",
    ),
    Slip(
        "an urgent outcome with buttons",
        COMMON,
        "      - {text: crisis.also, when: {flag: self_harm}}\n",
        "      - {text: crisis.also, when: {flag: self_harm}}\n    »buttons:\n      again: {label: new_check, command: check}\n",
        "an urgent outcome has no buttons: nothing may distract from it",
    ),
    Slip(
        "an escalation to an outcome of another level",
        COMMON,
        "escalation: {urgent: urgent, stop: stop}",
        "escalation: {»urgent: stop, stop: stop}",
        "the outcome 'stop' is not of level urgent",
    ),
    Slip(
        "a timer on a stop outcome",
        COMMON,
        "    buttons:\n      one_of_these:",
        "    minutes: [{is: 10}]\n    buttons:\n      »start: {label: start_minutes, timer: true}\n      one_of_these:",
        "a timer needs `minutes`, and an outcome below stop",
    ),
    Slip(
        "a timer without minutes",
        COMMON,
        "off: {label: feels_off_now, command: check}",
        "»off: {label: start_minutes, timer: true}",
        "a timer needs `minutes`, and an outcome below stop",
    ),
    Slip(
        "minutes that may not be said at all",
        COMMON,
        "minutes: [{is: 10}]",
        "»minutes: [{is: 10, when: {has: gentle}}]",
        "the last of `minutes` must have no `when`",
    ),
    Slip(
        "a sign on a button that is not serious",
        COMMON,
        "one_of_these: {label: have_one_now, raises: one_of_these}",
        "»one_of_these: {label: have_one_now, raises: tired}",
        "`raises` needs a flag of level urgent or stop, and 'tired' is not",
    ),
    Slip(
        "an outcome line that reads answers",
        COMMON,
        GONE,
        "{text: stop.why.gone, when: {answer: {»site: fine}}}",
        "the lines of an outcome may read flags and levels, not answers: give the option a flag",
    ),
]

ROUTES = [
    Slip(
        "a question whose last route is conditional",
        WARM_UP,
        "- {end: after_good}",
        "- {when: {has: adapted}, end: after_good}",
        "dead end: the last route of 'how' must have no `when`",
        at="  »how:\n",
    ),
    Slip(
        "a route that shadows those after it",
        CHECK,
        "- {when: {flag: had_serious}, ask: had_serious}",
        "- »{ask: had_serious}",
        "every route after this one is shadowed: it has no `when`",
    ),
    Slip(
        "a route shadowed by a guard before it",
        WARM_UP,
        "- {when: {at_least: gentle}, end: after_gentle}\n",
        "- {when: {at_least: gentle}, end: after_gentle}\n      - »{when: {has: clinician}, end: stop}\n",
        "this route is never taken (when some clinician flag: end stop): no answer leads here, or an earlier route shadows it",
    ),
    Slip(
        "a question that is never asked",
        CHECK,
        "{when: {answer: {dose: not_sure}}, ask: dose_plain}",
        "{when: {answer: {dose: not_sure}}, ask: health}",
        "question 'dose_plain' is never asked",
        at="  »dose_plain:\n",
    ),
    Slip(
        "an outcome that is never reached",
        COMMON,
        "  after_off:\n",
        "  »after_bad: {level: gentle, title: after.rest, say: [gentle.next]}\n  after_off:\n",
        "outcome 'after_bad' is never reached",
    ),
]


@pytest.mark.parametrize("slip", [*SHAPES, *NAMES, *WORDS, *QUESTIONS_AND_OUTCOMES, *ROUTES], ids=str)
def test_a_mistake_is_told_at_its_place_and_nothing_else_is(slip: Slip, copy: Copy) -> None:
    where = copy.change(slip.file, slip.old, slip.new)
    if slip.at:
        where = copy.place(slip.file, slip.at)
    assert copy.told() == [f"{where}: {slip.says}"]


def test_a_question_with_several_choices_needs_one_that_means_none_of_these(copy: Copy) -> None:
    copy.change(CHECK, "usual: {alone: true}", "usual: {}")
    assert copy.told() == []  # `not_sure` is still there to be picked alone


def test_a_circle_is_shown_from_question_to_question(copy: Copy) -> None:
    copy.change(
        CHECK,
        "not_sure: {label: not_sure, flags: [at_other]}\n    next:\n      - {ask: mild}",
        "not_sure: {label: not_sure}\n    next:\n      - {ask: site}",
    )
    where = copy.place(CHECK, "  »site:\n    use: site")
    assert copy.told() == [f"{where}: a conversation can go round for ever: site -> place -> site"]


def test_an_outcome_no_longer_reached_and_the_promise_it_kept_are_both_told(copy: Copy) -> None:
    for _ in range(2):
        copy.change(CHECK, "      - {when: {has: adapted}, end: starter_adapted}\n", "")
    outcome, promise = copy.told()
    assert outcome == f"{copy.place(COMMON, '  »starter_adapted:')}: outcome 'starter_adapted' is never reached"
    where = copy.place(CHECK, '- »{says: "a sore spot')
    assert promise.startswith(f"{where}: promise broken (a sore spot is never ignored): (beginning with at_arm) signs: none -> ")


def test_a_broken_promise_shows_the_shortest_conversation_that_breaks_it(copy: Copy) -> None:
    site = "- {when: {at_least: stop}, end: stop}\n      - {when: {flag: [sore_mild, sore_moderate], unless: &place_known"
    copy.change(CHECK, site, site.partition("\n      ")[2])
    conversation = "signs: none -> more_signs: was_dizzy -> site: severe -> mild: none -> dose: usual -> health: none"
    where = copy.place(CHECK, '- »{says: "an O2 sign')
    promise = "promise broken (an O2 sign ends in stop, or in urgent care)"
    assert f"{where}: {promise}: {conversation}, which ends at 'gentle'" in copy.told()


def test_a_promise_of_the_flow_after_the_timer_names_the_signs_it_begins_with(copy: Copy) -> None:
    copy.change(WARM_UP, "when: {at_least: gentle}, end: after_gentle}", "when: {at_least: clinician}, end: after_gentle}")
    (told,) = copy.told()
    assert "promise broken (what was gentle before stays gentle): (beginning with " in told
    assert told.endswith("how: good, which ends at 'after_good'")


def test_a_line_that_offers_hard_movement_breaks_the_promise_never_to_offer_it(copy: Copy) -> None:
    copy.change(
        COMMON,
        "{text: move.not_intervals, when: {flag: plans_intervals}, offers: [walk]}",
        "{text: move.not_intervals, when: {flag: plans_intervals}, offers: [intervals]}",
    )
    told = copy.told()
    assert len(told) == 1
    assert told[0].startswith(copy.place(CHECK, '- »{says: "no intervals'))
    assert "workout: intervals, where 'starter' says 'move.not_intervals', which offers 'intervals'" in told[0]


def test_ids_too_long_for_a_button_of_telegram_are_told_at_their_question(copy: Copy) -> None:
    flag, option, question = (letter + "2345678901234567890" for letter in "abc")
    copy.change(COMMON, "flags:\n", f"flags:\n  {flag}: {{level: urgent, rule: R1}}\n")
    copy.change(
        CHECK,
        "    options:\n      still: {label: still_there,",
        f"    title: had_serious.title\n    ask: had_serious.ask\n    options:\n      {option}: {{label: still_there,",
    )
    copy.change(CHECK, "flags: [still_serious]}\n      gone", f"flags: [{flag}]}}\n      gone")
    copy.change(CHECK, "  had_serious:\n    title", f"  {question}:\n    title")
    text = (
        copy.text(CHECK).replace("ask: had_serious}", f"ask: {question}}}").replace("{had_serious: not_sure}", f"{{{question}: not_sure}}")
    )
    copy.write(CHECK, text)
    copy.change("texts/en.yaml", "  doubt.fainted:", f"  doubt.{flag}: a sign\n  doubt.fainted:")
    told = copy.told()
    where = copy.place(CHECK, f"  »{question}:\n")
    assert f"{where}: a button of the question {question!r} of 'tolerance_check' needs 72 bytes, and Telegram keeps 64: " in told[0]


def test_a_flow_written_in_two_files_is_told_at_the_second(copy: Copy) -> None:
    shutil.copy(copy.folder / WARM_UP, copy.folder / "flows/zzz.yaml")
    assert copy.told() == [f"{copy.place('flows/zzz.yaml', 'flow: warm_up')}: the flow 'warm_up' is written in {WARM_UP} too"]


def test_a_question_of_the_same_name_in_two_flows_is_told(copy: Copy) -> None:
    copy.change(WARM_UP, "  how:\n", "  place:\n")
    copy.change(WARM_UP, "start: how", "start: place")
    copy.change(WARM_UP, "{how: [off, not_sure]}", "{place: [off, not_sure]}")
    message = "another flow asks a question 'place' of its own; put it into common.yaml, or rename one"
    assert f"{copy.place(WARM_UP, '  »place:')}: {message}" in copy.told()


def test_a_second_common_file_is_told(copy: Copy) -> None:
    shutil.copy(copy.folder / COMMON, copy.folder / "flows/zzz.yaml")
    assert copy.told() == [
        f"{copy.place('flows/zzz.yaml', 'kind: common')}: there may be one file with `kind: common`, and this is a second one"
    ]


def test_a_passage_written_in_two_files_is_told(copy: Copy) -> None:
    shutil.copy(copy.folder / "sources/ours.yaml", copy.folder / "sources/zzz.yaml")
    told = copy.told()
    assert told[0] == f"{copy.place('sources/zzz.yaml', '»wording:')}: the passage 'wording' stands in another file too"


@pytest.mark.parametrize(("file", "kind"), [(COMMON, "common"), (ENGLISH, "texts")])
def test_a_kind_of_file_that_is_missing_is_named(file: str, kind: str, copy: Copy) -> None:
    (copy.folder / file).unlink()
    assert copy.told() == [f"{copy.folder}:1:1: there is no file with `kind: {kind}`"]


@pytest.mark.parametrize(
    "files", [{}, {"README.md": "# Dialogs"}, {"texts/en.yml.txt": "kind: texts"}], ids=["empty", "only a README", "wrong ending"]
)
def test_a_folder_without_dialogs_says_so(files: dict[str, str], tmp_path: Path) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    assert [str(problem) for problem in problems(tmp_path)] == [
        f"{tmp_path}:1:1: there are no dialogs here: the folder holds no .yaml file"
    ]


def test_all_mistakes_are_told_at_once_and_in_the_order_of_the_files(copy: Copy) -> None:
    places = [
        copy.change(ENGLISH, "labels:\n", "labels:\n  »extra: Hello\n"),
        copy.change(WARM_UP, "{end: after_good}", "{»end: after_god}"),
        copy.change(COMMON, "wheezing: {flags: [wheezing]}", "wheezing: {»flags: [wheezin]}"),
        copy.change(COMMON, "{text: move.walk, offers: [walk]}", "»{text: move.walk, offers: [wolk]}"),
        copy.change(ENGLISH, "source: S6b}", "»source: S6c}"),
        copy.change(CHECK, "{when: {flag: tired}, ask: everyday}", "{when: {»flag: tyred}, ask: everyday}"),
    ]
    told = copy.told()
    assert {message.split(": ")[0] for message in told} == set(places)
    found = [(problem.file, problem.line, problem.column) for problem in problems(copy.folder)]
    assert found == sorted(found)


def test_files_that_cannot_be_read_do_not_hide_mistakes_in_the_others(copy: Copy) -> None:
    copy.write("flows/broken.yaml", "kind: [\n")
    copy.write("flows/latin.yaml", "kind: flow\n")
    where = copy.change(WARM_UP, "inherits: true", "»inherit: true")
    told = copy.told()
    assert [message.split(":")[0] for message in told[:1]] == ["flows/broken.yaml"]
    assert f"{where}: inherit: the key 'inherit' is not known here" in told
    assert any(message.startswith("flows/latin.yaml:") for message in told)


# ---- languages


def test_a_second_language_is_found_by_its_code_and_a_missing_one_is_english(copy: Copy) -> None:
    copy.translate("es")
    assert copy.told() == []
    library = load(copy.folder)
    assert library.book("es-MX").say("idle") == "es idle"
    assert library.book("ES").language == "es"
    assert library.book("fr").language == library.book("").language == "en"


def test_what_a_second_language_lacks_is_told_in_its_own_file(copy: Copy) -> None:
    copy.translate("es")
    copy.change("texts/es.yaml", "  plan.stop:\n", "  plan.stpo:\n")
    copy.change("texts/es.yaml", "  signs.wheezing:\n", "  signs.weezing:\n")
    assert copy.told() == sorted(
        [
            f"{copy.place('texts/es.yaml', 'texts:')}: the text 'plan.stop' is missing in es",
            f"{copy.place('texts/es.yaml', '»plan.stpo:')}: the text 'plan.stpo' is never said",
            f"{copy.place('texts/es.yaml', 'labels:')}: the label 'signs.wheezing' is missing in es",
            f"{copy.place('texts/es.yaml', '»signs.weezing:')}: the label 'signs.weezing' is never shown",
        ],
        key=lambda message: int(message.split(":")[1]),
    )


def test_dialogs_without_english_are_told(copy: Copy) -> None:
    copy.translate("es")
    (copy.folder / ENGLISH).unlink()
    assert copy.told() == [f"{copy.place('texts/es.yaml', 'language: es')}: there is no file with `language: en`"]


def test_a_language_written_in_two_files_is_told_at_the_second(copy: Copy) -> None:
    shutil.copy(copy.folder / ENGLISH, copy.folder / "texts/zzz.yaml")
    assert copy.told() == [f"{copy.place('texts/zzz.yaml', 'language: en')}: the language 'en' is written in another file too"]


# ---- damage of any kind

FILES = sorted(path.relative_to(SHIPPED).as_posix() for path in SHIPPED.rglob("*.yaml"))
CHARACTERS = st.sampled_from(list("abez0_-:,.[]{}&*!|>'\"#%@ \t\n~\x00é"))


@given(
    file=st.sampled_from(FILES),
    where=st.floats(0, 0.999),
    damage=st.one_of(st.sampled_from(["delete", "double", "swap"]), st.tuples(st.integers(0, 200), CHARACTERS)),
)
@settings(max_examples=60, deadline=None)
def test_dialogs_with_a_damaged_line_load_or_end_in_a_content_error(file: str, where: float, damage: str | tuple[int, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        copy = Copy(Path(folder) / "dialogs")
        lines = copy.text(file).splitlines(keepends=True)
        number = int(where * len(lines))
        match damage:
            case "delete":
                del lines[number]
            case "double":
                lines.insert(number, lines[number])
            case "swap":
                lines[number - 1], lines[number] = lines[number], lines[number - 1]
            case (column, character):
                at = int(column) % len(lines[number])
                lines[number] = lines[number][:at] + str(character) + lines[number][at + 1 :]
        copy.write(file, "".join(lines))
        try:
            library = load(copy.folder)
        except ContentError as error:
            assert error.problems
            assert all(str(problem).startswith(problem.file) and problem.line > 0 and problem.column > 0 for problem in error.problems)
        else:
            assert isinstance(library, Library)
