"""The sheet as a PDF: its pages, what stands on them, and that nothing typed ever refuses it."""

from dataclasses import replace
from time import process_time

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import AuditLine
from homecare.library.words import which_first
from homecare.programmes.plan import MOST_ADVICE, PlanItem
from homecare.programmes.sheet import Sheet, sheet_for
from homecare.programmes.sheet_pdf import STEPS, Reader, sheet_pdf
from homecare.rules.red_flags import Level, lines_for_anyone
from tests.library.photographs import photographed
from tests.make.people import NOW
from tests.make.programmes import Room, advice, item, make_plan, make_programme
from tests.typesetting.pdfs import facts_of, faults_of, words_of

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.any_database]

TODAY = NOW.date()
SIX = ("figure_four", "sciatic_slider", "glute_bridge", "bird_dog", "knee_rolls", "clam")
ADVICE = (
    advice("sitting", text="Get up at least every 30 minutes. " * 4),
    advice("bath", text="Leave out long hot baths. " * 5),
    advice("other", title="Keep moving", text="A short walk is better than a long rest. " * 4),
)


def sheet(session: Session, room: Room, codes: tuple[str, ...] = SIX, **changes: object) -> Sheet:
    """What is assigned for a week: these exercises and three pieces of advice."""
    items: tuple[PlanItem, ...] = tuple(item(room.library[code]) for code in codes)
    plan = make_plan(room.library, **{"items": items, "advice": ADVICE, **changes})
    make_programme(session, room.therapist, room.episode, plan)
    made = sheet_for(session, room.episode, TODAY, "scotland")
    assert made is not None
    return made


def reader(room: Room, name: str = "Zoe Adams", app: str | None = None) -> Reader:
    return Reader(name, room.practice, app)


def pages_of(pdf: bytes) -> int:
    return int(facts_of(pdf)["Pages"])


@pytest.mark.parametrize(("many", "pages"), [(1, 1), (2, 1), (3, 1), (4, 2), (5, 2), (6, 2)])
def test_up_to_three_exercises_are_one_page_and_six_are_two(
    session: Session, room: Room, many: int, pages: int
) -> None:
    pdf = sheet_pdf(sheet(session, room, SIX[:many]), reader(room))
    assert pages_of(pdf) == pages


def test_everything_a_client_needs_stands_on_it(session: Session, room: Room) -> None:
    made = sheet(session, room, note="Go gently in the first week.")
    words = " ".join(words_of(sheet_pdf(made, reader(room)), "-layout").split())
    for one in made.items:
        side = f", {which_first(one.exercise, one.side)}" if one.side else ""
        assert f". {one.exercise.name}{side}" in words
    assert "Bird dog, left side first" in words, "its last step is the other side"
    for said in ("Zoe Adams", "Stop if pain spreads", "Go gently in the first week.", "Leg pain",
                 "Keep moving", "Call 999", "call 111", room.practice.name):  # fmt: skip
        assert said in words


def test_the_signs_in_its_pictures_are_explained_and_no_others(
    session: Session, room: Room
) -> None:
    made = sheet(session, room, ("sphinx", "cat_cow"))
    said = " ".join(words_of(sheet_pdf(made, reader(room))).split())
    assert "hold it there" in said
    assert "you feel a stretch" in said
    assert "do it with this side" not in said
    own = photographed(session, room.therapist, many=1)
    made = sheet(session, room, items=(item(own, side="right"),))
    assert "In the pictures" not in words_of(sheet_pdf(made, reader(room)))


def test_photos_of_ones_own_are_printed_with_their_words(session: Session, room: Room) -> None:
    own = photographed(session, room.therapist, many=4, film="https://films.example/heel")
    plain = sheet_pdf(sheet(session, room, SIX[:2]), reader(room))
    items = (item(own, side="right"), item(room.library["clam"]))
    pdf = sheet_pdf(sheet(session, room, items=items), reader(room))
    assert pages_of(pdf) == 1
    assert facts_of(pdf)["Tagged"] == "yes"
    assert (plain.count(b"/DCTDecode"), pdf.count(b"/DCTDecode")) == (0, 1)  # four alike, kept once
    words = " ".join(words_of(pdf).split())
    assert "Photos are not turned to your side. Do it on your right side." in words
    assert "A film elsewhere: https://films.example/heel" in words


def test_every_red_flag_question_is_on_it_whole(session: Session, room: Room) -> None:
    # Read column by column, as it is selected.
    read = "".join(words_of(sheet_pdf(sheet(session, room), reader(room))).split())
    for level in (Level.EMERGENCY, Level.SAME_DAY, Level.GP):
        for question in lines_for_anyone(level):
            assert "".join(question.split()) in read


def test_it_says_what_to_call_in_the_practices_nation(session: Session, room: Room) -> None:
    make_programme(session, room.therapist, room.episode, make_plan(room.library))
    abroad = sheet_for(session, room.episode, TODAY, "other")
    assert abroad is not None
    words = " ".join(words_of(sheet_pdf(abroad, reader(room))).split())
    assert "your local emergency number" in words
    assert "999" not in words


@pytest.mark.parametrize("large", [False, True])
def test_a_checker_finds_no_fault_and_its_pictures_say_what_they_show(
    session: Session, room: Room, large: bool
) -> None:
    pdf = sheet_pdf(sheet(session, room), reader(room, app="https://x.example/today"), large=large)
    assert facts_of(pdf)["Tagged"] == "yes"
    assert faults_of(pdf) == []


def test_large_print_is_longer_and_no_page_ends_with_a_heading(
    session: Session, room: Room
) -> None:
    made = sheet(session, room)
    plain, large = (sheet_pdf(made, reader(room), large=how) for how in (False, True))
    assert pages_of(large) > pages_of(plain)
    headings = {"Your therapist’s advice", "Your week", "If something feels wrong"} | {
        one.title for one in made.help
    }
    for pdf in (plain, large):
        for page in words_of(pdf, "-layout").split("\f")[:-1]:
            lines = [line for line in page.splitlines() if line.strip()]
            assert lines[-1].strip().startswith("Zoe Adams, from")  # the foot
            assert lines[-2].strip() not in headings


def test_no_name_and_no_words_refuse_it_or_leave_anything_out(session: Session, room: Room) -> None:
    long = "Maximiliana-Alexandra Featherstonehaugh-Cholmondeley " * 2 + "张伟 བོད"
    wordy = tuple(advice("other", title=f"Number {n}", text="Words. " * 140)
                  for n in range(MOST_ADVICE))  # fmt: skip
    made = sheet(session, room, advice=wordy, note='#panic("x") <b> $x$ ' + "W" * 300)
    pdf = sheet_pdf(made, reader(room, long))
    assert faults_of(pdf) == []
    words = words_of(pdf)
    assert all(f"Number {n}" in words for n in range(MOST_ADVICE))
    assert '#panic("x") <b>' in words


def test_it_is_set_within_half_a_second(session: Session, room: Room) -> None:
    made = sheet(session, room)
    sheet_pdf(made, reader(room))  # fonts are read once
    longest = replace(made, good_sign="Another sentence, so that nothing is known from before.")
    began = process_time()
    sheet_pdf(longest, reader(room))
    assert process_time() - began < 0.5


def test_the_closest_setting_has_no_words_under_nine_points() -> None:
    assert min(step.size for step in STEPS) == 9


def test_a_therapist_opens_it_and_it_is_written_down(
    therapist: FlaskClient, session: Session, room: Room
) -> None:
    address = f"/clients/{room.client.id}/sheet"
    assert therapist.get(f"{address}.pdf").location == address
    make_programme(session, room.therapist, room.episode, make_plan(room.library))
    page = therapist.get(address).text
    assert f"{address}.pdf" in page
    assert f"{address}.pdf?large=1" in page
    assert f"{address}.pdf" in therapist.get(f"/clients/{room.client.id}").text
    answer = therapist.get(f"{address}.pdf")
    assert answer.content_type == "application/pdf"
    assert "Knee rolls" in words_of(answer.data)
    assert "on your phone" not in words_of(answer.data)  # nobody signs in for this client
    seen = session.scalars(select(AuditLine.subject).where(AuditLine.action == "client.view"))
    assert list(seen).count("sheet") == 2
