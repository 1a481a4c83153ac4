"""A practice's own photos on the client's pages, with signal and without."""

from base64 import b64decode
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from homecare.acting import Actor
from homecare.clients.models import Episode
from homecare.library.models import Exercise
from homecare.programmes.plan import Plan
from homecare.today.phone import offline_pages
from tests.library.photographs import photographed
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.people import make_client_login
from tests.make.programmes import item, make_programme
from tests.today.visiting import OpenPhone, Visitor
from tests.waiting.pages import until


def assign(
    session: Session, therapist: Actor, episode: Episode, *exercises: Exercise, **more: Any
) -> None:
    plan = Plan(items=tuple(item(one, side="right") for one in exercises))
    make_programme(session, therapist, episode, plan, **more)


def kit(me: Visitor, *seen: str) -> Any:
    return me.browser.get("/today/kit", headers={"X-Seen-Pictures": " ".join(seen)}).json


@pytest.mark.usefixtures("clock")
def test_today_shows_the_first_photo_and_all_of_them_where_it_says_how(
    session: Session, care: Care, me: Visitor
) -> None:
    own = photographed(session, care.therapist, many=3, film="https://films.example/heel")
    assign(session, care.therapist, care.episode, own)
    page = me.browser.get("/today").text
    first = own.photos[0]
    assert (
        f'data-picture="p_{UUID(first["id"]).hex}"><img class="photo" '
        f'src="/today/photos/{first["id"]}/small"'
    ) in page
    assert page.count('loading="lazy"') == page.count('class="photo"') == 4
    assert page.count('width="480" height="360"') == 4
    assert page.count("data:image/jpeg") == 0
    assert "Photos are not turned to your side. Do it on your right side." in page
    assert 'rel="noopener noreferrer">A film on films.example</a>' in page
    for size in ("small", "large"):
        photo = me.browser.get(f"/today/photos/{first['id']}/{size}")
        assert (photo.status_code, photo.mimetype) == (200, "image/jpeg")
        assert photo.headers["Cache-Control"].startswith("private")


@pytest.mark.usefixtures("clock")
def test_nobody_elses_photo_is_there_and_a_former_one_stays(
    app: Flask, session: Session, care: Care, me: Visitor
) -> None:
    own, other = (photographed(session, care.therapist, name=name) for name in ("Mine", "Theirs"))
    assign(session, care.therapist, care.episode, own)
    someone, theirs = make_client(session, care.therapist, name="Olga", email="o@post.example")
    make_client_login(session, care.practice, someone.id, "o@post.example", "Olga")
    session.commit()
    assign(session, care.therapist, theirs, other)
    assign(session, care.therapist, care.episode, other)  # given to both now; mine was before
    olga = Visitor.of(app, "o@post.example")
    mine, shared = (f"/today/photos/{one.photos[0]['id']}/small" for one in (own, other))
    assert [me.browser.get(one).status_code for one in (mine, shared)] == [200, 200]
    assert [olga.browser.get(one).status_code for one in (mine, shared)] == [404, 200]


@pytest.mark.usefixtures("clock")
def test_the_phone_keeps_the_small_ones_and_is_sent_each_once(
    session: Session, care: Care, me: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = photographed(session, care.therapist, many=4)
    assign(session, care.therapist, care.episode, own)
    found = kit(me)["pictures"]
    names = [f"p_{UUID(one['id']).hex}" for one in own.photos]
    assert [name for name in found if name.startswith("p_")] == names
    for name, photo in zip(names, own.photos, strict=True):
        dots = b64decode(found[name].partition("base64,")[2].partition('"')[0])
        assert dots == me.browser.get(f"/today/photos/{photo['id']}/small").data
    assert [kit(me, *names)["pictures"][name] for name in names] == [None] * 4
    monkeypatch.setattr(offline_pages, "MOST_PHOTOS", 1)
    bounded = kit(me)["pictures"]
    assert "base64" in bounded[names[0]]
    assert f'src="/today/photos/{own.photos[1]["id"]}/small"' in bounded[names[1]]


def test_without_signal_they_are_still_seen_on_the_phone(
    session: Session, in_care: Care, open_today: OpenPhone
) -> None:
    own = photographed(session, in_care.therapist, many=2)
    assign(session, in_care.therapist, in_care.episode, own, now=datetime.now(UTC))
    page = open_today()
    until(page, "caches.has('days-on-this-phone')")
    until(page, "Boolean(navigator.serviceWorker.controller)")
    page.context.set_offline(True)
    page.reload()
    photo = page.locator("#exercises .exercise-picture img")
    expect(photo).to_have_attribute("alt", "Sitting, heel down, 1")
    photo.scroll_into_view_if_needed()
    until(page, "document.querySelector('#exercises .exercise-picture img').naturalWidth === 480")
    page.click("text=Go through them")
    expect(page.locator(".go-picture img")).to_have_count(2)
    until(page, "document.querySelector('.go-picture img').naturalWidth > 0")
