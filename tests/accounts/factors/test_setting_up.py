"""Setting up a second step, who needs one, and the way through the first days."""

import re

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from homecare.accounts.factors import codes
from homecare.accounts.models import AuditLine, CodeApp, Practice, RecoveryCode, SignIn
from homecare.mail.models import MailWords, OutboxMail
from tests.accounts.factors.made import (
    SEED,
    by_password,
    code_now,
    give_code,
    is_in,
    make_app,
    make_codes,
    send,
)
from tests.desk.browsing import Tab
from tests.make.people import NOW, csrf_token, make_practice, make_therapist, signed_in, token_on

OWNER, THERAPIST = "owner@homecare.example", "therapist@homecare.example"
PAGE = "/me/signing-in/app"
pytestmark = pytest.mark.usefixtures("clock", "practice")


@pytest.fixture
def practice(session: Session) -> Practice:
    """A practice with an owner and a therapist, neither with a second step."""
    made, _ = make_practice(session)
    make_therapist(session, made)
    return made


@pytest.fixture
def owner(app: Flask, practice: Practice) -> FlaskClient:
    """The owner's browser."""
    return signed_in(app, OWNER)


def ask_for_it(session: Session) -> None:
    """The day has come from which everybody who works here needs two factors."""
    session.execute(update(Practice).values(factors_from=NOW.date()))
    session.commit()


def set_up_app(browser: FlaskClient) -> str:
    """Set up an app by the page; answers the page with the recovery codes."""
    page = browser.get(PAGE).text
    key = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    sealed = re.search(r'name="seed"[^>]*value="([^"]+)"', page)
    assert key is not None
    assert sealed is not None
    seed = _decoded(key[1])
    code = codes.code_of(seed, codes.number_at(NOW))
    form = {"seed": sealed[1], "code": code, "csrf_token": token_on(page)}
    return browser.post(PAGE, data=form).text


def _decoded(key: str) -> bytes:
    from base64 import b32decode

    return b32decode(key.replace(" ", ""))


def test_an_app_counts_once_it_has_shown_a_right_code(
    app: Flask, session: Session, owner: FlaskClient
) -> None:
    page = owner.get(PAGE).text
    assert "<svg" in page
    seed = re.search(r'name="seed"[^>]*value="([^"]+)"', page)
    assert seed is not None
    for wrong in ("000000", "²", "no code"):
        form = {"seed": seed[1], "code": wrong, "csrf_token": token_on(page)}
        assert owner.post(PAGE, data=form).status_code == 422
    assert session.scalars(select(CodeApp)).all() == []
    shown = set_up_app(owner)
    assert len(re.findall(r"<li><code>(\w{4}(?:-\w{4}){5})</code>", shown)) == 10
    assert is_in(owner)
    assert not is_in(by_password(app, OWNER)), "a password alone does not any more"


def test_a_seed_that_somebody_else_sealed_is_not_taken(app: Flask, owner: FlaskClient) -> None:
    theirs = re.search(r'name="seed"[^>]*value="([^"]+)"', signed_in(app, THERAPIST).get(PAGE).text)
    assert theirs is not None
    form = {"seed": theirs[1], "code": code_now(), "csrf_token": csrf_token(owner)}
    answer = owner.post(PAGE, data=form)
    assert answer.status_code == 200, "the page once more, with a seed of one's own"
    assert theirs[1] not in answer.text


def test_recovery_codes_are_shown_once_and_new_ones_end_the_old(
    app: Flask, session: Session, owner: FlaskClient
) -> None:
    set_up_app(owner)
    hashes = set(session.scalars(select(RecoveryCode.code_hash)))
    assert "<code>" not in owner.get("/me/signing-in").text
    answer = owner.post("/me/signing-in/codes", data={"csrf_token": csrf_token(owner)})
    assert len(re.findall(r"<li><code>", answer.text)) == 10
    session.rollback()
    assert not hashes & set(session.scalars(select(RecoveryCode.code_hash)))


def test_each_change_is_mailed_and_audited(session: Session, owner: FlaskClient) -> None:
    set_up_app(owner)
    owner.post("/me/signing-in/app/remove", data={"csrf_token": csrf_token(owner)})
    actions = set(session.scalars(select(AuditLine.action)))
    assert {"factor.app added", "factor.codes made", "factor.app removed"} <= actions
    told = session.scalars(
        select(OutboxMail.to_address).where(OutboxMail.kind == "factors-changed")
    )
    assert list(told) == [OWNER, OWNER]


def test_who_needs_one_keeps_the_last(session: Session, owner: FlaskClient) -> None:
    set_up_app(owner)
    ask_for_it(session)
    owner.post("/me/signing-in/app/remove", data={"csrf_token": csrf_token(owner)})
    assert "this is your only one" in owner.get("/me/signing-in").text
    session.rollback()
    assert session.scalars(select(CodeApp)).all()


def test_before_its_day_a_line_asks_and_nothing_is_locked(
    app: Flask, session: Session, owner: FlaskClient
) -> None:
    assert Tab(owner, "/practice/signing-in", "day").save(day="2026-03-16").status_code == 302
    page = owner.get("/caseload").text
    assert "From 16 March 2026 on, signing in here needs a second step" in page
    assert is_in(by_password(app, THERAPIST))
    with time_machine.travel(NOW.replace(day=16), tick=False):
        assert not is_in(by_password(app, THERAPIST))


def test_an_owner_can_not_shut_themselves_out(session: Session, owner: FlaskClient) -> None:
    today = {"day": "2026-03-02", "idle_minutes": "30"}
    answer = Tab(owner, "/practice/signing-in", "day").save(**today)
    assert answer.status_code == 422
    assert "Set up your own second step first" in answer.text
    set_up_app(owner)
    assert Tab(owner, "/practice/signing-in", "day").save(**today).status_code == 302


def test_on_its_day_a_password_alone_leads_to_a_code_by_mail_and_to_setting_up(
    app: Flask, session: Session
) -> None:
    ask_for_it(session)
    browser = by_password(app, THERAPIST)
    assert "you have not set one up yet" in browser.get("/sign-in/step").text
    assert browser.get(PAGE).status_code == 302, "a password alone sets nothing up"
    browser.post("/sign-in/step/mail", data={"csrf_token": csrf_token(browser)})
    text = session.scalars(
        select(MailWords.text).join(OutboxMail, OutboxMail.id == MailWords.mail_id)
        .where(OutboxMail.kind == "entry-code")
    ).one()  # fmt: skip
    code = re.search(r"\w{4}-\w{4}-\w{4}-\w{4}", text)
    assert code is not None
    assert give_code(browser, code[0]).status_code == 302
    assert browser.get("/caseload").location.startswith("/sign-in/step"), "nothing else opens yet"
    assert "Nothing else opens before that" in browser.get("/me/signing-in").text
    assert "Your recovery codes" in set_up_app(browser)
    assert browser.get("/caseload").status_code == 200
    again = by_password(app, THERAPIST)
    assert give_code(again, code[0]).status_code == 422, "it worked once"


def test_a_mailed_code_ends_after_two_hours(app: Flask, session: Session) -> None:
    ask_for_it(session)
    by = by_password(app, THERAPIST)
    by.post("/sign-in/step/mail", data={"csrf_token": csrf_token(by)})
    session.execute(update(RecoveryCode).values(ends_at=NOW))
    session.commit()
    row = session.scalars(select(SignIn)).one()
    assert row.waits_for == "code"
    assert give_code(by, "ABCD-EFGH-JKLM-NPQR").status_code == 422


def test_a_stolen_session_changes_no_factor(
    app: Flask, session: Session, owner: FlaskClient
) -> None:
    """Somebody copies the cookies of a browser that stands open, and has the password even."""
    make_app(app, session, OWNER)
    session.execute(update(SignIn).values(factor="app"))
    session.commit()
    thief = app.test_client()
    for cookie in owner._cookies.values():
        thief.set_cookie(cookie.key, cookie.value)
    with time_machine.travel(NOW.replace(minute=16), tick=False):
        for page in ("/me/signing-in/app", "/me/signing-in/passkey", "/practice/signing-in",
                     "/caseload.csv"):  # fmt: skip
            assert thief.get(page).location.startswith("/sign-in/again"), page
        token = csrf_token(thief)
        for page in ("/me/signing-in/app/remove", "/me/signing-in/codes"):
            assert thief.post(page, data={"csrf_token": token}).status_code == 401, page
        form = {"password": "kettle-lamp-orchard-7", "csrf_token": token}
        assert thief.post("/sign-in/again", data=form).status_code == 422, "a password alone"
        right = {**form, "code": codes.code_of(SEED, codes.number_at(NOW.replace(minute=16)))}
        assert thief.post("/sign-in/again", data=right).status_code == 302
        assert is_in(thief)
        assert not is_in(owner), "whoever has the cookie from before is out, and hears of it"


def test_what_was_typed_is_given_back_after_showing_who_it_is(
    app: Flask, owner: FlaskClient
) -> None:
    with time_machine.travel(NOW.replace(minute=16), tick=False):
        form = {"day": "", "idle_minutes": "45", "csrf_token": csrf_token(owner)}
        asked = owner.post("/practice/signing-in", data=form)
        assert asked.status_code == 401
        packed = asked.text.split('name="not_saved" value="')[1].split('"')[0]
        shown = {"password": "kettle-lamp-orchard-7", "not_saved": packed}
        answer = owner.post("/sign-in/again", data={**shown, "csrf_token": csrf_token(owner)})
        assert (answer.status_code, answer.location) == (307, "/practice/signing-in")
        given = owner.post("/practice/signing-in", data={"not_saved": packed})
        assert 'value="45"' in given.text
        assert "because we asked who you are" in given.text


def test_a_phished_invitation_opens_nothing_of_an_account_with_two_steps(
    app: Flask, session: Session
) -> None:
    """Somebody has the link of an invitation, and the password of whom it is for."""
    make_app(app, session, THERAPIST)
    make_practice(session, "Elsewhere", "owner@elsewhere.example")
    owner = signed_in(app, "owner@elsewhere.example")
    sent = {"name": "Theo", "email": THERAPIST, "role": "owner", "csrf_token": csrf_token(owner)}
    owner.post("/practice/colleagues", data=sent)
    link = re.search(r"/invitations/[\w-]+", owner.get("/practice").text)
    assert link is not None
    thief = app.test_client()
    thief.get(link[0])
    form = {"password": "kettle-lamp-orchard-7", "csrf_token": csrf_token(thief)}
    assert thief.post(link[0], data=form).status_code == 302
    assert not is_in(thief)
    assert thief.get("/caseload").location.startswith("/sign-in/step")
    assert app.test_client().get(link[0]).status_code == 410, "nor does the link work again"


def test_an_invited_colleague_sets_it_up_first(
    app: Flask, session: Session, owner: FlaskClient
) -> None:
    session.execute(update(SignIn).values(factor="app"))
    session.commit()
    ask_for_it(session)
    sent = {"name": "Nora", "email": "nora@post.example", "role": "therapist"}
    owner.post("/practice/colleagues", data={**sent, "csrf_token": csrf_token(owner)})
    link = re.search(r"/invitations/[\w-]+", owner.get("/practice").text)
    assert link is not None
    nora = app.test_client()
    send(nora, link[0], password="four plain words here")
    assert nora.get("/caseload").location.startswith("/sign-in/step")
    assert nora.get("/sign-in/step").location == "/me/signing-in"
    assert "Your recovery codes" in set_up_app(nora)
    assert nora.get("/caseload").status_code == 200


def test_recovery_codes_without_a_factor_are_none(
    app: Flask, session: Session, owner: FlaskClient
) -> None:
    set_up_app(owner)
    make_codes(session, OWNER)
    owner.post("/me/signing-in/app/remove", data={"csrf_token": csrf_token(owner)})
    session.rollback()
    assert session.scalars(select(RecoveryCode)).all() == []
    assert is_in(by_password(app, OWNER))
