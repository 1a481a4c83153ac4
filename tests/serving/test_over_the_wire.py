"""What a phone is sent: compressed, and kept for as long as it stays the same."""

import gzip
from collections.abc import Callable

import brotli
import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.bundles import files
from homecare.bundles.handing_out import FilesOfRelease, version
from homecare.extensions import compress, db
from homecare.web import HEADERS
from tests.make.diary import make_care
from tests.make.people import signed_in

FILES = ("all.css", "phone-all.js", "desk.css", "mark.svg")
UNPACK: dict[str, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress}
BROWSERS = {"gzip, deflate, br, zstd": "br", "gzip, deflate": "gzip", "br;q=0, gzip": "gzip"}


def address(app: Flask, name: str) -> str:
    with app.test_request_context():
        return url_for("static", filename=name)


def asked(browser: FlaskClient, page: str, takes: str, **more: str) -> TestResponse:
    return browser.get(page, headers={"Accept-Encoding": takes, **more})


@pytest.mark.parametrize("takes", BROWSERS)
@pytest.mark.parametrize("name", FILES[:3])
def test_a_file_comes_compressed_and_is_kept_for_a_year(app: Flask, name: str, takes: str) -> None:
    browser = app.test_client()
    whole, packed = (asked(browser, address(app, name), way) for way in ("", takes))
    assert packed.headers["Content-Encoding"] == BROWSERS[takes]
    assert UNPACK[BROWSERS[takes]](packed.data) == whole.data
    assert len(packed.data) == int(packed.headers["Content-Length"]) < len(whole.data) / 2
    assert "max-age=31536000" in packed.headers["Cache-Control"]
    assert packed.headers["ETag"] != whole.headers["ETag"]


@pytest.mark.parametrize("takes", BROWSERS)
def test_a_page_comes_compressed_to_whoever_takes_it_so(app: Flask, takes: str) -> None:
    browser = app.test_client()
    plain, packed = (asked(browser, "/red-flags", way) for way in ("", takes))
    assert UNPACK[packed.headers["Content-Encoding"]](packed.data) == plain.data
    assert "no-store" in packed.headers["Cache-Control"]


@pytest.mark.parametrize("takes", ["", "identity", "zstd", "identity, gzip;q=0.5"])
def test_whoever_takes_nothing_compressed_gets_it_plain(app: Flask, takes: str) -> None:
    for page in ("/red-flags", address(app, "desk.css")):
        assert "Content-Encoding" not in asked(app.test_client(), page, takes).headers


@pytest.mark.parametrize("takes", ["", *BROWSERS])
def test_a_cache_on_the_way_keeps_one_answer_for_each_way(app: Flask, takes: str) -> None:
    """The plain answer, too: kept for everybody, it would be sent to every phone."""
    for page in ("/red-flags", *(address(app, name) for name in FILES)):
        assert "accept-encoding" in asked(app.test_client(), page, takes).headers["Vary"].lower()


def test_a_file_says_what_every_answer_says_and_takes_no_form(app: Flask) -> None:
    """It is handed out before Flask hears of it, and is no way past what guards a page."""
    browser = app.test_client()
    page, file = browser.get("/red-flags"), browser.get(address(app, "all.css"))
    for name in (*HEADERS, "Strict-Transport-Security"):
        assert file.headers[name] == page.headers[name]
    only_asked = browser.head(address(app, "all.css"))
    assert (only_asked.headers["Content-Length"], only_asked.data) == (str(len(file.data)), b"")
    assert browser.post(address(app, "all.css")).status_code == 405
    of_before = address(app, "all.css").replace(version(), "0123456789ab")
    assert browser.get(of_before).status_code == 404


@pytest.mark.parametrize("takes", ["", *BROWSERS])
def test_a_file_that_a_phone_has_is_not_sent_again(app: Flask, takes: str) -> None:
    browser = app.test_client()
    for page in (address(app, name) for name in FILES):
        mark = asked(browser, page, takes).headers["ETag"]
        again = asked(browser, page, takes, **{"If-None-Match": mark})
        assert (again.status_code, again.data) == (304, b"")
        other = asked(browser, page, takes, **{"If-None-Match": '"another"'})
        assert other.status_code == 200


def test_files_are_the_same_for_everybody(app: Flask, session: Session) -> None:
    """Whoever signs in or out keeps them, and they ask no database."""
    make_care(session)
    browser = signed_in(app, "client@homecare.example")
    with app.app_context():
        engine = db.engine
    statements: list[str] = []
    note = lambda *given: statements.append(given[2])  # noqa: E731 (SQLAlchemy's own signature)
    event.listen(engine, "before_cursor_execute", note)
    try:
        answers = [browser.get(address(app, name)) for name in FILES]
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert statements == []
    assert {answer.headers["Vary"] for answer in answers} == {"Accept-Encoding"}
    assert not any("Set-Cookie" in answer.headers for answer in answers)


def test_what_is_kept_compressed_is_of_files_alone(app: Flask) -> None:
    """A page is one person's; and whoever asks for what is not there fills no memory."""
    browser = app.test_client()
    for page in (address(app, "desk.css"), "/red-flags", "/sign-in", address(app, "none.css")):
        asked(browser, page, "br")
        asked(browser, f"{page}?again", "br")
    before = app.wsgi_app
    assert isinstance(before, FilesOfRelease)
    assert ("desk.css", "br") in before.kept
    assert {name for name, _ in before.kept} <= set(files())
    assert compress.cache is None


def test_a_form_that_was_not_taken_is_not_compressed(app: Flask) -> None:
    """It holds what somebody else may have chosen, beside what only this browser may know."""
    answer = app.test_client().post(
        "/sign-in", data={"email": "x@homecare.example" * 200}, headers={"Accept-Encoding": "br"}
    )
    assert answer.status_code == 400
    assert "Content-Encoding" not in answer.headers


def test_an_address_of_another_release_is_gone(app: Flask) -> None:
    for name in ("/static/theme.css", address(app, "none.css"), address(app, "../web.py")):
        assert app.test_client().get(name).status_code == 404
