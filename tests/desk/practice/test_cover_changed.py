"""A cover whose days move, and one that ends early, both from its page."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import AuditLine
from homecare.clients.hand_over import arrange_cover
from homecare.clients.models import Cover
from tests.desk.browsing import THERAPIST, error_at, look_again, opened, send
from tests.make.diary import TODAY, Care
from tests.make.people import acting, make_practice, make_therapist, signed_in

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.both_databases]
COLLEAGUE = "cora@homecare.example"


@pytest.fixture
def cover(session: Session, care: Care) -> UUID:
    """The therapist is away for a week from today on; Cora looks after their clients."""
    cora = make_therapist(session, care.practice, COLLEAGUE, "Cora Colleague")
    make_therapist(session, care.practice, "dan@homecare.example", "Dan Different")
    assert care.therapist.person_id is not None
    assert cora.person_id is not None
    one = arrange_cover(
        acting(session, care.therapist), care.therapist.person_id, cora.person_id, TODAY,
        TODAY + timedelta(days=7),
    )  # fmt: skip
    session.commit()
    return one.id


def days(session: Session, cover: UUID) -> tuple[int, int]:
    look_again(session)
    one = session.get_one(Cover, cover)
    return (one.first_day - TODAY).days, (one.last_day - TODAY).days


def test_the_days_are_changed_on_its_page(app: Flask, session: Session, cover: UUID) -> None:
    browser, here = signed_in(app, THERAPIST), f"/practice/covers/{cover}"
    assert f'value="{TODAY}"' in browser.get(here).text
    sent = {"first_day": str(TODAY), "last_day": str(TODAY + timedelta(days=10))}
    for _ in range(2):
        assert send(browser, here, opened=opened(browser, here), **sent).status_code == 302
    assert days(session, cover) == (0, 10)
    noted = session.scalars(select(AuditLine.action).where(AuditLine.action == "cover.change"))
    assert len(noted.all()) == 1


def test_days_that_cannot_be_are_said_at_their_field(
    app: Flask, session: Session, cover: UUID
) -> None:
    browser, here = signed_in(app, THERAPIST), f"/practice/covers/{cover}"
    for first, last, said in (
        (5, 2, "before the first day"), (-9, -3, "These days are over"), (0, 900, "one year"),
    ):  # fmt: skip
        sent = {name: str(TODAY + timedelta(days=day))
                for name, day in (("first_day", first), ("last_day", last))}  # fmt: skip
        answer = send(browser, here, opened=opened(browser, here), **sent)
        assert answer.status_code == 422
        assert said in error_at(answer, "last_day")
    assert days(session, cover) == (0, 7)


def test_it_does_not_run_into_another_one(
    app: Flask, session: Session, care: Care, cover: UUID
) -> None:
    assert care.therapist.person_id is not None
    later = session.get_one(Cover, cover)
    arrange_cover(
        acting(session, care.therapist), care.therapist.person_id, later.covered_by,
        TODAY + timedelta(days=20), TODAY + timedelta(days=25),
    )  # fmt: skip
    session.commit()
    sent = {"first_day": str(TODAY), "last_day": str(TODAY + timedelta(days=21))}
    browser, here = signed_in(app, THERAPIST), f"/practice/covers/{cover}"
    answer = send(browser, here, opened=opened(browser, here), **sent)
    assert "covers on these days already" in error_at(answer, "first_day")


def test_it_is_ended_early_from_its_page_and_has_no_days_to_change_then(
    app: Flask, session: Session, cover: UUID
) -> None:
    browser, here = signed_in(app, THERAPIST), f"/practice/covers/{cover}"
    assert f"{here}/end" in browser.get(here).text
    for _ in range(2):
        assert send(browser, f"{here}/end", "/caseload").status_code == 302
    page = browser.get(here).text
    assert "until it was ended" in page
    assert "Save the days" not in page
    sent = {"first_day": str(TODAY), "last_day": str(TODAY + timedelta(days=3))}
    assert "was ended" in send(browser, here, "/caseload", **sent).text
    assert days(session, cover) == (0, 7)


def test_whoever_it_is_not_about_may_not(app: Flask, session: Session, cover: UUID) -> None:
    other, _ = make_practice(session, "Elsewhere", "owner@elsewhere.example")
    make_therapist(session, other, "there@elsewhere.example")
    here, sent = f"/practice/covers/{cover}", {"first_day": str(TODAY), "last_day": str(TODAY)}
    for who, status in (("dan@homecare.example", 403), ("there@elsewhere.example", 404)):
        assert send(signed_in(app, who), here, "/caseload", **sent).status_code == status
    assert signed_in(app, "owner@homecare.example").get(here).status_code == 200
    assert days(session, cover) == (0, 7)
