"""The practice's own page."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.accounts.models import Membership, Practice
from homecare.acting import Actor
from homecare.mail.models import OutboxMail
from tests.desk.browsing import Tab, error_at, opened
from tests.make.clients import make_client
from tests.make.people import NOW, csrf_token, make_practice, make_therapist, signed_in

pytestmark = pytest.mark.any_database

OWNER, THERAPIST = "owner@homecare.example", "therapist@homecare.example"


def post(client: FlaskClient, page: str = "/practice", **data: object) -> TestResponse:
    knows = {"opened": opened(client, "/practice")} if page == "/practice" else {}
    return client.post(page, data={"csrf_token": csrf_token(client, "/practice"), **knows, **data})


def details(practice: Practice, **changes: object) -> dict[str, object]:
    return {
        "name": practice.name,
        "nation": "scotland",
        "zone": "Europe/London",
        "address": "3 Quay Street",
        "letterhead": "HCPC PH000000",
        "review_after_visits": 4,
        **changes,
    }


def stored(session: Session) -> Practice:
    session.rollback()
    session.expire_all()
    return session.scalars(select(Practice)).one()


def test_the_owner_changes_the_practices_details(app: Flask, session: Session) -> None:
    practice, _ = make_practice(session)
    owner = signed_in(app, OWNER)
    assert post(owner, **details(practice, always_propose="y")).location == "/practice"
    assert "details are saved" in owner.get("/practice").text
    now = stored(session)
    assert (now.nation, now.letterhead, now.version) == ("scotland", "HCPC PH000000", 2)
    assert now.policy == {"review_after_visits": 4, "always_propose": True}


def test_a_therapist_reads_but_does_not_change(app: Flask, session: Session) -> None:
    practice, _ = make_practice(session)
    make_therapist(session, practice)
    therapist = signed_in(app, THERAPIST)
    page = therapist.get("/practice").text
    assert "Riverside Practice" in page
    assert "Save" not in page
    assert post(therapist, **details(practice)).status_code == 403


@pytest.mark.both_databases
def test_two_owners_do_not_overwrite_each_other(app: Flask, session: Session) -> None:
    make_practice(session)
    owner = signed_in(app, OWNER)
    one, other = (Tab(owner, "/practice", "letterhead") for _ in range(2))
    one.save(address="1 First Street", telephone="01632 960 111")
    answer = other.save(address="2 Second Street", letterhead="Kept")
    assert answer.status_code == 422
    assert "changed this to “1 First Street”" in error_at(answer, "address")
    assert "2 Second Street" in answer.text, "what was typed stays"
    assert stored(session).address == "1 First Street"
    assert other.save().location == "/practice"
    now = stored(session)
    assert (now.address, now.telephone, now.letterhead) == (
        "2 Second Street", "01632 960 111", "Kept",
    )  # fmt: skip


def test_what_can_not_be_used_is_said_at_its_field(app: Flask, session: Session) -> None:
    practice, _ = make_practice(session)
    owner = signed_in(app, OWNER)
    for wrong, words in [
        ({"name": ""}, "Write the practice"),
        ({"name": "n" * 121}, "at most 120"),
        ({"nation": "narnia"}, "Choose one of these"),
        ({"zone": "Mars/Olympus"}, "Choose one of these"),
        ({"review_after_visits": 7}, "from 2 to 6"),
        ({"review_after_visits": "many"}, "Write a whole number"),
    ]:
        answer = post(owner, **details(practice, **wrong))
        assert answer.status_code == 422
        assert words in answer.text
        assert "<title>Error: Practice" in answer.text
    assert stored(session).version == 1


def test_a_colleague_is_invited_by_mail_and_on_the_screen_once(
    app: Flask, session: Session
) -> None:
    make_practice(session)
    owner = signed_in(app, OWNER)
    post(
        owner, "/practice/colleagues", name="Nora New", email="nora@post.example", role="therapist"
    )
    assert session.scalars(select(OutboxMail.to_address)).all() == ["nora@post.example"]
    page = owner.get("/practice").text
    assert "https://homecare.example/invitations/" in page
    assert "<svg" in page
    assert "QR code of the invitation link" in page
    again = owner.get("/practice").text
    assert "/invitations/" not in again
    assert "nora@post.example" in again


def test_an_invitation_without_an_address_is_refused(app: Flask, session: Session) -> None:
    make_practice(session)
    answer = post(signed_in(app, OWNER), "/practice/colleagues", name="", email="nowhere", role="x")
    assert answer.status_code == 422
    assert "Write an address such as" in answer.text


@pytest.mark.parametrize("name", ["North\x0bStreet", "North\r\nBcc: eve@evil.example", "N\ufffe"])
def test_a_practice_has_a_name_that_a_mail_can_hold(
    app: Flask, session: Session, name: str
) -> None:
    practice, _ = make_practice(session)
    answer = post(signed_in(app, OWNER), **{**details(practice), "name": name})
    assert answer.status_code == 422
    assert "characters that can’t be printed" in answer.text
    owner = signed_in(app, OWNER)
    answer = post(
        owner, "/practice/colleagues", name=name, email="nora@post.example", role="therapist"
    )
    assert answer.status_code == 422


def test_a_disabled_colleague_is_out_at_once_and_comes_back(app: Flask, session: Session) -> None:
    practice, _ = make_practice(session)
    actor = make_therapist(session, practice)
    place = session.scalars(select(Membership).where(Membership.person_id == actor.person_id)).one()
    owner, therapist = signed_in(app, OWNER), signed_in(app, THERAPIST)
    assert therapist.get("/practice").status_code == 200
    post(owner, f"/practice/colleagues/{place.id}/disable")
    assert therapist.get("/practice").status_code == 403
    assert "belong to no practice" in therapist.get("/").text
    post(owner, f"/practice/colleagues/{place.id}/enable")
    assert therapist.get("/practice").status_code == 200


def test_an_owner_can_not_lock_themselves_out(app: Flask, session: Session) -> None:
    make_practice(session)
    place = session.scalars(select(Membership)).one()
    owner = signed_in(app, OWNER)
    post(owner, f"/practice/colleagues/{place.id}/disable")
    assert "take away your own access" in owner.get("/practice").text


@pytest.mark.both_databases
def test_the_audit_trail_says_who_did_what(app: Flask, session: Session) -> None:
    practice, _ = make_practice(session)
    owner = signed_in(app, OWNER)
    post(owner, **details(practice))
    page = owner.get("/practice/audit").text
    assert "Changed the practice" in page
    assert "Olive Owner" in page
    assert owner.get("/practice/audit?page=99999999999999999999").status_code == 200
    assert owner.get("/practice/audit?page=nonsense").status_code == 200


@pytest.mark.both_databases
def test_the_audit_trail_says_what_the_practice_said_before(app: Flask, session: Session) -> None:
    practice, _ = make_practice(session)
    owner = signed_in(app, OWNER)
    post(owner, **details(practice))
    post(owner, **details(practice, version=2, address="9 Mill Lane", review_after_visits=5))
    trail = owner.get("/practice/audit").text
    assert "address: 3 Quay Street → 9 Mill Lane" in trail
    assert "review_after_visits: 4 → 5" in trail
    assert "letterhead: HCPC" not in trail


def test_the_audit_trail_names_the_client_and_what_was_opened(app: Flask, session: Session) -> None:
    _, actor = make_practice(session)
    client, _ = make_client(session, actor, name="Ada Marsh")
    owner = signed_in(app, OWNER)
    owner.get(f"/clients/{client.id}/edit")
    page = owner.get("/practice/audit").text
    assert "Opened a record to change it" in page
    assert f'href="/clients/{client.id}">Ada Marsh</a>' in page


def place_of(session: Session, actor: Actor) -> Membership:
    statement = select(Membership).where(Membership.person_id == actor.person_id)
    return session.scalars(statement).one()


def register(
    browser: FlaskClient, place: Membership, number: str = "", **more: str
) -> TestResponse:
    fields = {
        f"{place.id}-{name}": words for name, words in {"registration": number, **more}.items()
    }
    knows = {f"{place.id}-opened": opened(browser, "/practice", f"{place.id}-opened")}
    return post(browser, f"/practice/colleagues/{place.id}/registration", **knows, **fields)


def test_a_therapist_writes_down_their_own_registration_number(
    app: Flask, session: Session
) -> None:
    practice, _ = make_practice(session)
    place = place_of(session, make_therapist(session, practice))
    therapist = signed_in(app, THERAPIST)
    assert register(therapist, place, " CNHC 012345 ").location == "/practice"
    assert "CNHC 012345" in therapist.get("/practice").text
    stored(session)
    assert place.registration == "CNHC 012345"


def test_the_owner_writes_down_a_colleagues_but_no_therapist_does(
    app: Flask, session: Session
) -> None:
    practice, owner = make_practice(session)
    theirs, owners = place_of(session, make_therapist(session, practice)), place_of(session, owner)
    register(signed_in(app, OWNER), theirs, "HCPC PH000000")
    therapist = signed_in(app, THERAPIST)
    assert register(therapist, owners, "Mine").status_code == 403
    stored(session)
    assert (theirs.registration, owners.registration) == ("HCPC PH000000", "")


def test_a_registration_that_is_too_long_is_said_at_its_field_and_kept(
    app: Flask, session: Session
) -> None:
    practice, _ = make_practice(session)
    place = place_of(session, make_therapist(session, practice))
    answer = register(signed_in(app, THERAPIST), place, "n" * 201)
    assert answer.status_code == 422
    assert "at most 200" in answer.text
    assert "n" * 201 in answer.text


def test_a_name_that_was_mistyped_is_put_right_by_the_owner_and_by_oneself(
    app: Flask, session: Session
) -> None:
    practice, _ = make_practice(session)
    place = place_of(session, make_therapist(session, practice))
    owner, therapist = signed_in(app, OWNER), signed_in(app, THERAPIST)
    assert register(owner, place, name=" Thea  Therapist ").location == "/practice"
    assert "Thea Therapist" in therapist.get("/practice").text
    assert "Corrected the name of a colleague" in owner.get("/practice/audit").text
    assert register(therapist, place, name="").status_code == 422
    assert register(therapist, place, name="x" * 121).status_code == 422
    assert register(therapist, place, name="Tea Therapist").location == "/practice"
    assert "Tea Therapist" in owner.get("/practice").text


def test_the_name_of_somebody_who_works_elsewhere_too_is_theirs(
    app: Flask, session: Session
) -> None:
    practice, _ = make_practice(session)
    place = place_of(session, make_therapist(session, practice))
    other, _ = make_practice(session, "Hill Practice", "hill@homecare.example")
    place.person.memberships.append(
        Membership(practice_id=other.id, role="therapist", joined_at=NOW)
    )
    session.commit()
    answer = register(signed_in(app, OWNER), place, name="Thea Therapist")
    assert answer.status_code == 422
    assert "has a sign-in elsewhere, too" in answer.text
