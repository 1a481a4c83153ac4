"""The pages a phone keeps of nobody's: what to do about red flags in every nation, packed small."""

import gzip
import json

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.rules.urgent_advice import NATIONS
from tests.make.diary import Care
from tests.make.people import make_practice
from tests.today.visiting import Visitor

pytestmark = pytest.mark.usefixtures("clock")
PAGES, SCRIPT, OFFLINE = "/today/nobodys-pages", "/service-worker.js", "/red-flags/offline"
LOCAL = "Call your local emergency number, or go to the nearest emergency department now"


def first_step(html: str) -> str:
    """What is to be done first."""
    return html[html.index("<ol") :].split("<li>")[1].split("</li>")[0]


def test_a_phone_is_given_every_nation(browser_client: FlaskClient) -> None:
    pages = browser_client.get(PAGES).json
    assert set(pages) == {
        "/today/shell", "/not-sent", OFFLINE, *(f"{OFFLINE}?nation={code}" for code in NATIONS),
    }  # fmt: skip
    assert pages[OFFLINE] == pages[f"{OFFLINE}?nation=england"]
    assert LOCAL in first_step(pages[f"{OFFLINE}?nation=other"])
    assert "tel:111" not in pages[f"{OFFLINE}?nation=northern_ireland"].split("by where you are")[0]


@pytest.mark.parametrize("path", [PAGES, SCRIPT])
def test_each_comes_packed_in_the_way_that_was_asked_for(
    browser_client: FlaskClient, path: str
) -> None:
    plain = browser_client.get(path)
    assert plain.content_encoding is None
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}
    for way, words in [("br", "gzip, deflate, br, zstd"), ("gzip", "gzip, deflate")]:
        packed = browser_client.get(path, headers={"Accept-Encoding": words})
        assert packed.content_encoding == way
        assert "Accept-Encoding" in packed.vary
        assert unpack[way](packed.data) == plain.data
        assert len(packed.data) == packed.content_length < len(plain.data) / 2


def test_a_page_opened_by_its_address_asks_whoever_is_signed_in(
    session: Session, care: Care, me: Visitor, browser_client: FlaskClient
) -> None:
    care.practice.nation = "other"
    make_practice(session, "Hillside Practice", "hill@homecare.example")
    session.commit()
    assert LOCAL in first_step(me.browser.get(OFFLINE).text)
    assert "Call 999" in first_step(browser_client.get(OFFLINE).text)
    assert LOCAL in first_step(browser_client.get(f"{OFFLINE}?nation=other").text)
    assert "Call 999" in first_step(browser_client.get(f"{OFFLINE}?nation=atlantis").text)


def test_before_signing_in_the_nation_of_all_practices_leads(
    session: Session, care: Care, browser_client: FlaskClient
) -> None:
    care.practice.nation = "other"
    session.commit()
    for page in ("/red-flags", OFFLINE):
        assert LOCAL in first_step(browser_client.get(page).text)
    assert LOCAL in first_step(browser_client.get(PAGES).json[OFFLINE])
    another, _ = make_practice(session, "Hillside Practice", "hill@homecare.example")
    assert "Call 999" in first_step(browser_client.get("/red-flags").text)
    assert "Call 999" in first_step(browser_client.get(PAGES).json[OFFLINE])
    another.nation = "other"
    session.commit()
    assert LOCAL in first_step(browser_client.get("/red-flags").text)


def test_who_works_there_reads_what_their_nation_asks_for(
    app: Flask, session: Session, care: Care
) -> None:
    care.practice.nation = "other"
    session.commit()
    therapist = Visitor.of(app, "therapist@homecare.example")
    for page in ("/red-flags", OFFLINE):
        assert LOCAL in first_step(therapist.browser.get(page).text)


def test_what_is_kept_is_told_with_the_days(session: Session, care: Care, me: Visitor) -> None:
    care.practice.nation = "wales"
    session.commit()
    assert json.loads(me.browser.get("/today/kit").data)["nation"] == "wales"
