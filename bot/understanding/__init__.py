"""Typed text -> what it says, as ids. Pure functions over data that `bot.content` loads.

Must not know chats, the clock or storage: the same text gives the same reading in every state.
"""
