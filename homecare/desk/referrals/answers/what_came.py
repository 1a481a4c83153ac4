"""What became of a letter, for its page: the link, who opened it, what was answered."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from homecare.accounts.models import Practice
from homecare.accounts.queries import names_of
from homecare.assessment.by_hand import for_a_doctor_first, missing_for_treatment_by_hand
from homecare.clients.models import Client, Episode
from homecare.desk.referrals.missing import MissingRow, missing_rows
from homecare.flags.queries import live_flag
from homecare.referrals.agreement.models import WITHDRAWN
from homecare.referrals.agreement.queries import newest_agreement
from homecare.referrals.answers.models import SEEN, LetterAnswer
from homecare.referrals.answers.queries import answers_to, files_with, moved_from
from homecare.referrals.answers.words import HEARD, HOW
from homecare.referrals.models import Referral
from homecare.referrals.sending.models import LetterLink
from homecare.referrals.sending.operations import ASKED_AFTER
from homecare.referrals.sending.queries import SentLetter, links_of, openings_of, why_ended

ENDED = {
    "tries": "It has ended: somebody wrote a wrong year of birth five times. Call the receiver.",
    "newer": "It has ended: a newer one was sent.",
    "by_hand": "It was ended by hand.",
    "expired": "It has ended: it worked for thirty days.",
    "withdrawn": "It has ended: the letter was withdrawn, or the client no longer agrees to it.",
    "mistake": "It has ended: the care that it is about was a mistake.",
    "replaced": "It has ended: the letter was written again.",
    "address": "It has ended: the address book has another address now.",
}
OPENED = {"opened": "Opened", "page": "Taken along as a file"}


def what_came(session: Session, row: Referral, now: datetime) -> dict[str, Any]:
    """What the page of a letter shows beside the letter."""
    links, answers = links_of(session, row), answers_to(session, row)
    stand = [answer for answer in answers if answer.struck_at is None]
    moved = moved_from(session, [row.id])
    corrected = (one.by for answer in answers for one in answer.corrections)
    hands = [*(answer.by_person for answer in answers), *corrected, *(one.by for one in moved)]
    last = newest_agreement(session, row)
    taken_back = last if last and last.answer == WITHDRAWN else None
    ended = _why(session, row, links[0], now) if links else ""
    return {
        "links": links,
        "ended": ENDED.get(ended, ""),
        "openings": openings_of(session, row) if links else (),
        "opened": OPENED,
        "answers": answers,
        "files": files_with(session, answers),
        "heard": HEARD,
        "how": HOW,
        "holds": stand[0].id if stand else None,
        "moved": moved,
        "names": names_of(session, row.practice_id, hands),
        "taken_back": taken_back,
        "taken_back_by": names_of(
            session, row.practice_id, [taken_back.seen_by if taken_back else None]
        ),
        "unread": any(answer.read_at is None for answer in stand)
        or (taken_back is not None and taken_back.seen_at is None),
        "was_seen": bool(stand) and stand[0].next in SEEN,
        "may_remind": _may_remind(links, stand, now),
        **_in_the_way(session, row, now),
    }


def _in_the_way(session: Session, row: Referral, now: datetime) -> dict[str, list[MissingRow]]:
    """What came up since the letter was issued: what keeps its link back, and of that what its
    receiver has to be called about; nothing where they do not treat by hand."""
    if row.status != "issued" or not row.contact.treats_by_hand:
        return {"missing": [], "doctor_first": []}
    episode = session.get_one(Episode, row.episode_id)
    flag = live_flag(session, episode.id)
    return {
        "missing": missing_rows(
            missing_for_treatment_by_hand(session, episode, now), episode, flag
        ),
        "doctor_first": missing_rows(
            for_a_doctor_first(session, row.client_id, now), episode, flag
        ),
    }


def _why(session: Session, row: Referral, link: LetterLink, now: datetime) -> str:
    client = session.get_one(Client, row.client_id)
    practice = session.get_one(Practice, row.practice_id)
    return why_ended(session, SentLetter(link, row, row.contact, client, practice), now)


def _may_remind(links: Any, answers: Any, now: datetime) -> bool:
    """Whether the receiver may be asked after an answer: late, and never asked before."""
    if not links or any(_is_final(answer) for answer in answers):
        return False
    late = now >= links[0].made_at + ASKED_AFTER
    return late and not any(link.is_reminder for link in links)


def _is_final(answer: LetterAnswer) -> bool:
    return answer.next != "waiting"
