"""The chart shows six weeks, three months or the whole course; plain links choose."""

import re

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.desk.browsing import of
from tests.make.diary import Care
from tests.make.flags import at, rate
from tests.make.people import signed_in

pytestmark = pytest.mark.any_database

DAYS = 120


@pytest.fixture(autouse=True)
def four_months(session: Session, care: Care, clock: time_machine.Traveller) -> None:
    rate(session, care, 6, 4, range(0, DAYS, 3))
    clock.move_to(at(DAYS))


@pytest.fixture
def browser(request: pytest.FixtureRequest, app: Flask) -> FlaskClient:
    return signed_in(app, f"{request.param}@homecare.example")


def drawn(page: str) -> list[str]:
    """From when to when the chart is."""
    return re.findall(r"From (\d+ \w+ \d+) to (\d+ \w+ \d+)\.", page)


def current(page: str) -> list[str]:
    return re.findall(r'#chart" aria-current="true">([^<]+)<', page)


@pytest.mark.parametrize(
    ("browser", "usual"), [("therapist", "3 months"), ("client", "Since the start")],
    indirect=["browser"],
)  # fmt: skip
def test_each_part_is_one_link_away(browser: FlaskClient, care: Care, usual: str) -> None:
    address = "/progress" if usual == "Since the start" else of(care.client.id)
    page = browser.get(address).text
    assert current(page) == [usual]
    links = dict(re.findall(r'href="([^"]+)#chart"[^>]*>([^<]+)</a>', page))
    assert list(links.values()) == ["6 weeks", "3 months", "Since the start"]
    begins = {
        "6 weeks": "20 May 2026",
        "3 months": "2 April 2026",
        "Since the start": "2 March 2026",
    }
    for link, words in links.items():
        part = browser.get(link.replace("&amp;", "&")).text
        assert set(drawn(part)) == {(begins[words], "30 June 2026")}
        assert current(part) == [words]
        assert 'id="chart"' in part


@pytest.mark.parametrize("browser", ["therapist", "client"], indirect=True)
@pytest.mark.parametrize(
    "asked", ["", "7y", "6W", "whole ", "-1", "%F0%9F%92%A9", "6w&chart=whole"]
)
def test_a_part_that_there_is_not_is_the_usual_one(
    browser: FlaskClient, care: Care, asked: str, request: pytest.FixtureRequest
) -> None:
    addresses = {"therapist": of(care.client.id), "client": "/progress"}
    address = addresses[request.node.callspec.params["browser"]]
    answer = browser.get(f"{address}?chart={asked}")
    assert answer.status_code == 200
    assert len(current(answer.text)) == 1


def test_what_is_said_beside_the_chart_is_of_all_of_it(app: Flask) -> None:
    browser = signed_in(app, "client@homecare.example")
    whole, part = (browser.get(f"/progress?chart={of}").text for of in ("whole", "6w"))
    said = [
        page.partition("<h2>Since the start</h2>")[2].replace(f"chart={of}&amp;", "")
        for of, page in (("whole", whole), ("6w", part))
    ]
    assert said[0] == said[1] != ""


def test_the_diary_keeps_the_part_and_the_part_the_diary(app: Flask, care: Care) -> None:
    browser = signed_in(app, "therapist@homecare.example")
    page = browser.get(of(care.client.id, "?chart=6w")).text
    assert re.search(r'href="[^"]*diary=all&amp;chart=6w#diary"', page)
    page = browser.get(of(care.client.id, "?diary=all")).text
    assert all("diary=all" in link for link in re.findall(r'href="([^"]+)#chart"', page))


def test_a_short_course_has_nothing_to_choose(
    app: Flask, care: Care, clock: time_machine.Traveller
) -> None:
    clock.move_to(at(20))
    page = signed_in(app, "therapist@homecare.example").get(of(care.client.id)).text
    assert '#chart"' not in page
