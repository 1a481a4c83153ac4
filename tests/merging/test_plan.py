"""What becomes of two records, as a table: whose care goes on, what is refused, what is taken."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from homecare.merging import plan
from homecare.merging.plan import BOTH, Choices, Holds, OpenCare, Pair

A, B, ANN, BEN = (UUID(int=number) for number in range(1, 5))
ONSET = date(2026, 2, 1)
CALM = OpenCare(A, ONSET)
RED = OpenCare(B, ONSET, answers_stand=True)
URGENT = OpenCare(B, ONSET, cannot_wait=True)
SAID: dict[str, Any] = {
    "name": "Sam Reed",
    "date_of_birth": date(1980, 5, 4),
    "telephone": "07700 900123",
    "email": None,
    "gp": "",
    "medicines": "",
    "therapist_id": ANN,
}


def holds(care: OpenCare | None = None, person: UUID | None = None, **said: Any) -> Holds:
    return Holds({**SAID, **said}, care=care, person=person)


def pair(ours: OpenCare | None = None, theirs: OpenCare | None = None) -> Pair:
    return Pair(holds(ours), holds(theirs))


@pytest.mark.parametrize(
    ("ours", "theirs", "chosen", "goes_on", "ends"),
    [
        (None, None, "", "", None),
        (CALM, None, "", "keeper", None),
        (None, RED, "", "duplicate", None),
        (None, URGENT, "keeper", "duplicate", None),
        (CALM, CALM, "keeper", "keeper", CALM),
        (CALM, RED, "duplicate", "duplicate", CALM),
        (URGENT, CALM, "keeper", "keeper", CALM),
    ],
)
def test_whose_care_goes_on_and_which_ends(
    ours: OpenCare | None, theirs: OpenCare | None, chosen: str, goes_on: str, ends: OpenCare | None
) -> None:
    choices = Choices(chosen)
    assert plan.problems_of(pair(ours, theirs), choices) == {}
    assert plan.going_on(pair(ours, theirs), choices) == goes_on
    assert plan.ending(pair(ours, theirs), choices) == ends


@pytest.mark.parametrize(
    ("ours", "theirs", "chosen", "said"),
    [
        (CALM, CALM, "", plan.CHOOSE_CARE),
        (CALM, CALM, "neither", plan.CHOOSE_CARE),
        (CALM, RED, "keeper", plan.CLEAR_FIRST),
        (RED, CALM, "duplicate", plan.CLEAR_FIRST),
        (RED, RED, "keeper", plan.CLEAR_FIRST),
        (CALM, URGENT, "keeper", plan.DECIDE_FIRST),
    ],
)
def test_nothing_that_asks_for_somebody_ends_with_the_other_care(
    ours: OpenCare, theirs: OpenCare, chosen: str, said: str
) -> None:
    assert plan.problems_of(pair(ours, theirs), Choices(chosen)) == {"goes_on": said}


@pytest.mark.parametrize(
    ("ours", "theirs", "chosen", "signs_in", "problem"),
    [
        (None, None, "", "keeper", ""),
        (ANN, None, "", "keeper", ""),
        (None, BEN, "", "duplicate", ""),
        (ANN, ANN, "", "keeper", ""),
        (ANN, BEN, "", "", plan.CHOOSE_SIGN_IN),
        (ANN, BEN, "duplicate", "duplicate", ""),
    ],
)
def test_who_opens_the_record(
    ours: UUID | None, theirs: UUID | None, chosen: str, signs_in: str, problem: str
) -> None:
    two, choices = Pair(holds(person=ours), holds(person=theirs)), Choices(signs_in=chosen)
    assert plan.problems_of(two, choices).get("signs_in", "") == problem
    assert plan.signing_in(two, choices) == signs_in


@pytest.mark.parametrize(
    ("name", "ours", "theirs", "chosen", "taken", "left"),
    [
        ("telephone", "1", "2", "", "1", "2"),
        ("telephone", "1", "2", "duplicate", "2", "1"),
        ("telephone", "1", "1", "", "1", None),
        ("gp", "", "Dr Hale", "", "Dr Hale", None),
        ("gp", "Dr Hale", "", "duplicate", "", "Dr Hale"),
        ("medicines", "Warfarin", "Naproxen", "", "Warfarin\nNaproxen", None),
        ("medicines", "Warfarin", "Naproxen", "keeper", "Warfarin", "Naproxen"),
        ("medicines", "Warfarin", "", BOTH, "Warfarin", None),
        ("email", None, "a@post.example", "", "a@post.example", None),
    ],
)
def test_either_is_taken_and_what_is_not_is_named(
    name: str, ours: Any, theirs: Any, chosen: str, taken: Any, left: Any
) -> None:
    two = Pair(holds(**{name: ours}), holds(**{name: theirs}))
    choices = Choices(fields={name: chosen} if chosen else {})
    assert plan.taken(two, choices)[name] == taken
    assert plan.not_taken(two, choices) == ({name: left} if left else {})


@pytest.mark.parametrize("fields", [{"telephone": BOTH}, {"zone": "keeper"}, {"gp": "nobody"}])
def test_only_what_can_be_chosen_is(fields: dict[str, str]) -> None:
    assert set(plan.problems_of(pair(), Choices(fields=fields))) == set(fields)


def test_the_address_goes_with_whoever_signs_in() -> None:
    two = Pair(holds(person=ANN, email="ann@x.example"), holds(person=BEN, email="ben@x.example"))
    chosen = Choices(signs_in="duplicate", fields={"email": "keeper"})
    assert plan.taken(two, chosen)["email"] == "ben@x.example"


def test_reasons_against_manipulation_are_united() -> None:
    two = Pair(
        replace(holds(), contraindications=["fracture", "infection"]),
        replace(holds(), contraindications=["infection", "aneurysm"]),
    )
    assert plan.united(two) == ["fracture", "infection", "aneurysm"]


def test_what_speaks_for_two_people_is_said() -> None:
    born, named = holds(date_of_birth=date(1981, 5, 4)), holds(name="Kim Reed")
    assert plan.warnings_of(pair()) == []
    assert "4 May 1980 and 4 May 1981" in plan.warnings_of(Pair(holds(), born))[0]
    assert "Sam Reed and Kim Reed" in plan.warnings_of(Pair(holds(), named))[0]
    assert plan.warnings_of(Pair(holds(), holds(name="reed, sám"))) == []
    assert "Two people sign in" in plan.warnings_of(Pair(holds(person=ANN), holds(person=BEN)))[0]


def test_what_must_not_end_is_said_before_it_is_chosen() -> None:
    assert "red-flag answer stands in the other record" in plan.warnings_of(pair(CALM, RED))[0]
    assert "can’t wait is open in the record that stays" in plan.warnings_of(pair(URGENT, CALM))[0]
    assert plan.warnings_of(pair(None, RED)) == []


def test_visits_since_the_onset_go_along_one_for_a_day() -> None:
    march, april = date(2026, 3, 1), date(2026, 4, 1)
    visits = [(A, date(2026, 1, 5)), (B, march), (ANN, april)]
    assert plan.visits_along(visits, ONSET, {april}) == [B]


def test_booked_appointments_go_along_one_for_a_time() -> None:
    nine, ten = datetime(2026, 3, 9, 9), datetime(2026, 3, 9, 10)  # noqa: DTZ001
    assert plan.appointments_along([(A, nine), (B, ten)], {nine}) == [B]


def test_the_background_that_is_lacking_is_named_once() -> None:
    answers = ["cancer", "steroids", "cancer"]
    assert plan.lacking(answers, {"steroids"}, str) == ["cancer"]
