"""A weekly check that says "very much worse" reaches the therapist by the next night's mail."""

from sqlalchemy.orm import Session

from homecare.database import new_id
from homecare.flags.decisions import dismiss, snooze
from homecare.questions.operations import answer_check
from tests.make.diary import Care, make_care
from tests.make.flags import (
    answer,
    assess,
    assess_days,
    at,
    exercise,
    flags_of,
    flat_weeks,
    kinds_and_states,
    on,
    rate,
    the_flag,
    told_to,
)
from tests.make.people import acting

THERAPIST = "therapist@homecare.example"


def say(session: Session, care: Care, day: int, change: int) -> None:
    """The client answers the weekly check, with no red flag."""
    answer_check(
        acting(session, care.me, at(day)), care.episode,
        entry_id=new_id(), change=change, answers={},
    )  # fmt: skip
    session.commit()


def test_very_much_worse_is_told_by_mail_the_next_night(session: Session, care: Care) -> None:
    rate(session, care, 5, 3, range(1, 22))
    exercise(session, care, range(22))
    assess_days(session, care, range(1, 22))
    say(session, care, 21, -3)
    assess(session, care, 22)
    flag = flags_of(session, care)[-1]
    assert (flag.kind, flag.proposes, flag.raised_on) == ("worsening", "contact", on(22))
    assert "very much worse" in flag.reasons[0]["text"]
    assert THERAPIST in told_to(session)
    before = told_to(session)
    assess_days(session, care, range(22, 28))
    assert told_to(session) == before


def test_a_check_corrected_six_days_later_is_told(session: Session, care: Care) -> None:
    rate(session, care, 5, 3, range(1, 28))
    say(session, care, 21, 1)
    assess_days(session, care, range(20, 28))
    say(session, care, 27, -3)
    assess(session, care, 28)
    assert flags_of(session, care)[-1].kind == "worsening"
    assert THERAPIST in told_to(session)


def test_it_replaces_a_stall_and_is_told(session: Session, care: Care) -> None:
    flat_weeks(session, care)
    answer(session, care, day=27)
    assess(session, care, 28)
    say(session, care, 28, -3)
    assess(session, care, 29)
    assert kinds_and_states(session, care) == [("stalled", "replaced"), ("worsening", "open")]
    assert THERAPIST in told_to(session)


def worse_since_day_14(session: Session, care: Care) -> None:
    """Worsening by scores, told already."""
    rate(session, care, 4, 1, range(1, 7))
    rate(session, care, 7, 1, range(7, 21))
    assess_days(session, care, range(1, 20))
    assert the_flag(session, care).kind == "worsening"


def test_a_flag_that_was_set_aside_comes_back_and_is_told_again(session: Session) -> None:
    care = make_care(session, leg=4, back=1)
    worse_since_day_14(session, care)
    flag, mails = the_flag(session, care), len(told_to(session))
    snooze(acting(session, care.therapist, at(19)), flag, "Seen on Friday", days=14)
    session.commit()
    assess(session, care, 20)
    assert the_flag(session, care).status == "snoozed"
    say(session, care, 20, -3)
    assess(session, care, 21)
    back = the_flag(session, care)
    assert (back.status, back.transitions[-1].reason) == (
        "open",
        "The weekly check says that it is worse.",
    )
    assert len(told_to(session)) == 2 * mails
    assess(session, care, 22)
    assert len(told_to(session)) == 2 * mails


def test_after_a_decision_it_is_raised_again(session: Session) -> None:
    care = make_care(session, leg=4, back=1)
    worse_since_day_14(session, care)
    dismiss(acting(session, care.therapist, at(19)), the_flag(session, care), "Spoke to her")
    session.commit()
    assess(session, care, 20)
    assert kinds_and_states(session, care) == [("worsening", "dismissed")]
    say(session, care, 20, -3)
    assess_days(session, care, (21, 22))
    assert kinds_and_states(session, care) == [("worsening", "dismissed"), ("worsening", "open")]
    assert "very much worse" in " ".join(r["text"] for r in flags_of(session, care)[1].reasons)


def test_beside_an_open_flag_it_is_told_by_mail_once(session: Session) -> None:
    care = make_care(session, leg=4, back=1)
    worse_since_day_14(session, care)
    mails = len(told_to(session))
    say(session, care, 20, -3)
    assess_days(session, care, (21, 22, 23))
    assert kinds_and_states(session, care) == [("worsening", "open")]
    assert len(told_to(session)) == 2 * mails
