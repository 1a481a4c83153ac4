"""After four silent weeks one last mail says that the others rest; an entry starts them again."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import partial

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from config import Settings
from homecare.clients.operations import record_away
from homecare.clockwork.stops import CLOCK, Sign, beat
from homecare.database import new_id
from homecare.diary.days import close_days
from homecare.diary.models import DiaryDay
from homecare.reports import weekly
from homecare.reports.reminders import due as reminders
from homecare.reports.reminders.email import EVERY_DAY, Wish, settings_of
from homecare.reports.resting.email import resting_email
from homecare.reports.resting.operations import start_again
from tests.kept import begin_with, go_on, own_copies
from tests.make.diary import DAY, ROWS, Care, make_care, record, statements, told
from tests.make.people import NOW, acting
from tests.make.reports import answer_red_flag, mails, runs
from tests.snapshots import assert_as_approved

FIRST = NOW.date()  # a Monday: the day of the intake
EVENING = time(18, 1)
IN_COMMON = 36  # the last day that many of them live through in the same way
WEEKLY, REMINDER, LAST = "weekly-progress", "reminder", "mail-rests"


@pytest.fixture
def care(session: Session) -> Care:
    """Somebody who gets a reminder every evening and the weekly mail."""

    def make() -> Care:
        made = make_care(session, confirmed=True)
        wish = Wish((time(18),), EVERY_DAY, only_if_not_logged=True)
        made.client.reminder = settings_of(wish, on=True)
        session.commit()
        return made

    made = begin_with(session, "reminded", make)
    return replace(made, **own_copies(session, {name: getattr(made, name) for name in ROWS}))


def live(session: Session, settings: Settings, first: int, last: int) -> dict[str, list[date]]:
    """Let days of the clock go by; on which of them each kind of mail was written."""

    def go_by(days: range) -> None:
        for number in days:
            day = FIRST + number * DAY
            close_days(session, datetime.combine(day, time(3), UTC))
            session.commit()
            weekly.send(session, settings, datetime.combine(day, time(8), UTC), None)
            reminders.send(session, settings, datetime.combine(day, EVENING, UTC), None)

    for days in (
        range(first, min(last, IN_COMMON) + 1),
        range(max(first, IN_COMMON + 1), last + 1),
    ):
        if days:
            go_on(session, f"lived {days}", partial(go_by, days))
    wanted = {kind: mails(session, kind) for kind in (WEEKLY, REMINDER, LAST)}
    begins = FIRST + first * DAY
    return {
        kind: [row.queued_at.date() for row in rows if row.queued_at.date() >= begins]
        for kind, rows in wanted.items()
    }


def logs(session: Session, care: Care, number: int, **about: date) -> None:
    """An entry on a day after the intake, about that day unless told otherwise."""
    day = FIRST + number * DAY
    at = datetime.combine(day, time(20), UTC)
    record(session, care, told(day=about.get("about", day), id=new_id()), at)


def day(number: int) -> date:
    return FIRST + number * DAY


def without_weekly(session: Session, care: Care) -> None:
    care.client.weekly_email = False
    session.commit()


def test_the_weekly_mail_says_it_once_and_then_both_rest(
    session: Session, settings: Settings, care: Care
) -> None:
    sent = live(session, settings, 0, 70)
    assert sent[WEEKLY] == [day(7), day(14), day(21), day(28)]
    assert sent[LAST] == [day(35)]
    assert sent[REMINDER] == [day(number) for number in range(29)]
    assert [mail.to_address for mail in mails(session, LAST)] == ["client@homecare.example"]


def test_without_weekly_mail_the_last_reminder_says_it(
    session: Session, settings: Settings, care: Care
) -> None:
    without_weekly(session, care)
    sent = live(session, settings, 0, 45)
    assert sent == {
        WEEKLY: [],
        REMINDER: [day(number) for number in range(29)],
        LAST: [day(29)],
    }


@pytest.mark.parametrize("about", [36, 35, 20])
def test_an_entry_starts_both_again_whatever_day_it_is_about(
    session: Session, settings: Settings, care: Care, about: int
) -> None:
    live(session, settings, 0, 36)
    logs(session, care, 36, about=day(about))
    sent = live(session, settings, 37, 72)
    assert sent[REMINDER] == [day(number) for number in range(37, 65)]
    assert sent[WEEKLY] == [day(42), day(49), day(56), day(63)]
    assert sent[LAST] == [day(70)]


def test_weeks_without_the_server_are_no_silence(
    session: Session, settings: Settings, care: Care
) -> None:
    logs(session, care, 1)
    for number, process in ((2, "before"), (30, "after")):
        moment = datetime.combine(FIRST + number * DAY, time(12), UTC)
        beat(session, CLOCK, Sign(moment, moment, process))
    written = live(session, settings, 31, 40)
    assert written[LAST] == []
    assert written[WEEKLY] != []


def test_what_the_therapist_enters_counts(session: Session, settings: Settings, care: Care) -> None:
    live(session, settings, 0, 36)
    at = datetime.combine(day(36), time(20), UTC)
    record(session, care, told(day=day(30), id=new_id()), at, care.therapist)
    assert live(session, settings, 37, 38)[REMINDER] == [day(37), day(38)]


def test_the_client_starts_them_again(session: Session, settings: Settings, care: Care) -> None:
    live(session, settings, 0, 36)
    at = datetime.combine(day(36), time(20), UTC)
    start_again(acting(session, care.me, at), care.episode)
    session.commit()
    sent = live(session, settings, 37, 80)
    assert sent[REMINDER] == [day(number) for number in range(37, 65)]
    assert sent[LAST] == [day(70)]


def test_days_away_are_no_silence(session: Session, settings: Settings, care: Care) -> None:
    without_weekly(session, care)
    act = acting(session, care.therapist, NOW)
    record_away(act, care.episode, day(10), day(23), "Holiday")
    session.commit()
    sent = live(session, settings, 0, 45)
    assert sent[LAST] == [day(43)]
    assert [at for at in sent[REMINDER] if day(10) <= at <= day(23)] == []


def test_a_flare_up_is_no_silence(session: Session, settings: Settings, care: Care) -> None:
    without_weekly(session, care)
    body = {"state": "start"}
    at = datetime.combine(day(5), time(20), UTC)
    record(session, care, told("flare", body, day(5), id=new_id()), at)
    live(session, settings, 0, 45)
    flaring = session.query(DiaryDay).filter(DiaryDay.flare, DiaryDay.on > day(5)).count()
    assert flaring > 0
    assert [mail.queued_at.date() for mail in mails(session, LAST)] == [day(5 + 29 + flaring)]


def test_while_a_red_flag_answer_stands_the_weekly_mail_goes_on_saying_so(
    session: Session, settings: Settings, care: Care
) -> None:
    answer_red_flag(session, care)
    sent = live(session, settings, 0, 42)
    assert (sent[WEEKLY], sent[LAST]) == ([day(7 * week) for week in range(1, 7)], [])
    assert "a safety question" in mails(session, WEEKLY)[-1].text


def test_an_answer_during_the_rest_is_spoken_of_too(
    session: Session, settings: Settings, care: Care
) -> None:
    live(session, settings, 0, 36)
    answer_red_flag(session, care)
    assert live(session, settings, 37, 43)[WEEKLY] == [day(42)]


def test_who_rests_costs_the_reminders_and_the_weekly_mail_nothing(
    session: Session, settings: Settings, care: Care
) -> None:
    live(session, settings, 0, 36)
    before = (runs(session, REMINDER), runs(session, WEEKLY))
    with statements(session) as sent:
        live(session, settings, 37, 37)
    assert len([each for each in sent if "outbox_mail" in each and "INSERT" in each]) == 0
    assert (runs(session, REMINDER), runs(session, WEEKLY)) == before


def test_a_silence_that_has_lasted_a_year_is_told_by_few_rows(
    session: Session, settings: Settings, care: Care
) -> None:
    """A practice that brings its old records along: nobody was told yet."""
    of = {"practice_id": care.practice.id, "client_id": care.client.id}
    rows = [{**of, "episode_id": care.episode.id, "on": day(n), "closed": True} for n in range(365)]
    session.execute(insert(DiaryDay), rows)
    session.commit()
    assert live(session, settings, 371, 371)[LAST] == [day(371)]


@pytest.mark.parametrize(("kind", "weekly_wanted"), [("both", True), ("reminders", False)])
def test_the_last_mail_word_for_word(
    session: Session, settings: Settings, care: Care, kind: str, weekly_wanted: bool
) -> None:
    care.client.weekly_email = weekly_wanted
    care.practice.telephone = "020 7946 0101" if weekly_wanted else ""
    session.commit()
    email = resting_email(session, settings, care.episode, day(35))
    assert email is not None
    assert_as_approved(f"mail-rests-{kind}", email)
    assert not any(scold in email.text for scold in ("0 of", "not logged", "missed", "due"))
