"""Time zones somebody can choose from."""

from zoneinfo import available_timezones

REGIONS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/",
           "Pacific/")  # fmt: skip
ZONES = tuple(sorted(zone for zone in available_timezones() if zone.startswith(REGIONS)))


def zone_named(typed: str) -> str | None:
    """The zone of that name, or of that city where there is one such city only; else None."""
    name = "_".join(typed.split()).casefold()
    known = {zone.casefold(): zone for zone in (*ZONES, "UTC")}
    cities = [zone for key, zone in known.items() if key.rsplit("/", 1)[-1] == name]
    return known.get(name) or (cities[0] if len(cities) == 1 else None)
