"""A day filled in late: the verdict follows at once, a flag is annotated and never goes."""

import re
from datetime import date

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from homecare.assessment.models import Verdict
from homecare.clients.operations import amend_client
from homecare.flags.models import Flag
from tests.desk.browsing import of, send
from tests.make.diary import Care
from tests.make.flags import assess, at, flat_weeks, on, steps, the_flag
from tests.make.people import acting, signed_in
from tests.make.sync import Phone, entry
from tests.today.visiting import Visitor

FILLED_IN = range(14, 28)


@pytest.fixture(autouse=True)
def day_28(clock: time_machine.Traveller) -> None:
    clock.move_to(at(28))


@pytest.fixture
def intake() -> dict[str, date]:
    return {"onset": on(-1)}


@pytest.fixture(autouse=True)
def stalled_and_flagged_this_morning(session: Session, care: Care) -> None:
    flat_weeks(session, care)
    assess(session, care, 28)


def judged(session: Session, care: Care) -> tuple[str, date]:
    session.expire_all()
    verdict = session.query(Verdict).filter_by(episode_id=care.episode.id).one()
    session.commit()
    return verdict.state, verdict.on


def looked_at_again(flag: Flag) -> bool:
    return flag.status == "open" and steps(flag)[-1] == ("open", "open")


def test_what_the_client_fills_in_late_is_seen_at_once(
    app: Flask, session: Session, care: Care
) -> None:
    me = Visitor.of(app, "client@homecare.example")
    for day in FILLED_IN:
        me.report("pain", f"/today/{on(day)}", leg="0", back="0")
    assert judged(session, care)[0] != "stalled"
    assert looked_at_again(the_flag(session, care))


def test_what_a_phone_sends_late_is_seen_at_once(app: Flask, session: Session, care: Care) -> None:
    phone = Phone.of(app, care.client.id)
    days = [entry(body={"leg": 0, "back": 0}, local_date=f"{on(day)}", seq=10**13 + day)
            for day in FILLED_IN]  # fmt: skip
    assert set(phone.statuses(*days)) == {"stored"}
    assert judged(session, care)[0] != "stalled"
    assert looked_at_again(the_flag(session, care))


def test_what_the_therapist_enters_late_is_seen_at_once(
    app: Flask, session: Session, care: Care
) -> None:
    desk = signed_in(app, "therapist@homecare.example")
    for day in FILLED_IN:
        page = of(care.client.id, f"/diary?day={on(day)}")
        entry = Visitor(desk).forms(page, page)[0].fields["entry_id"]
        [theirs] = re.findall(r'name="replace"[^>]*value="([^"]+)"', desk.get(page).text)
        send(desk, page, entry_id=entry, leg="0", back="0", replace=theirs)
    assert judged(session, care)[0] != "stalled"
    assert looked_at_again(the_flag(session, care))


def week_mean(session: Session, care: Care) -> float | None:
    session.expire_all()
    verdict = session.query(Verdict).filter_by(episode_id=care.episode.id).one()
    session.commit()
    mean: float | None = verdict.figures["mean"]["leg"]
    return mean


def test_yesterday_counts_at_once_as_it_is_over(app: Flask, session: Session, care: Care) -> None:
    Visitor.of(app, "client@homecare.example").report("pain", f"/today/{on(27)}", leg="0", back="0")
    assert week_mean(session, care) == pytest.approx(6 * 6 / 7, abs=0.01)
    assert steps(the_flag(session, care)) == [("", "open")]


def test_what_is_said_of_today_waits_until_today_is_over(
    app: Flask, session: Session, care: Care
) -> None:
    Visitor.of(app, "client@homecare.example").report("pain", "/today", leg="0", back="0")
    assert week_mean(session, care) == 6


def test_all_better_is_judged_at_once(app: Flask, session: Session, care: Care) -> None:
    me = Visitor.of(app, "client@homecare.example")
    for day in (26, 27):
        me.report("pain", f"/today/{on(day)}", leg="1", back="1")
    me.report("better", "/today")
    assert judged(session, care) == ("resolved", on(28))


def test_a_corrected_intake_is_judged_at_once(session: Session, care: Care) -> None:
    changed = {"leg": 2, "back": 1}
    amend_client(acting(session, care.therapist, at(28)), care.client, care.episode, **changed)
    session.commit()
    session.expire_all()
    verdict = session.query(Verdict).filter_by(episode_id=care.episode.id).one()
    assert verdict.figures["intake"] == changed
    assert verdict.figures["start"]["leg"] == 3  # at most one point above the intake
