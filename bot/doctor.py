"""`python -m bot doctor`: looks at everything the bot needs, changes nothing, and says what is good and what to do."""

from __future__ import annotations

import asyncio
from pathlib import Path

from .content.learned import STALE
from .content.library import load
from .content.problems import ContentError
from .service.findings import Finding
from .settings import Settings
from .understanding.encoder import ModelMissing, installed

LEARN = "Run: python -m bot learn"


def examine(settings: Settings) -> list[Finding]:
    """Everything that was found, the files of this machine first."""
    return [*_content(settings.dialogs_dir), *asyncio.run(_outside(settings))]


def _content(folder: Path) -> list[Finding]:
    try:
        library = load(folder)
    except ContentError as error:
        todo = "Run: python -m bot check. It says where."
        number = len(error.problems)
        return [Finding("dialogs", f"{folder} has {number} {'problem' if number == 1 else 'problems'}, so the bot does not start", todo)]
    found = [Finding("dialogs", f"{folder} is whole; {len(library.script.flows)} flows, every promise holds"), _model()]
    stale = STALE.partition("{}")[2]
    if any(warning.message.endswith(stale) for warning in (*library.questions.warnings(), *library.second.warnings())):
        found.append(Finding("questions", "they changed after learning, which makes each start take seconds longer", LEARN))
    return found


def _model() -> Finding:
    try:
        installed()
    except ModelMissing as error:
        return Finding("model", f"questions are recognised by their spelling alone ({error})", "Install anew: make run, or pip install.")
    return Finding("model", "the model that recognises questions is there and whole")


async def _outside(settings: Settings) -> list[Finding]:
    from .storage.examine import examine_postgres, examine_sqlite

    url = settings.postgres_url
    found = await (examine_postgres(url) if url else examine_sqlite(settings.database_path))
    if not settings.token:
        return [*found, Finding("token", "none is set", "Get one from @BotFather and put it into .env as TELEGRAM_BOT_TOKEN.")]
    from .telegram.examine import examine as telegram

    hook = settings.webhook_url if settings.telegram_mode == "webhook" else None
    return [*found, *await telegram(settings.token, settings.telegram_api_url, hook)]
