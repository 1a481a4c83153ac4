"""What runs on the second database sends every statement, and no more tests run than that takes."""

import pytest

from tests.second_database.choice import TIMES, chosen
from tests.second_database.sent import name_of

ALIKE = {f"tests/test_{n}.py::test_page": {"a page": 1} for n in range(5)}


def costs(sends: dict[str, dict[str, int]]) -> dict[str, float]:
    return {test: 1.0 + sum(times.values()) for test, times in sends.items()}


def test_of_tests_that_send_the_same_as_many_are_taken_as_it_is_to_be_sent() -> None:
    assert chosen(ALIKE, costs(ALIKE), ()) == {*sorted(ALIKE)[:TIMES]}


def test_what_a_marked_one_sends_need_not_be_sent_by_others() -> None:
    assert chosen(ALIKE, costs(ALIKE), [*ALIKE][-TIMES:]) == set()
    assert len(chosen(ALIKE, costs(ALIKE), [*ALIKE][-TIMES + 1 :])) == 1


def test_what_only_one_sends_is_sent_by_it_whatever_that_costs() -> None:
    sends = {**ALIKE, "tests/test_year.py::test_years": {"a year": 1, "a page": 10_000}}
    assert "tests/test_year.py::test_years" in chosen(sends, costs(sends), ())


def test_of_two_that_send_what_is_missing_the_cheaper_one_is_taken() -> None:
    sends = {f"test_{n}": {"a page": n} for n in range(9, 0, -1)}
    assert chosen(sends, costs(sends), ()) == {f"test_{n}" for n in range(1, TIMES + 1)}


def test_nothing_is_taken_for_what_nobody_sends() -> None:
    assert chosen({"test_words": {}}, {"test_words": 1}, ()) == set()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT a FROM b WHERE c IN (?, ?, ?)", "SELECT a FROM b WHERE c IN (?)"),
        ("INSERT INTO b (a) VALUES (?), (?)", "INSERT INTO b (a) VALUES (?)"),
        ("INSERT INTO b (a, c) VALUES (?, ?), (?, ?)", "INSERT INTO b (a, c) VALUES (?, ?)"),
        ("INSERT INTO b VALUES (?, now()), (?, now())", "INSERT INTO b VALUES (?, now())"),
        ("SELECT a\n  FROM b", "SELECT a FROM b"),
    ],
)  # fmt: skip
def test_statements_that_differ_in_how_many_they_ask_for_are_one(one: str, other: str) -> None:
    assert name_of(one) == name_of(other) != ""


def test_others_are_not() -> None:
    assert name_of("SELECT a FROM b WHERE c IN (?)") != name_of("SELECT a FROM b WHERE c = ?")


@pytest.mark.parametrize("statement", ["CREATE TABLE b (a)", "SAVEPOINT one", "PRAGMA a"])
def test_what_is_not_about_rows_has_no_name(statement: str) -> None:
    assert name_of(statement) == ""


def test_what_is_asked_for_once_is_taken_once() -> None:
    assert chosen(ALIKE, costs(ALIKE), (), times=1) == {min(ALIKE)}
