"""A test that failed is run once more at once, and the run says so at its end, with what failed.

Browsers, servers and clocks that really run meet each other a little differently each time. What
is broken fails twice; what failed once is told, whole, to be mended; and more than `MOST` in one
run are no chance any more: the run fails.
"""

import pytest

MOST = 3  # tests of a run


def pytest_configure(config: pytest.Config) -> None:
    """Nothing has failed yet."""
    config.pluginmanager.register(Watch(), "what-ran-again")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test has a second try."""
    for item in items:
        item.add_marker(pytest.mark.flaky(reruns=1))


class Watch:
    """Remembers each first failure of a run, also of those that ran elsewhere."""

    def __init__(self) -> None:
        self.failures: list[pytest.TestReport] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A report came in; one that leads to a second try is kept."""
        if report.outcome == "rerun":
            self.failures.append(report)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Too many are a failure of the run."""
        if len(self.failures) > MOST and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Which tests ran again, and what had failed."""
        if not self.failures:
            return
        terminalreporter.section("FAILED AT FIRST, RUN AGAIN")
        for report in self.failures:
            terminalreporter.section(f"{report.nodeid} ({report.when})", sep="_")
            terminalreporter.write_line(report.longreprtext)
            for name, words in report.sections:
                terminalreporter.section(name, sep="-")
                terminalreporter.write_line(words)
        terminalreporter.write_line(f"{len(self.failures)} ran again; a run bears {MOST}.")
