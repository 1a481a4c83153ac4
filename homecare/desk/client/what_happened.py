"""What was decided, asked, written, mailed and put right in an episode, for its timeline.

Of some of it only the audit trail remembers who and when.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from uuid import UUID

from flask import url_for

from homecare.access import Scope
from homecare.accounts.models import AuditLine
from homecare.accounts.queries import names_of
from homecare.accounts.trail.queries import audit_of_records
from homecare.clients.amended.queries import changes_in
from homecare.clients.amended.words import field_in_words
from homecare.clients.appointments import MOVED_AWAY as GONE
from homecare.clients.episodes.mistakes import ENTERED, RETURNED
from homecare.clients.episodes.moves import Moves, Other, appointments_moved
from homecare.clients.episodes.words import ENDED_AS, how_it_ended
from homecare.clients.hand_over import HANDED_OVER
from homecare.clients.merged.queries import Joined
from homecare.clients.models import Episode
from homecare.clients.operations import THERAPIST_CHANGED
from homecare.clients.sign_in.taking_back import TAKEN_BACK
from homecare.desk.client import decision_events
from homecare.desk.client.episodes.changes import CHANGED, of_changes
from homecare.desk.client.episodes.letters import Post, came_of
from homecare.desk.client.episodes.merges import of_merges
from homecare.desk.client.events import ANSWERS, FLAGS, POST, VISITS, Event, about, of_version
from homecare.desk.client.visit_events import Treated, name_of
from homecare.desk.words import day_words, moment_words, practice_day, wall_at_a_glance
from homecare.diary.ledger import VOID, EntryRow
from homecare.diary.projection import DAY, FLARE_REACH
from homecare.diary.queries import taken_back
from homecare.diary.schemas import ASKED
from homecare.diary.words import TURNS, scores_in_words, scores_of, turn_in_words
from homecare.flags.queries import steps_taken
from homecare.language import listed, long_date, starts_upper
from homecare.mail.queries import MailAbout, mails_about
from homecare.merging.returned import BROUGHT, brought_in_words
from homecare.programmes.models import ProgrammeVersion
from homecare.referrals.answers.new_starts import COUNTED_ANEW, COUNTED_AS_BEFORE
from homecare.screening.models import Screening

DISCHARGE, UNDONE, AMENDED = "client.discharge", "client.discharge_undone", "client.amend"
PREFERENCES, BY_MISTAKE = "client.preferences", "entered by mistake"
HANDED_BACK = "client.hand_back"
GIVEN = {HANDED_OVER, HANDED_BACK, THERAPIST_CHANGED}
NAMING = {TAKEN_BACK, *GIVEN}
"""The lines whose subject is whom they are about, as ids."""
REPLACED = (*TURNS, *ASKED, "pain")
"""The kinds of reports of which a line tells that one was taken back or replaced."""
TITLES = {
    DISCHARGE: "Discharged",
    UNDONE: "Discharge undone",
    ENTERED: "Ended: entered by mistake",
    RETURNED: "Ended: taken in again by mistake",
    "client.mistake_undone": "It was no mistake: care goes on",
    AMENDED: CHANGED,
    BROUGHT: "What was written meanwhile goes on in this care",
    HANDED_OVER: "Handed over to another therapist",
    THERAPIST_CHANGED: "Given to another therapist",
    HANDED_BACK: "Handed back, as the hand-over was a slip",
    COUNTED_ANEW: "The start of the figures counted anew",
    COUNTED_AS_BEFORE: "The start of the figures counted as before again",
    PREFERENCES: "Mail or reminders changed",
    "client.mail_again": "Mail that rested comes again, as the client asked",
    "away.record": "Days away written down",
    GONE: "Appointment moved to {}",
    TAKEN_BACK: "Sign-in taken back from the wrong person",
    "diary.strike": "What had come through a sign-in taken back counts no more",
    "diary.count_again": "What had come through a sign-in taken back counts again",
    "address.sign_in": "Signs in with the confirmed address from now on",
    "address.confirm": "Email address confirmed",
    "invite.client": "Invited to sign in",
    "invite.accept": "Invitation accepted: signs in from now on",
    "invite.take_back": "Invitation taken back before anybody used it",
    "invite.outdated": "Invitation ended, as the record names another address",
    "consent.health_data": "Consent written down: keeping this record",
    "consent.health_data.withdraw": "Consent withdrawn: keeping this record",
    "consent.referral_letter": "Consent written down: a letter",
    "consent.referral_letter.withdraw": "Consent withdrawn: a letter",
    "letter asked": "Asked about a letter on their phone",
    "letter asked_change": "The client asked for a change in a letter",
    "letter refused": "The client did not agree to a letter",
    "consent.email": "Consent written down: the weekly email",
    "consent.email.withdraw": "Consent withdrawn: the weekly email",
}
"""The lines of the audit trail that no other row of the record tells."""


def of_audit(
    lines: Iterable[tuple[AuditLine, list[str]]],
    episode: Episode,
    moves: Moves,
    kept: Collection[datetime],
    names: Mapping[UUID | None, str],
) -> Iterator[Event]:
    """What the audit trail alone remembers, each line with whose it was. With a line stand the
    names of those it is about. `kept`: when changes were made whose fields are kept themselves."""
    for line, about_whom in lines:
        if line.action in (AMENDED, PREFERENCES) and line.at in kept:
            continue  # told with what stood before
        if line.action == AMENDED and not line.subject:
            continue  # saved as it stood
        by = names.get(line.actor_id, "")
        text = _about(line, about_whom) if about_whom else _text(line, episode)
        other = moves.went_to(line.id)
        title = TITLES[line.action].format(name_of(other))
        yield Event(practice_day(line.at), title, text, "change", line.at, by, _address_of(other))


def _about(line: AuditLine, names: list[str]) -> str:
    """What a line says of those whom it names: who had the record, or has it now and had it."""
    if line.action == TAKEN_BACK:
        return f"{names[0]} could open this record until then."
    to, *before = names
    return f"From {before[0]} to {to}." if before else f"To {to}."


def _address_of(other: Other | None) -> str:
    """Where an appointment stands that was moved to somebody else."""
    if other is None:
        return ""
    return url_for("desk.appointment", client_id=other.client_id, appointment_id=other.thing)


def of_turns(
    turns: Sequence[EntryRow],
    names: decision_events.Names,
    changes: Sequence[tuple[EntryRow, EntryRow]] = (),
) -> Iterator[Event]:
    """Flare-ups and "all better", with who wrote them down: the client, or a therapist for them.
    What was taken back stays, struck out, and with it the end of a flare-up that there was not."""
    at_once = {after.id for said, after in changes if ended_at_once(said, after)}
    slips = [(said, after) for said, after in changes if _is_slip(said, after)]
    starts = {turn.local_date for turn in turns if turn.body.get("state") == "start"}
    none = {said.local_date for said, _ in slips if said.kind == "flare"} - starts
    for turn in turns:
        title, by = turn_in_words(turn.kind, turn.body), names.get(turn.written_by, "")
        title = "A flare-up ended on the day it began" if turn.id in at_once else title
        reach = {turn.local_date - DAY * back for back in range(1, FLARE_REACH.days + 1)}
        ends_none = turn.body.get("state") == "end" and reach & none and not reach & starts
        struck = "there was none, it was begun by mistake" if ends_none else ""
        yield Event(turn.local_date, title, "", "", turn.received_at, by, struck=struck)
    for said, after in slips:
        title, by = turn_in_words(said.kind, said.body), names.get(said.written_by, "")
        title = "A flare-up began and ended" if said.id in at_once else title
        whose = names.get(after.written_by, "somebody")
        text = f"Taken back by {whose} {moment_words(after.received_at)}. It counts for nothing."
        yield Event(said.local_date, title, text, "", said.received_at, by, struck=BY_MISTAKE)


def _is_slip(said: EntryRow, after: EntryRow) -> bool:
    return said.kind in TURNS and said.op != VOID and after.op == VOID


def of_taken_back(
    changes: Sequence[tuple[EntryRow, EntryRow]], names: decision_events.Names
) -> Iterator[Event]:
    """Scores that were taken back, or replaced on a later day or by another hand, what was answered
    otherwise before, and an end of a flare-up that was none."""
    hands = {(one.local_date, one.written_by) for pair in changes for one in pair}
    days = Counter(day for day, _ in hands)
    for said, after in changes:
        if title := _taken_back(said, after, several=days[said.local_date] > 1):
            whose = names.get(said.written_by, "somebody")
            text = f"Said by {whose} {moment_words(said.received_at)}."
            about_day = f"{starts_upper(day_words(said.local_date))}: {title}"
            on, by = practice_day(after.received_at), names.get(after.written_by, "")
            yield Event(on, about_day, text, "", after.received_at, by)


def _taken_back(said: EntryRow, after: EntryRow, *, several: bool) -> str:
    """What a later report did to an earlier one, in words; empty where it is of no account."""
    if said.kind in TURNS:
        goes_on = said.body.get("state") == "end" and after.body.get("state") == "start"
        return "the end of a flare-up taken back" if goes_on else ""  # others are told as one line
    if said.kind in ASKED:
        return decision_events.answered_otherwise(said, after)
    before = scores_in_words(said.body)
    if not after.body or scores_of(after.body) == (None, None):
        return f"{before} set to not rated" if said.body else ""
    of_one_day = practice_day(after.received_at) == practice_day(said.received_at)
    if (of_one_day and not several) or scores_of(said.body) == scores_of(after.body):
        return ""
    return f"{before} replaced by {scores_in_words(after.body)}"


def ended_at_once(said: EntryRow, after: EntryRow) -> bool:
    """Whether a flare-up that was begun was ended on the same day: no day belongs to it."""
    states = said.body.get("state"), after.body.get("state")
    return said.kind == after.kind == "flare" and states == ("start", "end")


def _text(line: AuditLine, episode: Episode) -> str:
    if line.action == AMENDED:
        fields = [field_in_words(name) for name in line.subject.split(",")]
        return f"Changed: {listed(fields)}."
    if line.action in (COUNTED_ANEW, COUNTED_AS_BEFORE):
        which = "From" if line.action == COUNTED_ANEW else "Not any more from"
        return f"{which} {long_date(date.fromisoformat(line.subject))}."
    if line.action == BROUGHT:
        came = listed(brought_in_words(line.subject))
        return f"They were taken in again by mistake. From there: {came}."
    if line.action == GONE:
        return f"It was for {wall_at_a_glance(datetime.fromisoformat(line.subject))}."
    if line.action in (ENTERED, RETURNED):
        return episode.closed_reason if line.at == episode.closed_at else ""
    if line.action == DISCHARGE and line.at == episode.closed_at:
        return how_it_ended(episode)
    return ENDED_AS.get(line.subject, "") if line.action == DISCHARGE else ""


def decided(
    scope: Scope,
    episode: Episode,
    rounds: Sequence[tuple[Screening, str]],
    post: Post,
    treated: Treated,
    known: Joined,
    versions: Sequence[ProgrammeVersion],
    turns: Sequence[EntryRow],
) -> Iterable[Event]:
    """What was decided, asked, written, mailed and put right in the episode."""
    session = scope.session
    cleared = {answer.cleared_by for screening, _ in rounds for answer in screening.answers}
    people = {*cleared, *treated.people, *decision_events.hands_on(post.letters)}
    changes = taken_back(session, episode.id, episode.intake_on, REPLACED)
    kept = changes_in(session, episode.id)
    people |= {one.written_by for one in chain(turns, *changes)} | {one.by for one in kept}
    people |= {version.made_by for version in versions}
    lines = _done_to(scope, episode, known)
    people |= {line.actor_id for line, _ in lines}
    names = names_of(session, episode.practice_id, people)
    moves = appointments_moved(scope, at=_left_at(lines))
    return chain(
        about(FLAGS, decision_events.of_steps(steps_taken(session, episode.id))),
        about(FLAGS, decision_events.of_rounds(rounds, names)),
        (of_version(version, names.get(version.made_by, "")) for version in versions),
        about(ANSWERS, of_turns(turns, names, changes)),
        about(ANSWERS, of_taken_back(changes, names)),
        about(VISITS, treated.events(names)),
        about(POST, decision_events.of_letters(post.letters, names)),
        about(POST, came_of(scope, post)),
        about(POST, decision_events.of_mails(_mails(scope, episode, known))),
        of_changes(kept, names),
        of_audit(lines, episode, moves, {change.at for change in kept}, names),
        of_merges(scope.session, known, episode),
    )


def _left_at(lines: Iterable[tuple[AuditLine, list[str]]]) -> set[datetime]:
    """When appointments left the record."""
    return {line.at for line, _ in lines if line.action == GONE}


def _mails(scope: Scope, episode: Episode, known: Joined) -> list[MailAbout]:
    """The mails that were written about the client while this was their care."""
    mails = mails_about(scope.session, episode.practice_id, known.ids)
    return [
        mail
        for mail in mails
        if _while_open(episode, mail.queued_at)
        and _record_of(mail, known) == known.record_at("episode", episode.id, mail.queued_at)
    ]


def _record_of(mail: MailAbout, known: Joined) -> UUID:
    """The record that a mail was about when it was written."""
    stands_in = mail.client_id or known.client_id
    return known.of_record(stands_in).record_at("outbox_mail", mail.id, mail.queued_at)


def _done_to(scope: Scope, episode: Episode, known: Joined) -> list[tuple[AuditLine, list[str]]]:
    lines = audit_of_records(scope.session, episode.practice_id, known.ids, TITLES)
    people = {line.id: _people(line) for line in lines if line.action in NAMING}
    names = (
        names_of(scope.session, scope.actor.practice_id, chain.from_iterable(people.values()))
        if people
        else {}
    )
    return [
        (line, [names[one] for one in people.get(line.id, ()) if one in names])
        for line in lines
        if _while_open(episode, line.at)
        and line.client_id == known.record_at("episode", episode.id, line.at)
    ]


def _people(line: AuditLine) -> list[UUID]:
    return [UUID(one) for one in line.subject.split()]


def _while_open(episode: Episode, at: datetime) -> bool:
    return episode.opened_at <= at and (episode.closed_at is None or at <= episode.closed_at)
