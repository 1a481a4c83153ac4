"""Answers for 999 come before other urgent ones in every list and in mail, and are named."""

import re

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.models import Membership
from homecare.flags.red_flag_answers import clear_episode
from homecare.mail.models import OutboxMail
from homecare.reports.weekly_digest.email import weekly_digest
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.flags import answer, at, on
from tests.make.people import acting, make_therapist, signed_in

THREE = ("Nora Ninth", "Nina Newer", "Tom Today")


@pytest.fixture(autouse=True)
def day_3(clock: time_machine.Traveller) -> None:
    clock.move_to(at(3))


@pytest.fixture
def three(session: Session, care: Care) -> None:
    """One answer for the same day, overdue; then two for 999, the later of them of this morning."""
    for name, code, day in zip(
        THREE, ("saddle_numbness", "bladder", "leg_weaker"), (1, 3, 0), strict=True
    ):
        client, episode = make_client(session, care.therapist, name=name)
        answer(
            session, Care(care.practice, care.therapist, care.me, client, episode), code, day=day
        )


def named(page: str) -> list[str]:
    return re.findall("|".join(THREE), page)


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("page", ["/flags", "/caseload", "/caseload?whose=all"])
def test_they_stand_before_what_is_overdue_and_the_oldest_of_them_first(
    therapist: FlaskClient, page: str
) -> None:
    said = therapist.get(page).text
    assert tuple(dict.fromkeys(named(said))) == THREE
    # One badge of each that is for 999, none of the other.
    assert words_of(said).count("999 now") == 2
    assert "999 now" not in words_of(said[said.index(THREE[2]) :])


@pytest.mark.usefixtures("three")
def test_a_colleague_reads_them_first_above_their_own_caseload(
    app: Flask, session: Session, care: Care
) -> None:
    make_therapist(session, care.practice, "cora@homecare.example", "Cora Colleague")
    said = words_of(signed_in(app, "cora@homecare.example").get("/caseload").text)
    assert (
        "Urgent with a colleague: 999 now: Nora Ninth (Theo Therapist), "
        "999 now: Nina Newer (Theo Therapist), Tom Today (Theo Therapist)"
    ) in said


@pytest.mark.usefixtures("three")
def test_the_flag_and_the_record_name_it_until_it_is_cleared(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    answer(session, care, "saddle_numbness", day=3)
    mine = f"/clients/{care.client.id}"
    flag = re.findall(r"/flags/[0-9a-f-]{36}", therapist.get(mine).text)[0]
    for page in (mine, flag):
        assert "999 now" in words_of(therapist.get(page).text)
    clear_episode(acting(session, care.therapist, at(3)), care.episode, "Seen at A&E.")
    session.commit()
    assert "999 now" not in words_of(therapist.get(flag).text)


def test_where_there_is_no_999_it_is_called_emergency_help(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    care.practice.nation = "other"
    session.commit()
    answer(session, care, "saddle_numbness", day=3)
    said = words_of(therapist.get("/caseload").text)
    assert "Emergency help now" in said
    assert "999" not in said


@pytest.mark.usefixtures("three")
def test_the_digest_has_them_first_and_repeats_no_answer(
    session: Session, care: Care, settings: Settings
) -> None:
    place = select(Membership).where(Membership.person_id == care.therapist.person_id)
    email = weekly_digest(session, settings, session.scalars(place).one(), on(-7), at(3))
    assert tuple(named(email.text)) == THREE
    assert "- Urgent, 999 now: Nora Ninth, open for 2 days, overdue." in email.text
    assert "- Urgent, speak to them today: Tom Today, open for 3 days, overdue." in email.text
    assert email.text.count("What they answered stands behind your sign-in.") == 3
    for part in (email.text, email.html):
        for quoted in ("“", "numb", "peeing", "leak", "weak", "Yes, on"):
            assert quoted not in part


def test_the_mail_that_goes_at_once_says_how_soon_and_its_subject_nothing_else(
    session: Session, care: Care
) -> None:
    answer(session, care, "leg_weaker")
    assert mailed(session) == {("Someone needs you now", "Please look today")}
    answer(session, care, "saddle_numbness", day=1)
    assert mailed(session) == {
        ("Someone needs you now", "Please look today"),
        ("Someone needs you at once", "Please do not wait"),
    }


def mailed(session: Session) -> set[tuple[str, str]]:
    mails = session.scalars(select(OutboxMail).where(OutboxMail.kind == "flag-needs-you")).all()
    said = {(mail.subject, re.findall(r"Please (?:look today|do not wait)", mail.text)[0])
            for mail in mails}  # fmt: skip
    session.expire_all()
    return said
