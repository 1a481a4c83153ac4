"""Whoever comes back is asked again what speaks against manipulation; a letter never says that it
was asked where it was not."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.access import Scope
from homecare.clients.episodes.discharge import discharge
from homecare.clients.imported.queries import medicines_on_record, reasons_against
from homecare.clients.models import Client, Episode
from homecare.clients.operations import amend_client, reopen
from homecare.clients.queries import latest_episode
from homecare.rules.red_flags import CONTRAINDICATIONS
from homecare.screening.models import RedFlagAnswer
from tests.clients.test_operations import KNEE
from tests.desk.browsing import look_again, of
from tests.make.diary import Care
from tests.make.flags import answer, at, the_flag
from tests.make.people import acting
from tests.today.visiting import Visitor, words

pytestmark = pytest.mark.usefixtures("clock")

BLOOD = "bleeding_or_anticoagulant"
AGAIN = {
    "complaint": "Left leg again", "side": "left", "onset": "2026-03-01", "leg": "5", "back": "2",
    "red_flags": "none", "background": "none",
}  # fmt: skip


@pytest.fixture
def ended(session: Session, care: Care) -> Client:
    """The client, discharged; asked about all of it at their first intake."""
    care.episode.against_asked_at = care.episode.opened_at
    discharge(acting(session, care.therapist, at(0)), care.episode)
    session.commit()
    return care.client


def take_in(therapist: FlaskClient, client: Client, **more: Any) -> TestResponse:
    page = of(client.id, "/return")
    form = Visitor(therapist).forms(page, "/return")[0]
    return therapist.post(page, data={**form.fields, **AGAIN, **more})


def newest(session: Session, care: Care) -> Episode:
    look_again(session)
    episode = latest_episode(Scope(session, care.therapist), care.client.id)
    assert episode is not None
    return episode


def test_medicines_and_reasons_are_asked_again_as_they_stood(
    session: Session, care: Care, therapist: FlaskClient, ended: Client
) -> None:
    ended.medicines, ended.contraindications = "Naproxen", ["fracture"]
    session.commit()
    page = therapist.get(of(ended.id, "/return")).text
    assert "Naproxen</textarea>" in page
    chosen = page.partition('value="fracture"')[2].partition(">")[0]
    assert "checked" in chosen


def test_a_none_of_then_has_to_be_said_again(
    session: Session, care: Care, therapist: FlaskClient, ended: Client
) -> None:
    refused = take_in(therapist, ended)
    assert refused.status_code == 422
    assert "contraindications-error" in refused.text
    assert newest(session, care).id == care.episode.id


def test_what_is_new_is_stored_and_stands_in_the_letter(
    session: Session, care: Care, therapist: FlaskClient, ended: Client
) -> None:
    assert (
        take_in(therapist, ended, contraindications=BLOOD, medicines="Apixaban").status_code == 302
    )
    episode = newest(session, care)
    assert reasons_against(session, episode) == CONTRAINDICATIONS[BLOOD]
    assert medicines_on_record(session, episode) == "Apixaban"


def test_asked_again_and_none_it_says_so(
    session: Session, care: Care, therapist: FlaskClient, ended: Client
) -> None:
    assert take_in(therapist, ended, contraindications="none").status_code == 302
    assert reasons_against(session, newest(session, care)) == "asked at intake: none"
    assert "Nothing against it" in words(therapist.get(of(ended.id)).text)


def test_what_a_colleague_noted_while_the_form_stood_open_is_not_lost(
    session: Session, care: Care, therapist: FlaskClient, ended: Client
) -> None:
    page = of(ended.id, "/return")
    form = Visitor(therapist).forms(page, "/return")[0]
    amend_client(acting(session, care.therapist), ended, contraindications=["fracture"])
    session.commit()
    said = {**form.fields, **AGAIN, "contraindications": "none"}
    assert therapist.post(page, data=said).status_code == 302
    assert newest(session, care).client.contraindications == ["fracture"]


def test_care_begun_before_that_was_asked_says_on_which_day_it_was(
    session: Session, care: Care, therapist: FlaskClient, ended: Client
) -> None:
    later = acting(session, care.therapist, at(30))
    episode = reopen(later, ended, KNEE)
    session.commit()
    said = "none when asked on 2 March 2026, before this care; not asked since"
    assert reasons_against(session, episode) == said
    assert medicines_on_record(session, episode).endswith(
        "(asked on 2 March 2026, before this care)"
    )
    assert "not asked at this intake" in words(therapist.get(of(ended.id)).text)
    session.commit()
    amend_client(later, ended, episode, contraindications=["fracture"])
    amend_client(later, ended, episode, contraindications=[])
    assert reasons_against(session, episode) == "none on the record"


def test_where_nobody_ever_asked_no_letter_says_that_somebody_did(
    session: Session, care: Care
) -> None:
    care.episode.against_asked_at = None
    session.commit()
    assert reasons_against(session, care.episode) == "none noted; not asked at this intake"
    care.client.medicines = "Warfarin 3 mg"
    assert reasons_against(session, care.episode) == (
        "none noted; not asked at this intake. Not decided yet: Warfarin, which may thin the blood"
    )


def test_while_an_answer_of_the_last_care_stands_the_way_leads_to_it_and_a_new_yes_joins_it(
    session: Session, care: Care, therapist: FlaskClient, ended: Client
) -> None:
    page = of(ended.id, "/return")
    form = Visitor(therapist).forms(page, "/return")[0]
    answer(session, care, "fever")
    flag = the_flag(session, care)
    assert therapist.get(page).location == f"/flags/{flag.id}"
    sent = therapist.post(page, data={**form.fields, **AGAIN, "red_flags": "bladder"})
    assert sent.status_code == 409
    assert "A red-flag answer is open." in sent.text
    assert "Call 999" in sent.text
    assert newest(session, care).id == care.episode.id
    codes = {one.code for one in session.scalars(select(RedFlagAnswer)) if not one.cleared_at}
    assert {"fever", "bladder"} <= codes
