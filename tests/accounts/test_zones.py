"""The days of a client follow the pinned zone data, whatever the machine has."""

import os
import subprocess
import sys
import zoneinfo
from datetime import UTC, datetime

import pytest
import tzdata
from flask.testing import FlaskClient

from config import ROOT
from homecare.accounts.zones import ZONE_DATA, offsets

# Local dates at 06:30 UTC, and offsets at noon, under the rules in force since 2026.
NEW_RULES = [
    ("America/Vancouver", -7),
    ("America/Edmonton", -6),
    ("America/Winnipeg", -5),
    ("Africa/Casablanca", 0),
]
ASKS = """
import sys
from homecare import clock
from zoneinfo import ZoneInfo
from datetime import UTC, datetime
print(datetime(2026, 12, 1, 12, tzinfo=UTC).astimezone(ZoneInfo(sys.argv[1])).utcoffset())
"""


@pytest.mark.parametrize(("zone", "hours"), NEW_RULES)
def test_zones_whose_rules_changed_in_2026_follow_the_new_ones(zone: str, hours: int) -> None:
    at_noon = datetime(2026, 12, 1, 12, tzinfo=UTC)
    assert offsets(zone, at_noon)[0].minutes == hours * 60


def test_the_machines_own_zone_files_are_never_read() -> None:
    assert zoneinfo.TZPATH == ()
    assert tzdata.IANA_VERSION == ZONE_DATA


def test_a_process_told_to_read_the_machines_files_reads_the_pinned_ones() -> None:
    environment = {**os.environ, "PYTHONTZPATH": "/usr/share/zoneinfo"}
    said = subprocess.run(
        [sys.executable, "-c", ASKS, "America/Vancouver"],
        capture_output=True, text=True, check=True, env=environment, cwd=ROOT,
    )  # fmt: skip
    assert said.stdout.strip() == "-1 day, 17:00:00"


def test_health_names_the_zone_data(browser_client: FlaskClient) -> None:
    assert browser_client.get("/healthz").json["zone_data"] == ZONE_DATA  # type: ignore[index]


def test_a_phone_is_told_the_next_clock_change() -> None:
    now, then = offsets("Europe/London", datetime(2026, 10, 20, 9, 41, tzinfo=UTC))
    assert now == ("2026-10-20T09:00:00+00:00", 60)
    assert then == ("2026-10-25T01:00:00+00:00", 0)


def test_without_a_change_near_there_is_one_offset() -> None:
    assert len(offsets("Asia/Tokyo", datetime(2026, 10, 20, 9, tzinfo=UTC))) == 1
