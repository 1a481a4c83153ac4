"""Four exercises on a phone, and what arrived of them."""

from collections.abc import Sequence
from datetime import UTC, datetime

from playwright.sync_api import Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.diary.models import Entry
from tests.make.diary import Care
from tests.make.programmes import item, make_library, make_plan, make_programme
from tests.phone.going import (
    PREPARE,
    RELAX,
    seconds,
    tap,
)

FOUR = ("figure_four", "prone_lying", "clam", "pelvic_tilt")


def prescribe(session: Session, care: Care, codes: Sequence[str], **dose: int | None) -> None:
    """A programme of these exercises from today, each due once a day."""
    library = make_library(session, care.practice)
    items = tuple(item(library[code], times_a_day=1, **dose) for code in codes)
    plan = make_plan(library, items=items, advice=())
    make_programme(session, care.therapist, care.episode, plan, datetime.now(UTC))


def told(session: Session) -> list[tuple[str, str]]:
    """Every exercise the server knows of, and how it went."""
    session.rollback()
    entries = session.scalars(select(Entry).where(Entry.kind == "exercise").order_by(Entry.seq))
    return [(entry.body["line"].split(":")[0], entry.body["outcome"]) for entry in entries]


def both_holds(page: Page) -> None:
    tap(page, "Start")
    seconds(page, PREPARE + 30 + RELAX + 30)
