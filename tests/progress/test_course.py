"""The course of an episode, as charts, pages, mails and letters read it."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from homecare.assessment.history import history_of
from homecare.clients.operations import record_away, record_visit
from homecare.diary.days import close_days
from homecare.diary.operations import record_entry
from homecare.flags.models import Flag
from homecare.progress.queries import Course, course
from homecare.rules.course.episode import Course as RuleCourse
from homecare.rules.policy import Policy
from tests.make.diary import DAY, DUE, TODAY, Care, make_care, statements, told
from tests.make.people import NOW, acting


def rate(session: Session, care: Care, leg: dict[int, int], back: int | None = None) -> None:
    """Rate the leg on the given days after the intake."""
    for day, score in leg.items():
        report = told(body={"leg": score, "back": back}, day=TODAY + day * DAY, seq=day)
        assert record_entry(
            acting(session, care.therapist, NOW + 90 * DAY), care.episode, report
        ).kept
    session.commit()


def course_of(session: Session, care: Care, first: int, last: int) -> Course:
    return course(session, care.episode, TODAY + first * DAY, TODAY + last * DAY)


def test_days_come_in_order_and_without_holes(session: Session) -> None:
    care = make_care(session)
    rate(session, care, {2: 5, 4: 3})
    found = course_of(session, care, 0, 5)
    assert [day.on for day in found.days] == [TODAY + i * DAY for i in range(6)]
    assert [day.leg for day in found.days] == [6, None, 5, None, 3, None]


def test_it_begins_with_the_intake(session: Session) -> None:
    care = make_care(session)
    assert course_of(session, care, -30, 3).first == TODAY


def test_a_mean_needs_three_rated_days_of_seven(session: Session) -> None:
    care = make_care(session)
    rate(session, care, {48: 5, 50: 4, 51: 3})
    found = course_of(session, care, 47, 60)
    assert sorted(found.leg_means) == [TODAY + day * DAY for day in (51, 52, 53, 54)]
    assert found.leg_means[TODAY + 54 * DAY] == 4


def test_scores_that_are_not_recent_make_no_mean(session: Session) -> None:
    """The rule says "not enough scores to judge (3 of 7 days)", and so does everybody."""
    care = make_care(session)
    rate(session, care, dict.fromkeys([*range(1, 9), 45, 46, 47], 6), back=6)
    found = course_of(session, care, 0, 51)
    assert (found.mean("leg"), found.rated["leg"]) == (None, 3)
    assert found.mean("leg", TODAY + 50 * DAY) == 6


def test_where_older_scores_stand_in_it_is_said_over_how_long(session: Session) -> None:
    care = make_care(session)
    rate(session, care, dict.fromkeys([*range(1, 9), 15, 16, 17], 6), back=6)
    found = course_of(session, care, 0, 21)
    assert (found.mean("leg"), found.span("leg"), found.rated["leg"]) == (6, 14, 3)


def test_four_scores_in_two_to_four_weeks_stand_in_for_a_week(session: Session) -> None:
    care = make_care(session)
    rate(session, care, {8: 5, 12: 4, 16: 3, 20: 4})
    found = course_of(session, care, 0, 20)
    assert (found.mean("leg"), found.span("leg")) == (4, 14)


def test_a_day_that_is_not_over_has_no_mean(session: Session) -> None:
    care = make_care(session)
    rate(session, care, dict.fromkeys(range(1, 15), 5))
    today = TODAY + 14 * DAY
    found = course(session, care.episode, TODAY, today, today)
    assert max(found.leg_means) == today - DAY
    assert found.mean("leg") == found.leg_means[today - DAY]


def test_after_pain_came_back_the_start_is_counted_anew(session: Session) -> None:
    care = make_care(session)
    calm, back_again = dict.fromkeys(range(1, 10), 0), dict.fromkeys(range(10, 40), 5)
    rate(session, care, calm | back_again, back=0)
    found = course_of(session, care, 0, 39)
    rule = RuleCourse(history_of(session, care.episode, TODAY + 40 * DAY), Policy()).baseline(40)
    assert rule.zero > 0
    assert (found.start.leg, found.start.back, found.start.goal) == (5, 0, pytest.approx(3.5))


def test_a_mean_looks_back_beyond_the_first_day(session: Session) -> None:
    care = make_care(session)
    rate(session, care, {8: 5, 9: 5, 10: 5, 11: 5})
    assert course_of(session, care, 12, 12).leg_means == {TODAY + 12 * DAY: 5}
    assert course_of(session, care, 12, 12).spans["leg"] == {}


@pytest.mark.parametrize(
    ("scores", "start"), [({}, 6), ({1: 4, 2: 4, 3: 4, 4: 0}, 4.5), ({1: 10, 2: 10, 3: 10}, 7)]
)
def test_the_start_is_the_mean_of_the_first_days_but_at_most_one_above_intake(
    session: Session, scores: dict[int, int], start: float
) -> None:
    care = make_care(session)
    rate(session, care, scores)
    found = course_of(session, care, 10, 20)
    assert (found.start.leg, found.start.back, found.start.site) == (start, 4, "leg")
    rule = RuleCourse(history_of(session, care.episode, TODAY + 20 * DAY), Policy()).baseline(20)
    assert (found.start.leg, found.start.back) == rule.scores


def test_visits_versions_and_flags_of_those_days_are_there(session: Session) -> None:
    care = make_care(session)
    later = NOW + 9 * DAY
    for day in (2, 9):
        record_visit(acting(session, care.therapist, later), care.episode, TODAY + day * DAY)
    session.add(
        Flag(
            practice_id=care.practice.id, client_id=care.client.id, episode_id=care.episode.id,
            kind="stalled", proposes="chiropractor", raised_on=TODAY + 3 * DAY, raised_at=later,
            reasons=[], figures={}, rule_version="1",
        )
    )  # fmt: skip
    session.commit()
    found = course_of(session, care, 0, 7)
    assert found.visits == (TODAY + 2 * DAY,)
    assert found.changes == (TODAY,)
    assert found.flagged == ((TODAY + 3 * DAY, "stalled"),)
    assert found.flags == (TODAY + 3 * DAY,)


def test_days_away_owe_nothing(session: Session) -> None:
    care = make_care(session)
    record_away(acting(session, care.therapist, NOW), care.episode, TODAY, TODAY + DAY)
    close_days(session, NOW + 3 * DAY)
    session.commit()
    assert [day.due for day in course_of(session, care, 0, 2).days] == [0, 0, DUE]
    assert [day.away for day in course_of(session, care, 0, 2).days] == [True, True, False]


def test_days_away_told_afterwards_change_what_was_due(session: Session) -> None:
    care = make_care(session)
    close_days(session, NOW + 3 * DAY)
    record_away(acting(session, care.therapist, NOW), care.episode, TODAY, TODAY + DAY)
    session.commit()
    assert [day.due for day in course_of(session, care, 0, 2).days] == [0, 0, DUE]
    assert all(day.closed for day in course_of(session, care, 0, 2).days)


@pytest.mark.parametrize("days", [10, 400])
def test_a_course_takes_one_statement_however_long(session: Session, days: int) -> None:
    care = make_care(session)
    close_days(session, NOW + timedelta(days=days))
    session.commit()
    with statements(session) as sent:
        assert len(course_of(session, care, 0, days - 1).days) == days
    assert len(sent) == 1
