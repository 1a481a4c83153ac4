"""Whatever happens in whatever order, the rows equal the pure model, and so does a rebuild."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from homecare.clients.models import Away
from homecare.clients.operations import record_away
from homecare.diary.days import close_days, rebuild, refresh_days
from homecare.diary.ledger import LOG, VOID, EntryRow, Report
from homecare.diary.models import DiaryDay, Entry
from homecare.diary.operations import record_entry
from homecare.diary.projection import DayFigures, PlanBehindDays, project
from homecare.library.models import Exercise
from homecare.programmes.models import ProgrammeAdvice, ProgrammeItem, ProgrammeVersion
from homecare.rules.schedule import Line, Version
from tests.chance import examples
from tests.make.diary import BRIDGE, DAY, ROLLS, TODAY, Care, days, make_care, told
from tests.make.people import NOW, acting

LATER = NOW + 8 * DAY  # every entry arrives now, so that none is too old
NUMBERS = st.integers(1, 8)
DAYS = st.integers(0, 5).map(lambda day: TODAY + day * DAY)
BODIES = st.one_of(
    st.tuples(st.just("pain"), st.fixed_dictionaries({"leg": st.integers(0, 10)})),
    st.tuples(
        st.just("exercise"),
        st.fixed_dictionaries(
            {"line": st.sampled_from([ROLLS, BRIDGE]), "outcome": st.sampled_from(["done", "not"])}
        ),
    ),
    st.tuples(
        st.just("flare"), st.fixed_dictionaries({"state": st.sampled_from(["start", "end"])})
    ),
)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A report whose id, and what it supersedes, come from a small set, so that they meet."""
    number, op = draw(NUMBERS), draw(st.sampled_from([LOG, LOG, "amend", VOID]))
    kind, body = draw(BODIES)
    original = draw(NUMBERS.filter(lambda n: n != number)) if op != LOG else None
    return told(
        kind,
        {} if op == VOID else body,
        draw(DAYS),
        id=UUID(int=number),
        seq=draw(st.integers(1, 3)),
        op=op,
        supersedes=UUID(int=original) if original else None,
    )


@dataclass(frozen=True)
class NewVersion:
    """A programme from a day on: how often the rolls are due, and for how long a flare lasts."""

    starts_on: date
    times: int
    flare_hours: int


@dataclass(frozen=True)
class DaysAway:
    first: date
    last: date


@dataclass(frozen=True)
class Night:
    """The clock closes the days before this one."""

    days: int


STEPS = st.one_of(
    reports(),
    reports(),
    reports(),
    st.builds(NewVersion, DAYS, st.integers(1, 4), st.sampled_from([24, 48, 72])),
    st.tuples(DAYS, DAYS).map(lambda ends: DaysAway(min(ends), max(ends))),
    st.builds(Night, st.integers(1, 7)),
)


@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(steps=st.lists(STEPS, max_size=14), again=st.randoms(use_true_random=False))
def test_rows_equal_the_model_and_a_rebuild(session: Session, steps: list[Any], again: Any) -> None:
    care = _same_care(session)
    model = Model()
    for step in steps:
        _take(session, care, model, step)
    expected = model.rows()
    assert _rows(session, care) == expected

    entries = [step for step in steps if isinstance(step, Report)]
    for report in again.sample(entries, len(entries)):  # a replay is as good as once
        record_entry(acting(session, care.me, LATER), care.episode, report)
    assert _rows(session, care) == expected

    session.execute(update(DiaryDay).values(leg=10, due=99, reported=0, flare=True, away=True))
    rebuild(session, care.episode.id)
    assert _rows(session, care) == expected


class Model:
    """What should be in the rows, by the pure core alone."""

    def __init__(self) -> None:
        self.entries: dict[UUID, EntryRow] = {}
        self.versions: list[Version] = []
        self.away: set[tuple[date, date]] = set()
        self.closed_days = 0

    def rows(self) -> dict[date, dict[str, Any]]:
        """The rows by their day."""
        closed = {TODAY + i * DAY for i in range(self.closed_days)}
        days = sorted(closed | {entry.local_date for entry in self.entries.values()})
        ground = PlanBehindDays(tuple(self.versions), frozenset(self.away))
        newest_first = reversed(list(self.entries.values()))
        return {
            day: {**asdict(figures), "closed": day in closed}
            for day, figures in project(newest_first, ground, days)
        }


def _same_care(session: Session) -> Care:
    """One client for all examples, each time with an empty diary and no programme."""
    session.rollback()
    if "care" not in session.info:
        session.info["care"] = make_care(session)
    for table in (DiaryDay, Entry, Away, ProgrammeAdvice, ProgrammeItem, ProgrammeVersion):
        session.execute(delete(table))
    care: Care = session.info["care"]
    return care


def _take(session: Session, care: Care, model: Model, step: Any) -> None:
    if isinstance(step, Report):
        _record(session, care, model, step)
    elif isinstance(step, NewVersion):
        _assign(session, care, model, step)
    elif isinstance(step, DaysAway):
        record_away(acting(session, care.therapist, NOW), care.episode, step.first, step.last)
        model.away.add((step.first, step.last))
    else:
        close_days(session, NOW + timedelta(days=step.days))
        model.closed_days = max(model.closed_days, step.days)


def _row(report: Report) -> EntryRow:
    return EntryRow(
        report.id, report.device, report.seq, report.op, report.supersedes, report.kind,
        report.local_date, report.zone, LATER, False, report.body,
    )  # fmt: skip


def _record(session: Session, care: Care, model: Model, report: Report) -> None:
    status = record_entry(acting(session, care.me, LATER), care.episode, report).status
    if report.id in model.entries:
        assert status in ("duplicate", "conflict", "rejected")
    elif status in ("stored", "flagged"):  # flagged: a correction of another day waits for ever
        model.entries[report.id] = _row(report)


def _assign(session: Session, care: Care, model: Model, step: NewVersion) -> None:
    number = len(model.versions) + 1
    lines = (Line(ROLLS, 0b1010101, step.times, True), Line(BRIDGE, 127, step.times, False))
    model.versions.append(Version(number, step.starts_on, step.flare_hours, lines))
    exercise = session.scalars(select(Exercise).where(Exercise.code == "knee_rolls")).one()
    owner = {"practice_id": care.practice.id}
    session.add(
        ProgrammeVersion(
            **owner, client_id=care.client.id, episode_id=care.episode.id, number=number,
            starts_on=step.starts_on, flare_hours=step.flare_hours, made_at=NOW,
            made_by=care.therapist.person_id,
            items=[
                ProgrammeItem(**owner, **line._asdict(), place=place, exercise_id=exercise.id)
                for place, line in enumerate(lines, start=1)
            ],
        )
    )  # fmt: skip
    session.flush()
    refresh_days(acting(session, care.therapist), care.episode, step.starts_on)


def _rows(session: Session, care: Care) -> dict[date, dict[str, Any]]:
    rows = days(session, care.episode.id, TODAY - 90 * DAY, TODAY + 90 * DAY)
    names = [*DayFigures.__dataclass_fields__, "closed"]
    return {row.on: {name: getattr(row, name) for name in names} for row in rows}


@given(entries=st.lists(reports(), max_size=8, unique_by=lambda r: r.id), again=st.randoms())
def test_figures_do_not_mind_the_order_of_arrival(entries: list[Report], again: Any) -> None:
    model = Model()
    model.entries = {report.id: _row(report) for report in entries}
    expected = model.rows()
    model.entries = dict(again.sample(sorted(model.entries.items()), len(entries)))
    assert model.rows() == expected
