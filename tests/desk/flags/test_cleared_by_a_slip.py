"""Red-flag answers that were cleared by a slip, as of the wrong client, stand again."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import AuditLine
from homecare.clients.episodes.discharge import discharge
from homecare.flags.decisions import CARE_ENDED
from homecare.flags.models import Flag
from homecare.flags.queries import live_flag
from homecare.flags.red_flag_answers import (
    NOTHING_CLEARED,
    clear_episode,
    strike_red_flag_answers,
    take_clearing_back,
)
from homecare.mail.models import OutboxMail
from homecare.refusals import Refusal
from homecare.screening.models import RedFlagAnswer
from homecare.screening.queries import exercises_stopped
from tests.desk.browsing import error_at, look_again, of, send
from tests.make.diary import Care
from tests.make.flags import answer, at, the_flag
from tests.make.people import acting

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.both_databases]
SLIP = "Cleared by a slip?"


@pytest.fixture
def cleared(session: Session, care: Care) -> Flag:
    """A yes of the client's, and the flag that was closed by clearing it in the wrong record."""
    answer(session, care, "leg_weaker")
    flag = the_flag(session, care)
    clear_episode(acting(session, care.therapist, at(0)), care.episode, "The GP has seen her")
    session.commit()
    return flag


def alerts(session: Session) -> int:
    return len(
        session.scalars(select(OutboxMail.id).where(OutboxMail.kind == "flag-needs-you")).all()
    )


def test_they_stand_again_stop_the_exercises_and_everybody_is_told_anew(
    therapist: FlaskClient, session: Session, care: Care, cleared: Flag
) -> None:
    page = f"/flags/{cleared.id}"
    told = alerts(session)
    look_again(session)
    version = str(session.get_one(Flag, cleared.id).version)
    assert not exercises_stopped(session, care.episode.id)
    session.commit()
    assert SLIP in therapist.get(page).text
    said = {"stand_again-version": version, "stand_again-reason": " "}
    refused = send(therapist, f"{page}/stand-again", page, **said)
    assert error_at(refused, "stand_again-reason") == "Write what was wrong with the clearing."
    said["stand_again-reason"] = "It was Bea’s"
    send(therapist, f"{page}/stand-again", page, **said)
    look_again(session)
    assert exercises_stopped(session, care.episode.id)
    stands = live_flag(session, care.episode.id)
    assert stands is not None
    assert stands.kind == "urgent"
    assert alerts(session) > told
    assert "red_flags.not_cleared" in session.scalars(select(AuditLine.action)).all()
    session.commit()
    shown = therapist.get(page).text
    assert "The GP has seen her" in shown, "what was said then stays readable"
    assert "The clearing was a slip; the answers stand again: It was Bea’s" in shown
    assert SLIP not in shown
    told_there = therapist.get(of(care.client.id, "/timeline")).text
    assert "It was Bea’s" in told_there
    assert "The GP has seen her" in told_there


def test_pressed_twice_or_after_the_care_nothing_is_done(
    session: Session, care: Care, cleared: Flag
) -> None:
    act = acting(session, care.therapist, at(1))
    take_clearing_back(act, cleared, "It was Bea’s")
    with pytest.raises(Refusal, match=NOTHING_CLEARED[:20]):
        take_clearing_back(act, cleared, "It was Bea’s")
    clear_episode(act, care.episode, "Seen now")
    discharge(act, care.episode, "other")
    again = session.scalars(select(Flag).order_by(Flag.raised_at.desc(), Flag.id.desc())).first()
    assert again is not None
    with pytest.raises(Refusal, match=CARE_ENDED):
        take_clearing_back(act, again, "A slip")


def test_what_was_struck_out_as_another_clients_does_not_come_back(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    wrong = answer(session, care, "fever", by_staff=True)
    flag = the_flag(session, care)
    strike_red_flag_answers(acting(session, care.therapist, at(0)), wrong, "Other room")
    session.commit()
    assert SLIP not in therapist.get(f"/flags/{flag.id}").text
    assert session.scalars(select(RedFlagAnswer.cleared_at)).one() is not None
