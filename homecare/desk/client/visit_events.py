"""Visits on the timeline: what stands, what was struck out, and every correction with its hand."""

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from flask import url_for

from homecare.clients.models import CORRECTED, MOVED, PUT_BACK, STRUCK_OUT, Visit, VisitCorrection
from homecare.desk.client.events import Event
from homecare.desk.words import day_words, practice_day
from homecare.language import long_date

Names = Mapping[UUID | None, str]

DONE = {
    CORRECTED: "corrected",
    MOVED: "moved here from another client",
    STRUCK_OUT: "struck out",
    PUT_BACK: "put back",
}


def of_visits(written: Iterable[Visit], names: Names) -> Iterator[Event]:
    """A line for each visit, and one for each time that it was put right."""
    for visit in written:
        title = "Visit, struck out" if visit.struck_at else "Visit"
        by, href = names.get(visit.recorded_by, ""), address_of(visit)
        yield Event(visit.on, title, visit.note, "visit", visit.recorded_at, by, href)
        for one in visit.corrections:
            yield _of_correction(one, visit, names)


def _of_correction(one: VisitCorrection, visit: Visit, names: Names) -> Event:
    title = f"Visit of {day_words(one.on)} {DONE[one.kind]}"
    text = " ".join(part for part in (_sentence(one.reason), _what_it_said(one)) if part)
    by = names.get(one.by, "")
    return Event(practice_day(one.at), title, text, "visit", one.at, by, address_of(visit))


def _what_it_said(one: VisitCorrection) -> str:
    if one.kind != CORRECTED:
        return ""
    return f"Until then: {long_date(one.on)}{f' – {one.note}' if one.note else ', no note'}"


def of_those_gone(corrections: Iterable[VisitCorrection], names: Names) -> Iterator[Event]:
    """Visits that were moved out of the record: when, by whom and why; what they say went along."""
    for one in corrections:
        if one.kind == MOVED:
            href = url_for("desk.visit", client_id=one.client_id, visit_id=one.visit_id)
            title = f"Visit of {day_words(one.on)} moved to another client"
            reason, by = _sentence(one.reason), names.get(one.by, "")
            yield Event(practice_day(one.at), title, reason, "visit", one.at, by, href)


def address_of(visit: Visit) -> str:
    """Where a visit is read and put right."""
    return url_for("desk.visit", client_id=visit.client_id, visit_id=visit.id)


def _sentence(reason: str) -> str:
    return reason if not reason or reason[-1] in ".!?" else f"{reason}."
