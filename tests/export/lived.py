"""A client about whom every table that names one has something to say; the maker commits."""

from sqlalchemy.orm import Session

from homecare.accounts.consent import CONSENT_WORDING, record_consent
from homecare.acting import Act
from homecare.clients import appointments, visits
from homecare.clients.operations import amend_client, record_away, record_visit
from homecare.diary.models import RejectedEntry
from homecare.mail.models import OutboxMail
from homecare.referrals.answers.corrections import strike_answer
from homecare.referrals.answers.operations import Said, record_answer
from homecare.referrals.models import Referral
from homecare.referrals.sending.addresses import the_receiver
from homecare.referrals.sending.models import LetterOpening
from tests.letters.made import make_letter, send
from tests.make.diary import DAY, Care, record, told
from tests.make.flags import answer, at, on
from tests.make.people import acting

RECEIVER = "Dr Kit Hale"


def live(session: Session, care: Care, day: int = 0, code: str = "fever") -> Referral:
    """All of it on one day; `code` is what is answered with yes. The letter is returned."""
    act, today = acting(session, care.therapist, at(day)), on(day)
    visit = record_visit(act, care.episode, today, "Right side")
    session.flush()
    visits.correct_visit(act, visit, today, "Left side", "wrong side")
    appointments.book(act, care.episode, at(day + 3).replace(tzinfo=None))
    record_away(act, care.episode, today + 20 * DAY, today + 22 * DAY, "Holiday")
    amend_client(act, care.client, care.episode, gp=f"Dr Ida Moss {day}", side="right")
    record_consent(act, care.client.id, "email", CONSENT_WORDING["email"])
    session.commit()
    answer(session, care, code, day=day)
    letter = make_letter(session, care, at(day))
    _, link = send(session, care, letter, at(day))
    about = {"practice_id": link.practice_id, "link_id": link.id}
    session.add(LetterOpening(**about, what="opened", at=at(day)))
    hear(session, care, letter, day)
    type_wrongly(session, care, letter, day)
    record(session, care, told(seq=1, day=today), at(day))
    whose = {"practice_id": care.client.practice_id, "client_id": care.client.id}
    session.add_all([
        RejectedEntry(**whose, entry_id=care.episode.id, reason="Too old.", sent={"report": "x"},
                      received_at=at(day)),
        OutboxMail(**whose, kind="reminder", to_address="sam@post.example", status="sent",
                   queued_at=at(day), not_before=at(day), sent_at=at(day), to_file=True),
    ])  # fmt: skip
    session.commit()
    return letter


def hear(session: Session, care: Care, letter: Referral, day: int) -> None:
    """The receiver answers by the link."""
    said = Said(next="back", how="link", said_by=RECEIVER, seen_on=on(day), words="Stiff L5")
    actor = the_receiver(care.practice.id, RECEIVER)
    record_answer(Act(session, actor, at(day)), letter, said)
    session.commit()


def type_wrongly(session: Session, care: Care, letter: Referral, day: int) -> None:
    """An answer that a therapist types into the wrong letter, and strikes out."""
    act = acting(session, care.therapist, at(day))
    said = Said(next="staying", how="paper", said_by=RECEIVER, seen_on=on(day), words="Mistyped")
    strike_answer(act, record_answer(act, letter, said), "It was about somebody else")
    session.commit()
