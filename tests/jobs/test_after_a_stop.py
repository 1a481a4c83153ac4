"""After a stop of the server: nobody is called silent, and phones are waited for."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from homecare.assessment.models import Verdict
from homecare.clockwork.stops import CLOCK, Sign, beat
from homecare.reports import weekly
from homecare.reports.check_ins import due as check_ins
from homecare.reports.check_ins.email import KIND as CHECK_IN
from homecare.reports.weekly_progress.email import KIND as WEEKLY
from tests.make.diary import Care
from tests.make.flags import assess_days, at, exercise, kinds_and_states, rate
from tests.make.reports import MAIL_TIME, mails, runs

DAY = timedelta(days=1)


def down(session: Session, began: datetime, ended: datetime) -> None:
    for moment, process in ((began, "before"), (ended, "after")):
        beat(session, CLOCK, Sign(moment, moment, process))
    session.commit()


def test_the_days_without_the_server_make_nobody_quiet(session: Session, care: Care) -> None:
    rate(session, care, 6, 4, range(8))
    down(session, at(12), at(18))
    assess_days(session, care, range(1, 20))
    assert kinds_and_states(session, care) == []  # without the stop it is quiet on day 14
    assess_days(session, care, [20])
    assert kinds_and_states(session, care) == [("quiet", "open")]


def test_what_a_phone_sends_after_the_stop_is_heard_in_time(session: Session, care: Care) -> None:
    rate(session, care, 6, 4, range(8))
    down(session, at(12), at(18))
    assess_days(session, care, range(1, 19))
    rate(session, care, 6, 4, range(12, 19))
    exercise(session, care, range(12, 19))
    assess_days(session, care, range(19, 25))
    assert kinds_and_states(session, care) == []


def test_check_ins_wait_a_day(session: Session, settings: Settings, care: Care) -> None:
    rate(session, care, 6, 4, range(8))
    assess_days(session, care, range(1, 15))
    down(session, at(14), at(16))
    assert check_ins.send(session, settings, at(16), None) == 0
    assert check_ins.send(session, settings, at(17), None) == 1
    assert len(mails(session, CHECK_IN)) == 1


def test_few_scores_say_nothing_while_no_phone_could_send_any(
    session: Session, settings: Settings, care: Care
) -> None:
    """Whoever opens the phone two days after the stop was never silent, and is not asked why."""
    rate(session, care, 2, 1, range(12))
    down(session, at(12), at(21))
    assess_days(session, care, range(1, 23))
    assert session.scalars(select(Verdict.state)).all() == ["too_few"]
    assert check_ins.send(session, settings, at(22), None) == 0
    rate(session, care, 2, 1, range(12, 23))
    assess_days(session, care, range(23, 30))
    assert check_ins.send(session, settings, at(29), None) == 0
    assert mails(session, CHECK_IN) == []


def test_whoever_stays_away_after_the_stop_is_asked_all_the_same(
    session: Session, settings: Settings, care: Care
) -> None:
    rate(session, care, 2, 1, range(12))
    down(session, at(12), at(21))
    asked = []
    for day in range(21, 28):
        assess_days(session, care, [day])
        asked.append(check_ins.send(session, settings, at(day), None))
    assert asked == [0, 0, 0, 0, 0, 1, 0]


def test_weekly_mails_wait_a_day_and_are_not_late_by_it(
    session: Session, settings: Settings, care: Care
) -> None:
    back = MAIL_TIME + 2 * DAY + DAY / 2
    down(session, MAIL_TIME - 3 * DAY, back)
    assert weekly.send(session, settings, back, None) == 0
    assert weekly.send(session, settings, back + DAY - DAY / 24, None) == 0
    assert weekly.send(session, settings, back + DAY, None) == 3
    assert [status for _, status, _ in runs(session, WEEKLY)] == ["done"]
