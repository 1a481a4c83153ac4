"""Two people, or one in two tabs, change the same thing: nothing that either wrote gets lost."""

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.clients.models import Client
from homecare.referrals.models import Contact
from tests.desk.browsing import Tab, error_at, look_again, of
from tests.make.diary import Care
from tests.make.referrals import make_contact
from tests.today.visiting import words

pytestmark = pytest.mark.usefixtures("clock")


def two_tabs(browser: FlaskClient, page: str, box: str) -> tuple[Tab, Tab]:
    return Tab(browser, page, box), Tab(browser, page, box)


def stored(session: Session, model: Any, of_id: UUID, *fields: str) -> Any:
    look_again(session)
    row = session.get_one(model, of_id)
    found = [getattr(row, field) for field in fields]
    return found if len(fields) > 1 else found[0]


def test_what_was_not_touched_here_stays_as_a_colleague_wrote_it(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    one, other = two_tabs(therapist, of(care.client.id, "/edit"), "gp")
    assert one.save(contraindications=["bleeding_or_anticoagulant"], medicines="Apixaban").location
    answer = other.save(gp="Dr Hill")
    assert answer.location == of(care.client.id)
    told = words(therapist.get(answer.location).text)
    assert "What they wrote stands: Medicines and Reasons against manipulation." in told
    kept = stored(session, Client, care.client.id, "gp", "medicines", "contraindications")
    assert kept == ["Dr Hill", "Apixaban", ["bleeding_or_anticoagulant"]]


def test_a_field_that_both_wrote_into_shows_what_the_other_wrote_before_it_is_saved(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    one, other = two_tabs(therapist, of(care.client.id, "/edit"), "gp")
    assert one.save(medicines="Apixaban", onset="2026-02-12", gp="Dr Hill").location
    answer = other.save(medicines="Naproxen", onset="2026-02-11")
    assert answer.status_code == 422
    assert "changed this to “Apixaban”" in error_at(answer, "medicines")
    assert "changed this to 12 February 2026" in error_at(answer, "onset")
    assert other.fields["medicines"] == ["Naproxen"]
    assert other.fields["gp"] == ["Dr Hill"]
    assert stored(session, Client, care.client.id, "medicines") == "Apixaban"
    # Saved once more, having read it; and what a third wrote in between is asked about again.
    third = Tab(therapist, of(care.client.id, "/edit"), "gp")
    assert third.save(medicines="Rivaroxaban").location
    answer = other.save()
    assert "changed this to “Rivaroxaban”" in error_at(answer, "medicines")
    assert other.save(medicines="Naproxen, Rivaroxaban").location
    kept = stored(session, Client, care.client.id, "gp", "medicines")
    assert kept == ["Dr Hill", "Naproxen, Rivaroxaban"]


def test_of_several_to_tick_both_peoples_ticks_hold(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    page = of(care.client.id, "/edit")
    Tab(therapist, page, "gp").save(contraindications=["aneurysm"])
    one, other = two_tabs(therapist, page, "gp")
    assert one.save(contraindications=["aneurysm", "bleeding_or_anticoagulant"]).location
    assert other.save(contraindications=["fracture"]).location
    kept = stored(session, Client, care.client.id, "contraindications")
    assert kept == ["bleeding_or_anticoagulant", "fracture"]


@pytest.mark.parametrize("sent", ["", "[]", "{", "[" * 9000, '{"medicines": null}', '"x"'])
def test_a_form_that_does_not_know_what_it_was_opened_with_writes_over_nothing(
    therapist: FlaskClient, session: Session, care: Care, sent: str
) -> None:
    page = of(care.client.id, "/edit")
    stale = Tab(therapist, page, "gp")
    Tab(therapist, page, "gp").save(medicines="Apixaban")
    answer = stale.save(opened=sent)
    assert "changed this to “Apixaban”" in error_at(answer, "medicines")
    assert stored(session, Client, care.client.id, "medicines") == "Apixaban"


def test_an_entry_of_the_address_book_keeps_what_both_wrote(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    contact = make_contact(session, care.therapist)
    session.commit()
    one, other = two_tabs(therapist, f"/practice/contacts/{contact.id}", "clinic")
    assert one.save(telephone="01632 960 111").location
    assert other.save(clinic="Mill Lane Surgery").location
    kept = stored(session, Contact, contact.id, "telephone", "clinic")
    assert kept == ["01632 960 111", "Mill Lane Surgery"]
    assert one.browser.get(one.page).status_code == 200
    answer = Tab(therapist, one.page, "clinic").save(opened="{}", telephone="01632 960 222")
    assert "changed this to “01632 960 111”" in error_at(answer, "telephone")
