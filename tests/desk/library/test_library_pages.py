"""The library and the templates, as a therapist reads them."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import AuditLine
from homecare.library.catalogue.exercises import EXERCISES
from homecare.library.models import Exercise, Template
from tests.make.people import NOW, csrf_token, make_practice, signed_in
from tests.make.programmes import Room, make_library


@pytest.fixture
def library(session: Session) -> dict[str, Exercise]:
    practice, _owner = make_practice(session)
    return make_library(session, practice)


@pytest.fixture
def owner(app: Flask, library: dict[str, Exercise]) -> FlaskClient:
    return signed_in(app, "owner@homecare.example")


def test_the_library_shows_every_exercise_with_its_picture(
    owner: FlaskClient, library: dict[str, Exercise]
) -> None:
    page = owner.get("/library").text
    assert f"{len(EXERCISES)} exercises" in page
    assert page.count('class="fig"') == len(EXERCISES)
    for exercise in library.values():
        assert exercise.name.replace("'", "&#39;") in page


def test_the_page_draws_the_easier_and_the_harder_way(
    owner: FlaskClient, library: dict[str, Exercise], session: Session
) -> None:
    slide = owner.get(f"/library/{library['heel_slide'].id}").text
    assert "<title>The heel drawn in only half way</title>" in slide
    assert "<title>The heel drawn in just above the floor</title>" in slide
    leads_to = f'<a href="/library/{library["prone_press_up"].id}">'
    sphinx = f"/library/{library['sphinx'].id}"
    assert leads_to in owner.get(sphinx).text
    library["prone_press_up"].archived_at = NOW
    session.commit()
    assert leads_to not in owner.get(sphinx).text


@pytest.mark.parametrize(
    ("typed", "found", "missed"),
    [
        ("buttock chair", "Seated buttock stretch", "Bridge"),
        ("NERVE", "Nerve slider, lying", "Sphinx"),
        ("stenosis", "Sphinx", "Clam"),
        ("towel", "Hamstring stretch with a towel", "Clam"),
    ],
)
def test_words_narrow_the_library_and_stay_typed(
    owner: FlaskClient, typed: str, found: str, missed: str
) -> None:
    page = owner.get("/library", query_string={"search": typed}).text
    assert f"<strong>{found}</strong>" in page
    assert f"<strong>{missed}</strong>" not in page
    assert f'value="{typed}"' in page
    assert "Show all" in page


def test_nothing_found_is_said_and_what_was_typed_is_only_text(owner: FlaskClient) -> None:
    page = owner.get("/library", query_string={"search": '"><b>zz'}).text
    assert "0 exercises" in page
    assert "Nothing found" in page
    assert "<b>zz" not in page


def test_an_exercise_says_easier_harder_and_what_it_needs(
    owner: FlaskClient, library: dict[str, Exercise]
) -> None:
    page = owner.get(f"/library/{library['seated_piriformis'].id}").text
    for words in ("Stay upright, and press", "Lean further", "A firm chair", "Strain in the knee"):
        assert words in page
    assert page.count("data-moves data-picture=") == 2
    assert "data-moves" not in owner.get(f"/library/{library['prone_lying'].id}").text


def test_filters_narrow_the_library_and_stay_chosen(owner: FlaskClient) -> None:
    page = owner.get("/library?position=kneeling&bias=neutral").text
    assert "Bird dog" in page
    assert "Sphinx" not in page
    assert '<option value="kneeling" selected>' in page


@pytest.mark.parametrize("query", ["position=moon", "area=%F0%9F", "bias=" + "x" * 2000])
def test_a_filter_that_fits_nothing_says_so(owner: FlaskClient, query: str) -> None:
    answer = owner.get(f"/library?{query}")
    assert answer.status_code == 200
    assert "Nothing found" in answer.text


def test_an_exercise_is_told_whole_with_both_sides(
    owner: FlaskClient, library: dict[str, Exercise]
) -> None:
    clam = library["clam"]
    page = owner.get(f"/library/{clam.id}").text
    for words in (clam.feel, clam.stop, clam.caution, "2 sets of 10; once a day"):
        assert words in page
    assert page.count('class="fig"') == 3  # and the easier way


def test_another_practices_exercise_is_not_found(owner: FlaskClient, session: Session) -> None:
    elsewhere, _owner = make_practice(session, "Elsewhere", "owner@elsewhere.example")
    foreign = make_library(session, elsewhere)
    assert owner.get(f"/library/{foreign['clam'].id}").status_code == 404


@pytest.mark.parametrize(
    ("query", "found", "missed"),
    [
        ("needs=a+chair", "Seated buttock stretch", "Clam"),
        ("needs=a+towel+or+a+belt", "Hamstring stretch with a towel", "Bridge"),
        ("spare=spinal+stenosis", "Clam", "Sphinx"),
        ("spare=sore+knees&position=kneeling", "Bird dog", "Cat and cow"),
        ("needs=a+rocket", "", "Clam"),
        ("spare=nothing+known", "Clam", "Nobody’s exercise"),
    ],
)
def test_the_library_is_narrowed_by_things_at_hand_and_by_what_asks_for_care(
    owner: FlaskClient, query: str, found: str, missed: str
) -> None:
    page = owner.get(f"/library?{query}").text
    assert f"<strong>{found}</strong>" in page or not found
    assert f"<strong>{missed}</strong>" not in page


def press(owner: FlaskClient, exercise: Exercise, what: str, **more: str) -> str:
    data = {"csrf_token": csrf_token(owner, "/library"), **more}
    owner.post(f"/library/{exercise.id}/{what}", data=data)
    return owner.get("/library").text


def test_a_favourite_stands_first_for_the_practice_until_it_no_longer_does(
    owner: FlaskClient, library: dict[str, Exercise], session: Session
) -> None:
    plank = library["standing_extension"]
    page = press(owner, plank, "favourite", favourite="yes")
    assert "“Standing back bend” stands first now." in page
    assert page.index("<h2>Favourites") < page.index("<strong>Standing") < page.index("<h2>Kneel")
    assert page.count("<strong>Standing back bend") == 1
    page = press(owner, plank, "favourite", favourite="no")
    assert "Favourites" not in owner.get("/library").text
    done = session.scalars(select(AuditLine.action).where(AuditLine.subject == str(plank.id)))
    assert list(done) == ["exercise.favourite"] * 2


def test_what_is_out_of_use_is_offered_nowhere_and_comes_back(
    owner: FlaskClient, library: dict[str, Exercise]
) -> None:
    sphinx = library["sphinx"]
    page = press(owner, sphinx, "archive")
    assert f"{len(EXERCISES) - 1} exercises" in page
    assert page.index("Out of use") < page.rindex("Sphinx")
    assert "Use again" in owner.get(f"/library/{sphinx.id}").text
    assert f"{len(EXERCISES)} exercises" in press(owner, sphinx, "restore")


def test_a_template_keeps_an_exercise_that_went_out_of_use(
    therapist: FlaskClient, room: Room
) -> None:
    rolls = room.library["knee_rolls"]
    press(therapist, rolls, "archive")
    page = therapist.get(f"/clients/{room.client.id}/programme?start=first_days").text
    assert "Unknown exercise" not in page
    assert f'name="add_exercise" value="{rolls.id}"' not in page


def test_templates_list_their_exercises_and_advice(owner: FlaskClient) -> None:
    page = owner.get("/templates").text
    for words in ("First days", "Building up", "Keeping well", "No long hot baths for now"):
        assert words in page


def test_a_template_goes_out_of_use_and_comes_back(owner: FlaskClient, session: Session) -> None:
    template = session.scalars(select(Template).where(Template.code == "first_days")).one()
    token = {"csrf_token": csrf_token(owner, "/templates")}
    owner.post(f"/templates/{template.id}/archive", data=token)
    said, page = owner.get("/templates").text, owner.get("/templates").text
    assert "“First days” is out of use." in said
    assert page.index("First days") > page.index("Out of use")
    owner.post(f"/templates/{template.id}/restore", data=token)
    assert "Out of use" not in owner.get("/templates").text
