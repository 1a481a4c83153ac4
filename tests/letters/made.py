"""Letters that were issued, and links to them, for tests; each maker commits."""

import io
import re
from datetime import datetime

from PIL import Image, PngImagePlugin
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.mail.models import OutboxMail
from homecare.referrals.letter import LetterWords
from homecare.referrals.models import Contact, Referral
from homecare.referrals.operations import issue_referral
from homecare.referrals.sending.models import LetterLink
from homecare.referrals.sending.operations import send_link
from homecare.referrals.writing import write
from tests.make.diary import Care
from tests.make.people import NOW, acting
from tests.make.referrals import make_contact, make_draft

RECEIVER = "kit@hale.example"


def make_letter(
    session: Session, care: Care, now: datetime = NOW, confirmed: bool = True, **contact: str
) -> Referral:
    """A letter that was issued, to a GP who has confirmed the address unless told otherwise."""
    said = {"kind": "gp", "name": "Dr Kit Hale", "email": RECEIVER, **contact}
    to = make_contact(session, care.therapist, **said)
    if confirmed:
        to.confirmed_email = to.email
    draft = make_draft(session, care.therapist, care.episode, to, now)
    draft.differs_why = "They asked for it."
    act = acting(session, care.therapist, now)
    issue_referral(act, draft, write(act, care.episode, to, LetterWords(message="Please look.")))
    session.commit()
    return draft


def contact_of(session: Session, letter: Referral) -> Contact:
    return session.get_one(Contact, letter.contact_id)


def send(
    session: Session, care: Care, letter: Referral, now: datetime = NOW
) -> tuple[str, LetterLink]:
    """A link to a letter: the address of its page, and its row."""
    link = send_link(acting(session, care.therapist, now), letter, RECEIVER)
    session.commit()
    return link_in(session, "letter-link"), link


def link_in(session: Session, kind: str) -> str:
    """The address in the newest mail of a kind, without its host."""
    mails = select(OutboxMail).where(OutboxMail.kind == kind).order_by(OutboxMail.id.desc())
    mail = session.scalars(mails).first()
    assert mail is not None
    found = re.search(r"https://homecare\.example(/\S+)", mail.text)
    assert found is not None
    session.commit()
    return found[1]


def a_picture(kind: str = "JPEG", canary: str = "CANARY") -> bytes:
    """A small picture with a comment, a place and words in it."""
    picture, to = Image.new("RGB", (40, 30), "teal"), io.BytesIO()
    if kind == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Comment", canary)
        picture.save(to, "PNG", pnginfo=words)
    else:
        exif = Image.Exif()
        exif[0x010E] = canary  # its description
        exif[0x8825] = {1: "N", 2: (51.0, 30.0, 0.0)}  # where it was taken
        picture.save(to, "JPEG", exif=exif, comment=canary.encode())
    return to.getvalue()
