"""Two people open one form about the practice, or about days, and both save: nothing is lost."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import Membership, Person, Practice
from homecare.clients.hand_over import arrange_cover
from homecare.clients.models import Away, Cover
from homecare.clients.operations import record_away
from tests.desk.browsing import THERAPIST, Tab, error_at, of, stored, two_tabs
from tests.make.diary import TODAY, Care
from tests.make.people import acting, make_therapist, signed_in
from tests.today.visiting import words

pytestmark = pytest.mark.usefixtures("clock")
OWNER, COLLEAGUE = "owner@homecare.example", "cora@homecare.example"


def later(days: int) -> date:
    return TODAY + timedelta(days=days)


def test_a_name_and_a_registration_that_two_put_right_are_both_right(
    app: Flask, session: Session, care: Care
) -> None:
    person = care.therapist.person_id
    place = session.scalars(select(Membership).where(Membership.person_id == person)).one()
    id, name, registration = place.id, f"{place.id}-name", f"{place.id}-registration"
    owner, own = signed_in(app, OWNER), signed_in(app, THERAPIST)
    one, other = Tab(owner, "/practice", registration), Tab(own, "/practice", registration)
    assert one.save(**{name: "Thea Therapist"}).location
    assert other.save(**{registration: "HCPC PH000001"}).location
    assert "What they wrote stands: Name." in words(own.get("/practice").text)
    assert stored(session, Membership, id, "registration") == "HCPC PH000001"
    assert stored(session, Person, person, "name") == "Thea Therapist"
    one, other = Tab(owner, "/practice", registration), Tab(own, "/practice", registration)
    assert one.save(**{registration: "HCPC PH000002"}).location
    answer = other.save(**{registration: "CNHC 000003"})
    assert answer.status_code == 422
    assert "changed this to “HCPC PH000002”" in error_at(answer, registration)
    assert other.fields[registration] == ["CNHC 000003"]
    assert other.save().location
    assert stored(session, Membership, id, "registration") == "CNHC 000003"


def test_settings_of_signing_in_that_two_owners_change_both_hold(
    app: Flask, session: Session, care: Care
) -> None:
    page, id = "/practice/signing-in", care.practice.id
    one, other = two_tabs(signed_in(app, OWNER), page, "idle_minutes")
    assert one.save(idle_minutes="45").location
    assert other.save(day=str(later(20))).location
    assert "What they wrote stands: Minutes without use" in words(one.browser.get(page).text)
    assert stored(session, Practice, id, "idle_minutes", "factors_from") == [45, later(20)]
    one, other = two_tabs(one.browser, page, "idle_minutes")
    assert one.save(idle_minutes="10").location
    answer = other.save(idle_minutes="90")
    assert "changed this to “10”" in error_at(answer, "idle_minutes")
    assert other.fields["idle_minutes"] == ["90"]
    assert stored(session, Practice, id, "idle_minutes") == 10
    assert other.save().location
    assert stored(session, Practice, id, "idle_minutes") == 90


def test_a_cover_that_two_give_other_days_has_the_days_of_both(
    app: Flask, session: Session, care: Care
) -> None:
    cora = make_therapist(session, care.practice, COLLEAGUE, "Cora Colleague")
    assert care.therapist.person_id is not None
    assert cora.person_id is not None
    act = acting(session, care.therapist)
    cover = arrange_cover(act, care.therapist.person_id, cora.person_id, TODAY, later(7))
    session.commit()
    id, page = cover.id, f"/practice/covers/{cover.id}"
    away, covers = signed_in(app, THERAPIST), signed_in(app, COLLEAGUE)
    one, other = Tab(away, page, "last_day"), Tab(covers, page, "last_day")
    assert one.save(last_day=str(later(10))).location
    assert other.save(first_day=str(later(1))).location
    assert "What they wrote stands: Last day away." in words(covers.get("/practice").text)
    assert stored(session, Cover, id, "first_day", "last_day") == [later(1), later(10)]
    one, other = Tab(away, page, "last_day"), Tab(covers, page, "last_day")
    assert one.save(last_day=str(later(12))).location
    answer = other.save(last_day=str(later(14)))
    assert "Meanwhile somebody changed this to " in error_at(answer, "last_day")
    assert other.fields["last_day"] == [str(later(14))]
    assert stored(session, Cover, id, "last_day") == later(12)
    assert other.save().location
    assert stored(session, Cover, id, "last_day") == later(14)


def test_days_away_that_two_correct_keep_what_both_wrote(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    act = acting(session, care.therapist)
    away = record_away(act, care.episode, later(2), later(6), "Holiday")
    session.commit()
    id, page = away.id, of(care.client.id, f"/away/{away.id}")
    one, other = two_tabs(therapist, page, "reason")
    assert one.save(reason="In hospital").location
    assert other.save(last_day=str(later(9))).location
    told = words(therapist.get(of(care.client.id)).text)
    assert "What they wrote stands: Reason." in told
    assert stored(session, Away, id, "reason", "last_day") == ["In hospital", later(9)]
    one, other = two_tabs(therapist, page, "reason")
    assert one.save(reason="At a clinic").location
    answer = other.save(reason="With their family")
    assert "changed this to “At a clinic”" in error_at(answer, "reason")
    assert other.fields["reason"] == ["With their family"]
    assert stored(session, Away, id, "reason") == "At a clinic"
    assert other.save().location
    assert stored(session, Away, id, "reason") == "With their family"


def test_days_away_that_a_colleague_corrected_are_not_taken_back_unseen(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    away = record_away(acting(session, care.therapist), care.episode, later(2), later(6), "Holiday")
    session.commit()
    page = of(care.client.id, f"/away/{away.id}")
    one, other = Tab(therapist, page, "reason"), Tab(therapist, page, "seen")
    assert one.save(last_day=str(later(9))).location
    assert other.save(none="y").location == page
    shown = words(therapist.get(page).text)
    assert "Somebody changed these days meanwhile. Nothing is taken back" in shown
    assert stored(session, Away, away.id, "last_day") == later(9)
    assert Tab(therapist, page, "seen").save(none="y").location == of(care.client.id)
    session.rollback()
    assert session.scalars(select(Away)).all() == []


def test_a_correction_of_days_away_that_a_colleague_took_back_is_handed_back(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    away = record_away(acting(session, care.therapist), care.episode, later(2), later(6), "Holiday")
    session.commit()
    page = of(care.client.id, f"/away/{away.id}")
    one, other = Tab(therapist, page, "seen"), Tab(therapist, page, "reason")
    assert one.save(none="y").location
    answer = other.save(reason="With their family")
    assert answer.status_code == 409
    assert "Somebody has taken these days away back meanwhile" in words(answer.text)
    assert "With their family" in answer.text
    assert therapist.get(page).status_code == 404


@pytest.mark.parametrize("from_the_list", [False, True])
def test_a_cover_that_was_given_other_days_is_not_ended_unseen(
    app: Flask, session: Session, care: Care, *, from_the_list: bool
) -> None:
    cora = make_therapist(session, care.practice, COLLEAGUE, "Cora Colleague")
    act = acting(session, care.therapist)
    assert care.therapist.person_id
    assert cora.person_id
    cover = arrange_cover(act, care.therapist.person_id, cora.person_id, TODAY, later(7))
    person = care.therapist.person_id
    place = session.scalars(select(Membership).where(Membership.person_id == person)).one()
    session.commit()
    id, page = cover.id, f"/practice/covers/{cover.id}"
    shown = f"/practice/colleagues/{place.id}/clients" if from_the_list else page
    away, covers = signed_in(app, THERAPIST), signed_in(app, COLLEAGUE)
    one, other = Tab(covers, page, "last_day"), Tab(away, shown, "seen")
    assert one.save(last_day=str(later(12))).location
    assert other.save().location == page
    assert "Nothing is ended: look at what stands now" in words(away.get(page).text)
    assert stored(session, Cover, id, "ended_at") is None
    assert Tab(away, shown, "seen").save().location == "/practice"
    assert stored(session, Cover, id, "ended_at") is not None
