"""A phone is sent each picture once: beside the pages of its kit, and not what it has already."""

import re
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.library.drawing.figure import digest, draw, easier
from homecare.library.models import Exercise
from tests.make.diary import Care
from tests.make.programmes import item, make_plan, make_programme
from tests.visitor import Visitor

pytestmark = pytest.mark.any_database


@pytest.fixture
def drawn(session: Session, care: Care) -> dict[str, str]:
    """The client's two pictures by their names."""
    rows = session.scalars(select(Exercise).where(Exercise.practice_id == care.practice.id))
    library = {exercise.code: exercise for exercise in rows}
    items = (item(library["figure_four"], side="left"), item(library["sphinx"]))
    make_programme(session, care.therapist, care.episode, make_plan(library, items=items))
    return {
        digest("figure_four", "left"): draw("figure_four", "left"),
        digest("sphinx"): draw("sphinx"),
    }


def kit(me: Visitor, *seen: str) -> Any:
    return me.browser.get("/today/kit", headers={"X-Seen-Pictures": " ".join(seen)}).json


def test_the_kit_brings_every_picture_once(me: Visitor, drawn: dict[str, str]) -> None:
    whole = kit(me)
    assert whole["pictures"] == drawn
    assert not [
        page
        for pages in whole["pages"].values()
        for page in pages.values()
        if 'class="fig"' in page
    ]


def test_what_the_page_showed_is_not_sent_again(me: Visitor, drawn: dict[str, str]) -> None:
    page = me.browser.get("/today").text
    for name, svg in drawn.items():
        assert f'data-picture="{name}">{svg}</div>' in page
    assert kit(me, *drawn)["pictures"] == dict.fromkeys(drawn)
    first, second = drawn
    assert kit(me, first, "../../etc", "x" * 2000)["pictures"] == {
        first: None,
        second: drawn[second],
    }


def test_another_drawing_has_another_name() -> None:
    names = {digest("clam", side) for side in ("left", "right", "both")}  # type: ignore[arg-type]
    assert len(names | {digest("sphinx")}) == 4


def test_a_picture_in_motion_is_everybodys_and_kept(me: Visitor) -> None:
    answer = me.browser.get(f"/pictures/{digest('clam', 'left')}.svg")
    assert answer.status_code == 200
    assert answer.mimetype == "image/svg+xml"
    assert answer.headers["Cache-Control"] == "public, max-age=604800"
    assert "<animate" in answer.text
    assert "left side, in motion</title>" in answer.text


def test_an_easier_way_is_found_by_its_name_alone_and_turned_to_the_side(me: Visitor) -> None:
    left, right = (easier("heel_slide", side) for side in ("left", "right"))  # type: ignore[arg-type]
    assert left
    assert right
    assert "heel" not in left.name
    assert left.name != right.name
    answer = me.browser.get(f"/pictures/{left.name}.svg")
    assert answer.status_code == 200
    assert "The heel drawn in only half way</title>" in answer.text
    assert f'viewBox="0 0 640 {left.high}"' in answer.text
    assert answer.text != me.browser.get(f"/pictures/{right.name}.svg").text
    assert easier("pelvic_tilt") is None  # the same pose: its words say it


@pytest.mark.parametrize("name", ["nothing", "clam", digest("prone_lying")])
def test_what_is_no_picture_or_does_not_move_is_not_there(me: Visitor, name: str) -> None:
    assert me.browser.get(f"/pictures/{name}.svg").status_code == 404


def test_how_it_is_done_comes_once_and_not_where_the_page_brought_it(
    me: Visitor, drawn: dict[str, str]
) -> None:
    page = me.browser.get("/today").text
    whole = kit(me)
    assert len(whole["how"]) == len(drawn)
    for name, words in whole["how"].items():
        assert f'data-how="{name}">' in page
        assert "What you should feel" in words
    assert not any("What you should feel" in str(pages) for pages in whole["pages"].values())
    todays = "".join(pages["today"] for pages in whole["pages"].values())
    assert all(f'data-how="{name}"></div>' in todays for name in whole["how"])
    first, second = whole["how"]
    assert kit(me, first)["how"] == {first: None, second: whole["how"][second]}


def test_a_page_of_the_kit_has_no_number_that_would_be_sent_twice(
    me: Visitor, drawn: dict[str, str]
) -> None:
    pages = [html for pages in kit(me)["pages"].values() for html in pages.values()]
    numbers = [n for html in pages for n in re.findall(r'name="entry_id" value="([^"]*)"', html)]
    assert len(numbers) > len(pages)
    assert set(numbers) == {""}
