"""What runs on the second database whatever it sends."""

import pytest

WHOLE = {
    "tests/architecture/test_access_matrix.py": "every page, opened as everybody",
    "tests/backups/": "what is stored, taken from either database to either",
    "tests/clients/test_finding.py": "what is searched for, in large and small letters",
    "tests/desk/caseload/test_searched.py": "what is searched for",
    "tests/desk/caseload/test_order.py": "what is put in order",
    "tests/clockwork/": "what several may begin, and one does",
    "tests/database/": "tables, what they refuse, and their migrations",
    "tests/forms/": "every form, fed",
    "tests/fuzz/": "requests of chance",
    "tests/jobs/": "nights, and workers beside each other",
    "tests/kills/": "processes that are ended while they write",
    "tests/serving/": "several processes on one database, and one that is lost",
    "tests/tally/": "what is counted in the database",
    "tests/merging/test_begun_before.py": "what somebody does meanwhile",
    "tests/today/phone/test_a_busy_server.py": "a database that others hold",
    "tests/accounts/trail/": "a chain that the database keeps",
    "tests/desk/client/episodes/laws/": "a law",
    "tests/diary/test_any_batches.py": "a law",
    "tests/diary/test_any_history.py": "a law",
    "tests/flags/decided/test_the_law.py": "a law",
    "tests/flags/test_any_sequence.py": "a law",
    "tests/flags/test_red_flags_exhaustively.py": "a law",
    "tests/progress/test_one_truth.py": "a law",
    "tests/progress/test_the_same_week.py": "a law",
}
"""Folders and files, each with the reason."""

WALKS = ("tests/architecture/", "tests/canary/", "tests/forms/", "tests/fuzz/", "tests/kills/")
"""They send everything, and hardly look at what comes back: an answer that is wrong on the second
database alone, in another order say, is seen by a test of that answer."""


def is_marked(item: pytest.Item) -> bool:
    """By itself, or as one of those above that isn't about words or a browser."""
    if item.get_closest_marker("both_databases") or item.get_closest_marker("postgresql"):
        return True
    return item.nodeid.startswith(tuple(WHOLE)) and not is_about_words(item)


def is_walk(test: str) -> bool:
    """It sends much and looks at little; told by its name."""
    return test.startswith(WALKS)


def is_about_words(item: pytest.Item) -> bool:
    """It looks at what a page or a mail says, or at what a browser shows and keeps."""
    return item.get_closest_marker("any_database") is not None


def fixtures_of(item: pytest.Item) -> set[str]:
    """The names of everything that a test asks for, directly or not."""
    return set(getattr(item, "fixturenames", ()))
