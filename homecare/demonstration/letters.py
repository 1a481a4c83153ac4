"""Two letters of the demonstration whose clients are asked on their phones: one waits for an
answer, one was agreed to and waits to be issued."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import select

from homecare.acting import Act
from homecare.demonstration.patient import Patient
from homecare.flags.queries import live_flag
from homecare.flags.red_flag_answers import record_red_flag_answers
from homecare.referrals.agreement.models import AGREED
from homecare.referrals.agreement.operations import Reply, ask_client, reply
from homecare.referrals.models import Contact
from homecare.referrals.operations import draft_referral
from homecare.referrals.proposals import differs
from homecare.referrals.writing import write_referral


class Asked(NamedTuple):
    """Whom a letter is about, the kind of its receiver, what it asks, and whether they agree."""

    name: str
    kind: str
    message: str
    agrees: bool


ASKED = (
    Asked("Cora Clarke", "gp", "She is on the way; her calf stays slightly numb. Would you look "
          "at it?", agrees=False),
    Asked("Beth Lowry", "chiropractor", "Little has changed in five weeks of exercise. Could you "
          "see her?", agrees=True),
)  # fmt: skip


def ask_about_letters(evening: Act, patients: Sequence[Patient]) -> None:
    """Write the letters, ask, and let who agrees say so the same evening."""
    by_name = {patient.course.name: patient for patient in patients}
    for asked in ASKED:
        _ask(evening, by_name[asked.name], asked)


def _ask(evening: Act, patient: Patient, asked: Asked) -> None:
    act, episode = replace(evening, actor=patient.therapist), patient.episode
    contact = act.session.scalars(
        select(Contact).where(
            Contact.practice_id == episode.practice_id, Contact.kind == asked.kind
        )
    ).one()
    record_red_flag_answers(act, episode, "therapist", {})
    flag = live_flag(act.session, episode.id)
    letter = draft_referral(act, episode, contact, asked.message, flag)
    if flag and differs(flag.proposes, contact.kind):
        letter.differs_why = "Agreed with them."
    question = ask_client(act, letter, write_referral(act, episode, letter))
    if asked.agrees:
        client = replace(evening, actor=patient.writer)
        reply(client, letter, Reply(AGREED, str(question.id)))
