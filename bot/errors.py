"""Errors that the operator can do something about, told in one line without a traceback.

    OperatorError               the program cannot run as it was set up
    ├── SettingError            a value in the environment or .env is wrong
    └── StorageError            the database cannot be used as it is

Errors in dialogs/ are `bot.content.problems.ContentError`; anything else that escapes is a bug.
"""

from __future__ import annotations


class OperatorError(Exception):
    """The program cannot run as it was set up. The message says what is wrong and what to do."""


class SettingError(OperatorError):
    """A value in the environment or .env is wrong."""


class StorageError(OperatorError):
    """The database cannot be used as it is."""
