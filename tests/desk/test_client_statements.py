"""How often a client's page asks the database, whatever stands in the record."""

import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from tests.desk.browsing import of
from tests.make.diary import Care, statements
from tests.make.flags import assess, at, flat_weeks
from tests.make.people import signed_in

MOST = 7


def test_a_clients_page_costs_few_statements_and_no_more_after_weeks(
    app: Flask, session: Session, care: Care, clock: time_machine.Traveller
) -> None:
    browser, page = signed_in(app, "therapist@homecare.example"), of(care.client.id)
    counts = []
    for day in (1, 29):
        if day > 1:
            flat_weeks(session, care)
            assess(session, care, day)
        clock.move_to(at(day))
        browser.get(page)
        with statements(session) as sent:
            assert browser.get(page).status_code == 200
        counts.append(len(sent))
    assert max(counts) <= MOST, counts
