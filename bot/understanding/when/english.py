"""The English words that the grammar of days, times and schedules knows. Data only.

Where a spelling is often missed, the miss stands beside it. A word that is in none of these tables is never part of a reading.
"""

from __future__ import annotations

from bot.dialog.calendar import Unit


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WEEKDAYS = {
    0: "monday mon",
    1: "tuesday tue tues tuseday",
    2: "wednesday wed weds wensday wednsday wendesday",
    3: "thursday thu thur thurs thrusday",
    4: "friday fri firday",
    5: "saturday sat",
    6: "sunday sun",
}
WEEKDAYS = {word: number for number, words in _WEEKDAYS.items() for word in words.split()}
WEEKDAYS_PLURAL = {f"{words.split()[0]}s": number for number, words in _WEEKDAYS.items()}

_MONTHS = {
    1: "january jan",
    2: "february feb febuary",
    3: "march mar",
    4: "april apr",
    5: "may",
    6: "june jun",
    7: "july jul",
    8: "august aug",
    9: "september sep sept",
    10: "october oct",
    11: "november nov",
    12: "december dec",
}
MONTHS = {word: number for number, words in _MONTHS.items() for word in words.split()}
ALSO_PLAIN_WORDS = _words("may march mar sun sat")
"""Words that mean nothing here unless a date is made of them."""

_SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
NUMBERS = {word: number for number, word in enumerate(_SMALL.split())}
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
_FIRST = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
    "seventeenth eighteenth nineteenth twentieth"
)
ORDINALS = {word: number for number, word in enumerate(_FIRST.split(), start=1)} | {"thirtieth": 30}

UNITS: dict[str, tuple[int, Unit]] = {
    **dict.fromkeys(["day", "days"], (1, Unit.DAYS)),
    **dict.fromkeys(["week", "weeks", "wk", "wks", "wekk", "weeek"], (1, Unit.WEEKS)),
    **dict.fromkeys(["fortnight", "fortnights"], (2, Unit.WEEKS)),
    **dict.fromkeys(["month", "months", "mth", "mths", "mnth"], (1, Unit.MONTHS)),
    **dict.fromkeys(["quarter", "quarters"], (3, Unit.MONTHS)),
    **dict.fromkeys(["year", "years", "yr", "yrs"], (12, Unit.MONTHS)),
}
HOURS = _words("hour hours hr hrs h")
MINUTES = _words("minute minutes min mins")
MONTH_WORDS = _words("month months")

ADVERBS: dict[str, tuple[int, Unit]] = {
    **dict.fromkeys(["daily", "everyday"], (1, Unit.DAYS)),
    "weekly": (1, Unit.WEEKS),
    "fortnightly": (2, Unit.WEEKS),
    "monthly": (1, Unit.MONTHS),
    "quarterly": (3, Unit.MONTHS),
    **dict.fromkeys(["yearly", "annually"], (12, Unit.MONTHS)),
}
TWO_MEANINGS: dict[str, tuple[int, Unit]] = {
    "biweekly": (2, Unit.WEEKS),
    "bimonthly": (2, Unit.MONTHS),
}
"""Every two, or twice in one? Only the first can be set."""

EVERY = _words("every each evry")
ALTERNATE = _words("alternate alternating")
OTHER = ALTERNATE | {"other"}
PER = _words("a an per every each")
TIMES = _words("times x")
MANY_DAYS = _words("weekday weekdays weekend weekends")
FOR = _words("for over during")
START = _words("starting start starts beginning begin from")
AT = _words("at")
ABOUT = _words("about around approximately roughly")
THIS = _words("this coming")
AGO = _words("ago")
SHOTS = _words("injection injections shot shots dose doses jab jabs time times")

THEN = (
    ("and", "then"),
    ("then",),
    ("after", "that"),
    ("afterwards",),
    ("afterward",),
    ("thereafter",),
    ("followed", "by"),
    ("after", "which"),
)
"""What stands between a phase and the next."""
NOTHING_MORE = _words("stop nothing finished finish end")

TODAY = _words("today tonight")
TOMORROW = _words("tomorrow tommorow tomorow tommorrow tmrw tmr")
YESTERDAY = _words("yesterday yesterdays")

DAY_PARTS = {
    **dict.fromkeys(["morning", "mornings"], "morning"),
    **dict.fromkeys(["afternoon", "afternoons"], "afternoon"),
    **dict.fromkeys(["evening", "evenings"], "evening"),
    **dict.fromkeys(["night", "nights", "tonight"], "night"),
}
PART_HOURS = {
    "morning": range(4, 12),
    "afternoon": range(12, 18),
    "evening": range(16, 24),
    "night": (*range(18, 24), *range(4)),
}
"""The hours that go with a part of the day: which 9 is meant by "9 in the evening"."""

PART_OFFERS = {"morning": (7, 8, 9, 10), "afternoon": (13, 14, 15, 16), "evening": (18, 19, 20, 21), "night": (20, 21, 22)}
"""The hours to choose from when only the part of the day was said."""

NOON = _words("noon midday noontime")
MIDNIGHT = _words("midnight")
OCLOCK = _words("oclock hrs hours h sharp")
UNTIL = _words("to until till til and through")

AMOUNTS = _words(
    "mcg ug µg μg mg g ml cc iu unit units microgram micrograms milligram milligrams mikrogram ampoule ampoules vial vials percent"
)
"""A number before one of these is a quantity, never a day or a time. It is passed over and kept nowhere."""

COUNTED = AMOUNTS | TIMES | SHOTS | set(UNITS) | set(MONTHS) | set(ADVERBS) | set(WEEKDAYS_PLURAL)
"""Behind a number, one of these says what it counts: it is no time of day."""

NUMBERED = SHOTS | set(UNITS) | set(WEEKDAYS)
"""Behind an ordinal, one of these says what is numbered: "the second injection" is not the 2nd of a month."""

TURNS_AROUND = _words(
    "not no never none except but unless until till til before after or without instead skip cancel stop delete dont cant wont "
    "between within least most maybe ago minus last next past"
)
"""Words that can turn a reading into its opposite. Left over, they make the sentence one that was not understood."""

HAS_BEEN = _words("was were had took did gave")
"""Words that tell of a day that has been: beside a day to come they make the sentence one that was not understood."""

FILLERS = _words(
    "a about also alarm an and appointment are around at b12 be by can clock could do dose doses due for from get gets getting give given "
    "go going have having hello hey hi i id ill im in injection injections is it its jab jabs just kindly lets like me mine my need needs "
    "notify of okay ok on only our own please pls ping plan planned remind reminder reminders reminding schedule set shot shots should so "
    "start starting take taken taking thank thanks that the this time to up us vitamin want we will with would you your b "
    "hydroxocobalamin cyanocobalamin methylcobalamin cobalamin cobalamine nurse clinic gp doctor am day then"
)
"""Words that may stand anywhere and change nothing."""

ELSEWHERE = _words(
    "arm arms thigh thighs glute glutes buttock buttocks bum butt leg legs hip hips shoulder muscle belly stomach skin left right upper "
    "bed bathroom kitchen fridge office work school hospital surgery pharmacy car his her their same local home any every total case "
    "advance person order future turn private writing full "
    "lunch dinner tea breakfast supper bedtime meal may march sun sat mar"
)
"""Words that often stand behind "in" or before "time" and name no place."""

OPENERS = (("remind", "me"), ("remind", "us"), ("set", "a", "reminder"), ("set", "reminder"), ("new", "reminder"), ("add", "a", "reminder"))
"""How a sentence begins that asks for a reminder."""
COURTESIES = _words("please hi hello hey ok okay so and can could would will you i id want need like to just pls")
"""What may stand before that."""

NO_QUIET = _words("none off no never without")
