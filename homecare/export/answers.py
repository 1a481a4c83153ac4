"""What a client answered when they were asked about red flags, and about letters, for themselves.

What a therapist decided about an answer, and why, is the practice's own record.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import defer, selectinload

from homecare.access import Scope
from homecare.clients.models import Client
from homecare.diary.ledger import LOG
from homecare.export.as_json import fields
from homecare.export.said import agreement_in_words, round_in_words
from homecare.language import local_day
from homecare.referrals.agreement.models import LetterAgreement
from homecare.referrals.models import Contact
from homecare.screening.models import SOURCES, THEIR_OWN, RedFlagAnswer, Screening

OF_ROUND = ("id", "episode_id", "source", "on", "answered_at", "mistaken_at", "wording")
OF_ANSWER = ("code", "question", "unsure")
OF_AGREEMENT = (
    "id", "episode_id", "how", "wording", "asked_at", "answer", "words", "answered_at", "lapsed_at",
)  # fmt: skip
ROUND, LETTER = "red_flag_questions", "letter"
"""What they are called among the entries of a diary, which have a kind."""


def rounds(scope: Scope, client_id: UUID) -> list[dict[str, Any]]:
    """Every round of the red-flag questions that was this client's, whoever asked, with what was
    answered yes or not sure."""
    theirs = scope.select(Screening, selectinload(Screening.answers)).where(
        Screening.client_id == client_id, Screening.stands(), Screening.source.in_(SOURCES)
    )
    in_order = scope.session.scalars(theirs.order_by(Screening.answered_at, Screening.id))
    said = ((one, [row for row in one.answers if _is_theirs(one, row)]) for one in in_order)
    return [
        {**fields(one, OF_ROUND), "answers": [fields(row, OF_ANSWER) for row in answers]}
        for one, answers in said
        if answers or not one.answers
    ]


def _is_theirs(one: Screening, answer: RedFlagAnswer) -> bool:
    """Whether an answer is what the client said, and not a slip of whoever wrote it down."""
    return one.source in THEIR_OWN or not answer.is_taken_back


def agreements(scope: Scope, client_id: UUID) -> list[dict[str, Any]]:
    """Every time the client was asked about a letter, the earliest first, and what they said."""
    asked = (
        scope.select(LetterAgreement, defer(LetterAgreement.letter), defer(LetterAgreement.chart))
        .where(LetterAgreement.client_id == client_id)
        .join(Contact, Contact.id == LetterAgreement.contact_id)
        .add_columns(Contact.name)
        .order_by(LetterAgreement.asked_at, LetterAgreement.id)
    )
    return [{**fields(one, OF_AGREEMENT), "to": to} for one, to in scope.session.execute(asked)]


def as_entries(scope: Scope, client: Client) -> Iterator[dict[str, Any]]:
    """Both as lines beside the entries of a diary, with as many of an entry's fields as they
    have."""
    for one in rounds(scope, client.id):
        said = [{"code": answer["code"], "unsure": answer["unsure"]} for answer in one["answers"]]
        mistaken = "Tapped by mistake. " if one["mistaken_at"] else ""
        yield {
            **_when(one, one["answered_at"]),
            "kind": ROUND,
            "local_date": one["on"],
            "body": {"answers": said},
            "in_words": f"{mistaken}{round_in_words(one)}",
        }
    for one in agreements(scope, client.id):
        at = one["answered_at"] or one["asked_at"]
        yield {
            **_when(one, at),
            "kind": LETTER,
            "local_date": local_day(datetime.fromisoformat(at), client.zone).isoformat(),
            "body": {name: one[name] for name in ("to", "answer", "words") if one[name]},
            "in_words": agreement_in_words(one),
        }


def _when(one: Mapping[str, Any], at: str) -> dict[str, str]:
    named = {name: one[name] for name in ("id", "episode_id")}
    return {**named, "op": LOG, "done_at": at, "received_at": at}
