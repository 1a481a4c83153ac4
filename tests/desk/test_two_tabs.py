"""Two people, or one in two tabs, change the same thing: nothing that either wrote gets lost."""

from datetime import date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.activities.queries import named
from homecare.clients.appointments import book
from homecare.clients.models import Appointment, Client, Episode, Visit
from homecare.clients.operations import record_visit
from homecare.referrals.models import Contact, Referral
from tests.desk.browsing import Tab, error_at, look_again, of, stored, two_tabs
from tests.make.diary import Care
from tests.make.people import NOW, acting, signed_in
from tests.make.referrals import make_contact, make_draft
from tests.today.visiting import words

pytestmark = pytest.mark.usefixtures("clock")


def test_what_was_not_touched_here_stays_as_a_colleague_wrote_it(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    one, other = two_tabs(therapist, of(care.client.id, "/edit"), "gp")
    assert one.save(contraindications=["bleeding_or_anticoagulant"], medicines="Ibuprofen").location
    answer = other.save(gp="Dr Hill")
    assert answer.location == of(care.client.id)
    told = words(therapist.get(answer.location).text)
    assert "What they wrote stands: Medicines and Reasons against manipulation." in told
    kept = stored(session, Client, care.client.id, "gp", "medicines", "contraindications")
    assert kept == ["Dr Hill", "Ibuprofen", ["bleeding_or_anticoagulant"]]


def test_a_field_that_both_wrote_into_shows_what_the_other_wrote_before_it_is_saved(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    one, other = two_tabs(therapist, of(care.client.id, "/edit"), "gp")
    assert one.save(medicines="Ibuprofen", onset="2026-02-12", gp="Dr Hill").location
    answer = other.save(medicines="Naproxen", onset="2026-02-11")
    assert answer.status_code == 422
    assert "changed this to “Ibuprofen”" in error_at(answer, "medicines")
    assert "changed this to 12 February 2026" in error_at(answer, "onset")
    assert other.fields["medicines"] == ["Naproxen"]
    assert other.fields["gp"] == ["Dr Hill"]
    assert "stands here as they wrote it: GP: name and practice." in words(answer.text)
    assert stored(session, Client, care.client.id, "medicines") == "Ibuprofen"
    # Saved once more, having read it; and what a third wrote in between is asked about again.
    third = Tab(therapist, of(care.client.id, "/edit"), "gp")
    assert third.save(medicines="Amlodipine").location
    answer = other.save()
    assert "changed this to “Amlodipine”" in error_at(answer, "medicines")
    assert other.save(medicines="Naproxen, Amlodipine").location
    kept = stored(session, Client, care.client.id, "gp", "medicines")
    assert kept == ["Dr Hill", "Naproxen, Amlodipine"]


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
    Tab(therapist, page, "gp").save(medicines="Ibuprofen")
    answer = stale.save(opened=sent)
    assert "changed this to “Ibuprofen”" in error_at(answer, "medicines")
    assert stored(session, Client, care.client.id, "medicines") == "Ibuprofen"


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


@pytest.mark.parametrize("who", ["therapist", "client"])
def test_what_two_name_as_what_matters_is_named_together(
    app: Flask, therapist: FlaskClient, session: Session, care: Care, who: str
) -> None:
    page = of(care.client.id, "/activities")
    browser, other_page = therapist, page
    if who == "client":
        browser, other_page = signed_in(app, "client@homecare.example"), "/activities"
    first, second = Tab(therapist, page, "activity_1"), Tab(browser, other_page, "activity_1")
    assert first.save(activity_1="Sit through a film", goes_1="3").location
    assert second.save(activity_1="Walk the dog", goes_1="5").location
    assert matters(session, care) == [("Sit through a film", 3), ("Walk the dog", 5)]


def matters(session: Session, care: Care) -> list[tuple[str, int]]:
    look_again(session)
    return [(one.words, one.start) for one in named(session.get_one(Episode, care.episode.id))]


def test_other_words_for_one_thing_that_matters_are_asked_about(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    page = of(care.client.id, "/activities")
    Tab(therapist, page, "activity_1").save(
        activity_1="Sit", goes_1="3", activity_2="Walk", goes_2="4"
    )
    one, other = two_tabs(therapist, page, "activity_1")
    assert one.save(
        activity_1="Sit for an hour", activity_2="", activity_3="Run", goes_3="0"
    ).location
    answer = other.save(activity_1="Sit at work", activity_3="Swim", goes_3="6")
    assert answer.status_code == 422
    assert "changed this to “Sit for an hour”, 3" in error_at(answer, "activity_1")
    assert other.fields["activity_1"] == ["Sit at work"]
    assert [other.fields[f"activity_{n}"] for n in (2, 3)] == [["Run"], ["Swim"]]
    assert other.save().location
    assert matters(session, care) == [("Sit at work", 3), ("Run", 0), ("Swim", 6)]


def test_a_fourth_thing_that_matters_is_shown_and_pushes_nothing_out(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    page = of(care.client.id, "/activities")
    one, other = two_tabs(therapist, page, "activity_1")
    three = {"activity_1": "Sit", "activity_2": "Walk", "activity_3": "Run"}
    assert one.save(**three, goes_1="3", goes_2="4", goes_3="0").location
    answer = other.save(activity_1="Swim", goes_1="6")
    assert answer.status_code == 422
    assert "Yours is not kept yet: “Swim”, 6." in words(answer.text), words(answer.text)[150:700]
    assert matters(session, care) == [("Sit", 3), ("Walk", 4), ("Run", 0)]


def test_a_clients_two_devices_change_settings_side_by_side(
    app: Flask, session: Session, care: Care
) -> None:
    me = signed_in(app, "client@homecare.example")
    one, other = two_tabs(me, "/me", "zone")
    assert one.save(on="y", **{"times-0": "07:30"}).location
    assert other.save(zone="Europe/Paris").location
    client = session.get_one(Client, care.client.id)
    look_again(session)
    assert (client.zone, client.reminder["on"]) == ("Europe/Paris", True)
    third, fourth = two_tabs(me, "/me", "zone")
    assert third.save(**{"times-0": "08:15"}).location
    answer = fourth.save(**{"times-0": "09:45"})
    assert answer.status_code == 409
    assert "changed this to 08:15" in error_at(answer, "times-0")


def test_a_correction_of_a_visit_does_not_take_another_one_back(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    visit = record_visit(acting(session, care.therapist), care.episode, NOW.date(), "Calf")
    session.commit()
    page = of(care.client.id, f"/visits/{visit.id}")
    one, other = two_tabs(therapist, page, "correct-note")
    assert one.save(**{"correct-note": "Calf and thigh"}).location
    answer = other.save(**{"correct-on": "2026-03-01"})
    assert answer.status_code == 422
    assert "Somebody corrected this visit meanwhile." in answer.text
    assert other.save().location
    kept = stored(session, Visit, visit.id, "note", "on")
    assert kept == ["Calf and thigh", date(2026, 3, 1)]


def test_an_appointment_that_a_colleague_moved_is_not_moved_from_there_unseen(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    booked = book(acting(session, care.therapist), care.episode, datetime(2026, 3, 9, 14, 30))  # noqa: DTZ001 (the practice's clock)
    session.commit()
    page = of(care.client.id, f"/appointments/{booked.id}")
    one, other = two_tabs(therapist, page, "next_appointment")
    assert one.save(next_appointment="2026-03-10T09:00").location
    answer = other.save(next_appointment="2026-03-11T09:00")
    assert "changed this to 10 March 2026, 09:00" in error_at(answer, "next_appointment")
    assert other.save().location
    moved = stored(session, Appointment, booked.id, "starts")
    assert f"{moved:%d %H:%M}" == "11 09:00"


def test_a_draft_keeps_what_a_colleague_wrote_into_it(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    contact = make_contact(session, care.therapist, kind="gp")
    draft = make_draft(session, care.therapist, care.episode, contact)
    session.commit()
    one, other = two_tabs(therapist, f"/referrals/{draft.id}", "message")
    assert one.save(message="Numb since Friday.").location
    answer = other.save(question="Please see them this week.")
    assert answer.status_code == 409
    assert other.save().location
    kept = stored(session, Referral, draft.id, "message", "question")
    assert kept == ["Numb since Friday.", "Please see them this week."]


def test_what_a_form_was_opened_with_is_not_handed_back_as_somebodys_words(
    therapist: FlaskClient, care: Care
) -> None:
    tab = Tab(therapist, of(care.client.id, "/edit"), "gp")
    answer = therapist.post(
        tab.action, data={**tab.fields, "gp": "Dr\x00", "findings": "Two words"}
    )
    assert answer.status_code == 400
    assert "Two words" in answer.text
    assert "therapist_id" not in answer.text
