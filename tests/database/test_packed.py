"""What is frozen with a letter takes less room, and is read as it was written, byte for byte."""

import zlib

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import select, text
from sqlalchemy.orm import Session, undefer

from homecare.columns import Packed, PackedText, pack, unpack
from homecare.extensions import db
from homecare.referrals.models import LetterFile, Referral
from homecare.referrals.operations import issue_referral
from homecare.referrals.page import letter_pdf
from homecare.referrals.writing import write_referral
from tests.database.changed import begin_at, change
from tests.database.test_migrations import fill, rows
from tests.make.diary import Care
from tests.make.flags import at
from tests.make.people import acting
from tests.make.referrals import make_contact, make_draft

COLUMNS = {"letter_file": ("pdf", "exchange"), "referral": ("chart",)}


@pytest.fixture
def issued(session: Session, care: Care) -> Referral:
    """A letter to the GP, issued and read anew."""
    contact = make_contact(session, care.therapist, kind="gp")
    draft = make_draft(session, care.therapist, care.episode, contact)
    act = acting(session, care.therapist, at(0))
    issue_referral(act, draft, write_referral(act, care.episode, draft))
    session.commit()
    session.expire_all()
    return draft


def test_a_letter_is_read_as_it_was_frozen(session: Session, care: Care, issued: Referral) -> None:
    act = acting(session, care.therapist, at(0))
    written = write_referral(act, care.episode, issued)
    both = undefer(LetterFile.pdf), undefer(LetterFile.exchange)
    kept = session.scalars(select(LetterFile).options(*both)).one()
    assert kept.pdf == letter_pdf(written, made_at=at(0))
    assert issued.chart == written.drawing
    assert kept.exchange is not None
    assert kept.exchange.startswith('{"resourceType":"Bundle"')
    assert kept.exchange.endswith("}")


def test_it_is_kept_in_less_than_half_the_room(session: Session, issued: Referral) -> None:
    kept, said = 0, 0
    for table, names in COLUMNS.items():
        for raw in session.execute(text(f"SELECT {', '.join(names)} FROM {table}")).one():
            kept, said = kept + len(raw), said + len(zlib.decompress(raw))
    assert kept < said / 2 + len(issued.chart or "") / 2


@pytest.mark.any_database
@pytest.mark.parametrize("said", ["", "plain", "Zoë 京\r\n\t\u2028\ufeff", "a\x00b", "x" * 100_000])
def test_any_text_comes_back_as_it_was(said: str) -> None:
    kind, dialect = PackedText(), None
    kept = kind.process_bind_param(said, dialect)  # type: ignore[arg-type]
    assert kind.process_result_value(kept, dialect) == said  # type: ignore[arg-type]
    assert unpack(pack(said.encode())) == said.encode()


@pytest.mark.any_database
def test_nothing_stays_nothing() -> None:
    for kind in (Packed(), PackedText()):
        assert kind.process_bind_param(None, None) is None  # type: ignore[arg-type]
        assert kind.process_result_value(None, None) is None  # type: ignore[arg-type]


@pytest.mark.any_database
def test_a_byte_that_has_changed_is_refused_and_not_read_as_something_else() -> None:
    kept = bytearray(pack(b"Leg pain 6.0 at the start."))
    kept[-1] ^= 1
    with pytest.raises(zlib.error):
        unpack(bytes(kept))


def test_letters_are_packed_with_what_they_say_and_unpacked_again(alembic: Config) -> None:
    begin_at(db.engine, "0053")
    fill(db.engine)
    page, exchange, chart = (
        b"%PDF-1.7 \xe2\x80 " * 99,
        '{"name":"Zoë 京"}' * 99,
        "<svg>é</svg>" * 99,
    )
    change(db.engine, "letter_file", pdf=page, exchange=exchange)
    change(db.engine, "referral", chart=chart)
    change(db.engine, "letter_agreement", chart=None)
    before = rows(db.engine)
    command.upgrade(alembic, "0040")
    packed = rows(db.engine)
    file, drawn = packed["letter_file"], packed["referral"]["chart"]
    assert [zlib.decompress(one) for one in (file["pdf"], file["exchange"], drawn)] == [
        page, exchange.encode(), chart.encode()
    ]  # fmt: skip
    assert packed["letter_agreement"]["chart"] is None
    assert packed["entry"]["hash"].hex() == before["entry"]["hash"]
    command.downgrade(alembic, "0053")
    assert rows(db.engine) == before
