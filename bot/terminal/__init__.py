"""The bot in a terminal: the same service on standard input and output."""
