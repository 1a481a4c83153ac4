"""What came of letters, as lines of the timeline: when they were opened, and what was answered."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from flask import url_for

from homecare.access import Scope
from homecare.desk.client.decision_events import Names
from homecare.desk.client.events import Event
from homecare.desk.words import practice_day
from homecare.referrals.answers.operations import HEARD
from homecare.referrals.answers.queries import answers_about
from homecare.referrals.models import Referral
from homecare.referrals.sending.queries import sent_of_client

OPENED = {"opened": "Letter opened by its link", "page": "Letter taken along by its link"}


def came_of(scope: Scope, letters: Sequence[Referral], names: Names) -> Iterator[Event]:
    """Openings of these letters, and answers to them."""
    mine = {letter.id for letter in letters if letter.issued_at}
    for client_id in {letter.client_id for letter in letters if letter.issued_at}:
        yield from _openings(scope, client_id, mine)
        yield from _answers(scope, client_id, mine, names)


def _openings(scope: Scope, client_id: UUID, mine: set[UUID]) -> Iterator[Event]:
    _, opened = sent_of_client(scope.session, scope.actor.practice_id, client_id)
    for one, letter in opened:
        if letter in mine:
            yield Event(practice_day(one.at), OPENED[one.what], "", "", one.at, href=_page(letter))


def _answers(scope: Scope, client_id: UUID, mine: set[UUID], names: Names) -> Iterator[Event]:
    for one in answers_about(scope, client_id):
        if one.referral_id in mine:
            said, by = f"{HEARD[one.next]}. {one.words}".strip(), names.get(one.by_person, "")
            day, title = practice_day(one.received_at), f"Answer from {one.said_by}"
            page = _page(one.referral_id)
            yield Event(day, title, said, "change", one.received_at, by, page)


def _page(letter: UUID) -> str:
    return url_for("desk.referral", referral_id=letter, _anchor="sending")
