"""A typed place -> the time zones it can mean: a city, a country with one zone, or the name of a zone.

Pure functions over an Atlas, which `bot.content.atlas` reads. The table is searched as one string: that takes a fraction of a
millisecond and holds far less memory than an index of it would. A name that several places have is never decided in silence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

MOST_OPTIONS = 6
"""Places to choose from at once, the most populous first."""

LONGEST = 100
"""Characters that are read."""

_CLEARLY_LARGER = 15
"""How many times as many people as in the next make a city the one that is meant unless the person says otherwise."""

_SHORT = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft"}
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
_APOSTROPHES = re.compile("['\u2019\u2018`\u00b4\u02bb\u02bc\u02b9\u02ba.]")
_OTHERS = re.compile(r"[^\w]+|_")


@dataclass(frozen=True, slots=True)
class Place:
    """A city or a country and its zone. `region`: a state or province where the country has many cities of one name; may be empty."""

    name: str
    region: str
    country: str
    zone: str
    thousands: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """The places a text can mean, likeliest first; none when it is not known.

    `sure`: the first one is taken to be meant, and is still echoed; otherwise the person chooses. `wide`: the name of a country or a state
    that may have several zones, so that a city is needed.
    """

    options: tuple[Place, ...] = ()
    sure: bool = False
    wide: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Atlas:
    """`places`: the lines of places, as `tools/make_places.py` writes them. `names`: those of countries and regions.

    `zones`: folded zone names, old ones too, with the name in use today.
    """

    places: str
    names: str
    zones: Mapping[str, str]


def fold(name: str) -> str:
    """The form in which names are compared: small plain letters and digits, single spaces."""
    plain = _APOSTROPHES.sub("", name.casefold().translate(_LETTERS))
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(letter))
    return " ".join(_SHORT.get(word, word) for word in _OTHERS.sub(" ", bare).split())


def find_place(text: str, atlas: Atlas) -> Found:
    """What place a text means: "Berlin", "Portland, Oregon", "Cambridge UK", "Iceland", "Europe/Berlin", "US/Pacific"."""
    text = text[:LONGEST]
    if zone := atlas.zones.get(zone_key(text)):
        return Found((Place(zone, "", "", zone),), sure=True)
    name = fold(text)
    if not name:
        return Found()
    found = _named(name, atlas) or _qualified(name, atlas)
    return _weigh(found, _wide(name, found, atlas))


def zone_key(name: str) -> str:
    """The form in which names of zones are compared: "america/new york" is America/New_York."""
    return "/".join(fold(part) for part in name.split("/")) if "/" in name or name.strip().casefold() == "utc" else ""


def _named(name: str, atlas: Atlas) -> list[Place]:
    """Places of exactly this name, and those that also go by it unless they are much smaller."""
    found = [(_place(line, atlas), fold(line[1]) == name) for line in _lines(name, atlas.places)]
    largest = max((place.thousands for place, called in found if called), default=0)
    return [place for place, called in found if called or place.thousands * _CLEARLY_LARGER >= largest]


def _qualified(name: str, atlas: Atlas) -> list[Place]:
    """Places of which the country or region stands behind the name, as the last words."""
    words = name.split()
    for split in range(len(words) - 1, 0, -1):
        wanted = {(line[2], line[3]) for line in _lines(" ".join(words[split:]), atlas.names)}
        lines = [line for line in _lines(" ".join(words[:split]), atlas.places) if {(line[2], ""), (line[2], line[3])} & wanted]
        if lines:
            return [_place(line, atlas) for line in lines]
    return []


def _wide(name: str, found: list[Place], atlas: Atlas) -> str:
    """The country or state of this name, or of this name in a country ("Texas, USA"), when no single zone stands for it."""
    in_one_zone = {place.country for place in found if place.thousands == 0}
    for line in _lines(name, atlas.names):
        code_alone = name in {line[2].casefold(), line[3].casefold()} - {"us"}
        if not code_alone and _country(line[2], atlas) not in in_one_zone and not _around(found, line, atlas):
            return line[1]
    words = name.split()
    for split in range(len(words) - 1, 0, -1) if not found else ():
        inside = {line[2] for line in _lines(" ".join(words[split:]), atlas.names)}
        for line in _lines(" ".join(words[:split]), atlas.names):
            if line[3] and line[2] in inside:
                return line[1]
    return ""


def _around(found: list[Place], line: list[str], atlas: Atlas) -> bool:
    """Whether a state lies around the city of its name and has no other zone: whichever is meant, New York has one clock."""
    inside = {place.zone for place in found if line[3] and (place.region, place.country) == (line[1], _country(line[2], atlas))}
    return bool(inside) and set(re.findall(rf"\t{line[2]}\t{line[3]}\t([^\t]+)", atlas.places)) == inside


def _weigh(found: list[Place], wide: str) -> Found:
    ranked = sorted(found, key=lambda place: -place.thousands)
    if wide:
        return Found(tuple(ranked[:MOST_OPTIONS]), False, wide)
    if len({place.zone for place in ranked}) == 1:
        return Found(tuple(ranked[:1]), sure=True)
    return Found(tuple(ranked[:MOST_OPTIONS]), len(ranked) > 1 and ranked[0].thousands >= _CLEARLY_LARGER * ranked[1].thousands > 0)


def _lines(name: str, table: str) -> list[list[str]]:
    """The lines of a table that have this name, split into their fields."""
    found: list[list[str]] = []
    wanted, at = f"|{name}|", 0
    while (hit := table.find(wanted, at)) >= 0:
        start, end = table.rfind("\n", 0, hit) + 1, table.find("\n", hit)
        found.append(table[start:end].split("\t"))
        at = end
    return found


def _place(line: list[str], atlas: Atlas) -> Place:
    _, name, country, region, zone, thousands = line
    regions = {(row[2], row[3]): row[1] for row in _lines(region.casefold(), atlas.names)} if region else {}
    return Place(name, regions.get((country, region), ""), _country(country, atlas), zone, int(thousands))


def _country(code: str, atlas: Atlas) -> str:
    return next((line[1] for line in _lines(code.casefold(), atlas.names) if line[2] == code and not line[3]), code)
