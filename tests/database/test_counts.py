"""Pages send as many statements after a year as after ten days, and for forty clients as for two.

Today, a report and the caseload of two hundred clients have their own limits in their own tests.
"""

from dataclasses import dataclass, replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.accounts.models import Practice
from homecare.clients.operations import record_away, record_visit
from homecare.programmes.plan import plan_of
from homecare.programmes.queries import version_on
from tests.make.clients import make_client
from tests.make.diary import DAY, ROLLS, Care, make_care, record, statements, told
from tests.make.flags import make_flag
from tests.make.people import NOW, acting, csrf_token, signed_in
from tests.make.programmes import make_programme

pytestmark = pytest.mark.usefixtures("clock")

TODAY = NOW.date()
FEW, MANY = 10, 400
CLIENT_PAGES = ("/today", f"/today/{TODAY - DAY}", "/progress", "/advice", "/me", "/red-flags")
STAFF_PAGES = ("/clients/{}", "/clients/{}?diary=all", "/clients/{}/programme",
               "/clients/{}/diary", "/caseload", "/flags")  # fmt: skip


@dataclass
class Counted:
    """A client and their therapist, both signed in."""

    session: Session
    care: Care
    client: FlaskClient
    therapist: FlaskClient

    def page(self, address: str) -> int:
        """How many statements a page sends."""
        browser = self.client if address in CLIENT_PAGES else self.therapist
        with statements(self.session) as sent:
            answer = browser.get(address.format(self.care.client.id))
        assert answer.status_code == 200, address
        return len(sent)

    def report(self) -> int:
        """How many statements a report of an exercise sends."""
        fields = {"entry_id": str(self.care.client.id), "line": ROLLS, "outcome": "done"}
        token = csrf_token(self.client, "/today")
        with statements(self.session) as sent:
            answer = self.client.post(
                f"/today/{TODAY}/exercise", data={**fields, "csrf_token": token}
            )
        assert answer.status_code == 302
        return len(sent)


def live(app: Flask, session: Session, days: int) -> Counted:
    """A client of so many days: scores daily; now and then a visit, days away, a new programme."""
    began = NOW - days * DAY
    care = make_care(session, began, email=f".{days}", onset=began.date())
    for back in range(days, 0, -1):
        moment = NOW - back * DAY
        record(session, care, told(day=moment.date(), done_at=moment), moment)
        if back % 40 == 9:
            treat(session, care, back)
    make_flag(session, care)
    names = (f"{who}.{days}@homecare.example" for who in ("client", "therapist"))
    return Counted(session, care, *(signed_in(app, name) for name in names))


def treat(session: Session, care: Care, back: int) -> None:
    """A visit so many days ago, with a day away and the same programme anew."""
    moment = NOW - back * DAY
    record_visit(acting(session, care.therapist, moment), care.episode, moment.date())
    record_away(acting(session, care.therapist, moment), care.episode, moment.date(), moment.date())
    version = version_on(session, care.episode.id, moment.date())
    assert version is not None
    plan = replace(plan_of(version), advice=())
    make_programme(session, care.therapist, care.episode, plan, moment)


def test_pages_and_reports_cost_the_same_whatever_the_history(app: Flask, session: Session) -> None:
    few, many = live(app, session, FEW), live(app, session, MANY)
    pages = (*CLIENT_PAGES, *STAFF_PAGES)
    assert {page: many.page(page) for page in pages} == {page: few.page(page) for page in pages}
    # On PostgreSQL what somebody sends is counted there, for all web servers.
    counting = session.get_bind().dialect.name == "postgresql"
    assert few.report() == many.report() <= 8 + counting
    assert many.page("/today") <= 8


@pytest.mark.parametrize(
    "address", ["/caseload?whose=all", "/flags?whose=all", "/caseload", "/flags"]
)
def test_a_list_costs_the_same_for_forty_clients_as_for_two(
    app: Flask, session: Session, address: str
) -> None:
    care = make_care(session)
    browser = signed_in(app, "therapist@homecare.example")
    counts = []
    for more in (1, 38):
        for number in range(more):
            add_flagged(session, care, care.practice, f"Client {more} {number}")
        browser.get(address)
        with statements(session) as sent:
            browser.get(address)
        counts.append(len(sent))
    assert counts[0] == counts[1]
    assert counts[0] <= 10


def add_flagged(session: Session, care: Care, practice: Practice, name: str) -> None:
    """Another client of the therapist, with a flag to decide."""
    client, episode = make_client(session, care.therapist, name=name)
    make_flag(session, Care(practice, care.therapist, care.therapist, client, episode))
