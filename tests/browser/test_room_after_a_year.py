"""After a year the pages still fit into a few screens, with everything that asks for somebody.

One client has lived with the practice for 52 weeks, and seventy are in care.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, ViewportSize
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from homecare import clock
from homecare.activities.operations import name_activities
from homecare.flags.models import Flag
from homecare.rules.red_flags import CONTRAINDICATIONS
from tests.browser.conftest import OpenPage
from tests.browser.fitness import PHONE
from tests.make.diary import Care
from tests.make.flags import at, on
from tests.make.people import PASSWORD, acting
from tests.make.year import SEVENTY, WAIT, YEAR, live_a_year, make_seventy
from tests.phone.house import House

pytestmark = pytest.mark.any_database
DESK: ViewportSize = {"width": 1280, "height": 800}
HEIGHT = "document.documentElement.scrollHeight"
WIDTH = "document.documentElement.scrollWidth"


@pytest.fixture
def year_later(app: Flask, session: Session, care: Care, tmp_path: Path) -> Iterator[str]:
    """The practice at the end of its year; answers where it stands."""
    with app.test_request_context():
        live_a_year(session, care)
        fill_the_record(session, care)
        make_seventy(session, care, on(YEAR))
    file = tmp_path / "now"
    file.write_text(at(YEAR).isoformat())
    clock.follow(file)
    house = House(app)
    yield house.address
    house.stop()
    clock.follow(None)


def fill_the_record(session: Session, care: Care) -> None:
    """What else a record may hold: reasons against manipulation, and what matters to the client."""
    care.client.contraindications = list(CONTRAINDICATIONS)[:2]
    wanted = ("sit through a film without getting up", "walk the dog", "sleep through the night")
    act = acting(session, care.therapist, at(1))
    name_activities(act, care.episode, [("", words, 3) for words in wanted])
    session.commit()


def opened(open_page: OpenPage, address: str, size: ViewportSize, who: str) -> Page:
    page = open_page(address, size)
    page.goto("/sign-in")
    page.fill("[name=email]", f"{who}@homecare.example")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_load_state()
    return page


def screens(page: Page, address: str) -> float:
    """How many screens a page fills; nothing of it stands beside the screen."""
    page.goto(address)
    size = page.viewport_size
    assert size is not None
    assert page.evaluate(WIDTH) <= size["width"], address
    return round(page.evaluate(HEIGHT) / size["height"], 2)


def test_nobody_scrolls_through_a_year(
    year_later: str, care: Care, session: Session, open_page: OpenPage
) -> None:
    client = f"/clients/{care.client.id}"
    most = {client: 3, f"{client}?chart=whole": 3}
    desk = opened(open_page, year_later, DESK, "therapist")
    found = {address: screens(desk, address) for address in most}
    assert {address: n for address, n in found.items() if n > most[address]} == {}

    phone = opened(open_page, year_later, PHONE, "therapist")
    addresses = [client, "/caseload", "/caseload?whose=all", "/flags", "/flags?whose=all"]
    found = {address: screens(phone, address) for address in addresses}
    assert {address: n for address, n in found.items() if n > 6} == {}
    who_asks(phone, raised(session))

    mine = opened(open_page, year_later, PHONE, "client")
    assert screens(mine, "/progress") <= 3


def raised(session: Session) -> int:
    """The flags that wait for a decision. One of little exercise reported may wait its turn."""
    session.rollback()
    waiting = session.scalar(select(func.count()).where(Flag.closed_at.is_(None))) or 0
    session.rollback()
    kinds = {kind: SEVENTY[kind] for kind in WAIT}
    assert sum(kinds.values()) - kinds["idle"] < waiting <= sum(kinds.values())
    return waiting


def who_asks(phone: Page, waiting: int) -> None:
    """Whoever waits for a decision is seen without opening anything, with a way to decide."""
    phone.goto("/flags")
    assert phone.get_by_role("link", name="Decide").filter(visible=True).count() == waiting
    phone.goto("/caseload")
    rows = phone.locator(".caseload tbody th").filter(visible=True)
    assert rows.count() >= waiting
    calm = phone.locator("details.calm")
    calm.locator("summary").click()
    assert rows.count() == sum(SEVENTY.values())
