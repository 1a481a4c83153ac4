"""An owner's mail of each month: what was done, in figures, and where the trail ends."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.models import Membership
from homecare.accounts.trail.chain import read_end
from homecare.accounts.trail.queries import found_breaks, heads
from homecare.accounts.trail.words import KINDS, kind_of
from homecare.acting import Actor
from homecare.reports.trail.due import send
from homecare.reports.trail.email import after, before, broken_trail, monthly_trail
from tests.accounts.trail.hand import cut_off_after, write
from tests.make.people import make_practice, make_therapist
from tests.make.reports import mails, runs
from tests.snapshots import assert_as_approved

MARCH, FIRST = date(2026, 3, 1), datetime(2026, 4, 1, 5, tzinfo=UTC)  # six in the summer's London
END = re.compile(r"[0-9a-f]{32}:\d+-[0-9a-f]{64}")


@pytest.fixture
def owner(session: Session) -> Actor:
    """The owner of a practice with a colleague, in whose trail stand six lines of March."""
    practice, owner = make_practice(session)
    make_therapist(session, practice)
    write(session, owner, "sign_in.in", "client.view", "client.view", "record.export",
          "practice.amend", "visit.record")  # fmt: skip
    return owner


def place_of(session: Session, owner: Actor) -> Membership:
    return session.query(Membership).filter_by(person_id=owner.person_id).one()


def test_it_leaves_on_the_first_for_each_owner_and_once(
    session: Session, settings: Settings, owner: Actor
) -> None:
    early = FIRST - timedelta(minutes=1)
    sent = [send(session, settings, at, None) for at in (early, FIRST, FIRST + timedelta(days=9))]
    assert sent == [0, 1, 0]
    assert runs(session, "monthly-trail") == [("2026-03", "done", "")]
    [mail] = mails(session, "monthly-trail")
    assert mail.to_address == "owner@homecare.example"
    assert "in March 2026 of who did what" in mail.text
    assert "Records and lists opened: 2" in mail.text


def test_nobody_gets_one_of_before_they_came(
    session: Session, settings: Settings, owner: Actor
) -> None:
    assert send(session, settings, FIRST - timedelta(days=20), None) == 0


def test_the_end_in_it_finds_what_was_cut_off(
    session: Session, settings: Settings, owner: Actor
) -> None:
    send(session, settings, FIRST, None)
    [mail] = mails(session, "monthly-trail")
    said = set(END.findall(mail.text))
    [(chain, head)] = [read_end(one) for one in said]
    assert heads(session)[chain] == head
    session.rollback()
    cut_off_after(session, 4)
    assert list(found_breaks(session)) == []
    assert [one.seq for one in found_breaks(session, {chain: head})] == [5]


def test_word_for_word(session: Session, settings: Settings, owner: Actor) -> None:
    email = monthly_trail(session, settings, place_of(session, owner), MARCH)
    fixed = {"text": END.sub("END", email.text), "html": END.sub("END", email.html)}
    assert_as_approved("monthly-trail", replace(email, **fixed))


def test_that_it_breaks_word_for_word(session: Session, settings: Settings, owner: Actor) -> None:
    kept = heads(session)
    cut_off_after(session, 4)
    [found] = found_breaks(session, kept)
    mail = broken_trail(place_of(session, owner), found, settings.public_url)
    assert_as_approved("trail-broken", mail)


@pytest.mark.parametrize(
    ("day", "of_before", "of_after"),
    [
        (date(2026, 1, 1), date(2025, 12, 1), date(2026, 2, 1)),
        (date(2026, 12, 1), date(2026, 11, 1), date(2027, 1, 1)),
        (date(2026, 3, 31), date(2026, 2, 1), date(2026, 4, 1)),
    ],
)
def test_the_months_beside_one(day: date, of_before: date, of_after: date) -> None:
    assert (before(day), after(day.replace(day=1))) == (of_before, of_after)


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("client.view", "Records and lists opened"),
        ("flag.view", "Records and lists opened"),
        ("flag.open", "Everything else"),
        ("letter opened", "Letters opened by their link"),
        ("logo removed", "Settings and colleagues changed"),
        ("sign_in.failed", "Wrong passwords or codes"),
        ("sign_in.take_back", "Everything else"),
    ],
)
def test_an_action_counts_once(action: str, kind: str) -> None:
    assert kind_of(action) == kind
    assert len([one for one, begin in KINDS.items() if action.startswith(begin)]) <= 1
