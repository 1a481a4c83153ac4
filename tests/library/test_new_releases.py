"""What a release brings reaches practices that are there already, and touches nothing of theirs."""

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from homecare.accounts.installation import REAL
from homecare.accounts.models import AuditLine, Practice
from homecare.commands.databases import prepare
from homecare.library.models import Advice, Exercise, Template, TemplateItem
from homecare.library.operations import archive_template, stock_every_library, stock_library
from homecare.library.shipped import DIGESTS, digest
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


BEFORE, AFTER = (
    "Bend the knee and look down again.",
    "Bend the knee, look down and let your upper back round a little.",
)


def as_it_was(session: Session, code: str = "seated_slider") -> Exercise:
    """The exercise whose words were put right once, as an earlier release brought it."""
    exercise = session.scalars(select(Exercise).where(Exercise.code == code)).one()
    assert AFTER in exercise.steps
    exercise.steps = [BEFORE if step == AFTER else step for step in exercise.steps]
    session.commit()
    return exercise


@pytest.fixture
def practice(session: Session) -> Practice:
    """A practice with a library."""
    made, _ = make_practice(session)
    stock_library(session, made.id)
    return made


def test_words_that_were_put_right_reach_a_practice_that_has_them_as_they_came(
    session: Session, practice: Practice
) -> None:
    exercise = as_it_was(session)
    assert stock_every_library(session, NOW) == 1
    session.commit()
    assert AFTER in exercise.steps
    assert BEFORE not in exercise.steps
    [line] = session.scalars(select(AuditLine).where(AuditLine.action == "library.correct"))
    assert line.subject == "1"
    assert stock_every_library(session, NOW) == 0, "once"


def test_a_practice_that_changed_them_keeps_its_own(session: Session, practice: Practice) -> None:
    exercise = as_it_was(session)
    exercise.caution = "Not before noon."
    session.commit()
    before = held(session)
    assert stock_every_library(session, NOW) == 0
    assert held(session) == before


def test_what_is_out_of_use_is_put_right_once_it_is_used_again(
    session: Session, practice: Practice
) -> None:
    exercise = as_it_was(session)
    exercise.archived_at = NOW
    assert stock_every_library(session, NOW) == 0
    exercise.archived_at = None
    assert stock_every_library(session, NOW) == 1
    assert AFTER in exercise.steps


def test_advice_and_templates_are_put_right_with_all_that_is_in_them(
    session: Session, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped_now = held(session)
    advice = session.scalars(select(Advice).where(Advice.code == "keep_moving")).one()
    template = session.scalars(select(Template).where(Template.code == "building_up")).one()
    advice.text, advice.days = "Older words.", 7
    template.description, template.items[0].reps = "Older words.", 3
    template.items.pop()
    session.commit()
    codes = dict(map(tuple, session.execute(select(Exercise.id, Exercise.code))))
    older = {row.code: (digest(row, codes),) for row in (advice, template)}
    monkeypatch.setattr("homecare.library.shipped.DIGESTS", older)
    assert stock_every_library(session, NOW) == 1
    session.commit()
    now = held(session)
    items = [row[1:] for row in now.pop("template_item")]
    assert len(items) == len(shipped_now.pop("template_item"))
    assert now == shipped_now


def test_what_is_shipped_today_is_known_for_when_it_will_be_put_right(
    session: Session, practice: Practice
) -> None:
    """Add the digest that is missing at the end of its line in `library/shipped.py`, and take none
    out: older practices have those words."""
    codes = dict(map(tuple, session.execute(select(Exercise.id, Exercise.code))))
    rows = [row for model in SHIPPED for row in session.scalars(select(model))]
    today = {row.code: digest(row, codes) for row in rows}
    known = {code: digests[-1] for code, digests in DIGESTS.items()}
    missing = [f'"{code}": ("{it}",),' for code, it in today.items() if known.get(code) != it]
    assert not missing, "\n".join(missing)
    assert known == today
