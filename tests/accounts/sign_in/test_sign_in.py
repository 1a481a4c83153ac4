"""Signing in and out, through the real pages."""

from dataclasses import replace
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from hypothesis import assume, given
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

import config
from homecare.accounts.access_rules import ANYONE, allow
from homecare.app import create_app
from homecare.mail.addresses import address_problem, in_plain_letters, is_address
from tests.make.people import PASSWORD, csrf_token, make_practice, signed_in, token_on

OWNER = "owner@homecare.example"


def try_to_sign_in(
    client: FlaskClient, email: str = OWNER, password: str = PASSWORD, page: str = "/sign-in"
) -> TestResponse:
    token = csrf_token(client, page)
    return client.post(page, data={"email": email, "password": password, "csrf_token": token})


def test_somebody_signs_in_with_address_and_password(app: Flask, session: Session) -> None:
    make_practice(session)
    assert signed_in(app, OWNER).get("/me/password").status_code == 200


def test_what_was_left_empty_is_asked_for_at_its_field(app: Flask, session: Session) -> None:
    make_practice(session)
    visitor = app.test_client()
    neither = try_to_sign_in(visitor, "", "").text
    assert "Write your email address." in neither
    assert "Write your password." in neither
    no_password = try_to_sign_in(visitor, OWNER, "").text
    assert "Write your password." in no_password
    assert "Write your email" not in no_password
    assert OWNER in no_password
    assert "do not match" not in no_password + neither


def test_what_is_no_address_is_said_to_be_none(app: Flask, session: Session) -> None:
    make_practice(session)
    said = try_to_sign_in(app.test_client(), "owner", "some-password-1").text
    assert "Write an address such as sam@post.example." in said
    assert "do not match" not in said


def test_the_address_may_be_typed_in_capitals(app: Flask, session: Session) -> None:
    make_practice(session)
    assert signed_in(app, "Owner@Homecare.Example").get("/me/password").status_code == 200


@pytest.mark.parametrize(
    ("joined_with", "typed"),
    [
        ("olive@praxis.local", "olive@praxis.local"),
        ("o'neil+desk@a-b.example", "O'Neil+Desk@A-B.example"),
        ("olive@xn--mller-kva.example", "olive@xn--mller-kva.example"),
        ("olive@xn--mller-kva.example", "olive@müller.example"),
    ],
)
def test_whoever_joined_with_an_address_signs_in_with_it(
    app: Flask, session: Session, joined_with: str, typed: str
) -> None:
    assert address_problem(joined_with) == ""
    make_practice(session, owner_email=joined_with)
    assert signed_in(app, typed).get("/me/password").status_code == 200


@given(st.emails())
def test_every_address_that_is_taken_is_found_again_as_it_was_written(written: str) -> None:
    assume(is_address(written))
    assert (in_plain_letters(written) or "").lower() == written.lower()


def test_signing_out_ends_the_visit(app: Flask, session: Session) -> None:
    make_practice(session)
    client = signed_in(app, OWNER)
    client.post("/sign-out", data={"csrf_token": csrf_token(client, "/me/password")})
    assert client.get("/me/password").location == "/sign-in?next=/me/password"


def test_a_link_can_not_sign_anybody_out(app: Flask, session: Session) -> None:
    make_practice(session)
    client = signed_in(app, OWNER)
    answer = client.get("/sign-out")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "OPTIONS, POST")
    assert client.post("/sign-out").status_code == 400
    assert client.get("/me/password").status_code == 200


@pytest.mark.parametrize("token", [None, "", "made up"])
def test_an_old_page_signs_nobody_in_and_is_shown_afresh(
    app: Flask, session: Session, token: str | None
) -> None:
    make_practice(session)
    client = app.test_client()
    old = {} if token is None else {"csrf_token": token}
    answer = client.post("/sign-in", data={"email": OWNER, "password": PASSWORD, **old})
    assert answer.status_code == 400
    assert "This page was an old one. Write your password once more." in answer.text
    assert f'value="{OWNER}"' in answer.text
    assert client.get("/me/password").status_code == 302
    again = {"email": OWNER, "password": PASSWORD, "csrf_token": token_on(answer.text)}
    assert client.post("/sign-in", data=again).status_code == 302
    assert client.get("/me/password").status_code == 200


def test_a_second_tab_does_not_turn_the_first_one_away(app: Flask, session: Session) -> None:
    """Two pages that are asked for at once each begin a visit; the later one's cookie stays."""
    make_practice(session)
    client = app.test_client()
    first = token_on(client.get("/sign-in").text)
    client.delete_cookie("__Host-session")
    client.get("/sign-in")
    form = {"email": OWNER, "password": PASSWORD}
    shown_again = client.post("/sign-in", data={**form, "csrf_token": first})
    answer = client.post("/sign-in", data={**form, "csrf_token": token_on(shown_again.text)})
    assert answer.status_code == 302


def test_a_wrong_address_and_a_wrong_password_look_alike(app: Flask, session: Session) -> None:
    make_practice(session)

    def answer_to(email: str) -> str:
        answer = try_to_sign_in(app.test_client(), email, "not the password")
        return answer.text.replace(email, "").split("<main")[1].split("csrf_token")[0]

    assert "do not match" in answer_to(OWNER)
    assert answer_to(OWNER) == answer_to("nobody@homecare.example")


def test_what_was_typed_stays_but_not_the_password(app: Flask, session: Session) -> None:
    make_practice(session)
    page = try_to_sign_in(app.test_client(), OWNER, "not the password").text
    assert f'value="{OWNER}"' in page
    assert "not the password" not in page


def test_one_persons_wrong_tries_keep_nobody_else_out(app: Flask, session: Session) -> None:
    make_practice(session)
    for _ in range(11):
        try_to_sign_in(app.test_client(), "somebody@homecare.example", "guess after guess")
    assert signed_in(app, OWNER)


def test_signing_in_leads_back_to_the_page_that_was_asked_for(app: Flask, session: Session) -> None:
    make_practice(session)
    client = app.test_client()
    there = client.get("/me/password").location
    assert try_to_sign_in(client, page=there).location == "/me/password"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "///elsewhere.example",
    ],
)
def test_signing_in_never_leads_to_another_site(
    app: Flask, session: Session, elsewhere: str
) -> None:
    make_practice(session)
    client = app.test_client()
    answer = client.post(
        "/sign-in",
        query_string={"next": elsewhere},
        data={
            "email": OWNER,
            "password": PASSWORD,
            "next": elsewhere,
            "csrf_token": csrf_token(client),
        },
    )
    assert urlsplit(urljoin("https://localhost/sign-in", answer.location)).netloc == "localhost"


@pytest.mark.parametrize("behind", ["/service-worker.js", "/api/v1/sync/token", "/today"])
def test_nothing_that_comes_late_takes_the_place_of_a_sign_in(
    app: Flask, session: Session, behind: str
) -> None:
    """What is asked for behind the sign-in page is answered, on a slow line, after the sign-in."""
    make_practice(session)
    client = app.test_client()
    client.get("/sign-in")
    assert "Set-Cookie" not in client.get(behind).headers


def test_a_session_planted_before_signing_in_is_worth_nothing(app: Flask, session: Session) -> None:
    make_practice(session)
    client = app.test_client()
    planted = csrf_token(client)
    client.post("/sign-in", data={"email": OWNER, "password": PASSWORD, "csrf_token": planted})
    assert client.post("/sign-out", data={"csrf_token": planted}).status_code == 400


def test_signing_out_everywhere_ends_the_visits_on_other_phones(
    app: Flask, session: Session
) -> None:
    make_practice(session)
    phone, computer = signed_in(app, OWNER), signed_in(app, OWNER)
    token = csrf_token(computer, "/me/password")
    answer = computer.post("/sign-out-everywhere", data={"csrf_token": token})
    assert "signed out on every other phone" in computer.get("/caseload").text
    assert answer.status_code == 302
    assert phone.get("/me/password").status_code == 302
    assert computer.get("/me/password").status_code == 200


def test_signing_in_is_never_answered_with_a_token_for_programs(
    app: Flask, session: Session
) -> None:
    make_practice(session)
    client = app.test_client()
    answer = client.post(
        "/sign-in?include_auth_token",
        data={"email": OWNER, "password": PASSWORD, "csrf_token": csrf_token(client)},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 302
    assert "token" not in answer.text


def test_the_demonstration_shows_its_sign_ins(app: Flask) -> None:
    assert "stretch-and-walk-1" not in app.test_client().get("/sign-in").text
    app.config["DEMONSTRATION"] = True
    page = app.test_client().get("/sign-in").text
    for email in ("owner@homecare.example", "therapist@elsewhere.example"):
        assert email in page
    assert "stretch-and-walk-1" in page


def test_behind_a_proxy_the_limit_counts_visitors(settings: config.Settings) -> None:
    app = create_app(replace(settings, proxies=1))

    @app.get("/who")
    @allow(ANYONE)
    def who() -> str:
        return f"{request.remote_addr} {request.host}"

    answer = app.test_client().get(
        "/who", headers={"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "elsewhere.example"}
    )
    assert answer.text == "203.0.113.9 localhost"
