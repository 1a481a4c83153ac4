"""Visits on the timeline: what stands, what was struck out, and every correction with its hand."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from uuid import UUID

from flask import url_for

from homecare.access import Scope
from homecare.clients.appointments import MOVED_HERE
from homecare.clients.episodes.moves import (
    Moves,
    Other,
    appointments_moved,
    visits_moved,
)
from homecare.clients.episodes.queries import appointments_of, corrections_in, visits_written
from homecare.clients.models import (
    BOOKED,
    CANCELLED,
    CORRECTED,
    KEPT,
    MISSED,
    MOVED,
    PUT_BACK,
    STRUCK_OUT,
    Appointment,
    Episode,
    Visit,
    VisitCorrection,
)
from homecare.clients.queries import zone_of
from homecare.desk.client.events import Event
from homecare.desk.namesakes import told_apart
from homecare.desk.words import day_words, practice_day, wall_at_a_glance
from homecare.language import as_sentence, long_date, on_wall

Names = Mapping[UUID | None, str]

DONE = {
    CORRECTED: "corrected",
    MOVED: "moved here from {}",
    STRUCK_OUT: "struck out",
    PUT_BACK: "put back",
}
UNSETTLED_FOR = timedelta(days=28)
"""For so long it is asked what became of an appointment (ours)."""
STEPS = {
    BOOKED: "Appointment booked: {}",
    "moved": "Appointment moved to {}",
    CANCELLED: "Appointment of {} cancelled",
    MISSED: "Did not come: {}",
    "reopened": "Appointment of {} stands again",
    MOVED_HERE: "Appointment of {} moved here from {}",
}


@dataclass(frozen=True)
class Treated:
    """What is written down of visits in an episode: those here, those gone, and appointments.

    `here` is what the practice's clock shows now.
    """

    written: Sequence[Visit]
    gone: Sequence[VisitCorrection]
    booked: Sequence[Appointment]
    here: datetime
    visits_moved: Moves
    appointments_moved: Moves

    @property
    def visits(self) -> list[Visit]:
        """The visits that count, newest first."""
        return [visit for visit in self.written if not visit.struck_at]

    @property
    def to_come(self) -> list[Appointment]:
        """The appointments that are still to come, the next one first."""
        booked = [one for one in self.booked if one.state == BOOKED]
        return [one for one in booked if one.starts >= self.here]

    @property
    def unsettled(self) -> list[Appointment]:
        """Appointments of the last weeks of which nobody has said what became of them."""
        since = self.here - UNSETTLED_FOR
        booked = [one for one in self.booked if one.state == BOOKED]
        return [one for one in booked if since <= one.starts < self.here]

    @property
    def today(self) -> date:
        """The practice's: visits and appointments go by its clock."""
        return self.here.date()

    def day_to_record(self) -> date:
        """The day that a new visit is filled in with: of an appointment nobody has settled, where
        no visit stands yet, else today."""
        open_days = [one.starts.date() for one in self.unsettled]
        stands = {visit.on for visit in self.visits}
        return next((day for day in reversed(open_days) if day not in stands), self.today)

    @property
    def people(self) -> set[UUID]:
        """Everybody whose hand is in it."""
        corrected = (one.by for visit in self.written for one in visit.corrections)
        settled = (step.by for one in self.booked for step in one.steps)
        recorded = (visit.recorded_by for visit in self.written)
        return {*recorded, *corrected, *settled, *(one.by for one in self.gone)}

    def events(self, names: Names) -> Iterator[Event]:
        """All of it as lines of the timeline, in no order."""
        return chain(
            _of_visits(self.written, names, self.visits_moved),
            _of_those_gone(self.gone, names, self.visits_moved),
            _of_appointments(self.booked, names, self.appointments_moved),
        )


def treated_in(scope: Scope, episode: Episode, now: datetime) -> Treated:
    """Everything about visits in an episode, as it is now."""
    written = visits_written(scope, episode.id)
    gone = corrections_in(scope, episode.id)
    booked = appointments_of(scope, episode.id)
    corrections = [*gone, *(one for visit in written for one in visit.corrections)]
    return Treated(
        written,
        gone,
        booked,
        on_wall(now, zone_of(scope.session, episode)),
        visits_moved(scope, corrections),
        appointments_moved(scope, _ids_of_moved(booked)),
    )


def _ids_of_moved(booked: Iterable[Appointment]) -> set[UUID]:
    return {one.id for one in booked for step in one.steps if step.kind == MOVED_HERE}


def name_of(other: Other | None) -> str:
    """Whose the other record of a move is, in a sentence."""
    return told_apart(other) if other else "another client"


def _of_visits(written: Iterable[Visit], names: Names, moves: Moves) -> Iterator[Event]:
    """A line for each visit, and one for each time that it was put right."""
    for visit in written:
        title = "Visit, struck out" if visit.struck_at else "Visit"
        by, href = names.get(visit.recorded_by, ""), _address_of(visit)
        yield Event(visit.on, title, visit.note, "visit", visit.recorded_at, by, href)
        since = [*(one.on for one in visit.corrections[1:]), visit.on]
        for one, on in zip(visit.corrections, since, strict=False):
            yield _of_correction(one, on, visit, names, moves.came_from(one.id))


def _of_correction(
    one: VisitCorrection, on: date, visit: Visit, names: Names, other: Other | None
) -> Event:
    """`on`: the day that the visit has since."""
    title = f"Visit of {day_words(one.on)} {DONE[one.kind].format(name_of(other))}"
    title += f": it was {day_words(on)}" if on != one.on else ""
    text = " ".join(part for part in (as_sentence(one.reason), _what_it_said(one)) if part)
    by = names.get(one.by, "")
    href = _record_of(other) if other else _address_of(visit)
    return Event(practice_day(one.at), title, text, "visit", one.at, by, href)


def _what_it_said(one: VisitCorrection) -> str:
    if one.kind != CORRECTED:
        return ""
    return f"Until then: {long_date(one.on)}{f' – {one.note}' if one.note else ', no note'}"


def _of_those_gone(
    corrections: Iterable[VisitCorrection], names: Names, moves: Moves
) -> Iterator[Event]:
    """Visits that were moved out of the record: when, by whom and why; what they say went along."""
    for one in corrections:
        if one.kind == MOVED:
            href = url_for("desk.visit", client_id=one.client_id, visit_id=one.visit_id)
            to = name_of(moves.went_to(one.id))
            title = f"Visit of {day_words(one.on)} moved to {to}"
            reason, by = as_sentence(one.reason), names.get(one.by, "")
            yield Event(practice_day(one.at), title, reason, "visit", one.at, by, href)


def _of_appointments(
    appointments: Iterable[Appointment], names: Names, moves: Moves
) -> Iterator[Event]:
    """What was done with appointments; one noted at a visit, or kept by one, stands with that."""
    for one in appointments:
        href = url_for("desk.appointment", client_id=one.client_id, appointment_id=one.id)
        for step in one.steps:
            if step.kind != KEPT and not (step.kind == BOOKED and one.noted_with):
                other, reason = moves.came_from(step.id), as_sentence(step.reason)
                title = STEPS[step.kind].format(wall_at_a_glance(step.starts), name_of(other))
                to, by = _record_of(other) if other else href, names.get(step.by, "")
                yield Event(practice_day(step.at), title, reason, "visit", step.at, by, to)


def _record_of(other: Other) -> str:
    return url_for("desk.client", client_id=other.client_id)


def _address_of(visit: Visit) -> str:
    """Where a visit is read and put right."""
    return url_for("desk.visit", client_id=visit.client_id, visit_id=visit.id)
