"""Reporting to the diary. What is stored is never changed, and nothing typed is lost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from homecare.acting import Act
from homecare.clients.models import Episode
from homecare.clients.signals import intake_day_corrected
from homecare.diary import ledger, projection
from homecare.diary.days import lock_diaries, rebuild
from homecare.diary.ledger import AMEND, HIGHEST_SEQ, LOG, VOID, WEB, LedgerRow, Outcome, Report
from homecare.diary.models import Entry, RejectedEntry
from homecare.diary.recording import DiaryWriter, announce_days
from homecare.diary.schemas import START
from homecare.language import long_date
from homecare.refusals import Refusal

BETTER = "better"
IN_PARTS = ("sitting", "bath")  # a form says one field; what else was said of the day stays
NO_SCORES = {"leg": None, "back": None}
KEPT_FOR = timedelta(days=90)  # entries that could not be stored


class Said(NamedTuple):
    """What a form says of a day; a `body` of None takes back what stands."""

    kind: str
    day: date
    body: dict[str, Any] | None
    line: str | None = None
    programme_version_id: UUID | None = None


REPORTED_BEFORE = "Something is reported on {} already. Write that day, or an earlier one."


def record_entry(act: Act, episode: Episode, report: Report) -> Outcome:
    """Store a report in the ledger and count its day again, in five statements.

    The same report again is a duplicate, and as good as stored; another report under a known id
    is a conflict and is put aside. A date outside the last 30 days and tomorrow, before the intake
    or after the episode's end is stored and flagged: it does not count until a therapist enters
    it. Raises PermissionError for somebody who may not write to this diary.
    """
    [outcome] = record_entries(act, episode, [report])
    return outcome


def record_entries(act: Act, episode: Episode, reports: Sequence[Report]) -> list[Outcome]:
    """As `record_entry`, all of them together in as many statements; one outcome for each."""
    outcomes = _writing(act, episode).record(reports)
    announce_days(act, episode, zip(reports, outcomes, strict=True))
    return outcomes


def report(
    act: Act,
    episode: Episode,
    *,
    entry_id: UUID,
    kind: str,
    day: date,
    body: dict[str, Any] | None,
    line: str | None = None,
    programme_version_id: UUID | None = None,
) -> Outcome:
    """What a plain form reports for a day: it corrects what stands there, or else is logged.

    `entry_id` is the form's one-use id: sent twice, it is recorded once. A `body` of None takes
    back what stands (of the programme line `line` for an exercise); a field of None, that field of
    an answer about advice. A flare-up that begins takes the day's "all better" back. As
    `record_entry` otherwise.
    """
    writing = _writing(act, episode)
    said = Said(kind, day, body, (body or {}).get("line", line), programme_version_id)
    begins = kind == "flare" and (body or {}).get("state") == START
    writing.look_up([(day, kind), *([(day, BETTER)] if begins else [])], [entry_id])
    settled = writing.standing([(day, kind, said.line), (day, BETTER, None)])
    standing = projection.newest(settled)
    before = standing.get((day, kind, said.line))
    new = _newest_of(writing.known.values(), _report_of(act, episode, entry_id, said, before))
    if (known := writing.known.get(entry_id)) and _says_the_same(known, episode, new):
        return Outcome(ledger.DUPLICATE)
    if known is None and new.op == VOID and before is None:
        return Outcome(ledger.DUPLICATE, "There is nothing to take back.")
    each = [new, *_hidden_by(act, episode, said, new, settled)]
    if begins and (better := standing.get((day, BETTER, None))):
        each += _taken_back(act, episode, new, better, settled)
    outcomes = writing.store(each, [ledger.problem(one) for one in each])
    announce_days(act, episode, zip(each, outcomes, strict=True))
    return outcomes[0]


def _taken_back(
    act: Act, episode: Episode, new: Report, standing: LedgerRow, settled: Iterable[LedgerRow]
) -> list[Report]:
    """What takes back another report of the day, as one that is `new` makes it untrue."""
    gone = Said(standing.kind, standing.local_date, None)
    back = _report_of(act, episode, uuid5(new.id, standing.kind), gone, standing)
    back = replace(back, seq=new.seq)
    return [back, *_hidden_by(act, episode, gone, back, settled)]


def report_several(
    act: Act, episode: Episode, form_id: UUID, said: Sequence[Said]
) -> list[Outcome]:
    """What one form reports of several days, stored together; each as `report` takes it.

    Every part has its own id, made from the form's: sent twice, it is recorded once.
    """
    ids = [uuid5(form_id, f"{one.day} {one.kind} {one.line}") for one in said]
    writing = _writing(act, episode)
    writing.look_up({(one.day, one.kind) for one in said}, ids)
    settled = writing.standing([(one.day, one.kind, one.line) for one in said])
    standing = projection.newest(settled)
    new = []
    for entry_id, one in zip(ids, said, strict=True):
        before = standing.get((one.day, one.kind, one.line))
        each = _newest_of(writing.known.values(), _report_of(act, episode, entry_id, one, before))
        known = writing.known.get(entry_id)
        sent_before = known is not None and _says_the_same(known, episode, each)
        if not sent_before and (each.op != VOID or before):
            new += [each, *_hidden_by(act, episode, one, each, settled)]
    outcomes = writing.store(new, [ledger.problem(each) for each in new])
    announce_days(act, episode, zip(new, outcomes, strict=True))
    return outcomes


def _hidden_by(
    act: Act, episode: Episode, said: Said, new: Report, settled: Iterable[LedgerRow]
) -> list[Report]:
    """What takes back the older reports that the one taken back has hidden, as where two devices
    spoke of a day without knowing of each other: none of them is to come forth, nor a score of
    theirs that was emptied."""
    same, gone = (said.day, said.kind, said.line), said._replace(body=None)
    emptied = {site for site, score in (said.body or {}).items() if score is None}
    hidden = [
        one
        for one in settled
        if projection.place_of(one) == same
        and (new.op == VOID or (said.kind == "pain" and emptied & _given(one)))
    ]
    return [
        replace(_report_of(act, episode, uuid5(new.id, str(one.id)), gone, one), seq=new.seq)
        for one in hidden
        if one.id != new.supersedes
    ]


def _given(one: LedgerRow) -> set[str]:
    return {name for name, value in one.body.items() if value is not None}


def _newest_of(seen: Iterable[LedgerRow], new: Report) -> Report:
    """The report with a number after every one that was seen of that day: the clock of a phone may
    be ahead, and what is written now is the newest all the same, also beside a flare-up."""
    numbers = (row.seq for row in seen if row.local_date == new.local_date)
    return replace(new, seq=min(max(new.seq, max(numbers, default=0) + 1), HIGHEST_SEQ))


def _report_of(
    act: Act, episode: Episode, entry_id: UUID, said: Said, before: LedgerRow | None
) -> Report:
    """The report that says this where `before` stands: it logs, corrects or takes back."""
    body = _in_full(said.kind, said.body, before.body if before else {})
    return Report(
        id=entry_id,
        device=WEB,
        seq=int(act.now.timestamp() * 1000),
        op=VOID if body is None else AMEND if before else LOG,
        supersedes=before.id if before else None,
        kind=said.kind,
        programme_version_id=said.programme_version_id,
        local_date=said.day,
        zone=episode.zone,
        done_at=act.now,
        body=body or {},
    )


def _in_full(
    kind: str, body: dict[str, Any] | None, before: Mapping[str, Any]
) -> dict[str, Any] | None:
    """A body that says only what changes, with what stands beside it; None where all is gone."""
    if body and kind == "pain":
        scores = {**NO_SCORES, **before, **body}
        return None if scores == NO_SCORES else scores
    if not body or kind not in IN_PARTS:
        return body
    whole = {**before, **body}
    return {name: value for name, value in whole.items() if value is not None} or None


@intake_day_corrected.connect
def _count_from_intake(episode: Episode, *, act: Act) -> None:
    """Part of correcting the day of an intake: days that are over stand from it on, and no report
    stands before it."""
    lock_diaries(act.session, episode.id)
    reported = select(func.min(Entry.local_date)).where(
        Entry.episode_id == episode.id, Entry.flagged.is_(False)
    )
    first = act.session.scalar(reported)
    if first is not None and first < episode.intake_on:
        raise Refusal({"intake_on": REPORTED_BEFORE.format(long_date(first))})
    rebuild(act.session, episode.id)


def forget_rejected(session: Session, now: datetime) -> None:
    """Delete what could not be stored and has been kept for 90 days."""
    session.execute(delete(RejectedEntry).where(RejectedEntry.received_at < now - KEPT_FOR))


def _writing(act: Act, episode: Episode) -> DiaryWriter:
    """The diary of an episode, held until the transaction ends."""
    writing = DiaryWriter(act.session, act.actor, act.now, episode, closed_at=None)
    writing.closed_at = lock_diaries(act.session, episode.id)[episode.id]
    return writing


def _says_the_same(known: LedgerRow, episode: Episode, new: Report) -> bool:
    """Whether a form was sent twice: by then its own first sending stands to be amended."""
    said = (known.episode_id, known.kind, known.local_date, known.op == VOID, known.body)
    return said == (episode.id, new.kind, new.local_date, new.op == VOID, new.body)
