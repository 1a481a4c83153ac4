"""Whatever stands in any field of a letter is printed as it was typed, or refused: never obeyed."""

import copy
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.referrals.answers.operations import Said, record_answer
from homecare.referrals.page import Written, letter_pdf
from homecare.refusals import Refusal
from tests.letters.made import make_letter
from tests.make.diary import Care
from tests.make.flags import flat_weeks
from tests.make.people import NOW, acting
from tests.referrals.letters import written
from tests.typesetting.pdfs import facts_of, faults_of, words_of

pytestmark = pytest.mark.any_database
Path = tuple[str | int, ...]
MARKUP = '#panic("x") #read("/etc/passwd") <b>b</b> *s* _e_ $x^2$ @ref [c] `r` \\u{41} // c {{7*7}}'
SCRIPTS = "张伟 สมชาย 김민준 አበበ राहुल"
UNSEEN = "Ada\u202e\u2066\u200b\ufeff\x07\x00\x1b Bell"
ENDLESS = "x" * 10_000
FIELDS: tuple[Path, ...] = (
    ("practice", "name"), ("practice", "address"), ("practice", "telephone"),
    ("practice", "letterhead"), ("replaces", "why"), ("to", "name"), ("to", "clinic"),
    ("to", "address"), ("client", "name"), ("client", "telephone"), ("client", "gp"),
    ("message",), ("question",), ("complaint", 0, 1), ("complaint", 5, 1), ("course", -1),
    ("red_flags", 0), ("record", 0, 1), ("record", 1, 1), ("record", 2, 1), ("consent",),
    ("signed", "name"), ("signed", "registration"),
)  # fmt: skip


def with_words(letter: Written, path: Path, words: str) -> Written:
    """The same letter with other words at one place."""
    changed: Any = copy.deepcopy(letter.letter)
    changed["replaces"] = changed["replaces"] or {"date": "1 March 2026", "why": ""}
    at = changed
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = words
    return replace(letter, letter=changed)


def places(part: Any, path: Path = ()) -> Iterator[Path]:
    """Where every text of a letter stands."""
    if isinstance(part, str):
        yield path
        return
    if isinstance(part, dict | list):
        inside = part.items() if isinstance(part, dict) else enumerate(part)
        for step, one in inside:
            yield from places(one, (*path, step))


@pytest.fixture
def letter(session: Session, care: Care) -> Written:
    flat_weeks(session, care)
    return written(session, care, "gp", day=28, message="Please look.", course_note="Added.")


def _plain(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


@pytest.mark.parametrize("path", FIELDS, ids=lambda path: ".".join(map(str, path)))
def test_markup_and_every_script_are_printed_as_typed(letter: Written, path: Path) -> None:
    pdf = letter_pdf(with_words(letter, path, f"{MARKUP} {SCRIPTS}"))
    said = _plain(words_of(pdf))
    assert _plain(MARKUP) in said or _plain(MARKUP[:40]) in said
    for script in ("张伟", "김민준", "አበበ"):
        assert script in said
    assert facts_of(pdf)["Pages"] == "1"
    assert faults_of(pdf) == []


@pytest.mark.parametrize("path", FIELDS, ids=lambda path: ".".join(map(str, path)))
def test_what_is_not_seen_is_left_out(letter: Written, path: Path) -> None:
    said = words_of(letter_pdf(with_words(letter, path, UNSEEN)))
    assert "Ada Bell" in " ".join(said.split())
    assert not {"\u202e", "\u2066", "\x07"} & set(said)


@pytest.mark.parametrize("path", FIELDS, ids=lambda path: ".".join(map(str, path)))
def test_ten_thousand_letters_are_refused_with_what_to_shorten(letter: Written, path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        letter_pdf(with_words(letter, path, ENDLESS))
    (said,) = refused.value.problems.values()
    assert "too long for one page" in said
    assert "horten" in said


def test_no_field_was_forgotten(letter: Written) -> None:
    """What is ours alone is not asked: labels, dates, sums, the rule's own sentences."""
    ours = {"variant", "date", "scores", "small_print", "figures", "rule_version", "client born",
            "to kind"}  # fmt: skip

    def named(path: Path) -> str:
        return f"{path[0]} {path[1]}" if isinstance(path[-1], str) and path[1:] else f"{path[0]}"

    free = {named(path) for path in places(letter.letter)} - ours
    free = {name for name in free if name.split()[0] not in ours}
    assert free == {named(path) for path in FIELDS} - {"replaces why"}


def test_an_answer_is_printed_as_typed_too(
    session: Session, care: Care, clock: time_machine.Traveller, therapist: FlaskClient
) -> None:
    issued = make_letter(session, care)
    words = f"{MARKUP} {SCRIPTS} {UNSEEN.replace(chr(0), '')}"
    said = Said(next="sent_on", how="paper", said_by=f"Kit {SCRIPTS}", seen_on=NOW.date(),
                words=words, sent_on_to=f"Ann {MARKUP}")  # fmt: skip
    record_answer(acting(session, care.therapist, NOW), issued, said)
    session.commit()
    clock.move_to(NOW + timedelta(hours=1))
    page = therapist.get(f"/referrals/{issued.id}").text
    assert "&lt;b&gt;b&lt;/b&gt;" in page
    assert "<b>b</b>" not in page
    pdf = therapist.get(f"/clients/{care.client.id}/record.pdf").data
    read = _plain(words_of(pdf))
    assert _plain(MARKUP[:40]) in read
    assert "张伟" in read
    assert faults_of(pdf) == []
