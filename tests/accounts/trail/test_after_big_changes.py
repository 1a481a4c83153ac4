"""The trail holds after what changes most rows at once, and keeps no words that were to go."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import AuditLine, Membership, Practice
from homecare.accounts.trail.queries import found_breaks, heads
from homecare.acting import OWNER, Actor
from homecare.clients.episodes.discharge import discharge
from homecare.clients.models import Client, Episode
from homecare.erasure.models import CLAIM
from homecare.erasure.operations import Decision, erase, keep
from tests.accounts.trail.hand import change_line
from tests.make.diary import DAY, Care
from tests.make.merges import make_twice
from tests.make.people import NOW, acting

WORDS = "Your insurer wrote about the fall in the kitchen."


def owner_of(session: Session, practice: Practice) -> Actor:
    mine = select(Membership).where(Membership.practice_id == practice.id, Membership.role == OWNER)
    return Actor(practice.id, OWNER, "Olive Owner", session.scalars(mine).one().person_id)


def breaks(session: Session) -> list[str]:
    session.rollback()
    return [str(one) for one in found_breaks(session)]


def test_it_holds_after_an_erasure_and_says_no_word_of_why(
    session: Session, care: Care, tmp_path: Path
) -> None:
    owner = acting(session, owner_of(session, care.practice), NOW)
    discharge(acting(session, care.therapist, NOW), session.get_one(Episode, care.episode.id))
    client = session.get_one(Client, care.client.id)
    keep(owner, client, Decision(CLAIM, (NOW + 400 * DAY).date(), "", WORDS))
    session.commit()
    before = heads(session)[care.practice.id].length
    erase(owner, client, Decision("over", owner.now.date()), tmp_path)
    session.commit()
    assert breaks(session) == []
    assert heads(session)[care.practice.id].length > before
    lines = session.scalars(select(AuditLine).order_by(AuditLine.seq)).all()
    assert [(one.action, one.subject) for one in lines if "eras" in one.action] == [
        ("erasure.keep", CLAIM),
        ("client.erase", "over"),
    ]
    assert not any(WORDS in f"{one.action} {one.subject}" for one in lines)
    change_line(session, before)
    assert len(breaks(session)) == 1, "a line from before is missed as ever"


def test_it_holds_after_a_merge_and_after_that_was_undone(session: Session, care: Care) -> None:
    twice = make_twice(session, care)
    merged = twice.merge()
    assert breaks(session) == []
    length = heads(session)[care.practice.id].length
    twice.undo(merged)
    assert breaks(session) == []
    assert heads(session)[care.practice.id].length > length
