"""The B12 injection-day companion: a Telegram chatbot about exercise after a vitamin B12 injection."""

__version__ = "0.1.0"
