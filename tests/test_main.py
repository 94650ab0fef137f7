"""The command line as an operator meets it: a process, its exit status, and what it prints; never a traceback."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot import __version__
from bot.settings import ROOT
from tests.content.helpers import CHECK, ENGLISH, WARM_UP, Copy

TOKEN = "123456:AAH-secret_part"
NOWHERE = "http://127.0.0.1:9"
"""Nothing listens here: a bot that gets as far as asking Telegram says that it cannot be reached."""
PLACE = re.compile(r"[^:]+:[1-9][0-9]*:[1-9][0-9]*: .+")

Run = subprocess.CompletedProcess[str]


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "bot", *arguments]


def environment(**variables: str) -> dict[str, str]:
    """As good as nothing set; what a coverage run needs is passed on."""
    passed = {name: value for name, value in os.environ.items() if name.startswith("COV")}
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", **passed, **variables}


@pytest.fixture
def bot(tmp_path: Path) -> Callable[..., Run]:
    """Run a command to its end in an empty folder. Nothing it can be told makes it print a traceback or the token."""
    home = tmp_path / "home"
    home.mkdir()

    def run(*arguments: str, told: str | bytes = "", **variables: str) -> Run:
        typed = told.encode() if isinstance(told, str) else told
        done = subprocess.run(
            command(*arguments), cwd=home, env=environment(**variables), input=typed, capture_output=True, timeout=60, check=False
        )
        result = Run(done.args, done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))
        assert "Traceback" not in result.stdout + result.stderr, result.stderr
        assert "secret" not in result.stdout + result.stderr
        return result

    return run


def assert_told(run: Run, line: str) -> None:
    """One line on standard error, nothing on standard output, exit status 1."""
    assert (run.returncode, run.stdout, run.stderr) == (1, "", f"error: {line}\n")


# ---- what there is


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], ["run", "play", "talk", "check", "learn", "draw", "TELEGRAM_BOT_TOKEN", ".env.example"]),
        (["run"], ["Serve Telegram"]),
        (["play"], ["--port PORT", "default 8080"]),
        (["talk"], ["Nothing is kept"]),
        (["check"], ["--json", "DIR", "Exit 1 on a problem"]),
        (["learn"], ["ways to ask"]),
        (["draw"], ["FLOW", "Mermaid"]),
        (["explain"], ["--json", "one per line"]),
    ],
    ids=["bot", "run", "play", "talk", "check", "learn", "draw", "explain"],
)
def test_every_command_explains_itself(arguments: list[str], words: list[str], bot: Callable[..., Run]) -> None:
    run = bot(*arguments, "--help")
    assert (run.returncode, run.stderr) == (0, "")
    assert [word for word in words if word not in " ".join(run.stdout.split())] == []


def test_the_version_is_told(bot: Callable[..., Run]) -> None:
    run = bot("--version")
    assert (run.returncode, run.stdout) == (0, f"B12 injection-day companion {__version__}\n")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["walk"], "invalid choice: 'walk'"),
        (["check", "a", "b"], "unrecognized arguments: b"),
        (["play", "--port", "99999"], "'99999' is not a port: give a number from 0 (any free one) to 65535"),
        (["play", "--port", "web"], "'web' is not a port"),
        (["play", "--port", "-1"], "port"),
    ],
)
def test_wrong_arguments_are_told_with_status_2(arguments: list[str], told: str, bot: Callable[..., Run]) -> None:
    run = bot(*arguments)
    assert (run.returncode, run.stdout) == (2, "")
    assert told in run.stderr


# ---- check


def test_the_dialogs_of_this_project_are_good(bot: Callable[..., Run]) -> None:
    run = bot("check")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.endswith("all good\n")
    assert all(": warning: " in line for line in run.stdout.splitlines() if PLACE.fullmatch(line) and ".yaml:" in line)


def test_a_folder_can_be_named_or_set(bot: Callable[..., Run], copy: Copy) -> None:
    copy.change(WARM_UP, "inherits: true", "inherit: true")
    named, was_set = bot("check", str(copy.folder)), bot("check", DIALOGS_DIR=str(copy.folder))
    assert named.returncode == was_set.returncode == 1
    assert named.stdout == was_set.stdout


def test_a_named_folder_is_checked_whatever_the_settings_say(bot: Callable[..., Run], copy: Copy) -> None:
    assert bot("check", str(copy.folder), LOG_LEVEL="loud", DIALOGS_DIR="nowhere").returncode == 0


def test_every_problem_of_a_broken_folder_is_a_line_with_its_place(bot: Callable[..., Run], copy: Copy) -> None:
    places = [
        copy.change(ENGLISH, "labels:\n", "labels:\n  »extra: Hello\n"),
        copy.change(WARM_UP, "{end: after_good}", "{»end: after_god}"),
        copy.change(CHECK, "{when: {flag: tired}, ask: everyday}", "{when: {»flag: tyred}, ask: everyday}"),
    ]
    run = bot("check", str(copy.folder))
    assert (run.returncode, run.stderr) == (1, "")
    *problems, last = run.stdout.splitlines()
    assert last == "3 problems found"
    assert all(PLACE.fullmatch(line) for line in problems)
    assert {":".join(line.split(":")[:3]) for line in problems if ": warning: " not in line} == set(places)


def test_one_problem_is_counted_in_the_singular(bot: Callable[..., Run], copy: Copy) -> None:
    copy.change(ENGLISH, "labels:\n", "labels:\n  extra: Hello\n")
    assert bot("check", str(copy.folder)).stdout.endswith("\n1 problem found\n")


def test_a_program_can_read_what_is_wrong(bot: Callable[..., Run], copy: Copy) -> None:
    where = copy.change(ENGLISH, "labels:\n", "labels:\n  »extra: Hello\n")
    run = bot("check", str(copy.folder), "--json")
    report = json.loads(run.stdout)
    assert run.returncode == 1
    assert report["good"] is False
    (problem,) = [problem for problem in report["problems"] if not problem["warning"]]
    assert f"{problem['file']}:{problem['line']}:{problem['column']}" == where
    assert problem["message"] == "the label 'extra' is never shown"


def test_a_program_can_read_that_all_is_well(bot: Callable[..., Run]) -> None:
    run = bot("check", "--json")
    report = json.loads(run.stdout)
    assert (run.returncode, report["good"]) == (0, True)
    assert report["facts"]
    assert all(problem["warning"] for problem in report["problems"])


def test_a_folder_that_is_not_there_is_told(bot: Callable[..., Run], tmp_path: Path) -> None:
    assert_told(bot("check", "nowhere"), "there is no folder nowhere")
    assert_told(bot("check", __file__), f"there is no folder {__file__}")


def test_a_folder_with_a_name_that_is_no_text_is_told_all_the_same(bot: Callable[..., Run], tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path) + b"/caf\xe9"
    Path(os.fsdecode(folder)).mkdir()
    run = bot("check", os.fsdecode(folder), LC_ALL="C.UTF-8")
    assert run.returncode == 1
    assert "caf\\udce9:1:1: there are no dialogs here" in run.stdout


# ---- draw


def test_the_first_flow_is_drawn_when_none_is_named(bot: Callable[..., Run]) -> None:
    unnamed, named = bot("draw"), bot("draw", "tolerance_check")
    assert unnamed.returncode == 0
    assert unnamed.stdout.startswith('flowchart TD\n    q_signs["signs"]\n')
    assert unnamed.stdout == named.stdout != bot("draw", "warm_up").stdout


def test_a_flow_that_does_not_exist_is_told_with_those_that_do(bot: Callable[..., Run]) -> None:
    assert_told(
        bot("draw", "warmup"),
        "there is no flow 'warmup'; there are had_dose, later_dose, move_dose, remind, set_quiet, set_zone, tolerance_check, warm_up",
    )


# ---- settings


def test_run_without_a_token_says_where_to_get_one(bot: Callable[..., Run]) -> None:
    line = "TELEGRAM_BOT_TOKEN is not set. Get a token from @BotFather and put it into .env, or try: python -m bot play"
    assert_told(bot("run"), line)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("TELEGRAM_BOT_TOKEN", "it holds a character that no token has; allowed is the token from @BotFather, such as 123456:ABC..."),
        ("TELEGRAM_API_URL", "it is not an http or https URL; allowed is a URL such as https://api.telegram.org"),
        (
            "DATABASE_URL",
            "it names neither a SQLite file nor a PostgreSQL database; "
            "allowed is sqlite:///PATH or postgresql+asyncpg://USER:PASSWORD@HOST:PORT/DATABASE",
        ),
        ("DIALOGS_DIR", "there is no such folder; allowed is a folder that holds dialogs"),
        ("LOG_LEVEL", "it is none of these; allowed is DEBUG, INFO, WARNING or ERROR"),
    ],
)
def test_a_bad_setting_is_one_line(name: str, told: str, bot: Callable[..., Run]) -> None:
    assert_told(bot("run", **{name: "secret / bad"}), f"{name}: {told}")


def test_a_broken_env_file_is_one_line(bot: Callable[..., Run], tmp_path: Path) -> None:
    (tmp_path / "home" / ".env").write_text(f"# mine\n\nTELEGRAM_BOT_TOKEN {TOKEN}\n")
    assert_told(bot("run"), ".env:3: this line is not NAME=value")


@pytest.mark.parametrize("name", ["run", "talk", "learn", "draw"])
def test_broken_dialogs_keep_the_bot_from_starting_and_say_where(name: str, bot: Callable[..., Run], copy: Copy) -> None:
    where = copy.change(WARM_UP, "{end: after_good}", "{»end: after_god}")
    run = bot(name, DIALOGS_DIR=str(copy.folder), TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=NOWHERE)
    assert (run.returncode, run.stdout) == (1, "")
    *problems, last = run.stderr.splitlines()
    assert last == f"error: the dialogs in {copy.folder} have problems, so the bot does not start"
    assert f"{where}: there is no outcome 'after_god'; did you mean 'after_good'?" in problems
    assert all(PLACE.fullmatch(line) for line in problems)


def test_output_that_nobody_reads_to_its_end_is_no_trouble(tmp_path: Path) -> None:
    with subprocess.Popen(
        command("draw"), cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as drawing:
        assert drawing.stdout and drawing.stderr
        drawing.stdout.close()
        assert drawing.stderr.read() == ""
    assert drawing.returncode == 1


def test_a_port_that_is_taken_is_told_in_one_line(bot: Callable[..., Run]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = bot("play", "--port", str(port))
    assert_told(told, f"port {port} cannot be used (Address already in use). Choose another with: python -m bot play --port 8081")


# ---- the database


def table(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()


def below_a_file(path: Path) -> None:
    path.parent.write_text("not a folder")


def a_folder(path: Path) -> None:
    path.mkdir(parents=True)


def no_database(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"Dear diary, today I had my shot. " * 200)


def cut_short(path: Path) -> None:
    path.parent.mkdir()
    table(path, "CREATE TABLE cats (name TEXT)", *("INSERT INTO cats VALUES (hex(randomblob(2000)))" for _ in range(20)))
    path.write_bytes(path.read_bytes()[:6000])


def foreign(path: Path) -> None:
    path.parent.mkdir()
    table(path, "CREATE TABLE cats (name TEXT)")


def newer(path: Path) -> None:
    path.parent.mkdir()
    table(path, "CREATE TABLE alembic_version (version_num TEXT)", "INSERT INTO alembic_version VALUES ('9999')")


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (below_a_file, "cannot be written: "),
        (a_folder, "cannot be written: Is a directory. Set DATABASE_URL to a place this user may write."),
        (no_database, "cannot be used: file is not a database. Restore a backup, or move the file away to start empty."),
        (cut_short, "Restore a backup, or move the file away to start empty."),
        (foreign, "the database holds tables that are not ours (cats). Set DATABASE_URL to a database of its own."),
        (newer, "the database was written by a newer version of this program (schema 9999; this one knows up to "),
    ],
    ids=lambda made: getattr(made, "__name__", ""),
)
def test_a_database_that_cannot_be_used_is_told_and_left_as_it_is(
    made: Callable[[Path], None], told: str, bot: Callable[..., Run], tmp_path: Path
) -> None:
    path = tmp_path / "data" / "bot.db"
    made(path)
    before = path.read_bytes() if path.is_file() else b""
    run = bot("run", TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=NOWHERE, DATABASE_URL=f"sqlite:///{path}")
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.startswith("error: the database ")
    assert told in run.stderr
    assert run.stderr.count("\n") == 1
    assert (path.read_bytes() if path.is_file() else b"") == before


def test_a_second_process_on_the_same_database_is_refused_and_the_first_ends_when_told(bot: Callable[..., Run], tmp_path: Path) -> None:
    path = tmp_path / "data" / "bot.db"
    variables = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": NOWHERE, "DATABASE_URL": f"sqlite:///{path}"}
    said = tmp_path / "said"
    with said.open("w") as errors, subprocess.Popen(command(), cwd=tmp_path, env=environment(**variables), stderr=errors) as first:
        try:
            for _ in range(300):
                if "Telegram cannot be reached" in said.read_text():
                    break
                time.sleep(0.1)
            second = bot("run", **variables)
            first.send_signal(signal.SIGTERM)
            assert first.wait(20) == 0
        finally:
            first.kill()
    assert_told(second, f"another process uses the database {path}. Stop it first, or set DATABASE_URL to another file.")
    assert "Traceback" not in said.read_text()
    assert "secret" not in said.read_text()


# ---- talk


def test_a_conversation_can_be_piped_in_and_ends_with_its_input(bot: Callable[..., Run]) -> None:
    run = bot("talk", told="/check\n1\n")
    assert (run.returncode, run.stderr) == (0, "")
    assert "Get urgent medical help now. Call your local emergency number." in run.stdout


@pytest.mark.parametrize("told", ["", "\n\n", "/quit\n/check\n", "/exit"])
def test_a_conversation_ends_at_once_when_nothing_is_said(told: str, bot: Callable[..., Run]) -> None:
    run = bot("talk", told=told)
    assert (run.returncode, run.stderr) == (0, "")
    assert "I help you decide about exercise" in run.stdout
    assert "1 of about" not in run.stdout


def test_bytes_that_are_no_text_do_not_end_a_conversation(bot: Callable[..., Run]) -> None:
    run = bot("talk", told=b"/check\n\xff\xfe\n1\n", PYTHONIOENCODING="utf-8")
    assert (run.returncode, run.stderr) == (0, "")
    assert "Get urgent medical help now." in run.stdout


def test_a_terminal_that_lacks_a_character_shows_its_code(bot: Callable[..., Run]) -> None:
    run = bot("talk", told="none of these\n/check\nnone\nnone\nfine\nheadache\n", PYTHONIOENCODING="ascii")
    assert (run.returncode, run.stderr) == (0, "")
    assert "Signs: None of these \\xb7 Other signs: None of these" in run.stdout


def test_talking_keeps_nothing(bot: Callable[..., Run], tmp_path: Path) -> None:
    bot("talk", told="/check\n1\n", DATABASE_URL=f"sqlite:///{tmp_path}/kept.db")
    assert list((tmp_path / "home").iterdir()) == []
    assert not (tmp_path / "kept.db").exists()


# ---- explain


def test_messages_are_explained_one_by_one_as_json(bot: Callable[..., Run]) -> None:
    told = '{"text": "no rash but my lips are swelling"}\ncan i train today?\n\n{"text": "half a character: \\ud83d"}\n'
    run = bot("explain", "--json", told=told)
    assert (run.returncode, run.stderr) == (0, "")
    first, second, third, fourth = (json.loads(line) for line in run.stdout.splitlines())
    assert list(first) == ["text", "level", "ask_level", "signs", "faq"]
    assert (first["level"], first["ask_level"]) == ("urgent", None)
    statuses = {sign["id"]: sign["status"] for sign in first["signs"]}
    assert (statuses["rash"], statuses["mouth_swelling"]) == ("denied", "present")
    start, end = next(sign["span"] for sign in first["signs"] if sign["id"] == "rash")
    assert "rash" in first["text"][start:end]
    assert (second["text"], second["level"], second["faq"]["tier"]) == ("can i train today?", "none", "answer")
    assert second["faq"]["topics"][0]["id"] == "exercise_same_day"
    assert 0 < second["faq"]["topics"][0]["score"] <= 1
    assert (third["text"], third["level"]) == ("", "none")
    assert fourth["text"].startswith("half a character: ")


def test_messages_are_explained_for_a_person(bot: Callable[..., Run]) -> None:
    run = bot("explain", told="not sure if this is a rash\n")
    assert run.returncode == 0
    assert run.stdout.splitlines()[:3] == ["'not sure if this is a rash'", "  level: ask (urgent)", "  sign:  rash, unclear: 'rash'"]


def test_a_line_that_cannot_be_read_is_told_with_its_number_and_the_rest_goes_on(bot: Callable[..., Run]) -> None:
    lines = ["thanks", "{bad", '{"text": 3}', "[" * 9, '{"other": "x"}', "{" + "[" * 100_000, "bye"]
    run = bot("explain", "--json", told="\n".join(lines))
    assert run.returncode == 1
    assert [json.loads(line)["text"] for line in run.stdout.splitlines()] == ["thanks", "[[[[[[[[[", "bye"]
    errors = run.stderr.splitlines()
    assert [line.split(":")[0] for line in errors] == ["line 2", "line 3", "line 5", "line 6"]
    assert "is not a JSON object" in errors[0]
    assert 'no "text" that is a string' in errors[1]


def test_bytes_that_are_no_text_are_explained_too(bot: Callable[..., Run]) -> None:
    run = bot("explain", "--json", told=b"my lips \xff are swelling\n")
    assert run.returncode == 0
    assert json.loads(run.stdout)["level"] == "urgent"
