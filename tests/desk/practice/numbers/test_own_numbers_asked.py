"""Numbers of one's own are asked for where no nation's are known; most practices never see them."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import BrowserContext, Page, Route, expect
from sqlalchemy.orm import Session

from tests.make.diary import Care
from tests.make.people import csrf_token, set_up_page, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.any_database]


@pytest.fixture
def opened(new_context: Callable[..., BrowserContext]) -> Callable[[FlaskClient, str], Page]:
    """Opens a page as whoever is signed in, where no script runs."""

    def open_as(browser: FlaskClient, address: str) -> Page:
        def answer(route: Route) -> None:
            got = browser.get(route.request.url.removeprefix("http://localhost"))
            route.fulfill(body=got.data, status=got.status_code, content_type=got.content_type)

        page = new_context(java_script_enabled=False).new_page()
        page.route("**/*", answer)
        page.goto(f"http://localhost{address}")
        return page

    return open_as


def test_the_first_visit_asks_for_them_where_somebody_opens_that(
    app: Flask, session: Session, opened: Callable[[FlaskClient, str], Page]
) -> None:
    page = opened(app.test_client(), set_up_page(app))
    number = page.get_by_label("Emergency number")
    expect(page.get_by_label("Country")).to_be_visible()
    expect(number).to_be_hidden()
    page.get_by_text("Numbers of your own").click()
    expect(number).to_be_visible()


def test_a_practice_elsewhere_sees_them_at_once(
    app: Flask, session: Session, care: Care, opened: Callable[[FlaskClient, str], Page]
) -> None:
    care.practice.nation, care.practice.own_numbers = "other", "112"
    session.commit()
    page = opened(signed_in(app, "owner@homecare.example"), "/practice")
    expect(page.get_by_label("Emergency number")).to_be_visible()
    expect(page.get_by_label("Emergency number")).to_have_value("112")


def test_one_that_is_missing_is_asked_for_openly(app: Flask, session: Session) -> None:
    client, here = app.test_client(), set_up_page(app)
    data = {"nation": "other", "csrf_token": csrf_token(client, here)}
    page = client.post(here, data=data).text
    assert '<details class="change mb-3" open>' in page
    assert 'id="emergency_number-error"' in page
