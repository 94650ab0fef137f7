"""Telegram: updates in, Bot API calls out, over python-telegram-bot with a request backend of ours.

Must not know the database, the playground or the terminal.
"""
