"""Two records of one person become one. Nothing that either held is lost; see `undoing`."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from homecare.accounts import audit
from homecare.accounts.models import Membership
from homecare.accounts.operations import hold_practice
from homecare.accounts.queries import login_of
from homecare.acting import Act
from homecare.clients.episodes.discharge import discharge, last_end
from homecare.clients.merged.following import hold_care
from homecare.clients.merged.models import DUPLICATE, KEEPER, RecordMerge
from homecare.clients.models import MERGED, Client, Episode
from homecare.clients.queries import consents_given_by
from homecare.clients.sign_in.other_address import address_changed
from homecare.clients.sign_in.taking_back import take_back
from homecare.clients.signals import complaint_amended, visits_changed
from homecare.merging import plan, rows
from homecare.merging.along import bring_along
from homecare.merging.background import carry_background
from homecare.merging.mailed import carry_runs
from homecare.merging.plan import Choices, Pair
from homecare.merging.queries import holds_of, newest_care
from homecare.refusals import Refusal

ELSEWHERE = "One of the two records was merged, or erased, meanwhile. Look again."
THE_SAME = "This is one record. Choose another one."
ENDED = "Entered twice: merged with the other record, whose care goes on"
FOLLOW_CARE = ("zone", "zone_chosen")
FOLLOW_SIGN_IN = ("reminder", "weekly_email", "check_in_email")
OF_RECORD = (
    *plan.ONE_OF_TWO, *FOLLOW_CARE, *FOLLOW_SIGN_IN,
    "contraindications", "thins_nothing", "confirmed_email",
)  # fmt: skip
"""What of a record is decided on; a merge keeps how it was in both."""


def merge(act: Act, keeper_id: UUID, duplicate_id: UUID, choices: Choices) -> RecordMerge:
    """Make one record of two: the keeper's, with all that the duplicate's held.

    The duplicate's row stays and leads to the keeper's. Raises Refusal at `goes_on` and
    `signs_in` where that is not chosen, or would end what may not end.
    """
    keeper, duplicate = _held(act, keeper_id, duplicate_id)
    pair = Pair(holds_of(act.session, keeper), holds_of(act.session, duplicate))
    if problems := plan.problems_of(pair, choices):
        raise Refusal(problems)
    merged = _begin(act, keeper, duplicate, plan.going_on(pair, choices))
    _end_the_other_care(act, merged, pair, choices)
    _end_the_other_sign_in(act, merged, pair, choices)
    merged.moved = rows.bring(act.session, keeper.practice_id, duplicate.id, keeper.id)
    carry_runs(act.session, duplicate.id, keeper.id)
    rows.read_anew(act.session)
    _take_along(act, merged, pair, choices)
    _write_one_record(keeper, merged, pair, choices)
    duplicate.merged_into, duplicate.discharged_at = keeper.id, None
    audit.note(act, "client.merge", keeper.id, str(duplicate.id))
    audit.note(act, "client.merge_away", duplicate.id, str(keeper.id))
    act.session.flush()
    address_changed(act, keeper, *(merged.before[side]["email"] for side in (KEEPER, DUPLICATE)))
    _judge_again(act, keeper)
    return merged


def _held(act: Act, keeper_id: UUID, duplicate_id: UUID) -> tuple[Client, Client]:
    """Both records, held in one order whoever asks. Raises Refusal where one can't be merged."""
    if keeper_id == duplicate_id:
        raise Refusal(THE_SAME)
    hold_practice(act.session, act.actor.practice_id)
    hold_care(act.session, (keeper_id, duplicate_id))
    both = select(Client).where(
        Client.practice_id == act.actor.practice_id, Client.id.in_((keeper_id, duplicate_id))
    )
    held = both.where(Client.stands()).order_by(Client.id).with_for_update()
    fresh = held.execution_options(populate_existing=True)
    found = {client.id: client for client in act.session.scalars(fresh)}
    if len(found) < 2:
        raise Refusal(ELSEWHERE)
    return found[keeper_id], found[duplicate_id]


def _begin(act: Act, keeper: Client, duplicate: Client, goes_on: str) -> RecordMerge:
    if act.actor.person_id is None or not act.actor.is_staff:
        raise PermissionError("records are merged by a person who works here")
    both = {KEEPER: keeper, DUPLICATE: duplicate}
    newest = {side: newest_care(act.session, client.id) for side, client in both.items()}
    told, other = _told_in(newest, goes_on)
    merged = RecordMerge(
        practice_id=keeper.practice_id,
        keeper_id=keeper.id,
        duplicate_id=duplicate.id,
        goes_on=goes_on,
        told_in=told,
        other=other,
        moved={},
        before={KEEPER: _as_it_was(keeper), DUPLICATE: _as_it_was(duplicate)},
        by=act.actor.person_id,
        at=act.now,
    )
    act.session.add(merged)
    return merged


def _told_in(newest: dict[str, Episode | None], goes_on: str) -> tuple[UUID | None, UUID | None]:
    """On whose timeline a merge stands: of the care that goes on, or that ended last."""
    sides = [KEEPER, DUPLICATE]
    if goes_on:
        sides.sort(key=lambda side: side != goes_on)
    else:
        sides.sort(key=lambda side: _ended(newest[side]), reverse=True)
    told, other = (newest[side] for side in sides)
    return told.id if told else None, other.id if other else None


def _ended(episode: Episode | None) -> float:
    return episode.closed_at.timestamp() if episode and episode.closed_at else 0.0


def _as_it_was(client: Client) -> dict[str, Any]:
    return {name: plain(getattr(client, name)) for name in OF_RECORD}


def plain(value: Any) -> Any:
    """A value of a record as JSON keeps it."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _end_the_other_care(act: Act, merged: RecordMerge, pair: Pair, choices: Choices) -> None:
    """Of two open stretches of care one ends, as any ends; its flag can only be one that may."""
    if (ends := plan.ending(pair, choices)) is None:
        return
    discharge(act, act.session.get_one(Episode, ends.episode), ENDED, ended=MERGED)
    _remember(merged, closed=str(ends.episode))


def _remember(merged: RecordMerge, **more: Any) -> None:
    merged.before = {**merged.before, **more}


def _end_the_other_sign_in(act: Act, merged: RecordMerge, pair: Pair, choices: Choices) -> None:
    """One record is opened by one sign-in: another person's is taken back, the same person's
    second one only ends."""
    side = plan.signing_in(pair, choices)
    if pair.keeper.person is None or pair.duplicate.person is None:
        return
    client_id = merged.duplicate_id if side == KEEPER else merged.keeper_id
    place = login_of(act.session, merged.practice_id, client_id)
    if place is None:
        return
    client = act.session.get_one(Client, client_id)
    given = [str(one.id) for one in consents_given_by(act.session, client, place.person_id)]
    _remember(merged, place=str(place.id), consents=given if pair.two_people else [])
    if pair.two_people:
        take_back(act, client, place, by_merge=True)
    else:
        ended = update(Membership).where(Membership.id == place.id)
        act.session.execute(ended.values(disabled_at=act.now))
    act.session.flush()


def _take_along(act: Act, merged: RecordMerge, pair: Pair, choices: Choices) -> None:
    """What the care that goes on needs of the rest: visits, appointments, the background."""
    keeper = act.session.get_one(Client, merged.keeper_id)
    if not merged.goes_on:
        return
    goes_on = act.session.get_one(Episode, pair.of(merged.goes_on).care.episode)  # type: ignore[union-attr]
    if ends := plan.ending(pair, choices):
        _remember(merged, along=bring_along(act.session, ends.episode, goes_on))
    other = merged.other and act.session.get_one(Episode, merged.other)
    if other and (noted := carry_background(act, other, goes_on)):
        _remember(merged, background=str(noted.id))
    keeper.discharged_at = None


def _write_one_record(keeper: Client, merged: RecordMerge, pair: Pair, choices: Choices) -> None:
    """What the one record says, and what it says of neither is remembered."""
    values = _values(merged, pair, choices)
    for name, value in values.items():
        setattr(keeper, name, value)
    if not merged.goes_on:
        keeper.discharged_at = last_end(keeper.episodes) or keeper.discharged_at
    left = {name: plain(value) for name, value in plan.not_taken(pair, choices).items()}
    _remember(merged, set={n: plain(v) for n, v in values.items()}, not_taken=left)


def _values(merged: RecordMerge, pair: Pair, choices: Choices) -> dict[str, Any]:
    """The clock goes with the care, mail and reminders with whoever signs in, the proof of an
    address with the address."""
    values = plan.taken(pair, choices)
    before = merged.before
    care, signs_in = merged.goes_on or KEEPER, plan.signing_in(pair, choices)
    proved = {before[side]["confirmed_email"] for side in (KEEPER, DUPLICATE)}
    return {
        **values,
        "contraindications": plan.united(pair),
        "thins_nothing": False,  # nobody said it of what both take
        "confirmed_email": values["email"] if values["email"] in proved else None,
        **{name: before[care][name] for name in FOLLOW_CARE},
        **{name: before[signs_in][name] for name in FOLLOW_SIGN_IN},
    }


def _judge_again(act: Act, keeper: Client) -> None:
    """The care that goes on is judged with what it knows now."""
    episode = newest_care(act.session, keeper.id)
    if episode is not None and episode.closed_at is None:
        facts = {"contraindications", "date_of_birth"}
        complaint_amended.send(keeper, act=act, episode=episode, changed=facts)
        visits_changed.send(episode, act=act)
