"""A shared location -> its time zone.

The borders are those of the package tzfpy, which unpacks them at the first question: 0.35 s and 33 MB, once. Positions are looked at and
forgotten; nothing here keeps or logs them.
"""

from __future__ import annotations

import tzfpy

from bot.dialog.wallclock import UnknownZone, zone


def zone_at(latitude: float, longitude: float) -> str | None:
    """The IANA name of the zone at a position in degrees, or None at sea and off the map: then a city is asked for.

    Where two zones are in use, the one most clocks there show.
    """
    name = str(tzfpy.get_tz(longitude, latitude))
    try:
        zone(name)
    except UnknownZone:
        return None
    return None if name.startswith("Etc/") else name
