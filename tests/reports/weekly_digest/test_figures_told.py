"""What the digest says of a client: today's figures, their week named, and what ends a flag."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from homecare.assessment.models import Verdict
from tests.make.reports import raise_flag
from tests.reports.weekly_digest.therapists import TODAY, WEEK, client_of, digest, places


def test_each_is_told_with_its_figures_of_a_named_week(
    session: Session, settings: Settings
) -> None:
    _, _, therapist = places(session)
    client, episode = client_of(session, therapist, "Stella")
    figures = {
        "day": (TODAY - episode.intake_on).days, "index_site": "leg", "visits": 3,
        "start": {"leg": 6.0, "back": 4.0}, "mean": {"leg": 4.8, "back": 2.0},
    }  # fmt: skip
    raise_flag(session, client, episode, "stalled", "Why.", TODAY, figures=figures)
    told = digest(session, settings, therapist).text
    assert (
        "- Stalled: Stella, open since today. Leg 6.0 → 4.8 (week to 8 Mar); three visits." in told
    )


@pytest.mark.both_databases
def test_a_flag_of_weeks_ago_begins_with_todays_figures(
    session: Session, settings: Settings
) -> None:
    _, _, therapist = places(session)
    client, episode = client_of(session, therapist, "Stella")
    figures = {"index_site": "leg", "start": {"leg": 6.2, "back": 4.0},
               "mean": {"leg": 5.2, "back": 2.0}, "visits": 3}  # fmt: skip
    earlier = TODAY - timedelta(days=14)
    seen = {**figures, "day": (earlier - episode.intake_on).days}
    why = "Leg pain 6.2 at the start, 5.2 this week: no better."
    raise_flag(session, client, episode, "stalled", why, TODAY, figures=seen)
    verdict = session.scalars(select(Verdict)).one()
    verdict.figures, verdict.on = {**figures, "mean": {"leg": 5.9, "back": 2.0}}, TODAY
    session.commit()
    told = digest(session, settings, therapist).text
    assert "Leg 6.2 → 5.9 (week to 8 Mar); three visits." in told
    assert "5.2" not in told


def test_a_flag_beside_a_better_week_says_what_ends_it(
    session: Session, settings: Settings
) -> None:
    _, _, therapist = places(session)
    client, episode = client_of(session, therapist, "Stella")
    figures = {"index_site": "leg", "start": {"leg": 5.2, "back": 3.0},
               "mean": {"leg": 3.4, "back": 2.0}}  # fmt: skip
    raise_flag(session, client, episode, "stalled", "Why.", TODAY - WEEK, figures=figures)
    verdict = session.scalars(select(Verdict)).one()
    verdict.figures, verdict.on = figures, TODAY
    ends = "One week off the stall, after 4.3 in the week to 1 March 2026; a second one ends it."
    verdict.reasons = [{"code": "stalled", "text": "Why."}, {"code": "one_off", "text": ends}]
    session.commit()
    told = digest(session, settings, therapist).text
    assert f"Leg 5.2 → 3.4 (week to 8 Mar). {ends}" in told
    verdict.state = "level"
    session.commit()
    assert ends not in digest(session, settings, therapist).text


def test_a_day_judged_ahead_of_its_time_is_not_told(session: Session, settings: Settings) -> None:
    _, _, therapist = places(session)
    client, episode = client_of(session, therapist, "Stella")
    figures = {"day": (TODAY - episode.intake_on).days, "index_site": "leg",
               "start": {"leg": 6.2, "back": 4.0}, "mean": {"leg": 5.2, "back": 2.0}}  # fmt: skip
    raise_flag(session, client, episode, "stalled", "Why.", TODAY, figures=figures)
    verdict = session.scalars(select(Verdict)).one()
    verdict.figures, verdict.on = {**figures, "mean": {"leg": 1.0, "back": 2.0}}, TODAY + WEEK
    session.commit()
    assert "Leg 6.2 → 5.2 (week to 8 Mar)." in digest(session, settings, therapist).text
