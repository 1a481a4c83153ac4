"""Red-flag answers act at once, with all that belongs to them, or not at all."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from homecare.accounts.models import AuditLine
from homecare.assessment.models import Verdict
from homecare.flags.decisions import dismiss, record_action, snooze
from homecare.flags.models import Flag
from homecare.flags.red_flag_answers import (
    clear_answers,
    clear_episode,
    mark_mistaken,
    record_red_flag_answers,
)
from homecare.mail.models import OutboxMail
from homecare.refusals import Refusal
from homecare.screening.models import RedFlagAnswer, Screening
from homecare.screening.queries import exercises_stopped, uncleared
from tests.make.diary import Care
from tests.make.flags import (
    URL,
    answer,
    assess,
    at,
    flags_of,
    kinds_and_states,
    make_flag,
    on,
    steps,
    the_flag,
    told_to,
)
from tests.make.people import acting

STAFF = ["owner@homecare.example", "therapist@homecare.example"]


def clear(session: Session, care: Care, day: int = 1, reason: str = "Seen in A&E", **more: object):
    clear_episode(acting(session, care.therapist, at(day)), care.episode, reason, **more)  # type: ignore[arg-type]
    session.commit()


@pytest.mark.parametrize(
    ("code", "kind", "proposes"),
    [
        ("bladder", "urgent", "emergency"),
        ("calf_swollen", "urgent", "emergency"),
        ("fever", "gp", "gp"),
    ],
)
def test_a_yes_raises_a_flag_at_once(
    session: Session, care: Care, code: str, kind: str, proposes: str
) -> None:
    answer(session, care, code)
    flag = the_flag(session, care)
    assert (flag.kind, flag.proposes, flag.status) == (kind, proposes, "open")
    assert flag.reasons[0]["code"] == code
    assert session.scalars(select(Verdict)).one().state == kind


def test_not_sure_counts_as_yes(session: Session, care: Care) -> None:
    record_red_flag_answers(
        acting(session, care.me, at(0)), care.episode, "client", {"saddle_numbness": True}
    )
    session.commit()
    flag = the_flag(session, care)
    assert flag.kind == "urgent"
    assert "Not sure" in flag.reasons[0]["text"]


def test_a_name_that_no_mail_can_hold_keeps_no_red_flag_from_being_told(
    session: Session, care: Care
) -> None:
    care.practice.name = "North\x0bStreet"
    care.client.name = "Cleo\ufffeClient"
    session.commit()
    answer(session, care, "bladder")
    assert told_to(session) == STAFF


def test_the_therapist_and_the_owner_are_told_without_a_word_about_health(
    session: Session, care: Care
) -> None:
    answer(session, care, "bladder")
    assert told_to(session) == STAFF
    for mail in session.scalars(select(OutboxMail)):
        assert mail.subject == "Someone needs you at once"
        assert f"{URL}/flags/{the_flag(session, care).id}" in mail.text
        said = (mail.subject + mail.text + mail.html).lower()
        assert not [word for word in ("bladder", "pee", "pain", "urgent") if word in said]


def test_whoever_wrote_the_answers_down_is_not_told_about_them(
    session: Session, care: Care
) -> None:
    answer(session, care, "bladder", by_staff=True)
    assert told_to(session) == ["owner@homecare.example"]


def test_answers_flag_audit_line_and_mail_stand_or_fall_together(
    session: Session, care: Care
) -> None:
    lines = select(func.count()).select_from(AuditLine)
    before = session.scalar(lines)
    record_red_flag_answers(
        acting(session, care.me, at(0)), care.episode, "client", {"bowel": False}
    )
    session.flush()
    assert session.scalar(lines) > before
    session.rollback()
    for table in (Screening, RedFlagAnswer, Flag, OutboxMail, Verdict):
        assert session.scalar(select(func.count()).select_from(table)) == 0, table
    assert session.scalar(lines) == before


def test_none_of_these_is_kept_as_a_check_and_raises_nothing(session: Session, care: Care) -> None:
    answer(session, care)
    assert session.scalars(select(Screening)).one().answers == []
    assert flags_of(session, care) == []
    assert told_to(session) == []


def test_a_clear_check_opens_the_gate_that_a_flag_waits_for(session: Session, care: Care) -> None:
    make_flag(session, care, "quiet")
    answer(session, care, day=1)
    assert session.scalars(select(Verdict)).one().on == on(1)


def test_a_red_flag_replaces_a_less_grave_flag_and_ends_its_snooze(
    session: Session, care: Care
) -> None:
    flag = make_flag(session, care, "stalled")
    snooze(acting(session, care.therapist, at(0)), flag, "On holiday")
    session.commit()
    answer(session, care, "bladder", day=1)
    assert kinds_and_states(session, care) == [("stalled", "replaced"), ("urgent", "open")]
    assert steps(flags_of(session, care)[0]) == [
        ("", "open"), ("open", "snoozed"), ("snoozed", "replaced"),
    ]  # fmt: skip


def test_a_second_round_of_answers_is_told_though_the_flag_is_open_already(
    session: Session, care: Care
) -> None:
    answer(session, care, "bladder")
    answer(session, care, "bowel", day=1)
    assert len(flags_of(session, care)) == 1
    assert told_to(session) == sorted(STAFF * 2)


def test_the_flag_shows_the_answers_of_every_round(session: Session, care: Care) -> None:
    answer(session, care, "bladder")
    answer(session, care, "chest_pain", "fever", day=1)
    answer(session, care, "chest_pain", day=2)
    flag = the_flag(session, care)
    assert [reason["code"] for reason in flag.reasons] == [
        "bladder", "chest_pain", "chest_pain", "fever",
    ]  # fmt: skip
    assert steps(flag) == [("", "open"), ("open", "open"), ("open", "open")]


def test_an_answer_for_the_gp_wakes_a_gp_flag_that_was_set_aside(
    session: Session, care: Care
) -> None:
    flag = make_flag(session, care, "gp")
    snooze(acting(session, care.therapist, at(0)), flag, "The GP sees them on Friday")
    session.commit()
    answer(session, care, "fever", day=1)
    woken = the_flag(session, care)
    assert (woken.status, woken.snoozed_until) == ("open", None)
    assert "fever" in woken.reasons[0]["text"]
    assert told_to(session) == STAFF


def test_clearing_what_is_cleared_already_changes_nothing(session: Session, care: Care) -> None:
    answer(session, care, "bladder")
    clear(session, care, day=1)
    before = steps(the_flag(session, care))
    clear(session, care, day=2)
    assert steps(the_flag(session, care)) == before
    assert session.query(RedFlagAnswer).one().cleared_on == on(1)


def test_assessing_again_and_again_sends_no_second_mail(session: Session, care: Care) -> None:
    answer(session, care, "bladder")
    for day in (0, 0, 1, 2, 8):
        assess(session, care, day)
    assert told_to(session) == STAFF
    assert steps(the_flag(session, care)) == [("", "open")]


def test_exercises_stop_until_the_answers_are_cleared(session: Session, care: Care) -> None:
    assert not exercises_stopped(session, care.episode.id)
    answer(session, care, "new_numbness")
    assert exercises_stopped(session, care.episode.id)
    clear(session, care)
    assert not exercises_stopped(session, care.episode.id)


def test_a_tap_by_mistake_keeps_the_answers_and_tells_the_therapist(
    session: Session, care: Care
) -> None:
    screening = answer(session, care, "bladder")
    for _ in range(2):
        mark_mistaken(acting(session, care.me, at(0)), screening)
        session.commit()
    assert exercises_stopped(session, care.episode.id)
    assert told_to(session, "flag-mistaken") == STAFF
    assert steps(the_flag(session, care)) == [("", "open"), ("open", "open")]
    assert "by mistake" in the_flag(session, care).transitions[-1].reason


def test_clearing_closes_the_flag_with_a_date_a_reason_and_a_name(
    session: Session, care: Care
) -> None:
    answer(session, care, "bladder", "fever")
    clear(session, care, day=2, on=on(1))
    assert kinds_and_states(session, care) == [("urgent", "cleared")]
    for row in session.scalars(select(RedFlagAnswer)):
        assert (row.cleared_on, row.cleared_at) == (on(1), at(2))
        assert (row.cleared_by, row.cleared_reason) == (care.therapist.person_id, "Seen in A&E")
    assert the_flag(session, care).transitions[-1].reason == "Seen in A&E"
    assert session.scalars(select(Verdict)).one().state == "early"


def test_clearing_one_screening_leaves_what_the_other_asks_for(
    session: Session, care: Care
) -> None:
    answer(session, care, "fever")
    urgent = answer(session, care, "bladder")
    clear_answers(acting(session, care.therapist, at(1)), urgent, "Seen")
    session.commit()
    assert kinds_and_states(session, care)[-1] == ("gp", "open")
    assert [row.code for row in uncleared(session, care.episode.id)] == ["fever"]


def test_an_answer_given_again_on_the_day_of_its_clearing_still_raises(
    session: Session, care: Care
) -> None:
    answer(session, care, "bladder")
    clear(session, care, day=0)
    answer(session, care, "bladder")
    assess(session, care, 0)
    assert kinds_and_states(session, care) == [("urgent", "cleared"), ("urgent", "open")]
    assert steps(flags_of(session, care)[1]) == [("", "open")]


@pytest.mark.parametrize(
    ("reason", "days", "field"), [("  ", 0, "reason"), ("Seen", 1, "on"), ("Seen", -3, "on")]
)
def test_clearing_wants_a_reason_and_a_day_between_the_answers_and_today(
    session: Session, care: Care, reason: str, days: int, field: str
) -> None:
    answer(session, care, "bladder")
    with pytest.raises(Refusal) as refused:
        clear(session, care, 1, reason, on=on(1) + timedelta(days=days))
    assert list(refused.value.problems) == [field]
    assert exercises_stopped(session, care.episode.id)


def test_red_flag_answers_can_be_neither_snoozed_nor_dismissed_nor_closed_by_a_call(
    session: Session, care: Care
) -> None:
    answer(session, care, "bladder")
    flag = the_flag(session, care)
    with pytest.raises(Refusal):
        snooze(acting(session, care.therapist, at(0)), flag, "Later")
    with pytest.raises(Refusal):
        dismiss(acting(session, care.therapist, at(0)), flag, "No")
    record_action(acting(session, care.therapist, at(0)), flag, "call", "Went to A&E")
    session.commit()
    assert the_flag(session, care).status == "open"
    assert the_flag(session, care).transitions[-1].reason == "Called: Went to A&E"


@pytest.mark.parametrize(
    ("source", "answers", "decisions"),
    [
        ("elsewhere", {}, {}),
        ("client", {"toothache": False}, {}),
        ("intake", {"cancer": False}, {"cancer": "ignore"}),
    ],
)
def test_unknown_sources_questions_and_decisions_are_refused(
    session: Session, care: Care, source: str, answers: dict[str, bool], decisions: dict[str, str]
) -> None:
    with pytest.raises(ValueError, match=r"no such|considered or gp_first"):
        record_red_flag_answers(
            acting(session, care.me, at(0)), care.episode, source, answers, decisions
        )
