"""A page takes a tenth of a second to set, and nobody has to wait with their own writing for it."""

import sqlite3
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.desk.referrals import views
from homecare.extensions import db
from homecare.referrals.logo import keep_logo
from homecare.referrals.models import LetterFile
from homecare.typesetting import press
from tests.desk.referrals.draft import drafted, issued, newest, post
from tests.letters.made import a_picture
from tests.make.diary import Care
from tests.make.flags import make_flag
from tests.make.people import NOW, acting
from tests.make.referrals import make_contact
from tests.typesetting.pdfs import words_of


@pytest.fixture
def set_while(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every time a page is set: whether somebody else could have written at that moment."""
    seen: list[str] = []
    for name in ("pdf", "height"):
        monkeypatch.setattr(press, name, _watching(app, getattr(press, name), name, seen))
    return seen


def _watching(app: Flask, make: Callable[..., Any], name: str, seen: list[str]) -> Any:
    def made(*args: Any, **more: Any) -> Any:
        seen.append(f"{name} {'free' if _is_free(app) else 'held'}")
        return make(*args, **more)

    return made


def _is_free(app: Flask) -> bool:
    with app.app_context():
        url = db.engine.url
    if url.get_backend_name() == "sqlite":
        assert url.database
        other = sqlite3.connect(url.database, timeout=0, isolation_level=None)
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        finally:
            other.close()
        return True
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as there:
        try:
            there.execute("SELECT id FROM episode FOR UPDATE NOWAIT")
            there.execute("SELECT id FROM referral FOR UPDATE NOWAIT")
        except psycopg.errors.LockNotAvailable:
            return False
        return True


def test_a_letter_is_set_before_anybody_has_to_wait_for_it(
    session: Session, care: Care, therapist: FlaskClient, set_while: list[str]
) -> None:
    make_contact(session, care.therapist, kind="gp")
    row = drafted(session, therapist, make_flag(session, care))
    assert issued(therapist, row).status_code == 302
    assert "pdf free" in set_while
    assert [one for one in set_while if one.endswith("held")] == []
    assert newest(session, LetterFile).pdf.startswith(b"%PDF")


def test_a_note_for_an_emergency_too(
    session: Session, care: Care, therapist: FlaskClient, set_while: list[str]
) -> None:
    session.commit()
    there = f"/clients/{care.client.id}/emergency"
    for _ in ("without an entry in the address book", "with one"):
        answer = post(therapist, there, message="Please see them.", agreed="yes")
        assert answer.status_code == 302
    assert set_while.count("pdf free") == 2
    assert [one for one in set_while if one.endswith("held")] == []


def test_what_changed_meanwhile_is_set_again(
    session: Session, care: Care, therapist: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A logo that arrives between setting and issuing stands on the page that is kept."""
    make_contact(session, care.therapist, kind="gp")
    row = drafted(session, therapist, make_flag(session, care))
    as_before = views.set_ahead

    def and_then_a_logo(*args: Any) -> Any:
        page = as_before(*args)
        keep_logo(acting(session, care.therapist, NOW), a_picture(), "A wave")
        session.commit()
        return page

    monkeypatch.setattr(views, "set_ahead", and_then_a_logo)
    assert issued(therapist, row).status_code == 302
    page = newest(session, LetterFile).pdf
    assert b"A wave" in page  # the logo's own words, for a screen reader
    assert "Zoe Adams" in words_of(page)
