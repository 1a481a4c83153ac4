"""A few of the kill drills; a thousand on each database are run by `make kill-drills`."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import postgres
from tests.kills import cluster
from tests.kills.drill import drill

KILLS = 25  # on each of the two databases


def test_nothing_acknowledged_is_lost_and_no_mail_comes_twice(
    new_database: Callable[[str], str], tmp_path: Path
) -> None:
    done = drill(tmp_path, new_database("kills"), KILLS)
    assert done.wrong == []
    assert done.entries > KILLS / 2
    assert done.mails > KILLS


@pytest.mark.postgresql
@pytest.mark.usefixtures("database_url")
def test_two_of_each_are_killed_and_postgresql_restarted_and_everything_comes_once(
    tmp_path: Path,
) -> None:
    with postgres.server() as server:  # one of its own: it is stopped in the middle
        done = cluster.drill(server, tmp_path, kills=12, clients=6)
    assert done.wrong == []
    assert done.entries > 0
    assert done.figures["weekly mails"] == {"done": 6}
