"""The practice’s time zone is corrected: its clients follow, and no night comes twice or never."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.models import Practice
from homecare.assessment.models import Verdict
from homecare.clients.episodes.discharge import discharge
from homecare.clients.episodes.zones import follow_practice
from homecare.clients.models import Client, Episode
from homecare.clockwork.models import Run
from homecare.diary.models import DiaryDay
from homecare.jobs import nightly
from homecare.today.me.operations import Wanted, set_preferences
from tests.desk.browsing import opened
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.people import NOW, acting, csrf_token, signed_in
from tests.today.visiting import Visitor, words

LONDON, DUBAI, NEW_YORK, AUCKLAND = (
    "Europe/London", "Asia/Dubai", "America/New_York", "Pacific/Auckland",
)  # fmt: skip
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def move(session: Session, care: Care, zone: str, at: datetime = NOW) -> None:
    """The owner corrects the zone, as the practice's page does."""
    practice = session.get_one(Practice, care.practice.id, populate_existing=True)
    before, practice.zone = practice.zone, zone
    session.flush()
    follow_practice(acting(session, care.therapist, at), practice, before)
    session.commit()
    session.expire_all()


def live(session: Session, settings: Settings, since: datetime, until: datetime) -> None:
    """The clock ticks every hour."""
    while since <= until:
        nightly.assess(session, settings, since, None)
        since += HOUR


def judged(session: Session) -> list[date]:
    """The nights that somebody's diary was really looked at, in the order in which that was."""
    runs = select(Run.period).where(Run.kind == "assess", Run.reason == "")
    return [date.fromisoformat(p) for p in session.scalars(runs.order_by(Run.finished_at))]


@pytest.mark.parametrize("zone", [DUBAI, NEW_YORK, AUCKLAND, "Pacific/Honolulu"])
@pytest.mark.parametrize("hour", [0, 2, 3, 10, 16, 23])
def test_each_night_is_judged_once_whenever_and_wherever_the_clock_is_moved(
    session: Session, settings: Settings, care: Care, zone: str, hour: int
) -> None:
    moved = datetime(2026, 3, 5, hour, tzinfo=UTC)
    live(session, settings, NOW, moved)
    move(session, care, zone, moved)
    live(session, settings, moved, NOW + 7 * DAY)
    nights = judged(session)
    assert nights == [nights[0] + n * DAY for n in range(len(nights))]
    last = (NOW + 7 * DAY - 2.5 * HOUR).astimezone(ZoneInfo(zone)).date()
    assert (nights[0], nights[-1]) == (NOW.date() + DAY, last)


def test_back_again_brings_no_night_a_second_time(
    session: Session, settings: Settings, care: Care
) -> None:
    live(session, settings, NOW, NOW + 2 * DAY)
    move(session, care, DUBAI, NOW + 2 * DAY)
    live(session, settings, NOW + 2 * DAY, NOW + 5 * DAY)
    move(session, care, LONDON, NOW + 5 * DAY)
    live(session, settings, NOW + 5 * DAY, NOW + 7 * DAY)
    assert judged(session) == [NOW.date() + n * DAY for n in range(1, 8)]


def test_a_client_who_lives_there_already_misses_no_night(
    session: Session, settings: Settings, care: Care
) -> None:
    other, episode = make_client(session, care.therapist, NOW, name="Anna", email="a@b.example")
    other.zone, other.zone_chosen, episode.zone = NEW_YORK, True, NEW_YORK
    session.commit()
    late = NOW + DAY - 5 * HOUR  # past night in London, not yet in New York
    live(session, settings, NOW, late)
    move(session, care, NEW_YORK, late)
    live(session, settings, late, NOW + 3 * DAY)
    for verdict in session.scalars(select(Verdict)):
        assert verdict.on == NOW.date() + 3 * DAY
    theirs = select(Run.period).where(Run.subject == nightly.subject_of(care.practice.id, NEW_YORK))
    assert NOW.date() + DAY in [date.fromisoformat(p) for p in session.scalars(theirs)]


def test_who_chose_a_clock_keeps_it_even_where_it_was_right_for_a_while(
    session: Session, care: Care
) -> None:
    """Somebody put their own clock right before the practice did."""
    episode = session.get_one(Episode, care.episode.id)
    usual = Wanted(weekly_email=False, check_in_email=True, reminder={})
    set_preferences(acting(session, care.me), episode, DUBAI, usual)
    session.commit()
    move(session, care, DUBAI)
    move(session, care, NEW_YORK)
    assert session.get_one(Client, care.client.id).zone == DUBAI
    set_preferences(acting(session, care.me), episode, NEW_YORK, usual)
    session.commit()
    move(session, care, AUCKLAND)
    client = session.get_one(Client, care.client.id)
    assert (client.zone, client.episodes[0].zone) == (AUCKLAND, AUCKLAND)


def test_saving_other_settings_chooses_no_clock(session: Session, care: Care) -> None:
    episode = session.get_one(Episode, care.episode.id)
    act = acting(session, care.me)
    nothing = Wanted(weekly_email=False, check_in_email=True, reminder={})
    set_preferences(act, episode, LONDON, nothing)
    session.commit()
    move(session, care, DUBAI)
    assert session.get_one(Client, care.client.id).zone == DUBAI


def test_days_that_are_over_and_earlier_care_stay_as_they_are(
    session: Session, settings: Settings, care: Care
) -> None:
    gone, ended = make_client(session, care.therapist, NOW, name="Anna", email="a@b.example")
    discharge(acting(session, care.therapist, NOW + DAY), ended, "", ended="better")
    session.commit()
    live(session, settings, NOW, NOW + 2 * DAY)
    before = closed_days(session)
    move(session, care, DUBAI, NOW + 2 * DAY)
    live(session, settings, NOW + 2 * DAY, NOW + 4 * DAY)
    assert closed_days(session)[: len(before)] == before
    assert len(closed_days(session)) > len(before)
    assert session.get_one(Episode, ended.id).zone == LONDON
    assert session.get_one(Client, gone.id).zone == DUBAI


def closed_days(session: Session) -> list[tuple[object, ...]]:
    days = select(DiaryDay.episode_id, DiaryDay.on, DiaryDay.due, DiaryDay.logged)
    return [
        tuple(row)
        for row in session.execute(
            days.where(DiaryDay.closed).order_by(DiaryDay.on, DiaryDay.episode_id)
        )
    ]


@pytest.fixture
def owner(app: Flask, care: Care) -> Iterator[FlaskClient]:
    with time_machine.travel(NOW, tick=False):
        yield signed_in(app, "owner@homecare.example")


def correct(owner: FlaskClient, care: Care, zone: str) -> str:
    data = {"name": care.practice.name, "nation": "england", "zone": zone,
            "review_after_visits": 3, "opened": opened(owner, "/practice"),
            "csrf_token": csrf_token(owner, "/practice")}  # fmt: skip
    assert owner.post("/practice", data=data).status_code == 302
    return words(owner.get("/practice").text)


def test_the_page_says_who_follows_and_the_clients_page_goes_by_it(
    app: Flask, owner: FlaskClient, session: Session, care: Care
) -> None:
    other, _ = make_client(session, care.therapist, NOW, name="Anna", email="a@b.example")
    other.zone, other.zone_chosen = NEW_YORK, True
    session.commit()
    said = correct(owner, care, "Pacific/Honolulu")
    assert "By the new time zone, from today on: 1 client." in said
    assert "By another clock, which they chose: 1 client." in said
    assert "Corrected the practice’s time zone" in words(owner.get("/practice/audit").text)
    me = Visitor.of(app, "client@homecare.example")
    assert "Sunday 1 March" in me.read()  # the day before the intake, by that clock


def test_a_settings_page_that_was_open_does_not_bring_the_old_clock_back(
    app: Flask, owner: FlaskClient, session: Session, care: Care
) -> None:
    me = Visitor.of(app, "client@homecare.example")
    form = next(f for f in me.forms("/me", "/me") if "zone" in f.markup)
    correct(owner, care, DUBAI)
    answer = me.post(form, {"zone": LONDON})
    assert answer.location == "/me"
    session.rollback()
    session.expire_all()
    assert session.get_one(Client, care.client.id).zone == DUBAI
