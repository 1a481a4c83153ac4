"""An exercise in the practice's own words, on the client's own pages."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.library.models import Exercise
from homecare.library.operations import make_own
from homecare.library.own import own_words_of
from homecare.programmes.plan import Plan
from tests.make.diary import Care
from tests.make.people import NOW, acting
from tests.make.programmes import item, make_programme
from tests.today.visiting import Visitor
from tests.typesetting.pdfs import words_of

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.any_database]


def test_today_tells_it_in_those_words_and_the_phone_keeps_it(
    session: Session, care: Care, me: Visitor
) -> None:
    mine = select(Exercise).where(Exercise.practice_id == care.client.practice_id)
    shipped = session.scalars(mine.where(Exercise.code == "figure_four")).one()
    steps = ("Lie on your bed.", "Put your {side} ankle on your {other} knee.")
    turned = {
        "feel": "A stretch in your {side} buttock.",
        "own_stop": "Stop if your {side} hip pinches.",
        "caution": "Mind your {other} knee.",
    }
    words = replace(own_words_of(shipped), name="Four in bed", steps=steps, **turned)
    own = make_own(acting(session, care.therapist, NOW), shipped, words)
    plan = Plan(items=(item(own, side="right"),))
    make_programme(session, care.therapist, care.episode, plan)
    for page in (me.read("/today"), me.browser.get("/today/kit").text):
        assert "Four in bed" in page
        assert "Put your right ankle on your left knee." in page
        assert "A stretch in your right buttock." in page
        assert "Stop if your right hip pinches." in page
        assert "Mind your left knee." in page
        assert "{" not in me.read("/today")
    sheet = me.browser.get("/today/sheet.pdf").data
    assert "A stretch in your right buttock" in " ".join(words_of(sheet).split())
