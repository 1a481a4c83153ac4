"""What a colleague hears by mail of what was arranged about them, and who hears of a new owner."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.access_rules import actor_of
from homecare.accounts.invitations import invite
from homecare.accounts.models import Membership
from homecare.acting import OWNER as OWNS
from homecare.clients.models import Episode
from homecare.flags.lifecycle import raise_flag
from homecare.mail.message import Email
from homecare.telephones import call_link
from tests.accounts.mailbox import mails
from tests.desk.browsing import send
from tests.desk.practice.test_colleagues import (
    DAY,
    OWNER,
    TESS,
    THEO,
    arrange,
    ask,
    hand_over,
    house,
    page_of,
    place_of,
    words,
)
from tests.make.flags import finding
from tests.make.people import NOW, PASSWORD, acting, signed_in
from tests.snapshots import assert_as_approved

__all__ = ["house"]


def news(session: Session) -> list[tuple[str, str, str]]:
    """The mails to colleagues: to whom, subject, words."""
    found = [m for m in mails(session) if m.kind == "colleague-news"]
    return [(m.to_address, m.subject, " ".join(m.text.split())) for m in found]


def make_urgent(session: Session) -> None:
    """An urgent flag of Theo's client, Ada Marsh."""
    theo = place_of(session, "Theo")
    episode = session.scalars(select(Episode)).one()
    act = acting(session, actor_of(theo, theo.person.name), NOW)
    raise_flag(act, episode, NOW.date(), finding("urgent"))
    session.commit()


def test_a_hand_over_is_told_with_numbers_and_no_names(app: Flask, session: Session) -> None:
    make_urgent(session)
    owner = signed_in(app, OWNER)
    tess = str(place_of(session, "Tess").person_id)
    asked = ask(owner, session, "hand-over", to=tess)
    assert "1 of them has an urgent flag" in words(asked.text)  # type: ignore[attr-defined]
    assert news(session) == []
    hand_over(owner, session)
    told = {to: (subject, text) for to, subject, text in news(session)}
    assert told.keys() == {THEO, TESS}
    subject, text = told[TESS]
    assert "1 client of Theo Therapist is with you from now on" in text
    assert "1 of them has an urgent flag as this is written: look at it first." in text
    assert "/caseload?working_at=" in text
    assert "urgent" not in subject
    assert not any("Ada" in line or "Marsh" in line for one in told.values() for line in one)
    send(owner, page_of(session, "Theo", "hand-back"), page_of(session, "Theo"))
    back = [(to, text) for to, _, text in news(session)[2:]]
    assert {to for to, _ in back} == {THEO, TESS}
    assert "1 client of Tess Therapist is with you from now on" in dict(back)[THEO]


def test_a_cover_is_told_to_both_save_to_who_arranged_it(
    app: Flask, session: Session, clock: time_machine.Traveller
) -> None:
    owner, tess = signed_in(app, OWNER), signed_in(app, TESS)
    arrange(owner, session, 1, 2)
    told = {to: text for to, _, text in news(session)}
    days = "from 3 March 2026 to 4 March 2026"
    assert f"You cover for Theo Therapist {days}." in told[TESS]
    assert f"Tess Therapist covers for you {days}." in told[THEO]
    assert "Olive Owner arranged it." in told[TESS]
    [row] = [m for m in mails(session) if m.to_address == TESS]
    body = (row.subject, row.text, row.html)
    assert_as_approved("colleague-news", Email(row.kind, row.to_address, *body, row.to_name))
    assert "From tomorrow you cover for Theo Therapist, until 4 March 2026." in words(
        tess.get("/caseload").text
    )
    theo = signed_in(app, THEO)
    assert "From tomorrow Tess Therapist covers for you" in words(theo.get("/caseload").text)
    clock.move_to(NOW + DAY)
    assert "From tomorrow" not in tess.get("/caseload").text
    end = cover_page(theo, session)
    send(theo, f"{end}/end", page_of(session, "Theo"))
    assert [to for to, _, _ in news(session)[2:]] == [TESS]
    assert "You don’t cover for Theo Therapist any more" in news(session)[2][2]


def cover_page(browser: FlaskClient, session: Session) -> str:
    page = browser.get(page_of(session, "Theo")).text
    return "/practice/covers/" + page.split("/practice/covers/")[1][:36]


def test_whoever_arranges_their_own_cover_hears_nothing_and_the_other_one_does(
    app: Flask, session: Session
) -> None:
    arrange(signed_in(app, THEO), session, 1, 2)
    assert [to for to, _, _ in news(session)] == [TESS]


MAKING = {
    "made": ("role", "Theo", {"role": "owner"}),
    "given back": ("enable", "Second", {}),
}


@pytest.mark.parametrize("how", [*MAKING, "invited"])
def test_nobody_becomes_an_owner_at_a_computer_left_open_and_every_owner_hears_of_one(
    app: Flask, session: Session, clock: time_machine.Traveller, how: str
) -> None:
    owner = signed_in(app, OWNER)
    if how == "given back":
        second = place_of(session, "Tess")
        second.role, second.disabled_at, second.person.name = OWNS, NOW, "Second Owner"
        session.commit()
    clock.move_to(NOW + timedelta(minutes=20))
    if how == "invited":
        page, data = "/practice/colleagues", {
            "name": "Eve Vill", "email": "eve@post.example", "role": "owner",
        }  # fmt: skip
    else:
        part, name, data = MAKING[how]
        page = page_of(session, name, part)
    asked = send(owner, page, "/practice", **data)
    assert asked.status_code == 401
    assert "Is it you?" in words(asked.text)
    assert news(session) == []
    send(owner, "/sign-in/again", "/sign-in/again", password=PASSWORD)
    assert send(owner, page, "/practice", **data).status_code == 302
    [(to, subject, text)] = news(session)
    assert to == OWNER
    assert subject == "A change among colleagues at Riverside Practice"
    assert "It was done by Olive Owner." in text


def test_to_become_a_therapist_needs_no_password_and_is_no_news(
    app: Flask, session: Session, clock: time_machine.Traveller
) -> None:
    owner = signed_in(app, OWNER)
    clock.move_to(NOW + timedelta(minutes=20))
    data = {"name": "Una Webb", "email": "una@post.example", "role": "therapist"}
    assert send(owner, "/practice/colleagues", "/practice", **data).status_code == 302
    assert news(session) == []


def test_the_role_stands_with_the_invited_and_a_second_invitation_says_what_it_ends(
    app: Flask, session: Session
) -> None:
    owner = signed_in(app, OWNER)
    data = {"name": "Una Webb", "email": "una@post.example", "role": "therapist"}
    send(owner, "/practice/colleagues", "/practice", **data)
    assert "takes the place" not in (shown := words(owner.get("/practice").text))
    assert "Una Webb, therapist <" in shown
    again = {**data, "name": "Dup", "email": "Una@post.example", "role": "owner"}
    send(owner, "/practice/colleagues", "/practice", **again)
    shown = words(owner.get("/practice").text)
    assert "This takes the place of the invitation of Una Webb as therapist" in shown
    assert "Dup, therapist and owner <" in shown


def test_an_ended_link_says_from_which_practice_it_is_and_whom_to_call(
    app: Flask, session: Session
) -> None:
    place: Membership = place_of(session, "Olive")
    place.practice.telephone = "01632 960 142"
    session.commit()
    actor = acting(session, actor_of(place, place.person.name), NOW)
    first = invite(actor, role="therapist", name="Una Webb", email="una@post.example")
    invite(actor, role="therapist", name="Una Webb", email="una@post.example")
    session.commit()
    page = app.test_client().get(f"/invitations/{first}")
    assert page.status_code == 410
    assert "There is a newer invitation" in page.text
    assert f"Call Riverside Practice: {call_link('01632 960 142')}" in words(page.text)
    assert "Una" not in page.text


def test_a_cover_that_falls_away_with_an_access_is_told_to_who_is_away(
    app: Flask, session: Session
) -> None:
    make_urgent(session)
    owner = signed_in(app, OWNER)
    arrange(owner, session, 0, 2)
    before = len(news(session))
    session.rollback()
    send(owner, page_of(session, "Tess", "disable"), "/practice")
    [(to, subject, text)] = news(session)[before:]
    assert to == THEO
    days = "from 2 March 2026 to 4 March 2026"
    assert f"Tess Therapist has no access any more, so nobody covers for you {days}." in text
    assert "1 of their clients has an urgent flag as this is written." in text
    assert "Ada" not in f"{subject} {text}"
    session.rollback()
    send(owner, page_of(session, "Tess", "enable"), "/practice")
    back = {to: text for to, _, text in news(session)[before + 1 :]}
    assert back.keys() == {THEO, TESS}
    assert "Tess Therapist covers for you from 2 March 2026" in back[THEO]
