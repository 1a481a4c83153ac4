"""The page of a letter, used as a browser uses it: what it sends is what stands on the screen."""

import re
from html import unescape
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.flags.models import Flag
from homecare.referrals.models import Referral
from tests.make.people import csrf_token


def post(browser: FlaskClient, address: str, /, **fields: str) -> TestResponse:
    return browser.post(address, data={"csrf_token": csrf_token(browser, "/caseload"), **fields})


def newest(session: Session, model: type[Any]) -> Any:
    """The one row of a table as it stands now; nothing stays open that would hold up the app."""
    session.commit()
    session.expire_all()
    row = session.scalars(select(model)).one()
    session.commit()
    return row


def the_referral(session: Session) -> Referral:
    return newest(session, Referral)


def drafted(session: Session, browser: FlaskClient, flag: Flag) -> Referral:
    post(browser, f"/flags/{flag.id}/refer")
    return the_referral(session)


def on_screen(browser: FlaskClient, referral: Referral) -> dict[str, str]:
    """What the form of a draft would send as it stands on the screen."""
    text = browser.get(f"/referrals/{referral.id}").text
    found = re.findall(r'name="(version|seen|opened)" type="hidden" value="([^"]*)"', text)
    hidden = {name: unescape(value) for name, value in found}
    chosen = re.search(r'name="contact" id="[^"]*" value="([^"]*)" checked', text)
    message = re.search(r'<textarea[^>]*name="message"[^>]*>\s*(.*?)</textarea>', text, re.S)
    assert message
    return {**hidden, "message": unescape(message[1]), "contact": chosen[1] if chosen else ""}


def saved(browser: FlaskClient, referral: Referral, **fields: str) -> TestResponse:
    values = on_screen(browser, referral) | fields
    return post(browser, f"/referrals/{referral.id}", **values)


def issued(browser: FlaskClient, referral: Referral, **fields: str) -> TestResponse:
    why = {"differs_why": "Agreed with them."} if asks_why(browser, referral) else {}
    values = on_screen(browser, referral) | {"consent": "y"} | why | fields
    return post(browser, f"/referrals/{referral.id}/issue", **values)


def asks_why(browser: FlaskClient, referral: Referral) -> bool:
    """Whether the rule proposed something else, so that a reason is wanted."""
    return 'name="differs_why"' in browser.get(f"/referrals/{referral.id}").text


def withdrawn(browser: FlaskClient, referral: Referral, version: int, **said: str) -> TestResponse:
    return post(browser, f"/referrals/{referral.id}/withdraw", version=str(version), **said)


def page(browser: FlaskClient, referral: Referral) -> str:
    text = browser.get(f"/referrals/{referral.id}").get_data(as_text=True)
    return re.sub(r"\s+", " ", text)
