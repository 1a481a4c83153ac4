"""What matters, from both front doors to everywhere it is read."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from config import Settings
from homecare.activities.queries import followed, named
from homecare.reports.weekly_progress.email import weekly_client_email
from tests.desk.browsing import look_again, of, send
from tests.make.diary import Care
from tests.make.flags import flags_of
from tests.make.people import NOW
from tests.make.referrals import make_contact, make_draft
from tests.today.visiting import Visitor, words

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.any_database]

WEEK = timedelta(days=7)
MINE, CHECK = "/activities", "/check"
FILM = {"activity_1": " Sit  through a film ", "goes_1": "6"}
WELL: dict[str, Any] = {"change": "1", "nerves": "no", "none": "y"}


@pytest.fixture
def me(app: Flask, care: Care, clock: time_machine.Traveller) -> Visitor:
    """A client a week after the intake."""
    clock.move_to(NOW + WEEK)
    return Visitor.of(app, "client@homecare.example")


def read_again(session: Session, care: Care) -> list[tuple[str, int, tuple[Any, ...]]]:
    look_again(session)
    each = followed(session, care.episode)
    return [(one.words, one.activity.start, tuple(s for _, s in one.scores)) for one in each]


@pytest.mark.both_databases
def test_a_client_names_it_and_each_check_asks_how_it_goes(
    session: Session, care: Care, me: Visitor, clock: time_machine.Traveller
) -> None:
    assert "Is there something you want to do again" in me.read(CHECK)
    assert me.send(MINE, MINE, FILM).location == "/progress"
    assert "How well does this go now: “Sit through a film”?" in me.read(CHECK)
    me.send(CHECK, CHECK, {**WELL, "now_1": "4"})
    assert read_again(session, care) == [("Sit through a film", 6, (4,))]
    assert "Sit through a film: 6 on 9 March 2026, 4 on 9 March 2026." in me.read("/progress")
    assert 'id="now_1-4" value="4" checked' in me.browser.get(CHECK).text
    clock.move_to(NOW + 2 * WEEK)
    me.send(CHECK, CHECK, WELL)  # nobody has to say it
    assert read_again(session, care) == [("Sit through a film", 6, (4,))]


def test_a_clients_page_leads_to_what_matters_before_and_after_it_is_named(
    care: Care, me: Visitor, therapist: FlaskClient
) -> None:
    way = f'href="{of(care.client.id, "/activities")}"'
    page = therapist.get(of(care.client.id)).text
    assert way in page
    assert "Write down what matters to them" in page
    me.send(MINE, MINE, FILM)
    page = therapist.get(of(care.client.id)).text
    assert way in page
    assert "Write down what matters to them" not in page
    assert "Change it, or note how it goes" in page


def test_a_fall_at_two_checks_is_on_the_therapists_list(
    session: Session, care: Care, me: Visitor, therapist: FlaskClient,
    clock: time_machine.Traveller,
) -> None:  # fmt: skip
    me.send(MINE, MINE, FILM)
    for week, score in ((1, "3"), (2, "2")):
        clock.move_to(NOW + week * WEEK)
        me.send(CHECK, CHECK, {**WELL, "now_1": score})
    look_again(session)
    [flag] = flags_of(session, care)
    page = words(therapist.get(f"/flags/{flag.id}").text)
    assert "Doing less" in page
    assert "“Sit through a film” was 6 at the start, and 3 and 2 at the last two checks" in page
    assert "Doing less" in words(therapist.get("/caseload").text)


def test_a_score_never_goes_to_another_activity(session: Session, care: Care, me: Visitor) -> None:
    me.send(MINE, MINE, FILM)
    form = me.forms(CHECK, CHECK)[0]
    me.send(MINE, MINE, {"known_1": "", "activity_1": "Walk the dog", "goes_1": "5"})
    me.post(form, {**WELL, "now_1": "0"})
    assert read_again(session, care) == [("Walk the dog", 5, ())]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"activity_1": "x" * 61, "goes_1": "5"}, "Write at most 60 characters."),
        ({"activity_1": "Walk"}, "Choose from 0 to 10 how well it goes."),
        ({"goes_2": "5"}, "Write what it is, in a few words."),
        ({**FILM, "activity_2": "sit through A film", "goes_2": "3"}, "This stands here already."),
        ({"activity_1": "Walk", "goes_1": "11"}, "Choose one of these."),
        ({"activity_1": "Walk\x07", "goes_1": "1"}, "Leave out the characters"),
    ],
)
def test_what_can_not_be_kept_is_said_at_its_field_and_what_was_typed_stays(
    session: Session, care: Care, me: Visitor, typed: dict[str, str], said: str
) -> None:
    answer = me.send(MINE, MINE, typed)
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert all(value in answer.text for name, value in typed.items() if name == "activity_1")
    assert read_again(session, care) == []


def test_a_therapist_names_it_at_intake_and_notes_how_it_goes(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    page = of(care.client.id, "/activities")
    send(therapist, page, **FILM)
    look_again(session)
    [one] = named(care.episode)
    answer = therapist.get(page).text
    assert "How well does this go now: “Sit through a film”?" in words(answer)
    sent = send(therapist, f"{page}/scores", page, named=one.id, now_1="8", entry_id=str(uuid4()))
    assert sent.location == of(care.client.id), words(sent.text)
    assert read_again(session, care) == [("Sit through a film", 6, (8,))]
    assert "Sit through a film: 6 on 2 March 2026, 8 on 2 March 2026." in words(
        therapist.get(of(care.client.id)).text
    )
    assert "Matters: Sit through a film 6 → 8" in words(therapist.get("/caseload").text)


@pytest.mark.both_databases
def test_the_caseload_has_the_newest_score_of_each_however_many_are_spoken_of(
    session: Session, care: Care, me: Visitor, therapist: FlaskClient,
    clock: time_machine.Traveller,
) -> None:  # fmt: skip
    me.send(MINE, MINE, FILM | {"activity_2": "Walk the dog", "goes_2": "3"})
    me.send(CHECK, CHECK, {**WELL, "now_1": "6", "now_2": "7"})
    assert "Matters: Sit through a film 6 → 6" in words(therapist.get("/caseload").text)
    clock.move_to(NOW + 2 * WEEK)
    me.send(CHECK, CHECK, {**WELL, "now_1": "8"})
    assert read_again(session, care)[1] == ("Walk the dog", 3, (7,))
    assert "Matters: Walk the dog 3 → 7" in words(therapist.get("/caseload").text)


def test_it_stands_in_the_weekly_mail_and_not_in_its_subject(
    session: Session, care: Care, me: Visitor, settings: Settings
) -> None:
    me.send(MINE, MINE, FILM)
    me.send(CHECK, CHECK, {**WELL, "now_1": "7"})
    look_again(session)
    mail = weekly_client_email(session, settings, care.episode, NOW.date())
    assert mail is not None
    for said in (mail.text, mail.html):
        assert "Sit through a film: 6 on 9 March 2026, 7 on 9 March 2026." in said
    assert "film" not in mail.subject


def test_it_stands_in_the_letter_and_in_what_is_taken_along(
    session: Session, care: Care, me: Visitor, therapist: FlaskClient
) -> None:
    me.send(MINE, MINE, FILM)
    me.send(CHECK, CHECK, {**WELL, "now_1": "7"})
    contact = make_contact(session, care.therapist, kind="gp")
    draft = make_draft(session, care.therapist, care.episode, contact)
    assert "Sit through a film: 6 on 9 March 2026, 7 on 9 March 2026" in words(
        therapist.get(f"/referrals/{draft.id}").text
    )
    record = therapist.get(of(care.client.id, "/record.json")).json
    assert record["episodes"][0]["activities"][0]["words"] == "Sit through a film"
    assert "Sit through a film" in me.browser.get("/me/diary.json").text
    timeline = words(therapist.get(of(care.client.id, "/timeline")).text)
    assert "What matters to them" in timeline


def test_an_earlier_name_of_it_stays_readable(
    session: Session, care: Care, me: Visitor, therapist: FlaskClient
) -> None:
    me.send(MINE, MINE, FILM)
    look_again(session)
    [one] = named(care.episode)
    me.send(MINE, MINE, {"known_1": one.id, "activity_1": "Sit for an hour", "goes_1": "6"})
    timeline = words(therapist.get(of(care.client.id, "/timeline")).text)
    assert "Sit through a film" in timeline
    assert "Sit for an hour" in timeline
