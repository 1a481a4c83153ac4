"""The programme builder, as a therapist uses it and as others meet it."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from homecare.flags.models import Flag
from homecare.library.drawing.figure import title_of_pose
from homecare.mail.models import OutboxMail
from homecare.programmes import queries
from tests.desk.programme.builder import address, newest, send, typed
from tests.make.people import (
    NOW,
    csrf_token,
    make_client_login,
    make_practice,
    make_therapist,
    signed_in,
)
from tests.make.programmes import Room, advice, item, make_library, make_plan, make_programme

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.any_database]

TODAY = NOW.date()


def test_the_first_visit_offers_the_templates(therapist: FlaskClient, room: Room) -> None:
    page = therapist.get(address(room)).text
    for name in ("First days", "Building up", "Keeping well", "empty programme"):
        assert name in page


def test_after_a_change_the_open_flag_is_closed_with_one_tap(
    app: Flask, session: Session, therapist: FlaskClient, room: Room
) -> None:
    flag = Flag(
        practice_id=room.episode.practice_id, client_id=room.client.id, episode_id=room.episode.id,
        kind="stalled", proposes="visit", status="open", raised_on=TODAY,
        raised_at=NOW - timedelta(hours=1), reasons=[], figures={}, rule_version="1",
    )  # fmt: skip
    session.add(flag)
    session.commit()
    send(therapist, room, typed(make_plan(room.library)))
    page = therapist.get(address(room)).text
    assert "You changed the programme today, 09:00; the flag is still open." in page
    assert "That was my answer" in page
    make_therapist(session, room.practice, "olga@homecare.example", "Olga Other")
    theirs = signed_in(app, "olga@homecare.example").get(address(room)).text
    assert "Theo Therapist changed the programme today, 09:00; the flag is still open." in theirs
    assert "That was my answer" not in theirs
    hidden = {"act-version": str(flag.version), "act-what": "change_programme"}
    for name, value in hidden.items():
        assert f'name="{name}" value="{value}"' in page
    token = csrf_token(therapist, address(room))
    therapist.post(f"/flags/{flag.id}/act", data={**hidden, "csrf_token": token})
    session.expire_all()
    assert session.get_one(Flag, flag.id).status == "acted"
    assert "the flag is still open" not in therapist.get(address(room)).text


def test_a_template_is_assigned_as_it_comes(
    therapist: FlaskClient, room: Room, session: Session
) -> None:
    page = therapist.get(f"{address(room)}?start=building_up").text
    assert "Save as version 1" in page
    assert "Bridge" in page
    answer = send(therapist, room, typed(make_plan(room.library)))
    assert answer.status_code == 302
    assert "Version 1 is saved and starts today" in therapist.get(answer.location).text
    assert [row.line for row in newest(session, room).items] == ["knee_rolls:-", "glute_bridge:-"]


def test_the_preview_says_what_changes_and_stores_nothing(
    therapist: FlaskClient, room: Room, session: Session
) -> None:
    plan = make_plan(room.library)
    make_programme(session, room.therapist, room.episode, plan)
    page = send(therapist, room, typed(plan, 1, items__1__sets="3"), "preview")
    assert "Bridge: 2 sets → 3 sets" in page.text
    assert newest(session, room).number == 1


def test_a_fifth_exercise_is_met_with_a_word_of_caution(therapist: FlaskClient, room: Room) -> None:
    codes = ("clam", "bird_dog", "cat_cow", "sphinx", "knee_rolls")
    five = make_plan(room.library, items=tuple(item(room.library[code]) for code in codes))
    page = send(therapist, room, typed(five), "preview").text
    assert "fewer than four are easier to keep up" in page


@pytest.mark.both_databases
def test_days_dose_side_and_flare_up_are_stored_as_chosen(
    therapist: FlaskClient, room: Room, session: Session
) -> None:
    form = typed(make_plan(room.library, items=(item(room.library["clam"]),)))
    form.setlist("items-0-days", ["0", "3"])
    changes = {"side": "both", "sets": "3", "reps": "8", "in_flare": "y", "note": "Slowly"}
    for name, value in changes.items():
        form[f"items-0-{name}"] = value
    send(therapist, room, form)
    clam = newest(session, room).items[0]
    assert (clam.line, clam.sets, clam.reps, clam.days) == ("clam:both", 3, 8, 0b1001)
    assert (clam.in_flare, clam.note) == (True, "Slowly")


def test_rows_move_come_and_go_and_keep_what_was_typed(therapist: FlaskClient, room: Room) -> None:
    form = typed(make_plan(room.library), items__1__sets="many")
    page = send(therapist, room, form.copy(), "up-items-1").text
    assert page.index("Exercise 1: Bridge") < page.index("Exercise 2: Knee rolls")
    assert 'value="many"' in page
    page = send(therapist, room, form.copy(), "remove-items-0").text
    assert "Exercise 1: Bridge" in page
    assert "Exercise 2" not in page
    # A picture is a button of its own: what it sends says nothing else to do.
    form["add_exercise"], form["find"] = str(room.library["clam"].id), "hip"
    form["csrf_token"] = csrf_token(therapist, f"{address(room)}?start=empty")
    page = therapist.post(address(room), data=form).text
    assert "Exercise 3: Clam" in page
    assert 'value="many"' in page
    assert 'value="hip"' not in page  # what was found is not looked for again


def test_an_exercise_is_chosen_by_its_picture_on_the_sore_side(
    therapist: FlaskClient, room: Room
) -> None:
    page = therapist.get(f"{address(room)}?start=empty").text
    assert title_of_pose("figure_four", "left") in page
    for exercise in room.library.values():
        assert f'name="add_exercise" value="{exercise.id}"' in page


def test_without_scripts_words_narrow_the_pictures_and_keep_what_was_typed(
    therapist: FlaskClient, room: Room
) -> None:
    form = typed(make_plan(room.library), items__1__sets="many", find="slider CHAIR")
    page = send(therapist, room, form, "find").text
    assert f'name="add_exercise" value="{room.library["seated_slider"].id}"' in page
    assert f'name="add_exercise" value="{room.library["clam"].id}"' not in page
    assert "1 exercise<" in page
    assert 'value="many"' in page


def test_advice_comes_from_the_library_with_an_end_date(
    therapist: FlaskClient, room: Room, session: Session
) -> None:
    page = therapist.get(f"{address(room)}?start=first_days").text
    until = TODAY + timedelta(days=28)
    assert f'value="{until.isoformat()}"' in page
    assert "No long hot baths for now" in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("items-0-sets", "0", "from 1 to 10"),
        ("items-0-sets", "lots", "from 1 to 10"),
        ("items-0-reps", "51", "from 1 to 50"),
        ("items-0-hold_seconds", "9" * 400, "from 1 to 300"),
        ("items-0-times_a_day", "", "from 1 to 8"),
        ("items-0-exercise_id", "not an id", "from your library"),
        ("items-0-side", "left", "has no sides"),
        ("items-0-note", "x" * 301, "under 300"),
        ("items-0-days", "9", "Choose from these."),
        ("starts_on", "2026-03-01", "Choose 02/03/2026 or later"),
        ("starts_on", "soon", "Write a day"),
        ("flare_hours", "2", "Choose one of these."),
        ("advice-0-until", "2026-02-01", "or a later day"),
        ("advice-0-until", "", "Choose the last day"),
        ("advice-0-limit_minutes", "1", "from 5 to 240"),
        ("advice-0-kind", "moon", "sitting, bath or other"),
        ("advice-0-text", "", "Write the advice"),
    ],
)
def test_bad_input_is_answered_at_its_field_and_kept(
    therapist: FlaskClient, room: Room, field: str, value: str, words: str
) -> None:
    form = typed(make_plan(room.library))
    form[field] = value
    answer = send(therapist, room, form)
    assert answer.status_code == 422
    assert words in answer.text
    assert "Get up and move" in answer.text or field == "advice-0-text"


def test_a_post_with_nothing_in_it_is_an_error_and_no_crash(
    therapist: FlaskClient, room: Room
) -> None:
    answer = send(therapist, room, MultiDict())
    assert answer.status_code == 422
    nonsense = MultiDict({"items-x-y": "1", "items-99999-sets": "2", "advice-0-until": "x"})
    assert send(therapist, room, nonsense).status_code == 422
    assert send(therapist, room, nonsense, "down-items-77").status_code == 200


def test_another_practices_exercise_is_an_error_at_the_field(
    therapist: FlaskClient, room: Room, session: Session
) -> None:
    elsewhere, _owner = make_practice(session, "Elsewhere", "owner@elsewhere.example")
    foreign = make_library(session, elsewhere)
    form = typed(make_plan(room.library), items__0__exercise_id=str(foreign["clam"].id))
    answer = send(therapist, room, form)
    assert answer.status_code == 422
    assert "from your library" in answer.text
    assert queries.versions_of(session, room.episode.id) == []


@pytest.mark.both_databases
def test_a_colleagues_newer_version_is_shown_before_it_is_replaced(
    therapist: FlaskClient, room: Room, session: Session
) -> None:
    plan = make_plan(room.library)
    make_programme(session, room.therapist, room.episode, plan)
    colleague = make_therapist(session, room.practice, "cole@homecare.example", "Cole League")
    make_programme(session, colleague, room.episode, make_plan(room.library, advice=()))
    answer = send(therapist, room, typed(plan, 1, note="Kept words"))
    assert answer.status_code == 409
    assert "Cole League saved version 2" in answer.text
    assert "Kept words" in answer.text
    assert "Added advice: About sitting" in answer.text
    assert newest(session, room).number == 2
    assert send(therapist, room, typed(plan, 2, note="Kept words")).status_code == 302


def test_saving_what_is_there_already_makes_no_version_and_no_mail(
    therapist: FlaskClient, room: Room, session: Session
) -> None:
    make_client_login(session, room.practice, room.client.id)
    plan = make_plan(room.library)
    make_programme(session, room.therapist, room.episode, plan)
    answer = send(therapist, room, typed(plan, 1))
    assert "Nothing was changed" in therapist.get(answer.location).text
    assert newest(session, room).number == 1
    assert session.scalars(select(OutboxMail)).all() == []


def test_a_planned_version_is_pointed_out(
    therapist: FlaskClient, room: Room, session: Session
) -> None:
    plan = make_plan(room.library)
    make_programme(session, room.therapist, room.episode, plan)
    make_programme(session, room.therapist, room.episode, plan, starts_on=TODAY + timedelta(days=9))
    assert "Version 2 starts on 11 March 2026" in therapist.get(address(room)).text


def test_ended_advice_is_not_carried_on(
    therapist: FlaskClient, room: Room, session: Session
) -> None:
    plan = make_plan(room.library, advice=(advice("bath", until=TODAY - timedelta(days=3)),))
    make_programme(session, room.therapist, room.episode, plan, NOW - timedelta(days=10))
    page = therapist.get(address(room)).text
    assert 'name="advice-0-until"' not in page


@pytest.mark.parametrize("start", ["no_such_template", "77", "%F0%9F", "x" * 900])
def test_a_start_that_does_not_exist_is_not_found(
    therapist: FlaskClient, room: Room, start: str
) -> None:
    assert therapist.get(f"{address(room)}?start={start}").status_code == 404


def test_one_that_was_meant_for_another_client_is_saved_empty_and_every_page_bears_it(
    therapist: FlaskClient, room: Room, session: Session
) -> None:
    empty = make_plan(room.library, items=())
    assert "Add at least one exercise." in send(therapist, room, typed(empty)).text
    send(therapist, room, typed(make_plan(room.library)))
    assert "then nothing is due" in therapist.get(f"{address(room)}?start=empty").text
    send(therapist, room, typed(empty, 1))
    assert newest(session, room).items == []
    session.rollback()
    record = f"/clients/{room.client.id}"
    assert "No exercises: nothing is due." in therapist.get(record).text
    for page in ("/sheet", "/sheet.pdf", "/diary", "/week", "/timeline", "/record.pdf"):
        assert therapist.get(f"{record}{page}").status_code == 200, page
    assert "Start from version 1" in therapist.get(address(room)).text
