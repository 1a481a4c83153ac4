"""The logo on letters: a picture of our own, whatever was in the file."""

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image, PngImagePlugin
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.referrals.models import Logo
from homecare.referrals.page import letter_pdf
from tests.make.diary import Care
from tests.make.people import csrf_token, signed_in
from tests.referrals.letters import written
from tests.typesetting.pdfs import faults_of

SECRET = "Taken at 1 Secret Street"


@pytest.fixture
def owner(app: Flask, care: Care) -> FlaskClient:
    return signed_in(app, "owner@homecare.example")


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 100), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (20, 80, 70)).save(out, kind, **more)
    return out.getvalue()


def with_notes(kind: str) -> bytes:
    """A picture that says where it was taken."""
    if kind == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Comment", SECRET)
        return picture("PNG", pnginfo=notes)
    exif = Image.Exif()
    exif[270] = SECRET
    return picture("JPEG", exif=exif, comment=SECRET.encode())


def upload(browser: FlaskClient, file: bytes, shows: str = "A leaf") -> TestResponse:
    return browser.post("/practice/logo", data={
        "csrf_token": csrf_token(browser, "/practice/logo"), "shows": shows,
        "file": (io.BytesIO(file), "logo.png"),
    })  # fmt: skip


def kept(session: Session) -> Logo | None:
    session.commit()
    session.expire_all()
    found = session.scalar(select(Logo))
    session.commit()
    return found


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_what_a_file_says_beside_its_picture_is_left_behind(
    session: Session, owner: FlaskClient, kind: str
) -> None:
    file = with_notes(kind)
    assert SECRET.encode() in file
    assert upload(owner, file).status_code == 302
    logo = kept(session)
    assert logo is not None
    assert SECRET.encode() not in logo.png
    assert Image.open(io.BytesIO(logo.png)).size == (300, 100)


@pytest.mark.parametrize("file", [b"", b"<svg/>", b"%PDF-1.7", picture()[:60], b"GIF89a"])
def test_what_is_no_picture_is_refused_at_its_field(
    session: Session, owner: FlaskClient, file: bytes
) -> None:
    refused = upload(owner, file)
    assert refused.status_code == 400
    assert "This is no picture that can be read" in refused.text
    assert kept(session) is None


def test_a_picture_that_is_too_large_is_refused_and_a_large_one_made_smaller(
    session: Session, owner: FlaskClient
) -> None:
    assert "5,000 pixels" in upload(owner, picture(size=(5001, 10))).text
    upload(owner, picture(size=(3000, 3000)))
    logo = kept(session)
    assert logo is not None
    assert Image.open(io.BytesIO(logo.png)).size == (300, 300)


def test_a_letter_shows_it_with_its_words(session: Session, care: Care, owner: FlaskClient) -> None:
    plain = letter_pdf(written(session, care))
    session.commit()
    upload(owner, picture(), "A leaf")
    pdf = letter_pdf(written(session, care))
    assert pdf != plain
    assert faults_of(pdf) == []


def test_a_logo_without_words_is_refused(session: Session, owner: FlaskClient) -> None:
    assert "Write what it shows." in upload(owner, picture(), " ").text
    assert kept(session) is None


def test_it_can_be_taken_away(session: Session, owner: FlaskClient) -> None:
    upload(owner, picture())
    assert 'alt="A leaf"' in owner.get("/practice/logo").text
    token = csrf_token(owner, "/practice/logo")
    owner.post("/practice/logo/remove", data={"csrf_token": token})
    assert kept(session) is None
