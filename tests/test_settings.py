"""Settings and the token: what the operator can write, what is refused with which line, and that the token is never shown."""

from __future__ import annotations

import contextlib
import io
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.errors import SettingError
from bot.logs import configure
from bot.settings import ROOT, Settings, load_settings

NAMES = tuple(name.upper() for name in Settings.model_fields)
TOKEN = "123456:AAH-secret_part"
SHARED = "postgresql+asyncpg://bot:h%40sh@db.example.org:5432/bot"
WHOLE = "allowed is a whole number from 1 to 10000, or 0 for no limits"
DATABASES = "allowed is sqlite:///PATH or postgresql+asyncpg://USER:PASSWORD@HOST:PORT/DATABASE"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to start in, and none of our variables set."""
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    return tmp_path


def refused() -> str:
    with pytest.raises(SettingError) as raised:
        load_settings()
    return str(raised.value)


# ---- each variable


def test_nothing_has_to_be_set() -> None:
    settings = load_settings()
    assert settings.token == ""
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.database_path == Path("data/companion.db")
    assert settings.messages_per_second == 30
    assert settings.dialogs_dir == ROOT / "dialogs"
    assert settings.log_level == "INFO"


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_value_means_the_default(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "")
    assert load_settings() == Settings()
    assert load_settings().token == ""


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("TELEGRAM_BOT_TOKEN", TOKEN, "token", TOKEN),
        ("TELEGRAM_BOT_TOKEN", f"  {TOKEN}\n", "token", TOKEN),
        ("TELEGRAM_API_URL", "http://127.0.0.1:8081/", "telegram_api_url", "http://127.0.0.1:8081"),
        ("TELEGRAM_API_URL", " https://bots.example.org/api ", "telegram_api_url", "https://bots.example.org/api"),
        ("TELEGRAM_API_URL", "http://[::1]:8081", "telegram_api_url", "http://[::1]:8081"),
        ("DATABASE_URL", "sqlite:///chats.db", "database_path", Path("chats.db")),
        ("DATABASE_URL", "sqlite:////var/lib/bot/chats.db", "database_path", Path("/var/lib/bot/chats.db")),
        ("DATABASE_URL", "sqlite:///chats.db", "postgres_url", None),
        ("DATABASE_URL", f" {SHARED} ", "postgres_url", SHARED),
        ("DATABASE_URL", f"{SHARED}?ssl=verify-full", "postgres_url", f"{SHARED}?ssl=verify-full"),
        (
            "DATABASE_URL",
            "postgresql+asyncpg:///bot?host=/run/postgresql",
            "postgres_url",
            "postgresql+asyncpg:///bot?host=/run/postgresql",
        ),
        ("MESSAGES_PER_SECOND", "1000", "messages_per_second", 1000),
        ("DIALOGS_DIR", ".", "dialogs_dir", Path()),
        ("LOG_LEVEL", "debug", "log_level", "DEBUG"),
        ("LOG_LEVEL", " Warning ", "log_level", "WARNING"),
    ],
)
def test_a_good_value_is_taken(name: str, value: str, field: str, expected: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    assert getattr(load_settings(), field) == expected


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        (
            "TELEGRAM_BOT_TOKEN",
            "12 34",
            "it holds a character that no token has; allowed is the token from @BotFather, such as 123456:ABC...",
        ),
        (
            "TELEGRAM_BOT_TOKEN",
            "12/34",
            "it holds a character that no token has; allowed is the token from @BotFather, such as 123456:ABC...",
        ),
        ("TELEGRAM_API_URL", "api.telegram.org", "it is not an http or https URL; allowed is a URL such as https://api.telegram.org"),
        ("TELEGRAM_API_URL", "ftp://telegram.org", "it is not an http or https URL; allowed is a URL such as https://api.telegram.org"),
        ("TELEGRAM_API_URL", "https://", "it is not an http or https URL; allowed is a URL such as https://api.telegram.org"),
        ("TELEGRAM_API_URL", "https://:8081", "it is not an http or https URL; allowed is a URL such as https://api.telegram.org"),
        ("TELEGRAM_API_URL", "https://a b.org", "it is not an http or https URL; allowed is a URL such as https://api.telegram.org"),
        ("TELEGRAM_API_URL", "https://a.org?x=1", "it is not an http or https URL; allowed is a URL such as https://api.telegram.org"),
        ("TELEGRAM_API_URL", "http://[", "Invalid IPv6 URL; allowed is a URL such as https://api.telegram.org"),
        ("TELEGRAM_API_URL", "http://a.org:99999", "Port out of range 0-65535; allowed is a URL such as https://api.telegram.org"),
        (
            "TELEGRAM_API_URL",
            "http://a.org:0",
            "its port is not one that can be reached; allowed is a URL such as https://api.telegram.org",
        ),
        ("DATABASE_URL", "chats.db", f"it names neither a SQLite file nor a PostgreSQL database; {DATABASES}"),
        ("DATABASE_URL", "sqlite:///", f"it names neither a SQLite file nor a PostgreSQL database; {DATABASES}"),
        ("DATABASE_URL", "sqlite://chats.db", f"it names neither a SQLite file nor a PostgreSQL database; {DATABASES}"),
        ("DATABASE_URL", "sqlite:///data/", f"it names neither a SQLite file nor a PostgreSQL database; {DATABASES}"),
        ("DATABASE_URL", "sqlite:///:memory:", f"it names neither a SQLite file nor a PostgreSQL database; {DATABASES}"),
        ("DATABASE_URL", "sqlite:///chats.db?mode=ro", f"it names neither a SQLite file nor a PostgreSQL database; {DATABASES}"),
        ("DATABASE_URL", "mysql://localhost/bot", f"it names neither a SQLite file nor a PostgreSQL database; {DATABASES}"),
        ("DATABASE_URL", "postgresql://u:hush@db/bot", f"the driver is missing: write postgresql+asyncpg:// in front; {DATABASES}"),
        ("DATABASE_URL", "postgres://u:hush@db/bot", f"the driver is missing: write postgresql+asyncpg:// in front; {DATABASES}"),
        ("DATABASE_URL", "postgresql+psycopg://u:hush@db/bot", f"the driver is missing: write postgresql+asyncpg:// in front; {DATABASES}"),
        ("DATABASE_URL", "postgresql+asyncpg://u:hush@db:99999/bot", f"its port is not a number from 1 to 65535; {DATABASES}"),
        ("DATABASE_URL", "postgresql+asyncpg://u:hush@db:0/bot", f"its port is not a number from 1 to 65535; {DATABASES}"),
        ("DATABASE_URL", "postgresql+asyncpg:///bot", f"it names no host; {DATABASES}"),
        ("DATABASE_URL", "postgresql+asyncpg://u:hush@db", f"it names no database after the host; {DATABASES}"),
        ("DATABASE_URL", "postgresql+asyncpg://u:hush@db/", f"it names no database after the host; {DATABASES}"),
        ("DATABASE_URL", "postgresql+asyncpg://u:hush@db/bot/chats", f"it names no database after the host; {DATABASES}"),
        (
            "DATABASE_URL",
            "postgresql+asyncpg://u:hush@db/bot?sslmode=require",
            f"it sets sslmode; after ? only host, port and ssl can be set; {DATABASES}",
        ),
        (
            "DATABASE_URL",
            "postgresql+asyncpg://u:hush@db/bot?ssl=yes",
            f"ssl must be one of disable, allow, prefer, require, verify-ca, verify-full; {DATABASES}",
        ),
        ("DATABASE_URL", "postgresql+asyncpg://u:hush@[db/bot", f"its host is not written as one; {DATABASES}"),
        ("MESSAGES_PER_SECOND", "-1", f"it is none of these; {WHOLE}"),
        (
            "MESSAGES_PER_SECOND",
            "1.5",
            f"it is none of these; {WHOLE}",
        ),
        (
            "MESSAGES_PER_SECOND",
            "many",
            f"it is none of these; {WHOLE}",
        ),
        ("MESSAGES_PER_SECOND", "10001", f"it is none of these; {WHOLE}"),
        ("DIALOGS_DIR", "nowhere", "there is no such folder; allowed is a folder that holds dialogs"),
        ("DIALOGS_DIR", __file__, "there is no such folder; allowed is a folder that holds dialogs"),
        ("LOG_LEVEL", "loud", "it is none of these; allowed is DEBUG, INFO, WARNING or ERROR"),
    ],
)
def test_a_bad_value_is_refused_in_one_line_that_says_what_is_allowed(
    name: str, value: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    assert refused() == f"{name}: {told}"


def test_all_bad_values_are_told_at_once_one_line_each(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.setenv(name, "not / good")
    assert [line.split(":")[0] for line in refused().splitlines()] == list(NAMES)


def test_settings_cannot_be_changed_afterwards() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().log_level = "DEBUG"  # type: ignore[misc]


# ---- .env


def env_file(folder: Path, text: str | bytes) -> None:
    (folder / ".env").write_bytes(text.encode() if isinstance(text, str) else text)


def test_values_are_read_from_the_file_in_the_folder_one_starts_in(folder: Path) -> None:
    env_file(folder, f"# my bot\nTELEGRAM_BOT_TOKEN={TOKEN}\n\nexport LOG_LEVEL='warning'   # less\nSOMETHING_ELSE=1\n")
    settings = load_settings()
    assert (settings.token, settings.log_level) == (TOKEN, "WARNING")


def test_the_environment_beats_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env_file(folder, "LOG_LEVEL=ERROR\n")
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    assert load_settings().log_level == "DEBUG"


def test_an_empty_variable_of_the_environment_leaves_the_file_its_say(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env_file(folder, "LOG_LEVEL=ERROR\n")
    monkeypatch.setenv("LOG_LEVEL", "")
    assert load_settings().log_level == "ERROR"


def test_the_example_file_as_it_is_means_the_defaults(folder: Path) -> None:
    env_file(folder, (ROOT / ".env.example").read_bytes())
    settings = load_settings()
    assert settings.token == ""
    assert settings.dialogs_dir == ROOT / "dialogs"


def test_the_example_file_names_every_setting() -> None:
    example = (ROOT / ".env.example").read_text()
    assert [name for name in NAMES if f"{name}=" not in example] == []
    assert tuple(name.upper() for name in Settings.model_fields) == NAMES


def test_a_byte_order_mark_does_not_hide_the_first_variable(folder: Path) -> None:
    env_file(folder, b"\xef\xbb\xbfLOG_LEVEL=ERROR\n")
    assert load_settings().log_level == "ERROR"


@pytest.mark.parametrize("line", ["TELEGRAM_BOT_TOKEN 123456:ABC", "TELEGRAM_BOT_TOKEN", "LOG_LEVEL='INFO", "= x", "LOG_LEVEL: INFO"])
def test_a_line_that_is_not_name_and_value_is_refused_with_its_number(line: str, folder: Path) -> None:
    env_file(folder, f"# first\n\n{line}\nDIALOGS_DIR=.\n")
    assert refused() == ".env:3: this line is not NAME=value"


def test_a_bad_value_in_the_file_is_told_like_one_in_the_environment(folder: Path) -> None:
    env_file(folder, "LOG_LEVEL=loud\n")
    assert refused().startswith("LOG_LEVEL: ")


def test_a_file_in_another_encoding_is_refused(folder: Path) -> None:
    env_file(folder, "LOG_LEVEL=INFO # Größe\n".encode("latin-1"))
    assert refused() == ".env is not UTF-8 text; save it as UTF-8"


def test_a_folder_in_place_of_the_file_is_refused(folder: Path) -> None:
    (folder / ".env").mkdir()
    assert refused() == ".env cannot be read: Is a directory"


# ---- the token is never shown


def test_the_token_is_not_in_the_settings_as_they_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    settings = load_settings()
    for shown in (repr(settings), str(settings), settings.model_dump_json(), repr(settings.telegram_bot_token)):
        assert TOKEN not in shown


@pytest.mark.parametrize("name", NAMES)
def test_a_value_is_never_repeated_in_an_error(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "secret / value")
    assert "secret" not in refused()


def test_a_broken_line_of_the_file_is_not_repeated_in_the_error(folder: Path) -> None:
    env_file(folder, f"TELEGRAM_BOT_TOKEN {TOKEN}\n")
    assert "secret" not in refused()


LIBRARIES = ("telegram", "httpx", "httpcore", "aiohttp", "sqlalchemy", "alembic", "transitions", "asyncio", "one_of_tomorrow")


@pytest.fixture
def log_with() -> Iterator[Callable[..., io.StringIO]]:
    """Set logging up with a token; what is written to standard error from then on."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    own = logging.getLogger("bot").level

    def set_up(token: str, *passwords: str) -> io.StringIO:
        root.handlers = []
        with contextlib.redirect_stderr(io.StringIO()) as written:
            configure("INFO", token, *passwords)
        return written

    yield set_up
    root.handlers = handlers
    root.setLevel(level)
    logging.getLogger("bot").setLevel(own)


def test_the_token_is_taken_out_of_every_line_that_is_logged(log_with: Callable[..., io.StringIO]) -> None:
    written = log_with(TOKEN)
    log = logging.getLogger("bot.somewhere")
    log.info("asking %s", f"https://api.telegram.org/bot{TOKEN}/getMe")
    log.warning(f"bot{TOKEN}")
    assert "secret" not in written.getvalue()
    assert written.getvalue().count("<token>") == 2


def test_the_token_is_taken_out_of_tracebacks_too(log_with: Callable[..., io.StringIO]) -> None:
    written = log_with(TOKEN)
    try:
        raise OSError(f"cannot reach https://api.telegram.org/bot{TOKEN}/getMe")
    except OSError:
        logging.getLogger("bot.somewhere").exception("no connection")
    assert "Traceback" in written.getvalue()
    assert "secret" not in written.getvalue()


def test_libraries_that_would_log_what_people_answer_are_kept_quiet(log_with: Callable[..., io.StringIO]) -> None:
    written = log_with(TOKEN)
    for name in LIBRARIES:
        logging.getLogger(f"{name}.inner").info("what a person answered")
    assert written.getvalue() == ""


def test_without_a_token_lines_are_logged_as_they_are(log_with: Callable[..., io.StringIO]) -> None:
    written = log_with("")
    logging.getLogger("bot.somewhere").info("hello")
    assert written.getvalue().endswith(" INFO bot.somewhere: hello\n")


def test_the_password_of_the_database_is_in_no_log_and_no_settings(
    monkeypatch: pytest.MonkeyPatch, log_with: Callable[..., io.StringIO]
) -> None:
    monkeypatch.setenv("DATABASE_URL", SHARED)
    settings = load_settings()
    assert set(settings.passwords) == {"h%40sh", "h@sh"}
    assert "sh@db" not in f"{settings} {settings!r}"
    written = log_with(TOKEN, *settings.passwords)
    logging.getLogger("bot.somewhere").error("no way to %s, nor with h@sh", SHARED)
    assert "no way to postgresql+asyncpg://bot:<password>@db.example.org" in written.getvalue()
    assert "h@sh" not in written.getvalue()


# ---- the webhook


SECRET = "s-ecret_1"
HOOKED = {"TELEGRAM_MODE": "webhook", "WEBHOOK_URL": "https://bot.example.org/hook", "WEBHOOK_SECRET": SECRET}


def hooked(monkeypatch: pytest.MonkeyPatch, **changed: str) -> None:
    for name, value in (HOOKED | changed).items():
        monkeypatch.setenv(name, value)


def test_a_webhook_has_an_address_on_this_machine_unless_another_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    hooked(monkeypatch, TELEGRAM_MODE=" Webhook ")
    settings = load_settings()
    assert (settings.telegram_mode, settings.webhook_url, settings.secret) == ("webhook", "https://bot.example.org/hook", SECRET)
    assert settings.webhook_address == ("127.0.0.1", 8443)
    assert settings.ops_address is None
    hooked(monkeypatch, WEBHOOK_LISTEN="[::1]:9000", OPS_LISTEN="0.0.0.0:9090")
    settings = load_settings()
    assert (settings.webhook_address, settings.ops_address) == (("::1", 9000), ("0.0.0.0", 9090))


def test_what_webhook_mode_needs_is_asked_for_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_MODE", "webhook")
    assert [line.partition(":")[0] for line in refused().splitlines()] == ["WEBHOOK_URL", "WEBHOOK_SECRET"]


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("TELEGRAM_MODE", "push", "it is none of these"),
        ("WEBHOOK_URL", "bot.example.org", "not an http or https URL"),
        ("WEBHOOK_URL", "http://bot.example.org/hook", "by https alone"),
        ("WEBHOOK_URL", "https://bot.example.org:9443/hook", "does not send to port 9443"),
        ("WEBHOOK_SECRET", "with space", "Telegram does not take it"),
        ("WEBHOOK_SECRET", "é", "Telegram does not take it"),
        ("WEBHOOK_SECRET", "x" * 257, "Telegram does not take it"),
        ("WEBHOOK_LISTEN", "8443", "not a host and a port"),
        ("WEBHOOK_LISTEN", "127.0.0.1", "not a host and a port"),
        ("WEBHOOK_LISTEN", "127.0.0.1:0", "not a host and a port"),
        ("WEBHOOK_LISTEN", "127.0.0.1:80/x", "not a host and a port"),
        ("OPS_LISTEN", ":9090", "not a host and a port"),
        ("OPS_LISTEN", "localhost:99999", "OPS_LISTEN: "),
        ("LOG_FORMAT", "xml", "allowed is console or json"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(name: str, value: str, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    hooked(monkeypatch, **{name: value})
    line = refused()
    assert line.startswith(f"{name}: ")
    assert told in line
    assert "\n" not in line


def test_a_bot_api_server_of_ones_own_sends_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    hooked(monkeypatch, TELEGRAM_API_URL="http://10.0.0.5:8081", WEBHOOK_URL="http://10.0.0.6:9443/hook")
    assert load_settings().webhook_url == "http://10.0.0.6:9443/hook"


def test_the_secret_is_among_what_logs_leave_out(monkeypatch: pytest.MonkeyPatch) -> None:
    hooked(monkeypatch, DATABASE_URL=SHARED)
    assert set(load_settings().passwords) == {SECRET, "h%40sh", "h@sh"}
    assert SECRET not in repr(load_settings())
