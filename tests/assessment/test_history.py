"""What the rule is told about an episode on record."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session, joinedload

from homecare.assessment.history import histories, history_of
from homecare.clients.models import Episode
from homecare.clients.operations import record_away, record_visit
from homecare.database import new_id
from homecare.diary.days import close_days
from homecare.questions.operations import answer_check, answer_check_in
from homecare.rules.reading.history import Check, History, PainDay, SessionDay
from homecare.screening.models import RedFlagAnswer, Screening
from tests.make.diary import DAY, DUE, ROLLS, TODAY, Care, make_care, record, statements, told
from tests.make.people import NOW, acting

TOMORROW = TODAY + DAY


def answer(session: Session, care: Care, day: date, **codes: str | None) -> list[RedFlagAnswer]:
    """The questions answered on `day`, each yes with what the therapist recorded about it."""
    answers = [
        RedFlagAnswer(practice_id=care.practice.id, code=code, decision=decision)
        for code, decision in codes.items()
    ]
    session.add(
        Screening(
            practice_id=care.practice.id, client_id=care.client.id, episode_id=care.episode.id,
            source="client", on=day, answered_at=NOW, answered_by=care.me.person_id,
            answers=answers,
        )
    )  # fmt: skip
    session.commit()
    return answers


def test_the_intake_is_what_was_written_down(session: Session) -> None:
    care = make_care(session, contraindications=("fracture",))
    answer(session, care, TODAY, cancer="considered")
    intake = history_of(session, care.episode, TODAY).intake
    assert (intake.on, intake.onset, intake.leg, intake.back) == (TODAY, date(2026, 2, 1), 6, 4)
    assert intake.age == 45  # born on 4 May 1980
    assert intake.contraindications == ("fracture",)
    assert intake.background == (("cancer", "considered"),)


def test_scores_and_sessions_come_from_the_day_rows(session: Session) -> None:
    care = make_care(session)
    record(session, care, told("exercise", {"line": ROLLS, "outcome": "done"}))
    record(session, care, told(body={"leg": None, "back": 2}, day=TOMORROW), NOW + DAY)
    close_days(session, NOW + 3 * DAY)
    known = history_of(session, care.episode, TODAY + 2 * DAY)
    assert known.pain[1] == PainDay(TOMORROW, None, 2)
    assert known.sessions == (
        SessionDay(TODAY, DUE, 2),
        SessionDay(TOMORROW, DUE, 0),
        SessionDay(TODAY + 2 * DAY, DUE, 0),
    )


def test_nothing_later_than_asked_for_is_told(session: Session) -> None:
    care = make_care(session)
    close_days(session, NOW + 9 * DAY)
    answer(session, care, TODAY + 5 * DAY, fever=None)
    known = history_of(session, care.episode, TODAY + 3 * DAY)
    assert [on for on, *_ in known.sessions] == [TODAY + i * DAY for i in range(4)]
    assert by_day(known) == ()


def test_visits_days_away_flare_ups_and_all_better_are_told(session: Session) -> None:
    care = make_care(session)
    record_visit(acting(session, care.therapist, NOW), care.episode, TODAY)
    record_away(acting(session, care.therapist, NOW), care.episode, TOMORROW, TODAY + 5 * DAY)
    better = told("better", {})
    record(session, care, better)
    record(session, care, told("flare", {"state": "start"}))
    known = history_of(session, care.episode, TODAY)
    assert known.visits == (TODAY,)
    assert known.away == ((TOMORROW, TODAY + 5 * DAY),)
    assert known.flares == ((TODAY, TODAY),)
    assert known.all_better == (TODAY,)
    record(session, care, told("better", {}, op="void", supersedes=better.id, seq=2))
    assert history_of(session, care.episode, TODAY).all_better == ()


def test_answers_are_told_by_how_soon_they_need_somebody(session: Session) -> None:
    care = make_care(session)
    bladder, _ = answer(session, care, TODAY, bladder=None, fever=None)
    answer(session, care, TOMORROW)
    bladder.cleared_at, bladder.cleared_on, bladder.cleared_reason = NOW, TOMORROW, "Seen in A&E"
    session.commit()
    known = history_of(session, care.episode, TOMORROW)
    assert by_day(known) == (
        Check(TODAY, red_flags=("bladder",), gp_flags=("fever",)),
        Check(TOMORROW),
    )
    (cleared,) = known.cleared
    assert cleared[:3] == (TOMORROW, "bladder", "Seen in A&E")


def by_day(known: History) -> tuple[Check, ...]:
    """The checks without the moments of their answers."""
    assert all(check.at for check in known.checks)
    return tuple(check._replace(at=None) for check in known.checks)


def check(session: Session, care: Care, day: date, change: int, *codes: str) -> None:
    answer_check(
        acting(session, care.me, NOW + (day - TODAY)), care.episode, entry_id=new_id(),
        change=change, answers=dict.fromkeys(codes, False),
    )  # fmt: skip
    session.commit()


def test_a_weekly_check_is_told_with_its_change_and_its_answers(session: Session) -> None:
    care = make_care(session)
    answer(session, care, TODAY)
    check(session, care, TODAY + 7 * DAY, -2, "fever", "foot_drop")
    check(session, care, TODAY + 14 * DAY, 3)
    assert by_day(history_of(session, care.episode, TODAY + 14 * DAY)) == (
        Check(TODAY),
        Check(TODAY + 7 * DAY, -2, red_flags=("foot_drop",), gp_flags=("fever",)),
        Check(TODAY + 14 * DAY, 3),
    )
    assert by_day(history_of(session, care.episode, TODAY + 6 * DAY)) == (Check(TODAY),)


def test_a_corrected_check_tells_its_last_change_on_its_first_day(session: Session) -> None:
    care = make_care(session)
    check(session, care, TODAY + 7 * DAY, -3)
    check(session, care, TODAY + 9 * DAY, -1, "fever")
    assert by_day(history_of(session, care.episode, TODAY + 9 * DAY)) == (
        Check(TODAY + 7 * DAY, -1),
        Check(TODAY + 9 * DAY, gp_flags=("fever",)),
    )


def test_a_check_in_is_told_as_it_was_answered_last(session: Session) -> None:
    care = make_care(session)
    for said in ("better", "worse"):
        answer_check_in(
            acting(session, care.me, NOW + DAY), care.episode, entry_id=new_id(), answer=said
        )
        session.commit()
    assert history_of(session, care.episode, TOMORROW).check_ins == ((TOMORROW, "worse"),)
    assert history_of(session, care.episode, TODAY).check_ins == ()


@pytest.mark.parametrize(("days", "clients"), [(10, 1), (400, 1), (10, 3)])
def test_the_statements_grow_neither_with_days_nor_with_clients(
    session: Session, days: int, clients: int
) -> None:
    for number in range(clients):
        answer(session, make_care(session, email=str(number)), TODAY, fever=None)
    close_days(session, NOW + timedelta(days=days))
    session.commit()
    session.expunge_all()
    episodes = session.query(Episode).options(joinedload(Episode.client)).all()
    with statements(session) as sent:
        known = histories(session, episodes, TODAY + timedelta(days=days))
    assert [len(history.sessions) for history in known.values()] == [days] * clients
    assert len(sent) == 2
