"""What a phone is sent: compressed, and kept for as long as it stays the same."""

import gzip

import pytest
from flask import Flask, url_for

FILES = ("all.css", "phone-all.js", "desk.css")
PACKED = {"Accept-Encoding": "gzip, br"}


def address(app: Flask, name: str) -> str:
    with app.test_request_context():
        return url_for("static", filename=name)


@pytest.mark.parametrize("name", FILES)
def test_a_file_comes_compressed_and_is_kept_for_a_year(app: Flask, name: str) -> None:
    browser = app.test_client()
    whole = browser.get(address(app, name))
    for _ in range(2):
        packed = browser.get(address(app, name), headers=PACKED)
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == whole.data
        assert len(packed.data) == int(packed.headers["Content-Length"]) < len(whole.data) / 2
        assert "max-age=31536000" in packed.headers["Cache-Control"]


def test_a_page_comes_compressed_to_whoever_takes_it_so(app: Flask) -> None:
    browser = app.test_client()
    plain, packed = browser.get("/red-flags"), browser.get("/red-flags", headers=PACKED)
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in packed.headers.getlist("Vary")


def test_an_address_of_another_release_is_gone(app: Flask) -> None:
    assert app.test_client().get("/static/theme.css").status_code == 404
