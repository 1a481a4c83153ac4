"""Taking a merge back within a day: what came from the duplicate goes back to it."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update

from homecare.accounts import audit
from homecare.accounts.models import Consent, Invitation, Membership
from homecare.accounts.operations import hold_practice
from homecare.accounts.queries import login_of
from homecare.acting import Act
from homecare.clients.episodes.discharge import last_end
from homecare.clients.merged.following import hold_care
from homecare.clients.merged.models import DUPLICATE, KEEPER, RecordMerge
from homecare.clients.merged.queries import can_be_undone, joined, newest_merge
from homecare.clients.models import Appointment, Client, Episode, Visit
from homecare.clients.sign_in.other_address import address_changed
from homecare.clients.signals import discharge_undone, visits_changed
from homecare.merging import rows
from homecare.merging.background import take_background_back
from homecare.merging.operations import plain
from homecare.merging.own_words import bring_own_words
from homecare.merging.queries import open_care
from homecare.referrals.agreement.models import LetterAgreement
from homecare.referrals.models import Referral
from homecare.refusals import Refusal
from homecare.screening.models import Screening

TOO_LATE = "A merge can be undone for 24 hours, and these are over."
NEWER_FIRST = "This record was merged again since. Undo the newer merge first."
SINCE = "They were taken in again since, so the care that the merge ended stays closed."


def undo(act: Act, merged: RecordMerge) -> str:
    """Part what a merge joined; answers in sentences what is not as it was, else nothing.

    Care that came from the duplicate goes back, with what was written in it since; what was
    written in the keeper's care stays there; what a client said themselves goes with their sign-in.
    Raises Refusal after a day, while a newer merge stands on this one, and where a red-flag answer
    would leave the record of whoever gave it. Twice is once.
    """
    hold_practice(act.session, act.actor.practice_id)
    hold_care(act.session, (merged.keeper_id, merged.duplicate_id))
    if merged.undone_at is not None or not _claim(act, merged):
        return ""
    keeper = act.session.get_one(Client, merged.keeper_id)
    duplicate = act.session.get_one(Client, merged.duplicate_id)
    _take_back_along(act, merged)
    _give_back_consents_of_letters(act, merged)
    _give_back_who_joined_since(act, merged)
    rows.give_back(act.session, merged.moved, keeper.id, duplicate.id)
    rows.read_anew(act.session)
    duplicate.merged_into = None
    _restore(keeper, merged)
    _let_them_sign_in(act, merged)
    if "background" in merged.before:
        noted = act.session.get_one(Screening, UUID(merged.before["background"]))
        take_background_back(act, noted)
    said = _open_again(act, merged)
    for client in (keeper, duplicate):
        _settle(act, client)
        address_changed(act, client, merged.before["set"]["email"])
    own = bring_own_words(act, merged)
    audit.note(act, "client.merge_undone", keeper.id, str(duplicate.id))
    audit.note(act, "client.merge_undone", duplicate.id, str(keeper.id))
    act.session.flush()
    return f"{said} {own}".strip()


def _claim(act: Act, merged: RecordMerge) -> bool:
    """Of two who press at once, one undoes it. Raises Refusal where nobody may."""
    if not can_be_undone(merged, act.now):
        raise Refusal(TOO_LATE)
    known = joined(act.session, merged.practice_id, merged.keeper_id).merges
    keeper = act.session.get_one(Client, merged.keeper_id)
    act.session.refresh(keeper)
    if newest_merge(known, merged.keeper_id) is not merged or keeper.merged_into is not None:
        raise Refusal(NEWER_FIRST)
    open_one = (RecordMerge.id == merged.id, RecordMerge.undone_at.is_(None))
    undone = update(RecordMerge).where(*open_one)
    values = undone.values(undone_at=act.now, undone_by=act.actor.person_id)
    return act.session.scalar(values.returning(RecordMerge.id)) is not None


def _take_back_along(act: Act, merged: RecordMerge) -> None:
    """Visits and appointments that were taken along stand where they stood."""
    along = merged.before.get("along")
    if along is None:
        return
    for model, name in ((Visit, "visits"), (Appointment, "appointments")):
        ids = [UUID(one) for one in along[name]]
        there = (model.id.in_(ids), model.episode_id == UUID(along["to"]))
        back = update(model).where(*there).values(
            episode_id=UUID(along["from"]), client_id=_record_of(act, UUID(along["from"]))
        )  # fmt: skip
        act.session.execute(back.execution_options(synchronize_session=False))
    rows.read_anew(act.session)


def _record_of(act: Act, episode_id: UUID) -> UUID:
    return act.session.get_one(Episode, episode_id).client_id


def _give_back_consents_of_letters(act: Act, merged: RecordMerge) -> None:
    """A letter that goes back with its care takes along what the client agreed to for it."""
    episodes = [UUID(one) for one in merged.moved[rows.EPISODE]]
    letters = [
        select(of.consent_id).where(of.episode_id.in_(episodes))
        for of in (Referral, LetterAgreement)
    ]
    theirs = update(Consent).where(
        or_(*(Consent.id.in_(ids) for ids in letters)), Consent.client_id == merged.keeper_id
    ).values(client_id=merged.duplicate_id)  # fmt: skip
    act.session.execute(theirs.execution_options(synchronize_session=False))


def _give_back_who_joined_since(act: Act, merged: RecordMerge) -> None:
    """Whoever was invited to the duplicate and joined since signs in to that; and what its people
    agreed to since goes with them."""
    invited = select(Invitation.used_at).where(
        Invitation.id.in_([UUID(one) for one in merged.moved["invitation"]]),
        Invitation.used_at > merged.at,
    )
    here = Membership.client_id == merged.keeper_id
    joined_since = update(Membership).where(here, Membership.joined_at.in_(invited))
    act.session.execute(joined_since.values(client_id=merged.duplicate_id))
    came = [UUID(one) for one in merged.moved["membership"]]
    theirs = select(Membership.person_id).where(
        or_(Membership.id.in_(came), Membership.client_id == merged.duplicate_id)
    )
    agreed = update(Consent).where(
        Consent.client_id == merged.keeper_id,
        Consent.recorded_by.in_(theirs),
        Consent.given_at > merged.at,
    )
    act.session.execute(agreed.values(client_id=merged.duplicate_id))


def _restore(keeper: Client, merged: RecordMerge) -> None:
    """The record says again what it said, but for what somebody changed since."""
    before, since = merged.before[KEEPER], merged.before["set"]
    for name, value in since.items():
        if plain(getattr(keeper, name)) == value != before[name]:
            setattr(keeper, name, _value(name, before[name]))


def _value(name: str, kept: Any) -> Any:
    if name == "date_of_birth":
        return date.fromisoformat(kept)
    return UUID(kept) if name == "therapist_id" else kept


def _let_them_sign_in(act: Act, merged: RecordMerge) -> None:
    """Whose sign-in ended by the merge has it again, unless somebody else opens the record now."""
    if "place" not in merged.before:
        return
    place = act.session.get_one(Membership, UUID(merged.before["place"]))
    if place.disabled_at == merged.at and place.client_id and not login_of(
        act.session, merged.practice_id, place.client_id
    ):  # fmt: skip
        place.disabled_at = None
    ids = [UUID(one) for one in merged.before["consents"]]
    withdrawn = (Consent.id.in_(ids), Consent.withdrawn_at == merged.at)
    act.session.execute(update(Consent).where(*withdrawn).values(withdrawn_at=None))
    _give_back_address(act, merged, place)


def _give_back_address(act: Act, merged: RecordMerge, place: Membership) -> None:
    """The record of the duplicate says again what it said before its sign-in was taken back."""
    if place.client_id != merged.duplicate_id:
        return
    client, before = act.session.get_one(Client, merged.duplicate_id), merged.before[DUPLICATE]
    client.email = client.email or before["email"]
    client.confirmed_email = client.confirmed_email or before["confirmed_email"]
    client.weekly_email = before["weekly_email"]
    client.check_in_email = before.get("check_in_email", True)


def _open_again(act: Act, merged: RecordMerge) -> str:
    """The care that the merge ended is open as it was, unless somebody has newer care."""
    if "closed" not in merged.before:
        return ""
    episode = act.session.get_one(Episode, UUID(merged.before["closed"]))
    if episode.closed_at != merged.at:
        return ""
    if open_care(act.session, episode.client_id):
        return SINCE
    episode.closed_at, episode.closed_as, episode.closed_reason = None, "", ""
    act.session.flush()
    discharge_undone.send(episode, act=act, closed_at=merged.at)
    return ""


def _settle(act: Act, client: Client) -> None:
    """Whether somebody is in care follows from their care, and so does what counts in it."""
    act.session.flush()
    act.session.expire(client, ["episodes"])
    care = open_care(act.session, client.id)
    client.discharged_at = None if care else last_end(client.episodes) or client.discharged_at
    act.session.flush()
    if care:
        visits_changed.send(care, act=act)
