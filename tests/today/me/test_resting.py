"""Me says that mail rests, and why, and has the way back."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from homecare.reports.reminders.email import EVERY_DAY, USUAL_TIMES, Wish, settings_of
from tests.make.diary import Care, record, told
from tests.make.people import NOW
from tests.today.me.test_me import SETTINGS
from tests.today.visiting import Visitor

pytestmark = pytest.mark.usefixtures("clock")

WISH = Wish(USUAL_TIMES, EVERY_DAY, only_if_not_logged=True)


@pytest.fixture
def resting(session: Session, care: Care) -> Care:
    """Somebody who was told that mail rests."""
    care.client.reminder = settings_of(WISH, on=True)
    care.episode.mail_rests_since = NOW.date() - timedelta(days=3)
    session.commit()
    return care


def rests(session: Session, care: Care) -> bool:
    session.rollback()
    session.expire_all()
    return care.episode.mail_rests_since is not None


def test_nothing_is_said_while_mail_comes(me: Visitor) -> None:
    assert "take a break" not in me.read("/me")


@pytest.mark.usefixtures("resting")
def test_it_says_why_and_that_an_entry_starts_them_again(me: Visitor) -> None:
    page = me.read("/me")
    assert "Your mails take a break" in page
    assert "no reminders and no weekly email come" in page
    assert "They start again by themselves when you write something" in page


def test_the_button_starts_them_again(session: Session, resting: Care, me: Visitor) -> None:
    me.send("/me", "/me/mail", {})
    assert not rests(session, resting)
    assert "take a break" not in me.read("/me")


def test_an_entry_does_so_too(session: Session, resting: Care) -> None:
    record(session, resting, told())
    assert not rests(session, resting)


def test_settings_saved_as_they_were_leave_it_at_that(
    session: Session, resting: Care, me: Visitor
) -> None:
    assert me.send("/me", "/me", SETTINGS).status_code == 302
    assert rests(session, resting)


def test_whoever_asks_for_reminders_anew_gets_them(
    session: Session, resting: Care, me: Visitor
) -> None:
    resting.client.reminder = settings_of(WISH, on=False)
    session.commit()
    assert me.send("/me", "/me", SETTINGS).status_code == 302
    assert not rests(session, resting)
