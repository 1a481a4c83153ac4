"""Exercises as a JSON file: out, in elsewhere, and nothing at all of a file that is wrong."""

import json
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.library.catalogue.exercises import EXERCISES
from homecare.library.exchange import bring_in, library_file, read
from homecare.library.models import Exercise
from homecare.library.operations import make_own
from homecare.library.own import own_words_of
from homecare.refusals import Refusal
from tests.chance import examples
from tests.make.people import acting, csrf_token, make_practice, signed_in
from tests.make.programmes import Room, make_library

ENTRY: dict[str, Any] = {
    "picture": "clam",
    "name": "Clam with a band",
    "position": "lying on your side",
    "area": "side of the hip",
    "bias": "neutral",
    "steps": ["Lie with your {side} hip up.", "Open the knees.", "Close them."],
    "feel": "The side of your hip working.",
    "dose": {"sets": 2, "reps": 8},
}


def file_of(*entries: Any, **whole: Any) -> bytes:
    said = {"format": "homecare-library", "version": 1, "exercises": list(entries), **whole}
    return json.dumps(said, indent=1).encode()


def names(session: Session, room: Room) -> list[str]:
    own = select(Exercise.name).where(
        Exercise.practice_id == room.practice.id, Exercise.code.startswith("own-")
    )
    return sorted(session.scalars(own))


def test_what_one_practice_takes_along_another_one_brings_in_once(
    session: Session, room: Room
) -> None:
    clam = room.library["clam"]
    words = own_words_of(clam)
    changed = type(words)(**{**{n: getattr(words, n) for n in words.__slots__}, "name": "Our clam"})
    make_own(acting(session, room.therapist), clam, changed)
    out = library_file(session.scalars(
        select(Exercise).where(Exercise.practice_id == room.practice.id)))  # fmt: skip
    elsewhere, owner = make_practice(session, "Elsewhere", "owner@elsewhere.example")
    make_library(session, elsewhere)
    for added in (1, 0):
        brought = bring_in(acting(session, owner), out)
        assert (brought.added, brought.known) == (added, len(EXERCISES) + 1 - added)
    theirs = session.scalars(select(Exercise).where(
        Exercise.practice_id == elsewhere.id, Exercise.name == "Our clam")).one()  # fmt: skip
    assert own_words_of(theirs) == changed
    assert (theirs.pose, theirs.sided) == (clam.pose, clam.sided)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"picture": "moon"}, "There is no picture “moon”."),
        ({"picture": 3}, "“picture” has to be a text."),
        ({"name": ""}, "name: Give it a name."),
        ({"name": "Bridge"}, "“Bridge” is there already with other words."),
        ({"name": "a\u202eb"}, "can’t be printed"),
        ({"name": "\ud800"}, "can’t be printed"),
        ({"position": "flying"}, "position: Choose one of these"),
        ({"steps": "Lie down."}, "“steps” has to be a list of texts."),
        ({"steps": ["Lie {down}."]}, "steps: In braces only"),
        ({"dose": {"reps": "8"}}, "“reps” has to be a whole number."),
        ({"dose": {"reps": True}}, "“reps” has to be a whole number."),
        ({"dose": {"reps": 800}}, "reps: Write a number from 1 to 50."),
        ({"dose": {"weight": 3}}, "“dose” has to say"),
        ({"dose": []}, "“dose” has to say"),
        ({"sound": "x"}, "“sound” is not known here."),
        ({"film": "http://films.example/a"}, "film: Only addresses that begin with https"),
    ],
)
def test_a_wrong_file_names_its_line_and_changes_nothing(
    session: Session, room: Room, change: dict[str, Any], says: str
) -> None:
    wrong = {**ENTRY, "name": "Wrong", **change}
    file = file_of(ENTRY, wrong)
    first = file.decode().split("\n").index("  {", 4) + 1  # where the second entry begins
    with pytest.raises(Refusal) as refused:
        bring_in(acting(session, room.therapist), file)
    line, _, why = refused.value.problems["file"].partition(": ")
    assert says in why
    assert int(line.removeprefix("Line ")) >= first
    assert names(session, room) == []


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (b"", "Line 1: this is not JSON"),
        (b'{"format":\n\n oh }', "Line 3: this is not JSON"),
        (b'{"format": "\xff"}', "Line 1: these are no letters of UTF-8."),
        (b"[" * 100_000, "This is no file of exercises."),
        (b"[]", "its “format” is not"),
        (b'{"format": "homecare-library", "version": 2}', "Only version 1"),
        (b'{"format": "homecare-library", "version": 1}', "Line 1: “exercises” has to be"),
        (file_of(7), "“exercises” has to be a list"),
        (file_of(*[ENTRY] * 301), "At most 300"),
        (b" " * 900_001, "too large"),
        (b'{"format": "homecare-library", "version": 1, "exercises": [{"dose": {"reps": 1e999}}]}',
         "Line 1: "),
    ],
)  # fmt: skip
def test_what_is_no_such_file_says_so(session: Session, room: Room, file: bytes, says: str) -> None:
    with pytest.raises(Refusal) as refused:
        bring_in(acting(session, room.therapist), file)
    assert says in refused.value.problems["file"]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from([*ENTRY, "sets", "times_a_day", "x"]), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=examples(150))
@given(changes=st.dictionaries(st.sampled_from(list(ENTRY)), ANYTHING, min_size=1, max_size=3),
       cut=st.integers(0, 40))  # fmt: skip
def test_no_file_does_anything_but_be_refused_or_brought_in(
    changes: dict[str, Any], cut: int
) -> None:
    file = file_of({**ENTRY, **changes})
    for sent in (file, file[: len(file) - cut], file[cut:]):
        try:
            assert len(read(sent)) == 1
        except Refusal as refused:
            assert refused.problems["file"]  # noqa: PT017 (either is fine)


def test_a_therapist_takes_the_file_and_brings_one_in(
    app: Flask, therapist: FlaskClient, session: Session, room: Room
) -> None:
    answer = therapist.get("/library.json")
    assert answer.headers["Content-Disposition"] == "attachment; filename=library.json"
    assert len(json.loads(answer.data)["exercises"]) == len(EXERCISES)
    for file, status in ((file_of({**ENTRY, "picture": "moon"}), 400), (file_of(ENTRY), 302)):
        data = {
            "csrf_token": csrf_token(therapist, "/library/file"),
            "file": (BytesIO(file), "library.json"),
        }
        sent = therapist.post("/library/file", data=data)
        assert sent.status_code == status
        assert ("Line 5: There is no picture" in sent.text) == (status == 400)
    assert "1 exercise is new, and 0 were there already." in therapist.get("/library").text
    assert names(session, room) == ["Clam with a band"]
    assert signed_in(app, "owner@homecare.example").get("/library/file").status_code == 200
