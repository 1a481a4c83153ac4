"""Asking for a record to be deleted, deciding on it, and deleting. None of them commits."""

from collections.abc import Sequence
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from homecare.accounts import audit
from homecare.accounts.models import Practice
from homecare.accounts.operations import hold_practice
from homecare.acting import OWNER, Act
from homecare.clients.merged.following import hold_care
from homecare.clients.merged.models import RecordMerge
from homecare.clients.models import Client, Episode
from homecare.erasure import mails, people, rows
from homecare.erasure.models import ASKED as CLIENT_ASKED
from homecare.erasure.models import (
    ERASED,
    ERASED_BECAUSE,
    KEPT,
    KEPT_BECAUSE,
    OPEN,
    OTHER,
    OVER,
    TAKEN_BACK,
    Erasure,
)
from homecare.erasure.queries import newest_of, open_request, records_of, request_standing
from homecare.language import local_day, long_date
from homecare.mail.outbox import queue
from homecare.refusals import Refusal

IN_CARE = "They are in care. Discharge them first: then nothing that asks for somebody is lost."
GONE = "This record was erased meanwhile."
CHOOSE = "Choose one."
CHOOSE_DAY = "Choose a day that is still to come."
TOOK_BACK = "{} took the request back meanwhile: they want to keep their record. Nothing was done."
ASKED_SINCE = "{} has asked for it meanwhile. Read what they ask, then decide."
ANSWERED_SINCE = "What {} asked was answered meanwhile. Look at what was decided, then decide."
NOBODY_ASKED = "{} has not asked for it, or took it back. Choose the reason that holds."
NOT_OVER = "The time for keeping it is over on {}, not before. To delete it now, write why."
WRITE_WHY = "Write why it is deleted before its time."
BEFORE_ITS_TIME = "early"
"""What the audit trail says where the reason is the owner's own."""
NOBODY = date(1900, 1, 1)
"""Stands where a date of birth stood."""
AT_ONCE = timedelta(minutes=1)  # in which a second press means the same decision


class Decision(NamedTuple):
    """What an owner decided on a page. `until` is the day until which the record is kept, or from
    which the time for keeping it is over; `seen` the request that the page showed, as its id, empty
    where there was none; `words` are theirs to the client, or why it goes before its time."""

    why: str
    until: date
    seen: str = ""
    words: str = ""


def ask(act: Act, client: Client) -> Erasure:
    """The client asks for their record to be deleted; asked twice is asked once."""
    if act.actor.client_id != client.id:
        raise PermissionError("only the client asks for this")
    _held(act.session, [client.id])
    if (asked := open_request(act.session, client.id)) is not None:
        return asked
    request = Erasure(
        practice_id=client.practice_id, client_id=client.id, asked_at=act.now,
        asked_by=act.actor.person_id,
    )  # fmt: skip
    act.session.add(request)
    audit.note(act, "erasure.ask", client.id)
    act.session.flush()
    mails.tell_practice(act, client, request)
    return request


def take_back(act: Act, client: Client) -> None:
    """The client wants to keep the record after all, as long as nobody has decided; whoever was
    told that they ask hears it."""
    if act.actor.client_id != client.id:
        raise PermissionError("only the client takes this back")
    _held(act.session, [client.id])
    if (asked := open_request(act.session, client.id)) is not None:
        asked.decision, asked.decided_at = TAKEN_BACK, act.now
        asked.decided_by = act.actor.person_id
        audit.note(act, "erasure.take_back", client.id)
        act.session.flush()
        mails.tell_practice(act, client, asked)


def keep(act: Act, client: Client, said: Decision) -> Erasure:
    """The owner decides that a record is kept until a day, for a reason that the law allows.

    Raises Refusal for another reason, for a day that is over, and where the client has asked or
    taken it back since.
    """
    _only_owners(act)
    problems = {
        "why": "" if said.why in KEPT_BECAUSE else CHOOSE,
        "keep_until": "" if said.until > local_day(act.now, client.zone) else CHOOSE_DAY,
    }
    if problems := {name: text for name, text in problems.items() if text}:
        raise Refusal(problems)
    _held(act.session, [client.id])
    last, words = newest_of(act.session, client.id), (said.why, said.until, said.words)
    if last is not None and (last.decision, last.decided_by) == (KEPT, act.actor.person_id):
        at_once = last.decided_at and act.now - last.decided_at < AT_ONCE
        if at_once and (last.why, last.keep_until, last.words) == words:
            return last  # pressed twice
    _as_seen(act, client, said.seen)
    decided = _decided(act, client, KEPT, said.why)
    decided.keep_until, decided.words = said.until, said.words
    audit.note(act, "erasure.keep", client.id, said.why)
    act.session.flush()
    if decided.asked_at is not None:
        mails.tell_kept(act, client)
    return decided


def erase(act: Act, client: Client, said: Decision, folder: Path) -> Erasure:
    """The owner deletes a record for good: see `rows` for what goes, `models` for what stays.

    `folder` is where mail is written to files. Raises Refusal while the client is in care, since
    an open flag or a red-flag answer must not end unseen; where the client has asked or taken it
    back since; and for a reason that does not hold.
    """
    _only_owners(act)
    hold_practice(act.session, act.actor.practice_id)
    records = records_of(act.session, client)
    hold_care(act.session, records)
    _held(act.session, records)
    if _in_care(act.session, records):
        raise Refusal(IN_CARE)
    _as_seen(act, client, said.seen)
    _refuse_reason(act, client, said)
    decided, goodbye = (
        _decided(act, client, ERASED, said.why), mails.goodbye_to(act.session, client),
    )  # fmt: skip
    decided.words = said.words.strip() if decided.why == OTHER else ""
    _empty(act.session, decided, records, folder)
    if goodbye is not None:
        queue(act.session, goodbye, act.now)
    audit.note(act, "client.erase", client.id, decided.why or BEFORE_ITS_TIME)
    act.session.flush()
    return decided


def erase_again(session: Session, known: Erasure, now: datetime, folder: Path) -> bool:
    """Delete what a restored backup brought back; answers whether there was anything."""
    ids = [UUID(one) for one in known.records]
    there = session.scalars(
        select(Client).where(Client.id.in_(ids), Client.erased_at.is_(None))
    ).all()
    if not there:
        return False
    known.client_id = next((c.id for c in there if c.id == known.client_id), there[0].id)
    known = session.merge(known)  # the backup may hold that it was asked for
    records = {one for client in there for one in records_of(session, client)}
    open_ones = select(Erasure).where(Erasure.client_id.in_(records), Erasure.decision == OPEN)
    for row in session.scalars(open_ones):
        row.decision, row.decided_at = ERASED, now
    _empty(session, known, sorted(records), folder)
    session.flush()
    return True


def ask_again(act: Act) -> None:
    """From the day until which a record was kept its owners are asked again, by one mail."""
    practice = act.session.get_one(Practice, act.actor.practice_id)
    mails.ask_again(act, local_day(act.now, practice.zone))


def forget_goodbyes(session: Session, now: datetime) -> None:
    """The address of somebody whose record is gone goes a week after the mail that said so."""
    mails.forget_goodbyes(session, now)


def _only_owners(act: Act) -> None:
    if act.actor.role != OWNER:
        raise PermissionError("the owner of the practice decides this")


def _held(session: Session, records: Sequence[UUID]) -> None:
    """Let nobody else decide, or write into these records. Raises Refusal for one that is gone."""
    held = select(Client).where(Client.id.in_(records)).order_by(Client.id).with_for_update()
    found = session.scalars(held.execution_options(populate_existing=True)).all()
    if any(client.erased_at for client in found):
        raise Refusal(GONE)


def _in_care(session: Session, records: Sequence[UUID]) -> bool:
    cared = select(Episode.id).where(Episode.client_id.in_(records), Episode.closed_at.is_(None))
    return session.scalar(cared.limit(1)) is not None


def _as_seen(act: Act, client: Client, seen: str) -> None:
    """Raises Refusal where the client has asked since the page was opened, or taken it back."""
    stands = request_standing(act.session, client.id, local_day(act.now, client.zone))
    if seen == (str(stands.id) if stands else ""):
        return
    newest = newest_of(act.session, client.id)
    if stands is None and newest is not None and newest.decision == TAKEN_BACK:
        raise Refusal(TOOK_BACK.format(client.name))
    raise Refusal((ASKED_SINCE if stands else ANSWERED_SINCE).format(client.name))


def _refuse_reason(act: Act, client: Client, said: Decision) -> None:
    """Each reason is one that holds: what is written of a record that is gone stays for good."""
    today = local_day(act.now, client.zone)
    asked = request_standing(act.session, client.id, today) is not None
    if said.why not in ERASED_BECAUSE:
        raise Refusal({"why": CHOOSE})
    if said.why == CLIENT_ASKED and not asked:
        raise Refusal({"why": NOBODY_ASKED.format(client.name)})
    if said.why == OVER and said.until > today:
        raise Refusal({"why": NOT_OVER.format(long_date(said.until))})
    if said.why == OTHER and not said.words.strip():
        raise Refusal({"reason": WRITE_WHY})


def _decided(act: Act, client: Client, decision: str, why: str) -> Erasure:
    """What was asked, with the owner's answer; a row of its own where nobody had asked."""
    decided = open_request(act.session, client.id)
    if decided is None:
        again = request_standing(act.session, client.id, local_day(act.now, client.zone))
        decided = Erasure(practice_id=client.practice_id, client_id=client.id)
        if again is not None:
            decided.asked_at, decided.asked_by = again.asked_at, again.asked_by
        act.session.add(decided)
    if decided.asked_at is not None and why not in KEPT_BECAUSE:
        why = CLIENT_ASKED
    decided.decision, decided.why = decision, why
    decided.decided_at, decided.decided_by = act.now, act.actor.person_id
    act.session.flush()
    return decided


def _empty(session: Session, decided: Erasure, records: Sequence[UUID], folder: Path) -> None:
    """All that the records hold goes, whatever table it stands in."""
    _leave_no_trace(session)
    at = decided.decided_at
    logins = people.who_sign_in_to_nothing_else(session, records)
    mails.forget(session, records, logins, folder)
    decided.records = [str(one) for one in records]
    reason = decided.words
    earlier = update(Erasure).where(Erasure.client_id.in_(records))
    session.execute(earlier.values(words=""))
    _forget_merges(session, records)
    decided.counts = rows.delete_rows(session, records)
    people.end_places(session, records, at)
    people.empty(session, logins)
    emptied: dict[str, Any] = {
        "name": "", "email": None, "confirmed_email": None, "telephone": "",
        "date_of_birth": NOBODY, "found_by": "", "gp": "", "medicines": "",
        "contraindications": [], "thins_nothing": False, "zone_chosen": False, "reminder": {},
        "weekly_email": False, "check_in_email": False,
        "discharged_at": None, "erased_at": at, "version": Client.version + 1,
    }  # fmt: skip
    session.execute(update(Client).where(Client.id.in_(records)).values(emptied))
    session.flush()
    session.expire_all()
    decided.words = reason


def _forget_merges(session: Session, records: Sequence[UUID]) -> None:
    """What stood in both before goes; that one became part of the other stays with the record."""
    either = RecordMerge.keeper_id.in_(records) | RecordMerge.duplicate_id.in_(records)
    session.execute(delete(RecordMerge).where(either))


def _leave_no_trace(session: Session) -> None:
    """SQLite leaves what was deleted in the file until its room is needed, unless told."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA secure_delete=ON"))


def settle_file(session: Session) -> None:
    """After the commit: nor does SQLite's journal keep it, unless somebody reads there just now."""
    engine = session.get_bind()
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as connection:  # type: ignore[union-attr]
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
