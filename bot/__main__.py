"""The command line: arguments in, exit status out. Everything else is `bot.app`'s."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path

from . import __version__
from .errors import OperatorError
from .logs import configure
from .settings import Settings, load_settings

DESCRIPTION = "A Telegram companion for people who get vitamin B12 injections: may I exercise today?"
EPILOG = (
    "Without a command: `run` when TELEGRAM_BOT_TOKEN is set, else `play`. Settings come from the environment or .env; see .env.example."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. Returns the exit status: 0 done, 1 something to mend, 2 wrong arguments."""
    chosen = _parser().parse_args(arguments)
    _forgive()
    gc.disable()  # what is loaded at start stays: looking through it for garbage is a fifth of the time to the first poll
    try:
        status = _command(chosen)
        sys.stdout.flush()
        return status
    except OperatorError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever read our output, such as `head`, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that the flush at exit has somewhere to go
        return 1
    except KeyboardInterrupt:
        return 130


def _forgive() -> None:
    """A character that this terminal cannot show is written as its code, a byte that is no text is read as �; neither ends the program."""
    for stream, errors in ((sys.stdin, "replace"), (sys.stdout, "backslashreplace")):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=errors)


def _command(chosen: argparse.Namespace) -> int:
    from . import app

    if chosen.command == "check" and chosen.dir is not None:
        if not chosen.dir.is_dir():
            raise OperatorError(f"there is no folder {chosen.dir}")
        return app.run_check(chosen.dir, chosen.json)
    settings = load_settings()
    command = chosen.command or ("run" if settings.token else "play")
    configure(settings.log_level, settings.token, *settings.passwords, layout=settings.log_format)
    try:
        return _with_settings(command, settings, chosen)
    except app.ContentError as error:
        print(f"{error}\nerror: the dialogs in {settings.dialogs_dir} have problems, so the bot does not start", file=sys.stderr)
        return 1


def _with_settings(command: str, settings: Settings, chosen: argparse.Namespace) -> int:
    from . import app

    match command:
        case "run":
            if not settings.token:
                raise OperatorError(
                    "TELEGRAM_BOT_TOKEN is not set. Get a token from @BotFather and put it into .env, or try: python -m bot play"
                )
            app.run_bot(settings)
        case "play":
            app.run_playground(settings, getattr(chosen, "port", DEFAULT_PORT))
        case "talk":
            app.run_talk(settings)
        case "check":
            return app.run_check(settings.dialogs_dir, chosen.json)
        case "explain":
            return app.run_explain(settings, chosen.json)
        case "learn":
            return app.run_learn(settings.dialogs_dir)
        case "doctor":
            return app.run_doctor(settings)
        case "draw":
            app.run_draw(settings, chosen.flow)
    return 0


DEFAULT_PORT = 8080


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: give a number from 0 (any free one) to 65535")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description=DESCRIPTION, epilog=EPILOG)
    parser.add_argument("--version", action="version", version=f"B12 injection-day companion {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="command")
    commands.add_parser(
        "run", help="serve Telegram; needs TELEGRAM_BOT_TOKEN", description="Serve Telegram, by long polling or webhook, until stopped."
    )
    play = commands.add_parser(
        "play", help="try the bot in a browser; needs no token", description="Serve a page on this machine that plays Telegram."
    )
    play.add_argument(
        "--port", type=_port, default=DEFAULT_PORT, help=f"where to serve the page (default {DEFAULT_PORT}; 0 takes any free port)"
    )
    commands.add_parser("talk", help="try the bot in this terminal", description="Hold a conversation in this terminal. Nothing is kept.")
    check = commands.add_parser(
        "check", help="check a dialogs folder", description="Check dialogs: shapes, names, promises, stories, words. Exit 1 on a problem."
    )
    check.add_argument(
        "dir", nargs="?", type=Path, metavar="DIR", help="the folder (default: DIALOGS_DIR, else the dialogs of this project)"
    )
    check.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    explain = commands.add_parser(
        "explain",
        help="show how messages are read",
        description='Read messages from standard input, one per line ({"text": "..."} or plain text), and print how each is understood.',
    )
    explain.add_argument("--json", action="store_true", help="print one JSON object per line")
    commands.add_parser(
        "learn",
        help="learn the questions anew",
        description="Write what the ways to ask teach into dialogs/faq. Run it after changing them.",
    )
    commands.add_parser(
        "doctor",
        help="look at the set-up and say what to do",
        description="Look at token, Telegram, webhook, clock, database and dialogs; change nothing. Exit 1 when there is something to do.",
    )
    draw = commands.add_parser("draw", help="print a flow as a Mermaid diagram", description="Print a flow as a Mermaid diagram.")
    draw.add_argument("flow", nargs="?", metavar="FLOW", help="the flow (default: the one /check starts)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
