"""Which passwords can be taken."""

import pytest

from homecare.accounts.sign_in.passwords import problem_with


@pytest.mark.parametrize(
    "password",
    ["stretch-and-walk-1", "correct horse battery", "Löwenzahn im Mai", "x7#Kq!92mzPw"],
)
def test_a_password_nobody_tries_first_is_taken(password: str) -> None:
    assert problem_with(password, "sam@post.example", "Sam Reed") is None


@pytest.mark.parametrize(
    "password",
    [
        "password123", "P@ssw0rd2026", "1234567890", "9876543210", "qwertyuiop", "aaaaaaaaaaaa",
        "abababababab", "Liverpool2025!", "liverpool1892", "sciatica2026", "sam@post.example",
        "Sam Reed12",
    ],
)  # fmt: skip
def test_a_password_that_is_tried_first_is_refused(password: str) -> None:
    problem = problem_with(password, "sam@post.example", "Sam Reed")
    assert problem is not None
    assert "easy to guess" in problem


@pytest.mark.parametrize(
    "password",
    ["correcthorsebatterystaple", "CorrectHorseBatteryStaple", "2yourbamboo!", "newcastle1892"],
)
def test_a_password_that_was_stolen_from_others_is_refused(password: str) -> None:
    problem = problem_with(password, "sam@post.example", "Sam Reed")
    assert problem is not None
    assert "stolen somewhere before" in problem


@pytest.mark.parametrize(("length", "taken"), [(9, False), (10, True), (128, True), (129, False)])
def test_the_length_has_its_bounds(length: int, taken: bool) -> None:
    password = ("kettle lamp " * 11)[:length]
    assert (problem_with(password) is None) is taken
