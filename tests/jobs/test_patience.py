"""Nobody's impatience is left to whoever takes the connection next."""

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from tests.make.busy import impatient


def patience(session: Session) -> str:
    sqlite = session.get_bind().dialect.name == "sqlite"
    return str(session.scalar(text("PRAGMA busy_timeout" if sqlite else "SHOW lock_timeout")))


def test_a_connection_that_is_given_back_late_is_patient_again(session: Session) -> None:
    engine, usual = session.get_bind(), patience(session)
    assert isinstance(engine, Engine)
    session.rollback()
    with impatient(engine):
        assert patience(session) != usual
    session.rollback()
    assert patience(session) == usual
