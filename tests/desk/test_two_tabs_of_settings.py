"""Two tabs over what a practice arranges, and over an answer to a letter: nothing gets lost."""

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
from homecare.referrals.answers.models import LetterAnswer
from tests.desk.browsing import error_at, of
from tests.desk.test_two_tabs import stored, two_tabs
from tests.letters.corrected.typed import hear, page
from tests.letters.made import make_letter
from tests.make.diary import TODAY, Care
from tests.make.people import acting, make_therapist, signed_in

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.both_databases]


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def test_a_name_and_a_number_of_a_colleague_are_kept_side_by_side(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    place = session.scalars(
        select(Membership).where(Membership.person_id == care.therapist.person_id)
    ).one()
    name, number = f"{place.id}-name", f"{place.id}-registration"
    one, other = two_tabs(therapist, "/practice", name)
    assert one.save(**{number: "CNHC 012345"}).location
    assert other.save(**{name: "Thea Therapist"}).location
    assert stored(session, Membership, place.id, "registration") == "CNHC 012345"
    assert stored(session, Person, place.person_id, "name") == "Thea Therapist"
    third, fourth = two_tabs(therapist, "/practice", name)
    assert third.save(**{number: "HCPC PH1"}).location
    answer = fourth.save(**{number: "HCPC PH2"})
    assert answer.status_code == 422
    assert "changed this to “HCPC PH1”" in error_at(answer, number)
    assert fourth.fields[number] == ["HCPC PH2"]
    assert stored(session, Membership, place.id, "registration") == "HCPC PH1"


def test_the_day_of_the_second_step_and_the_minutes_are_kept_side_by_side(
    app: Flask, session: Session, care: Care
) -> None:
    owner = signed_in(app, "owner@homecare.example")
    one, other = two_tabs(owner, "/practice/signing-in", "idle_minutes")
    later = TODAY + timedelta(days=40)
    assert one.save(day=str(later)).location
    assert other.save(idle_minutes="45").location
    kept = stored(session, Practice, care.practice.id, "factors_from", "idle_minutes")
    assert kept == [later, 45]
    third, fourth = two_tabs(owner, "/practice/signing-in", "idle_minutes")
    assert third.save(idle_minutes="60").location
    answer = fourth.save(idle_minutes="15")
    assert answer.status_code == 422
    assert "changed this to “60”" in error_at(answer, "idle_minutes")
    assert stored(session, Practice, care.practice.id, "idle_minutes") == 60


def test_the_ends_of_a_cover_are_moved_side_by_side(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    cora = make_therapist(session, care.practice, "cora@homecare.example", "Cora Colleague")
    assert care.therapist.person_id is not None
    assert cora.person_id is not None
    first, last = TODAY + timedelta(days=3), TODAY + timedelta(days=7)
    act = acting(session, care.therapist)
    cover = arrange_cover(act, care.therapist.person_id, cora.person_id, first, last)
    session.commit()
    one, other = two_tabs(therapist, f"/practice/covers/{cover.id}", "first_day")
    sooner, longer = first - timedelta(days=1), last + timedelta(days=2)
    assert one.save(last_day=str(longer)).location
    assert other.save(first_day=str(sooner)).location
    assert stored(session, Cover, cover.id, "first_day", "last_day") == [sooner, longer]
    third, fourth = two_tabs(therapist, f"/practice/covers/{cover.id}", "first_day")
    assert third.save(last_day=str(last)).location
    answer = fourth.save(last_day=str(longer + timedelta(days=1)))
    assert answer.status_code == 422
    assert f"changed this to {in_words(last)}" in error_at(answer, "last_day")
    assert stored(session, Cover, cover.id, "last_day") == last


def test_the_days_away_and_their_reason_are_kept_side_by_side(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    first, last = TODAY + timedelta(days=2), TODAY + timedelta(days=5)
    away = record_away(acting(session, care.therapist), care.episode, first, last, "Skiing")
    session.commit()
    here = of(care.client.id, f"/away/{away.id}")
    one, other = two_tabs(therapist, here, "first_day")
    longer = last + timedelta(days=1)
    assert one.save(last_day=str(longer)).location
    assert other.save(reason="Walking in Wales").location
    kept = stored(session, Away, away.id, "last_day", "reason")
    assert kept == [longer, "Walking in Wales"]
    third, fourth = two_tabs(therapist, here, "first_day")
    assert third.save(last_day=str(last)).location
    answer = fourth.save(last_day=str(longer + timedelta(days=1)))
    assert answer.status_code == 422
    assert f"changed this to {in_words(last)}" in error_at(answer, "last_day")
    assert stored(session, Away, away.id, "last_day") == last


def test_a_correction_of_an_answer_does_not_take_another_one_back(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    letter = make_letter(session, care)
    session.commit()
    heard = hear(session, care, letter)
    one, other = two_tabs(therapist, page(letter, heard), "correct-words")
    assert one.save(**{"correct-words": "No reflexes left."}).location
    answer = other.save(**{"correct-said_by": "Dr Kit Hale, by telephone"})
    assert answer.status_code == 422
    assert "Somebody put this answer right meanwhile." in answer.text
    assert other.fields["correct-words"] == ["No reflexes left."]
    assert other.save().location
    kept = stored(session, LetterAnswer, heard.id, "words", "said_by")
    assert kept == ["No reflexes left.", "Dr Kit Hale, by telephone"]
