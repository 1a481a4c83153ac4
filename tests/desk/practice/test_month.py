"""This practice this month: what came, went and got better, beside the month before."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from homecare.acting import Actor
from homecare.assessment.models import Verdict
from homecare.clients.episodes.discharge import discharge
from homecare.clients.models import Episode
from homecare.desk.practice.month_figures import month_before, month_of
from homecare.flags.decisions import dismiss, record_action, take_up
from homecare.flags.models import Flag
from homecare.flags.red_flag_answers import clear_episode, record_red_flag_answers
from homecare.referrals.answers.operations import Said, record_answer
from tests.letters.made import make_letter
from tests.make.clients import make_client
from tests.make.diary import make_care, statements
from tests.make.flags import answer, at, make_flag
from tests.make.people import acting, make_practice, make_therapist, signed_in
from tests.make.referrals import make_contact, make_draft
from tests.today.visiting import words

ADDRESS = "/practice/month"
NOW = datetime(2026, 4, 10, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def the_tenth_of_april() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def tables(app: Flask, who: str = "owner@homecare.example") -> dict[str, list[str]]:
    """What is counted, and its figures, this month first."""
    page = signed_in(app, who).get(ADDRESS)
    assert page.status_code == 200
    rows = re.findall(r"<tr>\s*<th scope=\"row\">(.*?)</th>(.*?)</tr>", page.text, re.S)
    return {
        about: [" ".join(re.sub(r"<[^>]+>", " ", cell).split())
                for cell in re.findall(r"<td.*?</td>", cells, re.S)]
        for about, cells in rows
    }  # fmt: skip


def taken_in(session: Session, owner: Actor, name: str, day: date) -> Episode:
    at_nine = datetime.combine(day, NOW.timetz())
    return make_client(session, owner, at_nine, name=name)[1]


def discharged(session: Session, owner: Actor, episode: Episode, day: date, state: str) -> None:
    if state:
        session.add(Verdict(practice_id=episode.practice_id, client_id=episode.client_id,
                            episode_id=episode.id, on=day, state=state, proposes="none",
                            reasons=[], figures={}, rule_version="1", judged_at=NOW))  # fmt: skip
    gone = datetime.combine(day, NOW.timetz())
    discharge(acting(session, owner, gone), episode)
    session.commit()


def test_clients_are_counted_in_the_month_in_which_they_came_and_went(
    app: Flask, session: Session
) -> None:
    _, owner = make_practice(session)
    for number, (came, went, state) in enumerate((
        (date(2026, 2, 1), None, ""),
        (date(2026, 3, 2), date(2026, 3, 20), "resolved"),
        (date(2026, 3, 31), date(2026, 4, 1), "improving"),
        (date(2026, 4, 1), date(2026, 4, 9), "stalled"),
        (date(2026, 4, 2), date(2026, 4, 9), ""),
        (date(2026, 4, 10), None, ""),
    )):  # fmt: skip
        episode = taken_in(session, owner, f"Client {number}", came)
        if went:
            discharged(session, owner, episode, went, state)
    found = tables(app)
    assert found["In care at the end, or now"] == ["2", "2"]
    assert found["New"] == ["3", "2"]
    assert found["Discharged"] == ["3", "1"]
    assert found["Of those, better or free of pain"] == ["1", "1"]
    assert found["Of those, not known"] == ["1", "0"]


def test_flags_are_counted_by_kind_with_the_median_days_to_decide(
    app: Flask, session: Session
) -> None:
    care = make_care(session)
    for raised, decided in ((5, 6), (10, 14), (20, 31)):  # days since 2 March
        flag = make_flag(session, care, "stalled", day=raised)
        dismiss(acting(session, care.therapist, at(decided)), flag, "Seen")
        session.commit()
    make_flag(session, care, "review", day=35)
    found = tables(app)
    assert found["Stalled"] == [
        "0 raised, half of those decided within 11 days",
        "3 raised, half of those decided within 2.5 days",
    ]
    assert found["Review"] == ["1", "0"]
    assert "Gone quiet" not in found


def test_a_flag_whose_decision_was_taken_back_was_raised_all_the_same_and_is_not_decided(
    app: Flask, session: Session
) -> None:
    care = make_care(session)
    flag = make_flag(session, care, "stalled", day=31)
    dismiss(acting(session, care.therapist, at(32)), flag, "The wrong row")
    session.commit()
    make_flag(session, care, "review", day=33)
    take_up(acting(session, care.therapist, at(34)), flag, "A slip")
    session.commit()
    assert tables(app)["Stalled"] == ["1", "0"]


def test_answers_that_were_cleared_count_as_decided(app: Flask, session: Session) -> None:
    care = make_care(session)
    answer(session, care, "bladder", day=31)
    flag = session.query(Flag).one()
    flag.status, flag.closed_at = "cleared", at(32)
    session.commit()
    assert tables(app)["Urgent"] == ["1 raised, half of those decided within 1 day", "0"]


def test_an_answer_to_a_letter_that_was_written_down_is_counted(
    app: Flask, session: Session
) -> None:
    care = make_care(session)
    flag = make_flag(session, care, "gp", day=32)
    record_action(acting(session, care.therapist, at(33)), flag, "answered", "All clear")
    session.commit()
    found = tables(app)
    assert found["Answers to letters"] == ["1", "0"]
    assert found["Letters issued"] == ["0", "0"]


@pytest.mark.both_databases
def test_a_letters_answer_counts_once_however_it_came_and_whatever_its_flag(
    app: Flask, session: Session
) -> None:
    care = make_care(session)
    make_flag(session, care, "gp", day=29)
    for issued, heard in ((30, (32, 34)), (31, (33,))):  # the flag is of the first letter alone
        letter = make_letter(session, care, at(issued))
        for day in heard:
            said = Said(next="back", how="paper", said_by="Dr June Abbot",
                        seen_on=at(issued).date(), words="Stiff.")  # fmt: skip
            record_answer(acting(session, care.therapist, at(day)), letter, said)
        session.commit()
    found = tables(app)
    assert found["Answers to letters"] == ["2", "0"]


@pytest.mark.both_databases
def test_a_note_beside_the_answer_to_a_letter_that_was_begun_from_no_flag_counts_once(
    app: Flask, session: Session
) -> None:
    care = make_care(session)
    letter = make_letter(session, care, at(30))
    flag = make_flag(session, care, "gp", day=31)
    said = Said(next="back", how="paper", said_by="Dr June Abbot",
                seen_on=at(31).date(), words="Stiff.")  # fmt: skip
    record_answer(acting(session, care.therapist, at(33)), letter, said)
    session.commit()
    if flag.closed_at is None:
        record_action(acting(session, care.therapist, at(33)), flag, "answered", "All clear")
    session.commit()
    assert flag.closed_at == at(33)
    assert tables(app)["Answers to letters"] == ["1", "0"]


def test_letters_are_counted_when_they_were_issued(app: Flask, session: Session) -> None:
    care = make_care(session)
    contact = make_contact(session, care.therapist, kind="gp")
    for issued in (at(10), at(31)):
        letter = make_draft(session, care.therapist, care.episode, contact)
        letter.status, letter.issued_at = "issued", issued
        session.commit()
    make_draft(session, care.therapist, care.episode, contact)
    assert tables(app)["Letters issued"] == ["1", "1"]


def test_it_is_the_owners_and_names_nobody(app: Flask, session: Session) -> None:
    practice, owner = make_practice(session)
    make_therapist(session, practice)
    taken_in(session, owner, "Sam Reed", date(2026, 4, 2))
    assert signed_in(app, "therapist@homecare.example").get(ADDRESS).status_code == 403
    browser = signed_in(app, "owner@homecare.example")
    page = browser.get(ADDRESS).text
    assert "Sam Reed" not in page
    assert "Theo" not in page
    assert "April 2026" in page
    assert "so far" in page
    assert f'href="{ADDRESS}"' in browser.get("/practice").text


def test_another_practice_counts_for_nothing(app: Flask, session: Session) -> None:
    make_care(session)
    make_practice(session, "Elsewhere", "owner@elsewhere.example")
    found = tables(app, "owner@elsewhere.example")
    assert found["In care at the end, or now"] == ["0", "0"]
    assert found["New"] == ["0", "0"]


def test_a_hundred_clients_cost_no_more_statements_than_one(app: Flask, session: Session) -> None:
    _, owner = make_practice(session)
    sent = []
    for clients in (1, 20):
        for number in range(clients):
            taken_in(session, owner, f"Client {clients} {number}", date(2026, 4, 2))
        browser = signed_in(app, "owner@homecare.example")
        with statements(session) as found:
            assert browser.get(ADDRESS).status_code == 200
        sent.append(len(found))
    assert sent[0] == sent[1] <= 12


def test_a_month_is_that_of_the_practices_own_clock() -> None:
    late = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)  # half an hour past midnight in London
    april = month_of(date(2026, 4, 1), late, "Europe/London")
    assert (april.name, april.begins, april.is_over) == (
        "April 2026", datetime(2026, 3, 31, 23, tzinfo=UTC), False,
    )  # fmt: skip
    march = month_before(april, "Europe/London")
    assert march.begins == datetime(2026, 3, 1, tzinfo=UTC)
    assert march.ends == april.begins
    assert march.is_over
    january = month_of(date(2027, 1, 5), late + timedelta(days=280), "Europe/London")
    assert month_before(january, "Europe/London").name == "December 2026"


def test_what_nobody_has_decided_is_named_with_the_oldest_whichever_month_it_is_of(
    app: Flask, session: Session
) -> None:
    _, owner = make_practice(session)
    first = taken_in(session, owner, "Client One", date(2026, 2, 20))
    second = taken_in(session, owner, "Client Two", date(2026, 4, 2))
    third = taken_in(session, owner, "Client Three", date(2026, 4, 2))
    for episode, raised in ((first, date(2026, 3, 1)), (second, date(2026, 4, 9))):
        act = acting(session, owner, datetime.combine(raised, NOW.timetz()))
        record_red_flag_answers(act, episode, "therapist", {"bladder": False})
    act = acting(session, owner)
    record_red_flag_answers(act, third, "therapist", {"fever": False})
    session.commit()
    browser = signed_in(app, "owner@homecare.example")
    page = words(browser.get(ADDRESS).text)
    assert "Not decided yet , whenever they were raised: Urgent: 2, the oldest for 40 days." in page
    assert "GP first: 1, " in page
    clear_episode(acting(session, owner, NOW), first, "Seen at A&E")
    session.commit()
    assert "Urgent: 1, for 1 day." in words(browser.get(ADDRESS).text)


def test_where_all_is_decided_nothing_is_said_to_be_open(app: Flask, session: Session) -> None:
    make_practice(session)
    page = signed_in(app, "owner@homecare.example").get(ADDRESS).text
    assert "Not decided yet" not in page
