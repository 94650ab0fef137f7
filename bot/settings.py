"""The environment and .env -> one frozen Settings. The only reader of either.

Every variable is described in .env.example. A bad value ends the program with one line: which, why, and what is allowed.
"""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from dotenv.parser import parse_stream
from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from .errors import SettingError

ENV_FILE = Path(".env")
ROOT = Path(__file__).resolve().parent.parent
POSTGRES = "postgresql+asyncpg"
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
MOST_PER_SECOND = 10_000
TELEGRAM = "api.telegram.org"
WEBHOOK_PORTS = (443, 80, 88, 8443)
"""The ports that Telegram sends updates to."""

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
LogFormat = Literal["console", "json"]
Mode = Literal["polling", "webhook"]


def _upper(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


class Settings(BaseSettings):
    """Everything the operator can set. Field names are the environment variables in lower case."""

    model_config = SettingsConfigDict(env_file=ENV_FILE, env_file_encoding="utf-8", extra="ignore", frozen=True, env_ignore_empty=True)

    telegram_bot_token: SecretStr | None = Field(default=None, description="the token from @BotFather, such as 123456:ABC...")
    telegram_api_url: str = Field(default="https://api.telegram.org", description="a URL such as https://api.telegram.org")
    telegram_mode: Annotated[Mode, BeforeValidator(_lower)] = Field(default="polling", description="polling or webhook")
    webhook_url: str | None = Field(default=None, description="the https URL that Telegram sends updates to")
    webhook_listen: str = Field(default="127.0.0.1:8443", description="HOST:PORT, with a port from 1 to 65535")
    webhook_secret: SecretStr | None = Field(default=None, description="1 to 256 characters of A-Z, a-z, 0-9, _ and -")
    ops_listen: str | None = Field(default=None, description="HOST:PORT, with a port from 1 to 65535")
    database_url: SecretStr = Field(
        default=SecretStr("sqlite:///data/companion.db"),
        description="sqlite:///PATH or postgresql+asyncpg://USER:PASSWORD@HOST:PORT/DATABASE",
    )
    messages_per_second: int = Field(
        default=30, ge=0, le=MOST_PER_SECOND, description=f"a whole number from 1 to {MOST_PER_SECOND}, or 0 for no limits"
    )
    dialogs_dir: Path = Field(default=ROOT / "dialogs", description="a folder that holds dialogs")
    log_level: Annotated[LogLevel, BeforeValidator(_upper)] = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR")

    log_format: Annotated[LogFormat, BeforeValidator(_lower)] = Field(default="console", description="console or json")

    @field_validator("telegram_bot_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[A-Za-z0-9:_-]+", value.get_secret_value().strip()):
            raise ValueError("it holds a character that no token has")
        return SecretStr(value.get_secret_value().strip()) if value is not None else None

    @field_validator("telegram_api_url")
    @classmethod
    def _url(cls, value: str) -> str:
        parts = urlsplit(value.strip())
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or " " in value.strip():
            raise ValueError("it is not an http or https URL")
        if parts.port == 0:  # reading it refuses a port that is no number or above 65535
            raise ValueError("its port is not one that can be reached")
        return value.strip().rstrip("/")

    @field_validator("webhook_url")
    @classmethod
    def _webhook(cls, value: str | None) -> str | None:
        return cls._url(value) if value is not None else None

    @field_validator("webhook_listen", "ops_listen")
    @classmethod
    def _listen(cls, value: str | None) -> str | None:
        if value is not None:
            _address(value)
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value.get_secret_value()):
            raise ValueError("Telegram does not take it")
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: SecretStr) -> SecretStr:
        url = value.get_secret_value().strip()
        scheme, separator, path = url.partition("://")
        if scheme == POSTGRES:
            _check_postgres(url)
        elif scheme.partition("+")[0] in ("postgres", "postgresql"):
            raise ValueError(f"the driver is missing: write {POSTGRES}:// in front")
        elif scheme != "sqlite" or not separator or not path.startswith("/") or not _names_a_file(path[1:]):
            raise ValueError("it names neither a SQLite file nor a PostgreSQL database")
        return SecretStr(url)

    @field_validator("dialogs_dir")
    @classmethod
    def _folder(cls, value: Path) -> Path:
        if not value.is_dir():
            raise ValueError("there is no such folder")
        return value

    @property
    def postgres_url(self) -> str | None:
        """The PostgreSQL database, with its password; None when chats are kept in SQLite."""
        url = self.database_url.get_secret_value()
        return url if url.startswith(POSTGRES) else None

    @property
    def database_path(self) -> Path:
        """The SQLite file."""
        return Path(self.database_url.get_secret_value().partition(":///")[2])

    @property
    def passwords(self) -> tuple[str, ...]:
        """The webhook's secret, and the database's password in both its spellings, so that logs can leave them out."""
        password = urlsplit(self.postgres_url or "").password
        found = (self.secret, password, unquote(password)) if password else (self.secret,)
        return tuple(filter(None, found))

    @property
    def secret(self) -> str:
        """What proves that an update comes from Telegram; empty when none is set."""
        return self.webhook_secret.get_secret_value() if self.webhook_secret else ""

    @property
    def webhook_address(self) -> tuple[str, int]:
        """Host and port to listen on for updates."""
        return _address(self.webhook_listen)

    @property
    def ops_address(self) -> tuple[str, int] | None:
        """Host and port to listen on for those who look after the bot; None for nowhere."""
        return _address(self.ops_listen) if self.ops_listen else None

    @property
    def token(self) -> str:
        """The bot token; empty when none is set."""
        return self.telegram_bot_token.get_secret_value() if self.telegram_bot_token else ""


def _address(text: str) -> tuple[str, int]:
    parts = urlsplit(f"//{text.strip()}")
    if not parts.hostname or not parts.port or parts.path or parts.query or parts.username is not None:
        raise ValueError("it is not a host and a port")
    return parts.hostname, parts.port


def _names_a_file(path: str) -> bool:
    return bool(path) and not path.endswith("/") and ":memory:" not in path and "?" not in path


def _check_postgres(url: str) -> None:
    """Refuse a PostgreSQL URL that cannot be connected to as it is written. Never quotes it: it may hold a password."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ValueError("its host is not written as one") from None
    try:
        port = parts.port
    except ValueError:
        raise ValueError("its port is not a number from 1 to 65535") from None
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if port == 0:
        raise ValueError("its port is not a number from 1 to 65535")
    if not parts.hostname and not options.get("host"):
        raise ValueError("it names no host")
    if not parts.path.strip("/") or "/" in parts.path.strip("/"):
        raise ValueError("it names no database after the host")
    if unknown := sorted(options.keys() - {"host", "port", "ssl"}):
        raise ValueError(f"it sets {', '.join(unknown)}; after ? only host, port and ssl can be set")
    if "ssl" in options and options["ssl"] not in SSL_MODES:
        raise ValueError(f"ssl must be one of {', '.join(SSL_MODES)}")


def load_settings() -> Settings:
    """Read the environment and .env. Raises SettingError with one line for each bad value."""
    _check_env_file(ENV_FILE)
    try:
        settings = Settings()
    except ValidationError as error:
        raise SettingError("\n".join(_told(fault["loc"], str(fault["msg"])) for fault in error.errors())) from None
    if missing := _missing(settings):
        raise SettingError("\n".join(missing))
    return settings


def _missing(settings: Settings) -> list[str]:
    """What webhook mode needs beside TELEGRAM_MODE."""
    if settings.telegram_mode == "polling":
        return []
    found = [
        f"{name}: it is not set, and TELEGRAM_MODE=webhook needs it; allowed is {Settings.model_fields[name.lower()].description}"
        for name, value in (("WEBHOOK_URL", settings.webhook_url), ("WEBHOOK_SECRET", settings.secret))
        if not value
    ]
    parts = urlsplit(settings.webhook_url or "")
    if parts.scheme and urlsplit(settings.telegram_api_url).hostname == TELEGRAM:  # a server of one's own takes any
        if parts.scheme != "https":
            found.append("WEBHOOK_URL: Telegram sends updates by https alone; allowed is an https URL")
        elif (parts.port or 443) not in WEBHOOK_PORTS:
            found.append(f"WEBHOOK_URL: Telegram does not send to port {parts.port}; allowed are {', '.join(map(str, WEBHOOK_PORTS))}")
    return found


def _told(where: tuple[int | str, ...], message: str) -> str:
    name = str(where[0]) if where else "settings"
    field = Settings.model_fields.get(name)
    reason = "it is none of these" if message.startswith("Input should be") else message.removeprefix("Value error, ")
    return f"{name.upper()}: {reason}; allowed is {field.description if field else 'nothing else'}"


def _check_env_file(path: Path) -> None:
    """Refuse a .env that cannot be read whole: python-dotenv would skip what it does not understand."""
    if not path.exists():
        return
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SettingError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingError(f"{path} is not UTF-8 text; save it as UTF-8") from None
    for binding in parse_stream(StringIO(text)):
        if binding.error or (binding.key and binding.value is None):
            begun = binding.original.string  # with the empty lines before it
            line = binding.original.line + begun[: len(begun) - len(begun.lstrip())].count("\n")
            raise SettingError(f"{path}:{line}: this line is not NAME=value")
