"""A button pressed by several fingers at once does what it says once, on either database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from threading import Barrier
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from homecare.accounts.models import AuditLine, Invitation, Membership
from homecare.clients.appointments import book
from homecare.clients.merged.models import RecordMerge
from homecare.clients.models import AppointmentStep, Away, Client
from homecare.clients.operations import record_away
from homecare.erasure.models import Erasure
from homecare.referrals.models import Referral
from tests.desk.browsing import INTAKE
from tests.make.clients import make_client
from tests.make.diary import make_care, record, told
from tests.make.flags import visit
from tests.make.merges import make_twice
from tests.make.people import NOW, acting, csrf_token, make_practice, make_therapist, signed_in
from tests.make.referrals import make_contact

OWNER, THERAPIST = "owner@homecare.example", "therapist@homecare.example"
FINGERS = 4


def press(app: Flask, page: str, by: str = THERAPIST, **fields: Any) -> list[int]:
    """Send one form from several browsers of the same person at once; the answers' statuses."""
    browsers = [signed_in(app, by) for _ in range(FINGERS)]
    sent = [(browser, csrf_token(browser, "/caseload")) for browser in browsers]
    ready = Barrier(FINGERS)

    def finger(one: tuple[FlaskClient, str]) -> int:
        browser, token = one
        ready.wait()
        for _ in range(FINGERS):  # whoever is told that too much is going on presses again
            answer = browser.post(page, data={**fields, "csrf_token": token})
            if answer.status_code != 503:
                break
        return answer.status_code

    with ThreadPoolExecutor(FINGERS) as hand:
        return sorted(hand.map(finger, sent))


def count(session: Session, *wanted: Any) -> int | None:
    session.rollback()
    return session.scalar(select(func.count()).where(*wanted))


def test_a_client_is_taken_in_once(app: Flask, session: Session) -> None:
    practice, _ = make_practice(session)
    make_therapist(session, practice)
    assert press(app, "/clients/new", **INTAKE) == [302, 422, 422, 422]
    assert count(session, Client.practice_id == practice.id) == 1


def test_one_draft_of_a_letter_is_begun(app: Flask, session: Session) -> None:
    care = make_care(session)
    make_contact(session, care.therapist, kind="gp")
    visit(session, care, 0)
    client, practice = care.client.id, care.practice.id
    session.commit()
    assert press(app, f"/clients/{client}/refer") == [302] * FINGERS
    assert count(session, Referral.practice_id == practice) == 1


def test_one_invitation_is_open(app: Flask, session: Session) -> None:
    practice, _ = make_practice(session)
    therapist = make_therapist(session, practice)
    client, _ = make_client(session, therapist)
    client_id = client.id
    session.commit()
    assert press(app, f"/clients/{client_id}/invitation", how="code") == [200] * FINGERS
    still_open = (Invitation.client_id == client_id, Invitation.revoked_at.is_(None))
    assert count(session, *still_open) == 1


def test_two_records_are_merged_once_and_parted_once(app: Flask, session: Session) -> None:
    twice = make_twice(session, make_care(session))
    here, practice = f"/clients/{twice.care.client.id}/merge", twice.care.practice.id
    other = f"{here}/{twice.other.id}"
    session.commit()
    assert press(app, other, seen="1.1", goes_on="keeper") == [302] * FINGERS
    assert count(session, RecordMerge.practice_id == practice) == 1
    made = session.scalars(select(RecordMerge.id)).one()
    session.commit()
    assert press(app, f"{here}/undo", merge=str(made)) == [302] * FINGERS
    assert count(session, Client.merged_into.is_not(None)) == 0


def test_an_appointment_is_cancelled_once(app: Flask, session: Session) -> None:
    care = make_care(session)
    tomorrow = datetime.combine(care.episode.intake_on, time(9)) + timedelta(days=1)
    made = book(acting(session, care.therapist, NOW), care.episode, tomorrow)
    page = f"/clients/{care.client.id}/appointments/{made.id}/cancel"
    session.commit()
    assert 302 in press(app, page)
    assert count(session, AppointmentStep.kind == "cancelled") == 1


def test_a_colleague_is_invited_once(app: Flask, session: Session) -> None:
    practice, _ = make_practice(session)
    invited = {"name": "Nora New", "email": "nora@post.example", "role": "therapist"}
    assert press(app, "/practice/colleagues", OWNER, **invited) == [302] * FINGERS
    assert count(session, Invitation.practice_id == practice.id) == 1


def test_days_away_are_taken_back_once(app: Flask, session: Session) -> None:
    care = make_care(session)
    first = care.episode.intake_on + timedelta(days=2)
    away = record_away(acting(session, care.therapist, NOW), care.episode, first, first)
    page = f"/clients/{care.client.id}/away/{away.id}"
    session.commit()
    assert set(press(app, page, none="y")) <= {302, 409}
    assert count(session, Away.id.is_not(None)) == 0
    assert count(session, AuditLine.action == "away.correct") == 1


def test_a_record_is_decided_to_be_kept_once(app: Flask, session: Session) -> None:
    care = make_care(session)
    page = f"/clients/{care.client.id}/erase"
    session.commit()
    kept = {"why": "law", "keep_until": "2035-01-01", "words": "As the law says.", "seen": ""}
    assert press(app, page, OWNER, **kept) == [302] * FINGERS
    assert count(session, Erasure.client_id == care.client.id) == 1


def test_what_came_through_a_wrong_sign_in_is_struck_out_once(app: Flask, session: Session) -> None:
    care = make_care(session)
    record(session, care, told())
    login = session.scalars(select(Membership).where(Membership.client_id == care.client.id)).one()
    login.disabled_at = NOW
    page, person = f"/clients/{care.client.id}/not-theirs", str(care.me.person_id)
    session.commit()
    assert press(app, page, person=person) == [302] * FINGERS
    assert count(session, AuditLine.action == "diary.strike") == 1
