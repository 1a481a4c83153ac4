"""Nobody is kept waiting by those who send or read slowly, however many they are.

The red-flag page above all: what to do in an emergency is there at once.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from homecare.serving import webserver
from tests.running import Loaded, Running
from tests.serving.slow import KINDS, held, is_open
from tests.visitor import Visitor

pytestmark = pytest.mark.any_database
MANY = 40  # five times the threads
TOO_MANY = webserver.MOST_CONNECTIONS + 100


@pytest.fixture(scope="module")
def house(
    database_with_tables: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """The real thing, empty, with its clock."""
    folder: Path = tmp_path_factory.mktemp("slow")
    running = Loaded(folder, database_with_tables("slow"))
    running.start("serve")
    yield running
    running.stop()


@pytest.mark.parametrize("kind", KINDS)
def test_the_red_flag_page_answers_while_slow_connections_are_held_open(
    house: Running, kind: str
) -> None:
    with held(house.port, kind, MANY) as slow:
        for _ in range(3):
            for one in slow:
                if kind not in ("answers", "silence"):
                    one.sendall(b"a")
            assert "999" in Visitor(house.address).read("/red-flags")
        assert [is_open(one) for one in slow] == [True] * MANY


def test_a_newcomer_is_let_in_however_many_hold_on(house: Running) -> None:
    with held(house.port, "headers", TOO_MANY) as slow:
        for _ in range(3):
            assert "999" in Visitor(house.address).read("/red-flags")
        assert not is_open(slow[0]), "who has waited longest makes room"
        assert is_open(slow[-1])
