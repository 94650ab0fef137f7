"""The shipped dialogs, loaded once: for tests that cannot take them from a fixture."""

from functools import cache

from bot.content.library import Library, load
from bot.settings import ROOT


@cache
def shipped() -> Library:
    return load(ROOT / "dialogs")
