"""The weekly digest: what is new, what is overdue, to whom it is told; how the rest do."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.models import Membership
from tests.make.clients import make_client
from tests.make.people import NOW, make_practice, make_therapist
from tests.make.reports import MAIL_TIME, MONDAY, judge, raise_flag
from tests.reports.weekly_digest.therapists import TODAY, client_of, digest, places


def test_what_is_new_comes_first_then_the_overdue_and_the_rest_is_counted(
    session: Session, settings: Settings
) -> None:
    _, _, therapist = places(session)
    for name, kind, days in (
        ("Quentin", "quiet", 3), ("Stella", "stalled", 1), ("Sidney", "stalled", 9),
        ("Ursula", "urgent", 1), ("Rita", "review", 8), ("Wanda", "worsening", 10),
        ("Rona", "review", 12),
    ):  # fmt: skip
        client, episode = client_of(session, therapist, name)
        raise_flag(session, client, episode, kind, "Why.", TODAY - timedelta(days=days))
    email = digest(session, settings, therapist)
    heard = ("New since", "Ursula", "Stella", "Quentin", "Overdue\n", "Wanda", "Sidney", "2 more")
    found = [email.text.index(words) for words in heard]
    assert found == sorted(found)
    assert "Rita" not in email.text
    assert "Rona" not in email.html
    assert email.subject == "Your clients this week: 7 to decide"
    assert "- Stalled: Sidney, open for 9 days. Why." in email.text
    assert "- Stalled: Stella, open for 1 day. Why." in email.text
    assert "- Urgent, speak to them today: Ursula, open for 22 hours, overdue. Why." in email.text
    assert (
        "2 more are open.\nSee them all and decide:\nhttps://homecare.example/flags" in email.text
    )


def test_what_came_since_the_last_digest_left_is_new(session: Session, settings: Settings) -> None:
    _, _, therapist = places(session)
    left = MAIL_TIME - timedelta(days=7)
    for name, at in (("Before", left - timedelta(minutes=1)), ("After", left)):
        client, episode = client_of(session, therapist, name)
        raise_flag(session, client, episode, "review", "Why.", left.date(), raised_at=at)
    told = digest(session, settings, therapist).text
    assert "New since last week\n- Three-visit review: After, open for 7 days. Why." in told
    assert "1 more is open." in told


def test_what_is_neither_new_nor_overdue_is_only_counted(
    session: Session, settings: Settings
) -> None:
    _, _, therapist = places(session)
    client, episode = client_of(session, therapist, "Rita")
    raise_flag(session, client, episode, "review", "Why.", TODAY - timedelta(days=8))
    told = digest(session, settings, therapist).text
    assert "None of them is new or overdue.\nSee them all and decide:" in told
    assert "Rita" not in told


def test_of_very_many_twenty_are_named_and_the_rest_counted(
    session: Session, settings: Settings
) -> None:
    _, _, therapist = places(session)
    for number in range(22):
        client, episode = client_of(session, therapist, f"Client {number:02}")
        raise_flag(session, client, episode, "stalled", "Why.", TODAY - timedelta(days=1))
    told = digest(session, settings, therapist).text
    assert told.count("- Stalled:") == 20
    assert "2 more are open." in told


def test_a_therapist_hears_of_their_own_clients_only(session: Session, settings: Settings) -> None:
    practice, owner, therapist = places(session)
    colleague = make_therapist(session, practice, "colleague@homecare.example")
    client, episode = client_of(session, colleague, "Cora")
    raise_flag(session, client, episode, "stalled", "Why.")
    assert "Cora" in digest(session, settings, colleague).text
    for other in (therapist, owner):
        assert "Cora" not in digest(session, settings, other).text


def test_an_owner_hears_how_much_waits_with_each_colleague_and_nobodys_name(
    session: Session, settings: Settings
) -> None:
    practice, owner, therapist = places(session)
    colleague = make_therapist(session, practice, "colleague@homecare.example", "Cleo Colleague")
    for of, name, kind, days in (
        (therapist, "Tessa", "stalled", 9), (therapist, "Tilda", "gp", 12),
        (therapist, "Tim", "review", 9), (colleague, "Cora", "worsening", 5),
        (owner, "Olga", "stalled", 20),
    ):  # fmt: skip
        client, episode = client_of(session, of, name)
        raise_flag(session, client, episode, kind, "Why.", TODAY - timedelta(days=days))
    told = digest(session, settings, owner).text
    assert (
        "Overdue with colleagues\n- Cleo Colleague: 1 flag, open for 5 days.\n"
        "- Theo Therapist: 2 flags, the oldest open for 12 days.\n"
        "See everybody’s flags:\nhttps://homecare.example/flags?whose=all"
    ) in told
    for name in ("Tessa", "Tilda", "Tim", "Cora"):
        assert name not in told
    assert "colleagues" not in digest(session, settings, therapist).text


def test_with_nothing_overdue_an_owner_hears_nothing_of_colleagues(
    session: Session, settings: Settings
) -> None:
    _, owner, therapist = places(session)
    client, episode = client_of(session, therapist, "Tessa")
    raise_flag(session, client, episode, "stalled", "Why.", TODAY - timedelta(days=7))
    until = TODAY + timedelta(days=1)
    client, episode = client_of(session, therapist, "Tilda")
    raise_flag(session, client, episode, "gp", "Why.", MONDAY, snoozed_until=until)
    assert "colleagues" not in digest(session, settings, owner).text


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
    assert (
        "Set aside, back this week\n- Stalled: Soon, back on Wednesday 11 March. Why." in email.text
    )
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
    assert "Stalled: <b>Bold</b> & Co, open for" in email.text


def test_two_of_one_name_in_a_digest_are_told_apart(session: Session, settings: Settings) -> None:
    practice, _, therapist = places(session)
    born = (date(1961, 5, 4), date(1992, 11, 30))
    for name, day in zip(("Ørjan Ås", "orjan as"), born, strict=True):
        client, episode = make_client(session, therapist, name=name, email=None, date_of_birth=day)
        raise_flag(session, client, episode, "stalled", "Why.", TODAY - timedelta(days=1))
    make_client(session, make_therapist(session, practice, "t2@post.example"), name="Sid Reed")
    other, episode = client_of(session, therapist, "Sid Reed")
    raise_flag(session, other, episode, "stalled", "Why.", TODAY - timedelta(days=1))
    email = digest(session, settings, therapist)
    for said in ("Ørjan Ås, born 4 May 1961, open", "orjan as, born 30 November 1992, open"):
        assert said in email.text
        assert said.split(", open")[0] in email.html
    assert "Sid Reed, open" in email.text
    assert "born" not in email.subject
