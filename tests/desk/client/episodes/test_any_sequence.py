"""Whatever is written, put right, ended and begun anew: nothing of a record is lost or doubled."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from homecare.acting import Act
from homecare.clients.episodes.discharge import discharge, undo_discharge
from homecare.clients.models import CORRECTED, Client, Episode, Visit, VisitCorrection
from homecare.clients.operations import amend_client, record_visit, reopen
from homecare.clients.visits import correct_visit, move_visit, put_visit_back, strike_visit
from homecare.diary.days import close_days, rebuild
from homecare.diary.models import DiaryDay, Entry
from homecare.diary.operations import record_entry
from homecare.refusals import Refusal
from tests.clients.test_operations import KNEE
from tests.desk.browsing import THERAPIST, of
from tests.make.clients import make_client
from tests.make.diary import Care, told
from tests.make.flags import at, on
from tests.make.people import acting, signed_in

LAST = 40
WHAT = ("visit", "correct", "move", "strike", "back", "score", "end", "undo", "return", "amend")
STEP = st.tuples(st.sampled_from(WHAT), st.integers(0, 1), st.integers(0, 30), st.integers(0, 3))


@dataclass
class Desk:
    """Two records of one practice, and what was accepted into them."""

    session: Session
    care: Care
    clients: list[Client]
    entries: int = 0
    notes: list[str] = field(default_factory=list)

    def act(self, day: int) -> Act:
        return acting(self.session, self.care.therapist, at(day))

    def newest(self, client: Client) -> Episode:
        statement = select(Episode).where(Episode.client_id == client.id)
        return self.session.scalars(statement.order_by(Episode.opened_at.desc())).first()  # type: ignore[return-value]

    def visits(self) -> list[Visit]:
        ids = [client.id for client in self.clients]
        return list(self.session.scalars(
            select(Visit).where(Visit.client_id.in_(ids)).order_by(Visit.id)
            .options(selectinload(Visit.corrections))
        ))  # fmt: skip

    def step(self, what: str, whose: int, earlier: int, which: int, day: int) -> None:
        """One thing that somebody does on a day; what is refused changes nothing."""
        client = self.clients[whose]
        episode, then = self.newest(client), on(max(0, day - earlier))
        if what == "visit" and episode.closed_at is None:
            note = f"treated-{len(self.notes)}."
            if record_visit(self.act(day), episode, then, note).note == note:
                self.notes.append(note)
        elif what == "score" and episode.closed_at is None:
            report = told(body={"leg": which, "back": earlier % 11}, day=then, seq=self.entries + 1)
            self.entries += record_entry(self.act(day), episode, report).kept
        elif what == "end":
            discharge(self.act(day), episode)
        elif what == "undo":
            undo_discharge(self.act(day), episode)
        elif what == "return" and episode.closed_at is not None:
            reopen(self.act(day), client, KNEE)
        elif what == "amend":
            amend_client(self.act(day), client, episode, findings=f"found on {day}")
        elif visits := self.visits():
            self.put_right(what, visits[which % len(visits)], then, day)

    def put_right(self, what: str, visit: Visit, then: Any, day: int) -> None:
        other = next(client for client in self.clients if client.id != visit.client_id)
        if what == "correct":
            correct_visit(self.act(day), visit, then, reason="The diary says so")
        elif what == "move":
            move_visit(self.act(day), visit, other, "The other one")
        elif what == "strike":
            strike_visit(self.act(day), visit, "Did not come")
        elif what == "back":
            put_visit_back(self.act(day), visit, "Came after all")


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(STEP, min_size=4, max_size=14))
def test_nothing_of_a_record_is_lost_or_doubled(
    session: Session, care: Care, app: Flask, clock: time_machine.Traveller, story: list[Any]
) -> None:
    session.rollback()
    clients = [make_client(session, care.therapist, name=name)[0] for name in ("Ann", "Ben")]
    desk = Desk(session, care, clients)
    for day, step in enumerate(story, start=1):
        session.commit()
        with suppress(Refusal):
            desk.step(*step, day=2 * day)
            session.commit()
        session.rollback()
    clock.move_to(at(LAST))
    check_rows(desk)
    check_pages(desk, signed_in(app, THERAPIST))


def check_rows(desk: Desk) -> None:
    session = desk.session
    session.expire_all()
    ids = {client.id for client in desk.clients}
    entries = session.scalars(select(Entry).where(Entry.client_id.in_(ids))).all()
    assert len(entries) == desk.entries
    visits = desk.visits()
    assert sorted(visit.note for visit in visits) == sorted(desk.notes)
    episodes = {one.id: one for one in session.scalars(select(Episode))}
    for row in (*entries, *visits):
        assert episodes[row.episode_id].client_id == row.client_id
    for client in desk.clients:
        opened = [one for one in episodes.values() if one.client_id == client.id]
        assert sum(one.closed_at is None for one in opened) == (client.discharged_at is None)
    close_days(session, at(LAST))
    before = days(session)
    for episode in episodes:
        rebuild(session, episode)
    assert days(session) == before
    session.commit()


def days(session: Session) -> list[tuple[Any, ...]]:
    session.expire_all()
    columns = [c for c in DiaryDay.__table__.c if c.name not in ("id",)]
    return sorted(map(tuple, session.execute(select(*columns))), key=repr)


def check_pages(desk: Desk, browser: FlaskClient) -> None:
    """Each visit stands on one timeline, with all that it said before."""
    said = "".join(browser.get(of(one.id, "/timeline")).text for one in desk.clients)
    corrected = Counter(
        desk.session.scalars(
            select(VisitCorrection.visit_id).where(VisitCorrection.kind == CORRECTED)
        )
    )
    for visit in desk.visits():
        assert said.count(visit.note) == 1 + corrected[visit.id]
