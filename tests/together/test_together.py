"""What is asked together is what is asked alone: values, objects, order, and nothing twice."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Integer, Select, bindparam, event, func, inspect, literal, select
from sqlalchemy.orm import Session

from homecare.together import Asked, ahead, rows
from tests.make.diary import statements
from tests.together.shelves import SHELVES, THINGS, VALUES, Shelf, Thing

NOTHING = select(Thing.word).where(Thing.place < bindparam("of"))

WORDS = st.one_of(
    st.sampled_from(
        ["", "'", '"', "\\", "null", "[]", "%s :of ?", "ß 漢字 🦵", "\n\t", "a" * 5000]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
)
NUMBERS = st.integers(-(2**31), 2**31 - 1)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | WORDS,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(WORDS, inside, max_size=3),
    max_leaves=6,
)
A_THING: dict[str, Any] = {
    "word": WORDS, "many": NUMBERS, "most": st.integers(-(2**63), 2**63 - 1),
    "is_new": st.booleans(), "on": st.dates(),
    "at": st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1),  # noqa: DTZ001
                       timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45))])),
    "other": st.uuids(), "figures": st.dictionaries(WORDS, JSON, max_size=4),
    "raw": st.binary(), "packed": WORDS,
}  # fmt: skip
SOME = st.fixed_dictionaries({name: st.none() | values for name, values in A_THING.items()})


def a_shelf(session: Session, *things: dict[str, Any], name: str = "a shelf") -> UUID:
    """A shelf with these things, which nobody has read yet."""
    shelf = Shelf(name=name)
    session.add(shelf)
    session.flush()
    # Put down from the last to the first: in no order that a question asks for.
    for place, each in reversed([*enumerate(things)]):
        session.add(Thing(shelf_id=shelf.id, place=place, **each))
        session.flush()
    session.commit()
    session.expunge_all()
    return shelf.id


def alone(session: Session, statement: Select[Any], **given: Any) -> list[Any]:
    """What SQLAlchemy's own reading finds."""
    found = session.execute(statement, given).all()
    is_one = len(statement.column_descriptions) == 1
    return [row[0] for row in found] if is_one else [tuple(row) for row in found]


@settings(max_examples=60, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(things=st.lists(SOME, max_size=4))
def test_values_of_every_kind_are_those_that_a_question_alone_finds(
    shelves: Session, things: list[dict[str, Any]]
) -> None:
    of = a_shelf(shelves, *things)
    found, none = rows(shelves, Asked(VALUES, {"of": of}), Asked(NOTHING, {"of": -1}))
    assert found == alone(shelves, VALUES, of=of)
    assert [[*map(type, row)] for row in found] == [
        [*map(type, row)] for row in alone(shelves, VALUES, of=of)
    ]
    assert len(found) == len(things)
    assert none == []


@pytest.mark.parametrize(
    "order",
    [
        lambda: [Thing.word, Thing.place.desc()],
        lambda: [Thing.word.desc(), Thing.place],
        lambda: [Thing.word.is_(None), Thing.is_new, Thing.place.desc()],
        lambda: [Thing.raw.desc(), Thing.place],
        lambda: [func.length(Thing.word, type_=Integer), Thing.place],
        lambda: [Thing.at, Thing.many.desc()],
    ],
)
def test_rows_come_in_the_order_that_the_question_names(
    shelves: Session, order: Callable[[], list[Any]]
) -> None:
    early, late = (datetime(2026, 3, day, tzinfo=UTC) for day in (1, 2))
    of = a_shelf(
        shelves,
        {"word": "b", "many": 10, "at": late, "raw": b"\x02"},
        {"word": "a", "many": 9, "is_new": True, "at": early},
        {"many": 2, "raw": b"\x01\x02"},
        {"word": "a", "many": -1, "at": late, "raw": b""},
        {"word": "ä", "many": 7, "is_new": False, "at": early},
    )
    named = select(Thing.place).where(Thing.shelf_id == bindparam("of")).order_by(*order())
    first = named.limit(2)
    found, few = rows(shelves, Asked(named, {"of": of}), Asked(first, {"of": of}))
    assert found == alone(shelves, named, of=of)
    assert few == alone(shelves, first, of=of) == found[:2]


def test_two_questions_may_call_two_things_by_one_name(shelves: Session) -> None:
    one, other = a_shelf(shelves, {"word": "here"}), a_shelf(shelves, {"word": "there"})
    word = select(Thing.word).where(Thing.shelf_id == bindparam("of"))
    some = select(Thing.word).where(Thing.shelf_id.in_(bindparam("of", expanding=True)))
    with statements(shelves) as sent:
        found = rows(
            shelves,
            Asked(word, {"of": one}),
            Asked(word, {"of": other}),
            Asked(some.order_by(Thing.word), {"of": [one, other]}),
        )
    assert found == [["here"], ["there"], ["here", "there"]]
    assert len(sent) == 1


def test_objects_are_those_of_the_session_and_are_changed_as_any(shelves: Session) -> None:
    of = a_shelf(shelves, {"word": "first"}, {"word": "second"})
    known = shelves.scalars(THINGS, {"of": of}).first()
    assert known is not None
    known.word = "put right"
    [[first, second]] = rows(shelves, Asked(THINGS, {"of": of}))
    assert first is known
    assert (first.word, second.word) == ("put right", "second")
    assert inspect(second).persistent
    second.word = "changed"
    shelves.commit()
    shelves.expunge_all()
    assert [each.word for each in alone(shelves, THINGS, of=of)] == ["put right", "changed"]


def test_what_was_left_for_later_is_read_when_it_is_asked_for(shelves: Session) -> None:
    of = a_shelf(shelves, {"word": "one"})
    [[shelf]] = rows(shelves, Asked(SHELVES, {"of": "a shelf"}))
    assert "hidden" not in inspect(shelf).dict
    assert shelf.hidden == ""
    assert [each.word for each in shelf.things] == ["one"]
    assert shelf.id == of


def test_what_belongs_to_an_object_is_read_along_in_its_order(shelves: Session) -> None:
    a_shelf(shelves, {"word": "one"}, {"word": "two"})
    a_shelf(shelves)
    a_shelf(shelves, {"word": "elsewhere"}, name="another")
    asked = Asked(SHELVES, {"of": "a shelf"}, (Shelf.things,))
    with statements(shelves) as sent:
        [[full, empty]] = rows(shelves, asked)
        assert [each.word for each in full.things] == ["one", "two"]
        assert empty.things == []
    assert len(sent) == 1


def test_whose_something_is_is_read_along_too_and_from_there_on(shelves: Session) -> None:
    of = a_shelf(shelves, {"word": "one"}, {"word": "two"})
    beside = select(Thing, literal("beside")).where(Thing.shelf_id == bindparam("of"))
    first = THINGS.limit(1)
    with statements(shelves) as sent:
        found, [lowest] = rows(
            shelves,
            Asked(beside.order_by(Thing.place), {"of": of}, (Thing.shelf, Shelf.things)),
            Asked(first, {"of": of}, (Thing.shelf,)),
        )
        [(one, word), (two, _)] = found
        assert one.shelf is two.shelf is lowest.shelf
        assert (one.shelf.name, word) == ("a shelf", "beside")
        assert one.shelf.things == [one, two]
    assert len(sent) == 1


def test_of_the_first_few_it_is_read_along_what_belongs_to_those(shelves: Session) -> None:
    a_shelf(shelves, {"word": "of the first"}, name="first")
    a_shelf(shelves, {"word": "of the last"}, name="last")
    last = select(Shelf).where(Shelf.name != bindparam("not")).order_by(Shelf.name.desc()).limit(1)
    with statements(shelves) as sent:
        [[shelf]] = rows(shelves, Asked(last, {"not": "another"}, (Shelf.things,)))
        assert [each.word for each in shelf.things] == ["of the last"]
    assert len(sent) == 1


def test_where_an_outer_join_finds_nobody_there_is_nobody(shelves: Session) -> None:
    a_shelf(shelves, name="empty")
    joined = select(Shelf.name, Thing).outerjoin(Thing, Thing.shelf_id == Shelf.id)
    assert rows(shelves, Asked(joined.where(Shelf.name == bindparam("of")), {"of": "empty"})) == [
        [("empty", None)]
    ]


def test_what_was_asked_ahead_is_not_asked_again_and_only_there(shelves: Session) -> None:
    of, other = a_shelf(shelves, {"word": "one"}), a_shelf(shelves, {"word": "two"})
    asked = Asked(VALUES, {"of": of})
    with ahead(shelves, asked, Asked(THINGS, {"of": of})):
        with statements(shelves) as sent:
            assert rows(shelves, Asked(VALUES, {"of": of}))[0][0][1] == "one"
            assert rows(shelves, Asked(VALUES, {"of": other}), asked)[0][0][1] == "two"
        assert len(sent) == 1  # of the other shelf
        a_shelf(shelves, {"word": "new"}, name="since")
    with statements(shelves) as sent:
        rows(shelves, asked)
    assert len(sent) == 1


def test_what_is_not_sent_yet_is_sent_before(shelves: Session) -> None:
    of = a_shelf(shelves)
    shelves.add(Thing(shelf_id=of, place=1, word="just now"))
    assert [each.word for each in rows(shelves, Asked(THINGS, {"of": of}))[0]] == ["just now"]


def test_a_value_that_never_changes_is_no_parameter(shelves: Session) -> None:
    """SQLite would plan all of it anew each time where one meets an index of some rows."""
    of = a_shelf(shelves, {"word": "it's 100%"})
    word = select(Thing.place).where(Thing.shelf_id == bindparam("of"), Thing.word == "it's 100%")
    given: list[Any] = []
    event.listen(shelves.get_bind(), "before_cursor_execute", lambda *sent: given.append(sent[3]))
    assert rows(shelves, Asked(word, {"of": of})) == [[0]]
    assert [len(each) for each in given] == [1]


@pytest.mark.parametrize(
    "statement",
    [
        lambda: select(Thing.word).distinct().order_by(Thing.word),
        lambda: select(Thing.lasts),
        lambda: select(Thing.weight),
    ],
)
def test_what_can_t_be_asked_like_this_is_refused(
    shelves: Session, statement: Callable[[], Select[Any]]
) -> None:
    with pytest.raises(TypeError):
        rows(shelves, Asked(statement(), {}))


def test_days_and_moments_are_read_as_such(shelves: Session) -> None:
    at = datetime(2026, 11, 30, 23, 59, 59, 999999, tzinfo=UTC)
    of = a_shelf(shelves, {"on": date(2026, 11, 30), "at": at})
    [[thing]] = rows(shelves, Asked(THINGS, {"of": of}))
    assert (thing.on, thing.at, thing.at.tzinfo) == (date(2026, 11, 30), at, UTC)


def test_json_of_some_rows_is_read_with_their_array(
    shelves: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also of the first few, which SQLite finds in a step of their own."""
    of = a_shelf(shelves, *({"figures": {"leg": n, "said": ["“\\"]}} for n in range(30)))
    some = select(Thing.figures).where(Thing.shelf_id == bindparam("of")).order_by(Thing.place)
    read, texts = json.loads, list[str]()
    monkeypatch.setattr(json, "loads", lambda text, **_: texts.append(text) or read(text))
    [found] = rows(shelves, Asked(some.limit(20), {"of": of}))
    assert found == [{"leg": n, "said": ["“\\"]} for n in range(20)]
    assert len(texts) == 1
