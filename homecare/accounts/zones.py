"""Time zones somebody can choose from."""

from zoneinfo import available_timezones

REGIONS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/",
           "Pacific/")  # fmt: skip
ZONES = tuple(sorted(zone for zone in available_timezones() if zone.startswith(REGIONS)))
