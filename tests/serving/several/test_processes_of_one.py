"""One server with several processes that answer pages."""

import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.make.people import PASSWORD
from tests.running import Running
from tests.serving.several.conftest import surroundings
from tests.serving.test_serving import _children_of
from tests.visitor import Visitor

PROCESSES, PAGES = 3, 60


def test_all_of_them_answer_the_same_people_and_end_together(
    filled: Callable[[], str], tmp_path: Path
) -> None:
    house = begun(filled(), tmp_path)
    try:
        assert house.process is not None
        parent, named = house.process.pid, ["homecare clock", *["homecare web se"] * PROCESSES]
        # The first one answers as soon as it can, whether the others have begun or not.
        house.until("all have begun", lambda: sorted(_children_of(parent).values()) == named)
        visitor = Visitor(house.address).sign_in("amber@homecare.example", PASSWORD)
        with ThreadPoolExecutor(8) as hands:
            pages = list(hands.map(visitor.read, ["/caseload"] * PAGES))
        assert all("Amber Ash" in page for page in pages)
        told = visitor.read("/metrics")  # of all of them together, whichever is asked
        read = PAGES + 1  # signing in leads there, too
        assert f'homecare_requests_total{{endpoint="desk.caseload",status="200"}} {read}.0' in told
    finally:
        assert house.stop() == 0


def test_where_one_of_them_dies_the_others_do_not_go_on_alone(
    filled: Callable[[], str], tmp_path: Path
) -> None:
    house = begun(filled(), tmp_path)
    process = house.process
    assert process is not None
    try:
        children = _children_of(process.pid)
        os.kill(next(one for one, name in children.items() if "web" in name), signal.SIGKILL)
        assert process.wait(60) == 1
        assert "its web server" in house.said()
        assert not house.answers()
    finally:
        if process.poll() is None:
            house.stop()


def begun(url: str, folder: Path) -> Running:
    """A server with three processes for pages. It is begun anew: a copy of the test's process has
    counted what tests before asked for."""
    house = surroundings(folder / "server", url, Running, HOMECARE_WEB_WORKERS=str(PROCESSES),
                         HOMECARE_METRICS_FOR="127.0.0.1")  # fmt: skip
    house.start("serve")
    return house
