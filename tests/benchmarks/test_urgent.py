"""A short form of `python -m benchmarks.urgent`: what somebody waits for overtakes all the rest."""

from pathlib import Path

import pytest

from benchmarks import urgent
from tests.waiting.patience import STARTING


@pytest.mark.postgresql
def test_mail_that_somebody_waits_for_overtakes_a_night_and_weekly_mails(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(urgent, "AT_MOST", STARTING)
    found = urgent.measured(database_url, tmp_path, clients=4, workers=1, every=0.2)
    assert found.overtaken, "a weekly mail was under way, and did not hold it up"
    assert (found.lost, found.twice) == (0, 0)
    assert len(found.waited) > 0
    assert (found.night, found.weekly) == ("done", {"done": 4})
