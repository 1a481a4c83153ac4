"""Whatever is written, put right, ended and begun anew: nothing of a record is lost or doubled."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from homecare.accounts.models import AuditLine
from homecare.acting import Act
from homecare.clients.appointments import book
from homecare.clients.episodes.discharge import discharge, undo_discharge
from homecare.clients.episodes.mistakes import ENTERED, RETURNED, end_as_mistake, last_mistake
from homecare.clients.imported.models import ClientImport
from homecare.clients.imported.operations import add_all
from homecare.clients.imported.undoing import undo_import
from homecare.clients.merged.models import RecordMerge
from homecare.clients.models import CORRECTED, Client, Episode, Visit, VisitCorrection
from homecare.clients.operations import amend_client, record_visit, reopen
from homecare.clients.visits import correct_visit, move_visit, put_visit_back, strike_visit
from homecare.desk.client.episodes.merges import MERGED
from homecare.diary.days import close_days, rebuild
from homecare.diary.models import DiaryDay, Entry
from homecare.diary.operations import record_entry
from homecare.flags.red_flag_answers import clear_episode, record_red_flag_answers
from homecare.merging.operations import merge
from homecare.merging.plan import Choices
from homecare.merging.undoing import undo as undo_merge
from homecare.refusals import Refusal
from tests.chance import examples
from tests.clients.test_operations import KNEE
from tests.desk.browsing import THERAPIST, of
from tests.desk.client.episodes.laws import letters
from tests.desk.client.episodes.laws.letters import OF_FLAGS, OF_LETTERS
from tests.make.clients import make_client, make_intake
from tests.make.diary import Care, told
from tests.make.flags import at, on
from tests.make.people import acting, signed_in

LAST = 40
ASKED = "Red-flag questions asked by the therapist"
SOON = 0.4  # days: a merge can be undone within one
WHAT = (
    "visit", "correct", "move", "strike", "back", "score", "end", "undo", "return", "amend",
    "answer", "clear", "book", "join", "join", "part", "part", "wrong", "right", "import",
    "unimport", *OF_LETTERS[:4], *OF_FLAGS[:2],
)  # fmt: skip
OF_MISTAKES = ("wrong", "right", "import", "unimport")
ELSEWHERE = ("answer", "clear", "book", "join", "part", *OF_MISTAKES, *OF_LETTERS, *OF_FLAGS)
STEP = st.tuples(st.sampled_from(WHAT), st.integers(0, 2), st.integers(0, 30), st.integers(0, 3))
AROUND_LETTERS = ("end", "undo", "return", "join", "part", "wrong", "right")
STEP_OF_POST = st.tuples(
    st.sampled_from((*OF_LETTERS, *OF_LETTERS, *OF_FLAGS, *AROUND_LETTERS)),
    st.integers(0, 1), st.just(0), st.integers(0, 3),
)  # fmt: skip


@dataclass
class Desk:
    """Three records of one practice, and what was accepted into them."""

    session: Session
    care: Care
    clients: list[Client]
    entries: int = 0
    notes: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    rounds: int = 0
    booked: int = 0
    merges: list[RecordMerge] = field(default_factory=list)
    imports: list[ClientImport] = field(default_factory=list)
    post: letters.Post = field(init=False)

    def __post_init__(self) -> None:
        self.post = letters.begin_post(self.session, self.clients, self.act(0))

    def at_home(self, whose: int) -> Client:
        """A record, or the one that it was merged into."""
        client = self.clients[whose]
        while client.merged_into is not None:
            client = next(one for one in self.clients if one.id == client.merged_into)
        return client

    def act(self, day: float) -> Act:
        return acting(self.session, self.care.therapist, at(day))

    def newest(self, client: Client) -> Episode:
        statement = select(Episode).where(Episode.client_id == client.id)
        return self.session.scalars(statement.order_by(*Episode.newest())).first()  # type: ignore[return-value]

    def visits(self) -> list[Visit]:
        ids = [client.id for client in self.clients]
        return list(self.session.scalars(
            select(Visit).where(Visit.client_id.in_(ids)).order_by(Visit.id)
            .options(selectinload(Visit.corrections))
        ))  # fmt: skip

    def step(self, what: str, whose: int, earlier: int, which: int, day: float) -> None:
        """One thing that somebody does on a day; what is refused changes nothing."""
        client = self.at_home(whose)
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
            amend_client(self.act(day), client, episode, findings=(found := f"found on {day}"))
            self.found.append(found)
        elif what in ELSEWHERE:
            self.ask_or_join(what, whose, which, day)
        elif visits := self.visits():
            self.put_right(what, visits[which % len(visits)], then, day)

    def mistake(self, what: str, client: Client, which: int, day: float) -> None:
        """Somebody is entered by mistake, or was not; or came by a table that was the wrong one."""
        act = self.act(day)
        if what == "wrong":
            end_as_mistake(act, self.newest(client), "Mixed up", knowing=which > 0)
        elif what == "right":
            if mistaken := last_mistake(self.session, client.id):
                undo_discharge(act, mistaken)
        elif what == "import":
            assert act.actor.person_id is not None
            intake = make_intake(act.actor.person_id, name=f"Imp {len(self.imports)}")
            self.imports.append(made := add_all(act, [(2, intake)]))
            self.session.flush()
            self.session.refresh(made)
            self.clients.insert(which, made.lines[0].made)  # type: ignore[arg-type]
        elif self.imports:
            undo_import(act, self.imports[-1])

    def ask_or_join(self, what: str, whose: int, which: int, day: float) -> None:
        if what in (*OF_LETTERS, *OF_FLAGS):
            self.post.step(what, self.act(day), self.newest(self.at_home(whose)), which)
        elif what in OF_MISTAKES:
            self.mistake(what, self.at_home(whose), which, day)
        elif what in ("join", "part"):
            self.join_or_part(what, whose, which, day)
        else:
            self.ask(what, self.newest(self.at_home(whose)), which, day)

    def ask(self, what: str, episode: Episode, which: int, day: float) -> None:
        if what == "clear":
            clear_episode(self.act(day), episode, "Spoke with them")
        elif what == "book" and episode.closed_at is None:
            at_nine = at(60 + self.booked).replace(tzinfo=None)
            book(self.act(day), episode, at_nine)
            self.booked += 1
        elif what == "answer" and episode.closed_at is None:
            said = {"bladder": False} if which == 0 else {}
            record_red_flag_answers(self.act(day), episode, "therapist", said)
            self.rounds += 1

    def join_or_part(self, what: str, whose: int, which: int, day: float) -> None:
        """Merge two records that stand, or undo a merge."""
        one, *others = self.clients[whose:] + self.clients[:whose]
        if what == "part":
            for merged in self.merges[::-1][which % 2 :][:1]:
                undo_merge(self.act(day), merged)
            return
        chosen = Choices(goes_on=("keeper", "duplicate")[which % 2], signs_in="keeper")
        self.merges.append(merge(self.act(day), one.id, others[which // 2].id, chosen))

    def put_right(self, what: str, visit: Visit, then: Any, day: float) -> None:
        stand = (c for c in self.clients if c.id != visit.client_id and c.merged_into is None)
        other = next(stand, self.at_home(0))
        if what == "correct":
            correct_visit(self.act(day), visit, then, reason="The diary says so")
        elif what == "move":
            move_visit(self.act(day), visit, other, "The other one")
        elif what == "strike":
            strike_visit(self.act(day), visit, "Did not come")
        elif what == "back":
            put_visit_back(self.act(day), visit, "Came after all")


AS_IT_COMES = settings(
    max_examples=examples(15),
    phases=(Phase.generate,),  # to shrink a story takes many minutes, and it is short enough
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@AS_IT_COMES
@given(st.lists(STEP, min_size=4, max_size=14))
def test_nothing_of_a_record_is_lost_or_doubled(
    session: Session, care: Care, app: Flask, clock: time_machine.Traveller, story: list[Any]
) -> None:
    live(session, care, clock, story, app)


@AS_IT_COMES
@given(st.lists(STEP_OF_POST, min_size=8, max_size=24))
def test_no_letter_answer_or_decision_is_lost_or_doubled(
    session: Session, care: Care, app: Flask, clock: time_machine.Traveller, story: list[Any]
) -> None:
    begun = [("issue", 0, 0, 0), ("answered", 0, 0, 0), ("flag", 1, 0, 0), ("issue", 1, 0, 0)]
    live(session, care, clock, begun + story, app)


def live(
    session: Session, care: Care, clock: time_machine.Traveller, story: list[Any], app: Flask
) -> None:
    """Live through a story, and look at all that is left of it."""
    session.rollback()
    clients = [make_client(session, care.therapist, name=name)[0] for name in ("Ann", "Ben", "Cas")]
    desk = Desk(session, care, clients)
    day = 0.0
    for step in story:
        session.commit()
        day += SOON if step[0] in ("part", "unimport") else 1
        with suppress(Refusal):
            desk.step(*step, day=day)
            session.commit()
        session.rollback()
    clock.move_to(at(LAST))
    check_rows(desk)
    letters.check_letters(desk.post)
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
        assert bool(opened) == (client.merged_into is None)
        in_care = bool(opened) and client.discharged_at is None
        assert sum(one.closed_at is None for one in opened) == in_care
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
    """Each visit stands on one timeline, with all that it said before; and so does every round of
    questions, every appointment, every discharge, every value of a field."""
    stand = [one for one in desk.clients if one.merged_into is None]
    said = "".join(browser.get(of(one.id, "/timeline")).text for one in stand)
    letters.check_told(desk.post, said)
    assert said.count(ASKED) == desk.rounds
    assert said.count("Appointment booked:") == desk.booked
    assert said.count(MERGED) >= len(desk.merges)
    ended = select(func.count()).where(
        AuditLine.action == "client.discharge",
        AuditLine.client_id.in_([one.id for one in desk.clients]),
    )
    assert said.count('title">Discharged<') == desk.session.scalar(ended)
    wrong = select(func.count()).where(
        AuditLine.action.in_((ENTERED, RETURNED)),
        AuditLine.client_id.in_([one.id for one in stand]),
    )
    assert said.count("by mistake</") >= (desk.session.scalar(wrong) or 0)
    corrected = Counter(
        desk.session.scalars(
            select(VisitCorrection.visit_id).where(VisitCorrection.kind == CORRECTED)
        )
    )
    for found in desk.found:
        assert said.count(f"→ {found}.") == 1
    for visit in desk.visits():
        assert said.count(visit.note) == 1 + corrected[visit.id]
