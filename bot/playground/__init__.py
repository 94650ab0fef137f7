"""A Bot API look-alike on loopback and one page: try the bot in a browser with no token.

Knows how Telegram answers a bot and what a chat looks like to a person. Must not know any other room of `bot`: the bot
connects to it by base URL, and whatever else it shows is handed to its constructor.
"""
