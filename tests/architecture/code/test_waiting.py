"""Tests wait for what comes, as long as all others do."""

import re

from tests.architecture.code import reading

REFUSED = re.compile(r"\.wait_for_function\(")
OWN_PATIENCE = re.compile(r"\)\.(?:not_)?to_\w+\([^)\n]*timeout=")


def found(what: re.Pattern[str]) -> list[str]:
    """Where something stands in the tests."""
    files = reading.modules("tests").values()
    return [str(file) for file in files if what.search(file.read_text())]


def test_none_waits_by_what_a_page_refuses_from_the_second_look_on() -> None:
    """Playwright's way evaluates a string: `until` in tests/waiting/pages.py does not."""
    assert found(REFUSED) == []


def test_none_has_a_patience_of_its_own_with_a_page() -> None:
    assert found(OWN_PATIENCE) == []
