"""The core: values and pure functions that decide what the bot says next.

Knows the rules of a conversation. Must not know Telegram, YAML, databases, files, the clock or any text a person reads:
time comes in as an argument, texts are named by id.
"""
