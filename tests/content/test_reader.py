"""YAML with positions: where YAML would surprise an author, the reader does not; nothing in a file can make it raise."""

from __future__ import annotations

import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.content.library import load
from bot.content.problems import ContentError
from bot.content.reader import DEEPEST, LARGEST, MOST_PARTS, Document, read

from .helpers import SHIPPED, place, problems

KIND = "kind: flow\n"


def read_bytes(raw: bytes) -> Document:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.yaml"
        path.write_bytes(raw)
        return read(path, "flows/a.yaml")


def read_text(text: str) -> Document:
    return read_bytes(text.encode())


def data(text: str) -> Any:
    """The data of a text that has no problem."""
    document = read_text(text)
    assert document.problems == []
    return document.data


def told(text: str) -> list[str]:
    return [str(problem) for problem in read_text(text).problems]


@pytest.mark.parametrize("word", ["no", "yes", "off", "on", "y", "n", "No", "YES", "Off", "True", "FALSE", "Null", "NULL"])
def test_a_word_that_yaml_would_take_for_a_boolean_stays_text(word: str) -> None:
    assert data(f"{word}: [{word}]") == {word: [word]}


def test_an_option_called_no_is_found_under_its_own_name() -> None:
    assert list(data("options:\n  yes: {label: yes}\n  no: {label: no}\n")["options"]) == ["yes", "no"]


def test_only_true_and_false_are_booleans() -> None:
    assert data("[true, false, 'true', \"false\"]") == [True, False, "true", "false"]


@pytest.mark.parametrize(
    "written",
    ["2026-12-04", "2026-12-04T08:00:00Z", "010", "0o10", "0x1F", "0b11", "1:30", "12:30:45", "1_000", "1e5", ".5", "+1", ".inf", ".nan"],
)
def test_dates_times_and_numbers_in_other_notations_stay_text(written: str) -> None:
    assert data(f"- {written}\n") == [written]


def test_plain_numbers_are_numbers() -> None:
    values = data("[0, 15, -3, 1.5]")
    assert values == [0, 15, -3, 1.5]
    assert [type(value) for value in values] == [int, int, int, float]


def test_a_number_too_long_for_any_use_stays_text() -> None:
    assert data("- 12345678901234567890\n") == ["12345678901234567890"]


@pytest.mark.parametrize("written", ["stop:", "stop: null", "stop: ~", "- a\n- stop:"])
def test_a_key_without_a_value_is_a_problem_and_not_the_same_as_no_key(written: str) -> None:
    line, column = place(written, "stop")
    assert told(written) == [f"flows/a.yaml:{line}:{column}: has no value: write one, or take the key out"]


def test_two_equal_keys_are_refused_at_the_second_one() -> None:
    document = read_text("options:\n  no: {label: no}\n  yes: {label: yes}\n    \n  no: {label: other}\n")
    assert [str(problem) for problem in document.problems] == ["flows/a.yaml:5:3: 'no' stands here twice; remove one"]
    assert document.data["options"]["no"] == {"label": "no"}


def test_keys_that_are_equal_only_as_text_count_as_equal() -> None:
    assert told("1: a\n'1': b\n") == ["flows/a.yaml:2:1: '1' stands here twice; remove one"]


def test_a_key_is_always_text() -> None:
    assert data("1: a\ntrue: b\n2026-01-01: c\n1.5: d\n") == {"1": "a", "true": "b", "2026-01-01": "c", "1.5": "d"}


@pytest.mark.parametrize("written", ["? [a, b]\n: c\n", "? {a: b}\n: c\n", '"": c\n'])
def test_a_key_that_is_not_a_word_is_refused(written: str) -> None:
    (problem,) = read_text(written).problems
    assert problem.line == 1
    assert problem.message == "a key must be a plain word"


def test_every_part_keeps_its_line_and_column() -> None:
    text = "kind: flow\nquestions:\n  signs:\n    next:\n      - {when: {flag: tired}, ask: mild}\n"
    marks = read_text(text).marks
    assert marks[("questions", "signs", "next", 0, "when", "flag")] == place(text, "flag")
    assert marks[("questions", "signs", "next", 0)] == place(text, "{when")


def test_a_problem_of_a_missing_part_stands_at_the_part_around_it() -> None:
    problem = read_text("kind: flow\nquestions:\n  signs: {ask: a}\n").problem(("questions", "signs", "next", 3), "m")
    assert (problem.line, problem.column) == (3, 3)


def test_an_alias_repeats_what_its_anchor_holds() -> None:
    assert data("a: &minutes [10, 15]\nb: *minutes\n") == {"a": [10, 15], "b": [10, 15]}


def test_an_alias_without_an_anchor_is_told_at_its_place() -> None:
    assert told("a: 1\nb: *minutes\n") == ["flows/a.yaml:2:4: is not valid YAML: found undefined alias"]


def test_merging_is_not_done_so_that_no_key_comes_from_elsewhere_unseen() -> None:
    assert data("a: &x {b: 1}\nc: {<<: *x, d: 2}\n")["c"] == {"<<": {"b": 1}, "d": 2}


@pytest.mark.parametrize("written", ["a: &x [*x]\n", "a: &x {b: {c: *x}}\n"])
def test_an_alias_inside_itself_is_refused(written: str) -> None:
    (message,) = told(written)
    assert message.endswith("an alias may not contain itself")


def test_aliases_that_stand_for_billions_of_parts_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    document = read_text("\n".join(lines))
    assert document.data is None
    assert len(document.marks) <= MOST_PARTS + 1
    assert [problem.message for problem in document.problems] == ["is too large or too deep once its aliases are spelled out"]


def test_aliases_that_nest_without_end_are_refused() -> None:
    lines = [f"a0: &a0 {'[' * 40}{']' * 40}"]
    lines += [f"a{n}: &a{n} {'[' * 40}*a{n - 1}{']' * 40}" for n in range(1, 60)]
    (problem,) = read_text("\n".join(lines)).problems
    assert problem.message == "is too large or too deep once its aliases are spelled out"


@pytest.mark.parametrize(
    "written",
    ["[" * 600, "[" * 100_000, "{a: " * 5000, "".join(f"{' ' * depth}a:\n" for depth in range(700)), "- " * 3000 + "a"],
    ids=["600 brackets", "100,000 brackets", "mappings in one line", "indented", "lists in one line"],
)
def test_a_file_nested_without_end_is_refused_instead_of_ending_the_program(written: str) -> None:
    (problem,) = read_text(written).problems
    assert problem.message == "is nested too deeply"
    assert problem.line + problem.column > DEEPEST


def test_nesting_as_deep_as_any_real_file_is_read() -> None:
    assert data("[" * 30 + "]" * 30)


@pytest.mark.parametrize(
    "tag",
    [
        "!!python/object:os.system {a: b}",
        "!!python/object/apply:os.system [ls]",
        "!!python/name:os.system x",
        "!!python/object:str x",
        "!!set {a: b}",
        "!!omap [a: b]",
        "!!binary aGk=",
        "!!timestamp 2026-12-04",
        "!mine x",
        "!!int many",
        "!!float some",
        "!!bool maybe",
    ],
)
def test_a_tag_is_refused_and_nothing_is_made_of_it(tag: str) -> None:
    document = read_text(f"kind: flow\npart: {tag}\n")
    (problem,) = document.problems
    assert problem.line == 2
    assert problem.message.startswith("the tag ")
    assert problem.message.endswith(" is not used in dialogs: take it out")
    assert document.data == {"kind": "flow", "part": None}


def test_a_tag_that_says_what_is_there_anyway_does_no_harm() -> None:
    assert data("[!!str 5, !!int 5, !!bool true]") == ["5", 5, True]


@pytest.mark.parametrize("written", ["options:\n\tyes: {}\n", "options:\n  yes: {}\n\tno: {}\n", "- a\n-\tb: c\n  d: [\n"])
def test_a_tab_or_a_bracket_left_open_is_told_with_its_line(written: str) -> None:
    (problem,) = read_text(written).problems
    assert problem.message.startswith("is not valid YAML: ")
    assert problem.line > 1


def test_two_documents_in_one_file_are_refused_at_the_second() -> None:
    (problem,) = read_text("kind: flow\n---\nkind: texts\n").problems
    assert (problem.line, problem.column) == (2, 1)


def test_a_byte_order_mark_changes_nothing() -> None:
    document = read_bytes(b"\xef\xbb\xbfkind: flow\n")
    assert document.data == {"kind": "flow"}
    assert document.marks[("kind",)] == (1, 1)


@pytest.mark.parametrize(
    ("raw", "where"),
    [
        (b"kind: texts\nname: Espa\xf1ol\n", "2:11"),
        ("kind: flow\n".encode("utf-16"), "1:1"),
        (b"kind: texts\nname: \xc3", "2:7"),
    ],
    ids=["Latin-1", "UTF-16", "cut in the middle of a character"],
)
def test_a_file_in_another_encoding_is_told_where_it_leaves_utf_8(raw: bytes, where: str) -> None:
    (problem,) = read_bytes(raw).problems
    assert str(problem) == f"flows/a.yaml:{where}: is not UTF-8 text from here on: save it as UTF-8"


@pytest.mark.parametrize("code", [0x00, 0x07, 0x1B, 0x7F, 0xFFFE])
def test_a_character_that_yaml_forbids_is_named_with_its_place(code: int) -> None:
    (problem,) = read_text(f"kind: texts\nname: é{chr(code)}x\n").problems
    assert str(problem) == f"flows/a.yaml:2:8: holds the character U+{code:04X}, which YAML does not allow: delete it"


@pytest.mark.parametrize("written", ["", "\n\n", "# only a comment\n", "---\n"])
def test_a_file_without_content_says_where_to_read_on(written: str) -> None:
    (problem,) = read_text(written).problems
    assert problem.message in ("is empty: see dialogs/README.md for what belongs here", "has no value: write one, or take the key out")


def test_a_file_too_large_for_dialogs_is_not_parsed() -> None:
    (problem,) = read_bytes(b"a: b\n" + b"#" * LARGEST).problems
    assert problem.message == f"the file is larger than {LARGEST:,} bytes"


def test_a_folder_with_the_name_of_a_file_is_told_and_not_opened(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").mkdir()
    (problem,) = read(tmp_path / "x.yaml", "x.yaml").problems
    assert str(problem) == "x.yaml:1:1: cannot be read: Is a directory"


def test_loading_passes_over_a_folder_with_the_name_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").mkdir()
    (problem,) = problems(tmp_path)
    assert problem.message == "there are no dialogs here: the folder holds no .yaml file"


def test_a_file_that_vanished_is_told(tmp_path: Path) -> None:
    (problem,) = read(tmp_path / "gone.yaml", "gone.yaml").problems
    assert problem.message == "cannot be read: No such file or directory"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_nobody_may_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "secret.yaml"
    path.write_text(KIND)
    path.chmod(0)
    (problem,) = read(path, "secret.yaml").problems
    assert problem.message == "cannot be read: Permission denied"


@pytest.mark.parametrize("written", ["just words\n", "- kind: flow\n", "42\n", "kind: [flow]\n", "kind: Flow\n", "flow: x\n"])
def test_a_file_that_is_no_mapping_with_a_known_kind_is_told_which_kinds_there_are(written: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(written)
    (problem,) = problems(tmp_path)
    assert str(problem) == "a.yaml:1:1: needs a line `kind: ...` with one of common, flow, texts, source, stories, faq, hints, red_flags"


# ---- whatever the bytes


@cache
def shipped_texts() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(SHIPPED.rglob("*.yaml"))]


@st.composite
def mutated_texts(draw: st.DrawFn) -> str:
    """A window of a shipped file in which a few pieces were cut out, doubled or overwritten."""
    text = draw(st.sampled_from(shipped_texts()))
    lines = text.splitlines(keepends=True)
    start = draw(st.integers(0, len(lines) - 1))
    text = "".join(lines[start : start + draw(st.integers(1, 40))])
    for _ in range(draw(st.integers(1, 4))):
        begin = draw(st.integers(0, len(text)))
        end = min(len(text), begin + draw(st.integers(0, 12)))
        put = draw(
            st.one_of(st.just(""), st.just(text[begin:end] * 2), st.sampled_from(list("[]{}:,&*!|>-?'\"%@`#\t\n ~\x00\ufeff\u2028")))
        )
        text = text[:begin] + put + text[end:]
    return text


def assert_well_told(raw: bytes) -> None:
    document = read_bytes(raw)
    lines = raw.decode("utf-8-sig", errors="replace").replace("\x85", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    lines = lines.replace("\r\n", "\n").replace("\r", "\n")
    lengths = [len(line) for line in lines.split("\n")]
    places = [*document.marks.values(), *((problem.line, problem.column) for problem in document.problems)]
    for line, column in places:
        assert 1 <= line <= len(lengths), (line, column)
        assert 1 <= column <= lengths[line - 1] + 1, (line, column)
    assert document.problems or document.data is not None
    assert all(problem.file == "flows/a.yaml" and problem.message for problem in document.problems)


@given(st.binary(max_size=400))
@example(b"\xff")
@example(b"\xef\xbb\xbf\xef\xbb\xbfa")
def test_no_bytes_make_the_reader_raise(raw: bytes) -> None:
    assert_well_told(raw)


@given(mutated_texts())
@example("a: !!int x")
@example("-")
@example("a:\u2028 - b: [")
@example("\r")
@settings(max_examples=400, deadline=None)
def test_no_damage_to_a_shipped_file_makes_the_reader_raise_or_point_outside_it(text: str) -> None:
    assert_well_told(text.encode())


@given(mutated_texts(), st.sampled_from(["flows", "texts"]))
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_added_to_the_dialogs_ends_in_a_content_error_at_worst(text: str, room: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / room
        target.mkdir()
        (target / "damaged.yaml").write_bytes(text.encode())
        with pytest.raises(ContentError) as raised:
            load(Path(folder))
        assert raised.value.problems
