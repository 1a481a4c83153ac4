"""A practice that is somewhere else writes the numbers that are dialled there."""

import re

import pytest

from homecare.rules.red_flags import Level
from homecare.rules.urgent_advice import (
    NATIONS,
    emergency_now,
    numbers_key,
    numbers_of,
    own_numbers,
    what_to_do,
    with_numbers,
)

pytestmark = pytest.mark.any_database

GRAVE = (Level.EMERGENCY, Level.SAME_DAY, Level.GP)


@pytest.mark.parametrize(
    ("emergency", "help_line", "key"),
    [
        ("112", "116 117", "other.112.116-117"),
        ("112", "", "other.112."),
        ("", "1733", "other..1733"),
        ("15", "+32 70 245 245", "other.15.p32-70-245-245"),
        ("", "", "other"),
    ],
)
def test_a_nation_keeps_them_and_gives_them_back(emergency: str, help_line: str, key: str) -> None:
    made = with_numbers("other", numbers_key(emergency, help_line))
    assert made == key
    assert re.fullmatch(r"[a-z0-9.-]+", made), "it stands in an address as it is"
    assert own_numbers(made) == ("other", emergency, help_line)


@pytest.mark.parametrize("nation", [code for code in NATIONS if code != "other"])
def test_where_the_numbers_are_known_nobody_writes_others(nation: str) -> None:
    assert with_numbers(nation, numbers_key("112", "116")) == nation
    assert own_numbers(nation) == (nation, "", "")
    assert what_to_do(Level.EMERGENCY, f"{nation}.112.") == what_to_do(Level.EMERGENCY, nation)


@pytest.mark.parametrize(
    "number", ["1", "call me", "112; 113", "1" * 16, "112-113", "1  12", "<b>1</b>"]
)
def test_what_can_not_be_dialled_is_no_number(number: str) -> None:
    with pytest.raises(ValueError, match="digits"):
        numbers_key(number, "")
    if "-" not in number:  # which is how a key has a space
        assert what_to_do(Level.EMERGENCY, f"other.{number}.").numbers == ()


def test_they_stand_in_the_words_and_can_be_tapped_at_every_level() -> None:
    nation = "other.112.116-117"
    now, today, soon = (what_to_do(level, nation) for level in GRAVE)
    assert now.steps[0].startswith("Call 112, or go to the nearest emergency department now.")
    assert now.numbers == (("Call 112", "112"),)
    assert "If you are not sure, call 116 117." in today.steps[0]
    assert soon.steps[0] == "Call your doctor, or 116 117, and ask to be seen urgently."
    assert today.numbers == soon.numbers == (("Call 116 117", "116117"), ("Call 112", "112"))
    assert numbers_of(nation) == today.numbers
    assert emergency_now(nation) == "112 now"
    for advice in (now, today, soon):
        assert "999" not in " ".join(advice.steps)
        assert "local" not in " ".join(advice.steps)


def test_the_one_that_is_missing_stays_in_words() -> None:
    one, other = "other.112.", "other..1733"
    assert "your doctor or local health line" in what_to_do(Level.SAME_DAY, one).steps[0]
    assert "your local emergency number" in what_to_do(Level.EMERGENCY, other).steps[0]
    assert emergency_now(other) == "Emergency help now"
