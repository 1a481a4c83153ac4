"""A practice's computer that is busy, or has had too much of one sign-in: the phone keeps what was
tapped, and sends it later."""

import re

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from homecare.accounts.sign_in.limits import KILOBYTES
from homecare.extensions import limiter
from tests.make.busy import somebody, spend
from tests.phone.conftest import OpenPhone
from tests.phone.house import SYNC, House
from tests.phone.signal.test_without_signal import BRIDGE, ONLINE, all_sent, count

pytestmark = pytest.mark.browser


def test_what_a_busy_server_does_not_take_is_kept_and_arrives_once(
    phone: OpenPhone, house: House, session: Session
) -> None:
    page = phone()
    with somebody(session) as other:
        other.take()
        with page.expect_response(lambda answer: answer.url.endswith(SYNC)) as answered:
            page.get_by_role("button", name=BRIDGE).click()
        assert answered.value.status == 503
        expect(page.locator("#outbox")).to_contain_text(re.compile("saved on this phone"))
        expect(page.locator("#outbox")).to_contain_text("can’t take it just now")
        expect(page.locator("#outbox")).not_to_contain_text("as soon as there is a connection")
        expect(page.get_by_role("button", name="Send now")).to_be_visible()
        assert count(session) == 0
        other.let_go()
        page.evaluate(ONLINE)
        all_sent(page)
    assert count(session) == 1


def test_a_phone_that_is_told_to_wait_keeps_what_was_tapped_and_it_arrives_once(
    phone: OpenPhone, house: House, app: Flask, session: Session
) -> None:
    page = phone()
    spend(app, session, "client@homecare.example", KILOBYTES)
    with page.expect_response(lambda answer: answer.url.endswith(SYNC)) as answered:
        page.get_by_role("button", name=BRIDGE).click()
    assert answered.value.status == 429
    expect(page.locator("#outbox")).to_contain_text(re.compile("saved on this phone"))
    assert count(session) == 0
    with app.app_context():
        limiter.reset()
    page.evaluate(ONLINE)
    all_sent(page)
    assert count(session) == 1
