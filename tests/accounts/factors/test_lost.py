"""A lost device: a code by the owner, or by whoever runs the server for an only owner."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from homecare.accounts.models import AuditLine, CodeApp, Membership, Practice, RecoveryCode
from homecare.mail.models import OutboxMail
from tests.accounts.factors.made import (
    by_password,
    code_now,
    give_code,
    is_in,
    make_app,
    make_codes,
    send,
)
from tests.make.diary import Care
from tests.make.people import NOW, make_practice, make_therapist, signed_in
from tests.make.people import make_membership as place_of

OWNER, THERAPIST = "owner@homecare.example", "therapist@homecare.example"
KNOWN = "Stands before me"
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def place(app: Flask, session: Session) -> Membership:
    """The place of a therapist who has an app, in a practice where everybody needs two factors."""
    practice, _ = make_practice(session)
    therapist = make_therapist(session, practice)
    make_app(app, session, THERAPIST)
    theirs = select(Membership).where(Membership.person_id == therapist.person_id)
    found = session.scalars(theirs.options(joinedload(Membership.person))).one()
    session.commit()
    return found


@pytest.fixture
def owner(app: Flask, place: Membership) -> FlaskClient:
    """The owner's browser."""
    return signed_in(app, OWNER)


def code_on(page: str) -> str:
    found = re.search(r"<code>(\w{4}-\w{4}-\w{4}-\w{4})</code>", page)
    assert found is not None, page
    return found[1]


def test_the_owner_gives_a_code_once_they_said_how_they_knew(
    app: Flask, session: Session, owner: FlaskClient, place: Membership
) -> None:
    own, *_ = make_codes(session, THERAPIST)
    page = f"/practice/sign-ins/{place.id}/lost-device"
    assert send(owner, page, identity="  ").status_code == 422
    code = code_on(send(owner, page, identity=KNOWN).text)
    session.execute(update(Practice).values(factors_from=NOW.date()))
    session.commit()
    theirs = by_password(app, THERAPIST)
    assert give_code(theirs, code).status_code == 302
    assert theirs.get("/caseload").location.startswith("/sign-in/step"), "first a new second step"
    assert session.scalars(select(CodeApp)).all() == []
    thief = by_password(app, THERAPIST)
    for old in (code, own, code_now()):
        assert give_code(thief, old).status_code == 422
    row = session.scalars(select(RecoveryCode)).one()
    assert (row.identity, row.given_by is None) == (KNOWN, False)


def test_it_is_mailed_to_the_person_and_stands_in_the_audit(
    session: Session, owner: FlaskClient, place: Membership
) -> None:
    send(owner, f"/practice/sign-ins/{place.id}/lost-device", identity=KNOWN)
    told = session.scalars(select(OutboxMail).where(OutboxMail.kind == "factors-changed")).one()
    assert told.to_address == THERAPIST
    line = session.scalars(select(AuditLine).where(AuditLine.action == "factor.code given")).one()
    assert line.subject == str(place.id)
    assert "Gave out a code after a lost phone or key" in owner.get("/practice/audit").text


def test_until_the_code_is_used_nothing_ends(
    app: Flask, owner: FlaskClient, place: Membership
) -> None:
    send(owner, f"/practice/sign-ins/{place.id}/lost-device", identity=KNOWN)
    theirs = by_password(app, THERAPIST)
    assert give_code(theirs, code_now()).status_code == 302
    assert is_in(theirs)


def test_a_code_that_was_given_out_ends_after_a_day(
    app: Flask, session: Session, owner: FlaskClient, place: Membership
) -> None:
    page = f"/practice/sign-ins/{place.id}/lost-device"
    code = code_on(send(owner, page, identity=KNOWN).text)
    session.execute(update(RecoveryCode).values(ends_at=NOW))
    session.commit()
    assert give_code(by_password(app, THERAPIST), code).status_code == 422


def test_nobody_gives_one_to_themselves_or_to_who_works_elsewhere_too(
    session: Session, owner: FlaskClient, place: Membership
) -> None:
    mine = session.scalars(select(Membership).where(Membership.role == "owner")).one()
    session.commit()
    page = "/practice/sign-ins/{}/lost-device"
    assert "Another owner has to do this" in send(owner, page.format(mine.id), identity=KNOWN).text
    session.rollback()
    other, _ = make_practice(session, "Elsewhere", "owner@elsewhere.example")
    place_of(session, other, place.person, "therapist")
    refused = send(owner, page.format(place.id), identity=KNOWN)
    assert refused.status_code == 422
    assert "works in another practice" in refused.text


def test_a_client_with_a_second_step_gets_one_from_the_owner_and_needs_no_new_one(
    app: Flask, care: Care, session: Session
) -> None:
    address, page = "client@homecare.example", f"/clients/{care.client.id}/invitation"
    owner, therapist = signed_in(app, OWNER), signed_in(app, THERAPIST)
    assert "Lost their phone or key" not in owner.get(page).text
    make_app(app, session, address)
    assert "Lost their phone or key" not in therapist.get(page).text
    lost = re.search(r"/practice/sign-ins/[\w-]+/lost-device", owner.get(page).text)
    assert lost is not None
    assert therapist.get(lost[0]).status_code == 403
    code = code_on(send(owner, lost[0], identity=KNOWN).text)
    browser = by_password(app, address)
    assert not is_in(browser)
    assert give_code(browser, code).status_code == 302
    assert is_in(browser)


def test_an_only_owner_who_is_locked_out_comes_in_by_a_command(
    app: Flask, session: Session, place: Membership
) -> None:
    make_app(app, session, OWNER)
    said = app.test_cli_runner().invoke(
        args=["practice", "lost-device", OWNER, "--identity", "I am she, at the machine"]
    )
    assert said.exit_code == 0, said.output
    code = said.output.split()[0]
    browser = by_password(app, OWNER)
    assert give_code(browser, code).status_code == 302
    assert is_in(browser)
    assert session.scalars(select(OutboxMail.to_address)).all() == [OWNER]


def test_the_command_says_what_it_can_not_do(app: Flask, place: Membership) -> None:
    run = app.test_cli_runner().invoke
    nobody = run(args=["practice", "lost-device", "x@y.example", "--identity", KNOWN])
    assert "nobody signs in with x@y.example" in nobody.output
    unsaid = run(args=["practice", "lost-device", OWNER, "--identity", "me"])
    assert "Say in a few words" in unsaid.output


def test_whoever_runs_the_server_ends_the_sign_ins_of_one_or_of_everybody(
    app: Flask, session: Session, place: Membership
) -> None:
    owner, colleague = signed_in(app, OWNER), by_password(app, THERAPIST)
    give_code(colleague, make_codes(session, THERAPIST)[0])
    assert is_in(colleague)
    run = app.test_cli_runner().invoke
    said = run(args=["practice", "sign-out", THERAPIST])
    assert said.exit_code == 0, said.output
    assert is_in(owner)
    assert not is_in(colleague)
    assert run(args=["practice", "sign-out", "--everybody"]).exit_code == 0
    assert not is_in(owner)
    for wrong in ([], [OWNER, "--everybody"], ["x@y.example"]):
        assert run(args=["practice", "sign-out", *wrong]).exit_code != 0
