"""Whoever is let in, sent away or slowed by one web server is so by every other."""

import re
from urllib.error import HTTPError

from homecare.accounts.sign_in.tries import FREE_TRIES
from tests.make.people import PASSWORD
from tests.serving.several.conftest import Two
from tests.visitor import Visitor

AMBER, BRUNO = "amber@homecare.example", "bruno@homecare.example"
LETTER = "/letters/confirm/nobody-has-it"
A_MINUTE = 60  # pages of letters


def press(visitor: Visitor, password: str) -> int:
    """How signing in is answered by the server that the browser is at."""
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', visitor.read("/sign-in"))
    assert token is not None
    try:
        visitor.read("/sign-in", email=AMBER, password=password, csrf_token=token[1])
    except HTTPError as error:
        return error.code
    return 200


def test_wrong_passwords_spread_over_both_wait_as_on_one(two: Two) -> None:
    """Five are free. Each server by itself would look at ten before it let anybody wait."""
    visitor, looked_at = Visitor(""), 0
    while press(two.next(visitor), f"wrong-{looked_at}") == 200:
        looked_at += 1
        assert looked_at < 2 * FREE_TRIES
    assert looked_at >= FREE_TRIES


def test_what_a_network_may_ask_for_is_counted_for_both_together(two: Two) -> None:
    visitor = Visitor("")
    answers = [two.next(visitor).status(LETTER) for _ in range(A_MINUTE + 2)]
    assert 429 not in answers[:A_MINUTE]
    assert answers[A_MINUTE:] == [429] * 2


def test_a_sign_in_is_good_at_both_and_ends_at_both(two: Two) -> None:
    visitor = two.next(Visitor(""))
    visitor.sign_in(BRUNO, PASSWORD)
    assert "Bruno Birch" in two.next(visitor).read("/caseload")
    page = two.next(visitor).read("/caseload")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token is not None
    two.next(visitor).read("/sign-out", csrf_token=token[1])
    for _ in two.servers:
        assert "Bruno Birch" not in two.next(visitor).read("/caseload")
