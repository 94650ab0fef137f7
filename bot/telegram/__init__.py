"""Telegram: updates in, Bot API calls out, over python-telegram-bot with a request backend of ours.

Must not know the database, the playground or the terminal.
"""

import os

os.environ.setdefault("PTB_TIMEDELTA", "1")  # python-telegram-bot then tells waiting times as timedelta, as its next version will
