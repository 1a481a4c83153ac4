"""A button pressed by several fingers at once does what it says once, on either database."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from homecare.accounts.models import Invitation
from homecare.clients.merged.models import RecordMerge
from homecare.clients.models import Client
from homecare.referrals.models import Referral
from tests.desk.browsing import INTAKE
from tests.make.clients import make_client
from tests.make.diary import make_care
from tests.make.flags import visit
from tests.make.merges import make_twice
from tests.make.people import csrf_token, make_practice, make_therapist, signed_in
from tests.make.referrals import make_contact

THERAPIST = "therapist@homecare.example"
FINGERS = 4


def press(app: Flask, page: str, **fields: Any) -> list[int]:
    """Send one form from several browsers of the same therapist at once; the answers' statuses."""
    browsers = [signed_in(app, THERAPIST) for _ in range(FINGERS)]
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
