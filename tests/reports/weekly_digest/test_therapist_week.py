"""The weekly digest: who needs a decision, gravest first; to whom it is told; how the rest do."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.models import Membership, Practice
from homecare.acting import Actor
from homecare.clients.models import Client, Episode
from homecare.mail.message import Email
from homecare.reports.weekly_digest.email import weekly_digest
from tests.make.clients import make_client
from tests.make.people import NOW, make_practice, make_therapist
from tests.make.reports import MONDAY, judge, raise_flag

TODAY = date(2026, 3, 9)


def digest(session: Session, settings: Settings, of: Actor) -> Email:
    session.expire_all()
    membership = session.scalars(
        select(Membership).where(Membership.person_id == of.person_id)
    ).one()
    return weekly_digest(session, settings, membership, MONDAY, TODAY)


def places(session: Session) -> tuple[Practice, Actor, Actor]:
    practice, owner = make_practice(session)
    return practice, owner, make_therapist(session, practice)


def client_of(session: Session, therapist: Actor, name: str) -> tuple[Client, Episode]:
    return make_client(session, therapist, name=name, email=None)


def test_the_gravest_come_first_and_then_the_longest_open(
    session: Session, settings: Settings
) -> None:
    _, _, therapist = places(session)
    for name, kind, days in (
        ("Quentin", "quiet", 3), ("Stella", "stalled", 1), ("Sidney", "stalled", 9),
        ("Ursula", "urgent", 0), ("Rita", "review", 2), ("Wanda", "worsening", 2),
    ):  # fmt: skip
        client, episode = client_of(session, therapist, name)
        raise_flag(session, client, episode, kind, "Why.", TODAY - timedelta(days=days))
    email = digest(session, settings, therapist)
    names = ("Ursula", "Wanda", "Sidney", "Stella", "Quentin", "Rita")
    for told in (email.text, email.html):
        found = [told.index(name) for name in names]
        assert found == sorted(found)
    assert email.subject == "Your clients this week: 6 to decide"
    assert "- Sidney, open for 9 days. Why." in email.text
    assert "- Stella, open for 1 day. Why." in email.text
    assert "- Ursula, new today. Why." in email.text
    assert "https://homecare.example/flags" in email.text


def test_a_therapist_hears_of_their_own_clients_only(session: Session, settings: Settings) -> None:
    practice, owner, therapist = places(session)
    colleague = make_therapist(session, practice, "colleague@homecare.example")
    client, episode = client_of(session, colleague, "Cora")
    raise_flag(session, client, episode, "stalled", "Why.")
    assert "Cora" in digest(session, settings, colleague).text
    for other in (therapist, owner):
        assert "Cora" not in digest(session, settings, other).text


def test_the_owner_hears_of_clients_whose_therapist_has_left(
    session: Session, settings: Settings
) -> None:
    _, owner, therapist = places(session)
    client, episode = client_of(session, therapist, "Cora")
    raise_flag(session, client, episode, "stalled", "Why.")
    place = select(Membership).where(Membership.person_id == therapist.person_id)
    session.scalars(place).one().disabled_at = NOW
    session.commit()
    assert "Cora" in digest(session, settings, owner).text


def test_a_digest_of_an_earlier_day_knows_of_no_later_flag(
    session: Session, settings: Settings
) -> None:
    _, _, therapist = places(session)
    client, episode = client_of(session, therapist, "Cora")
    raise_flag(session, client, episode, "stalled", "Why.", TODAY + timedelta(days=1))
    assert "nothing to decide" in digest(session, settings, therapist).subject


def test_another_practice_is_never_told_of(session: Session, settings: Settings) -> None:
    _, _, therapist = places(session)
    _, owner = make_practice(session, "Elsewhere", "owner@elsewhere.example")
    client, episode = client_of(session, therapist, "Cora")
    raise_flag(session, client, episode, "urgent", "Why.")
    assert "nobody in care" in digest(session, settings, owner).text


def test_what_is_snoozed_waits_and_says_when_it_is_back(
    session: Session, settings: Settings
) -> None:
    _, _, therapist = places(session)
    for name, until in (("Soon", TODAY + timedelta(days=2)), ("Later", TODAY + timedelta(days=8))):
        client, episode = client_of(session, therapist, name)
        raise_flag(session, client, episode, "stalled", "Why.", snoozed_until=until)
    email = digest(session, settings, therapist)
    assert email.subject == "Your clients this week: nothing to decide"
    assert "Set aside, back this week\n- Soon, back on Wednesday 11 March. Why." in email.text
    assert "Later" not in email.text
    assert "2 set aside" in email.text


def test_a_snooze_that_is_over_needs_a_decision(session: Session, settings: Settings) -> None:
    _, _, therapist = places(session)
    client, episode = client_of(session, therapist, "Sidney")
    raise_flag(session, client, episode, "stalled", "Why.", snoozed_until=TODAY)
    assert "1 to decide" in digest(session, settings, therapist).subject


def test_with_nothing_to_decide_it_says_how_everybody_does(
    session: Session, settings: Settings
) -> None:
    _, _, therapist = places(session)
    states = ("improving", "resolved", "improving", "level", "early", "too_few", None)
    for number, state in enumerate(states):
        client, episode = client_of(session, therapist, f"Client {number}")
        if state is not None:
            judge(session, client, episode, state)
    email = digest(session, settings, therapist)
    assert "None of your clients needs a decision from you this week." in email.text
    assert (
        "You have 7 clients in care here: 3 getting better or free of pain, "
        "3 with nothing to decide, 1 with too few scores to tell."
    ) in email.text


def test_discharged_clients_are_not_counted(session: Session, settings: Settings) -> None:
    _, _, therapist = places(session)
    _, episode = client_of(session, therapist, "Dora")
    episode.closed_at = NOW
    session.commit()
    assert "nobody in care" in digest(session, settings, therapist).text


def test_a_client_cannot_write_markup_into_the_mail(session: Session, settings: Settings) -> None:
    _, _, therapist = places(session)
    client, episode = client_of(session, therapist, "<b>Bold</b> & Co")
    raise_flag(session, client, episode, "stalled", "5 < 6 & more.")
    email = digest(session, settings, therapist)
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; Co" in email.html
    assert "<b>Bold</b> & Co, open for" in email.text
