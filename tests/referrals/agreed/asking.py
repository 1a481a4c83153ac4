"""What a therapist and a client press about a draft, as their pages would send it."""

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.accounts.models import Consent
from homecare.referrals.agreement.models import LetterAgreement
from homecare.referrals.models import Referral
from tests.desk.referrals.draft import on_screen, post
from tests.today.visiting import Visitor


def asked(desk: FlaskClient, draft: Referral, **fields: str) -> TestResponse:
    """Ask the client on their phone about the draft as it stands on the screen."""
    return post(desk, f"/referrals/{draft.id}/ask", **on_screen(desk, draft) | fields)


def answered(me: Visitor, draft: Referral, answer: str, words: str = "") -> TestResponse:
    page = f"/letters-about-me/{draft.id}"
    return me.send(page, f"/{answer}", {"words": words} if words else {})


def taken_back(me: Visitor, draft: Referral) -> TestResponse:
    return me.send(f"/letters-about-me/{draft.id}", "/take-back", {})


def rows(session: Session) -> list[LetterAgreement]:
    """What is kept of every question, the oldest first."""
    return _all(session, LetterAgreement)


def consents(session: Session) -> list[Consent]:
    """What is kept of agreements to letters."""
    return [one for one in _all(session, Consent) if one.kind == "referral_letter"]


def _all(session: Session, model: type) -> list:  # type: ignore[type-arg]
    session.rollback()
    session.expire_all()
    found = list(session.scalars(select(model).order_by(model.id)))  # type: ignore[attr-defined]
    session.commit()
    return found
