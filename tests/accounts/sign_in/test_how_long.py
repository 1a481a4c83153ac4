"""How long a sign-in lasts, and what browsers are called in the list of one's own devices."""

from datetime import date, timedelta

import pytest

from homecare.accounts.models import Membership, Person, Practice, SignIn
from homecare.accounts.sign_in.browsers import in_plain_words
from homecare.accounts.sign_in.sign_ins import has_ended
from tests.make.people import NOW


def person(*roles: str, idle: int = 30, needed: date | None = None) -> Person:
    """Somebody with these places; nothing is stored."""
    practice = Practice(idle_minutes=idle, factors_from=needed)
    places = [Membership(role=role, practice=practice) for role in roles]
    return Person(memberships=places)


def sign_in(kept: bool = False, factor: str | None = None, waits_for: str | None = None) -> SignIn:
    """One that was begun, and last used, at nine."""
    return SignIn(made_at=NOW, used_at=NOW, kept=kept, factor=factor, waits_for=waits_for)


MINUTES, HOURS, DAYS = (timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days"))
WORKS, CLIENT, BOTH = ("therapist",), ("client",), ("client", "owner")


@pytest.mark.parametrize(
    ("roles", "kept", "after", "ended"),
    [
        (WORKS, False, 29 * MINUTES, False),
        (WORKS, False, 30 * MINUTES, True),  # a shared computer
        (WORKS, True, 31 * MINUTES, False),  # one's own
        (WORKS, True, 12 * HOURS - MINUTES, False),
        (WORKS, True, 12 * HOURS, True),
        (BOTH, True, 12 * HOURS, True),
        (CLIENT, False, 12 * HOURS, False),
        (CLIENT, True, 90 * DAYS - HOURS, False),
        (CLIENT, True, 90 * DAYS, True),
        ((), True, 89 * DAYS, False),
    ],
)
def test_who_works_is_signed_out_sooner(
    roles: tuple[str, ...], kept: bool, after: timedelta, ended: bool
) -> None:
    assert has_ended(sign_in(kept), person(*roles), NOW + after) is ended


def test_the_practice_says_how_long_a_computer_may_stand_unused() -> None:
    at = NOW + 20 * MINUTES
    assert has_ended(sign_in(), person("therapist", idle=15), at)
    assert not has_ended(sign_in(), person("therapist", idle=60), at)


@pytest.mark.parametrize(
    ("roles", "factor", "day", "ended"),
    [
        (WORKS, None, NOW.date() + timedelta(days=1), False),  # the first days
        (WORKS, None, NOW.date(), True),
        (WORKS, "app", NOW.date(), False),
        (CLIENT, None, NOW.date(), False),
    ],
)
def test_from_its_day_on_one_factor_is_not_enough(
    roles: tuple[str, ...], factor: str | None, day: date, ended: bool
) -> None:
    one = sign_in(kept=True, factor=factor)
    assert has_ended(one, person(*roles, needed=day), NOW + MINUTES) is ended


@pytest.mark.parametrize(("waits_for", "minutes"), [("factor", 10), ("code", 30), ("setup", 60)])
def test_what_waits_does_not_wait_for_ever(waits_for: str, minutes: int) -> None:
    half, ends = sign_in(waits_for=waits_for), NOW + minutes * MINUTES
    assert not has_ended(half, person("owner"), ends - MINUTES)
    assert has_ended(half, person("owner"), ends)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:142.0) Gecko/20100101 Firefox/142.0",
         "Firefox on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, "
         "like Gecko) Version/18.5 Mobile/15E148 Safari/604.1", "Safari on an iPhone"),
        ("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like "
         "Gecko) Version/18.5 Safari/605.1.15", "Safari on a Mac"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_browsers_are_named_in_plain_words(agent: str, words: str) -> None:
    assert in_plain_words(agent) == words
