"""The only orchestration: events in, one transaction, messages out. Knows the core and the content through plain calls.

Must not know Telegram, a terminal or a database: those come in through the protocols of `ports`.
"""
