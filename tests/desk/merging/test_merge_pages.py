"""Two records side by side, merged and parted by a therapist with the pages alone."""

import re
from datetime import date

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.clients.episodes.discharge import discharge
from homecare.clients.merged.models import RecordMerge
from homecare.clients.models import Client, Episode
from homecare.clients.operations import record_visit
from homecare.flags.queries import live_flag
from tests.desk.browsing import INTAKE, error_at, look_again, of, send
from tests.desk.merging.pages import merge_page, press, undo
from tests.make.diary import Care
from tests.make.flags import answer, at, on
from tests.make.merges import Twice, make_twice
from tests.make.people import acting, signed_in


def test_both_are_seen_side_by_side_before_anything_happens(
    desk: FlaskClient, twice: Twice
) -> None:
    page = desk.get(of(twice.care.client.id, "/merge")).text
    assert f"/merge/{twice.other.id}" in page
    page = desk.get(merge_page(twice)).text
    for said in ("07700 900123", "07700 900999", "Which care goes on?", "What will happen"):
        assert said in page
    assert "Are these two people?" not in page


def test_a_record_with_the_same_telephone_or_address_is_found_at_once(
    session: Session, desk: FlaskClient, twice: Twice
) -> None:
    page = of(twice.care.client.id, "/merge")
    twice.other.name, twice.other.date_of_birth = "Wren Oakes", date(1971, 1, 1)
    session.commit()
    assert "Nobody else here has the same name, telephone or email address." in desk.get(page).text
    twice.other.telephone = twice.care.client.telephone.replace(" ", "")
    session.commit()
    assert f"/merge/{twice.other.id}" in desk.get(page).text
    twice.other.telephone, twice.other.email = "07700 900999", twice.care.client.email
    session.commit()
    shown = desk.get(page).text
    assert f"/merge/{twice.other.id}" in shown
    assert "the same email address" in shown
    assert 'name="who" value=""' in shown


def test_two_people_without_address_or_telephone_are_not_alike_by_that(
    session: Session, desk: FlaskClient, twice: Twice
) -> None:
    twice.other.name, twice.other.date_of_birth = "Wren Oakes", date(1971, 1, 1)
    for client in (twice.care.client, twice.other):
        client.email, client.telephone = None, ""
    session.commit()
    assert f"/merge/{twice.other.id}" not in desk.get(of(twice.care.client.id, "/merge")).text


def test_merged_seen_and_undone(session: Session, desk: FlaskClient, twice: Twice) -> None:
    answer = press(desk, twice, telephone="duplicate")
    assert answer.location == of(twice.care.client.id)
    page = desk.get(answer.location).text
    assert "Theo Therapist merged another record into this one" in page
    assert "Not taken: telephone 07700 900123." in page
    look_again(session)
    assert twice.care.client.telephone == "07700 900999"
    answer = undo(desk, twice)
    assert answer.location == of(twice.other.id)
    assert desk.get(answer.location).status_code == 200
    look_again(session)
    assert twice.care.client.telephone == "07700 900123"
    assert "The merge of two records was undone" in desk.get(of(twice.other.id, "/timeline")).text


def test_after_a_day_nothing_offers_to_undo_it(
    desk: FlaskClient, twice: Twice, clock: time_machine.Traveller
) -> None:
    press(desk, twice)
    page = desk.get(of(twice.care.client.id)).text
    named = re.search(r'name="merge" value="([^"]*)"', page)
    assert named is not None
    clock.move_to(at(11.1))
    here = of(twice.care.client.id)
    assert "Undo the merge" not in desk.get(here).text
    send(desk, f"{here}/merge/undo", here, merge=named[1])
    assert "these are over" in desk.get(here).text


def test_what_is_not_chosen_is_asked_for_and_what_was_chosen_stays(
    session: Session, desk: FlaskClient, twice: Twice
) -> None:
    refused = press(desk, twice, goes_on="", telephone="duplicate")
    assert refused.status_code == 422
    assert "Choose which goes on" in error_at(refused, "goes_on")
    assert re.search(r'name="telephone"[^>]*value="duplicate" checked', refused.text)
    assert session.scalars(select(RecordMerge)).all() == []


def test_a_red_flag_answer_is_cleared_first_or_goes_on(
    session: Session, desk: FlaskClient, twice: Twice
) -> None:
    answer(session, twice.care, "bladder", day=5)
    refused = press(desk, twice, goes_on="duplicate")
    assert "clear the answer first" in error_at(refused, "goes_on")
    assert press(desk, twice, goes_on="keeper").status_code == 302
    assert "Red flag: the exercises are stopped" in desk.get(of(twice.care.client.id)).text


def test_what_speaks_for_two_people_is_said_first(
    session: Session, desk: FlaskClient, care: Care
) -> None:
    twins = make_twice(session, care, day=3, date_of_birth=date(1980, 5, 5), name="Kim Reed")
    page = desk.get(merge_page(twins)).text
    assert "The dates of birth differ" in page
    assert "The names differ" in page


def test_somebody_changed_one_of_them_meanwhile(
    session: Session, desk: FlaskClient, twice: Twice
) -> None:
    twice.other.gp = "Dr Hale"
    session.commit()
    answer = send(desk, merge_page(twice), seen="1.1", goes_on="duplicate")
    assert answer.status_code == 422
    assert "Somebody changed one of the two records meanwhile" in answer.text
    assert "Dr Hale" in answer.text
    again = re.search(r'name="seen"[^>]*value="([^"]*)"', answer.text)
    assert again is not None
    answer = send(desk, merge_page(twice), seen=again[1], goes_on="duplicate")
    assert answer.status_code == 302


def test_pressed_twice_is_merged_once(session: Session, desk: FlaskClient, twice: Twice) -> None:
    press(desk, twice)
    again = send(desk, merge_page(twice), of(twice.care.client.id), seen="1.1", goes_on="keeper")
    assert again.location == of(twice.care.client.id)
    other_way = of(twice.other.id, f"/merge/{twice.care.client.id}")
    assert desk.get(other_way, follow_redirects=True).request.path == of(twice.care.client.id)
    assert desk.get(of(twice.care.client.id)).status_code == 200
    assert len(session.scalars(select(RecordMerge)).all()) == 1


def test_a_record_that_was_merged_elsewhere_is_looked_for_there(
    session: Session, desk: FlaskClient, twice: Twice
) -> None:
    third = make_twice(session, twice.care, day=3)
    press(desk, twice)
    answer = desk.get(of(third.other.id, f"/merge/{twice.other.id}"))
    assert answer.location == of(third.other.id, f"/merge/{twice.care.client.id}")


def test_undone_twice_is_undone_once(desk: FlaskClient, twice: Twice) -> None:
    press(desk, twice)
    undo(desk, twice)
    assert undo(desk, twice).location == of(twice.care.client.id)
    assert "There is no merge to undo" in desk.get(of(twice.care.client.id)).text


@pytest.mark.parametrize(
    "part", ["", "/edit", "/timeline", "/diary", "/week", "/invitation", "/merge", "/programme"]
)
def test_an_old_address_leads_to_the_one_record(desk: FlaskClient, twice: Twice, part: str) -> None:
    press(desk, twice)
    answer = desk.get(of(twice.other.id, part) + "?about=visits")
    assert answer.location == of(twice.care.client.id, part) + "?about=visits"


def test_what_was_typed_on_an_old_page_is_stored_in_the_one_record(
    session: Session, desk: FlaskClient, twice: Twice
) -> None:
    press(desk, twice)
    answer = send(
        desk, of(twice.other.id, "/visits"), of(twice.care.client.id), on=str(on(9)), note="Typed"
    )
    assert (answer.status_code, answer.location) == (307, of(twice.care.client.id, "/visits"))


def test_nothing_is_ended_from_an_old_page(
    session: Session, desk: FlaskClient, twice: Twice
) -> None:
    press(desk, twice)
    answer = send(desk, of(twice.other.id, "/discharge"), of(twice.care.client.id), ended="better")
    assert (answer.status_code, answer.location) == (302, of(twice.care.client.id))
    look_again(session)
    assert twice.care.episode.closed_at is None


def test_a_merged_record_is_in_no_list(desk: FlaskClient, twice: Twice) -> None:
    press(desk, twice)
    address = of(twice.other.id)
    for page in ("/caseload?whose=all", "/caseload?q=Reed", "/caseload?whose=discharged"):
        assert address not in desk.get(page).text
    fresh = {**INTAKE, "name": "Sam Reed", "date_of_birth": "1980-05-04"}
    warned = send(desk, "/clients/new", **fresh)
    assert of(twice.care.client.id) in warned.text
    assert address not in warned.text
    assert desk.get("/caseload.csv").text.count("Sam Reed") == 1


def test_two_records_that_are_known_already_are_merged_from_the_warning(
    desk: FlaskClient, twice: Twice
) -> None:
    warned = send(desk, "/clients/new", **{**INTAKE, "name": "Sam Reed",
                                           "date_of_birth": "1980-05-04"})  # fmt: skip
    assert merge_page(twice) in warned.text


def test_everything_stands_once_on_the_timeline(
    session: Session, desk: FlaskClient, twice: Twice
) -> None:
    for episode, note in ((twice.care.episode, "treated-one"), (twice.again, "treated-two")):
        record_visit(acting(session, twice.care.therapist, at(4)), episode, on(4), note)
    session.commit()
    before = audited(desk, twice)
    press(desk, twice)
    said = desk.get(of(twice.care.client.id, "/timeline")).text
    assert (said.count("treated-one"), said.count("treated-two")) == (1, 1)
    assert said.count("Two records of one person were merged") == 1
    assert said.count("Discharged") == before + 1


def audited(desk: FlaskClient, twice: Twice) -> int:
    pages = (desk.get(of(client.id, "/timeline")).text for client in
             (twice.care.client, twice.other))  # fmt: skip
    return sum(page.count("Discharged") for page in pages)


def test_earlier_care_of_the_other_record_is_read_in_full(
    session: Session, app: Flask, desk: FlaskClient, twice: Twice
) -> None:
    press(desk, twice)
    kept = twice.care.client.id
    page = desk.get(of(kept)).text
    assert "Earlier care" in page
    assert desk.get(of(kept, f"/episodes/{twice.again.id}")).status_code == 200
    mine = signed_in(app, "client@homecare.example")
    assert mine.get(f"/progress/{twice.again.id}").status_code == 200
    assert f"/progress/{twice.again.id}" in mine.get("/progress").text


def test_the_audit_trail_names_both_in_words(app: Flask, desk: FlaskClient, twice: Twice) -> None:
    press(desk, twice)
    owner = signed_in(app, "owner@homecare.example")
    said = owner.get("/practice/audit").text
    assert "Merged another record of the same person into one" in said
    assert "Merged a record into another one of the same person" in said


def test_a_person_of_another_practice_sees_nothing(
    session: Session, desk: FlaskClient, twice: Twice
) -> None:
    assert desk.get(of(twice.care.client.id, f"/merge/{twice.care.episode.id}")).status_code == 404
    assert session.scalars(select(Client.merged_into)).all() == [None, None]


def test_undoing_it_does_not_take_away_what_the_client_was_told(
    session: Session, app: Flask, desk: FlaskClient, twice: Twice
) -> None:
    assert press(desk, twice, goes_on="duplicate").status_code == 302
    mine = signed_in(app, "client@homecare.example")
    send(mine, "/red-flags", yes="saddle_numbness")
    assert "Get help now" in mine.get("/today").text
    assert "stands in both records" in desk.get(of(twice.care.client.id)).text
    undo(desk, twice)
    assert "Get help now" in mine.get("/today").text
    for client in (twice.care.client, twice.other):
        assert "Red flag: the exercises are stopped" in desk.get(of(client.id)).text
    assert "was told: Get help now." in flag_page(session, desk, twice.care.episode)
    assert "now: Get help now." in flag_page(session, desk, twice.again)


def flag_page(session: Session, desk: FlaskClient, episode: Episode) -> str:
    look_again(session)
    flag = live_flag(session, episode.id)
    assert flag is not None
    return desk.get(f"/flags/{flag.id}").text


def test_where_her_answer_would_stand_nowhere_it_leads_to_the_flag(
    session: Session, app: Flask, desk: FlaskClient, twice: Twice
) -> None:
    discharge(acting(session, twice.care.therapist, at(9)), twice.care.episode, ended="better")
    session.commit()
    assert press(desk, twice).status_code == 302
    mine = signed_in(app, "client@homecare.example")
    send(mine, "/red-flags", yes="saddle_numbness")
    undo(desk, twice)
    page = desk.get(of(twice.care.client.id)).text
    assert "Speak with them and clear it first, then undo the merge." in page
    assert re.search(r'href="/flags/[^"]+">Look at the answers<', page)
    assert "Undo the merge" in page
    assert "Get help now" in mine.get("/today").text
