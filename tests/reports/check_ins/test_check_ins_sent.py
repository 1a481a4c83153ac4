"""One check-in mail when a client goes quiet: once a spell, by day, not twice in two weeks."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from homecare.assessment.models import Verdict
from homecare.clients.episodes.discharge import discharge
from homecare.database import new_id
from homecare.diary.operations import record_entry
from homecare.mail.message import Email
from homecare.mail.models import OutboxMail
from homecare.questions.operations import answer_check_in
from homecare.reports.check_ins.due import send
from homecare.reports.check_ins.email import KIND
from homecare.rules.verdict.arithmetic import long_date
from tests.make.diary import Care, make_care, statements, told
from tests.make.flags import assess, assess_days, at, flags_of, kinds_and_states, on, rate, the_flag
from tests.make.people import acting
from tests.make.reports import disable_login, mails, runs
from tests.snapshots import assert_as_approved

HOUR = timedelta(hours=1)
QUIET_ON = 14  # silent from day 8 on
EARLY = 11  # a silence from day 4 on is too few scores, and asked about on this day


@pytest.fixture
def care(session: Session, care: Care) -> Care:
    """A week and a day of high scores, then silence."""
    rate(session, care, 6, 4, range(8))
    assess_days(session, care, range(1, QUIET_ON))
    return care


def quiet(session: Session, care: Care, *days: int) -> datetime:
    """The nights of these days; answers the morning of the last."""
    assess_days(session, care, days or (QUIET_ON,))
    return at(days[-1] if days else QUIET_ON)


def test_it_leaves_once_when_the_quiet_begins(
    session: Session, settings: Settings, care: Care
) -> None:
    assert send(session, settings, at(QUIET_ON - 1), None) == 0
    assert send(session, settings, quiet(session, care), None) == 1
    assert send(session, settings, at(QUIET_ON) + HOUR, None) == 0
    for day in range(QUIET_ON + 1, QUIET_ON + 30):
        assert send(session, settings, quiet(session, care, day), None) == 0
    (mail,) = mails(session, KIND)
    assert mail.to_address == "client@homecare.example"


def test_nobody_is_woken_at_night(session: Session, settings: Settings, care: Care) -> None:
    morning = quiet(session, care)
    assert send(session, settings, morning - HOUR, None) == 0
    assert send(session, settings, morning, None) == 1


def test_too_few_scores_are_asked_about_too(session: Session, settings: Settings) -> None:
    care = make_care(session)
    rate(session, care, 2, 1, [0, 5])
    assess_days(session, care, range(1, 11))
    assert send(session, settings, at(10), None) == 1


def test_who_rates_the_other_site_every_day_is_not_told_that_little_was_heard(
    session: Session, settings: Settings
) -> None:
    care = make_care(session)
    rate(session, care, 6, 3, range(6))
    report = partial(told, body={"leg": None, "back": 3})
    for day in range(6, 15):
        record_entry(acting(session, care.me, at(day)), care.episode, report(day=on(day)))
    session.commit()
    assess_days(session, care, range(1, 16))
    assert session.scalars(select(Verdict.state)).one() == "too_few"
    assert send(session, settings, at(15), None) == 0


@pytest.fixture
def early(session: Session) -> Care:
    """Four days of high scores, then silence from within the first week, with nothing said."""
    care = make_care(session)
    rate(session, care, 6, 4, range(4))
    assess_days(session, care, range(1, EARLY))
    return care


def test_silence_from_the_first_week_is_asked_about_though_nothing_is_flagged(
    session: Session, settings: Settings, early: Care
) -> None:
    assert send(session, settings, at(EARLY - 1), None) == 0
    assert send(session, settings, quiet(session, early, EARLY), None) == 1
    for day in range(EARLY + 1, EARLY + 30):
        assert send(session, settings, quiet(session, early, day), None) == 0
    (mail,) = mails(session, KIND)
    assert mail.to_address == "client@homecare.example"
    assert kinds_and_states(session, early) == []


@pytest.mark.parametrize(
    ("answer", "flags"),
    [("worse", [("quiet", "open")]), ("same", [("quiet", "open")]), ("better", [])],
)
def test_what_is_answered_to_it_decides_whether_the_therapist_is_asked(
    session: Session,
    settings: Settings,
    early: Care,
    answer: str,
    flags: list[tuple[str, str]],
) -> None:
    assert send(session, settings, quiet(session, early, EARLY), None) == 1
    answer_check_in(
        acting(session, early.me, at(EARLY) + HOUR),
        early.episode,
        entry_id=new_id(),
        answer=answer,
    )
    session.commit()
    assert send(session, settings, quiet(session, early, EARLY + 1), None) == 0
    assert kinds_and_states(session, early) == flags
    assert {flag.proposes for flag in flags_of(session, early)} <= {"contact"}


def test_the_next_spell_is_asked_about_but_not_within_two_weeks(
    session: Session, settings: Settings, care: Care
) -> None:
    send(session, settings, quiet(session, care), None)
    rate(session, care, 6, 4, [16, 17, 18])
    assert send(session, settings, quiet(session, care, *range(17, 27)), None) == 0
    assert [status for _, status, _ in runs(session, KIND)] == ["done", "skipped"]
    rate(session, care, 6, 4, [26, 27, 28])
    assert send(session, settings, quiet(session, care, *range(27, 37)), None) == 1


def test_whoever_has_logged_this_morning_is_not_asked(
    session: Session, settings: Settings, care: Care
) -> None:
    morning = quiet(session, care)
    rate(session, care, 5, 4, [QUIET_ON])
    assert send(session, settings, morning, None) == 0
    assert runs(session, KIND)[0][1:] == ("skipped", "logged meanwhile")


def test_without_a_login_the_reason_is_kept(
    session: Session, settings: Settings, care: Care
) -> None:
    disable_login(session, care)
    assert send(session, settings, quiet(session, care), None) == 0
    assert runs(session, KIND)[0][1:] == ("skipped", "no login, or no confirmed address")


def test_nobody_discharged_is_asked(session: Session, settings: Settings, care: Care) -> None:
    morning = quiet(session, care)
    discharge(acting(session, care.therapist, morning), care.episode, "Moved away")
    session.commit()
    assert send(session, settings, morning, None) == 0


def test_the_answer_reaches_the_flag(session: Session, settings: Settings, care: Care) -> None:
    quiet(session, care)
    assert the_flag(session, care).proposes == "check_in"
    answer_check_in(
        acting(session, care.me, at(QUIET_ON) + HOUR),
        care.episode,
        entry_id=new_id(),
        answer="worse",
    )
    session.commit()
    flag = the_flag(session, care)
    assert flag.proposes == "contact"
    day = long_date(at(QUIET_ON).date())
    said = f"The check-in of {day} was answered “worse”."
    assert said in [reason["text"] for reason in flag.reasons]


def test_better_ends_the_quiet(session: Session, settings: Settings, care: Care) -> None:
    quiet(session, care)
    answer_check_in(
        acting(session, care.me, at(QUIET_ON) + HOUR),
        care.episode,
        entry_id=new_id(),
        answer="better",
    )
    session.commit()
    assess(session, care, QUIET_ON + 1)
    assert the_flag(session, care).transitions[-1].reason == "The rule no longer asks for this."


def test_its_statements_do_not_grow_with_clients_who_were_asked(
    session: Session, settings: Settings, care: Care
) -> None:
    send(session, settings, quiet(session, care), None)
    with statements(session) as sent:
        send(session, settings, at(QUIET_ON) + HOUR, None)
    assert len(sent) == 1


def test_the_mail_reads_as_it_was_approved(
    session: Session, settings: Settings, care: Care
) -> None:
    send(session, settings, quiet(session, care), None)
    row = session.query(OutboxMail).filter_by(kind=KIND).one()
    link = row.text.split("/check-in/")[1].split()[0]
    text, html = (body.replace(link, "TOKEN") for body in (row.text, row.html))
    mail = Email(row.kind, row.to_address, row.subject, text, html, row.to_name)
    assert_as_approved("check-in", mail)
