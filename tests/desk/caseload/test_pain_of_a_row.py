"""The pain of a row on the caseload is what the rule says, and its reason is not yesterday's."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from homecare.assessment.models import Verdict
from homecare.assessment.thresholds import keep_thresholds
from homecare.clients.models import Episode
from homecare.diary.models import DiaryDay
from homecare.flags.assessing import assess_episode
from homecare.flags.models import Flag
from homecare.rules.policy import DEFAULT, adjusted
from tests.make.clients import TODAY, make_client
from tests.make.diary import statements
from tests.make.people import (
    NOW,
    acting,
    make_practice,
    signed_in,
)

LONG_AGO = NOW - timedelta(days=40)
pytestmark = pytest.mark.usefixtures("clock")
WORDS = [{"code": "why", "text": "Leg pain 6.0 at the start, 6.1 this week."}]


def _scored(session: Session, episode: Episode, legs: dict[int, int]) -> None:
    """Scores of the leg, by how many days ago."""
    for ago, leg in legs.items():
        day = TODAY - timedelta(days=ago)
        session.add(DiaryDay(**_of(episode), on=day, leg=leg, logged=True))
    session.commit()


def _the_row(app: Flask) -> str:
    return _row(signed_in(app, "owner@homecare.example").get("/caseload").text)


def _row(page: str) -> str:
    """The words of the table's one row."""
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index("<tbody>") :]).split())


def _of(episode: Episode) -> dict[str, Any]:
    return {
        "practice_id": episode.practice_id,
        "client_id": episode.client_id,
        "episode_id": episode.id,
    }


def _judged(session: Session, episode: Episode, state: str, text: str = "", **more: Any) -> None:
    reasons = [{"code": state, "text": text}] if text else WORDS
    session.add(
        Verdict(
            **_of(episode), on=TODAY, state=state, proposes="none", reasons=reasons,
            rule_version="1", judged_at=NOW, **{"figures": {}, **more},
        )
    )  # fmt: skip
    session.commit()


def _flagged(session: Session, episode: Episode, kind: str, **more: Any) -> None:
    flag = Flag(
        **_of(episode), kind=kind, proposes="visit", raised_at=NOW,
        figures={}, rule_version="1", **{"raised_on": TODAY, "reasons": WORDS, **more},
    )  # fmt: skip
    session.add(flag)
    session.commit()


def test_the_week_is_compared_with_the_start_that_the_rule_counts_from(
    app: Flask, session: Session
) -> None:
    _, owner = make_practice(session)
    _, episode = make_client(session, owner, LONG_AGO, onset=LONG_AGO.date(), leg=6, back=4)
    _scored(session, episode, {39: 3, 38: 5, 3: 4, 2: 4, 1: 4})
    assert "Leg 4.7 → at the start, 4.0 3 of 7 days" in _the_row(app)
    assess_episode(acting(session, owner, NOW), episode, TODAY)
    session.commit()
    assert "Leg 4.7 → at the start, 4.0 3 of 7 days" in _the_row(app)


def test_scores_that_are_not_recent_make_no_mean(app: Flask, session: Session) -> None:
    _, owner = make_practice(session)
    _, episode = make_client(session, owner, LONG_AGO, onset=LONG_AGO.date(), leg=6, back=4)
    _scored(session, episode, dict.fromkeys([*range(32, 40), 5, 6, 7], 6))
    assert "Leg 6.0 at the start rated 3 of 7 days" in _the_row(app)
    assess_episode(acting(session, owner, NOW), episode, TODAY)
    session.commit()
    row = _the_row(app)
    assert "Not enough scores to judge (3 of 7 days)." in row
    assert "Leg 6.0 at the start rated 3 of 7 days" in row


def test_a_mean_of_who_rates_seldom_says_over_how_long(app: Flask, session: Session) -> None:
    _, owner = make_practice(session)
    _, episode = make_client(session, owner, LONG_AGO, onset=LONG_AGO.date(), leg=6, back=4)
    _scored(session, episode, {13: 4, 9: 4, 5: 6, 1: 6})
    assert "Leg 6.0 → at the start, 5.0 over 14 days" in _the_row(app)


def test_a_verdict_of_yesterday_says_of_which_week_it_is_and_no_day_is_read(
    app: Flask, session: Session
) -> None:
    _, owner = make_practice(session)
    _, episode = make_client(session, owner, LONG_AGO, onset=LONG_AGO.date(), leg=6, back=4)
    _scored(session, episode, {4: 4, 3: 4, 2: 4, 1: 8})
    yesterday = NOW - timedelta(days=1)
    assess_episode(acting(session, owner, yesterday), episode, yesterday.date())
    session.commit()
    with statements(session) as sent:
        row = _the_row(app)
    assert "Leg 6.0 → at the start, 4.0 3 of 7 days to 28 Feb" in row
    assert not any("diary_day.leg" in one for one in sent)


def test_without_a_mean_the_week_is_named_too(app: Flask, session: Session) -> None:
    _, owner = make_practice(session)
    _, episode = make_client(session, owner, LONG_AGO, onset=LONG_AGO.date(), leg=6, back=4)
    _scored(session, episode, {20: 6})
    before = NOW - timedelta(days=3)
    assess_episode(acting(session, owner, before), episode, before.date())
    session.commit()
    assert "Leg 6.0 at the start no scores in the week to 26 Feb" in _the_row(app)


def test_a_verdict_by_other_thresholds_says_of_which_week_it_is(
    app: Flask, session: Session
) -> None:
    practice, owner = make_practice(session)
    _, episode = make_client(session, owner, LONG_AGO, onset=LONG_AGO.date(), leg=6, back=4)
    _scored(session, episode, {3: 4, 2: 4, 1: 4})
    assess_episode(acting(session, owner, NOW), episode, TODAY)
    session.commit()
    assert "4.0 3 of 7 days yesterday" in _the_row(app)
    later = acting(session, owner, NOW + timedelta(minutes=1))
    keep_thresholds(later, practice, adjusted(DEFAULT, rated_days=5, longer_rated_days=5))
    session.commit()
    assert "4.0 3 of 7 days to 1 Mar" in _the_row(app)


def test_a_verdict_that_does_not_say_over_how_many_days_is_not_shown(
    app: Flask, session: Session
) -> None:
    _, owner = make_practice(session)
    _, episode = make_client(session, owner, LONG_AGO, onset=LONG_AGO.date(), leg=6, back=4)
    _scored(session, episode, {3: 4, 2: 4, 1: 4})
    _judged(session, episode, "improving", figures={"index_site": "leg", "mean": {"leg": 9.0}})
    assert "4.0 3 of 7 days" in _the_row(app)


def test_what_the_rule_says_since_a_flag_was_raised_stands_beside_it(
    app: Flask, session: Session
) -> None:
    _, owner = make_practice(session)
    _, episode = make_client(session, owner)
    _flagged(session, episode, "stalled", raised_on=TODAY - timedelta(days=10))
    _judged(session, episode, "improving", "Leg pain 6.0 at the start, 3.9 this week: 35 % better.")
    assert "Now: Leg pain 6.0 at the start, 3.9 this week: 35 % better." in _the_row(app)


def test_the_same_figures_of_a_later_week_are_not_said_again(app: Flask, session: Session) -> None:
    _, owner = make_practice(session)
    _, episode = make_client(session, owner)
    same = "Leg pain 6.0 at the start, 5.9 this week: not better."
    reasons = [{"code": "not_improved", "text": same}]
    _flagged(session, episode, "stalled", raised_on=TODAY - timedelta(days=10), reasons=reasons)
    _judged(session, episode, "stalled", same)
    assert "Now:" not in _the_row(app)


def test_too_few_scores_make_no_mean(app: Flask, session: Session) -> None:
    _, owner = make_practice(session)
    _, episode = make_client(session, owner, LONG_AGO, onset=LONG_AGO.date(), leg=6, back=4)
    _scored(session, episode, {1: 1})
    assert "Leg 6.0 at the start rated 1 of 7 days" in _the_row(app)


@pytest.mark.parametrize(
    ("text", "intake", "said"),
    [
        ("Back pain 4.0 at the start, 7.8 this week.", (6, 4),
         "Back 4.0 → at the start, 7.8 7 of 7 days Leg 5.5 → at the start, 0.0 7 of 7 days"),
        ("Leg pain 5.5 at the start, 0.0 this week.", (6, 4), "Leg 5.5 → at the start, 0.0"),
        ("About the same.", (4, 6),
         "Leg 5.5 → at the start, 0.0 7 of 7 days Back 4.0 → at the start, 7.8 7 of 7 days"),
    ],
)  # fmt: skip
def test_the_site_that_the_sentence_is_about_stands_first_and_one_that_gave_way_stands_too(
    app: Flask, session: Session, text: str, intake: tuple[int, int], said: str
) -> None:
    _, owner = make_practice(session)
    _, episode = make_client(session, owner)
    figures = {
        "index_site": "leg",
        "intake": dict(zip(("leg", "back"), intake, strict=True)),
        "start": {"leg": 5.5, "back": 4.0},
        "mean": {"leg": 0.0, "back": 7.8},
        "mean_days": {"leg": 7, "back": 7},
        "rated_days": {"leg": 7, "back": 7},
    }
    _judged(session, episode, "worsening", text, figures=figures)
    row = _the_row(app)
    assert said in row
    assert ("Back 4.0 →" in row) == ("Back" in said)
    taken_along = signed_in(app, "owner@homecare.example").get("/caseload.csv").data.decode()
    assert "back,4.0,7.8" in taken_along
