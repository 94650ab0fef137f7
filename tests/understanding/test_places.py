"""A typed place or a shared location -> a zone: known exactly, asked where several are meant, nothing where none is."""

from __future__ import annotations

import tracemalloc
from zoneinfo import available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.atlas import atlas, use_packaged_zones, zone_rules_version
from bot.understanding.location import zone_at
from bot.understanding.places import Found, find_place, fold

ZONES = available_timezones()


def find(text: str) -> Found:
    return find_place(text, atlas())


def zones(text: str) -> list[str]:
    return [place.zone for place in find(text).options]


# ---- cities


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Berlin", "Europe/Berlin"),
        ("  berlin. ", "Europe/Berlin"),
        ("München", "Europe/Berlin"),
        ("Muenchen", "Europe/Berlin"),
        ("Munich", "Europe/Berlin"),
        ("Köln", "Europe/Berlin"),
        ("cologne", "Europe/Berlin"),
        ("Wien", "Europe/Vienna"),
        ("Praha", "Europe/Prague"),
        ("Kiev", "Europe/Kyiv"),
        ("NYC", "America/New_York"),
        ("New York", "America/New_York"),
        ("Quebec", "America/Toronto"),
        ("LA", "America/Los_Angeles"),
        ("Bombay", "Asia/Kolkata"),
        ("Saigon", "Asia/Ho_Chi_Minh"),
        ("são paulo", "America/Sao_Paulo"),
        ("Frankfurt", "Europe/Berlin"),
        ("Reykjavik", "Atlantic/Reykjavik"),
        ("Apia", "Pacific/Apia"),
        ("Valletta", "Europe/Malta"),
        ("Nuku'alofa", "Pacific/Tongatapu"),
        ("Saint Petersburg", "Europe/Moscow"),
        ("St. Petersburg, Florida", "America/New_York"),
        ("Paris, TX", "America/Chicago"),
        ("paris texas", "America/Chicago"),
        ("Portland, OR", "America/Los_Angeles"),
        ("Portland Maine", "America/New_York"),
        ("Cambridge UK", "Europe/London"),
        ("Cambridge, MA", "America/New_York"),
        ("london ontario", "America/Toronto"),
        ("Perth, Scotland", "Europe/London"),
        ("Newcastle, UK", "Europe/London"),
        ("Victoria, BC", "America/Vancouver"),
        ("New York, NY", "America/New_York"),
        ("washington dc", "America/New_York"),
        ("zurich switzerland", "Europe/Zurich"),
    ],
)
def test_a_city(text: str, zone: str) -> None:
    found = find(text)
    assert found.sure and found.options[0].zone == zone


@pytest.mark.parametrize(
    ("text", "first", "other"),
    [
        ("Paris", "Europe/Paris", "America/Chicago"),
        ("London", "Europe/London", "America/Toronto"),
        ("Sydney", "Australia/Sydney", "America/Glace_Bay"),
    ],
)
def test_a_much_larger_city_is_taken_and_the_others_are_offered(text: str, first: str, other: str) -> None:
    assert find(text).sure
    assert zones(text)[0] == first and other in zones(text)


@pytest.mark.parametrize(
    ("text", "some"),
    [
        ("Portland", {"America/Los_Angeles", "America/New_York"}),
        ("Cambridge", {"Europe/London", "America/New_York", "America/Toronto"}),
        ("Birmingham", {"Europe/London", "America/Chicago"}),
        ("Odessa", {"Europe/Kyiv", "America/Chicago"}),
        ("Newcastle", {"Australia/Sydney", "Europe/London"}),
        ("Saint John's", {"America/St_Johns", "America/Antigua"}),
        ("Hyderabad", {"Asia/Kolkata", "Asia/Karachi"}),
    ],
)
def test_a_name_that_several_cities_have_is_asked(text: str, some: set[str]) -> None:
    found = find(text)
    assert not found.sure
    assert some <= {place.zone for place in found.options}
    assert [place.thousands for place in found.options] == sorted((place.thousands for place in found.options), reverse=True)


def test_a_place_says_where_it_is() -> None:
    place = find("Portland").options[0]
    assert (place.name, place.region, place.country) == ("Portland", "Oregon", "United States")


# ---- countries and states


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Iceland", "Atlantic/Reykjavik"),
        ("Germany", "Europe/Berlin"),
        ("Deutschland", "Europe/Berlin"),
        ("UK", "Europe/London"),
        ("England", "Europe/London"),
        ("Singapore", "Asia/Singapore"),
        ("India", "Asia/Kolkata"),
        ("Luxembourg", "Europe/Luxembourg"),
        ("new zealand", "Pacific/Auckland"),
    ],
)
def test_a_country_with_one_zone(text: str, zone: str) -> None:
    assert find(text).sure and zones(text)[0] == zone


@pytest.mark.parametrize("text", ["USA", "us", "Spain", "Mexico", "Russia", "Texas", "Texas, USA", "Georgia, US", "Ontario", "Washington"])
def test_a_country_or_state_that_may_have_several_zones_needs_a_city(text: str) -> None:
    found = find(text)
    assert not found.sure and found.wide


@pytest.mark.parametrize("text", ["", "(", "Zzyzx", "in", "me", "berlin or paris", "the moon", "北", "x" * 500, "|", "\t", "1234"])
def test_an_unknown_place_gives_nothing(text: str) -> None:
    assert find(text) == Found()


@given(st.text(max_size=60))
@settings(deadline=None)
def test_whatever_is_typed_options_are_real_zones(text: str) -> None:
    found = find(text)
    assert all(place.zone in ZONES for place in found.options)
    assert not found.sure or found.options


# ---- zones by name


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("America/New York", "America/New_York"),
        ("Europe/Oslo", "Europe/Oslo"),
        ("US/Pacific", "America/Los_Angeles"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Asia/Saigon", "Asia/Ho_Chi_Minh"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_by_name_old_ones_too(text: str, zone: str) -> None:
    found = find(text)
    assert found.sure and zones(text) == [zone]


@pytest.mark.parametrize("text", ["EST", "CET", "PST8PDT", "Etc/GMT+5", "Mars/Olympus", "../etc/passwd", "localtime", "Factory", "GMT+2"])
def test_abbreviations_and_offsets_are_not_zones(text: str) -> None:
    assert find(text) == Found()


def test_the_version_of_the_zone_rules_is_known_and_the_package_is_what_is_used() -> None:
    assert use_packaged_zones() == zone_rules_version()
    year, letter = zone_rules_version()[:4], zone_rules_version()[4:]
    assert int(year) >= 2026 and letter.isalpha()
    assert "Europe/Berlin" in available_timezones()


# ---- shared locations


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (52.5, 13.4, "Europe/Berlin"),
        (51.5, -0.1, "Europe/London"),
        (-31.55, 159.08, "Australia/Lord_Howe"),
        (23.11, -82.37, "America/Havana"),
        (-33.45, -70.67, "America/Santiago"),
        (-13.83, -171.77, "Pacific/Apia"),
        (33.57, -7.59, "Africa/Casablanca"),
        (40.7, -74.0, "America/New_York"),
    ],
)
def test_a_location_on_land(latitude: float, longitude: float, zone: str) -> None:
    assert zone_at(latitude, longitude) == zone


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(0, -30), (0, 0), (90, 0), (10, 180), (200, 500), (float("nan"), 0), (float("inf"), 0)]
)
def test_a_location_at_sea_or_off_the_map_gives_nothing(latitude: float, longitude: float) -> None:
    assert zone_at(latitude, longitude) is None


def test_a_city_and_its_location_agree() -> None:
    assert zones("Sydney")[0] == zone_at(-33.87, 151.21)
    assert zones("Mumbai")[0] == zone_at(19.07, 72.88)


# ---- how names are compared


def test_names_are_compared_without_marks_and_case() -> None:
    assert fold("  São  Tomé-et-Príncipe ") == "sao tome et principe"
    assert fold("St. John’s") == fold("Saint Johns") == "st johns"
    assert fold("Łódź") == "lodz" and fold("Tromsø") == "tromso"


def test_the_atlas_is_read_once_and_is_small() -> None:
    assert atlas() is atlas()
    tracemalloc.start()
    atlas.cache_clear()
    atlas()
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 3_000_000
