"""What a therapist does to a client's record. Each takes its time and actor; none commits."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from homecare.accounts import audit
from homecare.accounts.models import Invitation, Person
from homecare.accounts.queries import names_of
from homecare.accounts.signals import invitation_accepted
from homecare.acting import Act
from homecare.clients.amended.operations import Changes, differ, keep_changes
from homecare.clients.amended.words import THERAPIST
from homecare.clients.appointments import book, keep_appointment
from homecare.clients.episodes.intake_day import last_day_of_care, overlap_problem
from homecare.clients.intake import (
    Complaint,
    Intake,
    away_problems,
    complaint_problems,
    contraindication_problems,
    moved_onset_problem,
    person_problems,
    problems_of,
    visit_problems,
)
from homecare.clients.models import Appointment, Away, Client, Episode, Visit
from homecare.clients.queries import zone_of
from homecare.clients.sign_in.other_address import sign_in_follows
from homecare.clients.signals import away_recorded, complaint_amended, visits_changed
from homecare.clients.visits import correct_visit, first_visit, hold, today_of_visits, visit_on
from homecare.language import local_day, on_wall
from homecare.refusals import Problems, Refusal

OF_CLIENT = {
    "name", "email", "telephone", "date_of_birth", "gp", "medicines", "contraindications",
    "therapist_id", "weekly_email", "thins_nothing",
}  # fmt: skip
VISIT_STANDS = (
    "A visit on this day is recorded already. Change the day, or tick below to correct what stands."
)
THERAPIST_CHANGED = "client.therapist"
OF_EPISODE = {"complaint", "side", "onset", "leg", "back", "findings"}


def take_in(act: Act, intake: Intake) -> tuple[Client, Episode]:
    """Make a client's record and open the first episode; no day of the intake is their today.

    Raises Refusal, which names each field that can't be used.
    """
    _refuse(problems_of(intake, local_day(act.now, intake.zone)))
    client = Client(
        practice_id=act.actor.practice_id,
        name=" ".join(intake.name.split()),
        email=(intake.email or "").strip().lower() or None,
        telephone=intake.telephone.strip(),
        date_of_birth=intake.date_of_birth,
        gp=intake.gp,
        medicines=intake.medicines,
        contraindications=list(intake.contraindications),
        thins_nothing=intake.thins_nothing,
        zone=intake.zone,
        therapist_id=intake.therapist_id,
        weekly_email=intake.weekly_email,
        made_at=act.now,
    )
    act.session.add(client)
    act.session.flush()
    episode = _open_episode(act, client, intake)
    audit.note(act, "client.take_in", client.id)
    return client, episode


def reopen(act: Act, client: Client, complaint: Complaint) -> Episode:
    """Open a new episode for a client whose last one is closed; on which day, as in `take_in`.

    Raises Refusal as `take_in` does, and before the last one ended. A second open episode is
    refused by the database.
    """
    today = local_day(act.now, client.zone)
    _refuse(complaint_problems(complaint, client.date_of_birth, today))
    if problem := overlap_problem(complaint.intake_on, last_day_of_care(client)):
        raise Refusal({"intake_on": problem})
    client.discharged_at = None
    episode = _open_episode(act, client, complaint)
    audit.note(act, "client.reopen", client.id)
    return episode


def amend_client(act: Act, client: Client, episode: Episode | None = None, **changes: Any) -> None:
    """Change what is written about a client and, with `episode`, about the complaint.

    The client's version counts every amendment, so that two people can't overwrite each other.
    Raises Refusal, and TypeError for a field that is not amended this way.
    """
    unknown = changes.keys() - OF_CLIENT - (OF_EPISODE if episode else set())
    if unknown:
        raise TypeError(f"not amended here: {', '.join(sorted(unknown))}")
    _refuse(_problems_after(client, episode, changes, local_day(act.now, client.zone)))
    if episode and changes.get("onset", episode.onset) != episode.onset:
        first = first_visit(act.session, episode)
        problem = moved_onset_problem(changes["onset"], episode.intake_on, first)
        _refuse({"onset": problem} if problem else {})
    if differ(client.medicines, changes.get("medicines", client.medicines)):
        changes.setdefault("thins_nothing", False)  # it was said of others
    before = client.therapist_id
    written = _write(client, episode, changes)
    flag_modified(client, "name")
    changed = written.keys() - {"therapist_id"}
    audit.note(act, "client.amend", client.id, _names(changed))
    keep_changes(act, client, {field: written[field] for field in changed}, episode)
    sign_in_follows(act, client, {field: written[field][0] for field in changed})
    if client.therapist_id != before:
        _note_therapist(act, client, before)
    act.session.flush()
    if episode and written:
        complaint_amended.send(client, act=act, episode=episode, changed=set(written))


def _write(client: Client, episode: Episode | None, values: dict[str, Any]) -> Changes:
    """Set each field where it belongs; answers, of those that are other now, from what to what."""
    changed = {}
    for field, value in values.items():
        row = episode if episode and field in OF_EPISODE else client
        if differ(before := getattr(row, field), value):
            changed[field] = before, value
        setattr(row, field, value)
    return changed


def _note_therapist(act: Act, client: Client, before: UUID) -> None:
    """Two ids, as where all clients of a colleague are handed over."""
    audit.note(act, THERAPIST_CHANGED, client.id, f"{client.therapist_id} {before}")
    names = names_of(act.session, act.actor.practice_id, [before, client.therapist_id])
    pair = names.get(before, ""), names.get(client.therapist_id, "")
    keep_changes(act, client, {THERAPIST: pair})


def _names(fields: set[str]) -> str:
    """Which fields were changed, as far as a line of the audit trail holds them."""
    named = ",".join(sorted(fields))
    return (
        named
        if len(named) <= audit.LONGEST_SUBJECT
        else named[: audit.LONGEST_SUBJECT].rpartition(",")[0]
    )


def record_visit(
    act: Act,
    episode: Episode,
    on: date,
    note: str = "",
    next_appointment: datetime | None = None,
    *,
    instead: bool = False,
    came_to: Appointment | None = None,
) -> Visit:
    """Write down a treatment since the onset (before the intake, too). Raises Refusal.

    A day has one visit, because visits are counted: the same words again are the same visit,
    other words correct what stands only where `instead` says so, and never empty it. It keeps
    `came_to`, else what was booked for the day. `next_appointment` is booked as well; without a
    zone it is what the practice's own clock will show.
    """
    _refuse(visit_problems(on, episode.onset, today_of_visits(act, episode)))
    hold(act.session, episode)
    visit = visit_on(act.session, episode, on)
    if visit is None:
        visit = _new_visit(act, episode, on, note, came_to)
    elif instead:
        correct_visit(act, visit, on, note if note.strip() else None)
    elif visit.note != note:
        _refuse({"on": VISIT_STANDS})
    if next_appointment:
        book(act, episode, _on_the_practices_wall(act, episode, next_appointment), visit)
    return visit


def _new_visit(act: Act, episode: Episode, on: date, note: str, to: Appointment | None) -> Visit:
    visit = Visit(
        practice_id=episode.practice_id,
        client_id=episode.client_id,
        episode_id=episode.id,
        on=on,
        note=note,
        recorded_by=act.actor.person_id,
        recorded_at=act.now,
    )
    act.session.add(visit)
    audit.note(act, "visit.record", episode.client_id)
    act.session.flush()
    keep_appointment(act, visit, came_to=to)
    visits_changed.send(episode, act=act)
    return visit


def _on_the_practices_wall(act: Act, episode: Episode, moment: datetime) -> datetime:
    return on_wall(moment, zone_of(act.session, episode)) if moment.tzinfo else moment


def record_away(
    act: Act,
    episode: Episode,
    first_day: date,
    last_day: date,
    reason: str = "",
) -> Away:
    """Write down days on which nothing is due, both ends included; the same days again are the
    same absence. What is due follows in the same transaction. Raises Refusal."""
    today = local_day(act.now, episode.zone)
    _refuse(away_problems(first_day, last_day, episode.intake_on, today))
    hold(act.session, episode)
    same = (Away.episode_id == episode.id, Away.first_day == first_day, Away.last_day == last_day)
    if standing := act.session.scalars(select(Away).where(*same)).first():
        return _said_of(act, episode, standing, reason)
    away = Away(
        practice_id=episode.practice_id,
        client_id=episode.client_id,
        episode_id=episode.id,
        first_day=first_day,
        last_day=last_day,
        reason=reason,
        recorded_by=act.actor.person_id,
        recorded_at=act.now,
    )
    act.session.add(away)
    audit.note(act, "away.record", episode.client_id)
    act.session.flush()
    away_recorded.send(away, act=act, episode=episode)
    return away


def _said_of(act: Act, episode: Episode, standing: Away, reason: str) -> Away:
    """Days that are written down already: another reason takes the place of what stood there."""
    if reason and reason != standing.reason:
        pair = standing.reason, reason
        keep_changes(act, episode.client, {"away_reason": pair}, episode)
        standing.reason = reason
    return standing


@invitation_accepted.connect
def keep_address(invitation: Invitation, *, act: Act, person: Person, **_: Any) -> None:
    """Write the address with which a client joined into a record that had none.

    Part of accepting an invitation, in the same transaction.
    """
    if invitation.client_id is None:
        return
    client = act.session.get_one(Client, invitation.client_id)
    if not client.email:
        keep_changes(act, client, {"email": (None, person.email)})
        client.email = person.email


def _open_episode(act: Act, client: Client, complaint: Complaint) -> Episode:
    episode = Episode(
        practice_id=act.actor.practice_id,
        client=client,
        complaint=complaint.complaint.strip(),
        side=complaint.side,
        onset=complaint.onset,
        intake_on=complaint.intake_on or local_day(act.now, client.zone),
        leg=complaint.leg,
        back=complaint.back,
        findings=complaint.findings,
        zone=client.zone,
        opened_at=act.now,
    )
    act.session.add(episode)
    act.session.flush()
    return episode


def _problems_after(
    client: Client, episode: Episode | None, changes: dict[str, Any], today: date
) -> Problems:
    """What could not be used in the record as it would be after the changes."""

    def after(row: object, field: str) -> Any:
        return changes.get(field, getattr(row, field))

    born = after(client, "date_of_birth")
    problems = person_problems(
        after(client, "name"), after(client, "telephone"), after(client, "email"), born, today
    )
    problems |= contraindication_problems(after(client, "contraindications"))
    if episode is not None:
        complaint = Complaint(**{field: after(episode, field) for field in OF_EPISODE})
        problems |= complaint_problems(complaint, born, today)
    return problems


def _refuse(problems: Problems) -> None:
    if problems:
        raise Refusal(problems)
