"""Nothing that was written about somebody is left, in any table, and nobody else’s goes."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import Person
from homecare.acting import OWNER, Actor
from homecare.clients.models import Client, Episode
from homecare.database import Base
from homecare.erasure import rows
from homecare.erasure.mails import DONE
from homecare.erasure.operations import IN_CARE, Decision, erase, forget_goodbyes, settle_file
from homecare.erasure.queries import request_standing
from homecare.mail.models import OutboxMail
from homecare.refusals import Refusal
from tests.erasure.planted import GOING, STAYING, Planted, everything, holding, plant
from tests.make.people import NOW, acting, make_membership, make_practice

TIME_IS_OVER = Decision("over", NOW.date())


@pytest.fixture
def planted(session: Session) -> Planted:
    return plant(session)


def owner_of(planted: Planted) -> Actor:
    return Actor(planted.shared["practice"], OWNER, "Olive Owner")


def going(session: Session, planted: Planted) -> Client:
    return session.get_one(Client, planted.own[GOING]["client"])


def erase_going(session: Session, planted: Planted, folder: Path) -> Any:
    client = going(session, planted)
    asked = request_standing(session, client.id, NOW.date())
    said = TIME_IS_OVER._replace(seen=str(asked.id) if asked else "")
    done = erase(acting(session, owner_of(planted), NOW), client, said, folder)
    session.commit()
    return done


def test_every_word_in_every_table_and_column_goes_and_nobody_elses(
    session: Session, planted: Planted, tmp_path: Path
) -> None:
    before = everything(session)
    assert len(holding(before, GOING)) > 90
    done = erase_going(session, planted, tmp_path)
    after = everything(session)
    assert holding(after, GOING) == set()
    assert holding(after, STAYING) == holding(before, STAYING)
    mine = {*planted.own[GOING].values()}
    for table, known in before.items():
        others = {key: row for key, row in known.items() if not mine & {*key}}
        assert {key: after[table].get(key) for key in others} == others, table
    assert len(done.counts) > 25


def test_a_table_that_names_a_client_is_planted_or_left_for_a_reason() -> None:
    named = {table.name for table in Base.metadata.sorted_tables if "client_id" in table.c}
    assert {"diary_day", "entry", "outbox_mail", "letter_answer", "record_change"} <= named
    assert {name: why for name, why in rows.STAY.items() if name not in named} == {}
    assert all(why for why in (*rows.STAY.values(), *rows.EMPTIED.values()))


def test_a_tombstone_stays_so_that_ids_and_the_audit_trail_hold(
    session: Session, planted: Planted, tmp_path: Path
) -> None:
    before = everything(session)
    erase_going(session, planted, tmp_path)
    after = everything(session)
    assert {*before["client"]} == {*after["client"]}
    assert {*before["audit_line"]} < {*after["audit_line"]}
    stone = going(session, planted)
    assert (stone.name, stone.erased_at, stone.email, stone.found_by) == ("", NOW, None, "")
    place = after["membership"][(planted.own[GOING]["membership"],)]
    assert place["disabled_at"] == NOW
    person = after["person"][(planted.own[GOING]["person"],)]
    assert (person["name"], person["password"], person["active"]) == ("", None, False)


def test_mail_in_files_goes_too(session: Session, planted: Planted, tmp_path: Path) -> None:
    mine, theirs = (tmp_path / f"{planted.own[word]['outbox_mail'].hex}.eml"
                    for word in (GOING, STAYING))  # fmt: skip
    for file in (mine, theirs):
        file.write_text("Your week")
    erase_going(session, planted, tmp_path)
    assert (mine.exists(), theirs.exists()) == (False, True)


@pytest.mark.any_database  # a file: PostgreSQL's own vacuum does that
def test_on_sqlite_not_even_the_file_holds_it(
    app: Flask, session: Session, planted: Planted, tmp_path: Path
) -> None:
    """A row that is deleted stays in the file until its room is used, unless somebody says so."""
    file = Path(session.get_bind().url.database or "")  # type: ignore[union-attr]
    erase_going(session, planted, tmp_path)
    session.close()
    settle_file(session)
    session.close()
    for one in (file, file.with_name(f"{file.name}-wal")):
        assert not one.exists() or GOING.encode() not in one.read_bytes(), one.name
    assert STAYING.encode() in file.read_bytes()


def test_whoever_signs_in_to_something_else_goes_on_doing_so(
    session: Session, planted: Planted, tmp_path: Path
) -> None:
    person = session.get_one(Person, planted.own[GOING]["person"])
    make_membership(session, make_practice(session, "Elsewhere")[0], person)
    erase_going(session, planted, tmp_path)
    session.refresh(person)
    assert (person.email, person.active) == (GOING, True)
    assert [place.disabled_at is None for place in person.memberships].count(True) == 1


def test_the_last_mail_says_that_it_is_gone_and_its_address_goes_a_week_later(
    session: Session, planted: Planted, tmp_path: Path
) -> None:
    client = going(session, planted)
    client.email = client.confirmed_email = "going@post.example"
    session.commit()
    erase_going(session, planted, tmp_path)
    [mail] = session.scalars(select(OutboxMail).where(OutboxMail.kind == DONE)).all()
    assert (mail.to_address, mail.to_name, mail.client_id) == ("going@post.example", "", None)
    assert "deleted your record" in mail.text
    mail.status = "sent"
    session.commit()
    for days, left in ((6, {"outbox_mail.to_address"}), (8, set())):
        forget_goodbyes(session, NOW + timedelta(days=days))
        session.commit()
        assert holding(everything(session), "going@post.example") == left


def test_nobody_in_care_is_deleted_nor_by_anybody_but_the_owner(
    session: Session, planted: Planted, tmp_path: Path
) -> None:
    episode = session.get_one(Episode, planted.own[GOING]["episode"])
    episode.closed_at = None
    session.commit()
    with pytest.raises(Refusal, match="in care") as refused:
        erase_going(session, planted, tmp_path)
    assert str(refused.value) == IN_CARE
    therapist = Actor(planted.shared["practice"], "therapist", "Theo")
    with pytest.raises(PermissionError):
        erase(acting(session, therapist, NOW), going(session, planted), TIME_IS_OVER, tmp_path)


def test_pressed_twice_is_done_once(session: Session, planted: Planted, tmp_path: Path) -> None:
    erase_going(session, planted, tmp_path)
    with pytest.raises(Refusal, match="meanwhile"):
        erase_going(session, planted, tmp_path)
