"""A small grammar of days, times and schedules, for the sentences a person types when asked "when?".

`read("every 2 weeks on friday at 9", now)` gives a When: parts that are certain, parts to ask about with their choices, parts that are
missing, or the reason why the sentence cannot be used. Must not know the clock (now is an argument), chats, or anything about doses: a
quantity in the text is passed over and kept nowhere. Always echo a reading and have it confirmed before it is stored.
"""

from .quiet import QuietHours, read_quiet
from .reading import read, wants_reminder
from .values import Ask, Part, Refused, Ruled, When

__all__ = ["Ask", "Part", "QuietHours", "Refused", "Ruled", "When", "read", "read_quiet", "wants_reminder"]
