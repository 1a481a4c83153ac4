"""What a release brings reaches practices that are there already, and touches nothing of theirs."""

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from homecare.accounts.installation import REAL
from homecare.accounts.models import AuditLine
from homecare.commands.databases import prepare
from homecare.library.models import Advice, Exercise, Template, TemplateItem
from homecare.library.operations import archive_template, stock_every_library, stock_library
from tests.make.people import NOW, acting, make_practice

SHIPPED = (Exercise, Advice, Template)
Held = dict[str, list[tuple[object, ...]]]


def held(session: Session) -> Held:
    """Everything in every library, by table."""
    session.expire_all()
    tables = (*SHIPPED, TemplateItem)
    return {
        one.__tablename__: sorted(map(tuple, session.execute(select(one.__table__))), key=str)
        for one in tables
    }


@pytest.fixture
def older(session: Session) -> Held:
    """Two practices as an older release left them: it knew one thing less of each kind. The first
    has changed one of each and taken one template out of use."""
    for number, name in enumerate(("First", "Second")):
        practice, owner = make_practice(session, name, f"owner{number}@homecare.example")
        stock_library(session, practice.id)
        templates = select(Template).where(Template.practice_id == practice.id)
        gone, changed, hidden = session.scalars(templates.order_by(Template.code)).all()[:3]
        if number == 0:
            changed.name = "As we do it here"
            archive_template(acting(session, owner, NOW), hidden)
        session.delete(gone)
        session.flush()
        advice = select(Advice).where(Advice.practice_id == practice.id).order_by(Advice.code)
        first, second = session.scalars(advice).all()[:2]
        session.delete(first)
        second.text = "In our own words"
        used = select(TemplateItem.exercise_id)
        spare = select(Exercise).where(
            Exercise.practice_id == practice.id, Exercise.id.not_in(used)
        )
        session.delete(session.scalars(spare.order_by(Exercise.code)).first())
    session.commit()
    return held(session)


def test_what_is_new_comes_and_what_was_changed_or_hidden_stays(
    session: Session, older: Held
) -> None:
    assert stock_every_library(session, NOW) == 2
    session.commit()
    after = held(session)
    for table, rows in older.items():
        assert {*map(str, rows)} <= {*map(str, after[table])}, table
    for shipped in SHIPPED:
        assert len(after[shipped.__tablename__]) == len(older[shipped.__tablename__]) + 2
    said = session.scalars(select(AuditLine.subject).where(AuditLine.action == "library.stock"))
    assert list(said) == ["3", "3"]


def test_where_nothing_is_new_nothing_is_written(session: Session, older: Held) -> None:
    stock_every_library(session, NOW)
    session.commit()
    before = held(session)
    assert stock_every_library(session, NOW) == 0
    session.commit()
    assert held(session) == before


def test_starting_a_newer_homecare_brings_it(app: Flask, session: Session, older: Held) -> None:
    session.rollback()
    with app.app_context():
        prepare(REAL)
    session.rollback()
    count = session.scalar(select(func.count()).select_from(Template))
    assert count == len(older["template"]) + 2
