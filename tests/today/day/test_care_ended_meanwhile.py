"""The care ends while somebody's Today is open: the next thing they send is answered so."""

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from homecare.clients.episodes.discharge import discharge
from homecare.diary.models import Entry
from tests.make.diary import Care
from tests.make.people import acting
from tests.make.sync import Phone, entry
from tests.today.visiting import Visitor, words


@pytest.mark.usefixtures("clock")
def test_a_flare_up_that_comes_after_it_says_so_and_is_no_missing_page(
    app: Flask, session: Session, care: Care
) -> None:
    visitor = Visitor.of(app, "client@homecare.example")
    form = visitor.forms("/today/flare-up", "flare")[0]
    discharge(acting(session, care.therapist), care.episode, ended="better")
    session.commit()
    answer = visitor.post(form, {})
    said = words(answer.text)
    assert answer.status_code == 409
    assert "Your care here has ended" in said
    assert "What you just sent was not stored" in said
    assert "cannot find" not in said
    assert session.scalar(select(func.count()).select_from(Entry)) == 0


@pytest.mark.usefixtures("clock")
def test_a_phone_that_sends_is_told_whether_the_care_has_ended(
    app: Flask, session: Session, care: Care
) -> None:
    phone = Phone.of(app, care.client.id)
    assert phone.post(phone.batch(entry())).json["closed"] is False  # type: ignore[index]
    discharge(acting(session, care.therapist), care.episode, ended="better")
    session.commit()
    assert phone.post(phone.batch(entry(seq=2))).json["closed"] is True  # type: ignore[index]
