"""A few of the kill drills; a thousand on each database are run by `make kill-drills`."""

from collections.abc import Callable
from pathlib import Path

from tests.kills.drill import drill

KILLS = 25  # on each of the two databases


def test_nothing_acknowledged_is_lost_and_no_mail_comes_twice(
    new_database: Callable[[str], str], tmp_path: Path
) -> None:
    done = drill(tmp_path, new_database("kills"), KILLS)
    assert done.wrong == []
    assert done.entries > KILLS / 2
    assert done.mails > KILLS
