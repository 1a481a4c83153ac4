"""A stopped server is not a silent client."""

import pytest

from tests.rules.histories import flat, look, on, sessions


def silent(*unheard):
    """Sore and rated through day 9, and nothing since."""
    spans = tuple((on(first), on(last)) for first, last in unheard)
    return flat(6, days=10, checks=(), sessions=sessions(range(1, 10)), unheard=spans)


@pytest.mark.parametrize(
    ("unheard", "first_quiet"), [((), 16), (((12, 17),), 22), (((5, 8),), 16), (((20, 30),), 16)]
)
def test_days_on_which_nobody_was_heard_are_no_silence(unheard, first_quiet):
    days = [day for day in range(40) if look(silent(*unheard), day).state == "quiet"]
    assert days[0] == first_quiet


def test_what_is_due_on_them_stays_due():
    heard = look(silent(), 12).figures
    unheard = look(silent((10, 11)), 12).figures
    assert (unheard["due"], unheard["reported"]) == (heard["due"], heard["reported"])
