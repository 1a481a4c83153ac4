"""A phone sends its outbox: every entry once, nothing lost, nothing of anybody else's."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from config import Settings
from homecare.clients.episodes.discharge import discharge
from homecare.clients.models import Episode
from homecare.diary import ledger, receiving, recording
from homecare.diary.days import write
from homecare.diary.models import Entry, RejectedEntry
from homecare.jobs.nightly import assess
from homecare.library.models import Exercise
from homecare.programmes.plan import Plan
from tests.make.clients import make_client
from tests.make.diary import BRIDGE, DAY, ROLLS, TODAY, Care, make_care, the_day
from tests.make.people import NOW, acting, csrf_token
from tests.make.programmes import item, make_programme
from tests.make.sync import TOKEN, Phone, entries_stored, entry

pytestmark = pytest.mark.usefixtures("clock")


def leg_today(session: Session, care: Care) -> int | None:
    """Today's leg score as the day's row has it now."""
    session.rollback()
    row = the_day(session, care.episode.id)
    return row.leg if row else None


def test_what_was_logged_without_signal_is_stored_and_counted(
    session: Session, care: Care, phone: Phone
) -> None:
    done = entry("exercise", {"line": ROLLS, "outcome": "done"}, seq=2)
    assert phone.statuses(entry(), done) == ["stored", "stored"]
    row = the_day(session, care.episode.id)
    assert row is not None
    assert (row.leg, row.back, row.reported) == (5, 3, 2)
    stored = session.scalars(select(Entry).where(Entry.kind == "exercise")).one()
    assert (stored.device, stored.written_by) == ("phone-1", care.me.person_id)
    assert stored.client_id == care.client.id


def test_a_batch_whose_answer_was_lost_is_sent_again_in_peace(
    session: Session, phone: Phone
) -> None:
    batch = [entry(seq=1), entry("bath", {"kept": "kept"}, seq=2)]
    phone.send(*batch)
    later = [{**each, "done_at": (NOW + DAY).isoformat()} for each in batch]
    assert phone.send(*later) == [("duplicate", ""), ("duplicate", "")]
    assert entries_stored(session) == 2


def test_an_id_used_again_for_something_else_never_overwrites(
    session: Session, care: Care, phone: Phone
) -> None:
    first = entry()
    other = {**first, "body": {"leg": 9}}
    assert phone.statuses(first, other, first) == ["stored", "conflict", "duplicate"]
    assert phone.statuses(other) == ["conflict"]
    assert leg_today(session, care) == 5
    assert '"leg":9' in session.scalars(select(RejectedEntry.sent)).one()["report"]


def test_a_correction_may_come_before_its_original(
    session: Session, care: Care, phone: Phone
) -> None:
    first = entry()
    mend = entry(body={"leg": 2}, op="amend", supersedes=first["id"], seq=2)
    away = entry(body={}, op="void", supersedes=mend["id"], seq=3)
    assert phone.statuses(mend) == ["stored"]
    assert phone.statuses(first) == ["stored"]
    assert leg_today(session, care) == 2
    phone.send(away)
    assert leg_today(session, care) is None


def test_an_old_day_is_kept_and_says_why_it_does_not_count(session: Session, phone: Phone) -> None:
    old = entry(local_date=(TODAY - 31 * DAY).isoformat())
    assert phone.send(old) == [("flagged", "That day is more than 30 days ago.")]
    assert phone.send(old) == [("duplicate", ledger.KEPT_ASIDE)]
    assert session.scalars(select(Entry.flagged)).one()


def test_an_entry_of_a_programme_that_has_changed_is_stored(
    session: Session, care: Care, phone: Phone, clock: time_machine.Traveller
) -> None:
    clock.move_to(NOW + 2 * DAY)
    sphinx = session.scalars(select(Exercise).where(Exercise.code == "sphinx")).one()
    plan = Plan(items=(item(sphinx),))
    make_programme(session, care.therapist, care.episode, plan, NOW + 2 * DAY)
    done = entry("exercise", {"line": BRIDGE, "outcome": "done"})
    gone = entry("exercise", {"line": "no_more:-", "outcome": "done"}, seq=2)
    assert phone.statuses(done, gone) == ["stored", "stored"]


def test_what_happened_before_a_discharge_still_arrives(
    session: Session, care: Care, phone: Phone, clock: time_machine.Traveller
) -> None:
    discharge(acting(session, care.therapist, NOW + DAY), care.episode, "Better")
    session.commit()
    clock.move_to(NOW + 3 * DAY)
    after = entry(local_date=(TODAY + 2 * DAY).isoformat(), seq=2)
    assert phone.statuses(entry(), after) == ["stored", "flagged"]


def test_each_entry_goes_to_the_episode_of_its_day(
    session: Session, care: Care, phone: Phone, clock: time_machine.Traveller
) -> None:
    discharge(acting(session, care.therapist, NOW + DAY), care.episode, "Better")
    values = {c.name: getattr(care.episode, c.name) for c in Episode.__table__.columns}
    second = Episode(**{**values, "id": None, "closed_at": None, "intake_on": TODAY + 5 * DAY})
    session.add(second)
    session.commit()
    clock.move_to(NOW + 6 * DAY)
    now = entry(local_date=(TODAY + 5 * DAY).isoformat(), seq=2)
    assert phone.statuses(now, entry()) == ["stored", "stored"]
    days = {each.local_date: each.episode_id for each in session.scalars(select(Entry))}
    assert days == {TODAY: care.episode.id, TODAY + 5 * DAY: second.id}


def test_somebody_elses_outbox_stores_nothing(
    app: Flask, session: Session, care: Care, phone: Phone
) -> None:
    other = make_care(session, email="2")
    theirs = Phone(phone.browser, str(other.client.id))
    answer = theirs.post(theirs.batch(entry()))
    assert (answer.status_code, entries_stored(session)) == (409, 0)
    assert "somebody else" in answer.json["error"]
    assert phone.browser.get(TOKEN).json["owner"] == str(care.client.id)


def test_a_signed_out_phone_is_asked_to_sign_in(app: Flask, session: Session, phone: Phone) -> None:
    token = phone.token()
    form = {"csrf_token": csrf_token(phone.browser, "/me")}
    assert phone.browser.post("/sign-out", data=form).status_code == 302
    answers = [phone.browser.get(TOKEN), phone.post(phone.batch(entry()), token=token)]
    fresh = csrf_token(phone.browser)
    answers.append(phone.post(phone.batch(entry()), token=fresh))
    assert [(a.status_code, a.json) for a in answers] == [(401, {"error": "Sign in first."})] * 3
    assert entries_stored(session) == 0


def test_an_entry_that_breaks_the_program_is_put_aside_alone(
    session: Session, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison = entry("note", {"text": "poison"}, seq=2)
    whole = write

    def break_at_poison(s: Session, episode: Any, entries: Any, days: Any, read: Any) -> None:
        if any(each.body.get("text") == "poison" for each in entries):
            raise KeyError("state")
        whole(s, episode, entries, days, read)

    monkeypatch.setattr(recording, "write", break_at_poison)
    bath = entry("bath", {"kept": "kept"}, seq=3)
    assert phone.statuses(entry(), poison, bath) == ["stored", "rejected", "stored"]
    assert entries_stored(session) == 2
    assert "poison" in session.scalars(select(RejectedEntry.sent)).one()["report"]


def test_a_database_that_cant_write_now_blames_no_entry(
    app: Flask, session: Session, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OperationalError("insert", {}, Exception("disk full"))

    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    with monkeypatch.context() as broken:
        broken.setattr(recording, "write", full)
        answer = phone.post(phone.batch(entry()))
    assert answer.status_code == 500
    assert "disk" not in answer.text
    assert entries_stored(session) == 0
    assert session.scalars(select(RejectedEntry)).all() == []


def test_the_answer_leaves_only_after_the_commit(
    session: Session, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    from homecare.extensions import db

    order: list[str] = []
    commit: Callable[[], None] = db.session.commit
    monkeypatch.setattr(db.session, "commit", lambda: (order.append("commit"), commit()))
    monkeypatch.setattr(
        "homecare.today.phone.api.receive",
        lambda *a: (order.append("receive"), receiving.receive(*a))[1],
    )
    phone.send(entry())
    assert order[-2:] == ["receive", "commit"]


def test_the_night_forgets_what_was_put_aside_ninety_days_ago(
    session: Session, settings: Settings, care: Care, phone: Phone
) -> None:
    phone.send(entry(body={"leg": 11}))
    make_client(session, care.therapist, NOW + timedelta(days=91))
    assess(session, settings, NOW + timedelta(days=89), (NOW + timedelta(days=89)).date())
    assert session.scalars(select(RejectedEntry)).all()
    assess(session, settings, NOW + timedelta(days=91), (NOW + timedelta(days=91)).date())
    assert session.scalars(select(RejectedEntry)).all() == []
