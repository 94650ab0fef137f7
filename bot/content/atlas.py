"""The table of places and the names of zones, read from the package at the first use; and the version of the zone data.

Zones come from the package tzdata and not from the machine, so that every machine with the same lock file has the same rules and the
version is known.
"""

from __future__ import annotations

import gzip
import zoneinfo
from functools import cache
from importlib.resources import files

from bot.understanding.places import Atlas, zone_key


def use_packaged_zones() -> str:
    """Take zone rules from the package tzdata alone, and give their version, such as 2026f. To be called once, at start."""
    zoneinfo.reset_tzpath(to=())
    zoneinfo.ZoneInfo.clear_cache()
    return zone_rules_version()


def zone_rules_version() -> str:
    """The version of the zone data in the package. With a new one, instants that were worked out before have to be worked out anew."""
    first = _data("tzdata.zi")[0]
    return first.removeprefix("# version ")


@cache
def atlas() -> Atlas:
    """The atlas; read once."""
    table = files("bot.content").joinpath("places", "places.txt.gz").read_bytes()
    places, names = gzip.decompress(table).decode().split("\n\n")
    return Atlas(f"{places}\n", names, _zones())


def _zones() -> dict[str, str]:
    """Every zone that a place on land has, and old names with the one that took their place."""
    today = [row.split("\t")[2] for row in _data("zone.tab") if row and not row.startswith("#")]
    zones = {zone_key(name): name for name in [*today, "UTC"]}
    links = [row.split() for row in _data("tzdata.zi") if row.startswith("L ")]
    for _, target, name in links:
        if not target.startswith("Etc/") and (key := zone_key(name)):
            zones.setdefault(key, target)
    return zones


def _data(name: str) -> list[str]:
    return files("tzdata.zoneinfo").joinpath(name).read_text("utf-8").splitlines()
