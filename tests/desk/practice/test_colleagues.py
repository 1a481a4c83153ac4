"""Handing over, covering and changing roles on the pages, as everybody concerned sees it."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import AuditLine, Membership
from tests.desk.browsing import error_at, look_again, send
from tests.make.clients import TODAY, make_client
from tests.make.people import (
    NOW,
    make_client_login,
    make_membership,
    make_person,
    make_practice,
    make_therapist,
    signed_in,
)

DAY = timedelta(days=1)
OWNER, THEO, TESS = "owner@homecare.example", "therapist@homecare.example", "tess@homecare.example"


@pytest.fixture(autouse=True)
def house(session: Session, clock: time_machine.Traveller) -> None:
    """An owner, two therapists, and a client of one of them who signs in."""
    practice, _ = make_practice(session)
    theo = make_therapist(session, practice)
    make_therapist(session, practice, TESS, "Tess Therapist")
    client, _ = make_client(session, theo, name="Ada Marsh")
    make_client_login(session, practice, client.id)


def place_of(session: Session, name: str) -> Membership:
    """A colleague's place, as it is stored now."""
    look_again(session)
    return next(m for m in session.scalars(select(Membership)) if m.person.name.startswith(name))


def page_of(session: Session, name: str, part: str = "clients") -> str:
    return f"/practice/colleagues/{place_of(session, name).id}/{part}"


def ask(browser: FlaskClient, session: Session, part: str, **data: str) -> object:
    """Send one of the forms about Theo's clients."""
    page = page_of(session, "Theo")
    return send(browser, page_of(session, "Theo", part), page, **data)


def arrange(browser: FlaskClient, session: Session, first: int, last: int) -> object:
    """Let Tess cover for Theo, from so many days ahead to so many."""
    by = str(place_of(session, "Tess").person_id)
    days = {"first_day": str(TODAY + first * DAY), "last_day": str(TODAY + last * DAY)}
    return ask(browser, session, "cover", covered_by=by, **days)


def hand_over(browser: FlaskClient, session: Session) -> object:
    """Give Theo's clients to Tess, having read what that means."""
    tess = str(place_of(session, "Tess").person_id)
    return ask(browser, session, "hand-over", to=tess, sure="yes")


def test_a_hand_over_asks_once_and_the_client_reads_the_new_name(
    app: Flask, session: Session
) -> None:
    owner, tess = signed_in(app, OWNER), signed_in(app, TESS)
    assert "1 client in care is with Theo Therapist" in words(owner.get("/practice").text)
    assert "Ada Marsh" not in tess.get("/caseload").text
    asked = ask(owner, session, "hand-over", to=str(place_of(session, "Tess").person_id))
    said = words(asked.text)  # type: ignore[attr-defined]
    assert "1 client in care is with Tess Therapist from now on" in said
    assert "None of them has an urgent flag now." in said
    assert "For a day it can be undone in one step" in said
    assert "Ada Marsh" not in tess.get("/caseload").text
    hand_over(owner, session)
    assert "1 client of Theo Therapist now is with Tess Therapist." in owner.get("/practice").text
    assert "Ada Marsh" in tess.get("/caseload").text
    assert "Ada Marsh" not in signed_in(app, THEO).get("/caseload").text
    assert "Tess Therapist" in signed_in(app, "client@homecare.example").get("/me").text
    assert "Handed a client over to a colleague" in owner.get("/practice/audit").text


def words(page: str) -> str:
    return " ".join(page.split())


def test_a_therapist_arranges_their_own_cover_and_it_goes_back_by_itself(
    app: Flask, session: Session, clock: time_machine.Traveller
) -> None:
    theo, tess = signed_in(app, THEO), signed_in(app, TESS)
    arrange(theo, session, 1, 2)
    assert "Ada Marsh" not in tess.get("/caseload").text
    clock.move_to(NOW + DAY)
    page = words(tess.get("/caseload").text)
    assert "Ada Marsh" in page
    assert "for Theo Therapist" in page
    assert "You cover for Theo Therapist until 4 March 2026." in page
    assert "Tess Therapist covers for you until" in words(theo.get("/caseload").text)
    assert "Ada Marsh" in theo.get("/caseload").text
    me = signed_in(app, "client@homecare.example").get("/me").text
    assert "away until 4 March 2026. Tess Therapist looks after you until then." in me
    clock.move_to(NOW + 3 * DAY)
    assert "Ada Marsh" not in tess.get("/caseload").text
    assert "looks after you" not in signed_in(app, "client@homecare.example").get("/me").text


def test_whose_access_is_taken_away_covers_for_nobody_and_everybody_reads_it(
    app: Flask, session: Session
) -> None:
    owner, theo = signed_in(app, OWNER), signed_in(app, THEO)
    arrange(theo, session, 0, 2)
    page = words(owner.get("/practice").text)
    assert "Tess Therapist covers for Theo Therapist from 2 March 2026 to 4 March 2026." in page
    send(owner, page_of(session, "Tess", "disable"), "/practice")
    gone = "Tess Therapist has no access any more"
    assert f"Nobody covers from 2 March 2026 to 4 March 2026:</strong> {gone}" in words(
        owner.get("/practice").text
    )
    assert gone in words(theo.get(page_of(session, "Theo")).text)
    assert "covers for you" not in theo.get("/caseload").text
    assert "looks after you" not in signed_in(app, "client@homecare.example").get("/me").text


def test_the_clients_of_whom_has_no_access_stand_with_the_owner(
    app: Flask, session: Session
) -> None:
    owner = signed_in(app, OWNER)
    assert "Ada Marsh" not in owner.get("/caseload").text
    send(owner, page_of(session, "Theo", "disable"), "/practice")
    page = words(owner.get("/caseload").text)
    assert "Theo Therapist has no access any more. Their clients stand here" in page
    assert "Ada Marsh" in page
    assert "Ada Marsh" not in signed_in(app, TESS).get("/caseload").text


def test_bad_days_are_said_at_the_field(app: Flask, session: Session) -> None:
    answer = arrange(signed_in(app, OWNER), session, 3, 1)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert error_at(answer, "last_day") == "The last day can’t be before the first day."  # type: ignore[arg-type]


def test_nobody_speaks_for_a_colleague_but_the_owner(app: Flask, session: Session) -> None:
    tess = signed_in(app, TESS)
    assert tess.get(page_of(session, "Theo")).status_code == 403
    answer = send(tess, page_of(session, "Theo", "hand-over"), "/practice", to="x")
    assert answer.status_code == 403


def change(browser: FlaskClient, session: Session, name: str, role: str) -> str:
    """Give somebody another role; answers what the next page says."""
    send(browser, page_of(session, name, "role"), "/practice", role=role)
    return words(browser.get("/practice").text)


def test_roles_change_and_the_new_owner_owns(app: Flask, session: Session) -> None:
    owner, theo = signed_in(app, OWNER), signed_in(app, THEO)
    assert theo.get("/practice/audit").status_code == 403
    assert "Theo Therapist is now an owner" in change(owner, session, "Theo", "owner")
    assert theo.get("/practice/audit").status_code == 200
    assert "Olive Owner is now a therapist" in change(owner, session, "Olive", "therapist")
    assert owner.get("/practice/audit").status_code == 403
    look_again(session)
    lines = set(session.scalars(select(AuditLine.action)))
    assert {"colleague.make_owner", "colleague.make_therapist"} <= lines


def test_the_last_owner_stays(app: Flask, session: Session) -> None:
    owner = signed_in(app, OWNER)
    assert "A practice needs an owner" in change(owner, session, "Olive", "therapist")
    place = place_of(session, "Olive")
    assert place.role == "owner"
    second = make_person(session, "second@homecare.example", "Second Owner")
    gone = make_membership(session, place.practice, second, "owner")
    gone.disabled_at = NOW
    session.commit()
    assert "A practice needs an owner" in change(owner, session, "Olive", "therapist")


def test_a_hand_over_is_undone_on_the_same_page(app: Flask, session: Session) -> None:
    owner = signed_in(app, OWNER)
    page = page_of(session, "Theo")
    assert "Undo the hand-over" not in owner.get(page).text
    hand_over(owner, session)
    shown = owner.get(page).text
    assert "went to <strong>Tess Therapist</strong>" in shown
    ask(owner, session, "hand-back")
    shown = owner.get(page).text
    assert "1 client is with Theo Therapist again." in shown
    assert "Undo the hand-over" not in shown
    assert "Ada Marsh" in signed_in(app, THEO).get("/caseload").text


def test_who_works_here_is_not_invited_again(app: Flask, session: Session) -> None:
    owner = signed_in(app, OWNER)
    for address in (OWNER, f" {THEO.upper()}"):
        typed = {"name": "Nora Again", "email": address, "role": "therapist"}
        refused = send(owner, "/practice/colleagues", "/practice", **typed)
        assert refused.status_code == 422
        assert "Somebody with this address works here already." in refused.text
        assert "Nora Again" in refused.text
