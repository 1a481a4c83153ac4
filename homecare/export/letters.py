"""Letters in a client's record: each with its links, who opened them when, and the answers."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from homecare.access import Scope
from homecare.accounts.queries import names_of
from homecare.clients.models import MOVED
from homecare.export.as_json import fields
from homecare.referrals.agreement.queries import agreements_about
from homecare.referrals.answers.models import AnswerCorrection, LetterAnswer
from homecare.referrals.answers.queries import (
    answers_about,
    answers_of_others,
    files_with,
    moved_from,
)
from homecare.referrals.models import Referral
from homecare.referrals.queries import letters_about
from homecare.referrals.sending.models import LetterLink, LetterOpening
from homecare.referrals.sending.queries import sent_of_client

OF_LETTER = (
    "episode_id", "status", "made_at", "issued_at", "withdrawn_at", "withdrawn_why",
    "message", "question", "course_note", "replaces_why", "differs_why", "unasked_why", "letter",
)  # fmt: skip
OF_LINK = ("sent_to", "made_at", "ends_at", "is_reminder", "ended_at", "ended_why")
OF_OPENING = ("what", "at")
OF_AGREEMENT = (
    "how", "wording", "asked_at", "answer", "words", "answered_at", "lapsed_at", "seen_at",
    "letter",
)  # fmt: skip
OF_ANSWER = (
    "next", "seen_on", "words", "sent_on_to", "how", "said_by", "received_at", "read_at",
    "struck_at",
)  # fmt: skip
OF_ANSWER_BEFORE = (
    "kind", "next", "seen_on", "words", "sent_on_to", "how", "said_by", "reason", "at",
)  # fmt: skip
OF_MOVE = ("kind", "reason", "at")
OF_FILE = ("kind", "size", "sha256")


def letters(scope: Scope, client_id: UUID) -> list[dict[str, Any]]:
    """Every letter about a client, with what came of it."""
    links, openings = sent_of_client(scope.session, scope.actor.practice_id, client_id)
    answers, asked = answers_about(scope, client_id), agreements_about(scope, client_id)
    rows = letters_about(scope, client_id)
    moved = moved_from(scope.session, [row.id for row in rows])
    others = answers_of_others(scope.session, client_id, {one.answer_id for one in moved})
    return [
        {
            **_letter(scope, row),
            "agreements": [fields(one, OF_AGREEMENT) for one in asked if one.referral_id == row.id],
            "links": [_link(one, openings) for one in links if one.referral_id == row.id],
            "answers": _answers(scope, [one for one in answers if one.referral_id == row.id]),
            "answers_moved_away": [
                {**_step(scope, one), **({"reason": ""} if one.answer_id in others else {})}
                for one in moved
                if one.referral_id == row.id
            ],
        }
        for row in rows
    ]


def _letter(scope: Scope, row: Referral) -> dict[str, Any]:
    by = names_of(scope.session, scope.actor.practice_id, [row.withdrawn_by]).get(
        row.withdrawn_by, ""
    )
    return {**fields(row, OF_LETTER), "to": row.contact.name, "withdrawn_by": by}


def _link(link: LetterLink, openings: Sequence[tuple[LetterOpening, UUID]]) -> dict[str, Any]:
    mine = [fields(one, OF_OPENING) for one, _ in openings if one.link_id == link.id]
    return {**fields(link, OF_LINK), "openings": mine}


def _answers(scope: Scope, answers: Sequence[LetterAnswer]) -> list[dict[str, Any]]:
    files = files_with(scope.session, answers)
    return [
        {
            **fields(one, OF_ANSWER),
            "file": fields(files[one.id], OF_FILE) if one.id in files else None,
            "corrections": [_step(scope, step) for step in one.corrections if step.kind != MOVED],
        }
        for one in answers
    ]


def _step(scope: Scope, step: AnswerCorrection) -> dict[str, Any]:
    """How an answer was put right, by whom and why, and what it said until then."""
    by = names_of(scope.session, scope.actor.practice_id, [step.by])
    of = OF_MOVE if step.kind == MOVED else OF_ANSWER_BEFORE
    return {**fields(step, of), "by": by.get(step.by, "")}
