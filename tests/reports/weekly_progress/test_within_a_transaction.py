"""A Monday of the demonstration: the mails of a practice, written in the transaction that is open,
their charts drawn side by side."""

from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.models import Practice
from homecare.clients.models import Episode
from homecare.reports.weekly import send, write_within
from homecare.reports.weekly_progress.email import weekly_client_email
from tests.make.clients import make_client
from tests.make.reports import MAIL_TIME, MONDAY, mails, make_week, runs

CLIENTS = "weekly-progress"


def test_each_gets_their_own_chart_and_the_clock_writes_none_again(
    session: Session, settings: Settings
) -> None:
    care = make_week(session)
    client, episode = make_client(
        session, care.therapist, name="Ada", email="ada@post.example", confirmed=True
    )
    practice = session.get_one(Practice, care.episode.practice_id)
    alone = {one.client_id: chart_of(session, settings, one) for one in (care.episode, episode)}
    write_within(session, settings, practice, MAIL_TIME)
    session.commit()
    sent = {row.client_id: [part.content for part in row.parts] for row in mails(session, CLIENTS)}
    assert sent == {client_id: [chart] for client_id, chart in alone.items()}
    assert alone[client.id] != alone[care.client.id]
    assert [status for _, status, _ in runs(session, CLIENTS)] == ["done", "done"]
    assert send(session, settings, MAIL_TIME, None) == 0


def chart_of(session: Session, settings: Settings, episode: Episode) -> bytes:
    email = weekly_client_email(session, settings, episode, MONDAY)
    assert email is not None
    return email.parts[0].drawn()
