"""Every form of the desk is for the practice at which it was opened.

Who works at two has one place open in all tabs of a browser: a form that was opened at the one
stores nothing at the other, and says so. The forms are found on the pages of the address map.
"""

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from homecare.access import rule_of
from homecare.accounts.queries import person_of
from homecare.acting import OWNER, THERAPIST
from tests.architecture import world as w
from tests.architecture.world import World
from tests.forms.found import Found, forms_on
from tests.forms.furnished import furnished_world, pages
from tests.make.people import make_membership, make_practice
from tests.snapshots import ID

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.any_database]

STAFF = (w.OWNER, w.THERAPIST)


def is_of_the_desk(app: Flask, form: Found) -> bool:
    """Whether it is sent to a page of the desk; its own address is not always that of its page."""
    try:
        endpoint, _ = app.url_map.bind("localhost").match(form.action.partition("?")[0], "POST")
    except HTTPException:
        return False
    return rule_of(app, endpoint) in (OWNER, THERAPIST)


def test_a_form_opened_at_one_practice_stores_nothing_at_another(
    app: Flask, session: Session
) -> None:
    world = furnished_world(app, session)
    doors: dict[str, tuple[str, Found]] = {}
    for page, who, answer in pages(world):
        if who not in STAFF or answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        for form in forms_on(page, answer.text):
            if is_of_the_desk(app, form):
                doors.setdefault(ID.sub("ID", form.action), (who, form))
    assert len(doors) > 60, "few forms were found"
    unnamed = [at for at, (_, form) in doors.items() if not form.boxes.get("working_at")]
    assert not unnamed
    for who in STAFF:
        works_elsewhere_now(world, who)
    took = {}
    for address, (who, form) in doors.items():
        boxes = {**dict(form.usual), "csrf_token": world.token_of(who)}
        answer = world.visitor(who).post(form.action, data=boxes)
        if answer.status_code != 409 or "This page is from another practice" not in answer.text:
            took[address] = answer.status_code
    assert not took


def works_elsewhere_now(world: World, who: str) -> None:
    """Somebody has joined a second practice, and works there in another tab."""
    world.session.rollback()
    person = person_of(world.session, w.ADDRESSES[who])
    assert person is not None
    other, _ = make_practice(world.session, f"Second of {who}", f"{who.replace(' ', '')}@b.example")
    place = make_membership(world.session, other, person, OWNER)
    world.session.commit()
    there = world.visitor(who).post(f"/places/{place.id}", data={"csrf_token": world.token_of(who)})
    assert there.status_code == 302
