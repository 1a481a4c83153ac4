"""What stands beside a decision: the chart, and a reason where it is not what was proposed."""

from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import BrowserContext, Route, expect
from sqlalchemy.orm import Session

from tests.desk import browsing
from tests.desk.flags.test_flag_pages import send, stalled
from tests.make.diary import Care
from tests.make.flags import answer, at, the_flag
from tests.make.people import signed_in
from tests.make.referrals import make_contact

pytestmark = pytest.mark.any_database


@pytest.fixture(autouse=True)
def day_28(clock: time_machine.Traveller) -> None:
    clock.move_to(at(28))


def test_the_chart_stands_on_the_page_of_a_flag(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    shown = therapist.get(f"/flags/{stalled(session, care).id}").text
    assert "Pain and reported exercise" in shown
    assert shown.index("Pain and reported exercise") < shown.index("Decide</h")


def test_something_else_than_proposed_asks_for_a_reason_and_keeps_it(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    flag = stalled(session, care)
    assert flag.proposes == "chiropractor"
    refused = send(therapist, flag, "act", what="call")
    assert refused.status_code == 422
    assert "write why you did this" in refused.text
    session.expire_all()
    assert the_flag(session, care).status == "open"
    send(therapist, the_flag(session, care), "act", what="call", reason="She is away till May.")
    session.expire_all()
    closed = the_flag(session, care)
    assert (closed.status, closed.transitions[-1].reason) == (
        "acted", "Called: She is away till May.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "proposed"), [("saddle_numbness", "Emergency help now."), ("foot_drop", "Help today.")]
)
def test_the_help_that_is_proposed_is_as_urgent_as_what_the_client_was_told(
    session: Session, care: Care, therapist: FlaskClient, code: str, proposed: str
) -> None:
    answer(session, care, code)
    make_contact(session, care.therapist, kind="gp")
    session.commit()
    flag = the_flag(session, care)
    assert f"Proposed:</strong> {proposed} Call them" in therapist.get(f"/flags/{flag.id}").text
    draft = browsing.send(therapist, f"/flags/{flag.id}/refer", f"/flags/{flag.id}")
    assert f"It proposed: {proposed}" in therapist.get(draft.location).text


WHY_NOT = "Why not today:</strong> No red-flag check in the last 7 days: ask those questions first."


def test_what_keeps_from_the_proposal_today_stands_beside_it(
    session: Session, care: Care, therapist: FlaskClient, clock: time_machine.Traveller
) -> None:
    flag = stalled(session, care)
    pages = ("/flags", f"/flags/{flag.id}")
    for address in pages:
        assert "Why not today" not in therapist.get(address).text
    clock.move_to(at(34))  # asked on day 27: seven days ago, which is still fresh
    for address in pages:
        assert "Why not today" not in therapist.get(address).text
    clock.move_to(at(35))
    for address in pages:
        page = therapist.get(address).text
        assert page.index("A session with a chiropractor.") < page.index(WHY_NOT)
    session.commit()  # an older transaction could not write beside the pages
    answer(session, care, day=35)
    for address in pages:
        assert "Why not today" not in therapist.get(address).text
    clock.move_to(at(43))
    send(therapist, the_flag(session, care), "dismiss", reason="Moved house last week")
    assert "Why not today" not in therapist.get(pages[1]).text


@pytest.mark.browser
def test_what_keeps_from_the_proposal_is_seen_on_a_narrow_screen_too(
    app: Flask,
    session: Session,
    care: Care,
    clock: time_machine.Traveller,
    new_context: Callable[..., BrowserContext],
) -> None:
    stalled(session, care)
    clock.move_to(at(37))
    desk = signed_in(app, "therapist@homecare.example")
    page = new_context(viewport={"width": 390, "height": 844}).new_page()

    def answer(route: Route) -> None:
        got = desk.get(route.request.url.removeprefix("http://localhost"))
        route.fulfill(body=got.data, status=got.status_code, content_type=got.content_type)

    page.route("**/*", answer)
    page.goto("http://localhost/flags")
    expect(page.get_by_text("Why not today: No red-flag check in the last 7 days")).to_be_visible()
