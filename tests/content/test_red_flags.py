"""The words about red flags as a file: what an author is told about a mistake, and what `check` finds out by reading the examples."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.content.check import check
from bot.content.library import load
from bot.dialog.script import Level
from bot.understanding.roles import ROLES

from .helpers import MARK, Copy

WORDS = "red_flags/en.yaml"

HEAD = """kind: red_flags
language: en
gone: sign_gone
small:
  filler: is my the a
  parting: but
  subject: i
  leads_in: that
  verb: is
  joins: or and
  questions: what
  greets: hi
  me: i my
  pointing: this
  glue: my is
  negative: no not
misspelt: ["{lips}", swollen]
things: ["{lips}"]
ordinary: lists
groups:
  lips: [lips, lip]
  redness: red, pink
idioms: [lip service]
cues:
"""
SIGNS = """signs:
  mouth_swelling:
    flag: mouth_swelling
    say: ["swollen {lips}"]
    examples: [my swollen lips]
    clear: [lip service, no swollen lips]
  wheezing:
    flag: wheezing
    say: [wheezing]
    examples: [I am wheezing]
  hives:
    flag: hives
    at_site: site_hives
    say: ["{redness} bumps"]
    examples: [red bumps]
  site_hives:
    flag: site_hives
    say: [site bumps]
    examples: [site bumps]
  vague:
    flag: breathing
    asks: true
    alone: true
    say: [breath]
"""
SAID = {"no": "no", "general": "what is", "site_only": "only there"}
FEW_WORDS = HEAD + "".join(f"  {role}: [{SAID.get(role, 'zz' + role.replace('_', ''))}]\n" for role in ROLES) + SIGNS


@pytest.fixture
def words(copy: Copy) -> Copy:
    """A copy of the dialogs with a handful of words about red flags."""
    copy.write(WORDS, FEW_WORDS)
    return copy


def test_a_handful_of_words_is_a_good_file(words: Copy) -> None:
    assert words.told() == []
    assert [str(problem) for problem in check(words.folder).problems if problem.file == WORDS] == []


@pytest.mark.parametrize(
    ("text", "flags", "level"),
    [
        ("my SWOLEN lip", ("mouth_swelling",), Level.URGENT),
        ("lists", (), Level.NONE),
        ("red bumps", ("hives",), Level.URGENT),
        ("red bumps only there", ("site_hives",), Level.STOP),
        ("what is wheezing", (), Level.NONE),
        ("a breath", (), Level.NONE),
    ],
)
def test_a_clinic_can_write_its_own_words(words: Copy, text: str, flags: tuple[str, ...], level: Level) -> None:
    reading = load(words.folder).read(text, "en")
    assert (reading.flags, reading.level) == (flags, level)


def test_what_asks_only_alone_is_silent_beside_a_sign(words: Copy) -> None:
    library = load(words.folder)
    assert library.read("a breath", "en").doubts == ("breathing",)
    assert library.read("site bumps, a breath", "en").doubts == ()


@dataclass(frozen=True)
class Slip:
    """A mistake in one place, and what the author is told about it. MARK in the new piece points at where."""

    name: str
    old: str
    new: str
    says: str

    def __str__(self) -> str:
        return self.name


SLIPS = [
    Slip("a flag", "flag: wheezing", "»flag: wheezin", "there is no flag 'wheezin'; did you mean 'wheezing'?"),
    Slip("a flag like no other", "flag: wheezing", "»flag: qqq", "there is no flag 'qqq'"),
    Slip(
        "a flag that is not serious", "flag: wheezing", "»flag: tired", "the flag 'tired' is neither urgent nor stop, so it is no red flag"
    ),
    Slip("the flag of what is gone", "gone: sign_gone", "»gone: sign_gon", "there is no flag 'sign_gon'; did you mean 'sign_gone'?"),
    Slip("a sign at the site", "at_site: site_hives", "»at_site: site_hive", "there is no sign 'site_hive'; did you mean 'site_hives'?"),
    Slip(
        "a sign to replace", "say: [wheezing]", "say: [wheezing]\n    »instead_of: [hive]", "there is no sign 'hive'; did you mean 'hives'?"
    ),
    Slip("a role", "  until: [", "  »untill: [", "there is no role 'untill'; did you mean 'until'?"),
    Slip("a group in a phrase", '["swollen {lips}"]', '[»"swollen {lipps}"]', "'swollen {lipps}': there is no group of words 'lipps'"),
    Slip("a group in a group", "redness: red, pink", 'redness: [red, »"{lipz}"]', "'{lipz}': there is no group of words 'lipz'"),
    Slip("a group in itself", "redness: red, pink", 'redness: [»"{redness}"]', "'{redness}': the group {redness} contains itself"),
    Slip("a brace left open", "say: [wheezing]", 'say: [»"{lips"]', "'{lips': '{lips' is not a word and not a group in braces"),
    Slip("an idiom that ends too early", "[lip service]", "[»lip ..]", "'lip ..': a pattern needs words, and must not end with .. or &"),
    Slip("two gaps", "say: [wheezing]", 'say: [»"a .. & b"]', "'a .. & b': '&' must stand between two words"),
    Slip("too many orders", "say: [wheezing]", 'say: [»"a & b & c & d"]', "'a & b & c & d': a pattern can have & at most twice"),
]


@pytest.mark.parametrize("slip", SLIPS, ids=str)
def test_a_mistake_is_told_at_its_place(words: Copy, slip: Slip) -> None:
    where = words.change(WORDS, slip.old, slip.new)
    assert f"{where}: {slip.says}" in words.told()


def test_a_role_left_out_is_told_with_what_it_does(words: Copy) -> None:
    words.write(WORDS, "".join(line for line in FEW_WORDS.splitlines(keepends=True) if not line.startswith("  not_if:")))
    (told,) = words.told()
    assert told == f"{words.place(WORDS, 'cues:')}: the role 'not_if' is missing: it looks like an 'if' and is none: 'as if'"


def test_dialogs_without_red_flags_do_not_load(copy: Copy) -> None:
    (copy.folder / WORDS).unlink()
    (told,) = copy.told()
    assert told.endswith("there is no file with `kind: red_flags`")


def test_the_main_language_needs_words(words: Copy) -> None:
    where = words.change(WORDS, "language: en", "»language: es")
    assert words.told() == [f"{where}: there are no red flags with `language: en`"]


def test_a_language_has_its_own_words_and_only_once(words: Copy) -> None:
    words.write("red_flags/es.yaml", FEW_WORDS.replace("language: en", "language: es").replace("wheezing]", "silbido]"))
    library = load(words.folder)
    assert library.read("silbido", "es-MX").flags == ("wheezing",)
    assert library.read("silbido", "de").flags == ()
    words.write("red_flags/more.yaml", FEW_WORDS)
    assert words.told() == ["red_flags/more.yaml:2:1: the language 'en' has red flags in another file too"]


# ---- what the examples show


@dataclass(frozen=True)
class Finding:
    """A change after which the words no longer do what their examples say, where that is told, and how."""

    old: str
    new: str
    says: str


FINDINGS = [
    Finding("say: [wheezing]", "say: [wheezing, »wheezing]", "'wheezing' stands here twice; take one out"),
    Finding(
        "say: [wheezing]",
        'say: [wheezing, »"swollen {lips}"]',
        "'swollen {lips}' is a phrase of the sign 'mouth_swelling' too; take one out",
    ),
    Finding(
        "say: [wheezing]",
        "say: [wheezing, »lip service]",
        "'lip service' is never heard: 'lip service' is read as nothing, because `idioms` or a word in `ordinary` takes its words",
    ),
    Finding(
        "say: [site bumps]",
        "instead_of: [hives]\n    say: [site bumps, pink bumps, red bumps]",
        "'{redness} bumps' is never heard: 'red bumps' is read only as 'site_hives'",
    ),
    Finding("examples: [I am wheezing]", "examples: [»I cough]", "no phrase of 'wheezing' stands in its example 'I cough'"),
    Finding(
        "examples: [I am wheezing]", "examples: [»no wheezing]", "the example 'no wheezing' does not escalate: 'wheezing' is read as denied"
    ),
    Finding(
        "clear: [lip service, no swollen lips]",
        "clear: [»swollen lips]",
        "the example 'swollen lips' should be clear, and it escalates: mouth_swelling",
    ),
    Finding(
        "clear: [lip service, no swollen lips]",
        "clear: [»a breath]",
        "the example 'a breath' should be clear, and it is asked about: vague",
    ),
    Finding("    examples: [I am wheezing]\n", "", "the sign 'wheezing' needs `examples`: messages that must escalate"),
]


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda finding: finding.says[:60])
def test_words_that_do_not_do_what_they_say_are_told(words: Copy, finding: Finding) -> None:
    where = words.change(WORDS, finding.old, finding.new)
    report = check(words.folder)
    told = [str(problem) for problem in report.problems if problem.file == WORDS]
    assert any(finding.says in one for one in told)
    assert not report.good
    if MARK in finding.new:
        assert f"{where}: {finding.says}" in told


def test_the_shipped_words_do_what_they_say(copy: Copy) -> None:
    report = check(copy.folder)
    assert [str(problem) for problem in report.problems if problem.file == WORDS] == []
    assert any(fact.startswith("red flags: ") for fact in report.facts)
