"""What a client said on their own sign-in while two records were one, once they are parted.

It goes to the record that they sign in to, whichever care it was written in: a score, a weekly
check, days away, “none of these”. A yes to a red-flag question stands in both records, since
nobody knows better whose body it was about: it stops the exercises, and is cleared, in each. A
letter that is not issued yet asks again, as it may be about somebody else.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from homecare.accounts.consent import withdraw_consent
from homecare.accounts.models import Consent, Membership
from homecare.accounts.queries import login_of, name_of
from homecare.acting import Act
from homecare.clients.merged.models import RecordMerge
from homecare.clients.models import Away, Episode
from homecare.diary.days import lock_diaries, rebuild
from homecare.diary.models import Entry
from homecare.diary.signals import days_changed
from homecare.flags.queries import live_flag
from homecare.flags.red_flag_answers import repeat_answers
from homecare.merging import rows
from homecare.merging.queries import newest_care
from homecare.referrals.agreement.models import AGREED, LetterAgreement
from homecare.referrals.models import Referral
from homecare.refusals import Refusal
from homecare.rules.red_flags import stops_exercise
from homecare.screening.models import THEIR_OWN, Screening

IN_BOTH = (
    "The merge of two records was undone. {name} gave these answers on their own sign-in before "
    "that: they stand in both records, and are cleared in each."
)
SAID = "What {name} said on their own sign-in since the merge is in the record they sign in to."
STAND_IN_BOTH = "Their red-flag answers stand in both records: clear them in each."
ASK_AGAIN = "A letter that they agreed to and that is not issued yet has to be agreed to again."
NOWHERE = (
    "{name} answered the red-flag questions since the merge, and the record they sign in to would "
    "have no open care for the answer to stand in. Speak with them and clear it first, then undo "
    "the merge."
)


class AnswerWouldGoError(Refusal):
    """An answer that stops the exercises would leave the record of whoever gave it: `flag_id` is
    where it is dealt with."""

    def __init__(self, name: str, flag_id: UUID | None) -> None:
        super().__init__(NOWHERE.format(name=name))
        self.flag_id = flag_id


@dataclass(frozen=True, slots=True)
class _Own:
    """What somebody who signs in to another record said in one stretch of care since a merge."""

    name: str
    written_in: Episode
    goes_to: Episode
    rounds: Sequence[Screening]
    entries: Sequence[Entry]
    away: Sequence[Away]
    agreements: Sequence[LetterAgreement]


def bring_own_words(act: Act, merged: RecordMerge) -> str:
    """Let what a client said themselves follow their sign-in; answers it in sentences, or nothing.

    Raises AnswerWouldGoError where an answer that stops the exercises could stand nowhere there.
    """
    said: dict[str, None] = {}
    for own in list(_found(act.session, merged)):
        said.update(dict.fromkeys(_bring(act, own)))
    return " ".join(said)


def _found(session: Session, merged: RecordMerge) -> Iterator[_Own]:
    pair = merged.keeper_id, merged.duplicate_id
    for here, there in (pair, pair[::-1]):
        place = login_of(session, merged.practice_id, there)
        other = login_of(session, merged.practice_id, here)
        goes_to = newest_care(session, there)
        if place is None or goes_to is None or (other and other.person_id == place.person_id):
            continue
        for episode in session.scalars(select(Episode).where(Episode.client_id == here)):
            own = _written(session, merged, place, episode, goes_to)
            if own.rounds or own.entries or own.away or own.agreements:
                yield own


def _written(
    session: Session, merged: RecordMerge, place: Membership, episode: Episode, goes_to: Episode
) -> _Own:
    who, since = place.person_id, merged.at
    rounds = select(Screening).where(
        Screening.episode_id == episode.id,
        Screening.source.in_(THEIR_OWN),
        Screening.answered_by == who,
        Screening.answered_at >= since,
    )
    entries = select(Entry).where(
        Entry.episode_id == episode.id, Entry.written_by == who, Entry.received_at >= since
    )
    away = select(Away).where(
        Away.episode_id == episode.id, Away.recorded_by == who, Away.recorded_at >= since
    )
    agreements = (
        select(LetterAgreement)
        .join(Referral, Referral.id == LetterAgreement.referral_id)
        .where(
            LetterAgreement.episode_id == episode.id,
            LetterAgreement.answered_by == who,
            LetterAgreement.answered_at >= since,
            LetterAgreement.answer == AGREED,
            LetterAgreement.lapsed_at.is_(None),
            Referral.status == "draft",
        )
    )
    return _Own(
        name=name_of(place),
        written_in=episode,
        goes_to=goes_to,
        rounds=session.scalars(rounds.order_by(Screening.answered_at)).all(),
        entries=_whole(session.scalars(entries.order_by(Entry.received_at)).all()),
        away=session.scalars(away).all(),
        agreements=session.scalars(agreements).all(),
    )


def _whole(entries: Sequence[Entry]) -> list[Entry]:
    """Those without what puts right an entry that somebody else wrote: it stays beside that."""
    known = {one.id: one for one in entries}
    return [one for one in entries if _begins_with(one, known)]


def _begins_with(entry: Entry, known: dict[UUID, Entry]) -> bool:
    seen: set[UUID] = set()
    at: Entry | None = entry
    while at is not None and at.supersedes is not None and at.id not in seen:
        seen.add(at.id)
        at = known.get(at.supersedes)
    return at is not None


def _bring(act: Act, own: _Own) -> list[str]:
    """Do it, the answers last: they are judged beside all the rest."""
    answered = [one for one in own.rounds if one.answers]
    _refuse_nowhere(act, own, answered)
    for none_of_these in own.rounds:
        if none_of_these not in answered:
            none_of_these.episode_id = own.goes_to.id
            none_of_these.client_id = own.goes_to.client_id
    _bring_diary(act, own)
    for agreement in own.agreements:
        agreement.lapsed_at = act.now
        given = agreement.consent_id and act.session.get(Consent, agreement.consent_id)
        if given and given.withdrawn_at is None:
            withdraw_consent(act, given)
    act.session.flush()
    for one in answered:
        repeat_answers(act, one, own.goes_to, IN_BOTH.format(name=own.name))
    said = {
        SAID.format(name=own.name): own.rounds or own.entries or own.away,
        STAND_IN_BOTH: answered,
        ASK_AGAIN: own.agreements,
    }
    return [sentence for sentence, holds in said.items() if holds]


def _refuse_nowhere(act: Act, own: _Own, answered: Sequence[Screening]) -> None:
    stands = any(
        one.cleared_at is None and stops_exercise([one.code])
        for given in answered
        for one in given.answers
    )
    if stands and own.goes_to.closed_at is not None:
        flag = live_flag(act.session, own.written_in.id)
        raise AnswerWouldGoError(own.name, flag.id if flag else None)


def _bring_diary(act: Act, own: _Own) -> None:
    if not own.entries and not own.away:
        return
    session, both = act.session, (own.written_in, own.goes_to)
    days, kinds = {one.local_date for one in own.entries}, {one.kind for one in own.entries}
    days |= {one.first_day for one in own.away}
    lock_diaries(session, *(one.id for one in both))
    _give(session, Entry, [one.id for one in own.entries], own.goes_to)
    _give(session, Away, [one.id for one in own.away], own.goes_to)
    for one in both:
        rebuild(session, one.id)
    rows.read_anew(session)
    for one in both:
        days_changed.send(one, act=act, days=days, kinds=kinds)


def _give(session: Session, model: type[Entry | Away], ids: Collection[UUID], to: Episode) -> None:
    theirs = update(model).where(model.id.in_(ids))
    given = theirs.values(episode_id=to.id, client_id=to.client_id)
    session.execute(given.execution_options(synchronize_session=False))
