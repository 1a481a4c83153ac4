"""A run writes down what each of its tests sends (`--note-statements`), and another one, on the
second database, leaves out those that would send nothing new (`--only-databases`).

What is written stands in pytest's cache, beside which tests failed, and is whole: nothing is added
to what another run left.
"""

from typing import Any

import pytest

from tests.second_database.choice import chosen
from tests.second_database.marks import is_about_words, is_marked, is_walk
from tests.second_database.sent import Noting, apart

KEPT = "homecare/statements"
A_TEST = 100  # statements: what beginning and ending a test costs
IN_A_COPY = 10  # what one costs that a process of its own sends
Noted = dict[str, dict[str, int]]


class Notes:
    """Of one process; the one that started it puts all together."""

    def __init__(self) -> None:
        self.of_tests: Noted = {}
        self.noting = Noting()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Any:
        """What a test sends; where it ran twice, both times together."""
        with apart() as sends:
            done = yield
        for name in self.noting.of_copies():
            sends[name] = sends.get(name, 0) + IN_A_COPY
        self.of_tests[item.nodeid] = sends
        return done

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Any:
        """What is made once for many is not of the one that happens to be the first."""
        if fixturedef.scope == "function":
            return (yield)
        with apart():
            made = yield
        self.noting.of_copies()
        return made

    def pytest_testnodedown(self, node: Any) -> None:
        """A process has ended; one that broke has nothing to tell, and its tests run again."""
        self.of_tests |= getattr(node, "workeroutput", {}).get(KEPT, {})

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Tell whoever waits for it."""
        told = getattr(session.config, "workeroutput", None)
        if told is not None:
            told[KEPT] = self.of_tests
        elif (cache := _cache(session.config)) is not None:
            cache.set(KEPT, self.of_tests)


def worth_it(config: pytest.Config, items: list[pytest.Item]) -> set[str]:
    """The names of those that run on the second database: who are marked, whom nobody has looked
    at, and those that send what else too few would send."""
    cache = _cache(config)
    noted: Noted = {} if cache is None else cache.get(KEPT, {})
    items = [item for item in items if is_marked(item) or not is_about_words(item)]
    sends = {item.nodeid: noted.get(item.nodeid, {}) for item in items}
    costs = {item.nodeid: A_TEST + sum(sends[item.nodeid].values()) for item in items}
    marked = {item.nodeid for item in items if is_marked(item) or item.nodeid not in noted}
    looking = {test: sends[test] for test in sends if not is_walk(test)}
    taken = marked | chosen(looking, costs, marked & looking.keys())
    return taken | chosen(sends, costs, taken, times=1)  # what only walks send


def _cache(config: pytest.Config) -> pytest.Cache | None:
    return getattr(config, "cache", None)  # there is none where pytest is told so
